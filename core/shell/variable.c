/* variable -- what a variable of a word stands for, and how it reads in a word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/variable.h"

#include <errno.h>

#include "shell/field.h"

bool variable_lacks(struct err *err)
{
	return err_errno(err, ENOMEM, "no room for the words of a command");
}

/* Where a slice begins and ends among SIZE things, as Python counts. */
static void bounds(size_t *from, size_t *to, const struct part *part, size_t size)
{
	int64_t whole = (int64_t)size;
	int64_t first = part->has_from ? part->from : 0, last = part->has_to ? part->to : whole;

	first += first < 0 ? whole : 0;
	last = part->is_item ? first + 1 : last + (last < 0 ? whole : 0);
	first = first < 0 ? 0 : first > whole ? whole : first;
	last = last < first ? first : last > whole ? whole : last;
	*from = (size_t)first;
	*to = (size_t)last;
}

static bool slice_list(struct shell_value *value, const struct part *part, size_t from, size_t to)
{
	struct shell_value fresh = { .kind = SHELL_LIST };
	bool fine = true;

	if (part->is_item)
		fine = shell_value_copy(&fresh, &value->item[from]);
	for (size_t i = from; fine && !part->is_item && i < to; i++) {
		struct shell_value *item = shell_value_append(&fresh);

		fine = item && shell_value_copy(item, &value->item[i]);
	}
	shell_value_free(value);
	if (fine)
		*value = fresh;
	else
		shell_value_free(&fresh);
	return fine;
}

/* Make VALUE the part of it that ${name[..]} asks for. */
static bool slice(struct shell_value *value, const struct part *part, struct err *err)
{
	bool is_list = value->kind == SHELL_LIST;
	size_t size = is_list ? value->count : value->data.size, from, to;

	if (!is_list && value->kind != SHELL_BYTES)
		return err_set(err, STATUS_INVALID,
			       "$%.*s is neither bytes nor a list: it has no parts",
			       (int)part->text.size, part->text.at);
	bounds(&from, &to, part, size);
	if (part->is_item && (to == from || part->from < -(int64_t)size))
		return err_set(err, STATUS_INVALID, "$%.*s has no item %d: there are %zu",
			       (int)part->text.size, part->text.at, (int)part->from, size);
	if (is_list)
		return slice_list(value, part, from, to) || variable_lacks(err);
	buf_consume(&value->data, from);
	value->data.size = to - from;
	return true;
}

static bool read_field(struct shell_value *value, const struct shell_value *of,
		       const struct expand *expand, const struct part *part, struct err *err)
{
	struct err why = { 0 };

	if (field_read(value, of, part->field, expand->bench, expand->jobs, &why))
		return true;
	err_set(err, why.kind, "${%.*s.%.*s}: %s", (int)part->text.size, part->text.at,
		(int)part->field.size, part->field.at, why.text);
	err->number = why.number;
	return false;
}

/* ${name:-text} of one that is not set, or empty. */
static const struct shell_value *fall_back(struct shell_value *value, const struct part *part,
					   struct err *err)
{
	*err = (struct err){ 0 };
	if (shell_value_bytes(value, part->fallback))
		return value;
	variable_lacks(err);
	return NULL;
}

const struct shell_value *variable_read(struct shell_value *value, const struct expand *expand,
					const struct part *part, struct err *err)
{
	const struct shell_value *found = scope_find(expand->scope, part->text, err);

	if (part->has_fallback && (!found || (found->kind == SHELL_BYTES && found->data.size == 0)))
		return fall_back(value, part, err);
	if (!found || (part->field.size == 0 && !part->is_item && !part->is_slice))
		return found;
	if (part->field.size > 0) {
		if (!read_field(value, found, expand, part, err))
			return NULL;
	} else if (!shell_value_copy(value, found)) {
		variable_lacks(err);
		return NULL;
	}
	return (!part->is_item && !part->is_slice) || slice(value, part, err) ? value : NULL;
}

bool variable_put_value(struct buf *text, const struct expand *expand,
			const struct shell_value *value, struct err *err)
{
	struct bench_sock *sock;

	if (value->kind == SHELL_LIST) {
		for (size_t i = 0; i < value->count; i++) {
			buf_puts(text, i > 0 ? " " : "");
			if (!variable_put_value(text, expand, &value->item[i], err))
				return false;
		}
		return true;
	}
	if (value->kind == SHELL_SOCKET) {
		sock = bench_numbered(expand->bench, value->number);
		if (!sock)
			return err_set(err, STATUS_INVALID, "this socket is closed");
		buf_puts(text, sock->name);
		return true;
	}
	if (value->kind == SHELL_JOB)
		buf_putc(text, '%');
	shell_value_put(text, value);
	return true;
}

bool variable_put_part(struct buf *text, const struct expand *expand, const struct part *part,
		       struct err *err)
{
	struct shell_value room = { 0 };
	const struct shell_value *value;
	bool fine;

	if (!part->is_variable) {
		buf_put(text, part->text.at, part->text.size);
		return true;
	}
	value = variable_read(&room, expand, part, err);
	fine = value && variable_put_value(text, expand, value, err);
	shell_value_free(&room);
	return fine;
}
