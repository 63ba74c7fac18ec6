/* err -- what went wrong, as a value: a status word, an errno and a sentence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *word;
	int exit;
} statuses[STATUS_COUNT] = {
	[STATUS_OK] = { "ok", 0 },
	[STATUS_OPEN] = { "open", 0 },
	[STATUS_ANSWERED] = { "answered", 0 },
	[STATUS_JOINED] = { "joined", 0 },
	[STATUS_NOT_FOUND] = { "not_found", 1 },
	[STATUS_NO_DATA] = { "no_data", 1 },
	[STATUS_REFUSED] = { "refused", 1 },
	[STATUS_UNREACHABLE] = { "unreachable", 1 },
	[STATUS_RESET] = { "reset", 1 },
	[STATUS_CLOSED] = { "closed", 1 },
	[STATUS_SELF_CONNECTED] = { "self_connected", 1 },
	[STATUS_MISMATCH] = { "mismatch", 1 },
	[STATUS_LOSS] = { "loss", 1 },
	[STATUS_AMBIGUOUS] = { "ambiguous", 1 },
	[STATUS_INVALID] = { "invalid", 2 },
	[STATUS_DENIED] = { "denied", 3 },
	[STATUS_LACKING] = { "lacking", 3 },
	[STATUS_NO_ROUTE] = { "no_route", 3 },
	[STATUS_NO_INTERFACE] = { "no_interface", 3 },
	[STATUS_TEMP_FAIL] = { "temp_fail", 3 },
	[STATUS_PARTIAL] = { "partial", 3 },
	[STATUS_TIMEOUT] = { "timeout", 4 },
	[STATUS_SILENT] = { "silent", 4 },
};

const char *status_word(enum status status)
{
	return statuses[status].word;
}

int status_exit(enum status status)
{
	return statuses[status].exit;
}

bool status_is_success(enum status status)
{
	return statuses[status].exit == 0;
}

enum status status_worse(enum status a, enum status b)
{
	static const int rank_of_exit[] = { [2] = 4, [1] = 3, [3] = 2, [4] = 1, [0] = 0 };

	return rank_of_exit[statuses[b].exit] > rank_of_exit[statuses[a].exit] ? b : a;
}

enum status err_status_of(int number)
{
	switch (number) {
	case EACCES:
	case EPERM:
	case EROFS:
		return STATUS_DENIED;
	case ECONNREFUSED:
		return STATUS_REFUSED;
	case ECONNRESET:
	case EPIPE:
		return STATUS_RESET;
	case EHOSTUNREACH:
		return STATUS_UNREACHABLE;
	case ENETUNREACH:
	case EADDRNOTAVAIL:
		return STATUS_NO_ROUTE;
	case ENODEV:
	case ENXIO:
		return STATUS_NO_INTERFACE;
	case ETIMEDOUT:
		return STATUS_TIMEOUT;
	case EAGAIN:
	case EINTR:
		return STATUS_TEMP_FAIL;
	default: /* not one of our enums: any errno may come */
		return STATUS_LACKING;
	}
}

const char *err_name(int number)
{
	return number > 0 ? strerrorname_np(number) : NULL;
}

static void append(struct err *err, const char *format, va_list values)
	__attribute__((format(printf, 2, 0)));

/* Append to the text; what does not fit is cut, and the cut is shown. */
static void append(struct err *err, const char *format, va_list values)
{
	size_t used = strlen(err->text);
	size_t room = sizeof(err->text) - used;
	int length = vsnprintf(err->text + used, room, format, values);

	if (length < 0 || (size_t)length >= room)
		memcpy(err->text + sizeof(err->text) - 4, "...", 4);
}

static void append_text(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void append_text(struct err *err, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	append(err, format, values);
	va_end(values);
}

bool err_set(struct err *err, enum status kind, const char *format, ...)
{
	struct err fresh = { .kind = kind };
	va_list values;

	va_start(values, format);
	append(&fresh, format, values);
	va_end(values);
	*err = fresh; /* only now: the values may point into the old text */
	return false;
}

bool err_reword(struct err *err, const char *format, ...)
{
	struct err fresh = { .kind = err->kind, .number = err->number };
	va_list values;

	va_start(values, format);
	append(&fresh, format, values);
	va_end(values);
	*err = fresh; /* as above */
	return false;
}

bool err_lacks(struct err *err)
{
	if (err->kind == STATUS_NOT_FOUND)
		err->kind = STATUS_LACKING;
	return false;
}

bool err_errno(struct err *err, int number, const char *format, ...)
{
	struct err fresh = { .kind = err_status_of(number), .number = number };
	va_list values;

	va_start(values, format);
	append(&fresh, format, values);
	va_end(values);
	append_text(&fresh, ": %s", strerror(number));
	*err = fresh;
	return false;
}
