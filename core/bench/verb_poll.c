/* verb_poll -- wait until one of several sockets is ready. poll(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/num.h"
#include "bench/verb.h"
#include "bench/verb_poll.h"
#include "bench/verbrow.h"
#include "lang/literal.h"
#include "net/calls.h"

enum { SOCKETS_MAX = 64 };

/* clang-format off */
static const struct operand operands[] = {
	{ "SOCKET[:EVENTS]", 1, MANY, OFFER_NOTHING,
	  "s, s:in|out ...: in, out, pri, rdhup; the last word may be how long" },
	{ 0 },
};

const struct name poll_events[] = {
	NAME("IN", POLLIN, "something can be received, or accepted, or the end has come"),
	NAME("OUT", POLLOUT, "something can be sent, or connecting is done"),
	NAME("PRI", POLLPRI, "something is out of band"),
	NAME("RDHUP", POLLRDHUP, "the peer sends no more"),
	NAME("ERR", POLLERR, "something failed: SO_ERROR tells what"),
	NAME("HUP", POLLHUP, "both directions are closed"),
	NAME("NVAL", POLLNVAL, "it is closed"),
	NAMES_END,
};

static const struct example examples[] = {
	EXAMPLE("s = socket udp; poll s:out 1s => OUT", "it can be sent to at once"),
	EXAMPLE("s = socket udp; poll s:in 50ms => timeout", "nothing came"),
	{ 0 },
};
/* clang-format on */

/* What is waited for. The wish to stop is behind the sockets. */
struct polled {
	struct bench_sock *sock[SOCKETS_MAX];
	struct pollfd fd[SOCKETS_MAX + 2]; /* the user's wish, and what bench_poll needs */
	nfds_t count;
	struct deadline until;
	bool waits;
};

static bool add(struct polled *polled, const struct bench *bench, const char *word, struct err *err)
{
	const char *colon = strchr(word, ':');
	size_t size = colon ? (size_t)(colon - word) : strlen(word);
	char name[BENCH_NAME_MAX] = "";
	int wanted = POLLIN;
	struct bench_sock *sock;

	if (polled->count == SOCKETS_MAX)
		return err_set(err, STATUS_INVALID, "more than %d sockets", SOCKETS_MAX);
	if (size >= sizeof(name))
		return err_set(err, STATUS_INVALID, "'%s' is no socket", word);
	memcpy(name, word, size);
	sock = bench_find(bench, name, err);
	if (!sock || (colon && !literal_flags(&wanted, poll_events, "event", colon + 1, err)))
		return false;
	polled->sock[polled->count] = sock;
	polled->fd[polled->count++] = (struct pollfd){ sock->fd, (short)wanted, 0 };
	return true;
}

static bool is_duration(const char *word)
{
	return *word >= '0' && *word <= '9';
}

static bool read_words(struct polled *polled, const struct run *run, struct err *err)
{
	const struct bench *bench = verb_bench(run);
	int count = run->operand_count;
	int64_t limit_ns = -1;

	if (count > 1 && is_duration(run->operand[count - 1]) &&
	    !num_duration(&limit_ns, run->operand[--count], err))
		return false;
	for (int i = 0; i < count; i++)
		if (!add(polled, bench, run->operand[i], err))
			return false;
	polled->waits = limit_ns != 0;
	polled->until = bench_deadline(bench, limit_ns, verbrow_until(run));
	return true;
}

/* Whether any is ready. */
static bool wait_for(struct polled *polled, const struct bench *bench, struct err *err)
{
	struct pollfd *cancel = &polled->fd[polled->count];

	struct deadline until = polled->until;

	*cancel = (struct pollfd){ bench->cancel_fd, POLLIN, 0 };
	if (!polled->waits)
		until.at_ns = 1;
	for (;;) {
		int ready = bench_poll(bench, polled->fd, polled->count + 1, until);

		if (ready < 0 && errno != EINTR)
			return err_errno(err, errno, "cannot wait");
		if (ready > (cancel->revents != 0))
			return true;
		if (ready > 0) {
			err_errno(err, EINTR, "stopped; the sockets live on");
			err->kind = STATUS_LACKING;
			return false;
		}
		if (ready == 0)
			return bench_late(bench, err);
	}
}

static void tell(struct run *run, const struct polled *polled)
{
	struct bench *bench = verb_bench(run);
	struct buf all = { 0 };

	for (nfds_t i = 0; i < polled->count; i++) {
		struct row *row;
		struct buf text = { 0 };

		if (!polled->fd[i].revents)
			continue;
		bench_tell(polled->sock[i], polled->fd[i].revents);
		row = verbrow_begin(run, polled->count > 1 ? verbrow_sock : verbrow_value,
				    polled->sock[i]);
		name_put_bits(&text, poll_events, (unsigned short)polled->fd[i].revents, "|");
		buf_printf(&all, "%s%s", all.size ? " " : "", buf_text(&text));
		row_text(row, VERB_REMARK, polled->count > 1 ? buf_text(&text) : NULL);
		row_part(row, VERB_VALUE, &text);
		out_done(run->out, STATUS_OK);
	}
	shell_value_bytes(&bench->result, word_of(buf_text(&all)));
	buf_free(&all);
}

static void poll_run(struct run *run)
{
	struct polled polled = { .count = 0 };
	struct err err = { 0 };

	if (read_words(&polled, run, &err) && wait_for(&polled, verb_bench(run), &err))
		tell(run, &polled);
	else
		out_fail(run->out, &err);
}

const struct applet verb_poll = {
	.name = "poll",
	.summary = "wait until sockets are ready",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_value,
	.examples = examples,
	.flags = VERB_FLAGS,
	.run = poll_run,
};
