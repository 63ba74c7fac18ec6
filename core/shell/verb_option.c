/* verb_option -- the options of a socket: read, set, listed. getsockopt(2), setsockopt(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/sockoptrow.h"
#include "net/calls.h"
#include "net/sockopt.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

struct settings {
	bool changed;
};

/* clang-format off */
static const struct opt list_options[] = {
	OPT_FLAG(struct settings, changed, 0, "changed", "only what differs from a fresh socket"),
	OPT_END
};

#define OPTION \
	{ "LEVEL", 0, 1, OFFER_CONSTANT, "such as SOL_SOCKET: the option says it, too" }, \
	{ "OPTION", 1, 1, OFFER_SOCKOPT, "such as SO_RCVBUF, or nodelay" }
static const struct operand get_operands[] = { VERB_OPERAND_SOCKET, OPTION, { 0 } };
static const struct operand set_operands[] = {
	VERB_OPERAND_SOCKET, OPTION,
	{ "VALUE", 0, 1, OFFER_NOTHING, "a number, on, off, 64k, 2s, a word; or OPTION=VALUE as one word" },
	{ 0 },
};
static const struct operand list_operands[] = { VERB_OPERAND_SOCKET, { 0 } };

enum { SOCKET, VALUE, NAME, ASKED, DEFAULT, DIFFERS, ERRNO, REMARK, MEANING, SHOWN };
static const struct field fields[] = {
	[SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "what it is called", NULL),
	[VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "what the option is, in effect", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, FIELD_QUESTION, 0, "the option", NULL),
	[ASKED] = FIELD("asked", FIELD_TEXT, FIELD_QUESTION, 0, "what was to be set", NULL),
	[DEFAULT] = FIELD("default", FIELD_TEXT, FIELD_DETAIL, 0, "what it is on a fresh socket of this kind", NULL),
	[DIFFERS] = FIELD("differs", FIELD_BOOL, FIELD_DETAIL, 0, "whether value and default differ", NULL),
	[ERRNO] = FIELD("errno", FIELD_TEXT, FIELD_DETAIL, 0, "of SO_ERROR: the word of it", NULL),
	[REMARK] = FIELD("remark", FIELD_TEXT, 0, 0, "why it is not what was asked", NULL),
	[MEANING] = FIELD("meaning", FIELD_TEXT, FIELD_DETAIL, 0, "what it is for", NULL),
	[SHOWN] = FIELD("shown", FIELD_TEXT, FIELD_DETAIL, 0, "the value as people see it; of a list, * where it differs", NULL),
	{ 0 }
};
static const struct record_type get_records[] = {
	{ "result", "an option", { fields, "{shown}[   {remark}]" } }, { 0 },
};
static const struct record_type list_records[] = {
	{ "result", "an option", { fields, "[{shown} ]{name} {value}[   {remark}]" } }, { 0 },
};

static const struct example get_examples[] = {
	EXAMPLE("s = socket tcp; getsockopt s SO_RCVBUF", "what the kernel uses"), { 0 },
};
static const struct example set_examples[] = {
	EXAMPLE("s = socket tcp; setsockopt s SO_RCVBUF 4096", "what was asked, and what it came to"), { 0 },
};
static const struct example list_examples[] = {
	EXAMPLE("s = socket udp; setsockopt s broadcast on; options s --changed", "what is not as at first"), { 0 },
};
/* clang-format on */

/* ---- one option --------------------------------------------------------------------------- */

/* LEVEL OPTION as setsockopt(2) has it: the level must be the option's. */
static const struct sockopt *find(char *const **words, struct err *err)
{
	const struct sockopt_level *level = sockopt_levels;
	const struct sockopt *row;

	while (level->word && !text_is(level->word, **words))
		level++;
	*words += level->word != NULL;
	if (!**words) {
		err_set(err, STATUS_INVALID, "an option is missing behind '%s'", level->word);
		return NULL;
	}
	row = sockopt_find(**words, err);
	if (row && level->word && row->level != level->level)
		row = sockopt_row(level->level, row->number);
	if (!row && err->kind == STATUS_OK)
		err_set(err, STATUS_NOT_FOUND, "'%s' is no option of %s", **words, level->word);
	++*words;
	return row;
}

static struct row *begin(struct run *run, const struct record_type *type,
			 const struct bench_sock *sock, const struct sockopt *option)
{
	struct row *row = out_record(run->out, type);
	struct buf name = { 0 };

	sockopt_put_name(&name, option->level, option->number);
	row_text(row, SOCKET, sock->name);
	row_part(row, NAME, &name);
	row_text(row, MEANING, sockopt_meaning(option));
	return row;
}

static void put_value(struct row *row, unsigned field, const struct sockopt *option,
		      const struct sockopt_value *value)
{
	sockoptrow_put_text(row, field, option, value);
}

/* ---- getsockopt --------------------------------------------------------------------------- */

/* The pending error is an errno; 0 is none. */
static void put_errno(struct row *row, const struct sockopt_value *value, struct buf *shown)
{
	int64_t number = 0;
	const char *word;

	sockopt_value_number(&number, value);
	word = number ? err_name((int)number) : NULL;
	row_text(row, ERRNO, word);
	row_text(row, VALUE, word ? word : "0");
	if (word) {
		buf_printf(shown, "%s (%lld)", word, (long long)number);
		row_text(row, REMARK, "cleared by this read");
	} else {
		buf_puti(shown, number);
	}
}

/* Numbers are numbers, all else is bytes. */
static bool keep(struct bench *bench, const struct sockopt_value *value)
{
	struct buf text = { 0 };
	int64_t number;
	bool fine = true;

	if (sockopt_value_number(&number, value)) {
		shell_value_number(&bench->result, SHELL_NUMBER, number);
		return true;
	}
	sockopt_put_value(&text, value);
	fine = shell_value_bytes(&bench->result, word_of(buf_text(&text))) && !text.failed;
	buf_free(&text);
	return fine;
}

static void tell_value(struct run *run, struct row *row, const struct sockopt *option,
		       const struct sockopt_value *value)
{
	struct buf shown = { 0 };
	struct err err = { 0 };

	if (option->type == SOCKOPT_ERRNO) {
		put_errno(row, value, &shown);
	} else {
		put_value(row, VALUE, option, value);
		sockopt_put_value(&shown, value);
		row_text(row, REMARK, option->note);
	}
	row_part(row, SHOWN, &shown);
	if (keep(verb_bench(run), value)) {
		out_done(run->out, STATUS_OK);
	} else {
		err_errno(&err, ENOMEM, "no room for the value");
		out_fail(run->out, &err);
	}
}

static void getsockopt_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	char *const *words = run->operand + 1;
	const struct sockopt *option;
	struct sockopt_value value;
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	option = find(&words, &err);
	if (!option) {
		out_fail(run->out, &err);
		return;
	}
	row = begin(run, get_records, sock, option);
	if (sockopt_read(sock->fd, option, &value, &err))
		tell_value(run, row, option, &value);
	else
		out_fail(run->out, &err);
}

/* ---- setsockopt --------------------------------------------------------------------------- */

/* The words as sockopt_parse has them: NAME=VALUE, or NAME alone for a switch. */
static bool read_set(struct sockopt_set *set, char *const *words, struct err *err)
{
	struct buf text = { 0 };
	const struct sockopt *option;
	bool fine;

	if (strchr(words[0], '=')) {
		fine = !words[1] ||
		       err_set(err, STATUS_INVALID, "'%s' is one word too many", words[1]);
		return fine && sockopt_parse(set, words[0], err);
	}
	option = find(&words, err);
	if (!option)
		return false;
	sockopt_put_name(&text, option->level, option->number);
	if (words[0])
		buf_printf(&text, "=%s", words[0]);
	fine = words[0] && words[1]
		       ? err_set(err, STATUS_INVALID, "'%s' is one word too many", words[1])
		       : sockopt_parse(set, buf_text(&text), err);
	buf_free(&text);
	return fine;
}

static const struct sockopt *row_of(const struct sockopt_value *asked, struct sockopt *numbered)
{
	const struct sockopt *known = sockopt_row(asked->level, asked->number);

	*numbered = (struct sockopt){ .level = asked->level,
				      .number = asked->number,
				      .type = SOCKOPT_BYTES,
				      .flags = SOCKOPT_GET | SOCKOPT_SET };
	return known ? known : numbered;
}

/* People see it only where the kernel made something else of it. */
static void put_effect(struct row *row, const struct bench_sock *sock, const struct sockopt *option,
		       const struct sockopt_value *asked)
{
	struct buf before = { 0 }, after = { 0 }, shown = { 0 }, why = { 0 };
	struct sockopt_value value;
	struct err unused;

	if (!(option->flags & SOCKOPT_GET) || option->flags & SOCKOPT_ACTS ||
	    !sockopt_read(sock->fd, option, &value, &unused))
		return;
	put_value(row, VALUE, option, &value);
	sockopt_put_value(&before, asked);
	sockopt_put_value(&after, &value);
	if (strcmp(buf_text(&before), buf_text(&after)) != 0)
		buf_printf(&shown, "asked %s, kernel uses %s", buf_text(&before), buf_text(&after));
	buf_free_part(&before, &shown);
	buf_free_part(&after, &shown);
	sockopt_put_why(&why, asked, &value);
	row_part(row, SHOWN, &shown);
	row_part(row, REMARK, &why);
}

static void setsockopt_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	struct sockopt_set set = { 0 };
	const struct sockopt *option;
	struct sockopt numbered;
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	if (!read_set(&set, run->operand + 1, &err)) {
		out_fail(run->out, &err);
		return;
	}
	option = row_of(&set.item[0], &numbered);
	row = begin(run, get_records, sock, option);
	put_value(row, ASKED, option, &set.item[0]);
	if (!sockopt_write(sock->fd, &set.item[0], &err)) {
		out_fail(run->out, &err);
		return;
	}
	put_effect(row, sock, option, &set.item[0]);
	out_done(run->out, STATUS_OK);
}

/* ---- options ------------------------------------------------------------------------------ */

static bool differs(const struct bench_sock *sock, int fresh, const struct sockopt *option,
		    const struct sockopt_value *value, struct sockopt_value *first)
{
	struct err unused;

	return fresh >= 0 && option->flags & SOCKOPT_SET &&
	       sockopt_read(fresh, option, first, &unused) &&
	       !sockopt_value_is_same(value, first) && !sockopt_moves(sock->fd, option);
}

static void list_one(struct run *run, const struct bench_sock *sock, int fresh,
		     const struct sockopt *option)
{
	const struct settings *set = run->settings;
	struct sockopt_value value, first;
	struct err unused;
	struct buf remark = { 0 };
	struct row *row;
	bool changed;

	if (!(option->flags & SOCKOPT_GET) || option->flags & SOCKOPT_ACTS ||
	    !sockopt_read(sock->fd, option, &value, &unused))
		return;
	changed = differs(sock, fresh, option, &value, &first);
	if (set->changed && !changed)
		return;
	row = begin(run, list_records, sock, option);
	put_value(row, VALUE, option, &value);
	row_bool(row, DIFFERS, changed);
	if (changed) {
		row_text(row, SHOWN, "*");
		put_value(row, DEFAULT, option, &first);
		buf_puts(&remark, "at first ");
		sockopt_put_value(&remark, &first);
	}
	row_part(row, REMARK, &remark);
	out_done(run->out, STATUS_OK);
}

static void options_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	struct sockkind kind;
	struct err err = { 0 };
	int fresh;

	if (!sock)
		return;
	if (!sockkind_of(&kind, sock->fd, &err)) {
		out_fail(run->out, &err);
		return;
	}
	fresh = sockkind_open(&kind, &err);
	for (const struct sockopt *option = sockopt_rows; option->flags; option++)
		if (sockkind_has(&kind, option) && !out_enough(run->out))
			list_one(run, sock, fresh, option);
	if (fresh >= 0)
		call_close(fresh);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                     \
	(STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) | \
	 STATUS_BIT(STATUS_AMBIGUOUS) | STATUS_BIT(STATUS_NO_INTERFACE))

const struct applet verb_getsockopt = {
	.name = "getsockopt",
	.summary = "read an option of a socket",
	.group = GROUP_SOCKET,
	.operands = get_operands,
	.records = get_records,
	.statuses = STATUSES,
	.examples = get_examples,
	.flags = VERB_FLAGS,
	.run = getsockopt_run,
};

const struct applet verb_setsockopt = {
	.name = "setsockopt",
	.summary = "set an option of a socket",
	.group = GROUP_SOCKET,
	.operands = set_operands,
	.records = get_records,
	.statuses = STATUSES,
	.examples = set_examples,
	.flags = VERB_FLAGS | APPLET_STOP_AT_OPERAND,
	.run = setsockopt_run,
};

const struct applet verb_options = {
	.name = "options",
	.summary = "every option that can be read of a socket",
	.group = GROUP_SOCKET,
	.operands = list_operands,
	.options = list_options,
	.records = list_records,
	.statuses = STATUSES,
	.examples = list_examples,
	.settings_size = sizeof(struct settings),
	.flags = VERB_FLAGS,
	.run = options_run,
};
