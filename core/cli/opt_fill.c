/* opt_fill -- what is given to an option, by its kind, into its member of the settings. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/opt.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"

enum { CHOICES_MAX = 12 };

/* Of the value name of a list, "FLAG,...", what one of it is called. */
static int one_size(const char *value)
{
	return (int)strcspn(value, ",[");
}

/* Which words there are, unless there are too many for a sentence. */
static bool refuse_word(const struct opt *row, const char *text, struct err *err)
{
	struct buf words = { 0 };
	unsigned count = 0;

	for (; *row->names[count].word; count++)
		buf_printf(&words, "%s%s", count ? ", " : "; it is one of ",
			   row->names[count].word);
	err_set(err, STATUS_INVALID, "--%s: '%s' is no %.*s%s", row->word, text,
		one_size(opt_value(row)), opt_value(row),
		count <= CHOICES_MAX ? buf_text(&words) : "");
	buf_free(&words);
	return false;
}

static bool parse_name(long *value, const struct opt *row, const char *text, struct err *err)
{
	const struct name *name = name_find_short(row->names, text);
	const char *near;

	if (name) {
		*value = name->value;
		return true;
	}
	near = name_nearest(row->names, text);
	if (!near)
		return refuse_word(row, text, err);
	return err_set(err, STATUS_INVALID, "--%s: '%s' is no %.*s; did you mean '%s'?", row->word,
		       text, one_size(opt_value(row)), opt_value(row), near);
}

static bool parse_bits(long *value, const struct opt *row, const char *text, struct err *err)
{
	long bits = *value, bit = 0;

	for (;;) {
		size_t size = strcspn(text, ",");
		char word[64];

		if (size == 0 || size >= sizeof(word))
			return err_set(err, STATUS_INVALID, "--%s: '%s' is no list of %s",
				       row->word, text, opt_value(row));
		memcpy(word, text, size);
		word[size] = '\0';
		if (!parse_name(&bit, row, word, err))
			return false;
		bits |= bit;
		if (text[size] == '\0')
			break;
		text += size + 1;
	}
	*value = bits;
	return true;
}

/* Put "--WORD: " before a sentence that does not know which option it speaks of. */
static bool name_option(const struct opt *row, struct err *err)
{
	return err_set(err, STATUS_INVALID, "--%s: %s", row->word, err->text);
}

/* To wait 0 is never what was meant where 0 stands for "not given": without an end. */
static bool parse_duration(int64_t *duration_ns, const struct opt *row, const char *text,
			   struct err *err)
{
	int64_t fresh_ns;

	if (!num_duration(&fresh_ns, text, err))
		return false;
	if (fresh_ns < row->min)
		return err_set(err, STATUS_INVALID, "'%s' is too short", text);
	*duration_ns = fresh_ns;
	return true;
}

static bool parse_size(uint64_t *size, const struct opt *row, const char *text, struct err *err)
{
	uint64_t fresh;

	if (!num_size(&fresh, text, err))
		return false;
	if (fresh < (uint64_t)row->min)
		return err_set(err, STATUS_INVALID, "'%s' is too small", text);
	*size = fresh;
	return true;
}

static bool add_text(struct texts *texts, const struct opt *row, const char *text, struct err *err)
{
	if (texts->count == TEXTS_MAX)
		return err_set(err, STATUS_INVALID, "--%s: more than %d times", row->word,
			       TEXTS_MAX);
	texts->text[texts->count++] = text;
	return true;
}

bool opt_fill(const struct opt *row, char *settings, const char *text, struct err *err)
{
	void *member = settings + row->slot;

	switch (row->takes) {
	case TAKES_NOTHING:
		*(bool *)member = true;
		return true;
	case TAKES_COUNT:
		++*(long *)member;
		return true;
	case TAKES_CONSTANT:
		*(long *)member = (long)row->min;
		return true;
	case TAKES_BIT:
		*(long *)member |= (long)row->min;
		return true;
	case TAKES_TEXT:
		*(const char **)member = text;
		return true;
	case TAKES_TEXTS:
		return add_text(member, row, text, err);
	case TAKES_NAME:
		return parse_name(member, row, text, err);
	case TAKES_BITS:
		return parse_bits(member, row, text, err);
	case TAKES_NUMBER:
		return num_parse(member, text, row->min, row->max, err) || name_option(row, err);
	case TAKES_DURATION:
		return parse_duration(member, row, text, err) || name_option(row, err);
	case TAKES_SIZE:
		return parse_size(member, row, text, err) || name_option(row, err);
	}
	return false;
}
