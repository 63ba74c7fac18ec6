/* usage -- what a word of the shell or a block takes, and what of that may still come. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/usage.h"

#include <string.h>

struct item {
	struct word whole; /* as it is written */
	struct word text;  /* its first word, without marks */
	struct word value; /* the second one; empty: none */
	bool optional, repeats;
};

/* Where matching is: items are taken off the usage, words off those that are given. */
struct matching {
	struct word usage;
	const char *const *given;
	size_t count;
};

static struct word without_marks(struct word text)
{
	if (word_begins(text, "["))
		text = word_behind(text, 1);
	if (word_ends(text, "]"))
		text.size--;
	if (word_ends(text, "..."))
		text.size -= 3;
	return text;
}

static bool take_item(struct item *item, struct word *usage)
{
	struct word last;

	if (!word_take(&last, usage))
		return false;
	*item = (struct item){ .whole = last, .text = without_marks(last) };
	item->optional = word_begins(last, "[");
	while (item->optional && !word_ends(last, "]") && word_take(&last, usage))
		item->value = without_marks(last);
	item->whole.size = (size_t)(last.at + last.size - item->whole.at);
	item->repeats = word_ends(last, "...") || word_ends(last, "...]");
	return true;
}

/* "every", "--family": it is there or not. */
static bool is_keyword(const struct item *item)
{
	return item->optional && item->value.size > 0;
}

static bool is_flag(const struct item *item)
{
	return item->optional && word_begins(item->text, "--") &&
	       !memchr(item->text.at, '|', item->text.size);
}

static bool take_given(struct matching *matching)
{
	if (matching->count == 0)
		return false;
	matching->given++;
	matching->count--;
	return true;
}

/* Use up the words that ITEM is; whether it may come next, and as what. */
static bool match(struct matching *matching, const struct item *item, struct word *next)
{
	*next = item->text;
	if (is_keyword(item) || is_flag(item)) {
		if (matching->count == 0)
			return true;
		if (!text_equals(*matching->given, item->text.at, item->text.size))
			return false;
		take_given(matching);
		*next = item->value;
		return item->value.size > 0 && !take_given(matching);
	}
	if (!item->repeats)
		return !take_given(matching);
	while (take_given(matching))
		;
	return true;
}

size_t usage_next(struct word next[static USAGE_NEXT_MAX], const char *usage,
		  const char *const *given, size_t count)
{
	struct matching matching = { word_of(usage), given, count };
	struct item item;
	size_t found = 0;

	while (found < USAGE_NEXT_MAX && take_item(&item, &matching.usage)) {
		bool some = matching.count > 0;

		if (!match(&matching, &item, &next[found]))
			continue;
		if (next[found].at == item.value.at && item.value.size > 0)
			return found + 1; /* its value comes, and nothing else */
		found++;
		if (!item.optional && !(item.repeats && some))
			return found;
	}
	return found;
}

void usage_put_rest(struct buf *to, const char *usage, const char *const *given, size_t count)
{
	struct matching matching = { word_of(usage), given, count };
	struct word next;
	struct item item;

	while (take_item(&item, &matching.usage)) {
		if (!match(&matching, &item, &next))
			continue;
		if (next.at != item.value.at || item.value.size == 0)
			next = item.whole;
		buf_puts(to, to->size > 0 ? " " : "");
		buf_put(to, next.at, next.size);
		buf_puts(to, word_begins(next, "{") ? " ... }" : "");
	}
}

/* Those with COMMAND need no braces; it is a command of its own. */
static const struct {
	char name[8], usage[56];
} blocks[] = {
	{ "foreach", "NAME in WORD... {" },
	{ "once", "text|table|json|csv COMMAND" },
	{ "repeat", "NUMBER {" },
	{ "retry", "NUMBER [every DURATION] {" },
	{ "watch", "[-i DURATION] [-n NUMBER] [--until CONDITION] COMMAND" },
	{ "within", "DURATION {" },
};

const char *usage_of_block(const char *name)
{
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (strcmp(blocks[i].name, name) == 0)
			return blocks[i].usage;
	return NULL;
}
