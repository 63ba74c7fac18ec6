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

void place_about(struct buf *text, const struct run *run)
{
	char *const *word = run->operand;

	buf_puts(text, word[0]);
	if (word[1] && endpoint_pairs(word[0], word[1]))
		buf_printf(text, " %s", word[1]);
	out_about(run->out, buf_text(text));
}
