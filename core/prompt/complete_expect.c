/* complete_expect -- behind => and --expect: what the records of the command can be held against.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/fielddoc.h"
#include "prompt/complete.h"

enum { ERRNO_MAX = 134 };

/* ---- what a term may be ------------------------------------------------------------------- */

static void put_key(void *context, const struct field *parent, const struct field *field)
{
	struct completion *completion = context;
	struct buf path = { 0 };

	fielddoc_path(&path, parent, field);
	offering_puts(&completion->offering, buf_text(&path), field_help(field));
	offering_free_part(&completion->offering, &path);
}

static void put_keys(struct completion *completion)
{
	fielddoc_each(&completion->applet->records[0], put_key, completion);
}

static void put_statuses(struct completion *completion)
{
	uint64_t statuses = fielddoc_statuses(completion->applet);

	for (int status = 0; status < STATUS_COUNT; status++)
		if (statuses & STATUS_BIT(status))
			offering_puts(&completion->offering, status_word((enum status)status),
				      "status");
}

static void put_errnos(struct completion *completion)
{
	if (offering_rest(&completion->offering).size == 0)
		return; /* so many would hide the others */
	for (int number = 1; number < ERRNO_MAX; number++)
		if (err_name(number))
			offering_puts(&completion->offering, err_name(number), strerror(number));
}

/* Whether its records have bytes of a peer, which may be compared as they are. */
static bool has_data(const struct applet *applet)
{
	const struct field *field = applet->records[0].shape.fields;

	for (; field && *field->key; field++)
		if (field->type == FIELD_DATA)
			return true;
	return false;
}

static void put_words(struct completion *completion)
{
	static const struct name ends[] = {
		NAME("EOF", 0, "the stream has ended"),
		NAME("RST", 0, "the connection was reset"),
		NAME("timeout", 0, "nothing came in time"),
		NAMES_END,
	};
	static const struct name words[] = {
		NAME("any", 0, "at least one value of the key"),
		NAME("all", 0, "every value of the key"),
		NAME("none", 0, "no value of the key"),
		NAME("count", 0, "how many records or values"),
		NAME("warn", 0, "say it, but do not fail"),
		NAMES_END,
	};
	const struct name *row;

	for (row = ends; has_data(completion->applet) && *row->word; row++)
		offering_puts(&completion->offering, row->word, name_meaning(row));
	for (row = words; *row->word; row++)
		offering_puts(&completion->offering, row->word, name_meaning(row));
}

static void put_operators(struct completion *completion)
{
	static const struct name operators[] = {
		NAME("==", 0, "equals"),
		NAME("!=", 0, "differs"),
		NAME("<", 0, "less"),
		NAME("<=", 0, "at most"),
		NAME(">", 0, "more"),
		NAME(">=", 0, "at least"),
		NAME("~", 0, "is like a regular expression"),
		NAME("!~", 0, "is not like one"),
		NAME("in", 0, "is one of { a, b }, in a network, or low..high"),
		NAME("has", 0, "has this member, or holds this text"),
		NAME("only", 0, "has exactly these members"),
		NAMES_END,
	};

	for (const struct name *row = operators; *row->word; row++)
		offering_puts(&completion->offering, row->word, name_meaning(row));
}

/* What may follow a term. */
static void put_limits(struct completion *completion)
{
	offering_puts(&completion->offering, "within", "settled in this time");
	offering_puts(&completion->offering, "after", "not settled before this time");
	if (has_data(completion->applet))
		offering_puts(&completion->offering, "from", "the sender that it must come from");
}

/* ---- where in the expression the cursor is ------------------------------------------------ */

struct key {
	struct word text;
	bool found;
};

static void find_key(void *context, const struct field *parent, const struct field *field)
{
	struct key *key = context;
	struct buf path = { 0 };

	fielddoc_path(&path, parent, field);
	key->found = key->found || text_equals(buf_text(&path), key->text.at, key->text.size);
	buf_free(&path);
}

static bool is_key(const struct completion *completion, struct word text)
{
	struct key key = { text, false };

	fielddoc_each(&completion->applet->records[0], find_key, &key);
	return key.found;
}

static bool is_duration_next(struct word word)
{
	return word_is(word, word_of("within")) || word_is(word, word_of("after"));
}

static bool opens_term(struct word word)
{
	static const char prefixes[][8] = { "any", "all", "none", "count", "warn" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (text_equals(prefixes[i], word.at, word.size))
			return true;
	return word.size == 0 || word_ends(word, ",");
}

static bool is_operator(struct word word)
{
	static const char operators[][6] = { "==", "!=", "<",  "<=",  ">",   ">=",
					     "~",  "!~", "in", "has", "only" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (text_equals(operators[i], word.at, word.size))
			return true;
	return false;
}

static void put_term(struct completion *completion)
{
	put_statuses(completion);
	put_words(completion);
	put_keys(completion);
	put_errnos(completion);
}

/* By the word before: LAST, and the one before that. */
static void put_next(struct completion *completion, struct word before, struct word last)
{
	if (is_duration_next(last)) {
		complete_durations(completion);
	} else if (is_operator(last)) {
		if (word_is(before, word_of("status")))
			put_statuses(completion);
	} else if (opens_term(last)) {
		put_term(completion);
		if (last.size == 0)
			put_operators(completion);
	} else if (is_key(completion, last)) {
		put_operators(completion);
	} else {
		put_limits(completion);
	}
}

/* The words of EXPRESSION, but for the one that is typed, which it ends in; of those the last two.
 */
static struct word last_words(struct word expression, struct word *before, struct word *last)
{
	size_t end = expression.size;
	struct word rest, word;

	while (end > 0 && !strchr(" \t,({", expression.at[end - 1]))
		end--;
	rest = (struct word){ expression.at, end };
	*before = *last = (struct word){ "", 0 };
	while (word_take(&word, &rest)) {
		*before = *last;
		*last = word;
	}
	return word_behind(expression, end);
}

/* Inside quotes and patterns nothing can be guessed. */
static bool is_open(const struct completion *completion, struct word typed)
{
	return completion->typing->quote != TYPING_BARE ||
	       (typed.size > 0 && strchr("\"/", typed.at[0]));
}

void complete_expectation(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	struct typing *typing = completion->typing;
	struct word before, last, typed;
	bool is_option = typing->place != TYPING_EXPECT;

	if (!completion->applet)
		return;
	if (is_option) { /* a word like others, with its quotes */
		typed = last_words(offering_rest(offering), &before, &last);
		offering->stem = offering->typed.size - typed.size;
	} else {
		typed = last_words(typing->raw, &before, &last);
		if (is_open(completion, typed))
			return;
		typing->start += typing->raw.size - typed.size;
		typing->raw = typed;
		*offering = offering_begin(typing, typed);
		offering->is_verbatim = true;
	}
	offering->any_case = true;
	put_next(completion, before, last);
}
