/* complete -- a command line and a cursor in it to what may stand there. Never asks the network. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/complete.h"

#include <string.h>

#include "cli/box_options.h"
#include "cli/candidates.h"
#include "cli/offers.h"
#include "cli/progress.h"

/* ---- what may stand at the cursor --------------------------------------------------- */

static void put_options(const struct progress *progress, struct buf *buf, const char *word)
{
	struct candidates candidates = candidates_begin(buf, word, 0);
	struct buf text = { 0 };

	for (unsigned i = 0; progress->tables[i]; i++)
		for (const struct opt *row = progress->tables[i]; *row->word; row++) {
			if (!opt_applies(row, progress->flags))
				continue;
			buf_clear(&text);
			buf_printf(&text, "--%s", row->word);
			candidates_put(&candidates, buf_text(&text), text.size, opt_help(row));
		}
	for (unsigned i = 0; progress->tables[i]; i++)
		for (const struct opt *row = progress->tables[i]; *row->word; row++) {
			const char letter[2] = { '-', row->letter };

			if (row->letter && opt_applies(row, progress->flags))
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
static void put_value(const struct progress *progress, struct buf *buf, const struct opt *row,
		      const char *word, size_t stem)
{
	struct candidates candidates;
	bool list =
		row->takes == TAKES_BITS || row->offer == OFFER_PATH || row->offer == OFFER_EXPECT;

	if (list)
		stem += settled(word + stem, row->offer == OFFER_EXPECT ? ", {(" : ",");
	candidates = candidates_begin(buf, word, stem);
	if (row->offer == OFFER_REPORT && strchr(word + stem, '='))
		candidates_tell(buf, "file");
	else if (row->names)
		candidates_put_names(&candidates, row->names);
	else if (progress->applet || row->offer != OFFER_PATH)
		offers_put(&candidates, row->offer, progress->applet);
	if (list)
		candidates_tell(buf, "nospace");
}

static void put_operand(const struct progress *progress, struct buf *buf, const char *word)
{
	struct candidates candidates = candidates_begin(buf, word, 0);
	const struct operand *operand = progress->applet->operands;
	unsigned before = 0;

	if (progress->command) {
		candidates_tell(buf, progress->operands == 0 ? "command" : "file");
		return;
	}
	while (operand && operand->value[0] &&
	       before + (unsigned)operand->max <= progress->operands)
		before += (unsigned)(operand++)->max;
	if (operand && operand->value[0])
		offers_put(&candidates, operand->offer, progress->applet);
}

/* An option, or the value behind its '='. */
static void put_option_word(const struct progress *progress, struct buf *buf, const char *word)
{
	const char *equals = strchr(word, '=');
	const struct opt *row;

	if (!equals || word[1] != '-') {
		put_options(progress, buf, word);
		return;
	}
	row = progress_find(progress, word + 2, (size_t)(equals - word) - 2, 0);
	if (row && opt_value(row))
		put_value(progress, buf, row, word, (size_t)(equals + 1 - word));
}

void complete_applet(struct buf *buf, const struct applet *applet, char *const *words, size_t count)
{
	struct progress progress = progress_begin(applet);
	const char *word;

	if (count == 0)
		return;
	for (size_t i = 0; i + 1 < count; i++)
		progress_pass(&progress, words[i]);
	word = words[count - 1];
	if (progress.pending)
		put_value(&progress, buf, progress.pending, word, 0);
	else if (!progress.options_ended && word[0] == '-')
		put_option_word(&progress, buf, word);
	else
		put_operand(&progress, buf, word);
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
	struct progress progress = { .tables = { box_options } };
	struct candidates names;

	for (size_t i = 0; i + 1 < count; i++) {
		const struct applet *applet = progress.pending ? NULL : applet_find(words[i]);

		if (applet) {
			complete_applet(buf, applet, words + i + 1, count - i - 1);
			return;
		}
		progress_pass(&progress, words[i]);
	}
	if (progress.operands > 0)
		return;
	names = candidates_begin(buf, words[count - 1], 0);
	if (progress.pending)
		put_value(&progress, buf, progress.pending, words[count - 1], 0);
	else if (words[count - 1][0] == '-')
		put_option_word(&progress, buf, words[count - 1]);
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
