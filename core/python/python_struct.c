/* python_struct -- values of a format of struct, as arguments and as a tuple. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "proto/pack_format.h"
#include "python/python_operand.h"

static bool put_packed(struct buf *text, const struct python_operands *operands, char letter,
		       struct word value)
{
	switch (letter) {
	case 's':
	case 'p':
	case 'c':
		python_put_bytes(text, operands->python->known, value);
		return true;
	case '?':
		return python_put_number(text, value) || python_put_switch(text, value);
	case 'e':
	case 'f':
	case 'd':
		buf_puts(text, "float('");
		buf_put(text, value.at, value.size);
		buf_puts(text, "')");
		return !memchr(value.at, '\'', value.size);
	default:
		return python_put_number(text, value);
	}
}

static bool read_format(struct pack_format *format, struct buf *copy, const struct python *python)
{
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);
	struct word word = journal_word_of(python->entry, words[1].bytes);
	struct err ignored = { 0 };

	buf_put(copy, word.at, word.size);
	return pack_format_read(format, buf_text(copy), &ignored) && !format->named;
}

bool python_take_values(struct buf *text, struct python_operands *operands)
{
	struct pack_format format = { 0 };
	struct buf copy = { 0 };
	bool fine = read_format(&format, &copy, operands->python);

	for (size_t i = 0; fine && i < format.count; i++)
		for (size_t k = 0; fine && k < format.item[i].value_count; k++) {
			buf_puts(text, ", ");
			fine = python_has_next(operands) &&
			       put_packed(text, operands, format.item[i].code->letter,
					  python_next(operands));
		}
	pack_format_free(&format);
	buf_free_part(&copy, text);
	return fine;
}

bool python_put_tuple(struct python *python)
{
	struct python_operands operands = { .python = python };
	struct pack_format format = { 0 };
	struct buf copy = { 0 };
	bool fine = read_format(&format, &copy, python);
	size_t count, at = 0;
	const struct journal_fact *facts = journal_facts(python->entry, &count);

	buf_putc(python->text, '(');
	for (size_t i = 0; fine && i < format.count; i++)
		for (size_t k = 0; fine && k < format.item[i].value_count; k++) {
			while (at < count && strcmp(facts[at].field->key, "value") != 0)
				at++;
			fine = at < count &&
			       put_packed(python->text, &operands, format.item[i].code->letter,
					  journal_word_of(python->entry, facts[at++].text));
			buf_puts(python->text, ", ");
		}
	buf_putc(python->text, ')');
	pack_format_free(&format);
	buf_free_part(&copy, python->text);
	return fine;
}
