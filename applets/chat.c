/* chat -- talk with others: host a chat, join one, or talk on a multicast group. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/newfile.h"
#include "cli/applet.h"
#include "cli/chatrow.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "cli/safe.h"
#include "net/calls.h"
#include "net/connect.h"
#include "run/talker.h"
#include "serve/chatgroup.h"
#include "serve/chatguest.h"
#include "serve/chathost.h"

struct settings {
	const char *nick, *folder;
	bool hosts;
	int64_t history, for_ns, count;
	uint64_t max_size;
};

enum { HISTORY = 20, MAX_SIZE = 64 << 20, CONNECT_S = 5 };

static const struct settings defaults = { .history = HISTORY, .max_size = MAX_SIZE };

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_FLAG(SET, hosts, 'l', "listen", "host a chat at each ENDPOINT, and take part"),
	OPT_TEXT(SET, nick, 0, "nick", "NAME", OFFER_NOTHING, "what to be called; the user's name without it"),
	OPT_NUMBER(SET, history, 0, "history", "LINES", 0, ROOM_HISTORY_MAX, "--listen: last lines that a newcomer gets"),
	OPT_TEXT(SET, folder, 0, "folder", "DIR", OFFER_FOLDER, "keep files that /get takes there; none are taken without it"),
	OPT_SIZE(SET, max_size, 0, "max-size", "BYTES", "--folder: refuse larger files"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "stay so long, also when standard input has ended"),
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "stay until N messages have come"),
	OPT_END
};

static const struct operand operands[] = {
	{ "ENDPOINT", 1, MANY, OFFER_ENDPOINT, "a chat to join, or with -l where to host one: 7000, unix:/run/chat" }, { 0 }
};

enum { RESULT, READY, EVENT, SUMMARY };
static const struct record_type records[] = {
	[RESULT] = { "result", "what somebody said; a file that came", { chatrow_fields, CHATROW_TEXT } },
	[READY] = { "ready", "the chat is open, or the group is joined", { ready_fields, READY_TEXT } },
	[EVENT] = { "event", "who comes and goes, and what else happens", { chatrow_event_fields, CHATROW_EVENT_TEXT } },
	[SUMMARY] = { "summary", "at the end and on SIGUSR1", { chatrow_summary_fields, CHATROW_SUMMARY_TEXT } },
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	EXAMPLE("chat -l 0 --for 10ms", "host a chat on a free port of loopback; it says which"),
	EXAMPLE("chat -l tcp:127.0.0.1:0 --nick bot --json --for 10ms",
		"at two places at once, for a program"),
	EXAMPLE("chat udp:239.192.0.77:0 -I lo --for 10ms", "talk on a multicast group"),
	{ 0 }
};

/* ---- state ---------------------------------------------------------------------------------- */

/* An endpoint that was looked up. */
struct place {
	struct endpoint endpoint;
	struct locations found;
	char *words; /* that were typed: messages begin with them */
};

struct state {
	struct listen_plan plan;
	struct admission admission;
	struct locator locator;
	struct place *place;
	size_t count;
	bool failed;
	char nick[CHAT_NICK_ROOM];
	int folder;
	struct deadline until; /* of looking up and connecting */

	struct talker talker;
	struct chathost host; /* one of these */
	struct chatguest guest;
	struct chatgroup group;
	struct listeners listeners;
	struct race race;
};

/* ---- from the command line ------------------------------------------------------------------ */

/* The user's name as the environment has it; no database is asked. */
static void choose_nick(struct state *state, const char *wish)
{
	static const char *const names[] = { "USER", "LOGNAME" };
	struct buf text = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !wish; i++) {
		const char *name = getenv(names[i]);

		if (name && chat_make_nick(state->nick, word_of(name)))
			return;
	}
	if (!wish)
		buf_printf(&text, "uid%u", (unsigned)getuid());
	chat_make_nick(state->nick, word_of(wish ? wish : buf_text(&text)));
	buf_free(&text);
}

static bool check_nick(struct state *state, const char *wish, struct err *err)
{
	if (wish && !chat_is_nick(word_of(wish)))
		return err_set(err, STATUS_INVALID,
			       "--nick '%s': a nick is up to %d letters, digits, _ - and . without "
			       "a blank",
			       wish, CHAT_NICK_MAX);
	choose_nick(state, wish);
	return true;
}

/* What only a host has use for. */
static bool listen_words_given(const struct listen_words *words)
{
	const struct listen_words *plain = &common_defaults.listen;

	return words->allow.count || words->deny.count || words->reuseport || words->no_limits ||
	       words->replace || words->mode || words->owner || words->group ||
	       words->backlog != plain->backlog || words->max_conns != plain->max_conns ||
	       words->max_per_addr != plain->max_per_addr;
}

static bool path_words_given(const struct listen_words *words)
{
	return words->mode || words->owner || words->group || words->replace;
}

static bool check_words(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	const struct sock_words *socket = &run->common->socket;

	if (!set->hosts && (listen_words_given(&run->common->listen) || set->history != HISTORY))
		return err_set(err, STATUS_INVALID,
			       "only a host, with --listen, has use for these options");
	if (set->hosts && (socket->local_port >= 0 || socket->source))
		return err_set(err, STATUS_INVALID,
			       "--source and --local-port are a guest's: the ENDPOINT says where");
	if (!set->folder && set->max_size != MAX_SIZE)
		return err_set(err, STATUS_INVALID, "--max-size goes with --folder");
	return true;
}

static bool check_transport(const struct run *run, enum transport transport, struct err *err)
{
	const struct settings *set = run->settings;

	if (!set->hosts && !common_check_transport(run->common, transport, err))
		return false;
	if (transport == TRANSPORT_UNIXGRAM)
		return err_set(err, STATUS_INVALID,
			       "a chat takes tcp, unix, seqpacket, or a multicast group of udp");
	if (transport != TRANSPORT_UDP)
		return true;
	if (set->hosts)
		return err_set(err, STATUS_INVALID, "a multicast group has no host: no --listen");
	return !set->folder ||
	       err_set(err, STATUS_INVALID, "in a multicast group there are no files: no --folder");
}

static bool check_endpoints(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	char *const *words = run->operand;
	struct endpoint endpoint;
	bool paths = false;

	for (int count = 0; *words; count++) {
		if (word_is(word_of(*words), word_of("-")))
			return err_set(err, STATUS_INVALID,
				       "standard input is what you say: '-' is no ENDPOINT");
		if (!endpoint_take(&endpoint, &words, (enum transport)run->common->socket.transport,
				   err))
			return false;
		if (!check_transport(run, endpoint.transport, err))
			return false;
		if (count > 0 && !set->hosts)
			return err_set(err, STATUS_INVALID, "one chat can be joined at a time");
		paths |= transport_is_unix(endpoint.transport);
	}
	if (path_words_given(&run->common->listen) && !paths)
		return err_set(err, STATUS_INVALID,
			       "--mode, --owner, --group and --replace are of Unix paths");
	return true;
}

static bool chat_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	const struct common *common = run->common;

	state->locator = (struct locator)LOCATOR_EMPTY;
	state->talker.serve = (struct serve)SERVE_CLOSED;
	state->folder = -1;
	state->locator.family = (int)common->family;
	state->locator.numeric = common->numeric;
	return check_words(run, err) && check_endpoints(run, err) &&
	       check_nick(state, set->nick, err) && serve_check(run, err) &&
	       admission_make(&state->admission, &common->listen, err) &&
	       listen_plan_make(&state->plan, &common->socket, &common->listen, err) &&
	       (!set->folder || newfile_folder(&state->folder, set->folder, err));
}

static bool keep(struct state *state, const struct place *place, struct err *err)
{
	struct place *grown = reallocarray(state->place, state->count + 1, sizeof(*grown));

	if (grown)
		state->place = grown;
	if (!grown || !place->words)
		return err_errno(err, ENOMEM, "cannot serve so many endpoints");
	state->place[state->count++] = *place;
	return true;
}

/* One endpoint, looked up: the chat begins when all have been. */
static void chat_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	char *const *words = run->operand;
	struct place place = { .words = strdup(run->out->subject) };
	struct err err = { 0 };

	state->until = run->common->timeout_ns >= 0 ? run->until
						    : deadline_in(CONNECT_S * (int64_t)NS_PER_S);
	if (endpoint_take(&place.endpoint, &words, (enum transport)run->common->socket.transport,
			  &err) &&
	    sock_plan_interface(&state->locator.zone, &state->plan.sock, &err) &&
	    locate(&place.found, &state->locator, &place.endpoint,
		   set->hosts || place.endpoint.transport == TRANSPORT_UDP ? TO_BIND : TO_CONNECT,
		   state->until, &err) &&
	    keep(state, &place, &err))
		return;
	locations_free(&place.found);
	free(place.words);
	state->failed = true;
	out_fail(run->out, &err);
}

/* ---- hosting -------------------------------------------------------------------------------- */

static void make_safe(struct buf *to, const char *data, size_t size)
{
	safe_put(to, data, size, (struct charset){ .utf8 = true });
}

static void short_of(struct chathost *host, const struct err *err)
{
	talker_complain(host->party.context, err);
}

/* The endpoints of the command line, each under its own name in messages. */
static bool bind_places(struct state *state)
{
	struct out *out = state->talker.run->out;

	for (size_t i = 0; i < state->count && !state->failed; i++) {
		struct place *place = &state->place[i];
		struct err err = { 0 };

		out_about(out, place->words);
		state->failed = !listeners_add(&state->listeners, &place->found, (unsigned)i,
					       &state->plan, &err);
		if (state->failed)
			out_fail(out, &err);
		else if (place->endpoint.kind == ENDPOINT_HOST)
			ready_note_loopback(out, place->endpoint.name, &state->listeners,
					    (unsigned)i);
		out_about(out, "");
	}
	return !state->failed;
}

/* A port alone is loopback, which a host who waits for others may not have thought of. */
static void note_reach(const struct state *state)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->place[i].endpoint.kind == ENDPOINT_LOOPBACK &&
		    !listeners_reach_out(&state->listeners)) {
			out_remark(state->talker.run->out,
				   "only this machine can reach it; any:PORT lets others in");
			return;
		}
}

static bool host(struct state *state, struct err *err)
{
	const struct settings *set = state->talker.run->settings;
	struct chathost *host = &state->host;

	if (!bind_places(state))
		return true; /* it is told */
	host->listeners = &state->listeners;
	host->admission = &state->admission;
	host->make_safe = make_safe;
	host->short_of = short_of;
	host->room.history_max = (size_t)set->history;
	talker_prepare(&state->talker, &host->party);
	if (!chathost_begin(host, state->nick, err))
		return false;
	ready_tell(state->talker.run->out, &records[READY], &state->listeners,
		   state->talker.run->common->listen.ready_fd);
	note_reach(state);
	return talker_talk(&state->talker, err);
}

/* ---- joining -------------------------------------------------------------------------------- */

/* Before signals become events: Ctrl-C ends the wait for a host that does not answer. */
static bool reach(int *fd, struct state *state, struct err *err)
{
	return race_run(fd, &state->race, &state->place[0].found, &state->plan.sock, state->until,
			err);
}

static bool join(struct state *state, int fd, struct err *err)
{
	struct chatguest *guest = &state->guest;

	guest->plan = &state->plan.sock;
	guest->transport = state->place[0].found.transport;
	guest->at = state->race.peer;
	state->talker.race = &state->race;
	talker_prepare(&state->talker, &guest->party);
	if (chatguest_begin(guest, fd, state->nick, err))
		return talker_talk(&state->talker, err);
	call_close(fd);
	return false;
}

/* ---- a group --------------------------------------------------------------------------------- */

static void tell_ready(struct state *state)
{
	struct ready ready = { 0 };
	struct row *row = ready_begin(state->talker.run->out, &records[READY]);

	ready_put(row, TRANSPORT_UDP, &state->group.at);
	row_uint(row, READY_INDEX, 1);
	row_uint(row, READY_TOTAL, 1);
	ready_end(state->talker.run->out, &ready);
	out_flush(state->talker.run->out);
	ready_send(state->talker.run->out, &ready, state->talker.run->common->listen.ready_fd);
}

static bool gather(struct state *state, struct err *err)
{
	struct chatgroup *group = &state->group;

	*group = (struct chatgroup)CHATGROUP_CLOSED;
	talker_prepare(&state->talker, &group->party);
	group->plan = &state->plan.sock;
	group->at = state->place[0].found.item[0];
	if (!chatgroup_begin(group, state->nick, err))
		return false;
	tell_ready(state);
	return talker_talk(&state->talker, err);
}

/* ---- the applet ----------------------------------------------------------------------------- */

/* Take part until it is over. */
static bool take_part(struct state *state, struct err *err)
{
	const struct settings *set = state->talker.run->settings;
	bool groups = state->place[0].found.transport == TRANSPORT_UDP;
	int fd = -1;

	if (!set->hosts && !groups && !reach(&fd, state, err))
		return false;
	if (!talker_begin(&state->talker, err)) {
		if (fd >= 0)
			call_close(fd);
		return false;
	}
	return set->hosts ? host(state, err) : groups ? gather(state, err) : join(state, fd, err);
}

static void prepare(struct state *state, struct run *run)
{
	const struct settings *set = run->settings;

	state->talker.run = run;
	state->talker.plan = (struct talker_plan){ .result = &records[RESULT],
						   .event = &records[EVENT],
						   .summary = &records[SUMMARY],
						   .for_ns = set->for_ns,
						   .count = (uint64_t)set->count,
						   .folder = { state->folder, set->max_size } };
}

static void chat_finish(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct buf subject = { 0 };
	struct err err = { 0 };

	prepare(state, run);
	if (state->count > 0 && !set->hosts) {
		out_about(run->out, state->place[0].words);
		endpoint_format(&subject, &state->place[0].endpoint);
	}
	if (!state->failed && state->count > 0 && !take_part(state, &err)) {
		chatrow_put_peer(out_record(run->out, &records[RESULT]), buf_text(&subject));
		out_fail(run->out, &err);
	}
	if (state->talker.was_there)
		talker_summary(&state->talker);
	buf_free(&subject);
	chatguest_free(&state->guest);
	chatgroup_free(&state->group);
	chathost_free(&state->host);
	listeners_close(&state->listeners);
	talker_free(&state->talker);
	for (size_t i = 0; i < state->count; i++) {
		locations_free(&state->place[i].found);
		free(state->place[i].words);
	}
	free(state->place);
	locator_free(&state->locator);
	fd_close(&state->folder);
}

const struct applet applet_chat = {
	.name = "chat",
	.summary = "talk with others: host a chat, join one or a group",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_CLOSED) |
		    STATUS_BIT(STATUS_SELF_CONNECTED) | STATUS_BIT(STATUS_LOSS) |
		    STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NO_INTERFACE) |
		    STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES |
		 APPLET_SOCKET | APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY | APPLET_INPUT,
	.pairs = endpoint_pairs,
	.begin = chat_begin,
	.run = chat_run,
	.finish = chat_finish,
};
