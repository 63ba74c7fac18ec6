/* expand_expect -- the variables of an expectation, written as its language has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/expand.h"

/* Letters that a bare word of the expectation language may have, whatever stands around them. */
static bool is_plain(const struct buf *text)
{
	for (size_t i = 0; i < text->size; i++) {
		char c = text->data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("_.:/@%+-[]*", c)))
			return false;
	}
	return text->size > 0 && text->data[0] != '/';
}

static void put_escaped(struct buf *to, const struct buf *text)
{
	for (size_t i = 0; i < text->size; i++) {
		char c = text->data[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			buf_printf(to, "\\x%02x", (unsigned)(unsigned char)c);
		else
			buf_putc(to, c);
	}
}

static bool put_expected(struct buf *to, const struct expand *expand, const struct part *part,
			 struct err *err)
{
	struct buf text = { 0 };
	bool fine = variable_put_part(&text, expand, part, err), bare;

	bare = !part->is_variable || (!part->quoted && is_plain(&text));
	if (fine && bare) {
		buf_put(to, text.data, text.size);
	} else if (fine) {
		buf_puts(to, part->quoted ? "" : "\"");
		put_escaped(to, &text);
		buf_puts(to, part->quoted ? "" : "\"");
	}
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
