/* reply -- what the small services answer: echo, discard, daytime, time, qotd, chargen. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/reply.h"

#include "base/clock.h"

const struct name service_kinds[] = {
	NAME("echo", SERVICE_ECHO, "what came, RFC 862"),
	NAME("discard", SERVICE_DISCARD, "nothing, RFC 863"),
	NAME("chargen", SERVICE_CHARGEN, "a pattern of characters, RFC 864"),
	NAME("qotd", SERVICE_QOTD, "a quote, RFC 865"),
	NAME("daytime", SERVICE_DAYTIME, "date and time as text, RFC 867"),
	NAME("time", SERVICE_TIME, "seconds since 1900 in 32 bits, RFC 868"),
	NAMES_END,
};

static const char *const quotes[] = {
	"An empty datagram is a message; an empty read from a stream is its end.\r\n",
	"Silence is not an answer, and an open port is not a service.\r\n",
	"A stream has no messages: what was sent as one may come as many.\r\n",
	"The backlog is a limit of the kernel, not of your patience.\r\n",
	"Closing says that you have no more to say, not that you have heard all.\r\n",
};

bool service_speaks_first(enum service_kind kind)
{
	return kind != SERVICE_ECHO && kind != SERVICE_DISCARD;
}

void reply_put_stamp(struct buf *buf, int64_t wall_ns)
{
	char date[CLOCK_DATE_MAX];
	size_t size = clock_date(date, wall_ns);

	buf_putc(buf, '[');
	buf_put(buf, date, size);
	buf_put(buf, "] ", 2);
}

static void put_time(struct buf *buf, int64_t wall_ns)
{
	const uint64_t from_1900_to_1970 = UINT64_C(2208988800);
	uint32_t seconds = (uint32_t)((uint64_t)(wall_ns / NS_PER_S) + from_1900_to_1970);
	char bytes[] = { (char)(seconds >> 24), (char)(seconds >> 16), (char)(seconds >> 8),
			 (char)seconds };

	buf_put(buf, bytes, sizeof(bytes));
}

static void put_daytime(struct buf *buf, int64_t wall_ns)
{
	char date[CLOCK_DATE_MAX];

	buf_put(buf, date, clock_date(date, wall_ns));
	buf_put(buf, "\r\n", 2);
}

void reply_put_pattern(struct buf *buf, uint64_t n)
{
	enum { CHARACTERS = 95, FIRST = ' ' };

	for (unsigned i = 0; i < CHARGEN_LINE - 2; i++)
		buf_putc(buf, (char)(FIRST + (n + i) % CHARACTERS));
	buf_put(buf, "\r\n", 2);
}

void reply_put(struct buf *buf, enum service_kind kind, int64_t wall_ns, uint64_t turn)
{
	switch (kind) {
	case SERVICE_ECHO:
	case SERVICE_DISCARD:
		return;
	case SERVICE_CHARGEN:
		reply_put_pattern(buf, turn);
		return;
	case SERVICE_QOTD:
		buf_puts(buf, quotes[turn % (sizeof(quotes) / sizeof(quotes[0]))]);
		return;
	case SERVICE_DAYTIME:
		put_daytime(buf, wall_ns);
		return;
	case SERVICE_TIME:
		put_time(buf, wall_ns);
		return;
	}
}
