/* records -- record types: keys, units, nesting, templates. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "contract.h"

/* Words of the expectation language, and the keys that every result begins with. */
static const char *const reserved[] = { "any",    "all",   "none",   "count", "warn",
					"within", "after", "from",   "in",    "has",
					"only",   "type",  "status", "error", NULL };
static const char *const types[] = { "result", "ready", "event", "summary", NULL };
static const char *const unit_end[] = {
	[UNIT_NONE] = "",  [UNIT_NS] = "_ns", [UNIT_US] = "_us",
	[UNIT_MS] = "_ms", [UNIT_S] = "_s",   [UNIT_BYTES] = "_bytes",
};

static bool ends_in(const char *text, const char *end)
{
	size_t size = strlen(text), end_size = strlen(end);

	return size > end_size && strcmp(text + size - end_size, end) == 0;
}

/* A measured value has its unit in its key, and a key that ends like a unit has it; of a rate, that
 * of what comes in a second. */
static void check_unit(const char *where, const struct field *field)
{
	bool number =
		field->type == FIELD_INT || field->type == FIELD_UINT || field->type == FIELD_REAL;

	size_t size = strlen(field->key) - (ends_in(field->key, "_per_s") ? strlen("_per_s") : 0);
	char key[WHERE_MAX];

	snprintf(key, sizeof(key), "%.*s", (int)size, field->key);
	ck_assert_msg(number || field->unit == UNIT_NONE, "%s: a unit of no number", where);
	for (int unit = UNIT_NS; number && unit <= UNIT_BYTES; unit++)
		ck_assert_msg(ends_in(key, unit_end[unit]) == ((int)field->unit == unit),
			      "%s: its key and its unit differ", where);
}

static void check_key(const char *where, const struct applet *applet, const char *key)
{
	uint64_t statuses = applet->statuses | STATUSES_COMMON;

	ck_assert_msg(word_made_of(key, "_"), "%s: not snake_case", where);
	ck_assert_msg(strcmp(key, "s") != 0, "%s: templates mean a plural by it", where);
	ck_assert_msg(!word_in(key, reserved), "%s: a reserved word", where);
	ck_assert_msg(!ends_in(key, "_b64"), "%s: made from data, never declared", where);
	for (int status = 0; status < STATUS_COUNT; status++) {
		if (statuses & STATUS_BIT(status))
			ck_assert_msg(strcmp(key, status_word((enum status)status)) != 0,
				      "%s: also a status", where);
	}
}

static bool shape_has(const struct shape *shape, const char *key, size_t size)
{
	for (const struct field *field = shape->fields; *field->key; field++) {
		if (strlen(field->key) == size && memcmp(field->key, key, size) == 0)
			return true;
	}
	return false;
}

/* {key} names a field, brackets close and do not nest, a doubled sign stands for itself. */
static void check_template(const char *where, const struct shape *shape)
{
	bool open = false;

	for (const char *c = shape->text; c && *c; c++) {
		if (strchr("{}[]", *c) && c[1] == *c) {
			c++;
		} else if (*c == '{') {
			size_t size = strcspn(c + 1, "}");

			ck_assert_msg(strncmp(c, "{s}", 3) == 0 || shape_has(shape, c + 1, size),
				      "%s: no field '%.*s'", where, (int)size, c + 1);
			c += size + 1;
			ck_assert_msg(*c == '}', "%s: '%s' does not close", where, shape->text);
		} else if (*c == '[' || *c == ']') {
			ck_assert_msg(open == (*c == ']'), "%s: brackets of '%s'", where,
				      shape->text);
			open = *c == '[';
		} else {
			ck_assert_msg(*c != '}', "%s: a lone } in '%s'", where, shape->text);
		}
	}
	ck_assert_msg(!open, "%s: a bracket does not close", where);
}

static void check_shape(const char *where, const struct applet *applet, const struct shape *shape,
			bool nested);

static void check_field(const char *type, const struct applet *applet, const struct field *field,
			bool nested)
{
	char where[WHERE_MAX];

	snprintf(where, sizeof(where), "%s: %s", type, field->key);
	check_key(where, applet, field->key);
	check_sentence(where, field_help(field), HELP_MAX);
	check_unit(where, field);
	ck_assert_msg((field->type == FIELD_OBJECT) == (field->members != NULL), "%s: members",
		      where);
	ck_assert_msg(!nested || (field->type != FIELD_OBJECT && !(field->flags & FIELD_LIST)),
		      "%s: deeper than a list of flat objects", where);
	if (field->members)
		check_shape(where, applet, field->members, true);
}

static void check_shape(const char *where, const struct applet *applet, const struct shape *shape,
			bool nested)
{
	unsigned count = 0;

	for (const struct field *field = shape->fields; *field->key; field++, count++) {
		check_field(where, applet, field, nested);
		for (const struct field *other = shape->fields; other < field; other++)
			ck_assert_msg(strcmp(other->key, field->key) != 0, "%s: %s twice", where,
				      field->key);
	}
	ck_assert_msg(count > 0 && count <= FIELDS_MAX, "%s: %u fields", where, count);
	ck_assert_uint_eq(shape_count(shape), count);
	check_template(where, shape);
}

/* A key has one type in all record types of an applet, so that expectations mean one thing. */
static void check_same_types(const char *applet, const struct shape *a, const struct shape *b)
{
	for (const struct field *one = a->fields; *one->key; one++) {
		for (const struct field *other = b->fields; *other->key; other++) {
			if (strcmp(one->key, other->key) != 0)
				continue;
			ck_assert_msg(one->type == other->type && one->unit == other->unit &&
					      ((one->flags ^ other->flags) & FIELD_LIST) == 0,
				      "%s: %s has two types", applet, one->key);
			if (one->members && other->members)
				check_same_types(applet, one->members, other->members);
		}
	}
}

START_TEST(records_are_valid)
{
	const struct applet *applet = contract_applet(_i);

	ck_assert_str_eq(applet->records[0].type, "result");
	for (const struct record_type *record = applet->records; record->type[0]; record++) {
		char where[WHERE_MAX];

		snprintf(where, sizeof(where), "%s %s", applet->name, record->type);
		ck_assert_msg(word_in(record->type, types), "%s: an unknown type", where);
		check_sentence(where, record->help, HELP_MAX);
		check_shape(where, applet, &record->shape, false);
		for (const struct record_type *other = applet->records; other < record; other++)
			check_same_types(applet->name, &other->shape, &record->shape);
	}
}
END_TEST

Suite *records_suite(void)
{
	Suite *suite = suite_create("records");
	TCase *each = tcase_create("each");

	tcase_add_loop_test(each, records_are_valid, 0, contract_count());
	suite_add_tcase(suite, each);
	return suite;
}
