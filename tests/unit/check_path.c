/* check_path -- paths: what they name, every value they yield, and what is refused. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "cli/json.h"
#include "cli/path.h"
#include "sample.h"
#include "suites.h"

#define RECORD                                                                           \
	"result name=a port=443 aliases=x aliases=y aliases=z addresses=::1 "            \
	"interfaces.name=lo interfaces.index=1 interfaces.name=eth0 interfaces.up=true " \
	"interfaces.groups=224.0.0.1 interfaces.groups=224.0.0.251 main.name=wlan0 data=%00%ff"

/* clang-format off */
static const struct { const char *path, *record, *values; } yields[] = {
	{ "name", RECORD, "\"a\"" },
	{ "port", RECORD, "443" },
	{ "offset", RECORD, "" },
	{ "aliases", RECORD, "\"x\"\"y\"\"z\"" },
	{ "aliases[0]", RECORD, "\"x\"" },
	{ "aliases[2]", RECORD, "\"z\"" },
	{ "aliases[02]", RECORD, "\"z\"" },
	{ "aliases[3]", RECORD, "" },
	{ "addresses[0]", RECORD, "\"::1\"" },
	{ "interfaces.name", RECORD, "\"lo\"\"eth0\"" },
	{ "interfaces[1].name", RECORD, "\"eth0\"" },
	{ "interfaces[0].up", RECORD, "" },
	{ "interfaces[7].up", RECORD, "" },
	{ "interfaces.index", RECORD, "1" },
	{ "interfaces.groups", RECORD, "\"224.0.0.1\"\"224.0.0.251\"" },
	{ "interfaces[1].groups[1]", RECORD, "\"224.0.0.251\"" },
	{ "interfaces[0]", RECORD, "{\"name\":\"lo\",\"index\":1,\"up\":null,\"groups\":null}" },
	{ "main.name", RECORD, "\"wlan0\"" },
	{ "main.index", RECORD, "" },
	{ "numbers", "result numbers=[]", "" },
	{ "numbers[0]", "result numbers=[]", "" },
	{ "main", "result", "" },
	{ "main.name", "result", "" },
	{ "type", RECORD, "\"result\"" },
	{ "type", "summary received=3", "\"summary\"" },
	{ "status", RECORD, "\"ok\"" },
	{ "error", RECORD, "" },
	{ "error.kind", RECORD, "" },
	{ "status", "result status=timeout", "\"timeout\"" },
	{ "error.kind", "result status=timeout", "\"timeout\"" },
	{ "error.errno", "result status=timeout", "" },
	{ "error.errno", "result errno=ECONNREFUSED", "\"ECONNREFUSED\"" },
	{ "error.text", "result errno=EACCES", "\"sample: Permission denied\"" },
	{ "status", "summary received=3", "" },
	{ "received", "summary received=3", "3" },
	{ "received", RECORD, "" },
	{ "port", "summary received=3", "" },
	{ "name", "event name=e", "\"e\"" },
	{ "data_b64", RECORD, "\"AP8=\"" },
	{ "data_b64", "result name=a", "" },
};

static const struct { const char *path, *says; } refused[] = {
	{ "", "'' is not a path such as" },
	{ ".", "is not a path" },
	{ "name.", "'name.' is not a path" },
	{ ".name", "is not a path" },
	{ "name..x", "is not a path" },
	{ "aliases[", "is not a path" },
	{ "aliases[]", "is not a path" },
	{ "aliases[-1]", "is not a path" },
	{ "aliases[+1]", "is not a path" },
	{ "aliases[1", "is not a path" },
	{ "aliases[1]x", "is not a path" },
	{ "aliases[1][2]", "is not a path" },
	{ "aliases[4294967296]", "is not a path" },
	{ "aliases[99999999999999999999]", "is not a path" },
	{ "interfaces.name.x", "is not a path" },
	{ "na me", "is not a path" },
	{ "prot", "there is no key 'prot', did you mean 'port'?" },
	{ "PORT", "there is no key 'PORT', did you mean 'port'?" },
	{ "name_b64", "there is no key 'name_b64'" },
	{ "data_b64[0]", "is not a list" },
	{ "xyzzyxyzzy", "there is no key 'xyzzyxyzzy'; --fields lists them" },
	{ "statsu", "did you mean 'status'?" },
	{ "recieved", "did you mean 'received'?" },
	{ "changed", "did you mean 'change'?" },
	{ "interfaces.nme", "there is no key 'nme', did you mean 'name'?" },
	{ "interface.name", "did you mean 'interfaces'?" },
	{ "error.ernno", "did you mean 'errno'?" },
	{ "port[0]", "'port' is not a list and takes no index" },
	{ "main[0].name", "'main' is not a list" },
	{ "interfaces.name[0]", "'name' is not a list" },
	{ "status[0]", "'status' is not a list" },
	{ "port.name", "'port' has no members" },
	{ "type.x", "'type' has no members" },
	{ "aliases.x", "'aliases' has no members" },
	{ "a_key_of_more_than_forty_letters_is_no_word_to_be_near_to_and_is_cut_in_the_sentence",
	  "'a_key_of_more_than_forty_letters_is_no_word_to_be_near_to_an'" },
};
/* clang-format on */

static void put(void *context, const struct field *field, const struct value *value)
{
	json_put_value(context, field, value);
}

START_TEST(path_yields)
{
	struct arena arena = { 0 };
	struct buf values = { 0 };
	struct sample sample;
	struct path path;
	struct err err;
	size_t count;

	ck_assert(sample_fill(&sample, &arena, sample_types, yields[_i].record));
	ck_assert_msg(
		path_parse(&path, yields[_i].path, strlen(yields[_i].path), sample_types, &err),
		"%s", err.text);
	ck_assert_ptr_nonnull(path_field(&path, sample_types));
	count = path_each(&path, &sample.record, sample.head, put, &values);
	ck_assert_str_eq(buf_text(&values), yields[_i].values);
	ck_assert_int_eq(count == 0, yields[_i].values[0] == '\0');
	buf_free(&values);
	arena_free(&arena);
}
END_TEST

START_TEST(path_refused)
{
	struct path path = { .count = 77 };
	struct err err = { 0 };
	const char *text = refused[_i].path;

	ck_assert(!path_parse(&path, text, strlen(text), sample_types, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, refused[_i].says), "%s: %s", text, err.text);
	ck_assert_uint_eq(path.count, 77);
}
END_TEST

START_TEST(path_is_part_of_a_text)
{
	struct path path;
	struct err err;

	ck_assert(path_parse(&path, "port,name", 4, sample_types, &err));
	ck_assert_str_eq(path_field(&path, sample_types)->key, "port");
	ck_assert(!path_parse(&path, "port,name", 5, sample_types, &err));
	ck_assert(!path_parse(&path, "po\0rt", 5, sample_types, &err));
}
END_TEST

START_TEST(path_without_rows)
{
	struct record record = { .type = sample_types, .is_result = true };
	struct path path;
	struct err err;

	ck_assert(path_parse(&path, "port", 4, sample_types, &err));
	ck_assert_uint_eq(path_each(&path, &record, NULL, put, NULL), 0);
	ck_assert(path_parse(&path, "status", 6, sample_types, &err));
	ck_assert_uint_eq(path_each(&path, &record, NULL, put, NULL), 0);
}
END_TEST

START_TEST(path_many)
{
	static const struct {
		const char *path;
		bool many;
	} rows[] = {
		{ "port", false },
		{ "aliases", true },
		{ "aliases[0]", false },
		{ "main.name", false },
		{ "main.groups", true },
		{ "main.groups[0]", false },
		{ "interfaces", true },
		{ "interfaces.name", true },
		{ "interfaces[0].name", false },
		{ "error.kind", false },
		{ "interfaces[0].groups", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct path path;
		struct err err;

		ck_assert(
			path_parse(&path, rows[i].path, strlen(rows[i].path), sample_types, &err));
		ck_assert_msg(path_is_many(&path) == rows[i].many, "%s", rows[i].path);
	}
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *path_suite(void)
{
	Suite *suite = suite_create("path");
	TCase *tcase = tcase_create("path");

	tcase_add_loop_test(tcase, path_yields, 0, ROWS(yields));
	tcase_add_loop_test(tcase, path_refused, 0, ROWS(refused));
	tcase_add_test(tcase, path_is_part_of_a_text);
	tcase_add_test(tcase, path_without_rows);
	tcase_add_test(tcase, path_many);
	suite_add_tcase(suite, tcase);
	return suite;
}
