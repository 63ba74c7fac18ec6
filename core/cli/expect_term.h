/* expect_term -- what an expression is made of, for the files of expect: lex reads words, atom
 * reads typed values, parse makes terms, match and bytes judge values, report says what was
 * missed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_EXPECT_TERM_H
#define CLI_EXPECT_TERM_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/name.h"
#include "cli/path.h"
#include "cli/record.h"
#include "net/addr.h"

struct expect_groups;

struct slice {
	const char *data;
	size_t size;
};

/* ---- values of the expression ------------------------------------------------------------ */

/* A decimal number, exact: an integer and billionths. */
struct quantity {
	bool negative;
	uint64_t whole;
	uint32_t part;
};

/* Addresses from LOW to HIGH, both included; one address or a network as well. */
struct block {
	struct addr low, high;
	struct addr written; /* what stood before '/': it may have more bits than the network */
	struct slice zone;   /* what stood behind '%', or empty */
};

enum atom_kind { ATOM_TEXT, ATOM_QUANTITY, ATOM_BLOCK, ATOM_FLAG, ATOM_PATTERN };

/* One value; TEXT is also where it stands in the expression, for reports. */
struct atom {
	enum atom_kind kind;
	bool seen; /* has, only: some value was equal */
	struct slice place;
	union {
		struct slice text;
		struct {
			struct quantity low, high;
		} quantity;
		struct block block;
		bool flag;
		regex_t *pattern;
	} as;
	struct atom *next;
};

enum op {
	OP_NONE,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_LIKE,
	OP_UNLIKE,
	OP_IN,
	OP_HAS,
	OP_ONLY
};

/* ---- terms ------------------------------------------------------------------------------- */

enum term_kind {
	TERM_VALUES, /* what a path yields, or a status */
	TERM_COUNT,  /* how many values a path yields, or records of success there are */
	TERM_BYTES,  /* payload, exact or open at an end */
	TERM_ENDING  /* how results end: EOF, RST, timeout, an errno */
};

enum quantifier { EVERY, ANY, NONE };

/* How a value or record is found in a term. */
struct sample {
	const struct field *field;
	struct value value;
	size_t kept; /* bytes of it in TEXT: the beginning */
	char text[48];
};

enum { SAMPLES = 3, DUMP_SIZE = 16 };

/* What has been seen so far: constant in size, and all that expect_reset must clear. */
struct sight {
	uint64_t seen; /* values, records or parts that were looked at */
	uint64_t matched, missed;
	uint64_t strangers; /* payload from another peer */
	uint64_t untold; /* results that could not be had (exit code 3) where they did not match */
	bool broken;     /* a regular expression ran out of memory */
	struct sample sample[SAMPLES];
	unsigned samples;
	uint64_t sampled; /* values that asked to be a sample */
};

/* A byte pattern on its way through a payload. */
struct bytes_state {
	uint64_t total; /* bytes seen */
	size_t matched; /* bytes of the pattern that match here */
	bool met, missed;
	bool done; /* met on a stream: what comes then does not count */
};

enum { GATHERED_MAX = 1 << 16 };

struct bytes {
	struct slice want;
	regex_t *pattern;           /* in place of WANT; NULL */
	struct buf gathered;        /* of the payload, what PATTERN is looked for in */
	bool open_front, open_back; /* "..." stood before, behind */
	size_t *border; /* open_front: for each prefix, its longest border (Knuth, Morris, Pratt) */
	struct bytes_state state;
	unsigned char got[DUMP_SIZE]; /* from the first difference on, or the last ones */
	unsigned got_size;
	uint64_t got_at;
};

struct ending {
	enum status status; /* STATUS_COUNT: by number only */
	int number;         /* errno; 0: by status only */
	bool last;          /* successes before it do not count: a stream ends but once */
};

struct peer {
	struct slice host; /* empty: any */
	struct slice port; /* empty: any */
};

struct term {
	enum term_kind kind;
	bool warn;
	bool on_outcome; /* it replaces the applet's own verdict */
	bool membership; /* has, only: over all values together */
	bool wants_peer;
	bool quantified; /* a quantifier was written */
	enum quantifier quantifier;
	enum op op;
	struct path path; /* no steps: count of records */
	const struct field *field;
	struct atom *atoms;
	struct bytes bytes;
	struct ending ending;
	struct path peer_path;
	struct peer peer;
	struct slice text; /* as it was written, without "warn" */
	struct sight sight;
	struct term *next;
};

struct expect {
	struct arena arena;
	struct term *terms;
	int64_t within_ns, after_ns;  /* -1: not asked */
	enum status untold;           /* a status of exit code 3 that was seen, or STATUS_OK */
	struct path transport_path;   /* of the result, where it has one */
	bool foresaw;                 /* the last record's outcome */
	struct expect_groups *groups; /* NULL: nobody asks for them */
};

/* ---- expect_lex: characters to words ----------------------------------------------------- */

struct lexer {
	const char *text; /* the expression, NUL-terminated */
	const char *at;
	struct arena *arena; /* for strings */
	struct err *err;
};

enum token_kind { TOKEN_WORD, TOKEN_STRING, TOKEN_PATTERN };

struct token {
	enum token_kind kind;
	struct slice
		text; /* its meaning: escapes and quotes are gone; NUL-terminated but for words */
	struct slice place; /* where it was written */
};

/* Say what is wrong at PLACE: a sentence, the expression, a caret. False. */
#define lex_fault(lexer, place, ...) \
	(err_set((lexer)->err, STATUS_INVALID, __VA_ARGS__), lex_point(lexer, place))

/* Add the expression and a caret under PLACE to the sentence in lexer->err. False. */
bool lex_point(const struct lexer *lexer, struct slice place);
bool lex_out_of_memory(const struct lexer *lexer);

bool lex_is_blank(char c);

void lex_blanks(struct lexer *lexer);
/* Each of these passes blanks first, and takes what it looks for only if it is there. */
bool lex_symbol(struct lexer *lexer, const char *symbol);
bool lex_keyword(struct lexer *lexer, const char *word);
struct slice lex_subject(struct lexer *lexer); /* up to a blank, comma, quote or operator */
struct slice lex_word(struct lexer *lexer);    /* up to a blank, comma, quote or brace */

/* A word, "string", x"hex" or, where PATTERNS, /expression/. */
bool lex_token(struct token *token, struct lexer *lexer, bool patterns);

/* The meaning of PLACE, which is what stands between quotes or slashes; in the lexer's memory. */
bool string_mean(struct slice *text, struct lexer *lexer, struct slice place);
bool hex_mean(struct slice *text, struct lexer *lexer, struct slice place);
bool pattern_mean(struct slice *text, struct lexer *lexer, struct slice place);

/* What is next, for a message: one byte, or nothing at the end. */
struct slice lex_next(struct lexer *lexer);

bool slice_is(struct slice slice, const char *word);
/* Copy SLICE to TEXT with a NUL; false when it does not fit. */
bool slice_text(char *text, size_t size, struct slice slice);

/* ---- expect_words: statuses, errno names, record types ----------------------------------- */

struct parser {
	struct lexer lexer;
	struct expect *expect;
	const struct record_type *types; /* result and summary */
	const struct record_type *all_types;
	uint64_t statuses;
};

enum { WORD_SIZE = 41 }; /* of what an error quotes, with its NUL */

void word_copy(char text[static WORD_SIZE], struct slice word);

enum status status_number(struct slice word); /* STATUS_COUNT: it is none */
int errno_number(struct slice word);          /* 0: it is none */
void nearest_statuses(struct nearest *nearest, uint64_t statuses);
void nearest_errnos(struct nearest *nearest);

/* "'WORD' is no WHAT here, did you mean ...?" False. */
bool word_unknown(const struct parser *parser, struct slice place, const char *what,
		  const struct nearest *nearest);

/* Whether TOKEN can be a value at PATH, where that is a head field with a closed vocabulary. */
bool words_check(const struct parser *parser, const struct path *path, const struct token *token);

/* ---- expect_atom: words to values of a field's type -------------------------------------- */

/* Read what follows the operator of TERM, whose path, field and op are known: a value or a set. */
bool atoms_read(struct term *term, struct parser *parser);

/* ---- expect_pattern: regular expressions ------------------------------------------------- */

/* Compile TOKEN into memory of the lexer's arena; regfree(3) must follow. */
bool pattern_compile(regex_t **pattern, struct lexer *lexer, const struct token *token);
/* *BROKEN becomes true when memory ran out. */
bool pattern_matches(const regex_t *pattern, const char *data, size_t size, bool *broken);
/* Keep the groups of PATTERN, which matches. */
void pattern_keep(struct expect_groups *groups, const regex_t *pattern, const char *data,
		  size_t size);

/* ---- expect_op, expect_compare: comparisons ---------------------------------------------- */

/* OP_NONE where no operator stands; false on what only looks like one. */
bool op_read(enum op *op, struct slice *place, struct lexer *lexer);
bool op_is_next(const struct lexer *lexer);
/* Whether the operator of TERM, read at PLACE, goes with its field. */
bool op_check(const struct term *term, struct slice place, struct lexer *lexer);

bool parser_find(struct path *path, const struct parser *parser, const char *key);
/* What follows SUBJECT, a path; what follows "count"; and a value, with an operator or without. */
bool compare_read(struct term *term, struct parser *parser, struct slice subject);
bool count_read(struct term *term, struct parser *parser);
bool value_read(struct term *term, struct parser *parser);
/* Whether results have a value of their own that WORD could be meant for. */
bool value_can_be(const struct parser *parser, struct slice word);

/* ---- expect_quantity, expect_block: exact numbers, ranges of addresses ------------------- */

/* Read SIZE bytes as a number, which with a unit is converted to UNIT. */
bool quantity_parse(struct quantity *quantity, struct slice text, enum unit unit, struct err *err);
/* The number of VALUE as it is printed; false when it is not finite. */
bool quantity_of(struct quantity *quantity, const struct field *field, const struct value *value);
int quantity_compare(const struct quantity *a, const struct quantity *b);

/* An address, ADDRESS/PREFIX, or two addresses with "-" or ".." between. */
bool block_parse(struct block *block, struct slice text);
bool block_equal(const struct block *a, const struct block *b);
bool block_within(const struct block *inner, const struct block *outer);

/* ---- expect_match, expect_bytes: judging ------------------------------------------------- */

/* Whether VALUE passes the term's operator; *BROKEN when that could not be told. */
bool term_accepts(const struct term *term, const struct field *field, const struct value *value,
		  bool *broken);
/* has, only: mark the atoms that VALUE equals; false when there is none. */
bool term_mark(struct term *term, const struct field *field, const struct value *value);
/* Whether COUNT passes; SETTLED when no greater count would be judged otherwise. */
bool term_counts(const struct term *term, uint64_t count, bool *settled);

bool bytes_prepare(struct bytes *bytes, struct arena *arena);
/* Go on with DATA, the next part of a payload. */
void bytes_feed(struct bytes *bytes, const void *data, size_t size);

/* ---- expect_peer ------------------------------------------------------------------------ */

/* ADDRESS, ADDRESS:PORT, [V6]:PORT, :PORT, a network, or a Unix name; '*' is any. */
bool peer_parse(struct peer *peer, struct slice text);
bool peer_accepts(const struct peer *peer, struct slice text);

/* ---- expect_report ----------------------------------------------------------------------- */

/* Keep VALUE as an example of what was found. */
void sight_keep(struct sight *sight, const struct field *field, const struct value *value);

/* "expected ..., got ..." for a term that was missed, with OWN as the applet's own status. */
void report_term(struct buf *report, const struct term *term, enum status own);

#endif
