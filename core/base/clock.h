/* clock -- monotonic time and absolute deadlines, in nanoseconds. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NS_PER_US = 1000, NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

/* CLOCK_MONOTONIC. */
int64_t clock_now_ns(void);

/* CLOCK_REALTIME, since 1970. */
int64_t clock_wall_ns(void);

/* Whether CLOCK_REALTIME is kept in step with UTC by a source outside, and how far it may be off at
 * most, in nanoseconds; UINT64_MAX where nothing is known. adjtimex(2). */
bool clock_wall_synchronized(uint64_t *error_ns);

enum { CLOCK_STAMP_MAX = 40 };

/* A moment since 1970 as RFC 3339 has it, in UTC with nanoseconds: 2026-01-31T23:59:59.000000001Z.
 * Always NUL-terminated; earlier than 1970 is 1970. Returns its length. */
size_t clock_stamp(char text[static CLOCK_STAMP_MAX], int64_t wall_ns);

enum { CLOCK_DATE_MAX = 32 };

/* A moment as ctime(3) writes it, in local time, without its newline: Wed Jan 10 23:32:35 2018.
 * Always NUL-terminated. Returns its length. */
size_t clock_date(char text[static CLOCK_DATE_MAX], int64_t wall_ns);

/* A moment that a wait must not pass. { 0 } is no deadline. A value: copied, never freed. */
struct deadline {
	int64_t at_ns;
};

/* DURATION_NS from now; 0 or less: none. */
struct deadline deadline_in(int64_t duration_ns);

/* The earlier of two. */
struct deadline deadline_earlier(struct deadline a, struct deadline b);

bool deadline_passed(struct deadline deadline);

/* For poll(2) and epoll_wait(2): milliseconds left, rounded up; 0 when passed; -1 for none. */
int deadline_poll_ms(struct deadline deadline);

/* Sleep until the deadline, or not at all when there is none. */
void deadline_sleep(struct deadline deadline);

#endif
