/* expect_pattern -- POSIX extended regular expressions, with a bound on what they may cost. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/texts.h"
#include "cli/expect.h"
#include "cli/expect_term.h"

/* Repeated groups inside repeated groups multiply: regcomp(3) would take all memory. */
enum { COST_MAX = 10000, GROUPS_MAX = 32, REPEAT_MAX = 255 };

struct estimate {
	unsigned long cost[GROUPS_MAX]; /* of each open group so far */
	unsigned long last;             /* of the piece that a repetition would repeat */
	unsigned depth;
};

/* Behind a bracket expression that begins at TEXT. */
static const char *bracket_end(const char *text)
{
	text += text[1] == '^' ? 2 : 1;
	if (*text == ']')
		text++;
	for (; *text && *text != ']'; text++) {
		if (text[0] == '[' && text[1] && strchr(":.=", text[1])) {
			const char ends[] = { text[1], ']', '\0' };
			const char *end = text_find(text + 2, ends);

			text = end ? end + 1 : text;
		}
	}
	return *text ? text + 1 : text;
}

/* Behind "{m}", "{m,}" or "{m,n}" at TEXT, the greater bound of which is *BOUND; NULL when it is
 * none. */
static const char *repeat_end(unsigned long *bound, const char *text)
{
	const char *end = text + 1 + strspn(text + 1, "0123456789,");
	unsigned long number = 0;

	*bound = 0;
	for (text++; text < end; text++) {
		if (*text == ',')
			number = 0;
		else if (number <= REPEAT_MAX)
			number = number * 10 + (unsigned long)(*text - '0');
		*bound = number > *bound ? number : *bound;
	}
	return *end == '}' ? end + 1 : NULL;
}

static bool estimate_add(struct estimate *estimate, unsigned long cost)
{
	estimate->last = cost;
	estimate->cost[estimate->depth] += cost;
	return estimate->cost[estimate->depth] <= COST_MAX;
}

/* A repetition of the last piece, which is part of it from now on. */
static bool estimate_repeat(struct estimate *estimate, const char **text)
{
	unsigned long bound;
	const char *end = repeat_end(&bound, *text);

	if (!end) {
		++*text;
		return estimate_add(estimate, 1);
	}
	*text = end;
	return bound <= REPEAT_MAX && (bound < 2 || estimate_add(estimate, estimate->last * bound));
}

/* Count one piece at *TEXT and pass it; false when it is too much. */
static bool estimate_piece(struct estimate *estimate, const char **text)
{
	const char *piece = *text;

	if (piece[0] == '{')
		return estimate_repeat(estimate, text);
	*text = piece[0] == '[' ? bracket_end(piece)
				: piece + (piece[0] == '\\' && piece[1] ? 2 : 1);
	switch (piece[0]) {
	case '(':
		estimate->cost[++estimate->depth] = 1;
		return estimate->depth + 1 < GROUPS_MAX;
	case ')':
		if (estimate->depth == 0)
			return estimate_add(estimate, 1);
		return estimate_add(estimate, estimate->cost[estimate->depth--]);
	case '+': /* for glibc x+ is xx* */
		return estimate_add(estimate, 2 * estimate->last + 1);
	case '*':
	case '?':
		return estimate_add(estimate, estimate->last + 1);
	default:
		return estimate_add(estimate, 1);
	}
}

static bool is_affordable(const char *text)
{
	struct estimate estimate = { .depth = 0 };

	while (*text)
		if (!estimate_piece(&estimate, &text))
			return false;
	return true;
}

/* glibc reads \1 as what the first group matched, which POSIX does not have, and which can
 * take exponential time. */
static const char *back_reference(const char *text)
{
	for (; *text; text++) {
		if (text[0] == '\\' && text[1] >= '1' && text[1] <= '9')
			return text;
		if (text[0] == '\\' && text[1])
			text++;
	}
	return NULL;
}

bool pattern_compile(regex_t **pattern, struct lexer *lexer, const struct token *token)
{
	char reason[80];
	regex_t *fresh;
	int number;

	if (strlen(token->text.data) != token->text.size)
		return lex_fault(lexer, token->place,
				 "a regular expression cannot hold a NUL byte");
	if (back_reference(token->text.data))
		return lex_fault(lexer, token->place,
				 "POSIX extended expressions have no \\1 to \\9");
	if (!is_affordable(token->text.data))
		return lex_fault(lexer, token->place, "this regular expression repeats too much");
	fresh = arena_take(lexer->arena, sizeof(*fresh));
	if (!fresh)
		return lex_out_of_memory(lexer);
	number = regcomp(fresh, token->text.data, REG_EXTENDED);
	if (number == REG_ESPACE)
		return lex_out_of_memory(lexer);
	if (number) {
		regerror(number, fresh, reason, sizeof(reason));
		return lex_fault(lexer, token->place, "not a regular expression: %s", reason);
	}
	*pattern = fresh;
	return true;
}

bool pattern_matches(const regex_t *pattern, const char *data, size_t size, bool *broken)
{
	regmatch_t all = { .rm_so = 0, .rm_eo = (regoff_t)size };
	int number = regexec(pattern, data, 0, &all, REG_STARTEND); /* 0: where is no matter */

	*broken = *broken || number == REG_ESPACE;
	return number == 0;
}

void pattern_keep(struct expect_groups *groups, const regex_t *pattern, const char *data,
		  size_t size)
{
	regmatch_t match[1 + EXPECT_GROUPS] = { { .rm_so = 0, .rm_eo = (regoff_t)size } };

	if (regexec(pattern, data, 1 + EXPECT_GROUPS, match, REG_STARTEND) != 0)
		return;
	groups->matched = true;
	for (unsigned i = 0; i < EXPECT_GROUPS; i++) {
		const regmatch_t *group = &match[1 + i];

		groups->has[i] = group->rm_so >= 0;
		buf_clear(&groups->group[i]);
		if (groups->has[i])
			buf_put(&groups->group[i], data + group->rm_so,
				(size_t)(group->rm_eo - group->rm_so));
	}
}

void expect_keep_groups(struct expect *expect, struct expect_groups *groups)
{
	expect->groups = groups;
}

void expect_groups_free(struct expect_groups *groups)
{
	for (unsigned i = 0; i < EXPECT_GROUPS; i++)
		buf_free(&groups->group[i]);
	*groups = (struct expect_groups){ 0 };
}
