/* verb_setsockopt -- an option of a socket, set; and what the kernel made of it. setsockopt(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "bench/option.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "cli/sockoptrow.h"
#include "lang/literal.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"

/* clang-format off */
static const struct operand operands[] = {
	VERB_OPERAND_SOCKET, OPTION_OPERANDS,
	{ "VALUE", 0, 1, OFFER_NOTHING, "a number, on, off, 64k, 2s, a word, bytes; or OPTION=VALUE as one word" },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("s = socket tcp; setsockopt s SO_RCVBUF 4096", "what was asked, and what it came to"),
	EXAMPLE("s = socket tcp; v = pack ii 1 5; setsockopt s SO_LINGER $v", "the struct itself"),
	{ 0 },
};
/* clang-format on */

/* ---- words -------------------------------------------------------------------------------- */

/* The bytes as they are: of what is no text, or of an option that nobody here knows. */
static bool set_bytes(struct sockopt_value *value, const struct sockopt *option, struct word bytes,
		      struct err *err)
{
	struct sockopt_value fresh = { .level = option->level, .number = option->number };
	struct err unused;
	int64_t number;

	if (literal_is_text(bytes) && num_parse(&number, bytes.at, INT32_MIN, INT32_MAX, &unused))
		sockopt_value_set_number(&fresh, number);
	else if (bytes.size <= SOCKOPT_VALUE_MAX)
		sockopt_value_set(&fresh, bytes.at, bytes.size);
	else
		return err_set(err, STATUS_INVALID, "more than %d bytes", SOCKOPT_VALUE_MAX);
	*value = fresh;
	return true;
}

/* NAME=VALUE as sockopt_parse has it, and NAME alone for a switch. */
static bool read_text(struct sockopt_value *value, const struct sockopt *option, const char *word,
		      struct err *err)
{
	struct sockopt_set set = { 0 };
	struct buf text = { 0 };
	bool fine;

	sockopt_put_name(&text, option->level, option->number);
	if (word)
		buf_printf(&text, "=%s", word);
	fine = sockopt_parse(&set, buf_text(&text), err);
	if (fine)
		*value = set.item[0];
	buf_free(&text);
	return fine;
}

/* OPTION=VALUE in one word. */
static bool read_pair(struct sockopt_value *value, const char *word, struct err *err)
{
	struct sockopt_set set = { 0 };

	if (!sockopt_parse(&set, word, err))
		return false;
	*value = set.item[0];
	return true;
}

static bool read_value(struct sockopt_value *value, const struct run *run, char *const *words,
		       struct err *err)
{
	bool is_pair = strchr(words[0], '=');
	char *const *first = words;
	struct sockopt option;
	struct word bytes = { 0 };

	if (!is_pair && !option_find(&option, &words, err))
		return false;
	for (; first < words || (is_pair && first == words); first++)
		if (!verbrow_is_text(run, *first, err))
			return false;
	if (words[0] && words[1])
		return err_set(err, STATUS_INVALID, "'%s' is one word too many", words[1]);
	if (is_pair)
		return read_pair(value, words[0], err);
	if (words[0])
		bytes = bench_bytes(verb_bench(run), words[0]);
	if (words[0] && (!option_is_known(&option) || !literal_is_text(bytes)))
		return set_bytes(value, &option, bytes, err);
	if (!option_is_known(&option))
		return err_set(err, STATUS_INVALID, "a value is missing");
	return read_text(value, &option, words[0], err);
}

/* ---- the call ----------------------------------------------------------------------------- */

static struct sockopt option_of(const struct sockopt_value *asked)
{
	const struct sockopt *known = sockopt_row(asked->level, asked->number);

	return known ? *known
		     : (struct sockopt){ .level = asked->level,
					 .number = asked->number,
					 .type = SOCKOPT_BYTES,
					 .flags = SOCKOPT_GET | SOCKOPT_SET };
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
	sockoptrow_put_text(row, OPTION_VALUE, option, &value);
	sockopt_put_value(&before, asked);
	sockopt_put_value(&after, &value);
	if (strcmp(buf_text(&before), buf_text(&after)) != 0)
		buf_printf(&shown, "asked %s, kernel uses %s", buf_text(&before), buf_text(&after));
	buf_free_part(&before, &shown);
	buf_free_part(&after, &shown);
	sockopt_put_why(&why, asked, &value);
	row_part(row, OPTION_SHOWN, &shown);
	row_part(row, OPTION_REMARK, &why);
}

static void setsockopt_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	struct sockopt_value asked;
	struct sockopt option;
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	if (!read_value(&asked, run, run->operand + 1, &err)) {
		out_fail(run->out, &err);
		return;
	}
	option = option_of(&asked);
	row = option_begin(run, option_record, sock, &option);
	sockoptrow_put_text(row, OPTION_ASKED, &option, &asked);
	if (!sockopt_write(sock->fd, &asked, &err)) {
		out_fail(run->out, &err);
		return;
	}
	put_effect(row, sock, &option, &asked);
	out_done(run->out, STATUS_OK);
}

const struct applet verb_setsockopt = {
	.name = "setsockopt",
	.summary = "set an option of a socket",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = option_record,
	.statuses = OPTION_STATUSES,
	.examples = examples,
	.flags = VERB_FLAGS | APPLET_STOP_AT_OPERAND,
	.run = setsockopt_run,
};
