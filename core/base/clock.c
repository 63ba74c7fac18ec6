/* clock -- monotonic time and absolute deadlines, in nanoseconds. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <time.h>

int64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

struct deadline deadline_in(int64_t duration_ns)
{
	struct deadline deadline = { 0 };

	if (duration_ns > 0 && __builtin_add_overflow(clock_now_ns(), duration_ns, &deadline.at_ns))
		deadline.at_ns = INT64_MAX;
	return deadline;
}

struct deadline deadline_earlier(struct deadline a, struct deadline b)
{
	if (a.at_ns == 0 || (b.at_ns != 0 && b.at_ns < a.at_ns))
		return b;
	return a;
}

bool deadline_passed(struct deadline deadline)
{
	return deadline.at_ns != 0 && clock_now_ns() >= deadline.at_ns;
}

int deadline_poll_ms(struct deadline deadline)
{
	int64_t left_ns, left_ms;

	if (deadline.at_ns == 0)
		return -1;
	left_ns = deadline.at_ns - clock_now_ns();
	if (left_ns <= 0)
		return 0;
	left_ms = (left_ns - 1) / NS_PER_MS + 1;
	return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

void deadline_sleep(struct deadline deadline)
{
	struct timespec at = { .tv_sec = deadline.at_ns / NS_PER_S,
			       .tv_nsec = deadline.at_ns % NS_PER_S };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}
