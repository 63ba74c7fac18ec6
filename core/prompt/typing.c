/* typing -- a line that is being typed, cut at the cursor: the command that it stands in, and the
 * word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/typing.h"

#include <string.h>

#include "base/name.h"
#include "lang/tree.h"

/* Where the reading is, beside what it comes to. */
struct reading {
	struct typing *typing;
	struct cursor cursor;
	bool wants_file; /* a redirection was the last token */
	bool is_over;    /* a block, a '!' or an expectation has ended the command */
};

/* ---- the words before it ------------------------------------------------------------------ */

static void begin_command(struct reading *reading, bool piped)
{
	struct typing *typing = reading->typing;

	typing->count = 0;
	typing->piped = piped;
	typing->assigns = typing->redirects = reading->is_over = false;
}

static bool bare_is(const struct shell_word *word, const char *text)
{
	struct word bare = token_bare(word);

	return text_equals(text, bare.at, bare.size);
}

/* "x", "x,", ",y": what may stand before "=". */
static bool are_names(struct shell_word *const *word, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct word bare = token_bare(word[i]);

		if (bare.size == 0 || cursor_is_digit((unsigned char)bare.at[0]))
			return false;
		for (size_t at = 0; at < bare.size; at++)
			if (bare.at[at] != ',' && !cursor_is_name((unsigned char)bare.at[at]))
				return false;
		if (i + 1 < count && !word_ends(bare, ",") &&
		    !word_begins(token_bare(word[i + 1]), ","))
			return false;
	}
	return count > 0;
}

/* "-recv" is "recv" whose failure is none. */
static void drop_lenience(struct shell_word *word)
{
	struct word bare = token_bare(word);

	if (bare.size > 1 && bare.at[0] == '-' && !cursor_is_digit((unsigned char)bare.at[1]))
		word->first->text = word_behind(bare, 1);
}

/* Whether the words are those of a block that needs no braces, and a command comes behind them. */
static bool command_follows(const struct typing *typing, bool is_option)
{
	size_t count = typing->count;

	if (count == 0)
		return false;
	if (bare_is(typing->word[0], "once"))
		return count == 2;
	return bare_is(typing->word[0], "watch") && !is_option &&
	       (count == 1 || !word_begins(token_bare(typing->word[count - 1]), "-"));
}

static void take_word(struct reading *reading, struct shell_word *word)
{
	struct typing *typing = reading->typing;

	if (reading->wants_file) {
		typing->redirects = true;
		reading->wants_file = false;
		return;
	}
	if (!typing->assigns && bare_is(word, "=") && are_names(typing->word, typing->count)) {
		typing->count = 0;
		typing->assigns = true;
		return;
	}
	if (command_follows(typing, word_begins(token_bare(word), "-")))
		typing->count = 0;
	if (typing->count == 0) {
		drop_lenience(word);
		if (bare_is(word, "try") || bare_is(word, "defer") || bare_is(word, "time"))
			return; /* a command stands behind it */
	}
	if (typing->count == TYPING_WORDS_MAX)
		reading->is_over = true;
	else
		typing->word[typing->count++] = word;
}

static void take_token(struct reading *reading, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_WORD:
		take_word(reading, token->word);
		return;
	case TOKEN_REDIRECT:
		reading->wants_file = token->redirect != REDIRECT_ERR_TO_OUT;
		return;
	case TOKEN_NEWLINE:
	case TOKEN_SEMICOLON:
	case TOKEN_BACKGROUND:
	case TOKEN_AND:
	case TOKEN_OR:
	case TOKEN_OPEN:
		begin_command(reading, false);
		break;
	case TOKEN_PIPE:
		begin_command(reading, true);
		break;
	case TOKEN_CLOSE:
	case TOKEN_EXPECT:
	case TOKEN_BANG:
		reading->is_over = true;
		break;
	case TOKEN_END:
		break;
	}
	reading->wants_file = false;
}

/* ---- the word itself ---------------------------------------------------------------------- */

/* What a word that ends too early may lack, and what that says of it. */
static const struct mend {
	char text[4];
	enum typing_quote quote;
} mends[] = {
	{ "", TYPING_BARE },      { "'", TYPING_SINGLE },    { "\"", TYPING_DOUBLE },
	{ "_", TYPING_BARE },     { "}", TYPING_BARE },      { "_}", TYPING_BARE },
	{ "}\"", TYPING_DOUBLE }, { "_}\"", TYPING_DOUBLE },
};

/* Read RAW with MEND behind it; whether it is one whole token then. */
static bool read_mended(struct reading *reading, struct word raw, const struct mend *mend,
			struct token *token)
{
	struct typing *typing = reading->typing;
	size_t more = strlen(mend->text);
	char *copy = arena_take(&typing->arena, raw.size + more + 1);
	struct cursor cursor = { .arena = &typing->arena, .line = 1 };
	struct err ignored = { 0 };

	if (!copy)
		return false;
	memcpy(copy, raw.at, raw.size);
	memcpy(copy + raw.size, mend->text, more + 1);
	cursor.at = cursor.line_start = copy;
	cursor.end = copy + raw.size + more;
	cursor.inside = reading->cursor.inside || typing->count > 0;
	return token_next(&cursor, token, &ignored) && cursor.at == cursor.end &&
	       (token->kind == TOKEN_WORD || token->kind == TOKEN_EXPECT);
}

/* How many bytes at the end of RAW could be in a name. */
static size_t name_tail(struct word raw)
{
	size_t size = 0;

	while (size < raw.size && cursor_is_name((unsigned char)raw.at[raw.size - size - 1]))
		size++;
	return size;
}

/* Whether a variable ends at the cursor; MENDED: by what the mend put there. */
static void find_variable(struct typing *typing, bool mended)
{
	const struct part *part = NULL;
	size_t size = name_tail(typing->raw);
	char before = size < typing->raw.size ? typing->raw.at[typing->raw.size - size - 1] : 0;

	/* What closes a brace has a variable before it, and may have a quote of its own behind. */
	for (const struct part *each = typing->last->first; each; each = each->next)
		if (each->is_variable || !mended)
			part = each;
	if (!part || !part->is_variable || part->is_item || part->is_slice ||
	    !(mended || before == '$'))
		return;
	typing->variable = part->field.size > 0 ? TYPING_FIELD
			   : before == '{'      ? TYPING_BRACED
			   : before == '$'      ? TYPING_NAME
						: TYPING_NO_VARIABLE;
	typing->name = part->text;
	typing->name_typed = size;
}

/* x"00 and b64"AA are bytes, of which nothing can be guessed. */
static bool is_coded(struct word raw)
{
	return word_begins(raw, "x\"") || word_begins(raw, "b64\"");
}

static bool read_last(struct reading *reading, struct word raw)
{
	struct typing *typing = reading->typing;
	bool escapes = raw.size > 0 && raw.at[raw.size - 1] == '\\';
	struct token token;

	if (is_coded(raw) || memchr(raw.at, '\0', raw.size))
		return false;
	for (size_t i = 0; i < sizeof(mends) / sizeof(mends[0]); i++) {
		if (i > 0 && escapes)
			return false; /* it means the next letter, which is not there yet */
		if (!read_mended(reading, raw, &mends[i], &token))
			continue;
		typing->last = token.word;
		typing->quote = mends[i].quote;
		find_variable(typing, mends[i].text[0] && strchr(mends[i].text, '}'));
		return true;
	}
	return false;
}

/* The cursor's word: what no token has taken, from START on. */
static void end_at(struct reading *reading, struct word text, const char *start)
{
	struct typing *typing = reading->typing;

	typing->start = (size_t)(start - text.at);
	typing->raw = word_behind(text, typing->start);
	if (reading->is_over)
		return;
	if (!reading->wants_file && command_follows(typing, word_begins(typing->raw, "-")))
		typing->count = 0;
	if (typing->raw.size > 0 && !read_last(reading, typing->raw))
		return;
	typing->place = reading->wants_file  ? TYPING_FILE
			: typing->count == 0 ? TYPING_COMMAND
					     : TYPING_WORD;
}

/* Behind => there are no words of the shell: all of it is one. */
static void end_in_expectation(struct reading *reading, struct word text, const char *start)
{
	static const struct mend none[] = { { "", TYPING_BARE }, { "x", TYPING_BARE } };
	struct typing *typing = reading->typing;
	struct word raw = word_behind(text, (size_t)(start - text.at));
	struct token token;
	bool empty = word_trim(word_behind(raw, 2)).size == 0;

	if (reading->is_over || typing->count == 0)
		return;
	typing->raw = raw;
	if (empty ? !read_mended(reading, raw, &none[1], &token) : !read_last(reading, raw))
		return;
	typing->place = TYPING_EXPECT;
	typing->start = (size_t)(start - text.at) + 2;
	typing->raw = word_behind(raw, 2);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static bool is_comment(const char *from, const char *end)
{
	while (from < end && (cursor_is_blank((unsigned char)*from) || *from == '\\'))
		from++;
	return from < end && *from == '#';
}

void typing_read(struct typing *typing, struct word text)
{
	struct reading reading = {
		.typing = typing,
		.cursor = { .arena = &typing->arena,
			    .at = text.at,
			    .line_start = text.at,
			    .end = text.at + text.size,
			    .line = 1 },
	};
	const char *end = reading.cursor.end;

	typing_free(typing);
	for (;;) {
		struct cursor before = reading.cursor;
		struct err ignored = { 0 };
		struct token token;
		bool fine = token_next(&reading.cursor, &token, &ignored);
		bool is_last = !fine || (reading.cursor.at == end &&
					 (token.kind == TOKEN_WORD || token.kind == TOKEN_EXPECT));

		if (fine && token.kind == TOKEN_END) {
			if (!is_comment(before.at, end))
				end_at(&reading, text, end);
			return;
		}
		if (!is_last) {
			take_token(&reading, &token);
			continue;
		}
		reading.cursor = before;
		if (word_begins((struct word){ token.start, (size_t)(end - token.start) }, "=>"))
			end_in_expectation(&reading, text, token.start);
		else
			end_at(&reading, text, token.start);
		return;
	}
}

void typing_free(struct typing *typing)
{
	arena_free(&typing->arena);
	*typing = (struct typing){ 0 };
}
