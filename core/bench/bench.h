/* bench -- the workbench: the sockets that a session holds, by name, and the words and values that
 * pass between the shell and a verb. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/word.h"
#include "lang/value.h"
#include "net/loop.h"

enum { BENCH_NAME_MAX = 32 };

/* What a person at the prompt knows of a socket: see news.h. */
struct bench_news {
	bool touched;    /* the command that runs has named it, */
	short told;      /* or was about these events of poll(2) */
	bool is_silent;  /* `events SOCKET off` */
	bool is_watched; /* by bench.events_fd, */
	uint32_t wanted; /* for these events of epoll(7) */
	bool came;       /* some of them did */
	unsigned known;  /* bits of happening.what, */
	int64_t count;   /* and how much there was */
	bool again;      /* more of it is news too */
};

/* What is known of a socket beside what the kernel tells. */
struct bench_sock {
	struct bench_sock *next;
	uint32_t number; /* counts up and is not used again in a session */
	char name[BENCH_NAME_MAX];
	int fd; /* always non-blocking; -1: closed or detached */
	int family, type, protocol;
	int64_t timeout_ns; /* of each call; below 0: none, it blocks; 0: it does not block */
	bool listens, is_connected;
	bool is_connecting;           /* a connect goes on, or its end was not seen yet */
	bool write_ended, read_ended; /* we shut down sending; the peer's end was read */
	struct bench_news news;
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
	size_t word_count, word_next; /* and where the next is looked for */
	struct deadline until;        /* of the block that the command stands in; 0: none */
	int64_t began_ns;             /* when the command began: what its timeout counts from */
	int cancel_fd; /* readable once the user wants the waiting to end; -1: nobody does */
	struct shell_value result;        /* what the verb came to: `x = verb ...` takes it */
	char result_name[BENCH_NAME_MAX]; /* what the next socket is called, as the variable that
					   * will take it; "": by its number */
	const char *const *next_names;    /* of those behind it, NULL-terminated; NULL: none */
	int events_fd;                    /* an epoll(7) of the sockets; 0: nobody watches */
	bool events_off;                  /* `events off` */
	/* The number of the socket that the variable NAME is, 0: of none; NULL: there are no
	 * variables. */
	int64_t (*named)(const struct bench *bench, const char *name);
	bool asks_first;   /* at a prompt: nothing has a deadline unless told */
	bool confined;     /* of a restricted session */
	struct loop *loop; /* what goes on beside, while calls wait; NULL: nothing does */
};

/* In a script a call that has no timeout of its own, in no block that has, waits so long. */
enum { BENCH_TIMEOUT_S = 5 };

/* The socket that the variable NAME is, or else the one called so; or NULL with ERR:
 * STATUS_INVALID, naming the nearest. */
struct bench_sock *bench_find(const struct bench *bench, const char *name, struct err *err);

/* Take FD, which is the bench's from now on, also on failure. It is called result_name, or PREFIX
 * and a number. Becomes bench->result. NULL with ERR when memory is out. */
struct bench_sock *bench_add(struct bench *bench, const char *prefix, int fd, struct err *err);

/* How many variables take what the command comes to: 1 also where none does. Adding a socket takes
 * one of them away. */
size_t bench_wanted(const struct bench *bench);

/* Sockets that are added from now on are called by their numbers. */
void bench_name_by_number(struct bench *bench);
/* EVENTS of poll(2) were what a command was about: they are no news any more. */
static inline void bench_tell(struct bench_sock *sock, int events)
{
	sock->news.told |= (short)events;
}

/* It is watched no more; before its descriptor is anybody else's. */
void bench_unwatch(struct bench *bench, struct bench_sock *sock);

/* Close it, if it is open, and forget it. */
void bench_drop(struct bench *bench, struct bench_sock *sock);

/* The one with NUMBER; NULL where it was dropped. */
struct bench_sock *bench_numbered(const struct bench *bench, int64_t number);

/* Call it NAME from now on: its variable was assigned. Another one of that name is called by its
 * number then. */
void bench_rename(struct bench *bench, struct bench_sock *sock, const char *name);

/* NAME is a variable that is SOCK, which keeps its own name: another one of that name is called by
 * its number. */
void bench_free_name(struct bench *bench, const struct bench_sock *sock, const char *name);

/* The bytes of OPERAND, an operand of the run. */
struct word bench_bytes(struct bench *bench, const char *operand);

/* Until when a call may wait that has TIMEOUT_NS, as a socket's, and must not pass UNTIL: what is
 * earlier, the block's end too. */
struct deadline bench_deadline(const struct bench *bench, int64_t timeout_ns,
			       struct deadline until);

/* That a call's time is up: STATUS_TIMEOUT, with how long it took. Returns false. */
bool bench_late(const struct bench *bench, struct err *err);

/* Wait for EVENTS (poll(2)) of SOCK until its timeout, UNTIL, the block's end or the user's wish;
 * the events that came. 0 with ERR: STATUS_TIMEOUT, EAGAIN for one that does not block, or
 * STATUS_LACKING with EINTR where the user ended the waiting; the socket lives on. */
short bench_wait(const struct bench *bench, const struct bench_sock *sock, short events,
		 struct deadline until, struct err *err);

/* poll(2) of COUNT descriptors until UNTIL, in whose array there is room for one more, while what
 * goes on beside has its turns. -1 with errno; 0: the time is up. */
int bench_poll(const struct bench *bench, struct pollfd *fds, nfds_t count, struct deadline until);

/* Let what goes on beside have a turn, without waiting. */
void bench_turn(const struct bench *bench);

/* In a child: close all sockets but those that WORDS (NULL-terminated) name, with '@' in front or
 * not, or a peer would not
 * see their end while the child lives. */
void bench_leave(struct bench *bench, char *const *words);

/* Safe on { 0 } and twice. */
void bench_free(struct bench *bench);

#endif
