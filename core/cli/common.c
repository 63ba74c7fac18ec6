/* common -- the options that every applet has, as one table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/common.h"

#include "base/clock.h"
#include "net/addr.h"

static const struct name formats[] = {
	{ "text", FORMAT_TEXT, "for people" },
	{ "table", FORMAT_TABLE, "aligned columns with a header" },
	{ "json", FORMAT_JSON, "one object a line" },
	{ "csv", FORMAT_CSV, "RFC 4180, with a header" },
	{ NULL, 0, NULL },
};

static const struct name colors[] = {
	{ "auto", COLOR_AUTO, "on a terminal" },
	{ "always", COLOR_ALWAYS, NULL },
	{ "never", COLOR_NEVER, NULL },
	{ NULL, 0, NULL },
};

const struct common common_defaults = { .timeout_ns = -1, .every_ns = NS_PER_S / 2 };

/* clang-format off */
#define SET struct common
const struct opt common_options[] = {
	{ .letter = '4', .word = "ipv4", .takes = TAKES_CONSTANT, .slot = OPT_SLOT(SET, family, long),
	  .min = AF_INET, .flags = OPT_FAMILY, .help = "IPv4 only" },
	{ .letter = '6', .word = "ipv6", .takes = TAKES_CONSTANT, .slot = OPT_SLOT(SET, family, long),
	  .min = AF_INET6, .flags = OPT_FAMILY, .help = "IPv6 only" },
	{ .letter = 'n', .word = "numeric", .takes = TAKES_NOTHING, .slot = OPT_SLOT(SET, numeric, bool),
	  .flags = OPT_NUMERIC, .help = "numbers only: look no name up" },
	OPT_CONSTANT(SET, format, 'j', "json", FORMAT_JSON, "one JSON object a line"),
	OPT_NAME(SET, format, 0, "format", "FORMAT", formats, "how records are printed"),
	OPT_TEXT(SET, get, 0, "get", "PATH[,PATH...]", OFFER_PATH,
	         "print only these values, separated by tabs"),
	OPT_FLAG(SET, first, 0, "first", "only the first answer to each question"),
	OPT_DURATION(SET, timeout_ns, 'w', "timeout", "DURATION",
	             "give up on one question after this time (5s)"),
	OPT_TEXT(SET, expect, 0, "expect", "EXPR", OFFER_EXPECT,
	         "succeed only if this holds, see sockbox-expect(7)"),
	OPT_DURATION(SET, eventually_ns, 0, "eventually", "DURATION",
	             "try again until it succeeds, at most so long"),
	OPT_DURATION(SET, every_ns, 0, "every", "DURATION", "time between tries"),
	OPT_FLAG(SET, calls, 0, "calls", "show each socket and resolver call on stderr"),
	OPT_FLAG(SET, quiet, 'q', "quiet", "print no records and no reasons: the exit code tells"),
	OPT_COUNT(SET, verbose, 'v', "verbose", "say more: details in tables, remarks on stderr"),
	OPT_NAME(SET, color, 0, "color", "WHEN", colors, "colour in text output"),
	OPT_FLAG(SET, fields, 0, "fields", "list the record types, keys and statuses, and stop"),
	OPT_FLAG(SET, help, 'h', "help", "show this help and stop"),
	OPT_FLAG(SET, version, 'V', "version", "show the version and stop"),
	OPT_END
};
/* clang-format on */
