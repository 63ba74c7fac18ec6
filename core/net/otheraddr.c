/* otheraddr -- addresses of families that are neither IP nor Unix, from words and as words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/otheraddr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>

#include "base/name.h"
#include "base/num.h"
#include "net/names.h"

/* ---- two numbers -------------------------------------------------------------------------- */

/* FIRST[:SECOND]; a word of WORDS may stand for the first. How many there are; 0: it is malformed.
 */
static unsigned read_pair(uint64_t number[2], const char *text, const struct name *words)
{
	enum { FIRST_MAX = 16 };
	const char *colon = strchr(text, ':');
	size_t size = colon ? (size_t)(colon - text) : strlen(text);
	char first[FIRST_MAX] = "";
	const struct name *word;

	if (size >= sizeof(first))
		return 0;
	memcpy(first, text, size);
	word = words ? name_find(words, first) : NULL;
	if (word)
		number[0] = (uint32_t)word->value;
	else if (!num_digits(&number[0], text, size, UINT32_MAX))
		return 0;
	if (!colon)
		return 1;
	return num_digits(&number[1], colon + 1, strlen(colon + 1), UINT32_MAX) ? 2 : 0;
}

static void set(struct sock_addr *sa, const void *address, size_t size)
{
	*sa = (struct sock_addr){ .size = (socklen_t)size };
	memcpy(&sa->at, address, size);
}

static void put_pair(struct buf *text, const char *word, uint32_t first, uint32_t second)
{
	if (word)
		buf_puts(text, word);
	else
		buf_putu(text, first);
	buf_putc(text, ':');
	buf_putu(text, second);
}

/* ---- families ----------------------------------------------------------------------------- */

static bool parse_netlink(struct sock_addr *sa, const char *text, struct err *err)
{
	struct sockaddr_nl netlink = { .nl_family = AF_NETLINK };
	uint64_t number[2] = { 0, 0 };

	if (!read_pair(number, text, NULL))
		return err_set(err, STATUS_INVALID, "'%s' is not PORTID[:GROUPS]", text);
	netlink.nl_pid = (uint32_t)number[0];
	netlink.nl_groups = (uint32_t)number[1];
	set(sa, &netlink, sizeof(netlink));
	return true;
}

static bool parse_tipc(struct sock_addr *sa, const char *text, struct err *err)
{
	struct sockaddr_tipc tipc = { .family = AF_TIPC,
				      .addrtype = TIPC_ADDR_NAME,
				      .scope = TIPC_CLUSTER_SCOPE };
	uint64_t number[2] = { 0, 0 };

	if (read_pair(number, text, NULL) != 2)
		return err_set(err, STATUS_INVALID, "'%s' is not TYPE:INSTANCE", text);
	tipc.addr.name.name.type = (uint32_t)number[0];
	tipc.addr.name.name.instance = (uint32_t)number[1];
	set(sa, &tipc, sizeof(tipc));
	return true;
}

static const struct name cids[] = {
	NAME("any", (long)VMADDR_CID_ANY, ""),
	NAME("local", 1, ""),
	NAME("host", VMADDR_CID_HOST, ""),
	NAMES_END,
};

static bool parse_vsock(struct sock_addr *sa, const char *text, struct err *err)
{
	struct sockaddr_vm vsock = { .svm_family = AF_VSOCK };
	uint64_t number[2] = { 0, 0 };

	if (read_pair(number, text, cids) != 2)
		return err_set(err, STATUS_INVALID, "'%s' is not CID:PORT", text);
	vsock.svm_cid = (uint32_t)number[0];
	vsock.svm_port = (uint32_t)number[1];
	set(sa, &vsock, sizeof(vsock));
	return true;
}

static bool parse_packet(struct sock_addr *sa, const char *text, struct err *err)
{
	struct sockaddr_ll packet = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	uint32_t index = 0;

	if (strcmp(text, "*") != 0 && !addr_zone(&index, text, err))
		return false;
	packet.sll_ifindex = (int)index;
	set(sa, &packet, sizeof(packet));
	return true;
}

bool otheraddr_parse(struct sock_addr *sa, int family, const char *text, struct err *err)
{
	const char *word;

	switch (family) { /* constants of the kernel, not an enum of ours */
	case AF_NETLINK:
		return parse_netlink(sa, text, err);
	case AF_TIPC:
		return parse_tipc(sa, text, err);
	case AF_VSOCK:
		return parse_vsock(sa, text, err);
	case AF_PACKET:
		return parse_packet(sa, text, err);
	default:
		word = name_word(names_family, family);
		return err_set(err, STATUS_LACKING, "addresses of %s have no form in words",
			       word ? word : "this family");
	}
}

/* ---- as words ----------------------------------------------------------------------------- */

static bool put_netlink(struct buf *text, const struct sock_addr *sa)
{
	struct sockaddr_nl netlink;

	memcpy(&netlink, &sa->at, sizeof(netlink));
	buf_putu(text, netlink.nl_pid);
	if (netlink.nl_groups)
		buf_printf(text, ":%u", netlink.nl_groups);
	return true;
}

/* Where a socket itself is has a number of the node's, which nobody can be given. */
static bool put_tipc(struct buf *text, const struct sock_addr *sa)
{
	struct sockaddr_tipc tipc;

	memcpy(&tipc, &sa->at, sizeof(tipc));
	if (tipc.addrtype != TIPC_ADDR_NAME)
		return false;
	put_pair(text, NULL, tipc.addr.name.name.type, tipc.addr.name.name.instance);
	return true;
}

static bool put_vsock(struct buf *text, const struct sock_addr *sa)
{
	struct sockaddr_vm vsock;

	memcpy(&vsock, &sa->at, sizeof(vsock));
	put_pair(text, name_word(cids, (long)vsock.svm_cid), vsock.svm_cid, vsock.svm_port);
	return true;
}

static bool put_packet(struct buf *text, const struct sock_addr *sa)
{
	struct sockaddr_ll packet;
	char name[IF_NAMESIZE] = "*";
	struct err unused = { 0 };

	memcpy(&packet, &sa->at, sizeof(packet));
	if (packet.sll_ifindex > 0 && !addr_zone_name(name, (uint32_t)packet.sll_ifindex, &unused))
		return false;
	buf_puts(text, name);
	return true;
}

bool otheraddr_put(struct buf *text, const struct sock_addr *sa)
{
	switch (sock_addr_family(sa)) { /* constants of the kernel, not an enum of ours */
	case AF_NETLINK:
		return sa->size >= sizeof(struct sockaddr_nl) && put_netlink(text, sa);
	case AF_TIPC:
		return sa->size >= sizeof(struct sockaddr_tipc) && put_tipc(text, sa);
	case AF_VSOCK:
		return sa->size >= sizeof(struct sockaddr_vm) && put_vsock(text, sa);
	case AF_PACKET:
		return sa->size >= offsetof(struct sockaddr_ll, sll_addr) && put_packet(text, sa);
	default:
		return false;
	}
}
