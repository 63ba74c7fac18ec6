/* verb -- the verbs of the workbench: applets that run in the shell's own process and have its
 * sockets. Their tables, options, help, records and expectations are those of every applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_VERB_H
#define BENCH_VERB_H

#include "bench/bench.h"
#include "cli/applet.h"

/* Sorted by name; no applet is called so. */
extern const struct applet *const verbs[];
extern const unsigned verbs_count;
const struct applet *verb_find(const char *name);

/* The bench that a verb runs on: run->context. */
static inline struct bench *verb_bench(const struct run *run)
{
	return run->context;
}

#endif
