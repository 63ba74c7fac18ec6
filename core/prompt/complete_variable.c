/* complete_variable -- names behind '$', fields behind '.', and jobs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/adopt.h"
#include "cli/safe.h"
#include "prompt/complete.h"
#include "shell/field.h"

enum { SHOWN_MAX = 40 }; /* bytes of a value */

/* "socket s", "5", "a list of 3". */
static void put_value(struct buf *text, const struct completion *completion,
		      const struct shell_value *value)
{
	const struct bench_sock *sock;

	switch (value->kind) {
	case SHELL_NOTHING:
		return;
	case SHELL_SOCKET:
		sock = bench_numbered(&completion->shell->bench, value->number);
		buf_puts(text, sock ? "a socket" : "a socket that is closed");
		return;
	case SHELL_JOB:
		buf_printf(text, "job %%%lld", (long long)value->number);
		return;
	case SHELL_LIST:
		buf_printf(text, "a list of %zu", value->count);
		return;
	case SHELL_NUMBER:
		buf_puti(text, value->number);
		return;
	case SHELL_BYTES:
		buf_put(text, value->data.data,
			value->data.size < SHOWN_MAX ? value->data.size : SHOWN_MAX);
		buf_puts(text, value->data.size > SHOWN_MAX ? "..." : "");
		return;
	}
}

static void put_names(struct completion *completion, char after)
{
	const struct scope *scope = &completion->shell->scope;
	const struct shell_value *value;
	const char *name = NULL;

	while (!offering_full(&completion->offering) && (name = scope_next(scope, name, &value))) {
		struct buf text = { 0 };

		put_value(&text, completion, value);
		offering_put_before(&completion->offering, word_of(name), buf_text(&text), after);
		offering_free_part(&completion->offering, &text);
	}
}

static void put_fields(struct completion *completion)
{
	const struct typing *typing = completion->typing;
	struct err ignored = { 0 };
	const struct shell_value *value =
		scope_find(&completion->shell->scope, typing->name, &ignored);
	const char *name;

	for (size_t i = 0; value && (name = field_name(value->kind, i)); i++)
		offering_put_before(&completion->offering, word_of(name), NULL, '}');
}

void complete_variables(struct completion *completion)
{
	static const struct name specials[] = {
		NAME("_", 0, "what the last verb came to"),
		NAME("errno", 0, "of the last failure"),
		NAMES_END,
	};
	const struct typing *typing = completion->typing;
	char after = typing->variable == TYPING_BRACED ? '}' : ' ';

	if (typing->variable == TYPING_FIELD) {
		put_fields(completion);
		return;
	}
	put_names(completion, after);
	for (const struct name *row = specials; *row->word; row++)
		offering_put_before(&completion->offering, word_of(row->word), name_meaning(row),
				    after);
}

void complete_names(struct completion *completion)
{
	put_names(completion, ' ');
}

void complete_jobs(struct completion *completion)
{
	const struct jobs *jobs = &completion->shell->jobs;

	for (uint32_t number = 1; number <= jobs->last_number; number++) {
		struct job *job = job_numbered(jobs, number);
		struct buf name = { 0 };

		if (!job)
			continue;
		buf_printf(&name, "%%%u", number);
		offering_puts(&completion->offering, buf_text(&name), job->command);
		offering_free_part(&completion->offering, &name);
	}
}
