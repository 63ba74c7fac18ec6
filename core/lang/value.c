/* value -- what a variable of the shell holds, and what a command came to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/value.h"

#include <stdlib.h>

bool shell_value_bytes(struct shell_value *value, struct word bytes)
{
	struct buf data = { 0 };

	buf_put(&data, bytes.at, bytes.size); /* before the old ones go: they may be the same */
	shell_value_free(value);
	if (data.failed) {
		buf_free(&data);
		return false;
	}
	value->kind = SHELL_BYTES;
	value->data = data;
	return true;
}

void shell_value_number(struct shell_value *value, enum shell_kind kind, int64_t number)
{
	shell_value_free(value);
	value->kind = kind;
	value->number = number;
}

static bool copy_items(struct shell_value *value, const struct shell_value *other)
{
	value->kind = SHELL_LIST;
	for (size_t i = 0; i < other->count; i++) {
		struct shell_value *item = shell_value_append(value);

		if (!item || !shell_value_copy(item, &other->item[i]))
			return false;
	}
	return true;
}

bool shell_value_copy(struct shell_value *value, const struct shell_value *other)
{
	struct shell_value copy = { .kind = other->kind, .number = other->number };
	bool fine = true;

	if (value == other)
		return true;
	if (other->kind == SHELL_BYTES)
		fine = shell_value_bytes(&copy,
					 (struct word){ other->data.data, other->data.size });
	else if (other->kind == SHELL_LIST)
		fine = copy_items(&copy, other);
	shell_value_free(value);
	if (fine)
		*value = copy;
	else
		shell_value_free(&copy);
	return fine;
}

/* Room is doubled where the count is a power of two. */
struct shell_value *shell_value_append(struct shell_value *value)
{
	struct shell_value *item = value->item;

	if (value->kind != SHELL_LIST) {
		shell_value_free(value);
		value->kind = SHELL_LIST;
		item = NULL;
	}
	if ((value->count & (value->count - 1)) == 0) {
		size_t room = value->count ? 2 * value->count : 1;

		item = reallocarray(item, room, sizeof(*item));
		if (!item)
			return NULL;
		value->item = item;
	}
	item += value->count++;
	*item = (struct shell_value){ 0 };
	return item;
}

void shell_value_put(struct buf *buf, const struct shell_value *value)
{
	switch (value->kind) {
	case SHELL_NOTHING:
		return;
	case SHELL_BYTES:
		buf_put(buf, value->data.data, value->data.size);
		return;
	case SHELL_NUMBER:
	case SHELL_SOCKET:
	case SHELL_JOB:
		buf_puti(buf, value->number);
		return;
	case SHELL_LIST:
		for (size_t i = 0; i < value->count; i++) {
			buf_puts(buf, i > 0 ? " " : "");
			shell_value_put(buf, &value->item[i]);
		}
		return;
	}
}

void shell_value_free(struct shell_value *value)
{
	for (size_t i = 0; i < value->count; i++)
		shell_value_free(&value->item[i]);
	free(value->item);
	buf_free(&value->data);
	*value = (struct shell_value){ 0 };
}
