/* verb_recvall -- a stream read to its end, whole or by lines: what Python's makefile is for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "bench/receiving.h"
#include "bench/verb.h"
#include "bench/verbrow.h"

enum { PIECE = 1 << 16 };

/* clang-format off */
static const struct operand all_operands[] = {
	VERB_OPERAND_SOCKET,
	{ "SIZE", 0, 1, OFFER_NOTHING, "end after so many bytes; 16M without it" },
	{ 0 },
};
static const struct operand line_operands[] = {
	VERB_OPERAND_SOCKET,
	{ "COUNT", 0, 1, OFFER_NOTHING, "lines to read; to the end without it" },
	{ 0 },
};

static const struct example recvall_examples[] = {
	EXAMPLE("a, b = socketpair; send a hello; close a; recvall b", "all up to the end"), { 0 },
};
static const struct example makefile_examples[] = {
	EXAMPLE("a, b = socketpair; send a \"one\\ntwo\\n\"; close a; makefile b", "a result for each line"),
	{ 0 },
};
/* clang-format on */

static bool check_stream(const struct bench_sock *sock, struct err *err)
{
	return adopt_is_stream(sock) ||
	       err_set(err, STATUS_INVALID, "'%s' has messages, and no end: recv takes one",
		       sock->name);
}

/* ---- all of it ---------------------------------------------------------------------------- */

/* An expectation sees each piece, so that it can be met before the end. */
static bool read_on(struct buf *whole, struct run *run, struct bench_sock *sock, size_t size,
		    struct err *err)
{
	struct received received = { .true_size = 0 };
	bool fine = true;

	while (fine && whole->size < size && !out_enough(run->out)) {
		size_t left = size - whole->size;
		struct word piece;

		fine = receiving_run(&received, run,
				     &(struct receiving){ sock, left < PIECE ? left : PIECE, 0 },
				     err);
		piece = receiving_bytes(&received);
		buf_put(whole, piece.at, piece.size);
		if (whole->failed)
			fine = err_errno(err, ENOMEM, "no room for all of it");
		if (fine && run->common->expect) {
			receiving_begin(run, sock, piece, piece.size);
			out_done(run->out, STATUS_OK);
		}
	}
	received_free(&received);
	return fine;
}

/* The end is what was asked for, unless it is looked at itself. */
static bool is_well(const struct run *run, const struct err *err)
{
	return err->kind == STATUS_OK ||
	       (err->kind == STATUS_CLOSED && !out_awaits(run->out, STATUS_CLOSED));
}

/* What had come before it failed is told too. */
static void tell_all(struct run *run, const struct bench_sock *sock, struct word bytes,
		     const struct err *err)
{
	bool is_told = run->common->expect && bytes.size > 0; /* piece by piece */

	if (!is_told && (bytes.size > 0 || is_well(run, err)))
		receiving_begin(run, sock, bytes, bytes.size);
	if (!is_well(run, err) && (is_told || bytes.size == 0))
		verbrow_fail(run, sock, err);
	else if (!is_well(run, err))
		out_fail(run->out, err);
	else if (!is_told)
		out_done(run->out, STATUS_OK);
}

static void recvall_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	size_t size = RECEIVING_MAX;
	struct buf whole = { 0 };
	struct err err = { 0 };
	struct word bytes;

	if (!sock)
		return;
	if (!check_stream(sock, &err) ||
	    (run->operand_count > 1 && !receiving_read_size(&size, run->operand[1], &err))) {
		verbrow_fail(run, sock, &err);
		return;
	}
	read_on(&whole, run, sock, size, &err);
	bytes = (struct word){ whole.size ? whole.data : "", whole.size };
	if (!shell_value_bytes(&verb_bench(run)->result, bytes))
		err_errno(&err, ENOMEM, "no room for the value");
	tell_all(run, sock, bytes, &err);
	buf_free(&whole);
}

/* ---- by lines ----------------------------------------------------------------------------- */

/* Nothing behind the line is taken off the socket, as Python's makefile does: what is there is
 * looked at first. */
static bool read_line(struct buf *line, struct run *run, struct bench_sock *sock, struct err *err)
{
	const struct receiving peek = { sock, PIECE, MSG_PEEK };
	struct received received = { .true_size = 0 };
	const char *newline = NULL;
	bool fine = true;

	buf_clear(line);
	while (fine && !newline) {
		struct receiving take = { .sock = sock };

		fine = receiving_run(&received, run, &peek, err);
		if (!fine)
			break;
		newline = memchr(received.data.data, '\n', received.data.size);
		take.size =
			newline ? (size_t)(newline - received.data.data) + 1 : received.data.size;
		fine = receiving_run(&received, run, &take, err);
		buf_put(line, received.data.data, received.data.size);
		if (fine && (line->failed || line->size > RECEIVING_MAX))
			fine = err_set(err, STATUS_LACKING, "no room for a line so long");
	}
	received_free(&received);
	return fine;
}

static bool add_line(struct run *run, const struct bench_sock *sock, struct word line)
{
	struct shell_value *item = shell_value_append(&verb_bench(run)->result);

	if (!item || !shell_value_bytes(item, line))
		return false;
	receiving_begin(run, sock, line, line.size);
	out_done(run->out, STATUS_OK);
	return true;
}

static void makefile_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	int64_t count = INT64_MAX, lines = 0;
	struct buf line = { 0 };
	struct err err = { 0 };
	bool fine;

	if (!sock)
		return;
	shell_value_free(&verb_bench(run)->result);
	fine = check_stream(sock, &err) &&
	       (run->operand_count < 2 || num_parse(&count, run->operand[1], 1, INT64_MAX, &err));
	while (fine && lines < count && !out_enough(run->out)) {
		fine = read_line(&line, run, sock, &err);
		if (line.size > 0 && !add_line(run, sock, (struct word){ line.data, line.size }))
			fine = err_errno(&err, ENOMEM, "no room for another line");
		lines += line.size > 0;
	}
	if (!is_well(run, &err) || (err.kind == STATUS_CLOSED && lines == 0))
		verbrow_fail(run, sock, &err);
	buf_free(&line);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                                             \
	(STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_REFUSED) | \
	 STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_NO_ROUTE))

const struct applet verb_recvall = {
	.name = "recvall",
	.summary = "receive all up to the end of a stream",
	.group = GROUP_SOCKET,
	.operands = all_operands,
	.records = verbrow_data,
	.statuses = STATUSES,
	.examples = recvall_examples,
	.flags = VERB_FLAGS,
	.run = recvall_run,
};

const struct applet verb_makefile = {
	.name = "makefile",
	.summary = "read a stream by lines",
	.group = GROUP_SOCKET,
	.operands = line_operands,
	.records = verbrow_data,
	.statuses = STATUSES,
	.examples = makefile_examples,
	.flags = VERB_FLAGS,
	.run = makefile_run,
};
