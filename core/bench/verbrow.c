/* verbrow -- what verbs of the workbench answer: few kinds of records, shared by all of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/verbrow.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "bench/verb.h"
#include "cli/out_state.h"
#include "net/calls.h"
#include "net/names.h"

/* ---- tables ------------------------------------------------------------------------------- */

/* clang-format off */
static const struct field sock_fields[] = {
	[VERB_SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "what it is called", NULL),
	[VERB_VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "what the call came to", NULL),
	[VERB_FD] = FIELD("fd", FIELD_INT, FIELD_DETAIL, 0, "its descriptor in this process", NULL),
	[VERB_KIND] = FIELD("kind", FIELD_TEXT, FIELD_QUESTION, 0, "kind of socket, such as tcp or udp6", NULL),
	[VERB_SOCKTYPE] = FIELD("socktype", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "SOCK_STREAM, SOCK_DGRAM, ...", NULL),
	[VERB_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "its own end", NULL),
	[VERB_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the other end", NULL),
	[VERB_CREDENTIALS] = FIELD("credentials", FIELD_TEXT, FIELD_DETAIL, 0, "who connected to a Unix socket: SO_PEERCRED", NULL),
	[VERB_ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "how long connecting took", NULL),
	[VERB_REMARK] = FIELD("remark", FIELD_TEXT, FIELD_DETAIL, 0, "what is to be said of it", NULL),
	{ 0 }
};

static const struct field count_fields[] = {
	[COUNTROW_SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "what it is called", NULL),
	[COUNTROW_VALUE] = FIELD("value", FIELD_INT, 0, 0, "what the call came to", NULL),
	[COUNTROW_ASKED] = FIELD("asked_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "that were to be sent", NULL),
	[COUNTROW_PEER] = FIELD("peer", FIELD_TEXT, FIELD_DETAIL, 0, "whom it was sent to, where the call said it", NULL),
	[COUNTROW_ERRNO] = FIELD("errno", FIELD_TEXT, 0, 0, "the word of an errno that is the value", NULL),
	[COUNTROW_REMARK] = FIELD("remark", FIELD_TEXT, FIELD_DETAIL, 0, "what is to be said of it", NULL),
	{ 0 }
};

static const struct field data_fields[] = {
	[DATAROW_SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "what it is called", NULL),
	[DATAROW_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what was received", NULL),
	[DATAROW_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "that are here", NULL),
	[DATAROW_TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the whole message", NULL),
	[DATAROW_LOST] = FIELD("lost_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of the message, that were cut off", NULL),
	[DATAROW_TRUNCATED] = FIELD("truncated", FIELD_BOOL, 0, 0, "whether the message was longer than the room for it", NULL),
	[DATAROW_SOCKTYPE] = FIELD("socktype", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "SOCK_STREAM, SOCK_DGRAM, ...", NULL),
	[DATAROW_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "who sent it, where the call tells", NULL),
	[DATAROW_LOCAL] = FIELD("local", FIELD_ADDRESS, FIELD_DETAIL, 0, "the address that it came to: IP_PKTINFO", NULL),
	[DATAROW_FLAGS] = FIELD("flags", FIELD_TEXT, FIELD_DETAIL, 0, "MSG_EOR, MSG_TRUNC, MSG_CTRUNC, ...", NULL),
	[DATAROW_ANCILLARY] = FIELD("ancillary", FIELD_TEXT, FIELD_LIST | FIELD_DETAIL, 0, "control messages that came along", NULL),
	[DATAROW_SOCKETS] = FIELD("sockets", FIELD_TEXT, FIELD_LIST | FIELD_DETAIL, 0, "descriptors that came along, as they are called now", NULL),
	[DATAROW_REMARK] = FIELD("remark", FIELD_TEXT, FIELD_DETAIL, 0, "its size in words, where it is text", NULL),
	[DATAROW_SHOWN] = FIELD("shown", FIELD_TEXT, FIELD_DETAIL, 0, "what stands for it where it is no text: x\"00 ff\", EOF", NULL),
	[DATAROW_NOTE] = FIELD("note", FIELD_TEXT, FIELD_DETAIL, 0, "from whom, and what came along", NULL),
	{ 0 }
};

const struct record_type verbrow_sock[] = {
	{ "result", "a socket", { sock_fields, "[{socket}: {remark}]" } }, { 0 },
};
const struct record_type verbrow_value[] = {
	{ "result", "the value", { sock_fields, "{value}[ ({remark})]" } }, { 0 },
};
const struct record_type verbrow_count[] = {
	{ "result", "how much was sent", { count_fields, "{remark}" } }, { 0 },
};
const struct record_type verbrow_number[] = {
	{ "result", "a number", { count_fields, "[{errno} ({value})][{remark}]" } }, { 0 },
};
const struct record_type verbrow_data[] = {
	{ "result", "what was received", { data_fields, "[\"{data}\" ({remark})][{shown}][ {note}]" } }, { 0 },
};
/* clang-format on */

/* ---- records ------------------------------------------------------------------------------ */

bool verbrow_is_text(const struct run *run, const char *word, struct err *err)
{
	return bench_bytes(verb_bench(run), word).size == strlen(word) ||
	       err_set(err, STATUS_INVALID, "there is a NUL byte behind '%.60s'", word);
}

struct bench_sock *verbrow_socket(struct run *run)
{
	struct err err = { 0 };
	struct bench_sock *sock = NULL;

	if (verbrow_is_text(run, run->operand[0], &err))
		sock = bench_find(verb_bench(run), run->operand[0], &err);
	if (sock)
		out_about(run->out, run->operand[0]); /* not the data that may stand behind it */
	else
		out_fail(run->out, &err);
	return sock;
}

struct row *verbrow_begin(struct run *run, const struct record_type *type,
			  const struct bench_sock *sock)
{
	struct row *row = out_record(run->out, type);
	struct sockkind kind = adopt_kind(sock);

	row_text(row, VERB_SOCKET, sock->name);
	if (sock->fd >= 0)
		row_int(row, VERB_FD, sock->fd);
	row_text(row, VERB_KIND, sockkind_word(&kind));
	row_text(row, VERB_SOCKTYPE, name_word(names_socktype, sock->type));
	return row;
}

void verbrow_put_end(struct row *row, unsigned field, const struct bench_sock *sock,
		     const struct sock_addr *end)
{
	struct buf text = { 0 };

	adopt_put_end(&text, sock, end);
	row_part(row, field, &text);
}

void verbrow_done_text(struct run *run, struct row *row, struct buf *text)
{
	const char *value = buf_text(text);
	struct err err = { 0 };

	row_text(row, VERB_VALUE, value);
	if (text->failed || !shell_value_bytes(&verb_bench(run)->result, word_of(value))) {
		err_errno(&err, ENOMEM, "no room for the value");
		out_fail(run->out, &err);
	} else {
		out_done(run->out, STATUS_OK);
	}
	buf_free(text);
}

void verbrow_done_number(struct run *run, const struct record_type *type,
			 const struct bench_sock *sock, int64_t number)
{
	struct row *row = out_record(run->out, type);
	struct buf remark = { 0 };

	row_text(row, COUNTROW_SOCKET, sock->name);
	row_int(row, COUNTROW_VALUE, number);
	buf_puti(&remark, number);
	row_part(row, COUNTROW_REMARK, &remark);
	shell_value_number(&verb_bench(run)->result, SHELL_NUMBER, number);
	out_done(run->out, STATUS_OK);
}

/* The socket is the first field of all records here. */
void verbrow_fail(struct run *run, const struct bench_sock *sock, const struct err *err)
{
	row_text(out_record(run->out, run->applet->records), VERB_SOCKET, sock->name);
	out_fail(run->out, err);
}

void verbrow_put_bytes(struct buf *text, uint64_t bytes)
{
	buf_putu(text, bytes);
	buf_puts(text, bytes == 1 ? " byte" : " bytes");
}

/* ---- waiting ------------------------------------------------------------------------------ */

struct deadline verbrow_until(const struct run *run)
{
	return deadline_earlier(run->until, out_deadline(run->out));
}

bool verbrow_pause(struct run *run, const struct bench_sock *sock, struct err *err)
{
	enum { PAUSE_MS = 10 };
	const struct bench *bench = verb_bench(run);
	struct deadline until = bench_deadline(bench, sock->timeout_ns, verbrow_until(run));
	struct pollfd cancel[1 + 1] = { { bench->cancel_fd, POLLIN, 0 } };

	if (sock->timeout_ns == 0)
		return err_errno(err, EAGAIN, "'%s' does not block", sock->name);
	if (deadline_passed(until))
		return bench_late(bench, err);
	if (bench_poll(bench, cancel, 1, deadline_in((int64_t)PAUSE_MS * NS_PER_MS)) <= 0)
		return true;
	err_errno(err, EINTR, "'%s': stopped; the socket lives on", sock->name);
	err->kind = STATUS_LACKING;
	return false;
}

bool verbrow_again(struct run *run, const struct bench_sock *sock, short events, struct err *err)
{
	int number = errno;
	short came;

	if (number == EINTR)
		return true;
	if (number != EAGAIN && number != EWOULDBLOCK)
		return false;
	came = bench_wait(verb_bench(run), sock, events, verbrow_until(run), err);
	/* What poll(2) tells unasked, such as an ICMP error that nobody takes from the error queue,
	 * must not have us spin. */
	if (came && !(came & (events | POLLHUP)))
		return verbrow_pause(run, sock, err);
	return came != 0;
}
