/* verb_recv -- receive: what recv(2) gives, with the end of a stream told from an empty message,
 * and what was cut off. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "shell/receiving.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

/* clang-format off */
static const struct operand operands[] = {
	VERB_OPERAND_SOCKET,
	{ "SIZE", 1, 1, OFFER_NOTHING, "bytes at most, up to 16M" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "of recv(2), such as MSG_PEEK|MSG_DONTWAIT" },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("recv s 100", "what is there, at most 100 bytes"),
	EXAMPLE("recv s 4 => \"PONG\" within 200ms", "on until it is decided"),
	EXAMPLE("recv s 1 => EOF", "the peer has ended its side"),
	{ 0 },
};
/* clang-format on */

/* What is read of SOCK. */
struct asked {
	struct bench_sock *sock;
	size_t size;
	int flags;
};

static bool read_asked(struct asked *asked, struct run *run, struct err *err)
{
	const char *flags = run->operand_count > 2 ? run->operand[2] : NULL;

	*asked = (struct asked){ .sock = bench_find(verb_bench(run), run->operand[0], err) };
	return asked->sock && receiving_read_size(&asked->size, run->operand[1], err) &&
	       receiving_read_flags(&asked->flags, flags, err);
}

/* A stream is read on, up to so many bytes, while an expectation wants more of it. */
static bool receive(struct buf *whole, struct run *run, const struct asked *asked, struct err *err)
{
	struct received received = { .true_size = 0 };
	bool reads_on =
		run->common->expect && adopt_is_stream(asked->sock) && !(asked->flags & MSG_PEEK);
	bool fine, more;

	do {
		struct word bytes;

		fine = receiving_run(&received, run, asked->sock, asked->size - whole->size,
				     asked->flags, err);
		if (!fine)
			break;
		bytes = receiving_bytes(&received);
		buf_put(whole, bytes.at, bytes.size);
		receiving_begin(run, asked->sock, bytes, received.true_size);
		out_done(run->out, STATUS_OK);
		more = reads_on && !out_enough(run->out) && whole->size < asked->size;
	} while (more);
	received_free(&received);
	return fine;
}

static void recv_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	struct asked asked;
	struct buf whole = { 0 };
	struct err err = { 0 };
	bool fine = read_asked(&asked, run, &err) && receive(&whole, run, &asked, &err);
	struct word bytes = { whole.size ? whole.data : "", whole.size };

	if (asked.sock && (whole.failed || !shell_value_bytes(&bench->result, bytes)))
		fine = err_errno(&err, ENOMEM, "no room for the value");
	if (!fine)
		out_fail(run->out, &err);
	buf_free(&whole);
}

const struct applet verb_recv = {
	.name = "recv",
	.summary = "receive bytes, or a message",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_data,
	.statuses = STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_NO_ROUTE),
	.examples = examples,
	.flags = VERB_FLAGS,
	.run = recv_run,
};
