/* verb_socket -- sockets made: afresh, or as another descriptor of one that is there. socket(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>

#include "base/num.h"
#include "bench/kind.h"
#include "bench/verb.h"
#include "bench/verbrow.h"

/* clang-format off */
static const struct operand socket_operands[] = {
	{ "KIND", 0, 3, OFFER_SOCKKIND,
	  "tcp, udp6, unix, icmp ..., or AF_INET SOCK_STREAM 0; none: tcp" },
	{ 0 },
};
static const struct operand fromfd_operands[] = {
	{ "FD", 1, 1, OFFER_NOTHING, "a descriptor that this process was started with" },
	{ 0 },
};
static const struct operand dup_operands[] = { VERB_OPERAND_SOCKET, { 0 } };

static const struct example socket_examples[] = {
	EXAMPLE("s = socket tcp", "a TCP socket over IPv4, called s"),
	EXAMPLE("socket AF_INET6 SOCK_DGRAM 0", "in the words of socket(2); it is called s1"),
	{ 0 },
};
static const struct example fromfd_examples[] = {
	EXAMPLE("s = fromfd 0", "the socket that a super-server passed as stdin"), { 0 },
};
static const struct example dup_examples[] = {
	EXAMPLE("s = socket udp; t = dup s", "a second descriptor of one socket"), { 0 },
};
/* clang-format on */

/* ---- a fresh one -------------------------------------------------------------------------- */

/* A socket that the user has not named is told by the name that it has now. */
static void tell(struct run *run, const struct bench_sock *sock, bool is_named)
{
	struct row *row = verbrow_begin(run, verbrow_sock, sock);
	struct sockkind kind = adopt_kind(sock);

	row_text(row, VERB_VALUE, sock->name);
	if (!is_named)
		row_text(row, VERB_REMARK, sockkind_word(&kind));
	out_done(run->out, STATUS_OK);
}

/* What a restricted session may make: what programs of everybody talk with. */
static bool is_allowed(const struct bench *bench, const struct sockkind *kind, struct err *err)
{
	bool plain = kind->type == SOCK_STREAM || kind->type == SOCK_DGRAM ||
		     kind->type == SOCK_SEQPACKET;
	bool common =
		kind->family == AF_INET || kind->family == AF_INET6 || kind->family == AF_UNIX;

	return !bench->confined || (plain && common) ||
	       err_set(err, STATUS_INVALID,
		       "a restricted session makes Internet and Unix sockets only, none of them "
		       "raw");
}

static void socket_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	bool is_named = bench->result_name[0] != '\0';
	char tcp[] = "tcp", *none[] = { tcp, NULL };
	struct bench_sock *sock = NULL;
	struct sockkind kind;
	struct err err = { 0 };
	int fd;

	if (kind_read(&kind, run->operand_count ? run->operand : none, &err) &&
	    is_allowed(bench, &kind, &err)) {
		fd = sockkind_open(&kind, &err);
		if (fd < 0)
			kind_refused(&kind, &err);
		else
			sock = adopt(bench, "s", fd, &err);
	}
	if (sock)
		tell(run, sock, is_named);
	else
		out_fail(run->out, &err);
}

/* ---- another descriptor ------------------------------------------------------------------- */

static struct bench_sock *copy(struct run *run, int fd, const char *what, struct err *err)
{
	int fresh = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (fresh >= 0)
		return adopt_found(verb_bench(run), "s", fresh, err);
	err_errno(err, errno, "cannot duplicate %s", what);
	return NULL;
}

static void fromfd_run(struct run *run)
{
	bool is_named = verb_bench(run)->result_name[0] != '\0';
	struct bench_sock *sock = NULL;
	struct sockkind kind;
	struct err err = { 0 };
	int64_t fd;

	if (num_parse(&fd, run->operand[0], 0, INT32_MAX, &err) &&
	    sockkind_of(&kind, (int)fd, &err))
		sock = copy(run, (int)fd, "the descriptor", &err);
	if (sock)
		tell(run, sock, is_named);
	else
		out_fail(run->out, &err);
}

static void dup_run(struct run *run)
{
	bool is_named = verb_bench(run)->result_name[0] != '\0';
	struct bench_sock *old = verbrow_socket(run), *sock;
	struct err err = { 0 };

	if (!old)
		return;
	sock = copy(run, old->fd, "the socket", &err);
	if (!sock) {
		out_fail(run->out, &err);
		return;
	}
	sock->timeout_ns = old->timeout_ns;
	sock->is_connected = old->is_connected;
	sock->write_ended = old->write_ended;
	sock->read_ended = old->read_ended;
	sock->news = old->news; /* their queue is one */
	sock->news.is_watched = false;
	sock->news.touched = true;
	tell(run, sock, is_named);
}

/* ---- verbs -------------------------------------------------------------------------------- */

const struct applet verb_socket = {
	.name = "socket",
	.summary = "make a socket",
	.group = GROUP_SOCKET,
	.operands = socket_operands,
	.records = verbrow_sock,
	.examples = socket_examples,
	.flags = VERB_FLAGS,
	.run = socket_run,
};

const struct applet verb_fromfd = {
	.name = "fromfd",
	.summary = "make a socket of the workbench from a descriptor",
	.group = GROUP_SOCKET,
	.operands = fromfd_operands,
	.records = verbrow_sock,
	.statuses = STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_NOT_FOUND),
	.examples = fromfd_examples,
	.flags = VERB_FLAGS,
	.run = fromfd_run,
};

const struct applet verb_dup = {
	.name = "dup",
	.summary = "make a second descriptor of a socket",
	.group = GROUP_SOCKET,
	.operands = dup_operands,
	.records = verbrow_sock,
	.examples = dup_examples,
	.flags = VERB_FLAGS,
	.run = dup_run,
};
