/* peer_stream -- the calls by which a pump moves a stream to and from a peer. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "net/calls.h"
#include "net/passing.h"
#include "serve/peers_state.h"

/* With --recv-fd what comes along with the data is what the data is about. */
static ssize_t receive(struct peer *peer, char *data, size_t size)
{
	struct peer_event event = { .step = PEER_DESCRIPTOR, .fd = -1 };
	ssize_t done;

	if (!peer->peers->takes_descriptors)
		return call_recv(peer->end.in.fd, data, size, 0);
	done = passing_receive(&event.fd, peer->end.in.fd, data, size);
	if (event.fd >= 0)
		peer_tell(peer, &event);
	return done;
}

static enum pump_answer take(struct pump_end *end, char *data, size_t *size)
{
	struct peer *peer = peer_of(end);
	struct peer_event event = { .step = PEER_RECEIVED, .data = data };
	ssize_t done;

	if (peer->gone)
		return PUMP_BROKEN;
	done = receive(peer, data, *size);
	if (done < 0)
		return errno == EAGAIN || errno == EINTR ? PUMP_LATER : peer_broke(peer, "receive");
	if (done == 0) {
		end->out_shut = end->out_shut || peer_has_left(peer);
		peer_tell_step(peer, PEER_ENDED);
		return PUMP_ENDED;
	}
	*size = event.size = event.true_size = (size_t)done;
	if (!peer->peers->takes_descriptors)
		peer_tell(peer, &event);
	return PUMP_MOVED;
}

static enum pump_answer give(struct pump_end *end, const char *data, size_t *size)
{
	struct peer *peer = peer_of(end);
	struct peer_event event = { .step = PEER_SENT, .data = data };
	ssize_t done = call_send(end->out.fd, data, *size, 0);

	if (done < 0)
		return errno == EAGAIN || errno == EINTR ? PUMP_LATER : peer_broke(peer, "send");
	*size = event.size = event.true_size = (size_t)done;
	peer_tell(peer, &event);
	return PUMP_MOVED;
}

const struct pump_ops peer_stream_ops = { take, give, peer_shut, NULL };
