/* portcheck -- whether ports are open, refused or silent, and who says so. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/applet.h"
#include "cli/escape.h"
#include "cli/out.h"
#include "cli/portreport.h"
#include "cli/portrow.h"
#include "cli/terminal.h"
#include "net/service.h"
#include "run/portplaces.h"
#include "run/serve.h"
#include "serve/portgoal.h"
#include "serve/portwords.h"
#include "serve/sweep.h"

struct settings {
	const char *ports, *send;
	bool banner, all_addrs;
	long question;
	int64_t window, rate, retries, banner_ns;
};

enum { NO_QUESTION = -1, TIMEOUT_S = 2, TELL_EVERY_MS = 200 };

static const struct settings defaults = {
	.question = NO_QUESTION,
	.window = 1000, /* what the rate comes to within the timeout: the rate limits, not this */
	.rate = 500,
	.retries = 1,
	.banner_ns = 2 * (int64_t)NS_PER_S,
};

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_TEXT(SET, ports, 0, "ports", "PORTS", OFFER_SERVICE, "of every HOST; all operands are hosts then"),
	OPT_FLAG(SET, all_addrs, 0, "all-addrs", "every address of a name, not the first that has it"),
	OPT_FLAG(SET, banner, 0, "banner", "TCP: show what the server says first"),
	OPT_DURATION(SET, banner_ns, 0, "banner-wait", "DURATION", "for what it says"),
	OPT_TEXT(SET, send, 0, "send", "TEXT", OFFER_NOTHING, "UDP: ask this; with --banner: say it first (\\n, \\x00)"),
	OPT_NAME(SET, question, 0, "ask", "WHAT", udp_questions, "UDP: ask this, whatever the port is"),
	OPT_NUMBER(SET, retries, 0, "retries", "N", 0, 100, "try what does not answer within --timeout (here 2s) N more times"),
	OPT_NUMBER(SET, window, 0, "window", "N", 1, SWEEP_WINDOW_MAX, "ports tried at once"),
	OPT_NUMBER(SET, rate, 0, "rate", "N", 0, 1000000, "ports begun a second, but on loopback; 0: no limit"),
	OPT_END
};

static const struct operand operands[] = {
	{ "HOST", 1, 1, OFFER_HOST, "a host, an address, or both with ports: HOST:PORTS" },
	{ "PORTS", 0, MANY, OFFER_SERVICE, "22,80,8000-8100,https; those of the HOST before it, and further hosts" },
	{ 0 },
};
static const char habits[] =
	HABIT("p", "--ports PORTS")
	HABIT("sT", "TCP is the default")
	HABIT("sS", "TCP is the default, with whole connections")
	HABIT("sU", "-u")
	HABIT("sV", "--banner")
	HABIT("sn", "ports are tried, not hosts")
	HABIT("P", "no host is pinged first")
	HABIT("T", "--rate N, --window N")
	HABIT("max-rate", "--rate N")
	HABIT("max-retries", "--retries N")
	HABIT("F", "PORTS are those that you name")
	HABIT("top-ports", "PORTS are those that you name")
	HABIT("iL", "'-' reads hosts with their ports from stdin")
	HABIT("open", "open ones are on stdout, the others on stderr")
	HABIT("o", "--json")
	HABIT("A", "--banner")
	HABIT("W", "-w")
	HABIT("z", "to connect and say nothing is the default");
/* clang-format on */

static const struct example examples[] = {
	EXAMPLE("portcheck localhost 22,80,443", "which of them are open, and why not"),
	EXAMPLE("portcheck -u localhost 53,123",
		"ask name and time servers what they answer anybody"),
	EXAMPLE("portcheck 127.0.0.1 1 --expect refused", "a port that must be closed"),
	EXAMPLE("portcheck db 5432 --eventually 30s -- ./start",
		"wait for a server, and only then start"),
	{ 0 }
};

struct state {
	struct serve serve;
	struct sweep sweep;
	struct sock_plan sock;
	struct buf say;
	struct database services;
	struct portgoals goals;
	struct portreport report;
	struct run *run;
	struct timer tick;
};

/* ---- while it goes on ----------------------------------------------------------------------- */

static bool next(struct sweep *sweep, struct sweep_goal *goal)
{
	return portgoals_next(&OWNER(sweep, struct state, sweep)->goals, goal);
}

static void end_progress(struct state *state)
{
	if (state->tick.set)
		terminal_progress(state->run->out, "");
}

static void found(struct sweep *sweep, const struct sweep_found *found)
{
	struct state *state = OWNER(sweep, struct state, sweep);

	end_progress(state);
	portreport_tell(&state->report, found);
	if (out_enough(state->run->out))
		loop_stop(sweep->loop);
}

static void left(struct sweep *sweep, const struct sweep_goal *goal)
{
	(void)sweep;
	portreport_leave(goal);
}

static void be_over(struct sweep *sweep)
{
	loop_stop(sweep->loop);
}

static void tick(struct timer *timer)
{
	struct state *state = OWNER(timer, struct state, tick);
	const struct sweep *sweep = &state->sweep;
	struct buf text = { 0 };

	/* Not those that were told: one that is slow holds up the telling of all behind it. */
	buf_printf(&text, "%llu of %llu ports", (unsigned long long)sweep->begun - sweep->trying,
		   (unsigned long long)portgoals_results(&state->goals));
	terminal_progress(state->run->out, buf_text(&text));
	buf_free(&text);
	timer_set(&state->serve.loop, timer, deadline_in((int64_t)TELL_EVERY_MS * NS_PER_MS));
}

/* ---- the question --------------------------------------------------------------------------- */

static bool plan_sweep(struct state *state, struct err *err)
{
	struct run *run = state->run;
	const struct settings *set = run->settings;
	struct sweep_plan *plan = &state->sweep.plan;

	*plan = (struct sweep_plan){
		.sock = &state->sock,
		.window = (unsigned)set->window,
		.every_ns = set->rate ? NS_PER_S / set->rate : 0,
		.timeout_ns = run->common->timeout_ns > 0 ? run->common->timeout_ns
							  : (int64_t)TIMEOUT_S * NS_PER_S,
		.tries = (unsigned)set->retries + 1,
		.banner_ns = set->banner ? set->banner_ns : 0,
		.say = set->send ? &state->say : NULL,
		.question = (int)set->question,
	};
	return sock_plan_make(&state->sock, &run->common->socket, err) &&
	       (!set->send || escape_read(&state->say, set->send, err));
}

/* -p is what other tools call --ports. */
static bool check_local_port(const struct run *run, struct err *err)
{
	char *const *word = run->operand;

	if (run->common->socket.local_port < 0 || portwords_have_ports(word[0]) ||
	    (word[1] && portwords_pair(word[0], word[1])))
		return true;
	return err_set(err, STATUS_INVALID,
		       "'%s' has no ports: --ports are those of hosts, -p is ours", word[0]);
}

static bool portcheck_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	*state = (struct state){ .run = run,
				 .serve = SERVE_CLOSED,
				 .services = { .path = SERVICES_PATH },
				 .report = { .out = run->out,
					     .services = &state->services,
					     .each = run->common->verbose || run->common->first } };
	if (set->send && set->question != NO_QUESTION)
		return err_set(err, STATUS_INVALID, "--send and --ask: only one question is asked");
	if (set->banner_ns != defaults.banner_ns && !set->banner)
		return err_set(err, STATUS_INVALID, "--banner-wait goes with --banner");
	return (set->ports || check_local_port(run, err)) && plan_sweep(state, err);
}

/* What an option says must mean something for the transport that is asked for. */
static bool check_transport(const struct settings *set, enum transport transport, struct err *err)
{
	bool is_udp = transport == TRANSPORT_UDP;

	if (is_udp && set->banner)
		return err_set(err, STATUS_INVALID, "--banner goes with TCP: UDP is always asked");
	if (!is_udp && set->question != NO_QUESTION)
		return err_set(err, STATUS_INVALID, "--ask goes with UDP: TCP connects");
	return is_udp || !set->send || set->banner ||
	       err_set(err, STATUS_INVALID, "--send over TCP goes with --banner");
}

/* Ports behind a host that has its own already: as of localhost they would be misunderstood. */
static bool is_stray(struct portgoal *before, const char *word)
{
	return before && portwords_are_ports(word) &&
	       (before->err.kind || !portwords_are_ports(buf_text(&before->words)));
}

static bool read_goal(struct state *state, const char *words, const char *word, const char *list,
		      struct err *err)
{
	struct run *run = state->run;
	struct endpoint endpoint;
	struct portset ports = { 0 };

	if (!list && is_stray(state->goals.newest, word))
		return err_set(err, STATUS_INVALID,
			       "'%s' is no host: all ports of a host are one word, as in 22,80",
			       word);
	if (!portwords_read(&endpoint, &ports, word, list,
			    (enum transport)run->common->socket.transport, &state->services, err) ||
	    !check_transport(run->settings, endpoint.transport, err))
		return false;
	return portgoals_add(&state->goals, &endpoint, &ports, words, strlen(word)) ||
	       err_errno(err, ENOMEM, "no room for another host");
}

static void ask(struct state *state, const char *word, const char *list)
{
	struct run *run = state->run;
	struct buf words = { 0 };
	struct err err = { 0 };

	buf_puts(&words, word);
	if (list && list != ((const struct settings *)run->settings)->ports)
		buf_printf(&words, " %s", list);
	if (!read_goal(state, buf_text(&words), word, list, &err) &&
	    !portgoals_add_failed(&state->goals, buf_text(&words), strlen(word), &err))
		out_fail(run->out, &err);
	buf_free(&words);
}

static void portcheck_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	if (set->ports) {
		for (char **word = run->operand; *word; word++)
			ask(state, *word, set->ports);
		return;
	}
	ask(state, run->operand[0], run->operand[1]);
}

static bool sweep_all(struct state *state, struct err *err)
{
	struct sweep *sweep = &state->sweep;
	struct run *run = state->run;
	const struct settings *set = run->settings;

	if (!portplaces_find(&state->goals, &state->sock, run, sweep->plan.timeout_ns,
			     set->all_addrs, err) ||
	    !serve_begin(&state->serve, run, err))
		return false;
	sweep->loop = &state->serve.loop;
	sweep->next = next;
	sweep->found = found;
	sweep->left = left;
	sweep->over = be_over;
	state->tick.due = tick;
	if (terminal_shows(run->out))
		timer_set(sweep->loop, &state->tick,
			  deadline_in((int64_t)TELL_EVERY_MS * NS_PER_MS));
	if (!sweep_begin(sweep, err))
		return false;
	if (!sweep->is_over && !serve_run(&state->serve, run->end, err))
		return false;
	end_progress(state);
	timer_clear(sweep->loop, &state->tick);
	if (!sweep->is_over && !out_enough(run->out)) {
		sweep_flush(sweep);
		portreport_tell_rest(&state->report, &state->goals, state->serve.signal == 0);
	}
	return true;
}

static void portcheck_finish(struct run *run)
{
	struct state *state = run->state;
	struct err err = { 0 };

	if (state->goals.first && !sweep_all(state, &err))
		out_fail(run->out, &err);
	run->signal = state->serve.signal;
	end_progress(state);
	timer_clear(&state->serve.loop, &state->tick);
	sweep_free(&state->sweep);
	serve_end(&state->serve);
	portgoals_free(&state->goals);
	database_free(&state->services);
	buf_free(&state->say);
	portreport_free(&state->report);
}

const struct applet applet_portcheck = {
	.name = "portcheck",
	.summary = "tell which ports are open, refused or silent",
	.group = GROUP_CHECK,
	.operands = operands,
	.options = options,
	.records = portrow_types,
	.statuses = STATUS_BIT(STATUS_OPEN) | STATUS_BIT(STATUS_ANSWERED) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_SILENT) | STATUS_BIT(STATUS_SELF_CONNECTED) |
		    STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_NO_ROUTE) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_NOT_FOUND) |
		    STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_TRANSPORT | APPLET_RESULTS,
	.habits = habits,
	.pairs = portwords_pair,
	.begin = portcheck_begin,
	.run = portcheck_run,
	.finish = portcheck_finish,
};
