/* chathost_own -- the host himself: what he says, and how the chat begins and ends. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "serve/chathost_state.h"

/* ---- saying something to guests ------------------------------------------------------------- */

struct chathost_guest *chathost_guest_of(struct chathost *host, struct room_member *member)
{
	return member == &host->me ? NULL : OWNER(member, struct chathost_guest, member);
}

/* Addresses are safe as they are. */
static void put_safe(struct chathost *host, const struct chat_news *news)
{
	bool is_safe = news->topic == NEWS_JOINED || news->topic == NEWS_HERE;
	struct chat_news safe = *news;
	struct buf text = { 0 };

	if (!is_safe) {
		host->make_safe(&text, news->text.at, news->text.size);
		safe.text = (struct word){ text.data, text.size };
	}
	chat_put_news(&host->safe, &safe);
	buf_free_part(&text, &host->safe);
}

static void make_lines(struct chathost *host, const struct chat_news *news)
{
	buf_clear(&host->raw);
	buf_clear(&host->safe);
	host->raw.failed = host->safe.failed = false;
	chat_put_news(&host->raw, news);
	put_safe(host, news);
}

static void send_line(struct chathost_guest *guest)
{
	const struct buf *line = guest->is_sockbox ? &guest->host->raw : &guest->host->safe;

	if (!line->failed)
		textconn_put(&guest->conn, line->data, line->size);
	else
		textconn_end(&guest->conn);
}

void chathost_send(struct chathost_guest *guest, const struct chat_news *news)
{
	make_lines(guest->host, news);
	send_line(guest);
}

void chathost_send_all(struct chathost *host, const struct chathost_guest *except,
		       const struct chat_news *news)
{
	make_lines(host, news);
	for (struct chathost_guest *guest = host->guests; guest; guest = guest->next)
		if (guest->present && guest != except)
			send_line(guest);
}

void chathost_remember(struct chathost *host)
{
	if (!host->raw.failed)
		room_remember(&host->room, (struct word){ host->raw.data, host->raw.size });
}

static struct word nick_of(const struct room_member *member)
{
	return word_of(member->nick);
}

/* ---- what we say ---------------------------------------------------------------------------- */

static struct chathost *host_of(struct party *party)
{
	return OWNER(party, struct chathost, party);
}

static void tell_own(struct chathost *host, enum party_step step, struct word nick,
		     struct word text)
{
	const struct party_event event = { .step = step, .nick = nick, .text = text, .peer = "" };

	party_tell(&host->party, &event);
}

static void say_own(struct chathost *host, const struct chat_order *order)
{
	const struct chat_news news = { .topic =
						order->verb == CHAT_ME ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = nick_of(&host->me),
					.text = order->text };

	chathost_send_all(host, NULL, &news);
	chathost_remember(host);
	host->party.counts.said++;
}

static void rename_own(struct chathost *host, const struct chat_order *order)
{
	char old[CHAT_NICK_ROOM];
	struct chat_news news = { .topic = NEWS_RENAMED };
	enum room_naming naming;

	memcpy(old, host->me.nick, sizeof(old));
	naming = room_name(&host->room, &host->me, order->text);
	tell_own(host, PARTY_ENTERED, nick_of(&host->me),
		 word_of(naming == ROOM_TAKEN   ? "that one is taken"
			 : naming == ROOM_UNFIT ? "that is no nick"
						: ""));
	if (strcmp(old, host->me.nick) == 0)
		return;
	news.nick = word_of(old);
	news.text = nick_of(&host->me);
	chathost_send_all(host, NULL, &news);
}

static void tell_who(struct chathost *host)
{
	for (struct room_member *member = host->room.first; member; member = member->next) {
		const struct chathost_guest *other = chathost_guest_of(host, member);

		tell_own(host, PARTY_HERE, nick_of(member),
			 word_of(other ? other->address : "host"));
	}
}

static void host_order(struct party *party, const struct chat_order *order)
{
	struct chathost *host = host_of(party);

	switch (order->verb) {
	case CHAT_SAY:
	case CHAT_ME:
		say_own(host, order);
		break;
	case CHAT_NICK:
		rename_own(host, order);
		break;
	case CHAT_WHO:
		tell_who(host);
		break;
	case CHAT_SEND:
	case CHAT_GET:
		chathost_own_file(host, order);
		break;
	case CHAT_NOTHING:
	case CHAT_HELP:
	case CHAT_QUIT:
	case CHAT_OFFER:
	case CHAT_FILE:
	case CHAT_UNKNOWN:
		break;
	}
}

static bool host_is_full(struct party *party)
{
	const struct chathost *host = host_of(party);

	for (const struct chathost_guest *guest = host->guests; guest; guest = guest->next)
		if (textconn_is_full(&guest->conn))
			return true;
	return false;
}

static void be_gone(struct timer *timer)
{
	struct chathost *host = OWNER(timer, struct chathost, going);
	const struct err fine = { .kind = STATUS_OK };

	host->party.over(&host->party, &fine);
}

/* Everybody hears it; who has heard it closes, and the rest are given a moment. */
static void leave(struct chathost *host)
{
	const struct chat_news news = { .topic = NEWS_FAREWELL };
	struct err why = { 0 };

	host->leaving = true;
	acceptor_stop(&host->acceptor);
	err_set(&why, STATUS_LOSS, "we left before it was there");
	chathost_drop_errands(host, &why);
	chathost_send_all(host, NULL, &news);
	for (struct chathost_guest *guest = host->guests; guest; guest = guest->next)
		if (guest->present)
			textconn_shut(&guest->conn);
		else
			textconn_end(&guest->conn);
	timer_set(host->party.loop, &host->going,
		  host->guests ? deadline_in(CHATHOST_LEAVE_MS * (int64_t)NS_PER_MS)
			       : (struct deadline){ 1 });
}

void chathost_check_leave(struct chathost *host)
{
	if (host->leaves_later && !host->leaving && !chathost_has_errands(host))
		leave(host);
}

static void host_leave(struct party *party, bool at_once)
{
	struct chathost *host = host_of(party);

	host->leaves_later = true;
	if (!at_once)
		chathost_check_leave(host);
	else if (!host->leaving)
		leave(host);
}

static const struct party_kind host_kind = { "host", true, host_order, host_is_full, host_leave };

/* ---- beginning and end ---------------------------------------------------------------------- */

bool chathost_begin(struct chathost *host, const char *nick, struct err *err)
{
	host->party.kind = &host_kind;
	host->party.nick = host->me.nick;
	host->going.due = be_gone;
	if (room_name(&host->room, &host->me, word_of(nick)) == ROOM_UNFIT)
		return err_set(err, STATUS_INVALID, "'%s' is no nick", nick);
	if (!acceptor_begin(&host->acceptor, host->party.loop, host->listeners, host->admission,
			    &chathost_acceptor_calls, err))
		return false;
	room_add(&host->room, &host->me);
	return true;
}

void chathost_free(struct chathost *host)
{
	if (!host->party.loop)
		return;
	chathost_drop_errands(host, NULL);
	while (host->guests)
		chathost_free_guest(host->guests);
	room_remove(&host->room, &host->me);
	timer_clear(host->party.loop, &host->going);
	acceptor_free(&host->acceptor);
	shelf_free(&host->shelf);
	room_free(&host->room);
	buf_free(&host->raw);
	buf_free(&host->safe);
	host->party.loop = NULL;
}
