/* verb_value -- what most verbs share: the rest of their row, and the one value that they come to,
 * as a record and as the result of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_VERB_VALUE_H
#define BENCH_VERB_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/word.h"
#include "bench/verb.h"
#include "bench/verb_word.h"

/* What a verb without options is. What it TAKES and GIVES are tables of operands and records, which
 * several share; HAS are APPLET_ flags; LINE is its example, and what that TELLS. Its stdin is the
 * shell's own. */
/* clang-format off */
#define VERB(word, says, takes, gives, has, work, line, tells) \
	.name = word, .summary = says, .group = GROUP_SOCKET, .operands = takes, .records = gives, \
	.flags = APPLET_INPUT | (has), .run = work, \
	.examples = (const struct example[]){ EXAMPLE(line, tells), { 0 } }
/* clang-format on */

/* Records of one value. The first three have the field `value`, the fourth has `data`, its size and
 * how the shell writes it. */
extern const struct record_type verb_gives_number[], verb_gives_text[], verb_gives_address[],
	verb_gives_bytes[];

/* End the run with a value; the verb has records of that kind. */
void verb_give_number(struct run *run, int64_t number);
void verb_give_text(struct run *run, struct word text);
void verb_give_bytes(struct run *run, struct word bytes);

/* End the run with the record that was begun. RESULT becomes the workbench's and is empty then;
 * FINE: nothing of it was lost to a failed allocation. */
void verb_give(struct run *run, struct shell_value *result, bool fine);

/* Append an item; false when memory is out. */
bool verb_add_bytes(struct shell_value *list, struct word bytes);
bool verb_add_text(struct shell_value *list, const char *text);
bool verb_add_number(struct shell_value *list, int64_t number);

/* An empty list, appended to LIST; NULL when memory is out. */
struct shell_value *verb_add_list(struct shell_value *list);

/* Bytes as the shell reads them back: "text\n" where most of it is text, else x"00ff 1234". */
void verb_put_bytes(struct buf *text, struct word bytes);

#endif
