/* iface -- the network interfaces of this host with their addresses, as rtnetlink(7) tells. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_IFACE_H
#define NET_IFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <net/if.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/name.h"
#include "net/addr.h"
#include "net/nlmsg.h"

enum { IFACE_MAC_MAX = 32, IFACE_KIND_MAX = 32 };
#define IFACE_FOREVER UINT32_MAX /* a lifetime that does not end */

struct iface_address {
	struct addr addr;      /* scope_id is the interface's index where it is link-local */
	struct addr peer;      /* the other end's address; family 0: none */
	struct addr broadcast; /* family 0: none */
	unsigned index;        /* of its interface */
	unsigned prefix_bits;
	unsigned scope;                /* RT_SCOPE_*; iface_scopes */
	uint32_t flags;                /* IFA_F_*; iface_address_flags */
	uint32_t valid_s, preferred_s; /* seconds left, or IFACE_FOREVER */
};

/* What belongs to it is the ifaces'. */
struct iface {
	unsigned index;
	char name[IF_NAMESIZE];
	char **altnames; /* NULL-terminated, never NULL */
	uint32_t flags;  /* IFF_*; iface_flags */
	uint32_t mtu;
	unsigned type;  /* ARPHRD_*; iface_types */
	unsigned state; /* IF_OPER_*; iface_states */
	unsigned char mac[IFACE_MAC_MAX];
	size_t mac_size;           /* 0: it has none */
	char kind[IFACE_KIND_MAX]; /* "veth", "bridge"; "" for a real one */
	unsigned master;           /* index of the bridge or bond that it is a part of, or 0 */
	bool has_inet, has_inet6;  /* the kernel speaks that family on it at all */
	bool inet6_disabled;       /* the sysctl disable_ipv6 is set */
	const struct iface_address *addresses;
	size_t address_count;
};

/* Owner: starts as { 0 }, ends in ifaces_free. */
struct ifaces {
	struct iface *item; /* by index */
	size_t count;
	struct iface_address *addresses;
	struct arena arena;
};

/* All of them. On failure IFACES is untouched. */
bool ifaces_read(struct ifaces *ifaces, struct err *err);

/* Append the messages of a dump of all links, and of all addresses. */
bool ifaces_ask(struct buf *links, struct buf *addresses, struct err *err);

/* The same as ifaces_read from the messages of a link dump and of an address dump. Addresses of
 * interfaces that are not among the links are left out: they came or went in between. */
bool ifaces_parse(struct ifaces *ifaces, struct nlmsg_bytes links, struct nlmsg_bytes addresses,
		  struct err *err);

/* By name, else alternative name, else index in decimal. NULL when there is none. */
const struct iface *ifaces_find(const struct ifaces *ifaces, const char *word);
const struct iface *ifaces_find_index(const struct ifaces *ifaces, unsigned index);

/* Release it and make it empty. Safe on { 0 } and twice. */
void ifaces_free(struct ifaces *ifaces);

/* One RTM_*LINK message; names live in ARENA. False when it is malformed, when it is a bridge's
 * about one of its ports (family AF_BRIDGE: then RTM_DELLINK does not mean that an interface went
 * away), or when memory is out (arena->failed). */
bool iface_parse(struct iface *iface, struct arena *arena, struct nlmsg_bytes body);

/* One RTM_*ADDR message. False when it is malformed or of another family than IP. */
bool iface_address_parse(struct iface_address *address, struct nlmsg_bytes body);

/* Put a link-layer address as ip(8) prints it: 02:00:5e:10:00:01. */
void iface_put_mac(struct buf *text, const unsigned char *mac, size_t size);

/* The words of ip(8), in its order. */
extern const struct name iface_flags[], iface_states[], iface_types[];
extern const struct name iface_address_flags[], iface_scopes[];

#endif
