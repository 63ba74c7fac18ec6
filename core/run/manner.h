/* manner -- what a session has told for all its commands. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_MANNER_H
#define RUN_MANNER_H

#include <stdbool.h>

/* A plain value. */
struct run_manner {
	long format;  /* enum format of what names none itself, and has no --get */
	bool is_read; /* by a program: all is printed as FORMAT has it, whatever the command says */
	bool calls;   /* --calls, of each */
	bool calm;    /* a failure that the expectation foresees is not told */
	bool confined; /* options and operands that name files, or run programs, are refused */
};

#endif
