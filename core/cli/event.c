/* event -- a step told: a record among others under JSON, a line for people elsewhere. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/event.h"

#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/value.h"

static bool is_record(const struct out *out)
{
	return out->common->format == FORMAT_JSON && !out->common->get;
}

bool event_is_seen(const struct out *out, bool asked)
{
	if (out->common->quiet)
		return false;
	return is_record(out) || asked || out->common->verbose;
}

struct row *event_begin(struct out *out, const struct record_type *type)
{
	struct row *row = out_record(out, type);

	if (row)
		row->wanted = UINT64_MAX;
	return row;
}

static void say(struct out *out)
{
	struct buf line = { 0 };

	out_put_name(out, &line);
	value_put_template(&line, out->row, out->charset);
	buf_putc(&line, '\n');
	out_say(out, &line);
	buf_free(&line);
}

static void show_expectation(struct out *out)
{
	struct record record = { .type = out->type, .row = out->row };
	struct row *head = record_head(&record, &out->arena);

	if (head && !out->arena.failed)
		expect_see(out->expect, &record, head);
}

void event_end(struct out *out, bool asked)
{
	if (is_record(out) || !out->row) {
		out_done(out, STATUS_OK);
		return;
	}
	if (out->expect)
		show_expectation(out);
	if (event_is_seen(out, asked))
		say(out);
	out->begun = false;
	out->row = NULL;
	arena_reset(&out->arena);
}
