/* fuzz_pythonic -- any bytes as a line of Python: an answer that is a line is one line of the
 * shell, without a fault and without a byte that acts on a terminal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "lang/tree.h"
#include "python/pythonic.h"

/* It can be pasted: read as it stands, and nothing is left open. */
static void check_line(const struct buf *text)
{
	struct source source = { text->data, text->size, 0, 1 };
	struct tree tree = { 0 };

	FUZZ_HOLDS(text->size > 0);
	for (size_t i = 0; i < text->size; i++)
		FUZZ_HOLDS(text->data[i] >= ' ' && text->data[i] < 0x7f);
	FUZZ_HOLDS(tree_read(&tree, &source) == TREE_WHOLE);
	FUZZ_HOLDS(tree.first && source.at == source.size);
	tree_free(&tree);
}

int fuzz_pythonic(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1); /* no byte more: a read past it is seen */
	struct buf text = { 0 };
	enum pythonic answer;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	answer = pythonic_answer(&text, (struct word){ copy, size });
	if (answer == PYTHONIC_LINE && !text.failed)
		check_line(&text);
	FUZZ_HOLDS(answer == PYTHONIC_NOT ? text.size == 0 : text.size > 0 || text.failed);
	FUZZ_HOLDS(text.size < 64 * (size + 64));
	buf_free(&text);
	free(copy);
	return 0;
}
