/* iface_words -- what rtnetlink's numbers about interfaces are called: the words of ip(8). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/iface.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

/* clang-format off */
const struct name iface_flags[] = {
	{ "LOOPBACK", IFF_LOOPBACK, "what is sent comes back" },
	{ "BROADCAST", IFF_BROADCAST, "has a broadcast address" },
	{ "POINTOPOINT", IFF_POINTOPOINT, "has one other end" },
	{ "MULTICAST", IFF_MULTICAST, "can send to groups" },
	{ "NOARP", IFF_NOARP, "does not resolve link-layer addresses" },
	{ "ALLMULTI", IFF_ALLMULTI, "receives every group" },
	{ "PROMISC", IFF_PROMISC, "receives everything" },
	{ "MASTER", IFF_MASTER, "bundles others" },
	{ "SLAVE", IFF_SLAVE, "is bundled" },
	{ "DEBUG", IFF_DEBUG, "its driver reports more" },
	{ "DYNAMIC", IFF_DYNAMIC, "addresses go when it goes down" },
	{ "AUTOMEDIA", IFF_AUTOMEDIA, "selects its medium" },
	{ "PORTSEL", IFF_PORTSEL, "its medium can be set" },
	{ "NOTRAILERS", IFF_NOTRAILERS, "avoids trailers" },
	{ "UP", IFF_UP, "switched on" },
	{ "RUNNING", IFF_RUNNING, "operational, RFC 2863" },
	{ "LOWER_UP", IFF_LOWER_UP, "the medium carries a signal" },
	{ "DORMANT", IFF_DORMANT, "waits for an event from outside" },
	{ "ECHO", IFF_ECHO, "sent packets are echoed" },
	{ NULL, 0, NULL },
};

const struct name iface_states[] = {
	{ "UNKNOWN", IF_OPER_UNKNOWN, "the driver does not say" },
	{ "NOTPRESENT", IF_OPER_NOTPRESENT, "a part is missing" },
	{ "DOWN", IF_OPER_DOWN, "cannot carry packets" },
	{ "LOWERLAYERDOWN", IF_OPER_LOWERLAYERDOWN, "down because of the interface below" },
	{ "TESTING", IF_OPER_TESTING, "in a test" },
	{ "DORMANT", IF_OPER_DORMANT, "waits for an event from outside" },
	{ "UP", IF_OPER_UP, "can carry packets" },
	{ NULL, 0, NULL },
};

const struct name iface_types[] = {
	{ "loopback", ARPHRD_LOOPBACK, NULL },
	{ "ether", ARPHRD_ETHER, NULL },
	{ "none", ARPHRD_NONE, NULL },
	{ "ppp", ARPHRD_PPP, NULL },
	{ "ipip", ARPHRD_TUNNEL, NULL },
	{ "tunnel6", ARPHRD_TUNNEL6, NULL },
	{ "sit", ARPHRD_SIT, NULL },
	{ "gre", ARPHRD_IPGRE, NULL },
	{ "gre6", ARPHRD_IP6GRE, NULL },
	{ "infiniband", ARPHRD_INFINIBAND, NULL },
	{ "ieee802.11", ARPHRD_IEEE80211, NULL },
	{ "ieee802.15.4", ARPHRD_IEEE802154, NULL },
	{ "6lowpan", ARPHRD_6LOWPAN, NULL },
	{ "can", ARPHRD_CAN, NULL },
	{ "rawip", ARPHRD_RAWIP, NULL },
	{ "void", ARPHRD_VOID, NULL },
	{ NULL, 0, NULL },
};

/* IFA_F_SECONDARY and IFA_F_TEMPORARY are one bit: the second is what IPv6 calls it. */
const struct name iface_address_flags[] = {
	{ "permanent", IFA_F_PERMANENT, "does not expire" },
	{ "secondary", IFA_F_SECONDARY, "of the same network as an earlier one; IPv6: temporary" },
	{ "tentative", IFA_F_TENTATIVE, "duplicate address detection is not over" },
	{ "deprecated", IFA_F_DEPRECATED, "not used for new connections" },
	{ "dadfailed", IFA_F_DADFAILED, "another host has this address" },
	{ "optimistic", IFA_F_OPTIMISTIC, "used before detection is over" },
	{ "nodad", IFA_F_NODAD, "no duplicate address detection" },
	{ "home", IFA_F_HOMEADDRESS, "home address of mobile IPv6" },
	{ "mngtmpaddr", IFA_F_MANAGETEMPADDR, "the kernel makes temporary ones from it" },
	{ "noprefixroute", IFA_F_NOPREFIXROUTE, "no route to its network was made" },
	{ "autojoin", IFA_F_MCAUTOJOIN, "a multicast group that is joined" },
	{ "stable-privacy", IFA_F_STABLE_PRIVACY, "made by RFC 7217" },
	{ NULL, 0, NULL },
};

const struct name iface_scopes[] = {
	{ "global", RT_SCOPE_UNIVERSE, "anywhere" },
	{ "site", RT_SCOPE_SITE, "this site" },
	{ "link", RT_SCOPE_LINK, "this link" },
	{ "host", RT_SCOPE_HOST, "this host" },
	{ "nowhere", RT_SCOPE_NOWHERE, "nowhere" },
	{ NULL, 0, NULL },
};
/* clang-format on */

void iface_put_mac(struct buf *text, const unsigned char *mac, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		buf_puts(text, i ? ":" : "");
		buf_puthex(text, mac + i, 1);
	}
}
