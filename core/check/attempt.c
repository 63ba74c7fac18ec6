/* attempt -- one process that asks what a check asks, or serves as its fixture: what it said, how
 * it ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/common.h"
#include "run/orphans.h"
#include "run/run.h"

enum { READ_SIZE = 1 << 14, PIPE_READS_MAX = 64 /* of what a pipe can hold, pipe(7) */ };

/* ---- in the child --------------------------------------------------------------------------- */

struct work {
	const struct applet *applet;
	char **argv;
	const struct networks *only;
};

static int run_here(void *context)
{
	struct work *work = context;
	struct run_caller caller = {
		.manner = { .format = FORMAT_JSON, .is_read = true, .calm = true },
		.only = work->only,
	};

	syscall(SYS_close_range, STDERR_FILENO + 1u, UINT_MAX, 0);
	return run_applet_for(&caller, work->applet, work->argv);
}

/* ---- what it says --------------------------------------------------------------------------- */

/* The last lines of what is too much. */
static void shorten(struct buf *said)
{
	size_t from = said->size - ATTEMPT_KEPT / 2;
	const char *newline;

	if (said->size <= ATTEMPT_KEPT)
		return;
	newline = memchr(said->data + from, '\n', said->size - from);
	buf_consume(said, newline ? (size_t)(newline - said->data) + 1 : from);
}

static void let_go_of_stream(struct attempt *attempt, int which)
{
	loop_forget(attempt->loop, &attempt->stream[which]);
	fd_close(&attempt->stream[which].fd);
}

/* Nothing can be told of it any more. */
static bool lose(struct attempt *attempt, int which, int number)
{
	err_errno(&attempt->lost, number, "what it said is lost");
	let_go_of_stream(attempt, which);
	attempt_end(attempt);
	return false;
}

/* False once there is no more now, or ever. */
static bool read_some(struct attempt *attempt, int which)
{
	struct watch *watch = &attempt->stream[which];
	struct buf *said = &attempt->said[which];
	long size;

	if (watch->fd < 0)
		return false;
	if (!buf_reserve(said, READ_SIZE))
		return lose(attempt, which, ENOMEM);
	size = fd_read_some(watch->fd, said->data + said->size, READ_SIZE);
	if (size < 0 && errno == EAGAIN)
		return false;
	if (size < 0)
		return lose(attempt, which, errno);
	if (size == 0) {
		let_go_of_stream(attempt, which);
		return false;
	}
	said->size += (size_t)size;
	shorten(said);
	return true;
}

static void be_out(struct watch *watch, uint32_t events)
{
	struct attempt *attempt = OWNER(watch, struct attempt, stream[0]);

	(void)events;
	if (read_some(attempt, 0) && attempt->heard)
		attempt->heard(attempt);
}

static void be_err(struct watch *watch, uint32_t events)
{
	struct attempt *attempt = OWNER(watch, struct attempt, stream[1]);

	(void)events;
	if (read_some(attempt, 1) && attempt->heard)
		attempt->heard(attempt);
}

/* ---- its end -------------------------------------------------------------------------------- */

static void let_go(struct attempt *attempt)
{
	timer_clear(attempt->loop, &attempt->limit);
	loop_forget(attempt->loop, &attempt->end);
	for (int i = 0; i < 2; i++)
		let_go_of_stream(attempt, i);
}

static void be_ended(struct watch *watch, uint32_t events)
{
	struct attempt *attempt = OWNER(watch, struct attempt, end);

	(void)events;
	if (!spawn_look(&attempt->spawn))
		return;
	/* What it has left; others that have the pipe may write on for ever. */
	for (int i = 0; i < 2; i++)
		for (int reads = 0; reads < PIPE_READS_MAX && read_some(attempt, i); reads++)
			;
	let_go(attempt);
	attempt->ended(attempt); /* may free it */
}

static void be_killed(struct timer *timer)
{
	spawn_signal(&OWNER(timer, struct attempt, limit)->spawn, SIGKILL);
}

static void be_late(struct timer *timer)
{
	struct attempt *attempt = OWNER(timer, struct attempt, limit);

	attempt->is_late = true;
	attempt_end(attempt);
}

int64_t attempt_grace_ns(const struct attempt *attempt)
{
	return attempt->grace_ns ? attempt->grace_ns : (int64_t)ATTEMPT_GRACE_MS * NS_PER_MS;
}

void attempt_end(struct attempt *attempt)
{
	if (attempt->spawn.pid == 0 || attempt->spawn.ended)
		return;
	spawn_ask(&attempt->spawn);
	attempt->limit.due = be_killed;
	timer_set(attempt->loop, &attempt->limit, deadline_in(attempt_grace_ns(attempt)));
}

/* ---- its start ------------------------------------------------------------------------------ */

static bool watch_it(struct attempt *attempt, int64_t limit_ns, struct err *err)
{
	attempt->end = (struct watch){ .fd = attempt->spawn.pidfd, .ready = be_ended };
	attempt->stream[0].ready = be_out;
	attempt->stream[1].ready = be_err;
	attempt->limit.due = be_late;
	attempt->is_late = false;
	if (limit_ns > 0)
		timer_set(attempt->loop, &attempt->limit, deadline_in(limit_ns));
	return loop_watch(attempt->loop, &attempt->end, EPOLLIN, err) &&
	       loop_watch(attempt->loop, &attempt->stream[0], EPOLLIN, err) &&
	       loop_watch(attempt->loop, &attempt->stream[1], EPOLLIN, err);
}

static bool open_streams(struct attempt *attempt, int theirs[static 3], struct err *err)
{
	int ends[2];

	if (!fd_open(&theirs[0], "/dev/null", err))
		return false;
	for (int i = 0; i < 2; i++) {
		if (pipe2(ends, O_CLOEXEC) < 0)
			return err_errno(err, errno, "no room for a pipe");
		attempt->stream[i].fd = ends[0];
		theirs[i + 1] = ends[1];
	}
	return true;
}

bool attempt_start(struct attempt *attempt, const struct applet *applet, char **argv,
		   int64_t limit_ns, struct err *err)
{
	struct work work = { applet, argv, attempt->only };
	char name[NAME_SIZE] = "";
	char *const names[] = { name, NULL };
	int theirs[3] = { -1, -1, -1 };
	bool fine;

	if (applet)
		memcpy(name, applet->name, strlen(applet->name) + 1);
	spawn_free(&attempt->spawn);
	buf_free(&attempt->said[0]);
	buf_free(&attempt->said[1]);
	attempt->lost = (struct err){ 0 };
	fine = open_streams(attempt, theirs, err);
	fine = fine && spawn_start(&attempt->spawn,
				   &(struct spawn_plan){ .argv = applet ? names : argv,
							 .work = applet ? run_here : NULL,
							 .context = &work,
							 .fd = { theirs[0], theirs[1], theirs[2] },
							 .apart = true },
				   err);
	for (int i = 0; i < 3; i++)
		fd_close(&theirs[i]);
	fine = fine && watch_it(attempt, limit_ns, err);
	if (!fine) {
		let_go(attempt);
		spawn_free(&attempt->spawn);
	} else if (attempt->heard) {
		attempt->heard(attempt);
	}
	return fine;
}

void attempt_free(struct attempt *attempt)
{
	pid_t session = attempt->spawn.pid;

	if (attempt->loop)
		let_go(attempt);
	spawn_free(&attempt->spawn);
	if (session)
		orphans_reap(session);
	buf_free(&attempt->said[0]);
	buf_free(&attempt->said[1]);
}
