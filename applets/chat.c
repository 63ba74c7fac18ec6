/* chat -- talk with others: host a chat, join one, or talk on a multicast group. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/newfile.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "cli/safe.h"
#include "net/connect.h"
#include "net/names.h"
#include "proto/chatnews.h"
#include "run/line.h"
#include "run/serve.h"
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
	OPT_NUMBER(SET, history, 0, "history", "LINES", 0, ROOM_HISTORY_MAX, "--listen: last lines that a newcomer gets (20)"),
	OPT_TEXT(SET, folder, 0, "folder", "DIR", OFFER_FOLDER, "keep files that /get takes there; none are taken without it"),
	OPT_SIZE(SET, max_size, 0, "max-size", "BYTES", "--folder: refuse larger files (64M)"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "stay so long, also when standard input has ended"),
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "stay until N messages have come"),
	OPT_END
};

static const struct operand operands[] = {
	{ "ENDPOINT", 1, MANY, OFFER_ENDPOINT, "a chat to join, or with -l where to host one: 7000, unix:/run/chat" }, { 0 }
};

enum {
	TIME, KIND, NICK, PEER, TEXT, DATA, SIZE, TRUNCATED, PARTIAL, CONTINUED, OLD, OFFER, NAME
};

static const struct field fields[] = {
	[TIME] = { "time", FIELD_TEXT, FIELD_DETAIL, 0, "when it came, RFC 3339", NULL },
	[KIND] = { "kind", FIELD_TEXT, FIELD_QUESTION, 0, "message, action (/me), or file: one that came, or failed to", NULL },
	[NICK] = { "nick", FIELD_TEXT, 0, 0, "who said it", NULL },
	[PEER] = { "peer", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "where it came from: a guest's address, or the host's", NULL },
	[TEXT] = { "text", FIELD_TEXT, FIELD_DETAIL, 0, "the line as people read it", NULL },
	[DATA] = { "data", FIELD_DATA, 0, 0, "what was said", NULL },
	[SIZE] = { "size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of it, or of a file", NULL },
	[TRUNCATED] = { "truncated", FIELD_BOOL, FIELD_DETAIL, 0, "it was longer than 4096 bytes: the rest is lost", NULL },
	[PARTIAL] = { "partial", FIELD_BOOL, FIELD_DETAIL, 0, "it has no newline, as far as it came in 200 ms", NULL },
	[CONTINUED] = { "continued", FIELD_BOOL, FIELD_DETAIL, 0, "it goes on with the line before, which was partial", NULL },
	[OLD] = { "history", FIELD_BOOL, FIELD_DETAIL, 0, "it was said before we came", NULL },
	[OFFER] = { "offer", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, 0, "the number of a file's offer", NULL },
	[NAME] = { "name", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "of a file, in the folder", NULL },
	{ 0 }
};

enum { E_TIME, E_EVENT, E_NICK, E_PEER, E_TEXT, E_NEW_NICK, E_REASON, E_OFFER, E_NAME, E_SIZE };

static const struct field event_fields[] = {
	[E_TIME] = { "time", FIELD_TEXT, 0, 0, "when it was heard, RFC 3339", NULL },
	[E_EVENT] = { "event", FIELD_TEXT, 0, 0, "entered, joined, left, renamed, here, offered, sent, said, refused or notice", NULL },
	[E_NICK] = { "nick", FIELD_TEXT, 0, 0, "whom it is about", NULL },
	[E_PEER] = { "peer", FIELD_TEXT, 0, 0, "whose address, as far as it is told; host: the host himself", NULL },
	[E_TEXT] = { "text", FIELD_TEXT, 0, 0, "the line as people read it", NULL },
	[E_NEW_NICK] = { "new_nick", FIELD_TEXT, 0, 0, "renamed: what to call him now", NULL },
	[E_REASON] = { "reason", FIELD_TEXT, 0, 0, "left: quit, closed, reset, vanished or too slow; refused; entered under another nick", NULL },
	[E_OFFER] = { "offer", FIELD_UINT, 0, 0, "offered, sent: the number of the offer", NULL },
	[E_NAME] = { "name", FIELD_TEXT, 0, 0, "offered, sent: of the file", NULL },
	[E_SIZE] = { "size_bytes", FIELD_UINT, 0, UNIT_BYTES, "offered, sent: of the file", NULL },
	{ 0 }
};

enum {
	S_ROLE, S_NICK, S_RECEIVED, S_RECEIVED_BYTES, S_SENT, S_JOINED, S_LEFT, S_TOO_SLOW, S_REFUSED,
	S_FILES_SENT, S_FILES_RECEIVED, S_FILES_FAILED, S_FAMILY, S_SOCKTYPE, S_PROTOCOL, S_LOCAL, S_PEER,
	S_CONNECT, S_ELAPSED
};

static const struct field summary_fields[] = {
	[S_ROLE] = { "role", FIELD_TEXT, 0, 0, "host, guest or group", NULL },
	[S_NICK] = { "nick", FIELD_TEXT, 0, 0, "ours, at the end", NULL },
	[S_RECEIVED] = { "received", FIELD_UINT, 0, 0, "messages and actions of others", NULL },
	[S_RECEIVED_BYTES] = { "received_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL },
	[S_SENT] = { "sent", FIELD_UINT, 0, 0, "our own", NULL },
	[S_JOINED] = { "members_joined", FIELD_UINT, 0, 0, "who came while we were there", NULL },
	[S_LEFT] = { "members_left", FIELD_UINT, 0, 0, "who left", NULL },
	[S_TOO_SLOW] = { "too_slow", FIELD_UINT, 0, 0, "host: of them, who did not read", NULL },
	[S_REFUSED] = { "refused_conns", FIELD_UINT, 0, 0, "host: connections that were not let in", NULL },
	[S_FILES_SENT] = { "files_sent", FIELD_UINT, 0, 0, "from us", NULL },
	[S_FILES_RECEIVED] = { "files_received", FIELD_UINT, 0, 0, "to us", NULL },
	[S_FILES_FAILED] = { "files_failed", FIELD_UINT, 0, 0, "from us or to us, and not whole", NULL },
	[S_FAMILY] = { "family", FIELD_TEXT, 0, 0, "guest: of the socket, AF_INET, AF_INET6 or AF_UNIX", NULL },
	[S_SOCKTYPE] = { "socktype", FIELD_TEXT, 0, 0, "guest: of the socket", NULL },
	[S_PROTOCOL] = { "protocol", FIELD_TEXT, 0, 0, "guest: of the socket", NULL },
	[S_LOCAL] = { "local", FIELD_TEXT, 0, 0, "guest: our end of the connection", NULL },
	[S_PEER] = { "peer", FIELD_TEXT, 0, 0, "guest: the host", NULL },
	[S_CONNECT] = { "connect_ms", FIELD_REAL, 0, UNIT_MS, "guest: how long connecting took", NULL },
	[S_ELAPSED] = { "elapsed_ms", FIELD_REAL, 0, UNIT_MS, "since we were there", NULL },
	{ 0 }
};

#define SUMMARY_TEXT "-- {received} lines heard, {sent} said" \
	"[+, {members_joined} joined][+, {members_left} left][+, {too_slow} too slow][+, {refused_conns} refused]" \
	"[+, {files_sent} files given][+, {files_received} files taken][+, {files_failed} files failed]"

enum { RESULT, READY, EVENT, SUMMARY };
static const struct record_type records[] = {
	[RESULT] = { "result", "what somebody said; a file that came", { fields, "{text}" } },
	[READY] = { "ready", "--listen: the chat is open", { ready_fields, READY_TEXT } },
	[EVENT] = { "event", "who comes and goes, and what else happens", { event_fields, "{text}" } },
	[SUMMARY] = { "summary", "at the end and on SIGUSR1", { summary_fields, SUMMARY_TEXT } },
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	{ "chat -l 0 --for 10ms", "host a chat on a free port of loopback; it says which" },
	{ "printf 'hello\\n/quit\\n' | chat -l unix:@sockbox-example-chat --nick alice --json",
	  "a script hosts one, says something and leaves" },
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

	struct run *run;
	struct serve serve;
	struct line line;
	struct timer print;  /* what this turn of the loop has told */
	struct party *party; /* one of these */
	struct chathost host;
	struct chatguest guest;
	struct listeners listeners;
	struct race race;
	int64_t ready_ns;
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
	       words->max_per_addr != plain->max_per_addr || words->ready_fd != plain->ready_fd;
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
		if (endpoint.transport == TRANSPORT_UNIXGRAM || endpoint.transport == TRANSPORT_UDP)
			return err_set(err, STATUS_INVALID,
				       "a chat needs a stream: tcp, unix or seqpacket");
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
	struct deadline until = run->common->timeout_ns >= 0
					? run->until
					: deadline_in(CONNECT_S * (int64_t)NS_PER_S);
	struct err err = { 0 };

	if (endpoint_take(&place.endpoint, &words, (enum transport)run->common->socket.transport,
			  &err) &&
	    locate(&place.found, &state->locator, &place.endpoint,
		   set->hosts ? TO_BIND : TO_CONNECT, until, &err) &&
	    keep(state, &place, &err))
		return;
	locations_free(&place.found);
	state->failed = true;
	out_fail(run->out, &err);
}

/* ---- records -------------------------------------------------------------------------------- */

/* Soon, when this turn of the loop is over, all of it is written above the prompt. */
static struct row *begin_record(struct state *state, unsigned type)
{
	line_hide(&state->line);
	timer_set(&state->serve.loop, &state->print, (struct deadline){ 1 });
	return out_record(state->run->out, &records[type]);
}

static void print(struct timer *timer)
{
	struct state *state = OWNER(timer, struct state, print);

	out_flush(state->run->out);
	line_show(&state->line);
}

static void put_time(struct row *row, unsigned field)
{
	char stamp[CLOCK_STAMP_MAX];

	row_bytes(row, field, stamp, clock_stamp(stamp, clock_wall_ns()));
}

static void put_word(struct row *row, unsigned field, struct word word)
{
	if (word.size > 0)
		row_bytes(row, field, word.at, word.size);
}

/* The line that NEWS reads like, as it is on the wire. */
static void put_line(struct row *row, unsigned field, const struct chat_news *news)
{
	struct buf line = { 0 };

	chat_put_news(&line, news);
	line.size -= line.size > 0;
	row_part(row, field, &line);
}

static void show_said(struct state *state, const struct party_event *event)
{
	bool is_action = event->step == PARTY_ACTION;
	const struct chat_news news = { .topic = is_action ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = event->nick,
					.text = event->text,
					.cut = event->cut,
					.continued = event->continued };
	struct row *row = begin_record(state, RESULT);

	put_time(row, TIME);
	row_text(row, KIND, is_action ? "action" : "message");
	put_word(row, NICK, event->nick);
	row_text(row, PEER, event->peer);
	put_line(row, TEXT, &news);
	row_bytes(row, DATA, event->text.at, event->text.size);
	row_uint(row, SIZE, event->text.size);
	row_bool(row, TRUNCATED, event->cut);
	row_bool(row, PARTIAL, event->partial);
	row_bool(row, CONTINUED, event->continued);
	row_bool(row, OLD, event->old);
	out_done(state->run->out, STATUS_OK);
}

static void show_received(struct state *state, const struct party_event *event)
{
	struct row *row = begin_record(state, RESULT);
	struct buf line = { 0 };

	buf_printf(&line, "-- file %llu is there, %llu bytes: ", (unsigned long long)event->number,
		   (unsigned long long)event->size);
	buf_put(&line, event->text.at, event->text.size);
	put_time(row, TIME);
	row_text(row, KIND, "file");
	row_part(row, TEXT, &line);
	row_uint(row, SIZE, event->size);
	row_uint(row, OFFER, event->number);
	put_word(row, NAME, event->text);
	out_done(state->run->out, STATUS_OK);
}

/* What a person can do again is only said; a script has failed. */
static void show_failed(struct state *state, const struct party_event *event)
{
	struct row *row;

	if (event->number == 0 && state->line.is_terminal) {
		line_hide(&state->line);
		timer_set(&state->serve.loop, &state->print, (struct deadline){ 1 });
		out_complain(state->run->out, "", event->why);
		return;
	}
	row = begin_record(state, RESULT);
	if (event->number) {
		row_text(row, KIND, "file");
		row_uint(row, OFFER, event->number);
	}
	put_word(row, NAME, event->text);
	out_question(state->run->out, event->text.size ? event->text.at : "");
	out_fail(state->run->out, event->why);
	out_question(state->run->out, "");
}

/* How the steps that are events read. */
static void put_event_line(struct row *row, const struct party_event *event)
{
	struct chat_news news = { .nick = event->nick,
				  .text = event->text,
				  .number = event->number,
				  .size = event->size };
	struct buf text = { 0 };

	switch (event->step) {
	case PARTY_ENTERED:
		news.topic = event->text.size ? NEWS_YOU_BUT : NEWS_YOU;
		break;
	case PARTY_JOINED:
		news.topic = NEWS_JOINED;
		break;
	case PARTY_LEFT:
		news.topic = NEWS_LEFT;
		break;
	case PARTY_RENAMED:
		news.topic = NEWS_RENAMED;
		break;
	case PARTY_HERE:
		news.topic = NEWS_HERE;
		break;
	case PARTY_OFFERED:
		news.topic = NEWS_OFFER;
		break;
	case PARTY_SENT:
		news.topic = NEWS_NOTICE;
		buf_printf(&text, "file %llu was taken: ", (unsigned long long)event->number);
		buf_put(&text, event->text.at, event->text.size);
		break;
	case PARTY_REFUSED:
		news.topic = NEWS_NOTICE;
		buf_printf(&text, "%s was refused: ", event->peer);
		buf_put(&text, event->text.at, event->text.size);
		break;
	case PARTY_NOTICE:
	case PARTY_MESSAGE:
	case PARTY_ACTION:
	case PARTY_RECEIVED:
	case PARTY_FAILED:
		news.topic = NEWS_NOTICE;
		break;
	}
	if (text.size > 0)
		news.text = (struct word){ text.data, text.size };
	put_line(row, E_TEXT, &news);
	row_free_part(row, &text);
}

static void show_event(struct state *state, const struct party_event *event)
{
	bool is_file = event->step == PARTY_OFFERED || event->step == PARTY_SENT;
	bool has_reason = event->step == PARTY_LEFT || event->step == PARTY_REFUSED ||
			  event->step == PARTY_ENTERED;
	bool tells_where = event->step == PARTY_JOINED || event->step == PARTY_HERE;
	struct row *row = begin_record(state, EVENT);

	put_time(row, E_TIME);
	row_text(row, E_EVENT, name_word(party_steps, (long)event->step));
	put_word(row, E_NICK, event->nick);
	put_word(row, E_PEER, tells_where ? event->text : word_of(event->peer));
	put_event_line(row, event);
	if (event->step == PARTY_RENAMED)
		put_word(row, E_NEW_NICK, event->text);
	if (has_reason)
		put_word(row, E_REASON, event->text);
	if (is_file) {
		row_uint(row, E_OFFER, event->number);
		put_word(row, E_NAME, event->text);
		row_uint(row, E_SIZE, event->size);
	}
	out_done(state->run->out, STATUS_OK);
}

/* The winning socket of a guest. */
static void put_connection(struct row *row, const struct state *state)
{
	const struct race *race = &state->race;
	enum transport transport = state->guest.transport;
	const struct {
		unsigned field;
		const struct sock_addr *at;
	} ends[] = { { S_LOCAL, &race->local }, { S_PEER, &race->peer } };

	row_text(row, S_FAMILY, name_word(names_family, sock_addr_family(&race->peer)));
	row_text(row, S_SOCKTYPE, name_word(names_socktype, sock_type(transport)));
	if (transport == TRANSPORT_TCP)
		row_text(row, S_PROTOCOL, "IPPROTO_TCP");
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct buf text = { 0 };

		sock_addr_format(&text, transport, ends[i].at);
		row_part(row, ends[i].field, &text);
	}
	row_real(row, S_CONNECT, (double)race->connect_ns / NS_PER_MS);
}

static void show_summary(struct state *state)
{
	static const struct {
		unsigned field;
		size_t offset;
	} columns[] = {
		{ S_RECEIVED, offsetof(struct party_counts, heard) },
		{ S_RECEIVED_BYTES, offsetof(struct party_counts, heard_bytes) },
		{ S_SENT, offsetof(struct party_counts, said) },
		{ S_JOINED, offsetof(struct party_counts, joined) },
		{ S_LEFT, offsetof(struct party_counts, left) },
		{ S_TOO_SLOW, offsetof(struct party_counts, too_slow) },
		{ S_REFUSED, offsetof(struct party_counts, refused) },
		{ S_FILES_SENT, offsetof(struct party_counts, files_sent) },
		{ S_FILES_RECEIVED, offsetof(struct party_counts, files_received) },
		{ S_FILES_FAILED, offsetof(struct party_counts, files_failed) },
	};
	const char *counts = (const char *)&state->party->counts;
	struct row *row = begin_record(state, SUMMARY);

	row_text(row, S_ROLE, state->party == &state->host.party ? "host" : "guest");
	row_text(row, S_NICK,
		 state->party == &state->host.party ? state->host.me.nick : state->guest.nick);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		uint64_t count;

		memcpy(&count, counts + columns[i].offset, sizeof(count));
		row_uint(row, columns[i].field, count);
	}
	row_real(row, S_ELAPSED, (double)(clock_now_ns() - state->ready_ns) / NS_PER_MS);
	if (state->party == &state->guest.party)
		put_connection(row, state);
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

/* For programs, which have no terminal to show it. */
static void show_own(struct state *state, const struct chat_order *order)
{
	bool is_action = order->verb == CHAT_ME;
	bool is_host = state->party == &state->host.party;
	const char *nick = is_host ? state->host.me.nick : state->guest.nick;
	const struct chat_news news = { .topic = is_action ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = word_of(nick),
					.text = order->text };
	struct row *row;

	if (state->run->common->format != FORMAT_JSON || state->run->common->get)
		return;
	row = begin_record(state, EVENT);
	put_time(row, E_TIME);
	row_text(row, E_EVENT, "said");
	row_text(row, E_NICK, nick);
	put_line(row, E_TEXT, &news);
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
	bool stays = state->party == &state->host.party || set->for_ns || set->count;

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

	state->ready_ns = clock_now_ns();
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

	line_hide(&state->line);
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

static bool join(struct state *state, struct err *err)
{
	struct chatguest *guest = &state->guest;
	const struct place *place = &state->place[0];
	struct deadline until = state->run->common->timeout_ns >= 0
					? deadline_in(state->run->common->timeout_ns)
					: deadline_in(CONNECT_S * (int64_t)NS_PER_S);
	int fd;

	if (!race_run(&fd, &state->race, &place->found, &state->plan.sock, until, err))
		return false;
	guest->plan = &state->plan.sock;
	guest->transport = place->found.transport;
	guest->at = state->race.peer;
	prepare(state, &guest->party);
	if (!chatguest_begin(guest, fd, state->nick, err)) {
		fd_close(&fd);
		return false;
	}
	return talk(state, err);
}

/* ---- the applet ----------------------------------------------------------------------------- */

static void chat_finish(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct buf subject = { 0 };
	struct err err = { 0 };

	state->run = run;
	if (state->count > 0 && !set->hosts)
		endpoint_format(&subject, &state->place[0].endpoint);
	out_question(run->out, buf_text(&subject));
	if (!state->failed && state->count > 0 &&
	    (!serve_begin(&state->serve, run, &err) || !(set->hosts ? host : join)(state, &err)))
		out_fail(run->out, &err);
	out_question(run->out, "");
	buf_free(&subject);
	line_end(&state->line);
	chatguest_free(&state->guest);
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
	.summary = "talk with others: host a chat, or join one",
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
		 APPLET_SOCKET | APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY,
	.pairs = endpoint_pairs,
	.begin = chat_begin,
	.run = chat_run,
	.finish = chat_finish,
};
