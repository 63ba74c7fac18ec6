/* check_redact -- secrets are found however they are spelled, and nothing else is taken away. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "check/redact.h"
#include "check/spelling.h"
#include "fault.h"
#include "proto/base64.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define BYTES(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}

/* clang-format off */
static const struct { struct word secret, text; const char *redacted; bool cut; } rows[] = {
	{ BYTES("s3cret"), BYTES(""), "", false },
	{ BYTES(""), BYTES("all of it"), "all of it", false },
	{ BYTES("s3cret"), BYTES("nothing here"), "nothing here", false },
	{ BYTES("s3cret"), BYTES("s3cret"), "***", false },
	{ BYTES("s3cret"), BYTES("a s3cret b s3cret"), "a *** b ***", false },
	{ BYTES("s3cret"), BYTES("s3crets3cret"), "***", false },
	{ BYTES("s3cret"), BYTES("s3cre"), "s3cre", false },
	{ BYTES("s3cret"), BYTES("S3CRET"), "S3CRET", false },
	{ BYTES("x"), BYTES("a x b"), "a *** b", false },
	{ BYTES("abab"), BYTES("cababab."), "c***.", false } /* two, of which one ends in the other */,
	/* a long front alone, as sentences quote it */
	{ BYTES("abcdefghijklmnopqrstuvwxyz"), BYTES("'abcdefghijklmnopqrstuvwx' is none"), "'***' is none", false },
	{ BYTES("abcdefghijklmnopqrstuvwxyz"), BYTES("abcdefghijklmnopqrstuvwxy"), "***", false },
	{ BYTES("abcdefghijklmnopqrstuvwxyz"), BYTES("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4 ."), "*** .", false },
	/* escapes */
	{ BYTES("a\"b\\c/"), BYTES("{\"k\":\"a\\\"b\\\\c\\/\"}"), "{\"k\":\"***\"}", false },
	{ BYTES("a\nb\t1"), BYTES("<a\\nb\\t1>"), "<***>", false },
	{ BYTES("p\303\251ss"), BYTES("'p\\u00e9ss'"), "'***'", false },
	{ BYTES("p\303\251ss"), BYTES("'p\\xc3\\xa9ss' p\\303\\251ss"), "'***' ***", false },
	{ BYTES("p\303\251ss"), BYTES("'p\\xe9ss' p\\351ss"), "'***' ***", false },
	{ BYTES("k\360\237\230\200y"), BYTES("k\\ud83d\\ude00y k\\U0001f600y"), "*** ***", false },
	{ BYTES("a\0b\033"), BYTES("a\\0b\\e a\\x00b\\x1b a\\u0000b\\u001b"), "*** *** ***", false },
	{ BYTES("a\\b"), BYTES("a\\\\b a\\x5cb a\\b"), "*** *** ***", false },
	/* percent, forms, quoted-printable */
	{ BYTES("a b&c=d"), BYTES("?k=a%20b%26c%3dd&k=a+b%26c%3Dd"), "?k=***&k=***", false },
	{ BYTES("a b&c=d"), BYTES("a b&c=3Dd a=20b&=\r\nc=3d=\nd"), "*** ***", false },
	{ BYTES("100%"), BYTES("100% 100%25"), "*** ***", false } /* as it is, and encoded */,
	/* entities */
	{ BYTES("<a&'b'>\""), BYTES("&lt;a&amp;&#39;b&#x27;&gt;&quot; &#60;a&#38;&apos;b'&#x3E;\""), "*** ***", false },
	{ BYTES("\303\251t"), BYTES("&#233;t &#xE9;t"), "*** ***", false },
	/* hexadecimal */
	{ BYTES("hunter"), BYTES("68756e746572 68 75 6e 74 65 72 68:75:6E:74:65:72"), "*** *** ***", false },
	{ BYTES("hunter"), BYTES("is 0x68, 0x75, 0x6e, 0x74, 0x65, 0x72."), "is ***.", false },
	{ BYTES("hunter"), BYTES("  68 75 6e 74 65 73"), "  68 75 6e 74 65 73", false },
	{ BYTES("abc"), BYTES("616263"), "616263", false } /* too short to be sure */,
	/* base64: at each place in a group of three */
	{ BYTES("hunter2"), BYTES("aHVudGVyMg=="), "***==", false },
	{ BYTES("hunter2"), BYTES("dXNlcjpodW50ZXIyCg=="), "dXNlcj***Cg==", false },
	{ BYTES("hunter2"), BYTES("QmFzaWM6IGh1bnRlcjI="), "QmFzaWM6I***=", false },
	{ BYTES("hunter2"), BYTES("eGh1bnRl\r\ncjJ4"), "e***4", false },
	{ BYTES("\377\376\375\374"), BYTES("//79/A== __79_A=="), "***== ***==", false },
	{ BYTES("hunter2"), BYTES("aHVudGVy"), "aHVudGVy", false },
	/* cut */
	{ BYTES("s3cret-token"), BYTES("is s3cre"), "is ***", true },
	{ BYTES("s3cret-token"), BYTES("is s3cre"), "is s3cre", false },
	{ BYTES("s3cret-token"), BYTES("is s3c"), "is s3c", true } /* that may be anything */,
	{ BYTES("s3cret-token"), BYTES("s3cre it"), "s3cre it", true },
	{ BYTES("s3cret-token"), BYTES("oken is"), "*** is", true } /* its start was lost */,
	{ BYTES("s3cret-token"), BYTES("oken is"), "oken is", false },
	{ BYTES("s3cret-token"), BYTES("ret%2Dtoken is"), "*** is", true },
	/* cut in the midst */
	{ BYTES("s3cret-token+more"), BYTES("'s3cret-token+': none"), "'***': none", false },
	{ BYTES("s3cret-token+more"), BYTES("'s3cret-token': none"), "'***': none", false },
	{ BYTES("s3cret-token+more"), BYTES("'s3cret-toke': none"), "'s3cret-toke': none", false },
	{ BYTES("s3cret-token+more"), BYTES("is s3cret-token"), "is ***", false },
	{ BYTES("s3cret-token+more"), BYTES("q=s3cret%2dtoken%2B&r=1"), "q=***&r=1", false },
	{ BYTES("s3cret-token+more"), BYTES("73 33 63 72 65 74 2d 74 6f 6b 65 6e |s"), "*** |s", false },
	{ BYTES("s3cret-token+more"), BYTES("<czNjcmV0LXRva2VuK2>"), "<***>", false },
};
/* clang-format on */

static void ck_redact(const struct word *secrets, size_t count, struct word text, bool cut,
		      const char *expected)
{
	struct buf buf = { 0 };

	redact_put(&buf, text.at, text.size, (struct secrets){ secrets, count }, cut);
	ck_assert_str_eq(buf_text(&buf), expected);
	buf_free(&buf);
}

START_TEST(finds_each_spelling)
{
	ck_redact(&rows[_i].secret, 1, rows[_i].text, rows[_i].cut, rows[_i].redacted);
}
END_TEST

START_TEST(joins_those_that_overlap)
{
	static const struct word secrets[] = { BYTES("abcd"), BYTES(""), BYTES("cdef"),
					       BYTES("z") };

	ck_redact(secrets, 4, word_of("-abcdef-cdef abc"), false, "-***-*** abc");
	ck_redact(secrets, 4, word_of("zzabcd."), false, "***.");
	ck_redact(secrets, 0, word_of("abcdef"), false, "abcdef");
}
END_TEST

/* Any secret, in any base64 that holds it, wherever it stands. */
START_TEST(leaves_no_base64)
{
	static const char plain[] = "Zm9v\377\376-_token~1234567890";

	for (size_t before = 0; before < 7; before++)
		for (size_t size = 4; size < sizeof(plain); size++) {
			struct word secret = { plain, size };
			struct buf whole = { 0 }, text = { 0 }, safe = { 0 };

			buf_fill(&whole, 'A', before);
			buf_put(&whole, plain, size);
			buf_puts(&whole, "tail");
			base64_put(&text, whole.data, whole.size);
			redact_put(&safe, text.data, text.size, (struct secrets){ &secret, 1 },
				   false);
			ck_assert_ptr_nonnull(memmem(safe.data, safe.size, "***", 3));
			ck_assert_uint_le(safe.size, before * 8 / 6 + 3 + 8);
			buf_free(&whole);
			buf_free(&text);
			buf_free(&safe);
		}
}
END_TEST

/* Every byte alone, as each spelling has it in hexadecimal. */
START_TEST(reads_every_byte)
{
	static const struct {
		enum spelling spelling;
		const char *before;
	} ways[] = { { SPELLING_BACKSLASH, "\\x" },
		     { SPELLING_BACKSLASH, "\\u00" },
		     { SPELLING_BACKSLASH, "\\U000000" },
		     { SPELLING_PERCENT, "%" },
		     { SPELLING_QUOTED, "=" },
		     { SPELLING_HEX, ", 0x" } };

	for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)
		for (unsigned number = 0; number < 256; number++) {
			char bytes[SPELLING_MAX], byte = (char)number, code[SPELLING_MAX];
			size_t wide = utf8_encode(code, number), count = 0;
			bool is_code = strchr(ways[way].before, '0') && ways[way].before[0] == '\\';
			struct buf text = { 0 };

			buf_puts(&text, ways[way].before);
			buf_puthex(&text, &byte, 1);
			ck_assert_uint_eq(spelling_read(bytes, &count, ways[way].spelling,
							text.data, text.size),
					  text.size);
			ck_assert_uint_eq(count, is_code ? wide : 1);
			ck_assert_mem_eq(bytes, is_code ? code : &byte, count);
			buf_free(&text);
		}
}
END_TEST

static bool leaked;

static void redact_once(void)
{
	static const struct word secret = BYTES("s3cret");
	struct buf buf = { 0 };

	for (int i = 0; i < 20; i++)
		redact_put(&buf, "is s3cret, is s3cret", 20, (struct secrets){ &secret, 1 }, false);
	leaked = leaked || (buf.size > 0 && memmem(buf.data, buf.size, "s3cret", 6));
	buf_free(&buf);
}

START_TEST(tells_nothing_without_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, redact_once), 4);
	ck_assert(!leaked);
}
END_TEST

Suite *redact_suite(void)
{
	Suite *suite = suite_create("redact");
	TCase *tcase = tcase_create("redact");

	tcase_add_loop_test(tcase, finds_each_spelling, 0, ROWS(rows));
	tcase_add_test(tcase, joins_those_that_overlap);
	tcase_add_test(tcase, leaves_no_base64);
	tcase_add_test(tcase, reads_every_byte);
	tcase_add_test(tcase, tells_nothing_without_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
