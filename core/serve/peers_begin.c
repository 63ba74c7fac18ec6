/* peers_begin -- peers come and go: connected to, accepted, closed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/peers.h"

#include <errno.h>
#include <stdlib.h>

#include "net/calls.h"
#include "serve/peers_state.h"

const struct name peer_steps[] = {
	NAME("opened", PEER_OPENED, "a connection is there, or a socket of datagrams"),
	NAME("received", PEER_RECEIVED, ""),
	NAME("sent", PEER_SENT, ""),
	NAME("shut", PEER_SHUT, "our direction was ended"),
	NAME("ended", PEER_ENDED, "the peer ended its direction"),
	NAME("trouble", PEER_TROUBLE, "a datagram did not arrive, or could not be sent"),
	NAME("descriptor", PEER_DESCRIPTOR, "a descriptor came"),
	NAME("refused", PEER_REFUSED, "somebody who is not admitted"),
	NAME("short", PEER_SHORT, "this machine is short of descriptors or memory"),
	NAME("closed", PEER_CLOSED, ""),
	NAMES_END,
};

/* ---- telling -------------------------------------------------------------------------------- */

struct peer *peer_of(struct pump_end *end)
{
	return OWNER(end, struct peer, end);
}

void peer_tell(struct peer *peer, const struct peer_event *event)
{
	struct peer_event whole = *event;

	if (event->step == PEER_RECEIVED) {
		peer->received++;
		peer->received_bytes += event->size;
	} else if (event->step == PEER_SENT) {
		peer->sent++;
		peer->sent_bytes += event->size;
	}
	whole.peer = peer;
	if (!whole.from)
		whole.from = &peer->at;
	peer->peers->tell(peer->peers, &whole);
}

void peer_tell_step(struct peer *peer, enum peer_step step)
{
	struct peer_event event = { .step = step };

	peer_tell(peer, &event);
}

/* TCP learns late that its peer had closed, and takes the rest for sent. */
static void note_lost(struct peer *peer, int number)
{
	if (peer->err.kind != STATUS_OK)
		return;
	err_set(&peer->err, STATUS_RESET,
		"the peer broke the connection off before it took all that was sent");
	peer->err.number = number;
}

void peer_shut(struct pump_end *end)
{
	struct peer *peer = peer_of(end);

	if (sock_type(peer->transport) == SOCK_DGRAM) {
		end->more = peer->troubled;
	} else if (call_shutdown(end->out.fd, SHUT_WR) == 0) {
		peer_tell_step(peer, PEER_SHUT);
	} else if (errno == ENOTCONN) {
		note_lost(peer, ENOTCONN); /* what it has said may still be there */
	} else {
		peer_broke(peer, "end our direction");
	}
}

bool peer_has_left(const struct peer *peer)
{
	struct pollfd one = { peer->end.in.fd, 0, 0 };

	return transport_is_unix(peer->transport) && call_poll(&one, 1, 0) > 0 &&
	       one.revents & POLLHUP;
}

/* An end that comes late, when all seemed to be well. */
static void look_back(struct peer *peer)
{
	int number = peer->transport == TRANSPORT_TCP && peer->end.why == PUMP_CLOSED
			     ? sock_error(peer->end.in.fd)
			     : 0;

	if (number)
		note_lost(peer, number);
	if (peer->err.kind != STATUS_OK)
		peer->end.why = PUMP_BROKE;
}

static bool may_still_speak(int number)
{
	return number == EPIPE || number == ECONNRESET;
}

enum pump_answer peer_broke(struct peer *peer, const char *doing)
{
	int number = errno;

	if (!may_still_speak(number))
		peer->gone = peer->end.more = true;
	if (peer->err.kind == STATUS_OK && err_status_of(number) == STATUS_RESET)
		err_errno(&peer->err, number, "the peer broke the connection off");
	else if (peer->err.kind == STATUS_OK)
		err_errno(&peer->err, number, "cannot %s", doing);
	return PUMP_BROKEN;
}

/* ---- coming --------------------------------------------------------------------------------- */

static void find_ends(struct peer *peer, int fd)
{
	socklen_t size = sizeof(peer->who);

	sock_addr_local(&peer->local, fd);
	if (!peer->listens)
		sock_addr_peer(&peer->at, fd);
	if (transport_is_unix(peer->transport) && sock_type(peer->transport) != SOCK_DGRAM)
		call_getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer->who, &size);
}

static const struct pump_ops *ops_of(const struct peer *peer)
{
	if (!sock_has_messages(peer->transport))
		return &peer_stream_ops;
	return peer->listens ? &peer_anyone_ops : &peer_message_ops;
}

static bool add(struct peers *peers, int fd, enum transport transport, bool listens,
		struct err *err)
{
	struct peer *peer = calloc(1, sizeof(*peer));

	if (!peer)
		return err_errno(err, ENOMEM, "no room for a connection");
	*peer = (struct peer){ .peers = peers,
			       .next = peers->first,
			       .number = ++peers->opened,
			       .transport = transport,
			       .listens = listens,
			       .opened_ns = clock_now_ns() };
	peer->end.in.fd = peer->end.out.fd = fd;
	peer->end.ops = ops_of(peer);
	peers->first = peer;
	peers->count++;
	find_ends(peer, fd);
	peer_tell_step(peer, PEER_OPENED);
	pump_add(peers->pump, &peer->end);
	return true;
}

bool peers_connected(struct peers *peers, int fd, enum transport transport, struct err *err)
{
	if (peer_prepare_messages(fd, transport, err) && add(peers, fd, transport, false, err))
		return true;
	call_close(fd);
	return false;
}

/* ---- accepting ------------------------------------------------------------------------------ */

static struct peers *peers_of(struct acceptor *acceptor)
{
	return OWNER(acceptor, struct peers, acceptor);
}

static void tell_short(struct acceptor *acceptor, const struct err *err)
{
	struct peers *peers = peers_of(acceptor);
	struct peer_event event = { .step = PEER_SHORT, .err = err };

	peers->tell(peers, &event);
}

static void accepted(struct acceptor *acceptor, const struct listener *listener, int fd,
		     const struct sock_addr *at)
{
	struct peers *peers = peers_of(acceptor);
	struct err err = { 0 };

	if (!peers_connected(peers, fd, listener->transport, &err)) {
		acceptor_release(acceptor, at);
		tell_short(acceptor, &err);
	} else if (!peers->keep) {
		peers_stop(peers);
	}
}

static void refused(struct acceptor *acceptor, const struct listener *listener,
		    const struct sock_addr *at, enum refusal why)
{
	struct peers *peers = peers_of(acceptor);
	struct err err = { 0 };
	struct peer_event event = { .step = PEER_REFUSED, .from = at, .err = &err };

	(void)listener;
	err_set(&err, STATUS_DENIED, "it was not admitted: %s",
		name_word(refusal_words, (long)why));
	peers->tell(peers, &event);
}

static const struct acceptor_calls calls = { accepted, refused, tell_short };

/* Whoever calls after the first connection is refused by the kernel at once: the listeners go, but
 * not from under the acceptor's feet. */
static void close_listeners(struct timer *timer)
{
	struct peers *peers = OWNER(timer, struct peers, later);

	acceptor_free(&peers->acceptor);
	listeners_close(peers->listeners);
}

void peers_stop(struct peers *peers)
{
	if (!peers->listeners || peers->deaf)
		return;
	peers->deaf = true;
	acceptor_stop(&peers->acceptor);
	timer_set(peers->loop, &peers->later, (struct deadline){ peers->loop->now_ns + 1 });
}

bool peers_listen(struct peers *peers, struct err *err)
{
	const struct listeners *listeners = peers->listeners;

	if (!acceptor_begin(&peers->acceptor, peers->loop, listeners, peers->admission, &calls,
			    err))
		return false;
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *listener = &listeners->item[i];

		if (sock_type(listener->transport) != SOCK_DGRAM)
			continue;
		if (!peer_prepare_messages(listener->fd, listener->transport, err) ||
		    !add(peers, listener->fd, listener->transport, true, err))
			return false;
		pump_hold(peers->pump, true);
	}
	return true;
}

/* ---- going ---------------------------------------------------------------------------------- */

static void take_out(struct peers *peers, struct peer *peer)
{
	struct peer **link = &peers->first;

	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
	peers->count--;
	if (peers->heard == peer)
		peers->heard = NULL;
}

/* The socket of a listener is closed with it. */
static void discard(struct peers *peers, struct peer *peer)
{
	take_out(peers, peer);
	if (!peer->listens)
		call_close(peer->end.in.fd);
	free(peer);
}

/* Nobody will come: accepting has ended, or the center, and that ends all. */
static bool is_over(const struct peers *peers)
{
	const struct pump *pump = peers->pump;

	return peers->count == 0 && (peers->deaf || !peers->listeners ||
				     (pump->policy.center_ends_all && pump->center->in_ended));
}

static void spoke_over(struct pump *pump, struct pump_end *end)
{
	struct peers *peers = pump->context;
	struct peer *peer = peer_of(end);
	struct sock_addr at = peer->at;
	bool was_accepted = peers->listeners && !peer->listens;

	look_back(peer);
	peer->closed_ns = clock_now_ns();
	peer_tell_step(peer, PEER_CLOSED);
	discard(peers, peer);
	if (was_accepted && !peers->deaf)
		acceptor_release(&peers->acceptor, &at);
	if (is_over(peers))
		peers->over(peers);
}

bool peers_begin(struct peers *peers, struct err *err)
{
	if (!datagrams_init(&peers->batch, 1, err))
		return false;
	peers->pump->context = peers;
	peers->pump->over = spoke_over;
	peers->later.due = close_listeners;
	peers->began = true;
	return true;
}

void peers_break_off(struct peers *peers)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	for (const struct peer *peer = peers->first; peer; peer = peer->next)
		call_setsockopt(peer->end.in.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void peers_free(struct peers *peers)
{
	if (!peers->began)
		return;
	while (peers->first) {
		pump_remove(peers->pump, &peers->first->end);
		discard(peers, peers->first);
	}
	timer_clear(peers->loop, &peers->later);
	acceptor_free(&peers->acceptor);
	datagrams_free(&peers->batch);
	peers->began = false;
}
