/* place -- the endpoint that a question begins with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/place.h"

#include "cli/out.h"
#include "net/endpoint.h"

void place_about(struct buf *text, const struct run *run)
{
	char *const *word = run->operand;

	buf_puts(text, word[0]);
	if (word[1] && endpoint_pairs(word[0], word[1]))
		buf_printf(text, " %s", word[1]);
	out_about(run->out, buf_text(text));
}
