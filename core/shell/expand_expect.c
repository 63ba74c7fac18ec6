/* expand_expect -- the variables of an expectation, written as its language has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/literal.h"
#include "shell/expand.h"

static bool put_expected(struct buf *to, const struct expand *expand, const struct part *part,
			 struct err *err)
{
	struct buf text = { 0 };
	bool fine = variable_put_part(&text, expand, part, err);

	if (fine && part->is_variable)
		literal_put_expected(to, (struct word){ text.data, text.size }, part->quoted);
	else if (fine)
		buf_put(to, text.data, text.size);
	buf_free_part(&text, to);
	return fine;
}

bool expand_expect(char **text, const struct expand *expand, const struct shell_word *word,
		   struct err *err)
{
	struct buf whole = { 0 };
	bool fine = true;
	char *copy;

	for (const struct part *part = word->first; fine && part; part = part->next)
		fine = put_expected(&whole, expand, part, err);
	copy = fine && !whole.failed ? arena_copy(expand->arena, whole.data, whole.size) : NULL;
	buf_free(&whole);
	if (!copy)
		return fine ? variable_lacks(err) : false;
	*text = copy;
	return true;
}
