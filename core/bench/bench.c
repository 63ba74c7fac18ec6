/* bench -- the workbench: the sockets that a session holds, by name, and the words and values that
 * pass between the shell and a verb. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/bench.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/num.h"
#include "net/calls.h"

/* ---- names ------------------------------------------------------------------------------ */

static struct bench_sock *find(const struct bench *bench, const char *name)
{
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next)
		if (strcmp(sock->name, name) == 0)
			return sock;
	return NULL;
}

/* By its variable, or by its own name. */
static struct bench_sock *look_up(const struct bench *bench, const char *name)
{
	int64_t number = bench->named ? bench->named(bench, name) : 0;
	struct bench_sock *sock = number ? bench_numbered(bench, number) : NULL;

	return sock ? sock : find(bench, name);
}

struct bench_sock *bench_find(const struct bench *bench, const char *name, struct err *err)
{
	struct bench_sock *found = look_up(bench, name);
	struct nearest nearest = nearest_begin(name);

	if (found) {
		found->news.touched = true;
		return found;
	}
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next)
		nearest_try(&nearest, sock->name);
	if (bench->named && bench->named(bench, name))
		err_set(err, STATUS_INVALID, "'%s' is no socket any more", name);
	else if (nearest.best)
		err_set(err, STATUS_INVALID, "'%s' is no socket; did you mean '%s'?", name,
			nearest.best);
	else
		err_set(err, STATUS_INVALID, "'%s' is no socket%s", name,
			bench->socks ? "" : "; there is none yet");
	return NULL;
}

struct bench_sock *bench_numbered(const struct bench *bench, int64_t number)
{
	struct bench_sock *sock = bench->socks;

	while (sock && sock->number != number)
		sock = sock->next;
	return sock;
}

/* PREFIX and its number, or a later one where somebody is called so. */
static void name_by_number(const struct bench *bench, struct bench_sock *sock, const char *prefix)
{
	size_t size = strnlen(prefix, BENCH_NAME_MAX - NUM_TEXT_MAX - 1);
	uint32_t number = sock->number;
	char name[BENCH_NAME_MAX] = "";

	memcpy(name, prefix, size);
	do
		name[size + num_format(name + size, number++)] = '\0';
	while (find(bench, name));
	memcpy(sock->name, name, sizeof(name));
}

void bench_free_name(struct bench *bench, const struct bench_sock *sock, const char *name)
{
	struct bench_sock *other = find(bench, name);

	if (other && other != sock)
		name_by_number(bench, other, "s");
}

void bench_rename(struct bench *bench, struct bench_sock *sock, const char *name)
{
	if (strcmp(sock->name, name) == 0 || strlen(name) >= sizeof(sock->name))
		return;
	bench_free_name(bench, sock, name);
	memcpy(sock->name, name, strlen(name) + 1);
}

static void use_next_name(struct bench *bench)
{
	const char *next = bench->next_names ? *bench->next_names : NULL;

	bench->result_name[0] = '\0';
	if (!next)
		return;
	bench->next_names++;
	if (strlen(next) < sizeof(bench->result_name))
		memcpy(bench->result_name, next, strlen(next) + 1);
}

size_t bench_wanted(const struct bench *bench)
{
	size_t count = 1;

	for (const char *const *name = bench->next_names; name && *name; name++)
		count++;
	return count;
}

void bench_name_by_number(struct bench *bench)
{
	bench->result_name[0] = '\0';
	bench->next_names = NULL;
}

/* ---- sockets ---------------------------------------------------------------------------- */

struct bench_sock *bench_add(struct bench *bench, const char *prefix, int fd, struct err *err)
{
	struct bench_sock *sock = calloc(1, sizeof(*sock));

	if (!sock) {
		fd_close(&fd);
		err_errno(err, ENOMEM, "no room for another socket");
		return NULL;
	}
	sock->number = ++bench->last_number;
	sock->fd = fd;
	sock->timeout_ns = bench->default_timeout_ns;
	sock->news.touched = true;
	name_by_number(bench, sock, prefix);
	sock->next = bench->socks;
	bench->socks = sock;
	if (bench->result_name[0])
		bench_rename(bench, sock, bench->result_name);
	use_next_name(bench);
	shell_value_number(&bench->result, SHELL_SOCKET, sock->number);
	return sock;
}

/* Closing is not enough: another descriptor of the socket keeps it watched. */
void bench_unwatch(struct bench *bench, struct bench_sock *sock)
{
	if (sock->news.is_watched)
		call_epoll_forget(bench->events_fd, sock->fd);
	sock->news.is_watched = false;
}

void bench_drop(struct bench *bench, struct bench_sock *sock)
{
	struct bench_sock **place = &bench->socks;

	while (*place && *place != sock)
		place = &(*place)->next;
	if (!*place)
		return;
	*place = sock->next;
	bench_unwatch(bench, sock);
	if (sock->fd >= 0)
		call_close(sock->fd);
	free(sock);
}

void bench_leave(struct bench *bench, char *const *words)
{
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next) {
		char *const *word = words;

		while (*word && look_up(bench, *word + (**word == '@')) != sock)
			word++;
		if (!*word)
			fd_close(&sock->fd);
	}
}

void bench_free(struct bench *bench)
{
	while (bench->socks)
		bench_drop(bench, bench->socks);
	shell_value_free(&bench->result);
}

/* ---- words ------------------------------------------------------------------------------ */

/* Operands are asked for in their order: what stands behind the last one is looked at first. */
struct word bench_bytes(struct bench *bench, const char *operand)
{
	size_t count = bench->word_count;

	for (size_t i = 0, at = bench->word_next; i < count; i++, at++) {
		const struct bench_word *word = &bench->words[at % count];

		if (word->at != operand)
			continue;
		bench->word_next = (at + 1) % count;
		return (struct word){ operand, word->size };
	}
	return word_of(operand);
}

/* ---- waiting ---------------------------------------------------------------------------- */

/* Counted from the command's start, so that a peer which trickles cannot stretch it. */
struct deadline bench_deadline(const struct bench *bench, int64_t own_ns, struct deadline until)
{
	struct deadline all = deadline_earlier(until, bench->until);

	if (own_ns < 0 && all.at_ns == 0 && !bench->asks_first)
		own_ns = (int64_t)BENCH_TIMEOUT_S * NS_PER_S;
	if (own_ns < 0)
		return all;
	return deadline_earlier(all, (struct deadline){ bench->began_ns + own_ns });
}

static bool has_beside(const struct bench *bench)
{
	return bench->loop && !bench->loop->stopped;
}

void bench_turn(const struct bench *bench)
{
	const struct deadline at_once = { 1 };
	struct err ignored = { 0 };

	if (has_beside(bench))
		loop_turn(bench->loop, at_once, &ignored);
}

/* The loop's own descriptor can be polled: it is readable when one of those that it waits for is.
 */
int bench_poll(const struct bench *bench, struct pollfd *fds, nfds_t count, struct deadline until)
{
	for (;;) {
		struct deadline next = until;
		bool beside = has_beside(bench);
		int ready;

		fds[count] = (struct pollfd){ beside ? bench->loop->fd : -1, POLLIN, 0 };
		if (beside && bench->loop->timers)
			next = deadline_earlier(next,
						(struct deadline){ bench->loop->timers->at_ns });
		ready = call_poll(fds, count + 1, deadline_poll_ms(next));
		if (ready >= 0)
			bench_turn(bench);
		if (ready > 0 && fds[count].revents)
			ready--;
		if (ready != 0 || deadline_passed(until))
			return ready;
	}
}

bool bench_late(const struct bench *bench, struct err *err)
{
	double took = (double)(clock_now_ns() - bench->began_ns) / NS_PER_MS;

	return err_set(err, STATUS_TIMEOUT, "nothing came of it in %.0f ms", took);
}

short bench_wait(const struct bench *bench, const struct bench_sock *sock, short events,
		 struct deadline until, struct err *err)
{
	struct deadline all = bench_deadline(bench, sock->timeout_ns, until);
	struct pollfd fds[2 + 1] = { { sock->fd, events, 0 }, { bench->cancel_fd, POLLIN, 0 } };
	bool now = sock->timeout_ns == 0;

	if (now)
		all.at_ns = 1;
	if (sock->fd < 0) {
		err_errno(err, EBADF, "'%s' is closed", sock->name);
		return 0;
	}
	for (;;) {
		int count = bench_poll(bench, fds, 2, all);

		if (count < 0 && errno != EINTR) {
			err_errno(err, errno, "cannot wait");
			return 0;
		}
		if (count > 0 && fds[0].revents)
			return fds[0].revents;
		if (count > 0 && fds[1].revents) {
			err_errno(err, EINTR, "stopped; the socket lives on");
			err->kind = STATUS_LACKING;
			return 0;
		}
		if (now) {
			err_errno(err, EAGAIN, "it does not block");
			return 0;
		}
		if (deadline_passed(all))
			return bench_late(bench, err);
	}
}
