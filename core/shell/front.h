/* front -- what a session has that a person types into: the line, the terminal and who has it, what
 * goes on beside. A script has none. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_FRONT_H
#define SHELL_FRONT_H

#include "run/foreground.h"
#include "run/line.h"
#include "shell/modes.h"
#include "shell/shell.h"

enum timing { TIMING_AUTO /* above half a second */, TIMING_ON, TIMING_OFF };

struct job_news;

/* Owner: starts as FRONT_NONE; prompt begins and ends it. */
struct front {
	struct job_news *news; /* of jobs; the newest first */
	struct loop loop; /* also the bench's: its watches and timers live while commands run */
	struct line line;
	struct foreground foreground;
	struct modes modes; /* of the terminal, as commands find it */
	struct buf text;    /* of the prompt, as `set prompt` has it; empty: the usual one */
	struct buf prompt;  /* as it stands there */
	enum timing timing;
	struct buf held; /* what is to be told when nobody edits in front */
	bool colours;
	unsigned lines;     /* that were run */
	unsigned warned_at; /* after which of them it was said that leaving ends jobs; 0: never */

	bool stepped; /* aside of a Ctrl-C that the terminal shows, see shell.echoed; or a verb did
		       */
	pid_t group;  /* that has the terminal; 0: we have it */
	bool of_applets;     /* which Ctrl-C is meant to end */
	int64_t key_ns;      /* when Ctrl-C was typed last; 0: not at all */
	struct deadline end; /* when who does not heed it is killed */
};
#define FRONT_NONE                                                 \
	{                                                          \
		.loop = LOOP_CLOSED, .foreground = FOREGROUND_NONE \
	}

/* Before commands are started that will have the terminal; nothing where none can be lent. */
void front_prepare(const struct shell *shell);

/* GROUP, which was started in front, has the terminal. Nothing without a FRONT, or where it has no
 * terminal to lend. */
void front_lend(struct front *front, pid_t group, bool of_applets);

/* Whether children of SHELL that are waited for get the terminal. */
bool front_lends(const struct shell *shell);

/* Ctrl-C may have been typed while GROUP had the terminal; ALL: wait to be sure. */
void front_take_keys(struct front *front, bool all);

/* Keep TEXT where a command in front edits or pages, whose screen it would spoil: until the
 * terminal is ours. False: it can be written; so it can where much is kept. */
bool front_holds(struct front *front, const struct buf *text);

/* The terminal is ours again, in modes for a person who types. CODE is how it went; whether that
 * was by Ctrl-C, so that nothing more is to be run. */
bool front_return(struct front *front, int code);

#endif
