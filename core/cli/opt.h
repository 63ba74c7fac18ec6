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
	OFFER_PATH,  /* keys of the applet's records, joined by commas */
	OFFER_EXPECT /* an expectation over them */
};

struct opt {
	char letter;      /* 0: long form only */
	const char *word; /* long form without dashes; NULL ends the table */
	enum takes takes;
	size_t slot;       /* offset into the settings: rows stay constant data */
	const char *value; /* name of the value in help, such as "PORT"; NULL when none is taken */
	const char *help;  /* one line, lower case, no full stop */
	int64_t min, max;
	const struct name *names;
	enum offer offer;
	unsigned flags; /* OPT_* below */
};

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
#define OPT_FLAG(set, member, l, w, h) \
	{ .letter = l, .word = w, .takes = TAKES_NOTHING, .slot = OPT_SLOT(set, member, bool), .help = h }
#define OPT_FLAG_ALONE(set, member, l, w, h) \
	{ .letter = l, .word = w, .takes = TAKES_NOTHING, .slot = OPT_SLOT(set, member, bool), .help = h, \
	  .flags = OPT_ALONE }
#define OPT_COUNT(set, member, l, w, h) \
	{ .letter = l, .word = w, .takes = TAKES_COUNT, .slot = OPT_SLOT(set, member, long), .help = h }
#define OPT_CONSTANT(set, member, l, w, constant, h) \
	{ .letter = l, .word = w, .takes = TAKES_CONSTANT, .slot = OPT_SLOT(set, member, long), \
	  .help = h, .min = constant }
#define OPT_BIT(set, member, l, w, bit, h) \
	{ .letter = l, .word = w, .takes = TAKES_BIT, .slot = OPT_SLOT(set, member, long), .help = h, \
	  .min = bit }
#define OPT_NUMBER(set, member, l, w, v, low, high, h) \
	{ .letter = l, .word = w, .takes = TAKES_NUMBER, .slot = OPT_SLOT(set, member, int64_t), \
	  .value = v, .help = h, .min = low, .max = high }
#define OPT_TEXT(set, member, l, w, v, offered, h) \
	{ .letter = l, .word = w, .takes = TAKES_TEXT, .slot = OPT_SLOT(set, member, const char *), \
	  .value = v, .help = h, .offer = offered }
#define OPT_TEXTS(set, member, l, w, v, offered, h) \
	{ .letter = l, .word = w, .takes = TAKES_TEXTS, .slot = OPT_SLOT(set, member, struct texts), \
	  .value = v, .help = h, .offer = offered }
#define OPT_NAME(set, member, l, w, v, table, h) \
	{ .letter = l, .word = w, .takes = TAKES_NAME, .slot = OPT_SLOT(set, member, long), \
	  .value = v, .help = h, .names = table }
#define OPT_BITS(set, member, l, w, v, table, h) \
	{ .letter = l, .word = w, .takes = TAKES_BITS, .slot = OPT_SLOT(set, member, long), \
	  .value = v, .help = h, .names = table }
#define OPT_DURATION(set, member, l, w, v, h) \
	{ .letter = l, .word = w, .takes = TAKES_DURATION, .slot = OPT_SLOT(set, member, int64_t), \
	  .value = v, .help = h, .min = 1 }
#define OPT_SIZE(set, member, l, w, v, h) \
	{ .letter = l, .word = w, .takes = TAKES_SIZE, .slot = OPT_SLOT(set, member, uint64_t), \
	  .value = v, .help = h }
#define OPT_END { .word = NULL }
/* clang-format on */

/* An operand: between MIN and MAX words; MANY is no upper bound. */
enum { MANY = 1 << 20 };
struct operand {
	const char *value; /* "HOST"; NULL ends the table */
	int min, max;
	enum offer offer;
	const char *help;
};

/* One table to look options up in, with the settings that its rows fill. */
struct opt_table {
	const struct opt *rows; /* ends with a NULL word */
	void *settings;
	unsigned flags; /* rows that need a flag which is not here do not exist */
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
};

/* Read ARGV (NULL-terminated, without the applet's name) against TABLES (a NULL rows pointer
 * ends them) and fill their settings. With STOP_AT_OPERAND the first operand ends options.
 * The first "--" ends options: it is dropped, and words->command points behind it.
 * ERR is STATUS_INVALID: an unknown option names the nearest. */
bool opt_parse(struct opt_words *words, char **argv, const struct opt_table *tables,
	       bool stop_at_operand, struct err *err);

/* Where "--" only ended options: make what stands behind it operands again. */
void opt_rejoin(struct opt_words *words);

#endif
