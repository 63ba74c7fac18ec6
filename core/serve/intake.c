/* intake -- takes in what many peers send: streams in pieces, messages whole; answers nothing. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/intake.h"

#include <errno.h>
#include <stdlib.h>

#include "net/calls.h"

enum {
	ROOM = 1 << 16, /* bytes of one read */
	BATCH = 16      /* datagrams of one receive */
};

/* A connection. */
struct intake_conn {
	struct watch watch;
	struct timer idle;
	struct intake *intake;
	struct intake_conn *next, **link;
	struct intake_source source;
	int64_t active_ns;
};

/* A socket of datagrams. */
struct intake_gram {
	struct watch watch;
	struct intake *intake;
	const struct listener *listener;
};

/* ---- connections ---------------------------------------------------------------------------- */

static void free_conn(struct intake_conn *conn)
{
	loop_forget(conn->intake->loop, &conn->watch);
	timer_clear(conn->intake->loop, &conn->idle);
	call_close(conn->watch.fd);
	*conn->link = conn->next;
	if (conn->next)
		conn->next->link = conn->link;
	free(conn);
}

static void end_conn(struct intake_conn *conn, const struct err *err, bool cut)
{
	struct intake *intake = conn->intake;
	struct sock_addr peer = conn->source.peer;

	intake->calls->ended(intake, &conn->source, err, cut);
	free_conn(conn);
	acceptor_release(&intake->acceptor, &peer);
}

static void end_idle(struct timer *timer)
{
	struct intake_conn *conn = OWNER(timer, struct intake_conn, idle);
	int64_t due_ns = conn->active_ns + conn->intake->idle_ns;
	struct err err = { 0 };

	if (due_ns > clock_now_ns()) {
		timer_set(conn->intake->loop, timer, (struct deadline){ due_ns });
		return;
	}
	err_set(&err, STATUS_TIMEOUT, "closed: it was silent too long");
	end_conn(conn, &err, false);
}

static void take(struct intake_conn *conn, const char *data, size_t size, size_t true_size)
{
	struct intake *intake = conn->intake;
	struct intake_source *source = &conn->source;

	source->received_bytes += size;
	conn->active_ns = intake->loop->now_ns;
	if (sock_has_messages(source->listener->transport))
		intake->calls->message(intake, source, data, size, true_size);
	else
		intake->calls->piece(intake, source, data, size);
}

/* Read once: others have their turn before the next. */
static void receive(struct watch *watch, uint32_t events)
{
	struct intake_conn *conn = OWNER(watch, struct intake_conn, watch);
	bool messages = sock_has_messages(conn->source.listener->transport);
	bool is_end;
	ssize_t done = sock_receive(watch->fd, messages, conn->intake->room, ROOM, &is_end);
	struct err err = { 0 };

	(void)events;
	if (done >= 0 && !is_end) {
		take(conn, conn->intake->room, done < ROOM ? (size_t)done : ROOM, (size_t)done);
		return;
	}
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (done < 0)
		err_errno(&err, errno, "the connection broke off");
	end_conn(conn, &err, false);
}

static void refuse(struct intake *intake, const char *sentence)
{
	if (intake->calls->say)
		intake->calls->say(intake, sentence);
}

static void accepted(struct acceptor *acceptor, const struct listener *listener, int fd,
		     const struct sock_addr *peer)
{
	struct intake *intake = OWNER(acceptor, struct intake, acceptor);
	struct intake_conn *conn = calloc(1, sizeof(*conn));
	struct err err = { 0 };

	if (!conn) {
		call_close(fd);
		acceptor_release(acceptor, peer);
		refuse(intake, "a connection was closed: there is no memory for it");
		return;
	}
	conn->watch = (struct watch){ .fd = fd, .ready = receive };
	conn->idle.due = end_idle;
	conn->intake = intake;
	conn->source = (struct intake_source){ listener, *peer, ++intake->number, 0, NULL };
	conn->active_ns = clock_now_ns();
	if (sock_has_messages(listener->transport))
		sock_time_messages(fd);
	conn->next = intake->conns;
	conn->link = &intake->conns;
	if (conn->next)
		conn->next->link = &conn->next;
	intake->conns = conn;
	timer_set(intake->loop, &conn->idle, deadline_in(intake->idle_ns));
	if (intake->calls->begun(intake, &conn->source) &&
	    loop_watch(intake->loop, &conn->watch, EPOLLIN, &err))
		return;
	if (err.kind == STATUS_OK)
		err_errno(&err, ENOMEM, "the connection is closed");
	end_conn(conn, &err, false);
}

static void refused(struct acceptor *acceptor, const struct listener *listener,
		    const struct sock_addr *peer, enum refusal why)
{
	struct intake *intake = OWNER(acceptor, struct intake, acceptor);
	struct buf text = { 0 };

	sock_addr_format(&text, listener->transport, peer);
	buf_printf(&text, " was not admitted (%s)", name_word(refusal_words, (long)why));
	refuse(intake, buf_text(&text));
	buf_free(&text);
}

static void short_of(struct acceptor *acceptor, const struct err *err)
{
	refuse(OWNER(acceptor, struct intake, acceptor), err->text);
}

/* ---- datagrams ------------------------------------------------------------------------------ */

static void take_datagram(struct intake_gram *gram, unsigned i)
{
	struct intake *intake = gram->intake;
	struct intake_source source = { .listener = gram->listener };
	struct datagram datagram;

	datagrams_get(&datagram, &intake->batch, i);
	source.peer = datagram.from;
	source.received_bytes = datagram.size;
	if (admission_admits(intake->admission, &datagram.from))
		intake->calls->message(intake, &source, datagram.data, datagram.size,
				       datagram.true_size);
	else
		refused(&intake->acceptor, gram->listener, &datagram.from, REFUSAL_DENIED);
}

static void receive_datagrams(struct watch *watch, uint32_t events)
{
	struct intake_gram *gram = OWNER(watch, struct intake_gram, watch);
	int count = datagrams_receive(&gram->intake->batch, watch->fd);

	(void)events;
	for (int i = 0; i < count && !gram->intake->stopped; i++)
		take_datagram(gram, (unsigned)i);
}

static bool watch_datagrams(struct intake *intake, struct err *err)
{
	const struct listeners *listeners = intake->listeners;

	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *listener = &listeners->item[i];
		struct intake_gram *gram = &intake->grams[intake->gram_count];

		if (sock_type(listener->transport) != SOCK_DGRAM)
			continue;
		*gram = (struct intake_gram){
			.watch = { .fd = listener->fd, .ready = receive_datagrams },
			.intake = intake,
			.listener = listener,
		};
		intake->gram_count++;
		if (!loop_watch(intake->loop, &gram->watch, EPOLLIN, err))
			return false;
	}
	return intake->gram_count == 0 || datagrams_init(&intake->batch, BATCH, err);
}

/* ---- both ------------------------------------------------------------------------------------ */

bool intake_begin(struct intake *intake, struct err *err)
{
	static const struct acceptor_calls calls = { accepted, refused, short_of };

	intake->room = malloc(ROOM);
	intake->grams = calloc(intake->listeners->count + 1, sizeof(*intake->grams));
	if (!intake->room || !intake->grams)
		return err_errno(err, ENOMEM, "cannot listen");
	return watch_datagrams(intake, err) &&
	       acceptor_begin(&intake->acceptor, intake->loop, intake->listeners, intake->admission,
			      &calls, err);
}

void intake_stop(struct intake *intake)
{
	intake->stopped = true;
	loop_stop(intake->loop);
}

void intake_free(struct intake *intake)
{
	struct err err = { 0 };

	while (intake->conns)
		end_conn(intake->conns, &err, true);
	for (size_t i = 0; i < intake->gram_count; i++)
		loop_forget(intake->loop, &intake->grams[i].watch);
	intake->gram_count = 0;
	if (intake->loop)
		acceptor_free(&intake->acceptor);
	datagrams_free(&intake->batch);
	free(intake->grams);
	free(intake->room);
	intake->grams = NULL;
	intake->room = NULL;
}
