/* abbreviate -- at the prompt a command or a long option may be cut short: what was meant. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/abbreviate.h"

#include <errno.h>
#include <string.h>

#include "bench/verb.h"
#include "lang/habit.h"
#include "lang/tree.h"
#include "shell/prefix.h"

/* Where the reading of a line is. */
struct reading {
	struct cursor cursor;
	const char *from, *end; /* only what stands behind FROM is changed */
	const char *kept;       /* up to here it is in FULL */
	struct buf full;
	bool at_command; /* the next word is one */
	bool is_piped;
	bool is_watch;               /* options of the block stand here */
	unsigned skip;               /* words that are nothing of ours */
	const struct applet *applet; /* whose options stand here; NULL: nobody's */
};

static bool is_same(struct word word, const char *text)
{
	return word.size == strlen(text) && memcmp(word.at, text, word.size) == 0;
}

/* Put FULL in place of WORD. */
static void replace(struct reading *reading, struct word word, const char *full)
{
	if (word.at < reading->from)
		return;
	buf_put(&reading->full, reading->kept, (size_t)(word.at - reading->kept));
	buf_puts(&reading->full, full);
	reading->kept = word.at + word.size;
}

/* ---- commands --------------------------------------------------------------------------- */

/* "x =", "x, y =", "x , y =": a word of these is no command. */
static bool is_assigned(const struct reading *reading, struct word word)
{
	const char *next = word.at + word.size;

	while (next < reading->end && cursor_is_blank(*next))
		next++;
	if (word_ends(word, ",") || (next < reading->end && *next == ','))
		return true;
	return next < reading->end && *next == '=' && (next + 1 == reading->end || next[1] != '>');
}

static bool can_be_command(struct word word)
{
	bool fine = word.size > 0 && !cursor_is_digit((unsigned char)word.at[0]);

	for (size_t i = 0; fine && i < word.size; i++)
		fine = cursor_is_name((unsigned char)word.at[i]) || word.at[i] == '-';
	return fine;
}

/* What stands behind the name of a block. */
static void enter_block(struct reading *reading, enum block_kind kind)
{
	switch (kind) {
	case BLOCK_DEFER:
	case BLOCK_TIME:
	case BLOCK_TRY:
		reading->at_command = true;
		return;
	case BLOCK_ONCE:
		reading->skip = 1;
		reading->at_command = true;
		return;
	case BLOCK_WATCH:
		reading->is_watch = reading->at_command = true;
		return;
	case BLOCK_FOREACH:
	case BLOCK_REPEAT:
	case BLOCK_RETRY:
	case BLOCK_WITHIN:
		return;
	}
}

static void enter_command(struct reading *reading, struct word word)
{
	const char *name = arena_copy(reading->cursor.arena, word.at, word.size);
	const struct name *block = name ? name_find(tree_blocks, name) : NULL;

	reading->at_command = false;
	reading->applet = name ? verb_find(name) : NULL;
	if (name && !reading->applet)
		reading->applet = applet_find(name);
	if (block && strcmp(block->word, name) == 0)
		enter_block(reading, (enum block_kind)block->value);
}

static bool take_command(struct reading *reading, struct word word, struct err *err)
{
	struct prefix prefix;
	const char *full;
	bool fine = true;

	word = word_behind(word, word.size > 1 && word.at[0] == '-');
	prefix = (struct prefix){ .word = word };
	reading->at_command = false;
	if (!can_be_command(word))
		return true;
	if (word.at < reading->from) { /* it was written out, and is what it is */
		enter_command(reading, word);
		return true;
	}
	prefix_try_commands(&prefix, reading->is_piped);
	if (prefix.is_exact) {
		enter_command(reading, word_of(prefix.found));
	} else if (prefix.count > 0 && !habit_find(word, false) && !prefix_is_program(word)) {
		fine = prefix_settle(&full, &prefix, err);
		if (fine) {
			replace(reading, word, full);
			enter_command(reading, word_of(full));
		}
	}
	prefix_free(&prefix);
	return fine;
}

/* -i 1s, -n 3, --until status 4 */
static bool take_watch(struct reading *reading, struct word word)
{
	if (!word_begins(word, "-") || word.size < 2)
		reading->is_watch = false;
	else if (is_same(word, "--until"))
		reading->skip = 1;
	else if (is_same(word, "-i") || is_same(word, "-n"))
		reading->skip = 1;
	return reading->is_watch;
}

/* ---- options ---------------------------------------------------------------------------- */

static bool take_option(struct reading *reading, struct word word, struct err *err)
{
	const char *equals = memchr(word.at, '=', word.size);
	size_t size = equals ? (size_t)(equals - word.at) : word.size;
	struct prefix prefix = { .word = { word.at + 2, size - 2 } };
	const struct opt *row;
	const char *full = NULL;
	bool fine;

	if (size <= 2) {
		reading->applet = NULL; /* "--" ends them */
		return true;
	}
	row = prefix_try_options(&prefix, reading->applet);
	fine = word.at < reading->from || prefix_settle(&full, &prefix, err);
	if (fine && full)
		replace(reading, prefix.word, full);
	if (fine && row && opt_value(row) && !equals)
		reading->skip = 1;
	prefix_free(&prefix);
	return fine;
}

/* ---- the line --------------------------------------------------------------------------- */

static bool take_word(struct reading *reading, const struct shell_word *word, struct err *err)
{
	struct word bare = token_bare(word);

	if (reading->skip > 0) {
		reading->skip -= !(reading->is_watch && is_same(bare, "status"));
		return true;
	}
	if (reading->is_watch && take_watch(reading, bare))
		return true;
	if (reading->at_command)
		return is_assigned(reading, word->source) || is_same(bare, "=") ||
		       word_begins(bare, ",") || take_command(reading, bare, err);
	if (reading->applet && word_begins(word->source, "--"))
		return take_option(reading, word->source, err);
	if (reading->applet && reading->applet->flags & APPLET_STOP_AT_OPERAND &&
	    !word_begins(bare, "-"))
		reading->applet = NULL;
	return true;
}

static void begin_command(struct reading *reading, bool is_piped)
{
	reading->at_command = true;
	reading->is_piped = is_piped;
	reading->is_watch = false;
	reading->skip = 0;
	reading->applet = NULL;
}

static bool take_token(struct reading *reading, const struct token *token, struct err *err)
{
	switch (token->kind) {
	case TOKEN_NEWLINE:
	case TOKEN_SEMICOLON:
	case TOKEN_BACKGROUND:
	case TOKEN_AND:
	case TOKEN_OR:
	case TOKEN_OPEN:
	case TOKEN_CLOSE:
		begin_command(reading, false);
		return true;
	case TOKEN_PIPE:
		begin_command(reading, true);
		return true;
	case TOKEN_REDIRECT:
		reading->skip = token->redirect != REDIRECT_ERR_TO_OUT;
		return true;
	case TOKEN_WORD:
		return take_word(reading, token->word, err);
	case TOKEN_END:
	case TOKEN_EXPECT:
	case TOKEN_BANG:
		break;
	}
	return true;
}

/* What cannot be read is for the parser to refuse. */
static bool read_line(struct reading *reading, struct err *err)
{
	struct token token = { .kind = TOKEN_NEWLINE };
	struct err ignored = { 0 };

	begin_command(reading, false);
	while (token.kind != TOKEN_END && token_next(&reading->cursor, &token, &ignored))
		if (!take_token(reading, &token, err))
			return false;
	buf_put(&reading->full, reading->kept, (size_t)(reading->end - reading->kept));
	return !reading->full.failed || err_errno(err, ENOMEM, "no room for a line");
}

bool abbreviate(struct buf *text, size_t from, struct err *err)
{
	struct arena arena = { 0 };
	const char *at = text->size ? text->data : "";
	struct reading reading = {
		.cursor = { .arena = &arena,
			    .at = at,
			    .line_start = at,
			    .end = at + text->size,
			    .line = 1 },
		.from = at + from,
		.end = at + text->size,
		.kept = at,
	};
	bool fine = read_line(&reading, err);

	if (fine) {
		buf_free(text);
		*text = reading.full;
	} else {
		buf_free(&reading.full);
	}
	arena_free(&arena);
	return fine;
}
