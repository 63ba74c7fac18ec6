/* python_call -- one verb of the workbench as a call of Python. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/python_call.h"

#include <string.h>

#include "base/num.h"
#include "net/endpoint.h"
#include "net/names.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"
#include "python/python_operand.h"
#include "python/python_option.h"

/* ---- operands ----------------------------------------------------------------------------- */

/* All words that are left are one. */
static bool put_rest(struct buf *text, struct python_operands *operands)
{
	bool is_echo = word_is(journal_verb(operands->python->entry), word_of("echo"));
	struct buf whole = { 0 };
	struct word bytes;

	for (bool first = true; python_has_next(operands); first = false) {
		bytes = python_next(operands);
		buf_puts(&whole, is_echo && !first ? " " : "");
		buf_put(&whole, bytes.at, bytes.size);
	}
	bytes = (struct word){ buf_text(&whole), whole.size };
	(is_echo ? python_put_text : python_put_bytes)(text, operands->python->known, bytes);
	buf_free_part(&whole, text);
	return true;
}

static bool put_optional(struct buf *text, struct python_operands *operands, char letter);

static bool put_operand(struct buf *text, struct python_operands *operands, char letter)
{
	switch (letter) {
	case 's':
		python_put_name(text, python_next(operands));
		return true;
	case 'i':
		return python_put_number(text, python_next(operands));
	case 'b':
		return put_rest(text, operands);
	case 'a':
		return python_take_address(text, operands, false);
	case 'q':
		python_put_text(text, operands->python->known, python_next(operands));
		return true;
	case 'c':
		python_put_constants(text, python_next(operands));
		return true;
	case 't':
		return python_put_seconds(text, python_next(operands));
	case 'w':
		return python_put_switch(text, python_next(operands));
	case 'k':
		return python_take_kind(text, operands);
	case 'd':
		return python_take_descriptors(text, operands);
	case 'p':
		return python_take_polled(text, operands);
	case 'f':
		return python_take_values(text, operands);
	case 'v':
		operands->at = operands->count;
		return python_put_option(text, operands->python->entry);
	default:
		return put_optional(text, operands, letter);
	}
}

/* Those with an upper-case letter that are there. */
static bool put_optional(struct buf *text, struct python_operands *operands, char letter)
{
	char room[ENDPOINT_NAME_MAX];

	switch (letter) {
	case 'A':
		return python_take_address(text, operands, true);
	case 'K':
		if (operands->at + 1 < operands->count &&
		    sockkind_find(python_copy(python_word_at(operands, operands->at), room)))
			operands->at++;
		return true;
	case 'O':
		return word_is(python_next(operands), word_of("on"));
	case 'B':
		return put_operand(text, operands, 'b');
	default:
		return put_operand(text, operands, (char)(letter | 0x20));
	}
}

static bool read_operands(struct python_operands *operands, const struct python_form *form)
{
	for (size_t i = 0; form->operands[i] && i < PYTHON_OPERANDS_MAX; i++) {
		char letter = form->operands[i];
		bool is_optional = letter >= 'A' && letter <= 'Z';

		if (letter == 'B' && !python_has_next(operands) && i > 0) {
			buf_puts(&operands->text[i], "b'\\0'");
			continue;
		}
		operands->is_there[i] = python_has_next(operands);
		if (!python_has_next(operands) && (is_optional || letter == 'f'))
			continue;
		if (!python_has_next(operands) && letter != 'k' && letter != 'b')
			return false;
		if (!put_operand(&operands->text[i], operands, letter))
			return false;
	}
	return !python_has_next(operands);
}

/* Options are the shell's own way to say things. */
static bool has_options(const struct python_operands *operands)
{
	const struct python *python = operands->python;
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);

	for (size_t i = 1; i < count; i++) {
		struct word source = journal_word_of(python->entry, words[i].source);

		if (word_begins(source, "-") && source.size > 1 && num_digit(source.at[1]) < 0)
			return true;
	}
	return false;
}

/* ---- the call ----------------------------------------------------------------------------- */

static bool is_there(const struct python_operands *operands, const char *call)
{
	return operands->is_there[strchr(call, '{')[1] - '0'];
}

static void put_call(struct buf *text, struct python_operands *operands, const char *call)
{
	for (; *call; call++) {
		if (*call == '{') {
			buf_puts(text, buf_text(&operands->text[call[1] - '0']));
			call += 2;
		} else if (*call == '<' && !is_there(operands, call)) {
			call = strchr(call, '>');
		} else if (*call != '<' && *call != '>') {
			buf_putc(text, *call);
		}
	}
}

/* What another process sends comes in pieces, as luck has it: all that came is waited for. */
static void wait_for_all(struct python_operands *operands, const struct python_form *form)
{
	const struct journal_fact *type = journal_fact(operands->python->entry, "socktype");
	size_t size = journal_data_size(operands->python->entry);

	if (strcmp(form->verb, "recv") != 0 || operands->is_there[2] || size == 0 || !type ||
	    operands->python->jobs->size == 0 ||
	    !word_is(journal_word_of(operands->python->entry, type->text), word_of("SOCK_STREAM")))
		return;
	buf_clear(&operands->text[1]);
	buf_putu(&operands->text[1], size);
	buf_puts(&operands->text[2], "socket.MSG_WAITALL");
	operands->is_there[2] = true;
}

bool python_put_call(struct python *python, const struct python_form *form)
{
	struct python_operands operands = { .python = python, .at = 1 };
	bool fine;

	journal_words(python->entry, &operands.count);
	fine = !has_options(&operands) && read_operands(&operands, form);
	if (fine)
		wait_for_all(&operands, form);
	if (fine)
		put_call(python->text, &operands, form->call);
	for (size_t i = 0; i <= PYTHON_OPERANDS_MAX; i++)
		buf_free_part(&operands.text[i], python->text);
	return fine;
}
