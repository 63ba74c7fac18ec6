/* offering -- candidates for the word at the cursor on their way to choices: those that fit what is
 * typed, written as the shell reads them back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/offering.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/offers.h"
#include "prompt/quote.h"

enum { TAIL_MAX = 64 };

struct offering offering_begin(struct typing *typing, struct word typed)
{
	return (struct offering){
		.typing = typing,
		.typed = typed,
		.is_plain = typing->quote == TYPING_BARE && typing->raw.size == typed.size &&
			    (typed.size == 0 || memcmp(typing->raw.at, typed.at, typed.size) == 0),
		.after = ' ',
	};
}

struct word offering_rest(const struct offering *offering)
{
	return word_behind(offering->typed, offering->stem);
}

void offering_settle(struct offering *offering, const char *separators)
{
	struct word typed = offering->typed;

	for (size_t i = offering->stem; i < typed.size; i++)
		if (typed.at[i] && strchr(separators, typed.at[i]))
			offering->stem = i + 1;
}

bool offering_full(const struct offering *offering)
{
	return offering->seen >= OFFERING_MAX;
}

/* ---- what fits ---------------------------------------------------------------------------- */

/* What fits only in another case gives way to what fits as it is. */
static bool fits(struct offering *offering, struct word text)
{
	struct word rest = offering_rest(offering);

	if (text.size == 0 || text.size < rest.size)
		return false;
	if (rest.size == 0 || memcmp(text.at, rest.at, rest.size) == 0) {
		if (!offering->exact)
			offering->count = 0;
		offering->exact = true;
		return true;
	}
	return offering->any_case && offering->is_plain && !offering->exact &&
	       strncasecmp(text.at, rest.at, rest.size) == 0;
}

static struct offered *add(struct offering *offering)
{
	size_t room = offering->room ? 2 * offering->room : 64;
	struct offered *grown;

	if (offering->count == offering->room) {
		grown = reallocarray(offering->item, room, sizeof(*grown));
		if (!grown)
			return NULL;
		offering->item = grown;
		offering->room = room;
	}
	return &offering->item[offering->count];
}

void offering_put_before(struct offering *offering, struct word text, const char *meaning,
			 char after)
{
	struct arena *arena = &offering->typing->arena;
	struct offered *item;
	char *copy;

	if (offering_full(offering) || (++offering->seen, !fits(offering, text)))
		return;
	item = add(offering);
	copy = arena_copy(arena, text.at, text.size);
	offering->lacks = offering->lacks || !item || !copy;
	if (!item || !copy)
		return;
	*item = (struct offered){ .text = { copy, text.size }, .after = after };
	if (meaning && *meaning)
		item->meaning = arena_copy(arena, meaning, strlen(meaning));
	offering->count++;
}

void offering_put(struct offering *offering, struct word text, const char *meaning)
{
	offering_put_before(offering, text, meaning, offering->after);
}

void offering_free_part(struct offering *offering, struct buf *part)
{
	offering->lacks = offering->lacks || part->failed;
	buf_free(part);
}

void offering_puts(struct offering *offering, const char *text, const char *meaning)
{
	offering_put(offering, word_of(text), meaning);
}

/* ---- tables ------------------------------------------------------------------------------- */

/* "inet6" for AF_INET6. */
static void put_tail(struct offering *offering, const struct name *name)
{
	const char *mark = strchr(name->word, '_');
	size_t size = mark ? strlen(mark + 1) : 0;
	char tail[TAIL_MAX];

	if (size == 0 || size > sizeof(tail))
		return;
	for (size_t i = 0; i < size; i++) {
		char c = mark[1 + i];

		tail[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	offering_put(offering, (struct word){ tail, size }, name_meaning(name));
}

void offering_names(struct offering *offering, const struct name *table)
{
	offering->any_case = true;
	for (const struct name *name = table; *name->word; name++)
		offering_puts(offering, name->word, name_meaning(name));
	for (const struct name *name = table; *name->word && offering_rest(offering).size > 0;
	     name++)
		put_tail(offering, name);
}

/* Its form is a line each, "candidate TAB meaning", or TAB and an instruction to a shell. */
void offering_lines(struct offering *offering, enum offer offer, const struct applet *applet)
{
	struct buf lines = { 0 };
	struct candidates candidates = candidates_begin(&lines, "", 0);
	struct word text, line;

	offering->any_case = true;
	offers_put(&candidates, offer, applet);
	text = (struct word){ lines.data, lines.size };
	while (line_take(&line, &text)) {
		const char *tab = memchr(line.at, '\t', line.size);
		struct word word = { line.at, tab ? (size_t)(tab - line.at) : line.size };
		struct buf meaning = { 0 };

		if (tab)
			buf_put(&meaning, tab + 1, line.size - word.size - 1);
		if (word.size > 0)
			offering_put(offering, word, buf_text(&meaning));
		offering_free_part(offering, &meaning);
	}
	offering_free_part(offering, &lines);
}

/* ---- the end ------------------------------------------------------------------------------ */

static int compare_texts(const void *a, const void *b)
{
	const struct offered *one = a, *other = b;
	size_t size = one->text.size < other->text.size ? one->text.size : other->text.size;
	int order = memcmp(one->text.at, other->text.at, size);

	return order ? order
		     : (one->text.size > other->text.size) - (one->text.size < other->text.size);
}

void offering_sort(struct offering *offering, size_t first)
{
	if (first < offering->count)
		qsort(offering->item + first, offering->count - first, sizeof(*offering->item),
		      compare_texts);
}

/* FNV-1a. */
static uint32_t hash_of(struct word text)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < text.size; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * 16777619u;
	return hash;
}

/* Whether ITEM is none of those that PLACES, as many as MASK + 1, knows by 1 and their index; it is
 * put there. */
static bool is_fresh(uint32_t *places, uint32_t mask, const struct offered *all, size_t index,
		     const struct offered *item)
{
	uint32_t at = hash_of(item->text) & mask;

	for (; places[at]; at = (at + 1) & mask)
		if (compare_texts(&all[places[at] - 1], item) == 0)
			return false;
	places[at] = (uint32_t)index + 1;
	return true;
}

/* Keep the first of those that are the same. */
static void drop_doubles(struct offering *offering)
{
	struct offered *item = offering->item;
	uint32_t size = 16, *places;
	size_t kept = 0;

	while (size < 2 * offering->count)
		size *= 2;
	places = calloc(size, sizeof(*places));
	offering->lacks = offering->lacks || !places;
	if (!places)
		return;
	for (size_t i = 0; i < offering->count; i++)
		if (is_fresh(places, size - 1, item, kept, &item[i]))
			item[kept++] = item[i];
	offering->count = kept;
	free(places);
}

/* What is written already stays as it is, unless it differs in case. */
static void put_word(struct buf *word, const struct offering *offering, const struct offered *item)
{
	const struct typing *typing = offering->typing;
	struct word rest = offering_rest(offering);

	if (typing->variable || offering->is_verbatim) {
		buf_put(word, item->text.at, item->text.size);
		return;
	}
	if (offering->is_plain) {
		quote_put(word, item->text, typing->quote, offering->stem == 0);
	} else {
		buf_put(word, typing->raw.at, typing->raw.size);
		quote_put(word, word_behind(item->text, rest.size), typing->quote, false);
	}
	if (item->after)
		quote_end(word, typing->quote);
}

static size_t start_of(const struct offering *offering)
{
	const struct typing *typing = offering->typing;

	if (typing->variable)
		return typing->start + typing->raw.size - typing->name_typed;
	return typing->start + (offering->is_plain ? offering->stem : 0);
}

void offering_end(struct offering *offering, struct choices *choices)
{
	struct buf word = { 0 };

	drop_doubles(offering);
	choices->start = start_of(offering);
	choices->after = offering->count == 1 ? offering->item[0].after : ' ';
	for (size_t i = 0; i < offering->count; i++) {
		buf_clear(&word);
		put_word(&word, offering, &offering->item[i]);
		if (!word.failed)
			choices_add(choices, buf_text(&word), offering->item[i].meaning);
	}
	offering_free_part(offering, &word);
	choices->lacks = choices->lacks || offering->lacks || offering->typing->arena.failed;
	free(offering->item);
	offering->item = NULL;
	offering->count = 0;
}
