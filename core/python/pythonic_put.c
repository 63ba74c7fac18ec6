/* pythonic_put -- expressions of Python as words of the shell; values of calls go in front. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "python/pythonic_say.h"

bool py_refuse(struct py_say *say, const char *why, struct word about)
{
	say->why = why;
	say->about = about;
	return false;
}

static bool is_name(const struct py_say *say, unsigned node, const char *name)
{
	const struct py_node *at = py_node_at(say, node);

	return at->kind == PY_NAME && text_equals(name, at->text.at, at->text.size);
}

static void put(struct buf *text, struct word word)
{
	buf_put(text, word.at, word.size);
}

/* ---- a call's value: as a variable, whose command stands in front --------------------------- */

static bool hoist(struct py_say *say, struct buf *name, unsigned node)
{
	struct buf command = { 0 };
	bool fine = py_put_command(say, &command, node);

	if (fine) {
		buf_printf(name, "t%u", ++say->temps);
		buf_printf(&say->before, "%s = %s; ", buf_text(name), buf_text(&command));
	}
	buf_free_part(&command, &say->before);
	return fine;
}

/* Functions that only change what a value is in Python: bytes(x), x.encode(). */
static unsigned see_through(const struct py_say *say, unsigned node)
{
	static const char functions[][12] = { "Struct", "str",   "repr",      "bytes",     "int",
					      "list",   "tuple", "bytearray", "memoryview" };
	const struct py_node *at = py_node_at(say, node), *callee = py_node_at(say, at->child);

	if (at->kind != PY_CALL)
		return PY_NONE;
	if (callee->kind == PY_ATTRIBUTE &&
	    (text_equals("encode", callee->text.at, callee->text.size) ||
	     text_equals("decode", callee->text.at, callee->text.size)))
		return callee->child;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (text_equals(functions[i], callee->text.at, callee->text.size) &&
		    (callee->kind == PY_NAME || i == 0))
			return callee->next;
	return PY_NONE;
}

/* ---- kinds of words ----------------------------------------------------------------------- */

static bool put_name(struct py_say *say, struct buf *text, struct word name, bool joined)
{
	const char *number = py_constant_number(name);

	if (text_equals("None", name.at, name.size))
		return py_refuse(say, "None is nothing here: leave it out", (struct word){ 0 });
	if (number)
		buf_puts(text, number);
	else if (py_is_constant(name))
		put(text, name);
	else
		buf_printf(text, joined ? "${%.*s}" : "$%.*s", (int)name.size, name.at);
	return true;
}

/* s.family, packer.size, socket.AF_INET, self.sock */
static bool put_attribute(struct py_say *say, struct buf *text, unsigned node, bool joined)
{
	static const char fields[][8] = { "family", "type", "proto", "timeout" };
	const struct py_node *at = py_node_at(say, node);
	struct word object = py_name_of(say->py, at->child);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (text_equals(fields[i], at->text.at, at->text.size) && object.size) {
			buf_printf(text, "${%.*s.%s}", (int)object.size, object.at, fields[i]);
			return true;
		}
	if (text_equals("size", at->text.at, at->text.size) && object.size) {
		buf_printf(&say->before, "t%u = calcsize $%.*s; ", ++say->temps, (int)object.size,
			   object.at);
		buf_printf(text, joined ? "${t%u}" : "$t%u", say->temps);
		return true;
	}
	if (is_name(say, at->child, "self"))
		return put_name(say, text, at->text, joined);
	if (is_name(say, at->child, "socket"))
		return put_name(say, text, at->text, joined);
	return py_refuse(say, "it has no such field here", at->text);
}

static bool put_item(struct py_say *say, struct buf *text, unsigned node)
{
	const struct py_node *at = py_node_at(say, node), *whole = py_node_at(say, at->child);
	const struct py_node *callee = py_node_at(say, whole->child);
	struct buf name = { 0 };
	bool fine = true;

	if (whole->kind == PY_CALL && callee->kind == PY_ATTRIBUTE && word_begins(at->text, "1") &&
	    text_equals("getsockname", callee->text.at, callee->text.size) &&
	    py_node_at(say, callee->child)->kind == PY_NAME) {
		struct word object = py_node_at(say, callee->child)->text;

		buf_printf(text, "${%.*s.port}", (int)object.size, object.at);
		return true;
	}
	if (whole->kind == PY_CALL)
		fine = hoist(say, &name, at->child);
	else
		put(&name, py_name_of(say->py, at->child));
	if (fine && name.size == 0)
		fine = py_refuse(say, "only a variable has items: ${x[0]}", (struct word){ 0 });
	if (fine)
		buf_printf(text, "${%s[%.*s]}", buf_text(&name), (int)at->text.size, at->text.at);
	buf_free_part(&name, text);
	return fine;
}

/* len(x) */
static bool put_length(struct py_say *say, struct buf *text, unsigned call)
{
	unsigned argument = py_node_at(say, py_node_at(say, call)->child)->next;
	struct word name = py_name_of(say->py, argument);

	if (name.size == 0)
		return py_refuse(say, "only a variable has a size: ${x.size}", (struct word){ 0 });
	buf_printf(text, "${%.*s.size}", (int)name.size, name.at);
	return true;
}

static bool put_call(struct py_say *say, struct buf *text, unsigned node, bool quoted, bool joined)
{
	unsigned inside = see_through(say, node);
	struct buf name = { 0 };
	bool fine;

	if (inside)
		return py_put_word(say, text, inside, quoted);
	if (is_name(say, py_node_at(say, node)->child, "len"))
		return put_length(say, text, node);
	fine = hoist(say, &name, node);
	if (fine)
		buf_printf(text, joined ? "${%s}" : "$%s", buf_text(&name));
	buf_free_part(&name, text);
	return fine;
}

static bool put_string(struct py_say *say, struct buf *text, unsigned node, bool quoted)
{
	struct buf bytes = { 0 };
	bool fine = py_decode(&bytes, py_node_at(say, node));

	if (fine)
		py_put_bytes(text, (struct word){ bytes.data, bytes.size }, quoted);
	else
		py_refuse(say, "one of its escapes is not read here", py_node_at(say, node)->text);
	buf_free_part(&bytes, text);
	return fine;
}

/* a + b: words that touch are one. */
static bool put_joined(struct py_say *say, struct buf *text, unsigned node);

static bool put_word(struct py_say *say, struct buf *text, unsigned node, bool quoted, bool joined)
{
	const struct py_node *at = py_node_at(say, node);

	switch (at->kind) {
	case PY_NAME:
		return put_name(say, text, at->text, joined);
	case PY_NUMBER:
		put(text, at->text);
		return true;
	case PY_STRING:
		return put_string(say, text, node, quoted || joined);
	case PY_ATTRIBUTE:
		return put_attribute(say, text, node, joined);
	case PY_CALL:
		return put_call(say, text, node, quoted, joined);
	case PY_ITEM:
		return put_item(say, text, node);
	case PY_JOIN:
		return put_joined(say, text, node);
	case PY_OR:
		if (!put_word(say, text, at->child, quoted, joined))
			return false;
		buf_putc(text, ',');
		return put_word(say, text, py_node_at(say, at->child)->next, quoted, joined);
	case PY_LIST:
		return py_put_address(say, text, node, false);
	case PY_STAR:
		return py_refuse(say,
				 "a list is one word here: give its items, ${x[0]} ${x[1]} ...",
				 (struct word){ 0 });
	case PY_OTHER:
		return py_refuse(say, say->py->why, (struct word){ 0 });
	}
	return false;
}

static bool put_joined(struct py_say *say, struct buf *text, unsigned node)
{
	unsigned left = py_node_at(say, node)->child;

	return put_word(say, text, left, true, true) &&
	       put_word(say, text, py_node_at(say, left)->next, true, true);
}

bool py_put_word(struct py_say *say, struct buf *text, unsigned node, bool quoted)
{
	bool fine;

	if (++say->depth > PY_DEPTH_MAX)
		return py_refuse(say, "it is too deep", (struct word){ 0 });
	fine = put_word(say, text, node, quoted, false);
	say->depth--;
	return fine;
}

/* ---- addresses ---------------------------------------------------------------------------- */

static bool put_host(struct py_say *say, struct buf *text, unsigned node, bool binds)
{
	const struct py_node *host = py_node_at(say, node);
	bool is_v6;

	if (host->kind != PY_STRING)
		return put_word(say, text, node, false, false);
	is_v6 = host->text.size && memchr(host->text.at, ':', host->text.size);
	if (host->text.size == 0)
		buf_puts(text, binds ? "any" : "localhost");
	else if (text_equals("<broadcast>", host->text.at, host->text.size))
		buf_puts(text, "255.255.255.255");
	else {
		buf_puts(text, is_v6 ? "[" : "");
		py_put_bytes(text, host->text, false);
		buf_puts(text, is_v6 ? "]" : "");
	}
	return true;
}

/* ('host', 80), with two zeros more for IPv6; 'path'; addr. */
bool py_put_address(struct py_say *say, struct buf *text, unsigned node, bool binds)
{
	const struct py_node *at = py_node_at(say, node);
	unsigned port;

	if (at->kind == PY_STRING) {
		struct word path = at->text;

		if (word_begins(path, "\\0") || word_begins(path, "\\x00")) {
			size_t size = path.at[1] == '0' ? 2 : 4;

			path = word_behind(path, size);
			buf_puts(text, "unix:@");
			py_put_bytes(text, path, false);
			return true;
		}
		buf_puts(text, memchr(path.at, '/', path.size) ? "" : "unix:");
		return put_string(say, text, node, false);
	}
	if (at->kind != PY_LIST)
		return put_word(say, text, node, false, false);
	port = at->child ? py_node_at(say, at->child)->next : PY_NONE;
	if (at->is_raw || (port && py_node_at(say, at->child)->kind == PY_NUMBER))
		return py_refuse(say,
				 "lists come from unpack and other verbs, and are taken apart "
				 "by foreach",
				 (struct word){ 0 });
	if (!port)
		return py_refuse(say, "such an address cannot be written here", (struct word){ 0 });
	if (py_node_at(say, port)->kind == PY_STRING)
		return py_refuse(say, "an address is HOST:PORT here", (struct word){ 0 });
	if (!put_host(say, text, at->child, binds))
		return false;
	buf_putc(text, ':');
	return put_word(say, text, port, false, false);
}

/* A pair is an address, and quoted where it is text alone. */
static bool put_pair(struct py_say *say, struct buf *text, unsigned node)
{
	struct buf word = { 0 };
	bool fine = py_put_address(say, &word, node, false);
	bool is_text = word.size > 0 && !memchr(word.data, '$', word.size) &&
		       !memchr(word.data, '"', word.size);

	buf_puts(text, is_text ? "\"" : "");
	buf_put(text, word.data, word.size);
	buf_puts(text, is_text ? "\"" : "");
	buf_free_part(&word, text);
	return fine;
}

bool py_is_command(const struct py *py, unsigned node)
{
	struct py_say say = { .py = py };

	return py->node[node].kind == PY_CALL && !see_through(&say, node) &&
	       !is_name(&say, py->node[node].child, "len");
}

bool py_put_value(struct py_say *say, struct buf *text, unsigned node)
{
	const struct py_node *at = py_node_at(say, node);

	if (at->kind == PY_CALL && see_through(say, node))
		return py_put_value(say, text, see_through(say, node));
	if (py_is_command(say->py, node))
		return py_put_command(say, text, node);
	if (at->kind == PY_LIST)
		return put_pair(say, text, node);
	if (at->kind == PY_ATTRIBUTE && py_is_constant(at->text) && !py_constant_number(at->text)) {
		buf_printf(text, "\"%.*s\"", (int)at->text.size, at->text.at);
		return true;
	}
	return py_put_word(say, text, node, true);
}
