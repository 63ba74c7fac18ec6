/* mcast-listen -- join multicast groups and show what comes: who sent it, how, and what is missing.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/num.h"
#include "cli/applet.h"
#include "cli/audiencerow.h"
#include "cli/gramrow.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "net/silence.h"
#include "run/serve.h"
#include "serve/audience.h"

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

enum { GROUP = GRAMROW_END, ORDER, MISSING, DROPS, REPLY };

static const struct field fields[] = {
	GRAMROW_FIELDS,
	[GROUP] = FIELD("group", FIELD_ADDRESS, 0, 0, "where it was sent to", NULL),
	[ORDER] = FIELD("order", FIELD_TEXT, FIELD_DETAIL, 0, "first, next, gap, reordered or duplicate", NULL),
	[MISSING] = FIELD("missing", FIELD_UINT, FIELD_DETAIL, 0, "numbers left out just before it", NULL),
	[DROPS] = FIELD("drops", FIELD_UINT, FIELD_DETAIL, 0, "datagrams that the kernel dropped just before it", NULL),
	[REPLY] = FIELD("reply", FIELD_TEXT, FIELD_DETAIL, 0, "sent, or why not: denied longer source loop rate failed", NULL),
	{ 0 }
};

enum { EVENT_TIME, EVENT, EVENT_ENDPOINT, EVENT_PEER, EVENT_GROUP, EVENT_INTERFACE, CHECK, FINDING, REASON };

static const struct field event_fields[] = {
	[EVENT_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when it was, RFC 3339", NULL),
	[EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "why, foreign or unanswered", NULL),
	[EVENT_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, 0, 0, "whose listener", NULL),
	[EVENT_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the sender's endpoint", NULL),
	[EVENT_GROUP] = FIELD("group", FIELD_ADDRESS, 0, 0, "the group joined, or the foreign destination", NULL),
	[EVENT_INTERFACE] = FIELD("interface", FIELD_TEXT, 0, 0, "where", NULL),
	[CHECK] = FIELD("check", FIELD_TEXT, 0, 0, "--why: what was looked at", NULL),
	[FINDING] = FIELD("finding", FIELD_TEXT, 0, 0, "--why: fine, note, or fault: this keeps datagrams out", NULL),
	[REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "in a sentence", NULL),
	{ 0 }
};

enum { RESULT, RESULT_VERBOSE, READY, STEP, WHY, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "a datagram, or that none came", { fields,
		"{peer} > {group}[ {interface}][ ttl {ttl}] {size_bytes} byte{s}[+, {drops} dropped before][, reply {reply}]: {data}" } },
	[RESULT_VERBOSE] = { "result", "the same with -v", { fields,
		"{time} {peer} > {group}[ {interface}][ ttl {ttl}] {size_bytes} byte{s}[, number {sequence} ({order})]"
		"[+, {missing} missing before][+, {drops} dropped before][, reply {reply}]: {data}" } },
	[READY] = { "ready", "a group is joined on an interface, and this is its filter", { audiencerow_ready_fields,
		"ready {endpoint} on {interface} (by {chosen_by})[, {mode} {sources}]" } },
	[STEP] = { "event", "-v: a datagram that was thrown away, or got no answer", { event_fields,
		"{time} {event} {peer} > {group}[ {interface}]: {reason}" } },
	[WHY] = { "event", "--why: what might keep datagrams out", { event_fields,
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

enum { ENDPOINTS_MAX = 1024 };

/* An endpoint that was looked up, and what it is called once its port is known. */
struct place {
	struct endpoint endpoint;
	struct locations found;
	const char *text;
	const char *words; /* that were typed: messages begin with them */
};

struct state {
	struct locator locator;
	struct addr source[TEXTS_MAX], source6[TEXTS_MAX]; /* --include or --exclude */
	struct place *place;
	size_t count;
	struct arena arena;   /* of their texts */
	struct buf effective; /* what --sockopt came to */
	bool planned, failed;

	struct serve serve;
	struct audience audience;
	struct run *run;
	uint64_t heard;
	int64_t began_ns;
	struct counters before;
};

/* ---- a datagram --------------------------------------------------------------------------- */

/* Those that it came in by are joined; of a foreign one the name is not known. */
static const char *interface_name(const struct seat *seat, unsigned index)
{
	for (size_t i = 0; i < seat->joined_count; i++)
		if (seat->joined[i].index == index)
			return seat->joined[i].name;
	return NULL;
}

static struct row *begin_result(const struct state *state)
{
	return out_record(state->run->out,
			  &records[state->run->common->verbose ? RESULT_VERBOSE : RESULT]);
}

static void show_datagram(struct state *state, const struct hearing *hearing)
{
	const struct seat *seat = hearing->seat;
	struct row *row = begin_result(state);

	row_text(row, GRAMROW_ENDPOINT, state->place[seat->endpoint].text);
	gramrow_put(row, hearing->datagram);
	gramrow_put_sequence(row, hearing->sequence);
	row_addr(row, GROUP, &hearing->datagram->to);
	row_text(row, GRAMROW_INTERFACE, interface_name(seat, hearing->datagram->index));
	if (hearing->has_arrival) {
		row_text(row, ORDER, name_word(arrival_words, (long)hearing->arrival));
		row_uint(row, MISSING, hearing->missing);
	}
	row_uint(row, DROPS, hearing->kernel_drops);
	row_text(row, REPLY, name_word(reply_fates, (long)hearing->fate));
	out_done(state->run->out, STATUS_OK);
}

/* With -v: why it is not among the results, or what became of its answer. */
static void show_step(struct state *state, const struct hearing *hearing, const char *event,
		      const char *reason)
{
	const struct seat *seat = hearing->seat;
	struct row *row;

	if (!out_tells_steps(state->run->out))
		return;
	row = out_record(state->run->out, &records[STEP]);
	gramrow_put_time(row, EVENT_TIME, hearing->datagram->wall_ns);
	row_text(row, EVENT, event);
	row_text(row, EVENT_ENDPOINT, state->place[seat->endpoint].text);
	gramrow_put_peer(row, EVENT_PEER, &hearing->datagram->from);
	row_addr(row, EVENT_GROUP, &hearing->datagram->to);
	row_text(row, EVENT_INTERFACE, interface_name(seat, hearing->datagram->index));
	row_text(row, REASON, reason);
	out_done(state->run->out, STATUS_OK);
}

static const char *meaning_of(enum reply_fate fate)
{
	const struct name *row = reply_fates;

	while (row->word && row->value != (long)fate)
		row++;
	return name_meaning(row);
}

static void show_unanswered(struct state *state, const struct hearing *hearing)
{
	struct err err;

	if (hearing->fate == REPLY_NONE || hearing->fate == REPLY_SENT)
		return;
	err_errno(&err, hearing->number, "%s", meaning_of(hearing->fate));
	show_step(state, hearing, "unanswered",
		  hearing->number ? err.text : meaning_of(hearing->fate));
}

static void hear(struct audience *audience, const struct hearing *hearing)
{
	struct state *state = audience->context;
	const struct settings *set = state->run->settings;

	if (hearing->foreign) {
		show_step(state, hearing, "foreign", "another destination, interface or source");
		return;
	}
	show_datagram(state, hearing);
	show_unanswered(state, hearing);
	state->heard++;
	if ((set->count > 0 && state->heard >= (uint64_t)set->count) ||
	    out_enough(state->run->out)) {
		audience->stopped = true;
		loop_stop(audience->loop);
	}
}

/* ---- when joined --------------------------------------------------------------------------- */

static size_t count_joined(const struct audience *audience)
{
	size_t count = 0;

	for (size_t i = 0; i < audience->seats.count; i++)
		count += audience->seats.item[i]->joined_count;
	return count;
}

static void show_ready(struct state *state)
{
	const struct audience *audience = &state->audience;
	size_t total = count_joined(audience), index = 0;
	struct out *out = state->run->out;
	struct ready ready = { 0 };

	for (size_t i = 0; i < audience->seats.count; i++) {
		const struct seat *seat = audience->seats.item[i];

		for (size_t j = 0; j < seat->joined_count; j++) {
			struct row *row = ready_begin(out, &records[READY]);

			audiencerow_put_joined(row, seat, &seat->joined[j]);
			row_uint(row, READY_INDEX, ++index);
			row_uint(row, READY_TOTAL, total);
			ready_end(out, &ready);
		}
	}
	ready_send(out, &ready, state->run->common->listen.ready_fd);
}

/* ---- at the end ---------------------------------------------------------------------------- */

static void show_summary(struct state *state, unsigned endpoint)
{
	struct row *row = out_record(state->run->out, &records[SUMMARY]);

	audiencerow_put_summary(row, state->place[endpoint].text, &state->audience.heard[endpoint],
				clock_now_ns() - state->began_ns);
	out_done(state->run->out, STATUS_OK);
}

static void show_summaries(struct state *state)
{
	audience_count_drops(&state->audience);
	for (unsigned i = 0; i < state->audience.heard_count; i++)
		show_summary(state, i);
}

static void report(struct serve *serve)
{
	show_summaries(OWNER(serve, struct state, serve));
}

/* What silence_explain tells of. */
struct question {
	struct state *state;
	const struct seat *seat;
	const struct joined *joined;
};

static void show_finding(void *context, const struct finding *finding)
{
	const struct question *question = context;
	struct state *state = question->state;
	struct row *row = out_record(state->run->out, &records[WHY]);

	gramrow_put_time(row, EVENT_TIME, clock_wall_ns());
	row_text(row, EVENT, "why");
	row_text(row, EVENT_ENDPOINT, state->place[question->seat->endpoint].text);
	row_addr(row, EVENT_GROUP, &question->seat->group);
	row_text(row, EVENT_INTERFACE, question->joined->name);
	row_text(row, CHECK, finding->check);
	row_text(row, FINDING, name_word(finding_kinds, finding->kind));
	row_text(row, REASON, finding->text);
	out_done(state->run->out, STATUS_OK);
}

static void explain(struct state *state, unsigned endpoint)
{
	const struct audience *audience = &state->audience;

	for (size_t i = 0; i < audience->seats.count; i++) {
		const struct seat *seat = audience->seats.item[i];

		for (size_t j = 0; seat->endpoint == endpoint && j < seat->joined_count; j++) {
			struct question question = { state, seat, &seat->joined[j] };
			struct silence silence = {
				.group = seat->group,
				.index = seat->joined[j].index,
				.sources = seat->group.family == AF_INET
						   ? &audience->plan.seat.inet
						   : &audience->plan.seat.inet6,
				.before = &state->before,
				.context = &question,
				.tell = show_finding,
			};

			silence_explain(&silence);
		}
	}
}

static void show_silence(struct state *state, unsigned endpoint)
{
	const struct settings *set = state->run->settings;
	int64_t took_ms = (clock_now_ns() - state->began_ns) / NS_PER_MS;
	struct out *out = state->run->out;
	struct err err;

	out_question(out, state->place[endpoint].text);
	row_text(begin_result(state), GRAMROW_ENDPOINT, state->place[endpoint].text);
	err_set(&err, STATUS_SILENT, "nothing came in %lld.%03lld s%s", (long long)(took_ms / 1000),
		(long long)(took_ms % 1000), set->why ? "" : "; --why looks for the reason");
	out_fail(out, &err);
	out_question(out, "");
	if (set->why)
		explain(state, endpoint);
}

/* --for and a signal end it as they should; --timeout before --count does not. */
static void show_end(struct state *state)
{
	const struct settings *set = state->run->settings;
	struct err err;

	for (unsigned i = 0; i < state->audience.heard_count; i++)
		if (state->audience.heard[i].received == 0)
			show_silence(state, i);
	if (state->heard == 0 || set->count == 0 || !deadline_passed(state->run->until))
		return;
	err_set(&err, STATUS_TIMEOUT, "only %llu of %lld datagram%s came",
		(unsigned long long)state->heard, (long long)set->count,
		num_plural((uint64_t)set->count));
	out_fail(state->run->out, &err);
}

/* ---- the applet ---------------------------------------------------------------------------- */

static bool parse_sources(struct state *state, const struct texts *texts, bool include,
			  struct err *err)
{
	struct seat_plan *plan = &state->audience.plan.seat;

	plan->inet = (struct group_sources){ include, state->source, 0 };
	plan->inet6 = (struct group_sources){ include, state->source6, 0 };
	for (unsigned long i = 0; i < texts->count; i++) {
		struct sock_addr sa;
		struct addr addr;

		if (!addr_parse(&addr, texts->text[i], err))
			return false;
		sock_addr_set(&sa, &addr, 0);
		if (sock_addr_is_multicast(&sa) || addr_is_wildcard(&addr))
			return err_set(err, STATUS_INVALID, "%s cannot be a source",
				       texts->text[i]);
		if (addr.family == AF_INET)
			state->source[plan->inet.count++] = addr;
		else
			state->source6[plan->inet6.count++] = addr;
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
	struct audience_plan *plan = &state->audience.plan;

	state->locator = (struct locator)LOCATOR_EMPTY;
	state->locator.family = (int)run->common->family;
	state->locator.numeric = run->common->numeric;
	state->serve = (struct serve)SERVE_CLOSED;
	state->run = run;
	plan->seat.reuseport = set->listen.reuseport;
	plan->seat.receive_buffer = BUFFER;
	plan->reply = set->ack ? "ack" : set->reply;
	plan->reply_size = plan->reply ? strlen(plan->reply) : 0;
	if (!check_options(run, err) || !sock_plan_make(&plan->seat.sock, &set->socket, err))
		return false;
	plan->seat.sock.effective = run->common->verbose ? &state->effective : NULL;
	return admission_make(&plan->admission, &set->listen, err) &&
	       parse_sources(state, set->include.count ? &set->include : &set->exclude,
			     set->include.count > 0, err);
}

/* Once: an interface that does not exist is no mistake of the command line. */
static bool find_interfaces(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;
	struct seat_plan *plan = &state->audience.plan.seat;

	for (unsigned long i = 0; !state->planned && i < set->interface.count; i++) {
		uint32_t index;
		size_t j = 0;

		if (!addr_zone(&index, set->interface.text[i], err))
			return false;
		while (j < plan->interface_count && plan->interface[j] != index)
			j++;
		plan->interface[j] = index;
		plan->interface_count += j == plan->interface_count;
	}
	state->planned = true;
	state->locator.zone = plan->interface_count ? plan->interface[0] : 0;
	return true;
}

static bool keep(struct state *state, const struct place *place, struct err *err)
{
	struct place *grown = state->count < ENDPOINTS_MAX
				      ? reallocarray(state->place, state->count + 1, sizeof(*grown))
				      : NULL;

	if (!grown)
		return err_errno(err, ENOMEM, "cannot listen to so many endpoints");
	state->place = grown;
	state->place[state->count++] = *place;
	return true;
}

static bool look_up(struct place *place, struct state *state, struct err *err)
{
	enum { LOOKUP_S = 5 };
	struct run *run = state->run;
	struct deadline until =
		deadline_earlier(run->until, deadline_in((int64_t)LOOKUP_S * NS_PER_S));
	char *const *words = run->operand;

	if (!endpoint_take(&place->endpoint, &words, TRANSPORT_UDP, err))
		return false;
	if (place->endpoint.transport != TRANSPORT_UDP)
		return err_set(err, STATUS_INVALID, "groups are of udp, not of %s",
			       name_word(endpoint_transports, place->endpoint.transport));
	place->words = arena_copy(&state->arena, run->out->subject, strlen(run->out->subject));
	return find_interfaces(state, err) &&
	       locate(&place->found, &state->locator, &place->endpoint, TO_BIND, until, err) &&
	       keep(state, place, err);
}

/* One endpoint: it is joined when all have been looked up. */
static void mcast_listen_run(struct run *run)
{
	struct state *state = run->state;
	struct place place = { .found = { 0 } };
	struct err err = { 0 };

	if (look_up(&place, state, &err)) {
		err = place.found
			      .partial; /* the groups of one family are listened to all the same */
	} else {
		locations_free(&place.found);
		state->failed = true;
	}
	if (err.kind == STATUS_OK)
		return;
	row_text(out_record(run->out, &records[RESULT]), GRAMROW_ENDPOINT, run->operand[0]);
	out_fail(run->out, &err);
}

/* ---- listening ----------------------------------------------------------------------------- */

/* What it is called from now on: it was just joined, and has its real port. */
static bool name_place(struct state *state, struct place *place, struct err *err)
{
	const struct seats *seats = &state->audience.seats;
	struct buf text = { 0 };

	place->endpoint.service[0] = '\0';
	place->endpoint.port = sock_addr_port(&seats->item[seats->count - 1]->at);
	endpoint_format(&text, &place->endpoint);
	place->text = text.failed ? NULL : arena_copy(&state->arena, text.data, text.size);
	buf_free(&text);
	return place->text || err_errno(err, ENOMEM, "cannot listen");
}

static bool join(struct state *state, struct place *place, struct err *err)
{
	bool zoned = strchr(place->endpoint.name, '%') != NULL;

	if (!audience_join(&state->audience, &place->found, zoned, err))
		return false;
	if (state->effective.size > 0)
		out_talk(state->run->out, "%s", buf_text(&state->effective));
	buf_clear(&state->effective);
	return name_place(state, place, err);
}

/* Each under its own name in messages. */
static bool join_all(struct state *state)
{
	struct out *out = state->run->out;

	for (size_t i = 0; i < state->count; i++) {
		struct buf subject = { 0 };
		struct err err = { 0 };

		endpoint_format(&subject, &state->place[i].endpoint);
		out_about(out, state->place[i].words);
		if (!state->failed && !join(state, &state->place[i], &err)) {
			row_text(out_record(out, &records[RESULT]), GRAMROW_ENDPOINT,
				 buf_text(&subject));
			out_fail(out, &err);
			state->failed = true;
		}
		out_about(out, "");
		buf_free(&subject);
	}
	return !state->failed;
}

static void listen_on(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;

	if ((set->why && !counters_read(&state->before, err)) ||
	    !audience_begin(&state->audience, err))
		return;
	state->began_ns = clock_now_ns();
	show_ready(state);
	if (!serve_run(&state->serve, deadline_earlier(deadline_in(set->for_ns), state->run->until),
		       err))
		return;
	if (!state->audience.stopped && !out_enough(state->run->out))
		show_end(state);
	show_summaries(state);
}

static void mcast_listen_finish(struct run *run)
{
	struct state *state = run->state;
	struct err err = { 0 };

	locator_free(&state->locator); /* its helpers have --ready-fd too, and would keep it open */
	state->audience.loop = &state->serve.loop;
	state->audience.context = state;
	state->audience.hear = hear;
	state->serve.report = report;
	if (!state->failed && state->count > 0 && serve_begin(&state->serve, run, &err) &&
	    join_all(state))
		listen_on(state, &err);
	if (err.kind != STATUS_OK)
		out_fail(run->out, &err);
	audience_free(&state->audience);
	serve_end(&state->serve);
	for (size_t i = 0; i < state->count; i++)
		locations_free(&state->place[i].found);
	free(state->place);
	arena_free(&state->arena);
	buf_free(&state->effective);
}

const struct applet applet_mcast_listen = {
	.name = "mcast-listen",
	.summary = "listen to multicast groups, and prove what came",
	.group = GROUP_MULTICAST,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NO_INTERFACE) |
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_PARTIAL) |
		    STATUS_BIT(STATUS_SILENT),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES |
		 APPLET_READY,
	.pairs = endpoint_pairs,
	.begin = mcast_listen_begin,
	.run = mcast_listen_run,
	.finish = mcast_listen_finish,
};
