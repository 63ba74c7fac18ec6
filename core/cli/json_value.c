/* json_value -- what a JSON text says, in memory, and how to get at it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/json_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

static bool is(const struct json *json, enum json_kind kind)
{
	return json && json->kind == kind;
}

const struct json *json_member(const struct json *object, const char *key)
{
	size_t size = strlen(key);

	if (!is(object, JSON_OBJECT))
		return NULL;
	for (const struct json *member = object->as.list.first; member; member = member->next)
		if (member->key.size == size && memcmp(member->key.data, key, size) == 0)
			return member;
	return NULL;
}

const struct json *json_item(const struct json *array, size_t index)
{
	const struct json *item = is(array, JSON_ARRAY) ? array->as.list.first : NULL;

	for (; item && index > 0; index--)
		item = item->next;
	return item;
}

bool json_flag(bool *flag, const struct json *json)
{
	if (!is(json, JSON_BOOL))
		return false;
	*flag = json->as.flag;
	return true;
}

bool json_string(struct json_text *text, const struct json *json)
{
	if (!is(json, JSON_STRING))
		return false;
	*text = json->as.text;
	return true;
}

bool json_int(int64_t *integer, const struct json *json)
{
	bool negative = is(json, JSON_NUMBER) && json->as.text.data[0] == '-';
	uint64_t size;

	if (!is(json, JSON_NUMBER) ||
	    !num_digits(&size, json->as.text.data + negative, json->as.text.size - negative,
			(uint64_t)INT64_MAX + negative))
		return false;
	*integer = negative ? (int64_t)-size : (int64_t)size;
	return true;
}

bool json_uint(uint64_t *whole, const struct json *json)
{
	return is(json, JSON_NUMBER) &&
	       num_digits(whole, json->as.text.data, json->as.text.size, UINT64_MAX);
}

bool json_real(double *real, const struct json *json)
{
	double value;

	if (!is(json, JSON_NUMBER))
		return false;
	value = strtod(json->as.text.data, NULL);
	if (!__builtin_isfinite(value))
		return false;
	*real = value;
	return true;
}
