/* path -- names a value in a record: key, list[0], objects.key; for --get and expectations. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/path.h"

#include <limits.h>
#include <string.h>

#include "base/name.h"
#include "base/num.h"
#include "base/texts.h"
#include "proto/base64.h"

enum { SHOWN_MAX = 60 }; /* bytes of a path that a sentence quotes */

static int shown(size_t size)
{
	return size > SHOWN_MAX ? SHOWN_MAX : (int)size;
}

/* ---- syntax ------------------------------------------------------------------------------ */

static bool is_key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* "[N]" at the front of TEXT, if it is there: the bytes read, or -1 when it is malformed. */
static long index_read(long *index, const char *text, size_t size)
{
	const char *end;
	uint64_t number;

	if (size == 0 || text[0] != '[')
		return 0;
	end = memchr(text, ']', size);
	if (!end || !num_digits(&number, text + 1, (size_t)(end - text - 1), INT_MAX))
		return -1;
	*index = (long)number;
	return end + 1 - text;
}

/* A key with its index: the bytes read, or -1 when there is none or it is malformed. */
static long step_read(struct path_step *step, const char *text, size_t size)
{
	size_t key_size = 0;
	long index_size;

	while (key_size < size && is_key_byte(text[key_size]))
		key_size++;
	*step = (struct path_step){ .key = text, .size = key_size, .index = -1 };
	index_size = index_read(&step->index, text + key_size, size - key_size);
	if (key_size == 0 || index_size < 0)
		return -1;
	return (long)key_size + index_size;
}

static bool steps_read(struct path *path, const char *text, size_t size, struct err *err)
{
	size_t at = 0;

	while (path->count < PATH_STEPS) {
		long used = step_read(&path->step[path->count], text + at, size - at);

		if (used < 0)
			break;
		path->count++;
		at += (size_t)used;
		if (at == size)
			return true;
		if (text[at++] != '.')
			break;
	}
	return err_set(err, STATUS_INVALID,
		       "'%.*s' is not a path such as port, aliases[0] or interfaces.name",
		       shown(size), text);
}

/* ---- the fields that keys stand for ------------------------------------------------------ */

static bool key_is(const struct path_step *step, const char *key)
{
	return key[0] == step->key[0] && text_equals(key, step->key, step->size);
}

/* What JSON has beside each FIELD_DATA. */
static const char base64_suffix[] = "_b64";
static const struct field base64_field =
	FIELD("data_b64", FIELD_TEXT, 0, 0, "data in base64", NULL);

/* Whether STEP is the key of FIELD with the suffix behind it. */
static bool is_base64(const struct path_step *step, const struct field *field)
{
	struct path_step plain = *step;
	size_t suffix = strlen(base64_suffix);

	if (field->type != FIELD_DATA || step->size <= suffix ||
	    memcmp(step->key + step->size - suffix, base64_suffix, suffix) != 0)
		return false;
	plain.size -= suffix;
	return key_is(&plain, field->key);
}

static bool shape_find(unsigned *found, const struct shape *shape, const struct path_step *step)
{
	for (unsigned i = 0; *shape->fields[i].key; i++)
		if (key_is(step, shape->fields[i].key) || is_base64(step, &shape->fields[i])) {
			*found = i;
			return true;
		}
	return false;
}

/* Find the steps of PATH in SHAPE; returns how many of them it has. */
static unsigned steps_find(struct path *path, const struct shape *shape)
{
	unsigned found;

	for (found = 0; found < path->count && shape; found++) {
		struct path_step *step = &path->step[found];

		if (!shape_find(&step->field, shape, step))
			break;
		step->shape = shape;
		step->base64 = is_base64(step, &shape->fields[step->field]);
		shape = shape->fields[step->field].members;
	}
	return found;
}

/* The shape that has the most of PATH's steps; PATH then holds where they are. */
static unsigned path_find(struct path *path, const struct record_type *types)
{
	struct path best = *path;
	unsigned most = 0;

	for (;; types++) {
		struct path trial = *path;
		const struct shape *shape = types->type[0] ? &types->shape : &record_head_shape;
		unsigned found = steps_find(&trial, shape);

		if (found > most) {
			best = trial;
			most = found;
		}
		if (!types->type[0] || most == path->count)
			break;
	}
	*path = best;
	return most;
}

static const struct field *step_field(const struct path_step *step)
{
	return step->base64 ? &base64_field : &step->shape->fields[step->field];
}

const struct field *path_field(const struct path *path, const struct record_type *types)
{
	struct path found = *path;

	if (path->count == 0 || path_find(&found, types) < path->count)
		return NULL;
	return step_field(&found.step[path->count - 1]);
}

bool path_begins_with(const struct path *path, const struct field *field)
{
	return key_is(&path->step[0], field->key) || is_base64(&path->step[0], field);
}

bool path_is_many(const struct path *path)
{
	for (unsigned i = 0; i < path->count; i++)
		if (step_field(&path->step[i])->flags & FIELD_LIST && path->step[i].index < 0)
			return true;
	return false;
}

/* ---- what is wrong with a path ----------------------------------------------------------- */

static void shape_nearest(struct nearest *nearest, const struct shape *shape)
{
	for (const struct field *field = shape->fields; *field->key; field++)
		nearest_try(nearest, field->key);
}

static bool key_unknown(const struct path *path, unsigned found, const struct record_type *types,
			struct err *err)
{
	const struct path_step *step = &path->step[found];
	char word[SHOWN_MAX + 1] = "";
	struct nearest nearest;

	memcpy(word, step->key, (size_t)shown(step->size));
	nearest = nearest_begin(word);
	if (found > 0) {
		shape_nearest(&nearest, step_field(step - 1)->members);
	} else {
		for (; types->type[0]; types++)
			shape_nearest(&nearest, &types->shape);
		shape_nearest(&nearest, &record_head_shape);
	}
	if (nearest.best)
		return err_set(err, STATUS_INVALID, "there is no key '%s', did you mean '%s'?",
			       word, nearest.best);
	return err_set(err, STATUS_INVALID, "there is no key '%s'; --fields lists them", word);
}

static bool path_check(const struct path *path, struct err *err)
{
	for (unsigned i = 0; i < path->count; i++) {
		const struct path_step *step = &path->step[i];

		if (step->index >= 0 && !(step_field(step)->flags & FIELD_LIST))
			return err_set(err, STATUS_INVALID,
				       "'%.*s' is not a list and takes no index", shown(step->size),
				       step->key);
	}
	return true;
}

bool path_parse(struct path *path, const char *text, size_t size, const struct record_type *types,
		struct err *err)
{
	struct path fresh = { .count = 0 };
	unsigned found;

	if (!steps_read(&fresh, text, size, err))
		return false;
	found = path_find(&fresh, types);
	if (found < fresh.count) {
		if (found > 0 && !step_field(&fresh.step[found - 1])->members)
			return err_set(err, STATUS_INVALID, "'%.*s' has no members",
				       shown(fresh.step[0].size), fresh.step[0].key);
		return key_unknown(&fresh, found, types, err);
	}
	if (!path_check(&fresh, err))
		return false;
	*path = fresh;
	return true;
}

/* ---- the values of a record -------------------------------------------------------------- */

struct walk {
	const struct path *path;
	path_visit *visit;
	void *context;
	size_t count;
};

static void walk_row(struct walk *walk, const struct row *row, unsigned depth);

/* A text is made for the visit. Where memory is out there is none: as if it were unset. */
static void visit_base64(struct walk *walk, const struct value *value)
{
	struct buf text = { 0 };
	struct value encoded = { .state = VALUE_SET };

	base64_put(&text, value->as.text.data, value->as.text.size);
	encoded.as.text.data = buf_text(&text);
	encoded.as.text.size = text.size;
	if (!text.failed)
		walk->visit(walk->context, &base64_field, &encoded);
	walk->count += !text.failed;
	buf_free(&text);
}

static void walk_value(struct walk *walk, const struct field *field, const struct value *value,
		       unsigned depth)
{
	if (value->state == VALUE_UNSET)
		return;
	if (depth + 1 < walk->path->count) {
		if (field->type == FIELD_OBJECT)
			walk_row(walk, value->as.row, depth + 1);
		return;
	}
	if (walk->path->step[depth].base64) {
		visit_base64(walk, value);
		return;
	}
	walk->count++;
	walk->visit(walk->context, field, value);
}

static void walk_row(struct walk *walk, const struct row *row, unsigned depth)
{
	const struct path_step *step = &walk->path->step[depth];
	const struct field *field;
	const struct value *value;
	unsigned found = step->field;
	long n = 0;

	if (!row || !row->values)
		return;
	if (row->shape->fields != step->shape->fields && !shape_find(&found, row->shape, step))
		return;
	field = &row->shape->fields[found];
	value = &row->values[found];
	if (value->state != VALUE_LIST) {
		walk_value(walk, field, value, depth);
		return;
	}
	for (const struct item *item = value->as.list.first; item; item = item->next, n++)
		if (step->index < 0 || step->index == n)
			walk_value(walk, field, &item->value, depth);
}

size_t path_each(const struct path *path, const struct record *record, const struct row *head,
		 path_visit *visit, void *context)
{
	struct walk walk = { .path = path, .visit = visit, .context = context };

	if (path->count == 0)
		return 0;
	if (path->step[0].shape != &record_head_shape)
		walk_row(&walk, record->row, 0);
	else
		walk_row(&walk, head, 0);
	return walk.count;
}
