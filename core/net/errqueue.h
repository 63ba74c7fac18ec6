/* errqueue -- why what was sent did not arrive: ICMP errors, with who said so. ip(7), ipv6(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ERRQUEUE_H
#define NET_ERRQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sock_addr.h"

enum { TROUBLE_DATA = 64 };

/* One error. A plain value. */
struct trouble {
	int number;           /* errno */
	bool is_icmp;         /* else this machine itself says so */
	int family;           /* AF_INET or AF_INET6: of the ICMP message */
	unsigned type, code;  /* of it: RFC 792, RFC 4443 */
	struct addr offender; /* who sent it; family 0: not told */
	struct sock_addr to;  /* where the datagram had been sent */
	uint32_t mtu;         /* that would have fit; 0: not told */
	size_t size;          /* bytes of DATA: how the datagram began, as far as it is told */
	char data[TROUBLE_DATA];
};

/* Take the next error of a socket that has DATAGRAM_ERRORS. False when there is none. */
bool errqueue_take(struct trouble *trouble, int fd);

/* Its status and sentence: "port unreachable, says 127.0.0.1 (ICMP type 3 code 3)". Returns false.
 */
bool trouble_say(const struct trouble *trouble, struct err *err);

/* "port_unreachable", "host_unreachable", "packet_too_big", ...; NULL where it has no word. */
const char *trouble_word(const struct trouble *trouble);

#endif
