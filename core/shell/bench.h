/* bench -- the workbench: the sockets that a session holds, by name, and the words and values that
 * pass between the shell and a verb. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_BENCH_H
#define SHELL_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/word.h"
#include "shell/value.h"

enum { BENCH_NAME_MAX = 32 };

/* What is known of a socket beside what the kernel tells. */
struct bench_sock {
	struct bench_sock *next;
	uint32_t number; /* counts up and is not used again in a session */
	char name[BENCH_NAME_MAX];
	int fd; /* always non-blocking; -1: closed or detached */
	int family, type, protocol;
	int64_t timeout_ns; /* of each call; below 0: none, it blocks; 0: it does not block */
	bool listens, is_connected;
	bool write_ended, read_ended; /* we shut down sending; the peer's end was read */
};

/* A word of the command that runs: its bytes may hold NUL, which argv cannot. */
struct bench_word {
	const char *at; /* as argv has it; a NUL stands behind it */
	size_t size;
	const struct shell_value *value; /* it is nothing but this variable; or NULL */
};

/* Owner: starts as { 0 }, ends in bench_free. What verbs share. */
struct bench {
	struct bench_sock *socks; /* the newest first */
	uint32_t last_number;
	int64_t default_timeout_ns; /* of new sockets: -1 */
	const struct bench_word *words;
	size_t word_count;
	size_t word_next;      /* behind the one that was asked for last: they are asked in order */
	struct deadline until; /* of the block that the command stands in; 0: none */
	int64_t began_ns;      /* when the command began: what its timeout counts from */
	int cancel_fd; /* readable once the user wants the waiting to end; -1: nobody does */
	struct shell_value result;        /* what the verb came to: `x = verb ...` takes it */
	char result_name[BENCH_NAME_MAX]; /* what the next socket is called, as the variable that
					   * will take it; "": by its number */
	const char *const *next_names;    /* of those behind it, NULL-terminated; NULL: none */
	bool asks_first;                  /* at a prompt: nothing has a deadline unless told */
};

/* In a script a call that has no timeout of its own, in no block that has, waits so long. */
enum { BENCH_TIMEOUT_S = 5 };

/* The socket called NAME, or NULL with ERR: STATUS_INVALID, naming the nearest. */
struct bench_sock *bench_find(const struct bench *bench, const char *name, struct err *err);

/* Take FD, which is the bench's from now on, also on failure. It is called result_name, or PREFIX
 * and a number. Becomes bench->result. NULL with ERR when memory is out. */
struct bench_sock *bench_add(struct bench *bench, const char *prefix, int fd, struct err *err);

/* Close it, if it is open, and forget it. */
void bench_drop(struct bench *bench, struct bench_sock *sock);

/* The one with NUMBER; NULL where it was dropped. */
struct bench_sock *bench_numbered(const struct bench *bench, int64_t number);

/* Call it NAME from now on: its variable was assigned. Another one of that name is called by its
 * number then. */
void bench_rename(struct bench *bench, struct bench_sock *sock, const char *name);

/* The bytes of OPERAND, an operand of the run. */
struct word bench_bytes(struct bench *bench, const char *operand);

/* Until when a call may wait that has TIMEOUT_NS, as a socket's, and must not pass UNTIL: what is
 * earlier, the block's end too. */
struct deadline bench_deadline(const struct bench *bench, int64_t timeout_ns,
			       struct deadline until);

/* Wait for EVENTS (poll(2)) of SOCK until its timeout, UNTIL, the block's end or the user's wish;
 * the events that came. 0 with ERR: STATUS_TIMEOUT, EAGAIN for one that does not block, or
 * STATUS_LACKING with EINTR where the user ended the waiting; the socket lives on. */
short bench_wait(const struct bench *bench, const struct bench_sock *sock, short events,
		 struct deadline until, struct err *err);

/* In a child: close all sockets but those that WORDS (NULL-terminated) name, or a peer would not
 * see their end while the child lives. */
void bench_leave(struct bench *bench, char *const *words);

/* Safe on { 0 } and twice. */
void bench_free(struct bench *bench);

#endif
