/* play -- a probe, and the other end of its socket, which the test itself plays. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "play.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TIMEOUT_S = 60 };

struct play play;

static void keep_step(struct probe *of, const struct probe_event *event)
{
	(void)of;
	if (play.told < STEPS_MAX)
		play.steps[play.told++] = (struct step){ event->step, event->has_seq, event->seq,
							 event->rtt_ns, event->true_size };
}

static void be_over(struct probe *of)
{
	loop_stop(of->loop);
}

void play_begin(void)
{
	play = (struct play){ .loop = LOOP_CLOSED, .peer = -1 };
	play.words = (struct sock_words){ .ttl = -1, .tos = -1, .local_port = -1 };
	play.sock = (struct sock_plan){ .words = &play.words };
	play.probe = (struct probe){ .loop = &play.loop,
				     .tell = keep_step,
				     .over = be_over,
				     .plan = { .transport = TRANSPORT_UNIX,
					       .sock = &play.sock,
					       .messages = &play.messages,
					       .conns = 1,
					       .depth = 1,
					       .count = 1,
					       .timeout_ns = (int64_t)LONG_MS * NS_PER_MS,
					       .pause_ns = 20 * (int64_t)NS_PER_MS,
					       .watched = true,
					       .cookie = COOKIE } };
	loop_open(&play.loop, &play.err);
}

void play_end(void)
{
	probe_free(&play.probe);
	probe_free(&play.probe);
	messages_free(&play.messages);
	loop_close(&play.loop);
	peer_close();
}

void play_add(Suite *suite, const char *name, void (*add)(TCase *tcase))
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, play_begin, play_end);
	tcase_set_timeout(tcase, TIMEOUT_S);
	add(tcase);
	suite_add_tcase(suite, tcase);
}

/* ---- sockets -------------------------------------------------------------------------------- */

int make_pair(int type)
{
	int pair[2];

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	play.peer = pair[1];
	return pair[0];
}

void start(int type, bool numbered)
{
	ck_assert(messages_random(&play.messages, 1, SIZE, numbered, &play.err));
	ck_assert(probe_begin(&play.probe, make_pair(type), 1000, &play.err));
}

int bind_loopback(struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t size = sizeof(*at);

	*at = (struct sockaddr_in){ .sin_family = AF_INET };
	at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)at, sizeof(*at)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)at, &size), 0);
	return fd;
}

void aim(const struct sockaddr_in *at)
{
	play.probe.plan.transport = TRANSPORT_UDP;
	play.probe.plan.to.size = sizeof(*at);
	memcpy(&play.probe.plan.to.at, at, sizeof(*at));
}

size_t peer_read(void)
{
	ssize_t size = read(play.peer, play.inbox, sizeof(play.inbox));

	return size < 0 ? 0 : (size_t)size;
}

void peer_write(const void *data, size_t size)
{
	ck_assert_int_eq(write(play.peer, data, size), (ssize_t)size);
}

size_t peer_receive(struct sockaddr_in *from)
{
	socklen_t from_size = sizeof(*from);
	ssize_t size = recvfrom(play.peer, play.inbox, sizeof(play.inbox), 0,
				(struct sockaddr *)from, &from_size);

	return size < 0 ? 0 : (size_t)size;
}

void send_from(int fd, const struct sockaddr_in *to, const void *data, size_t size)
{
	ck_assert_int_eq(sendto(fd, data, size, 0, (const struct sockaddr *)to, sizeof(*to)),
			 (ssize_t)size);
}

void peer_close(void)
{
	if (play.peer >= 0)
		close(play.peer);
	play.peer = -1;
}

/* ---- going on ------------------------------------------------------------------------------- */

void turn(void)
{
	ck_assert(loop_turn(&play.loop, (struct deadline){ 1 }, &play.err));
}

void run(void)
{
	struct deadline until = deadline_in((int64_t)LONG_MS * 2 * NS_PER_MS);

	if (!play.probe.ended)
		ck_assert(loop_run(&play.loop, until, &play.err));
	ck_assert(play.probe.ended);
}

void expect_success(enum status expected)
{
	ck_assert_msg(probe_verdict(&play.probe, &play.status, &play.err), "%s", play.err.text);
	ck_assert_int_eq(play.status, expected);
}

void expect_failure(enum status kind, const char *says)
{
	ck_assert(!probe_verdict(&play.probe, &play.status, &play.err));
	ck_assert_msg(play.err.kind == kind, "%s: %s", status_word(play.err.kind), play.err.text);
	ck_assert_msg(strstr(play.err.text, says), "'%s' lacks '%s'", play.err.text, says);
}

void expect_steps(const enum probe_step *expected, unsigned count)
{
	ck_assert_uint_eq(play.told, count);
	for (unsigned i = 0; i < count; i++)
		ck_assert_msg(play.steps[i].step == expected[i], "step %u is %u, not %u", i,
			      play.steps[i].step, expected[i]);
}
