/* redact -- secrets taken out of bytes, however they are spelled there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/redact.h"

#include <stdint.h>
#include <string.h>

#include "check/spelling.h"

/* Shorter ones would be found where nobody wrote them. Of what is quoted in part, as sentences
 * quote the front of a long word alone, so much is the secret, too. */
enum { ENCODED_LEAST = 4, START_LEAST = 12, START_LETTERS = START_LEAST * 4 / 3 };

/* ---- spelled byte by byte ----------------------------------------------------------------- */

/* How many bytes at TEXT spell SECRET, or enough of its start; 0: none. */
static size_t spelled_size(struct word secret, enum spelling spelling, const char *text,
			   size_t size, bool cut)
{
	size_t at = 0, done = 0;

	while (done < secret.size) {
		char bytes[SPELLING_MAX];
		size_t count = 0, taken;

		if (at == size)
			return done >= (cut ? ENCODED_LEAST : START_LEAST) ? at : 0;
		taken = spelling_read(bytes, &count, spelling, text + at, size - at);
		if (taken == 0 || count > secret.size - done ||
		    memcmp(bytes, secret.at + done, count) != 0)
			return done >= START_LEAST ? at : 0;
		at += taken;
		done += count;
	}
	return at;
}

/* ---- base64 ------------------------------------------------------------------------------- */

static unsigned sextet_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0') + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : 64;
}

static unsigned byte_at(struct word secret, size_t shift, size_t at)
{
	return at < shift || at - shift >= secret.size ? 0 : (unsigned char)secret.at[at - shift];
}

/* Letter AT of the base64 of SECRET behind SHIFT bytes of zero. */
static unsigned sextet_at(struct word secret, size_t shift, size_t at)
{
	size_t byte = at * 6 / 8;
	unsigned two = byte_at(secret, shift, byte) << 8 | byte_at(secret, shift, byte + 1);

	return two >> (10 - at * 6 % 8) & 63;
}

/* How many bytes at TEXT are the letters that depend on SECRET alone, where SHIFT bytes stand
 * before it in its group of three; or enough of the first of them. */
static size_t base64_size(struct word secret, size_t shift, const char *text, size_t size, bool cut)
{
	size_t first = (shift * 8 + 5) / 6, end = (shift + secret.size) * 8 / 6, at = 0;

	for (size_t i = first; i < end; at++) {
		if (at == size)
			return i - first > (cut ? ENCODED_LEAST : START_LETTERS) ? at : 0;
		if (at > 0 && (text[at] == '\n' || text[at] == '\r'))
			continue;
		if (sextet_of(text[at]) != sextet_at(secret, shift, i))
			return i - first > START_LETTERS ? at : 0;
		i++;
	}
	return at;
}

/* ---- together ----------------------------------------------------------------------------- */

/* Bytes that are to go: one of MASK for each of TEXT. */
struct search {
	const char *text;
	size_t size;
	char *mask;
	bool cut;
};

static void mark(struct search *search, size_t from, size_t size)
{
	if (size > 0)
		memset(search->mask + from, 1, size);
}

/* Letters at either end which hold a part of the secret go with it. */
static void mark_base64(struct search *search, size_t at, struct word secret, size_t shift)
{
	size_t size = base64_size(secret, shift, search->text + at, search->size - at, search->cut);
	size_t end = at + size;

	if (size == 0)
		return;
	at -= shift > 0 && at > 0 && sextet_of(search->text[at - 1]) < 64;
	end += (shift + secret.size) % 3 > 0 && end < search->size &&
	       sextet_of(search->text[end]) < 64;
	mark(search, at, end - at);
}

/* Whether SECRET may begin with C in some spelling of bytes: most text is passed by this alone. */
static bool may_begin(struct word secret, char c)
{
	return c == secret.at[0] || c == '\\' || c == '%' || c == '=' || c == '+' || c == '&';
}

/* What stands between two numbers does not belong to the first, but 0x does. */
static bool may_begin_hex(struct word secret, char c)
{
	static const char digits[] = "0123456789abcdef";

	return c == '0' || (c | 0x20) == digits[(unsigned char)secret.at[0] >> 4] ||
	       c == digits[(unsigned char)secret.at[0] >> 4];
}

static void find_at(struct search *search, size_t at, struct word secret)
{
	const char *text = search->text + at;
	size_t size = search->size - at;

	if (may_begin(secret, text[0]))
		for (enum spelling i = SPELLING_PLAIN; i < SPELLING_HEX; i++)
			mark(search, at, spelled_size(secret, i, text, size, search->cut));
	if (secret.size < ENCODED_LEAST)
		return;
	if (may_begin_hex(secret, text[0]))
		mark(search, at, spelled_size(secret, SPELLING_HEX, text, size, search->cut));
	for (size_t shift = 0; shift < 3; shift++)
		mark_base64(search, at, secret, shift);
}

/* The rest of SECRET, of which what stood before the text was the start. */
static void find_rest(struct search *search, struct word secret)
{
	for (; secret.size >= ENCODED_LEAST; secret = word_behind(secret, 1))
		for (enum spelling i = SPELLING_PLAIN; i < SPELLING_COUNT; i++)
			mark(search, 0, spelled_size(secret, i, search->text, search->size, false));
}

static void put_unmarked(struct buf *buf, const struct search *search)
{
	for (size_t at = 0, end; at < search->size; at = end) {
		for (end = at + 1; end < search->size && search->mask[end] == search->mask[at];)
			end++;
		if (search->mask[at])
			buf_puts(buf, "***");
		else
			buf_put(buf, search->text + at, end - at);
	}
}

void redact_put(struct buf *buf, const char *data, size_t size, struct secrets secrets, bool cut)
{
	struct buf mask = { 0 };
	struct search search = { data, size, NULL, cut };

	if (secrets.count == 0 || size == 0) {
		buf_put(buf, data, size);
		return;
	}
	buf_fill(&mask, 0, size);
	search.mask = mask.data;
	for (size_t i = 0; i < secrets.count && !mask.failed; i++)
		for (size_t at = 0; at < size && secrets.word[i].size > 0; at++)
			find_at(&search, at, secrets.word[i]);
	for (size_t i = 0; i < secrets.count && !mask.failed && cut; i++)
		find_rest(&search, secrets.word[i]);
	if (!mask.failed)
		put_unmarked(buf, &search);
	buf_free_part(&mask, buf);
}

void redact_sentence(struct buf *buf, struct word text, struct secrets secrets)
{
	bool is_cut = word_ends(text, "...");

	redact_put(buf, text.at, text.size - (is_cut ? 3 : 0), secrets, is_cut);
	buf_puts(buf, is_cut ? "..." : "");
}
