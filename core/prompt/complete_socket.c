/* complete_socket -- open sockets, in a state that fits the verb. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <poll.h>
#include <string.h>

#include "bench/adopt.h"
#include "bench/verb_poll.h"
#include "net/sockview.h"
#include "prompt/complete.h"

/* What a socket is. */
enum {
	LISTENS = 1 << 0,
	CONNECTED = 1 << 1,
	IDLE = 1 << 2, /* neither of both */
	UNBOUND = 1 << 3,
	STREAMS = 1 << 4, /* connections; else messages go out on their own */
	MESSAGES = 1 << 5,
	UNIX = 1 << 6,
	IP = 1 << 7
};

/* What a verb wants: all of NEEDS, and one of WANTS where there are any. Others take each. */
static const struct {
	char verb[14];
	unsigned needs, wants;
} rows[] = {
	{ "accept", LISTENS, 0 },
	{ "bind", IDLE | UNBOUND, 0 },
	{ "connect", 0, IDLE | MESSAGES },
	{ "connect_ex", 0, IDLE | MESSAGES },
	{ "getpeername", CONNECTED, 0 },
	{ "join", IP | MESSAGES, 0 },
	{ "join-source", IP | MESSAGES, 0 },
	{ "leave", IP | MESSAGES, 0 },
	{ "leave-source", IP | MESSAGES, 0 },
	{ "listen", IDLE | STREAMS, 0 },
	{ "makefile", CONNECTED, 0 },
	{ "recv", 0, CONNECTED | MESSAGES },
	{ "recvall", CONNECTED, 0 },
	{ "recvfds", UNIX, CONNECTED | MESSAGES },
	{ "recvfrom", 0, CONNECTED | MESSAGES },
	{ "recvmsg", 0, CONNECTED | MESSAGES },
	{ "send", CONNECTED, 0 },
	{ "sendall", CONNECTED, 0 },
	{ "sendfds", UNIX | CONNECTED, 0 },
	{ "sendmsg", 0, CONNECTED | MESSAGES },
	{ "sendto", MESSAGES, 0 },
	{ "shutdown", CONNECTED, 0 },
};

static bool is_unbound(const struct sockview *view)
{
	struct addr addr;
	uint16_t port;

	if (sock_addr_ip(&addr, &port, &view->local))
		return port == 0;
	return view->local.size <= sizeof(view->local.at.any.sa_family);
}

static unsigned state_of(const struct bench_sock *sock, const struct sockview *view)
{
	bool streams = sock->type == SOCK_STREAM || sock->type == SOCK_SEQPACKET;
	unsigned state = streams ? STREAMS : MESSAGES;

	state |= sock->listens                   ? LISTENS
		 : view->peer.size > 0           ? CONNECTED
		 : sock->is_connected && streams ? CONNECTED
						 : IDLE;
	state |= is_unbound(view) ? UNBOUND : 0u;
	state |= sock->family == AF_UNIX ? UNIX : 0u;
	state |= sock->family == AF_INET || sock->family == AF_INET6 ? IP : 0u;
	return state;
}

static bool fits(const char *verb, unsigned state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].verb, verb) == 0)
			return (state & rows[i].needs) == rows[i].needs &&
			       (!rows[i].wants || state & rows[i].wants);
	return true;
}

/* "tcp 127.0.0.1:51224 -> 127.0.0.1:80" */
static void put_ends(struct buf *text, const struct bench_sock *sock, const struct sockview *view)
{
	struct sockkind kind = adopt_kind(sock);

	buf_puts(text, sockkind_word(&kind));
	if (!is_unbound(view)) {
		buf_putc(text, ' ');
		adopt_say_end(text, sock, &view->local);
	}
	if (view->peer.size > 0) {
		buf_puts(text, " -> ");
		adopt_say_end(text, sock, &view->peer);
	}
	buf_puts(text, sock->listens ? ", listens" : "");
}

static void put_sockets(struct completion *completion, char after)
{
	for (struct bench_sock *sock = completion->shell->bench.socks; sock; sock = sock->next) {
		struct buf text = { 0 };
		struct err ignored = { 0 };
		struct sockview view;

		if (sock->fd < 0 || !sockview_read(&view, sock->fd, &ignored) ||
		    !fits(completion->name, state_of(sock, &view)))
			continue;
		put_ends(&text, sock, &view);
		offering_put_before(&completion->offering, word_of(sock->name), buf_text(&text),
				    after);
		offering_free_part(&completion->offering, &text);
	}
	offering_sort(&completion->offering, 0);
}

void complete_sockets(struct completion *completion)
{
	put_sockets(completion, ' ');
}

static void put_events(struct offering *offering)
{
	for (const struct name *row = poll_events; row->value != POLLERR; row++) {
		char word[NAME_SIZE] = "";

		for (size_t i = 0; row->word[i]; i++)
			word[i] = (char)(row->word[i] - 'A' + 'a');
		offering_puts(offering, word, name_meaning(row));
	}
}

/* s, s:in|out of poll; s,t of sendfds. */
void complete_polled(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	bool polls = strcmp(completion->name, "poll") == 0;

	if (polls && memchr(offering->typed.at, ':', offering->typed.size)) {
		offering_settle(offering, ":|,");
		put_events(offering);
		return;
	}
	offering_settle(offering, ",");
	if (!polls)
		completion->name = ""; /* any socket can be passed */
	put_sockets(completion, polls ? 0 : ' ');
}

const struct bench_sock *completion_socket(const struct completion *completion)
{
	struct err ignored = { 0 };

	return completion->operand_count > 0
		       ? bench_find(&completion->shell->bench, completion->operand[0], &ignored)
		       : NULL;
}
