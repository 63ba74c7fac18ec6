/* plan_read -- check files, from their bytes to items and clauses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "base/texts.h"
#include "check/plan_clause.h"
#include "check/plan_line.h"
#include "lang/token.h"

/* Where the reading of a file is. */
struct reading {
	struct plan *plan;
	const struct plan_file *file;
	const struct plan_line *line;
	struct plan_item *item;      /* whose clauses come; NULL: nobody's */
	struct plan_clause **clause; /* where its next one goes */
	struct spot at;              /* of what is wrong */
	struct err err;
};

static bool fail(struct reading *reading, const struct shell_word *word, const char *sentence)
{
	reading->at = word ? word->at : reading->line->at;
	return err_set(&reading->err, STATUS_INVALID, "%s", sentence);
}

static bool lacks(struct reading *reading)
{
	return err_errno(&reading->err, ENOMEM, "cannot read the plan");
}

static bool is_word(const struct shell_word *word, const char *text)
{
	struct word bare = word ? token_bare(word) : (struct word){ "", 0 };

	return text_equals(text, bare.at, bare.size);
}

/* What WORD says, with the variables that are set so far. */
static const char *text_of(struct reading *reading, const struct shell_word *word)
{
	struct plan_scope scope = { .plan = reading->plan };
	const char *text;

	reading->at = word->at;
	return plan_text(&text, &scope, word, false, &reading->err) ? text : NULL;
}

/* ---- directives ---------------------------------------------------------------------------- */

static bool read_version(struct reading *reading, const struct shell_word *words)
{
	if (!words || words->next || !is_word(words, "1"))
		return fail(reading, words, "this is a netcheck that reads: netcheck 1");
	return true;
}

static bool read_name(struct reading *reading, const struct shell_word *words)
{
	const char **name = is_word(reading->line->words, "suite") ? &reading->plan->suite
								   : &reading->plan->group;

	if (!words || words->next)
		return fail(reading, words, "takes one name, in quotes: \"NAME\"");
	*name = text_of(reading, words);
	return *name != NULL;
}

static bool read_end(struct reading *reading, const struct shell_word *words)
{
	if (words)
		return fail(reading, words, "nothing can stand behind 'end'");
	if (!reading->plan->group)
		return fail(reading, NULL, "there is no 'group' that could end here");
	reading->plan->group = NULL;
	return true;
}

static bool read_set(struct reading *reading, const struct shell_word *words)
{
	struct plan *plan = reading->plan;
	struct word name = words ? token_bare(words) : (struct word){ "", 0 };
	bool is_secret = is_word(reading->line->words, "secret");
	const char *text;

	if (!token_is_name(name) || !is_word(words->next, "=") || !words->next->next ||
	    words->next->next->next)
		return fail(reading, words, "takes: set NAME = WORD");
	if (plan_value_find(plan->values, name))
		return fail(reading, words, "this name is set already");
	text = text_of(reading, words->next->next);
	if (!text)
		return false;
	return (plan_value_add(plan, &plan->values, name, word_of(text)) &&
		(!is_secret || plan_value_add(plan, &plan->secrets, name, word_of(text)))) ||
	       lacks(reading);
}

static bool read_default(struct reading *reading, struct shell_word *words)
{
	struct plan_clause *clause;

	if (!words)
		return fail(reading, words, "takes: default CLAUSE");
	reading->at = words->at;
	clause = plan_clause_read(reading->plan, reading->file, words, &reading->err);
	if (!clause)
		return false;
	if (clause->kind == CLAUSE_EACH || clause->kind == CLAUSE_CAPTURE)
		return fail(reading, words, "this clause is a check's own, and no default");
	clause->next = reading->plan->defaults;
	reading->plan->defaults = clause;
	return true;
}

/* A file beside this one, or below: a plan from a stranger names nothing else. */
static bool read_include(struct reading *reading, const struct shell_word *words)
{
	struct buf path = { 0 };
	size_t folder = text_folder_size(reading->file->name);
	const char *name;
	bool fine;

	if (!words || words->next)
		return fail(reading, words, "takes one file, named from where this one is");
	name = text_of(reading, words);
	if (!name)
		return false;
	if (name[0] == '/' || text_find(name, "..") || strcmp(name, "-") == 0)
		return fail(reading, words, "only a file of this folder or below it is included");
	buf_put(&path, reading->file->name, folder);
	buf_puts(&path, folder ? "/" : "");
	buf_puts(&path, name);
	fine = plan_read(reading->plan, buf_text(&path), &reading->err);
	buf_free(&path);
	return fine;
}

/* ---- checks and fixtures -------------------------------------------------------------------- */

/* Where WORD ends in ':', what stands before that, else NULL. */
static const char *label_of(struct reading *reading, const struct shell_word *word)
{
	struct word source = word ? word->source : (struct word){ "", 0 };

	if (source.size < 2 || source.at[source.size - 1] != ':')
		return NULL;
	return arena_copy(&reading->plan->arena, source.at, source.size - 1);
}

static bool is_id(const char *text)
{
	for (const char *at = text; *at; at++)
		if (!cursor_is_name((unsigned char)*at) && *at != '-' && *at != '/')
			return false;
	return *text != '\0';
}

/* ID: or ID "TITLE": off the front of *WORDS. */
static bool read_label(struct reading *reading, struct plan_item *item, struct shell_word **words)
{
	struct shell_word *first = *words, *second = first ? first->next : NULL;
	const char *label = label_of(reading, first), *title = label_of(reading, second);
	bool has_title = !label && title && title[0] == '"';

	if (!label && !has_title)
		return fail(reading, first, "a check begins with its name: NAME: APPLET ...");
	item->id = label ? label
			 : arena_copy(&reading->plan->arena, first->source.at, first->source.size);
	*words = label ? second : second->next;
	if (has_title) {
		item->title = arena_copy(&reading->plan->arena, title + 1, strlen(title) - 1);
		if (!item->title)
			return lacks(reading);
		((char *)(uintptr_t)item->title)[strcspn(item->title, "\"")] = '\0';
	}
	if (!item->id)
		return lacks(reading);
	if (!is_id(item->id))
		return fail(reading, first, "a name has letters, digits, and _ - / only");
	return *words || fail(reading, first, "an applet and its words belong behind the name");
}

static bool read_item(struct reading *reading, struct shell_word *words, bool is_fixture)
{
	struct plan *plan = reading->plan;
	struct plan_item *item = plan_take(plan, sizeof(*item));
	const struct plan_item *other;

	reading->item = NULL;
	if (!item)
		return lacks(reading);
	item->file = reading->file;
	item->at = words ? words->at : reading->line->at;
	item->is_fixture = is_fixture;
	item->group = plan->group;
	item->defaults = plan->defaults;
	if (!read_label(reading, item, &words))
		return false;
	if (is_fixture && reading->line->expect)
		return fail(reading, reading->line->expect, "a fixture has no expectation");
	item->words = words;
	item->expect = reading->line->expect;
	item->source =
		(struct word){ words->source.at, (size_t)(reading->line->end - words->source.at) };
	other = plan_item_find(plan, word_of(item->id));
	if (other) {
		reading->at = item->at;
		return err_set(&reading->err, STATUS_INVALID, "'%.60s' is in line %u of %.80s too",
			       item->id, other->at.line, other->file->name);
	}
	if (!plan->last_item)
		plan->last_item = &plan->items;
	*plan->last_item = item;
	plan->last_item = &item->next;
	reading->item = item;
	reading->clause = &item->clauses;
	return true;
}

static bool read_clause(struct reading *reading, struct shell_word *words)
{
	struct plan_clause *clause;

	reading->at = words->at;
	clause = plan_clause_read(reading->plan, reading->file, words, &reading->err);
	if (!clause)
		return false;
	if (!reading->item)
		return fail(reading, words, "no check stands above this clause");
	if (reading->line->expect)
		return fail(reading, reading->line->expect, "a clause has no expectation");
	*reading->clause = clause;
	reading->clause = &clause->next;
	return true;
}

/* ---- lines and files ------------------------------------------------------------------------ */

enum directive { VERSION, SUITE, SET, SECRET, DEFAULT, INCLUDE, GROUP, END, START };
static const struct name directives[] = {
	NAME("netcheck", VERSION, ""), NAME("suite", SUITE, ""),
	NAME("set", SET, ""),          NAME("secret", SECRET, ""),
	NAME("default", DEFAULT, ""),  NAME("include", INCLUDE, ""),
	NAME("group", GROUP, ""),      NAME("end", END, ""),
	NAME("start", START, ""),      NAMES_END,
};

static bool read_directive(struct reading *reading, enum directive directive)
{
	struct shell_word *words = reading->line->words->next;

	reading->item = NULL;
	if (reading->line->expect && directive != START)
		return fail(reading, reading->line->expect, "only checks have expectations");
	switch (directive) {
	case VERSION:
		return read_version(reading, words);
	case SUITE:
	case GROUP:
		return read_name(reading, words);
	case SET:
	case SECRET:
		return read_set(reading, words);
	case DEFAULT:
		return read_default(reading, words);
	case INCLUDE:
		return read_include(reading, words);
	case END:
		return read_end(reading, words);
	case START:
		break;
	}
	return read_item(reading, words, true);
}

/* A word of a directive, that no name of a check can be: it has no ':' behind it. */
static const struct name *directive_of(const struct shell_word *word)
{
	struct word bare = token_bare(word);
	char text[NAME_SIZE] = "";

	if (bare.size < sizeof(text))
		memcpy(text, bare.at, bare.size);
	return name_find(directives, text);
}

static bool read_line(struct reading *reading)
{
	struct shell_word *words = reading->line->words;
	const struct name *directive = directive_of(words);

	if (reading->line->at.column > 1)
		return read_clause(reading, words);
	return directive ? read_directive(reading, (enum directive)directive->value)
			 : read_item(reading, words, false);
}

static void read_lines(struct reading *reading)
{
	struct plan *plan = reading->plan;
	struct word text = reading->file->text;
	struct cursor cursor = { .arena = &plan->arena,
				 .at = text.at,
				 .end = text.at + text.size,
				 .line_start = text.at,
				 .line = 1 };
	struct plan_line line;

	reading->line = &line;
	while (plan_line_read(&line, plan, reading->file, &cursor)) {
		reading->err = (struct err){ 0 };
		if (line.words && !read_line(reading))
			plan_fault(plan, reading->file, reading->at, &reading->err);
	}
}

static bool read_bytes(struct plan *plan, struct plan_file *file, struct err *err)
{
	struct buf text = { 0 };
	bool is_stdin = strcmp(file->name, "-") == 0, fine;

	fine = is_stdin ? fd_read_stdin(&text, PLAN_FILE_MAX, (struct deadline){ 0 }, err)
			: fd_read_file(&text, file->name, PLAN_FILE_MAX, err);
	file->text = (struct word){ arena_copy(&plan->arena, text.size ? text.data : "", text.size),
				    text.size };
	buf_free(&text);
	return fine && (file->text.at || err_errno(err, ENOMEM, "cannot read the plan"));
}

bool plan_read(struct plan *plan, const char *name, struct err *err)
{
	struct plan_file *file;
	struct reading reading = { .plan = plan };
	size_t count = 0;

	for (file = plan->files; file; file = file->next, count++)
		if (strcmp(file->name, name) == 0)
			return err_set(err, STATUS_INVALID, "'%.150s' is read already", name);
	if (count >= PLAN_FILES_MAX)
		return err_set(err, STATUS_INVALID, "a plan has %d files at most", PLAN_FILES_MAX);
	file = plan_take(plan, sizeof(*file));
	if (!file)
		return err_errno(err, ENOMEM, "cannot read the plan");
	file->name = arena_copy(&plan->arena, name, strlen(name));
	if (!file->name || !read_bytes(plan, file, err))
		return false;
	if (!plan->last_file)
		plan->last_file = &plan->files;
	*plan->last_file = file;
	plan->last_file = &file->next;
	reading.file = file;
	read_lines(&reading);
	plan->group = NULL;
	return true;
}
