/* news -- what has happened on the sockets of the workbench that the person at the prompt does not
 * know: it was not told before, and is not what a command of theirs was about. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/news.h"

#include <errno.h>
#include <poll.h>

#include "bench/verbrow.h"
#include "net/calls.h"

enum { COUNTED = HAPPENING_INPUT | HAPPENING_WAITING };

/* Behind these there is nothing that could happen once more. */
enum { LASTING = HAPPENING_END | HAPPENING_GONE | HAPPENING_BROKEN };

/* ---- watching ----------------------------------------------------------------------------- */

bool news_begin(struct bench *bench, struct err *err)
{
	int fd = call_epoll_create();

	if (fd < 0)
		return err_errno(err, errno, "sockets cannot be watched");
	bench->events_fd = fd;
	return true;
}

void news_end(struct bench *bench)
{
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next)
		bench_unwatch(bench, sock);
	if (bench->events_fd > 0)
		call_close(bench->events_fd);
	bench->events_fd = 0;
}

/* What was received, as a terminal may be, need not be a socket. */
static bool can_watch(const struct bench_sock *sock)
{
	return sock->fd >= 0 && sock->type != 0 && !sock->news.is_silent;
}

/* Where more of it is no news it costs nothing, however much comes. */
static uint32_t wanted(const struct bench_sock *sock)
{
	const struct bench_news *news = &sock->news;
	bool wants_input = news->again || !(news->known & COUNTED);

	return (uint32_t)EPOLLET | EPOLLRDHUP | EPOLLPRI | (wants_input ? EPOLLIN : 0) |
	       (sock->is_connecting ? EPOLLOUT : 0);
}

/* With ANEW what is there already comes once more. */
static void watch(struct bench *bench, struct bench_sock *sock, bool anew)
{
	struct bench_news *news = &sock->news;
	struct epoll_event event = { .events = wanted(sock), .data.u64 = sock->number };
	int how = news->is_watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (news->is_watched && news->wanted == event.events && !anew)
		return;
	news->is_watched = call_epoll_ctl(bench->events_fd, how, sock->fd, &event) == 0;
	news->wanted = event.events;
}

bool news_take(struct bench *bench, int max)
{
	enum { AT_ONCE = 64 };
	struct epoll_event event[AT_ONCE];
	int count = AT_ONCE;

	while (count == AT_ONCE && max > 0) {
		count = call_epoll_wait(bench->events_fd, event, AT_ONCE, 0);
		max -= AT_ONCE;
		for (int i = 0; i < count; i++) {
			struct bench_sock *sock = bench_numbered(bench, (int64_t)event[i].data.u64);

			if (sock)
				sock->news.came = true;
		}
	}
	return count == AT_ONCE;
}

/* ---- what is known ------------------------------------------------------------------------ */

static struct happening look(const struct bench_sock *sock)
{
	struct happening_of of = {
		.fd = sock->fd,
		.family = sock->family,
		.type = sock->type,
		.listens = sock->listens,
		.connects = sock->is_connecting || sock->news.known & HAPPENING_FAILED,
		.write_ended = sock->write_ended,
		.read_ended = sock->read_ended,
	};

	return happening_look(&of);
}

static unsigned told_bits(int events)
{
	const struct {
		int events;
		unsigned bits;
	} rows[] = {
		{ POLLIN, COUNTED },
		{ POLLOUT, HAPPENING_CONNECTED },
		{ POLLPRI, HAPPENING_URGENT },
		{ POLLRDHUP, HAPPENING_END | HAPPENING_GONE },
		{ POLLERR,
		  HAPPENING_FAILED | HAPPENING_BROKEN | HAPPENING_QUEUE | HAPPENING_ERROR },
	};
	unsigned bits = 0;

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		bits |= events & rows[i].events ? rows[i].bits : 0;
	return bits;
}

static void know_told(struct bench_sock *sock)
{
	struct happening now = look(sock);

	sock->news.known |= now.what & told_bits(sock->news.told);
	sock->news.count = now.count;
	if (sock->news.known & (HAPPENING_CONNECTED | HAPPENING_FAILED))
		sock->is_connecting = false;
}

/* First they are watched anew, then what has come of that alone is dropped, then the commands'
 * own business is looked at: what comes later is not lost. */
void news_mark(struct bench *bench)
{
	bool any = false;

	if (bench->events_fd <= 0)
		return;
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next) {
		struct bench_news *news = &sock->news;

		if (!news->touched && !news->told)
			continue;
		any = true;
		news->touched = news->again = true;
		news->known = sock->is_connecting ? 0 : news->known;
		if (can_watch(sock))
			watch(bench, sock, true);
	}
	if (any)
		news_take(bench, INT32_MAX);
	for (struct bench_sock *sock = bench->socks; any && sock; sock = sock->next) {
		if (!sock->news.touched)
			continue;
		if (sock->news.told && sock->fd >= 0)
			know_told(sock);
		sock->news.touched = sock->news.came = false;
		sock->news.told = 0;
	}
}

/* Whether what is known has become more. */
static bool has_grown(const struct bench_news *news, const struct happening *now)
{
	if (!news->again || !(news->known & now->what & COUNTED))
		return false;
	return now->is_total ? now->count > news->count : news->came;
}

unsigned news_of(struct happening *now, struct bench *bench, struct bench_sock *sock)
{
	struct bench_news *news = &sock->news;
	unsigned fresh;

	*now = (struct happening){ .count = -1 };
	if (!can_watch(sock))
		return 0;
	*now = look(sock);
	if (news->known & (HAPPENING_GONE | HAPPENING_BROKEN))
		now->what &= ~(unsigned)LASTING;
	if (has_grown(news, now))
		news->known &= ~(unsigned)COUNTED;
	fresh = now->what & ~news->known;
	news->again = news->again && !(fresh & COUNTED);
	news->known = (news->known & (now->what | LASTING)) | fresh;
	if (fresh & COUNTED || now->count < news->count)
		news->count = now->count;
	news->came = false;
	sock->is_connecting = sock->is_connecting && !now->is_settled;
	watch(bench, sock, false);
	return fresh;
}

/* ---- as a person reads it ----------------------------------------------------------------- */

static void put_input(struct buf *text, int64_t count)
{
	if (count > 0) {
		verbrow_put_bytes(text, (uint64_t)count);
		buf_puts(text, " to read");
	} else {
		buf_puts(text, count == 0 ? "an empty message to read" : "a message to read");
	}
}

static void put_waiting(struct buf *text, int64_t count)
{
	if (count < 0)
		buf_puts(text, "at least 1 connection waiting");
	else
		buf_printf(text, "%lld connection%s waiting", (long long)count,
			   count == 1 ? "" : "s");
}

void news_put(struct buf *text, const struct bench_sock *sock, const struct happening *now,
	      unsigned bits)
{
	/* With %s the socket. */
	static const struct {
		unsigned bit;
		char says[76];
	} rows[] = {
		{ HAPPENING_CONNECTED, "connected" },
		{ HAPPENING_FAILED, "connect failed (getsockopt %s SO_ERROR tells why)" },
		{ HAPPENING_WAITING, "" },
		{ HAPPENING_INPUT, "" },
		{ HAPPENING_URGENT, "an urgent byte to read (recv %s 1 MSG_OOB)" },
		{ HAPPENING_END, "the peer has shut down its sending side" },
		{ HAPPENING_GONE, "the peer has closed" },
		{ HAPPENING_BROKEN, "the connection is broken (getsockopt %s SO_ERROR tells why)" },
		{ HAPPENING_QUEUE, "the error queue has an entry (recvmsg %s 2k MSG_ERRQUEUE)" },
		{ HAPPENING_ERROR, "an error waits (getsockopt %s SO_ERROR tells which)" },
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *says = rows[i].says, *place = text_find(says, "%s");
		unsigned bit = bits & rows[i].bit;

		if (!bit)
			continue;
		buf_puts(text, text->size ? ", and " : "");
		if (bit == HAPPENING_WAITING)
			put_waiting(text, now->count);
		else if (bit == HAPPENING_INPUT)
			put_input(text, now->count);
		buf_put(text, says, place ? (size_t)(place - says) : strlen(says));
		if (place) {
			buf_puts(text, sock->name);
			buf_puts(text, place + 2);
		}
	}
}
