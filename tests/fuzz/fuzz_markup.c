/* fuzz_markup -- any bytes as text in the languages of reports: nothing of it is a part of the
 * language, all of it can be seen, and what is reversible reads back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "check/markup.h"
#include "fuzz.h"

typedef void put(struct buf *buf, const char *data, size_t size);

/* Whole characters that can be seen, or are in ALLOWED; none is in FORBIDDEN. */
static void check_shown(const struct buf *text, const char *allowed, const char *forbidden)
{
	for (size_t at = 0, length; at < text->size; at += length) {
		uint32_t code = 0;

		length = utf8_decode(&code, text->data + at, text->size - at);
		FUZZ_HOLDS(length > 0);
		FUZZ_HOLDS(utf8_is_shown(code) ||
			   (code && code < 128 && strchr(allowed, (int)code)));
		FUZZ_HOLDS(!(code && code < 128 && strchr(forbidden, (int)code)));
	}
}

static bool put_into(struct buf *text, put *how, const char *data, size_t size)
{
	how(text, data, size);
	return !text->failed;
}

/* '&' begins one of our entities. */
static void check_xml(const char *data, size_t size, put *how, const char *allowed)
{
	static const char entities[][8] = { "&amp;", "&lt;", "&gt;",  "&quot;", "&#39;",
					    "&#10;", "&#9;", "&#35;", "&#58;" };
	struct buf text = { 0 };

	if (put_into(&text, how, data, size)) {
		const char *at = buf_text(&text);

		check_shown(&text, allowed, "<>\"'");
		FUZZ_HOLDS(!memmem(text.data, text.size, "##[", 3));
		while ((at = strchr(at, '&'))) {
			size_t i = 0;

			while (i < sizeof(entities) / sizeof(entities[0]) &&
			       strncmp(at, entities[i], strlen(entities[i])) != 0)
				i++;
			FUZZ_HOLDS(i < sizeof(entities) / sizeof(entities[0]));
			at++;
		}
	}
	buf_free(&text);
}

/* Inside its quotes no '"' is bare, and a backslash begins an escape that YAML knows. */
static void check_yaml(const char *data, size_t size)
{
	struct buf text = { 0 };

	if (put_into(&text, yaml_put, data, size)) {
		check_shown(&text, "", "\n\t");
		FUZZ_HOLDS(text.size >= 2 && text.data[0] == '"' &&
			   text.data[text.size - 1] == '"');
		for (size_t at = 1; at + 1 < text.size; at++) {
			FUZZ_HOLDS(text.data[at] != '"');
			if (text.data[at] == '\\')
				FUZZ_HOLDS(++at + 1 < text.size &&
					   strchr("\\\"ntxuU", text.data[at]));
		}
		FUZZ_HOLDS(!memmem(text.data, text.size, "##[", 3));
	}
	buf_free(&text);
}

/* Every '#' stands behind an odd number of backslashes. */
static void check_tap(const char *data, size_t size)
{
	struct buf text = { 0 };

	if (put_into(&text, tap_put, data, size)) {
		check_shown(&text, "", "\n\t");
		for (size_t at = 0; at < text.size; at++)
			if (text.data[at] == '\\')
				at++;
			else
				FUZZ_HOLDS(text.data[at] != '#');
	}
	buf_free(&text);
}

static void check_plain(const char *data, size_t size, put *how, const char *forbidden)
{
	struct buf text = { 0 };

	if (put_into(&text, how, data, size))
		check_shown(&text, "", forbidden);
	buf_free(&text);
}

/* '%' begins one of the escapes that the runner knows. */
static void check_workflow(const char *data, size_t size)
{
	struct buf text = { 0 };

	if (put_into(&text, workflow_put_message, data, size)) {
		const char *at = buf_text(&text);

		check_shown(&text, "", "\n\t");
		while ((at = strchr(at, '%'))) {
			FUZZ_HOLDS(strncmp(at, "%25", 3) == 0 || strncmp(at, "%0A", 3) == 0);
			at++;
		}
		FUZZ_HOLDS(!strstr(buf_text(&text), "##["));
	}
	buf_free(&text);
}

int fuzz_markup(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	check_xml(copy, size, xml_put_content, "\n\t");
	check_xml(copy, size, xml_put_value, "");
	check_yaml(copy, size);
	check_tap(copy, size);
	check_workflow(copy, size);
	check_plain(copy, size, workflow_put_property, "\n\t:,");
	check_plain(copy, size, nagios_put, "\n\t|");
	free(copy);
	return 0;
}
