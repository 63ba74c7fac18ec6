/* check_complete -- a line and a cursor to candidates. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/candidates.h"
#include "cli/complete.h"
#include "cli/offers.h"
#include "cli/shells.h"
#include "fault.h"
#include "sample_applet.h"
#include "suites.h"

enum { WORDS_MAX = 12, LINE_MAX_SIZE = 200 };

/* Cut LINE at single blanks; the last word may be empty. */
static size_t split(char *line, char **words)
{
	size_t count = 0;

	while (line && count < WORDS_MAX)
		words[count++] = strsep(&line, " ");
	return count;
}

/* The candidates for LINE, behind the applet's name, without their descriptions, joined by
 * blanks; an instruction is shown as <word>. */
static const char *candidates_of(struct buf *shown, const char *line)
{
	char copy[LINE_MAX_SIZE], *words[WORDS_MAX], *rest, *one;
	struct buf buf = { 0 };

	ck_assert_uint_lt(strlen(line), sizeof(copy));
	memcpy(copy, line, strlen(line) + 1);
	complete_applet(&buf, &sample_applet, words, split(copy, words));
	rest = (char *)(uintptr_t)buf_text(&buf);
	while ((one = strsep(&rest, "\n")) && rest) {
		buf_puts(shown, shown->size > 0 ? " " : "");
		if (*one == '\t')
			buf_printf(shown, "<%s>", one + 1);
		else
			buf_put(shown, one, strcspn(one, "\t"));
	}
	buf_free(&buf);
	return buf_text(shown);
}

static const struct {
	const char *line, *candidates;
} lines[] = {
	{ "--lo", "--louder" },
	{ "--c", "--count --colour --calls --color" },
	{ "--COU", "--count" },
	{ "-x", "-x" },
	{ "--numeric", "" }, /* the applet has no -n */
	{ "--nonsense", "" },
	{ "--colour ", "red green blue" },
	{ "--colour=", "--colour=red --colour=green --colour=blue" },
	{ "--colour=R", "--colour=red" },
	{ "--colour red --colour g", "green" },
	{ "--louder=", "" },
	{ "--none=", "" },
	{ "--protocol IPPROTO_SCT", "IPPROTO_SCTP" },
	{ "--protocol sct", "sctp" },
	{ "--parts PART_", "PART_HEAD PART_BODY PART_TAIL <nospace>" },
	{ "--parts PART_HEAD,PART_B", "PART_HEAD,PART_BODY <nospace>" },
	{ "--parts PART_HEAD,PART_", "PART_HEAD,PART_BODY PART_HEAD,PART_TAIL <nospace>" },
	{ "--parts=PART_BODY,part_tail,", "--parts=PART_BODY,part_tail,PART_HEAD <nospace>" },
	{ "--parts=PART_HEAD,PART_B", "--parts=PART_HEAD,PART_BODY <nospace>" },
	{ "--count ", "" },
	{ "-c ", "" },
	{ "-xc ", "" },
	{ "-c5 --fo", "--format" },
	{ "-x --format ", "text table json csv" },
	{ "--get ad", "addresses addresses.address addresses.prefix <nospace>" },
	{ "--get host,ev", "<nospace>" },
	{ "--get host,wh", "host,what <nospace>" },
	{ "--expect not_", "not_found <nospace>" },
	{ "--expect=count>=1,refu", "--expect=count>=1,refused <nospace>" },
	{ "-- --lo", "" },
	{ "--eventually 2s -- ", "<command>" },
	{ "--eventually 2s -- sh ", "<file>" },
	{ "--eventually=2s x -- s", "<command>" },
	{ "--eventually -- --lo", "--louder" },
};

START_TEST(completes)
{
	struct buf shown = { 0 };

	ck_assert_str_eq(candidates_of(&shown, lines[_i].line), lines[_i].candidates);
	buf_free(&shown);
}
END_TEST

/* Any word before any word: no crash, and every line is whole. */
START_TEST(any_line_is_survived)
{
	static const char *const words[] = {
		"",          "-",      "--",   "---",     "-=",           "--=",   "--colour",
		"--colour=", "-c",     "-xc",  "--parts", "--parts=,",    ",",     "--expect",
		"{(",        "\x1b[m", "a\nb", "\xff",    "--eventually", "--get", "=",
	};
	const size_t count = sizeof(words) / sizeof(words[0]);
	struct buf buf = { 0 };

	for (size_t i = 0; i < count * count * count; i++) {
		char *line[] = { (char *)(uintptr_t)words[i % count],
				 (char *)(uintptr_t)words[i / count % count],
				 (char *)(uintptr_t)words[i / count / count] };

		buf_clear(&buf);
		complete_applet(&buf, &sample_applet, line, 3);
		complete_line(&buf, line, 3);
		ck_assert(buf.size == 0 || buf.data[buf.size - 1] == '\n');
		ck_assert_ptr_null(memchr(buf_text(&buf), 0x1b, buf.size));
	}
	buf_free(&buf);
}
END_TEST

START_TEST(own_line)
{
	char box[] = "/usr/bin/sockbox", nothing[] = "", dash[] = "--ins";
	char *first[] = { box, dash }, *alone[] = { box };
	struct buf buf = { 0 };

	complete_line(&buf, alone, 1);
	complete_line(&buf, NULL, 0);
	ck_assert_uint_eq(buf.size, 0);
	complete_line(&buf, first, 2);
	ck_assert_ptr_eq(strstr(buf_text(&buf), "--install\t"), buf.data);
	buf_clear(&buf);
	first[1] = nothing;
	complete_line(&buf, first, 2);
	for (unsigned i = 0; i < applets_count; i++)
		ck_assert_ptr_nonnull(strstr(buf_text(&buf), applets[i]->name));
	buf_free(&buf);
}
END_TEST

static const struct {
	const char *word;
	bool offered;
} outside[] = {
	{ "host-1.example", true },
	{ "fe80::1%eth0", true },
	{ "a b", false },
	{ "$(reboot)", false },
	{ "a;b", false },
	{ "`id`", false },
	{ "a'b", false },
	{ "\x1b[31mred", false },
	{ "a\tb", false },
	{ "\xe2\x80\xae", false },
	{ "", false },
};

START_TEST(only_harmless_words_are_offered)
{
	struct buf buf = { 0 };
	struct candidates candidates = candidates_begin(&buf, "", 0);

	candidates_put(&candidates, outside[_i].word, strlen(outside[_i].word), "\x1b[m");
	ck_assert_int_eq(buf.size > 0, outside[_i].offered);
	ck_assert_ptr_null(strchr(buf_text(&buf), 0x1b));
	buf_free(&buf);
}
END_TEST

START_TEST(no_word_comes_twice)
{
	struct buf buf = { 0 };
	struct candidates candidates = candidates_begin(&buf, "", 0);

	candidates_put(&candidates, "http", 4, "80/tcp");
	candidates_put(&candidates, "http-alt", 8, "8080/tcp");
	candidates_put(&candidates, "http", 4, "80/udp");
	ck_assert_str_eq(buf_text(&buf), "http\t80/tcp\nhttp-alt\t8080/tcp\n");
	buf_free(&buf);
}
END_TEST

START_TEST(scripts_name_every_applet)
{
	static const char *const shells[] = { "bash", "zsh", "fish" };
	struct buf buf = { 0 };

	for (size_t i = 0; i < 3; i++) {
		buf_clear(&buf);
		ck_assert(shells_script(&buf, shells[i]));
		ck_assert_ptr_null(strstr(buf_text(&buf), "@"
							  "APPLETS"));
		for (unsigned j = 0; j < applets_count; j++)
			ck_assert_ptr_nonnull(strstr(buf.data, applets[j]->name));
	}
	ck_assert(!shells_script(&buf, "csh"));
	buf_free(&buf);
}
END_TEST

static void work(void)
{
	static char *typed[][2] = { { "--get", "" }, { "-I", "" }, { "--co", "" }, { "x", "" } };
	struct buf buf = { 0 };

	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		complete_applet(&buf, &sample_applet, typed[i], 1);
		complete_applet(&buf, &sample_applet, typed[i], 2);
	}
	complete_applet(&buf, &sample_applet, &typed[0][1], 1);
	buf_free(&buf);
}

START_TEST(survives_without_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, work), 5);
}
END_TEST

START_TEST(survives_without_files_and_sockets)
{
	fault_sweep("open", EMFILE, work);
	fault_sweep("read", EIO, work);
	fault_sweep("socket", EMFILE, work);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *complete_suite(void)
{
	Suite *suite = suite_create("complete");
	TCase *tcase = tcase_create("complete");

	tcase_add_loop_test(tcase, completes, 0, COUNT(lines));
	tcase_add_test(tcase, any_line_is_survived);
	tcase_add_test(tcase, own_line);
	tcase_add_loop_test(tcase, only_harmless_words_are_offered, 0, COUNT(outside));
	tcase_add_test(tcase, no_word_comes_twice);
	tcase_add_test(tcase, scripts_name_every_applet);
	tcase_add_test(tcase, survives_without_memory);
	tcase_add_test(tcase, survives_without_files_and_sockets);
	suite_add_tcase(suite, tcase);
	return suite;
}
