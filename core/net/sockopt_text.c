/* sockopt_text -- values of socket options as people read them, by the type of the option. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt_text.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/num.h"
#include "net/calls.h"
#include "net/calltext.h"
#include "net/names.h"
#include "net/sockopt_group.h"

/* ---- single numbers ----------------------------------------------------------------------- */

static void put_bool(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	(void)row;
	if (value->as.number == 0 || value->as.number == 1)
		buf_puts(text, value->as.number ? "on" : "off");
	else
		buf_puti(text, value->as.number);
}

static void put_int(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	(void)row;
	buf_puti(text, value->as.number);
}

static void put_uint(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	(void)row;
	buf_putu(text, value->as.whole);
}

static void put_hex(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	(void)row;
	buf_printf(text, "0x%x", value->as.whole);
}

static void put_time(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	buf_puti(text, value->as.number);
	if (value->as.number >= 0)
		buf_puts(text, row->unit);
}

/* 0 is the protocol of IP only by number: elsewhere it is none. */
static void put_word(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	const struct name *values = sockopt_values(row);

	if (values == names_protocol && value->as.number == 0)
		buf_putc(text, '0');
	else
		calltext_word(text, values, value->as.number);
}

/* What all words of TABLE begin with, up to its last '_'. */
static size_t prefix_size(const struct name *table)
{
	const char *first = table->word;
	size_t size = strlen(first);

	for (; *table->word; table++)
		while (memcmp(first, table->word, size) != 0)
			size--;
	while (size > 0 && first[size - 1] != '_')
		size--;
	return size;
}

/* Flags stand side by side: without what they all begin with. */
static void put_bits(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	const struct name *values = sockopt_values(row);
	size_t skipped = prefix_size(values);
	unsigned bits = value->as.whole;
	const char *before = "";

	for (const struct name *bit = values; *bit->word; bit++) {
		if (!(bits & (unsigned)bit->value))
			continue;
		buf_puts(text, before);
		buf_puts(text, bit->word + skipped);
		bits &= ~(unsigned)bit->value;
		before = "|";
	}
	if (bits || value->as.whole == 0)
		buf_printf(text, bits ? "%s0x%x" : "%s%u", before, bits);
}

static void put_errno(struct buf *text, const struct sockopt_value *value,
		      const struct sockopt *row)
{
	const char *word = err_name(value->as.number);

	(void)row;
	if (word)
		buf_puts(text, word);
	else
		buf_puti(text, value->as.number);
}

static unsigned index_of(const struct sockopt_value *value, const struct sockopt *row)
{
	return row->type == SOCKOPT_INTERFACE_NET ? ntohl(value->as.whole) : value->as.whole;
}

static void put_interface(struct buf *text, const struct sockopt_value *value,
			  const struct sockopt *row)
{
	unsigned index = index_of(value, row);
	char name[IF_NAMESIZE];

	if (index == 0)
		buf_puts(text, "none");
	else if (call_if_indextoname(index, name))
		buf_puts(text, name);
	else
		buf_putu(text, index);
}

static void put_ports(struct buf *text, const struct sockopt_value *value,
		      const struct sockopt *row)
{
	(void)row;
	if (value->as.whole == 0)
		buf_puts(text, "none");
	else
		buf_printf(text, "%u-%u", value->as.whole & 0xffff, value->as.whole >> 16);
}

static void put_wide(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	if (row->type == SOCKOPT_RATE && value->as.wide == UINT64_MAX)
		buf_puts(text, "unlimited");
	else
		buf_putu(text, value->as.wide);
}

/* ---- structs ------------------------------------------------------------------------------ */

static void put_text(struct buf *text, const struct sockopt_value *value, const struct sockopt *row)
{
	(void)row;
	buf_put(text, value->as.byte, strnlen((const char *)value->as.byte, value->size));
}

static void put_linger(struct buf *text, const struct sockopt_value *value,
		       const struct sockopt *row)
{
	struct linger linger;

	(void)row;
	memcpy(&linger, value->as.byte, sizeof(linger));
	if (linger.l_onoff)
		buf_printf(text, "%ds", linger.l_linger);
	else
		buf_puts(text, "off");
}

/* 0 is for ever. The decimals that are zero are left out. */
static void put_timeval(struct buf *text, const struct sockopt_value *value,
			const struct sockopt *row)
{
	struct timeval time;
	unsigned long part;
	int digits = 6;

	(void)row;
	memcpy(&time, value->as.byte, sizeof(time));
	if (time.tv_sec == 0 && time.tv_usec == 0) {
		buf_puts(text, "none");
		return;
	}
	buf_puti(text, time.tv_sec);
	for (part = (unsigned long)time.tv_usec; part > 0 && part % 10 == 0; part /= 10)
		digits--;
	if (part > 0)
		buf_printf(text, ".%0*lu", digits, part);
	buf_putc(text, 's');
}

/* Kernels before 5.13 have no clock. */
static void put_stamps(struct buf *text, const struct sockopt_value *value,
		       const struct sockopt *row)
{
	int clock;

	put_bits(text, value, row);
	memcpy(&clock, value->as.byte + sizeof(int), sizeof(clock));
	if (clock)
		buf_printf(text, ", clock %d", clock);
}

static void put_credentials(struct buf *text, const struct sockopt_value *value,
			    const struct sockopt *row)
{
	struct ucred peer;

	(void)row;
	memcpy(&peer, value->as.byte, sizeof(peer));
	if (peer.pid == 0 && peer.uid == (uid_t)-1)
		buf_puts(text, "none");
	else
		buf_printf(text, "pid %d, uid %u, gid %u", (int)peer.pid, peer.uid, peer.gid);
}

static void put_groups(struct buf *text, const struct sockopt_value *value,
		       const struct sockopt *row)
{
	(void)row;
	if (value->size == 0)
		buf_puts(text, "none");
	for (unsigned at = 0; at + sizeof(gid_t) <= value->size; at += sizeof(gid_t)) {
		gid_t gid;

		memcpy(&gid, value->as.byte + at, sizeof(gid));
		buf_puts(text, at > 0 ? "," : "");
		buf_putu(text, gid);
	}
}

/* What is not 0 of linux/sock_diag.h, SK_MEMINFO_*. */
static void put_memory(struct buf *text, const struct sockopt_value *value,
		       const struct sockopt *row)
{
	static const char *const words[] = { "rmem_alloc", "rcvbuf",  "wmem_alloc",
					     "sndbuf",     "forward", "wmem_queued",
					     "optmem",     "backlog", "drops" };
	const unsigned count = sizeof(words) / sizeof(words[0]);
	const char *before = "";

	(void)row;
	for (unsigned i = 0; i < count && (i + 1) * sizeof(uint32_t) <= value->size; i++) {
		uint32_t number;

		memcpy(&number, value->as.byte + i * sizeof(number), sizeof(number));
		if (number == 0)
			continue;
		buf_printf(text, "%s%s %u", before, words[i], number);
		before = " ";
	}
}

static void put_address(struct buf *text, const struct sockopt_value *value,
			const struct sockopt *row)
{
	struct sockaddr_storage at;

	(void)row;
	memcpy(&at, value->as.byte, sizeof(at));
	calltext_sockaddr(text, (const struct sockaddr *)&at, value->size);
}

static void put_filter(struct buf *text, const struct sockopt_value *value,
		       const struct sockopt *row)
{
	(void)row;
	if (value->size == 0)
		buf_puts(text, "none");
	else
		buf_printf(text, "%u instruction%s", value->size, num_plural(value->size));
}

static void put_bytes(struct buf *text, const struct sockopt_value *value,
		      const struct sockopt *row)
{
	(void)row;
	buf_puthex(text, value->as.byte, value->size);
}

/* ---- by type ------------------------------------------------------------------------------ */

typedef void put_function(struct buf *text, const struct sockopt_value *value,
			  const struct sockopt *row);

static put_function *const writers[SOCKOPT_TYPES] = {
	[SOCKOPT_BOOL] = put_bool,
	[SOCKOPT_INT] = put_int,
	[SOCKOPT_UINT] = put_uint,
	[SOCKOPT_HEX] = put_hex,
	[SOCKOPT_SIZE] = put_int,
	[SOCKOPT_TIME] = put_time,
	[SOCKOPT_WORD] = put_word,
	[SOCKOPT_BITS] = put_bits,
	[SOCKOPT_ERRNO] = put_errno,
	[SOCKOPT_INTERFACE] = put_interface,
	[SOCKOPT_INTERFACE_NET] = put_interface,
	[SOCKOPT_PORTS] = put_ports,
	[SOCKOPT_RATE] = put_wide,
	[SOCKOPT_ID] = put_wide,
	[SOCKOPT_TEXT] = put_text,
	[SOCKOPT_LINGER] = put_linger,
	[SOCKOPT_TIMEVAL] = put_timeval,
	[SOCKOPT_STAMPS] = put_stamps,
	[SOCKOPT_CREDENTIALS] = put_credentials,
	[SOCKOPT_GROUPS] = put_groups,
	[SOCKOPT_MEMORY] = put_memory,
	[SOCKOPT_ADDRESS] = put_address,
	[SOCKOPT_SENDER] = sockopt_group_put_sender,
	[SOCKOPT_JOIN] = sockopt_group_put_join,
	[SOCKOPT_SOURCE] = sockopt_group_put_source,
	[SOCKOPT_FILTER] = put_filter,
	[SOCKOPT_POINTER] = put_bytes,
	[SOCKOPT_PIDFD] = put_int,
	[SOCKOPT_BYTES] = put_bytes,
};

void sockopt_put_value(struct buf *text, const struct sockopt_value *value)
{
	const struct sockopt *row = sockopt_row(value->level, value->number);

	if (row && sockopt_value_is_whole(value, row))
		writers[row->type](text, value, row);
	else
		put_bytes(text, value, row);
}
