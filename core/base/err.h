/* err -- what went wrong, as a value: a status word, an errno and a sentence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* How a question went. These words are the whole vocabulary of every applet, in
 * records, expectations and manual pages; status_exit maps them to exit codes. */
enum status {
	STATUS_OK,
	STATUS_OPEN,
	STATUS_ANSWERED,
	STATUS_JOINED,

	STATUS_NOT_FOUND, /* the name or number does not exist */
	STATUS_NO_DATA,   /* it exists, but has nothing of the kind asked for */
	STATUS_REFUSED,
	STATUS_UNREACHABLE, /* a host said so */
	STATUS_RESET,
	STATUS_CLOSED,
	STATUS_SELF_CONNECTED,
	STATUS_MISMATCH,
	STATUS_LOSS,
	STATUS_AMBIGUOUS, /* there is more than one reading */

	STATUS_INVALID, /* malformed: command line, operand or file */

	STATUS_DENIED,       /* no permission */
	STATUS_LACKING,      /* this machine lacks a feature or a resource */
	STATUS_NO_ROUTE,     /* this machine has no way there */
	STATUS_NO_INTERFACE, /* an interface named by an option does not exist */
	STATUS_TEMP_FAIL,    /* the resolver could not tell; trying again may help */
	STATUS_PARTIAL,      /* a part of the answer could not be had */

	STATUS_TIMEOUT,
	STATUS_SILENT,

	STATUS_COUNT
};

enum { EXIT_USAGE = 2, EXIT_NOTHING_RAN = 5, EXIT_NOT_RUNNABLE = 126, EXIT_NO_PROGRAM = 127 };

/* The word, as records and expectations write it. */
const char *status_word(enum status status);

/* The exit code, 0 to 4; see sockbox-exit(7). */
int status_exit(enum status status);

bool status_is_success(enum status status);

/* The worse of two by exit code, in the order 2, 1, 3, 4, 0; A when they are equal. */
enum status status_worse(enum status a, enum status b);

enum { ERR_TEXT_MAX = 240 };

/* A failure, kept on the caller's stack. A function that can fail returns bool and
 * fills it last; with kind STATUS_OK nothing is wrong. TEXT is lower case, without a
 * full stop, and holds bytes as they came: whoever prints it escapes it. */
struct err {
	enum status kind;
	int number;      /* errno, or 0 */
	size_t lines_at; /* where lines of a drawing begin behind the sentence; 0: there are none */
	char text[ERR_TEXT_MAX];
};

/* Fill ERR with a sentence; returns false, so that callers can `return err_set(...)`.
 * A sentence that does not fit ends in "...". */
bool err_set(struct err *err, enum status kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same from an errno value: its status, and ": " and its description behind the sentence. */
bool err_errno(struct err *err, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Say ERR in other words, which may quote its own: its status and errno stay. Returns false. */
bool err_reword(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What ERR did not find is no answer, as what was looked for is a means: a file that an option
 * names. This machine lacks it. Returns false. */
bool err_lacks(struct err *err);

/* The status that an errno stands for where nothing more is known. */
enum status err_status_of(int number);

/* "ECONNREFUSED", or NULL for a number that has no name. errno(3). */
const char *err_name(int number);

#endif
