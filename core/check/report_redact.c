/* report_redact -- secrets taken out of all that is to be told, before any format sees it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "check/report_state.h"

struct redaction {
	struct secrets secrets;
	struct arena *arena;
	struct buf text;
	bool cut;
};

static struct word redact_word(struct redaction *redaction, struct word from)
{
	struct word word = { NULL, 0 };

	buf_clear(&redaction->text);
	if (redaction->cut)
		redact_put(&redaction->text, from.at, from.size, redaction->secrets, true);
	else
		redact_sentence(&redaction->text, from, redaction->secrets);
	redaction->arena->failed = redaction->arena->failed || redaction->text.failed;
	word.size = redaction->text.size;
	word.at = arena_copy(redaction->arena, redaction->text.data, word.size);
	return word;
}

static const char *redact_text(struct redaction *redaction, const char *text)
{
	return text ? redact_word(redaction, word_of(text)).at : NULL;
}

static const struct word *redact_words(struct redaction *redaction, const struct word *from,
				       size_t count)
{
	struct word *words = arena_take(redaction->arena, (count + 1) * sizeof(*words));

	for (size_t i = 0; words && i < count; i++)
		words[i] = redact_word(redaction, from[i]);
	return words;
}

/* Every text of it: what is added to struct outcome is to be added here. */
static void redact_outcome(struct redaction *redaction, struct outcome *outcome)
{
	const char **const texts[] = { &outcome->id,     &outcome->title, &outcome->group,
				       &outcome->file,   &outcome->repro, &outcome->status,
				       &outcome->reason, &outcome->todo,  &outcome->flaky };
	struct word *const words[] = { &outcome->command, &outcome->expected, &outcome->got,
				       &outcome->result };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = redact_text(redaction, *texts[i]);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		*words[i] = redact_word(redaction, *words[i]);
	outcome->tags = redact_words(redaction, outcome->tags, outcome->tag_count);
	outcome->details = redact_words(redaction, outcome->details, outcome->detail_count);
	outcome->results = (struct word){ NULL, 0 }; /* a draft's, which looks for secrets itself */
	redaction->cut = true;
	outcome->out = redact_word(redaction, outcome->out);
	outcome->err = redact_word(redaction, outcome->err);
	redaction->cut = false;
}

static const void *copy(struct redaction *redaction, const void *from, size_t size)
{
	void *to = arena_take(redaction->arena, size);

	return to && from ? memcpy(to, from, size) : NULL;
}

static void redact_run(struct redaction *redaction, struct report_run *run)
{
	run->name = redact_text(redaction, run->name);
	run->host = redact_text(redaction, run->host);
	run->files = redact_words(redaction, run->files, run->file_count);
}

const struct telling *telling_redact(const struct telling *telling, struct secrets secrets,
				     struct arena *arena)
{
	struct redaction redaction = { .secrets = secrets, .arena = arena };
	struct outcome outcome;
	struct report_run run;
	struct refusal refusal;
	struct telling safe = *telling;

	if (secrets.count == 0)
		return telling;
	if (telling->outcome) {
		outcome = *telling->outcome;
		redact_outcome(&redaction, &outcome);
		safe.outcome = copy(&redaction, &outcome, sizeof(outcome));
	}
	if (telling->run) {
		run = *telling->run;
		redact_run(&redaction, &run);
		safe.run = copy(&redaction, &run, sizeof(run));
	}
	if (telling->refusal) {
		refusal = *telling->refusal;
		refusal.file = redact_text(&redaction, refusal.file);
		refusal.text = redact_text(&redaction, refusal.text);
		safe.refusal = copy(&redaction, &refusal, sizeof(refusal));
	}
	buf_free(&redaction.text);
	telling = copy(&redaction, &safe, sizeof(safe));
	return arena->failed ? NULL : telling;
}
