/* job -- commands that run beside the session: which they are, where they listen, how they ended.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_JOB_H
#define SHELL_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/word.h"
#include "run/spawn.h"
#include "shell/modes.h"

struct job {
	struct job *next;
	uint32_t number; /* counts up: %1, %2 ... */
	struct spawn spawn;
	struct spawn *rest; /* of a pipeline that was stopped: its further commands */
	unsigned rest_count;
	struct modes modes; /* of the terminal, when it was stopped */
	struct buf local;   /* of one that is ready: where it listens */
	int64_t port;       /* -1: none */
	bool of_applets;    /* which Ctrl-C is meant to end */
	bool settled;       /* somebody waits for it, or did, or ended it: how it ended is known */
	char command[];     /* as it was written */
};

/* Owner: starts as { 0 }, ends in jobs_free. */
struct jobs {
	struct job *first; /* the newest */
	uint32_t last_number;
};

/* Take over SPAWN, which runs COMMAND; also on failure, where it is ended. */
struct job *job_add(struct jobs *jobs, struct spawn *spawn, struct word command, struct err *err);

/* It is of COUNT more commands, whose children are taken over. False when memory is out. */
bool job_extend(struct job *job, struct spawn *const *rest, unsigned count);

/* The job that WORD names: "%1", or its number. NULL with ERR: STATUS_INVALID. */
struct job *job_find(const struct jobs *jobs, const char *word, struct err *err);
struct job *job_numbered(const struct jobs *jobs, int64_t number);

/* Whether it has ended, without waiting. */
bool job_look(struct job *job);

/* The signal that has stopped it, so that none of it runs; or 0. */
int job_stopped(struct job *job);

/* The exit code of one that has ended: its own, or 128 and the signal; of a pipeline that of the
 * last command that failed. */
int job_code(const struct job *job);

/* What it printed to the descriptor that --ready-fd names: the first line says where it listens.
 * ERR is STATUS_LACKING where it makes no sense. */
bool job_ready(struct job *job, struct word lines, struct err *err);

/* Forget JOB, which is one of them; what still runs of it is killed. */
void jobs_drop(struct jobs *jobs, struct job *job);

/* Kill what still runs. Safe on { 0 } and twice. */
void jobs_free(struct jobs *jobs);

#endif
