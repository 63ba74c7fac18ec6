/* builtin -- the words of the shell itself: what changes the session, and has no records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_BUILTIN_H
#define SHELL_BUILTIN_H

#include "base/texts.h"
#include "shell/shell.h"

/* Behind the NUL of the name stand its words, such as "FILE", and what it does: see text_behind. */
struct builtin {
	const char *name; /* NULL ends the table */
	struct outcome (*run)(struct shell *shell, const struct words *words);
	unsigned min, max; /* words behind its name */
	bool outside;      /* refused in a restricted session: it reaches files or programs */
};

extern const struct builtin builtins[];
const struct builtin *builtin_find(const char *name);

static inline const char *builtin_usage(const struct builtin *builtin)
{
	return text_behind(builtin->name);
}

static inline const char *builtin_help(const struct builtin *builtin)
{
	return text_behind(text_behind(builtin->name));
}

/* Defined beside what they need. */
struct outcome builtin_apropos(struct shell *shell, const struct words *words);
struct outcome builtin_bg(struct shell *shell, const struct words *words);
struct outcome builtin_calls(struct shell *shell, const struct words *words);
struct outcome builtin_cd(struct shell *shell, const struct words *words);
struct outcome builtin_events(struct shell *shell, const struct words *words);
struct outcome builtin_exit(struct shell *shell, const struct words *words);
struct outcome builtin_export(struct shell *shell, const struct words *words);
struct outcome builtin_export_python(struct shell *shell, const struct words *words);
struct outcome builtin_fg(struct shell *shell, const struct words *words);
struct outcome builtin_format(struct shell *shell, const struct words *words);
struct outcome builtin_help_words(struct shell *shell, const struct words *words);
struct outcome builtin_history(struct shell *shell, const struct words *words);
struct outcome builtin_kill(struct shell *shell, const struct words *words);
struct outcome builtin_record(struct shell *shell, const struct words *words);
struct outcome builtin_run(struct shell *shell, const struct words *words);
struct outcome builtin_set(struct shell *shell, const struct words *words);
struct outcome builtin_source(struct shell *shell, const struct words *words);
struct outcome builtin_start(struct shell *shell, const struct words *words);
struct outcome builtin_tour(struct shell *shell, const struct words *words);
struct outcome builtin_unset(struct shell *shell, const struct words *words);
struct outcome builtin_wait(struct shell *shell, const struct words *words);

/* What a builtin came to: ERR told under its name, or fine where its kind is STATUS_OK. */
struct outcome builtin_outcome(const struct shell *shell, const struct words *words,
			       const struct err *err);

#endif
