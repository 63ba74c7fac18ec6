/* sockdiag_inet -- IP sockets as messages of sock_diag(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockdiag.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

/* Bits of a request are numbered from 1. */
#define EXTENSION(name) (1u << (INET_DIAG_##name - 1))

void sockdiag_inet_request(struct nlmsg_request *request, const struct sockdiag_query *query,
			   int family)
{
	struct inet_diag_req_v2 fixed = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = (uint8_t)sockdiag_kinds[query->table].protocol,
		.idiag_states = query->states,
		.id = { .idiag_sport = htons(query->port) },
	};

	if (query->table != SOCKDIAG_TCP)
		fixed.idiag_ext = EXTENSION(SKMEMINFO);
	else if (query->details)
		fixed.idiag_ext = EXTENSION(INFO) | EXTENSION(CONG);
	nlmsg_begin(request, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &fixed, sizeof(fixed));
}

/* ---- attributes ------------------------------------------------------------------------- */

/* Newer kernels have longer structs: the beginning is what it always was. */
static void read_info(struct sockdiag *sock, struct nlmsg_bytes value)
{
	struct tcp_info info;

	if (sock->state == SOCKSTATE_LISTEN || !nlmsg_take(&info, sizeof(info), &value))
		return;
	sock->rtt_us = info.tcpi_rtt;
	sock->congestion_window = info.tcpi_snd_cwnd;
	sock->total_retransmits = info.tcpi_total_retrans;
	sock->has |= SOCKDIAG_HAS_INFO;
}

static void read_memory(struct sockdiag *sock, struct nlmsg_bytes value)
{
	uint32_t memory[SK_MEMINFO_VARS];

	if (!nlmsg_take(memory, sizeof(memory), &value))
		return;
	sock->drops = memory[SK_MEMINFO_DROPS];
	sock->has |= SOCKDIAG_HAS_DROPS;
}

static void read_attr(struct sockdiag *sock, const struct nlmsg_attr *attr)
{
	uint8_t number;

	switch (attr->type) { /* any number may come */
	case INET_DIAG_INFO:
		if (sock->table == SOCKDIAG_TCP)
			read_info(sock, attr->value);
		break;
	case INET_DIAG_CONG:
		nlmsg_text(sock->congestion, sizeof(sock->congestion), attr);
		break;
	case INET_DIAG_SKMEMINFO:
		read_memory(sock, attr->value);
		break;
	case INET_DIAG_SKV6ONLY:
		if (nlmsg_u8(&number, attr)) {
			sock->v6only = number != 0;
			sock->has |= SOCKDIAG_HAS_V6ONLY;
		}
		break;
	}
}

/* ---- the message ------------------------------------------------------------------------ */

static struct addr addr_of(int family, const uint32_t *word, unsigned index)
{
	struct addr addr = { .family = family };

	memcpy(addr.byte, word, addr_size(family));
	if (addr_is_link_local(&addr))
		addr.scope_id = index;
	return addr;
}

/* The port of a raw socket is its protocol; its peer has none. */
static void read_ports(struct sockdiag *sock, const struct inet_diag_sockid *id)
{
	if (sock->table == SOCKDIAG_RAW) {
		sock->protocol = ntohs(id->idiag_sport);
		sock->v6only = sock->family == AF_INET6;
		return;
	}
	sock->local_port = ntohs(id->idiag_sport);
	sock->peer_port = ntohs(id->idiag_dport);
}

/* A dump has TCP sockets without a state only where those that are bound and no more are asked for.
 */
static enum sockstate state_of(enum sockdiag_table table, unsigned number)
{
	if (table == SOCKDIAG_TCP && number == SOCKSTATE_CLOSE)
		return SOCKSTATE_BOUND;
	return (enum sockstate)number;
}

static void read_fixed(struct sockdiag *sock, const struct inet_diag_msg *fixed)
{
	const struct inet_diag_sockid *id = &fixed->id;
	struct addr peer;

	sock->family = fixed->idiag_family;
	sock->state = state_of(sock->table, fixed->idiag_state);
	sock->inode = fixed->idiag_inode;
	sock->uid = fixed->idiag_uid;
	sock->cookie = (uint64_t)id->idiag_cookie[1] << 32 | id->idiag_cookie[0];
	sock->index = id->idiag_if;
	sock->local = addr_of(sock->family, id->idiag_src, sock->index);
	read_ports(sock, id);
	peer = addr_of(sock->family, id->idiag_dst, sock->index);
	if (sock->peer_port || !addr_is_wildcard(&peer))
		sock->peer = peer;
	sock->recv_queue = fixed->idiag_rqueue;
	sock->send_queue = fixed->idiag_wqueue;
	if (fixed->idiag_timer <= SOCKDIAG_TIMER_PERSIST)
		sock->timer = (enum sockdiag_timer)fixed->idiag_timer;
	sock->timer_ms = sock->timer ? fixed->idiag_expires : 0;
	sock->retransmits = fixed->idiag_retrans;
	sock->has = SOCKDIAG_HAS_QUEUES | SOCKDIAG_HAS_COOKIE;
	if (sock->inode)
		sock->has |= SOCKDIAG_HAS_UID;
	if (sock->state == SOCKSTATE_LISTEN)
		sock->has |= SOCKDIAG_HAS_BACKLOG;
}

bool sockdiag_inet_parse(struct sockdiag *sock, enum sockdiag_table table, struct nlmsg_bytes body)
{
	struct sockdiag fresh = { .table = table, .type = sockdiag_kinds[table].type };
	struct inet_diag_msg fixed;
	struct nlmsg_attr attr;

	if (!nlmsg_take(&fixed, sizeof(fixed), &body) ||
	    (fixed.idiag_family != AF_INET && fixed.idiag_family != AF_INET6) ||
	    fixed.idiag_state < SOCKSTATE_ESTABLISHED || fixed.idiag_state > SOCKSTATE_BOUND)
		return false;
	read_fixed(&fresh, &fixed);
	while (nlmsg_next_attr(&attr, &body))
		read_attr(&fresh, &attr);
	*sock = fresh;
	return true;
}
