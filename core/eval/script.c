/* script -- a session that runs a text from its beginning to its end: a file, -c, or standard
 * input.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/script.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/texts.h"
#include "bench/family.h"
#include "eval/eval.h"
#include "eval/fault.h"
#include "net/calls.h"
#include "record/keep.h"
#include "shell/inside.h"

/* ---- sessions --------------------------------------------------------------------------- */

static int cannot(struct shell *shell, const char *subject, const struct err *err)
{
	shell->file = NULL;
	shell_complain(shell, subject[0] ? subject : "sockbox", err);
	return status_exit(err->kind);
}

void script_be(struct shell *shell, const struct script_manner *manner)
{
	shell->depth = manner->depth;
	shell->no_hints = manner->no_hints;
	shell->no_wait = manner->no_wait;
	if (manner->restricted)
		shell_confine(shell, manner->folder);
}

/* One session from its beginning to its end: WORK runs what is to be run. */
static int run_session(struct outcome (*work)(struct shell *shell, void *context), void *context,
		       const char *file, char *const *args, const struct script_manner *manner)
{
	struct err err = { 0 };
	struct shell shell;
	int code;

	if (shell_begin(&shell, args, false, &err)) {
		shell.file = file;
		shell.line = 1;
		script_be(&shell, manner);
		code = eval_code(&shell, work(&shell, context));
	} else {
		code = cannot(&shell, "", &err);
	}
	return shell_end(&shell, keep_end(&shell, code), eval_deferred);
}

static struct outcome run_text(struct shell *shell, void *context)
{
	const struct word *text = context;

	return eval_text(shell, text->at, text->size, 1);
}

int script_text(const char *text, char *const *args, const struct script_manner *manner)
{
	struct word word = word_of(text);

	return run_session(run_text, &word, "-c", args, manner);
}

static bool *flag_of(struct script_manner *manner, const char *word)
{
	const struct {
		char word[16];
		bool *flag;
	} rows[] = {
		{ "--restricted", &manner->restricted },
		{ "--no-wait", &manner->no_wait },
		{ "--no-rc", &manner->no_rc },
		{ "--no-hints", &manner->no_hints },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].flag;
	return NULL;
}

bool script_options(char ***words, struct script_manner *manner, struct err *err)
{
	for (; **words && (**words)[0] == '-' && (**words)[1] == '-'; ++*words) {
		const char *word = **words, *value = NULL;

		bool *flag = flag_of(manner, word);

		if (flag)
			*flag = true;
		else if (text_begins(word, "--family="))
			value = word + strlen("--family=");
		else if (strcmp(word, "--family") != 0)
			return err_set(
				err, STATUS_INVALID,
				"'%s' is none of --restricted, --no-wait, --no-rc, --no-hints, "
				"--family LIST",
				word);
		else if (!(value = *++*words))
			return err_set(err, STATUS_INVALID, "--family needs a list: 4,6,mapped");
		if (value && !family_check(value, err))
			return false;
		manner->families = value ? value : manner->families;
	}
	return true;
}

/* A script that is not there is no answer to a question. */
static struct outcome unreadable(struct shell *shell, const char *path, struct err *err)
{
	err_lacks(err);
	return outcome_of(cannot(shell, path, err));
}

static struct outcome run_file(struct shell *shell, void *context)
{
	const char *path = context;
	struct buf text = { 0 };
	struct err err = { 0 };
	struct outcome outcome = { 0 };

	/* Whoever started us may run what he likes. */
	if (shell->depth == 0 ? fd_read_file(&text, path, SCRIPT_MAX, &err)
			      : inside_read(&text, shell, path, &err))
		outcome = eval_text(shell, text.data, text.size, 1);
	else
		outcome = unreadable(shell, path, &err);
	buf_free(&text);
	return outcome;
}

const char *script_name(const char *path)
{
	const char *slash = memrchr(path, '/', strlen(path));

	return slash ? slash + 1 : path;
}

struct file_session {
	char *const *args;
	struct script_manner manner;
};

static int run_once(void *context)
{
	const struct file_session *session = context;

	return run_session(run_file, session->args[0], script_name(session->args[0]), session->args,
			   &session->manner);
}

static void tell_family(void *context, const char *family, int code)
{
	const struct file_session *session = context;
	const struct shell nobody = { .charset = charset_get() };

	shell_say(&nobody, "%s: exit status %d with --family %s", script_name(session->args[0]),
		  code, family);
}

int script_file(char *const *args, const struct script_manner *manner)
{
	struct file_session session = { args, *manner };
	size_t size = (size_t)(script_name(args[0]) - args[0]);
	struct arena arena = { 0 };
	int code;

	/* Its own folder is where it may read scripts, and may have another name by then. */
	if (!manner->folder)
		session.manner.folder = size > 0 ? arena_copy(&arena, args[0], size) : ".";
	if (manner->families)
		code = family_each(manner->families, run_once, tell_family, &session);
	else
		code = run_once(&session);
	arena_free(&arena);
	return code;
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

	struct source before = *source;

	tree_read(&tree, source);
	fault_tell(shell, &tree, &before);
	tree_free(&tree);
	return outcome_of(EXIT_USAGE);
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
		if (source.line == 1)
			buf_consume(text, eval_mark(text->data, text->size));
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
		outcome = outcome_of(cannot(shell, "", &err));
	fd_close(&fd);
	buf_free(&text);
	return outcome;
}

int script_input(char *const *args, const struct script_manner *manner)
{
	return run_session(run_input, NULL, "stdin", args, manner);
}
