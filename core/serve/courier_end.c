/* courier_end -- how the carrying of a file ends, and who is told: the taker has the last word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "base/word.h"
#include "net/calls.h"
#include "serve/courier_state.h"

enum { LINGER_MS = 1000 };

static void forget(struct courier *courier)
{
	loop_forget(courier->loop, &courier->from);
	loop_forget(courier->loop, &courier->to);
}

void courier_come_back(struct courier *courier)
{
	timer_set(courier->loop, &courier->soon, (struct deadline){ 1 });
}

void courier_be_over(struct courier *courier)
{
	forget(courier);
	timer_clear(courier->loop, &courier->limit);
	courier->phase = COURIER_OVER;
	courier_come_back(courier);
}

/* Tell the giver what became of it, and let him read that: to close with something of his unread
 * would be a reset, which may overtake the line. */
void courier_send_verdict(struct courier *courier, const char *line, size_t size)
{
	struct err unused = { 0 };

	if (courier->from.fd < 0) {
		courier_be_over(courier);
		return;
	}
	call_send(courier->from.fd, line, size, MSG_DONTWAIT);
	call_shutdown(courier->from.fd, SHUT_WR);
	loop_forget(courier->loop, &courier->to);
	courier->phase = COURIER_LINGERS;
	timer_set(courier->loop, &courier->limit, deadline_in(LINGER_MS * (int64_t)NS_PER_MS));
	if (!loop_watch(courier->loop, &courier->from, EPOLLIN, &unused))
		courier_be_over(courier);
}

void courier_fail(struct courier *courier, const struct err *why)
{
	struct buf line = { 0 };

	courier->why = *why;
	if (courier->phase == COURIER_DIALS) {
		courier_be_over(courier);
		return;
	}
	buf_printf(&line, "no: %s", why->text);
	for (size_t i = 0; i < line.size; i++)
		line.data[i] = line.data[i] == '\n' ? ' ' : line.data[i];
	line.size = line.size < COURIER_VERDICT_MAX ? line.size : COURIER_VERDICT_MAX - 1;
	buf_putc(&line, '\n');
	courier_send_verdict(courier, line.data, line.size);
	buf_free(&line);
}

/* One end stopped after DONE bytes. */
void courier_stop(struct courier *courier, const char *who, uint64_t done, int number)
{
	struct err why = { 0 };

	err_set(&why, STATUS_LOSS, "%s after %llu of %llu byte%s", who, (unsigned long long)done,
		(unsigned long long)courier->size, num_plural(courier->size));
	why.number = number;
	courier_fail(courier, &why);
}

/* ---- the verdict ---------------------------------------------------------------------------- */

/* The taker has said his last word: "ok", or why not. */
static void judge(struct courier *courier)
{
	struct word line = { courier->verdict, courier->verdict_size };

	if (line.size == 2 && word_begins(line, "ok") && courier->phase == COURIER_WAITS)
		courier->why.kind = STATUS_OK;
	else if (word_begins(line, "no: "))
		err_set(&courier->why, STATUS_LOSS, "the other side says: %.*s", (int)line.size - 4,
			line.at + 4);
	else
		err_set(&courier->why, STATUS_LOSS, "the other side says what it should not");
	courier->verdict[courier->verdict_size] = '\n';
	courier_send_verdict(courier, courier->verdict, courier->verdict_size + 1);
}

void courier_read_verdict(struct courier *courier)
{
	char *start = courier->verdict + courier->verdict_size;
	size_t room = COURIER_VERDICT_MAX - courier->verdict_size;
	ssize_t done = call_recv(courier->to.fd, start, room, MSG_DONTWAIT);
	const char *newline;

	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (done <= 0) {
		courier_stop(courier, "the other side broke off", courier->passed,
			     done < 0 ? errno : 0);
		return;
	}
	newline = memchr(start, '\n', (size_t)done);
	courier->verdict_size += (size_t)(newline ? newline - start : done);
	if (newline)
		judge(courier);
	else if (courier->verdict_size == COURIER_VERDICT_MAX)
		courier_stop(courier, "the other side broke off", courier->passed, 0);
}
