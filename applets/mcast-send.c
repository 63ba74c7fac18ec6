/* mcast-send -- send to a multicast group, and see who answers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "base/num.h"
#include "cli/applet.h"
#include "cli/gramrow.h"
#include "cli/out.h"
#include "net/calls.h"
#include "net/iface.h"
#include "net/locate.h"
#include "net/route.h"
#include "run/place.h"
#include "run/serve.h"
#include "serve/survey.h"

struct settings {
	bool numbered, flood;
	long loop;
	int64_t count, interval_ns, for_ns, wait_ns;
};

enum { INTERVAL_LEAST_MS = 100, COUNT_DEFAULT = 1 };

static const struct settings defaults = {
	.loop = true,
	.interval_ns = -1,
	.wait_ns = NS_PER_S,
};

static const struct name switches[] = {
	NAME("on", true, "members on this host hear it too"),
	NAME("off", false, "only other hosts do"),
	NAMES_END,
};

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "send N messages (1, or what --for leaves time for)"),
	OPT_DURATION(SET, interval_ns, 'i', "interval", "DURATION", "time between messages (1s)"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "send so long"),
	OPT_FLAG(SET, flood, 0, "flood", "without an interval, or one below 100 ms"),
	OPT_FLAG(SET, numbered, 0, "seq", "number the messages, in a header before MESSAGE"),
	OPT_NAME(SET, loop, 0, "loop", "SWITCH", switches, "whether this host hears it too"),
	{ OPT_ROW(SET, wait_ns, int64_t, TAKES_DURATION, 0, "wait", "DURATION",
	          "collect answers so long behind the last message") },
	OPT_END
};

static const struct operand operands[] = {
	{ "GROUP:PORT", 1, 1, OFFER_ENDPOINT, "a group and a port of UDP, such as 239.1.2.3:10000 or [ff15::1]:10000" },
	{ "MESSAGE", 0, 2, OFFER_NOTHING, "what to send, - is stdin as it is; none: a number, as --seq does" },
	{ 0 },
};

enum { RTT = GRAMROW_END, LOCAL };

static const struct field fields[] = {
	GRAMROW_FIELDS,
	[RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "since the message that it answers was sent", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, FIELD_DETAIL, 0, "our endpoint that it came to", NULL),
	{ 0 }
};

enum { EVENT_TIME, EVENT, EVENT_PEER, EVENT_SEQUENCE, EVENT_SIZE, EVENT_RTT, EVENT_REASON, EVENT_DATA };

static const struct field event_fields[] = {
	[EVENT_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when it was, RFC 3339", NULL),
	[EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "sent, unsent, replied", NULL),
	[EVENT_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "whom it was sent to or came from", NULL),
	[EVENT_SEQUENCE] = FIELD("sequence", FIELD_UINT, 0, 0, "which message, from 1; of an answer the one answered", NULL),
	[EVENT_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of it", NULL),
	[EVENT_RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "of an answer", NULL),
	[EVENT_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "why it was not sent", NULL),
	[EVENT_DATA] = FIELD("data", FIELD_DATA, 0, 0, "of an answer", NULL),
	{ 0 }
};

enum { WHO_PEER, WHO_REPLIES, WHO_LEAST, WHO_MEAN, WHO_MOST };

static const struct field answer_fields[] = {
	[WHO_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "its endpoint", NULL),
	[WHO_REPLIES] = FIELD("replies", FIELD_UINT, 0, 0, "of it", NULL),
	[WHO_LEAST] = FIELD("rtt_min_ms", FIELD_REAL, 0, UNIT_MS, "fastest", NULL),
	[WHO_MEAN] = FIELD("rtt_avg_ms", FIELD_REAL, 0, UNIT_MS, "mean", NULL),
	[WHO_MOST] = FIELD("rtt_max_ms", FIELD_REAL, 0, UNIT_MS, "slowest", NULL),
	{ 0 }
};

static const struct shape answer_shape = { answer_fields, "{replies} from {peer}" };

enum { SUM_ENDPOINT, SUM_INTERFACE, SUM_LOCAL, SUM_TTL, SUM_LOOP, SUM_SENDER, SUM_SENT, SUM_BYTES, SUM_UNSENT,
       SUM_REPLIES, SUM_RESPONDERS, SUM_LEAST, SUM_MEAN, SUM_MOST, SUM_ANSWERS, SUM_UNTRACKED, SUM_ELAPSED };

static const struct field summary_fields[] = {
	[SUM_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, 0, 0, "the group and port", NULL),
	[SUM_INTERFACE] = FIELD("interface", FIELD_TEXT, 0, 0, "where it went out: the one named, or the kernel's choice", NULL),
	[SUM_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "our endpoint", NULL),
	[SUM_TTL] = FIELD("ttl", FIELD_UINT, 0, 0, "TTL or hop limit that it was sent with", NULL),
	[SUM_LOOP] = FIELD("loop", FIELD_BOOL, FIELD_DETAIL, 0, "members on this host hear it too", NULL),
	[SUM_SENDER] = FIELD("sender", FIELD_TEXT, 0, 0, "in numbered messages: this run", NULL),
	[SUM_SENT] = FIELD("sent", FIELD_UINT, 0, 0, "messages", NULL),
	[SUM_BYTES] = FIELD("sent_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "in them", NULL),
	[SUM_UNSENT] = FIELD("unsent", FIELD_UINT, 0, 0, "messages that the kernel did not take", NULL),
	[SUM_REPLIES] = FIELD("replies", FIELD_UINT, 0, 0, "answers of all", NULL),
	[SUM_RESPONDERS] = FIELD("responders", FIELD_UINT, 0, 0, "endpoints that answered", NULL),
	[SUM_LEAST] = FIELD("rtt_min_ms", FIELD_REAL, 0, UNIT_MS, "fastest answer", NULL),
	[SUM_MEAN] = FIELD("rtt_avg_ms", FIELD_REAL, 0, UNIT_MS, "mean", NULL),
	[SUM_MOST] = FIELD("rtt_max_ms", FIELD_REAL, 0, UNIT_MS, "slowest", NULL),
	[SUM_ANSWERS] = FIELD("answers", FIELD_OBJECT, FIELD_LIST, 0, "who answered how often and how fast", &answer_shape),
	[SUM_UNTRACKED] = FIELD("untracked", FIELD_UINT, FIELD_DETAIL, 0, "answers of responders beyond the first 1,024", NULL),
	[SUM_ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "with the wait for answers", NULL),
	{ 0 }
};

enum { RESULT, STEP, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "one for each that answers: the first answer", { fields,
		"{peer}[ {interface}][ ttl {ttl}][ {rtt_ms} ms] {size_bytes} byte{s}: {data}" } },
	[STEP] = { "event", "-v: a message, or a further answer", { event_fields,
		"{time} {event} {sequence}[ {peer}] {size_bytes} byte{s}[ {rtt_ms} ms][ ({reason})][: {data}]" } },
	[SUMMARY] = { "summary", "at the end, and on SIGUSR1", { summary_fields,
		"{endpoint}: {sent} sent on {interface}, ttl {ttl}[+, {unsent} not sent]; {replies} answer{s}, {responders} responder{s}"
		"[, {rtt_min_ms}/{rtt_avg_ms}/{rtt_max_ms} ms]" } },
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	EXAMPLE("mcast-send 239.1.2.3:10000 hello -I lo --wait 10ms",
		"one message, and whoever answers"),
	EXAMPLE("mcast-send 239.1.2.3:10000 --seq -c 3 --flood -I lo --wait 10ms --json",
		"numbered messages, for a listener that counts what is missing"),
	EXAMPLE("mcast-send 239.1.2.3 10000 hello -I lo -t 0 --wait 10ms --expect 'sent == 1, "
		"count == 0'",
		"prove that nobody answers"),
	{ 0 }
};

struct state {
	struct serve serve;
	struct survey survey;
	struct sock_words
		words; /* those of the command line, but for what groups have their own for */
	struct run *run;
	struct buf endpoint, input, effective;
	char interface[IF_NAMESIZE];
	struct addr source; /* that the kernel sends from */
	struct err err;     /* what ended the survey */
	int64_t began_ns;
	bool over;
};

/* ---- records ------------------------------------------------------------------------------- */

static double ms(int64_t ns)
{
	return (double)ns / NS_PER_MS;
}

/* Our end: where the socket is bound to no address, the one that the kernel takes. */
static void put_local(struct row *row, unsigned field, const struct state *state,
		      const struct addr *own)
{
	struct sock_addr local;
	struct addr bound = { 0 };
	uint16_t port = 0;

	sock_addr_local(&local, state->survey.watch.fd);
	if (!sock_addr_ip(&bound, &port, &local))
		return;
	sock_addr_set(&local, addr_is_wildcard(&bound) && own->family ? own : &bound, port);
	gramrow_put_peer(row, field, &local);
}

static void show_answer(struct state *state, const struct survey_event *event)
{
	const struct datagram *datagram = event->datagram;
	struct row *row = out_record(state->run->out, &records[RESULT]);
	char name[IF_NAMESIZE];

	row_text(row, GRAMROW_ENDPOINT, buf_text(&state->endpoint));
	gramrow_put(row, datagram);
	gramrow_put_sequence(row, event->sequence);
	if (call_if_indextoname(datagram->index, name))
		row_text(row, GRAMROW_INTERFACE, name);
	put_local(row, LOCAL, state, &datagram->to);
	if (event->rtt_ns >= 0)
		row_real(row, RTT, ms(event->rtt_ns));
	out_done(state->run->out, STATUS_ANSWERED);
}

static void show_step(struct state *state, const struct survey_event *event)
{
	const struct datagram *datagram = event->datagram;
	struct row *row;

	if (!out_tells_steps(state->run->out))
		return;
	row = out_record(state->run->out, &records[STEP]);
	gramrow_put_time(row, EVENT_TIME, datagram ? datagram->wall_ns : clock_wall_ns());
	row_text(row, EVENT, name_word(survey_steps, (long)event->step));
	gramrow_put_peer(row, EVENT_PEER, datagram ? &datagram->from : &state->survey.plan.to);
	if (event->number)
		row_uint(row, EVENT_SEQUENCE, event->number);
	row_uint(row, EVENT_SIZE, datagram ? datagram->size : event->size);
	if (datagram && event->rtt_ns >= 0)
		row_real(row, EVENT_RTT, ms(event->rtt_ns));
	row_text(row, EVENT_REASON, event->error ? err_name(event->error) : NULL);
	if (datagram)
		row_bytes(row, EVENT_DATA, datagram->data, datagram->size);
	out_done(state->run->out, STATUS_OK);
}

static void tell(struct survey *survey, const struct survey_event *event)
{
	struct state *state = survey->context;

	if (event->step == SURVEY_ANSWERED)
		show_answer(state, event);
	else
		show_step(state, event);
	if (out_enough(state->run->out))
		loop_stop(survey->loop);
}

static void put_trips(struct row *row, unsigned least, unsigned mean, unsigned most,
		      const struct trips *trips)
{
	if (trips->count == 0)
		return;
	row_real(row, least, ms(trips->least_ns));
	row_real(row, mean, ms(trips->sum_ns) / (double)trips->count);
	row_real(row, most, ms(trips->most_ns));
}

static void put_answers(struct row *row, const struct survey *survey)
{
	row_empty(row, SUM_ANSWERS);
	for (size_t i = 0; i < survey->answers.count; i++) {
		const struct sender *sender = &survey->answers.item[i];
		struct row *object = row_object(row, SUM_ANSWERS);

		gramrow_put_peer(object, WHO_PEER, &sender->peer);
		row_uint(object, WHO_REPLIES, sender->received);
		put_trips(object, WHO_LEAST, WHO_MEAN, WHO_MOST, &sender->trips);
	}
}

static void show_summary(struct state *state)
{
	const struct survey *survey = &state->survey;
	struct row *row = out_record(state->run->out, &records[SUMMARY]);

	row_text(row, SUM_ENDPOINT, buf_text(&state->endpoint));
	row_text(row, SUM_INTERFACE, state->interface);
	put_local(row, SUM_LOCAL, state, &state->source);
	row_uint(row, SUM_TTL, (uint64_t)survey->plan.sender.ttl);
	row_bool(row, SUM_LOOP, survey->plan.sender.loop);
	if (survey->plan.numbered)
		gramrow_put_sender(row, SUM_SENDER, survey->id);
	row_uint(row, SUM_SENT, survey->sent);
	row_uint(row, SUM_BYTES, survey->sent_bytes);
	row_uint(row, SUM_UNSENT, survey->unsent);
	row_uint(row, SUM_REPLIES, survey->replies);
	row_uint(row, SUM_RESPONDERS, survey->answers.count);
	put_trips(row, SUM_LEAST, SUM_MEAN, SUM_MOST, &survey->trips);
	put_answers(row, survey);
	row_uint(row, SUM_UNTRACKED, survey->untracked);
	row_real(row, SUM_ELAPSED, ms(clock_now_ns() - state->began_ns));
	out_done(state->run->out, STATUS_OK);
}

static void report(struct serve *serve)
{
	show_summary(OWNER(serve, struct state, serve));
}

/* ---- the question -------------------------------------------------------------------------- */

static bool find_group(struct endpoint *endpoint, struct sock_addr *to, struct state *state,
		       char *const **words, struct err *err)
{
	enum { LOOKUP_S = 5 };
	const struct run *run = state->run;
	struct locator locator = LOCATOR_EMPTY;
	struct locations found = { 0 };
	struct deadline until =
		deadline_earlier(run->until, deadline_in((int64_t)LOOKUP_S * NS_PER_S));
	bool fine;

	locator.family = (int)run->common->family;
	locator.numeric = run->common->numeric;
	locator.zone = state->survey.plan.sender.index;
	fine = endpoint_take(endpoint, words, TRANSPORT_UDP, err) &&
	       (endpoint->transport == TRANSPORT_UDP ||
		err_set(err, STATUS_INVALID, "groups are of udp, not of %s",
			name_word(endpoint_transports, endpoint->transport))) &&
	       locate(&found, &locator, endpoint, TO_CONNECT, until, err);
	if (fine)
		*to = found.item[0];
	locations_free(&found);
	locator_free(&locator);
	return fine;
}

/* The interface that has --source: the kernel looks there too, but only for IPv4. 0: none has. */
static bool find_source(unsigned *index, const struct addr *source, struct err *err)
{
	static const struct addr loopback = { .family = AF_INET, .byte = { 127 } };
	struct ifaces ifaces = { 0 };

	*index = source->scope_id;
	if (*index)
		return true;
	if (!ifaces_read(&ifaces, err))
		return false;
	for (size_t i = 0; i < ifaces.count; i++) {
		const struct iface *iface = &ifaces.item[i];

		if (iface->flags & IFF_LOOPBACK && addr_in(source, &loopback, 8))
			*index = iface->index;
		for (size_t j = 0; j < iface->address_count; j++)
			if (addr_in(source, &iface->addresses[j].addr,
				    8 * (unsigned)addr_size(source->family)))
				*index = iface->index;
	}
	ifaces_free(&ifaces);
	return true;
}

/* By --interface, by the zone, by --source, else as the kernel would. */
static bool choose_interface(struct state *state, const struct addr *group, struct err *err)
{
	const struct addr *source = &state->survey.plan.sock.source;
	struct group_sender *sender = &state->survey.plan.sender;
	unsigned *index = &sender->index;
	struct route route;
	struct err ignored;

	if (*index && group->scope_id && group->scope_id != *index)
		return err_set(err, STATUS_INVALID,
			       "the zone of the address is not what --interface names");
	if (group->scope_id)
		*index = group->scope_id;
	if (*index == 0 && source->family && !find_source(index, source, err))
		return false;
	if (*index == 0 && !group_route(index, group, err))
		return false;
	if (!call_if_indextoname(*index, state->interface))
		return err_set(err, STATUS_NO_INTERFACE, "no interface has the index %u", *index);
	if (!source->family && !group_sender_source(sender, err))
		return false;
	state->source = source->family ? *source : sender->source;
	if (!state->source.family && route_find(&route, group, *index, &ignored))
		state->source = route.source;
	return true;
}

static bool take_message(struct state *state, char *const *words, struct err *err)
{
	const struct settings *set = state->run->settings;
	struct survey_plan *plan = &state->survey.plan;

	if (words[0] && words[1])
		return err_set(err, STATUS_INVALID, "'%s' is one operand too many", words[1]);
	plan->numbered = set->numbered || !words[0];
	if (words[0] && strcmp(words[0], "-") == 0) {
		if (!fd_read_input(&state->input, DATAGRAM_INET6_MAX, err))
			return false;
		plan->message = state->input.data;
		plan->size = state->input.size;
	} else if (words[0]) {
		plan->message = words[0];
		plan->size = strlen(words[0]);
	}
	return true;
}

static bool plan(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;
	const struct sock_words *words = &state->run->common->socket;
	struct survey_plan *plan = &state->survey.plan;
	char *const *rest = state->run->operand;
	struct endpoint endpoint;
	struct addr group = { 0 };

	state->words = *words;
	state->words.interface = NULL; /* answers may come in by another one */
	state->words.ttl = -1;
	plan->sender.ttl = words->ttl < 0 ? 1 : (int)words->ttl;
	plan->sender.loop = set->loop;
	plan->count = set->count ? (uint64_t)set->count : set->for_ns ? 0 : COUNT_DEFAULT;
	plan->interval_ns = set->interval_ns >= 0 ? set->interval_ns : set->flood ? 0 : NS_PER_S;
	plan->for_ns = set->for_ns;
	plan->wait_ns = set->wait_ns;
	if (!sock_plan_make(&plan->sock, &state->words, err) ||
	    (words->interface && !addr_zone(&plan->sender.index, words->interface, err)) ||
	    !find_group(&endpoint, &plan->to, state, &rest, err))
		return false;
	endpoint.port = sock_addr_port(&plan->to);
	endpoint.service[0] = '\0';
	endpoint_format(&state->endpoint, &endpoint);
	if (state->endpoint.failed)
		return err_errno(err, ENOMEM, "cannot send");
	sock_addr_ip(&group, NULL, &plan->to);
	if (!sock_addr_is_multicast(&plan->to))
		return err_set(err, STATUS_INVALID, "%s is no multicast group",
			       buf_text(&state->endpoint));
	return take_message(state, rest, err) && choose_interface(state, &group, err);
}

/* ---- the applet ---------------------------------------------------------------------------- */

static void be_over(struct survey *survey, const struct err *err)
{
	struct state *state = survey->context;

	if (err)
		state->err = *err;
	state->over = true;
	loop_stop(survey->loop);
}

static bool send_all(struct state *state, struct err *err)
{
	struct survey *survey = &state->survey;

	survey->loop = &state->serve.loop;
	survey->context = state;
	survey->tell = tell;
	survey->over = be_over;
	state->serve.report = report;
	state->began_ns = clock_now_ns();
	survey->plan.sock.effective = state->run->common->verbose ? &state->effective : NULL;
	if (!serve_begin(&state->serve, state->run, err) || !survey_open(survey, err) ||
	    !survey_begin(survey, err))
		return false;
	if (state->effective.size > 0)
		out_talk(state->run->out, "%s", buf_text(&state->effective));
	if (!serve_run(&state->serve, state->run->until, err))
		return false;
	*err = state->err;
	if (err->kind == STATUS_OK && survey->unsent > 0) {
		err_errno(err, survey->unsent_error, "not sent: %llu of %llu message%s",
			  (unsigned long long)survey->unsent,
			  (unsigned long long)(survey->sent + survey->unsent),
			  num_plural(survey->sent + survey->unsent));
		err->kind = STATUS_PARTIAL;
	} else if (err->kind == STATUS_OK && !state->over && deadline_passed(state->run->until)) {
		err_set(err, STATUS_TIMEOUT, "not done in time");
	}
	return err->kind == STATUS_OK;
}

/* Of these the options of the command line are told in the summary. */
static bool check_sockopt(const struct sockopt_set *asked, struct err *err)
{
	for (unsigned i = 0; i < asked->count; i++)
		if (group_sender_has(asked->item[i].level, asked->item[i].number))
			return err_set(err, STATUS_INVALID,
				       "--sockopt: interface, TTL and loop of groups have options "
				       "of their own: -I, -t, --loop");
	return true;
}

static bool mcast_send_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct sock_plan sock;

	if (run->common->socket.broadcast)
		return err_set(err, STATUS_INVALID, "--broadcast: a group is no broadcast address");
	if (!set->flood && set->interval_ns >= 0 &&
	    set->interval_ns < (int64_t)INTERVAL_LEAST_MS * NS_PER_MS)
		return err_set(err, STATUS_INVALID,
			       "an interval below %d ms takes --flood: be kind to the network",
			       INTERVAL_LEAST_MS);
	return sock_plan_make(&sock, &run->common->socket, err) &&
	       check_sockopt(&sock.options, err);
}

static void mcast_send_run(struct run *run)
{
	struct state *state = run->state;
	struct buf words = { 0 };
	struct err err = { 0 };

	place_about(&words, run);
	*state = (struct state){ .run = run, .serve = SERVE_CLOSED, .survey.watch.fd = -1 };
	if (!plan(state, &err) || !send_all(state, &err)) {
		row_text(out_record(run->out, &records[RESULT]), GRAMROW_ENDPOINT,
			 state->endpoint.size ? buf_text(&state->endpoint) : run->operand[0]);
		out_fail(run->out, &err);
	}
	if (state->survey.sent > 0)
		show_summary(state);
	survey_free(&state->survey);
	serve_end(&state->serve);
	buf_free(&words);
	buf_free(&state->endpoint);
	buf_free(&state->input);
	buf_free(&state->effective);
}

const struct applet applet_mcast_send = {
	.name = "mcast-send",
	.summary = "send to a multicast group, and see who answers",
	.group = GROUP_MULTICAST,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_ANSWERED) | STATUS_BIT(STATUS_NOT_FOUND) |
		    STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NO_INTERFACE) |
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_PARTIAL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_DATA,
	.begin = mcast_send_begin,
	.run = mcast_send_run,
};
