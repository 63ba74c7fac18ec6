/* verb_word -- the words that verbs take: text, bytes, numbers, constants. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/verb_word.h"

#include <string.h>

#include "base/wide.h"
#include "lang/literal.h"

struct word verb_data(const struct run *run, int at)
{
	return bench_bytes(verb_bench(run), run->operand[at]);
}

bool verb_text(const char **text, const struct run *run, int at, struct err *err)
{
	const char *word = run->operand[at];

	if (strlen(word) != verb_data(run, at).size)
		return err_set(err, STATUS_INVALID, "there is a NUL byte in '%.60s'", word);
	*text = word;
	return true;
}

/* SIZE bytes, whole, with an optional '-'. */
static bool read_number(int64_t *number, const char *text, size_t size)
{
	bool negative = size > 0 && text[0] == '-';
	struct wide wide;

	if (!wide_parse(&wide, text + negative, size - negative) || wide.high ||
	    wide.low > INT64_MAX)
		return false;
	*number = negative ? -(int64_t)wide.low : (int64_t)wide.low;
	return true;
}

bool verb_number(int64_t *number, const struct run *run, int at, int64_t min, int64_t max,
		 struct err *err)
{
	struct word word = verb_data(run, at);
	int64_t found;

	if (!read_number(&found, word.at, word.size))
		return err_set(err, STATUS_INVALID, "'%.60s' is no number", word.at);
	if (found < min || found > max)
		return err_set(err, STATUS_INVALID, "%s is not between %lld and %lld", word.at,
			       (long long)min, (long long)max);
	*number = found;
	return true;
}

bool verb_constant(int *value, const struct run *run, int at, const struct name *table,
		   struct err *err)
{
	const char *text;

	return verb_text(&text, run, at, err) &&
	       literal_constant(value, table, "constant here", text, err);
}

bool verb_flags(int *value, const struct run *run, int at, const struct name *table,
		struct err *err)
{
	const char *text;

	return verb_text(&text, run, at, err) &&
	       literal_flags(value, table, "constant here", text, err);
}

struct deadline verb_until(const struct run *run)
{
	return deadline_earlier(run->until, verb_bench(run)->until);
}
