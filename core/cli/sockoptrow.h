/* sockoptrow -- a socket option and its value as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SOCKOPTROW_H
#define CLI_SOCKOPTROW_H

#include "cli/record.h"
#include "net/specimen.h"

/* clang-format off */
enum {
	SOCKOPTROW_KIND, SOCKOPTROW_NAME, SOCKOPTROW_LEVEL, SOCKOPTROW_NUMBER, SOCKOPTROW_TYPE, SOCKOPTROW_UNIT,
	SOCKOPTROW_VALUE, SOCKOPTROW_VALUE_INT, SOCKOPTROW_VALUE_HEX, SOCKOPTROW_ASKED, SOCKOPTROW_DEFAULT, SOCKOPTROW_DIFFERS,
	SOCKOPTROW_SETTABLE, SOCKOPTROW_READABLE, SOCKOPTROW_NEEDS, SOCKOPTROW_SYSCTL, SOCKOPTROW_SYSCTL_VALUE,
	SOCKOPTROW_REMARK, SOCKOPTROW_MEANING, SOCKOPTROW_END
};

#define SOCKOPTROW_FIELDS \
	[SOCKOPTROW_KIND] = FIELD("kind", FIELD_TEXT, FIELD_QUESTION, 0, "kind of socket", NULL), \
	[SOCKOPTROW_NAME] = FIELD("name", FIELD_TEXT, FIELD_QUESTION, 0, "the option", NULL), \
	[SOCKOPTROW_LEVEL] = FIELD("level", FIELD_TEXT, FIELD_DETAIL, 0, "what setsockopt(2) takes as level", NULL), \
	[SOCKOPTROW_NUMBER] = FIELD("number", FIELD_INT, FIELD_DETAIL, 0, "what it takes as option, on this machine", NULL), \
	[SOCKOPTROW_TYPE] = FIELD("value_type", FIELD_TEXT, FIELD_DETAIL, 0, "bool, int, size, time, word, bits, text, bytes, ...", NULL), \
	[SOCKOPTROW_UNIT] = FIELD("unit", FIELD_TEXT, FIELD_DETAIL, 0, "bytes, s, ms, us, bytes/s", NULL), \
	[SOCKOPTROW_VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "what it is on the socket; with --set, in effect", NULL), \
	[SOCKOPTROW_VALUE_INT] = FIELD("value_int", FIELD_INT, FIELD_DETAIL, 0, "the same where it is one number", NULL), \
	[SOCKOPTROW_VALUE_HEX] = FIELD("value_hex", FIELD_TEXT, FIELD_DETAIL, 0, "the same as the bytes in memory", NULL), \
	[SOCKOPTROW_ASKED] = FIELD("asked", FIELD_TEXT, FIELD_QUESTION, 0, "what --set asked for", NULL), \
	[SOCKOPTROW_DEFAULT] = FIELD("default", FIELD_TEXT, FIELD_DETAIL, 0, "what it is on a fresh socket", NULL), \
	[SOCKOPTROW_DIFFERS] = FIELD("differs", FIELD_BOOL, FIELD_DETAIL, 0, "--fd: whether value and default differ", NULL), \
	[SOCKOPTROW_SETTABLE] = FIELD("settable", FIELD_BOOL, 0, 0, "whether it can be set on this kind", NULL), \
	[SOCKOPTROW_READABLE] = FIELD("readable", FIELD_BOOL, FIELD_DETAIL, 0, "whether it can be read", NULL), \
	[SOCKOPTROW_NEEDS] = FIELD("needs", FIELD_TEXT, FIELD_DETAIL, 0, "the right that setting it takes", NULL), \
	[SOCKOPTROW_SYSCTL] = FIELD("sysctl", FIELD_TEXT, FIELD_DETAIL, 0, "what limits it, or gives its default", NULL), \
	[SOCKOPTROW_SYSCTL_VALUE] = FIELD("sysctl_value", FIELD_TEXT, FIELD_DETAIL, 0, "the value of that on this machine", NULL), \
	[SOCKOPTROW_REMARK] = FIELD("remark", FIELD_TEXT, 0, 0, "why it is not what was asked, from what it differs, or why it has no value", NULL), \
	[SOCKOPTROW_MEANING] = FIELD("meaning", FIELD_TEXT, FIELD_DETAIL, 0, "what it is for", NULL)
/* clang-format on */

/* Which option of which sockets it is about, and no more. */
void sockoptrow_put_name(struct row *row, const struct sockkind *kind, int level, int number);

/* What the tables know of OPTION on sockets of KIND. */
void sockoptrow_put_option(struct row *row, const struct sockkind *kind,
			   const struct sockopt *option);

/* VALUE as text in FIELD; of a struct of many bytes only its size. */
void sockoptrow_put_text(struct row *row, unsigned field, const struct sockopt *option,
			 const struct sockopt_value *value);

/* What was found of OPTION: value, default, and why it differs or has none. */
void sockoptrow_put_finding(struct row *row, const struct sockopt *option,
			    const struct specimen_finding *finding);

/* What OPTION, which was set to ASKED, is now and was at first, and why it is not ASKED. */
void sockoptrow_put_effect(struct row *row, const struct specimen *specimen,
			   const struct sockopt *option, const struct sockopt_value *asked);

#endif
