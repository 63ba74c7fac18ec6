/* pythonic -- lines in Python's shape: statements, assignments and calls. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/pythonic.h"

#include <string.h>

#include "lang/tree.h"
#include "python/pythonic_say.h"

/* Words that begin a statement, and what is to be done here. IS_BLOCK: a ':' stands behind it. */
static const struct {
	bool is_block;
	char word[10], why[104];
} statements[] = {
	{ false, "import",
	  "nothing is imported: Python's socket and struct are words here, see 'help'" },
	{ false, "from",
	  "nothing is imported: Python's socket and struct are words here, see 'help'" },
	{ true, "while",
	  "repeat NUMBER { ... } goes round, retry NUMBER { ... } until it succeeds" },
	{ true, "for", "foreach NAME in $LIST { ... } takes one after the other" },
	{ true, "try", "try { ... } keeps a failure inside; $? and $errno tell what it was" },
	{ true, "except",
	  "try { ... } keeps a failure inside; COMMAND => ECONNREFUSED expects one" },
	{ true, "finally", "defer COMMAND runs at the end of the script, also behind a failure" },
	{ true, "if", "expectations decide: recv s 10 => \"hi\" && echo yes || echo no" },
	{ true, "elif", "expectations decide: recv s 10 => \"hi\" && echo yes || echo no" },
	{ true, "else", "A && B runs B where A went well, A || B where it failed" },
	{ true, "def", "run FILE WORD... calls a script, whose words are $1, $2 ..." },
	{ true, "class", "there are no classes here: sockets are known by their names" },
	{ true, "async", "what runs beside the session is a job: start APPLET, or COMMAND &" },
	{ true, "with", "name one at a time: with X as NAME" },
	{ false, "return", "exit CODE ends a script" },
	{ false, "lambda", "run FILE WORD... calls a script, whose words are $1, $2 ..." },
	{ false, "raise", "exit CODE ends a script; a failure ends it by itself" },
	{ false, "assert", "COMMAND => EXPRESSION expects: recv s 10 => \"hi\"" },
	{ false, "await", "each call waits by itself, and Ctrl-C or 'within' end it" },
	{ false, "break", "the first failure ends a block" },
	{ false, "continue", "the first failure ends a block; try { ... } keeps it inside" },
	{ false, "pass", "nothing has to stand where nothing is done" },
	{ false, "global", "all variables are the session's" },
	{ false, "del", "variables stay; close SOCKET closes a socket" },
};

static bool is_word(struct word word, const char *text)
{
	return text_equals(text, word.at, word.size);
}

static enum pythonic say_why(struct buf *text, const char *why)
{
	buf_puts(text, why);
	return PYTHONIC_WHY;
}

static enum pythonic answer_statement(struct buf *text, struct word name, struct word line)
{
	bool is_block = memchr(line.at, ':', line.size) != NULL;

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		if (is_word(name, statements[i].word) && (is_block || !statements[i].is_block))
			return say_why(text, statements[i].why);
	return PYTHONIC_NOT;
}

/* ---- the answer --------------------------------------------------------------------------- */

/* What SAY came to, with the commands whose values FORM uses in front. Both are released. */
static enum pythonic finish(struct buf *text, struct py_say *say, struct buf *form, bool fine)
{
	if (fine)
		buf_put(text, say->before.data, say->before.size);
	if (fine)
		buf_put(text, form->data, form->size);
	else if (say->why && *say->why)
		buf_puts(text, say->why);
	else if (say->about.size)
		buf_printf(text, "Python's %.*s() has no form here; 'apropos' searches for one",
			   (int)say->about.size, say->about.at);
	else
		buf_puts(text, "this has no form here; 'help' lists what there is");
	if (!fine && say->why && *say->why && say->about.size)
		buf_printf(text, ": %.*s", (int)say->about.size, say->about.at);
	buf_free_part(&say->before, text);
	buf_free_part(form, text);
	return fine ? PYTHONIC_LINE : PYTHONIC_WHY;
}

/* No variable is called as a block is. */
static bool is_block(struct word name)
{
	for (const struct name *row = tree_blocks; *row->word; row++)
		if (is_word(name, row->word))
			return true;
	return false;
}

/* $_ is the shell's own. */
static bool put_targets(const struct py *py, struct buf *text, unsigned node)
{
	const struct py_node *at = &py->node[node];
	unsigned item = at->kind == PY_LIST ? at->child : node, next, count = 0;

	for (; item; item = next) {
		struct word name = py_name_of(py, item);

		next = at->kind == PY_LIST ? py->node[item].next : PY_NONE;
		count++;
		if (name.size == 0 || is_block(name))
			return false;
		buf_printf(text, "%.*s%s%s", (int)name.size, name.at,
			   is_word(name, "_") ? "ignored" : "", next ? ", " : " = ");
	}
	return count > 0 && count <= TREE_NAMES_MAX;
}

static bool gives_address(const struct py *py, unsigned value)
{
	struct word name = py_name_of(py, py->node[value].child);

	return py->node[value].kind == PY_CALL &&
	       (is_word(name, "getsockname") || is_word(name, "getpeername"));
}

/* Where a plain name stands behind '=', the shell itself says what is meant. */
static enum pythonic answer_assignment(struct buf *text, struct py *py, unsigned targets)
{
	unsigned value = py_read(py);
	struct py_say say = { .py = py };
	struct buf form = { 0 };
	const struct py_node *at = &py->node[value];
	bool fine;

	if (value && py_take(py, "="))
		return say_why(text, "one '=' is enough for a line: a = ...; b = $a");
	if (!value || !py_ended(py))
		return PYTHONIC_NOT;
	if (py->node[targets].kind == PY_LIST && gives_address(py, value))
		return say_why(text, "an address is one word here; ${s.port} is the port of s");
	if (py->node[targets].kind == PY_LIST && !py_is_command(py, value))
		return say_why(text,
			       "a list is taken apart where it comes from: a, b = unpack ...");
	if (at->kind == PY_NAME && is_word(at->text, "None"))
		return say_why(text,
			       "nothing is None here: what is not set is an error; \"\" is empty");
	if (at->kind == PY_NAME && !py_constant_number(at->text) && !py_is_constant(at->text))
		return PYTHONIC_NOT;
	fine = put_targets(py, &form, targets) && py_put_value(&say, &form, value);
	return finish(text, &say, &form, fine);
}

/* print(call(...)): the shell shows what a call comes to. */
static unsigned shown_by_print(const struct py *py, unsigned call)
{
	unsigned callee = py->node[call].child, argument = py->node[callee].next;

	if (py->node[callee].kind == PY_NAME && is_word(py->node[callee].text, "print") &&
	    argument && py->node[argument].kind == PY_CALL && !py->node[argument].next) {
		unsigned inner = py->node[argument].child;

		if (py->node[inner].kind == PY_ATTRIBUTE &&
		    !is_word(py->node[inner].text, "decode") &&
		    !is_word(py->node[inner].text, "encode"))
			return argument;
	}
	return call;
}

static enum pythonic answer_call(struct buf *text, struct py *py, unsigned node)
{
	struct py_say say = { .py = py };
	struct buf form = { 0 };
	bool fine;

	if (!py_ended(py) || py->node[node].kind != PY_CALL)
		return PYTHONIC_NOT;
	fine = py_put_command(&say, &form, shown_by_print(py, node));
	return finish(text, &say, &form, fine);
}

/* with X as NAME: and with NAME: */
static enum pythonic answer_with(struct buf *text, struct py *py, struct word line)
{
	unsigned node = py_read(py);
	struct py_say say = { .py = py };
	struct buf form = { 0 };
	struct word name = { 0 }, as;
	bool fine = true;

	if (node && py->node[node].kind == PY_NAME && py_take(py, ":")) {
		buf_printf(text, "defer close %.*s", (int)py->node[node].text.size,
			   py->node[node].text.at);
		return PYTHONIC_LINE;
	}
	if (!node || py->node[node].kind != PY_CALL || !py_take_name(py, &as) ||
	    !is_word(as, "as") || !py_take_name(py, &name) || !py_take(py, ":"))
		return answer_statement(text, word_of("with"), line);
	buf_printf(&form, "%.*s = ", (int)name.size, name.at);
	fine = py_put_value(&say, &form, node);
	buf_printf(&form, "; defer close %.*s", (int)name.size, name.at);
	return finish(text, &say, &form, fine);
}

static enum pythonic answer_expression(struct buf *text, struct py *py)
{
	unsigned node = py_read(py);

	if (!node)
		return PYTHONIC_NOT;
	if (py_take(py, "+="))
		return say_why(text,
			       "nothing is added to a variable: recvall reads all up to the end");
	if (!word_begins(py->rest, "==") && py_take(py, "="))
		return answer_assignment(text, py, node);
	return answer_call(text, py, node);
}

enum pythonic pythonic_answer(struct buf *text, struct word line)
{
	enum pythonic answer;
	struct word name;
	struct py py;

	while (line.size > 0 && line.at[line.size - 1] == '\n')
		line.size--;
	line = word_trim(line);
	if (word_begins(line, ">>> ") || word_begins(line, "... "))
		line = word_trim(word_behind(line, 4));
	if (line.size == 0 || line.size > PYTHONIC_LINE_MAX || memchr(line.at, '\n', line.size) ||
	    memchr(line.at, '\0', line.size))
		return PYTHONIC_NOT;
	py_begin(&py, line);
	if (py_take_name(&py, &name)) {
		if (is_word(name, "with"))
			return answer_with(text, &py, line);
		answer = answer_statement(text, name, line);
		if (answer != PYTHONIC_NOT)
			return answer;
	}
	py_begin(&py, line);
	return answer_expression(text, &py);
}

bool pythonic_tell(const struct shell *shell, struct word line)
{
	struct buf text = { 0 };
	enum pythonic answer = pythonic_answer(&text, line);

	if (answer == PYTHONIC_LINE && !text.failed)
		shell_show(shell, "in sockbox: ", &text);
	else if (answer == PYTHONIC_WHY && !text.failed)
		shell_say(shell, "%s", buf_text(&text));
	buf_free(&text);
	return answer != PYTHONIC_NOT;
}
