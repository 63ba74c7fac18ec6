/* out_state -- the inside of an output, for its formats and for core/run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OUT_STATE_H
#define CLI_OUT_STATE_H

#include "base/buf.h"
#include "cli/applet.h"
#include "cli/expect.h"
#include "cli/path.h"
#include "cli/record.h"
#include "cli/safe.h"

/* A format: appends what it makes of a record to out->text. HEAD is NULL unless the format
 * or --get asked for it. END, which may be NULL, adds what comes after the last record. */
struct writer {
	void (*record)(struct out *out, const struct record *record, const struct row *head);
	void (*end)(struct out *out);
	bool needs_head;
	bool streams; /* what is in out->text may go out before the end */
	bool raw;     /* it is bytes, not text */
};

enum { PATHS_MAX = 16 };

/* Who hears of all that goes out, beside its readers: a session that is recorded. */
struct out_watcher {
	void (*saw)(struct out_watcher *watcher, const struct record *record); /* each result */
	void (*wrote)(struct out_watcher *watcher, int fd, const char *data, size_t size);
};

/* Owner: out_begin to out_close. */
struct out {
	const struct applet *applet;
	const struct common *common;
	const struct writer *writer;
	struct buf text; /* for stdout */
	struct buf talk; /* for stderr, while it is held back */
	struct arena arena;
	struct charset charset;
	size_t columns; /* to fold at; 0: do not fold */
	bool color;

	struct path path[PATHS_MAX]; /* --get */
	unsigned path_count;
	struct expect *expect;
	int64_t began_ns;

	bool begun;      /* a record is being filled: */
	struct row *row; /* NULL when memory was out */
	const struct record_type *type;
	uint64_t wanted;             /* fields of that type which the output will look at */
	bool needs_head;             /* --get names type, status or error */
	const char *subject;         /* the question being answered */
	const char *where;           /* "FILE:LINE: " of the script that asks; NULL */
	struct out_watcher *watcher; /* NULL: nobody */
	bool calm;                   /* a failure that the expectation foresees is not told */
	int number;                  /* errno of the last failed result, or 0 */

	enum status worst;   /* of all results */
	enum status refused; /* see out_refuse; STATUS_OK: it was not */
	uint64_t results;
	bool hushed;        /* see out_hush */
	bool asked_first;   /* --first: this question has had its answer */
	bool wrote;         /* the text writer has put a block of lines */
	bool endless;       /* it would run on: the applet watches, or stdin asks */
	bool hold;          /* keep everything back: a try that may not be the last */
	bool child;         /* records go to the parent, which judges them */
	bool batch;         /* more is coming at once: do not write after each record */
	const int *stop_fd; /* once it can be read, who reads our output is not waited for; NULL: he
			     * always is */
	struct deadline write_until; /* nor longer than this, where there is a stop_fd */
	int write_errno;             /* stdout is gone; 0 while it is well */

	const struct record_type *format_type; /* the one type that a table or CSV shows */
	void *format_state;                    /* of the table writer; released by its end */
};

extern const struct writer writer_text, writer_table, writer_csv, writer_json, writer_get,
	writer_none, writer_wire, writer_raw;

/* Make OUT ready for APPLET under COMMON. ERR is STATUS_INVALID: a path or an expectation that
 * makes no sense. out_close must follow in both cases. */
bool out_begin(struct out *out, const struct applet *applet, const struct common *common,
	       struct err *err);

/* Begin a question: what its messages call it, which is borrowed. */
void out_question(struct out *out, const char *subject);

/* Write all of it to FD, stdout or stderr or what we were given beside them. False with errno set.
 */
bool out_write(const struct out *out, int fd, const void *data, size_t size);

/* Write what is waiting; false once stdout has failed. */
bool out_flush(struct out *out);

/* End the format, settle the expectation and write everything. Returns the exit code. */
int out_finish(struct out *out);

/* In a child: records become frames in out->text (cli/wire.h), and nothing else is done. */
void out_use_wire(struct out *out);

/* True when no further answer is wanted: stdout is gone, the expectation is decided. */
bool out_is_over(const struct out *out);

/* The moment from which on its expectation is missed unless it is decided by then: `within`. None
 * where there is no such moment. */
struct deadline out_deadline(const struct out *out);

/* Say what is wrong with SUBJECT, at once: that is the verdict from now on, whatever was expected,
 * and no more is asked. The first one holds. */
void out_refuse(struct out *out, const char *subject, const struct err *err);

/* Drop what was held back and forget the verdict, for another try. */
void out_retry(struct out *out);

/* The verdict so far, without its report: what --eventually waits for. */
bool out_is_met(struct out *out);

void out_close(struct out *out);

/* How wide FD's terminal is, or COLUMNS says; 0 where nobody knows: do not fold. */
size_t out_columns(int fd);

/* Whether what is written to FD is to be coloured: WHEN is an enum color. NO_COLOR, TERM. */
bool out_wants_color(long when, int fd);

/* Lines to stderr in one write, or held back with the try that they belong to. */
void out_say(struct out *out, struct buf *line);

/* What lines on stderr begin with: where it was asked, and "APPLET: ". */
void out_put_name(const struct out *out, struct buf *line);

/* "APPLET: 'SUBJECT': reason (ERRNO)" on stderr in one write; SUBJECT may be "" or NULL. */
void out_complain(struct out *out, const char *subject, const struct err *err);

/* Hand over a finished record, as out_done and out_fail do. */
void out_record_ready(struct out *out, const struct record *record);

/* Whether a table or CSV shows RECORD: they have one type, the first that comes. */
bool table_shows(struct out *out, const struct record *record);

/* Append LINE, safe text without a newline, folded at out->columns, and a newline. It begins
 * in column START, its further lines behind INDENT blanks. */
void text_put_line(struct out *out, const char *line, size_t size, size_t start, size_t indent);

#endif
