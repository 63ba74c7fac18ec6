/* journal -- what a session has done: one entry for each command that ran, with all that it came
 * to.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/journal.h"

#include <stdlib.h>
#include <string.h>

enum { FACTS_MAX = 4096 };

/* ---- writing ------------------------------------------------------------------------------ */

struct journal_piece journal_put(struct journal_entry *entry, struct word bytes)
{
	struct journal_piece piece = { entry->text.size, bytes.size };

	buf_put(&entry->text, bytes.at, bytes.size);
	return piece;
}

static void put_fact(struct journal_entry *entry, const struct field *field, struct word text)
{
	struct journal_fact fact = {
		.field = field,
		.size = text.size,
		.result = entry->results,
	};

	if (entry->facts.size >= FACTS_MAX * sizeof(fact)) {
		entry->is_cut = true;
		return;
	}
	text.size = text.size > JOURNAL_VALUE_MAX ? JOURNAL_VALUE_MAX : text.size;
	fact.text = journal_put(entry, text);
	buf_put(&entry->facts, &fact, sizeof(fact));
}

static void put_value(struct journal_entry *entry, const struct field *field,
		      const struct value *value)
{
	struct buf text = { 0 };

	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
		put_fact(entry, field, (struct word){ value->as.text.data, value->as.text.size });
		break;
	case FIELD_BOOL:
		put_fact(entry, field, word_of(value->as.flag ? "true" : "false"));
		break;
	case FIELD_INT:
		buf_puti(&text, value->as.integer);
		break;
	case FIELD_UINT:
		buf_putu(&text, value->as.whole);
		break;
	case FIELD_REAL: /* measured, or made of other values */
	case FIELD_JSON:
	case FIELD_OBJECT:
		break;
	}
	if (text.size > 0)
		put_fact(entry, field, (struct word){ text.data, text.size });
	buf_free_part(&text, &entry->text);
}

void journal_put_record(struct journal_entry *entry, const struct record *record)
{
	const struct shape *shape = &record->type->shape;

	for (unsigned i = 0; *shape->fields[i].key; i++) {
		const struct value *value = &record->row->values[i];

		if (value->state == VALUE_SET)
			put_value(entry, &shape->fields[i], value);
		if (value->state != VALUE_LIST)
			continue;
		for (struct item *item = value->as.list.first; item; item = item->next)
			put_value(entry, &shape->fields[i], &item->value);
	}
	entry->status = record->status;
	entry->results++;
}

bool journal_entry_failed(const struct journal_entry *entry)
{
	return entry->text.failed || entry->words.failed || entry->facts.failed;
}

static size_t size_of(const struct journal_entry *entry)
{
	return sizeof(*entry) + entry->text.capacity + entry->words.capacity +
	       entry->facts.capacity;
}

static void drop_oldest(struct journal *journal)
{
	struct journal_entry *oldest = journal->first;

	journal->first = oldest->next;
	journal->bytes -= size_of(oldest);
	journal->count--;
	journal->dropped++;
	journal_entry_free(oldest);
	free(oldest);
}

bool journal_add(struct journal *journal, struct journal_entry *entry)
{
	struct journal_entry *fresh = journal_entry_failed(entry) ? NULL : malloc(sizeof(*fresh));

	if (!fresh) {
		journal_entry_free(entry);
		return false;
	}
	*fresh = *entry;
	fresh->next = NULL;
	*entry = (struct journal_entry){ 0 };
	if (journal->first)
		journal->last->next = fresh;
	else
		journal->first = fresh;
	journal->last = fresh;
	journal->count++;
	journal->bytes += size_of(fresh);
	while (journal->first != fresh &&
	       (journal->bytes > JOURNAL_BYTES_MAX || journal->count > JOURNAL_ENTRIES_MAX))
		drop_oldest(journal);
	return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

struct word journal_word_of(const struct journal_entry *entry, struct journal_piece piece)
{
	return piece.size == 0 ? (struct word){ "", 0 }
			       : (struct word){ entry->text.data + piece.at, piece.size };
}

const struct journal_word *journal_words(const struct journal_entry *entry, size_t *count)
{
	*count = entry->words.size / sizeof(struct journal_word);
	return (const void *)entry->words.data;
}

const struct journal_fact *journal_facts(const struct journal_entry *entry, size_t *count)
{
	*count = entry->facts.size / sizeof(struct journal_fact);
	return (const void *)entry->facts.data;
}

struct word journal_verb(const struct journal_entry *entry)
{
	size_t count;
	const struct journal_word *words = journal_words(entry, &count);

	return journal_word_of(entry, count > 0 ? words[0].bytes : (struct journal_piece){ 0 });
}

const struct journal_fact *journal_fact(const struct journal_entry *entry, const char *key)
{
	size_t count;
	const struct journal_fact *facts = journal_facts(entry, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(facts[i].field->key, key) == 0)
			return &facts[i];
	return NULL;
}

bool journal_is_about_records(struct word source)
{
	return word_begins(source, "record") || word_begins(source, "export python");
}

size_t journal_data_size(const struct journal_entry *entry)
{
	size_t count, size = 0;
	const struct journal_fact *facts = journal_facts(entry, &count);

	for (size_t i = 0; i < count; i++)
		size += facts[i].field->type == FIELD_DATA ? facts[i].size : 0;
	return size;
}

void journal_entry_free(struct journal_entry *entry)
{
	buf_free(&entry->text);
	buf_free(&entry->words);
	buf_free(&entry->facts);
}

void journal_free(struct journal *journal)
{
	while (journal->first)
		drop_oldest(journal);
	*journal = (struct journal){ 0 };
}
