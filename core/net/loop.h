/* loop -- waits for descriptors and moments, and calls whoever wanted to know: epoll(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/err.h"

/* A descriptor that is waited for: a member of what owns it. Level-triggered. Fill fd and ready;
 * events is what is waited for now (EPOLLIN, EPOLLOUT, EPOLLRDHUP, or 0). */
struct watch {
	int fd;
	uint32_t events;
	void (*ready)(struct watch *watch, uint32_t events);
	bool added;
};

/* A moment that is waited for: a member of what owns it. Once: DUE may set it again. */
struct timer {
	int64_t at_ns; /* CLOCK_MONOTONIC */
	void (*due)(struct timer *timer);
	bool set;
	struct timer *child, *next, *back; /* its place in the loop's heap */
};

/* The owner of a member: OWNER(watch, struct conn, watch). */
#define OWNER(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

enum { LOOP_EVENTS = 64 };

/* Owner: starts as LOOP_CLOSED, ends in loop_close. It owns no watch and no timer. */
struct loop {
	int fd;
	bool stopped;
	int64_t now_ns;                        /* when the events at hand were fetched */
	struct timer *timers;                  /* the earliest; a pairing heap */
	struct epoll_event event[LOOP_EVENTS]; /* at hand; those of forgotten watches are NULL */
	int first, last;
};
#define LOOP_CLOSED      \
	{                \
		.fd = -1 \
	}

bool loop_open(struct loop *loop, struct err *err);

/* Wait for EVENTS of WATCH from now on, instead of what was waited for. A file that epoll cannot
 * watch is EPERM. */
bool loop_watch(struct loop *loop, struct watch *watch, uint32_t events, struct err *err);

/* Forget WATCH, before its descriptor is closed. Its events at hand are dropped. Safe on one that
 * was never watched. */
void loop_forget(struct loop *loop, struct watch *watch);

/* Call TIMER's due at AT instead of when it was set for; never where AT is 0. Takes no memory, so
 * that it cannot fail. */
void timer_set(struct loop *loop, struct timer *timer, struct deadline at);

/* Safe on one that is not set, and when the loop is closed already: none is set then. */
void timer_clear(struct loop *loop, struct timer *timer);

/* Handle events and timers until loop_stop, or until UNTIL: false with ERR when waiting fails. */
bool loop_run(struct loop *loop, struct deadline until, struct err *err);

/* One wait of at most until UNTIL, and what came of it. */
bool loop_turn(struct loop *loop, struct deadline until, struct err *err);

void loop_stop(struct loop *loop);

/* Safe on LOOP_CLOSED and twice. */
void loop_close(struct loop *loop);

#endif
