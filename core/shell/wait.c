/* wait -- a child of the session until it ends, its time is up, or the user has had enough. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/fd.h"
#include "shell/front.h"
#include "shell/job_news.h"

enum { GRACE_S = 2, CHUNK = 1 << 14, WAITED = 6 /* descriptors */ };

/* Once, of what is passed on to TO; false as below. */
static bool pass_some(struct shell *shell, int *fd, int to, bool *lost)
{
	char chunk[CHUNK];
	long got = *fd < 0 ? -1 : fd_read_some(*fd, chunk, sizeof(chunk));

	if (got == 0 || (got < 0 && *fd >= 0 && errno != EAGAIN))
		fd_close(fd);
	if (got > 0 && !shell_pass(shell, to, chunk, (size_t)got)) {
		fd_close(fd);
		*lost = true;
	}
	return got > 0;
}

/* Once; false at the end, or when nothing is there now. */
static bool read_some(struct capture *capture)
{
	char chunk[CHUNK];
	long got = capture->fd < 0 ? -1 : fd_read_some(capture->fd, chunk, sizeof(chunk));

	if (got == 0 || (got < 0 && capture->fd >= 0 && errno != EAGAIN))
		fd_close(&capture->fd);
	if (got <= 0)
		return false;
	capture->too_large = capture->too_large || capture->data.size + (size_t)got > CAPTURE_MAX;
	if (!capture->too_large)
		buf_put(&capture->data, chunk, (size_t)got);
	else
		fd_close(&capture->fd); /* who writes on is ended by SIGPIPE */
	return true;
}

static bool take_some(struct shell *shell, struct capture *capture)
{
	bool more;

	if (!capture->is_copy)
		return read_some(capture);
	more = pass_some(shell, &capture->fd, STDOUT_FILENO, &capture->lost);
	return pass_some(shell, &capture->talk_fd, STDERR_FILENO, &capture->lost) || more;
}

bool shell_await(struct shell *shell, struct spawn *spawn, struct deadline until)
{
	struct pollfd one[1 + 1] = { { spawn->pidfd, POLLIN, 0 } };

	while (!spawn_look(spawn) && !deadline_passed(until))
		bench_poll(&shell->bench, one, 1, until);
	return spawn->ended;
}

void shell_finish(struct shell *shell, struct spawn *spawn)
{
	if (spawn->pid == 0 || spawn_look(spawn))
		return;
	spawn_signal(spawn, SIGTERM);
	spawn_signal(spawn, SIGCONT);
	if (!shell_await(shell, spawn, deadline_in((int64_t)GRACE_S * NS_PER_S)))
		spawn_end(spawn, 0);
}

/* The terminal's Ctrl-C reaches all of its processes; a signal to us alone is passed on. Whoever
 * does not care is ended. */
static void pass_interrupt(struct shell *shell, struct spawn *spawn)
{
	bool is_shared = false;

	if (!shell_interrupted(shell, &is_shared))
		return;
	if (!is_shared)
		spawn_signal(spawn, shell->signal);
	if (!shell_await(shell, spawn, deadline_in((int64_t)GRACE_S * NS_PER_S)))
		spawn_end(spawn, 0);
}

static int end_late(struct shell *shell, struct spawn *spawn, const char *name)
{
	shell_finish(shell, spawn);
	shell_say(shell, "%s: its time is up: stopped", name);
	return status_exit(STATUS_TIMEOUT);
}

/* What is to be known of a terminal: that something stopped, and where it is lent Ctrl-C. */
static struct deadline watch_front(const struct front *front, struct pollfd fds[static 2])
{
	fds[0] = fds[1] = (struct pollfd){ .fd = -1 };
	if (!front || front->foreground.own == 0)
		return (struct deadline){ 0 };
	if (front->group && front->foreground.guard.pid)
		fds[0] = (struct pollfd){ front->foreground.guard.fd, POLLIN, 0 };
	fds[1] = (struct pollfd){ front->foreground.changes_fd, POLLIN, 0 };
	return front->end;
}

static void heed_front(struct shell *shell, struct spawn *spawn, const struct pollfd fds[static 2])
{
	struct front *front = shell->front;

	if (fds[0].revents)
		front_take_keys(front, false);
	if (fds[1].revents && front->group == 0)
		jobs_look(shell);
	else if (fds[1].revents) /* they are told when the cursor is ours: job_front */
		foreground_changed(&front->foreground);
	if (front && deadline_passed(front->end))
		spawn_end(spawn, 0);
}

int shell_wait(struct shell *shell, struct spawn *spawn, struct deadline until,
	       struct capture *capture, const char *name)
{
	while (!spawn_look(spawn)) {
		struct pollfd fds[WAITED + 1] = { { spawn->pidfd, POLLIN, 0 },
						  { shell->interrupts.fd, POLLIN, 0 },
						  { capture->fd, POLLIN, 0 },
						  { capture->talk_fd, POLLIN, 0 } };

		if (shell->front && spawn_look_stopped(spawn))
			return 128 + spawn->stopped;
		if (deadline_passed(until))
			return end_late(shell, spawn, name);
		bench_poll(&shell->bench, fds, WAITED,
			   deadline_earlier(until, watch_front(shell->front, fds + 4)));
		if (fds[1].revents)
			pass_interrupt(shell, spawn);
		if (fds[2].revents || fds[3].revents)
			take_some(shell, capture);
		heed_front(shell, spawn, fds + 4);
	}
	while (take_some(shell, capture))
		;
	return spawn_code(spawn);
}

int shell_attend(struct shell *shell, struct spawn *spawn, struct deadline until)
{
	bool is_shared;

	while (!spawn_look(spawn)) {
		struct pollfd fds[WAITED + 1] = { { spawn->pidfd, POLLIN, 0 },
						  { shell->interrupts.fd, POLLIN, 0 },
						  { .fd = -1 } };

		if (spawn_look_stopped(spawn))
			return 128 + spawn->stopped;
		if (deadline_passed(until))
			return status_exit(STATUS_TIMEOUT);
		bench_poll(&shell->bench, fds, WAITED,
			   deadline_earlier(until, watch_front(shell->front, fds + 3)));
		if (fds[1].revents && shell_interrupted(shell, &is_shared))
			return 128 + shell->signal;
		heed_front(shell, spawn, fds + 3);
	}
	return spawn_code(spawn);
}

bool shell_read_pipe(struct shell *shell, struct buf *data, int fd, struct deadline until,
		     struct err *err)
{
	struct capture capture = { .fd = fd, .talk_fd = -1 };
	bool fine = true;

	while (fine && capture.fd >= 0) {
		struct pollfd fds[2 + 1] = { { fd, POLLIN, 0 },
					     { shell->interrupts.fd, POLLIN, 0 } };

		bench_poll(&shell->bench, fds, 2, until);
		if (fds[1].revents)
			fine = err_errno(err, EINTR, "stopped");
		else if (fds[0].revents)
			read_some(&capture);
		else if (deadline_passed(until))
			fine = err_set(err, STATUS_TIMEOUT, "it does not say that it is ready");
	}
	fd_close(&capture.fd);
	fine = fine &&
	       (!capture.too_large || err_set(err, STATUS_INVALID, "it says more than 1 MiB"));
	if (fine)
		buf_put(data, capture.data.data, capture.data.size);
	capture_free(&capture);
	return fine;
}

void capture_free(struct capture *capture)
{
	fd_close(&capture->fd);
	fd_close(&capture->talk_fd);
	buf_free(&capture->data);
}
