/* portwords -- a host and its ports as people type them: HOST PORTS, HOST:22,80-90. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PORTWORDS_H
#define SERVE_PORTWORDS_H

#include "net/endpoint.h"
#include "net/portset.h"

/* Whether WORD lists ports, without a host: "22,80-90", "ssh,http", "53/udp". */
bool portwords_are_ports(const char *word);

/* Whether it has ports, with or without a host. */
bool portwords_have_ports(const char *word);

/* Whether NEXT lists the ports of WORD, a host without any. */
bool portwords_pair(const char *word, const char *next);

/* Read WORD, an endpoint whose port may be a list of them, HOST:22,80-90; or a host, whose ports
 * are then LIST (NULL: none). Without a transport it is FALLBACK. ENDPOINT has the first of PORTS
 * as its port. ERR is of endpoint_parse and portset_read, or STATUS_INVALID: no ports, or a path.
 */
bool portwords_read(struct endpoint *endpoint, struct portset *ports, const char *word,
		    const char *list, enum transport fallback, struct database *services,
		    struct err *err);

#endif
