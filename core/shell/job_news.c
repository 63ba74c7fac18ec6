/* job_news -- what a person at a prompt is told of jobs: what they print, line by line, that they
 * were stopped, and how they ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/job_news.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/utf8.h"
#include "shell/front.h"

enum { CHUNK = 1 << 14, LINE_MAX_BYTES = 4096, LAST_MAX = 1 << 20 };

struct job_news {
	struct job_news *next;
	struct shell *shell;
	struct job *job;
	struct watch output; /* -1: there is none, or it has ended */
	struct watch end;
	struct buf line; /* what has no newline yet */
	int stopped;     /* what was told last */
	bool is_over;    /* that it has ended was told, or somebody knew */
};

/* ---- telling ---------------------------------------------------------------------------- */

static void put_line(struct buf *text, const struct job_news *news, const char *data, size_t size)
{
	buf_printf(text, "[%u] ", news->job->number);
	shell_put_safe(news->shell, text, data, size);
	buf_putc(text, '\n');
}

void job_tell(const struct shell *shell, const struct job *job, const char *state, int64_t took_ns)
{
	struct buf text = { 0 };

	buf_printf(&text, "[%u] %s  ", job->number, state);
	shell_put_safe(shell, &text, job->command, strlen(job->command));
	if (took_ns >= 0)
		buf_printf(&text, " (%.1f s)", (double)took_ns / NS_PER_S);
	buf_putc(&text, '\n');
	shell_tell(shell, &text);
}

/* "ended", with why where it was no success. */
static void tell_end(const struct job_news *news)
{
	const struct job *job = news->job;
	int code = job_code(job);
	const char *signal = code > 128 && job->spawn.signal ? sigabbrev_np(code - 128) : NULL;
	struct buf state = { 0 };

	buf_puts(&state, "ended");
	if (signal)
		buf_printf(&state, " (SIG%s)", signal);
	else if (code)
		buf_printf(&state, " (exit status %d)", code);
	job_tell(news->shell, job, buf_text(&state), job->spawn.ended_ns - job->spawn.began_ns);
	buf_free(&state);
}

/* ---- what it prints --------------------------------------------------------------------- */

/* Whole lines of what is there, and pieces of one that is too long. */
static size_t put_lines(struct buf *text, const struct job_news *news)
{
	const struct buf *line = &news->line;
	size_t done = 0;

	while (done < line->size) {
		const char *at = line->data + done;
		size_t left = line->size - done;
		const char *newline = memchr(at, '\n', left);
		size_t size = newline ? (size_t)(newline - at) : left;
		size_t skipped = newline != NULL;

		if (size > LINE_MAX_BYTES) {
			size = LINE_MAX_BYTES - utf8_open_tail(at, LINE_MAX_BYTES);
			skipped = 0;
		} else if (!newline) {
			break;
		}
		put_line(text, news, at, size - (skipped && size > 0 && at[size - 1] == '\r'));
		done += size + skipped;
	}
	return done;
}

static void tell_lines(struct job_news *news, bool at_end)
{
	struct buf text = { 0 };

	if (at_end && news->line.size > 0)
		buf_putc(&news->line, '\n');
	buf_consume(&news->line, put_lines(&text, news));
	if (text.size > 0)
		shell_tell(news->shell, &text);
	buf_free(&text);
}

static void end_output(struct job_news *news)
{
	loop_forget(&news->shell->front->loop, &news->output);
	fd_close(&news->output.fd);
	tell_lines(news, true);
	buf_free(&news->line);
}

/* Once; whether there was something. */
static bool read_output(struct job_news *news)
{
	char chunk[CHUNK];
	long got = news->output.fd < 0 ? 0 : fd_read_some(news->output.fd, chunk, sizeof(chunk));

	if (news->output.fd < 0 || (got < 0 && errno == EAGAIN))
		return false;
	if (got > 0)
		buf_put(&news->line, chunk, (size_t)got);
	if (got <= 0 || news->line.failed)
		end_output(news); /* who writes on where memory is out is ended by SIGPIPE */
	else
		tell_lines(news, false);
	return got > 0;
}

static void be_output(struct watch *watch, uint32_t events)
{
	(void)events;
	read_output(OWNER(watch, struct job_news, output));
}

/* One command of a pipeline has ended, and others have not. */
static void watch_next(struct job_news *news)
{
	const struct job *job = news->job;
	struct err ignored = { 0 };
	unsigned i = 0;

	while (i + 1 < job->rest_count && job->rest[i].ended)
		i++;
	news->end.fd = job->rest[i].pidfd;
	loop_watch(&news->shell->front->loop, &news->end, EPOLLIN, &ignored);
}

/* Its last words first. What it has left running may print on. */
static void be_ended(struct watch *watch, uint32_t events)
{
	struct job_news *news = OWNER(watch, struct job_news, end);

	(void)events;
	loop_forget(&news->shell->front->loop, watch);
	if (!job_look(news->job)) {
		watch_next(news);
		return;
	}
	for (int left = LAST_MAX / CHUNK; left > 0 && read_output(news); left--)
		;
	tell_lines(news, true);
	if (!news->job->settled)
		tell_end(news);
	news->is_over = true;
}

/* ---- beginning and end ------------------------------------------------------------------ */

bool job_pipe(const struct shell *shell, int ends[2], struct err *err)
{
	ends[0] = ends[1] = -1;
	return !shell->front || pipe2(ends, O_CLOEXEC) == 0 ||
	       err_errno(err, errno, "no room for a pipe");
}

void job_follow(struct shell *shell, struct job *job, int fd)
{
	struct job_news *news = shell->front ? calloc(1, sizeof(*news)) : NULL;
	struct err err = { 0 };

	if (!news) {
		fd_close(&fd);
		return;
	}
	news->shell = shell;
	news->job = job;
	news->output = (struct watch){ .fd = fd, .ready = be_output };
	news->end = (struct watch){ .fd = job->spawn.pidfd, .ready = be_ended };
	news->next = shell->front->news;
	shell->front->news = news;
	if ((fd >= 0 && !loop_watch(&shell->front->loop, &news->output, EPOLLIN, &err)) ||
	    !loop_watch(&shell->front->loop, &news->end, EPOLLIN, &err))
		shell_complain(shell, job->command, &err);
}

static void drop(struct front *front, struct job_news *news)
{
	loop_forget(&front->loop, &news->output);
	loop_forget(&front->loop, &news->end);
	fd_close(&news->output.fd);
	buf_free(&news->line);
	free(news);
}

static bool is_job(const struct shell_value *value, const struct job *job)
{
	return value->kind == SHELL_JOB && value->number == job->number;
}

static bool has_name(const struct scope *scope, const struct job *job)
{
	const struct shell_value *value;
	const char *name = NULL;

	while ((name = scope_next(scope, name, &value)))
		if (is_job(value, job))
			return true;
	return is_job(&scope->job, job) || is_job(&scope->last, job);
}

void jobs_forget(struct shell *shell)
{
	struct job_news **place = &shell->front->news, *news;

	while ((news = *place)) {
		if (!news->is_over || news->output.fd >= 0 || has_name(&shell->scope, news->job)) {
			place = &news->next;
			continue;
		}
		*place = news->next;
		jobs_drop(&shell->jobs, news->job);
		drop(shell->front, news);
	}
}

void job_news_end(struct front *front)
{
	while (front->news) {
		struct job_news *news = front->news;

		front->news = news->next;
		drop(front, news);
	}
}

/* ---- all of them ------------------------------------------------------------------------ */

/* Ctrl-Z needs no name. */
static void look_stopped(struct job_news *news)
{
	int stopped = job_stopped(news->job);
	const char *name = stopped && stopped != SIGTSTP ? sigabbrev_np(stopped) : NULL;
	struct buf state = { 0 };

	if (stopped == news->stopped)
		return;
	news->stopped = stopped;
	buf_puts(&state, "stopped");
	if (name)
		buf_printf(&state, " (SIG%s)", name);
	if (stopped)
		job_tell(news->shell, news->job, buf_text(&state), -1);
	buf_free(&state);
}

void jobs_look(struct shell *shell)
{
	foreground_changed(&shell->front->foreground);
	for (struct job_news *news = shell->front->news; news; news = news->next)
		look_stopped(news);
}

void job_resumes(struct shell *shell, const struct job *job)
{
	for (struct job_news *news = shell->front->news; news; news = news->next)
		if (news->job == job)
			news->stopped = 0;
}

unsigned jobs_live(struct shell *shell)
{
	unsigned count = 0;

	for (struct job *job = shell->jobs.first; job; job = job->next)
		count += !job_look(job);
	return count;
}

void jobs_tell_live(struct shell *shell)
{
	for (uint32_t number = 1; number <= shell->jobs.last_number; number++) {
		struct job *job = job_numbered(&shell->jobs, number);

		if (job && !job_look(job))
			job_tell(shell, job, job_stopped(job) ? "stopped" : "running", -1);
	}
}

bool jobs_let_leave(struct shell *shell, const char *again)
{
	struct front *front = shell->front;

	if (!front || jobs_live(shell) == 0 ||
	    (front->warned_at && front->lines - front->warned_at <= (again[0] == 'e')))
		return true;
	front->warned_at = front->lines;
	jobs_tell_live(shell);
	shell_say(shell, "there are running jobs; %s again ends them", again);
	return false;
}
