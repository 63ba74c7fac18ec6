/* iface_words -- what rtnetlink's numbers about interfaces are called: the words of ip(8). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/iface.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

/* clang-format off */
const struct name iface_flags[] = {
	NAME("LOOPBACK", IFF_LOOPBACK, "what is sent comes back"),
	NAME("BROADCAST", IFF_BROADCAST, "has a broadcast address"),
	NAME("POINTOPOINT", IFF_POINTOPOINT, "has one other end"),
	NAME("MULTICAST", IFF_MULTICAST, "can send to groups"),
	NAME("NOARP", IFF_NOARP, "does not resolve link-layer addresses"),
	NAME("ALLMULTI", IFF_ALLMULTI, "receives every group"),
	NAME("PROMISC", IFF_PROMISC, "receives everything"),
	NAME("MASTER", IFF_MASTER, "bundles others"),
	NAME("SLAVE", IFF_SLAVE, "is bundled"),
	NAME("DEBUG", IFF_DEBUG, "its driver reports more"),
	NAME("DYNAMIC", IFF_DYNAMIC, "addresses go when it goes down"),
	NAME("AUTOMEDIA", IFF_AUTOMEDIA, "selects its medium"),
	NAME("PORTSEL", IFF_PORTSEL, "its medium can be set"),
	NAME("NOTRAILERS", IFF_NOTRAILERS, "avoids trailers"),
	NAME("UP", IFF_UP, "switched on"),
	NAME("RUNNING", IFF_RUNNING, "operational, RFC 2863"),
	NAME("LOWER_UP", IFF_LOWER_UP, "the medium carries a signal"),
	NAME("DORMANT", IFF_DORMANT, "waits for an event from outside"),
	NAME("ECHO", IFF_ECHO, "sent packets are echoed"),
	NAMES_END,
};

const struct name iface_states[] = {
	NAME("UNKNOWN", IF_OPER_UNKNOWN, "the driver does not say"),
	NAME("NOTPRESENT", IF_OPER_NOTPRESENT, "a part is missing"),
	NAME("DOWN", IF_OPER_DOWN, "cannot carry packets"),
	NAME("LOWERLAYERDOWN", IF_OPER_LOWERLAYERDOWN, "down because of the interface below"),
	NAME("TESTING", IF_OPER_TESTING, "in a test"),
	NAME("DORMANT", IF_OPER_DORMANT, "waits for an event from outside"),
	NAME("UP", IF_OPER_UP, "can carry packets"),
	NAMES_END,
};

const struct name iface_types[] = {
	NAME("loopback", ARPHRD_LOOPBACK, ""),
	NAME("ether", ARPHRD_ETHER, ""),
	NAME("none", ARPHRD_NONE, ""),
	NAME("ppp", ARPHRD_PPP, ""),
	NAME("ipip", ARPHRD_TUNNEL, ""),
	NAME("tunnel6", ARPHRD_TUNNEL6, ""),
	NAME("sit", ARPHRD_SIT, ""),
	NAME("gre", ARPHRD_IPGRE, ""),
	NAME("gre6", ARPHRD_IP6GRE, ""),
	NAME("infiniband", ARPHRD_INFINIBAND, ""),
	NAME("ieee802.11", ARPHRD_IEEE80211, ""),
	NAME("ieee802.15.4", ARPHRD_IEEE802154, ""),
	NAME("6lowpan", ARPHRD_6LOWPAN, ""),
	NAME("can", ARPHRD_CAN, ""),
	NAME("rawip", ARPHRD_RAWIP, ""),
	NAME("void", ARPHRD_VOID, ""),
	NAMES_END,
};

/* IFA_F_SECONDARY and IFA_F_TEMPORARY are one bit: the second is what IPv6 calls it. */
const struct name iface_address_flags[] = {
	NAME("permanent", IFA_F_PERMANENT, "does not expire"),
	NAME("secondary", IFA_F_SECONDARY, "of the same network as an earlier one; IPv6: temporary"),
	NAME("tentative", IFA_F_TENTATIVE, "duplicate address detection is not over"),
	NAME("deprecated", IFA_F_DEPRECATED, "not used for new connections"),
	NAME("dadfailed", IFA_F_DADFAILED, "another host has this address"),
	NAME("optimistic", IFA_F_OPTIMISTIC, "used before detection is over"),
	NAME("nodad", IFA_F_NODAD, "no duplicate address detection"),
	NAME("home", IFA_F_HOMEADDRESS, "home address of mobile IPv6"),
	NAME("mngtmpaddr", IFA_F_MANAGETEMPADDR, "the kernel makes temporary ones from it"),
	NAME("noprefixroute", IFA_F_NOPREFIXROUTE, "no route to its network was made"),
	NAME("autojoin", IFA_F_MCAUTOJOIN, "a multicast group that is joined"),
	NAME("stable-privacy", IFA_F_STABLE_PRIVACY, "made by RFC 7217"),
	NAMES_END,
};

const struct name iface_scopes[] = {
	NAME("global", RT_SCOPE_UNIVERSE, "anywhere"),
	NAME("site", RT_SCOPE_SITE, "this site"),
	NAME("link", RT_SCOPE_LINK, "this link"),
	NAME("host", RT_SCOPE_HOST, "this host"),
	NAME("nowhere", RT_SCOPE_NOWHERE, "nowhere"),
	NAMES_END,
};
/* clang-format on */

void iface_put_mac(struct buf *text, const unsigned char *mac, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		buf_puts(text, i ? ":" : "");
		buf_puthex(text, mac + i, 1);
	}
}
