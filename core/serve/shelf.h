/* shelf -- files that we offer in a chat: open, so that what was offered is what is sent. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_SHELF_H
#define SERVE_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/word.h"
#include "proto/chatname.h"

enum { SHELF_MAX = 8 };

struct shelf_file {
	int fd;
	uint64_t number; /* of the offer; 0: the host has not answered yet */
	uint64_t size;   /* bytes */
	char name[CHAT_NAME_ROOM];
};

/* Owner: starts as { 0 }, ends in shelf_free. In the order in which they were put there. */
struct shelf {
	struct shelf_file file[SHELF_MAX];
	size_t count;
};

/* Open the regular file PATH and put it there; NULL with ERR when it cannot be, or there is no
 * place. */
struct shelf_file *shelf_add(struct shelf *shelf, struct word path, struct err *err);

/* The first one that has no number yet; the one of NUMBER. NULL: none. */
struct shelf_file *shelf_waiting(struct shelf *shelf);
struct shelf_file *shelf_find(struct shelf *shelf, uint64_t number);

/* Close FILE and take it away: those behind it move. */
void shelf_drop(struct shelf *shelf, struct shelf_file *file);

void shelf_free(struct shelf *shelf);

#endif
