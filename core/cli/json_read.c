/* json_read -- a strict reader of JSON texts (RFC 8259), with bounds on what they may cost. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/json_read.h"

#include <string.h>

#include "cli/json_scan.h"

/* ---- arrays and objects ------------------------------------------------------------------ */

static int compare(const struct json_text *a, const struct json_text *b)
{
	size_t size = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->data, b->data, size);

	return order ? order : (a->size > b->size) - (a->size < b->size);
}

static struct json *merge(struct json *a, struct json *b)
{
	struct json *first = NULL, **tail = &first;

	while (a && b) {
		struct json **least = compare(&a->key, &b->key) <= 0 ? &a : &b;

		*tail = *least;
		tail = &(*least)->sorted;
		*least = (*least)->sorted;
	}
	*tail = a ? a : b;
	return first;
}

/* COUNT members from FIRST on, by key. Sorted, equal keys are neighbours however many there are. */
static struct json *sort(struct json *first, size_t count)
{
	struct json *middle = first;

	if (count == 1)
		first->sorted = NULL;
	if (count <= 1)
		return first;
	for (size_t i = 0; i < count / 2; i++)
		middle = middle->next;
	return merge(sort(first, count / 2), sort(middle, count - count / 2));
}

/* AT is where the object begins. */
static bool check_keys(const struct reader *reader, const struct json *object, const char *at)
{
	const struct json *member = sort(object->as.list.first, object->as.list.count);

	for (; member && member->sorted; member = member->sorted)
		if (compare(&member->key, &member->sorted->key) == 0)
			return err_set(reader->err, STATUS_INVALID,
				       "byte %zu: this object has the key '%.60s' twice",
				       (size_t)(at - reader->text), member->key.data);
	return true;
}

static bool read_value(struct json *json, struct reader *reader);

static bool read_key(struct json *member, struct reader *reader)
{
	if (!scan_pass(reader, '"'))
		return scan_fault(reader, reader->at, "a key is missing here");
	if (!scan_string(&member->key, reader))
		return false;
	return scan_pass(reader, ':') || scan_fault(reader, reader->at, "':' is missing here");
}

/* Behind the opening bracket or brace. */
static bool read_list(struct json *list, struct reader *reader, char close)
{
	struct json **tail = &list->as.list.first;

	if (scan_pass(reader, close))
		return true;
	do {
		struct json *item = scan_take(reader, sizeof(*item));

		if (!item)
			return false;
		*item = (struct json){ .kind = JSON_NULL };
		if (list->kind == JSON_OBJECT && !read_key(item, reader))
			return false;
		if (!read_value(item, reader))
			return false;
		*tail = item;
		tail = &item->next;
		list->as.list.count++;
	} while (scan_pass(reader, ','));
	if (!scan_pass(reader, close))
		return scan_fault(reader, reader->at,
				  close == ']' ? "',' or ']' is missing here"
					       : "',' or '}' is missing here");
	return true;
}

static bool read_nested(struct json *json, struct reader *reader)
{
	const char *start = reader->at;
	char close = *start == '[' ? ']' : '}';

	json->kind = close == ']' ? JSON_ARRAY : JSON_OBJECT;
	if (reader->depth == JSON_DEPTH_MAX)
		return scan_fault(reader, reader->at, "nested too deeply");
	reader->at++;
	reader->depth++;
	if (!read_list(json, reader, close))
		return false;
	reader->depth--;
	return json->kind == JSON_ARRAY || check_keys(reader, json, start);
}

/* ---- values ------------------------------------------------------------------------------ */

static bool read_word(struct json *json, struct reader *reader)
{
	static const struct {
		const char *word;
		enum json_kind kind;
		bool flag;
	} words[] = { { "null", JSON_NULL, false },
		      { "true", JSON_BOOL, true },
		      { "false", JSON_BOOL, false } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t size = strlen(words[i].word);

		if ((size_t)(reader->end - reader->at) < size ||
		    memcmp(reader->at, words[i].word, size) != 0)
			continue;
		json->kind = words[i].kind;
		json->as.flag = words[i].flag;
		reader->at += size;
		return true;
	}
	return scan_fault(reader, reader->at, "a value is missing here");
}

static bool read_value(struct json *json, struct reader *reader)
{
	scan_space(reader);
	if (++reader->values > JSON_VALUES_MAX)
		return scan_fault(reader, reader->at, "more than a million values");
	switch (scan_next(reader)) {
	case '{':
	case '[':
		return read_nested(json, reader);
	case '"':
		reader->at++;
		json->kind = JSON_STRING;
		return scan_string(&json->as.text, reader);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return scan_number(json, reader);
	default: /* any byte may come */
		return read_word(json, reader);
	}
}

bool json_read(const struct json **root, struct arena *arena, const char *text, size_t size,
	       struct err *err)
{
	struct reader reader = { .arena = arena, .err = err };
	struct json *json;

	if (size > JSON_SIZE_MAX)
		return err_set(err, STATUS_INVALID, "byte %d: the text is larger than this",
			       JSON_SIZE_MAX);
	reader.text = reader.at = size > 0 ? text : "";
	reader.end = reader.text + size;
	json = scan_take(&reader, sizeof(*json));
	if (!json)
		return false;
	*json = (struct json){ .kind = JSON_NULL };
	if (!read_value(json, &reader))
		return false;
	scan_space(&reader);
	if (reader.at < reader.end)
		return scan_fault(&reader, reader.at, "the text goes on behind its value");
	*root = json;
	return true;
}
