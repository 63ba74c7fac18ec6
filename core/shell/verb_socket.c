/* verb_socket -- sockets made: afresh, or as another descriptor of one that is there. socket(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/num.h"
#include "net/calls.h"
#include "net/names.h"
#include "shell/literal.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

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

static bool read_protocol(struct sockkind *kind, const char *word, struct err *err)
{
	return !word || literal_constant(&kind->protocol, names_protocol, "protocol", word, err);
}

static bool is_unknown(const char *word, struct err *err)
{
	struct nearest nearest = nearest_begin(word);
	struct err plain = *err;

	for (const struct sockkind *kind = sockkinds; kind->word; kind++)
		nearest_try(&nearest, kind->word);
	if (!strchr(plain.text, ';') && nearest.best)
		err_set(err, plain.kind, "%s; did you mean '%s'?", plain.text, nearest.best);
	return false;
}

/* The words of socket(2). */
static bool read_constants(struct sockkind *kind, char *const *word, struct err *err)
{
	*kind = (struct sockkind){ .type = SOCK_STREAM, .on = ON_OTHER };
	if (!literal_constant(&kind->family, names_family, "kind of socket or family", word[0],
			      err))
		return is_unknown(word[0], err);
	return !word[1] ||
	       (literal_constant(&kind->type, names_socktype, "type of socket", word[1], err) &&
		read_protocol(kind, word[2], err));
}

static bool read_kind(struct sockkind *kind, char *const *word, struct err *err)
{
	const struct sockkind *known = sockkind_find(word[0] ? word[0] : "tcp");

	if (word[0] && strcmp(word[0], "unixdgram") == 0)
		known = sockkind_find("unixgram");
	if (!known)
		return read_constants(kind, word, err);
	*kind = *known;
	if (word[0] && word[1] && word[2])
		return err_set(err, STATUS_INVALID, "'%s' has its type in it", word[0]);
	return !word[0] || read_protocol(kind, word[1], err);
}

static bool refuse(const struct sockkind *kind, struct err *err)
{
	struct err plain = *err;
	const char *family = name_word(names_family, kind->family);
	const char *type = name_word(names_socktype, kind->type);

	if (kind->word)
		return false;
	err_set(err, plain.kind, "this kernel makes no socket of %s %s, protocol %d",
		family ? family : "that family", type ? type : "and type", kind->protocol);
	err->number = plain.number;
	return false;
}

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

static void socket_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	bool is_named = bench->result_name[0] != '\0';
	char *none[] = { NULL };
	char *const *word = run->operand_count ? run->operand : none;
	struct bench_sock *sock = NULL;
	struct sockkind kind;
	struct err err = { 0 };
	int fd;

	if (read_kind(&kind, word, &err)) {
		fd = sockkind_open(&kind, &err);
		if (fd < 0)
			refuse(&kind, &err);
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
		return adopt(verb_bench(run), "s", fresh, err);
	err_errno(err, errno, "cannot duplicate %s", what);
	return NULL;
}

/* Whether it is connected is the kernel's to say. */
static void fromfd_run(struct run *run)
{
	bool is_named = verb_bench(run)->result_name[0] != '\0';
	struct bench_sock *sock = NULL;
	struct sock_addr peer;
	struct err err = { 0 };
	int64_t fd;

	if (num_parse(&fd, run->operand[0], 0, INT32_MAX, &err))
		sock = copy(run, (int)fd, "the descriptor", &err);
	if (!sock) {
		out_fail(run->out, &err);
		return;
	}
	sock_addr_peer(&peer, sock->fd);
	sock->is_connected = peer.size > 0;
	tell(run, sock, is_named);
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
