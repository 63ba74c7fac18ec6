/* complete_command -- commands by group, and the words of the shell's own. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/builtin.h"
#include "shell/complete.h"
#include "shell/tree.h"
#include "shell/verb.h"

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
	const struct variable *at = NULL;
	const struct shell_value *value;
	const char *name;

	while ((at = scope_next(scope, at, &name, &value))) {
		struct buf text = { 0 };

		buf_printf(&text, "%s =", name);
		offering_puts(&completion->offering, buf_text(&text), "assign this variable");
		buf_free(&text);
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

/* ---- words of the shell ------------------------------------------------------------------- */

/* The WORD'th of the words that USAGE has, such as "FILE [WORD...]"; the last one that may come
 * again for all behind it. Empty: no more. */
static struct word usage_word(const char *usage, size_t word)
{
	struct word rest = word_of(usage), found = { "", 0 };

	for (size_t i = 0; word_take(&found, &rest); i++)
		if (i == word || word_ends(found, "...") || word_ends(found, "...]"))
			return found;
	return (struct word){ "", 0 };
}

/* "-e|+e|hints on|off": each of them. */
static void put_alternatives(struct completion *completion, struct word usage)
{
	while (usage.size > 0) {
		const char *bar = memchr(usage.at, '|', usage.size);
		struct word one = { usage.at, bar ? (size_t)(bar - usage.at) : usage.size };

		offering_put(&completion->offering, one, NULL);
		usage = word_behind(usage, one.size + (bar != NULL));
	}
}

static struct word without_marks(struct word usage)
{
	if (word_begins(usage, "["))
		usage = word_behind(usage, 1);
	if (word_ends(usage, "]"))
		usage.size--;
	if (word_ends(usage, "..."))
		usage.size -= 3;
	return usage;
}

/* What a word of the usage stands for. */
static void put_meant(struct completion *completion, struct word usage)
{
	bool is_first = completion->count == 0;

	if (word_is(usage, word_of("FILE")))
		complete_files(completion, false);
	else if (word_is(usage, word_of("JOB")))
		complete_jobs(completion);
	else if (word_is(usage, word_of("NAME")))
		complete_names(completion);
	else if (word_is(usage, word_of("APPLET")))
		complete_applets(completion, APPLET_READY);
	else if (word_is(usage, word_of("COMMAND")) ||
		 (is_first && word_is(usage, word_of("WORD"))))
		complete_commands(completion, false);
	else if (word_is(usage, word_of("DURATION")))
		complete_durations(completion);
	else if (usage.size > 0 && memchr(usage.at, '|', usage.size) &&
		 (is_first || strcmp(completion->word[0], "hints") == 0))
		put_alternatives(completion, usage);
}

void complete_builtin(struct completion *completion)
{
	const char *usage = builtin_usage(completion->builtin);

	if (completion->count < completion->builtin->max)
		put_meant(completion, without_marks(usage_word(usage, completion->count)));
}

/* ---- blocks ------------------------------------------------------------------------------- */

static void put_sample(struct completion *completion, const char *text, const char *meaning)
{
	offering_puts(&completion->offering, text, meaning);
}

/* Up to the brace, which ends each of them. */
void complete_block(struct completion *completion)
{
	const struct name *block = name_find(tree_blocks, completion->name);
	size_t at = completion->count;
	bool brace = at == 1;

	switch ((enum block_kind)block->value) {
	case BLOCK_WITHIN:
		if (at == 0)
			complete_durations(completion);
		break;
	case BLOCK_RETRY:
		if (at == 1)
			put_sample(completion, "every", "the time between two tries");
		if (at == 2)
			complete_durations(completion);
		brace = at == 1 || at == 3;
		break;
	case BLOCK_FOREACH:
		if (at == 0)
			complete_names(completion);
		if (at == 1)
			put_sample(completion, "in", "the words come behind it");
		brace = at > 2;
		break;
	case BLOCK_REPEAT:
		break;
	case BLOCK_TRY:
	case BLOCK_DEFER:
		return;
	}
	if (brace && completion->offering.typed.size == 0) {
		completion->offering.is_verbatim = true;
		put_sample(completion, "{", "the commands, up to }");
	}
}
