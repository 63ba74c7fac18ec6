/* check_help -- help, keys, lists and descriptions, from tables. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/describe.h"
#include "cli/help.h"
#include "fault.h"
#include "sample_applet.h"
#include "suites.h"

static void assert_has(struct buf *buf, const char *text)
{
	ck_assert_msg(strstr(buf_text(buf), text) != NULL, "lacks '%s':\n%s", text, buf_text(buf));
}

static size_t widest_line(struct buf *buf)
{
	size_t widest = 0;

	for (const char *line = buf_text(buf); *line;) {
		size_t size = strcspn(line, "\n");

		widest = size > widest ? size : widest;
		line += size + (line[size] == '\n');
	}
	return widest;
}

START_TEST(help_fits)
{
	struct buf buf = { 0 };

	for (unsigned columns = 20; columns <= 120; columns++) {
		buf_clear(&buf);
		help_applet(&buf, &sample_applet, columns);
		ck_assert_uint_le(widest_line(&buf), columns);
	}
	buf_free(&buf);
}
END_TEST

/* What a reader of --help must find, whatever the folding. */
static const char *const wanted[] = {
	"usage: sample [OPTION...] HOST [SERVICE...] | --all\n",
	"answer a made-up question in every way\n",
	"  HOST     where to look\n",
	"      --all                everything there is\n",
	"  -x, --raw                'quoted' help with a \\ and -dashes",
	"(1 to 100; default 3)",
	"where (default lo)",
	"(one of red, green, blue; default green)",
	"(any of PART_HEAD,",
	"how long (default 1500ms)",
	"how much (default 64k)",
	" words, see ",
	"  -4, --ipv4 ",
	"(one of text, table, json,",
	"time between tries (default 500ms)",
	"  $ sample localhost http\n      the simplest question\n",
	"Exit: 0 ok; 1 not_found, refused; 2 invalid; 3 denied, lacking; 4 timeout; see\n",
};

START_TEST(help_tells)
{
	struct buf buf = { 0 };

	help_applet(&buf, &sample_applet, HELP_COLUMNS);
	assert_has(&buf, wanted[_i]);
	ck_assert_msg(!strstr(buf_text(&buf), "--numeric"), "the applet has no -n");
	buf_free(&buf);
}
END_TEST

START_TEST(an_applet_with_nothing_has_help)
{
	static const struct field none[] = { { .key = "" } };
	static const struct record_type records[] = { { "result", "nothing", { none, NULL } },
						      { .type = "" } };
	static const struct applet bare = { .name = "bare", .summary = "be", .records = records };
	struct buf buf = { 0 };

	help_applet(&buf, &bare, HELP_COLUMNS);
	assert_has(&buf, "usage: bare [OPTION...]\nbe\n\nOptions of every applet");
	help_fields(&buf, &bare);
	describe_applet(&buf, &bare);
	assert_has(&buf, "\"operands\":[],");
	buf_free(&buf);
}
END_TEST

static const char *const wanted_fields[] = {
	"result: one answer\n",
	"  type               text            the record type\n",
	"  error.kind         text            the status word\n",
	"  ports              list of number  port numbers\n",
	"  rtt_ms             real, ms        there and back\n",
	"  addresses          list of object  where it is\n",
	"  addresses.prefix   number          bits of its network\n",
	"event: something on the way\n",
	"  not_found       1\n",
	"  timeout         4\n",
};

START_TEST(fields_tell)
{
	struct buf buf = { 0 };

	help_fields(&buf, &sample_applet);
	assert_has(&buf, wanted_fields[_i]);
	ck_assert_uint_le(widest_line(&buf), HELP_COLUMNS);
	buf_free(&buf);
}
END_TEST

static const char *const wanted_json[] = {
	"{\"type\":\"applet\",\"name\":\"sample\",\"summary\":",
	"and as many as are liked\",\"min\":0,\"max\":null}",
	"{\"word\":\"count\",\"letter\":\"c\",\"takes\":\"number\",\"value\":\"NUMBER\",",
	"\"help\":\"how many\",\"default\":\"3\",\"common\":false,\"min\":1,\"max\":100}",
	"\"names\":[{\"word\":\"red\",\"meaning\":\"like a rose\"},",
	"{\"key\":\"addresses.prefix\",\"type\":\"number\",\"list\":false,\"unit\":null,",
	"{\"status\":\"not_found\",\"exit\":1}",
	"sh -c 'echo \\\"up\\\"'",
};

START_TEST(description_tells)
{
	struct buf buf = { 0 };

	describe_applet(&buf, &sample_applet);
	assert_has(&buf, wanted_json[_i]);
	ck_assert_ptr_eq(strchr(buf_text(&buf), '\n'), buf.data + buf.size - 1);
	buf_free(&buf);
}
END_TEST

START_TEST(lists_fit)
{
	struct buf buf = { 0 };

	help_list(&buf);
	for (unsigned i = 0; i < applets_count; i++)
		assert_has(&buf, applets[i]->name);
	help_starter(&buf);
	ck_assert_uint_le(widest_line(&buf), HELP_COLUMNS);
	buf_free(&buf);
}
END_TEST

static void work(void)
{
	struct buf buf = { 0 };

	help_applet(&buf, &sample_applet, 40);
	help_fields(&buf, &sample_applet);
	help_list(&buf);
	help_starter(&buf);
	describe_applet(&buf, &sample_applet);
	buf_free(&buf);
}

START_TEST(survives_without_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, work), 10);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *help_suite(void)
{
	Suite *suite = suite_create("help");
	TCase *tcase = tcase_create("help");

	tcase_add_test(tcase, help_fits);
	tcase_add_loop_test(tcase, help_tells, 0, COUNT(wanted));
	tcase_add_test(tcase, an_applet_with_nothing_has_help);
	tcase_add_loop_test(tcase, fields_tell, 0, COUNT(wanted_fields));
	tcase_add_loop_test(tcase, description_tells, 0, COUNT(wanted_json));
	tcase_add_test(tcase, lists_fit);
	tcase_add_test(tcase, survives_without_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
