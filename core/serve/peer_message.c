/* peer_message -- the calls by which a pump moves messages: with one peer, or with anyone. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "net/calls.h"
#include "net/errqueue.h"
#include "net/passing.h"
#include "serve/peers_state.h"

/* A time on a message tells an empty one from the end of a seqpacket connection. */
bool peer_prepare_messages(int fd, enum transport transport, struct err *err)
{
	struct sock_addr local;
	unsigned wants = DATAGRAM_TIME;

	if (!sock_has_messages(transport))
		return true;
	if (sock_type(transport) == SOCK_DGRAM)
		wants |= DATAGRAM_TO | DATAGRAM_HOPS | DATAGRAM_DROPS | DATAGRAM_PEER |
			 DATAGRAM_ERRORS;
	sock_addr_local(&local, fd);
	return datagram_prepare(fd, sock_addr_family(&local), wants, err);
}

/* ---- trouble -------------------------------------------------------------------------------- */

static void tell_trouble(struct peer *peer, const struct err *err, const struct sock_addr *from)
{
	struct peer_event event = { .step = PEER_TROUBLE, .err = err, .from = from };

	peer->troubled = true;
	peer_tell(peer, &event);
}

/* What became of datagrams sent before. They are told of, and others go on. */
static void tell_errors(struct peer *peer)
{
	struct trouble trouble;

	while (errqueue_take(&trouble, peer->end.in.fd)) {
		struct err err = { 0 };

		trouble_say(&trouble, &err);
		tell_trouble(peer, &err, peer->listens ? &trouble.to : NULL);
	}
}

static bool is_about_an_earlier_one(int number)
{
	return number == ECONNREFUSED || number == EHOSTUNREACH || number == ENETUNREACH ||
	       number == EPROTO || number == ENOPROTOOPT || number == EHOSTDOWN ||
	       number == ETIMEDOUT;
}

static enum pump_answer receive_failed(struct peer *peer)
{
	int number = errno;
	bool inet = !transport_is_unix(peer->transport);

	if (number == EINTR)
		return PUMP_LATER;
	if (inet)
		tell_errors(peer);
	if (number == EAGAIN || (inet && is_about_an_earlier_one(number)))
		return PUMP_LATER;
	errno = number;
	return peer_broke(peer, "receive");
}

/* ---- receiving ------------------------------------------------------------------------------ */

static bool is_end(const struct peer *peer, const struct datagram *datagram)
{
	return peer->transport == TRANSPORT_SEQPACKET && datagram_is_end(datagram);
}

static enum pump_answer took(struct peer *peer, const struct datagram *datagram, char *data,
			     size_t *size)
{
	struct peer_event event = { .step = PEER_RECEIVED,
				    .data = data,
				    .size = datagram->size,
				    .true_size = datagram->true_size,
				    .truncated = datagram->truncated,
				    .datagram = datagram,
				    .from = peer->listens ? &datagram->from : NULL };

	peer->troubled = false;
	memcpy(data, datagram->data, datagram->size);
	*size = datagram->size;
	peer_tell(peer, &event);
	return PUMP_MOVED;
}

/* The next one; its data lies in the batch. */
static enum pump_answer receive(struct datagram *datagram, struct peer *peer)
{
	struct datagrams *batch = &peer->peers->batch;

	if (datagrams_receive(batch, peer->end.in.fd) <= 0)
		return receive_failed(peer);
	datagrams_get(datagram, batch, 0);
	return PUMP_MOVED;
}

static enum pump_answer take_descriptor(struct peer *peer, char *data, size_t *size)
{
	struct peer_event event = { .step = PEER_DESCRIPTOR, .fd = -1 };
	ssize_t done = passing_receive(&event.fd, peer->end.in.fd, data, *size);

	if (done < 0)
		return errno == EAGAIN ? PUMP_LATER : peer_broke(peer, "receive");
	*size = (size_t)done;
	if (event.fd >= 0)
		peer_tell(peer, &event);
	return event.fd < 0 && done == 0 && peer->transport == TRANSPORT_SEQPACKET ? PUMP_ENDED
										   : PUMP_MOVED;
}

/* All was said, and the last word is that it failed: no answer is waited for. */
static bool is_given_up(const struct peer *peer)
{
	return peer->troubled && peer->peers->pump->center->in_ended;
}

static enum pump_answer take(struct pump_end *end, char *data, size_t *size)
{
	struct peer *peer = peer_of(end);
	struct datagram datagram;
	enum pump_answer answer;

	if (peer->gone)
		return PUMP_BROKEN;
	if (peer->peers->takes_descriptors)
		return take_descriptor(peer, data, size);
	answer = receive(&datagram, peer);
	if (answer == PUMP_LATER && is_given_up(peer))
		return PUMP_ENDED;
	if (answer != PUMP_MOVED)
		return answer;
	if (is_end(peer, &datagram)) {
		end->out_shut = end->out_shut || peer_has_left(peer);
		peer_tell_step(peer, PEER_ENDED);
		return PUMP_ENDED;
	}
	return took(peer, &datagram, data, size);
}

/* ---- from anyone ---------------------------------------------------------------------------- */

static void note_heard(struct peer *peer, const struct datagram *datagram)
{
	struct peers *peers = peer->peers;

	peer->at = datagram->from;
	peer->who = datagram->peer;
	if (datagram->from.size <= sizeof(datagram->from.at.any.sa_family))
		return; /* a Unix socket without a name cannot be answered */
	peers->heard = peer;
	peers->heard_from = datagram->from;
	peers->heard_at = datagram->to;
	peers->heard_index = datagram->to.scope_id ? datagram->index : 0;
	pump_hold(peers->pump, false);
}

static enum pump_answer take_from_anyone(struct pump_end *end, char *data, size_t *size)
{
	struct peer *peer = peer_of(end);
	struct datagram datagram;
	enum pump_answer answer;

	if (peer->peers->takes_descriptors)
		return take_descriptor(peer, data, size);
	answer = receive(&datagram, peer);
	if (answer != PUMP_MOVED)
		return answer;
	if (!admission_admits(peer->peers->admission, &datagram.from)) {
		struct err err = { 0 };
		struct peer_event event = { .step = PEER_REFUSED,
					    .from = &datagram.from,
					    .err = &err };

		err_set(&err, STATUS_DENIED, "it was not admitted: denied");
		peer->peers->tell(peer->peers, &event);
		return PUMP_LATER;
	}
	note_heard(peer, &datagram);
	return took(peer, &datagram, data, size);
}

/* ---- sending -------------------------------------------------------------------------------- */

/* A message that cannot be sent is told of; the next one may be. */
static enum pump_answer send_failed(struct peer *peer, const struct sock_addr *to, size_t size)
{
	int number = errno;
	struct err err = { 0 };

	if (number == EAGAIN && !(peer->listens && transport_is_unix(peer->transport)))
		return PUMP_LATER; /* there epoll(7) does not look at the receiver's queue */
	if (sock_type(peer->transport) != SOCK_DGRAM && number != EMSGSIZE)
		return peer_broke(peer, "send");
	datagram_send_failed(size, to, number, &err);
	tell_trouble(peer, &err, NULL);
	return PUMP_MOVED;
}

/* An error may be that of an earlier datagram, which has then been told: this one is not sent yet.
 */
static bool send_one(struct peer *peer, const char *data, size_t size, const struct sock_addr *to,
		     const struct addr *from, unsigned index)
{
	int fd = peer->end.out.fd;

	if (datagram_send(fd, data, size, to, from, index))
		return true;
	if (transport_is_unix(peer->transport) || !is_about_an_earlier_one(errno))
		return false;
	tell_errors(peer);
	return datagram_send(fd, data, size, to, from, index);
}

static enum pump_answer sent(struct peer *peer, const char *data, size_t size,
			     const struct sock_addr *to)
{
	struct peer_event event = {
		.step = PEER_SENT, .data = data, .size = size, .true_size = size, .from = to
	};

	peer_tell(peer, &event);
	return PUMP_MOVED;
}

static enum pump_answer give(struct pump_end *end, const char *data, size_t *size)
{
	struct peer *peer = peer_of(end);

	if (send_one(peer, data, *size, NULL, NULL, 0))
		return sent(peer, data, *size, &peer->at);
	return send_failed(peer, &peer->at, *size);
}

/* Only the socket that heard somebody last has somebody to give it to. */
static enum pump_answer give_to_last(struct pump_end *end, const char *data, size_t *size)
{
	struct peer *peer = peer_of(end);
	const struct peers *peers = peer->peers;

	if (peers->heard != peer)
		return PUMP_MOVED;
	if (send_one(peer, data, *size, &peers->heard_from, &peers->heard_at, peers->heard_index))
		return sent(peer, data, *size, &peers->heard_from);
	return send_failed(peer, &peers->heard_from, *size);
}

const struct pump_ops peer_message_ops = { take, give, peer_shut, NULL };
const struct pump_ops peer_anyone_ops = { take_from_anyone, give_to_last, peer_shut, NULL };
