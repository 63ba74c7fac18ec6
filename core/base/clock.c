/* clock -- monotonic time and absolute deadlines, in nanoseconds. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <sys/timex.h>
#include <time.h>

int64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t clock_wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

bool clock_wall_synchronized(uint64_t *error_ns)
{
	struct timex state = { .modes = 0 };
	int kept = adjtimex(&state);

	*error_ns = UINT64_MAX;
	if (kept < 0 || kept == TIME_ERROR || state.status & STA_UNSYNC)
		return false;
	*error_ns = (uint64_t)state.maxerror * NS_PER_US;
	return true;
}

/* Exactly DIGITS digits. */
static char *put_digits(char *text, int64_t number, int digits)
{
	for (int i = digits - 1; i >= 0; i--, number /= 10)
		text[i] = (char)('0' + number % 10);
	return text + digits;
}

/* The Gregorian date of a day since 1970. Years are counted from March: leap days end them, and
 * five months have 153 days. */
static char *put_date(char *text, int64_t day)
{
	const int64_t era_days = 146097, days_to_1970 = 719468;
	int64_t in_era = (day + days_to_1970) % era_days;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153; /* from March */
	int64_t date = in_year - (153 * month + 2) / 5 + 1;

	year += (day + days_to_1970) / era_days * 400 + (month >= 10);
	text = put_digits(text, year, 4);
	*text++ = '-';
	text = put_digits(text, month < 10 ? month + 3 : month - 9, 2);
	*text++ = '-';
	return put_digits(text, date, 2);
}

size_t clock_stamp(char text[static CLOCK_STAMP_MAX], int64_t wall_ns)
{
	int64_t since_ns = wall_ns < 0 ? 0 : wall_ns;
	int64_t second = since_ns / NS_PER_S, in_day = second % 86400;
	char *end = put_date(text, second / 86400);

	*end++ = 'T';
	end = put_digits(end, in_day / 3600, 2);
	*end++ = ':';
	end = put_digits(end, in_day / 60 % 60, 2);
	*end++ = ':';
	end = put_digits(end, in_day % 60, 2);
	*end++ = '.';
	end = put_digits(end, since_ns % NS_PER_S, 9);
	*end++ = 'Z';
	*end = '\0';
	return (size_t)(end - text);
}

size_t clock_date(char text[static CLOCK_DATE_MAX], int64_t wall_ns)
{
	time_t second = (time_t)(wall_ns / NS_PER_S);
	struct tm local;
	size_t size;

	if (!localtime_r(&second, &local))
		local = (struct tm){ .tm_mday = 1, .tm_year = 70 };
	size = strftime(text, CLOCK_DATE_MAX, "%a %b %e %H:%M:%S %Y", &local);
	text[size] = '\0';
	return size;
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
