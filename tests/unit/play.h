/* play -- a probe, and the other end of its socket, which the test itself plays. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include <check.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "serve/probe.h"

enum { SIZE = 64, STEPS_MAX = 64, LONG_MS = 2000, COOKIE = 0x1000 };

/* What was told. */
struct step {
	enum probe_step step;
	bool has_seq;
	uint32_t seq;
	int64_t rtt_ns;
	size_t true_size;
};

extern struct play {
	struct loop loop;
	struct probe probe; /* one message over a Unix stream, unless its plan is changed */
	struct messages messages;
	struct sock_words words;
	struct sock_plan sock;
	struct step steps[STEPS_MAX];
	unsigned told;
	int peer; /* the other end */
	enum status status;
	struct err err;
	char inbox[1 << 16];
} play;

void play_begin(void);
void play_end(void);

/* Add a test case of NAME that begins and ends so. */
void play_add(Suite *suite, const char *name, void (*add)(TCase *tcase));

/* A pair of socket type TYPE: one end for the probe, or -1. */
int make_pair(int type);

/* Begin over such a pair, with random messages. */
void start(int type, bool numbered);

/* A UDP socket on a free port of 127.0.0.1; and make it the one that is asked. */
int bind_loopback(struct sockaddr_in *at);
void aim(const struct sockaddr_in *at);

/* Receive into the inbox, 0 where there is nothing; send as FD. */
size_t peer_read(void);
void peer_write(const void *data, size_t size);
size_t peer_receive(struct sockaddr_in *from);
void send_from(int fd, const struct sockaddr_in *to, const void *data, size_t size);
void peer_close(void);

/* Whatever is ready, and due; or until it is over. */
void turn(void);
void run(void);

void expect_success(enum status expected);
void expect_failure(enum status kind, const char *says);
void expect_steps(const enum probe_step *expected, unsigned count);
#define EXPECT_STEPS(...)                                      \
	expect_steps((const enum probe_step[]){ __VA_ARGS__ }, \
		     sizeof((const enum probe_step[]){ __VA_ARGS__ }) / sizeof(enum probe_step))

#endif
