/* option -- an option of a socket as the words of a command name it, and what is told of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_OPTION_H
#define BENCH_OPTION_H

#include "bench/bench.h"
#include "cli/applet.h"
#include "net/sockopt.h"

enum {
	OPTION_SOCKET,
	OPTION_VALUE,
	OPTION_NAME,
	OPTION_ASKED,
	OPTION_DEFAULT,
	OPTION_DIFFERS,
	OPTION_ERRNO,
	OPTION_REMARK,
	OPTION_MEANING,
	OPTION_SHOWN
};

/* Of one option, and of each of a list. */
extern const struct record_type option_record[], option_list_record[];

/* The operands that name it. */
#define OPTION_OPERANDS                                                                   \
	{ "LEVEL", 0, 1, OFFER_CONSTANT, "such as SOL_SOCKET: the option says it, too" }, \
	{                                                                                 \
		"OPTION", 1, 1, OFFER_SOCKOPT, "such as SO_RCVBUF, nodelay, or a number"  \
	}

#define OPTION_STATUSES                                              \
	(STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) | \
	 STATUS_BIT(STATUS_AMBIGUOUS) | STATUS_BIT(STATUS_NO_INTERFACE))

/* Read [LEVEL] OPTION off the front of WORDS (NULL-terminated), by names or, both, by number: of
 * one that nobody here knows its bytes are all that is told. */
bool option_find(struct sockopt *option, char *const **words, struct err *err);

/* Whether it is known here, and not just a number. */
bool option_is_known(const struct sockopt *option);

/* Begin a record of TYPE about OPTION of SOCK. */
struct row *option_begin(struct run *run, const struct record_type *type,
			 const struct bench_sock *sock, const struct sockopt *option);

#endif
