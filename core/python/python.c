/* python -- a session as a program in Python that does the same: `export python`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/python.h"

#include <string.h>

#include "python/python_prelude.h"
#include "python/python_verb.h"
#include "record/sameness.h"

static void put_command(struct python *python)
{
	const char *why = sameness_reason(python->entry);

	if (why) {
		python_put_comment(python, why);
		return;
	}
	switch (python->entry->calls) {
	case COMMAND_VERB:
		python_put_verb(python);
		break;
	case COMMAND_BUILTIN:
		python_put_builtin(python);
		break;
	case COMMAND_APPLET:
	case COMMAND_PROGRAM:
		python_put_child(python);
		break;
	}
}

static void put_value(struct python *python)
{
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);
	struct word bytes = journal_word_of(python->entry, words[0].bytes);

	python_put_names(python);
	if (python->entry->is_number)
		buf_put(python->text, bytes.at, bytes.size);
	else
		python_put_bytes(python->text, python->known, bytes);
	buf_putc(python->text, '\n');
}

static void put_entry(struct python *python)
{
	const struct journal_entry *entry = python->entry;

	if (entry->is_secret) {
		buf_puts(python->text, "# (a command that is not written down)\n");
		return;
	}
	switch (entry->kind) {
	case JOURNAL_COMMAND:
		if (!journal_is_about_records(journal_word_of(entry, entry->source)))
			put_command(python);
		break;
	case JOURNAL_VALUE:
		put_value(python);
		break;
	case JOURNAL_BLOCK:
		python_put_comment(python, "no form in Python");
		break;
	}
}

/* "%1 NAME": who says so later is found by it. */
static void note_job(struct python *python)
{
	const struct journal_entry *entry = python->entry;
	struct word name = journal_word_of(entry, entry->name[0]);

	if (entry->job_number == 0 || entry->name_count == 0)
		return;
	buf_printf(python->jobs, "%%%u ", entry->job_number);
	buf_put(python->jobs, name.at, name.size);
	buf_putc(python->jobs, '\n');
}

bool python_put(struct buf *text, const struct journal *journal)
{
	struct buf body = { 0 }, jobs = { 0 };
	struct known known = { 0 };
	struct python python = { .text = &body, .known = &known, .jobs = &jobs };

	for (const struct journal_entry *entry = journal->first; entry; entry = entry->next) {
		python.entry = entry;
		put_entry(&python);
		note_job(&python);
		if (!known_add(&known, entry))
			body.failed = true;
	}
	python_prelude_put(text, buf_text(&body));
	buf_put(text, body.data, body.size);
	buf_free_part(&body, text);
	buf_free_part(&jobs, text);
	known_free(&known);
	return !text->failed;
}
