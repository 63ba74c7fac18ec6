/* record -- typed results: what an applet declares and fills, whatever the format. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/texts.h"
#include "net/endpoint.h"

enum field_type {
	FIELD_TEXT,    /* the first ones, up to FIELD_JSON, are bytes: field_is_text */
	FIELD_ADDRESS, /* an IP address, network or range as text: expectations take CIDR */
	FIELD_DATA,    /* bytes from a peer: `data` and, made from it, `data_b64` */
	FIELD_JSON,    /* JSON whose keys the user chose, as cli/json writes it: put as it is */
	FIELD_BOOL,
	FIELD_INT,  /* int64_t */
	FIELD_UINT, /* uint64_t */
	FIELD_REAL, /* double, printed with three decimals */
	FIELD_OBJECT
};

/* The unit of a number, which its key names too; expectations convert to it. */
enum unit { UNIT_NONE, UNIT_NS, UNIT_US, UNIT_MS, UNIT_S, UNIT_BYTES };

enum {
	FIELD_LIST = 1 << 0,     /* any number of values */
	FIELD_QUESTION = 1 << 1, /* repeats the question: alone it is no answer worth printing */
	FIELD_DETAIL = 1 << 2,   /* tables, which are wide soon, have it only with --verbose */
	FIELD_BARS = 1 << 3,     /* a list of objects {from, to, count}: text draws it below */
	FIELD_LOOSE = 1 << 4     /* text that may be a number or an address, and is compared as one
				  * where an expectation has < or a range */
};

struct shape;

enum { FIELD_SIZE = 92 }; /* of a key and what it means, with their NULs */

/* What it means stands behind the NUL of its key, see text_behind: rows are made by FIELD only. */
struct field {
	const struct shape *members; /* FIELD_OBJECT: a flat object */
	enum field_type type : 8;
	unsigned flags : 8;
	enum unit unit : 8;
	char key[FIELD_SIZE]; /* snake_case; "" ends the table */
};
/* HELP is one line. */
#define FIELD(name, is, flag, counts, help, shape)                                           \
	{                                                                                    \
		.key = name "\0" help, .type = (is) + TEXT_FITS(FIELD_SIZE, name "\0" help), \
		.flags = flag, .unit = counts, .members = shape                              \
	}

static inline const char *field_help(const struct field *field)
{
	return text_behind(field->key);
}

/* Fields and how they read as text. TEXT is a template: {key} is the field's value (a list
 * joined by blanks), "[...]" is left out when a field in it is unset or empty, "[+...]" also when a
 * number in it is 0 or a truth false, {s} is an s unless the value before it is 1
 * ("{sent} message{s}"), {{ [[ ]] }} stand for themselves, a newline begins a line of
 * its own where anything follows. Without a template each set field is a line "key: value". */
struct shape {
	const struct field *fields;
	const char *text;
};

/* One kind of line. TYPE is "result", "ready", "event" or "summary"; results also have
 * `status` and `error`, which are not declared. */
struct record_type {
	char type[8]; /* "" ends the applet's table */
	const char *help;
	struct shape shape;
};

/* Whether its values are bytes: value.as.text. */
static inline bool field_is_text(const struct field *field)
{
	return field->type <= FIELD_JSON;
}

enum { FIELDS_MAX = 64 }; /* of one shape */

struct sock_addr;
struct addr;
struct value;

/* The values of a shape, being filled. Every row_ function accepts NULL and does nothing,
 * copies what it is given, and is a programming error (abort) on a field of another type.
 * On a FIELD_LIST field it appends. Memory is the record's. */
struct row {
	const struct shape *shape;
	struct arena *arena;
	struct value *values;
	uint64_t wanted; /* bit n: some output will look at field n */
};

void row_text(struct row *row, unsigned field, const char *text); /* NULL leaves it unset */
void row_bytes(struct row *row, unsigned field, const void *data, size_t size);
void row_bool(struct row *row, unsigned field, bool value);
void row_int(struct row *row, unsigned field, int64_t value);
void row_uint(struct row *row, unsigned field, uint64_t value);
void row_real(struct row *row, unsigned field, double value);
void row_ms(struct row *row, unsigned field, double ns);             /* in milliseconds */
void row_time(struct row *row, unsigned field, int64_t wall_ns);     /* clock_stamp; 0: not set */
void row_texts(struct row *row, unsigned field, char *const *texts); /* NULL-terminated */

/* An address as text; one of family 0 leaves the field unset. Where nobody looks at it nothing is
 * done: a zone takes a system call. */
void row_addr(struct row *row, unsigned field, const struct addr *addr);

/* The canonical text of the address of a socket of TRANSPORT: sock_addr_format. */
void row_sock_addr(struct row *row, unsigned field, enum transport transport,
		   const struct sock_addr *at);

/* The text that PART holds, unless it is empty; PART is released as by row_free_part. */
void row_part(struct row *row, unsigned field, struct buf *part);

/* Release PART, from which values were made: what it lost to a failed allocation is lost to the
 * record, which then fails. */
void row_free_part(struct row *row, struct buf *part);

/* Make an empty list a value: it prints as [] instead of null. */
void row_empty(struct row *row, unsigned field);

/* A fresh member row, appended to a FIELD_OBJECT list; NULL when memory is out. */
struct row *row_object(struct row *row, unsigned field);

/* False when nobody looks at FIELD, so that work for it can be left out. */
static inline bool row_wants(const struct row *row, unsigned field)
{
	return row && (row->wanted >> field & 1);
}

/* ---- for those who read records: formats, paths, expectations, the wire -------------- */

struct value {
	enum { VALUE_UNSET, VALUE_SET, VALUE_LIST } state;
	union {
		struct {
			const char *data; /* NUL-terminated too */
			size_t size;
		} text;
		bool flag;
		int64_t integer;
		uint64_t whole;
		double real;
		struct row *row;
		struct {
			struct item *first, *last;
			size_t count;
		} list;
	} as;
};

struct item {
	struct item *next;
	struct value value;
};

struct record {
	const struct record_type *type;
	struct row *row;
	enum status status;    /* of a result */
	const struct err *err; /* NULL when it is a success */
	const char *subject;   /* the question, for messages; "" when there is none */
	bool is_result;
};

unsigned shape_count(const struct shape *shape);

/* A fresh row with every value unset; NULL when memory is out. */
struct row *row_begin(struct arena *arena, const struct shape *shape, uint64_t wanted);

/* Whether anything but FIELD_QUESTION fields is set. */
bool row_has_answer(const struct row *row);

/* `type`, `status` and `error` as the fields that every result begins with: {type}, {status},
 * {error.kind}, {error.errno}, {error.text}. A row for RECORD in ARENA. */
enum { HEAD_TYPE, HEAD_STATUS, HEAD_ERROR };
extern const struct shape record_head_shape, record_bare_head_shape;
struct row *record_head(const struct record *record, struct arena *arena);

#endif
