/* part_variable -- $name, ${name}, ${name.field}, ${name[0:4]}, ${name:-text}. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/num.h"
#include "lang/part.h"

static size_t name_size(const struct cursor *cursor)
{
	size_t size = 0;
	int c = cursor_peek(cursor, 0);

	if (c == '#' || c == '?' || c == '!')
		return 1;
	if (cursor_is_digit(c))
		while (cursor_is_digit(cursor_peek(cursor, size)))
			size++;
	else
		while (cursor_is_name(cursor_peek(cursor, size)))
			size++;
	return size;
}

/* A whole number with an optional '-'; *HAS is false where none stands here. */
static bool take_number(struct cursor *cursor, int64_t *number, bool *has, struct err *err)
{
	size_t sign = cursor_peek(cursor, 0) == '-', size = sign;
	uint64_t value;

	while (cursor_is_digit(cursor_peek(cursor, size)))
		size++;
	*has = size > sign;
	if (!*has)
		return size == 0 || cursor_fault(cursor, err, "a number belongs here");
	if (!num_digits(&value, cursor->at + sign, size - sign, INT32_MAX))
		return cursor_fault(cursor, err, "this number is too large");
	*number = sign ? -(int64_t)value : (int64_t)value;
	cursor_pass(cursor, size);
	return true;
}

/* [3], [1:4], [:4], [-2:] */
static bool take_slice(struct cursor *cursor, struct part *part, struct err *err)
{
	cursor_pass(cursor, 1);
	if (!take_number(cursor, &part->from, &part->has_from, err))
		return false;
	part->is_slice = cursor_peek(cursor, 0) == ':';
	part->is_item = !part->is_slice;
	if (part->is_item && !part->has_from)
		return cursor_fault(cursor, err, "a number belongs here");
	if (part->is_slice)
		cursor_pass(cursor, 1);
	if (part->is_slice && !take_number(cursor, &part->to, &part->has_to, err))
		return false;
	if (cursor_peek(cursor, 0) != ']')
		return cursor_fault(cursor, err, "a ']' belongs here");
	cursor_pass(cursor, 1);
	return true;
}

/* Behind ${name, what stands for it where it is not set: up to the brace. */
static void take_fallback(struct cursor *cursor, struct part *part)
{
	size_t size = 0;
	int c;

	if (!cursor_follows(cursor, ":-"))
		return;
	cursor_pass(cursor, 2);
	for (c = cursor_peek(cursor, 0); c >= 0 && c != '}' && c != '\n';)
		c = cursor_peek(cursor, ++size);
	part->has_fallback = true;
	part->fallback = cursor_take(cursor, size);
}

/* ${name}, ${name.field}, ${name[0:4]}, ${name:-text}, from the brace on. */
static bool take_braced(struct cursor *cursor, struct part *part, struct err *err)
{
	size_t size;

	cursor_pass(cursor, 1);
	part->text = cursor_take(cursor, name_size(cursor));
	if (part->text.size == 0)
		return cursor_fault(cursor, err, "the name of a variable belongs here");
	if (cursor_peek(cursor, 0) == '.') {
		cursor_pass(cursor, 1);
		for (size = 0; cursor_is_name(cursor_peek(cursor, size));)
			size++;
		if (size == 0)
			return cursor_fault(cursor, err, "the name of a field belongs here");
		part->field = cursor_take(cursor, size);
	}
	if (cursor_peek(cursor, 0) == '[' && !take_slice(cursor, part, err))
		return false;
	take_fallback(cursor, part);
	if (cursor_peek(cursor, 0) != '}')
		return cursor_fault(cursor, err, "a '}' belongs here");
	cursor_pass(cursor, 1);
	return true;
}

bool part_variable(struct cursor *cursor, struct part ***tail, bool quoted, struct err *err)
{
	struct part part = { .is_variable = true, .quoted = quoted };

	cursor_pass(cursor, 1);
	if (cursor_peek(cursor, 0) == '{') {
		if (!take_braced(cursor, &part, err))
			return false;
	} else {
		part.text = cursor_take(
			cursor, cursor_is_digit(cursor_peek(cursor, 0)) ? 1 : name_size(cursor));
		if (part.text.size == 0 && cursor_peek(cursor, 0) == '(')
			return cursor_fault(cursor, err,
					    "there is no $(...): first x = COMMAND, then $x");
		if (part.text.size == 0)
			return cursor_fault(
				cursor, err,
				"the name of a variable belongs behind '$'; '$' means itself "
				"between single quotes");
	}
	return cursor_add(cursor, tail, part, err);
}
