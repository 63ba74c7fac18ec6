/* words -- what is walked, and what makes a word or a sentence of a table a good one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <ctype.h>
#include <string.h>

#include "bench/verb.h"
#include "contract.h"

const struct applet *contract_applet(int index)
{
	unsigned i = (unsigned)index;

	return i < applets_count ? applets[i] : verbs[i - applets_count];
}

int contract_count(void)
{
	return (int)(applets_count + verbs_count);
}

bool word_made_of(const char *word, const char *others)
{
	if (!islower((unsigned char)word[0]))
		return false;
	for (const char *c = word; *c; c++) {
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) &&
		    !strchr(others, *c))
			return false;
	}
	return true;
}

bool word_in(const char *word, const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(word, *words) == 0)
			return true;
	}
	return false;
}

/* Names and abbreviations keep their capitals: IPv4, RFC, AF_INET, Ctrl-C. */
static bool is_name(const char *text)
{
	size_t size = strcspn(text, " ");

	for (size_t i = 1; i < size; i++) {
		if (isupper((unsigned char)text[i]) || isdigit((unsigned char)text[i]))
			return true;
	}
	return false;
}

void check_sentence(const char *where, const char *text, size_t max)
{
	size_t size = text ? strlen(text) : 0;

	ck_assert_msg(size > 0, "%s: no text", where);
	ck_assert_msg(size <= max, "%s: longer than %zu: %s", where, max, text);
	ck_assert_msg(text[size - 1] != '.' || text[size - 2] == '.', "%s: ends in a full stop: %s",
		      where, text);
	ck_assert_msg(text[0] != ' ' && text[size - 1] != ' ', "%s: blanks: '%s'", where, text);
	ck_assert_msg(!strpbrk(text, "\t\n"), "%s: more than a line: %s", where, text);
	ck_assert_msg(!isupper((unsigned char)text[0]) || is_name(text),
		      "%s: begins with a capital: %s", where, text);
}
