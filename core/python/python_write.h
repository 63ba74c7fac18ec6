/* python_write -- names, bytes, texts and addresses as Python has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_WRITE_H
#define PYTHON_PYTHON_WRITE_H

#include "record/known.h"

/* Where an entry of the journal is being written. */
struct python {
	struct buf *text; /* the program */
	struct known *known;
	const struct journal_entry *entry;
	struct buf *jobs; /* "NUMBER NAME" lines, the newest behind */
};

/* NAME, with '_' behind it where Python means something else by it. */
void python_put_name(struct buf *text, struct word name);

/* b'...' and '...', in which an end that is KNOWN is what the socket says. */
void python_put_bytes(struct buf *text, const struct known *known, struct word bytes);
void python_put_text(struct buf *text, const struct known *known, struct word bytes);

/* An address in words of the shell: ('127.0.0.1', 80), '/path' or b'\0name'. A PAIR has no more
 * than host and port. IPV6 and UNIX say what the socket is, where the words do not. False where it
 * is none. */
struct python_address {
	struct word host, port; /* as endpoint_take has them; PORT may be empty */
	bool is_pair, is_ipv6, is_unix;
};
bool python_put_address(struct buf *text, const struct known *known,
			const struct python_address *address);

/* A constant of the module: socket.AF_INET; or the number. Several are joined by '|'. */
void python_put_constants(struct buf *text, struct word words);

/* Seconds of a duration, None, True or False. False where it is none of these. */
bool python_put_seconds(struct buf *text, struct word duration);
bool python_put_switch(struct buf *text, struct word word);

/* A whole number, in decimal or behind 0x: as it is. */
bool python_put_number(struct buf *text, struct word number);

#endif
