/* testresult -- what a command came to, as an expectation. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/testresult.h"

#include <string.h>

#include "record/sameness.h"
#include "record/scriptword.h"

/* ---- one fact ----------------------------------------------------------------------------- */

struct result {
	struct buf *text;
	const struct known *known;
	const struct journal_entry *entry;
	unsigned terms;
};

static void begin_term(struct result *result)
{
	buf_puts(result->text, result->terms++ == 0 ? " => " : ", ");
}

static bool is_number(const struct journal_fact *fact)
{
	return fact->field->type == FIELD_INT || fact->field->type == FIELD_UINT ||
	       fact->field->type == FIELD_BOOL || fact->field->type == FIELD_ADDRESS;
}

static void put_atom(const struct result *result, const struct journal_fact *fact)
{
	struct word text = journal_word_of(result->entry, fact->text);

	if (is_number(fact))
		buf_put(result->text, text.at, text.size);
	else
		scriptword_put(result->text, result->known, text);
}

/* ---- payload ------------------------------------------------------------------------------ */

/* A name that the kernel chose is not the same again; a port of ours is known by its socket. */
static void put_peer(struct result *result, struct word peer)
{
	size_t at, size;
	bool is_whole = false;
	const struct known_end *end = known_find(result->known, peer, &at, &size, &is_whole);
	const char *colon = memrchr(peer.at, ':', peer.size);
	const char *transport = memchr(peer.at, ':', peer.size);

	if (end && is_whole && !end->is_saved && end->port[0])
		buf_printf(result->text, " from ${%s.local}", end->name);
	else if (word_begins(peer, "udp:") && colon > transport)
		buf_printf(result->text, " from %.*s:*", (int)(colon - transport - 1),
			   transport + 1);
}

static void put_cut(struct result *result)
{
	const struct journal_fact *lost = journal_fact(result->entry, "lost_bytes");
	struct word text = { "0", 1 };

	if (lost)
		text = journal_word_of(result->entry, lost->text);
	if (text.at[0] == '0')
		return;
	begin_term(result);
	buf_printf(result->text, "lost_bytes == %.*s", (int)text.size, text.at);
}

/* All data of all results, as a stream has it; a part where more came than is kept. */
static bool put_data(struct result *result)
{
	const struct journal_entry *entry = result->entry;
	const struct journal_fact *peer = journal_fact(entry, "peer");
	struct buf whole = { 0 };
	bool is_cut = false, has_data = false;
	size_t count;
	const struct journal_fact *facts = journal_facts(entry, &count);

	for (size_t i = 0; i < count; i++) {
		struct word text = journal_word_of(entry, facts[i].text);

		if (facts[i].field->type != FIELD_DATA || is_cut)
			continue;
		has_data = true;
		is_cut = text.size < facts[i].size || whole.size + text.size > JOURNAL_VALUE_MAX;
		buf_put(&whole, text.at, text.size);
	}
	if (has_data) {
		begin_term(result);
		scriptword_put(result->text, result->known,
			       (struct word){ buf_text(&whole), whole.size });
		buf_puts(result->text, is_cut ? "..." : "");
		if (peer)
			put_peer(result, journal_word_of(entry, peer->text));
		put_cut(result);
	}
	buf_free_part(&whole, result->text);
	return has_data;
}

/* ---- other results ------------------------------------------------------------------------ */

/* What was sent of more bytes is luck. */
static void put_value(struct result *result, const struct journal_fact *value)
{
	const struct journal_entry *entry = result->entry;
	const struct journal_fact *asked = journal_fact(entry, "asked_bytes");
	const struct journal_fact *name = journal_fact(entry, "errno");
	struct word text = journal_word_of(entry, value->text);
	struct word full = asked ? journal_word_of(entry, asked->text) : text;
	struct word word = name ? journal_word_of(entry, name->text) : (struct word){ "", 0 };

	begin_term(result);
	if (full.size != text.size || memcmp(full.at, text.at, text.size) != 0)
		buf_puts(result->text, ">= 0");
	else if (word.size > 0 && is_number(value))
		buf_put(result->text, word.at, word.size);
	else
		put_atom(result, value);
}

/* Each value of a list. */
static void put_items(struct result *result, const char *key)
{
	size_t count, at = 0;
	const struct journal_fact *facts = journal_facts(result->entry, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(facts[i].field->key, key) == 0 && facts[i].result == 0) {
			begin_term(result);
			buf_printf(result->text, "%s[%zu] == ", key, at++);
			put_atom(result, &facts[i]);
		}
}

/* The values of KEY that several results have, which come in any order. */
static void put_all(struct result *result, const char *key)
{
	size_t count;
	const struct journal_fact *facts = journal_facts(result->entry, &count);
	const char *between = "";

	begin_term(result);
	buf_printf(result->text, "%s only {", key);
	for (size_t i = 0; i < count; i++)
		if (strcmp(facts[i].field->key, key) == 0) {
			buf_puts(result->text, between);
			put_atom(result, &facts[i]);
			between = ", ";
		}
	buf_putc(result->text, '}');
}

static size_t count_of(const struct journal_entry *entry, const char *key)
{
	size_t count, found = 0;
	const struct journal_fact *facts = journal_facts(entry, &count);

	for (size_t i = 0; i < count; i++)
		found += strcmp(facts[i].field->key, key) == 0;
	return found;
}

/* Of results without a value of their own: each key, but the question and details. */
static void put_keys(struct result *result)
{
	size_t count;
	const struct journal_fact *facts = journal_facts(result->entry, &count);
	const char *last = "";

	for (size_t i = 0; i < count && facts[i].result == 0; i++) {
		const struct field *field = facts[i].field;

		if (field->flags & (FIELD_QUESTION | FIELD_DETAIL) || strcmp(last, field->key) == 0)
			continue;
		last = field->key;
		if (field->flags & FIELD_LIST) {
			put_items(result, last);
			continue;
		}
		begin_term(result);
		buf_printf(result->text, "%s == ", last);
		put_atom(result, &facts[i]);
	}
}

/* ---- failures ----------------------------------------------------------------------------- */

static bool has_payload(const struct journal_entry *entry)
{
	for (const struct field *field = entry->applet->records[0].shape.fields; *field->key;
	     field++)
		if (field->type == FIELD_DATA)
			return true;
	return false;
}

static void put_failure(struct result *result)
{
	const struct journal_entry *entry = result->entry;
	const char *name = err_name(entry->number);

	begin_term(result);
	if (entry->status == STATUS_TIMEOUT)
		buf_puts(result->text, "timeout");
	else if (name)
		buf_puts(result->text, name);
	else if (entry->status == STATUS_CLOSED && has_payload(entry))
		buf_puts(result->text, "EOF");
	else
		buf_puts(result->text, status_word(entry->status));
}

void testresult_put(struct buf *text, const struct known *known, const struct journal_entry *entry)
{
	const struct journal_fact *value = journal_fact(entry, "value");
	struct result result = { text, known, entry, 0 };
	bool went_well = status_is_success(entry->status) || entry->results == 0;

	if (!went_well) {
		put_data(&result);
		put_failure(&result);
	} else if (sameness_of(entry) != SAME_ALL || entry->is_cut || put_data(&result)) {
		return;
	} else if (value && value->field->flags & FIELD_LIST) {
		put_items(&result, "value");
	} else if (value && count_of(entry, "value") > 1) {
		put_all(&result, "value");
	} else if (value) {
		put_value(&result, value);
	} else {
		put_keys(&result);
	}
}

void testresult_put_source(struct buf *text, const struct journal_entry *entry)
{
	struct word expect = journal_word_of(entry, entry->expect);

	buf_puts(text, "=> ");
	buf_put(text, expect.at, expect.size);
}
