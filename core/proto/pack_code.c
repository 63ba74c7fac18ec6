/* pack_code -- the letters of a format and what each stands for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/pack_code.h"

#include <stddef.h>
#include <sys/types.h>

/* The alignment that a struct gives its members, which _Alignof is not on every machine. */
#define ALIGN(type)                  \
	offsetof(                    \
		struct {             \
			char first;  \
			type member; \
		},                   \
		member)
#define NATIVE(type) sizeof(type), ALIGN(type)

/* Ends with a letter of 0. */
/* clang-format off */
static const struct pack_code pack_codes[] = {
	{ 'x', PACK_PAD,      1, 1,                       1, "padding" },
	{ 'c', PACK_CHAR,     1, 1,                       1, "char" },
	{ 'b', PACK_SIGNED,   1, 1,                       1, "signed char" },
	{ 'B', PACK_UNSIGNED, 1, 1,                       1, "unsigned char" },
	{ '?', PACK_BOOL,     NATIVE(bool),               1, "bool" },
	{ 'h', PACK_SIGNED,   NATIVE(short),              2, "short" },
	{ 'H', PACK_UNSIGNED, NATIVE(unsigned short),     2, "unsigned short" },
	{ 'i', PACK_SIGNED,   NATIVE(int),                4, "int" },
	{ 'I', PACK_UNSIGNED, NATIVE(unsigned),           4, "unsigned int" },
	{ 'l', PACK_SIGNED,   NATIVE(long),               4, "long" },
	{ 'L', PACK_UNSIGNED, NATIVE(unsigned long),      4, "unsigned long" },
	{ 'q', PACK_SIGNED,   NATIVE(long long),          8, "long long" },
	{ 'Q', PACK_UNSIGNED, NATIVE(unsigned long long), 8, "unsigned long long" },
	{ 'n', PACK_SIGNED,   NATIVE(ssize_t),            0, "ssize_t" },
	{ 'N', PACK_UNSIGNED, NATIVE(size_t),             0, "size_t" },
	{ 'e', PACK_FLOAT,    NATIVE(short),              2, "_Float16" },
	{ 'f', PACK_FLOAT,    NATIVE(float),              4, "float" },
	{ 'd', PACK_FLOAT,    NATIVE(double),             8, "double" },
	{ 's', PACK_TEXT,     1, 1,                       1, "char" },
	{ 'p', PACK_PASCAL,   1, 1,                       1, "Pascal string" },
	{ 'P', PACK_POINTER,  NATIVE(void *),             0, "void *" },
	{ 0 },
};
/* clang-format on */

const struct pack_code *pack_code_find(char letter)
{
	for (const struct pack_code *code = pack_codes; code->letter; code++)
		if (code->letter == letter)
			return code;
	return NULL;
}
