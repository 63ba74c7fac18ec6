/* sense -- options that mean nothing in what an applet is to do: refused, where a table says so. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/sense.h"

#include <string.h>

/* Whether ROW's member of SETTINGS is another than in USUAL; NULL is all zero. */
static bool is_given(const struct opt *row, const void *settings, const void *usual)
{
	static const size_t sizes[] = {
		[TAKES_NOTHING] = sizeof(bool),        [TAKES_COUNT] = sizeof(long),
		[TAKES_CONSTANT] = sizeof(long),       [TAKES_BIT] = sizeof(long),
		[TAKES_NUMBER] = sizeof(int64_t),      [TAKES_TEXT] = sizeof(char *),
		[TAKES_TEXTS] = sizeof(unsigned long), [TAKES_NAME] = sizeof(long),
		[TAKES_BITS] = sizeof(long),           [TAKES_DURATION] = sizeof(int64_t),
		[TAKES_SIZE] = sizeof(uint64_t),
	};
	static const char zero[sizeof(uint64_t)];
	const char *plain = usual ? (const char *)usual + row->slot : zero;

	return memcmp((const char *)settings + row->slot, plain, sizes[row->takes]) != 0;
}

static bool refuse(const struct opt *row, const struct sense *sense, struct err *err)
{
	return err_set(err, STATUS_INVALID, "--%s %s", row->word, sense->says);
}

static bool check_word(const struct sense *sense, const char *word, size_t size,
		       const struct run *run, struct err *err)
{
	const struct {
		const struct opt *rows;
		const void *settings, *usual;
	} tables[] = {
		{ run->applet->options, run->settings, run->applet->defaults },
		{ common_options, run->common, &common_defaults },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct opt *row = tables[i].rows; row && *row->word; row++)
			if (text_equals(row->word, word, size))
				return !is_given(row, tables[i].settings, tables[i].usual) ||
				       refuse(row, sense, err);
	return err_set(err, STATUS_INVALID, "there is no option --%.*s", (int)size, word);
}

static bool check_words(const struct sense *sense, const struct run *run, struct err *err)
{
	const char *word = sense->options;

	for (size_t size; *word; word += size + (word[size] == ' ')) {
		size = strcspn(word, " ");
		if (!check_word(sense, word, size, run, err))
			return false;
	}
	return true;
}

static bool check_flags(const struct sense *sense, const struct run *run, struct err *err)
{
	for (const struct opt *row = common_options; *row->word; row++)
		if (row->flags & sense->flags && is_given(row, run->common, &common_defaults))
			return refuse(row, sense, err);
	return true;
}

bool sense_check(const struct sense *rows, const struct run *run, unsigned modes, struct err *err)
{
	for (const struct sense *sense = rows; sense->says; sense++) {
		bool fits = (modes & sense->needs) == sense->needs && !(modes & sense->but);

		if (!fits &&
		    !(sense->options ? check_words(sense, run, err) : check_flags(sense, run, err)))
			return false;
	}
	return true;
}
