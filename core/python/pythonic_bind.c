/* pythonic_bind -- a call of Python: which row of the table it is, and which argument is which
 * parameter. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/pythonic_bind.h"

#include <string.h>

/* ---- which row -------------------------------------------------------------------------- */

static unsigned place_of(const char *params, struct word name, bool *has_rest);

/* Of several rows of one name the first that has places for COUNT arguments, else the last. */
static const struct py_row *find_row(struct word module, const char *dot, struct word name,
				     unsigned count)
{
	const struct py_row *found = NULL;

	for (const struct py_row *row = py_rows; *row->name; row++) {
		size_t size = strlen(row->name), before = module.size + strlen(dot);
		bool has_rest;

		if (size == before + name.size && memcmp(row->name, module.at, module.size) == 0 &&
		    text_begins(row->name + module.size, dot) &&
		    memcmp(row->name + before, name.at, name.size) == 0) {
			found = row;
			if (place_of(row->params, (struct word){ 0 }, &has_rest) >= count)
				break;
		}
	}
	return found;
}

static bool is_module(struct word name)
{
	static const char modules[][12] = {
		"socket",    "struct", "time",  "sys",      "os",   "select",  "threading", "ssl",
		"selectors", "errno",  "array", "binascii", "json", "asyncio", "ipaddress"
	};

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (text_equals(modules[i], name.at, name.size))
			return true;
	return false;
}

/* Of socket.recv_fds(...), s.recv(...), print(...), and recv_fds(...) behind an import of all. */
static const struct py_row *row_of(const struct py_say *say, struct py_call *call, unsigned node)
{
	const struct py_node *callee = py_node_at(say, py_node_at(say, node)->child), *object;
	const struct py_row *row;
	unsigned count = 0;

	for (unsigned argument = callee->next; argument; argument = py_node_at(say, argument)->next)
		count++;
	if (callee->kind == PY_NAME) {
		row = find_row((struct word){ "", 0 }, "", callee->text, count);
		return row ? row : find_row(word_of("socket"), ".", callee->text, count);
	}
	if (callee->kind != PY_ATTRIBUTE)
		return NULL;
	object = py_node_at(say, callee->child);
	if (object->kind == PY_NAME && is_module(object->text))
		return find_row(object->text, ".", callee->text, count);
	call->object = callee->child;
	return find_row((struct word){ "", 0 }, ".", callee->text, count);
}

/* ---- which argument --------------------------------------------------------------------- */

/* The place of the parameter NAME in PARAMS, or the count of them; those behind a "*" have none. */
static unsigned place_of(const char *params, struct word name, bool *has_rest)
{
	struct word rest = word_of(params), word;
	unsigned place = 0;

	*has_rest = false;
	while (word_take(&word, &rest)) {
		*has_rest |= word_begins(word, "*");
		if (name.size && word.size == name.size && memcmp(word.at, name.at, name.size) == 0)
			return place;
		place += !*has_rest;
	}
	return place;
}

static bool bind_arguments(struct py_say *say, struct py_call *call, unsigned argument)
{
	bool has_rest;
	unsigned count = place_of(call->row->params, (struct word){ 0 }, &has_rest), next = 0;

	for (; argument; argument = py_node_at(say, argument)->next) {
		struct word keyword = py_node_at(say, argument)->keyword;
		unsigned place =
			keyword.size ? place_of(call->row->params, keyword, &has_rest) : next++;

		if (!keyword.size && place >= count && has_rest) {
			call->rest = argument;
			return true;
		}
		if (place >= count || place >= PY_ARGUMENTS_MAX)
			return py_refuse(say, "it has no place for this argument here", keyword);
		call->argument[place] = argument;
	}
	return true;
}

bool py_bind(struct py_call *call, struct py_say *say, unsigned node)
{
	unsigned callee = py_node_at(say, node)->child;

	call->row = row_of(say, call, node);
	if (!call->row)
		return py_refuse(say, "", py_name_of(say->py, callee));
	if (call->row->form[0] == '!')
		return py_refuse(say, call->row->form + 1, (struct word){ 0 });
	return bind_arguments(say, call, py_node_at(say, callee)->next);
}
