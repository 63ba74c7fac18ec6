/* pythonic_read -- a tolerant reader of Python's expressions, as far as calls need them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/pythonic_read.h"

#include <string.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char peek(const struct py *py, size_t at)
{
	return at < py->rest.size ? py->rest.at[at] : '\0';
}

static void skip(struct py *py, size_t size)
{
	py->rest = word_behind(py->rest, size);
}

static void skip_blanks(struct py *py)
{
	while (peek(py, 0) == ' ' || peek(py, 0) == '\t')
		skip(py, 1);
}

void py_begin(struct py *py, struct word text)
{
	*py = (struct py){ .count = 1, .rest = text };
}

bool py_take(struct py *py, const char *sign)
{
	skip_blanks(py);
	if (!word_begins(py->rest, sign))
		return false;
	skip(py, strlen(sign));
	return true;
}

bool py_ended(struct py *py)
{
	py_take(py, ";");
	skip_blanks(py);
	return py->rest.size == 0 || peek(py, 0) == '#';
}

bool py_take_name(struct py *py, struct word *name)
{
	size_t size = 0;

	skip_blanks(py);
	if (!is_letter(peek(py, 0)))
		return false;
	while (is_letter(peek(py, size)) || is_digit(peek(py, size)))
		size++;
	*name = (struct word){ py->rest.at, size };
	skip(py, size);
	return true;
}

/* ---- nodes ------------------------------------------------------------------------------ */

static unsigned add(struct py *py, enum py_kind kind, struct word text, unsigned child)
{
	if (py->count == PY_NODES_MAX)
		return PY_NONE;
	py->node[py->count] = (struct py_node){ .kind = kind, .text = text, .child = child };
	return py->count++;
}

static unsigned add_other(struct py *py, const char *why)
{
	py->why = why;
	return add(py, PY_OTHER, (struct word){ 0 }, PY_NONE);
}

static void append(struct py *py, unsigned first, unsigned fresh)
{
	while (py->node[first].next)
		first = py->node[first].next;
	py->node[first].next = fresh;
}

/* ---- atoms ------------------------------------------------------------------------------ */

static unsigned read_number(struct py *py)
{
	size_t size = peek(py, 0) == '-' ? 1 : 0;
	struct word text;

	while (is_digit(peek(py, size)) || is_letter(peek(py, size)) || peek(py, size) == '.')
		size++;
	text = (struct word){ py->rest.at, size };
	skip(py, size);
	return add(py, PY_NUMBER, text, PY_NONE);
}

/* How many letters stand in front of a quote, as in b'...': -1 where it is no string. */
static int prefix_of(const struct py *py)
{
	for (int size = 0; size <= 2; size++) {
		char c = peek(py, (size_t)size);

		if (c == '\'' || c == '"')
			return size;
		if (c == '\0' || !strchr("rRbBuUfF", c))
			return -1;
	}
	return -1;
}

static unsigned read_string(struct py *py, size_t prefix)
{
	struct word letters = { py->rest.at, prefix };
	char quote = peek(py, prefix);
	size_t from = prefix + 1, size = 0;
	bool is_raw = false, has_names = false;
	unsigned fresh;

	for (size_t i = 0; i < prefix; i++) {
		is_raw |= letters.at[i] == 'r' || letters.at[i] == 'R';
		has_names |= letters.at[i] == 'f' || letters.at[i] == 'F';
	}
	while (from + size < py->rest.size && peek(py, from + size) != quote)
		size += peek(py, from + size) == '\\' && from + size + 1 < py->rest.size ? 2 : 1;
	if (from + size >= py->rest.size)
		return PY_NONE;
	fresh = add(py, PY_STRING, (struct word){ py->rest.at + from, size }, PY_NONE);
	if (fresh)
		py->node[fresh].is_raw = is_raw;
	skip(py, from + size + 1);
	if (has_names)
		return add_other(py, "f'...' is \"...\" here, and {name} in it ${name}");
	return fresh;
}

static unsigned read_one(struct py *py);

/* The items up to CLOSE, each with a keyword or not, appended behind FIRST. */
static bool read_items(struct py *py, unsigned first, const char *close)
{
	while (!py_take(py, close)) {
		struct word before = py->rest, keyword = { 0 };
		unsigned item;

		if (py_take_name(py, &keyword) && py_take(py, "=") && peek(py, 0) != '=') {
			item = read_one(py);
		} else {
			py->rest = before;
			keyword = (struct word){ 0 };
			item = read_one(py);
		}
		if (!item)
			return false;
		py->node[item].keyword = keyword;
		append(py, first, item);
		if (!py_take(py, ",") && !word_begins(py->rest, close))
			return false;
	}
	return true;
}

/* (...), of one item without a comma that item itself, or [...]. */
static unsigned read_list(struct py *py, const char *close)
{
	unsigned list = add(py, PY_LIST, (struct word){ 0 }, PY_NONE);
	const char *end;
	unsigned first;

	if (!list || !read_items(py, list, close))
		return PY_NONE;
	py->node[list].is_raw = close[0] == ']';
	first = py->node[list].next;
	end = py->rest.at - 2;
	py->node[list].next = PY_NONE;
	py->node[list].child = first;
	if (first && !py->node[first].next && close[0] == ')' && *end != ',')
		return first;
	return list;
}

static unsigned read_atom(struct py *py)
{
	int prefix;
	struct word name;

	skip_blanks(py);
	prefix = prefix_of(py);
	if (prefix >= 0)
		return read_string(py, (size_t)prefix);
	if (is_digit(peek(py, 0)) || (peek(py, 0) == '-' && is_digit(peek(py, 1))))
		return read_number(py);
	if (py_take_name(py, &name))
		return add(py, PY_NAME, name, PY_NONE);
	if (py_take(py, "("))
		return read_list(py, ")");
	if (py_take(py, "["))
		return read_list(py, "]");
	if (py_take(py, "{")) {
		py->rest = (struct word){ 0 };
		return add_other(py, "there are no dictionaries here");
	}
	return PY_NONE;
}

/* ---- what stands behind an atom --------------------------------------------------------- */

static unsigned read_call(struct py *py, unsigned callee)
{
	unsigned call = add(py, PY_CALL, (struct word){ 0 }, callee);

	return call && read_items(py, callee, ")") ? call : PY_NONE;
}

/* The bytes of a number at AT, with a sign or without; 0 where there is none. */
static size_t measure_index(const struct py *py, size_t at)
{
	enum { DIGITS_MAX = 9 };
	size_t sign = peek(py, at) == '-', size = sign;

	while (is_digit(peek(py, at + size)) && size < DIGITS_MAX)
		size++;
	return size > sign ? size : 0;
}

/* [NUMBER] and [FROM:TO], of which either may be missing. */
static unsigned read_index(struct py *py, unsigned list)
{
	size_t size = measure_index(py, 0);
	struct word text;

	if (peek(py, size) == ':')
		size += 1 + measure_index(py, size + 1);
	text = (struct word){ py->rest.at, size };
	if (size == 0 || peek(py, size) != ']')
		return PY_NONE;
	skip(py, size + 1);
	return add(py, PY_ITEM, text, list);
}

static unsigned read_trailers(struct py *py, unsigned node)
{
	struct word name;

	while (node) {
		if (py_take(py, "("))
			node = read_call(py, node);
		else if (word_begins(py->rest, ".") && is_letter(peek(py, 1)) && py_take(py, ".") &&
			 py_take_name(py, &name))
			node = add(py, PY_ATTRIBUTE, name, node);
		else if (py_take(py, "["))
			node = read_index(py, node);
		else
			break;
	}
	return node;
}

/* Strings that stand side by side are one. */
static unsigned read_operand(struct py *py)
{
	unsigned node, more;

	if (py_take(py, "*")) {
		node = read_trailers(py, read_atom(py));
		return node ? add(py, PY_STAR, (struct word){ 0 }, node) : PY_NONE;
	}
	node = read_trailers(py, read_atom(py));
	skip_blanks(py);
	while (node && py->node[node].kind == PY_STRING && prefix_of(py) >= 0) {
		more = read_atom(py);
		if (!more)
			return PY_NONE;
		py->node[node].next = more;
		node = add(py, PY_JOIN, (struct word){ 0 }, node);
		skip_blanks(py);
	}
	return node;
}

/* A step of `a + b` or `a | b`; PY_OTHER for operators that have no form. */
static unsigned read_operator(struct py *py, unsigned left, bool *goes_on)
{
	bool fills = peek(py, 0) == '%' && py->node[left].kind == PY_STRING;
	bool is_plus = peek(py, 0) == '+' && peek(py, 1) != '=';
	bool is_or = peek(py, 0) == '|' && peek(py, 1) != '=';
	unsigned right;

	*goes_on = is_plus || is_or ||
		   (peek(py, 0) && strchr("*%/-<>&^", peek(py, 0)) && peek(py, 1) != '=');
	if (!*goes_on)
		return left;
	skip(py, 1);
	while (peek(py, 0) && strchr("*/<>", peek(py, 0)))
		skip(py, 1);
	right = read_operand(py);
	if (!right)
		return PY_NONE;
	if (!is_plus && !is_or)
		return add_other(py, fills ? "\"text ${name}\" puts a variable into a text"
					   : "nothing is calculated here");
	py->node[left].next = right;
	return add(py, is_plus ? PY_JOIN : PY_OR, (struct word){ 0 }, left);
}

static unsigned read_one(struct py *py)
{
	unsigned node = PY_NONE;
	bool goes_on = true;

	if (++py->depth <= PY_DEPTH_MAX)
		node = read_operand(py);
	while (node && goes_on) {
		skip_blanks(py);
		node = read_operator(py, node, &goes_on);
	}
	py->depth--;
	return node;
}

unsigned py_read(struct py *py)
{
	unsigned first = read_one(py), list, item;

	skip_blanks(py);
	if (!first || peek(py, 0) != ',')
		return first;
	list = add(py, PY_LIST, (struct word){ 0 }, first);
	while (list && py_take(py, ",")) {
		skip_blanks(py);
		if (peek(py, 0) == '=' || peek(py, 0) == '\0')
			break;
		item = read_one(py);
		if (!item)
			return PY_NONE;
		append(py, first, item);
	}
	return list;
}
