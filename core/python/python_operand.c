/* python_operand -- the words of a verb, taken one after the other as Python's arguments. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/python_operand.h"

#include <string.h>

#include "base/num.h"
#include "net/names.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"

struct word python_word_at(const struct python_operands *operands, size_t at)
{
	size_t count;
	const struct journal_word *words = journal_words(operands->python->entry, &count);

	return at < count ? journal_word_of(operands->python->entry, words[at].bytes)
			  : (struct word){ "", 0 };
}

struct word python_next(struct python_operands *operands)
{
	return python_word_at(operands, operands->at++);
}

char *python_copy(struct word word, char room[static ENDPOINT_NAME_MAX])
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
		return sockkind_find(python_copy(journal_word_of(python->entry, fact->text), room));
	if (count < 2)
		return NULL;
	python_copy(journal_word_of(python->entry, words[1].bytes), room);
	kind = sockkind_find(room);
	return kind ? kind : kind_of_address(room);
}

bool python_take_kind(struct buf *text, struct python_operands *operands)
{
	char room[ENDPOINT_NAME_MAX];
	bool is_pair = word_is(journal_verb(operands->python->entry), word_of("socketpair"));
	const char *word = python_has_next(operands) ? python_copy(python_next(operands), room)
			   : is_pair                 ? "unix"
						     : "tcp";
	const struct sockkind *kind = sockkind_find(word);

	if (!kind) {
		python_put_constants(text, word_of(word));
		while (python_has_next(operands)) {
			buf_puts(text, ", ");
			python_put_constants(text, python_next(operands));
		}
		return true;
	}
	buf_printf(text, "socket.%s, socket.%s", name_word(names_family, kind->family),
		   name_word(names_socktype, kind->type));
	if (kind->protocol && !(kind->on & (ON_TCP | ON_UDP)))
		buf_printf(text, ", %d", kind->protocol);
	return !python_has_next(operands);
}

/* The word that says where a socket is, and the port behind it where that is a word of its own. */
bool python_take_address(struct buf *text, struct python_operands *operands, bool is_pair)
{
	const struct sockkind *kind = python_kind(operands->python);
	struct python_address address = { .host = python_next(operands), .is_pair = is_pair };
	char host[ENDPOINT_NAME_MAX], port[ENDPOINT_NAME_MAX];

	address.is_unix = kind && kind->family == AF_UNIX;
	address.is_ipv6 = kind && kind->family == AF_INET6;
	address.port = (struct word){ "", 0 };
	if (python_has_next(operands) &&
	    endpoint_pairs(python_copy(address.host, host),
			   python_copy(python_word_at(operands, operands->at), port)))
		address.port = python_next(operands);
	return python_put_address(text, operands->python->known, &address);
}

bool python_put_place(struct python *python)
{
	struct python_operands operands = { .python = python, .at = 1 };
	char room[ENDPOINT_NAME_MAX];

	journal_words(python->entry, &operands.count);
	if (operands.count > 2 && sockkind_find(python_copy(python_word_at(&operands, 1), room)))
		operands.at++;
	return python_take_address(python->text, &operands, false);
}

/* What a socket's name or a number stands for. */
static void put_descriptor(struct buf *text, struct word word)
{
	if (python_put_number(text, word))
		return;
	python_put_name(text, word);
	buf_puts(text, ".fileno()");
}

bool python_take_descriptors(struct buf *text, struct python_operands *operands)
{
	struct word words = python_next(operands);
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
bool python_take_polled(struct buf *text, struct python_operands *operands)
{
	const char *join = "[";

	while (python_has_next(operands)) {
		struct word word = python_next(operands), name = word;
		const char *colon = memchr(word.at, ':', word.size);

		if (!python_has_next(operands) && word.at[0] >= '0' && word.at[0] <= '9') {
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
