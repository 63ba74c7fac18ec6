/* habit -- words that people bring from other shells and languages, and what to write here. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/habit.h"

#include "base/texts.h"

/* Texts inside the rows: a pointer would be relocated at each start of each applet. */
/* clang-format off */
static const struct {
	bool is_syntax;
	char name[9], says[86];
} rows[] = {
	{ false, "alias", "there are no aliases; a file of lines is run by: source FILE" },
	{ false, "bye", "the end is: exit" },
	{ true, "case", "there is no 'case': a && b, a || b, or an expectation, as in: echo $x => in {a, b}" },
	{ false, "declare", "a variable is set by: NAME = VALUE" },
	{ true, "def", "there are no functions; a file of lines is run by: source FILE" },
	{ true, "do", "blocks stand in { and }, as in: foreach x in a b { echo $x }" },
	{ true, "done", "blocks end with }, as in: foreach x in a b { echo $x }" },
	{ true, "elif", "there is no 'if': a && b, a || b, and $? after try { ... }" },
	{ true, "else", "there is no 'if': a && b, a || b, and $? after try { ... }" },
	{ true, "esac", "there is no 'case': a && b, a || b" },
	{ false, "eval", "there is no 'eval'; words are never read twice" },
	{ false, "exec", "programs are run by their name" },
	{ true, "fi", "there is no 'if': a && b, a || b, and $? after try { ... }" },
	{ true, "for", "it is: foreach NAME in WORD... { ... }, or: repeat NUMBER { ... }" },
	{ false, "from", "nothing has to be imported; 'help' lists all" },
	{ true, "function", "there are no functions; a file of lines is run by: source FILE" },
	{ true, "if", "there is no 'if': a && b, a || b, and $? after try { ... }" },
	{ false, "import", "nothing has to be imported; 'help' lists all" },
	{ false, "let", "a variable is set by: NAME = VALUE" },
	{ false, "local", "a variable is set by: NAME = VALUE" },
	{ false, "logout", "the end is: exit" },
	{ false, "print", "words and values are shown by: echo" },
	{ true, "proc", "there are no functions; a file of lines is run by: source FILE" },
	{ false, "puts", "words and values are shown by: echo" },
	{ false, "quit", "the end is: exit" },
	{ false, "read", "nothing is read from the user; arguments are $1 $2 ..." },
	{ false, "return", "the end is: exit [CODE]" },
	{ false, "shift", "arguments are $1 $2 ... and $# says how many" },
	{ true, "then", "there is no 'if': a && b, a || b, and $? after try { ... }" },
	{ false, "trap", "what is to be done at the end: defer { ... }" },
	{ true, "until", "again until it succeeds: retry NUMBER every 1s { ... }; for long: watch --until" },
	{ true, "while", "so often: repeat NUMBER { ... }; until it succeeds: retry NUMBER { ... }" },
};
/* clang-format on */

const char *habit_find(struct word name, bool is_syntax)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_equals(rows[i].name, name.at, name.size) &&
		    (rows[i].is_syntax || !is_syntax))
			return rows[i].says;
	return NULL;
}
