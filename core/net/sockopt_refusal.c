/* sockopt_refusal -- why the kernel refused an option, or made something else of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt_refusal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "net/limits.h"
#include "net/sockkind.h"
#include "net/sockopt_text.h"

/* " (net.core.rmem_max: 212992)", where ROW has such. */
static void put_sysctl(struct buf *text, const struct sockopt *row)
{
	size_t before = text->size;

	if (!row->sysctl)
		return;
	buf_printf(text, " (%s: ", row->sysctl);
	before = text->size;
	limit_put_sysctl(text, row->sysctl);
	if (text->size == before)
		buf_puts(text, "not here");
	buf_putc(text, ')');
}

/* The sentence of TEXT, which is released. */
static bool say(struct err *err, enum status kind, int number, struct buf *text)
{
	err_set(err, kind, "%s", text->failed ? "a socket option is refused" : buf_text(text));
	err->number = number;
	buf_free(text);
	return false;
}

/* One that FD's kind has no such option. */
static bool is_elsewhere(int fd, const struct sockopt *row, struct buf *text)
{
	struct sockkind kind;
	struct err unused;

	if (!sockkind_of(&kind, fd, &unused) || sockkind_has(&kind, row))
		return false;
	buf_puts(text, " is an option of ");
	sockkind_put_having(text, row);
	buf_printf(text, ", not of %s sockets", kind.word ? kind.word : "such");
	return true;
}

static void put_range(struct buf *text, const struct sockopt *row)
{
	if (row->range)
		buf_printf(text, ", which takes %s", row->range);
}

bool sockopt_refusal(int fd, const struct sockopt_value *value, int number, struct err *err)
{
	const struct sockopt *row = sockopt_row(value->level, value->number);
	enum status kind = err_status_of(number);
	struct buf text = { 0 };

	if (!row)
		return err_errno(err, number, "option %d:%d", value->level, value->number);
	buf_puts(&text, sockopt_word(row->level, row->number));
	if (number != EBADF && number != ENOTSOCK && is_elsewhere(fd, row, &text))
		return say(err, STATUS_INVALID, number, &text);
	switch (number) {
	case EPERM:
	case EACCES:
		buf_printf(&text, " needs %s", row->needs ? row->needs : "a right that is missing");
		put_sysctl(&text, row);
		return say(err, kind, number, &text);
	case ENOPROTOOPT:
	case EOPNOTSUPP:
		buf_puts(&text, " is not in this kernel, or not for this socket");
		return say(err, STATUS_LACKING, number, &text);
	default: /* not one of our enums: any errno may come */
		break;
	}
	buf_putc(&text, '=');
	sockopt_put_value(&text, value);
	if (number == EINVAL || number == ERANGE || number == EDOM)
		kind = STATUS_INVALID;
	if (kind == STATUS_INVALID)
		put_range(&text, row);
	put_sysctl(&text, row);
	buf_printf(&text, ": %s", strerror(number));
	return say(err, kind, number, &text);
}

/* ---- why another value is in effect --------------------------------------------------------- */

static bool is_same(const struct sockopt_value *a, const struct sockopt_value *b)
{
	struct buf texts[2] = { 0 };
	bool same;

	sockopt_put_value(&texts[0], a);
	sockopt_put_value(&texts[1], b);
	same = strcmp(buf_text(&texts[0]), buf_text(&texts[1])) == 0;
	buf_free(&texts[0]);
	buf_free(&texts[1]);
	return same;
}

/* SO_SNDBUF and SO_RCVBUF: cut to the sysctl, doubled, raised to the least. socket(7). */
static void put_why_buffer(struct buf *text, const struct sockopt *row, int64_t asked,
			   int64_t effective)
{
	if (effective == 2 * asked) {
		buf_puts(text, row->note);
	} else if (effective > 2 * asked) {
		buf_puts(text, "the kernel's least");
	} else {
		buf_puts(text, "limited, then doubled");
		put_sysctl(text, row);
	}
}

void sockopt_put_why(struct buf *text, const struct sockopt_value *asked,
		     const struct sockopt_value *effective)
{
	const struct sockopt *row = sockopt_row(asked->level, asked->number);
	bool is_buffer = row && row->level == SOL_SOCKET &&
			 (row->number == SO_SNDBUF || row->number == SO_RCVBUF);
	int64_t numbers[2];

	if (!row || !row->note || is_same(asked, effective))
		return;
	if (is_buffer && sockopt_value_number(&numbers[0], asked) &&
	    sockopt_value_number(&numbers[1], effective))
		put_why_buffer(text, row, numbers[0], numbers[1]);
	else
		buf_puts(text, row->note);
}
