/* chathost_guest -- the guests of a host: how they come in, what they say, how they leave. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/calls.h"
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

static void tell(struct chathost_guest *guest, enum party_step step, struct word text)
{
	const struct party_event event = {
		.step = step, .nick = nick_of(&guest->member), .text = text, .peer = guest->address
	};

	party_tell(&guest->host->party, &event);
}

/* ---- coming in ------------------------------------------------------------------------------ */

static void send_history(struct chathost_guest *guest)
{
	struct room *room = &guest->host->room;
	const struct chat_news news = { .topic = NEWS_HISTORY, .number = room->history_count };
	struct word rest = { room->history.data, room->history.size }, line;

	if (room->history_count == 0)
		return;
	chathost_send(guest, &news);
	while (line_take(&line, &rest)) {
		struct chat_news said;

		chat_read_news(&said, line.at, line.size);
		chathost_send(guest, &said);
	}
}

static void send_offers(struct chathost_guest *guest)
{
	for (size_t i = 0; i < ROOM_OFFERS_MAX; i++) {
		const struct room_offer *offer = &guest->host->room.offer[i];
		struct chat_news news = { .topic = NEWS_OFFER,
					  .number = offer->number,
					  .size = offer->size,
					  .text = word_of(offer->name) };

		if (!offer->number)
			continue;
		news.nick = nick_of(offer->owner);
		chathost_send(guest, &news);
	}
}

/* Tell GUEST his nick; WISH is the one that he wanted. */
static void send_you(struct chathost_guest *guest, enum room_naming naming, struct word wish)
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

static void enter(struct chathost_guest *guest, struct word wish, bool is_sockbox)
{
	struct chathost *host = guest->host;
	const struct chat_news banner = { .topic = NEWS_BANNER, .nick = nick_of(&host->me) };
	struct chat_news joined = { .topic = NEWS_JOINED, .text = word_of(guest->address) };
	enum room_naming naming = ROOM_NAMED;

	timer_clear(host->party.loop, &guest->grace);
	guest->is_sockbox = is_sockbox;
	if (wish.size > 0)
		naming = room_name(&host->room, &guest->member, wish);
	if (wish.size == 0 || naming == ROOM_UNFIT)
		room_name_freely(&host->room, &guest->member, guest->fallback);
	room_add(&host->room, &guest->member);
	chathost_send(guest, &banner);
	send_you(guest, naming, wish);
	send_history(guest);
	send_offers(guest);
	guest->present = true;
	joined.nick = nick_of(&guest->member);
	chathost_send_all(host, guest, &joined);
	tell(guest, PARTY_JOINED, word_of(guest->address));
}

/* ---- what guests say ------------------------------------------------------------------------ */

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
	send_you(guest, naming, order->text);
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

static void take_piece(struct textconn *conn, const struct textpiece *piece)
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
		enter(guest, order.text, order.is_signed);
	} else {
		enter(guest, (struct word){ "", 0 }, false);
		do_order(guest, &order, piece);
	}
}

/* ---- connections ---------------------------------------------------------------------------- */

static void be_nameless(struct timer *timer)
{
	struct chathost_guest *guest = OWNER(timer, struct chathost_guest, grace);

	if (guest->conn.ending)
		return;
	if (guest->host->leaving)
		textconn_end(&guest->conn);
	else
		enter(guest, (struct word){ "", 0 }, false);
}

void chathost_free_guest(struct chathost_guest *guest)
{
	struct chathost *host = guest->host;

	chathost_forget_giver(host, &guest->member);
	room_remove(&host->room, &guest->member);
	timer_clear(host->party.loop, &guest->grace);
	textconn_close(&guest->conn);
	*guest->link = guest->next;
	if (guest->next)
		guest->next->link = guest->link;
	acceptor_release(&host->acceptor, &guest->peer);
	free(guest);
}

static void check_gone(struct chathost *host)
{
	const struct err fine = { .kind = STATUS_OK };

	if (!host->leaving || host->guests || host->going.place == 0)
		return;
	timer_clear(host->party.loop, &host->going);
	host->party.over(&host->party, &fine);
}

static void guest_ended(struct textconn *conn, const struct err *why)
{
	struct chathost_guest *guest = OWNER(conn, struct chathost_guest, conn);
	struct chathost *host = guest->host;
	const char *reason = guest->quits ? "quit" : why->kind == STATUS_OK ? "closed" : why->text;
	const struct chat_news news = { .topic = NEWS_LEFT,
					.nick = nick_of(&guest->member),
					.text = word_of(reason) };

	if (guest->present) {
		guest->present = false;
		host->party.counts.too_slow += why->kind == STATUS_LOSS;
		if (!host->leaving)
			chathost_send_all(host, guest, &news);
		tell(guest, PARTY_LEFT, word_of(reason));
	}
	chathost_free_guest(guest);
	check_gone(host);
}

static void guest_relieved(struct textconn *conn)
{
	struct chathost *host = OWNER(conn, struct chathost_guest, conn)->host;

	if (!host->party.kind->is_full(&host->party))
		host->party.relieved(&host->party);
}

static const struct textconn_calls guest_calls = { take_piece, guest_ended, guest_relieved };

/* TEXT, cut to ROOM; without memory it is a word of its own. */
static void copy_text(char *to, size_t room, struct buf *text)
{
	struct word word =
		text->failed ? word_of("guest") : (struct word){ text->data, text->size };

	word.size = word.size < room ? word.size : room - 1;
	memcpy(to, word.at, word.size);
	to[word.size] = '\0';
	buf_clear(text);
}

/* What a guest is called who does not say: by his address, a process of this machine by its number.
 * The name of a Unix socket may hold anything: in a line it must not. */
static void name_guest(struct chathost_guest *guest, enum transport transport)
{
	struct buf text = { 0 }, safe = { 0 };
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);
	const char *colon;

	sock_addr_format(&text, transport, &guest->peer);
	guest->host->make_safe(&safe, buf_text(&text), text.size);
	buf_free_part(&text, &safe);
	copy_text(guest->address, PEER_ROOM, &safe);
	colon = strchr(guest->address, ':');
	if (sock_addr_family(&guest->peer) == AF_UNIX) {
		call_getsockopt(guest->conn.watch.fd, SOL_SOCKET, SO_PEERCRED, &peer, &size);
		buf_puts(&safe, "pid-");
		buf_puti(&safe, peer.pid);
	} else {
		buf_puts(&safe, colon ? colon + 1 : guest->address);
	}
	copy_text(guest->fallback, CHAT_NICK_ROOM, &safe);
	buf_free(&safe);
}

static void add_guest(struct chathost *host, struct chathost_guest *guest)
{
	guest->next = host->guests;
	guest->link = &host->guests;
	if (guest->next)
		guest->next->link = &guest->next;
	host->guests = guest;
}

static void guest_came(struct acceptor *acceptor, const struct listener *listener, int fd,
		       const struct sock_addr *peer)
{
	struct chathost *host = OWNER(acceptor, struct chathost, acceptor);
	struct chathost_guest *guest = calloc(1, sizeof(*guest));
	struct err err = { 0 };

	if (!guest || !textconn_begin(&guest->conn, host->party.loop, fd, listener->transport,
				      CHAT_LINE_MAX, &guest_calls, &err)) {
		free(guest);
		call_close(fd);
		acceptor_release(acceptor, peer);
		return;
	}
	guest->host = host;
	guest->peer = *peer;
	guest->grace.due = be_nameless;
	name_guest(guest, listener->transport);
	add_guest(host, guest);
	if (!timer_set(host->party.loop, &guest->grace,
		       deadline_in(CHATHOST_GRACE_MS * (int64_t)NS_PER_MS)))
		textconn_end(&guest->conn);
}

static void guest_refused(struct acceptor *acceptor, const struct listener *listener,
			  const struct sock_addr *peer, enum refusal why)
{
	struct chathost *host = OWNER(acceptor, struct chathost, acceptor);
	struct party_event event = { .step = PARTY_REFUSED,
				     .text = word_of(name_word(refusal_words, (long)why)) };
	struct buf text = { 0 };

	sock_addr_format(&text, listener->transport, peer);
	event.peer = buf_text(&text);
	party_tell(&host->party, &event);
	buf_free(&text);
}

static void be_short(struct acceptor *acceptor, const struct err *err)
{
	struct chathost *host = OWNER(acceptor, struct chathost, acceptor);

	if (host->short_of)
		host->short_of(host, err);
}

const struct acceptor_calls chathost_acceptor_calls = { guest_came, guest_refused, be_short };
