/* plan -- check files, read: what is to be asked, of what, and when that is good. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "base/texts.h"

enum { LINE_SHOWN = 72 }; /* bytes of a line in a drawing */

void *plan_take(struct plan *plan, size_t size)
{
	void *memory = arena_take(&plan->arena, size);

	return memory ? memset(memory, 0, size) : NULL;
}

static struct word line_of(const struct plan_file *file, unsigned number)
{
	struct word text = file->text, line = { "", 0 };

	for (unsigned i = 0; i < number && line_take(&line, &text); i++)
		;
	return line;
}

/* The part of the line that has the place, and a caret under it. Tabs stay, so that it fits. */
static void draw(struct err *err, struct word line, struct spot at)
{
	size_t column = at.column - 1, from = 0, size = strlen(err->text);
	struct buf text = { 0 };

	if (column > line.size)
		return;
	if (column > LINE_SHOWN / 2)
		from = column - LINE_SHOWN / 2;
	line = word_behind(line, from);
	buf_printf(&text, "\n  %.*s\n  ", (int)(line.size < LINE_SHOWN ? line.size : LINE_SHOWN),
		   line.at);
	for (size_t i = from; i < column; i++)
		buf_putc(&text, line.at[i - from] == '\t' ? '\t' : ' ');
	buf_putc(&text, '^');
	if (!text.failed && !memchr(text.data, '\0', text.size) &&
	    size + text.size < sizeof(err->text)) {
		memcpy(err->text + size, buf_text(&text), text.size + 1);
		err->lines_at = size;
	}
	buf_free(&text);
}

static const char *place_text(struct plan *plan, const char *file, struct spot at)
{
	struct buf text = { 0 };
	const char *copy;

	buf_printf(&text, "%s:%u:%u: ", file, at.line, at.column);
	copy = text.failed ? NULL : arena_copy(&plan->arena, text.data, text.size);
	buf_free(&text);
	return copy ? copy : file;
}

bool plan_fault(struct plan *plan, const struct plan_file *file, struct spot at,
		const struct err *err)
{
	struct plan_fault *fault;

	if (plan->fault_count++ >= PLAN_FAULTS_MAX)
		return false;
	fault = plan_take(plan, sizeof(*fault));
	if (!fault)
		return false;
	*fault = (struct plan_fault){ .file = file->name, .at = at, .err = *err };
	if (err->number != ENOMEM)
		fault->err.kind = STATUS_INVALID; /* a file that is not there, too */
	fault->where = place_text(plan, file->name, at);
	if (!fault->err.lines_at && !plan->hides) {
		fault->line = line_of(file, at.line);
		draw(&fault->err, fault->line, at);
	}
	if (!plan->last_fault)
		plan->last_fault = &plan->faults;
	*plan->last_fault = fault;
	plan->last_fault = &fault->next;
	return false;
}

static bool has_name(struct word name, struct word text)
{
	return name.size == text.size && memcmp(name.at, text.at, text.size) == 0;
}

static unsigned bucket_of(struct word name)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
	return hash % PLAN_BUCKETS;
}

const struct plan_value *plan_value_find(const struct plan_value *values, struct word name)
{
	while (values && !has_name(values->name, name))
		values = values->next;
	return values;
}

static struct plan_value *new_value(struct plan *plan, struct word name, struct word text)
{
	struct plan_value *fresh = plan_take(plan, sizeof(*fresh));

	if (!fresh)
		return NULL;
	fresh->name = (struct word){ arena_copy(&plan->arena, name.at, name.size), name.size };
	fresh->text = (struct word){ arena_copy(&plan->arena, text.at, text.size), text.size };
	return fresh->name.at && fresh->text.at ? fresh : NULL;
}

static void put_in_front(struct plan_value **bucket, struct plan_value *value)
{
	value->same = *bucket;
	*bucket = value;
}

bool plan_value_add(struct plan *plan, struct plan_value **values, struct word name,
		    struct word text)
{
	struct plan_value *fresh = new_value(plan, name, text);

	if (!fresh)
		return false;
	fresh->next = *values;
	*values = fresh;
	if (values == &plan->values)
		put_in_front(&plan->value_at[bucket_of(name)], fresh);
	return true;
}

const struct plan_value *plan_value_of(const struct plan *plan, struct word name)
{
	const struct plan_value *value = plan->value_at[bucket_of(name)];

	while (value && !has_name(value->name, name))
		value = value->same;
	return value;
}

bool plan_captured_add(struct plan *plan, struct word name, const struct plan_item *by)
{
	struct plan_value *fresh = new_value(plan, name, (struct word){ "", 0 });

	if (!fresh)
		return false;
	fresh->by = by;
	put_in_front(&plan->captured_at[bucket_of(name)], fresh);
	return true;
}

const struct plan_value *plan_captured(const struct plan *plan, struct word name,
				       const struct plan_value *after)
{
	const struct plan_value *value = after ? after->same : plan->captured_at[bucket_of(name)];

	while (value && !has_name(value->name, name))
		value = value->same;
	return value;
}

void plan_item_add(struct plan *plan, struct plan_item *item)
{
	unsigned bucket = bucket_of(word_of(item->id));

	if (!plan->last_item)
		plan->last_item = &plan->items;
	*plan->last_item = item;
	plan->last_item = &item->next;
	item->same = plan->item_at[bucket];
	plan->item_at[bucket] = item;
}

const struct plan_item *plan_item_find(const struct plan *plan, struct word id)
{
	const struct plan_item *item = plan->item_at[bucket_of(id)];

	while (item && !text_equals(item->id, id.at, id.size))
		item = item->same;
	return item;
}

void plan_free(struct plan *plan)
{
	arena_free(&plan->arena);
	*plan = (struct plan){ 0 };
}
