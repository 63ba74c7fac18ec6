/* probe_send -- the messages that a connection of a probe sends: as many in one call as may be. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <sys/uio.h>

#include "net/calls.h"
#include "serve/probe_state.h"

enum {
	PARTS = 64,          /* messages that one call sends */
	PARTS_SIZE = 1 << 18 /* bytes of them, but for the last */
};

/* What one call can send: the rest of the message that was begun, and further ones whole. */
static int gather(struct probe_flow *flow, struct iovec *part)
{
	const struct probe *probe = flow->probe;
	const struct messages *messages = probe->plan.messages;
	const struct flight *flight = &flow->flight;
	uint64_t allowed = probe_allowance(probe), room = flight->depth - flight->waiting;
	size_t total = flow->tx_left;
	int count = 0;

	if (flow->tx_left > 0)
		part[count++] =
			(struct iovec){ (void *)(uintptr_t)(message_body(messages, flow->tx_seq) +
							    messages->size - flow->tx_left),
					flow->tx_left };
	allowed = allowed < room ? allowed : room;
	for (uint32_t seq = flight->next; allowed > 0 && count < PARTS && total < PARTS_SIZE;
	     seq++, allowed--) {
		part[count++] = (struct iovec){ (void *)(uintptr_t)message_body(messages, seq),
						messages->size };
		total += messages->size;
	}
	return count;
}

/* The kernel took DONE bytes: a message has begun with its first one. */
static void account(struct probe_flow *flow, size_t done, int64_t now_ns)
{
	size_t size = flow->probe->plan.messages->size, part;

	part = done < flow->tx_left ? done : flow->tx_left;
	flow->tx_left -= part;
	for (done -= part; done > 0; done -= part) {
		part = done < size ? done : size;
		flow->tx_seq = flow->flight.next;
		flow->tx_left = size - part;
		probe_sent(flow, size, now_ns);
	}
}

/* One call; whether another one can do more. A peer that takes no more may still have said why. */
static bool send_some(struct probe_flow *flow)
{
	struct iovec part[PARTS];
	int count = flow->tx_dead ? 0 : gather(flow, part);
	struct msghdr message = { .msg_iov = part, .msg_iovlen = (size_t)count };
	int64_t now_ns;
	ssize_t done;

	if (count == 0)
		return false;
	now_ns = clock_now_ns();
	done = count == 1 ? call_send(flow->watch.fd, part[0].iov_base, part[0].iov_len, 0)
			  : call_sendmsg(flow->watch.fd, &message, 0);
	if (done < 0 && errno == EINTR)
		return true;
	if (done < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
		probe_block(flow, errno);
		return false;
	}
	if (done < 0) {
		flow->tx_dead = true;
		return false;
	}
	flow->blocked_ns = 0;
	account(flow, (size_t)done, now_ns);
	return true;
}

/* All is sent: our direction ends, and the peer's is waited for. */
static void shut(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;

	if (!probe->plan.half_close || flow->shut || !probe_is_done(probe) || flow->tx_left > 0 ||
	    flow->state != FLOW_OPEN)
		return;
	flow->shut = true;
	flow->began_ns = clock_now_ns();
	if (call_shutdown(flow->watch.fd, SHUT_WR) < 0)
		probe_end_by_peer(flow, errno);
	else if (probe->plan.timeout_ns > 0)
		probe_arm(flow, flow->began_ns + probe->plan.timeout_ns);
}

void probe_stream_pump(struct probe_flow *flow)
{
	while (flow->state == FLOW_OPEN && !flow->blocked && send_some(flow))
		;
	shut(flow);
}
