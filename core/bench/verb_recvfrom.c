/* verb_recvfrom -- a message and who sent it, with all that came along. recvfrom(2), recvmsg(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "bench/arrival.h"
#include "bench/receiving.h"
#include "bench/verb_value.h"
#include "bench/verbrow.h"
#include "net/errqueue.h"

/* clang-format off */
static const struct example recvfrom_examples[] = {
	EXAMPLE("s = socket udp; bind s 127.0.0.1:0; sendto s ${s.local} hello; recvfrom s 100",
	        "what came, and from whom"),
	EXAMPLE("s = socket udp; bind s 127.0.0.1:0; sendto s ${s.local} hello; data, peer = recvfrom s 100",
	        "both as values"),
	{ 0 },
};
static const struct example recvmsg_examples[] = {
	EXAMPLE("a, b = socketpair unixgram; send a hello; recvmsg b 100", "with control messages and descriptors"),
	{ 0 },
};
static const struct example recvfds_examples[] = {
	EXAMPLE("a, b = socketpair; sendfds a 1 \"take my stdout\"; f = recvfds b 100", "f is a descriptor now"),
	{ 0 },
};
/* clang-format on */

/* ---- recvfrom ----------------------------------------------------------------------------- */

/* Where two variables take it, the value is what Python's is: the data and the peer. */
static void give_both(struct run *run, const struct bench_sock *sock,
		      const struct received *received)
{
	struct shell_value both = { 0 };
	struct buf peer = { 0 };
	bool fine;

	adopt_put_end(&peer, sock, &received->from);
	fine = verb_add_bytes(&both, receiving_bytes(received)) &&
	       verb_add_text(&both, buf_text(&peer)) && !peer.failed;
	buf_free(&peer);
	verb_give(run, &both, fine);
}

static void recvfrom_run(struct run *run)
{
	struct received received = { .true_size = 0 };
	struct err err = { 0 };
	struct receiving asked;

	if (!receiving_read(&asked, run))
		return;
	if (!receiving_run(&received, run, &asked, &err)) {
		verbrow_fail(run, asked.sock, &err);
	} else {
		arrival_begin(run, asked.sock, &received, NULL);
		if (bench_wanted(verb_bench(run)) == 2)
			give_both(run, asked.sock, &received);
		else
			receiving_done(run, receiving_bytes(&received));
	}
	received_free(&received);
}

/* ---- the error queue ---------------------------------------------------------------------- */

/* What came back for something that was sent, and who said so. */
static void take_trouble(struct run *run, const struct bench_sock *sock)
{
	struct trouble trouble;
	struct err err = { 0 };
	struct buf note = { 0 };
	struct row *row;

	if (!errqueue_take(&trouble, sock->fd)) {
		err_errno(&err, EAGAIN, "'%s' has no error queued (IP_RECVERR must be on)",
			  sock->name);
		verbrow_fail(run, sock, &err);
		return;
	}
	trouble_say(&trouble, &err);
	row = receiving_begin(run, sock, (struct word){ trouble.data, trouble.size }, trouble.size);
	verbrow_put_end(row, DATAROW_PEER, sock, &trouble.to);
	buf_printf(&note, "to ");
	adopt_say_end(&note, sock, &trouble.to);
	buf_printf(&note, ": %s", err.text);
	row_text(row, DATAROW_ANCILLARY, err.text);
	row_part(row, DATAROW_NOTE, &note);
	receiving_done(run, (struct word){ trouble.data, trouble.size });
}

/* ---- recvmsg ------------------------------------------------------------------------------ */

/* Where four variables take it: the data, control messages, flags and the peer. */
static void give_all(struct run *run, const struct bench_sock *sock,
		     const struct received *received)
{
	struct shell_value all = { 0 }, *control;
	struct buf flags = { 0 }, peer = { 0 };
	bool fine;

	arrival_put_flags(&flags, received->flags);
	adopt_put_end(&peer, sock, &received->from);
	fine = verb_add_bytes(&all, receiving_bytes(received));
	control = fine ? verb_add_list(&all) : NULL;
	for (size_t at = 0; control && fine && at < received->control.size;) {
		fine = verb_add_text(control, received->control.data + at);
		at += strlen(received->control.data + at) + 1;
	}
	fine = fine && control && verb_add_text(&all, buf_text(&flags)) &&
	       verb_add_text(&all, buf_text(&peer)) && !flags.failed && !peer.failed;
	buf_free(&flags);
	buf_free(&peer);
	verb_give(run, &all, fine);
}

static void recvmsg_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	bool wants_all = bench_wanted(bench) == 4;
	struct received received = { .true_size = 0 };
	struct arrival arrival;
	struct err err = { 0 };
	struct receiving asked;

	if (!receiving_read(&asked, run))
		return;
	if (asked.flags & MSG_ERRQUEUE) {
		bench_tell(asked.sock, POLLERR);
		take_trouble(run, asked.sock);
		return;
	}
	bench_name_by_number(bench); /* the variables are for the data */
	if (receiving_run(&received, run, &asked, &err) &&
	    arrival_take(&arrival, run, &received, &err)) {
		arrival_begin(run, asked.sock, &received, &arrival);
		if (wants_all)
			give_all(run, asked.sock, &received);
		else
			receiving_done(run, receiving_bytes(&received));
	} else {
		verbrow_fail(run, asked.sock, &err);
	}
	received_free(&received);
}

/* ---- recvfds ------------------------------------------------------------------------------ */

/* Of one descriptor that, of several a list. */
static bool set_value(struct bench *bench, const struct arrival *arrival, struct err *err)
{
	struct shell_value all = { .kind = SHELL_NOTHING };
	bool fine = true;

	for (unsigned i = 0; i < arrival->count && arrival->count > 1 && fine; i++) {
		struct shell_value *item = shell_value_append(&all);

		fine = item;
		if (item)
			shell_value_number(item, SHELL_SOCKET, arrival->sock[i]->number);
	}
	if (!fine) {
		shell_value_free(&all);
		return err_errno(err, ENOMEM, "no room for the value");
	}
	if (arrival->count == 1)
		shell_value_number(&all, SHELL_SOCKET, arrival->sock[0]->number);
	shell_value_free(&bench->result);
	bench->result = all;
	return arrival->count > 0 || err_set(err, STATUS_NO_DATA, "no descriptor came along");
}

static void recvfds_run(struct run *run)
{
	struct received received = { .true_size = 0 };
	struct arrival arrival;
	struct err err = { 0 };
	struct receiving asked;

	if (!receiving_read(&asked, run))
		return;
	if (receiving_run(&received, run, &asked, &err) &&
	    arrival_take(&arrival, run, &received, &err)) {
		arrival_begin(run, asked.sock, &received, &arrival);
		if (set_value(verb_bench(run), &arrival, &err))
			out_done(run->out, STATUS_OK);
		else
			out_fail(run->out, &err);
	} else {
		verbrow_fail(run, asked.sock, &err);
	}
	received_free(&received);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                                             \
	(STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_REFUSED) | \
	 STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_NO_ROUTE) |                      \
	 STATUS_BIT(STATUS_NO_DATA))

#define RECEIVING(word, says, shows)            \
	const struct applet verb_##word = {     \
		.name = #word,                  \
		.summary = says,                \
		.group = GROUP_SOCKET,          \
		.operands = receiving_operands, \
		.records = verbrow_data,        \
		.statuses = STATUSES,           \
		.examples = shows,              \
		.flags = VERB_FLAGS,            \
		.run = word##_run,              \
	}

RECEIVING(recvfrom, "receive a message, and who sent it", recvfrom_examples);
RECEIVING(recvmsg, "receive a message with what came along", recvmsg_examples);
RECEIVING(recvfds, "receive descriptors over a Unix socket", recvfds_examples);
