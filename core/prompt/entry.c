/* entry -- the ways into the shell: a text, a file, standard input, or a person. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/entry.h"

#include <string.h>
#include <unistd.h>

#include "eval/script.h"
#include "prompt/prompt.h"

static int misused(const char *subject, struct err *err)
{
	const struct shell nobody = { .charset = charset_get() };
	struct buf place = { 0 };

	buf_printf(&place, "sockbox: '%s'", subject);
	shell_complain(&nobody, buf_text(&place), err);
	buf_free(&place);
	return EXIT_USAGE;
}

static int usage(const char *subject, const char *sentence)
{
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID, "%s", sentence);
	return misused(subject, &err);
}

/* The words are $1, $2 ...; $0 is the -c in front. */
static int enter_text(char **words, const struct script_manner *manner)
{
	char *text = words[1];

	if (!text)
		return usage("-c", "the lines to run belong behind it");
	words[1] = words[0];
	return script_text(text, words + 1, manner);
}

static int enter_file(char **words, struct script_manner *manner)
{
	struct err err = { 0 };

	words++;
	if (!script_options(&words, manner, &err))
		return misused("run", &err);
	if (!words[0])
		return usage("run", "the script to run belongs behind it");
	return script_file(words, manner);
}

static int enter_input(const struct script_manner *manner)
{
	char name[] = "sockbox";
	char *const args[] = { name, NULL };
	bool is_person = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

	return is_person ? prompt_run(args, manner) : script_input(args, manner);
}

int shell_enter(char **words)
{
	struct script_manner manner = { 0 };
	struct err err = { 0 };
	const char *first = words[0];

	if (!script_options(&words, &manner, &err))
		return misused(first, &err);
	if (!words[0])
		return manner.families ? usage("--family", "it goes with 'run FILE'")
				       : enter_input(&manner);
	if (strcmp(words[0], "-c") == 0)
		return manner.families ? usage("--family", "it goes with 'run FILE'")
				       : enter_text(words, &manner);
	if (strcmp(words[0], "run") == 0)
		return enter_file(words, &manner);
	return usage(words[0], "'-c LINES' or 'run FILE' belongs here");
}
