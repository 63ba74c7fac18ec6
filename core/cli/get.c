/* get -- the values that --get names: tab-separated, one line for each, an unset one empty. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/out_state.h"
#include "cli/value.h"

/* Looks for the N-th value of a path, and counts them. */
struct search {
	struct out *out;
	size_t wanted, seen;
	bool found;
};

static void look(void *context, const struct field *field, const struct value *value)
{
	struct search *search = context;

	if (search->seen++ != search->wanted)
		return;
	search->found = true;
	value_put(&search->out->text, field, value, search->out->charset);
}

/* Line N: the N-th value of every path. A path with a single value repeats it, so that each
 * line says whose it is. Returns whether any path has further values. */
static bool put_line(struct out *out, const struct record *record, const struct row *head, size_t n)
{
	bool more = false;

	for (unsigned i = 0; i < out->path_count; i++) {
		struct search search = { .out = out, .wanted = n };
		size_t count;

		if (i > 0)
			buf_putc(&out->text, '\t');
		count = path_each(&out->path[i], record, head, look, &search);
		if (!search.found && count == 1) {
			search = (struct search){ .out = out };
			path_each(&out->path[i], record, head, look, &search);
		}
		more = more || count > n + 1;
	}
	return more;
}

static void get_record(struct out *out, const struct record *record, const struct row *head)
{
	size_t n = 0;
	bool more;

	if (!record->is_result)
		return;
	do {
		more = put_line(out, record, head, n++);
		buf_putc(&out->text, '\n');
	} while (more && !out->common->first);
}

const struct writer writer_get = { .record = get_record, .streams = true };
