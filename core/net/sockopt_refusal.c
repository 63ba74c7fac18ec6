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
	size_t before;

	if (!*row->sysctl)
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
	buf_printf(text, ", not of %s sockets", sockkind_word(&kind));
	return true;
}

static enum status status_of(int number)
{
	switch (number) {
	case EPERM:
	case EACCES:
		return STATUS_DENIED;
	case ENODEV:
	case ENXIO:
		return STATUS_NO_INTERFACE;
	case EINVAL:
	case ERANGE:
	case EDOM:
	case EADDRINUSE:    /* a group that is joined already */
	case EADDRNOTAVAIL: /* one that is not */
		return STATUS_INVALID;
	default: /* not one of our enums: any errno may come */
		return STATUS_LACKING;
	}
}

/* What of the value, or of the right to set it. */
static void put_reason(struct buf *text, const struct sockopt *row,
		       const struct sockopt_value *value, int number)
{
	if (number == ENOPROTOOPT || number == EOPNOTSUPP) {
		buf_puts(text, " is not in this kernel, or not for this socket");
		return;
	}
	if (status_of(number) == STATUS_DENIED) {
		buf_printf(text, " needs %s", *row->needs ? row->needs : "a right that is missing");
		put_sysctl(text, row);
		return;
	}
	buf_putc(text, '=');
	sockopt_put_value(text, value);
	if (number == EINVAL && *row->range)
		buf_printf(text, ", which takes %s", row->range);
	put_sysctl(text, row);
	buf_printf(text, ": %s", strerror(number));
}

bool sockopt_refusal(int fd, const struct sockopt_value *value, int number, struct err *err)
{
	const struct sockopt *row = sockopt_row(value->level, value->number);
	bool is_socket = number != EBADF && number != ENOTSOCK;
	struct buf text = { 0 };

	if (!row) {
		err_errno(err, number, "option %d:%d", value->level, value->number);
		err->kind = status_of(number);
		return false;
	}
	buf_puts(&text, sockopt_word(row->level, row->number));
	if (is_socket && is_elsewhere(fd, row, &text))
		return say(err, STATUS_INVALID, number, &text);
	put_reason(&text, row, value, number);
	return say(err, status_of(number), number, &text);
}

/* ---- why another value is in effect --------------------------------------------------------- */

/* As text, because the kernel takes and tells some in two structs. What memory lacked for the
 * texts TEXT lacks too. */
static bool reads_same(const struct sockopt_value *a, const struct sockopt_value *b,
		       struct buf *text)
{
	struct buf one = { 0 }, other = { 0 };
	bool same;

	sockopt_put_value(&one, a);
	sockopt_put_value(&other, b);
	same = strcmp(buf_text(&one), buf_text(&other)) == 0;
	buf_free_part(&one, text);
	buf_free_part(&other, text);
	return same;
}

/* SO_SNDBUF and SO_RCVBUF: cut to the sysctl, doubled, raised to the least. What is negative counts
 * as more than any limit. socket(7). */
static void put_why_buffer(struct buf *text, const struct sockopt *row, int64_t asked,
			   int64_t effective)
{
	if (effective == 2 * asked) {
		buf_puts(text, row->note);
	} else if (asked >= 0 && effective > 2 * asked) {
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

	if (!row || !*row->note || reads_same(asked, effective, text))
		return;
	if (is_buffer && sockopt_value_number(&numbers[0], asked) &&
	    sockopt_value_number(&numbers[1], effective))
		put_why_buffer(text, row, numbers[0], numbers[1]);
	else
		buf_puts(text, row->note);
}
