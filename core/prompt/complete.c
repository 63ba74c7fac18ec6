/* complete -- what may stand at the cursor of a line of the shell. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/complete.h"

#include <string.h>

#include "bench/verb.h"
#include "prompt/usage.h"
#include "shell/builtin.h"

/* ---- words before the cursor -------------------------------------------------------------- */

/* What WORD says; as it is written where a variable of it is not set. */
static struct word text_of(struct completion *completion, const struct shell_word *word)
{
	struct expand expand = shell_expand(completion->shell, &completion->typing->arena);
	struct shell_word alone = *word;
	struct words words = { 0 };
	struct err ignored = { 0 };

	alone.next = NULL;
	if (expand_words(&words, &expand, &alone, false, &ignored) && words.count == 1)
		return (struct word){ words.argv[0], words.word[0].size };
	return word->source;
}

static const char *copy_of(struct completion *completion, const struct shell_word *word)
{
	struct word text = text_of(completion, word);
	const char *copy = arena_copy(&completion->typing->arena, text.at, text.size);

	return copy ? copy : "";
}

/* Of `start APPLET ...` the applet's command remains. */
static void pass_start(struct completion *completion)
{
	if (strcmp(completion->name, "start") != 0 || completion->count == 0)
		return;
	completion->builtin = NULL;
	completion->name = completion->word[0];
	completion->applet = applet_find(completion->name);
	completion->count--;
	memmove(completion->word, completion->word + 1,
		completion->count * sizeof(completion->word[0]));
}

void completion_read(struct completion *completion)
{
	struct typing *typing = completion->typing;

	if (typing->count == 0)
		return;
	completion->name = copy_of(completion, typing->word[0]);
	completion->builtin = builtin_find(completion->name);
	completion->applet = verb_find(completion->name);
	if (!completion->builtin && !completion->applet)
		completion->applet = applet_find(completion->name);
	for (size_t i = 1; i < typing->count; i++)
		completion->word[completion->count++] = copy_of(completion, typing->word[i]);
	pass_start(completion);
}

/* ---- places ------------------------------------------------------------------------------- */

/* "-" in front of a command forgives its failure. */
static void pass_lenience(struct completion *completion)
{
	struct offering *offering = &completion->offering;

	if (word_begins(offering->typed, "-"))
		offering->stem = 1;
}

static void complete_first(struct completion *completion)
{
	const struct typing *typing = completion->typing;

	if (typing->piped) {
		complete_applets(completion, 0);
		complete_programs(completion);
		return;
	}
	pass_lenience(completion);
	complete_commands(completion, !typing->assigns);
}

static void complete_later(struct completion *completion)
{
	const char *usage;

	completion_read(completion);
	usage = completion->builtin ? builtin_usage(completion->builtin)
				    : usage_of_block(completion->name);
	if (completion->applet)
		complete_argument(completion);
	else if (usage)
		complete_usage(completion, usage);
}

static void complete_here(struct completion *completion)
{
	const struct typing *typing = completion->typing;

	if (typing->variable) {
		complete_variables(completion);
		return;
	}
	switch (typing->place) {
	case TYPING_NOTHING:
		return;
	case TYPING_COMMAND:
		complete_first(completion);
		return;
	case TYPING_WORD:
		complete_later(completion);
		return;
	case TYPING_FILE:
		complete_files(completion, false);
		return;
	case TYPING_EXPECT:
		completion_read(completion);
		complete_expectation(completion);
		return;
	}
}

void complete(struct choices *choices, struct shell *shell, const struct line *line,
	      struct word before, bool explains)
{
	struct typing typing = { 0 };
	struct completion completion = {
		.shell = shell, .line = line, .typing = &typing, .explains = explains
	};
	struct word typed = { "", 0 };

	typing_read(&typing, before);
	if (typing.last && !typing.variable && typing.place != TYPING_EXPECT)
		typed = text_of(&completion, typing.last);
	if (typing.variable)
		typed = word_behind(typing.raw, typing.raw.size - typing.name_typed);
	completion.offering = offering_begin(&typing, typed);
	completion.offering.is_verbatim = explains; /* nothing is put in */
	complete_here(&completion);
	offering_end(&completion.offering, choices);
	typing_free(&typing);
}
