/* packrow -- records of structpack: a message packed or unpacked, and where it goes or comes from.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PACKROW_H
#define CLI_PACKROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/record.h"
#include "net/connect.h"
#include "proto/pack_format.h"
#include "proto/split.h"

struct out;

/* The types, in the order of an applet's table: the same record with the text that each way of
 * asking wants. */
enum {
	PACKROW_PACKED,
	PACKROW_BASE64,
	PACKROW_UNSENT, /* no bytes as text: they did not go */
	PACKROW_UNPACKED,
	PACKROW_SIZED,
	PACKROW_LAID_OUT,
	PACKROW_READY
};
extern const struct record_type packrow_records[];

/* Begin a record of a type about FORMAT, as it was given; and parts of it: how many bytes it stands
 * for, and how much text found no room. */
struct row *packrow_begin(struct out *out, unsigned type, const char *format);
void packrow_put_size(struct row *row, uint64_t size);
void packrow_put_cut(struct row *row, size_t cut);

/* MESSAGE, where it begins, and its values. */
void packrow_put_message(struct row *row, const struct pack_format *format,
			 const struct message *message, bool base64);

/* The values of MESSAGE. */
void packrow_put_values(struct row *row, const struct pack_format *format, const void *message);

/* SIZE bytes, in every notation. */
void packrow_put_bytes(struct row *row, const void *bytes, size_t size, bool base64);

/* Each item of FORMAT explained. MESSAGE is NULL where only the format is known, GIVEN where it was
 * not made from words. */
void packrow_put_layout(struct row *row, const struct pack_format *format, const void *message,
			char *const *given);

/* Who sent it, and to which of our sockets. */
void packrow_put_source(struct row *row, enum transport transport, const struct sock_addr *at,
			const struct sock_addr *peer);

/* Whom it was for, as that was given; and the connection to it, once there is one. */
void packrow_put_endpoint(struct row *row, const char *endpoint);
void packrow_put_connection(struct row *row, enum transport transport, const struct race *race);

#endif
