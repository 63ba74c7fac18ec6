/* chathost_order -- what the guests of a host say and want. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "serve/chathost_state.h"

static struct word nick_of(const struct room_member *member)
{
	return word_of(member->nick);
}

static void notice(struct chathost_guest *guest, const char *text)
{
	const struct chat_news news = { .topic = NEWS_NOTICE, .text = word_of(text) };

	chathost_send(guest, &news);
}

void chathost_send_you(struct chathost_guest *guest, enum room_naming naming, struct word wish)
{
	struct chat_news news = { .topic = NEWS_YOU, .nick = nick_of(&guest->member) };
	struct buf why = { 0 };

	if (naming != ROOM_NAMED) {
		news.topic = NEWS_YOU_BUT;
		buf_put(&why, wish.at, wish.size);
		buf_puts(&why, naming == ROOM_TAKEN ? " is taken" : " is no nick");
		news.text = word_of(buf_text(&why));
	}
	chathost_send(guest, &news);
	buf_free(&why);
}

static void say(struct chathost_guest *guest, const struct chat_order *order,
		const struct textpiece *piece)
{
	bool is_action = order->verb == CHAT_ME;
	const struct chat_news news = { .topic = is_action ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = nick_of(&guest->member),
					.text = order->text,
					.cut = piece->cut,
					.continued = piece->continued };
	const struct party_event event = { .step = is_action ? PARTY_ACTION : PARTY_MESSAGE,
					   .nick = news.nick,
					   .text = news.text,
					   .peer = guest->address,
					   .cut = piece->cut,
					   .partial = piece->partial,
					   .continued = piece->continued };

	if (order->text.size == 0)
		return;
	chathost_send_all(guest->host, guest, &news);
	chathost_remember(guest->host);
	party_tell(&guest->host->party, &event);
	if (piece->cut)
		notice(guest, "your line was cut at 4096 bytes");
}

static void rename_guest(struct chathost_guest *guest, const struct chat_order *order)
{
	char old[CHAT_NICK_ROOM];
	struct chat_news news = { .topic = NEWS_RENAMED, .nick = { old, 0 } };
	const struct party_event event = { .step = PARTY_RENAMED, .peer = guest->address };
	struct party_event told = event;
	enum room_naming naming;

	memcpy(old, guest->member.nick, sizeof(old));
	naming = room_name(&guest->host->room, &guest->member, order->text);
	chathost_send_you(guest, naming, order->text);
	if (strcmp(old, guest->member.nick) == 0)
		return;
	news.nick = told.nick = word_of(old);
	news.text = told.text = nick_of(&guest->member);
	chathost_send_all(guest->host, guest, &news);
	party_tell(&guest->host->party, &told);
}

static void send_who(struct chathost_guest *guest)
{
	struct chathost *host = guest->host;

	for (struct room_member *member = host->room.first; member; member = member->next) {
		const struct chathost_guest *other = chathost_guest_of(host, member);
		const struct chat_news news = { .topic = NEWS_HERE,
						.nick = nick_of(member),
						.text = word_of(other ? other->address : "host") };

		chathost_send(guest, &news);
	}
}

static void send_help(struct chathost_guest *guest)
{
	static const char *const lines[] = {
		"/nick NAME calls you NAME, /who lists who is here, /quit leaves",
		"/me TEXT says what you do; // in front says a line that begins with /",
		"those who run sockbox chat give and take files: /send FILE, /get N",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		notice(guest, lines[i]);
}

static void refuse_unknown(struct chathost_guest *guest, struct word word)
{
	struct buf text = { 0 };

	buf_puts(&text, "there is no command ");
	buf_put(&text, word.at, word.size);
	buf_puts(&text, "; /help lists them, // in front says the line");
	notice(guest, buf_text(&text));
	buf_free(&text);
}

static void do_order(struct chathost_guest *guest, const struct chat_order *order,
		     const struct textpiece *piece)
{
	switch (order->verb) {
	case CHAT_NOTHING:
		break;
	case CHAT_SAY:
	case CHAT_ME:
		say(guest, order, piece);
		break;
	case CHAT_NICK:
		rename_guest(guest, order);
		break;
	case CHAT_WHO:
		send_who(guest);
		break;
	case CHAT_HELP:
		send_help(guest);
		break;
	case CHAT_QUIT:
		guest->quits = true;
		textconn_end(&guest->conn);
		break;
	case CHAT_SEND:
	case CHAT_GET:
	case CHAT_OFFER:
		chathost_guest_file(guest, order);
		break;
	case CHAT_FILE:
	case CHAT_UNKNOWN:
		refuse_unknown(guest, order->verb == CHAT_FILE ? word_of("/file") : order->text);
		break;
	}
}

void chathost_take_piece(struct textconn *conn, const struct textpiece *piece)
{
	struct chathost_guest *guest = OWNER(conn, struct chathost_guest, conn);
	struct chat_order order;

	if (guest->host->leaving)
		return;
	chat_read_order(&order, piece->data, piece->size);
	if (piece->continued || piece->cut)
		order = (struct chat_order){ .verb = CHAT_SAY,
					     .text = { piece->data, piece->size } };
	if (guest->present) {
		do_order(guest, &order, piece);
	} else if (order.verb == CHAT_FILE) {
		if (!chathost_attach(guest, order.text))
			textconn_end(&guest->conn);
	} else if (order.verb == CHAT_NICK) {
		chathost_enter(guest, order.text, order.is_signed);
	} else {
		chathost_enter(guest, (struct word){ "", 0 }, false);
		do_order(guest, &order, piece);
	}
}
