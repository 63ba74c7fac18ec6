/* fielddoc -- what record types say about themselves, for help, pages and completion. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_FIELDDOC_H
#define CLI_FIELDDOC_H

#include "base/buf.h"
#include "cli/applet.h"

/* Told of each key: PARENT is the object that FIELD is a member of, or NULL. */
typedef void field_visit(void *context, const struct field *parent, const struct field *field);

/* Visit the keys of a record in their order, those that the output adds (type, status, error)
 * first, the members of an object behind it. */
void fielddoc_each(const struct record_type *record, field_visit *visit, void *context);

/* The row of RECORDS before RECORD that declares the same keys, which differs in nothing but how it
 * reads as text; NULL when RECORD is the first of its kind. */
const struct record_type *fielddoc_twin(const struct record_type *records,
					const struct record_type *record);

/* The key as --get and expectations write it: "addresses.prefix". */
void fielddoc_path(struct buf *buf, const struct field *parent, const struct field *field);

/* "text", "list of number", "real, ms". */
void fielddoc_type(struct buf *buf, const struct field *field);

/* The single words of that: "real"; "ms" or NULL. */
const char *fielddoc_type_word(enum field_type type);
const char *fielddoc_unit(enum unit unit);

/* Every status that APPLET can end with, as STATUS_BITs. */
uint64_t fielddoc_statuses(const struct applet *applet);

/* "not_found, no_data": the words of STATUSES whose exit code is CODE, in the order of the
 * table; returns their number. */
unsigned fielddoc_status_words(struct buf *buf, uint64_t statuses, int code);

#endif
