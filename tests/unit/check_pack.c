/* check_pack -- formats, their layout, and values into bytes and out of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "proto/pack.h"
#include "proto/pack_words.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* clang-format off */
/* Standard sizes are the same everywhere; native ones are tested against Python. */
static const struct { const char *text; size_t size, values, items; } formats[] = {
	{ "", 0, 0, 0 }, { "<", 0, 0, 0 }, { ">I2sf", 10, 3, 3 }, { "<bhilqefd", 33, 8, 8 }, { "=3h", 6, 3, 1 }, { "!0h", 0, 0, 1 },
	{ "<3s", 3, 1, 1 }, { "<0s", 0, 1, 1 }, { "<3p", 3, 1, 1 }, { "<5x", 5, 0, 1 }, { "< i\t2h \n\v\f\r", 8, 3, 2 },
	{ "<?c", 2, 2, 2 }, { "<000003b", 3, 3, 1 }, { ">I:id 2s:tag f:ratio", 10, 3, 3 }, { "<b:a,b:b_-.9", 2, 2, 2 },
	{ "<b:a x b:b", 3, 2, 3 }, { "<9223372036854775807x", 9223372036854775807, 0, 1 }, { "@bhx", 5, 2, 3 }, { "b0i", 4, 1, 2 },
};

static const struct { const char *text, *says; } bad_formats[] = {
	{ "k", "format, byte 0: 'k' is no code; they are xcbB?hHiIlLqQnNefdspP" },
	{ "i k", "format, byte 2: 'k' is no code" }, { "i<", "format, byte 1: a byte order stands only at the very front" },
	{ " <i", "format, byte 1: a byte order stands only" }, { "3", "format, byte 1: the code that is counted is missing" },
	{ "3 i", "format, byte 1: the code that is counted is missing" }, { "i3", "format, byte 2: the code" },
	{ "-1i", "format, byte 0: '-' is no code" }, { "<n", "format, byte 1: 'n' has a native size only: it goes with no '<'" },
	{ "=N", "no '='" }, { "!P", "no '!'" }, { "99999999999999999999i", "format, byte 0: more bytes than any machine can hold" },
	{ "<9223372036854775807xx", "format, byte 21: more bytes" }, { "<4611686018427387904h", "format, byte 1: more bytes" },
	{ "i:", "format, byte 2: a name begins with a letter or '_'" }, { "i:1", "format, byte 2: a name begins" },
	{ "i:a!", "format, byte 3: a name is of letters, digits and _-. and ends at a blank or comma" }, { "i:a:b", "format, byte 3: a name is" },
	{ ":a", "format, byte 0: a name stands behind a code" }, { "i,i", "format, byte 1: a comma stands only behind a name" },
	{ "i:a,,i", "a comma stands only behind a name" }, { "x:a", "format, byte 1: padding has no value and takes no name" },
	{ "i:a i:a", "format, byte 6: the name 'a' is given twice" }, { "i:a 2h", "item 2 (2h): it has no name: name all items, or none" },
	{ "2h i:a", "item 1 (2h): it has no name" }, { "\x80", "is no code" },
};

/* A format, a message as hex, and its values as text, parted by '|'. */
static const struct { const char *format, *hex, *values; } messages[] = {
	{ ">bBhHiIqQ", "80ff8000ffff80000000ffffffff8000000000000000ffffffffffffffff",
	  "-128|255|-32768|65535|-2147483648|4294967295|-9223372036854775808|18446744073709551615" },
	{ "<hiq", "0080000000800000000000000080", "-32768|-2147483648|-9223372036854775808" },
	{ "<hiq", "ff7fffffff7fffffffffffffff7f", "32767|2147483647|9223372036854775807" },
	{ ">efd", "3e003fc000003ff8000000000000", "1.5|1.5|1.5" }, { "<efd", "003e0000c03f000000000000f83f", "1.5|1.5|1.5" },
	{ "<efd", "00fc000080ff000000000000f0ff", "-inf|-inf|-inf" }, { ">f", "402ccccd", "2.700000047683716" },
	{ "<d", "0000000000000080", "-0.0" }, { "<e", "0100", "5.960464477539063e-08" },
	{ "<2?", "0001", "false|true" }, { "<2c", "6162", "a|b" }, { "<4s", "61622020", "ab  " }, { "<0s", "", "" },
	{ "<I2s2xf", "0100000061620000cdcc2c40", "1|ab|2.700000047683716" }, { "<4p", "02616200", "ab" }, { "<1p", "00", "" },
	{ "<0p", "", "" }, { "<x", "00", NULL },
};

/* What is typed, and the bytes it makes. */
static const struct { const char *format, *words, *hex; } words[] = {
	{ "<6b", "0x7f|-0x80|0b101|0o17|+1|-0", "7f80050f0100" }, { "<3B", "true|FALSE|010", "01000a" }, { "<Q", "0xffffffffffffffff", "ffffffffffffffff" },
	{ "<5?", "true|false|0|-3|0.0", "0100000100" }, { "<2d", "1|-0", "000000000000f03f0000000000000080" }, { "<2f", "0x10|true", "000080410000803f" },
	{ "<d", "18446744073709551617", "000000000000f043" }, { "<e", "65519.99", "ff7b" }, { "<f", "16777217", "0000804b" },
	{ "<6s", "a\\x00\\\\\\'\\n\\0", "61005c270a00" }, { "<3s", "b'ab'", "616200" }, { "<3s", "'ab'", "616200" }, { "<3s", "\"ab\"", "616200" },
	{ "<3s", "b\"a'\"", "612700" }, { "<3s", "'a''b'", "612762" }, { "<3s", "'a\\'b'", "612762" }, { "<3s", "''", "000000" }, { "<3s", "", "000000" },
	{ "<2s", "abc", "6162" }, { "<1s", "-", "2d" }, { "<2s", "b", "6200" }, { "<3s", "\xc3\xa9", "c3a900" }, { "<4p", "ab", "02616200" },
	{ "<3p", "abcdef", "026162" }, { "<0p", "a", "" }, { "<1p", "a", "00" }, { "<0s", "a", "" }, { "<c", "\\xff", "ff" }, { "<c", "7", "37" },
	{ "<bxb", "1|2", "010002" }, { "<2h0h", "1|2", "01000200" },
};

static const struct { const char *format, *words, *says; } bad_words[] = {
	{ "<B", "256", "item 1 (B): '256' is out of range: 0 to 255" }, { "<B", "-1", "item 1 (B): '-1' is out of range: 0 to 255" },
	{ "<b", "-129", "'-129' is out of range: -128 to 127" }, { "<h", "32768", "-32768 to 32767" }, { "<I", "4294967296", "0 to 4294967295" },
	{ "<q", "9223372036854775808", "-9223372036854775808 to 9223372036854775807" }, { "<Q", "18446744073709551616", "is out of range: 0 to 18446744073709551615" },
	{ "<Q", "-1", "0 to 18446744073709551615" }, { "<B", "1.0", "'1.0' is no integer from 0 to 255" }, { "<B", "", "'' is no integer" },
	{ "<B", "0x", "is no integer" }, { "<B", "0xg", "is no integer" }, { "<B", "1 ", "is no integer" }, { "<B", "--1", "is no integer" },
	{ "<B", "0b2", "is no integer" }, { "<B", "yes", "is no integer" }, { "<e", "65520", "out of range: -65504.0 to 65504.0" },
	{ "<f", "1e39", "3.4028234663852886e+38" }, { "f", "1e39", "3.4028234663852886e+38" }, { "<d", "1e400", "too large" }, { "<d", "abc", "no number" },
	{ "<?", "yes", "'yes' is neither true nor false" }, { "<c", "ab", "item 1 (c): 'c' takes one byte: these are 2" }, { "<c", "", "these are 0" },
	{ "<s", "'a", "begins with a quote that is not closed" }, { "<s", "'", "not closed" }, { "<s", "b'", "not closed" }, { "<s", "'a'b'", "has a quote inside" },
	{ "<s", "\\d", "a backslash that begins no escape" }, { "<s", "\\x1", "no escape" }, { "<s", "\\", "no escape" }, { "<s", "\\01", "no escape" },
	{ "<s", "'a\\'", "no escape" }, { "<3b", "1|2|300", "item 1 (3b): value 3 of 3: '300'" }, { "<b:age", "300", "item 1 (b:age): '300'" },
	{ "<2bh", "1|2", "item 2 (h): its value is missing: the format takes 3, there are 2" }, { "<2bh", "1", "item 1 (2b): value 2 of 2: its value is missing" },
	{ "<b", "1|x|2", "'x' is one value too many: the format takes 1" }, { "<x", "1", "'1' is one value too many: the format takes 0" },
};
/* clang-format on */

static size_t split(char **word, char *text)
{
	size_t count = 0;

	for (char *at = text; at; count++)
		word[count] = strsep(&at, "|");
	return count;
}

START_TEST(reads_formats)
{
	struct pack_format format = { 0 };
	struct err err = { 0 };

	ck_assert_msg(pack_format_read(&format, formats[_i].text, &err), "%s", err.text);
	ck_assert_uint_eq(format.size, formats[_i].size);
	ck_assert_uint_eq(format.value_count, formats[_i].values);
	ck_assert_uint_eq(format.count, formats[_i].items);
	pack_format_free(&format);
	pack_format_free(&format);
}
END_TEST

START_TEST(refuses_formats)
{
	struct pack_format format = { .size = 4711 };
	struct err err = { 0 };

	ck_assert(!pack_format_read(&format, bad_formats[_i].text, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, bad_formats[_i].says), "%s", err.text);
	ck_assert_uint_eq(format.size, 4711);
}
END_TEST

START_TEST(knows_the_byte_order)
{
	static const struct {
		const char *text;
		bool little;
	} orders[] = { { "<h", true },
		       { ">h", false },
		       { "!h", false },
		       { "=h", __BYTE_ORDER == __LITTLE_ENDIAN },
		       { "@h", __BYTE_ORDER == __LITTLE_ENDIAN },
		       { "h", __BYTE_ORDER == __LITTLE_ENDIAN } };

	for (int i = 0; i < ROWS(orders); i++) {
		struct pack_format format = { 0 };
		struct err err = { 0 };

		ck_assert(pack_format_read(&format, orders[i].text, &err));
		ck_assert(format.little == orders[i].little);
		pack_format_free(&format);
	}
}
END_TEST

/* The compiler's own layout. */
START_TEST(aligns_as_the_compiler_does)
{
	struct {
		char a;
		short b;
		char c;
		int d;
		char e;
		long long f;
		char g;
		double h;
		char i;
		void *j;
		char k;
		bool l;
		float m;
		size_t n;
		long o;
	} made;
	const size_t offsets[] = {
		offsetof(__typeof__(made), a), offsetof(__typeof__(made), b),
		offsetof(__typeof__(made), c), offsetof(__typeof__(made), d),
		offsetof(__typeof__(made), e), offsetof(__typeof__(made), f),
		offsetof(__typeof__(made), g), offsetof(__typeof__(made), h),
		offsetof(__typeof__(made), i), offsetof(__typeof__(made), j),
		offsetof(__typeof__(made), k), offsetof(__typeof__(made), l),
		offsetof(__typeof__(made), m), offsetof(__typeof__(made), n),
		offsetof(__typeof__(made), o),
	};
	struct pack_format format = { 0 };
	struct err err = { 0 };

	ck_assert(pack_format_read(&format, "bhbibqbdbPb?fNl", &err));
	for (int i = 0; i < ROWS(offsets); i++)
		ck_assert_uint_eq(format.item[i].offset, offsets[i]);
	ck_assert_uint_eq(format.size, sizeof(made));
	pack_format_free(&format);
}
END_TEST

START_TEST(names_have_a_bound)
{
	struct buf text = { 0 };
	struct pack_format format = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < PACK_NAMES_MAX; i++)
		buf_printf(&text, "b:n%d ", i);
	ck_assert(pack_format_read(&format, buf_text(&text), &err));
	ck_assert(format.named);
	pack_format_free(&format);
	buf_puts(&text, "b:more");
	ck_assert(!pack_format_read(&format, buf_text(&text), &err));
	ck_assert_msg(strstr(err.text, "more than 1000 names"), "%s", err.text);
	buf_free(&text);
}
END_TEST

static void hex_to(struct buf *bytes, const char *hex)
{
	for (; *hex; hex += 2) {
		char two[] = { hex[0], hex[1], '\0' };

		buf_putc(bytes, (char)strtoul(two, NULL, 16));
	}
}

START_TEST(reads_messages)
{
	struct pack_format format = { 0 };
	struct buf bytes = { 0 }, seen = { 0 };
	struct err err = { 0 };
	bool first = true;

	ck_assert(pack_format_read(&format, messages[_i].format, &err));
	hex_to(&bytes, messages[_i].hex);
	ck_assert_uint_eq(bytes.size, format.size);
	for (size_t i = 0; i < format.count; i++)
		for (size_t j = 0; j < format.item[i].value_count; j++) {
			struct pack_value value;

			pack_read(&value, &format, &format.item[i], j, buf_text(&bytes));
			buf_puts(&seen, first ? "" : "|");
			pack_value_put(&seen, &value, false);
			first = false;
		}
	ck_assert_str_eq(buf_text(&seen), messages[_i].values ? messages[_i].values : "");
	ck_assert(first == !messages[_i].values);
	buf_free(&bytes);
	buf_free(&seen);
	pack_format_free(&format);
}
END_TEST

START_TEST(packs_words)
{
	struct pack_format format = { 0 };
	char *word[16], *text = strdup(words[_i].words);
	struct buf bytes = { 0 }, hex = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	ck_assert(pack_format_read(&format, words[_i].format, &err));
	ck_assert_msg(pack_words(&bytes, &cut, &format, word, split(word, text), &err), "%s",
		      err.text);
	buf_puthex(&hex, bytes.data, bytes.size);
	ck_assert_str_eq(buf_text(&hex), words[_i].hex);
	buf_free(&bytes);
	buf_free(&hex);
	pack_format_free(&format);
	free(text);
}
END_TEST

START_TEST(refuses_words)
{
	struct pack_format format = { 0 };
	char *word[16], *text = strdup(bad_words[_i].words);
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t cut = 4711;

	buf_puts(&bytes, "kept");
	ck_assert(pack_format_read(&format, bad_words[_i].format, &err));
	ck_assert(!pack_words(&bytes, &cut, &format, word, split(word, text), &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, bad_words[_i].says), "%s", err.text);
	ck_assert_str_eq(buf_text(&bytes), "kept");
	ck_assert_uint_eq(cut, 4711);
	buf_free(&bytes);
	pack_format_free(&format);
	free(text);
}
END_TEST

START_TEST(counts_what_is_cut)
{
	static const struct {
		const char *format, *word;
		size_t cut;
	} rows[] = { { "<2s", "abcde", 3 }, { "<5s", "abcde", 0 }, { "<0s", "abc", 3 },
		     { "<3p", "abc", 1 },   { "<0p", "abc", 3 },   { "<1p", "abc", 3 } };

	for (int i = 0; i < ROWS(rows); i++) {
		struct pack_format format = { 0 };
		char *word[] = { (char *)rows[i].word };
		struct buf bytes = { 0 };
		struct err err = { 0 };
		size_t cut = 0;

		ck_assert(pack_format_read(&format, rows[i].format, &err));
		ck_assert(pack_words(&bytes, &cut, &format, word, 1, &err));
		ck_assert_uint_eq(cut, rows[i].cut);
		buf_free(&bytes);
		pack_format_free(&format);
	}
}
END_TEST

/* As Python: all of it is stored, but its length can say 255 only. */
START_TEST(a_pascal_string_is_255_long)
{
	char text[301] = "", *word[] = { text };
	struct pack_format format = { 0 };
	struct pack_value value;
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	memset(text, 'a', 299);
	ck_assert(pack_format_read(&format, "<300p", &err));
	ck_assert(pack_words(&bytes, &cut, &format, word, 1, &err));
	ck_assert_uint_eq(cut, 299 - 255);
	ck_assert_int_eq((unsigned char)bytes.data[0], 255);
	ck_assert_int_eq(bytes.data[299], 'a');
	pack_read(&value, &format, format.item, 0, bytes.data);
	ck_assert_uint_eq(value.as.bytes.size, 255);
	buf_free(&bytes);
	pack_format_free(&format);
}
END_TEST

/* A length that lies, and a flag that is neither 0 nor 1. */
START_TEST(reads_what_nobody_packs)
{
	struct pack_format format = { 0 };
	struct pack_value value;
	struct err err = { 0 };

	ck_assert(pack_format_read(&format, "<4p?", &err));
	pack_read(&value, &format, &format.item[0], 0,
		  "\xff"
		  "abc\x80");
	ck_assert_uint_eq(value.as.bytes.size, 3);
	pack_read(&value, &format, &format.item[1], 0,
		  "\xff"
		  "abc\x80");
	ck_assert(value.kind == PACK_IS_FLAG && value.as.flag);
	pack_format_free(&format);
}
END_TEST

/* Values of kinds that no word makes for such an item, as JSON can. */
START_TEST(refuses_other_kinds)
{
	static const struct {
		const char *format;
		struct pack_value value;
		const char *says;
	} rows[] = {
		{ "<i", { .kind = PACK_IS_REAL, .as.real = 1 }, "'i' takes an integer" },
		{ "<i", { .kind = PACK_IS_BYTES, .as.bytes = { "1", 1 } }, "'i' takes an integer" },
		{ "<d", { .kind = PACK_IS_BYTES, .as.bytes = { "1", 1 } }, "'d' takes a number" },
		{ "<?",
		  { .kind = PACK_IS_BYTES, .as.bytes = { "1", 1 } },
		  "'?' takes true, false or a number" },
		{ "<s", { .kind = PACK_IS_WHOLE }, "'s' takes text" },
		{ "<c", { .kind = PACK_IS_FLAG }, "'c' takes text" },
		{ "<x", { .kind = PACK_IS_WHOLE }, "'x' takes no value" },
	};

	for (int i = 0; i < ROWS(rows); i++) {
		struct pack_format format = { 0 };
		char message[8] = "kept";
		struct err err = { 0 };

		ck_assert(pack_format_read(&format, rows[i].format, &err));
		ck_assert(!pack_write(message, &format, format.item, 0, &rows[i].value, &err));
		ck_assert_str_eq(err.text, rows[i].says);
		ck_assert_str_eq(message, "kept");
		pack_format_free(&format);
	}
}
END_TEST

START_TEST(quotes_text)
{
	static const struct {
		const char *bytes, *quoted;
	} rows[] = { { "", "''" }, { "ab", "'ab'" }, { "a'b", "'a''b'" }, { "'", "''''" } };

	for (int i = 0; i < ROWS(rows); i++) {
		struct pack_value value = { .kind = PACK_IS_BYTES,
					    .as.bytes = word_of(rows[i].bytes) };
		struct buf text = { 0 };

		pack_value_put(&text, &value, true);
		ck_assert_str_eq(buf_text(&text), rows[i].quoted);
		buf_free(&text);
	}
}
END_TEST

START_TEST(says_what_is_missing)
{
	static const struct {
		uint64_t start;
		size_t have;
		const char *says;
	} rows[] = {
		{ 0, 0, "item 1 (I:id): byte 0 is missing: the message has 0 of 10 bytes" },
		{ 0, 4, "item 2 (2s:tag): byte 4 is missing: the message has 4 of 10 bytes" },
		{ 0, 9, "item 3 (f:ratio): byte 9 is missing: the message has 9 of 10 bytes" },
		{ 20, 5, "item 2 (2s:tag): byte 25 is missing: the message has 5 of 10 bytes" },
	};
	struct pack_format format = { 0 };
	struct err err = { 0 };

	ck_assert(pack_format_read(&format, ">I:id 2s:tag f:ratio", &err));
	for (int i = 0; i < ROWS(rows); i++) {
		ck_assert(!pack_fail_short(&format, rows[i].start, rows[i].have, &err));
		ck_assert_int_eq(err.kind, STATUS_INVALID);
		ck_assert_str_eq(err.text, rows[i].says);
	}
	pack_format_free(&format);
}
END_TEST

START_TEST(has_limits)
{
	static const char *const texts[] = { "<16777217x", "<1048577b" };

	for (int i = 0; i < ROWS(texts); i++) {
		struct pack_format format = { 0 };
		struct err err = { 0 };

		ck_assert(pack_format_read(&format, texts[i], &err));
		ck_assert(!pack_check(&format, &err));
		ck_assert_msg(strstr(err.text, ": the most is "), "%s", err.text);
		pack_format_free(&format);
	}
}
END_TEST

static bool other_failures; /* Check itself allocates: nothing is asserted during a sweep */

static void pack_once(void)
{
	char *word[] = { (char *)"text", (char *)"300", (char *)"1" };
	struct pack_format format = { 0 };
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	if (!pack_format_read(&format, "<1000sHB", &err)) {
		other_failures = other_failures || err.kind != STATUS_LACKING;
		return;
	}
	if (!pack_words(&bytes, &cut, &format, word, 3, &err))
		other_failures = other_failures || err.kind != STATUS_LACKING || bytes.size > 0;
	word[2] = (char *)"300";
	other_failures = other_failures || pack_words(&bytes, &cut, &format, word, 3, &err);
	buf_free(&bytes);
	pack_format_free(&format);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, pack_once), 4);
	ck_assert(!other_failures);
}
END_TEST

Suite *pack_suite(void)
{
	Suite *suite = suite_create("pack");
	TCase *tcase = tcase_create("pack");

	tcase_add_loop_test(tcase, reads_formats, 0, ROWS(formats));
	tcase_add_loop_test(tcase, refuses_formats, 0, ROWS(bad_formats));
	tcase_add_test(tcase, knows_the_byte_order);
	tcase_add_test(tcase, aligns_as_the_compiler_does);
	tcase_add_test(tcase, names_have_a_bound);
	tcase_add_loop_test(tcase, reads_messages, 0, ROWS(messages));
	tcase_add_loop_test(tcase, packs_words, 0, ROWS(words));
	tcase_add_loop_test(tcase, refuses_words, 0, ROWS(bad_words));
	tcase_add_test(tcase, counts_what_is_cut);
	tcase_add_test(tcase, a_pascal_string_is_255_long);
	tcase_add_test(tcase, reads_what_nobody_packs);
	tcase_add_test(tcase, refuses_other_kinds);
	tcase_add_test(tcase, quotes_text);
	tcase_add_test(tcase, says_what_is_missing);
	tcase_add_test(tcase, has_limits);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
