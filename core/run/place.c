/* place -- the endpoint that a question begins with: what failures are about, and where it is. */
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
	out_about_buf(run->out, text);
}

bool place_find(struct locations *found, const struct endpoint *endpoint, enum purpose purpose,
		const struct sock_plan *plan, const struct run *run, struct deadline until,
		struct err *err)
{
	struct locator locator = LOCATOR_EMPTY;
	bool fine;

	locator.family = (int)run->common->family;
	locator.numeric = run->common->numeric;
	fine = sock_plan_interface(&locator.zone, plan, err) &&
	       locate(found, &locator, endpoint, purpose, until, err);
	locator_free(&locator);
	return fine;
}
