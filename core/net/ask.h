/* ask -- one query put to libc's resolver, here and now: it may block without end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ASK_H
#define NET_ASK_H

#include "net/answer.h"
#include "net/query.h"

/* Ask libc. ANSWER starts empty; its err tells apart what does not exist (STATUS_NOT_FOUND,
 * STATUS_NO_DATA), what the resolver could not tell (STATUS_TEMP_FAIL), what was malformed
 * (STATUS_INVALID) and what this machine lacks: a name is only said not to exist where the
 * files that libc needs to know that can be read. */
void ask_libc(struct answer *answer, const struct query *query);

/* The status that an EAI_* code stands for; EAI_SYSTEM by NUMBER, its errno. */
enum status ask_status(int eai, int number);

/* What libc says of an EAI_* code. gai_strerror(3). */
const char *ask_text(int eai);

#endif
