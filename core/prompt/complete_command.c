/* complete_command -- commands by group, and the words of the shell's own. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/verb.h"
#include "lang/tree.h"
#include "prompt/complete.h"
#include "prompt/usage.h"
#include "shell/builtin.h"

/* ---- the first word ----------------------------------------------------------------------- */

void complete_applets(struct completion *completion, unsigned flags)
{
	for (unsigned i = 0; i < applets_count; i++)
		if ((applets[i]->flags & flags) == flags)
			offering_puts(&completion->offering, applets[i]->name, applets[i]->summary);
}

/* "name =", to be assigned. */
static void put_assignable(struct completion *completion)
{
	const struct scope *scope = &completion->shell->scope;
	const struct shell_value *value;
	const char *name = NULL;

	while (!offering_full(&completion->offering) && (name = scope_next(scope, name, &value))) {
		struct buf text = { 0 };

		buf_printf(&text, "%s =", name);
		offering_puts(&completion->offering, buf_text(&text), "assign this variable");
		offering_free_part(&completion->offering, &text);
	}
}

/* The "=" behind a variable's name is a sign, not a byte of a word. */
void complete_commands(struct completion *completion, bool variables)
{
	struct offering *offering = &completion->offering;

	for (const struct builtin *row = builtins; row->name; row++)
		offering_puts(offering, row->name, builtin_help(row));
	for (const struct name *row = tree_blocks; *row->word; row++)
		offering_puts(offering, row->word, name_meaning(row));
	for (unsigned i = 0; i < verbs_count; i++)
		offering_puts(offering, verbs[i]->name, verbs[i]->summary);
	complete_applets(completion, 0);
	if (variables && offering->is_plain) {
		offering->is_verbatim = true;
		put_assignable(completion);
	}
}

/* ---- words of the shell, and blocks ------------------------------------------------------- */

/* "-e|+e|on": each of them. */
static void put_alternatives(struct completion *completion, struct word usage)
{
	while (usage.size > 0) {
		const char *bar = memchr(usage.at, '|', usage.size);
		struct word one = { usage.at, bar ? (size_t)(bar - usage.at) : usage.size };

		offering_put(&completion->offering, one, NULL);
		usage = word_behind(usage, one.size + (bar != NULL));
	}
}

/* The brace is a sign, and no word. */
static void put_brace(struct completion *completion)
{
	if (completion->offering.typed.size > 0)
		return;
	completion->offering.is_verbatim = true;
	offering_puts(&completion->offering, "{", "the commands, up to }");
}

/* What a word of the usage stands for. */
static void put_meant(struct completion *completion, struct word usage)
{
	bool is_named = usage.at[0] >= 'A' && usage.at[0] <= 'Z';

	if (text_equals("{", usage.at, usage.size))
		put_brace(completion);
	else if (!is_named)
		put_alternatives(completion, usage);
	else if (text_equals("FILE", usage.at, usage.size))
		complete_files(completion, false);
	else if (text_equals("FOLDER", usage.at, usage.size))
		complete_files(completion, true);
	else if (text_equals("JOB", usage.at, usage.size))
		complete_jobs(completion);
	else if (text_equals("NAME", usage.at, usage.size))
		complete_names(completion);
	else if (text_equals("APPLET", usage.at, usage.size))
		complete_applets(completion, APPLET_READY);
	else if (text_equals("DURATION", usage.at, usage.size))
		complete_durations(completion);
	else if (text_equals("COMMAND", usage.at, usage.size) ||
		 (completion->count == 0 && text_equals("WORD", usage.at, usage.size)))
		complete_commands(completion, false);
}

void complete_usage(struct completion *completion, const char *usage)
{
	struct word next[USAGE_NEXT_MAX];
	size_t count = usage_next(next, usage, completion->word, completion->count);

	for (size_t i = 0; i < count; i++)
		put_meant(completion, next[i]);
}
