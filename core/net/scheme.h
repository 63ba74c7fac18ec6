/* scheme -- URI schemes, the ports they stand for, and the scheme a service's URLs begin with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SCHEME_H
#define NET_SCHEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"
#include "net/service.h"

/* The parts of a URL that name a port (RFC 3986). Words borrow the text. */
struct url {
	struct word scheme, host;
	int port; /* -1: none */
};

/* True when TEXT is a URL and not another kind of word: it holds "://". */
bool url_looks(const char *text);

/* Split SCHEME://[USER@]HOST[:PORT][/?#...]. ERR is STATUS_INVALID and quotes what is wrong. */
bool url_split(struct url *url, const char *text, struct err *err);

/* TEXT is a URL where an endpoint belongs: ERR says what to type for it, as far as that is known.
 * False. */
bool url_refuse(const char *text, struct err *err);

/* The port that the URLs of SCHEME mean where they have none. False for a scheme that is none of
 * IANA's registry, or has no port. */
bool scheme_port(uint16_t *port, struct word scheme);

/* Append the URL of SERVICE on HOST: brackets around an IPv6 address, PORT only where the scheme
 * does not mean it. */
void scheme_url(struct buf *url, const struct service *service, const char *host, uint16_t port);

/* Whether HOST may stand in a URL: a name or address, no byte that would end it. */
bool scheme_host_fits(const char *host);

/* The registry, as far as its schemes mean ports: SCHEME PORT [SERVICE...] on each line. */
extern const char scheme_rows[];

#endif
