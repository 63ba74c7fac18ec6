/* python -- a session as a program in Python that does the same: `export python`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/python.h"

#include <string.h>

#include "base/num.h"
#include "net/names.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"
#include "shell/python_call.h"
#include "shell/python_option.h"
#include "shell/python_prelude.h"
#include "shell/testresult.h"

/* ---- lines -------------------------------------------------------------------------------- */

static void put_comment(struct python *python, const char *why)
{
	struct word source = journal_word_of(python->entry, python->entry->source), line;

	buf_printf(python->text, "# %s:\n", why);
	while (line_take(&line, &source)) {
		buf_puts(python->text, "#   ");
		buf_put(python->text, line.at, line.size);
		buf_putc(python->text, '\n');
	}
}

static void put_names(struct python *python)
{
	const struct journal_entry *entry = python->entry;

	for (unsigned i = 0; i < entry->name_count; i++) {
		buf_puts(python->text, i > 0 ? ", " : "");
		python_put_name(python->text, journal_word_of(entry, entry->name[i]));
	}
	if (entry->name_count > 0)
		buf_puts(python->text, " = ");
}

/* ---- what it came to ---------------------------------------------------------------------- */

static struct word text_of(const struct python *python, const char *key)
{
	const struct journal_fact *fact = journal_fact(python->entry, key);

	return fact ? journal_word_of(python->entry, fact->text) : (struct word){ "", 0 };
}

/* All that its results brought, as a stream has it. */
static void put_data(struct python *python)
{
	struct buf whole = { 0 };
	size_t count;
	const struct journal_fact *facts = journal_facts(python->entry, &count);

	for (size_t i = 0; i < count; i++) {
		struct word text = journal_word_of(python->entry, facts[i].text);

		if (facts[i].field->type == FIELD_DATA)
			buf_put(&whole, text.at, text.size);
	}
	python_put_bytes(python->text, python->known,
			 (struct word){ buf_text(&whole), whole.size });
	buf_free_part(&whole, python->text);
}

static void put_list(struct python *python)
{
	const char *join = "";
	size_t count;
	const struct journal_fact *facts = journal_facts(python->entry, &count);

	buf_putc(python->text, '[');
	for (size_t i = 0; i < count; i++) {
		if (facts[i].field->type != FIELD_DATA)
			continue;
		buf_puts(python->text, join);
		python_put_bytes(python->text, python->known,
				 journal_word_of(python->entry, facts[i].text));
		join = ", ";
	}
	buf_putc(python->text, ']');
}

static void put_events(struct python *python)
{
	const char *join = "";
	size_t count;
	const struct journal_fact *facts = journal_facts(python->entry, &count);

	buf_putc(python->text, '[');
	for (size_t i = 0; i < count; i++) {
		struct word word = journal_word_of(python->entry, facts[i].text);

		if (strcmp(facts[i].field->key, "value") != 0)
			continue;
		buf_printf(python->text, "%sselect.POLL", join);
		for (size_t k = 0; k < word.size; k++)
			if (word.at[k] == '|')
				buf_puts(python->text, " | select.POLL");
			else
				buf_putc(python->text, word.at[k]);
		join = ", ";
	}
	buf_putc(python->text, ']');
}

/* An end that no socket of ours has is another one next time. */
static bool put_known_address(struct python *python, struct word text)
{
	size_t at, size;
	bool is_whole = false;
	const struct known_end *end = known_find(python->known, text, &at, &size, &is_whole);
	struct python_address address = { text, { "", 0 }, false, false, false };

	return end && is_whole && python_put_address(python->text, python->known, &address);
}

/* What stands behind "==". False: nothing can be compared. */
static bool put_result(struct python *python, const struct python_form *form)
{
	struct word value = text_of(python, "value"), number = text_of(python, "errno");

	switch ((enum python_gives)form->gives) {
	case GIVES_BYTES:
		put_data(python);
		return true;
	case GIVES_NUMBER:
		if (number.size > 0)
			buf_printf(python->text, "errno.%.*s", (int)number.size, number.at);
		return number.size > 0 || python_put_number(python->text, value);
	case GIVES_TEXT:
		value = value.size > 0 ? value : text_of(python, "name");
		python_put_text(python->text, python->known, value);
		return true;
	case GIVES_SWITCH:
		return python_put_switch(python->text, value);
	case GIVES_SECONDS:
		return python_put_seconds(python->text, value);
	case GIVES_ADDRESS:
		return put_known_address(python, value);
	case GIVES_LINES:
		put_list(python);
		return true;
	case GIVES_TUPLE:
		return python_put_tuple(python);
	case GIVES_EVENTS:
		put_events(python);
		return true;
	case GIVES_OTHER:
		return python_put_option_value(python->text, python->entry);
	case GIVES_NOTHING:
	case GIVES_MESSAGE:
	case GIVES_SOCKET:
	case GIVES_FDS:
		break;
	}
	return false;
}

/* ---- calls -------------------------------------------------------------------------------- */

/* Append " == RESULT" to the assertion that begins at FROM; where nothing can be compared it is a
 * call and no more. */
static void end_assertion(struct python *python, const struct python_form *form, size_t from)
{
	static const char begin[] = "assert ";
	size_t end = python->text->size;

	buf_puts(python->text, " == ");
	if (!put_result(python, form) && !python->text->failed) {
		python->text->size = end - (sizeof(begin) - 1);
		memmove(python->text->data + from, python->text->data + from + sizeof(begin) - 1,
			end - from - (sizeof(begin) - 1));
	}
	buf_putc(python->text, '\n');
}

/* x = CALL, and then what x is. */
static bool put_named(struct python *python, const struct python_form *form)
{
	size_t from;

	put_names(python);
	if (!python_put_call(python, form))
		return false;
	buf_putc(python->text, '\n');
	if (python->entry->name_count > 1 || form->gives == GIVES_SOCKET)
		return true;
	from = python->text->size;
	buf_puts(python->text, "assert ");
	python_put_name(python->text, journal_word_of(python->entry, python->entry->name[0]));
	end_assertion(python, form, from);
	return true;
}

/* data, peer = CALL: who sent it is known where it is a socket of ours. */
static bool put_message(struct python *python, const struct python_form *form)
{
	struct word peer = text_of(python, "peer");
	const struct journal_entry *entry = python->entry;
	struct buf name = { 0 };
	size_t from;
	bool fine;

	if (entry->name_count > 0)
		python_put_name(&name, journal_word_of(entry, entry->name[0]));
	else
		buf_puts(&name, "data");
	buf_printf(python->text, "%s, peer = ", buf_text(&name));
	fine = python_put_call(python, form);
	if (fine) {
		buf_printf(python->text, "\nassert %s == ", buf_text(&name));
		put_data(python);
		buf_putc(python->text, '\n');
		from = python->text->size;
		buf_puts(python->text, "assert peer == ");
		if (put_known_address(python, peer))
			buf_putc(python->text, '\n');
		else
			python->text->size = from;
	}
	buf_free_part(&name, python->text);
	return fine;
}

/* data, fds = CALL; each descriptor becomes what it was before. */
static bool put_descriptors(struct python *python, const struct python_form *form)
{
	const struct journal_entry *entry = python->entry;

	buf_puts(python->text, "data, fds = ");
	if (!python_put_call(python, form))
		return false;
	buf_puts(python->text, "\nassert data == ");
	put_data(python);
	buf_putc(python->text, '\n');
	for (unsigned i = 0; i < entry->name_count; i++) {
		python_put_name(python->text, journal_word_of(entry, entry->name[i]));
		buf_printf(python->text, " = adopt(fds[%u])\n", i);
	}
	return true;
}

/* What Python makes for TCP alone takes steps elsewhere. */
static bool takes_steps(const struct python *python)
{
	const struct sockkind *kind = python_kind(python);

	return word_begins(journal_verb(python->entry), "create_") && kind &&
	       !(kind->on & ON_TCP && kind->family == AF_INET);
}

static void put_constructor(struct python *python)
{
	const struct sockkind *kind = python_kind(python);

	buf_printf(python->text, "socket.socket(socket.%s, socket.%s)",
		   name_word(names_family, kind->family), name_word(names_socktype, kind->type));
}

static bool put_step(struct python *python)
{
	bool serves = word_is(journal_verb(python->entry), word_of("create_server"));

	buf_puts(python->text, serves ? ".bind(" : ".connect(");
	if (!python_put_place(python))
		return false;
	buf_puts(python->text, ")");
	return true;
}

static bool put_made(struct python *python, const struct python_form *form)
{
	struct word name = journal_word_of(python->entry, python->entry->name[0]);

	if (!takes_steps(python))
		return put_named(python, form);
	put_names(python);
	put_constructor(python);
	buf_puts(python->text, "\n");
	python_put_name(python->text, name);
	if (!put_step(python))
		return false;
	buf_puts(python->text, "\n");
	if (word_is(journal_verb(python->entry), word_of("create_server")) &&
	    python_kind(python)->type != SOCK_DGRAM) {
		python_put_name(python->text, name);
		buf_puts(python->text, ".listen()\n");
	}
	return true;
}

static bool put_plain(struct python *python, const struct python_form *form)
{
	size_t from = python->text->size;

	if (form->gives != GIVES_NOTHING)
		buf_puts(python->text, "assert ");
	if (!python_put_call(python, form))
		return false;
	if (form->gives != GIVES_NOTHING)
		end_assertion(python, form, from);
	else
		buf_putc(python->text, '\n');
	return true;
}

static bool put_success(struct python *python, const struct python_form *form)
{
	if (form->gives == GIVES_MESSAGE)
		return put_message(python, form);
	if (form->gives == GIVES_FDS)
		return put_descriptors(python, form);
	if (form->gives == GIVES_SOCKET && python->entry->name_count > 0)
		return put_made(python, form);
	if (python->entry->name_count > 0)
		return put_named(python, form);
	return put_plain(python, form);
}

/* What is no failure there, but something empty: the end of a stream, nothing that came. */
static const char *emptiness(const struct python *python, const struct python_form *form)
{
	enum status status = python->entry->status;

	if (status == STATUS_CLOSED && form->gives == GIVES_BYTES)
		return "b''";
	if ((status == STATUS_CLOSED && form->gives == GIVES_LINES) ||
	    (status == STATUS_TIMEOUT && form->gives == GIVES_EVENTS))
		return "[]";
	return NULL;
}

/* Time that is up has no errno there, nor has an interface that is not there. */
static void put_fails(struct python *python, const struct python_form *form)
{
	const struct journal_entry *entry = python->entry;
	const char *name = err_name(entry->number);
	size_t count;
	const struct journal_word *words = journal_words(entry, &count);

	if (entry->status == STATUS_TIMEOUT) {
		buf_puts(python->text, "with fails(None)");
		if (form->operands[0] == 's' && count > 1) {
			buf_puts(python->text, ", limit(");
			python_put_name(python->text, journal_word_of(entry, words[1].bytes));
			buf_putc(python->text, ')');
		}
	} else if (name && !word_begins(journal_verb(entry), "if_")) {
		buf_printf(python->text, "with fails(errno.%s)", name);
	} else {
		buf_puts(python->text, "with fails()");
	}
	buf_puts(python->text, ":\n\t");
}

static bool put_failure(struct python *python, const struct python_form *form)
{
	const char *empty = emptiness(python, form);

	if (empty)
		buf_puts(python->text, "assert ");
	else
		put_fails(python, form);
	if (takes_steps(python)) {
		put_constructor(python);
		if (!put_step(python))
			return false;
	} else if (!python_put_call(python, form)) {
		return false;
	}
	buf_printf(python->text, "%s%s\n", empty ? " == " : "", empty ? empty : "");
	return true;
}

/* The socket's end has a name of its own from here on. */
static void put_saved(struct python *python)
{
	const struct known_end *end = known_close(python->known, python->entry);

	if (!end)
		return;
	python_put_name(python->text, word_of(end->name));
	buf_puts(python->text, "_local = ");
	python_put_name(python->text, word_of(end->name));
	buf_puts(python->text, ".getsockname()\n");
}

static void put_verb(struct python *python)
{
	const struct journal_entry *entry = python->entry;
	const struct python_form *form = python_form_find(journal_verb(entry));
	size_t from = python->text->size;
	bool went_well = status_is_success(entry->status) || entry->results == 0;
	bool fine = form && entry->is_whole && !entry->is_cut && entry->status != STATUS_INVALID;

	put_saved(python);
	if (fine)
		fine = went_well ? put_success(python, form) : put_failure(python, form);
	if (fine || python->text->failed)
		return;
	python->text->size = from;
	put_comment(python, "no form in Python");
}

/* ---- applets, programs and jobs ----------------------------------------------------------- */

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

static void put_child(struct python *python)
{
	const struct journal_entry *entry = python->entry;
	bool is_named = entry->name_count > 0 && !entry->is_job;

	if (!entry->is_whole || !entry->has_words) {
		put_comment(python, "no form in Python");
		return;
	}
	if (is_named)
		put_names(python);
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

static void put_builtin(struct python *python)
{
	struct word verb = journal_verb(python->entry);
	bool went_well = python->entry->code == 0 && python->entry->is_whole;

	if (went_well && word_is(verb, word_of("start"))) {
		put_names(python);
		buf_puts(python->text, "start(");
		put_words(python, 1);
		buf_puts(python->text, ")\n");
	} else if (went_well && word_is(verb, word_of("kill"))) {
		put_job_calls(python, "terminate() wait()");
	} else if (went_well && word_is(verb, word_of("wait"))) {
		put_job_calls(python, "wait()");
	} else {
		put_comment(python, "no form in Python");
	}
}

/* ---- entries ------------------------------------------------------------------------------ */

static void put_command(struct python *python)
{
	const char *why = testresult_reason(python->entry);

	if (why) {
		put_comment(python, why);
		return;
	}
	switch (python->entry->calls) {
	case COMMAND_VERB:
		put_verb(python);
		break;
	case COMMAND_BUILTIN:
		put_builtin(python);
		break;
	case COMMAND_APPLET:
	case COMMAND_PROGRAM:
		put_child(python);
		break;
	}
}

static void put_value(struct python *python)
{
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);
	struct word bytes = journal_word_of(python->entry, words[0].bytes);

	put_names(python);
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
		put_comment(python, "no form in Python");
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
