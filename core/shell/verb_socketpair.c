/* verb_socketpair -- two sockets that are connected to each other: socketpair(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/out.h"
#include "net/calls.h"
#include "net/endpoint.h"
#include "net/sock.h"
#include "shell/adopt.h"
#include "shell/verb.h"

/* clang-format off */
static const struct operand operands[] = {
	{ "KIND", 0, 1, OFFER_NOTHING, "unix (a stream), unixgram or seqpacket" },
	{ 0 },
};

enum { FIRST, SECOND, TRANSPORT };
static const struct field fields[] = {
	[FIRST] = FIELD("first", FIELD_TEXT, 0, 0, "what one end is called", NULL),
	[SECOND] = FIELD("second", FIELD_TEXT, 0, 0, "and the other", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, 0, 0, "unix, unixgram or seqpacket", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "the pair", { fields, "{first}, {second}: connected {transport}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("a, b = socketpair", "two ends of a stream"),
	EXAMPLE("a, b = socketpair unixgram", "of messages"),
	{ 0 },
};
/* clang-format on */

static bool read_transport(enum transport *transport, const char *word, struct err *err)
{
	const struct name *name = word ? name_find(endpoint_transports, word) : NULL;

	if (word && (!name || !transport_is_unix((enum transport)name->value)))
		return err_set(err, STATUS_INVALID, "'%s' is not unix, unixgram or seqpacket",
			       word);
	*transport = name ? (enum transport)name->value : TRANSPORT_UNIX;
	return true;
}

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

static bool make_pair(struct bench *bench, struct bench_sock *sock[2], enum transport transport,
		      struct err *err)
{
	int type = sock_type(transport), pair[2];

	if (call_socketpair(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, pair) < 0)
		return err_errno(err, errno, "cannot make a pair");
	return add_pair(bench, sock, pair, err);
}

static void socketpair_run(struct run *run)
{
	enum transport transport;
	struct bench_sock *sock[2] = { NULL, NULL };
	struct err err = { 0 };
	struct row *row;

	if (!read_transport(&transport, run->operand_count ? run->operand[0] : NULL, &err) ||
	    !make_pair(verb_bench(run), sock, transport, &err)) {
		out_fail(run->out, &err);
		return;
	}
	row = out_record(run->out, &records[0]);
	row_text(row, FIRST, sock[0]->name);
	row_text(row, SECOND, sock[1]->name);
	row_text(row, TRANSPORT, name_word(endpoint_transports, transport));
	out_done(run->out, STATUS_OK);
}

const struct applet verb_socketpair = {
	.name = "socketpair",
	.summary = "make two sockets that are connected to each other",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = records,
	.examples = examples,
	.flags = APPLET_OFFLINE,
	.run = socketpair_run,
};
