/* bench -- the workbench: the sockets that a session holds, by name, and the words and values that
 * pass between the shell and a verb. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/bench.h"

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

struct bench_sock *bench_find(const struct bench *bench, const char *name, struct err *err)
{
	struct bench_sock *found = find(bench, name);
	struct nearest nearest = nearest_begin(name);

	if (found)
		return found;
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next)
		nearest_try(&nearest, sock->name);
	if (nearest.best)
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

void bench_rename(struct bench *bench, struct bench_sock *sock, const char *name)
{
	struct bench_sock *other = find(bench, name);

	if (other == sock || strlen(name) >= sizeof(sock->name))
		return;
	if (other)
		name_by_number(bench, other, "s");
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
	name_by_number(bench, sock, prefix);
	sock->next = bench->socks;
	bench->socks = sock;
	if (bench->result_name[0])
		bench_rename(bench, sock, bench->result_name);
	use_next_name(bench);
	shell_value_number(&bench->result, SHELL_SOCKET, sock->number);
	return sock;
}

void bench_drop(struct bench *bench, struct bench_sock *sock)
{
	struct bench_sock **place = &bench->socks;

	while (*place && *place != sock)
		place = &(*place)->next;
	if (!*place)
		return;
	*place = sock->next;
	if (sock->fd >= 0)
		call_close(sock->fd);
	free(sock);
}

void bench_leave(struct bench *bench, char *const *words)
{
	for (struct bench_sock *sock = bench->socks; sock; sock = sock->next) {
		char *const *word = words;

		while (*word && strcmp(*word + (**word == '@'), sock->name) != 0)
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

struct word bench_bytes(struct bench *bench, const char *operand)
{
	size_t count = bench->word_count, at = bench->word_next;

	for (size_t i = 0; i < count; i++, at++) {
		at = at < count ? at : 0;
		if (bench->words[at].at != operand)
			continue;
		bench->word_next = at + 1;
		return (struct word){ operand, bench->words[at].size };
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

static short time_is_up(int64_t began_ns, struct err *err)
{
	double took = (double)(clock_now_ns() - began_ns) / NS_PER_MS;

	err_set(err, STATUS_TIMEOUT, "nothing came of it in %.0f ms", took);
	return 0;
}

short bench_wait(const struct bench *bench, const struct bench_sock *sock, short events,
		 struct deadline until, struct err *err)
{
	struct deadline all = bench_deadline(bench, sock->timeout_ns, until);
	struct pollfd fds[] = { { sock->fd, events, 0 }, { bench->cancel_fd, POLLIN, 0 } };

	if (sock->fd < 0) {
		err_errno(err, EBADF, "'%s' is closed", sock->name);
		return 0;
	}
	for (;;) {
		bool now = sock->timeout_ns == 0;
		int count = call_poll(fds, 2, now ? 0 : deadline_poll_ms(all));

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
			return time_is_up(bench->began_ns, err);
	}
}
