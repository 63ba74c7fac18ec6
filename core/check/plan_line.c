/* plan_line -- one line of a check file, cut as the shell cuts its own. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan_line.h"

#include "base/texts.h"
#include "check/secrets.h"
#include "lang/token.h"

/* What stands behind one word belongs to it. */
static bool add(struct plan_line *line, struct shell_word ***tail, const struct token *token,
		struct err *err)
{
	if (line->expect)
		return err_set(err, STATUS_INVALID, "nothing can stand behind an expectation");
	if (token->kind == TOKEN_EXPECT && !line->words)
		return err_set(err, STATUS_INVALID, "a command belongs in front of '=>'");
	if (token->kind == TOKEN_EXPECT) {
		line->expect = token->word;
	} else if (token->kind == TOKEN_WORD) {
		**tail = token->word;
		*tail = &token->word->next;
	} else {
		return err_set(
			err, STATUS_INVALID,
			token->kind == TOKEN_REDIRECT
				? "an expectation stands behind '=>', and nothing is "
				  "redirected here"
				: "a check is one command: quote what stands here if it is a word");
	}
	line->end = token->word->source.at + token->word->source.size;
	return true;
}

/* Not shown: a `secret`, or `default secret`, that makes no sense, and what stands below it, which
 * may be the rest of it, until a line makes sense. */
static void hide(struct plan *plan, const struct token *token)
{
	if (token->kind == TOKEN_WORD && secrets_begin_with(token_bare(token->word)))
		plan->hides = true;
}

static bool ends_here(const struct cursor *cursor)
{
	size_t ahead = 0;
	int next;

	while (cursor_is_blank(cursor_peek(cursor, ahead)))
		ahead++;
	next = cursor_peek(cursor, ahead);
	return next < 0 || next == '\n' || next == '#';
}

/* What stands behind the word of that clause is an expectation, without `=>`. */
static bool is_ready(const struct plan_line *line)
{
	struct word bare = token_bare(line->words);

	return line->at.column > 1 && !line->words->next && !line->expect &&
	       text_equals("ready", bare.at, bare.size);
}

bool plan_line_read(struct plan_line *line, struct plan *plan, const struct plan_file *file,
		    struct cursor *cursor)
{
	struct shell_word **tail = &line->words;
	struct token token;
	struct err err = { 0 };

	*line = (struct plan_line){ 0 };
	for (;;) {
		cursor->inside = true; /* '!' begins no command of another shell here */
		if (!token_next(cursor, &token, &err)) {
			plan_fault(plan, file, cursor->fault.line ? cursor->fault : token.at, &err);
			break;
		}
		if (token.kind == TOKEN_END || token.kind == TOKEN_NEWLINE)
			return line->words || token.kind == TOKEN_NEWLINE;
		if (!line->words)
			line->at = token.at;
		if (!line->words || !line->words->next)
			hide(plan, &token);
		if (!add(line, &tail, &token, &err)) {
			plan_fault(plan, file, token.at, &err);
			break;
		}
		cursor->expects = is_ready(line) && !ends_here(cursor);
	}
	line->words = NULL;
	token_skip_line(cursor);
	return true;
}
