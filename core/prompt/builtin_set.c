/* builtin_set -- set, unset, export, format, calls, cd: how the session is, and what is in it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lang/literal.h"
#include "lang/token.h"
#include "prompt/assist.h"
#include "prompt/history.h"
#include "prompt/prompt_text.h"
#include "shell/builtin.h"

/* ---- variables -------------------------------------------------------------------------- */

/* "NAME=VALUE", as other shells want it. */
static bool check_name(const char *name, struct err *err)
{
	const char *equals = strchr(name, '=');

	if (equals)
		return err_set(err, STATUS_INVALID, "first %.*s = ..., then its name alone",
			       (int)(equals - name < 32 ? equals - name : 32), name);
	return token_is_name(word_of(name)) ||
	       err_set(err, STATUS_INVALID, "'%s' is no name of a variable", name);
}

/* `export python` writes the session; a variable of that name stands behind "--". */
struct outcome builtin_export(struct shell *shell, const struct words *words)
{
	size_t at = words->count > 1 && strcmp(words->argv[1], "--") == 0 ? 2 : 1;
	struct err err = { 0 };

	if (at == 1 && strcmp(words->argv[1], "python") == 0)
		return builtin_export_python(shell, words);
	for (size_t i = at; i < words->count; i++)
		if (!check_name(words->argv[i], &err) ||
		    !scope_export(&shell->scope, words->argv[i], &err))
			break;
	return builtin_outcome(shell, words, &err);
}

struct outcome builtin_unset(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	for (size_t i = 1; i < words->count && !err.kind; i++)
		if (check_name(words->argv[i], &err) && !scope_unset(&shell->scope, words->argv[i]))
			err_set(&err, STATUS_INVALID, "$%s is not set", words->argv[i]);
	return builtin_outcome(shell, words, &err);
}

/* ---- set -------------------------------------------------------------------------------- */

static bool set_option(struct shell *shell, const char *word, struct err *err)
{
	const struct {
		char letter;
		bool *flag;
	} rows[] = { { 'e', &shell->stops }, { 'x', &shell->traces }, { 'n', &shell->checks } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((word[0] == '-' || word[0] == '+') && word[1] == rows[i].letter && !word[2]) {
			*rows[i].flag = word[0] == '-';
			return true;
		}
	if (token_is_name(word_of(word)))
		return err_set(err, STATUS_INVALID,
			       "takes -e +e -x +x -n; a variable is set by: %s = VALUE", word);
	return err_set(err, STATUS_INVALID, "'%s' is not one of -e +e -x +x -n", word);
}

static void put_value(struct buf *text, const struct shell *shell, const struct shell_value *value)
{
	const struct bench_sock *sock;

	switch (value->kind) {
	case SHELL_NOTHING:
		buf_puts(text, "nothing");
		return;
	case SHELL_BYTES:
		literal_put(text, (struct word){ value->data.data, value->data.size });
		return;
	case SHELL_NUMBER:
		buf_puti(text, value->number);
		return;
	case SHELL_SOCKET:
		sock = bench_numbered(&shell->bench, value->number);
		buf_printf(text, "socket %s", sock ? sock->name : "(closed)");
		return;
	case SHELL_JOB:
		buf_printf(text, "job %%%lld", (long long)value->number);
		return;
	case SHELL_LIST:
		for (size_t i = 0; i < value->count; i++) {
			buf_puts(text, i > 0 ? ", " : "");
			put_value(text, shell, &value->item[i]);
		}
		return;
	}
}

/* Settings are lines that set them so. */
static void put_all(struct buf *text, const struct shell *shell)
{
	const struct shell_value *value = NULL;
	const char *name = NULL;

	buf_printf(text, "set %ce\nset %cx\n", shell->stops ? '-' : '+', shell->traces ? '-' : '+');
	buf_printf(text, "format %s\n", shell_format_word(shell->manner.format));
	buf_printf(text, "calls %s\n", shell->manner.calls ? "on" : "off");
	while ((name = scope_next(&shell->scope, name, &value))) {
		buf_printf(text, "%s = ", name);
		put_value(text, shell, value);
		buf_putc(text, '\n');
	}
}

static struct outcome print(const struct shell *shell, struct buf *text)
{
	int code = shell_print(shell, text);

	return outcome_of(code);
}

struct outcome builtin_set(struct shell *shell, const struct words *words)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	if (words->count == 1) {
		put_all(&text, shell);
		return print(shell, &text);
	}
	if (prompt_option(shell, words, &err))
		return builtin_outcome(shell, words, &err);
	if (words->count == 3 && strcmp(words->argv[1], "history-secrets") == 0) {
		history_set_secrets(shell->history, words->argv[2], &err);
		return builtin_outcome(shell, words, &err);
	}
	if (words->count == 3 && strcmp(words->argv[1], "hints") == 0) {
		assist_set(shell, words->argv[2], &err);
		return builtin_outcome(shell, words, &err);
	}
	for (size_t i = 1; i < words->count; i++)
		if (!set_option(shell, words->argv[i], &err))
			break;
	return builtin_outcome(shell, words, &err);
}

/* ---- what commands do unless they are told ---------------------------------------------- */

struct outcome builtin_format(struct shell *shell, const struct words *words)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	if (words->count > 1) {
		shell_format(&shell->manner.format, words->argv[1], &err);
		return builtin_outcome(shell, words, &err);
	}
	buf_printf(&text, "%s\n", shell_format_word(shell->manner.format));
	return print(shell, &text);
}

struct outcome builtin_calls(struct shell *shell, const struct words *words)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	if (words->count > 1) {
		literal_switch(&shell->manner.calls, words->argv[1], &err);
		return builtin_outcome(shell, words, &err);
	}
	buf_printf(&text, "%s\n", shell->manner.calls ? "on" : "off");
	return print(shell, &text);
}

/* ---- where it is ------------------------------------------------------------------------ */

struct outcome builtin_cd(struct shell *shell, const struct words *words)
{
	const char *home = getenv("HOME");
	const char *folder = words->count > 1 ? words->argv[1] : home;
	struct err err = { 0 };

	if (!folder)
		err_set(&err, STATUS_INVALID, "$HOME is not set: name a folder");
	else if (syscall(SYS_chdir, folder) != 0) {
		err_errno(&err, errno, "cannot go to %.200s", folder);
		err.kind = err.kind == STATUS_NOT_FOUND ? STATUS_LACKING : err.kind;
	}
	return builtin_outcome(shell, words, &err);
}
