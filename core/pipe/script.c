/* script -- a transcript as it is played again: what each side says, in its order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/word.h"
#include "cli/json_read.h"
#include "proto/base64.h"

/* What is read, and where. */
struct source {
	struct script *script;
	struct arena arena; /* of one line */
	unsigned long line;
	bool has_conn;
	uint64_t conn;
	struct err *err;
};

void script_free(struct script *script)
{
	free(script->step);
	buf_free(&script->data);
	*script = (struct script){ 0 };
}

static bool fault(const struct source *source, const char *says)
{
	return err_set(source->err, STATUS_INVALID, "line %lu: %s", source->line, says);
}

static bool no_room(const struct source *source)
{
	return err_errno(source->err, ENOMEM, "no room for the transcript");
}

/* ---- one line ------------------------------------------------------------------------------- */

static const struct name keys[] = {
	NAME("type", 0, ""),
	NAME("time", 0, ""),
	NAME("role", 0, ""),
	NAME("transport", 0, ""),
	NAME("conn", 0, ""),
	NAME("from", 0, ""),
	NAME("local", 0, ""),
	NAME("peer", 0, ""),
	NAME("reason", 0, ""),
	NAME("size_bytes", 0, ""),
	NAME("true_size_bytes", 0, ""),
	NAME("data", 0, ""),
	NAME("data_b64", 0, ""),
	NAMES_END,
};

static bool is_key(const struct json *member)
{
	for (const struct name *key = keys; *key->word; key++)
		if (strcmp(key->word, member->key.data) == 0 &&
		    strlen(key->word) == member->key.size)
			return true;
	return false;
}

static bool check_keys(const struct source *source, const struct json *object)
{
	for (const struct json *member = object->as.list.first; member; member = member->next) {
		const char *near;

		if (is_key(member))
			continue;
		near = name_nearest(keys, member->key.data);
		return err_set(source->err, STATUS_INVALID, "line %lu: unknown key '%.40s'%s%s%s",
			       source->line, member->key.data, near ? "; did you mean '" : "",
			       near ? near : "", near ? "'?" : "");
	}
	return true;
}

/* A member that is one of TABLE's words. */
static bool read_word(long *value, const struct source *source, const struct json *object,
		      const char *key, const struct name *table)
{
	struct json_text text;
	const struct name *row;

	if (!json_string(&text, json_member(object, key)))
		return err_set(source->err, STATUS_INVALID, "line %lu: \"%s\" is missing",
			       source->line, key);
	row = strlen(text.data) == text.size ? name_find(table, text.data) : NULL;
	if (!row)
		return err_set(source->err, STATUS_INVALID, "line %lu: \"%s\" cannot be '%.40s'",
			       source->line, key, text.data);
	*value = row->value;
	return true;
}

static bool is_null(const struct json *json)
{
	return !json || json->kind == JSON_NULL;
}

static bool read_base64(const struct source *source, const struct json_text *text)
{
	struct base64_reader reader = { 0 };
	struct err err = { 0 };

	if (base64_read(&source->script->data, &reader, text->data, text->size, &err) &&
	    base64_end(&reader, &err))
		return true;
	if (err.kind == STATUS_LACKING)
		return no_room(source);
	return err_set(source->err, STATUS_INVALID, "line %lu: data_b64: %s", source->line,
		       err.text);
}

/* The bytes of data_b64, or of data; where both are there they must agree. */
static bool read_data(struct script_step *step, const struct source *source,
		      const struct json *object)
{
	const struct json *plain = json_member(object, "data");
	const struct json *encoded = json_member(object, "data_b64");
	struct buf *data = &source->script->data;
	struct json_text text = { 0 }, base64;
	size_t at = data->size;

	if (!is_null(plain) && !json_string(&text, plain))
		return fault(source, "\"data\" is no string");
	if (!is_null(encoded) && !json_string(&base64, encoded))
		return fault(source, "\"data_b64\" is no string");
	if (is_null(plain) && is_null(encoded))
		return fault(source, "\"data\" is missing");
	if (is_null(encoded))
		buf_put(data, text.data, text.size);
	else if (!read_base64(source, &base64))
		return false;
	if (data->failed)
		return no_room(source);
	step->at = at;
	step->size = data->size - at;
	if (!is_null(plain) && !is_null(encoded) &&
	    (text.size != step->size ||
	     (step->size && memcmp(text.data, data->data + at, text.size) != 0)))
		return fault(source, "\"data\" and \"data_b64\" differ: leave one of them out");
	return true;
}

static bool check_sizes(const struct script_step *step, const struct source *source,
			const struct json *object)
{
	const struct json *size = json_member(object, "size_bytes");
	uint64_t bytes = step->size;

	if (!is_null(json_member(object, "true_size_bytes")))
		return fault(source, "a message that was cut cannot be played again");
	if (!is_null(size) && (!json_uint(&bytes, size) || bytes != step->size))
		return fault(source, "\"size_bytes\" is not the size of the data");
	return true;
}

static bool check_conn(struct source *source, const struct json *object)
{
	const struct json *conn = json_member(object, "conn");
	uint64_t number = 0;

	if (is_null(conn))
		return true;
	if (!json_uint(&number, conn))
		return fault(source, "\"conn\" is no number");
	if (source->has_conn && number != source->conn)
		return fault(source, "a second connection: only one can be played at a time");
	source->has_conn = true;
	source->conn = number;
	return true;
}

static bool add_step(const struct source *source, const struct script_step *step)
{
	struct script *script = source->script;

	if (script->count == script->capacity) {
		size_t capacity = script->capacity ? 2 * script->capacity : 64;
		struct script_step *grown =
			reallocarray(script->step, capacity, sizeof(*script->step));

		if (!grown)
			return no_room(source);
		script->step = grown;
		script->capacity = capacity;
	}
	script->step[script->count++] = *step;
	return true;
}

/* Nothing comes behind the end of a direction. */
static bool check_order(const struct source *source, enum side side)
{
	const struct script *script = source->script;

	for (size_t i = script->count; i > 0; i--)
		if (script->step[i - 1].side == side)
			return script->step[i - 1].kind == TRANSCRIPT_DATA ||
			       fault(source, "this side has ended before");
	return true;
}

static bool read_object(struct source *source, const struct json *object)
{
	struct script_step step = { 0 };
	long kind, side;

	if (object->kind != JSON_OBJECT)
		return fault(source, "this is no object");
	if (!check_keys(source, object) ||
	    !read_word(&kind, source, object, "type", transcript_kinds))
		return false;
	step.kind = (enum transcript_kind)kind;
	if (step.kind != TRANSCRIPT_DATA && step.kind != TRANSCRIPT_SHUT &&
	    step.kind != TRANSCRIPT_RESET)
		return true;
	if (!read_word(&side, source, object, "from", sides))
		return false;
	step.side = (enum side)side;
	if (!check_conn(source, object) || !check_order(source, step.side))
		return false;
	if (step.kind == TRANSCRIPT_DATA &&
	    (!read_data(&step, source, object) || !check_sizes(&step, source, object)))
		return false;
	return add_step(source, &step);
}

/* ---- all of them ---------------------------------------------------------------------------- */

static bool read_line(struct source *source, struct word line)
{
	const struct json *root;
	struct err err = { 0 };

	source->line++;
	if (line.size > 0 && line.at[line.size - 1] == '\r')
		line.size--;
	if (line.size == 0)
		return true;
	arena_reset(&source->arena);
	if (json_read(&root, &source->arena, line.at, line.size, &err))
		return read_object(source, root);
	return err_set(source->err, err.kind, "line %lu: %s", source->line, err.text);
}

bool script_read(struct script *script, const char *text, size_t size, struct err *err)
{
	struct source source = { .script = script, .err = err };
	struct word rest = { text, size }, line;
	bool fine;

	*script = (struct script){ 0 };
	fine = buf_reserve(&script->data, 1) || no_room(&source); /* all may be empty */
	while (fine && line_take(&line, &rest))
		fine = read_line(&source, line);
	if (fine && script->count == 0)
		fine = err_set(err, STATUS_INVALID, "it has no line of type data: nothing to play");
	arena_free(&source.arena);
	if (!fine)
		script_free(script);
	return fine;
}
