/* common -- the options that every applet has, as one table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_COMMON_H
#define CLI_COMMON_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/opt.h"
#include "net/endpoint.h"
#include "net/sock_words.h"

enum format { FORMAT_TEXT, FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct common {
	long family; /* AF_UNSPEC, AF_INET or AF_INET6 */
	bool numeric;
	long format; /* enum format */
	const char *get;
	bool first;
	int64_t timeout_ns; /* of one question; -1: not given */
	const char *expect;
	int64_t eventually_ns, every_ns;
	bool calls, quiet;
	long verbose;
	long color; /* enum color */
	bool fields, help, version;
	struct sock_words socket;   /* with APPLET_SOCKET */
	struct listen_words listen; /* with APPLET_SERVER */
};

extern const struct opt common_options[];
extern const struct common common_defaults;

/* Whether any option of sockets, and any of servers, was given: where an applet needs them for some
 * of its work only, they would do nothing for the rest. */
bool common_has_socket_words(const struct common *common);
bool common_has_listen_words(const struct common *common);

/* Whether the options of sockets that were given say something of what talks over TRANSPORT. ERR is
 * STATUS_INVALID. */
bool common_check_transport(const struct common *common, enum transport transport, struct err *err);

#endif
