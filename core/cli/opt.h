/* opt -- option and operand rows: the one place where a command line is described. The
 * parser, --help, manual pages, completion and the JSON description all read these rows. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "base/texts.h"

/* What an option takes, and the type of the settings member that it fills. */
enum takes {
	TAKES_NOTHING,  /* bool: made true */
	TAKES_COUNT,    /* long: one more each time */
	TAKES_CONSTANT, /* long: set to min */
	TAKES_BIT,      /* long: min is or-ed in */
	TAKES_NUMBER,   /* int64_t from min to max */
	TAKES_TEXT,     /* const char *, borrowed from argv */
	TAKES_TEXTS,    /* struct texts: one more each time, borrowed from argv */
	TAKES_NAME,     /* long, by a word of names */
	TAKES_BITS,     /* long, words of names joined by commas, or-ed */
	TAKES_DURATION, /* int64_t, nanoseconds, at least min */
	TAKES_SIZE      /* uint64_t, bytes, at least min */
};

/* What completion offers for a value or operand beside the words of names. */
enum offer {
	OFFER_NOTHING,
	OFFER_FILE,
	OFFER_FOLDER,
	OFFER_HOST,
	OFFER_SERVICE,
	OFFER_PROTOCOL,
	OFFER_INTERFACE,
	OFFER_CONSTANT,
	OFFER_ENDPOINT, /* a transport, a host, a path */
	OFFER_SOCKOPT,  /* a socket option and = */
	OFFER_SOCKKIND, /* a kind of socket or an option */
	OFFER_APPLET,
	OFFER_PROGRAM, /* to be run, and its words */
	OFFER_AT_FILE, /* a text, or a file behind '@' */
	OFFER_REPORT,  /* a format, or a format and, behind '=', a file */
	OFFER_PATH,    /* keys of the applet's records, joined by commas */
	OFFER_EXPECT   /* an expectation over them */
};

enum { OPT_WORDS_SIZE = 112 }; /* of a row's texts with their NULs */

/* Behind the NUL of the word stand the name of the value and the help, see text_behind: rows are
 * made by the macros below, or begin with OPT_ROW. */
struct opt {
	const struct name *names; /* of TAKES_NAME and TAKES_BITS */
	int64_t min, max;
	uint32_t slot; /* offset into the settings: rows stay constant data */
	enum takes takes : 8;
	enum offer offer : 8;
	unsigned flags : 8;        /* OPT_* below */
	char letter;               /* 0: long form only */
	char word[OPT_WORDS_SIZE]; /* long form without dashes; "" ends the table */
};

/* Whether what is named so is outside of sockbox: a file, or a program. */
static inline bool offer_is_outside(enum offer offer)
{
	return offer == OFFER_FILE || offer == OFFER_FOLDER || offer == OFFER_PROGRAM ||
	       offer == OFFER_AT_FILE || offer == OFFER_REPORT;
}

/* The texts of a row. V names the value in help, such as "PORT", "" when none is taken; H is one
 * line, lower case, no full stop. */
#define OPT_WORDS(w, v, h) .word = w "\0" v "\0" h

/* The name of the value; NULL when none is taken. */
static inline const char *opt_value(const struct opt *row)
{
	const char *value = text_behind(row->word);

	return *value ? value : NULL;
}

static inline const char *opt_help(const struct opt *row)
{
	return text_behind(text_behind(row->word));
}

enum {
	OPT_ALONE = 1 << 0, /* it stands in place of operands: --all */
	OPT_FAMILY =
		1 << 1, /* common rows: only where the applet has the APPLET_* flag of that name */
	OPT_NUMERIC = 1 << 2,
	OPT_SOCKET = 1 << 3,
	OPT_TRANSPORT = 1 << 4,
	OPT_SERVER = 1 << 5,
	OPT_READY = 1 << 6,
	OPT_COMMAND = 1 << 7, /* with it the first "--" starts a command, see run->command_fd */
	OPT_CONDITIONS =
		OPT_FAMILY | OPT_NUMERIC | OPT_SOCKET | OPT_TRANSPORT | OPT_SERVER | OPT_READY
};

/* The offset of MEMBER in SET; a member of another type than the row's kind warns. */
#define OPT_SLOT(set, member, type) \
	(offsetof(set, member) + 0 * sizeof(&((set *)0)->member == (type *)0))

/* clang-format off */
#define OPT_ROW(set, member, type, kind, l, w, v, h) \
	.letter = l, OPT_WORDS(w, v, h), .takes = kind, \
	.slot = OPT_SLOT(set, member, type) + TEXT_FITS(OPT_WORDS_SIZE, w "\0" v "\0" h)

#define OPT_FLAG(set, member, l, w, h) \
	{ OPT_ROW(set, member, bool, TAKES_NOTHING, l, w, "", h) }
#define OPT_FLAG_ALONE(set, member, l, w, h) \
	{ OPT_ROW(set, member, bool, TAKES_NOTHING, l, w, "", h), .flags = OPT_ALONE }
#define OPT_COUNT(set, member, l, w, h) \
	{ OPT_ROW(set, member, long, TAKES_COUNT, l, w, "", h) }
#define OPT_CONSTANT(set, member, l, w, constant, h) \
	{ OPT_ROW(set, member, long, TAKES_CONSTANT, l, w, "", h), .min = constant }
#define OPT_BIT(set, member, l, w, bit, h) \
	{ OPT_ROW(set, member, long, TAKES_BIT, l, w, "", h), .min = bit }
#define OPT_NUMBER(set, member, l, w, v, low, high, h) \
	{ OPT_ROW(set, member, int64_t, TAKES_NUMBER, l, w, v, h), .min = low, .max = high }
#define OPT_TEXT(set, member, l, w, v, offered, h) \
	{ OPT_ROW(set, member, const char *, TAKES_TEXT, l, w, v, h), .offer = offered }
#define OPT_TEXTS(set, member, l, w, v, offered, h) \
	{ OPT_ROW(set, member, struct texts, TAKES_TEXTS, l, w, v, h), .offer = offered }
/* The formats of TABLE, each maybe with a file behind '='. */
#define OPT_REPORTS(set, member, l, w, v, table, h)                                                \
	{ OPT_ROW(set, member, struct texts, TAKES_TEXTS, l, w, v, h), .offer = OFFER_REPORT,      \
	  .names = table }
#define OPT_NAME(set, member, l, w, v, table, h) \
	{ OPT_ROW(set, member, long, TAKES_NAME, l, w, v, h), .names = table }
#define OPT_BITS(set, member, l, w, v, table, h) \
	{ OPT_ROW(set, member, long, TAKES_BITS, l, w, v, h), .names = table }
#define OPT_DURATION(set, member, l, w, v, h) \
	{ OPT_ROW(set, member, int64_t, TAKES_DURATION, l, w, v, h), .min = 1 }
#define OPT_SIZE(set, member, l, w, v, h) \
	{ OPT_ROW(set, member, uint64_t, TAKES_SIZE, l, w, v, h) }
#define OPT_END { .word = "" }
/* clang-format on */

/* An operand: between MIN and MAX words; MANY is no upper bound. The row holds its texts itself:
 * each pointer of a constant table is relocated at every start. */
enum { MANY = 1 << 20, OPERAND_VALUE_SIZE = 16, OPERAND_HELP_SIZE = 84 };
struct operand {
	char value[OPERAND_VALUE_SIZE]; /* "HOST"; "" ends the table */
	int min, max;
	enum offer offer;
	char help[OPERAND_HELP_SIZE];
};

/* What people type who know another tool, and where they find here what they mean by it: a letter,
 * the letters of a whole word ("sT" of -sT) or a long option ("top-ports"). A table is one text of
 * such, one after the other. */
#define HABIT(what, says) what "\0" says "\0"

/* One table to look options up in, with the settings that its rows fill. */
struct opt_table {
	const struct opt *rows; /* ends with an empty word */
	void *settings;
	unsigned flags;     /* rows that need a flag which is not here do not exist */
	const char *habits; /* of the first table: said where such an option is refused */
};

/* Whether ROW exists where the applet has FLAGS. */
bool opt_applies(const struct opt *row, unsigned flags);

/* What opt_parse found beside options. */
struct opt_words {
	char **word; /* the operands, in argv, which is reordered; NULL-terminated */
	int count;
	const struct opt *alone; /* the OPT_ALONE option that was given, or NULL */
	char **command; /* what stands behind the first "--", or NULL when there was none */
	bool commands;  /* an OPT_COMMAND option was given */
	/* The first option that named a file or a program, else the first OPT_COMMAND; NULL. */
	const struct opt *outside;
};

/* Read ARGV (NULL-terminated, without the applet's name) against TABLES (a NULL rows pointer
 * ends them) and fill their settings. With STOP_AT_OPERAND the first operand ends options.
 * The first "--" ends options: it is dropped, and words->command points behind it.
 * ERR is STATUS_INVALID: an unknown option names the nearest, or what the habits say of it. */
bool opt_parse(struct opt_words *words, char **argv, const struct opt_table *tables,
	       bool stop_at_operand, struct err *err);

/* Read TEXT (NULL where ROW takes no value) into the member of SETTINGS that ROW fills; on failure
 * it is as it was. ERR is STATUS_INVALID, and names the option. */
bool opt_fill(const struct opt *row, char *settings, const char *text, struct err *err);

/* Where "--" only ended options: make what stands behind it operands again. */
void opt_rejoin(struct opt_words *words);

#endif
