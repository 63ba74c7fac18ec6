/* testscript -- a session as a script that expects what came of it: `record --test`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/testscript.h"

#include <string.h>

#include "record/sameness.h"
#include "record/scriptword.h"
#include "record/testresult.h"

struct writing {
	struct buf *text;
	struct known *known;
	const struct journal_entry *entry;
};

void testscript_begin(struct buf *text)
{
	buf_puts(text, "#!/usr/bin/env -S sockbox run\n"
		       "# A session of sockbox " SOCKBOX_VERSION ", and what came of it.\n");
}

/* ---- words -------------------------------------------------------------------------------- */

static bool is_plain(struct word bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		char c = bytes.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("_.:/@%+-,", c)))
			return false;
	}
	return bytes.size > 0;
}

static bool has_end(const struct writing *writing, struct word bytes)
{
	size_t at, size;
	bool is_whole;

	return known_find(writing->known, bytes, &at, &size, &is_whole);
}

/* As it was written, but ends that the kernel chose, and variables of another session. */
static void put_word(const struct writing *writing, const struct journal_word *word)
{
	const struct journal_entry *entry = writing->entry;
	struct word bytes = journal_word_of(entry, word->bytes);
	struct word source = journal_word_of(entry, word->source);
	bool is_fixed = word->needs.size == 0;
	bool is_ours = source.size > 0 && known_has(writing->known, entry, word);

	if (is_ours && !(is_fixed && has_end(writing, bytes)))
		buf_put(writing->text, source.at, source.size);
	else if (is_plain(bytes) && !has_end(writing, bytes))
		buf_put(writing->text, bytes.at, bytes.size);
	else
		scriptword_put(writing->text, writing->known, bytes);
}

/* A stream is asked for what it gave: how much comes at once is another time's luck. */
static bool put_size(const struct writing *writing, size_t index)
{
	const struct journal_entry *entry = writing->entry;
	const struct journal_fact *type = journal_fact(entry, "socktype");
	struct word verb = journal_verb(entry);
	size_t count, size = journal_data_size(entry);
	const struct journal_word *words = journal_words(entry, &count);

	if (index != 2 || word_begins(journal_word_of(entry, words[1].bytes), "-") || !type ||
	    !word_begins(verb, "recv") ||
	    !word_is(journal_word_of(entry, type->text), word_of("SOCK_STREAM")))
		return false;
	if (size > 0)
		buf_putu(writing->text, size);
	return size > 0;
}

static void put_names(const struct writing *writing)
{
	const struct journal_entry *entry = writing->entry;

	for (unsigned i = 0; i < entry->name_count; i++) {
		struct word name = journal_word_of(entry, entry->name[i]);

		buf_puts(writing->text, i > 0 ? ", " : "");
		buf_put(writing->text, name.at, name.size);
	}
	if (entry->name_count > 0)
		buf_puts(writing->text, " = ");
}

static void put_words(const struct writing *writing)
{
	size_t count;
	const struct journal_word *words = journal_words(writing->entry, &count);
	struct word verb = journal_verb(writing->entry);

	buf_put(writing->text, verb.at, verb.size);
	for (size_t i = 1; i < count; i++) {
		buf_putc(writing->text, ' ');
		if (!put_size(writing, i))
			put_word(writing, &words[i]);
	}
}

/* ---- lines -------------------------------------------------------------------------------- */

static void put_comment(const struct writing *writing, const char *why)
{
	struct word source = journal_word_of(writing->entry, writing->entry->source), line;

	buf_printf(writing->text, "# %s:\n", why);
	while (line_take(&line, &source)) {
		buf_puts(writing->text, "#   ");
		buf_put(writing->text, line.at, line.size);
		buf_putc(writing->text, '\n');
	}
}

/* Its source, in which a port stands for itself between all other letters. */
static void put_source(const struct writing *writing)
{
	struct word source = journal_word_of(writing->entry, writing->entry->source);
	size_t at, size;
	bool is_whole;
	const struct known_end *end;

	while ((end = known_find(writing->known, source, &at, &size, &is_whole)) != NULL) {
		buf_put(writing->text, source.at, at);
		scriptword_put_end(writing->text, end, is_whole);
		source = word_behind(source, at + size);
	}
	buf_put(writing->text, source.at, source.size);
}

static void put_value(const struct writing *writing)
{
	size_t count;
	const struct journal_word *words = journal_words(writing->entry, &count);

	put_names(writing);
	if (writing->entry->is_number || words[0].source.size > 0)
		put_word(writing, &words[0]);
	else
		scriptword_put(writing->text, writing->known,
			       journal_word_of(writing->entry, words[0].bytes));
	buf_putc(writing->text, '\n');
}

/* What ran in a process of its own has its exit code. */
static void put_command_of_child(const struct writing *writing)
{
	const struct journal_entry *entry = writing->entry;
	bool fails = entry->code != 0;

	if (fails && !word_begins(journal_word_of(entry, entry->source), "-"))
		buf_putc(writing->text, '-');
	if (!entry->is_named)
		put_names(writing);
	put_source(writing);
	buf_puts(writing->text, entry->is_job ? " &\n" : "\n");
	if (fails)
		buf_printf(writing->text, "echo $? => %d\n", entry->code);
}

static void put_command_of_verb(const struct writing *writing)
{
	const struct journal_entry *entry = writing->entry;
	bool is_expected = entry->expect.size > 0 && entry->code == 0;

	if (entry->code == 0)
		put_names(writing);
	put_words(writing);
	if (is_expected) {
		buf_puts(writing->text, " ");
		testresult_put_source(writing->text, entry);
	} else {
		testresult_put(writing->text, writing->known, entry);
	}
	buf_putc(writing->text, '\n');
}

/* The socket's end has a name of its own from here on. */
static void put_saved(const struct writing *writing)
{
	const struct known_end *end = known_close(writing->known, writing->entry);

	if (!end)
		return;
	buf_printf(writing->text, "%s_local = ${%s.local}\n", end->name, end->name);
	if (end->port[0])
		buf_printf(writing->text, "%s_port = ${%s.port}\n", end->name, end->name);
}

static void put_command(const struct writing *writing)
{
	const struct journal_entry *entry = writing->entry;
	const char *why = sameness_reason(entry);

	if (why) {
		put_comment(writing, why);
	} else if (entry->calls == COMMAND_VERB && entry->is_whole) {
		put_saved(writing);
		put_command_of_verb(writing);
	} else {
		put_command_of_child(writing);
	}
}

void testscript_put(struct buf *text, struct known *known, const struct journal_entry *entry)
{
	struct writing writing = { text, known, entry };

	if (entry->is_secret) {
		buf_puts(text, "# (a command that is not written down)\n");
		return;
	}
	switch (entry->kind) {
	case JOURNAL_COMMAND:
		if (!journal_is_about_records(journal_word_of(entry, entry->source)))
			put_command(&writing);
		break;
	case JOURNAL_VALUE:
		put_value(&writing);
		break;
	case JOURNAL_BLOCK:
		put_source(&writing);
		buf_putc(text, '\n');
		break;
	}
	if (!known_add(known, entry))
		text->failed = true;
}
