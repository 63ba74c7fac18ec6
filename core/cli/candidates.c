/* candidates -- what may stand where the cursor is: one line each, "candidate<TAB>description". */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/candidates.h"

#include <string.h>
#include <strings.h>

#include "cli/safe.h"

enum { TAIL_MAX = 64 };

struct candidates candidates_begin(struct buf *buf, const char *word, size_t stem_size)
{
	return (struct candidates){ .buf = buf,
				    .stem = word,
				    .stem_size = stem_size,
				    .typed = word + stem_size,
				    .began = buf->size };
}

/* Candidates also come from files and interface names: only what no shell gives a meaning to. */
static bool is_plain(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char c = text[i];
		bool alnum =
			(c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!alnum && (c == '\0' || !strchr("._-+:/@%,=", c)))
			return false;
	}
	return size > 0;
}

/* What the user typed comes back to him: anything that can be shown. */
static bool is_shown(const char *text, size_t size)
{
	while (size > 0) {
		uint32_t code;
		size_t used = utf8_decode(&code, text, size);

		if (used == 0 || !utf8_is_shown(code))
			return false;
		text += used;
		size -= used;
	}
	return true;
}

/* Whether the line that begins at FRESH, up to its tab, is there already. */
static bool is_double(const struct candidates *candidates, size_t fresh)
{
	const struct buf *buf = candidates->buf;
	const char *line = buf->data + candidates->began, *end = buf->data + fresh;
	size_t size = buf->size - fresh;

	while (line < end) {
		const char *next = memchr(line, '\n', (size_t)(end - line));

		if ((size_t)(end - line) >= size && memcmp(line, end, size) == 0)
			return true;
		line = next ? next + 1 : end;
	}
	return false;
}

/* Whether WORD is an element of the list that is settled already. */
static bool is_settled(const struct candidates *candidates, const char *word, size_t size)
{
	const char *stem = candidates->stem, *end = stem + candidates->stem_size;

	while (stem < end) {
		size_t element =
			strcspn(stem, ",="); /* the stem ends in one of these, or a blank */

		if (element == size && strncasecmp(stem, word, size) == 0)
			return true;
		stem += element + 1;
	}
	return false;
}

void candidates_put(struct candidates *candidates, const char *word, size_t size,
		    const char *description)
{
	struct buf *buf = candidates->buf;
	size_t fresh = buf->size, typed = strlen(candidates->typed);

	if (size < typed || strncasecmp(word, candidates->typed, typed) != 0 ||
	    is_settled(candidates, word, size) || !is_plain(word, size) ||
	    !is_shown(candidates->stem, candidates->stem_size))
		return;
	buf_put(buf, candidates->stem, candidates->stem_size);
	buf_put(buf, word, size);
	buf_putc(buf, '\t');
	if (buf->failed || is_double(candidates, fresh)) {
		buf->size = fresh;
		return;
	}
	if (description)
		safe_put(buf, description, strlen(description), (struct charset){ .utf8 = false });
	buf_putc(buf, '\n');
}

/* "inet6" for AF_INET6. */
static void put_tail(struct candidates *candidates, const struct name *name)
{
	const char *mark = strchr(name->word, '_');
	char tail[TAIL_MAX];
	size_t size = mark ? strlen(mark + 1) : 0;

	if (size == 0 || size > sizeof(tail))
		return;
	for (size_t i = 0; i < size; i++) {
		char c = mark[1 + i];

		tail[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	candidates_put(candidates, tail, size, name_meaning(name));
}

void candidates_put_names(struct candidates *candidates, const struct name *names)
{
	for (const struct name *name = names; *name->word; name++)
		candidates_put(candidates, name->word, strlen(name->word), name_meaning(name));
	for (const struct name *name = names; *name->word && *candidates->typed; name++)
		put_tail(candidates, name);
}

void candidates_tell(struct buf *buf, const char *instruction)
{
	buf_putc(buf, '\t');
	buf_puts(buf, instruction);
	buf_putc(buf, '\n');
}
