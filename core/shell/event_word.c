/* event_word -- events: whether a person is told what happens on the sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/builtin.h"

static const struct name settings[] = { NAME("on", false, ""), NAME("off", true, ""), NAMES_END };

static bool read_setting(bool *is_off, const char *word, struct err *err)
{
	const struct name *found = name_find(settings, word);

	if (!found)
		return err_set(err, STATUS_INVALID, "'%s' is neither on nor off", word);
	*is_off = found->value;
	return true;
}

static struct outcome show(const struct shell *shell, const char *name, bool is_off)
{
	struct buf text = { 0 };
	int code;

	buf_printf(&text, "%s: %s\n", name, name_word(settings, is_off));
	for (const struct bench_sock *sock = shell->bench.socks; sock; sock = sock->next)
		if (sock->news.is_silent && strcmp(name, "events") == 0)
			buf_printf(&text, "%s: off\n", sock->name);
	code = shell_print(shell, &text);
	return outcome_of(code);
}

static void set_sock(struct bench *bench, struct bench_sock *sock, bool is_off)
{
	sock->news.is_silent = is_off;
	if (is_off)
		bench_unwatch(bench, sock);
}

struct outcome builtin_events(struct shell *shell, const struct words *words)
{
	const char *word = words->count > 1 ? words->argv[1] : NULL;
	struct bench *bench = &shell->bench;
	struct bench_sock *sock = NULL;
	struct err err = { 0 };
	bool is_off = false;

	if (!word)
		return show(shell, "events", bench->events_off);
	if (words->count == 2 && name_find(settings, word)) {
		read_setting(&bench->events_off, word, &err);
		return builtin_outcome(shell, words, &err);
	}
	sock = bench_find(bench, word, &err);
	if (sock && words->count == 2)
		return show(shell, sock->name, sock->news.is_silent);
	if (sock && read_setting(&is_off, words->argv[2], &err))
		set_sock(bench, sock, is_off);
	return builtin_outcome(shell, words, &err);
}
