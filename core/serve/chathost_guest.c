/* chathost_guest -- the guests of a host: how they come in, and how they leave. */
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

void chathost_enter(struct chathost_guest *guest, struct word wish, bool is_sockbox)
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
	chathost_send_you(guest, naming, wish);
	send_history(guest);
	send_offers(guest);
	guest->present = true;
	joined.nick = nick_of(&guest->member);
	chathost_send_all(host, guest, &joined);
	tell(guest, PARTY_JOINED, word_of(guest->address));
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
		chathost_enter(guest, (struct word){ "", 0 }, false);
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

	if (!host->leaving || host->guests || !host->going.set)
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

static const struct textconn_calls guest_calls = { chathost_take_piece, guest_ended,
						   guest_relieved };

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
	timer_set(host->party.loop, &guest->grace,
		  deadline_in(CHATHOST_GRACE_MS * (int64_t)NS_PER_MS));
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
