/* python_verb -- a verb of a session in Python: what it calls, and what that has to come to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "net/names.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"
#include "python/python_call.h"
#include "python/python_operand.h"
#include "python/python_verb.h"

void python_put_names(struct python *python)
{
	const struct journal_entry *entry = python->entry;

	for (unsigned i = 0; i < entry->name_count; i++) {
		buf_puts(python->text, i > 0 ? ", " : "");
		python_put_name(python->text, journal_word_of(entry, entry->name[i]));
	}
	if (entry->name_count > 0)
		buf_puts(python->text, " = ");
}

/* Append " == RESULT" to the assertion that begins at FROM; where nothing can be compared it is a
 * call and no more. */
static void end_assertion(struct python *python, const struct python_form *form, size_t from)
{
	static const char begin[] = "assert ";
	size_t end = python->text->size;

	buf_puts(python->text, " == ");
	if (!python_put_result(python, form) && !python->text->failed) {
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

	python_put_names(python);
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
	const struct journal_entry *entry = python->entry;
	const struct journal_fact *peer = journal_fact(entry, "peer");
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
		python_put_data(python);
		buf_putc(python->text, '\n');
		from = python->text->size;
		buf_puts(python->text, "assert peer == ");
		if (peer && python_put_end(python, journal_word_of(entry, peer->text)))
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
	python_put_data(python);
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
	python_put_names(python);
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

void python_put_verb(struct python *python)
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
	python_put_comment(python, "no form in Python");
}
