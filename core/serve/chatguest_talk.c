/* chatguest_talk -- a guest: how he comes, what he says, and how he leaves. */
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

static const struct textconn_calls conn_calls = { chatguest_take_piece, host_ended, host_relieved };

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
	else if (!guest->going.set)
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

static const struct party_kind guest_kind = { "guest", false, guest_order, guest_is_full,
					      guest_leave };

/* ---- beginning and end ---------------------------------------------------------------------- */

bool chatguest_begin(struct chatguest *guest, int fd, const char *nick, struct err *err)
{
	struct chat_order order = { .verb = CHAT_NICK, .is_signed = true };

	guest->party.kind = &guest_kind;
	guest->party.nick = guest->nick;
	guest->party.transport = guest->transport;
	guest->going.due = look_again;
	guest->unknown.due = chatguest_be_unknown;
	guest->conn.unbounded = true;
	if (!chat_make_nick(guest->nick, word_of(nick)))
		return err_set(err, STATUS_INVALID, "'%s' is no nick", nick);
	sock_addr_format(&guest->address, guest->transport, &guest->at);
	if (!textconn_begin(&guest->conn, guest->party.loop, fd, guest->transport, CHAT_NEWS_MAX,
			    &conn_calls, err))
		return false;
	order.text = word_of(guest->nick);
	chatguest_send(guest, &order);
	timer_set(guest->party.loop, &guest->unknown,
		  deadline_in(CHATGUEST_UNKNOWN_MS * (int64_t)NS_PER_MS));
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
