/* check_plan -- check files: what they come to, what is wrong with them and where, and what is
 * selected; memory that runs out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/plan.h"
#include "check/plan_case.h"
#include "check/select.h"
#include "fault.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static bool make(struct plan *plan, const char *text, struct err *err)
{
	return plan_read_text(plan, "p", word_of(text), err) &&
	       (plan->fault_count > 0 || plan_check(plan, err));
}

/* The ids and the words that each is asked with, a line each. */
static const struct {
	const char *text, *cases;
} good[] = {
	{ "", "" },
	{ "# nothing\n\n  \n", "" },
	{ "a: ipconv 1.2.3.4", "a: 1.2.3.4\n" },
	{ "a \"it's fine\": ipconv '1.2.3.4' # yes\r\n", "a: 1.2.3.4\n" },
	{ "a: ipconv 1.2.3.4 => ok\n", "a: --expect|ok|1.2.3.4\n" },
	{ "set v = 1.2.3.4\na: ipconv $v\n", "a: 1.2.3.4\n" },
	{ "set v = \"a b\"\na: servlookup ${v}c\n", "a: a bc\n" },
	{ "set v = \"a b\"\na: servlookup http => name == $v\n",
	  "a: --expect|name == \"a b\"|http\n" },
	{ "a: servlookup ${NETCHECK_NEVER_SET:-http}\n", "a: http\n" },
	{ "set v = \"\"\na: servlookup x${v:-y}\n", "a: xy\n" },
	{ "a: ipconv 1.2.3.4\n  timeout 1500ms\n", "a: --timeout|1500000us|1.2.3.4\n" },
	{ "default timeout 2s\na: ipconv 1.2.3.4\nb: ipconv 1.2.3.4\n  timeout 3s\n",
	  "a: --timeout|2s|1.2.3.4\nb: --timeout|3s|1.2.3.4\n" },
	{ "a: servlookup $x/$y\n  each x in b c\n  each y in d e\n",
	  "a[x=b,y=d]: b/d\na[x=b,y=e]: b/e\na[x=c,y=d]: c/d\na[x=c,y=e]: c/e\n" },
	{ "start f: echo-server 0\na: echo-client :${f.port}\n", "f: 0\na: :0\n" },
	{ "a: ipconv 1.2.3.4\n  capture address as b\nc: ipconv $b\n", "a: 1.2.3.4\nc: 0\n" },
	{ "a: echo-client :1 => refused\n", "a: --expect|refused within 5s|:1\n" },
};

static void put_case(struct buf *buf, struct plan *plan, struct plan_case *one)
{
	struct plan_scope scope = { .plan = plan, .chosen = one->chosen };
	struct err err = { 0 };
	char **argv;

	ck_assert(plan_case_words(&argv, one, &scope, &err));
	buf_printf(buf, "%s:", one->id);
	for (size_t i = 0; argv[i]; i++)
		buf_printf(buf, "%s%s", i ? "|" : " ", argv[i]);
	buf_putc(buf, '\n');
}

START_TEST(makes_cases)
{
	struct plan plan = { 0 };
	struct buf cases = { 0 };
	struct err err = { 0 };

	ck_assert(make(&plan, good[_i].text, &err));
	ck_assert_msg(!plan.faults, "%s", plan.faults ? plan.faults->err.text : "");
	for (struct plan_case *one = plan.cases; one; one = one->next)
		put_case(&cases, &plan, one);
	ck_assert_str_eq(buf_text(&cases), good[_i].cases);
	buf_free(&cases);
	plan_free(&plan);
	plan_free(&plan);
}
END_TEST

static const struct {
	const char *text, *where, *says;
} bad[] = {
	{ "a", "p:1:1: ", "a check begins with its name" },
	{ "a:", "p:1:1: ", "an applet and its words belong behind the name" },
	{ "a b: c:", "p:1:1: ", "a check begins with its name" },
	{ "a$: ipconv 1", "p:1:3: ", "the name of a variable belongs behind '$'" },
	{ "a.b: ipconv 1", "p:1:1: ", "a name has letters" },
	{ "\n\na: ipconv", "p:3:4: ", "ADDRESS is missing" },
	{ "a: ipconv 1 => ok => ok", "p:1:16: ", "" },
	{ "a: ipconv 1.2.3.4 =>", "p:1:21: ", "an expectation belongs behind" },
	{ "=> ok", "p:1:1: ", "a command belongs in front of" },
	{ "a: ipconv 1 ; ipconv 2", "p:1:13: ", "a check is one command" },
	{ "set 1 = 2", "p:1:5: ", "takes: set NAME = WORD" },
	{ "set a = 1\nset a = 2", "p:2:5: ", "this name is set already" },
	{ "set a = $b", "p:1:9: ", "$b is not set" },
	{ "end", "p:1:1: ", "there is no 'group'" },
	{ "suite", "p:1:1: ", "takes one name" },
	{ "default each r in 1", "p:1:9: ", "a check's own" },
	{ "include /etc/passwd", "p:1:9: ", "only a file of this folder" },
	{ "include a/../../b", "p:1:9: ", "only a file of this folder" },
	{ "set a = 1 => ok", "p:1:11: ", "only checks have expectations" },
	{ "start a: echo-server 0 => ok", "p:1:24: ", "a fixture has no expectation" },
	{ "start a: echo-server 0\n  tags b", "p:2:3: ", "a fixture has only" },
	{ "a: ipconv 1.2.3.4\n  each r on 1", "p:2:3: ", "takes: each NAME in" },
	{ "a: ipconv 1.2.3.4\n  retry 2\n  eventually 2s", "p:1:1: ", "a check has one of them" },
	{ "a: ipconv 1.2.3.4\n  retry 0", "p:2:3: ", "'0' is out of range" },
	{ "a: ipconv 1.2.3.4\n  todo x until 2026-1-1", "p:2:3: ", "takes: todo" },
	{ "a: ipconv 1.2.3.4\n  skip if 1 = 1", "p:2:3: ", "takes: skip" },
	{ "a: ipconv 1.2.3.4 -> ok", "p:1:20: ", "an expectation stands behind '=>'" },
	{ "a: ipconv 1.2.3.4\n  retries 3", "p:2:3: ", "there are alone, capture, each" },
	{ "start f: echo-server 0\na: echo-client $f", "p:2:16: ", "values: ${f.endpoint}" },
	{ "a: ipconv 1.2.3.4\n  requires wings", "p:2:3: ", "no ability is called 'wings'" },
	{ "a: ipconv $r\n  each r in 1.2.3.4\n  capture address as b", "p:3:3: ", "each case" },
	{ "start f: echo-server 0\na: ipconv 1.2.3.4\n  skip if ${f.port} == 1",
	  "p:3:3: ", "known only while the plan runs" },
	{ "a: ipconv 1.2.3.4 --fields", "p:1:4: ", "this asks nothing" },
	{ "a: ipconv -", "p:1:11: ", "'-' is standard input" },
	{ "a: ipconv 1.2.3.4 --expect prt==1", "p:1:4: ", "there is no key 'prt'" },
	{ "a: echo-client :1 --eventually 1s -- true", "p:1:4: ", "it runs a program" },
	{ "a: ipconv \"x\\0\"", "p:1:11: ", "a NUL byte cannot be" },
};

START_TEST(tells_what_is_wrong)
{
	struct plan plan = { 0 };
	struct err err = { 0 };

	ck_assert(make(&plan, bad[_i].text, &err));
	ck_assert_msg(plan.faults != NULL, "'%s' is taken", bad[_i].text);
	ck_assert_msg(strstr(plan.faults->err.text, bad[_i].says) != NULL, "'%s': %s", bad[_i].text,
		      plan.faults->err.text);
	ck_assert_str_eq(plan.faults->where, bad[_i].where);
	plan_free(&plan);
}
END_TEST

START_TEST(keeps_so_many_faults)
{
	struct plan plan = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };
	size_t count = 0;

	for (int i = 0; i < 2 * PLAN_FAULTS_MAX; i++)
		buf_puts(&text, "wrong\n");
	ck_assert(plan_read_text(&plan, "p", (struct word){ text.data, text.size }, &err));
	for (const struct plan_fault *fault = plan.faults; fault; fault = fault->next)
		count++;
	ck_assert_uint_eq(count, PLAN_FAULTS_MAX);
	ck_assert_uint_eq(plan.fault_count, 2 * PLAN_FAULTS_MAX);
	plan_free(&plan);
	buf_free(&text);
}
END_TEST

/* A third matrix would be a million cases. */
START_TEST(has_an_end_of_cases)
{
	struct plan plan = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_puts(&text, "a: servlookup $x$y$z\n");
	for (char name = 'x'; name <= 'z'; name++) {
		buf_printf(&text, "  each %c in", name);
		for (int i = 0; i < 100; i++)
			buf_printf(&text, " %d", i);
		buf_putc(&text, '\n');
	}
	ck_assert(make(&plan, buf_text(&text), &err));
	ck_assert_uint_eq(plan.fault_count, 1);
	ck_assert(strstr(plan.faults->err.text, "more than 10000 checks") != NULL);
	plan_free(&plan);
	buf_free(&text);
}
END_TEST

static const char selected_text[] = "start f: echo-server 0\n"
				    "a: ipconv 1.2.3.4\n  tags x y\n"
				    "b: echo-client ${f.port}\n  tags y\n"
				    "c: ipconv 1.2.3.4\n";

/* What is selected, fixtures too. */
static const struct {
	struct selection selection;
	const char *ids;
	size_t count;
} selections[] = {
	{ { { 0, { NULL } }, { 0, { NULL } }, { 0, { NULL } }, NULL, NULL }, "f a b c ", 3 },
	{ { { 1, { "a" } }, { 0, { NULL } }, { 0, { NULL } }, NULL, NULL }, "a ", 1 },
	{ { { 1, { "*" } }, { 1, { "y" } }, { 0, { NULL } }, NULL, NULL }, "f a b ", 2 },
	{ { { 0, { NULL } }, { 1, { "y" } }, { 1, { "x" } }, NULL, NULL }, "f b ", 1 },
	{ { { 0, { NULL } }, { 0, { NULL } }, { 0, { NULL } }, "1/2", NULL }, "a c ", 2 },
	{ { { 0, { NULL } }, { 0, { NULL } }, { 0, { NULL } }, "2/2", NULL }, "f b ", 1 },
	{ { { 0, { NULL } }, { 0, { NULL } }, { 0, { NULL } }, "4/4", NULL }, "", 0 },
};

START_TEST(selects)
{
	struct plan plan = { 0 };
	struct buf ids = { 0 };
	struct err err = { 0 };
	size_t count, all;

	ck_assert(make(&plan, selected_text, &err) && !plan.faults);
	ck_assert(plan_select(&plan, &selections[_i].selection, &count, &all, &err));
	for (const struct plan_case *one = plan.cases; one; one = one->next)
		if (one->selected)
			buf_printf(&ids, "%s ", one->id);
	ck_assert_str_eq(buf_text(&ids), selections[_i].ids);
	ck_assert_uint_eq(count, selections[_i].count);
	buf_free(&ids);
	plan_free(&plan);
}
END_TEST

START_TEST(refuses_shards)
{
	static const char *const texts[] = { "", "1", "0/2", "3/2", "1/", "/2", "a/b", "1/2/3" };
	struct selection selection = { .shard = texts[_i] };
	struct plan plan = { 0 };
	struct err err = { 0 };
	size_t count, all;

	ck_assert(!plan_select(&plan, &selection, &count, &all, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
}
END_TEST

static void make_all(void)
{
	for (int i = 0; i < ROWS(good); i++) {
		struct plan plan = { 0 };
		struct err err = { 0 };

		/* Check's own messages need memory */
		if (!make(&plan, good[i].text, &err) && err.kind != STATUS_LACKING)
			abort();
		plan_free(&plan);
	}
}

START_TEST(copes_without_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, make_all), 10);
}
END_TEST

Suite *plan_suite(void);
Suite *plan_suite(void)
{
	Suite *suite = suite_create("plan");
	TCase *plain = tcase_create("plain");

	tcase_add_loop_test(plain, makes_cases, 0, ROWS(good));
	tcase_add_loop_test(plain, tells_what_is_wrong, 0, ROWS(bad));
	tcase_add_test(plain, keeps_so_many_faults);
	tcase_add_test(plain, has_an_end_of_cases);
	tcase_add_loop_test(plain, selects, 0, ROWS(selections));
	tcase_add_loop_test(plain, refuses_shards, 0, 8);
	tcase_add_test(plain, copes_without_memory);
	suite_add_tcase(suite, plain);
	return suite;
}
