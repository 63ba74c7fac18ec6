/* verb_bind -- where a socket is: bound, listening, and both of its ends. bind(2), listen(2),
 * getsockname(2), getpeername(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "base/num.h"
#include "bench/target.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/calls.h"
#include "net/sock.h"
#include "net/unix_path.h"

struct settings {
	const char *mode;
	bool replace;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_TEXT(struct settings, mode, 0, "mode", "OCTAL", OFFER_NOTHING,
	         "permissions of a Unix path; only the owner's without it"),
	OPT_FLAG(struct settings, replace, 0, "replace",
	         "take over a Unix path that nobody listens on any more"),
	OPT_END
};

static const struct operand bind_operands[] = { VERB_OPERAND_SOCKET, TARGET_OPERAND, { 0 } };
static const struct operand listen_operands[] = {
	VERB_OPERAND_SOCKET,
	{ "BACKLOG", 0, 1, OFFER_NOTHING, "connections that may wait to be accepted; 128 without it" },
	{ 0 },
};
static const struct operand name_operands[] = { VERB_OPERAND_SOCKET, { 0 } };

static const struct example bind_examples[] = {
	EXAMPLE("s = socket udp; bind s 127.0.0.1:0", "the kernel chooses a port, and it is told"),
	EXAMPLE("s = socket unix; bind s unix:@demo", "a name without a file"),
	{ 0 },
};
static const struct example listen_examples[] = {
	EXAMPLE("s = socket tcp; bind s 127.0.0.1:0; listen s 5", "five may wait, and one more"), { 0 },
};
static const struct example getsockname_examples[] = {
	EXAMPLE("s = socket tcp; bind s 127.0.0.1:0; getsockname s", "where it is bound"), { 0 },
};
static const struct example getpeername_examples[] = {
	EXAMPLE("s = socket udp; connect s 127.0.0.1:9; getpeername s", "whom it is connected to"), { 0 },
};
/* clang-format on */

/* ---- bind --------------------------------------------------------------------------------- */

static bool is_path(const struct sock_addr *at)
{
	return sock_addr_family(at) == AF_UNIX && at->at.unix_name.sun_path[0] != '\0';
}

static bool refuse(const struct bench_sock *sock, const struct sock_addr *at, int number,
		   struct err *err)
{
	enum transport transport;
	struct buf text = { 0 };

	if (number == EINVAL) {
		err_errno(err, number, "'%s' is bound already", sock->name);
	} else if (adopt_transport(&transport, sock)) {
		sock_bind_failed(at, transport, number, err);
	} else {
		adopt_put_end(&text, sock, at);
		err_errno(err, number, "cannot bind %s", buf_text(&text));
		buf_free(&text);
	}
	return false;
}

static bool bind_path(const struct run *run, const struct bench_sock *sock,
		      const struct sock_addr *at, struct err *err)
{
	const struct settings *set = run->settings;
	struct unix_path_plan plan;
	struct unix_path bound = { 0 };

	return unix_path_plan_make(&plan, set->mode, NULL, NULL, set->replace, err) &&
	       unix_path_bind(&bound, sock->fd, sock->type, at, &plan, -1, err);
}

static bool bind_at(const struct run *run, const struct bench_sock *sock,
		    const struct sock_addr *at, struct err *err)
{
	const struct settings *set = run->settings;

	if (is_path(at))
		return bind_path(run, sock, at, err);
	if (set->mode || set->replace)
		return err_set(err, STATUS_INVALID, "--mode and --replace are of a Unix path");
	return call_bind(sock->fd, &at->at.any, at->size) == 0 || refuse(sock, at, errno, err);
}

/* Where the kernel chose, people are told what. */
static void bind_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	char *const *words = run->operand + 1;
	struct sock_addr at, local;
	struct buf remark = { 0 }, value = { 0 };
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	row = verbrow_begin(run, verbrow_sock, sock);
	if (!target_take(&at, run, sock, &words, TO_BIND, &err) || !bind_at(run, sock, &at, &err)) {
		out_fail(run->out, &err);
		return;
	}
	sock_addr_local(&local, sock->fd);
	verbrow_put_end(row, VERB_LOCAL, sock, &local);
	adopt_put_end(&value, sock, &local);
	if (!sock_addr_equal(&at, &local)) {
		buf_puts(&remark, "bound to ");
		adopt_say_end(&remark, sock, &local);
	}
	row_part(row, VERB_REMARK, &remark);
	verbrow_done_text(run, row, &value);
}

/* ---- listen ------------------------------------------------------------------------------- */

static void put_listening(struct row *row, const struct bench_sock *sock, int64_t backlog,
			  const struct sock_addr *local)
{
	struct buf remark = { 0 };

	verbrow_put_end(row, VERB_LOCAL, sock, local);
	buf_puts(&remark, "listening on ");
	adopt_say_end(&remark, sock, local);
	buf_printf(&remark, ", backlog %lld", (long long)backlog);
	row_part(row, VERB_REMARK, &remark);
}

static bool listen_failed(const struct bench_sock *sock, int number, struct err *err)
{
	if (number == EINVAL)
		return err_errno(err, number, "'%s' %s", sock->name,
				 sock->is_connected ? "is connected: it cannot listen"
						    : "is bound nowhere: bind comes first");
	if (number == EOPNOTSUPP)
		return err_errno(err, number,
				 "'%s' is of a kind without connections: it cannot "
				 "listen",
				 sock->name);
	return err_errno(err, number, "'%s' cannot listen", sock->name);
}

static void listen_run(struct run *run)
{
	enum { BACKLOG = 128 };
	struct bench_sock *sock = verbrow_socket(run);
	const char *word = run->operand_count > 1 ? run->operand[1] : NULL;
	int64_t backlog = BACKLOG;
	struct sock_addr local;
	struct buf value = { 0 };
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	row = verbrow_begin(run, verbrow_sock, sock);
	if (word && !num_parse(&backlog, word, 0, INT32_MAX, &err)) {
		out_fail(run->out, &err);
	} else if (call_listen(sock->fd, (int)backlog) < 0) {
		listen_failed(sock, errno, &err);
		out_fail(run->out, &err);
	} else {
		sock->listens = true;
		sock_addr_local(&local, sock->fd);
		put_listening(row, sock, backlog, &local);
		adopt_put_end(&value, sock, &local);
		verbrow_done_text(run, row, &value);
	}
}

/* ---- names -------------------------------------------------------------------------------- */

static void tell_end(struct run *run, unsigned field,
		     int (*ask)(int fd, struct sockaddr *at, socklen_t *size))
{
	struct bench_sock *sock = verbrow_socket(run);
	struct sock_addr end = { .size = sizeof(end.at) };
	struct buf value = { 0 };
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	row = verbrow_begin(run, verbrow_value, sock);
	if (ask(sock->fd, &end.at.any, &end.size) < 0) {
		err_errno(&err, errno, "'%s'", sock->name);
		out_fail(run->out, &err);
		return;
	}
	verbrow_put_end(row, field, sock, &end);
	adopt_put_end(&value, sock, &end);
	verbrow_done_text(run, row, &value);
}

static void getsockname_run(struct run *run)
{
	tell_end(run, VERB_LOCAL, call_getsockname);
}

static void getpeername_run(struct run *run)
{
	tell_end(run, VERB_PEER, call_getpeername);
}

/* ---- verbs -------------------------------------------------------------------------------- */

const struct applet verb_bind = {
	.name = "bind",
	.summary = "give a socket its own address",
	.group = GROUP_SOCKET,
	.operands = bind_operands,
	.options = options,
	.records = verbrow_sock,
	.statuses = STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_NOT_FOUND) |
		    STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = bind_examples,
	.settings_size = sizeof(struct settings),
	.flags = VERB_FLAGS,
	.run = bind_run,
};

const struct applet verb_listen = {
	.name = "listen",
	.summary = "have a socket take connections",
	.group = GROUP_SOCKET,
	.operands = listen_operands,
	.records = verbrow_sock,
	.examples = listen_examples,
	.flags = VERB_FLAGS,
	.run = listen_run,
};

const struct applet verb_getsockname = {
	.name = "getsockname",
	.summary = "a socket's own end",
	.group = GROUP_SOCKET,
	.operands = name_operands,
	.records = verbrow_value,
	.examples = getsockname_examples,
	.flags = VERB_FLAGS,
	.run = getsockname_run,
};

const struct applet verb_getpeername = {
	.name = "getpeername",
	.summary = "the end that a socket is connected to",
	.group = GROUP_SOCKET,
	.operands = name_operands,
	.records = verbrow_value,
	.examples = getpeername_examples,
	.flags = VERB_FLAGS,
	.run = getpeername_run,
};
