/* fuzz_service_question -- operands of servlookup and constlookup: words, ports, URLs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/constant.h"
#include "net/scheme.h"
#include "net/service_question.h"

static void check_row(void *context, const struct service *service)
{
	const struct service_question *question = context;
	struct buf url = { 0 };

	FUZZ_HOLDS(question->query.port < 0 || question->query.port == service->port);
	scheme_url(&url, service, "host", service->port);
	FUZZ_HOLDS(strstr(buf_text(&url), "://host"));
	buf_free(&url);
}

static void ask(const char *text)
{
	struct database none = { .path = NULL };
	struct service_question question = { .url_port = 4711 };
	struct err err = { 0 };

	if (!service_question_parse(&question, text, NULL, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_INVALID && question.url_port == 4711);
		return;
	}
	FUZZ_HOLDS(question.query.port >= -1 && question.query.port <= UINT16_MAX);
	FUZZ_HOLDS(question.url_port >= -1 && question.url_port <= UINT16_MAX);
	FUZZ_HOLDS(question.query.name.size > 0 || question.query.port >= 0);
	if (service_question_each(&none, &question, check_row, &question) == 0) {
		service_question_missing(&none, &question, &err);
		FUZZ_HOLDS(err.kind == STATUS_NOT_FOUND || err.kind == STATUS_INVALID);
	}
}

static void ask_constant(const char *text)
{
	struct constant_query query = constant_query_of(text);
	struct constant_walk walk = { 0 };
	struct constant constant;
	struct err err = { 0 };

	FUZZ_HOLDS(query.size <= strlen(text));
	while (constant_next(&walk, &constant))
		if (constant_fits(&constant, &query))
			FUZZ_HOLDS(query.way != CONSTANT_NUMBER || constant.value == query.value);
	FUZZ_HOLDS(!constant_missing(&query, &err) && err.kind == STATUS_NOT_FOUND);
}

int fuzz_service_question(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text) {
		memcpy(text, data, size);
		text[size] = '\0';
		ask(text);
		ask_constant(text);
		scheme_host_fits(text);
	}
	free(text);
	return 0;
}
