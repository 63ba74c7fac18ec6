/* python_result -- what a call of Python has to come to, from what the verb came to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "python/python_call.h"
#include "python/python_operand.h"
#include "python/python_option.h"
#include "python/python_verb.h"

static struct word text_of(const struct python *python, const char *key)
{
	const struct journal_fact *fact = journal_fact(python->entry, key);

	return fact ? journal_word_of(python->entry, fact->text) : (struct word){ "", 0 };
}

/* All that its results brought, as a stream has it. */
void python_put_data(struct python *python)
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
bool python_put_end(struct python *python, struct word text)
{
	size_t at, size;
	bool is_whole = false;
	const struct known_end *end = known_find(python->known, text, &at, &size, &is_whole);
	struct python_address address = { text, { "", 0 }, false, false, false };

	return end && is_whole && python_put_address(python->text, python->known, &address);
}

/* What stands behind "==". False: nothing can be compared. */
bool python_put_result(struct python *python, const struct python_form *form)
{
	struct word value = text_of(python, "value"), number = text_of(python, "errno");

	switch ((enum python_gives)form->gives) {
	case GIVES_BYTES:
		python_put_data(python);
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
		return python_put_end(python, value);
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
