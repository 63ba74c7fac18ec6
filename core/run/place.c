/* place -- an endpoint as a word of the command line, looked up. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/place.h"

#include "cli/out.h"

bool place_read(struct endpoint *endpoint, const char *word, const struct run *run, struct err *err)
{
	char *const words[] = { (char *)(uintptr_t)word, NULL }, *const *next = words;

	return endpoint_take(endpoint, &next, (enum transport)run->common->socket.transport, err);
}

bool place_find(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		const char *word, const struct run *run, enum purpose purpose,
		struct deadline until, struct err *err)
{
	out_about(run->out, word);
	return place_read(endpoint, word, run, err) &&
	       locate(found, locator, endpoint, purpose, until, err);
}

const char *place_words(struct buf *text, char *const *from, char *const *to)
{
	for (; from < to; from++) {
		buf_puts(text, text->size > 0 ? " " : "");
		buf_puts(text, *from);
	}
	return buf_text(text);
}
