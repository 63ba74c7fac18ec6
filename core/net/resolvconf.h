/* resolvconf -- what libc's DNS client is told: servers, search list, options. resolv.conf(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_RESOLVCONF_H
#define NET_RESOLVCONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "net/lines.h"

enum { RESOLVCONF_SERVERS = 3 }; /* libc's MAXNS: more are passed over */

/* Owner: starts as { 0 }, ends in resolvconf_free. All lists end with NULL. */
struct resolvconf {
	char *nameserver[RESOLVCONF_SERVERS + 1];
	char **search;   /* the last `search` or `domain` line */
	char **options;  /* of all `options` lines; at most 64 */
	char **problems; /* what libc passes over, and why, line by line; at most 16 */
	size_t nameserver_count, search_count, option_count, problem_count;
	struct arena arena;
};

/* Read FILE with libc's eyes: a carriage return is part of the word that it ends. False only
 * when memory is out; CONF is untouched then. */
bool resolvconf_parse(struct resolvconf *conf, struct word file, struct err *err);

void resolvconf_free(struct resolvconf *conf);

#endif
