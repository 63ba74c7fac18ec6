/* applet -- the contract: constant tables and the work, no parsing and no formatting. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_APPLET_H
#define CLI_APPLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "cli/common.h"
#include "cli/opt.h"
#include "cli/record.h"

struct out;

/* Where an applet stands in --list and the manual. */
enum group { GROUP_LOOKUP, GROUP_ADDRESS, GROUP_SOCKET, GROUP_MULTICAST, GROUP_CHECK };

enum {
	APPLET_EACH = 1 << 0,     /* every operand is a question of its own */
	APPLET_FAMILY = 1 << 1,   /* has -4 and -6 */
	APPLET_NUMERIC = 1 << 2,  /* has -n */
	APPLET_OVERLAPS = 1 << 3, /* waits for others: questions from stdin run side by side */
	APPLET_OFFLINE = 1 << 4,  /* its examples need no network and hold on every machine */
	APPLET_STOP_AT_OPERAND =
		1 << 5,            /* operands are a command or values: the first ends options */
	APPLET_WATCHES = 1 << 6,   /* may run on until stopped: no --timeout by default */
	APPLET_SOCKET = 1 << 7,    /* makes sockets: has --sockopt, --interface, ... */
	APPLET_TRANSPORT = 1 << 8, /* its endpoints may be of any transport: has -u and -U */
	APPLET_SERVER = 1 << 9,    /* listens: has --allow, --backlog, --mode, ... */
	APPLET_READY = 1 << 10,    /* tells when it is ready: has --ready-fd */
	APPLET_PAYLOAD = 1 << 11,  /* in text format stdout is payload, and nothing else */
	APPLET_DATA = 1 << 12,  /* an operand is data: "-" among several is that data, from stdin */
	APPLET_INPUT = 1 << 13, /* its stdin is data: "-" alone stands for no questions either */
	APPLET_RESULTS = 1 << 14, /* tables and CSV have its results alone, never its summary */
	APPLET_OUTSIDE = 1 << 15, /* what is typed into it may name files: not where these are
				   * out of bounds */
	APPLET_PLAN = 1 << 16     /* runs a plan: of that it may run nothing, EXIT_NOTHING_RAN */
};

/* The row holds its texts itself: each pointer of a constant table is relocated at every start. */
enum { EXAMPLE_COMMAND_SIZE = 120, EXAMPLE_SAYS_SIZE = 84 };
struct example {
	char command[EXAMPLE_COMMAND_SIZE]; /* without "sockbox"; executed by the tests. "" ends
					     * the table */
	char says[EXAMPLE_SAYS_SIZE];       /* what a reader learns from it */
};

#define EXAMPLE(command, says) \
	{                      \
		command, says  \
	}

enum { APPLET_SETTINGS_MAX = 2048 }; /* bytes */

struct line_kind; /* run/line.h */
struct line;

/* Everything that an applet may touch while it answers one question. */
struct run {
	const struct applet *applet;
	const struct common *common;
	const void *settings; /* the applet's own, filled from its option rows */
	char **operand;       /* the question: NULL-terminated words */
	int operand_count;
	struct out *out;
	struct deadline until; /* of this question */
	struct deadline end;   /* for finish: of all, see --eventually; none: 0 */
	int signal;            /* once all is written, die of it; 0: exit by the verdict */
	int exit;       /* 126 or 127 in place of a verdict that is no success; 0: the verdict */
	bool reports;   /* what came of it was told beside records: where these say success, EXIT is
			 * the code */
	char **command; /* what stands behind "--" and is run after success; NULL: nothing */
	int command_fd; /* the stdin and stdout of the command; -1: ours */
	void *state;    /* state_size zeroed bytes, kept from the first question to finish */
	void *context;  /* of a verb: the shell's workbench; NULL */
	const struct line_kind *editor; /* what can edit a line that is typed; NULL: nothing can */
	struct line *line; /* where somebody types, see line_step_aside; NULL: nowhere */
};

struct applet {
	const char *name;
	const char *summary; /* one line, lower case, no full stop */
	enum group group;
	const struct operand *operands;    /* NULL: none */
	const struct opt *options;         /* NULL: only the common ones */
	const char *habits;                /* HABITs of those who come from other tools, or NULL */
	const struct record_type *records; /* the first is the result */
	uint64_t statuses;                 /* STATUS_BITs it may end with, beside STATUSES_COMMON */
	const struct example *examples;
	size_t settings_size, state_size;
	const void *defaults; /* settings before parsing; NULL: all zero */
	unsigned flags;

	/* With APPLET_EACH: whether NEXT belongs to the question that WORD begins, as a port does
	 * to its host. NULL: never. */
	bool (*pairs)(const char *word, const char *next);

	/* Before the first question, with all operands in RUN: whether the command line makes
	 * sense, as far as no table row can say it; what options name may go into the state. False:
	 * nothing is asked, ERR says why, and the state holds nothing. Where that is this machine's
	 * fault, an interface that is not there, it is a failed result; else the exit code is 2
	 * and there is no record. May be NULL. */
	bool (*begin)(struct run *run, struct err *err);

	/* Answer one question: one or more records, each ended. Called once for each question,
	 * or once with no words where there is none. */
	void (*run)(struct run *run);

	/* After the last question: say what is left, release the state. May be NULL. */
	void (*finish)(struct run *run);
};

/* The flags that common option rows are looked up with, see opt_applies. */
static inline unsigned applet_opt_flags(const struct applet *applet)
{
	static const struct {
		unsigned applet, opt;
	} rows[] = {
		{ APPLET_FAMILY, OPT_FAMILY }, { APPLET_NUMERIC, OPT_NUMERIC },
		{ APPLET_SOCKET, OPT_SOCKET }, { APPLET_TRANSPORT, OPT_TRANSPORT },
		{ APPLET_SERVER, OPT_SERVER }, { APPLET_READY, OPT_READY },
	};
	unsigned flags = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		flags |= applet->flags & rows[i].applet ? rows[i].opt : 0u;
	return flags;
}

#define STATUS_BIT(status) (UINT64_C(1) << (status))
/* Every applet can end so: malformed operands, and a machine that lets it down. */
#define STATUSES_COMMON                                                                    \
	(STATUS_BIT(STATUS_OK) | STATUS_BIT(STATUS_INVALID) | STATUS_BIT(STATUS_LACKING) | \
	 STATUS_BIT(STATUS_DENIED) | STATUS_BIT(STATUS_TIMEOUT))

/* The generated registry, sorted by name. */
extern const struct applet *const applets[];
extern const unsigned applets_count;
const struct applet *applet_find(const char *name);

#endif
