/* optdoc -- what option and operand rows say about themselves, for help, pages and completion. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/optdoc.h"

#include <string.h>

#include "base/clock.h"

enum { WORDS_SHOWN = 12 };

/* The value in the largest unit of which it is a whole number. */
static void put_duration(struct buf *buf, int64_t duration_ns)
{
	static const struct {
		int64_t ns;
		const char *unit;
	} units[] = {
		{ INT64_C(3600) * NS_PER_S, "h" },
		{ INT64_C(60) * NS_PER_S, "m" },
		{ NS_PER_S, "s" },
		{ NS_PER_MS, "ms" },
		{ NS_PER_US, "us" },
		{ 1, "ns" },
	};
	unsigned i = 0;

	while (duration_ns % units[i].ns != 0)
		i++;
	buf_puti(buf, duration_ns / units[i].ns);
	buf_puts(buf, units[i].unit);
}

static void put_size(struct buf *buf, uint64_t size)
{
	static const char units[] = { 'G', 'M', 'k' };

	for (unsigned i = 0; i < sizeof(units); i++) {
		unsigned shift = 30 - 10 * i;

		if (size >> shift != 0 && size >> shift << shift == size) {
			buf_putu(buf, size >> shift);
			buf_putc(buf, units[i]);
			return;
		}
	}
	buf_putu(buf, size);
}

static bool put_bits(struct buf *buf, const struct name *names, long bits)
{
	const char *comma = "";

	for (; *names->word; names++)
		if (names->value && (bits & names->value) == names->value) {
			buf_puts(buf, comma);
			buf_puts(buf, names->word);
			comma = ",";
		}
	return *comma;
}

static bool put_word(struct buf *buf, const char *word)
{
	if (word)
		buf_puts(buf, word);
	return word;
}

bool optdoc_default(struct buf *buf, const struct opt *row, const void *defaults)
{
	const void *member;

	if (!defaults)
		return false;
	member = (const char *)defaults + row->slot;
	switch (row->takes) {
	case TAKES_NOTHING:
	case TAKES_COUNT:
	case TAKES_CONSTANT:
	case TAKES_BIT:
		return false;
	case TAKES_TEXT:
		return put_word(buf, *(const char *const *)member);
	case TAKES_TEXTS:
		return false;
	case TAKES_NAME:
		return put_word(buf, name_word(row->names, *(const long *)member));
	case TAKES_BITS:
		return put_bits(buf, row->names, *(const long *)member);
	case TAKES_NUMBER:
		if (*(const int64_t *)member < row->min || *(const int64_t *)member > row->max)
			return false; /* stands for "not given" */
		buf_puti(buf, *(const int64_t *)member);
		return true;
	case TAKES_DURATION:
		if (*(const int64_t *)member <= 0)
			return false;
		put_duration(buf, *(const int64_t *)member);
		return true;
	case TAKES_SIZE:
		if (*(const uint64_t *)member == 0)
			return false;
		put_size(buf, *(const uint64_t *)member);
		return true;
	}
	return false;
}

static unsigned count_words(const struct name *names)
{
	unsigned count = 0;

	while (*names[count].word)
		count++;
	return count;
}

static void put_words(struct buf *buf, const struct name *names)
{
	for (const struct name *name = names; *name->word; name++) {
		buf_puts(buf, name == names ? "" : ", ");
		buf_puts(buf, name->word);
	}
}

bool optdoc_accepts(struct buf *buf, const struct opt *row, bool all)
{
	if (row->takes == TAKES_NUMBER) {
		buf_puti(buf, row->min);
		buf_puts(buf, row->max == INT64_MAX ? " or more" : " to ");
		if (row->max != INT64_MAX)
			buf_puti(buf, row->max);
		return true;
	}
	if (!row->names)
		return false;
	buf_puts(buf, row->takes == TAKES_BITS ? "any of " : "one of ");
	if (all || count_words(row->names) <= WORDS_SHOWN)
		put_words(buf, row->names);
	else
		buf_printf(buf, "%u words, see the manual", count_words(row->names));
	return true;
}

void optdoc_operands(struct buf *buf, const struct operand *operands)
{
	for (const struct operand *operand = operands; operand && operand->value[0]; operand++) {
		bool many = operand->max > 1;

		buf_puts(buf, operand == operands ? "" : " ");
		for (int i = 1; i < operand->min; i++) {
			buf_puts(buf, operand->value);
			buf_putc(buf, ' ');
		}
		buf_puts(buf, operand->min == 0 ? "[" : "");
		buf_puts(buf, operand->value);
		buf_puts(buf, many && operand->max > operand->min ? "..." : "");
		buf_puts(buf, operand->min == 0 ? "]" : "");
	}
}

const char *optdoc_takes(enum takes takes)
{
	static const char *const words[] = {
		[TAKES_NOTHING] = "nothing",   [TAKES_COUNT] = "count",
		[TAKES_CONSTANT] = "constant", [TAKES_BIT] = "bit",
		[TAKES_NUMBER] = "number",     [TAKES_TEXT] = "text",
		[TAKES_TEXTS] = "texts",       [TAKES_NAME] = "name",
		[TAKES_BITS] = "names",        [TAKES_DURATION] = "duration",
		[TAKES_SIZE] = "size",
	};

	return words[takes];
}
