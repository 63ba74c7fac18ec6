/* sockproc -- sockets out of /proc/net/tcp and its kin, for kernels without sock_diag(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockproc.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/num.h"
#include "net/lines.h"

/* sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt   uid  timeout inode */
enum { SLOT, LOCAL, PEER, STATE, QUEUES, TIMER, RETRANSMITS, UID, TIMEOUT, INODE, WORDS };

enum { TICKS_PER_S = 100 }; /* USER_HZ, in which the kernel tells times */

/* Up to eight hexadecimal digits, all of WORD. */
static bool read_hex(uint32_t *number, struct word word)
{
	uint32_t sum = 0;

	if (word.size == 0 || word.size > 8)
		return false;
	for (size_t i = 0; i < word.size; i++) {
		int digit = num_digit(word.at[i]);

		if (digit < 0)
			return false;
		sum = sum << 4 | (uint32_t)digit;
	}
	*number = sum;
	return true;
}

static bool read_decimal(uint32_t *number, struct word word)
{
	uint64_t wide;

	if (!num_digits(&wide, word.at, word.size, UINT32_MAX))
		return false;
	*number = (uint32_t)wide;
	return true;
}

/* Cut WORD at its ':'. */
static bool split(struct word *left, struct word *right, struct word word)
{
	const char *colon = memchr(word.at, ':', word.size);

	if (!colon)
		return false;
	*left = (struct word){ word.at, (size_t)(colon - word.at) };
	*right = (struct word){ colon + 1, word.size - left->size - 1 };
	return true;
}

static bool read_pair(uint32_t *left, uint32_t *right, struct word word)
{
	struct word first, second;

	return split(&first, &second, word) && read_hex(left, first) && read_hex(right, second);
}

/* Words of four bytes in network order, read as numbers of this machine, and a port. */
static bool read_address(struct addr *addr, uint16_t *port, int family, struct word word)
{
	struct addr fresh = { .family = family };
	struct word bytes, rest;
	uint32_t number;

	if (!split(&bytes, &rest, word) || bytes.size != 2 * addr_size(family) || rest.size != 4)
		return false;
	for (size_t i = 0; i < addr_size(family); i += sizeof(number)) {
		if (!read_hex(&number, (struct word){ bytes.at + 2 * i, 8 }))
			return false;
		memcpy(fresh.byte + i, &number, sizeof(number));
	}
	if (!read_hex(&number, rest))
		return false;
	*addr = fresh;
	*port = (uint16_t)number;
	return true;
}

static bool read_timer(struct sockdiag *sock, struct word word)
{
	uint32_t kind, ticks;

	if (!read_pair(&kind, &ticks, word))
		return false;
	if (kind <= SOCKDIAG_TIMER_PERSIST)
		sock->timer = (enum sockdiag_timer)kind;
	if (sock->timer)
		sock->timer_ms = (uint32_t)((uint64_t)ticks * 1000 / TICKS_PER_S);
	return true;
}

static bool read_words(struct sockdiag *sock, const struct word *word)
{
	uint32_t state, retransmits;

	if (!read_address(&sock->local, &sock->local_port, sock->family, word[LOCAL]) ||
	    !read_address(&sock->peer, &sock->peer_port, sock->family, word[PEER]) ||
	    !read_hex(&state, word[STATE]) || state < SOCKSTATE_ESTABLISHED ||
	    state > SOCKSTATE_BOUND ||
	    !read_pair(&sock->send_queue, &sock->recv_queue, word[QUEUES]) ||
	    !read_timer(sock, word[TIMER]) || !read_hex(&retransmits, word[RETRANSMITS]) ||
	    !read_decimal(&sock->uid, word[UID]) || !read_decimal(&sock->inode, word[INODE]))
		return false;
	if (sock->peer_port == 0 && addr_is_wildcard(&sock->peer))
		sock->peer = (struct addr){ 0 };
	sock->state = (enum sockstate)state;
	sock->retransmits = retransmits;
	if (sock->inode)
		sock->has |= SOCKDIAG_HAS_UID;
	return true;
}

bool sockproc_parse(struct sockdiag *sock, enum sockdiag_table table, int family, struct word line)
{
	struct sockdiag fresh = {
		.table = table,
		.family = family,
		.type = sockdiag_kinds[table].type,
		.has = SOCKDIAG_HAS_QUEUES,
	};
	struct word word[WORDS];

	for (unsigned i = 0; i < WORDS; i++)
		if (!word_next(&word[i], &line))
			return false;
	if (!read_words(&fresh, word))
		return false;
	if (table == SOCKDIAG_RAW) {
		fresh.protocol = fresh.local_port;
		fresh.v6only = family == AF_INET6;
		fresh.local_port = 0;
	}
	*sock = fresh;
	return true;
}
