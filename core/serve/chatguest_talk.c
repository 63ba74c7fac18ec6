/* chatguest_talk -- a guest: what he hears and says, and how he leaves. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/ioctl.h>

#include <linux/sockios.h>

#include "net/calls.h"
#include "serve/chatguest_state.h"

static struct chatguest *guest_of(struct party *party)
{
	return OWNER(party, struct chatguest, party);
}

void chatguest_send(struct chatguest *guest, const struct chat_order *order)
{
	struct buf line = { 0 };
	struct err err = { 0 };

	chat_put_order(&line, order);
	if (line.failed) {
		err_set(&err, STATUS_LACKING, "no memory to say it");
		party_fail(&guest->party, 0, "", &err);
	} else {
		textconn_put(&guest->conn, line.data, line.size);
	}
	buf_free(&line);
}

static void refuse(struct chatguest *guest, const char *why)
{
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID, "%s", why);
	party_fail(&guest->party, 0, "", &err);
}

/* ---- what comes ----------------------------------------------------------------------------- */

/* Where others are the host says, or not. */
static void tell(struct chatguest *guest, enum party_step step, struct word nick, struct word text)
{
	bool is_host = step == PARTY_ENTERED || step == PARTY_NOTICE;
	const struct party_event event = { .step = step,
					   .nick = nick,
					   .text = text,
					   .peer = is_host ? buf_text(&guest->address) : "" };

	party_tell(&guest->party, &event);
}

/* Somebody has said something; of what is no chat the host itself. */
static void tell_said(struct chatguest *guest, const struct chat_news *news,
		      const struct textpiece *piece)
{
	const char *address = buf_text(&guest->address), *colon = strchr(address, ':');
	bool is_old = guest->old_lines > 0;
	const struct party_event event = {
		.step = news->topic == NEWS_ACTION ? PARTY_ACTION : PARTY_MESSAGE,
		.nick = news->nick.size ? news->nick : word_of(colon ? colon + 1 : address),
		.text = news->text,
		.peer = address,
		.cut = news->cut || piece->cut,
		.partial = piece->partial,
		.continued = piece->continued,
		.old = is_old,
	};

	guest->old_lines -= is_old;
	party_tell(&guest->party, &event);
}

static void be_called(struct chatguest *guest, const struct chat_news *news)
{
	if (news->nick.size < CHAT_NICK_ROOM) {
		memcpy(guest->nick, news->nick.at, news->nick.size);
		guest->nick[news->nick.size] = '\0';
	}
	tell(guest, PARTY_ENTERED, news->nick, news->text);
}

static void take_news(struct chatguest *guest, const struct chat_news *news,
		      const struct textpiece *piece)
{
	switch (news->topic) {
	case NEWS_BANNER:
		break;
	case NEWS_MESSAGE:
	case NEWS_ACTION:
		tell_said(guest, news, piece);
		break;
	case NEWS_JOINED:
		tell(guest, PARTY_JOINED, news->nick, news->text);
		break;
	case NEWS_LEFT:
		tell(guest, PARTY_LEFT, news->nick, news->text);
		break;
	case NEWS_RENAMED:
		tell(guest, PARTY_RENAMED, news->nick, news->text);
		break;
	case NEWS_HERE:
		tell(guest, PARTY_HERE, news->nick, news->text);
		break;
	case NEWS_YOU:
	case NEWS_YOU_BUT:
		be_called(guest, news);
		break;
	case NEWS_HISTORY:
		guest->old_lines = news->number;
		break;
	case NEWS_OFFER:
		chatguest_see_offer(guest, news);
		break;
	case NEWS_NO_FILE:
	case NEWS_GIVE:
	case NEWS_TAKE:
		chatguest_file_news(guest, news);
		break;
	case NEWS_FAREWELL:
		guest->farewell = true;
		break;
	case NEWS_NOTICE:
		tell(guest, PARTY_NOTICE, (struct word){ "", 0 }, news->text);
		break;
	}
}

/* Whoever does not say at once that he is a sockbox is taken for none, until he does. */
static void know_host(struct chatguest *guest, enum chatguest_host host)
{
	bool was_unknown = guest->host == HOST_UNKNOWN;

	timer_clear(guest->party.loop, &guest->unknown);
	guest->host = host;
	if (was_unknown)
		guest->party.relieved(&guest->party);
}

static void be_unknown(struct timer *timer)
{
	know_host(OWNER(timer, struct chatguest, unknown), HOST_PLAIN);
}

static void take_piece(struct textconn *conn, const struct textpiece *piece)
{
	struct chatguest *guest = OWNER(conn, struct chatguest, conn);
	struct chat_news news;

	chat_read_news(&news, piece->data, piece->size);
	if (!guest->heard)
		know_host(guest, news.topic == NEWS_BANNER ? HOST_SOCKBOX : HOST_PLAIN);
	guest->heard = true;
	if (guest->host == HOST_PLAIN || piece->continued)
		news = (struct chat_news){ .topic = NEWS_MESSAGE,
					   .text = { piece->data, piece->size } };
	take_news(guest, &news, piece);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void be_over(struct chatguest *guest, enum status kind, const char *text)
{
	struct err why = { 0 };

	err_set(&why, kind, "%s", text);
	timer_clear(guest->party.loop, &guest->going);
	guest->party.over(&guest->party, &why);
}

static void host_ended(struct textconn *conn, const struct err *why)
{
	struct chatguest *guest = OWNER(conn, struct chatguest, conn);

	if (guest->leaving && why->kind == STATUS_OK)
		be_over(guest, STATUS_OK, "");
	else if (guest->farewell)
		be_over(guest, STATUS_CLOSED, "the host left");
	else if (why->kind == STATUS_OK)
		be_over(guest, STATUS_CLOSED, "the other side closed the connection");
	else if (why->kind == STATUS_LOSS)
		be_over(guest, STATUS_TIMEOUT, "the other side takes nothing any more");
	else if (why->kind == STATUS_RESET)
		be_over(guest, STATUS_RESET, "the other side reset the connection");
	else if (why->kind == STATUS_TIMEOUT)
		be_over(guest, STATUS_TIMEOUT, "the other side has vanished");
	else
		be_over(guest, why->kind, why->text);
}

static void host_relieved(struct textconn *conn)
{
	struct chatguest *guest = OWNER(conn, struct chatguest, conn);

	guest->party.relieved(&guest->party);
}

static const struct textconn_calls conn_calls = { take_piece, host_ended, host_relieved };

/* Whether all that was sent has arrived: TCP has it acknowledged, of a Unix socket it was read.
 * tcp(7), unix(7), SIOCOUTQ. */
static bool has_arrived(const struct textconn *conn)
{
	return textconn_waiting(conn) == 0 && conn->shut_down &&
	       call_queue_size(conn->watch.fd, SIOCOUTQ) == 0;
}

static void leave(struct chatguest *guest);

/* A host that is a sockbox closes when it has read all. Of another one it is enough that all has
 * arrived: it may wait for what its own user types. */
static void look_again(struct timer *timer)
{
	enum { AGAIN_MS = 20 };
	struct chatguest *guest = OWNER(timer, struct chatguest, going);
	bool late = clock_now_ns() >= guest->leave_by_ns;

	if (!guest->leaving)
		leave(guest);
	else if (has_arrived(&guest->conn) && (late || guest->host != HOST_SOCKBOX))
		be_over(guest, STATUS_OK, "");
	else if (late)
		be_over(guest, STATUS_TIMEOUT, "not all that was said was taken in time");
	else
		timer_set(guest->party.loop, &guest->going,
			  deadline_in(AGAIN_MS * (int64_t)NS_PER_MS));
}

static void leave(struct chatguest *guest)
{
	const struct chat_order quit = { .verb = CHAT_QUIT };
	struct err why = { 0 };

	err_set(&why, STATUS_LOSS, "we left before it was there");
	chatguest_drop_errands(guest, &why);
	if (guest->host == HOST_SOCKBOX)
		chatguest_send(guest, &quit);
	guest->leaving = true;
	guest->leave_by_ns = clock_now_ns() + CHATGUEST_LEAVE_S * (int64_t)NS_PER_S;
	textconn_shut(&guest->conn);
	look_again(&guest->going);
}

void chatguest_check_leave(struct chatguest *guest)
{
	if (!guest->leaves_later || guest->leaving)
		return;
	if (chatguest_has_errands(guest))
		timer_clear(guest->party.loop, &guest->going);
	else if (!chatguest_has_wishes(guest))
		leave(guest);
	else if (guest->going.place == 0)
		timer_set(guest->party.loop, &guest->going,
			  deadline_in(CHATGUEST_WISH_S * (int64_t)NS_PER_S));
}

static void guest_leave(struct party *party, bool at_once)
{
	struct chatguest *guest = guest_of(party);

	guest->leaves_later = true;
	if (!at_once)
		chatguest_check_leave(guest);
	else if (!guest->leaving)
		leave(guest);
}

/* ---- what we say ---------------------------------------------------------------------------- */

/* To what is no chat everything is text. */
static void act_plainly(struct chatguest *guest, const struct chat_order *order)
{
	struct buf line = { 0 };

	buf_printf(&line, "* %s ", guest->nick);
	buf_put(&line, order->text.at, order->text.size);
	buf_putc(&line, '\n');
	if (!line.failed)
		textconn_put(&guest->conn, line.data, line.size);
	buf_free(&line);
}

static void guest_order(struct party *party, const struct chat_order *order)
{
	struct chatguest *guest = guest_of(party);
	bool is_said = order->verb == CHAT_SAY || order->verb == CHAT_ME;

	if (guest->leaving)
		return;
	party->counts.said += is_said;
	if (order->verb == CHAT_SEND || order->verb == CHAT_GET)
		chatguest_own_file(guest, order);
	else if (guest->host != HOST_PLAIN || order->verb == CHAT_SAY)
		chatguest_send(guest, order);
	else if (order->verb == CHAT_ME)
		act_plainly(guest, order);
	else
		refuse(guest, "the other side is no sockbox chat: it takes lines only");
}

static bool guest_is_full(struct party *party)
{
	struct chatguest *guest = guest_of(party);

	return guest->host == HOST_UNKNOWN || textconn_is_full(&guest->conn);
}

static const struct party_kind guest_kind = { guest_order, guest_is_full, guest_leave };

/* ---- beginning and end ---------------------------------------------------------------------- */

bool chatguest_begin(struct chatguest *guest, int fd, const char *nick, struct err *err)
{
	struct chat_order order = { .verb = CHAT_NICK, .is_signed = true };

	guest->party.kind = &guest_kind;
	guest->going.due = look_again;
	guest->unknown.due = be_unknown;
	guest->conn.unbounded = true;
	if (!chat_make_nick(guest->nick, word_of(nick)))
		return err_set(err, STATUS_INVALID, "'%s' is no nick", nick);
	sock_addr_format(&guest->address, guest->transport, &guest->at);
	if (!textconn_begin(&guest->conn, guest->party.loop, fd, guest->transport, CHAT_NEWS_MAX,
			    &conn_calls, err))
		return false;
	order.text = word_of(guest->nick);
	chatguest_send(guest, &order);
	if (!timer_set(guest->party.loop, &guest->unknown,
		       deadline_in(CHATGUEST_UNKNOWN_MS * (int64_t)NS_PER_MS)))
		guest->host = HOST_PLAIN;
	return true;
}

void chatguest_free(struct chatguest *guest)
{
	if (!guest->party.loop)
		return;
	chatguest_drop_errands(guest, NULL);
	timer_clear(guest->party.loop, &guest->going);
	timer_clear(guest->party.loop, &guest->unknown);
	textconn_close(&guest->conn);
	shelf_free(&guest->shelf);
	buf_free(&guest->address);
	guest->party.loop = NULL;
}
