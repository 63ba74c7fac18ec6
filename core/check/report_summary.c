/* report_summary -- what is not green, as people read it, in Markdown: the summary of a step of
 * GitHub Actions. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/markup.h"
#include "check/report_state.h"

enum { HELD_MAX = 1000 * 1000 }; /* GitHub shows nothing of what is larger than 1 MiB */

/* Take what report_human has just written off PART's text, for the block: inside <pre> nothing is
 * Markdown up to </pre>, which text cannot have. */
static void hold(struct part *part)
{
	struct buf text = { 0 };

	xml_put_content(&text, part->text.data, part->text.size);
	if (part->held.size + text.size > HELD_MAX)
		part->left_out++;
	else
		buf_put(&part->held, text.data, text.size);
	buf_free_part(&text, &part->held);
	buf_clear(&part->text);
}

static void put_block(struct part *part)
{
	struct buf *buf = &part->text;

	if (part->held.size > 0) {
		buf_puts(buf, "\n<pre>\n");
		buf_put(buf, part->held.data, part->held.size);
		buf_puts(buf, "</pre>\n");
	}
	if (part->left_out > 0)
		buf_printf(buf, "\n%zu more are left out: GitHub shows 1 MiB.\n", part->left_out);
	buf_putc(buf, '\n');
	buf->failed = buf->failed || part->held.failed;
}

static void put_head(struct part *part)
{
	struct buf counts = { 0 };

	xml_put_content(&counts, part->text.data, part->text.size);
	buf_clear(&part->text);
	buf_puts(&part->text, "### netcheck: ");
	buf_put(&part->text, counts.data, counts.size);
	buf_free_part(&counts, &part->text);
}

static void put_refusal(struct part *part, const struct refusal *refusal)
{
	struct buf text = { 0 };

	if (refusal->file)
		buf_printf(&text, "%s:%u:%u: ", refusal->file, refusal->line, refusal->column);
	buf_printf(&text, "%s\n", refusal->text ? refusal->text : "");
	xml_put_content(&part->held, text.data, text.size);
	buf_free_part(&text, &part->held);
	buf_puts(&part->text, "### netcheck: nothing was run\n");
}

void report_summary(struct part *part, const struct telling *telling)
{
	part->live = true; /* of passes nothing is told */
	report_human(part, telling);
	switch (telling->kind) {
	case TELL_BEGIN:
		break;
	case TELL_OUTCOME:
		hold(part);
		break;
	case TELL_REFUSAL:
		put_refusal(part, telling->refusal);
		put_block(part);
		break;
	case TELL_END:
		if (part->text.size > 0 || part->held.size > 0) {
			put_head(part);
			put_block(part);
		}
		break;
	}
}
