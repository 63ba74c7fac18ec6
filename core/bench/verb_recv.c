/* verb_recv -- receive: what recv(2) gives, with the end of a stream told from an empty message,
 * and what was cut off. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/receiving.h"
#include "bench/verb.h"
#include "bench/verbrow.h"

/* clang-format off */
static const struct example examples[] = {
	EXAMPLE("s, t = socketpair; send t hello; recv s 100", "what is there, at most 100 bytes"),
	EXAMPLE("s, t = socketpair; send t PONG; recv s 4 => \"PONG\" within 200ms", "on until it is decided"),
	EXAMPLE("s, t = socketpair; close t; recv s 1 => EOF", "the peer has ended its side"),
	{ 0 },
};
/* clang-format on */

/* Parts of a stream become one, which is how MSG_WAITALL works where a socket's calls wait; or, so
 * that an expectation can be met by them, a record each. */
struct parts {
	struct buf whole;
	bool all, told;
};

static bool wants_more(const struct parts *parts, const struct run *run, size_t size)
{
	return parts->whole.size < size && (parts->all || (parts->told && !out_enough(run->out)));
}

static void tell(struct run *run, const struct bench_sock *sock, struct word bytes,
		 size_t true_size)
{
	receiving_begin(run, sock, bytes, true_size);
	out_done(run->out, STATUS_OK);
}

/* What came before it failed is not lost: the next call fails. */
static bool receive(struct parts *parts, struct run *run, const struct receiving *asked,
		    struct err *err)
{
	struct received received = { .true_size = 0 };
	struct receiving next = *asked;
	size_t true_size = 0;
	struct word bytes;
	bool fine;

	do {
		next.size = asked->size - parts->whole.size;
		fine = receiving_run(&received, run, &next, err);
		if (!fine)
			break;
		bytes = receiving_bytes(&received);
		true_size += received.true_size;
		buf_put(&parts->whole, bytes.at, bytes.size);
		if (parts->told)
			tell(run, asked->sock, bytes, received.true_size);
	} while (wants_more(parts, run, asked->size));
	fine = fine || (parts->all && !parts->told && parts->whole.size > 0);
	if (fine && !parts->told)
		tell(run, asked->sock, (struct word){ buf_text(&parts->whole), parts->whole.size },
		     true_size);
	received_free(&received);
	return fine;
}

static void recv_run(struct run *run)
{
	struct receiving asked;
	struct parts parts = { .all = false };
	struct err err = { 0 };
	bool fine, in_parts;

	if (!receiving_read(&asked, run))
		return;
	in_parts = adopt_is_stream(asked.sock) && !(asked.flags & (MSG_PEEK | MSG_TRUNC));
	parts.told = in_parts && run->common->expect;
	parts.all = in_parts && asked.flags & MSG_WAITALL && asked.sock->timeout_ns != 0 &&
		    !(asked.flags & MSG_DONTWAIT);
	fine = receive(&parts, run, &asked, &err);
	if (parts.whole.failed ||
	    !shell_value_bytes(&verb_bench(run)->result,
			       (struct word){ buf_text(&parts.whole), parts.whole.size }))
		fine = err_errno(&err, ENOMEM, "no room for the value");
	if (!fine)
		verbrow_fail(run, asked.sock, &err);
	buf_free(&parts.whole);
}

const struct applet verb_recv = {
	.name = "recv",
	.summary = "receive bytes, or a message",
	.group = GROUP_SOCKET,
	.operands = receiving_operands,
	.records = verbrow_data,
	.statuses = STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_NO_ROUTE),
	.examples = examples,
	.flags = VERB_FLAGS,
	.run = recv_run,
};
