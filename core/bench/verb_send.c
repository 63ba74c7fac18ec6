/* verb_send -- send bytes or a message: by one call, all of it, to an address, with control
 * messages. send(2), sendto(2), sendmsg(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/sending.h"
#include "bench/target.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "lang/literal.h"
#include "net/names.h"
#include "net/sockopt.h"

struct settings {
	const char *flags, *to;
	struct texts control;
};

/* clang-format off */
#define FLAGS \
	OPT_TEXT(struct settings, flags, 0, "flags", "FLAGS", OFFER_CONSTANT, \
	         "of send(2), such as MSG_OOB|MSG_DONTROUTE")

static const struct opt options[] = { FLAGS, OPT_END };

static const struct opt message_options[] = {
	FLAGS,
	OPT_TEXT(struct settings, to, 0, "to", "ADDRESS", OFFER_ENDPOINT, "whom to send it to"),
	OPT_TEXTS(struct settings, control, 0, "control", "NAME=VALUE", OFFER_SOCKOPT,
	          "a control message, such as IP_TTL=3 or LEVEL:NUMBER=HEX; may be repeated"),
	OPT_END
};

#define DATA { "DATA", 1, MANY, OFFER_NOTHING, "bytes; several words are sent as one" }
static const struct operand operands[] = { VERB_OPERAND_SOCKET, DATA, { 0 } };
static const struct operand to_operands[] = { VERB_OPERAND_SOCKET, TARGET_OPERAND, DATA, { 0 } };

static const struct example send_examples[] = {
	EXAMPLE("s, t = socketpair; send s \"hello\\n\"", "what the kernel takes at once"), { 0 },
};
static const struct example sendall_examples[] = {
	EXAMPLE("s, t = socketpair; sendall s \"length \" x\"00 05\"", "several words are sent as one"), { 0 },
};
static const struct example sendto_examples[] = {
	EXAMPLE("s = socket udp; bind s 127.0.0.1:0; sendto s ${s.local} \"to itself\"", "no connecting"), { 0 },
};
static const struct example sendmsg_examples[] = {
	EXAMPLE("s = socket udp; bind s 127.0.0.1:0; sendmsg --control IP_TTL=3 --to ${s.local} s x",
	        "one message with its own TTL"),
	{ 0 },
};
/* clang-format on */

static bool read_flags(int *flags, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	return !set->flags || literal_flags(flags, names_msg_flags, "flag", set->flags, err);
}

/* ERR: what was wrong with the words before. */
static void send_it(struct run *run, const struct bench_sock *sock, struct sending *sending,
		    struct err *err)
{
	if (err->kind == STATUS_OK && !*sending->words)
		err_set(err, STATUS_INVALID, "no data: \"\" sends an empty message");
	if (err->kind == STATUS_OK && read_flags(&sending->flags, run, err)) {
		sending_run(sending, run, sock, err);
		sending_tell(sending, run, sock, err);
	} else {
		out_fail(run->out, err);
	}
}

static void send_words(struct run *run, bool all)
{
	const struct bench_sock *sock = verbrow_socket(run);
	struct sending sending = { .words = run->operand + 1, .all = all };
	struct err err = { 0 };

	if (sock)
		send_it(run, sock, &sending, &err);
}

static void send_run(struct run *run)
{
	send_words(run, false);
}

static void sendall_run(struct run *run)
{
	send_words(run, true);
}

static void sendto_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);
	struct sending sending = { .words = run->operand + 1 };
	struct sock_addr to;
	struct err err = { 0 };

	if (!sock)
		return;
	if (target_take(&to, run, sock, &sending.words, TO_CONNECT, &err))
		sending.to = &to;
	send_it(run, sock, &sending, &err);
}

/* ---- sendmsg ------------------------------------------------------------------------------ */

static bool read_control(struct control_out *control, const struct settings *set, struct err *err)
{
	struct sockopt_set values = { 0 };

	for (size_t i = 0; i < set->control.count; i++)
		if (!sockopt_parse(&values, set->control.text[i], err) ||
		    !control_add(control, &values.item[i], err))
			return false;
	return true;
}

static bool read_to(struct sock_addr *to, struct run *run, const struct bench_sock *sock,
		    struct err *err)
{
	const struct settings *set = run->settings;
	char *words[] = { (char *)(uintptr_t)set->to, NULL };
	char *const *word = words;

	return !set->to || target_take(to, run, sock, &word, TO_CONNECT, err);
}

static void sendmsg_run(struct run *run)
{
	const struct settings *set = run->settings;
	const struct bench_sock *sock = verbrow_socket(run);
	struct sending sending = { .words = run->operand + 1 };
	struct control_out control = { 0 };
	struct sock_addr to;
	struct err err = { 0 };

	if (!sock)
		return;
	if (read_to(&to, run, sock, &err) && read_control(&control, set, &err)) {
		sending.to = set->to ? &to : NULL;
		sending.control = &control;
	}
	send_it(run, sock, &sending, &err);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                                                   \
	(STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) | \
	 STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NOT_FOUND) |   \
	 STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_TEMP_FAIL) |                               \
	 STATUS_BIT(STATUS_NO_INTERFACE))

#define SENDING(word, says, takes, has, shows)                \
	const struct applet verb_##word = {                   \
		.name = #word,                                \
		.summary = says,                              \
		.group = GROUP_SOCKET,                        \
		.operands = takes,                            \
		.options = has,                               \
		.records = verbrow_count,                     \
		.statuses = STATUSES,                         \
		.examples = shows,                            \
		.settings_size = sizeof(struct settings),     \
		.flags = VERB_FLAGS | APPLET_STOP_AT_OPERAND, \
		.run = word##_run,                            \
	}

/* clang-format off */
SENDING(send, "send bytes, as many as the kernel takes, or a message", operands, options, send_examples);
SENDING(sendall, "send all of some bytes", operands, options, sendall_examples);
SENDING(sendto, "send a message to an address", to_operands, options, sendto_examples);
SENDING(sendmsg, "send a message with control messages", operands, message_options, sendmsg_examples);
/* clang-format on */
