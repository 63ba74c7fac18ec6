/* check_token -- the language of the shell cut into tokens: quotes, variables, signs, and where it
 * is wrong. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "lang/token.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- tokens as a line --------------------------------------------------------------------- */

static void put_bytes(struct buf *text, struct word bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.at[i] > ' ' && bytes.at[i] <= '~' && bytes.at[i] != '%')
			buf_putc(text, bytes.at[i]);
		else
			buf_printf(text, "%%%02x", (unsigned)(unsigned char)bytes.at[i]);
}

/* Text as it is, between quotes where it was quoted; ${name.field[from:to]}. */
static void put_part(struct buf *text, const struct part *part)
{
	buf_puts(text, part->quoted ? "'" : "");
	if (part->is_variable) {
		buf_puts(text, "${");
		put_bytes(text, part->text);
		if (part->field.size > 0) {
			buf_putc(text, '.');
			put_bytes(text, part->field);
		}
		if (part->is_item)
			buf_printf(text, "[%d]", (int)part->from);
		if (part->is_slice) {
			buf_putc(text, '[');
			if (part->has_from)
				buf_puti(text, part->from);
			buf_putc(text, ':');
			if (part->has_to)
				buf_puti(text, part->to);
			buf_putc(text, ']');
		}
		buf_putc(text, '}');
	} else {
		put_bytes(text, part->text);
	}
	buf_puts(text, part->quoted ? "'" : "");
}

static void put_token(struct buf *text, const struct token *token)
{
	static const char *const signs[] = {
		[TOKEN_NEWLINE] = "NL", [TOKEN_SEMICOLON] = ";", [TOKEN_BACKGROUND] = "&",
		[TOKEN_AND] = "&&",     [TOKEN_OR] = "||",       [TOKEN_PIPE] = "|",
		[TOKEN_OPEN] = "{",     [TOKEN_CLOSE] = "}",     [TOKEN_WORD] = "",
		[TOKEN_EXPECT] = "=>",  [TOKEN_BANG] = "!",
	};
	static const char *const redirects[] = { "<", ">", ">>", "2>", "2>>", "2>&1" };

	buf_puts(text, text->size > 0 ? " " : "");
	buf_puts(text,
		 token->kind == TOKEN_REDIRECT ? redirects[token->redirect] : signs[token->kind]);
	for (const struct part *part = token->word ? token->word->first : NULL; part;
	     part = part->next)
		put_part(text, part);
	if (token->kind == TOKEN_WORD && !token->word->first)
		buf_puts(text, "EMPTY");
}

/* All tokens; where it fails "ERROR line:column", or "MORE line:column". */
static bool scan_all(struct buf *text, const char *script, struct err *err)
{
	struct arena arena = { 0 };
	struct cursor cursor = { .arena = &arena,
				 .at = script,
				 .end = script + strlen(script),
				 .line_start = script,
				 .line = 1 };
	struct token token = { .kind = TOKEN_NEWLINE };
	bool fine = true;

	while (fine && token.kind != TOKEN_END) {
		fine = token_next(&cursor, &token, err);
		if (fine && token.kind != TOKEN_END)
			put_token(text, &token);
		else if (!fine)
			buf_printf(text, "%s%s %u:%u", text->size ? " " : "",
				   cursor.wants_more ? "MORE" : "ERROR", cursor.fault.line,
				   cursor.fault.column);
	}
	arena_free(&arena);
	return fine;
}

/* clang-format off */
static const struct { const char *script, *tokens; } scripts[] = {
	{ "", "" },
	{ "  # only a comment", "" },
	{ "a b\tc", "a b c" },
	{ "a#b #c", "a#b" },
	{ "a;b&c&&d||e|f", "a ; b & c && d || e | f" },
	{ "a >b >>c <d 2>e 2>>f 2>&1", "a > b >> c < d 2> e 2>> f 2>&1" },
	{ "a2>b", "a2 > b" },
	{ "x { y } z", "x { y } z" },
	{ "x{y }z", "x{y } z" },
	{ "a\nb\r\nc", "a NL b NL c" },
	{ "a \\\nb", "a b" },
	{ "a\\\nb", "ab" },
	{ "a\\ b \\\"", "a'%20'b '\"'" },
	/* quotes */
	{ "'raw $x \\n'", "'raw%20$x%20\\n'" },
	{ "''", "''" },
	{ "\"\"", "EMPTY" },
	{ "\"a\\n\\r\\t\\0\\x41\\u{263a}\"", "'a%0a%0d%09%00A%e2%98%ba'" },
	{ "\"a ${x} b\"", "'a%20''${x}''%20b'" },
	{ "\"$x\"", "'$x'" },
	{ "\"\\${x}\"", "'$''{x}'" },
	{ "\"a\nb\"", "'a%0ab'" },
	{ "'a\nb'\nc", "'a%0ab' NL c" },
	{ "x\"de ad be:ef\"", "'%de%ad%be%ef'" },
	{ "x\"\"", "''" },
	{ "b64\"AP8=\"", "'%00%ff'" },
	{ "a'b'\"c\"$d", "a'b''c'${d}" },
	{ "ax\"00\"", "ax'00'" },
	/* variables */
	{ "$x $x.y $1 $12 $# $? $_ $! $errno", "${x} ${x}.y ${1} ${1}2 ${#} ${?} ${_} ${!} ${errno}" },
	{ "${x} ${x.port} ${x[0:4]} ${x[:4]} ${x[2:]} ${x[:]} ${x[-2:-1]} ${x[3]} ${12}",
	  "${x} ${x.port} ${x[0:4]} ${x[:4]} ${x[2:]} ${x[:]} ${x[-2:-1]} ${x[3]} ${12}" },
	{ "${j.local}/x", "${j.local}/x" },
	/* expectations */
	{ "a => \"x;y\" ; b", "a =>\"x;y\" ; b" },
	{ "a => b && c", "a =>b && c" },
	{ "a => b || c", "a =>b || c" },
	{ "a=>b", "a =>b" },
	{ "{ a => b }", "{ a =>b }" },
	{ "{ a => b in {c, d} }", "{ a =>b%20in%20{c,%20d} }" },
	{ "a => ~ /x;y}\\/z$/ , b", "a =>~%20/x;y}\\/z$/%20,%20b" },
	{ "a => b / c ; d", "a =>b%20/%20c ; d" },
	{ "a => 10.0.0.0/8;b", "a =>10.0.0.0/8 ; b" },
	{ "a => 5 # why", "a =>5" },
	{ "a => $x, \"${y} $z\" from ${l.local}", "a =>${x},%20\"'${y}'%20$z\"%20from%20${l.local}" },
	{ "a => \"\\\"; b\"", "a =>\"\\\";%20b\"" },
	/* the user's shell */
	{ "!ls | wc; x\nb", "!'ls%20|%20wc;%20x' NL b" },
	{ "a !b", "a !b" },
	{ "a; !b", "a ; !'b'" },
	{ "!b c \r\nd", "!'b%20c%20' NL d" },
	/* more is wanted */
	{ "a 'b", "a MORE 1:3" },
	{ "a\n \"b\nc", "a NL MORE 2:2" },
	{ "a \\", "a MORE 1:3" },
	{ "a \\\n", "a MORE 1:3" },
	{ "a\\\n", "MORE 1:2" },
	{ "a \\\r\n", "a MORE 1:3" },
	{ "a\\\r\nb", "ab" },
	{ "a => \"b", "a MORE 1:3" },
	{ "x\"00", "MORE 1:2" },
	/* wrong */
	{ "a $", "a ERROR 1:4" },
	{ "a ${", "a ERROR 1:5" },
	{ "a ${x", "a ERROR 1:6" },
	{ "a ${x.}", "a ERROR 1:7" },
	{ "a ${x[]}", "a ERROR 1:7" },
	{ "a ${x[1}", "a ERROR 1:8" },
	{ "a ${x[99999999999]}", "a ERROR 1:7" },
	{ "a ${x[-]}", "a ERROR 1:7" },
	{ "a \"${x\"", "a ERROR 1:7" },
	{ "a \"\\q\"", "a ERROR 1:4" },
	{ "x\"0\"", "ERROR 1:3" },
	{ "b64\"A\"", "ERROR 1:5" },
	{ "a =>", "a ERROR 1:5" },
	{ "a => ; b", "a ERROR 1:6" },
	{ "!", "ERROR 1:2" },
};
/* clang-format on */

START_TEST(tokens_of_scripts)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	bool fine = scan_all(&text, scripts[_i].script, &err);

	ck_assert_msg(strcmp(buf_text(&text), scripts[_i].tokens) == 0, "%s: %s",
		      scripts[_i].script, buf_text(&text));
	ck_assert(fine == (err.kind == STATUS_OK));
	ck_assert(fine || (err.kind == STATUS_INVALID && err.text[0]));
	buf_free(&text);
}
END_TEST

START_TEST(nul_bytes_are_refused)
{
	static const char texts[][8] = { "a\0b", "\"a\0b", "a =>\0b", "!a\0b" };

	for (size_t i = 0; i < 4; i++) {
		struct arena arena = { 0 };
		char text[8] = "";
		struct cursor cursor = {
			.arena = &arena, .at = text, .line_start = text, .line = 1
		};
		struct token token = { .kind = TOKEN_NEWLINE };
		struct err err = { 0 };

		memcpy(text, texts[i], sizeof(text));
		text[5] = '"';
		cursor.end = text + 6;
		while (token_next(&cursor, &token, &err) && token.kind != TOKEN_END)
			;
		ck_assert_msg(strstr(err.text, "NUL") != NULL, "%zu: %s", i, err.text);
		arena_free(&arena);
	}
}
END_TEST

static void scan_once(void)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	scan_all(&text, "a \"b${c}\\n\" x\"00\" b64\"AA==\" $d ${e[1:]} => \"$f\" $g\n!ls", &err);
	buf_free(&text);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, scan_once), 4);
}
END_TEST

Suite *token_suite(void)
{
	Suite *suite = suite_create("token");
	TCase *tcase = tcase_create("token");

	tcase_add_loop_test(tcase, tokens_of_scripts, 0, ROWS(scripts));
	tcase_add_test(tcase, nul_bytes_are_refused);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
