/* wait -- a child of the session until it ends, its time is up, or the user has had enough. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/fd.h"
#include "net/calls.h"

enum { GRACE_S = 2, CHUNK = 1 << 14 };

static int code_of(const struct spawn *spawn)
{
	return spawn->signal ? 128 + spawn->signal : spawn->exit_status;
}

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

/* The terminal's Ctrl-C reaches all of its processes; a signal to us alone is passed on. Whoever
 * does not care is ended. */
static void pass_interrupt(struct shell *shell, struct spawn *spawn)
{
	bool is_shared = false;

	if (!shell_interrupted(shell, &is_shared))
		return;
	if (!is_shared)
		spawn_signal(spawn, shell->signal);
	if (!spawn_wait(spawn, deadline_in((int64_t)GRACE_S * NS_PER_S)))
		spawn_end(spawn, 0);
}

static int end_late(struct shell *shell, struct spawn *spawn, const char *name)
{
	spawn_end(spawn, (int64_t)GRACE_S * NS_PER_S);
	shell_say(shell, "%s: its time is up: stopped", name);
	return status_exit(STATUS_TIMEOUT);
}

int shell_wait(struct shell *shell, struct spawn *spawn, struct deadline until,
	       struct capture *capture, const char *name)
{
	while (!spawn_look(spawn)) {
		struct pollfd fds[] = { { spawn->pidfd, POLLIN, 0 },
					{ shell->interrupts.fd, POLLIN, 0 },
					{ capture->fd, POLLIN, 0 },
					{ capture->talk_fd, POLLIN, 0 } };

		if (deadline_passed(until))
			return end_late(shell, spawn, name);
		call_poll(fds, 4, deadline_poll_ms(until));
		if (fds[1].revents)
			pass_interrupt(shell, spawn);
		if (fds[2].revents || fds[3].revents)
			take_some(shell, capture);
	}
	while (take_some(shell, capture))
		;
	return code_of(spawn);
}

bool shell_read_pipe(struct shell *shell, struct buf *data, int fd, struct deadline until,
		     struct err *err)
{
	struct capture capture = { .fd = fd, .talk_fd = -1 };
	bool fine = true;

	while (fine && capture.fd >= 0) {
		struct pollfd fds[] = { { fd, POLLIN, 0 }, { shell->interrupts.fd, POLLIN, 0 } };

		call_poll(fds, 2, deadline_poll_ms(until));
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
