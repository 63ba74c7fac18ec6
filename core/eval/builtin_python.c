/* builtin_python -- `export python`: the session so far, as a program that does the same. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "python/python.h"
#include "record/keep.h"
#include "shell/builtin.h"

struct asked {
	const char *path; /* NULL: to stdout */
	enum recording_how how;
};

static bool read_words(struct asked *asked, const struct words *words, struct err *err)
{
	for (size_t i = 2; i < words->count; i++) {
		const char *word = words->argv[i];

		if (strcmp(word, "--replace") == 0)
			asked->how = RECORDING_REPLACE;
		else if (word[0] == '-' || asked->path)
			return err_set(err, STATUS_INVALID,
				       "takes: export python [--replace] [FILE]; a variable of "
				       "that name: export -- python");
		else
			asked->path = word;
	}
	return true;
}

static bool write_file(const struct asked *asked, struct buf *text, struct err *err)
{
	struct recording file = RECORDING_CLOSED;

	return recording_open(&file, asked->path, asked->how, err) &&
	       recording_write(&file, text, err) && recording_close(&file, err);
}

/* In a script nothing was kept before the first of these words. */
static struct outcome begin(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	if (keep_start(shell, &err)) {
		shell->keeper->depth = 1; /* the list that this word stands in goes on */
		shell_say(shell, "export: from here on the session is kept");
	}
	return builtin_outcome(shell, words, &err);
}

struct outcome builtin_export_python(struct shell *shell, const struct words *words)
{
	struct asked asked = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };
	int code = 0;

	if (!read_words(&asked, words, &err))
		return builtin_outcome(shell, words, &err);
	if (!shell->keeper && !asked.path)
		return begin(shell, words);
	if (!shell->keeper)
		err_set(&err, STATUS_INVALID,
			"nothing was kept so far: 'export python' alone "
			"begins that");
	else if (shell->keeper->journal.dropped > 0)
		err_set(&err, STATUS_LACKING, "the first %llu commands are no longer kept",
			(unsigned long long)shell->keeper->journal.dropped);
	else if (python_put(&text, &shell->keeper->journal) && !asked.path)
		code = shell_print(shell, &text);
	else
		write_file(&asked, &text, &err);
	buf_free(&text);
	return code ? (struct outcome){ code, FLOW_FAILED } : builtin_outcome(shell, words, &err);
}
