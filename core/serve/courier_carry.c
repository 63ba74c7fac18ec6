/* courier_carry -- carries a file's bytes from a file or a connection to another, within a time. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "net/calls.h"
#include "net/connect.h"
#include "serve/courier_state.h"

enum { ROOM = 1 << 16, AT_ONCE = 1 << 20 };

/* Whether more came; false at an end, which is told, and where nothing is there now. */
static bool fill(struct courier *courier)
{
	uint64_t left = courier->size - courier->taken;
	size_t room = ROOM - courier->buf.size;
	ssize_t done;

	room = left < room ? (size_t)left : room;
	if (!buf_reserve(&courier->buf, ROOM - courier->buf.size)) {
		courier_stop(courier, "no memory", courier->taken, ENOMEM);
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
		courier_stop(courier,
			     courier->from.fd >= 0 ? "the sender stopped" : "the file ends",
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
		courier_fail(courier, &err);
		return false;
	}
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (done < 0) {
		courier_stop(courier, "the receiver stopped", courier->passed, errno);
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
		courier_send_verdict(courier, "ok\n", 3);
	else
		courier_fail(courier, &err);
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
		courier_fail(courier, &err);
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

static void be_late(struct timer *timer)
{
	struct courier *courier = OWNER(timer, struct courier, limit);
	struct err why = { 0 };

	if (courier->phase == COURIER_LINGERS) {
		courier_be_over(courier);
		return;
	}
	err_set(&why, STATUS_TIMEOUT, "not all of it came in time: %llu of %llu byte%s",
		(unsigned long long)courier->passed, (unsigned long long)courier->size,
		num_plural(courier->size));
	courier_fail(courier, &why);
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
		courier_fail(courier, &why);
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
		courier_be_over(courier);
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
			courier_read_verdict(courier);
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

/* The size is what a stranger says: its seconds may be more than nanoseconds can count. */
static int64_t time_for(uint64_t size)
{
	const uint64_t most_s = INT64_MAX / NS_PER_S;
	uint64_t seconds = COURIER_START_S + size / COURIER_RATE;

	return (int64_t)(seconds < most_s ? seconds : most_s) * NS_PER_S;
}

static void prepare(struct courier *courier)
{
	courier->from.ready = from_ready;
	courier->to.ready = to_ready;
	courier->limit.due = be_late;
	courier->soon.due = be_soon;
	courier->taken = courier->buf.size;
	if (courier->taken > courier->size) {
		courier->buf.size = (size_t)courier->size;
		courier->taken = courier->size;
	}
	timer_set(courier->loop, &courier->limit, deadline_in(time_for(courier->size)));
}

void courier_begin(struct courier *courier)
{
	prepare(courier);
	courier->phase = COURIER_CARRIES;
	courier_come_back(courier);
}

bool courier_dial(struct courier *courier, const struct sock_addr *at, enum transport transport,
		  const struct sock_plan *plan, const char *greeting, struct err *err)
{
	struct watch *watch = courier->from_file >= 0 ? &courier->to : &courier->from;
	int family = sock_addr_family(at);

	prepare(courier);
	if (!sock_open(&watch->fd, plan, transport, family, err) ||
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
