/* complete -- a command line and a cursor in it to what may stand there. Never asks the network. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/complete.h"

#include <string.h>

#include "cli/box_options.h"
#include "cli/candidates.h"
#include "cli/offers.h"

/* How far a command line has been read. */
struct reader {
	const struct applet *applet;
	const struct opt *tables[3]; /* ends with NULL */
	unsigned flags;
	const struct opt *pending;   /* the option whose value comes next */
	bool options_ended, command; /* "--" was met; what follows it is a command */
	bool eventually;
	unsigned operands;
};

/* ---- finding rows ------------------------------------------------------------------- */

static const struct opt *find(const struct reader *reader, const char *word, size_t size,
			      char letter)
{
	for (unsigned i = 0; reader->tables[i]; i++)
		for (const struct opt *row = reader->tables[i]; *row->word; row++) {
			bool same =
				letter ? row->letter == letter : text_equals(row->word, word, size);

			if (same && opt_applies(row, reader->flags))
				return row;
		}
	return NULL;
}

/* The option that a word with dashes leaves waiting for its value; NULL when there is none. */
static const struct opt *left_waiting(struct reader *reader, const char *word)
{
	const struct opt *row;

	if (word[1] == '-') {
		size_t size = strcspn(word + 2, "=");

		row = find(reader, word + 2, size, 0);
		if (row && row->takes == TAKES_DURATION &&
		    row->slot == offsetof(struct common, eventually_ns) &&
		    row == find(reader, "eventually", 10, 0))
			reader->eventually = true;
		return row && opt_value(row) && word[2 + size] == '\0' ? row : NULL;
	}
	for (const char *letter = word + 1; *letter; letter++) {
		row = find(reader, NULL, 0, *letter);
		if (row && opt_value(row))
			return letter[1] == '\0' ? row : NULL;
	}
	return NULL;
}

/* Read one word left of the cursor's. */
static void pass(struct reader *reader, const char *word)
{
	if (reader->pending) {
		reader->pending = NULL;
	} else if (reader->options_ended) {
		reader->operands++;
	} else if (strcmp(word, "--") == 0) {
		reader->options_ended = true;
		reader->command = reader->eventually;
		reader->operands = reader->command ? 0 : reader->operands;
	} else if (word[0] == '-' && word[1] != '\0') {
		reader->pending = left_waiting(reader, word);
	} else {
		reader->operands++;
		reader->options_ended =
			reader->applet && reader->applet->flags & APPLET_STOP_AT_OPERAND;
	}
}

/* ---- what may stand at the cursor --------------------------------------------------- */

static void put_options(const struct reader *reader, struct buf *buf, const char *word)
{
	struct candidates candidates = candidates_begin(buf, word, 0);
	struct buf text = { 0 };

	for (unsigned i = 0; reader->tables[i]; i++)
		for (const struct opt *row = reader->tables[i]; *row->word; row++) {
			if (!opt_applies(row, reader->flags))
				continue;
			buf_clear(&text);
			buf_printf(&text, "--%s", row->word);
			candidates_put(&candidates, buf_text(&text), text.size, opt_help(row));
		}
	for (unsigned i = 0; reader->tables[i]; i++)
		for (const struct opt *row = reader->tables[i]; *row->word; row++) {
			const char letter[2] = { '-', row->letter };

			if (row->letter && opt_applies(row, reader->flags))
				candidates_put(&candidates, letter, sizeof(letter), opt_help(row));
		}
	buf_free_part(&text, buf);
}

/* How much of a list is there to stay: up to the last of SEPARATORS. */
static size_t settled(const char *value, const char *separators)
{
	size_t stem = 0;

	for (size_t i = 0; value[i]; i++)
		if (strchr(separators, value[i]))
			stem = i + 1;
	return stem;
}

/* The value of ROW, which begins at STEM in WORD. */
static void put_value(const struct reader *reader, struct buf *buf, const struct opt *row,
		      const char *word, size_t stem)
{
	struct candidates candidates;
	bool list =
		row->takes == TAKES_BITS || row->offer == OFFER_PATH || row->offer == OFFER_EXPECT;

	if (list)
		stem += settled(word + stem, row->offer == OFFER_EXPECT ? ", {(" : ",");
	candidates = candidates_begin(buf, word, stem);
	if (row->names)
		candidates_put_names(&candidates, row->names);
	else if (reader->applet || row->offer != OFFER_PATH)
		offers_put(&candidates, row->offer, reader->applet);
	if (list)
		candidates_tell(buf, "nospace");
}

static void put_operand(const struct reader *reader, struct buf *buf, const char *word)
{
	struct candidates candidates = candidates_begin(buf, word, 0);
	const struct operand *operand = reader->applet->operands;
	unsigned before = 0;

	if (reader->command) {
		candidates_tell(buf, reader->operands == 0 ? "command" : "file");
		return;
	}
	while (operand && operand->value[0] && before + (unsigned)operand->max <= reader->operands)
		before += (unsigned)(operand++)->max;
	if (operand && operand->value[0])
		offers_put(&candidates, operand->offer, reader->applet);
}

/* An option, or the value behind its '='. */
static void put_option_word(const struct reader *reader, struct buf *buf, const char *word)
{
	const char *equals = strchr(word, '=');
	const struct opt *row;

	if (!equals || word[1] != '-') {
		put_options(reader, buf, word);
		return;
	}
	row = find(reader, word + 2, (size_t)(equals - word) - 2, 0);
	if (row && opt_value(row))
		put_value(reader, buf, row, word, (size_t)(equals + 1 - word));
}

void complete_applet(struct buf *buf, const struct applet *applet, char *const *words, size_t count)
{
	struct reader reader = { .applet = applet, .flags = applet_opt_flags(applet) };
	const char *word;
	unsigned tables = 0;

	if (count == 0)
		return;
	if (applet->options)
		reader.tables[tables++] = applet->options;
	reader.tables[tables] = common_options;
	for (size_t i = 0; i + 1 < count; i++)
		pass(&reader, words[i]);
	word = words[count - 1];
	if (reader.pending)
		put_value(&reader, buf, reader.pending, word, 0);
	else if (!reader.options_ended && word[0] == '-')
		put_option_word(&reader, buf, word);
	else
		put_operand(&reader, buf, word);
}

/* ---- the program's own line --------------------------------------------------------- */

static const char *last_part(const char *path)
{
	const char *slash = memrchr(path, '/', strlen(path));

	return slash ? slash + 1 : path;
}

/* Words behind sockbox: an applet's name and its line, or an option of its own. */
static void complete_box(struct buf *buf, char *const *words, size_t count)
{
	struct reader reader = { .tables = { box_options } };
	struct candidates names;

	for (size_t i = 0; i + 1 < count; i++) {
		const struct applet *applet = reader.pending ? NULL : applet_find(words[i]);

		if (applet) {
			complete_applet(buf, applet, words + i + 1, count - i - 1);
			return;
		}
		pass(&reader, words[i]);
	}
	if (reader.operands > 0)
		return;
	names = candidates_begin(buf, words[count - 1], 0);
	if (reader.pending)
		put_value(&reader, buf, reader.pending, words[count - 1], 0);
	else if (words[count - 1][0] == '-')
		put_option_word(&reader, buf, words[count - 1]);
	else
		offers_put(&names, OFFER_APPLET, NULL);
}

void complete_line(struct buf *buf, char *const *words, size_t count)
{
	const struct applet *applet;

	if (count < 2)
		return;
	applet = applet_find(last_part(words[0]));
	if (applet)
		complete_applet(buf, applet, words + 1, count - 1);
	else
		complete_box(buf, words + 1, count - 1);
}
