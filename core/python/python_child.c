/* python_child -- applets, programs and jobs of a session in Python: processes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "python/python_verb.h"

void python_put_comment(struct python *python, const char *why)
{
	struct word source = journal_word_of(python->entry, python->entry->source), line;

	buf_printf(python->text, "# %s:\n", why);
	while (line_take(&line, &source)) {
		buf_puts(python->text, "#   ");
		buf_put(python->text, line.at, line.size);
		buf_putc(python->text, '\n');
	}
}

static void put_words(struct python *python, size_t from)
{
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);

	for (size_t i = from; i < count; i++) {
		buf_puts(python->text, i > from ? ", " : "");
		python_put_text(python->text, python->known,
				journal_word_of(python->entry, words[i].bytes));
	}
}

void python_put_child(struct python *python)
{
	const struct journal_entry *entry = python->entry;
	bool is_named = entry->name_count > 0 && !entry->is_job;

	if (!entry->is_whole || !entry->has_words) {
		python_put_comment(python, "no form in Python");
		return;
	}
	if (is_named)
		python_put_names(python);
	buf_puts(python->text, is_named ? "output(" : "assert run(");
	buf_puts(python->text, entry->calls == COMMAND_APPLET ? "'sockbox', " : "");
	put_words(python, 0);
	if (is_named)
		buf_puts(python->text, ")\n");
	else
		buf_printf(python->text, ") == %d\n", entry->code);
}

/* The name of the job that WORD, such as "%1", is. */
static struct word job_named(const struct python *python, struct word word)
{
	struct word lines = { python->jobs->data ? python->jobs->data : "", python->jobs->size };
	struct word line, found = { "", 0 };

	while (line_take(&line, &lines))
		if (line.size > word.size && memcmp(line.at, word.at, word.size) == 0 &&
		    line.at[word.size] == ' ')
			found = word_behind(line, word.size + 1);
	return found;
}

static void put_job_calls(struct python *python, const char *calls)
{
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);

	for (size_t i = 1; i < count; i++) {
		struct word name =
			job_named(python, journal_word_of(python->entry, words[i].bytes));

		if (name.size == 0)
			continue;
		for (struct word all = word_of(calls), one; word_take(&one, &all);) {
			python_put_name(python->text, name);
			buf_printf(python->text, ".%.*s\n", (int)one.size, one.at);
		}
	}
}

void python_put_builtin(struct python *python)
{
	struct word verb = journal_verb(python->entry);
	bool went_well = python->entry->code == 0 && python->entry->is_whole;

	if (went_well && word_is(verb, word_of("start"))) {
		python_put_names(python);
		buf_puts(python->text, "start(");
		put_words(python, 1);
		buf_puts(python->text, ")\n");
	} else if (went_well && word_is(verb, word_of("kill"))) {
		put_job_calls(python, "terminate() wait()");
	} else if (went_well && word_is(verb, word_of("wait"))) {
		put_job_calls(python, "wait()");
	} else {
		python_put_comment(python, "no form in Python");
	}
}
