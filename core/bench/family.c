/* family -- a script once for each family of addresses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/family.h"

#include <stdlib.h>
#include <string.h>

#include "base/texts.h"
#include "base/word.h"

static const struct family {
	char word[8], loopback[17];
} families[] = {
	{ "4", "127.0.0.1" },
	{ "6", "::1" },
	{ "mapped", "::ffff:127.0.0.1" },
};

/* The one that the front of *LIST names, which is passed; NULL: there is no such. */
static const struct family *take(const char **list)
{
	size_t size = strcspn(*list, ",");
	const char *word = *list;

	*list += size + ((*list)[size] == ',');
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (text_equals(families[i].word, word, size))
			return &families[i];
	return NULL;
}

bool family_check(const char *list, struct err *err)
{
	const char *rest = list;

	do
		if (!take(&rest))
			return err_set(err, STATUS_INVALID,
				       "--family: '%s' is no list of 4, 6 and mapped", list);
	while (*rest);
	return true;
}

/* The order of sockbox-exit(7); what only programs and signals come to is worse. */
static int rank_of(int code)
{
	static const unsigned char order[] = { 0, 4, 3, 1, 2 };
	const unsigned char *at = memchr(order, code, sizeof(order));

	return at ? (int)(at - order) : 1 + code;
}

int family_each(const char *list, int (*run)(void *context),
		void (*told)(void *context, const char *family, int code), void *context)
{
	enum { BY_SIGNAL = 128 };
	int worst = 0, code = 0;

	while (*list && code < BY_SIGNAL) {
		const struct family *family = take(&list);

		if (setenv("LOOPBACK", family->loopback, 1) != 0)
			return status_exit(STATUS_LACKING);
		code = run(context);
		if (code != 0)
			told(context, family->word, code);
		worst = rank_of(code) > rank_of(worst) ? code : worst;
	}
	return worst;
}
