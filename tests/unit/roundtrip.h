/* roundtrip -- whether bytes, written as a script writes them, are the same bytes when it is read:
 * as a word of a command and as an expectation. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_ROUNDTRIP_H
#define TESTS_ROUNDTRIP_H

#include <string.h>

#include "bench/verbrow.h"
#include "cli/expect.h"
#include "lang/tree.h"
#include "record/scriptword.h"
#include "shell/expand.h"

enum { ROUNDTRIP_MAX = 16 << 10 }; /* an expression has its limit, four times that */

/* The verdict of an expectation TEXT on a record whose payload is BYTES. */
static inline enum status roundtrip_judge(const char *text, struct word bytes)
{
	struct expect *expect = NULL;
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &verbrow_data->shape, UINT64_MAX);
	struct record record = {
		.type = verbrow_data, .row = row, .subject = "", .is_result = true
	};
	enum status verdict = STATUS_INVALID;
	struct err err = { 0 };

	row_bytes(row, DATAROW_DATA, bytes.at, bytes.size);
	if (expect_parse(&expect, text, verbrow_data, UINT64_MAX, &err)) {
		expect_see(expect, &record, record_head(&record, &arena));
		verdict = expect_verdict(expect, STATUS_OK, 1, NULL);
	}
	expect_free(expect);
	arena_free(&arena);
	return verdict;
}

static inline bool roundtrip_read(const struct node *node, struct word bytes)
{
	struct scope scope = { 0 };
	struct bench bench = { .cancel_fd = -1 };
	struct jobs jobs = { 0 };
	struct arena arena = { 0 };
	struct expand expand = { &arena, &scope, &bench, &jobs };
	struct words words;
	struct err err = { 0 };
	char *text;
	bool fine = expand_words(&words, &expand, node->stages->words, false, &err) &&
		    expand_expect(&text, &expand, node->expect, &err) && words.count == 2 &&
		    words.word[1].size == bytes.size &&
		    memcmp(words.word[1].at, bytes.at, bytes.size) == 0 &&
		    roundtrip_judge(text, bytes) == STATUS_OK;

	arena_free(&arena);
	return fine;
}

/* BYTES as `x BYTES => BYTES` are the same twice. */
static inline bool roundtrip_holds(struct word bytes)
{
	struct buf line = { 0 };
	struct source source;
	struct tree tree = { 0 };
	bool fine;

	buf_puts(&line, "x ");
	scriptword_put(&line, NULL, bytes);
	buf_puts(&line, " => ");
	scriptword_put(&line, NULL, bytes);
	source = (struct source){ line.data, line.size, 0, 1 };
	fine = tree_read(&tree, &source) == TREE_WHOLE && tree.first && !tree.first->next &&
	       tree.first->expect && roundtrip_read(tree.first, bytes);
	tree_free(&tree);
	buf_free(&line);
	return fine;
}

#endif
