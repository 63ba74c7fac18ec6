/* fuzz_answer -- bytes from a resolver helper, and questions to one: what is read is written back
 * the same. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/answer.h"
#include "net/query.h"

/* Of two messages that say the same the bytes may differ (a bad padding), not their second
 * writing. */
static void check_answer(const uint8_t *data, size_t size)
{
	struct answer answer = { 0 }, again = { 0 };
	struct buf first = { 0 }, second = { 0 };
	struct err err = { 0 };

	if (!answer_read(&answer, data, size, &err)) {
		FUZZ_HOLDS(err.kind != STATUS_OK && answer.name == NULL && answer.count == 0);
		return;
	}
	for (size_t i = 0; i < answer.count; i++)
		FUZZ_HOLDS(answer.item[i].sockaddr_size <= ANSWER_SOCKADDR_MAX);
	answer_put(&first, &answer);
	FUZZ_HOLDS(answer_read(&again, first.data, first.size, &err));
	answer_put(&second, &again);
	FUZZ_HOLDS(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
	answer_free(&answer);
	answer_free(&again);
	buf_free(&first);
	buf_free(&second);
}

static void check_query(const uint8_t *data, size_t size)
{
	struct query query = { 0 }, again = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };

	if (!query_read(&query, data, size))
		return;
	query_put(&text, &query);
	FUZZ_HOLDS(query_read(&again, text.data, text.size));
	FUZZ_HOLDS(query.kind == again.kind && query.flags == again.flags);
	FUZZ_HOLDS(!query.host == !again.host && (!query.host || !strcmp(query.host, again.host)));
	FUZZ_HOLDS(query_check(&query, &err) == (err.kind == STATUS_OK));
	(void)query_may_be_numeric(&query);
	buf_free(&text);
}

int fuzz_answer(const uint8_t *data, size_t size);
int fuzz_answer(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	check_answer(copy, size);
	check_query(copy, size);
	free(copy);
	return 0;
}
