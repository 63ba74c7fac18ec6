/* typed -- lines of standard input in an event loop: the next one when it is wanted. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/typed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

enum { READ_SIZE = 1 << 16 };

static void give_up(struct typed *typed, const struct err *err)
{
	typed_stop(typed);
	typed->ended = true;
	typed->line(typed, NULL, 0, err);
}

/* The next line that is whole: to its newline, or to the end of input. */
static bool give_line(struct typed *typed)
{
	size_t left = typed->input.size - typed->used, size;
	const char *start, *newline;

	if (left == 0)
		return false;
	start = typed->input.data + typed->used;
	newline = memchr(start, '\n', left);
	size = newline ? (size_t)(newline - start) : left;
	if (!newline && !typed->ended)
		return false;
	typed->used += size + (newline != NULL);
	typed_stop(typed);
	size -= size > 0 && start[size - 1] == '\r';
	typed->line(typed, start, size, NULL);
	return true;
}

static void read_some(struct typed *typed)
{
	struct err err = { 0 };
	long size;

	buf_consume(&typed->input, typed->used);
	typed->used = 0;
	if (typed->input.size > TYPED_LINE_MAX) {
		err_set(&err, STATUS_INVALID, "a line of standard input is longer than %d bytes",
			TYPED_LINE_MAX);
		give_up(typed, &err);
		return;
	}
	if (!buf_reserve(&typed->input, READ_SIZE)) {
		err_errno(&err, ENOMEM, "cannot read standard input");
		give_up(typed, &err);
		return;
	}
	size = fd_read(STDIN_FILENO, typed->input.data + typed->input.size, READ_SIZE);
	if (size < 0) {
		err_errno(&err, errno, "cannot read standard input");
		give_up(typed, &err);
		return;
	}
	typed->input.size += (size_t)size;
	typed->ended = size == 0;
}

/* Give the next line out if it is here, or the end. */
static bool give(struct typed *typed)
{
	if (!typed->wanted || give_line(typed))
		return true;
	if (!typed->ended)
		return false;
	give_up(typed, &(struct err){ 0 });
	return true;
}

static void be_ready(struct watch *watch, uint32_t events)
{
	struct typed *typed = OWNER(watch, struct typed, watch);

	(void)events;
	read_some(typed);
	give(typed);
}

static void be_again(struct timer *timer)
{
	struct typed *typed = OWNER(timer, struct typed, again);
	struct err err = { 0 };

	while (!give(typed)) {
		if (!typed->is_file && loop_watch(typed->loop, &typed->watch, EPOLLIN, &err))
			return;
		if (!typed->is_file && err.number != EPERM) {
			give_up(typed, &err);
			return;
		}
		typed->is_file = true;
		read_some(typed);
	}
}

void typed_begin(struct typed *typed)
{
	typed->watch.fd = STDIN_FILENO;
	typed->watch.ready = be_ready;
	typed->again.due = be_again;
}

void typed_want(struct typed *typed)
{
	typed->wanted = true;
	timer_set(typed->loop, &typed->again, (struct deadline){ 1 });
}

void typed_stop(struct typed *typed)
{
	typed->wanted = false;
	loop_forget(typed->loop, &typed->watch);
	timer_clear(typed->loop, &typed->again);
}

void typed_free(struct typed *typed)
{
	if (typed->loop)
		typed_stop(typed);
	buf_free(&typed->input);
	*typed = (struct typed)TYPED_NONE;
}
