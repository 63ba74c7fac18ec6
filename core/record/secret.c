/* secret -- what of a command line ought not to be kept: passwords, and what looks like them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/secret.h"

#include <string.h>
#include <strings.h>

#include "lang/cursor.h"

/* ---- letters ------------------------------------------------------------------------------ */

static int at(struct word line, size_t place)
{
	return place < line.size ? (unsigned char)line.at[place] : -1;
}

static bool is_quote(int c)
{
	return c == '"' || c == '\'';
}

static bool is_inside_word(int c)
{
	return c >= 0 && !cursor_is_blank(c) && c != ';' && c != '|' && c != '&';
}

/* Where the text that QUOTE began before PLACE ends. */
static size_t skip_quoted(struct word line, size_t place, int quote)
{
	while (place < line.size && line.at[place] != quote)
		place += quote == '"' && line.at[place] == '\\' ? 2 : 1;
	return place < line.size ? place : line.size;
}

static size_t skip_word(struct word line, size_t place)
{
	while (is_inside_word(at(line, place))) {
		int c = at(line, place++);

		if (is_quote(c))
			place = skip_quoted(line, place, c) + 1;
		else if (c == '\\')
			place++;
	}
	return place < line.size ? place : line.size;
}

static size_t skip_blanks(struct word line, size_t place)
{
	while (cursor_is_blank(at(line, place)))
		place++;
	return place;
}

static size_t skip_name(struct word line, size_t place)
{
	while (cursor_is_name(at(line, place)) || at(line, place) == '-')
		place++;
	return place;
}

static bool has_word(struct word line, size_t place, const char *word)
{
	size_t size = strlen(word);

	return line.size - place >= size && strncasecmp(line.at + place, word, size) == 0;
}

/* ---- options and variables ---------------------------------------------------------------- */

/* Whether a name between FROM and TO says that what it stands for is secret. */
static bool tells_secret(struct word line, size_t from, size_t to)
{
	static const char words[][9] = { "password", "passwd", "secret", "token" };
	bool is_pass = to - from == 4 && has_word(line, from, "pass");

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]) && !is_pass; i++)
		for (size_t place = from; place + strlen(words[i]) <= to && !is_pass; place++)
			is_pass = has_word(line, place, words[i]);
	return is_pass;
}

static bool find_option(size_t *from, size_t *to, struct word line, size_t place)
{
	size_t name = place + 2, end = skip_name(line, name);

	if (!has_word(line, place, "--") || end == name || !tells_secret(line, name, end))
		return false;
	*from = at(line, end) == '=' ? end + 1 : skip_blanks(line, end);
	if (*from == end && end < line.size)
		return false; /* a word that only begins so */
	*to = skip_word(line, *from);
	return true;
}

/* What is no command but a value: text, bytes, a number. */
static bool is_value(struct word line, size_t place)
{
	return cursor_is_digit(at(line, place)) || is_quote(at(line, place)) ||
	       has_word(line, place, "x\"") || has_word(line, place, "b64\"");
}

/* NAME = ..., at the beginning of a command. */
static bool find_variable(size_t *from, size_t *to, struct word line, size_t place)
{
	size_t end = skip_name(line, place), sign = skip_blanks(line, end);

	if (end == place || at(line, sign) != '=' || at(line, sign + 1) == '>' ||
	    !tells_secret(line, place, end))
		return false;
	*from = skip_blanks(line, sign + 1);
	*to = skip_word(line, *from);
	return is_value(line, *from);
}

/* ---- user:pass@ --------------------------------------------------------------------------- */

/* These are followed by names of people, and no password. */
static bool is_scheme(struct word line, size_t colon)
{
	static const char schemes[][7] = { "mailto", "sip", "sips", "xmpp", "acct" };
	size_t from = colon;

	while (from > 0 && cursor_is_name(line.at[from - 1]))
		from--;
	for (unsigned i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strlen(schemes[i]) == colon - from && has_word(line, from, schemes[i]))
			return true;
	return false;
}

static bool find_userinfo(size_t *from, size_t *to, struct word line, size_t place)
{
	static const char stops[] = { '@', '/', '"', '\'', '<', '>' };
	enum { LONGEST = 256 };
	size_t end = place + 1;

	if (at(line, place) != ':' || place == 0 || !is_inside_word(line.at[place - 1]) ||
	    is_quote(line.at[place - 1]) || is_scheme(line, place))
		return false;
	while (is_inside_word(at(line, end)) && end - place < LONGEST &&
	       !memchr(stops, line.at[end], sizeof(stops)))
		end++;
	if (at(line, end) != '@' || end == place + 1)
		return false;
	*from = place + 1;
	*to = end;
	return true;
}

/* ---- protocols ---------------------------------------------------------------------------- */

/* A command of a protocol ends where its word does: "login:" is a question. */
static bool ends_command(int c)
{
	return c < 0 || c == '\\' || is_quote(c) || cursor_is_blank(c);
}

static size_t skip_command(struct word line, size_t place)
{
	static const char words[][21] = { "AUTH",           "AUTHINFO",
					  "AUTHENTICATE",   "PASS",
					  "LOGIN",          "PASSWORD",
					  "Authorization:", "Proxy-Authorization:" };

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t end = place + strlen(words[i]);

		if (has_word(line, place, words[i]) && ends_command(at(line, end)))
			return end;
	}
	return 0;
}

/* In IMAP a word stands in front: a1 LOGIN user pass. */
static size_t skip_tagged(struct word line, size_t place)
{
	size_t tag = skip_name(line, place), word = skip_blanks(line, tag);
	size_t end = word + strlen("LOGIN");

	if (tag == place || word == tag)
		return 0;
	if (line.size - word >= 12 && memcmp(line.at + word, "AUTHENTICATE", 12) == 0)
		end = word + 12;
	else if (line.size - word < 5 || memcmp(line.at + word, "LOGIN", 5) != 0)
		return 0;
	return ends_command(at(line, end)) ? end : 0;
}

/* A text begins here, or a line of one: in the first column one may go on from the line before. */
static bool begins_text(struct word line, size_t place)
{
	const char *before = line.at + place;

	return place == 0 || is_quote(before[-1]) || before[-1] == '\n' ||
	       (place > 1 && before[-2] == '\\' && (before[-1] == 'n' || before[-1] == 'r'));
}

static bool find_command(size_t *from, size_t *to, struct word line, size_t place)
{
	size_t start = skip_blanks(line, place), end, quote = place;

	if (!begins_text(line, place))
		return false;
	end = skip_command(line, start);
	end = end ? end : skip_tagged(line, start);
	if (!end || (place == 0 && at(line, skip_blanks(line, end)) == '='))
		return false;
	while (quote > 0 && !is_quote(line.at[quote - 1]))
		quote--;
	*from = skip_blanks(line, end);
	*to = quote ? skip_quoted(line, *from, line.at[quote - 1]) : line.size;
	return true;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static bool begins_command(struct word line, size_t place)
{
	while (place > 0 && cursor_is_blank(line.at[place - 1]))
		place--;
	return place == 0 || memchr(";&|{", line.at[place - 1], 4);
}

static bool begins_word(struct word line, size_t place)
{
	return place == 0 || !is_inside_word(line.at[place - 1]);
}

bool secret_find(struct word *secret, struct word line, size_t from)
{
	for (size_t place = from; place < line.size; place++) {
		size_t start, end;

		if (find_command(&start, &end, line, place) ||
		    find_userinfo(&start, &end, line, place) ||
		    (begins_word(line, place) && find_option(&start, &end, line, place)) ||
		    (begins_word(line, place) && find_variable(&start, &end, line, place) &&
		     begins_command(line, place))) {
			*secret = (struct word){ line.at + start, end - start };
			return true;
		}
	}
	return false;
}

void secret_redact(struct buf *text, struct word line)
{
	struct word secret;
	size_t done = 0;

	while (secret_find(&secret, line, done)) {
		size_t start = (size_t)(secret.at - line.at);

		buf_put(text, line.at + done, start - done);
		buf_puts(text, "***");
		done = start + secret.size;
	}
	buf_put(text, line.at + done, line.size - done);
}
