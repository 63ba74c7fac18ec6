/* json_value -- what a JSON text says, in memory, and how to get at it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JSON_VALUE_H
#define CLI_JSON_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_text {
	const char *data; /* NUL-terminated too; a string may hold NULs of its own */
	size_t size;
};

struct json {
	enum json_kind kind;
	struct json_text key; /* of a member of an object */
	union {
		bool flag;
		struct json_text text; /* of a string, in UTF-8; of a number, as written */
		struct {
			struct json *first;
			size_t count;
		} list; /* of an array or object, in their order */
	} as;
	struct json *next;   /* in the list that holds it */
	struct json *sorted; /* the reader's: the next member by key */
};

/* Each of the getters below accepts NULL and values of another kind, and is then NULL or false
 * with its result untouched, so that they can be chained. */
const struct json *json_member(const struct json *object, const char *key);
const struct json *json_item(const struct json *array, size_t index);
bool json_flag(bool *flag, const struct json *json);
bool json_string(struct json_text *text, const struct json *json);
/* Numbers that are written as integers and fit. */
bool json_int(int64_t *integer, const struct json *json);
bool json_uint(uint64_t *whole, const struct json *json);
/* Any number; one too large for a double is refused. */
bool json_real(double *real, const struct json *json);

#endif
