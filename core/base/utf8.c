/* utf8 -- characters in bytes: read, written, cut, and which of them can be seen. RFC 3629. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/utf8.h"

size_t utf8_decode(uint32_t *code, const char *data, size_t size)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = size > 0 ? (unsigned char)data[0] : 0xff;
	size_t length = first < 0x80   ? 1
			: first < 0xc0 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
				       : 4;
	uint32_t value = length == 1 ? first : first & (0x7fu >> length);

	if (length == 0 || length > size || first > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | ((unsigned char)data[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return length;
}

bool utf8_valid(const char *data, size_t size)
{
	while (size > 0) {
		uint32_t code;
		size_t length = utf8_decode(&code, data, size);

		if (length == 0)
			return false;
		data += length;
		size -= length;
	}
	return true;
}

size_t utf8_encode(char *to, uint32_t code)
{
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		to[0] = (char)(0xe0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3f));
		to[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | code >> 18);
	to[1] = (char)(0x80 | (code >> 12 & 0x3f));
	to[2] = (char)(0x80 | (code >> 6 & 0x3f));
	to[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

bool utf8_in_ranges(uint32_t code, const struct utf8_range *ranges, size_t count)
{
	for (size_t i = 0; i < count && ranges[i].first <= code; i++)
		if (code <= ranges[i].last)
			return true;
	return false;
}

bool utf8_is_shown(uint32_t code)
{
	static const struct utf8_range hidden[] = {
		{ 0x00, 0x1f },        { 0x7f, 0x9f },       { 0xad, 0xad },
		{ 0x34f, 0x34f },      { 0x61c, 0x61c },     { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },    { 0x180b, 0x180f },   { 0x200b, 0x200f },
		{ 0x2028, 0x202e },    { 0x2060, 0x206f },   { 0x3164, 0x3164 },
		{ 0xe000, 0xf8ff },    { 0xfdd0, 0xfdef },   { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },    { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },
		{ 0x13430, 0x1343f },  { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0x10ffff },
	};

	return (code & 0xfffe) != 0xfffe &&
	       !utf8_in_ranges(code, hidden, sizeof(hidden) / sizeof(hidden[0]));
}

size_t utf8_open_tail(const char *data, size_t size)
{
	size_t most = size < 3 ? size : 3;

	for (size_t back = 1; back <= most; back++) {
		unsigned char byte = (unsigned char)data[size - back];
		size_t length = byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;

		if (byte < 0x80 || byte > 0xf4)
			return 0;
		if (byte >= 0xc0)
			return length > back ? back : 0;
	}
	return 0;
}
