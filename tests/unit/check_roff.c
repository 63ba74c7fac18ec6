/* check_roff -- pages from tables and prose, and text that no formatter takes for a request. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/roff.h"
#include "cli/roff_text.h"
#include "fault.h"
#include "sample_applet.h"
#include "suites.h"

static const struct {
	const char *text, *prose, *literal;
} texts[] = {
	{ "", "", "" },
	{ "plain words", "plain words", "plain words" },
	{ ".TH is no macro", "\\&.TH is no macro", "\\&.TH is no macro" },
	{ "'br", "\\(aqbr", "\\(aqbr" },
	{ "a.b", "a.b", "a.b" },
	{ "a\\fBb\\*[x]", "a\\efBb\\e*[x]", "a\\efBb\\e*[x]" },
	{ "half-open --all -x", "half-open \\-\\-all \\-x", "half\\-open \\-\\-all \\-x" },
	{ "~^`\"", "\\(ti\\(ha\\(ga\\(dq", "\\(ti\\(ha\\(ga\\(dq" },
	{ "a\n.so /etc/passwd", "a\n\\&.so /etc/passwd", "a\n\\&.so /etc/passwd" },
	{ "a\tb\rc\x1b[m\x7f", "a b?c?[m?", "a b?c?[m?" },
	{ "\xc3\xa9\xe2\x82\xac", "\\[u00E9]\\[u20AC]", "\\[u00E9]\\[u20AC]" },
	{ "\xff\xc3", "??", "??" },
	{ "\xe2\x80\xae"
	  "a",
	  "?a", "?a" },
};

START_TEST(escapes)
{
	struct buf buf = { 0 };

	roff_text(&buf, texts[_i].text);
	ck_assert_str_eq(buf_text(&buf), texts[_i].prose);
	buf_clear(&buf);
	roff_literal(&buf, texts[_i].text);
	ck_assert_str_eq(buf_text(&buf), texts[_i].literal);
	buf_free(&buf);
}
END_TEST

static const char prose[] = ".\\\" a comment before all\n"
			    ".SH DESCRIPTION\nIt does.\n"
			    ".SH NOTES\nMind the gap.\n"
			    ".SH \"SEE ALSO\"\n.BR getent (1),\n.BR sockbox (1)\n";

/* These stand in the page, in this order. */
static const char *const in_order[] = {
	".TH SAMPLE 1 ",
	".SH NAME\nsample \\- answer a made-up question",
	".SH SYNOPSIS\n\\fBsample\\fP [\\fIOPTION\\fP...] HOST [SERVICE...]\n.br\n",
	".SH DESCRIPTION\nIt does.\n",
	".SH OPERANDS\n.TP\n\\fIHOST\\fP\nWhere to look.\n",
	".SH OPTIONS\n",
	"\\fB\\-x\\fP, \\fB\\-\\-raw\\fP\n",
	".SS \"Options of every applet\"\n",
	"\\fB\\-4\\fP, \\fB\\-\\-ipv4\\fP\n",
	".SH OUTPUT\n",
	"\\fBaddresses.prefix\\fP (number)\n",
	".na\n\\%{host} \\%\\:[{ports}] \\%\\e{{.\\e}}\n.ad\n",
	".SH \"EXIT STATUS\"\n",
	".B 1\nA definite no (not_found, refused).\n",
	".SH EXAMPLES\n.TP\n\\fBsample localhost http\\fP\n",
	".SH NOTES\nMind the gap.\n",
	".SH \"SEE ALSO\"\n.BR getent (1),\n.BR sockbox (1),\n",
	".BR sockbox\\-exit (7),\n.BR sockbox\\-expect (7)\n",
};

START_TEST(page_is_in_order)
{
	struct buf buf = { 0 };
	const char *from;

	roff_page(&buf, &sample_applet, prose, sizeof(prose) - 1);
	from = buf_text(&buf);
	for (size_t i = 0; i < sizeof(in_order) / sizeof(in_order[0]); i++) {
		const char *found = strstr(from, in_order[i]);

		ck_assert_msg(found != NULL, "lacks '%s' in:\n%s", in_order[i], from);
		from = found + strlen(in_order[i]);
	}
	ck_assert_str_eq(from, "");
	ck_assert_ptr_null(strstr(buf_text(&buf), "a comment before all"));
	buf_free(&buf);
}
END_TEST

START_TEST(page_of_prose)
{
	static const char text[] = ".SH NAME\nx \\- y\n.\\\" generated: statuses\n"
				   ".\\\" generated: nothing known\n.SH END\nlast line";
	struct buf buf = { 0 };

	roff_prose_page(&buf, "sockbox-exit", "7", text, sizeof(text) - 1);
	ck_assert_ptr_eq(strstr(buf_text(&buf), ".TH SOCKBOX\\-EXIT 7 "), buf.data);
	ck_assert_ptr_nonnull(
		strstr(buf.data, ".B 1\nA definite no (not_found, no_data, refused,"));
	ck_assert_ptr_null(strstr(buf.data, "generated"));
	ck_assert_ptr_nonnull(strstr(buf.data, ".SH END\nlast line\n"));
	buf_free(&buf);
}
END_TEST

START_TEST(page_without_prose)
{
	struct buf buf = { 0 };

	roff_page(&buf, &sample_applet, NULL, 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&buf), ".SH OPTIONS\n"));
	ck_assert_ptr_nonnull(strstr(buf_text(&buf), ".SH \"SEE ALSO\"\n.BR sockbox (1),\n"));
	buf_free(&buf);
}
END_TEST

static void work(void)
{
	struct buf buf = { 0 };

	roff_page(&buf, &sample_applet, prose, sizeof(prose) - 1);
	roff_prose_page(&buf, "sockbox", "1", prose, sizeof(prose) - 1);
	buf_free(&buf);
}

START_TEST(survives_without_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, work), 5);
}
END_TEST

Suite *roff_suite(void)
{
	Suite *suite = suite_create("roff");
	TCase *tcase = tcase_create("roff");

	tcase_add_loop_test(tcase, escapes, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tcase, page_is_in_order);
	tcase_add_test(tcase, page_of_prose);
	tcase_add_test(tcase, page_without_prose);
	tcase_add_test(tcase, survives_without_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
