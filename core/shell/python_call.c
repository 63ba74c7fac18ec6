/* python_call -- one verb of the workbench as a call of Python. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/python_call.h"

#include <string.h>

#include "base/num.h"
#include "net/endpoint.h"
#include "net/names.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"
#include "proto/pack_format.h"
#include "shell/python_option.h"

enum { OPERANDS_MAX = 5 };

/* The words that are left, and what was made of those that were taken. */
struct operands {
	struct python *python;
	size_t at, count;
	struct buf text[OPERANDS_MAX + 1];
	bool is_there[OPERANDS_MAX + 1];
};

static struct word word_at(const struct operands *operands, size_t at)
{
	size_t count;
	const struct journal_word *words = journal_words(operands->python->entry, &count);

	return at < count ? journal_word_of(operands->python->entry, words[at].bytes)
			  : (struct word){ "", 0 };
}

static bool has_word(const struct operands *operands)
{
	return operands->at < operands->count;
}

static struct word next_word(struct operands *operands)
{
	return word_at(operands, operands->at++);
}

/* TEXT with a NUL behind it, in ROOM: what is longer is no word of any table. */
static const char *name_of(struct word word, char room[static ENDPOINT_NAME_MAX])
{
	size_t size = word.size < ENDPOINT_NAME_MAX ? word.size : 0;

	memcpy(room, word.at, size);
	room[size] = '\0';
	return room;
}

/* ---- sockets and addresses ---------------------------------------------------------------- */

/* An address says its transport, whose word is that of a kind too. */
static const struct sockkind *kind_of_address(const char *word)
{
	struct endpoint endpoint;
	struct err ignored = { 0 };

	if (!endpoint_parse(&endpoint, word, TRANSPORT_TCP, &ignored))
		return NULL;
	return sockkind_find(name_word(endpoint_transports, endpoint.transport));
}

const struct sockkind *python_kind(const struct python *python)
{
	const struct journal_fact *fact = journal_fact(python->entry, "kind");
	const struct sockkind *kind;
	char room[ENDPOINT_NAME_MAX];
	size_t count;
	const struct journal_word *words = journal_words(python->entry, &count);

	if (fact)
		return sockkind_find(name_of(journal_word_of(python->entry, fact->text), room));
	if (count < 2)
		return NULL;
	name_of(journal_word_of(python->entry, words[1].bytes), room);
	kind = sockkind_find(room);
	return kind ? kind : kind_of_address(room);
}

static bool put_kind(struct buf *text, struct operands *operands)
{
	char room[ENDPOINT_NAME_MAX];
	bool is_pair = word_is(journal_verb(operands->python->entry), word_of("socketpair"));
	const char *word = has_word(operands) ? name_of(next_word(operands), room)
			   : is_pair          ? "unix"
					      : "tcp";
	const struct sockkind *kind = sockkind_find(word);

	if (!kind) {
		python_put_constants(text, word_of(word));
		while (has_word(operands)) {
			buf_puts(text, ", ");
			python_put_constants(text, next_word(operands));
		}
		return true;
	}
	buf_printf(text, "socket.%s, socket.%s", name_word(names_family, kind->family),
		   name_word(names_socktype, kind->type));
	if (kind->protocol && !(kind->on & (ON_TCP | ON_UDP)))
		buf_printf(text, ", %d", kind->protocol);
	return !has_word(operands);
}

/* The word that says where a socket is, and the port behind it where that is a word of its own. */
static bool put_address(struct buf *text, struct operands *operands, bool is_pair)
{
	const struct sockkind *kind = python_kind(operands->python);
	struct python_address address = { .host = next_word(operands), .is_pair = is_pair };
	char host[ENDPOINT_NAME_MAX], port[ENDPOINT_NAME_MAX];

	address.is_unix = kind && kind->family == AF_UNIX;
	address.is_ipv6 = kind && kind->family == AF_INET6;
	address.port = (struct word){ "", 0 };
	if (has_word(operands) && endpoint_pairs(name_of(address.host, host),
						 name_of(word_at(operands, operands->at), port)))
		address.port = next_word(operands);
	return python_put_address(text, operands->python->known, &address);
}

bool python_put_place(struct python *python)
{
	struct operands operands = { .python = python, .at = 1 };
	char room[ENDPOINT_NAME_MAX];

	journal_words(python->entry, &operands.count);
	if (operands.count > 2 && sockkind_find(name_of(word_at(&operands, 1), room)))
		operands.at++;
	return put_address(python->text, &operands, false);
}

/* What a socket's name or a number stands for. */
static void put_descriptor(struct buf *text, struct word word)
{
	if (python_put_number(text, word))
		return;
	python_put_name(text, word);
	buf_puts(text, ".fileno()");
}

static bool put_descriptors(struct buf *text, struct word words)
{
	const char *join = "";

	while (words.size > 0) {
		const char *comma = memchr(words.at, ',', words.size);
		struct word one = { words.at, comma ? (size_t)(comma - words.at) : words.size };

		buf_puts(text, join);
		put_descriptor(text, one);
		join = ", ";
		words = word_behind(words, one.size + (comma != NULL));
	}
	return *join;
}

/* ---- poll --------------------------------------------------------------------------------- */

static void put_event(struct buf *text, struct word events)
{
	const char *join = "";

	while (events.size > 0) {
		size_t size = 0;

		buf_printf(text, "%sselect.POLL", join);
		for (; size < events.size && !strchr("|,", events.at[size]); size++)
			buf_putc(text, (char)(events.at[size] & ~0x20));
		events = word_behind(events, size + (size < events.size));
		join = " | ";
	}
}

/* "s:in t:out 1s" is [(s, select.POLLIN), (t, select.POLLOUT)], 1. */
static bool put_polled(struct buf *text, struct operands *operands)
{
	const char *join = "[";

	while (has_word(operands)) {
		struct word word = next_word(operands), name = word;
		const char *colon = memchr(word.at, ':', word.size);

		if (!has_word(operands) && word.at[0] >= '0' && word.at[0] <= '9') {
			buf_puts(text, "], ");
			return python_put_seconds(text, word);
		}
		name.size = colon ? (size_t)(colon - word.at) : word.size;
		buf_printf(text, "%s(", join);
		python_put_name(text, name);
		buf_puts(text, ", ");
		put_event(text, colon ? word_behind(word, name.size + 1) : word_of("in"));
		buf_putc(text, ')');
		join = ", ";
	}
	buf_putc(text, ']');
	return true;
}

/* ---- struct ------------------------------------------------------------------------------- */

static bool put_packed(struct buf *text, const struct operands *operands, char letter,
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

static bool put_values(struct buf *text, struct operands *operands)
{
	struct pack_format format = { 0 };
	struct buf copy = { 0 };
	bool fine = read_format(&format, &copy, operands->python);

	for (size_t i = 0; fine && i < format.count; i++)
		for (size_t k = 0; fine && k < format.item[i].value_count; k++) {
			buf_puts(text, ", ");
			fine = has_word(operands) &&
			       put_packed(text, operands, format.item[i].code->letter,
					  next_word(operands));
		}
	pack_format_free(&format);
	buf_free_part(&copy, text);
	return fine;
}

bool python_put_tuple(struct python *python)
{
	struct operands operands = { .python = python };
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

/* ---- operands ----------------------------------------------------------------------------- */

/* All words that are left are one. */
static bool put_rest(struct buf *text, struct operands *operands)
{
	bool is_echo = word_is(journal_verb(operands->python->entry), word_of("echo"));
	struct buf whole = { 0 };
	struct word bytes;

	for (bool first = true; has_word(operands); first = false) {
		bytes = next_word(operands);
		buf_puts(&whole, is_echo && !first ? " " : "");
		buf_put(&whole, bytes.at, bytes.size);
	}
	bytes = (struct word){ buf_text(&whole), whole.size };
	(is_echo ? python_put_text : python_put_bytes)(text, operands->python->known, bytes);
	buf_free_part(&whole, text);
	return true;
}

static bool put_optional(struct buf *text, struct operands *operands, char letter);

static bool put_operand(struct buf *text, struct operands *operands, char letter)
{
	switch (letter) {
	case 's':
		python_put_name(text, next_word(operands));
		return true;
	case 'i':
		return python_put_number(text, next_word(operands));
	case 'b':
		return put_rest(text, operands);
	case 'a':
		return put_address(text, operands, false);
	case 'q':
		python_put_text(text, operands->python->known, next_word(operands));
		return true;
	case 'c':
		python_put_constants(text, next_word(operands));
		return true;
	case 't':
		return python_put_seconds(text, next_word(operands));
	case 'w':
		return python_put_switch(text, next_word(operands));
	case 'k':
		return put_kind(text, operands);
	case 'd':
		return put_descriptors(text, next_word(operands));
	case 'p':
		return put_polled(text, operands);
	case 'f':
		return put_values(text, operands);
	case 'v':
		operands->at = operands->count;
		return python_put_option(text, operands->python->entry);
	default:
		return put_optional(text, operands, letter);
	}
}

/* Those with an upper-case letter that are there. */
static bool put_optional(struct buf *text, struct operands *operands, char letter)
{
	char room[ENDPOINT_NAME_MAX];

	switch (letter) {
	case 'A':
		return put_address(text, operands, true);
	case 'K':
		if (operands->at + 1 < operands->count &&
		    sockkind_find(name_of(word_at(operands, operands->at), room)))
			operands->at++;
		return true;
	case 'O':
		return word_is(next_word(operands), word_of("on"));
	case 'B':
		return put_operand(text, operands, 'b');
	default:
		return put_operand(text, operands, (char)(letter | 0x20));
	}
}

static bool read_operands(struct operands *operands, const struct python_form *form)
{
	for (size_t i = 0; form->operands[i] && i < OPERANDS_MAX; i++) {
		char letter = form->operands[i];
		bool is_optional = letter >= 'A' && letter <= 'Z';

		if (letter == 'B' && !has_word(operands) && i > 0) {
			buf_puts(&operands->text[i], "b'\\0'");
			continue;
		}
		operands->is_there[i] = has_word(operands);
		if (!has_word(operands) && (is_optional || letter == 'f'))
			continue;
		if (!has_word(operands) && letter != 'k' && letter != 'b')
			return false;
		if (!put_operand(&operands->text[i], operands, letter))
			return false;
	}
	return !has_word(operands);
}

/* Options are the shell's own way to say things. */
static bool has_options(const struct operands *operands)
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

static bool is_there(const struct operands *operands, const char *call)
{
	return operands->is_there[strchr(call, '{')[1] - '0'];
}

static void put_call(struct buf *text, struct operands *operands, const char *call)
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
static void wait_for_all(struct operands *operands, const struct python_form *form)
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
	struct operands operands = { .python = python, .at = 1 };
	bool fine;

	journal_words(python->entry, &operands.count);
	fine = !has_options(&operands) && read_operands(&operands, form);
	if (fine)
		wait_for_all(&operands, form);
	if (fine)
		put_call(python->text, &operands, form->call);
	for (size_t i = 0; i <= OPERANDS_MAX; i++)
		buf_free_part(&operands.text[i], python->text);
	return fine;
}
