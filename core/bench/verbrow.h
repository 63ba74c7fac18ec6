/* verbrow -- what verbs of the workbench answer: few kinds of records, shared by all of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_VERBROW_H
#define BENCH_VERBROW_H

#include "bench/adopt.h"
#include "bench/bench.h"
#include "cli/applet.h"
#include "cli/out.h"

/* Verbs wait as long as their socket says, not --timeout; "-" is a word like others. */
enum { VERB_FLAGS = APPLET_WATCHES | APPLET_INPUT };

/* A socket, and one thing about it. TEXT: "NAME: REMARK", nothing where there is no remark. */
enum {
	VERB_SOCKET,
	VERB_VALUE,
	VERB_FD,
	VERB_KIND,
	VERB_SOCKTYPE,
	VERB_LOCAL,
	VERB_PEER,
	VERB_CREDENTIALS,
	VERB_ELAPSED,
	VERB_REMARK
};
extern const struct record_type verbrow_sock[];

/* The value alone: "VALUE[ (REMARK)]". */
extern const struct record_type verbrow_value[];

/* A number: as REMARK says it, or the number alone. */
enum {
	COUNTROW_SOCKET,
	COUNTROW_VALUE,
	COUNTROW_ASKED,
	COUNTROW_PEER,
	COUNTROW_ERRNO,
	COUNTROW_REMARK
};
extern const struct record_type verbrow_count[];
extern const struct record_type verbrow_number[];

/* What was received. */
enum {
	DATAROW_SOCKET,
	DATAROW_DATA,
	DATAROW_SIZE,
	DATAROW_TRUE_SIZE,
	DATAROW_LOST,
	DATAROW_TRUNCATED,
	DATAROW_SOCKTYPE,
	DATAROW_PEER,
	DATAROW_LOCAL,
	DATAROW_FLAGS,
	DATAROW_ANCILLARY,
	DATAROW_SOCKETS,
	DATAROW_REMARK,
	DATAROW_SHOWN,
	DATAROW_NOTE
};
extern const struct record_type verbrow_data[];

/* The operand that names a socket; first of a table of operands. */
#define VERB_OPERAND_SOCKET                                                         \
	{                                                                           \
		"SOCKET", 1, 1, OFFER_NOTHING, "a socket of the workbench, by name" \
	}

/* The socket that the first operand names. NULL: the failure was told. */
struct bench_sock *verbrow_socket(struct run *run);

/* Whether WORD, an operand, is text: its bytes may hold a NUL, behind which nobody would look. ERR
 * is STATUS_INVALID. */
bool verbrow_is_text(const struct run *run, const char *word, struct err *err);

/* End the run with a failure of SOCK: a record that has its name, and no more. */
void verbrow_fail(struct run *run, const struct bench_sock *sock, const struct err *err);

/* A record of TYPE (verbrow_sock or verbrow_value) about SOCK: its name, kind and descriptor. */
struct row *verbrow_begin(struct run *run, const struct record_type *type,
			  const struct bench_sock *sock);

/* An end of SOCK as a value of FIELD. */
void verbrow_put_end(struct row *row, unsigned field, const struct bench_sock *sock,
		     const struct sock_addr *end);

/* End the record of a verb whose value is TEXT: the variable's, and the field's. */
void verbrow_done_text(struct run *run, struct row *row, struct buf *text);

/* A whole record of verbrow_count or verbrow_number; it becomes the variable's value. */
void verbrow_done_number(struct run *run, const struct record_type *type,
			 const struct bench_sock *sock, int64_t number);

/* How many bytes: "3 bytes", "1 byte". */
void verbrow_put_bytes(struct buf *text, uint64_t bytes);

/* When a verb that waits gives up at the latest: --timeout, or `within` of its expectation. */
struct deadline verbrow_until(const struct run *run);

/* Wait a moment, for what poll(2) cannot tell. False as bench_wait. */
bool verbrow_pause(struct run *run, const struct bench_sock *sock, struct err *err);

/* After a call that failed with errno: whether to call again, once SOCK has EVENTS or after a
 * signal. False with ERR where waiting ended (see bench_wait), or with ERR as it was: the call has
 * failed for good, and errno tells why. */
bool verbrow_again(struct run *run, const struct bench_sock *sock, short events, struct err *err);

#endif
