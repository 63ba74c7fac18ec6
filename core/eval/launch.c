/* launch -- applets and programs as children of the session. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/launch.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lang/habit.h"
#include "line/line_edit.h"
#include "run/run.h"
#include "shell/front.h"

/* ---- in the child ----------------------------------------------------------------------- */

/* What an applet's child needs, and a fork has. */
struct work {
	struct shell *shell;
	struct command *command;
	int extra_fd;
	int (*run)(void *context);
	void *context;
};

static bool is_kept(const struct work *work, int fd)
{
	if (fd == work->extra_fd)
		return true;
	for (struct bench_sock *sock = work->shell->bench.socks; sock; sock = sock->next)
		if (sock->fd == fd)
			return true;
	return false;
}

/* Pipes of other stages, files, signals: a reader would wait for an end that we hold open. From one
 * that is kept to the next. */
static void close_others(const struct work *work)
{
	int highest = work->extra_fd;
	unsigned from = STDERR_FILENO + 1;

	for (struct bench_sock *sock = work->shell->bench.socks; sock; sock = sock->next)
		highest = sock->fd > highest ? sock->fd : highest;
	for (int fd = (int)from; fd <= highest; fd++)
		if (!is_kept(work, fd))
			close(fd);
	if (highest >= (int)from)
		from = (unsigned)highest + 1;
	syscall(SYS_close_range, from, UINT_MAX, 0);
}

static int run_applet_here(void *context)
{
	struct work *work = context;
	char **argv = work->command->words.argv;
	char room[SHELL_WHERE_MAX];
	struct run_caller caller = { .manner = work->shell->manner,
				     .editor = &line_edit,
				     .where = shell_where(work->shell, room) };

	bench_leave(&work->shell->bench, argv + 1);
	close_others(work);
	return run_applet_for(&caller, work->command->applet, argv + 1);
}

static int run_work_here(void *context)
{
	static char *const none[] = { NULL };
	struct work *work = context;

	bench_leave(&work->shell->bench, none);
	close_others(work);
	return work->run(work->context);
}

/* ---- starting --------------------------------------------------------------------------- */

static bool tell(struct shell *shell, const struct spawn *spawn, const char *name,
		 const struct err *err, int *code)
{
	const char *nearest = command_nearest(name), *habit = habit_find(word_of(name), false);
	struct err unknown = { 0 };

	*code = spawn->code;
	if (spawn->code == EXIT_NO_PROGRAM && err->number == ENOENT && !strchr(name, '/')) {
		err_set(&unknown, STATUS_NOT_FOUND,
			habit     ? "no such command; %s"
			: nearest ? "no such command; did you mean '%s'?"
				  : "no such command; 'help' lists all",
			habit ? habit : nearest);
		err = &unknown;
	}
	shell_complain(shell, name, err);
	return false;
}

bool launch_start(struct spawn *spawn, struct shell *shell, struct command *command,
		  const struct launch *launch, int *code)
{
	struct work work = { .shell = shell, .command = command, .extra_fd = launch->extra_fd };
	struct spawn_plan plan = {
		.argv = command->words.argv,
		.work = command->kind == COMMAND_APPLET ? run_applet_here : NULL,
		.context = &work,
		.fd = { launch->fd[0], launch->fd[1], launch->fd[2] },
		.apart = launch->apart && !front_lends(shell),
		.grouped = (launch->apart || launch->in_front) && front_lends(shell),
		.group = launch->group,
		.in_front = launch->in_front,
		.passes_on = !shell->bench.asks_first,
	};
	struct err err = { 0 };

	return spawn_start(spawn, &plan, &err) || tell(shell, spawn, plan.argv[0], &err, code);
}

bool launch_work(struct spawn *spawn, struct shell *shell, const struct words *words,
		 int (*run)(void *context), void *context, int *code)
{
	struct work work = { .shell = shell, .extra_fd = -1, .run = run, .context = context };
	struct spawn_plan plan = {
		.argv = words->argv,
		.work = run_work_here,
		.context = &work,
		.fd = { -1, -1, -1 },
		.grouped = front_lends(shell),
		.in_front = front_lends(shell),
		.passes_on = !shell->bench.asks_first,
	};
	struct err err = { 0 };

	return spawn_start(spawn, &plan, &err) || tell(shell, spawn, plan.argv[0], &err, code);
}
