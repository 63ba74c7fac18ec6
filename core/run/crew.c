/* crew -- many questions at once: children answer side by side, records come out in order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/crew.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/wire.h"
#include "net/calls.h"
#include "run/child.h"

enum { WORKERS_MAX = 8, WINDOW = 64, READ_SIZE = 16384 };

/* A question that was taken and is not answered on stdout yet. */
struct slot {
	struct buf subject;
	struct buf frames; /* its records, as the worker sent them */
	struct err err;    /* why it is no question, or why its worker failed */
	bool done;
};

struct worker {
	struct child child;
	struct slot *slot; /* what it works at; NULL: idle */
};

struct crew {
	struct session *session;
	struct run *run;
	struct out *out;
	struct questions *questions;
	void (*answer)(struct session *session, const struct question *question);
	struct worker worker[WORKERS_MAX];
	struct slot slot[WINDOW];
	unsigned first, count; /* the window: slots [first, first + count) round the ring */
	bool ended;            /* no more questions */
	bool waiting;          /* for a line of stdin: a worker is free for it */
	bool readable;         /* stdin has something for us */
};

static const char lost_worker[] = "the child process that was to answer has failed";

/* ---- in the child ----------------------------------------------------------------------- */

/* Read the next frame of questions into INPUT; false when the parent has gone. */
static bool read_question(int fd, struct buf *input, const char **body, size_t *size, size_t *whole)
{
	enum wire_kind kind;

	while (!wire_next(&kind, body, size, whole, input->data, input->size)) {
		long done;

		if (*whole == SIZE_MAX || !buf_reserve(input, READ_SIZE))
			return false;
		done = fd_read(fd, input->data + input->size, READ_SIZE);
		if (done <= 0)
			return false;
		input->size += (size_t)done;
	}
	return true;
}

/* The words of a frame, NUL-terminated one behind the other; the first is the subject. */
static struct question unpack(char **word, const char *body, size_t size)
{
	struct question question = { .word = word, .subject = body };
	const char *end = body + size;

	for (body += strlen(body) + 1; body < end; body += strlen(body) + 1)
		word[question.count++] = (char *)(uintptr_t)body;
	word[question.count] = NULL;
	return question;
}

static void work(int fd, void *context)
{
	struct crew *crew = context;
	struct out *out = crew->out;
	struct buf input = { 0 };
	char *word[QUESTION_WORDS_MAX + 1];
	const char *body;
	size_t size, whole;

	for (unsigned i = 0; i < WORKERS_MAX; i++)
		if (crew->worker[i].child.pid)
			close(crew->worker[i].child.fd);
	out_use_wire(out);
	while (read_question(fd, &input, &body, &size, &whole)) {
		struct question question = unpack(word, body, size);

		crew->answer(crew->session, &question);
		wire_end(&out->text, wire_begin(&out->text, WIRE_END));
		if (out->text.failed || !call_pair_send(fd, out->text.data, out->text.size))
			return;
		buf_clear(&out->text);
		buf_consume(&input, whole);
	}
}

/* ---- in the parent ---------------------------------------------------------------------- */

static struct slot *take_slot(struct crew *crew, const char *subject)
{
	struct slot *slot = &crew->slot[(crew->first + crew->count++) % WINDOW];

	slot->done = false;
	slot->err = (struct err){ 0 };
	buf_clear(&slot->subject);
	buf_clear(&slot->frames);
	buf_puts(&slot->subject, subject);
	return slot;
}

static bool send_question(struct worker *worker, const struct question *question)
{
	struct buf frame = { 0 };
	size_t begun = wire_begin(&frame, WIRE_QUESTION);
	bool fine;

	buf_put(&frame, question->subject, strlen(question->subject) + 1);
	for (char **word = question->word; *word; word++)
		buf_put(&frame, *word, strlen(*word) + 1);
	wire_end(&frame, begun);
	fine = !frame.failed && call_pair_send(worker->child.fd, frame.data, frame.size);
	buf_free(&frame);
	return fine;
}

/* An idle worker, started if need be; NULL when all are busy. ERR is set only when not even
 * one could be started. */
static struct worker *find_worker(struct crew *crew, struct err *err)
{
	unsigned busy = 0;

	for (unsigned i = 0; i < WORKERS_MAX; i++) {
		struct worker *worker = &crew->worker[i];

		if (worker->child.pid && !worker->slot)
			return worker;
		busy += worker->child.pid != 0;
	}
	for (unsigned i = 0; i < WORKERS_MAX; i++) {
		struct err failure = { 0 };

		if (crew->worker[i].child.pid)
			continue;
		if (child_start(&crew->worker[i].child, work, crew, &failure))
			return &crew->worker[i];
		if (busy == 0)
			*err = failure;
		return NULL;
	}
	return NULL;
}

/* Hand out questions while there are workers and room. */
static void hand_out(struct crew *crew)
{
	bool wait = crew->count == 0 || crew->readable;

	crew->waiting = crew->readable = false;
	while (!crew->ended && crew->count < WINDOW) {
		struct err no_worker = { 0 }, no_question = { 0 };
		struct worker *worker = find_worker(crew, &no_worker);
		struct question question;
		enum question_kind kind;
		struct slot *slot;

		if (!worker && no_worker.kind == STATUS_OK)
			return;
		kind = questions_next(crew->questions, &question, wait, &no_question);
		wait = false;
		crew->waiting = kind == QUESTION_WAITING;
		crew->ended = kind == QUESTION_NONE || kind == QUESTION_FAILED;
		if (kind == QUESTION_WAITING || kind == QUESTION_NONE)
			return;
		slot = take_slot(crew, kind == QUESTION_FAILED ? "-" : question.subject);
		if (kind == QUESTION_READY && worker && send_question(worker, &question)) {
			worker->slot = slot;
			continue;
		}
		if (kind == QUESTION_READY && worker) {
			err_set(&no_worker, STATUS_LACKING, lost_worker);
			child_stop(&worker->child);
		}
		slot->err = kind == QUESTION_READY ? no_worker : no_question;
		slot->done = true;
	}
}

static bool put_frames(struct out *out, const struct buf *frames)
{
	size_t at = 0, size, whole;
	enum wire_kind kind;
	const char *body;

	while (at < frames->size &&
	       wire_next(&kind, &body, &size, &whole, frames->data + at, frames->size - at)) {
		if (kind == WIRE_RECORD && !wire_read_record(out, body, size))
			return false;
		at += whole;
	}
	return true;
}

/* Print what is done at the front of the window. */
static void put_answers(struct crew *crew)
{
	struct out *out = crew->out;

	while (crew->count > 0 && crew->slot[crew->first].done && !out_is_over(out)) {
		struct slot *slot = &crew->slot[crew->first];

		out_question(out, "");
		out_about_buf(out, &slot->subject);
		if (!put_frames(out, &slot->frames) && !slot->err.kind)
			err_set(&slot->err, STATUS_LACKING, lost_worker);
		if (slot->err.kind)
			out_fail(out, &slot->err);
		crew->first = (crew->first + 1) % WINDOW;
		crew->count--;
	}
}

enum progress { GOING_ON, ENDED, BROKEN };

/* How far an answer is, by its last whole frame. */
static enum progress progress_of(const struct buf *frames)
{
	size_t at = 0, size, whole;
	enum wire_kind kind;
	const char *body;

	while (wire_next(&kind, &body, &size, &whole, frames->data + at, frames->size - at)) {
		if (kind == WIRE_END)
			return ENDED;
		at += whole;
	}
	return whole == SIZE_MAX ? BROKEN : GOING_ON;
}

static void receive(struct worker *worker)
{
	struct slot *slot = worker->slot;
	enum progress progress = BROKEN;
	long done = -1;

	if (buf_reserve(&slot->frames, READ_SIZE))
		done = fd_read(worker->child.fd, slot->frames.data + slot->frames.size, READ_SIZE);
	if (done > 0) {
		slot->frames.size += (size_t)done;
		progress = progress_of(&slot->frames);
	}
	if (progress == GOING_ON)
		return;
	if (progress == BROKEN) {
		err_set(&slot->err, STATUS_LACKING, lost_worker);
		child_stop(&worker->child);
	}
	slot->done = true;
	worker->slot = NULL;
}

/* Wait for an answer, or for stdin. */
static void wait_for_any(struct crew *crew)
{
	struct pollfd fds[WORKERS_MAX + 1];
	struct worker *of[WORKERS_MAX];
	nfds_t count = 0, workers;

	for (unsigned i = 0; i < WORKERS_MAX; i++)
		if (crew->worker[i].slot) {
			of[count] = &crew->worker[i];
			fds[count++] = (struct pollfd){ crew->worker[i].child.fd, POLLIN, 0 };
		}
	workers = count;
	if (crew->waiting)
		fds[count++] = (struct pollfd){ STDIN_FILENO, POLLIN, 0 };
	if (!fd_wait_any(fds, count)) {
		if (errno != EINTR)
			receive(of[0]); /* not all can be watched: wait for one */
		return;
	}
	for (nfds_t i = 0; i < workers; i++)
		if (fds[i].revents)
			receive(of[i]);
	crew->readable = count > workers && fds[workers].revents;
}

void crew_run(struct session *session, struct run *run, struct questions *questions,
	      void (*answer)(struct session *session, const struct question *question))
{
	struct crew *crew = calloc(1, sizeof(*crew));
	struct err err = { 0 };

	if (!crew) {
		err_errno(&err, ENOMEM, "cannot start child processes");
		out_fail(run->out, &err);
		return;
	}
	crew->session = session;
	crew->run = run;
	crew->out = run->out;
	crew->questions = questions;
	crew->answer = answer;
	for (;;) {
		hand_out(crew);
		put_answers(crew);
		if (out_is_over(run->out) || (crew->ended && crew->count == 0))
			break;
		if (crew->count > 0 && !crew->slot[crew->first].done)
			wait_for_any(crew);
	}
	for (unsigned i = 0; i < WORKERS_MAX; i++)
		child_stop(&crew->worker[i].child);
	for (unsigned i = 0; i < WINDOW; i++) {
		buf_free(&crew->slot[i].subject);
		buf_free(&crew->slot[i].frames);
	}
	free(crew);
}
