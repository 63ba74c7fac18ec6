/* fuzz_tree -- any bytes as a script: each line is read once and in order, or has a fault; and what
 * is whole is so however much stands behind it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "lang/tree.h"

static size_t count_nodes(const struct node *node)
{
	size_t count = 0;

	for (; node; node = node->next) {
		FUZZ_HOLDS(node->kind != NODE_VALUE || node->value);
		FUZZ_HOLDS(node->kind != NODE_PIPELINE || (node->stages && node->stages->words));
		count += 1 + count_nodes(node->body) + count_nodes(node->left) +
			 count_nodes(node->right);
	}
	return count;
}

/* The line alone, without what stands behind it, is the same line. */
static void check_alone(const struct source *before, size_t end, size_t nodes)
{
	struct source alone = *before;
	struct tree tree = { 0 };

	alone.size = end;
	FUZZ_HOLDS(tree_read(&tree, &alone) == TREE_WHOLE);
	FUZZ_HOLDS(alone.at == end && count_nodes(tree.first) == nodes);
	tree_free(&tree);
}

int fuzz_tree(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct source source = { text, size, 0, 1 };
	struct tree tree = { 0 };
	enum tree_state state = TREE_WHOLE;

	if (!text)
		return 0;
	memcpy(text, data, size);
	while (state == TREE_WHOLE || state == TREE_WRONG) {
		struct source before = source;

		state = tree_read(&tree, &source);
		FUZZ_HOLDS((state == TREE_WRONG || state == TREE_MORE) == (tree.faults != NULL));
		FUZZ_HOLDS(state == TREE_WHOLE || state == TREE_WRONG ? source.at > before.at
								      : source.at == before.at);
		FUZZ_HOLDS(source.line >= before.line);
		if (state == TREE_WHOLE)
			check_alone(&before, source.at, count_nodes(tree.first));
	}
	FUZZ_HOLDS(state == TREE_MORE || source.at == size);
	tree_free(&tree);
	free(text);
	return 0;
}
