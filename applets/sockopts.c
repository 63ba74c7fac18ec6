/* sockopts -- the socket options of this kernel, of a fresh socket or of one that is there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/sockoptrow.h"
#include "cli/sockviewrow.h"
#include "net/calls.h"
#include "net/sockopt.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"
#include "net/specimen.h"

struct settings {
	struct texts set;
	int64_t pid, fd; /* below 0: not given */
	bool changed;
};

static const struct settings defaults = { .pid = -1, .fd = -1 };

/* clang-format off */
static const struct opt options[] = {
	OPT_TEXTS(struct settings, set, 0, "set", "NAME=VALUE", OFFER_SOCKOPT,
	          "set an option, show what is in effect; may be repeated"),
	OPT_NUMBER(struct settings, fd, 0, "fd", "N", 0, INT32_MAX,
	           "of the socket that descriptor N is"),
	OPT_NUMBER(struct settings, pid, 0, "pid", "PID", 1, INT32_MAX, "--fd: of this process"),
	OPT_FLAG(struct settings, changed, 0, "changed", "--fd: only what differs from a fresh socket"),
	OPT_END
};

static const struct operand operands[] = {
	{ "KIND|OPTION", 0, MANY, OFFER_SOCKKIND,
	  "tcp, udp6, unix, ...; SO_RCVBUF, ...; none: all options of tcp" },
	{ 0 },
};

static const struct field fields[] = { SOCKOPTROW_FIELDS, { 0 } };

static const struct field summary_fields[] = { SOCKVIEWROW_FIELDS, { 0 } };

enum { RESULT, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "an option", { fields, "{kind} {name}[ = {value}][, asked {asked}][: {remark}][  # {meaning}]" } },
	[SUMMARY] = { "summary", "--fd: the socket, and its TCP connection from TCP_INFO", { summary_fields, NULL } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("sockopts tcp TCP_KEEPIDLE TCP_CONGESTION", "what two options of TCP are at first"),
	EXAMPLE("sockopts tcp udp unix SO_RCVBUF SO_SNDBUF --format table",
	        "two options of three kinds"),
	EXAMPLE("sockopts --set SO_RCVBUF=4096", "what the kernel makes of it, and why"),
	EXAMPLE("sockopts udp --set IP_TOS=0x10 --expect 'value_int == 16'",
	        "a script makes sure of it"),
	EXAMPLE("sockopts nodelay UDP_GRO SO_PASSCRED", "options of whatever kind has them"),
	{ 0 },
};
/* clang-format on */

/* ---- showing ------------------------------------------------------------------------------ */

/* A record that says no more than what it is about. */
static struct row *begin(struct run *run, const struct specimen *specimen,
			 const struct sockopt *option)
{
	struct row *row = out_record(run->out, &records[RESULT]);

	sockoptrow_put_name(row, &specimen->kind, option->level, option->number);
	return row;
}

/* One record, unless this kernel has no such option for such sockets: false. */
static bool show(struct run *run, const struct specimen *specimen, const struct sockopt *option)
{
	const struct settings *set = run->settings;
	struct specimen_finding finding = specimen_look(specimen, option);
	struct row *row;

	if (finding.is == FINDING_UNKNOWN)
		return false;
	if (set->changed && !finding.differs)
		return true;
	row = begin(run, specimen, option);
	sockoptrow_put_option(row, &specimen->kind, option);
	sockoptrow_put_finding(row, option, &finding);
	out_done(run->out, STATUS_OK);
	return true;
}

static void show_all(struct run *run, const struct specimen *specimen)
{
	for (const struct sockopt *option = sockopt_rows; option->flags; option++) {
		if (out_enough(run->out))
			return;
		show(run, specimen, option);
	}
}

/* One that was asked for by its name; some have it at two levels. */
static void show_named(struct run *run, const struct specimen *specimen,
		       const struct sockopt *named)
{
	const char *word = sockopt_word(named->level, named->number);
	struct buf having = { 0 };
	struct err err = { 0 };
	bool shown = false;

	for (const struct sockopt *option = sockopt_rows; option->flags; option++)
		if (sockopt_word(option->level, option->number) == word)
			shown = show(run, specimen, option) || shown;
	if (shown)
		return;
	sockkind_put_having(&having, named);
	begin(run, specimen, named);
	if (sockkind_has(&specimen->kind, named))
		err_set(&err, STATUS_LACKING, "this kernel has no %s", word);
	else
		err_set(&err, STATUS_NO_DATA, "%s sockets have no %s; %s have it",
			sockkind_word(&specimen->kind), word, buf_text(&having));
	buf_free(&having);
	out_fail(run->out, &err);
}

/* ---- setting ------------------------------------------------------------------------------ */

static void set_one(struct run *run, const struct specimen *specimen,
		    const struct sockopt_value *asked)
{
	const struct sockopt *known = sockopt_row(asked->level, asked->number);
	const struct sockopt numbered = { .level = asked->level,
					  .number = asked->number,
					  .type = SOCKOPT_BYTES,
					  .flags = SOCKOPT_GET | SOCKOPT_SET };
	const struct sockopt *option = known ? known : &numbered;
	struct row *row = begin(run, specimen, option);
	struct err err = { 0 };

	sockoptrow_put_text(row, SOCKOPTROW_ASKED, option, asked);
	if (!sockopt_write(specimen->fd, asked, &err)) {
		out_fail(run->out, &err);
		return;
	}
	sockoptrow_put_option(row, &specimen->kind, option);
	sockoptrow_put_effect(row, specimen, option, asked);
	out_done(run->out, STATUS_OK);
}

/* ---- which socket, which options ------------------------------------------------------------ */

/* What options ask for, read before the first question. */
struct state {
	struct sockopt_set set;
	struct err refusal; /* of an interface that is not here */
};

static const struct sockopt *find_option(const char *word)
{
	struct err unused;

	return sockkind_find(word) ? NULL : sockopt_find(word, &unused);
}

/* Everything that is asked of one socket. */
static void ask(struct run *run, const struct specimen *specimen)
{
	const struct state *state = run->state;
	bool named = false;

	for (unsigned i = 0; i < state->set.count; i++)
		set_one(run, specimen, &state->set.item[i]);
	for (int i = 0; i < run->operand_count; i++) {
		const struct sockopt *option = find_option(run->operand[i]);

		if (option)
			show_named(run, specimen, option);
		named = named || option;
	}
	if (!named && state->set.count == 0)
		show_all(run, specimen);
}

static void ask_kind(struct run *run, const struct sockkind *kind)
{
	struct specimen specimen;
	struct err err = { 0 };

	if (!specimen_make(&specimen, kind, &err)) {
		row_text(out_record(run->out, &records[RESULT]), SOCKOPTROW_KIND, kind->word);
		out_fail(run->out, &err);
		return;
	}
	ask(run, &specimen);
	specimen_free(&specimen);
}

/* The first kind that has all that is set, or that has OPTION. */
static const struct sockkind *kind_for(const struct run *run, const struct sockopt *option)
{
	const struct state *state = run->state;

	for (const struct sockkind *kind = sockkinds; kind->word; kind++) {
		bool fits = !option || sockkind_has(kind, option);

		for (unsigned i = 0; i < state->set.count && fits; i++) {
			const struct sockopt_value *asked = &state->set.item[i];
			const struct sockopt *row = sockopt_row(asked->level, asked->number);

			fits = !row || sockkind_has(kind, row);
		}
		if (fits)
			return kind;
	}
	return &sockkinds[0];
}

/* Without a kind each option is asked of one that has it. */
static void ask_options(struct run *run)
{
	for (int i = 0; i < run->operand_count; i++) {
		const struct sockopt *option = find_option(run->operand[i]);
		struct run one = *run;

		one.operand = &run->operand[i];
		one.operand_count = 1;
		if (option)
			ask_kind(&one, kind_for(run, option));
	}
}

/* ---- a socket that is there ----------------------------------------------------------------- */

static void summarize(struct run *run, int fd)
{
	const struct settings *set = run->settings;
	struct sockview view;
	struct err err = { 0 };

	if (!sockview_read(&view, fd, &err)) {
		out_fail(run->out, &err);
		return;
	}
	sockviewrow_put(out_record(run->out, &records[SUMMARY]), &view, set->pid, set->fd);
	out_done(run->out, STATUS_OK);
}

static void ask_live(struct run *run, int fd)
{
	struct specimen specimen;
	struct err err = { 0 };

	if (!specimen_take(&specimen, fd, &err)) {
		out_fail(run->out, &err);
		return;
	}
	if (specimen.fresh < 0)
		out_talk(run->out, "no fresh socket of this kind to compare with");
	ask(run, &specimen);
	if (!out_enough(run->out))
		summarize(run, fd);
	specimen_free(&specimen);
}

static void ask_process(struct run *run)
{
	const struct settings *set = run->settings;
	struct err err = { 0 };
	int copy = sockview_borrow((pid_t)set->pid, (int)set->fd, &err);

	if (copy < 0) {
		out_fail(run->out, &err);
		return;
	}
	ask_live(run, copy);
	call_close(copy);
}

/* ---- the applet --------------------------------------------------------------------------- */

/* What this machine lacks is no mistake of the command line. */
static bool read_settings(struct state *state, const struct settings *set, struct err *err)
{
	for (unsigned i = 0; i < set->set.count; i++)
		if (!sockopt_parse(&state->set, set->set.text[i], err)) {
			state->refusal = *err;
			return err->kind != STATUS_INVALID;
		}
	return true;
}

static bool sockopts_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->fd < 0 && set->pid >= 0)
		return err_set(err, STATUS_INVALID, "--pid goes with --fd");
	if (set->fd < 0 && set->changed)
		return err_set(err, STATUS_INVALID, "--changed goes with --fd");
	return read_settings(run->state, set, err);
}

/* What the operands are. */
struct words {
	bool kinds, options, mistakes;
};

static void explain(const char *word, bool live, struct err *err)
{
	struct nearest nearest = nearest_begin(word);

	if (live && sockkind_find(word)) {
		err_set(err, STATUS_INVALID, "--fd says what kind it is, not '%s'", word);
		return;
	}
	if (strchr(word, '=')) {
		err_set(err, STATUS_INVALID, "'%s' is no option's name; --set sets one: --set %s",
			word, word);
		return;
	}
	sockopt_find(word, err);
	if (err->kind != STATUS_NOT_FOUND)
		return;
	for (const struct sockkind *kind = sockkinds; kind->word; kind++)
		nearest_try(&nearest, kind->word);
	sockopt_near(&nearest);
	if (nearest.best)
		err_set(err, STATUS_NOT_FOUND,
			"'%s' is no kind of socket and no option; did you mean %s?", word,
			nearest.best);
	else
		err_set(err, STATUS_NOT_FOUND, "'%s' is no kind of socket and no option", word);
}

/* Every word that makes no sense is answered as such. */
static struct words sort_out(struct run *run, bool live)
{
	struct words words = { 0 };

	for (int i = 0; i < run->operand_count; i++) {
		const char *word = run->operand[i];
		struct err err = { 0 };

		if (sockkind_find(word) && !live) {
			words.kinds = true;
		} else if (find_option(word)) {
			words.options = true;
		} else {
			words.mistakes = true;
			explain(word, live, &err);
			row_text(out_record(run->out, &records[RESULT]), SOCKOPTROW_NAME, word);
			out_fail(run->out, &err);
		}
	}
	return words;
}

static void ask_kinds(struct run *run)
{
	for (int i = 0; i < run->operand_count && !out_enough(run->out); i++) {
		const struct sockkind *kind = sockkind_find(run->operand[i]);

		if (kind)
			ask_kind(run, kind);
	}
}

static void sockopts_run(struct run *run)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	bool sets = state->set.count > 0;
	struct words words;

	if (state->refusal.kind) {
		out_fail(run->out, &state->refusal);
		return;
	}
	words = sort_out(run, set->fd >= 0);
	if (words.mistakes && (sets || !words.options))
		return; /* nothing is set by half an order, nor all listed beside a mistyped option
			 */
	if (set->pid >= 0)
		ask_process(run);
	else if (set->fd >= 0)
		ask_live(run, (int)set->fd);
	else if (words.kinds)
		ask_kinds(run);
	else if (words.options && !sets)
		ask_options(run);
	else
		ask_kind(run, kind_for(run, NULL));
}

const struct applet applet_sockopts = {
	.name = "sockopts",
	.summary = "show and set socket options, of any kind and any process",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_AMBIGUOUS) | STATUS_BIT(STATUS_NO_INTERFACE),
	.examples = examples,
	.habits = HABIT("4", "a KIND: tcp, udp") HABIT("6", "a KIND: tcp6, udp6")
		HABIT("u", "a KIND: udp") HABIT("p", "--pid PID"),
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_OFFLINE | APPLET_RESULTS,
	.begin = sockopts_begin,
	.run = sockopts_run,
};
