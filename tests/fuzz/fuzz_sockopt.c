/* fuzz_sockopt -- socket options in words: what is read is said the same way; any bytes of the
 * kernel's are said somehow. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/sockopt.h"
#include "net/sockopt_parse.h"
#include "net/sockopt_text.h"

static void check_words(const char *text)
{
	struct sockopt_set set = { .count = 1 }, again = { 0 };
	struct err err = { 0 };
	struct buf back = { 0 };
	const struct sockopt *row;

	if (!sockopt_parse(&set, text, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_INVALID || err.kind == STATUS_NO_INTERFACE);
		FUZZ_HOLDS(err.text[0] && set.count == 1);
		return;
	}
	FUZZ_HOLDS(set.count == 2 && set.item[1].size <= SOCKOPT_VALUE_MAX);
	row = sockopt_row(set.item[1].level, set.item[1].number);
	if (!row || !sockopt_value_is_whole(&set.item[1], row) || strchr(text, ':'))
		return;
	buf_puts(&back, sockopt_word(row->level, row->number));
	buf_putc(&back, '=');
	sockopt_put_value(&back, &set.item[1]);
	FUZZ_HOLDS(sockopt_parse(&again, buf_text(&back), &err));
	FUZZ_HOLDS(sockopt_value_is_same(&set.item[1], &again.item[0]));
	buf_free(&back);
}

/* Whether any bytes of the type are a value that can be said in words. */
static bool is_number(enum sockopt_type type)
{
	switch (type) {
	case SOCKOPT_BOOL:
	case SOCKOPT_INT:
	case SOCKOPT_UINT:
	case SOCKOPT_HEX:
	case SOCKOPT_WORD:
	case SOCKOPT_BITS:
	case SOCKOPT_INTERFACE:
	case SOCKOPT_BYTES:
		return true;
	default: /* the rest has bytes that stand for nothing */
		return false;
	}
}

static void check_bytes(const struct sockopt *row, const uint8_t *data, size_t size)
{
	struct sockopt_value value = { .level = row->level, .number = row->number }, again;
	struct buf text = { 0 };
	struct err err = { 0 };

	sockopt_value_set(&value, data, size);
	sockopt_put_value(&text, &value);
	FUZZ_HOLDS(strlen(buf_text(&text)) <= text.size);
	if (is_number(row->type) && sockopt_value_is_whole(&value, row)) {
		FUZZ_HOLDS(sockopt_parse_value(&again, row, buf_text(&text), &err));
		FUZZ_HOLDS(sockopt_value_is_same(&value, &again));
	}
	buf_free(&text);
}

int fuzz_sockopt(const uint8_t *data, size_t size)
{
	size_t used = size < SOCKOPT_VALUE_MAX ? size : SOCKOPT_VALUE_MAX;
	char *text = malloc(size + 1);

	if (text) {
		memcpy(text, data, size);
		text[size] = '\0';
		check_words(text);
	}
	free(text);
	for (const struct sockopt *row = sockopt_rows; row->flags; row++)
		check_bytes(row, data, used);
	return 0;
}
