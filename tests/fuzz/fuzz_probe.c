/* fuzz_probe -- whatever a peer answers: the counts add up, and only what was sent is an answer. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "proto/stamp.h"
#include "serve/probe.h"

enum { MESSAGE_SIZE = 48, COUNT = 4, STEPS_MAX = 64 };

/* Bits of the first byte: what is asked. */
enum { MODE_GRAMS = 1, MODE_UNVERIFIED = 2, MODE_STAMP = 4, MODE_UNNUMBERED = 8 };

/* The peer: what it was sent, and what the input makes it do. */
struct peer {
	int fd;
	const uint8_t *data;
	size_t size;
	char sent[COUNT][MESSAGE_SIZE];
	size_t count;
};

static uint8_t next(struct peer *peer)
{
	if (peer->size == 0)
		return 0;
	peer->size--;
	return *peer->data++;
}

static void receive(struct peer *peer)
{
	while (peer->count < COUNT &&
	       read(peer->fd, peer->sent[peer->count], MESSAGE_SIZE) == MESSAGE_SIZE)
		peer->count++;
}

/* An answer to one of the messages: as it should be, another in one place, cut, or any bytes. */
static void answer(struct peer *peer, bool stamp)
{
	static const struct stamp_clock clock = { .error_ns = 1 };
	char text[256];
	uint8_t how = next(peer), which = next(peer), where = next(peer);
	size_t size = MESSAGE_SIZE;

	memset(text, 0, sizeof(text));
	if (peer->count > 0)
		memcpy(text, peer->sent[which % peer->count], MESSAGE_SIZE);
	if (stamp && stamp_request_check(text, size)) {
		stamp_reply_make(text, text, size, clock_wall_ns(), 1, &clock);
		stamp_reply_sent(text, clock_wall_ns());
	}
	if (how % 4 == 1)
		text[where % MESSAGE_SIZE] ^= 1;
	if (how % 4 == 2)
		size = where;
	if (how % 4 == 3) {
		size = where < peer->size ? where : peer->size;
		memcpy(text, peer->data, size);
		peer->data += size;
		peer->size -= size;
	}
	if (write(peer->fd, text, size) < 0)
		peer->size = 0;
}

static void be_over(struct probe *probe)
{
	loop_stop(probe->loop);
}

static void check(struct probe *probe, const struct peer *peer)
{
	const struct probe_counts *counts = &probe->counts;
	const char *data;
	size_t size, true_size;
	enum status status;
	struct err err = { 0 };

	(void)peer;
	FUZZ_HOLDS(counts->sent == counts->received + counts->lost + probe->in_flight);
	FUZZ_HOLDS(counts->sent <= COUNT);
	FUZZ_HOLDS(probe->rtt.spread.count <= counts->received);
	if (probe_verdict(probe, &status, &err))
		FUZZ_HOLDS(counts->received == counts->sent && counts->lost == 0);
	else
		FUZZ_HOLDS(err.kind != STATUS_OK && err.text[0]);
	if (counts->mismatched > 0)
		FUZZ_HOLDS(err.kind == STATUS_MISMATCH);
	if (probe_last_answer(probe, &data, &size, &true_size))
		FUZZ_HOLDS(size <= true_size && size <= PROBE_DATA_MAX);
}

static void play(struct probe *probe, struct peer *peer)
{
	struct err err = { 0 };

	for (int i = 0; i < STEPS_MAX && peer->size > 0 && !probe->ended; i++) {
		receive(peer);
		answer(peer, probe->plan.stamp);
		FUZZ_HOLDS(loop_turn(probe->loop, (struct deadline){ 1 }, &err));
	}
	close(peer->fd);
	for (int i = 0; i < STEPS_MAX && !probe->ended; i++)
		FUZZ_HOLDS(loop_turn(probe->loop, (struct deadline){ 1 }, &err));
	probe_stop(probe, 0);
	check(probe, peer);
}

static bool make_messages(struct messages *messages, uint8_t mode, struct err *err)
{
	char text[MESSAGE_SIZE] = { 0 };
	bool numbered = mode & MODE_GRAMS && !(mode & MODE_UNNUMBERED);

	if (mode & MODE_STAMP) {
		stamp_padding_put(text, sizeof(text));
		return messages_fixed(messages, text, sizeof(text), err);
	}
	return messages_random(messages, 1, MESSAGE_SIZE, numbered, err);
}

static int make_pair(struct peer *peer, int type)
{
	int pair[2];

	FUZZ_HOLDS(socketpair(AF_UNIX, type, 0, pair) == 0);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	peer->fd = pair[1];
	return pair[0];
}

int fuzz_probe(const uint8_t *data, size_t size)
{
	struct peer peer = { .data = data, .size = size };
	uint8_t mode = next(&peer);
	bool grams = mode & (MODE_GRAMS | MODE_STAMP);
	struct sock_words words = { .ttl = -1, .tos = -1, .local_port = -1 };
	struct sock_plan sock = { .words = &words };
	struct messages messages = { 0 };
	struct loop loop = LOOP_CLOSED;
	struct err err = { 0 };
	struct probe probe = { .loop = &loop,
			       .over = be_over,
			       .plan = { .transport = grams ? TRANSPORT_UNIXGRAM : TRANSPORT_UNIX,
					 .sock = &sock,
					 .messages = &messages,
					 .conns = 1,
					 .depth = mode & MODE_UNVERIFIED && !grams ? 1 : 2,
					 .count = COUNT,
					 .timeout_ns = NS_PER_S,
					 .pause_ns = 1,
					 .unverified = mode & MODE_UNVERIFIED,
					 .stamp = mode & MODE_STAMP } };

	FUZZ_HOLDS(loop_open(&loop, &err) && make_messages(&messages, mode, &err));
	if (probe_begin(&probe, make_pair(&peer, grams ? SOCK_DGRAM : SOCK_STREAM), 0, &err))
		play(&probe, &peer);
	else
		close(peer.fd);
	probe_free(&probe);
	messages_free(&messages);
	loop_close(&loop);
	return 0;
}
