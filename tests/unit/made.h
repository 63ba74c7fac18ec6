/* made -- applets made up for tests, and runs of them that keep what they print. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_MADE_H
#define TESTS_MADE_H

#include "base/buf.h"
#include "cli/applet.h"

/* The fields of a result: one of every type, scalars and lists. */
enum {
	WORD,
	TEXT,
	ADDRESSES,
	DATA,
	OBJECT,
	FLAG,
	OFFSET,
	SIZE_BYTES,
	RTT_MS,
	WORDS,
	NUMBERS,
	PLACE,
	PLACES
};

/* The record types: results without a template, events with one. */
enum { RESULT, EVENT };
extern const struct record_type made_records[];

/* Answer each question by its own word: a status word ends so; "full" has every field set,
 * "empty" none; the rest is in made_words below. made_pair and made_whole take
 * all operands as one question; in made_whole they may be values that look like options. */
extern const struct applet made_each, made_watching, made_overlapping, made_pair, made_whole;

/* Fill every field but WORD. */
void made_fill(struct row *row);

/* What a run printed, and its exit code. Owner: { 0 } to outcome_free. */
struct outcome {
	int code;
	struct buf out, err;
};

/* Run APPLET in this process with WORDS, separated by '|', and INPUT on stdin; either may be NULL.
 * The bytes have a NUL behind them. */
void outcome_run(struct outcome *outcome, const struct applet *applet, const char *words,
		 const char *input);

/* The same with the N-th CALL failing, see fault_arm; true when it was reached. */
bool outcome_run_failing(struct outcome *outcome, const struct applet *applet, const char *words,
			 const char *input, const char *call, unsigned n, bool lasting);
void outcome_free(struct outcome *outcome);

#endif
