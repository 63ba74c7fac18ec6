/* fuzz_roff -- no text becomes a request or an escape, and no prose breaks a page. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/roff.h"
#include "cli/roff_text.h"
#include "fuzz.h"

static void check_escaped(void (*put)(struct buf *buf, const char *text), const char *text)
{
	struct buf buf = { 0 };
	const char *escaped;

	put(&buf, text);
	escaped = buf_text(&buf);
	for (size_t i = 0; i < buf.size; i++) {
		bool begins = i == 0 || escaped[i - 1] == '\n';

		FUZZ_HOLDS(!begins || (escaped[i] != '.' && escaped[i] != '\''));
		FUZZ_HOLDS(escaped[i] == '\n' || (escaped[i] >= ' ' && escaped[i] <= '~'));
		if (escaped[i] == '\\') {
			i++;
			FUZZ_HOLDS(escaped[i] && strchr("e&-([", escaped[i]));
		}
	}
	buf_free(&buf);
}

int fuzz_roff(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	uint8_t *prose = malloc(size ? size : 1);
	struct buf buf = { 0 };

	if (text && prose) {
		memcpy(text, data, size);
		memcpy(prose, data, size);
		text[size] = '\0';
		check_escaped(roff_text, text);
		check_escaped(roff_literal, text);
		if (applets_count > 0)
			roff_page(&buf, applets[0], (const char *)prose, size);
		roff_prose_page(&buf, "sockbox", "1", (const char *)prose, size);
	}
	buf_free(&buf);
	free(text);
	free(prose);
	return 0;
}
