/* repro -- a command line for a shell that asks what a check has asked. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/repro.h"

#include <string.h>

#include "base/utf8.h"

/* How many bytes the character at TEXT has that can be shown; 0: it cannot. */
static size_t shown_size(const char *text)
{
	uint32_t code;
	size_t size = utf8_decode(&code, text, strlen(text));

	return size > 0 && utf8_is_shown(code) ? size : 0;
}

static bool is_shown(const char *word)
{
	size_t size = 1;

	for (; *word && size > 0; word += size)
		size = shown_size(word);
	return size > 0;
}

static void put_quoted(struct buf *buf, const char *word)
{
	buf_putc(buf, '\'');
	for (; *word; word++)
		if (*word == '\'')
			buf_puts(buf, "'\\''");
		else
			buf_putc(buf, *word);
	buf_putc(buf, '\'');
}

/* Three digits always: one that follows is text. */
static void put_escaped(struct buf *buf, const char *word)
{
	buf_puts(buf, "$'");
	while (*word) {
		size_t size = shown_size(word);

		if (*word == '\'' || *word == '\\')
			buf_putc(buf, '\\');
		if (size > 0)
			buf_put(buf, word, size);
		else
			buf_printf(buf, "\\%03o", (unsigned char)*word);
		word += size ? size : 1;
	}
	buf_putc(buf, '\'');
}

void repro_put(struct buf *buf, const char *applet, char *const *argv)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_./:,@%+=";

	buf_printf(buf, "sockbox %s", applet);
	for (; *argv; argv++) {
		buf_putc(buf, ' ');
		if (**argv && strspn(*argv, plain) == strlen(*argv))
			buf_puts(buf, *argv);
		else if (is_shown(*argv))
			put_quoted(buf, *argv);
		else
			put_escaped(buf, *argv);
	}
}
