/* connect -- reach one of several addresses: a race of families, and what came of each. RFC 8305.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#include "net/calls.h"
#include "net/tcpinfo.h"

/* ---- sentences ---------------------------------------------------------------------------- */

/* A Unix path that may not be used: whose is it? */
static bool path_denied(const struct sock_addr *sa, int number, const char *text, struct err *err)
{
	char path[sizeof(sa->at.unix_name.sun_path) + 1] = { 0 };
	struct stat file;

	memcpy(path, sa->at.unix_name.sun_path, sizeof(sa->at.unix_name.sun_path));
	if (fstatat(AT_FDCWD, path, &file, 0) < 0)
		return err_errno(err, number, "cannot connect to %s (nor look at it)", text);
	return err_errno(err, number, "cannot connect to %s (owner %u, mode %04o)", text,
			 (unsigned)file.st_uid, (unsigned)file.st_mode & 07777);
}

/* What the kernel calls an invalid argument. ip-route(8). */
static void no_way(const struct sock_addr *sa, const char *text, struct err *err)
{
	struct addr addr;
	bool lacks_zone =
		sock_addr_ip(&addr, NULL, sa) && addr_is_link_local(&addr) && addr.scope_id == 0;

	err_errno(err, EINVAL, "cannot connect to %s: %s", text,
		  lacks_zone ? "a link-local address needs its zone"
			     : "the kernel throws it away, as a blackhole route does");
	err->kind = lacks_zone ? STATUS_INVALID : STATUS_NO_ROUTE;
}

bool connect_failed(const struct sock_addr *sa, enum transport transport, int number,
		    struct err *err)
{
	struct buf text = { 0 };
	bool is_unix = sock_addr_family(sa) == AF_UNIX;

	sock_addr_format(&text, transport, sa);
	if (is_unix && number == EACCES)
		path_denied(sa, number, buf_text(&text), err);
	else if (number == EPROTOTYPE)
		err_errno(err, number, "%s is a socket of another type", buf_text(&text));
	else if (number == EINVAL && !is_unix)
		no_way(sa, buf_text(&text), err);
	else
		err_errno(err, number, "cannot connect to %s", buf_text(&text));
	if (number == EINPROGRESS || number == ETIMEDOUT || (is_unix && number == EAGAIN))
		err_set(err, STATUS_TIMEOUT, "no answer from %s in time", buf_text(&text));
	if (number == ENOENT)
		err->kind = STATUS_NOT_FOUND;
	if (number == EADDRNOTAVAIL && !is_unix)
		err->kind = STATUS_LACKING; /* ports or addresses of this machine */
	if (text.failed)
		err_errno(err, ENOMEM, "no room to say why connecting failed");
	buf_free(&text);
	return false;
}

unsigned connect_syns(int fd)
{
	struct tcpinfo info;
	struct err unused = { 0 };
	uint64_t state, again;

	if (!tcpinfo_read(&info, fd, &unused) || !tcpinfo_get(&state, &info, TCPINFO_STATE) ||
	    state != TCP_SYN_SENT || !tcpinfo_get(&again, &info, TCPINFO_RETRANSMITTED_EVER))
		return 0;
	return 1 + (unsigned)again;
}

void connect_add_syns(struct err *err, unsigned syns)
{
	struct err plain = *err;

	if (syns == 1)
		err_set(err, plain.kind, "%s: one SYN was sent", plain.text);
	else if (syns > 1)
		err_set(err, plain.kind, "%s: %u SYNs were sent", plain.text, syns);
	err->number = plain.number;
}

bool connect_met_itself(int fd)
{
	struct sock_addr local, peer;

	sock_addr_local(&local, fd);
	sock_addr_peer(&peer, fd);
	return local.size > 0 && peer.size > 0 && sock_addr_family(&local) != AF_UNIX &&
	       sock_addr_equal(&local, &peer);
}

/* ---- the field ---------------------------------------------------------------------------- */

/* What a race needs while it runs. */
struct field {
	struct race *race;
	const struct sock_plan *plan;
	enum transport transport;
	struct pollfd fd[RACE_MAX + 1]; /* of each attempt; -1: not running */
	size_t next;                    /* whose turn it is */
	bool failed;        /* one has, since the last one's turn: the next need not wait */
	struct err failure; /* of the first attempt that could not even begin, */
	size_t failure_of;  /* this one */
	struct err broken;  /* this machine cannot even wait, or whoever waits wants it to end */
};

/* The families in turn, each in the order that it has: RFC 8305 section 4. */
static void line_up(struct race *race, const struct locations *locations)
{
	size_t at[2] = { 0, 0 };
	int first = sock_addr_family(&locations->item[0]);

	*race = (struct race){ .count = 0 };
	for (unsigned turn = 0; race->count < RACE_MAX; turn++) {
		size_t *i = &at[turn % 2], *other = &at[(turn + 1) % 2];
		bool wants_first = turn % 2 == 0;

		while (*i < locations->count &&
		       (sock_addr_family(&locations->item[*i]) == first) != wants_first)
			++*i;
		if (*i < locations->count)
			race->attempt[race->count++].to = locations->item[(*i)++];
		else if (*other >= locations->count)
			break;
	}
	race->winner = race->count;
}

static void finish(struct field *field, size_t i, int number)
{
	field->race->attempt[i].ended_ns = clock_now_ns();
	field->race->attempt[i].number = number;
	if (number == 0) {
		field->race->winner = i;
		return;
	}
	if (number == ETIMEDOUT && field->transport == TRANSPORT_TCP && field->fd[i].fd >= 0)
		field->race->attempt[i].syns = connect_syns(field->fd[i].fd);
	field->failed = true;
	if (field->fd[i].fd >= 0)
		call_close(field->fd[i].fd);
	field->fd[i].fd = -1;
}

/* A Unix connect knows no EINPROGRESS: where the backlog is full it waits, and SO_SNDTIMEO is how
 * long. */
static void connect_unix(struct field *field, size_t i, struct deadline until)
{
	int fd = field->fd[i].fd, flags = fcntl(fd, F_GETFL);
	const struct sock_addr *to = &field->race->attempt[i].to;
	int left_ms = deadline_poll_ms(until);
	struct timeval limit = { left_ms / 1000, left_ms % 1000 * 1000 };
	int number;

	if (left_ms >= 0) {
		limit.tv_usec += left_ms == 0;
		call_setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	}
	fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	number = call_connect(fd, &to->at.any, to->size) < 0 ? errno : 0;
	fcntl(fd, F_SETFL, flags);
	limit = (struct timeval){ 0, 0 };
	call_setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	finish(field, i, number);
}

static void begin(struct field *field, struct deadline until)
{
	size_t i = field->next++;
	struct attempt *attempt = &field->race->attempt[i];
	int family = sock_addr_family(&attempt->to);
	struct err err = { 0 };

	field->failed = false;
	attempt->began_ns = clock_now_ns();
	if (!sock_open(&field->fd[i].fd, field->plan, field->transport, family, &err) ||
	    !sock_bind_client(field->fd[i].fd, field->plan, field->transport, family, &err)) {
		if (field->failure.kind == STATUS_OK) {
			field->failure = err;
			field->failure_of = i;
		}
		finish(field, i, err.number ? err.number : EINVAL);
		if (err.kind == STATUS_INVALID)
			attempt->began_ns = 0; /* excluded, as IPv6 is by an IPv4 --source */
		return;
	}
	field->fd[i].events = POLLOUT;
	if (family == AF_UNIX)
		connect_unix(field, i, until);
	else if (sock_admit(field->fd[i].fd, &attempt->to) &&
		 call_connect(field->fd[i].fd, &attempt->to.at.any, attempt->to.size) == 0)
		finish(field, i, 0);
	else if (errno != EINPROGRESS)
		finish(field, i, errno);
}

static bool is_running(const struct field *field)
{
	for (size_t i = 0; i < field->next; i++)
		if (field->fd[i].fd >= 0)
			return true;
	return false;
}

/* Up to the last that runs: poll(2) takes no more entries than there may be descriptors. */
static nfds_t poll_count(const struct field *field)
{
	size_t count = field->next;

	while (count > 0 && field->fd[count - 1].fd < 0)
		count--;
	return count;
}

/* Wait for those that run, and behind them for the wish to end. How many are ready. */
static int wait_for(struct field *field, struct deadline until)
{
	const int *stop_fd = field->plan->stop_fd;
	nfds_t count = poll_count(field);
	struct pollfd behind = field->fd[count], *stop = &field->fd[count];
	int ready;

	*stop = (struct pollfd){ stop_fd ? *stop_fd : -1, POLLIN, 0 };
	ready = call_poll(field->fd, count + (stop_fd && *stop_fd >= 0), deadline_poll_ms(until));
	if (ready < 0 && errno != EINTR)
		err_errno(&field->broken, errno, "cannot wait for a connection");
	if (ready > 0 && stop->revents) {
		err_errno(&field->broken, EINTR, "stopped before anybody answered");
		field->broken.kind = STATUS_LACKING;
	}
	*stop = behind;
	return ready;
}

/* Wait until one ends, the next one's turn comes, or the time is up. */
static void wait_on(struct field *field, struct deadline until)
{
	struct race *race = field->race;
	struct deadline turn = { 0 };

	if (field->next < race->count)
		turn = (struct deadline){ race->attempt[field->next - 1].began_ns +
					  (int64_t)RACE_STEP_MS * NS_PER_MS };
	if (wait_for(field, deadline_earlier(turn, until)) <= 0)
		return;
	for (size_t i = 0; i < field->next && race->winner == race->count; i++)
		if (field->fd[i].fd >= 0 && field->fd[i].revents)
			finish(field, i, sock_error(field->fd[i].fd));
}

static bool is_next_ones_turn(const struct field *field)
{
	const struct race *race = field->race;

	if (field->next == race->count)
		return false;
	return field->next == 0 || field->failed ||
	       clock_now_ns() >=
		       race->attempt[field->next - 1].began_ns + (int64_t)RACE_STEP_MS * NS_PER_MS;
}

static void run(struct field *field, struct deadline until)
{
	struct race *race = field->race;

	while (race->winner == race->count && field->broken.kind == STATUS_OK) {
		if (field->next > 0 && deadline_passed(until))
			return;
		if (is_next_ones_turn(field))
			begin(field, until);
		else if (is_running(field))
			wait_on(field, until);
		else
			return;
	}
}

/* ---- the end ------------------------------------------------------------------------------ */

static void end_losers(struct field *field)
{
	struct race *race = field->race;
	int number = race->winner < race->count ? ECANCELED
		     : field->broken.number     ? field->broken.number
						: ETIMEDOUT;

	for (size_t i = 0; i < field->next; i++)
		if (field->fd[i].fd >= 0 && i != race->winner)
			finish(field, i, number);
}

/* The reason is that of the first address that was tried. */
static bool lost(const struct field *field, struct err *err)
{
	const struct race *race = field->race;
	size_t first = 0, others = 0;
	struct err whole;

	if (field->broken.kind != STATUS_OK) {
		*err = field->broken;
		return false;
	}
	while (first < race->count && race->attempt[first].began_ns == 0)
		first++;
	for (size_t i = first + 1; i < race->count; i++)
		others += race->attempt[i].began_ns != 0;
	if (field->failure.kind != STATUS_OK &&
	    (first == race->count || first == field->failure_of))
		*err = field->failure;
	else
		connect_failed(&race->attempt[first].to, field->transport,
			       race->attempt[first].number, err);
	connect_add_syns(err, race->attempt[first].syns);
	if (others == 0)
		return false;
	err_set(&whole, err->kind, "%s; %zu other address%s failed too", err->text, others,
		others > 1 ? "es" : "");
	whole.number = err->number;
	*err = whole;
	return false;
}

static bool won(int *fd, struct field *field, struct err *err)
{
	struct race *race = field->race;
	const struct attempt *winner = &race->attempt[race->winner];
	int number = field->fd[race->winner].fd;

	sock_addr_local(&race->local, number);
	race->peer = winner->to;
	if (!sock_has_messages(field->transport))
		race->connect_ns = winner->ended_ns - winner->began_ns;
	if (field->transport == TRANSPORT_TCP && connect_met_itself(number)) {
		call_close(number);
		return err_set(err, STATUS_SELF_CONNECTED,
			       "the connection met itself: nobody listens there");
	}
	*fd = number;
	return true;
}

bool race_run(int *fd, struct race *race, const struct locations *locations,
	      const struct sock_plan *plan, struct deadline until, struct err *err)
{
	struct field field = { .race = race, .plan = plan, .transport = locations->transport };

	line_up(race, locations);
	for (size_t i = 0; i < RACE_MAX; i++)
		field.fd[i].fd = -1;
	run(&field, until);
	end_losers(&field);
	return race->winner < race->count ? won(fd, &field, err) : lost(&field, err);
}
