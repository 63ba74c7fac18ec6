/* get -- the values that --get names: tab-separated, one line for each, an unset one empty. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

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

/* Whether results have PATH, which was found in the first record type that has it; they come first.
 * status and error are theirs alone. */
static bool is_of_results(const struct out *out, const struct path *path)
{
	const struct record_type *type = out->applet->records;

	while (type->type[0] && &type->shape != path->step[0].shape)
		type++;
	return !type->type[0] || strcmp(type->type, "result") == 0;
}

static bool has(const struct record *record, const struct path *path)
{
	const struct field *field = record->type->shape.fields;

	while (*field->key && !path_begins_with(path, field))
		field++;
	return *field->key != '\0';
}

/* Results are what is asked for; of other records a key that no result has. */
static bool is_asked_for(const struct out *out, const struct record *record)
{
	for (unsigned i = 0; i < out->path_count; i++)
		if (is_of_results(out, &out->path[i])
			    ? record->is_result
			    : !record->is_result && has(record, &out->path[i]))
			return true;
	return false;
}

static void get_record(struct out *out, const struct record *record, const struct row *head)
{
	size_t n = 0;
	bool more;

	if (!is_asked_for(out, record))
		return;
	do {
		more = put_line(out, record, head, n++);
		buf_putc(&out->text, '\n');
	} while (more && !out->common->first);
}

const struct writer writer_get = { .record = get_record, .streams = true };
