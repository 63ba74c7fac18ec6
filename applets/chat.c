/* chat -- talk with others: host a chat, join one, or talk on a multicast group. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
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
#include "run/hosting.h"
#include "run/place.h"
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

struct state {
	struct endpoint endpoint; /* the last one */
	struct hosting hosting;   /* of a host */
	struct sock_plan plan;    /* of others */
	struct locations found;
	struct buf words; /* that were typed: messages begin with them */
	bool failed;      /* something was told that keeps it from beginning */
	char nick[CHAT_NICK_ROOM];
	int folder;
	struct deadline until; /* of looking up and connecting */

	struct talker talker;
	struct chathost host; /* one of these */
	struct chatguest guest;
	struct chatgroup group;
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
		buf_printf(&text, "uid%u", (unsigned)geteuid());
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

/* What only a host has use for; --ready-fd is of groups too. */
static bool has_host_words(const struct run *run)
{
	struct common common = *run->common;

	common.listen.ready_fd = -1;
	return common_has_listen_words(&common);
}

static bool check_words(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (!set->hosts && set->history != HISTORY)
		return err_set(err, STATUS_INVALID, "--history goes with --listen");
	if (!set->hosts && has_host_words(run))
		return err_set(err, STATUS_INVALID,
			       "options of servers, such as --allow and --mode, go with --listen");
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
	if (!set->hosts && transport != TRANSPORT_UDP && run->common->listen.ready_fd >= 0)
		return err_set(err, STATUS_INVALID, "--ready-fd goes with --listen, or a group");
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
	}
	return true;
}

static bool begin_sockets(struct state *state, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->hosts)
		return hosting_begin(&state->hosting, run, NULL, err);
	return serve_check(run, err) && sock_plan_make(&state->plan, &run->common->socket, err);
}

static bool chat_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	state->talker.serve = (struct serve)SERVE_CLOSED;
	state->folder = -1;
	if (check_words(run, err) && check_endpoints(run, err) &&
	    check_nick(state, set->nick, err) && begin_sockets(state, run, err) &&
	    (!set->folder || newfile_folder(&state->folder, set->folder, err) || err_lacks(err)))
		return true;
	hosting_free(&state->hosting);
	return false;
}

/* Of a guest, and of a member of a group. */
static void find(struct state *state, struct run *run)
{
	enum purpose purpose = state->endpoint.transport == TRANSPORT_UDP ? TO_BIND : TO_CONNECT;
	struct err err = { 0 };

	buf_puts(&state->words, run->out->subject);
	if (place_find(&state->found, &state->endpoint, purpose, &state->plan, run, state->until,
		       &err))
		return;
	state->failed = true;
	out_fail(run->out, &err);
}

/* One endpoint, looked up: the chat begins when all have been. */
static void chat_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	char *const *words = run->operand;
	struct err err = { 0 };

	state->until = run->common->timeout_ns >= 0 ? run->until
						    : deadline_in(CONNECT_S * (int64_t)NS_PER_S);
	if (!endpoint_take(&state->endpoint, &words, (enum transport)run->common->socket.transport,
			   &err)) {
		state->failed = true;
		out_fail(run->out, &err);
	} else if (set->hosts) {
		hosting_add(&state->hosting, run, &state->endpoint, TO_BIND, state->until);
	} else {
		find(state, run);
	}
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

/* A port alone is loopback, which a host who waits for others may not have thought of. */
static void note_reach(const struct state *state)
{
	const struct hosting *hosting = &state->hosting;

	for (size_t i = 0; i < hosting->count; i++)
		if (hosting->place[i].endpoint.kind == ENDPOINT_LOOPBACK &&
		    !listeners_reach_out(&hosting->listeners)) {
			out_remark(state->talker.run->out,
				   "only this machine can reach it; any:PORT lets others in");
			return;
		}
}

static bool host(struct state *state, struct err *err)
{
	struct run *run = state->talker.run;
	const struct settings *set = run->settings;
	struct chathost *host = &state->host;

	if (!hosting_bind(&state->hosting, run))
		return true; /* it is told */
	host->listeners = &state->hosting.listeners;
	host->admission = &state->hosting.admission;
	host->make_safe = make_safe;
	host->short_of = short_of;
	host->room.history_max = (size_t)set->history;
	talker_prepare(&state->talker, &host->party);
	if (!chathost_begin(host, state->nick, err))
		return false;
	hosting_tell_ready(&state->hosting, run, &records[READY]);
	note_reach(state);
	return talker_talk(&state->talker, err);
}

/* ---- joining -------------------------------------------------------------------------------- */

/* Before signals become events: Ctrl-C ends the wait for a host that does not answer. */
static bool reach(int *fd, struct state *state, struct err *err)
{
	return race_run(fd, &state->race, &state->found, &state->plan, state->until, err);
}

static bool join(struct state *state, int fd, struct err *err)
{
	struct chatguest *guest = &state->guest;

	guest->plan = &state->plan;
	guest->transport = state->endpoint.transport;
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
	group->plan = &state->plan;
	group->at = state->found.item[0];
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
	bool groups = state->endpoint.transport == TRANSPORT_UDP;
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
	if (!set->hosts) {
		out_about_buf(run->out, &state->words);
		endpoint_format(&subject, &state->endpoint);
	}
	if (!state->failed && (set->hosts || state->found.count > 0) && !take_part(state, &err)) {
		chatrow_put_peer(out_record(run->out, &records[RESULT]), buf_text(&subject));
		out_fail(run->out, &err);
	}
	if (state->talker.was_there)
		talker_summary(&state->talker);
	buf_free(&subject);
	chatguest_free(&state->guest);
	chatgroup_free(&state->group);
	chathost_free(&state->host);
	hosting_free(&state->hosting);
	talker_free(&state->talker);
	locations_free(&state->found);
	buf_free(&state->words);
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
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_OUTSIDE |
		 APPLET_WATCHES | APPLET_SOCKET | APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY |
		 APPLET_INPUT,
	.pairs = endpoint_pairs,
	.begin = chat_begin,
	.run = chat_run,
	.finish = chat_finish,
};
