/* chatrow -- what happens in a chat as records: what was said, who comes and goes, the totals. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/chatrow.h"

#include "base/clock.h"
#include "base/word.h"
#include "net/names.h"
#include "proto/chatnews.h"

/* clang-format off */
enum {
	TIME, KIND, NICK, PEER, TEXT, DATA, SIZE, TRUNCATED, PARTIAL, CONTINUED, OLD, OFFER, NAME
};

const struct field chatrow_fields[] = {
	[TIME] = FIELD("time", FIELD_TEXT, FIELD_DETAIL, 0, "when it came, RFC 3339", NULL),
	[KIND] = FIELD("kind", FIELD_TEXT, FIELD_QUESTION, 0, "message, action (/me), or file: one that came, or failed to", NULL),
	[NICK] = FIELD("nick", FIELD_TEXT, 0, 0, "who said it", NULL),
	[PEER] = FIELD("peer", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "where it came from: a guest's address, or the host's", NULL),
	[TEXT] = FIELD("text", FIELD_TEXT, FIELD_DETAIL, 0, "the line as people read it", NULL),
	[DATA] = FIELD("data", FIELD_DATA, 0, 0, "what was said", NULL),
	[SIZE] = FIELD("size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of it, or of a file", NULL),
	[TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "it was longer than 4096 bytes: the rest is lost", NULL),
	[PARTIAL] = FIELD("partial", FIELD_BOOL, FIELD_DETAIL, 0, "it has no newline, as far as it came in 200 ms", NULL),
	[CONTINUED] = FIELD("continued", FIELD_BOOL, FIELD_DETAIL, 0, "it goes on with the line before, which was partial", NULL),
	[OLD] = FIELD("history", FIELD_BOOL, FIELD_DETAIL, 0, "it was said before we came", NULL),
	[OFFER] = FIELD("offer", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, 0, "the number of a file's offer", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "of a file, in the folder", NULL),
	{ 0 }
};

enum { E_TIME, E_EVENT, E_NICK, E_PEER, E_TEXT, E_NEW_NICK, E_REASON, E_OFFER, E_NAME, E_SIZE };

const struct field chatrow_event_fields[] = {
	[E_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when it was heard, RFC 3339", NULL),
	[E_EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "entered, joined, left, renamed, here, offered, sent, said, refused or notice", NULL),
	[E_NICK] = FIELD("nick", FIELD_TEXT, 0, 0, "whom it is about", NULL),
	[E_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "whose address, as far as it is told; host: the host himself", NULL),
	[E_TEXT] = FIELD("text", FIELD_TEXT, 0, 0, "the line as people read it", NULL),
	[E_NEW_NICK] = FIELD("new_nick", FIELD_TEXT, 0, 0, "renamed: what to call him now", NULL),
	[E_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "why somebody left or was refused, or why the nick is another one", NULL),
	[E_OFFER] = FIELD("offer", FIELD_UINT, 0, 0, "offered, sent: the number of the offer", NULL),
	[E_NAME] = FIELD("name", FIELD_TEXT, 0, 0, "offered, sent: of the file", NULL),
	[E_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "offered, sent: of the file", NULL),
	{ 0 }
};

enum {
	S_ROLE, S_NICK, S_RECEIVED, S_RECEIVED_BYTES, S_SENT, S_JOINED, S_LEFT, S_TOO_SLOW, S_REFUSED,
	S_FILES_SENT, S_FILES_RECEIVED, S_FILES_FAILED, S_FAMILY, S_SOCKTYPE, S_PROTOCOL, S_LOCAL, S_PEER,
	S_CONNECT
};

const struct field chatrow_summary_fields[] = {
	[S_ROLE] = FIELD("role", FIELD_TEXT, 0, 0, "host, guest or group", NULL),
	[S_NICK] = FIELD("nick", FIELD_TEXT, 0, 0, "ours, at the end", NULL),
	[S_RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "messages and actions of others", NULL),
	[S_RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL),
	[S_SENT] = FIELD("sent", FIELD_UINT, 0, 0, "our own", NULL),
	[S_JOINED] = FIELD("members_joined", FIELD_UINT, 0, 0, "who came while we were there", NULL),
	[S_LEFT] = FIELD("members_left", FIELD_UINT, 0, 0, "who left", NULL),
	[S_TOO_SLOW] = FIELD("too_slow", FIELD_UINT, 0, 0, "host: of them, who did not read", NULL),
	[S_REFUSED] = FIELD("refused_conns", FIELD_UINT, 0, 0, "host: connections that were not let in", NULL),
	[S_FILES_SENT] = FIELD("files_sent", FIELD_UINT, 0, 0, "from us", NULL),
	[S_FILES_RECEIVED] = FIELD("files_received", FIELD_UINT, 0, 0, "to us", NULL),
	[S_FILES_FAILED] = FIELD("files_failed", FIELD_UINT, 0, 0, "from us or to us, and not whole", NULL),
	[S_FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "guest: of the socket, AF_INET, AF_INET6 or AF_UNIX", NULL),
	[S_SOCKTYPE] = FIELD("socktype", FIELD_TEXT, 0, 0, "guest: of the socket", NULL),
	[S_PROTOCOL] = FIELD("protocol", FIELD_TEXT, 0, 0, "guest: of the socket", NULL),
	[S_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "guest: our end of the connection", NULL),
	[S_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "guest: the host", NULL),
	[S_CONNECT] = FIELD("connect_ms", FIELD_REAL, 0, UNIT_MS, "guest: how long connecting took", NULL),
	{ 0 }
};
/* clang-format on */

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

void chatrow_put_said(struct row *row, const struct party_event *event)
{
	bool is_action = event->step == PARTY_ACTION;
	const struct chat_news news = { .topic = is_action ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = event->nick,
					.text = event->text,
					.cut = event->cut,
					.continued = event->continued };

	row_time(row, TIME, clock_wall_ns());
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
}

void chatrow_put_received(struct row *row, const struct party_event *event)
{
	struct buf line = { 0 };

	buf_puts(&line, "-- file ");
	buf_putu(&line, event->number);
	buf_puts(&line, " is there, ");
	buf_putu(&line, event->size);
	buf_puts(&line, " bytes: ");
	buf_put(&line, event->text.at, event->text.size);
	row_time(row, TIME, clock_wall_ns());
	row_text(row, KIND, "file");
	row_part(row, TEXT, &line);
	row_uint(row, SIZE, event->size);
	row_uint(row, OFFER, event->number);
	put_word(row, NAME, event->text);
}

void chatrow_put_failed(struct row *row, const struct party_event *event)
{
	if (event->number) {
		row_text(row, KIND, "file");
		row_uint(row, OFFER, event->number);
	}
	put_word(row, NAME, event->text);
}

void chatrow_put_peer(struct row *row, const char *peer)
{
	put_word(row, PEER, word_of(peer));
}

/* ---- steps ---------------------------------------------------------------------------------- */

/* A remark about TEXT. */
static void put_remark(struct row *row, const char *start, const char *what, struct word text)
{
	struct chat_news news = { .topic = NEWS_NOTICE };
	struct buf line = { 0 };

	buf_puts(&line, start);
	buf_puts(&line, what);
	buf_put(&line, text.at, text.size);
	news.text = word_of(buf_text(&line));
	put_line(row, E_TEXT, &news);
	row_free_part(row, &line);
}

/* How the steps that are events read: as the lines of a host. */
static void put_event_line(struct row *row, const struct party_event *event)
{
	static const enum chat_topic topics[] = {
		[PARTY_JOINED] = NEWS_JOINED,   [PARTY_LEFT] = NEWS_LEFT,
		[PARTY_RENAMED] = NEWS_RENAMED, [PARTY_HERE] = NEWS_HERE,
		[PARTY_OFFERED] = NEWS_OFFER,   [PARTY_NOTICE] = NEWS_NOTICE,
	};
	struct chat_news news = { .nick = event->nick,
				  .text = event->text,
				  .number = event->number,
				  .size = event->size };

	switch (event->step) {
	case PARTY_ENTERED:
		news.topic = event->text.size ? NEWS_YOU_BUT : NEWS_YOU;
		break;
	case PARTY_SENT:
		put_remark(row, "somebody has now ", "", event->text);
		return;
	case PARTY_REFUSED:
		put_remark(row, event->peer, " was refused: ", event->text);
		return;
	case PARTY_JOINED:
	case PARTY_LEFT:
	case PARTY_RENAMED:
	case PARTY_HERE:
	case PARTY_OFFERED:
	case PARTY_NOTICE:
		news.topic = topics[event->step];
		break;
	case PARTY_MESSAGE:
	case PARTY_ACTION:
	case PARTY_RECEIVED:
	case PARTY_FAILED:
		return; /* results */
	}
	put_line(row, E_TEXT, &news);
}

void chatrow_put_event(struct row *row, const struct party_event *event)
{
	bool is_file = event->step == PARTY_OFFERED || event->step == PARTY_SENT;
	bool has_reason = event->step == PARTY_LEFT || event->step == PARTY_REFUSED ||
			  event->step == PARTY_ENTERED;
	bool tells_where = event->step == PARTY_JOINED || event->step == PARTY_HERE;

	row_time(row, E_TIME, clock_wall_ns());
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
}

void chatrow_put_own(struct row *row, const char *nick, const struct chat_order *order)
{
	const struct chat_news news = { .topic =
						order->verb == CHAT_ME ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = word_of(nick),
					.text = order->text };

	row_time(row, E_TIME, clock_wall_ns());
	row_text(row, E_EVENT, "said");
	row_text(row, E_NICK, nick);
	put_line(row, E_TEXT, &news);
}

/* ---- totals --------------------------------------------------------------------------------- */

void chatrow_put_counts(struct row *row, const char *role, const char *nick,
			const struct party_counts *counts)
{
	const struct {
		unsigned field;
		uint64_t count;
	} columns[] = {
		{ S_RECEIVED, counts->heard },
		{ S_RECEIVED_BYTES, counts->heard_bytes },
		{ S_SENT, counts->said },
		{ S_JOINED, counts->joined },
		{ S_LEFT, counts->left },
		{ S_TOO_SLOW, counts->too_slow },
		{ S_REFUSED, counts->refused },
		{ S_FILES_SENT, counts->files_sent },
		{ S_FILES_RECEIVED, counts->files_received },
		{ S_FILES_FAILED, counts->files_failed },
	};

	row_text(row, S_ROLE, role);
	row_text(row, S_NICK, nick);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		row_uint(row, columns[i].field, columns[i].count);
}

void chatrow_put_connection(struct row *row, const struct race *race, enum transport transport)
{
	row_text(row, S_FAMILY, name_word(names_family, sock_addr_family(&race->peer)));
	row_text(row, S_SOCKTYPE, name_word(names_socktype, sock_type(transport)));
	if (transport == TRANSPORT_TCP)
		row_text(row, S_PROTOCOL, "IPPROTO_TCP");
	row_sock_addr(row, S_LOCAL, transport, &race->local);
	row_sock_addr(row, S_PEER, transport, &race->peer);
	row_ms(row, S_CONNECT, (double)race->connect_ns);
}
