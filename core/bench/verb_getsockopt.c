/* verb_getsockopt -- an option of a socket, read. getsockopt(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/option.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "cli/sockoptrow.h"
#include "net/sockopt_text.h"

/* clang-format off */
static const struct operand operands[] = { VERB_OPERAND_SOCKET, OPTION_OPERANDS, { 0 } };

static const struct example examples[] = {
	EXAMPLE("s = socket tcp; getsockopt s SO_RCVBUF", "what the kernel uses"),
	EXAMPLE("s = socket tcp; getsockopt s SOL_SOCKET SO_ERROR => 0", "0, or the errno that waits to be told"),
	{ 0 },
};
/* clang-format on */

/* The pending error is an errno; 0 is none. */
static void put_errno(struct row *row, const struct sockopt_value *value, struct buf *shown)
{
	int64_t number = 0;
	const char *word;

	sockopt_value_number(&number, value);
	word = number ? err_name((int)number) : NULL;
	row_text(row, OPTION_ERRNO, word);
	row_text(row, OPTION_VALUE, word ? word : "0");
	if (word) {
		buf_printf(shown, "%s (%lld)", word, (long long)number);
		row_text(row, OPTION_REMARK, "cleared by this read");
	} else {
		buf_puti(shown, number);
	}
}

/* Numbers are numbers, a struct that is not read here is its bytes, all else is text. */
static bool keep(struct bench *bench, const struct sockopt *option,
		 const struct sockopt_value *value)
{
	struct buf text = { 0 };
	int64_t number;
	bool fine = true;

	if (sockopt_value_number(&number, value)) {
		shell_value_number(&bench->result, SHELL_NUMBER, number);
		return true;
	}
	if (option->type == SOCKOPT_BYTES)
		buf_put(&text, value->as.byte, value->size);
	else
		sockopt_put_value(&text, value);
	fine = !text.failed &&
	       shell_value_bytes(&bench->result, (struct word){ buf_text(&text), text.size });
	buf_free(&text);
	return fine;
}

static void put_value(struct row *row, const struct sockopt *option,
		      const struct sockopt_value *value, struct buf *shown)
{
	struct buf text = { 0 };
	int64_t number;

	if (!option_is_known(option) && sockopt_value_number(&number, value)) {
		buf_puti(shown, number);
		buf_puti(&text, number);
		row_part(row, OPTION_VALUE, &text);
		return;
	}
	sockoptrow_put_text(row, OPTION_VALUE, option, value);
	sockopt_put_value(shown, value);
	if (value->size == 0)
		buf_puts(shown, "\"\"");
	row_text(row, OPTION_REMARK, option->note);
}

static void tell(struct run *run, struct row *row, const struct sockopt *option,
		 const struct sockopt_value *value)
{
	struct buf shown = { 0 };
	struct err err = { 0 };

	if (option->type == SOCKOPT_ERRNO)
		put_errno(row, value, &shown);
	else
		put_value(row, option, value, &shown);
	row_part(row, OPTION_SHOWN, &shown);
	if (keep(verb_bench(run), option, value)) {
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
	struct sockopt option;
	struct sockopt_value value;
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	if (!option_find(&option, &words, &err)) {
		out_fail(run->out, &err);
		return;
	}
	row = option_begin(run, option_record, sock, &option);
	if (sockopt_read(sock->fd, &option, &value, &err))
		tell(run, row, &option, &value);
	else
		out_fail(run->out, &err);
}

const struct applet verb_getsockopt = {
	.name = "getsockopt",
	.summary = "read an option of a socket",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = option_record,
	.statuses = OPTION_STATUSES,
	.examples = examples,
	.flags = VERB_FLAGS,
	.run = getsockopt_run,
};
