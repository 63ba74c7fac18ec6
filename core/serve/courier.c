/* courier -- carries a file's bytes from a file or a connection to another, within a time. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/courier.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/word.h"
#include "net/calls.h"
#include "net/connect.h"

enum { ROOM = 1 << 16, AT_ONCE = 1 << 20, LINGER_MS = 1000 };

/* ---- the end -------------------------------------------------------------------------------- */

static void forget(struct courier *courier)
{
	loop_forget(courier->loop, &courier->from);
	loop_forget(courier->loop, &courier->to);
}

static void come_back(struct courier *courier)
{
	timer_set(courier->loop, &courier->soon, (struct deadline){ 1 });
}

static void be_over(struct courier *courier)
{
	forget(courier);
	timer_clear(courier->loop, &courier->limit);
	courier->phase = COURIER_OVER;
	come_back(courier);
}

/* Tell the giver what became of it, and let him read that: to close with something of his unread
 * would be a reset, which may overtake the line. */
static void send_verdict(struct courier *courier, const char *line, size_t size)
{
	struct err unused = { 0 };

	if (courier->from.fd < 0) {
		be_over(courier);
		return;
	}
	call_send(courier->from.fd, line, size, MSG_DONTWAIT);
	call_shutdown(courier->from.fd, SHUT_WR);
	loop_forget(courier->loop, &courier->to);
	courier->phase = COURIER_LINGERS;
	timer_set(courier->loop, &courier->limit, deadline_in(LINGER_MS * (int64_t)NS_PER_MS));
	if (!loop_watch(courier->loop, &courier->from, EPOLLIN, &unused))
		be_over(courier);
}

static void fail(struct courier *courier, const struct err *why)
{
	struct buf line = { 0 };

	courier->why = *why;
	if (courier->phase == COURIER_DIALS) {
		be_over(courier);
		return;
	}
	buf_printf(&line, "no: %s", why->text);
	for (size_t i = 0; i < line.size; i++)
		line.data[i] = line.data[i] == '\n' ? ' ' : line.data[i];
	line.size = line.size < COURIER_VERDICT_MAX ? line.size : COURIER_VERDICT_MAX - 1;
	buf_putc(&line, '\n');
	send_verdict(courier, line.data, line.size);
	buf_free(&line);
}

/* One end stopped after DONE bytes. */
static void stopped(struct courier *courier, const char *who, uint64_t done, int number)
{
	struct err why = { 0 };

	err_set(&why, STATUS_LOSS, "%s after %llu of %llu bytes", who, (unsigned long long)done,
		(unsigned long long)courier->size);
	why.number = number;
	fail(courier, &why);
}

static void be_late(struct timer *timer)
{
	struct courier *courier = OWNER(timer, struct courier, limit);
	struct err why = { 0 };

	if (courier->phase == COURIER_LINGERS) {
		be_over(courier);
		return;
	}
	err_set(&why, STATUS_TIMEOUT, "not all of it came in time: %llu of %llu bytes",
		(unsigned long long)courier->passed, (unsigned long long)courier->size);
	fail(courier, &why);
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
	send_verdict(courier, courier->verdict, courier->verdict_size + 1);
}

static void read_verdict(struct courier *courier)
{
	char *start = courier->verdict + courier->verdict_size;
	size_t room = COURIER_VERDICT_MAX - courier->verdict_size;
	ssize_t done = call_recv(courier->to.fd, start, room, MSG_DONTWAIT);
	const char *newline;

	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (done <= 0) {
		stopped(courier, "the other side broke off", courier->passed, done < 0 ? errno : 0);
		return;
	}
	newline = memchr(start, '\n', (size_t)done);
	courier->verdict_size += (size_t)(newline ? newline - start : done);
	if (newline)
		judge(courier);
	else if (courier->verdict_size == COURIER_VERDICT_MAX)
		stopped(courier, "the other side broke off", courier->passed, 0);
}

/* ---- carrying ------------------------------------------------------------------------------- */

/* Whether more came; false at an end, which is told, and where nothing is there now. */
static bool fill(struct courier *courier)
{
	uint64_t left = courier->size - courier->taken;
	size_t room = ROOM - courier->buf.size;
	ssize_t done;

	room = left < room ? (size_t)left : room;
	if (!buf_reserve(&courier->buf, ROOM - courier->buf.size)) {
		stopped(courier, "no memory", courier->taken, ENOMEM);
		return false;
	}
	if (courier->from.fd >= 0)
		done = call_recv(courier->from.fd, courier->buf.data + courier->buf.size, room,
				 MSG_DONTWAIT);
	else
		done = pread(courier->from_file, courier->buf.data + courier->buf.size, room,
			     (off_t)courier->taken);
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (done <= 0) {
		stopped(courier, courier->from.fd >= 0 ? "the sender stopped" : "the file ends",
			courier->taken, done < 0 ? errno : 0);
		return false;
	}
	courier->buf.size += (size_t)done;
	courier->taken += (size_t)done;
	return true;
}

/* Pass on what there is; false where the other end takes nothing now, or no more. */
static bool drain(struct courier *courier)
{
	struct err err = { 0 };
	ssize_t done = (ssize_t)courier->buf.size;

	if (courier->to.fd >= 0)
		done = call_send(courier->to.fd, courier->buf.data, courier->buf.size,
				 MSG_DONTWAIT);
	else if (!newfile_write(&courier->to_file, courier->buf.data, courier->buf.size, &err)) {
		fail(courier, &err);
		return false;
	}
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (done < 0) {
		stopped(courier, "the receiver stopped", courier->passed, errno);
		return false;
	}
	courier->passed += (size_t)done;
	buf_consume(&courier->buf, (size_t)done);
	return true;
}

/* All has been passed on. */
static void complete(struct courier *courier)
{
	struct err err = { 0 };

	if (courier->to.fd >= 0)
		courier->phase = COURIER_WAITS;
	else if (newfile_keep(&courier->to_file, &err))
		send_verdict(courier, "ok\n", 3);
	else
		fail(courier, &err);
}

/* An end that is not waited for is forgotten: one that broke would wake us up for ever. */
static void wait_on(struct courier *courier)
{
	bool wants = courier->taken < courier->size && courier->buf.size < ROOM;
	bool gives = courier->buf.size > 0 || (wants && courier->from.fd < 0);
	struct err err = { 0 };
	bool fine = true;

	if (courier->from.fd >= 0 && wants)
		fine = loop_watch(courier->loop, &courier->from, EPOLLIN, &err);
	else
		loop_forget(courier->loop, &courier->from);
	if (courier->to.fd >= 0)
		fine = loop_watch(courier->loop, &courier->to,
				  EPOLLIN | (gives ? (uint32_t)EPOLLOUT : 0u), &err) &&
		       fine;
	if (!fine)
		fail(courier, &err);
}

/* As much as goes without waiting, but not for longer than the others can bear. */
static void carry(struct courier *courier)
{
	uint64_t start = courier->passed;
	bool moved = true;

	while (courier->phase == COURIER_CARRIES && moved && courier->passed - start < AT_ONCE) {
		moved = false;
		if (courier->taken < courier->size && courier->buf.size < ROOM)
			moved = fill(courier);
		if (courier->phase == COURIER_CARRIES && courier->buf.size > 0)
			moved = drain(courier) || moved;
		if (courier->phase == COURIER_CARRIES && courier->passed == courier->size)
			complete(courier);
	}
	if (courier->phase == COURIER_CARRIES || courier->phase == COURIER_WAITS)
		wait_on(courier);
}

/* ---- dialling ------------------------------------------------------------------------------- */

static void greet(struct courier *courier)
{
	struct watch *watch = courier->from.fd >= 0 ? &courier->from : &courier->to;
	size_t size = strlen(courier->greeting);
	int number = sock_error(watch->fd);
	struct err why = { 0 };

	if (number == 0 &&
	    call_send(watch->fd, courier->greeting, size, MSG_DONTWAIT) != (ssize_t)size)
		number = errno;
	if (number) {
		err_errno(&why, number, "cannot connect for the file");
		fail(courier, &why);
		return;
	}
	courier->phase = COURIER_CARRIES;
	carry(courier);
}

/* ---- events --------------------------------------------------------------------------------- */

static void be_read(struct courier *courier)
{
	char junk[4096];
	ssize_t done = call_recv(courier->from.fd, junk, sizeof(junk), MSG_DONTWAIT);

	if (done == 0 || (done < 0 && errno != EAGAIN && errno != EINTR))
		be_over(courier);
}

static void be_ready(struct courier *courier, bool verdict)
{
	switch (courier->phase) {
	case COURIER_DIALS:
		greet(courier);
		break;
	case COURIER_CARRIES:
	case COURIER_WAITS:
		if (verdict)
			read_verdict(courier);
		if (courier->phase == COURIER_CARRIES)
			carry(courier);
		break;
	case COURIER_LINGERS:
		be_read(courier);
		break;
	case COURIER_OVER:
		break;
	}
}

static void from_ready(struct watch *watch, uint32_t events)
{
	(void)events;
	be_ready(OWNER(watch, struct courier, from), false);
}

static void to_ready(struct watch *watch, uint32_t events)
{
	be_ready(OWNER(watch, struct courier, to), events & ~(uint32_t)EPOLLOUT);
}

static void be_soon(struct timer *timer)
{
	struct courier *courier = OWNER(timer, struct courier, soon);

	if (courier->phase == COURIER_OVER)
		courier->over(courier, &courier->why);
	else
		carry(courier);
}

/* ---- beginning and closing ------------------------------------------------------------------ */

static bool prepare(struct courier *courier, struct err *err)
{
	int64_t most_ns = (int64_t)(COURIER_START_S + courier->size / COURIER_RATE) * NS_PER_S;

	courier->from.ready = from_ready;
	courier->to.ready = to_ready;
	courier->limit.due = be_late;
	courier->soon.due = be_soon;
	courier->taken = courier->buf.size;
	if (courier->taken > courier->size) {
		courier->buf.size = (size_t)courier->size;
		courier->taken = courier->size;
	}
	return timer_set(courier->loop, &courier->limit, deadline_in(most_ns)) ||
	       err_errno(err, ENOMEM, "cannot carry a file");
}

bool courier_begin(struct courier *courier, struct err *err)
{
	if (!prepare(courier, err))
		return false;
	courier->phase = COURIER_CARRIES;
	come_back(courier);
	return true;
}

bool courier_dial(struct courier *courier, const struct sock_addr *at, enum transport transport,
		  const struct sock_plan *plan, const char *greeting, struct err *err)
{
	struct watch *watch = courier->from_file >= 0 ? &courier->to : &courier->from;
	int family = sock_addr_family(at);

	if (!prepare(courier, err) || !sock_open(&watch->fd, plan, transport, family, err) ||
	    !sock_bind_client(watch->fd, plan, transport, family, err))
		return false;
	if (call_connect(watch->fd, &at->at.any, at->size) < 0 && errno != EINPROGRESS)
		return connect_failed(at, transport, errno, err);
	memcpy(courier->greeting, greeting, strlen(greeting) + 1);
	courier->phase = COURIER_DIALS;
	return loop_watch(courier->loop, watch, EPOLLOUT, err);
}

const struct err *courier_outcome(const struct courier *courier)
{
	switch (courier->phase) {
	case COURIER_LINGERS:
	case COURIER_OVER:
		return &courier->why;
	case COURIER_DIALS:
	case COURIER_CARRIES:
	case COURIER_WAITS:
		break;
	}
	return NULL;
}

static void close_end(struct courier *courier, struct watch *watch)
{
	loop_forget(courier->loop, watch);
	if (watch->fd >= 0)
		call_close(watch->fd);
	watch->fd = -1;
}

void courier_close(struct courier *courier)
{
	if (courier->loop) {
		close_end(courier, &courier->from);
		close_end(courier, &courier->to);
		timer_clear(courier->loop, &courier->limit);
		timer_clear(courier->loop, &courier->soon);
	}
	newfile_drop(&courier->to_file);
	buf_free(&courier->buf);
	courier->loop = NULL;
}
