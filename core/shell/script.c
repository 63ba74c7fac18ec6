/* script -- a session that runs a text from its beginning to its end: a file, -c, or standard
 * input.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/script.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "net/calls.h"
#include "shell/builtin.h"
#include "shell/eval.h"
#include "shell/front.h"
#include "shell/job_front.h"
#include "shell/launch.h"
#include "shell/wait.h"

/* ---- sessions --------------------------------------------------------------------------- */

static int cannot(struct shell *shell, const char *subject, const struct err *err)
{
	shell->file = NULL;
	shell_complain(shell, subject[0] ? subject : "sockbox", err);
	return status_exit(err->kind);
}

/* One session from its beginning to its end: WORK runs what is to be run. */
static int run_session(struct outcome (*work)(struct shell *shell, void *context), void *context,
		       const char *file, char *const *args, unsigned depth)
{
	struct err err = { 0 };
	struct shell shell;
	int code;

	if (shell_begin(&shell, args, false, &err)) {
		shell.file = file;
		shell.line = 1;
		shell.depth = depth;
		code = eval_code(&shell, work(&shell, context));
	} else {
		code = cannot(&shell, "", &err);
	}
	return shell_end(&shell, code, eval_deferred);
}

static struct outcome run_text(struct shell *shell, void *context)
{
	const struct word *text = context;

	return eval_text(shell, text->at, text->size, 1);
}

int script_text(const char *text, char *const *args)
{
	struct word word = word_of(text);

	return run_session(run_text, &word, "-c", args, 0);
}

/* A script that is not there is no answer to a question. */
static struct outcome unreadable(struct shell *shell, const char *path, struct err *err)
{
	err->kind = err->kind == STATUS_NOT_FOUND ? STATUS_LACKING : err->kind;
	return (struct outcome){ cannot(shell, path, err), FLOW_FAILED };
}

static struct outcome run_file(struct shell *shell, void *context)
{
	const char *path = context;
	struct buf text = { 0 };
	struct err err = { 0 };
	struct outcome outcome = { 0 };

	if (fd_read_file(&text, path, SCRIPT_MAX, &err))
		outcome = eval_text(shell, text.data, text.size, 1);
	else
		outcome = unreadable(shell, path, &err);
	buf_free(&text);
	return outcome;
}

static const char *base_name(const char *path)
{
	const char *slash = memrchr(path, '/', strlen(path));

	return slash ? slash + 1 : path;
}

int script_file(char *const *args)
{
	return run_session(run_file, args[0], base_name(args[0]), args, 0);
}

/* ---- standard input --------------------------------------------------------------------- */

/* Commands shall not read the script: they have /dev/null. */
static bool take_input(int *fd, struct err *err)
{
	int null = -1;

	*fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (*fd < 0)
		return err_errno(err, errno, "cannot read standard input");
	if (!fd_open(&null, "/dev/null", err))
		return false;
	dup2(null, STDIN_FILENO);
	fd_close(&null);
	return true;
}

/* More of the script; 0 at its end. A signal ends it. */
static long read_more(struct shell *shell, struct buf *text, int fd)
{
	struct pollfd fds[] = { { fd, POLLIN, 0 }, { shell->interrupts.fd, POLLIN, 0 } };
	enum { CHUNK = 1 << 16 };
	bool is_shared;
	long got;

	call_poll(fds, 2, -1);
	if (shell_interrupted(shell, &is_shared))
		return 0;
	if (!buf_reserve(text, CHUNK)) {
		errno = ENOMEM;
		return -1;
	}
	got = fd_read(fd, text->data + text->size, CHUNK);
	text->size += got > 0 ? (size_t)got : 0;
	return got;
}

/* Up to the last newline that has come: what stands behind it may be half a line. */
static size_t whole_lines(const struct buf *text, bool ended)
{
	const char *newline = text->size ? memrchr(text->data, '\n', text->size) : NULL;

	return ended ? text->size : newline ? (size_t)(newline + 1 - text->data) : 0;
}

static struct outcome end_inside(struct shell *shell, struct source *source)
{
	struct tree tree = { 0 };

	tree_read(&tree, source);
	eval_tell_faults(shell, &tree);
	tree_free(&tree);
	return (struct outcome){ EXIT_USAGE, FLOW_FAILED };
}

static struct outcome run_chunks(struct shell *shell, int fd, struct buf *text, struct err *err)
{
	struct source source = { .line = 1 };
	struct outcome outcome = { 0 };
	bool more = false;
	long got = 1;

	while (got > 0 && outcome.flow != FLOW_LEAVE) {
		got = read_more(shell, text, fd);
		if (got < 0)
			err_errno(err, errno, "cannot read standard input");
		if (shell->signal)
			return (struct outcome){ 128 + shell->signal, FLOW_LEAVE };
		source = (struct source){ text->data, whole_lines(text, got == 0), 0, source.line };
		if (source.size - source.at > SCRIPT_MAX)
			err_set(err, STATUS_INVALID, "a command is longer than 16 MiB");
		if (err->kind)
			break;
		outcome = eval_source(shell, &source, &more);
		if (outcome.flow == FLOW_FAILED && shell->stops && !shell->checks)
			return outcome;
		if (more && got == 0)
			return end_inside(shell, &source);
		buf_consume(text, source.at);
	}
	return outcome;
}

static struct outcome run_input(struct shell *shell, void *context)
{
	struct outcome outcome = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };
	int fd = -1;

	(void)context;
	if (take_input(&fd, &err))
		outcome = run_chunks(shell, fd, &text, &err);
	if (err.kind)
		outcome = (struct outcome){ cannot(shell, "", &err), FLOW_FAILED };
	fd_close(&fd);
	buf_free(&text);
	return outcome;
}

int script_input(char *const *args)
{
	return run_session(run_input, NULL, "stdin", args, 0);
}

/* ---- files from inside a session -------------------------------------------------------- */

static bool may_nest(const struct shell *shell, struct err *err)
{
	return shell->depth < SCRIPT_DEPTH_MAX ||
	       err_set(err, STATUS_INVALID, "too many files run each other");
}

static const char *kept_name(struct shell *shell, const char *path)
{
	const char *name = base_name(path);

	return arena_copy(&shell->kept, name, strlen(name));
}

struct outcome builtin_source(struct shell *shell, const struct words *words)
{
	const char *file = shell->file, *name;
	struct outcome outcome = { 0 };
	unsigned line = shell->line;
	struct buf text = { 0 };
	struct err err = { 0 };

	if (may_nest(shell, &err) && fd_read_file(&text, words->argv[1], SCRIPT_MAX, &err)) {
		name = kept_name(shell, words->argv[1]);
		shell->file = name ? name : file;
		shell->depth++;
		outcome = eval_text(shell, text.data, text.size, 1);
		shell->depth--;
		shell->file = file;
		shell->line = line;
	}
	buf_free(&text);
	err.kind = err.kind == STATUS_NOT_FOUND ? STATUS_LACKING : err.kind;
	return err.kind ? builtin_outcome(shell, words, &err) : outcome;
}

struct fresh {
	char **args;
	unsigned depth;
};

/* In a child: a session of its own. */
static int run_fresh(void *context)
{
	const struct fresh *fresh = context;

	return run_session(run_file, fresh->args[0], base_name(fresh->args[0]), fresh->args,
			   fresh->depth);
}

/* At a prompt it has the terminal, and Ctrl-Z makes it a job. */
static int wait_in_front(struct shell *shell, struct spawn *spawn, const char *name)
{
	struct capture nothing = { .fd = -1 };
	struct spawn *const spawns[] = { spawn };
	int code;

	if (front_lends(shell))
		front_lend(shell->front, spawn->pid, true);
	code = shell_wait(shell, spawn, shell->bench.until, &nothing, name);
	if (front_lends(shell))
		code = job_come_back(shell, spawns, 1, word_of(name), code);
	return code;
}

struct outcome builtin_run(struct shell *shell, const struct words *words)
{
	struct fresh fresh = { words->argv + 1, shell->depth + 1 };
	struct spawn spawn = SPAWN_NONE;
	struct err err = { 0 };
	int code = 0;

	if (!may_nest(shell, &err))
		return builtin_outcome(shell, words, &err);
	front_prepare(shell);
	if (launch_work(&spawn, shell, words, run_fresh, &fresh, &code))
		code = wait_in_front(shell, &spawn, words->argv[1]);
	spawn_free(&spawn);
	return (struct outcome){ code, code ? FLOW_FAILED : FLOW_ON };
}
