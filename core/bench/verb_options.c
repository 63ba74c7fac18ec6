/* verb_options -- every option of a socket that can be read, and which differ from a fresh one's.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/option.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "cli/sockoptrow.h"
#include "net/calls.h"
#include "net/sockopt_text.h"

struct settings {
	bool changed;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG(struct settings, changed, 0, "changed", "only what differs from a fresh socket"),
	OPT_END
};
static const struct operand operands[] = { VERB_OPERAND_SOCKET, { 0 } };

static const struct example examples[] = {
	EXAMPLE("s = socket udp; setsockopt s broadcast on; options s --changed", "what is not as at first"), { 0 },
};
/* clang-format on */

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
	row = option_begin(run, option_list_record, sock, option);
	sockoptrow_put_text(row, OPTION_VALUE, option, &value);
	row_bool(row, OPTION_DIFFERS, changed);
	if (changed) {
		row_text(row, OPTION_SHOWN, "*");
		sockoptrow_put_text(row, OPTION_DEFAULT, option, &first);
		buf_puts(&remark, "at first ");
		sockopt_put_value(&remark, &first);
	}
	row_part(row, OPTION_REMARK, &remark);
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

const struct applet verb_options = {
	.name = "options",
	.summary = "every option that can be read of a socket",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = option_list_record,
	.statuses = OPTION_STATUSES,
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.flags = VERB_FLAGS,
	.run = options_run,
};
