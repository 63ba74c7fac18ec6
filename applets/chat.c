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
#include "run/line.h"
#include "run/serve.h"
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
	{ "chat -l 0 --for 10ms", "host a chat on a free port of loopback; it says which" },
	{ "chat -l tcp:127.0.0.1:0 unix:@sockbox-example --nick bot --json --for 10ms",
	  "at two places at once, for a program" },
	{ "chat udp:239.192.0.77:0 -I lo --for 10ms", "talk on a multicast group" },
	{ 0 }
};

/* ---- state ---------------------------------------------------------------------------------- */

/* An endpoint that was looked up. */
struct place {
	struct endpoint endpoint;
	struct locations found;
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

	struct run *run;
	struct serve serve;
	struct line line;
	struct timer print;  /* what this turn of the loop has told */
	struct party *party; /* one of these */
	struct chathost host;
	struct chatguest guest;
	struct chatgroup group;
	struct listeners listeners;
	struct race race;
	struct err why; /* of the end */
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

static bool chat_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	const struct common *common = run->common;

	state->locator = (struct locator)LOCATOR_EMPTY;
	state->serve = (struct serve)SERVE_CLOSED;
	state->folder = -1;
	state->locator.family = (int)common->family;
	state->locator.numeric = common->numeric;
	return check_words(run, err) && check_endpoints(run, err) &&
	       check_nick(state, set->nick, err) && ready_check(common->listen.ready_fd, err) &&
	       admission_make(&state->admission, &common->listen, err) &&
	       listen_plan_make(&state->plan, &common->socket, &common->listen, err) &&
	       sock_plan_interface(&state->locator.zone, &state->plan.sock, err) &&
	       (!set->folder || newfile_folder(&state->folder, set->folder, err));
}

static bool keep(struct state *state, const struct place *place, struct err *err)
{
	struct place *grown = reallocarray(state->place, state->count + 1, sizeof(*grown));

	if (!grown)
		return err_errno(err, ENOMEM, "cannot serve so many endpoints");
	state->place = grown;
	state->place[state->count++] = *place;
	return true;
}

/* One endpoint, looked up: the chat begins when all have been. */
static void chat_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	char *const *words = run->operand;
	struct place place = { .found = { 0 } };
	struct err err = { 0 };

	state->until = run->common->timeout_ns >= 0 ? run->until
						    : deadline_in(CONNECT_S * (int64_t)NS_PER_S);
	if (endpoint_take(&place.endpoint, &words, (enum transport)run->common->socket.transport,
			  &err) &&
	    locate(&place.found, &state->locator, &place.endpoint,
		   set->hosts || place.endpoint.transport == TRANSPORT_UDP ? TO_BIND : TO_CONNECT,
		   state->until, &err) &&
	    keep(state, &place, &err))
		return;
	locations_free(&place.found);
	state->failed = true;
	out_fail(run->out, &err);
}

/* ---- records -------------------------------------------------------------------------------- */

/* Soon, when this turn of the loop is over, all of it is written above the prompt. */
static void begin_talk(struct state *state)
{
	line_hide(&state->line);
	timer_set(&state->serve.loop, &state->print, (struct deadline){ 1 });
}

static struct row *begin_record(struct state *state, unsigned type)
{
	begin_talk(state);
	return out_record(state->run->out, &records[type]);
}

static void print(struct timer *timer)
{
	struct state *state = OWNER(timer, struct state, print);
	struct out *out = state->run->out;

	line_hide(&state->line);
	if (!out->hold && out->writer->streams)
		out_flush(out);
	line_show(&state->line);
}

static void show_said(struct state *state, const struct party_event *event)
{
	chatrow_put_said(begin_record(state, RESULT), event);
	out_done(state->run->out, STATUS_OK);
}

static void show_received(struct state *state, const struct party_event *event)
{
	chatrow_put_received(begin_record(state, RESULT), event);
	out_done(state->run->out, STATUS_OK);
}

/* A table, CSV and --get show one type of record: results. */
static bool tells_events(const struct state *state)
{
	const struct common *common = state->run->common;

	return !common->get && (common->format == FORMAT_TEXT || common->format == FORMAT_JSON);
}

static void show_event(struct state *state, const struct party_event *event)
{
	if (!tells_events(state))
		return;
	chatrow_put_event(begin_record(state, EVENT), event);
	out_done(state->run->out, STATUS_OK);
}

/* What a person can do again is only said; a script has failed. */
static void show_failed(struct state *state, const struct party_event *event)
{
	struct out *out = state->run->out;

	begin_talk(state);
	if (event->number == 0 && state->line.is_terminal) {
		out_complain(out, "", event->why);
		return;
	}
	chatrow_put_failed(out_record(out, &records[RESULT]), event);
	out_question(out, event->text.size ? event->text.at : "");
	out_fail(out, event->why);
	out_question(out, "");
}

static bool is_host(const struct state *state)
{
	return state->party == &state->host.party;
}

static const char *own_nick(const struct state *state)
{
	if (state->party == &state->group.party)
		return state->group.nick;
	return is_host(state) ? state->host.me.nick : state->guest.nick;
}

static void show_summary(struct state *state)
{
	bool is_guest = state->party == &state->guest.party;
	const char *role = is_host(state) ? "host" : is_guest ? "guest" : "group";
	struct row *row = begin_record(state, SUMMARY);

	chatrow_put_counts(row, role, own_nick(state), &state->party->counts);
	if (is_guest)
		chatrow_put_connection(row, &state->race, state->guest.transport);
	out_done(state->run->out, STATUS_OK);
}

static void tell(struct party *party, const struct party_event *event)
{
	const struct settings *set;
	struct state *state = party->context;

	switch (event->step) {
	case PARTY_MESSAGE:
	case PARTY_ACTION:
		show_said(state, event);
		set = state->run->settings;
		if (set->count && party->counts.heard >= (uint64_t)set->count)
			party->kind->leave(party, false);
		break;
	case PARTY_RECEIVED:
		show_received(state, event);
		break;
	case PARTY_FAILED:
		show_failed(state, event);
		break;
	case PARTY_ENTERED:
	case PARTY_JOINED:
	case PARTY_LEFT:
	case PARTY_RENAMED:
	case PARTY_HERE:
	case PARTY_OFFERED:
	case PARTY_SENT:
	case PARTY_REFUSED:
	case PARTY_NOTICE:
		show_event(state, event);
		break;
	}
}

/* ---- what we type --------------------------------------------------------------------------- */

static void complain(struct state *state, const char *what, struct word word)
{
	struct err err = { 0 };
	const struct party_event event = { .step = PARTY_FAILED, .peer = "", .why = &err };

	err_set(&err, STATUS_INVALID, "%s%.*s", what, (int)word.size, word.size ? word.at : "");
	show_failed(state, &event);
}

static void show_notice(struct state *state, const char *text)
{
	const struct party_event event = { .step = PARTY_NOTICE,
					   .text = word_of(text),
					   .peer = "" };

	show_event(state, &event);
}

static void show_help(struct state *state)
{
	static const char *const lines[] = {
		"/nick NAME calls you NAME, /who lists who is here, /quit or quit leaves",
		"/me TEXT says what you do; // in front says a line that begins with /",
		"/send FILE offers a file, /get N [NAME] takes the one of offer N",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		show_notice(state, lines[i]);
}

/* For programs: a person has it on the terminal. */
static void show_own(struct state *state, const struct chat_order *order)
{
	if (state->run->common->format != FORMAT_JSON || state->run->common->get)
		return;
	chatrow_put_own(begin_record(state, EVENT), own_nick(state), order);
	out_done(state->run->out, STATUS_OK);
}

static void obey(struct state *state, const struct chat_order *order)
{
	struct party *party = state->party;

	switch (order->verb) {
	case CHAT_NOTHING:
		break;
	case CHAT_HELP:
		show_help(state);
		break;
	case CHAT_QUIT:
		line_pause(&state->line);
		party->kind->leave(party, false);
		break;
	case CHAT_OFFER:
	case CHAT_FILE:
	case CHAT_UNKNOWN:
		complain(state, "there is no such command; /help lists them, // in front says it: ",
			 order->text);
		break;
	case CHAT_SAY:
	case CHAT_ME:
	case CHAT_NICK:
	case CHAT_SEND:
	case CHAT_GET:
		if (order->text.size == 0 && order->verb != CHAT_GET) {
			complain(state, "there is something missing behind the command",
				 order->text);
			break;
		}
		if (order->verb == CHAT_SAY || order->verb == CHAT_ME)
			show_own(state, order);
		party->kind->order(party, order);
		break;
	case CHAT_WHO:
		party->kind->order(party, order);
		break;
	}
}

static void take_line(struct line *line, const struct textpiece *piece)
{
	struct state *state = OWNER(line, struct state, line);
	struct chat_order order;

	begin_talk(state);
	if (piece->cut) {
		complain(state, "a line of more than 4096 bytes was not sent",
			 (struct word){ "", 0 });
		return;
	}
	chat_read_order(&order, piece->data, piece->size);
	obey(state, &order);
	if (state->party->kind->is_full(state->party))
		line_pause(line);
}

/* At a terminal the end means to leave. Where nobody can type, a host stays, and who is to stay for
 * some time or until something comes does so too. */
static void lines_ended(struct line *line, const struct err *err)
{
	struct state *state = OWNER(line, struct state, line);
	const struct settings *set = state->run->settings;
	bool stays = is_host(state) || set->for_ns || set->count;

	if (err->kind != STATUS_OK)
		out_fail(state->run->out, err);
	if (line->is_terminal || !stays)
		state->party->kind->leave(state->party, false);
}

static void relieved(struct party *party)
{
	struct state *state = party->context;

	line_resume(&state->line);
}

/* ---- signals and the end -------------------------------------------------------------------- */

static void over(struct party *party, const struct err *why)
{
	struct state *state = party->context;

	state->why = *why;
	loop_stop(&state->serve.loop);
}

static void stop(struct serve *serve)
{
	struct state *state = OWNER(serve, struct state, serve);

	state->party->kind->leave(state->party, true);
}

static void report(struct serve *serve)
{
	show_summary(OWNER(serve, struct state, serve));
}

/* Until it is over, and past --for until we have left. */
static bool talk(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;

	state->serve.stop = stop;
	state->serve.report = report;
	if (!line_begin(&state->line, err) ||
	    !serve_run(&state->serve, deadline_in(set->for_ns), err))
		return false;
	if (!state->serve.loop.stopped) {
		state->party->kind->leave(state->party, true);
		if (!loop_run(&state->serve.loop, (struct deadline){ 0 }, err))
			return false;
	}
	line_end(&state->line);
	show_summary(state);
	if (state->why.kind != STATUS_OK)
		*err = state->why;
	return state->why.kind == STATUS_OK;
}

static void prepare(struct state *state, struct party *party)
{
	const struct settings *set = state->run->settings;

	*party = (struct party){ .loop = &state->serve.loop,
				 .context = state,
				 .folder = { state->folder, set->max_size },
				 .tell = tell,
				 .relieved = relieved,
				 .over = over };
	state->party = party;
	state->print.due = print;
	state->line = (struct line){ .kind = &line_plain,
				     .loop = &state->serve.loop,
				     .prompt = "> ",
				     .max = CHAT_LINE_MAX,
				     .take = take_line,
				     .ended = lines_ended };
}

/* ---- hosting -------------------------------------------------------------------------------- */

static void make_safe(struct buf *to, const char *data, size_t size)
{
	safe_put(to, data, size, (struct charset){ .utf8 = true });
}

static void short_of(struct chathost *host, const struct err *err)
{
	struct state *state = host->party.context;

	begin_talk(state);
	out_complain(state->run->out, "", err);
}

/* The endpoints of the command line, each under its own name in messages. */
static bool bind_places(struct state *state)
{
	struct out *out = state->run->out;

	for (size_t i = 0; i < state->count && !state->failed; i++) {
		struct place *place = &state->place[i];
		struct buf subject = { 0 };
		struct err err = { 0 };

		endpoint_format(&subject, &place->endpoint);
		out_question(out, buf_text(&subject));
		state->failed = !listeners_add(&state->listeners, &place->found, (unsigned)i,
					       &state->plan, &err);
		if (state->failed)
			out_fail(out, &err);
		else if (place->endpoint.kind == ENDPOINT_HOST)
			ready_note_loopback(out, place->endpoint.name, &state->listeners,
					    (unsigned)i);
		out_question(out, "");
		buf_free(&subject);
	}
	return !state->failed;
}

static bool host(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;
	struct chathost *host = &state->host;

	if (!bind_places(state))
		return true; /* it is told */
	host->listeners = &state->listeners;
	host->admission = &state->admission;
	host->make_safe = make_safe;
	host->short_of = short_of;
	host->room.history_max = (size_t)set->history;
	prepare(state, &host->party);
	if (!chathost_begin(host, state->nick, err))
		return false;
	ready_tell(state->run->out, &records[READY], &state->listeners,
		   state->run->common->listen.ready_fd);
	return talk(state, err);
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
	prepare(state, &guest->party);
	if (chatguest_begin(guest, fd, state->nick, err))
		return talk(state, err);
	call_close(fd);
	return false;
}

/* ---- a group --------------------------------------------------------------------------------- */

static void tell_ready(struct state *state)
{
	struct ready ready = { 0 };
	struct row *row = ready_begin(state->run->out, &records[READY]);

	ready_put(row, TRANSPORT_UDP, &state->group.at);
	row_uint(row, READY_INDEX, 1);
	row_uint(row, READY_TOTAL, 1);
	ready_end(state->run->out, &ready);
	out_flush(state->run->out);
	ready_send(state->run->out, &ready, state->run->common->listen.ready_fd);
}

static bool gather(struct state *state, struct err *err)
{
	struct chatgroup *group = &state->group;

	*group = (struct chatgroup)CHATGROUP_CLOSED;
	prepare(state, &group->party);
	group->plan = &state->plan.sock;
	group->at = state->place[0].found.item[0];
	if (!chatgroup_begin(group, state->nick, err))
		return false;
	tell_ready(state);
	return talk(state, err);
}

/* ---- the applet ----------------------------------------------------------------------------- */

/* Take part until it is over. */
static bool take_part(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;
	bool groups = state->place[0].found.transport == TRANSPORT_UDP;
	int fd = -1;

	if (!set->hosts && !groups && !reach(&fd, state, err))
		return false;
	if (!serve_begin(&state->serve, state->run, err)) {
		if (fd >= 0)
			call_close(fd);
		return false;
	}
	return set->hosts ? host(state, err) : groups ? gather(state, err) : join(state, fd, err);
}

static void chat_finish(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct buf subject = { 0 };
	struct err err = { 0 };

	state->run = run;
	if (state->count > 0 && !set->hosts)
		endpoint_format(&subject, &state->place[0].endpoint);
	if (!state->failed && state->count > 0 && !take_part(state, &err)) {
		chatrow_put_peer(out_record(run->out, &records[RESULT]), buf_text(&subject));
		out_fail(run->out, &err);
	}
	buf_free(&subject);
	line_end(&state->line);
	chatguest_free(&state->guest);
	chatgroup_free(&state->group);
	chathost_free(&state->host);
	listeners_close(&state->listeners);
	serve_end(&state->serve);
	for (size_t i = 0; i < state->count; i++)
		locations_free(&state->place[i].found);
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
