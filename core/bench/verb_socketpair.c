/* verb_socketpair -- two sockets that are connected to each other: socketpair(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/adopt.h"
#include "bench/kind.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "cli/out.h"
#include "net/calls.h"

/* clang-format off */
static const struct operand operands[] = {
	{ "KIND", 0, 3, OFFER_SOCKKIND, "unix (a stream), unixgram, seqpacket, or AF_UNIX SOCK_DGRAM 0" },
	{ 0 },
};

enum { FIRST, SECOND, KIND };
static const struct field fields[] = {
	[FIRST] = FIELD("first", FIELD_TEXT, 0, 0, "what one end is called", NULL),
	[SECOND] = FIELD("second", FIELD_TEXT, 0, 0, "and the other", NULL),
	[KIND] = FIELD("kind", FIELD_TEXT, 0, 0, "unix, unixgram or seqpacket", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "the pair", { fields, "{first}, {second}: connected {kind}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("a, b = socketpair", "two ends of a stream"),
	EXAMPLE("a, b = socketpair unixgram", "of messages"),
	{ 0 },
};
/* clang-format on */

/* The value is a list of both. */
static bool add_pair(struct bench *bench, struct bench_sock *sock[2], const int pair[2],
		     struct err *err)
{
	struct shell_value both = { 0 };

	sock[0] = adopt(bench, "s", pair[0], err);
	sock[1] = adopt(bench, "s", pair[1], err);
	for (int i = 0; i < 2 && sock[0] && sock[1]; i++) {
		struct shell_value *item = shell_value_append(&both);

		sock[i]->is_connected = true;
		if (item)
			shell_value_number(item, SHELL_SOCKET, sock[i]->number);
	}
	shell_value_free(&bench->result);
	bench->result = both;
	if (both.count == 2)
		return true;
	for (int i = 0; i < 2; i++)
		if (sock[i])
			bench_drop(bench, sock[i]);
	shell_value_free(&bench->result);
	return err->kind == STATUS_OK ? err_errno(err, ENOMEM, "no room for a pair") : false;
}

static bool make_pair(struct bench *bench, struct bench_sock *sock[2], const struct sockkind *kind,
		      struct err *err)
{
	int type = kind->type | SOCK_CLOEXEC | SOCK_NONBLOCK, pair[2];

	if (call_socketpair(kind->family, type, kind->protocol, pair) == 0)
		return add_pair(bench, sock, pair, err);
	err_errno(err, errno, "the kernel makes no pair of %s sockets", sockkind_word(kind));
	return kind_refused(kind, err);
}

static void socketpair_run(struct run *run)
{
	char unix_word[] = "unix", *none[] = { unix_word, NULL };
	struct bench_sock *sock[2] = { NULL, NULL };
	struct sockkind kind;
	struct err err = { 0 };
	struct row *row;

	if (!kind_read(&kind, run->operand_count ? run->operand : none, &err) ||
	    !make_pair(verb_bench(run), sock, &kind, &err)) {
		out_fail(run->out, &err);
		return;
	}
	kind = adopt_kind(sock[0]);
	row = out_record(run->out, &records[0]);
	row_text(row, FIRST, sock[0]->name);
	row_text(row, SECOND, sock[1]->name);
	row_text(row, KIND, sockkind_word(&kind));
	out_done(run->out, STATUS_OK);
}

const struct applet verb_socketpair = {
	.name = "socketpair",
	.summary = "make two sockets that are connected to each other",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = records,
	.examples = examples,
	.flags = VERB_FLAGS,
	.run = socketpair_run,
};
