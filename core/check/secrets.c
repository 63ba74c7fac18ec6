/* secrets -- what a plan says is secret, as it may be met: whole, and each line of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/secrets.h"

#include <string.h>

#include "base/name.h"

enum { LINE_LEAST = 4 }; /* shorter ones would be found where nobody wrote them */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct word strip(struct word text)
{
	while (text.size > 0 && is_blank(text.at[0]))
		text = word_behind(text, 1);
	while (text.size > 0 && is_blank(text.at[text.size - 1]))
		text.size--;
	return text;
}

/* VALUE and its lines to TO, which is NULL while they are counted. Returns how many. */
static size_t split(struct word *to, struct word value)
{
	struct word whole = strip(value), rest = whole, line;
	size_t count = 0;

	if (whole.size == 0)
		whole = value; /* nothing but blanks, or empty */
	if (to)
		to[count] = whole;
	count++;
	while (line_take(&line, &rest)) {
		line = strip(line);
		if (line.size < LINE_LEAST || line.size == whole.size)
			continue;
		if (to)
			to[count] = line;
		count++;
	}
	return count;
}

bool secrets_take(struct secrets *secrets, struct plan *plan)
{
	struct word *word;
	size_t count = 0;

	for (const struct plan_value *value = plan->secrets; value; value = value->next)
		count += split(NULL, value->text);
	word = plan_take(plan, (count + 1) * sizeof(*word));
	if (!word)
		return false;
	*secrets = (struct secrets){ word, count };
	for (const struct plan_value *value = plan->secrets; value; value = value->next)
		word += split(word, value->text);
	return true;
}

bool secrets_begin_with(struct word word)
{
	char text[NAME_SIZE];
	struct nearest nearest;

	if (word.size >= sizeof(text))
		return false;
	memcpy(text, word.at, word.size);
	text[word.size] = '\0';
	nearest = nearest_begin(text);
	nearest_try(&nearest, "secret");
	return nearest.best != NULL;
}
