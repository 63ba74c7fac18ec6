/* mcast-listen -- join multicast groups and show what comes: who sent it, how, and what is missing.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/applet.h"
#include "cli/audiencerow.h"
#include "cli/gramrow.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "run/gathering.h"
#include "run/serve.h"

struct settings {
	struct sock_words socket;   /* only --sockopt */
	struct listen_words listen; /* only --allow, --deny, --no-limits, --reuseport */
	struct texts interface, include, exclude;
	const char *reply;
	bool ack, why;
	int64_t count, for_ns;
};

static const struct settings defaults = {
	.socket = { .local_port = -1, .ttl = -1, .tos = -1 },
};

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_TEXTS(SET, interface, 'I', "interface", "INTERFACE", OFFER_INTERFACE,
	          "join there, by name or index; may be repeated"),
	OPT_TEXTS(SET, include, 0, "include", "ADDRESS", OFFER_NOTHING,
	          "hear only this source (SSM); may be repeated"),
	OPT_TEXTS(SET, exclude, 0, "exclude", "ADDRESS", OFFER_NOTHING,
	          "do not hear this source; may be repeated"),
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "until N datagrams have come"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "so long"),
	OPT_FLAG(SET, ack, 0, "ack", "answer each datagram with 'ack', to its sender alone"),
	OPT_TEXT(SET, reply, 0, "reply", "TEXT", OFFER_NOTHING, "answer with TEXT instead"),
	OPT_TEXTS(SET, listen.allow, 0, "allow", "CIDR", OFFER_NOTHING,
	          "answer only this network, then whatever the length; may be repeated"),
	OPT_TEXTS(SET, listen.deny, 0, "deny", "CIDR", OFFER_NOTHING,
	          "answer no sender of this network; may be repeated"),
	OPT_FLAG(SET, listen.no_limits, 0, "no-limits", "answer however many there are"),
	OPT_FLAG(SET, listen.reuseport, 0, "reuseport", "set SO_REUSEPORT, which some programs ask of others"),
	OPT_TEXTS(SET, socket.sockopt, 0, "sockopt", "NAME=VALUE", OFFER_SOCKOPT,
	          "set a socket option; may be repeated"),
	OPT_FLAG(SET, why, 0, "why", "look for the reason when nothing came"),
	OPT_END
};

static const struct operand operands[] = {
	{ "GROUP:PORT", 1, MANY, OFFER_ENDPOINT, "a group and a port of UDP, such as 239.1.2.3:10000 or [ff15::1]:10000" },
	{ 0 },
};

enum { RESULT, RESULT_VERBOSE, READY, STEP, WHY, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "a datagram, or that none came", { audiencerow_result_fields,
		"{peer} > {group}[ {interface}][ ttl {ttl}] {size_bytes} byte{s}[+, {drops} dropped before][, reply {reply}]: {data}" } },
	[RESULT_VERBOSE] = { "result", "the same with -v", { audiencerow_result_fields,
		"{time} {peer} > {group}[ {interface}][ ttl {ttl}] {size_bytes} byte{s}[, number {sequence} ({order})]"
		"[+, {missing} missing before][+, {drops} dropped before][, reply {reply}]: {data}" } },
	[READY] = { "ready", "a group is joined on an interface, and this is its filter", { audiencerow_ready_fields,
		"ready {endpoint} on {interface} (by {chosen_by})[, {mode} {sources}]" } },
	[STEP] = { "event", "-v: a datagram that was thrown away, or got no answer", { audiencerow_event_fields,
		"{time} {event} {peer} > {group}[ {interface}]: {reason}" } },
	[WHY] = { "event", "--why: what might keep datagrams out", { audiencerow_event_fields,
		"{finding} ({check}, {interface}): {reason}" } },
	[SUMMARY] = { "summary", "at the end, and on SIGUSR1", { audiencerow_summary_fields,
		"{endpoint}: {received} received[+, {lost} lost][+, {duplicates} twice][+, {reordered} out of order]"
		"[+, {kernel_drops} dropped by the kernel][+, {foreign} foreign][+, {replied} answered][+, {unanswered} unanswered]"
		"[+, {untracked} of untracked senders][; {senders}]" } },
	{ 0 }
};

static const struct example examples[] = {
	EXAMPLE("mcast-listen 239.1.2.3:0 -I lo --for 10ms --expect 'count == 0'",
	        "prove that a group is silent"),
	EXAMPLE("mcast-listen [ff15::1]:0 -I lo --for 10ms --json --expect 'count == 0'",
	        "over IPv6, for a program"),
	EXAMPLE("mcast-listen 232.1.1.1:0 -I lo --include 127.0.0.1 --include 127.0.0.9 --for 10ms --expect 'count == 0'",
	        "source-specific: only what these two send"),
	EXAMPLE("mcast-listen 239.1.2.3:0 -I lo --for 10ms --why --expect silent | grep -v ^fine",
	        "what may be the reason of a silence"),
	{ 0 }
};
/* clang-format on */

struct state {
	struct addr source[TEXTS_MAX], source6[TEXTS_MAX]; /* --include or --exclude */
	struct gathering gathering;
	struct serve serve;
	struct run *run;
	uint64_t heard;
	int64_t began_ns;
	struct counters before;
};

/* ---- while it listens ---------------------------------------------------------------------- */

static const char *name_of(const struct state *state, unsigned endpoint)
{
	return state->gathering.place[endpoint].text;
}

static struct row *begin_result(const struct state *state)
{
	return out_record(state->run->out,
			  &records[state->run->common->verbose ? RESULT_VERBOSE : RESULT]);
}

static void show_datagram(struct state *state, const struct hearing *hearing)
{
	audiencerow_put_hearing(begin_result(state), name_of(state, hearing->seat->endpoint),
				hearing);
	out_done(state->run->out, STATUS_OK);
}

/* With -v: why it is not among the results, or what became of its answer. */
static void show_step(struct state *state, const struct hearing *hearing)
{
	if (!out_tells_steps(state->run->out))
		return;
	audiencerow_put_step(out_record(state->run->out, &records[STEP]),
			     name_of(state, hearing->seat->endpoint), hearing);
	out_done(state->run->out, STATUS_OK);
}

static void hear(struct audience *audience, const struct hearing *hearing)
{
	struct state *state = audience->context;
	const struct settings *set = state->run->settings;

	if (hearing->foreign) {
		show_step(state, hearing);
		return;
	}
	show_datagram(state, hearing);
	if (hearing->fate != REPLY_NONE && hearing->fate != REPLY_SENT)
		show_step(state, hearing);
	state->heard++;
	if ((set->count > 0 && state->heard >= (uint64_t)set->count) ||
	    out_enough(state->run->out)) {
		audience->stopped = true;
		loop_stop(audience->loop);
	}
}

static void show_summaries(struct state *state)
{
	struct audience *audience = &state->gathering.audience;

	audience_count_drops(audience);
	for (unsigned i = 0; i < audience->heard_count; i++) {
		struct row *row = out_record(state->run->out, &records[SUMMARY]);

		audiencerow_put_summary(row, name_of(state, i), &audience->heard[i],
					clock_now_ns() - state->began_ns);
		out_done(state->run->out, STATUS_OK);
	}
}

static void report(struct serve *serve)
{
	show_summaries(OWNER(serve, struct state, serve));
}

/* ---- the verdict --------------------------------------------------------------------------- */

/* What silence_explain tells of. */
struct question {
	struct state *state;
	const struct seat *seat;
	const struct joined *joined;
};

static void show_finding(void *context, const struct finding *finding)
{
	const struct question *question = context;
	const struct seat *seat = question->seat;
	struct out *out = question->state->run->out;

	audiencerow_put_finding(out_record(out, &records[WHY]),
				name_of(question->state, seat->endpoint), &seat->group,
				question->joined->name, finding);
	out_done(out, STATUS_OK);
}

static void explain_seat(struct state *state, const struct seat *seat)
{
	const struct seat_plan *plan = &state->gathering.audience.plan.seat;

	for (size_t i = 0; i < seat->joined_count; i++) {
		struct question question = { state, seat, &seat->joined[i] };
		struct silence silence = {
			.group = seat->group,
			.index = seat->joined[i].index,
			.sources = seat->group.family == AF_INET ? &plan->inet : &plan->inet6,
			.before = &state->before,
			.context = &question,
			.tell = show_finding,
		};

		silence_explain(&silence);
	}
}

static void explain(struct state *state, unsigned endpoint)
{
	const struct seats *seats = &state->gathering.audience.seats;

	for (size_t i = 0; i < seats->count; i++)
		if (seats->item[i]->endpoint == endpoint)
			explain_seat(state, seats->item[i]);
}

static void fail(struct state *state, unsigned endpoint, const struct err *err)
{
	out_question(state->run->out, name_of(state, endpoint));
	row_text(begin_result(state), GRAMROW_ENDPOINT, name_of(state, endpoint));
	out_fail(state->run->out, err);
	out_question(state->run->out, "");
}

static void show_silence(struct state *state, unsigned endpoint)
{
	const struct settings *set = state->run->settings;
	int64_t took_ms = (clock_now_ns() - state->began_ns) / NS_PER_MS;
	struct err err;

	err_set(&err, STATUS_SILENT, "nothing came in %lld.%03lld s%s", (long long)(took_ms / 1000),
		(long long)(took_ms % 1000), set->why ? "" : "; --why looks for the reason");
	fail(state, endpoint, &err);
	if (set->why)
		explain(state, endpoint);
}

/* Silence is a verdict where nothing else has ended it, loss is one unless the first was enough. */
static void judge(struct state *state, unsigned endpoint, bool enough)
{
	const struct audience *audience = &state->gathering.audience;
	struct err err;

	if (!enough && audience->heard[endpoint].received == 0)
		show_silence(state, endpoint);
	else if (!state->run->common->first && !audience_verdict(audience, endpoint, &err))
		fail(state, endpoint, &err);
}

/* --for and a signal end it as they should; --timeout before --count does not. */
static void show_end(struct state *state)
{
	const struct settings *set = state->run->settings;
	struct audience *audience = &state->gathering.audience;
	bool enough = audience->stopped || out_enough(state->run->out);
	struct err err;

	audience_count_drops(audience);
	for (unsigned i = 0; i < audience->heard_count; i++)
		judge(state, i, enough);
	if (enough || state->heard == 0 || set->count == 0 || !deadline_passed(state->run->until))
		return;
	err_set(&err, STATUS_TIMEOUT, "only %llu of %lld datagram%s came",
		(unsigned long long)state->heard, (long long)set->count,
		num_plural((uint64_t)set->count));
	out_fail(state->run->out, &err);
}

/* ---- the command line ---------------------------------------------------------------------- */

/* The kernel wants each once. */
static size_t add_source(struct addr *sources, size_t count, const struct addr *fresh)
{
	for (size_t i = 0; i < count; i++)
		if (addr_compare(&sources[i], fresh) == 0)
			return count;
	sources[count] = *fresh;
	return count + 1;
}

static bool parse_sources(struct state *state, const struct texts *texts, bool include,
			  struct err *err)
{
	struct seat_plan *plan = &state->gathering.audience.plan.seat;

	plan->inet = (struct group_sources){ include, state->source, 0 };
	plan->inet6 = (struct group_sources){ include, state->source6, 0 };
	for (unsigned long i = 0; i < texts->count; i++) {
		struct addr addr;

		if (!addr_parse(&addr, texts->text[i], err))
			return err_set(err, err->kind, "--%s: %s", include ? "include" : "exclude",
				       err->text);
		if (addr_is_multicast(&addr) || addr_is_wildcard(&addr))
			return err_set(err, STATUS_INVALID, "%s cannot be a source",
				       texts->text[i]);
		if (addr.family == AF_INET)
			plan->inet.count = add_source(state->source, plan->inet.count, &addr);
		else
			plan->inet6.count = add_source(state->source6, plan->inet6.count, &addr);
	}
	return true;
}

static bool find_interfaces(struct seat_plan *plan, const struct texts *words, struct err *err)
{
	for (unsigned long i = 0; i < words->count; i++) {
		unsigned index;
		size_t j = 0;

		if (!addr_interface(&index, words->text[i], err))
			return false;
		while (j < plan->interface_count && plan->interface[j] != index)
			j++;
		plan->interface[j] = index;
		plan->interface_count += j == plan->interface_count;
	}
	return true;
}

static bool check_options(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->include.count && set->exclude.count)
		return err_set(err, STATUS_INVALID, "--include and --exclude exclude each other");
	if (set->ack && set->reply)
		return err_set(err, STATUS_INVALID, "--ack and --reply exclude each other");
	if (set->reply && strlen(set->reply) > DATAGRAM_INET6_MAX)
		return err_set(err, STATUS_INVALID,
			       "--reply: it is more than the %d bytes of a datagram",
			       DATAGRAM_INET6_MAX);
	if (!set->ack && !set->reply &&
	    (set->listen.allow.count || set->listen.deny.count || set->listen.no_limits))
		return err_set(err, STATUS_INVALID,
			       "--allow, --deny and --no-limits go with --ack or --reply");
	return ready_check(run->common->listen.ready_fd, err);
}

static bool mcast_listen_begin(struct run *run, struct err *err)
{
	enum { BUFFER = 4 << 20 }; /* 50,000 datagrams a second for 50 ms */
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct audience *audience = &state->gathering.audience;
	struct audience_plan *plan = &audience->plan;

	*state = (struct state){
		.gathering = GATHERING_EMPTY,
		.serve = SERVE_CLOSED,
		.run = run,
	};
	audience->loop = &state->serve.loop;
	audience->context = state;
	audience->hear = hear;
	state->serve.report = report;
	plan->seat.reuseport = set->listen.reuseport;
	plan->seat.receive_buffer = BUFFER;
	plan->reply = set->ack ? "ack" : set->reply;
	plan->reply_size = plan->reply ? strlen(plan->reply) : 0;
	return check_options(run, err) && sock_plan_make(&plan->seat.sock, &set->socket, err) &&
	       admission_make(&plan->admission, &set->listen, err) &&
	       parse_sources(state, set->include.count ? &set->include : &set->exclude,
			     set->include.count > 0, err) &&
	       find_interfaces(&plan->seat, &set->interface, err);
}

/* ---- the applet ---------------------------------------------------------------------------- */

/* One endpoint: it is joined when all have been looked up. */
static void mcast_listen_run(struct run *run)
{
	gathering_add(&((struct state *)run->state)->gathering, run);
}

static void listen_on(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;

	if ((set->why && !counters_read(&state->before, err)) ||
	    !audience_begin(&state->gathering.audience, err))
		return;
	state->began_ns = clock_now_ns();
	gathering_tell_ready(&state->gathering, state->run, &records[READY]);
	if (!serve_run(&state->serve, deadline_earlier(deadline_in(set->for_ns), state->run->until),
		       err))
		return;
	show_end(state);
	show_summaries(state);
}

static void mcast_listen_finish(struct run *run)
{
	struct state *state = run->state;
	struct err err = { 0 };

	gathering_free_locator(&state->gathering); /* its helpers have --ready-fd too */
	if (!state->gathering.failed && serve_begin(&state->serve, run, &err) &&
	    gathering_join(&state->gathering, run))
		listen_on(state, &err);
	if (err.kind != STATUS_OK)
		out_fail(run->out, &err);
	gathering_free(&state->gathering);
	serve_end(&state->serve);
}

const struct applet applet_mcast_listen = {
	.name = "mcast-listen",
	.summary = "listen to multicast groups, and prove what came",
	.group = GROUP_MULTICAST,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_LOSS) | STATUS_BIT(STATUS_NO_ROUTE) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL) |
		    STATUS_BIT(STATUS_PARTIAL) | STATUS_BIT(STATUS_SILENT),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES |
		 APPLET_READY,
	.habits = HABIT("u", "groups are always of UDP") HABIT("U", "groups are always of UDP")
		HABIT("l", "it always listens") HABIT("i", "an interface: -I")
			HABIT("p", "the port is in GROUP:PORT"),
	.pairs = endpoint_pairs,
	.begin = mcast_listen_begin,
	.run = mcast_listen_run,
	.finish = mcast_listen_finish,
};
