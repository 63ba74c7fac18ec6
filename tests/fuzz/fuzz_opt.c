/* fuzz_opt -- command lines, words ending in NUL, against rows of every kind. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/opt.h"
#include "fuzz.h"

enum { WORDS_MAX = 64 };

struct settings {
	bool flag, all, four;
	long level, kind, bits, colour, parts;
	int64_t count, pause_ns;
	uint64_t room;
	const char *text;
};

static const struct name colours[] = { NAME("red", 1, ""), NAME("COLOUR_GREEN", 2, ""), NAMES_END };

/* clang-format off */
#define SET struct settings
static const struct opt rows[] = {
	OPT_FLAG(SET, flag, 'f', "flag", ""),
	OPT_FLAG_ALONE(SET, all, 'a', "all", ""),
	OPT_COUNT(SET, level, 'v', "louder", ""),
	OPT_CONSTANT(SET, kind, 'k', "kind-seven", 7, ""),
	OPT_BIT(SET, bits, 'b', "bit-four", 4, ""),
	OPT_NUMBER(SET, count, 'c', "count", "NUMBER", -5, 100, ""),
	OPT_TEXT(SET, text, 't', "text", "TEXT", OFFER_NOTHING, ""),
	OPT_NAME(SET, colour, 0, "colour", "COLOUR", colours, ""),
	OPT_BITS(SET, parts, 'p', "parts", "PART[,PART...]", colours, ""),
	OPT_DURATION(SET, pause_ns, 'i', "pause", "DURATION", ""),
	OPT_SIZE(SET, room, 'r', "room", "SIZE", ""),
	{ OPT_ROW(SET, four, bool, TAKES_NOTHING, '4', "ipv4", "", ""), .flags = OPT_FAMILY },
	OPT_END
};
/* clang-format on */

static void check_settings(const struct settings *set)
{
	FUZZ_HOLDS(set->kind == 0 || set->kind == 7);
	FUZZ_HOLDS(set->bits == 0 || set->bits == 4);
	FUZZ_HOLDS(set->count >= -5 && set->count <= 100);
	FUZZ_HOLDS(set->colour >= 0 && set->colour <= 2);
	FUZZ_HOLDS(set->parts >= 0 && set->parts <= 3);
	FUZZ_HOLDS(set->pause_ns >= 0);
	FUZZ_HOLDS(!set->four);
}

/* Every operand and word behind "--" is one of the words given, in their order. */
static void check_words(const struct opt_words *found, char *const *given)
{
	char *const *next = given;

	for (int i = 0; i < found->count; i++) {
		while (*next && *next != found->word[i])
			next++;
		FUZZ_HOLDS(*next);
		next++;
	}
	FUZZ_HOLDS(!found->word[found->count]);
}

static void check(char *const *given, int count, bool stop)
{
	struct settings set = { 0 };
	const struct opt_table tables[] = { { rows, &set, 0, HABIT("s", "--text") },
					    { NULL, NULL, 0, NULL } };
	char *argv[WORDS_MAX + 1];
	struct opt_words words = { .count = -1 };
	struct err err = { 0 };

	memcpy(argv, given, sizeof(*argv) * (size_t)(count + 1));
	if (!opt_parse(&words, argv, tables, stop, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_INVALID && err.text[0] && words.count == -1);
		check_settings(&set);
		return;
	}
	check_settings(&set);
	FUZZ_HOLDS((words.alone != NULL) == set.all);
	check_words(&words, given);
	opt_rejoin(&words);
	check_words(&words, given);
	FUZZ_HOLDS(words.count <= count);
}

int fuzz_opt(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *words[WORDS_MAX + 1];
	int count = 0;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t at = 0; at < size && count < WORDS_MAX; at += strlen(text + at) + 1)
		words[count++] = text + at;
	words[count] = NULL;
	check(words, count, false);
	check(words, count, true);
	free(text);
	return 0;
}
