/* chatname -- what people and files may be called in a chat, whatever a peer calls them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/chatname.h"

#include <string.h>

#include "base/utf8.h"

/* Blanks beyond ASCII can be seen by nobody. */
static bool is_wide_blank(uint32_t code)
{
	static const struct utf8_range blank[] = { { 0xa0, 0xa0 },     { 0x1680, 0x1680 },
						   { 0x2000, 0x200a }, { 0x202f, 0x202f },
						   { 0x205f, 0x205f }, { 0x3000, 0x3000 } };

	return utf8_in_ranges(code, blank, sizeof(blank) / sizeof(blank[0]));
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The bytes of the character at TEXT if it may be in a nick behind USED bytes; else 0. */
static size_t nick_part(struct word text, size_t used)
{
	uint32_t code;
	size_t size = utf8_decode(&code, text.at, text.size);

	if (size == 1)
		return is_letter_or_digit(text.at[0]) || text.at[0] == '_' ||
		       (used > 0 && (text.at[0] == '-' || text.at[0] == '.'));
	return size > 0 && utf8_is_shown(code) && !is_wide_blank(code) ? size : 0;
}

bool chat_make_nick(char nick[static CHAT_NICK_ROOM], struct word wish)
{
	char made[CHAT_NICK_MAX + 1];
	size_t used = 0;

	while (wish.size > 0) {
		size_t size = nick_part(wish, used);

		if (used + size > CHAT_NICK_MAX)
			break;
		memcpy(made + used, wish.at, size);
		used += size;
		wish = word_behind(wish, size > 0 ? size : 1);
	}
	if (used == 0)
		return false;
	memcpy(nick, made, used);
	nick[used] = '\0';
	return true;
}

bool chat_is_nick(struct word word)
{
	size_t used = 0;

	while (used < word.size) {
		size_t size = nick_part(word_behind(word, used), used);

		if (size == 0)
			return false;
		used += size;
	}
	return used > 0 && used <= CHAT_NICK_MAX;
}

static struct word last_part(struct word path)
{
	const char *slash = path.size > 0 ? memrchr(path.at, '/', path.size) : NULL;

	return word_trim(slash ? word_behind(path, (size_t)(slash - path.at) + 1) : path);
}

void chat_make_name(char name[static CHAT_NAME_ROOM], struct word wish)
{
	struct word rest = last_part(wish);
	char made[CHAT_NAME_ROOM];
	size_t used = 0;

	while (rest.size > 0) {
		uint32_t code;
		size_t size = utf8_decode(&code, rest.at, rest.size);
		bool shown = size > 0 && utf8_is_shown(code) &&
			     !(used == 0 && (rest.at[0] == '.' || rest.at[0] == '-'));

		if (used + (shown ? size : 1) >= CHAT_NAME_ROOM)
			break;
		if (shown)
			memcpy(made + used, rest.at, size);
		else
			made[used] = '_';
		used += shown ? size : 1;
		rest = word_behind(rest, size > 0 ? size : 1);
	}
	if (used == 0)
		made[used++] = '_';
	memcpy(name, made, used);
	name[used] = '\0';
}
