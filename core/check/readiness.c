/* readiness -- when a program that a plan has started can be used: once what it said is as
 * expected.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/readiness.h"

#include <string.h>

#include "lang/token.h"

enum { STDOUT, STDERR }; /* as streams are numbered */

/* clang-format off */
static const struct field fields[] = {
	[STDOUT] = FIELD("stdout", FIELD_TEXT, 0, UNIT_NONE, "a line that it printed", NULL),
	[STDERR] = FIELD("stderr", FIELD_TEXT, 0, UNIT_NONE, "a line that it said there", NULL),
	{ 0 },
};
static const struct record_type types[] = {
	{ "result", "a program that runs", { fields, NULL } },
	{ 0 },
};
/* clang-format on */

bool readiness_parse(struct expect **expect, const char *text, struct err *err)
{
	return expect_parse(expect, text, types, 0, err);
}

struct word readiness_as(struct word text)
{
	static const char as[] = " as ", within[] = " within ";
	struct word name = { text.at, 0 }, rest = text;
	const char *at;

	while (rest.size > 0 && (at = memmem(rest.at, rest.size, as, sizeof(as) - 1)) != NULL) {
		rest = word_behind(rest, (size_t)(at - rest.at) + sizeof(as) - 2);
		name = word_behind(rest, 1);
	}
	if (name.size == 0)
		return name;
	rest = name;
	at = memchr(name.at, ' ', name.size);
	name.size = at ? (size_t)(at - name.at) : name.size;
	rest = word_behind(rest, name.size);
	return token_is_name(name) && (rest.size == 0 || word_begins(rest, within))
		       ? name
		       : (struct word){ text.at, 0 };
}

bool readiness_met(struct expect *expect, unsigned stream, struct word line, struct arena *arena,
		   struct word *value)
{
	struct row *row = row_begin(arena, &types->shape, UINT64_MAX);
	struct record record = {
		.type = types, .row = row, .status = STATUS_OK, .subject = "", .is_result = true
	};
	struct expect_groups groups = { 0 };
	const struct buf *group = &groups.group[0];
	bool met;

	*value = (struct word){ NULL, 0 };
	row_bytes(row, stream, line.at, line.size);
	if (arena->failed)
		return false;
	expect_reset(expect);
	expect_keep_groups(expect, &groups);
	expect_see(expect, &record, record_head(&record, arena));
	met = expect_verdict(expect, STATUS_OK, 0, NULL) == STATUS_OK;
	arena->failed = arena->failed || group->failed;
	if (met && groups.has[0])
		*value = (struct word){
			arena_copy(arena, group->size ? group->data : "", group->size), group->size
		};
	expect_groups_free(&groups);
	return met && !arena->failed;
}
