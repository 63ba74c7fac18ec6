/* mcast-send -- send to a multicast group, and see who answers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "base/num.h"
#include "cli/applet.h"
#include "cli/gramrow.h"
#include "cli/out.h"
#include "cli/surveyrow.h"
#include "run/gathering.h"
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

enum { RESULT, STEP, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "one for each that answers: the first answer", { surveyrow_result_fields,
		"{peer}[ {interface}][ ttl {ttl}][ {rtt_ms} ms] {size_bytes} byte{s}: {data}" } },
	[STEP] = { "event", "-v: a message, or a further answer", { surveyrow_event_fields,
		"{time} {event} {sequence}[ {peer}] {size_bytes} byte{s}[ {rtt_ms} ms][ ({reason})][: {data}]" } },
	[SUMMARY] = { "summary", "at the end, and on SIGUSR1", { surveyrow_summary_fields,
		"{endpoint}: {sent} sent on {interface}, ttl {ttl}[+, {unsent} not sent]; {replies} answer{s}, {responders} responder{s}"
		"[+, {lost} lost][+, {kernel_drops} dropped by the kernel]"
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
	struct group_way way;
	struct err err; /* what ended the survey */
	int64_t began_ns;
	bool over;
};

/* ---- while it sends ------------------------------------------------------------------------ */

static void tell(struct survey *survey, const struct survey_event *event)
{
	struct state *state = survey->context;
	struct out *out = state->run->out;

	if (event->step == SURVEY_ANSWERED) {
		surveyrow_put_answer(out_record(out, &records[RESULT]), buf_text(&state->endpoint),
				     survey, event);
		out_done(out, STATUS_ANSWERED);
	} else if (out_tells_steps(out)) {
		surveyrow_put_step(out_record(out, &records[STEP]), survey, event);
		out_done(out, STATUS_OK);
	}
	if (out_enough(out))
		loop_stop(survey->loop);
}

static void show_summary(struct state *state)
{
	survey_count_drops(&state->survey);
	surveyrow_put_summary(out_record(state->run->out, &records[SUMMARY]),
			      buf_text(&state->endpoint), &state->way, &state->survey,
			      clock_now_ns() - state->began_ns);
	out_done(state->run->out, STATUS_OK);
}

static void report(struct serve *serve)
{
	show_summary(OWNER(serve, struct state, serve));
}

/* ---- the question -------------------------------------------------------------------------- */

static bool find_group(struct state *state, char *const **words, struct err *err)
{
	struct survey_plan *plan = &state->survey.plan;
	struct locator locator = LOCATOR_EMPTY;
	struct locations found = { 0 };
	struct endpoint endpoint;
	struct addr group = { 0 };
	char text[ADDR_TEXT_MAX];
	bool fine;

	locator.zone = plan->sender.index;
	fine = gathering_find(&found, &endpoint, &locator, words, state->run, TO_CONNECT, err);
	if (fine) {
		plan->to = found.item[0];
		endpoint.port = sock_addr_port(&plan->to);
		endpoint.service[0] = '\0';
		endpoint_format(&state->endpoint, &endpoint);
	}
	locations_free(&found);
	locator_free(&locator);
	if (!fine)
		return false;
	if (state->endpoint.failed)
		return err_errno(err, ENOMEM, "cannot send");
	sock_addr_ip(&group, NULL, &plan->to);
	addr_format(text, &group);
	return sock_addr_is_multicast(&plan->to) ||
	       err_set(err, STATUS_INVALID, "%s is no multicast group", text);
}

static bool take_message(struct state *state, char *const *words, struct err *err)
{
	const struct settings *set = state->run->settings;
	struct survey_plan *plan = &state->survey.plan;

	if (words[0] && words[1])
		return err_set(err, STATUS_INVALID, "'%s' is one operand too many", words[1]);
	plan->numbered = set->numbered || !words[0];
	if (words[0] && strcmp(words[0], "-") == 0) {
		if (!fd_read_stdin(&state->input, DATAGRAM_INET6_MAX, state->run->until, err))
			return false;
		plan->message = state->input.data;
		plan->size = state->input.size;
	} else if (words[0]) {
		plan->message = words[0];
		plan->size = strlen(words[0]);
	}
	return true;
}

static bool make_plan(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;
	const struct sock_words *words = &state->run->common->socket;
	struct survey_plan *plan = &state->survey.plan;
	char *const *rest = state->run->operand;
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
	    (words->interface && !addr_interface(&plan->sender.index, words->interface, err)) ||
	    !find_group(state, &rest, err))
		return false;
	sock_addr_ip(&group, NULL, &plan->to);
	return take_message(state, rest, err) &&
	       group_sender_choose(&state->way, &plan->sender, &group, &plan->sock.source, err);
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
	survey_count_drops(survey);
	if (err->kind != STATUS_OK || !survey_verdict(survey, err))
		return false;
	return state->over || !deadline_passed(state->run->until) ||
	       err_set(err, STATUS_TIMEOUT, "not done in time");
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
	if (!make_plan(state, &err) || !send_all(state, &err)) {
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
		    STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_LOSS) |
		    STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_NO_ROUTE) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL) |
		    STATUS_BIT(STATUS_PARTIAL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_DATA,
	.habits = HABIT("u", "groups are always of UDP") HABIT("U", "groups are always of UDP"),
	.begin = mcast_send_begin,
	.run = mcast_send_run,
};
