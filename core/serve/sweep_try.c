/* sweep_try -- one try of one port: a connection, or a datagram and what comes back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "net/calls.h"
#include "net/connect.h"
#include "net/datagram.h"
#include "serve/sweep_state.h"

static void be_ready(struct watch *watch, uint32_t events);
static void be_late(struct timer *timer);

static bool is_udp(const struct sweep_cell *cell)
{
	return cell->goal.transport == TRANSPORT_UDP;
}

/* What this machine has too few of, and others may give back. */
static bool is_shortage(int number)
{
	return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM ||
	       number == EADDRNOTAVAIL || number == EAGAIN;
}

/* ---- ends ------------------------------------------------------------------------------- */

static void succeed(struct sweep_cell *cell)
{
	cell->found.err = (struct err){ 0 };
	cell->found.status = is_udp(cell) ? STATUS_ANSWERED : STATUS_OPEN;
	sweep_cell_end(cell);
}

/* Errno NUMBER, or the ICMP message behind it. */
static void fail(struct sweep_cell *cell, int number)
{
	struct sweep_found *found = &cell->found;
	struct trouble trouble;
	struct err err = { 0 };

	found->rtt_ns = clock_now_ns() - cell->began_ns;
	if (errqueue_take(&trouble, cell->watch.fd) && trouble.is_icmp) {
		trouble_say(&trouble, &err);
		found->trouble = trouble;
	} else {
		connect_failed(&found->to, cell->goal.transport, number, &err);
		if (is_shortage(number)) {
			sweep_cell_wait(cell, &err);
			return;
		}
	}
	sweep_cell_fail(cell, &err);
}

static void set_timer(struct sweep_cell *cell, int64_t duration_ns)
{
	cell->timer.due = be_late;
	timer_set(cell->sweep->loop, &cell->timer, deadline_in(duration_ns));
}

static bool watch(struct sweep_cell *cell, uint32_t events)
{
	struct err err = { 0 };

	cell->watch.ready = be_ready;
	if (loop_watch(cell->sweep->loop, &cell->watch, events, &err))
		return true;
	sweep_cell_wait(cell, &err);
	return false;
}

/* ---- what is said ----------------------------------------------------------------------- */

/* Keep what CELL's socket has to say; below 0: errno. */
static ssize_t receive(struct sweep_cell *cell)
{
	char room[DATAGRAM_ROOM];
	ssize_t size = call_recv(cell->watch.fd, room, sizeof(room), 0);
	struct sweep_found *found = &cell->found;

	if (size < 0)
		return -1;
	free(cell->data);
	cell->data = size > 0 ? malloc(SWEEP_DATA_MAX) : NULL;
	found->true_size = (size_t)size;
	found->size = !cell->data ? 0 : size < SWEEP_DATA_MAX ? (size_t)size : SWEEP_DATA_MAX;
	if (cell->data)
		memcpy(cell->data, room, found->size);
	found->fits =
		found->question >= 0 && udp_question_answers((enum udp_question)found->question,
							     cell->nonce, room, (size_t)size);
	return size;
}

static bool send_it(struct sweep_cell *cell)
{
	const struct sweep_plan *plan = &cell->sweep->plan;
	char room[UDP_QUESTION_MAX];
	const void *data = room;
	size_t size;

	if (plan->say) {
		data = plan->say->size ? plan->say->data : room;
		size = plan->say->size;
	} else {
		cell->found.question = plan->question >= 0
					       ? plan->question
					       : (int)udp_question_of_port(cell->goal.port);
		cell->nonce = random_seed();
		size = udp_question_put(room, (enum udp_question)cell->found.question, cell->nonce);
	}
	return datagram_send(cell->watch.fd, data, size, NULL, NULL, 0);
}

/* ---- events ----------------------------------------------------------------------------- */

/* It is open; what it says is waited for, where that is wanted. */
static void be_connected(struct sweep_cell *cell)
{
	const struct err self = { .kind = STATUS_SELF_CONNECTED,
				  .text = "the connection met itself: nobody listens there" };
	const struct sweep_plan *plan = &cell->sweep->plan;

	cell->found.rtt_ns = clock_now_ns() - cell->began_ns;
	sock_addr_local(&cell->found.local, cell->watch.fd);
	if (connect_met_itself(cell->watch.fd)) {
		sweep_cell_meet(cell, &self);
		return;
	}
	if (plan->banner_ns <= 0) {
		succeed(cell);
		return;
	}
	cell->state = CELL_LISTENS;
	if (plan->say && !send_it(cell))
		fail(cell, errno);
	else if (watch(cell, EPOLLIN))
		set_timer(cell, plan->banner_ns);
}

static void be_ready(struct watch *watched, uint32_t events)
{
	struct sweep_cell *cell = OWNER(watched, struct sweep_cell, watch);
	int number;

	(void)events;
	switch (cell->state) {
	case CELL_CONNECTS:
		number = sock_error(watched->fd);
		if (number == 0)
			be_connected(cell);
		else
			fail(cell, number);
		return;
	case CELL_LISTENS:
		if (receive(cell) >= 0 || errno != EAGAIN)
			succeed(cell); /* it was open, whatever it has done since */
		return;
	case CELL_ASKS:
		number = receive(cell) >= 0 ? 0 : errno;
		cell->found.rtt_ns = clock_now_ns() - cell->began_ns;
		if (number == 0)
			succeed(cell);
		else if (number != EAGAIN)
			fail(cell, number);
		return;
	case CELL_WAITS:
	case CELL_DONE:
		return;
	}
}

static void be_late(struct timer *timer)
{
	struct sweep_cell *cell = OWNER(timer, struct sweep_cell, timer);
	struct err err = { 0 };

	if (cell->state == CELL_LISTENS) {
		succeed(cell);
		return;
	}
	cell->found.rtt_ns = clock_now_ns() - cell->began_ns;
	if (is_udp(cell))
		err_set(&err, STATUS_SILENT,
			"nothing came back: it may be open, or dropped on the way");
	else
		connect_failed(&cell->found.to, TRANSPORT_TCP, ETIMEDOUT, &err);
	sweep_cell_fail(cell, &err);
}

/* ---- beginning -------------------------------------------------------------------------- */

static bool open_socket(struct sweep_cell *cell, struct err *err)
{
	const struct sweep_plan *plan = &cell->sweep->plan;
	int family = sock_addr_family(&cell->found.to);

	return sock_open(&cell->watch.fd, plan->sock, cell->goal.transport, family, err) &&
	       sock_bind_client(cell->watch.fd, plan->sock, cell->goal.transport, family, err) &&
	       datagram_prepare(cell->watch.fd, family, DATAGRAM_ERRORS, err);
}

/* It is connected at once, or will be, or is a datagram's, which goes out. */
static void begin(struct sweep_cell *cell)
{
	const struct sock_addr *to = &cell->found.to;
	int done = call_connect(cell->watch.fd, &to->at.any, to->size);

	if (done < 0 && errno != EINPROGRESS) {
		fail(cell, errno);
		return;
	}
	cell->state = is_udp(cell) ? CELL_ASKS : CELL_CONNECTS;
	if (!watch(cell, is_udp(cell) ? EPOLLIN : EPOLLOUT))
		return;
	if (is_udp(cell)) {
		sock_addr_local(&cell->found.local, cell->watch.fd);
		if (!send_it(cell)) {
			fail(cell, errno);
			return;
		}
	}
	sweep_cell_have(cell);
	set_timer(cell, cell->sweep->plan.timeout_ns);
}

void sweep_try(struct sweep_cell *cell)
{
	struct err err = { 0 };

	if (cell->short_ns == 0) {
		cell->tries++;
		cell->found.tries++;
		cell->shorts = 0;
	}
	cell->found = (struct sweep_found){ .tries = cell->found.tries,
					    .question = -1,
					    .to = cell->goal.addr[cell->at] };
	sock_addr_set_port(&cell->found.to, cell->goal.port);
	if (!open_socket(cell, &err)) {
		/* A source that is not ours will not be once another goal has ended. */
		if (is_shortage(err.number) && err.number != EADDRNOTAVAIL)
			sweep_cell_wait(cell, &err);
		else
			sweep_cell_fail(cell, &err);
		return;
	}
	cell->began_ns = clock_now_ns();
	begin(cell);
}
