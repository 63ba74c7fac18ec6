/* fuzz_echo -- an echo server and its clients in any order of events: what goes in comes out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "echo_bed.h"
#include "fuzz.h"

enum { CLIENTS = 6, MESSAGES = 512, PATIENCE = 5000 };

/* What a client sent and got back. The N-th byte that it sends follows from N: nothing is kept. */
struct client {
	int fd; /* -1: not connected */
	bool messages, sending, ended, vanished;
	uint64_t sent, received;
	uint64_t owed; /* of what was sent: what must come back */
	size_t size[MESSAGES];
	unsigned sent_messages, received_messages;
};

static struct bed bed;
static struct client client[CLIENTS];
static bool draining;

static uint8_t nth(uint64_t n)
{
	return (uint8_t)(n * 167 + (n >> 8) * 13);
}

/* ---- what clients do ------------------------------------------------------------------------ */

static void connect_one(struct client *one, unsigned arg)
{
	if (one->fd >= 0 || draining)
		return;
	*one = (struct client){ .messages = arg % 2, .sending = true };
	one->fd = bed_connect(&bed, arg % 2 ? BED_PACKET : BED_STREAM);
}

/* Byte by byte it takes a turn of the loop for each. */
static unsigned most_at_once(void)
{
	const struct echo_plan *plan = &bed.echo.plan;

	return plan->faults.trickle_ns || plan->recv_size == 1 ? 200 : 60000;
}

static void send_one(struct client *one, unsigned arg)
{
	static uint8_t data[1 << 16];
	size_t size = 1 + arg * arg % most_at_once();
	ssize_t done;

	if (one->fd < 0 || !one->sending || (one->messages && one->sent_messages == MESSAGES))
		return;
	for (size_t i = 0; i < size; i++)
		data[i] = nth(one->sent + i);
	done = send(one->fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (done <= 0)
		return;
	if (one->messages)
		one->size[one->sent_messages++] = (size_t)done;
	one->sent += (uint64_t)done;
	if (!draining)
		one->owed = one->sent;
}

/* False when nothing is there. */
static bool receive_one(struct client *one, size_t most)
{
	static uint8_t data[1 << 17];
	ssize_t done =
		one->fd < 0 || one->ended
			? -1
			: recv(one->fd, data, one->messages ? sizeof(data) : most, MSG_DONTWAIT);

	if (one->fd < 0 || one->ended || (done < 0 && errno == EAGAIN))
		return false;
	if (done <= 0) {
		one->ended = true;
		return false;
	}
	for (ssize_t i = 0; i < done; i++)
		FUZZ_HOLDS(data[i] == nth(one->received + (uint64_t)i));
	one->received += (uint64_t)done;
	FUZZ_HOLDS(one->received <= one->sent);
	if (one->messages) {
		FUZZ_HOLDS(one->received_messages < one->sent_messages);
		FUZZ_HOLDS(one->size[one->received_messages++] == (size_t)done);
	}
	return true;
}

static void end_one(struct client *one)
{
	if (one->fd >= 0 && one->sending)
		shutdown(one->fd, SHUT_WR);
	one->sending = false;
}

static void vanish_one(struct client *one)
{
	if (one->fd >= 0)
		close(one->fd);
	*one = (struct client){ .fd = -1 };
}

static void drain(void)
{
	draining = true;
	echo_drain(&bed.echo);
}

static void do_one(uint8_t what, uint8_t arg)
{
	struct client *one = &client[what / 16 % CLIENTS];

	switch (what % 16) {
	case 0:
	case 1:
		connect_one(one, arg);
		return;
	case 2:
	case 3:
	case 4:
	case 5:
		send_one(one, arg);
		return;
	case 6:
	case 7:
		receive_one(one, 1 + (size_t)arg * arg);
		return;
	case 8:
		end_one(one);
		return;
	case 9:
		if (arg % 4 == 0)
			vanish_one(one);
		return;
	case 10:
		if (arg % 16 == 0)
			drain();
		return;
	default:
		bed_turn(&bed);
		return;
	}
}

/* ---- the whole ------------------------------------------------------------------------------ */

static struct echo_plan plan_of(uint8_t a, uint8_t b)
{
	static const size_t sizes[] = { 1 << 16, 1 << 16, 4096, 16, 1 };
	struct echo_plan plan = bed_plan();

	plan.recv_size = sizes[a % 5];
	bed.send_buffer = a & 64 ? 4096 : 0;
	plan.faults.random.state = b;
	if (b & 1)
		plan.faults.delay_ns = 1;
	if (b & 2)
		plan.faults.jitter_ns = 20000;
	if (b & 4)
		plan.faults.jitter_ns = 1;
	if (b & 8)
		plan.faults.trickle_ns = 1;
	return plan;
}

static bool is_done(const struct client *one)
{
	return one->fd < 0 || one->ended;
}

/* Let everybody come to his end. */
static void finish(void)
{
	bool all = false;

	for (unsigned i = 0; i < CLIENTS; i++)
		end_one(&client[i]);
	for (unsigned patience = PATIENCE; patience > 0 && !all; patience--) {
		bed_turn(&bed);
		all = true;
		for (unsigned i = 0; i < CLIENTS; i++) {
			while (receive_one(&client[i], 1 << 16))
				patience = PATIENCE;
			all = all && is_done(&client[i]);
		}
	}
	FUZZ_HOLDS(all);
	for (unsigned i = 0; i < CLIENTS; i++)
		FUZZ_HOLDS(client[i].fd < 0 || client[i].received >= client[i].owed);
}

/* It ends, and leaves nothing. */
static void end_server(void)
{
	struct echo_counts total;

	drain();
	for (unsigned n = 0; n < PATIENCE && !bed.over; n++)
		bed_turn(&bed);
	FUZZ_HOLDS(bed.over == 1);
	total = echo_total(&bed.echo);
	FUZZ_HOLDS(total.open == 0 && bed.echo.acceptor.open == 0 && bed.echo.held_bytes == 0);
	FUZZ_HOLDS(total.sent_bytes <= total.received_bytes);
	bed_end(&bed);
	FUZZ_HOLDS(!bed.loop.timers);
}

int fuzz_echo(const uint8_t *data, size_t size)
{
	struct echo_plan plan;

	if (size < 2)
		return 0;
	if (!bed.listeners.count)
		bed_open(&bed);
	for (unsigned i = 0; i < CLIENTS; i++)
		client[i] = (struct client){ .fd = -1 };
	draining = false;
	plan = plan_of(data[0], data[1]);
	FUZZ_HOLDS(bed_begin(&bed, &plan));
	for (size_t i = 2; i + 1 < size; i += 2)
		do_one(data[i], data[i + 1]);
	finish();
	for (unsigned i = 0; i < CLIENTS; i++)
		vanish_one(&client[i]);
	end_server();
	return 0;
}
