/* check_safe -- what may reach a terminal: UTF-8, escapes that read back, widths, CI commands. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/safe.h"
#include "fault.h"
#include "suites.h"

static const struct charset ascii, utf8 = { .utf8 = true }, runner = { .workflow = true },
				   utf8_runner = { .utf8 = true, .workflow = true };

#define BYTES(text) text, sizeof(text) - 1

/* clang-format off */
/* What a terminal gets of some bytes, where it is said to show UTF-8 and where it is not. */
static const struct { const char *text; size_t size; const char *shown, *in_ascii; } escapes[] = {
	{ BYTES(""), "", "" },
	{ BYTES("plain ~text!"), "plain ~text!", "plain ~text!" },
	{ BYTES("a\\b"), "a\\\\b", "a\\\\b" },
	{ BYTES("\\x41"), "\\\\x41", "\\\\x41" },
	{ BYTES("a\nb\tc\r"), "a\\nb\\tc\\x0d", "a\\nb\\tc\\x0d" },
	{ BYTES("\0"), "\\x00", "\\x00" },
	{ BYTES("\a\b\v\f\x1f\x7f"), "\\x07\\x08\\x0b\\x0c\\x1f\\x7f", "\\x07\\x08\\x0b\\x0c\\x1f\\x7f" },
	{ BYTES("\033[31mred\033[0m"), "\\x1b[31mred\\x1b[0m", "\\x1b[31mred\\x1b[0m" },
	{ BYTES("\033]0;title\a"), "\\x1b]0;title\\x07", "\\x1b]0;title\\x07" },
	{ BYTES("\xc3\xa9\xe2\x82\xac"), "\xc3\xa9\xe2\x82\xac", "\\xc3\\xa9\\xe2\\x82\\xac" },
	{ BYTES("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80", "\\xf0\\x9f\\x98\\x80" },
	{ BYTES("\xc2\x9b" "31m"), "\\xc2\\x9b31m", "\\xc2\\x9b31m" },                     /* C1 CSI in UTF-8 */
	{ BYTES("\x9b" "31m"), "\\x9b31m", "\\x9b31m" },                                   /* and as a byte */
	{ BYTES("\xc2\x85"), "\\xc2\\x85", "\\xc2\\x85" },                                 /* next line */
	{ BYTES("\xe2\x80\xae" "txt"), "\\xe2\\x80\\xaetxt", "\\xe2\\x80\\xaetxt" },       /* right to left */
	{ BYTES("\xe2\x81\xa6"), "\\xe2\\x81\\xa6", "\\xe2\\x81\\xa6" },                   /* isolate */
	{ BYTES("\xd8\x9c"), "\\xd8\\x9c", "\\xd8\\x9c" },                                 /* Arabic letter mark */
	{ BYTES("a\xe2\x80\x8b" "b"), "a\\xe2\\x80\\x8bb", "a\\xe2\\x80\\x8bb" },          /* zero-width space */
	{ BYTES("\xe2\x80\x8d"), "\\xe2\\x80\\x8d", "\\xe2\\x80\\x8d" },                   /* joiner */
	{ BYTES("\xef\xbb\xbf"), "\\xef\\xbb\\xbf", "\\xef\\xbb\\xbf" },                   /* byte order mark */
	{ BYTES("\xc2\xad"), "\\xc2\\xad", "\\xc2\\xad" },                                 /* soft hyphen */
	{ BYTES("\xe2\x80\xa8"), "\\xe2\\x80\\xa8", "\\xe2\\x80\\xa8" },                   /* line separator */
	{ BYTES("\xee\x80\x80"), "\\xee\\x80\\x80", "\\xee\\x80\\x80" },                   /* private use */
	{ BYTES("\xef\xb7\x90"), "\\xef\\xb7\\x90", "\\xef\\xb7\\x90" },                   /* no character */
	{ BYTES("\xef\xbf\xbe"), "\\xef\\xbf\\xbe", "\\xef\\xbf\\xbe" },
	{ BYTES("\xf0\x9f\xbf\xbf"), "\\xf0\\x9f\\xbf\\xbf", "\\xf0\\x9f\\xbf\\xbf" },
	{ BYTES("\xf3\xa0\x81\x81"), "\\xf3\\xa0\\x81\\x81", "\\xf3\\xa0\\x81\\x81" },     /* tag */
	{ BYTES("\xef\xb8\x8f"), "\\xef\\xb8\\x8f", "\\xef\\xb8\\x8f" },                   /* variation selector */
	{ BYTES("\xf0\x9d\x85\xb3"), "\\xf0\\x9d\\x85\\xb3", "\\xf0\\x9d\\x85\\xb3" },     /* musical format */
	{ BYTES("\xff\xc3\xa9\xc3"), "\\xff\xc3\xa9\\xc3", "\\xff\\xc3\\xa9\\xc3" },
	{ BYTES("\xc0\xaf"), "\\xc0\\xaf", "\\xc0\\xaf" },                                 /* overlong / */
	{ BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", "\\xed\\xa0\\x80" },                   /* surrogate */
	{ BYTES("\xef\xbf\xbd"), "\xef\xbf\xbd", "\\xef\\xbf\\xbd" },                      /* the replacement shows */
};

static const struct { const char *lc_all, *lc_ctype, *lang; bool utf8; } locales[] = {
	{ NULL, NULL, NULL, false }, { NULL, NULL, "C", false }, { NULL, NULL, "C.UTF-8", true },
	{ NULL, NULL, "en_US.UTF-8", true }, { NULL, NULL, "de_DE.utf8", true }, { NULL, NULL, "tr_TR.ISO-8859-9", false },
	{ NULL, NULL, "de_DE.UTF-8@euro", true }, { NULL, NULL, "en_US", false }, { NULL, NULL, ".", false },
	{ "C", "C.UTF-8", "C.UTF-8", false }, { "C.UTF-8", "C", "C", true }, { NULL, "C", "C.UTF-8", false },
	{ NULL, "C.UTF-8", "C", true }, { "", "", "C.UTF-8", true }, { "", "C", "C.UTF-8", false }, { NULL, NULL, "", false },
};

/* Lines as they are put, and as they leave where a CI runner reads them; NULL: the same. */
static const struct { const char *text, *guarded; } lines[] = {
	{ "", NULL }, { "\n", NULL }, { "plain\n", NULL }, { ":", NULL }, { "::", NULL }, { "::\n", NULL }, { ":: error::x", NULL },
	{ "::1\n", NULL }, { "::1", NULL }, { "  ::1 ::2", NULL }, { "::ffff:1.2.3.4", NULL }, { "::ffff:1.2.3.4/96", NULL },
	{ "::1/128", NULL }, { "::/0", NULL }, { "::1%eth0", NULL }, { "::1%lo ::error", NULL }, { "::dead:beef:cafe", NULL },
	{ "::abc", NULL }, { "::1.2.3.4 x", NULL }, { "::,x", NULL }, { "a::error::x", NULL }, { ": :error::x", NULL },
	{ "::warning", NULL } /* nothing closes it */, { "::error\n", NULL }, { "#[x]", NULL }, { "## [x]", NULL },
	{ "::error::x", "\\x3a:error::x" }, { "::error file=a::x\n", "\\x3a:error file=a::x\n" },
	{ "::ERROR::x", "\\x3a:ERROR::x" }, { "::add-mask::x", "\\x3a:add-mask::x" }, { "::set-output name=a::b", "\\x3a:set-output name=a::b" },
	{ "  ::debug::x", "  \\x3a:debug::x" }, { "\t::error::x", "\t\\x3a:error::x" }, { " \t ::echo::on", " \t \\x3a:echo::on" },
	{ "\xc2\xa0::error::x", "\xc2\xa0\\x3a:error::x" } /* no-break space */,
	{ "\xe3\x80\x80::error::x", "\xe3\x80\x80\\x3a:error::x" } /* ideographic space */,
	{ "one\n::error::two\nthree\n", "one\n\\x3a:error::two\nthree\n" },
	{ "::error::x\n::error::y\n", "\\x3a:error::x\n\\x3a:error::y\n" },
	{ "##[error]x", "\\x23#[error]x" }, { "a ##[error]x", "a \\x23#[error]x" }, { "###[error]x", "#\\x23#[error]x" },
	{ "##[a] ##[b]\n", "\\x23#[a] \\x23#[b]\n" }, { "::error ##[x]::y", "\\x3a:error \\x23#[x]::y" },
	{ "##[##[", "\\x23#[\\x23#[" },
};

static const struct { const char *text; size_t width; } widths[] = {
	{ "", 0 }, { "abc", 3 }, { "\xc3\xa9", 1 }, { "e\xcc\x81", 1 }, { "\xe6\xbc\xa2\xe5\xad\x97", 4 }, { "\xf0\x9f\x98\x80", 2 },
	{ "\xe2\x9c\x85", 2 }, { "\xed\x95\x9c", 2 }, { "\xef\xbc\xa1", 2 }, { "\xef\xbd\xb1", 1 }, { "\xe2\x82\xac", 1 },
	{ "\xd7\xa9\xd6\xb8", 1 }, { "a\xcc\x81\xcc\x82\xcc\x83", 1 }, { "\\x1b", 4 },
};
/* clang-format on */

static void ck_put(const char *text, size_t size, struct charset charset, const char *expected)
{
	struct buf buf = { 0 };

	safe_put(&buf, text, size, charset);
	ck_assert_str_eq(buf_text(&buf), expected);
	buf_free(&buf);
}

START_TEST(escapes_what_could_act)
{
	ck_put(escapes[_i].text, escapes[_i].size, utf8, escapes[_i].shown);
	ck_put(escapes[_i].text, escapes[_i].size, ascii, escapes[_i].in_ascii);
}
END_TEST

/* Read the escapes back, as a person would. */
static size_t unescape(char *to, const char *text)
{
	char *start = to;

	for (; *text; text++) {
		unsigned byte;

		if (*text != '\\') {
			*to++ = *text;
		} else if (*++text == 'x') {
			ck_assert_int_eq(sscanf(text + 1, "%2x", &byte), 1);
			*to++ = (char)byte;
			text += 2;
		} else {
			ck_assert(*text == '\\' || *text == 'n' || *text == 't');
			*to++ = *text == 'n' ? '\n' : *text == 't' ? '\t' : '\\';
		}
	}
	return (size_t)(to - start);
}

/* Every code point, shown or not, comes back. */
START_TEST(every_character_reads_back)
{
	struct buf buf = { 0 };

	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char text[4], back[64];
		size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

		text[0] =
			(char)(size == 1 ? code : (0xf00u >> size & 0xff) | code >> 6 * (size - 1));
		for (size_t i = 1; i < size; i++)
			text[i] = (char)(0x80 | (code >> 6 * (size - 1 - i) & 0x3f));
		safe_put(&buf, text, size, utf8);
		if (buf.size != size || memcmp(buf.data, text, size) != 0)
			ck_assert(unescape(back, buf_text(&buf)) == size &&
				  memcmp(back, text, size) == 0);
		else
			ck_assert_msg(utf8_is_shown(code) && code != '\\', "U+%04X is shown", code);
		buf_clear(&buf);
	}
	buf_free(&buf);
}
END_TEST

START_TEST(every_pair_of_bytes_reads_back)
{
	for (int shown = 0; shown < 2; shown++)
		for (unsigned pair = 0; pair <= 0xffff; pair++) {
			char text[] = { (char)(pair >> 8), (char)pair }, back[16];
			struct buf buf = { 0 };

			safe_put(&buf, text, 2, shown ? utf8 : ascii);
			ck_assert(unescape(back, buf_text(&buf)) == 2);
			ck_assert(memcmp(back, text, 2) == 0);
			buf_free(&buf);
		}
}
END_TEST

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

START_TEST(charset_follows_locale_7)
{
	set("LC_ALL", locales[_i].lc_all);
	set("LC_CTYPE", locales[_i].lc_ctype);
	set("LANG", locales[_i].lang);
	ck_assert_int_eq(charset_get().utf8, locales[_i].utf8);
	set("GITHUB_ACTIONS", NULL);
	ck_assert(!charset_get().workflow);
	set("GITHUB_ACTIONS", "true");
	ck_assert(charset_get().workflow);
}
END_TEST

START_TEST(guards_against_commands)
{
	const char *text = lines[_i].text;
	const char *guarded = lines[_i].guarded ? lines[_i].guarded : text;
	struct buf buf = { 0 };

	for (int round = 0; round < 3; round++) {
		buf_puts(&buf, round == 0 ? text : "");
		safe_guard(&buf, 0, round == 0 ? utf8 : utf8_runner);
		ck_assert_str_eq(buf_text(&buf), round == 0 ? text : guarded);
	}
	buf_clear(&buf);
	buf_puts(&buf, "::error::");
	safe_guard(&buf, 9, runner);
	ck_assert_str_eq(buf_text(&buf), "::error::");
	buf_free(&buf);
}
END_TEST

START_TEST(counts_columns)
{
	ck_assert_uint_eq(safe_width(widths[_i].text, strlen(widths[_i].text)), widths[_i].width);
}
END_TEST

static bool lied;

static void put_once(void)
{
	struct buf buf = { 0 };

	for (int i = 0; i < 100; i++)
		safe_put(&buf, "::error::\n##[x]", 15, utf8);
	buf_puts(&buf, "::error::\n##[x]\n");
	safe_guard(&buf, 0, runner);
	if (!buf.failed && !memmem(buf.data, buf.size, "\\x3a:error", 10) &&
	    !memmem(buf.data, buf.size, "\\x23#[x]", 8))
		lied = true;
	buf_free(&buf);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_once), 4);
	ck_assert(!lied);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *safe_suite(void)
{
	Suite *suite = suite_create("safe");
	TCase *tcase = tcase_create("safe");

	tcase_add_loop_test(tcase, escapes_what_could_act, 0, ROWS(escapes));
	tcase_add_test(tcase, every_character_reads_back);
	tcase_add_test(tcase, every_pair_of_bytes_reads_back);
	tcase_add_loop_test(tcase, charset_follows_locale_7, 0, ROWS(locales));
	tcase_add_loop_test(tcase, guards_against_commands, 0, ROWS(lines));
	tcase_add_loop_test(tcase, counts_columns, 0, ROWS(widths));
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
