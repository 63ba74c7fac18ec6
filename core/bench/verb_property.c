/* verb_property -- what a socket has beside its options: timeouts, blocking, its descriptor. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>

#include "base/num.h"
#include "base/texts.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "lang/literal.h"

/* clang-format off */
static const struct operand get_operands[] = { VERB_OPERAND_SOCKET, { 0 } };
static const struct operand switch_operands[] = {
	VERB_OPERAND_SOCKET, { "SWITCH", 1, 1, OFFER_NOTHING, "on or off, true or false, 1 or 0" }, { 0 },
};
#define TIMEOUT { "DURATION", 1, 1, OFFER_NOTHING, "such as 2s; none: wait without end; 0: do not wait" }
static const struct operand timeout_operands[] = { VERB_OPERAND_SOCKET, TIMEOUT, { 0 } };
static const struct operand default_operands[] = { TIMEOUT, { 0 } };

static const struct example getblocking_examples[] = {
	EXAMPLE("s = socket tcp; getblocking s => on", "each socket blocks at first"), { 0 },
};
static const struct example setblocking_examples[] = {
	EXAMPLE("s = socket udp; setblocking s off; recv s 1 => EAGAIN", "nothing waits any more"), { 0 },
};
static const struct example gettimeout_examples[] = {
	EXAMPLE("s = socket tcp; gettimeout s => \"none\"", "no limit unless it is set"), { 0 },
};
static const struct example settimeout_examples[] = {
	EXAMPLE("s = socket udp; settimeout s 50ms; recv s 1 => timeout", "each call waits so long"), { 0 },
};
static const struct example getdefault_examples[] = {
	EXAMPLE("getdefaulttimeout => \"none\"", "what new sockets have"), { 0 },
};
static const struct example setdefault_examples[] = {
	EXAMPLE("setdefaulttimeout 2s; s = socket tcp; gettimeout s => \"2s\"", "for new sockets only"), { 0 },
};
static const struct example get_inheritable_examples[] = {
	EXAMPLE("s = socket tcp; get_inheritable s => off", "programs do not get it"), { 0 },
};
static const struct example set_inheritable_examples[] = {
	EXAMPLE("s = socket tcp; set_inheritable s on", "programs that are started get it"), { 0 },
};
static const struct example fileno_examples[] = {
	EXAMPLE("s = socket tcp; fileno s", "its descriptor"), { 0 },
};
/* clang-format on */

/* ---- one value of one socket -------------------------------------------------------------- */

static void put_timeout(struct buf *text, int64_t timeout_ns)
{
	int64_t ms = timeout_ns / NS_PER_MS;

	if (timeout_ns < 0)
		buf_puts(text, "none");
	else if (timeout_ns % NS_PER_S == 0)
		buf_printf(text, "%llds", (long long)(timeout_ns / NS_PER_S));
	else if (timeout_ns % NS_PER_MS == 0)
		buf_printf(text, "%lldms", (long long)ms);
	else
		buf_printf(text, "%lldus", (long long)(timeout_ns / NS_PER_US));
}

/* With SOCK NULL it is everybody's. */
static void tell(struct run *run, const struct record_type *type, const struct bench_sock *sock,
		 struct buf *value)
{
	struct row *row = sock ? verbrow_begin(run, type, sock) : out_record(run->out, type);

	verbrow_done_text(run, row, value);
}

static void tell_switch(struct run *run, const struct record_type *type,
			const struct bench_sock *sock, bool is_on)
{
	struct buf value = { 0 };

	buf_puts(&value, is_on ? "on" : "off");
	tell(run, type, sock, &value);
}

static void tell_timeout(struct run *run, const struct record_type *type,
			 const struct bench_sock *sock, int64_t timeout_ns)
{
	struct buf value = { 0 };

	put_timeout(&value, timeout_ns);
	tell(run, type, sock, &value);
}

/* ---- blocking and timeouts ---------------------------------------------------------------- */

static bool read_switch(bool *is_on, struct run *run)
{
	struct err err = { 0 };

	if (literal_switch(is_on, run->operand[1], &err))
		return true;
	out_fail(run->out, &err);
	return false;
}

static bool read_timeout(int64_t *timeout_ns, struct run *run, const char *word)
{
	struct err err = { 0 };

	if (text_is(word, "none")) {
		*timeout_ns = -1;
		return true;
	}
	if (num_duration(timeout_ns, word, &err))
		return true;
	out_fail(run->out, &err);
	return false;
}

static void getblocking_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);

	if (sock)
		tell_switch(run, verbrow_value, sock, sock->timeout_ns != 0);
}

static void setblocking_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);
	bool is_on;

	if (!sock || !read_switch(&is_on, run))
		return;
	sock->timeout_ns = is_on ? -1 : 0;
	tell_switch(run, verbrow_sock, sock, is_on);
}

static void gettimeout_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);

	if (sock)
		tell_timeout(run, verbrow_value, sock, sock->timeout_ns);
}

static void settimeout_run(struct run *run)
{
	struct bench_sock *sock = verbrow_socket(run);

	if (sock && read_timeout(&sock->timeout_ns, run, run->operand[1]))
		tell_timeout(run, verbrow_sock, sock, sock->timeout_ns);
}

static void getdefaulttimeout_run(struct run *run)
{
	tell_timeout(run, verbrow_value, NULL, verb_bench(run)->default_timeout_ns);
}

static void setdefaulttimeout_run(struct run *run)
{
	struct bench *bench = verb_bench(run);

	if (read_timeout(&bench->default_timeout_ns, run, run->operand[0]))
		tell_timeout(run, verbrow_sock, NULL, bench->default_timeout_ns);
}

/* ---- the descriptor ----------------------------------------------------------------------- */

static void fail(struct run *run, const struct bench_sock *sock)
{
	struct err err = { 0 };

	err_errno(&err, errno, "'%s'", sock->name);
	out_fail(run->out, &err);
}

static void get_inheritable_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);
	int flags = sock ? fcntl(sock->fd, F_GETFD) : 0;

	if (sock && flags < 0)
		fail(run, sock);
	else if (sock)
		tell_switch(run, verbrow_value, sock, !(flags & FD_CLOEXEC));
}

static void set_inheritable_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);
	bool is_on;

	if (!sock || !read_switch(&is_on, run))
		return;
	if (fcntl(sock->fd, F_SETFD, is_on ? 0 : FD_CLOEXEC) < 0)
		fail(run, sock);
	else
		tell_switch(run, verbrow_sock, sock, is_on);
}

static void fileno_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);

	if (sock)
		verbrow_done_number(run, verbrow_number, sock, sock->fd);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define PROPERTY(word, says, takes, gives, shows) \
	const struct applet verb_##word = {       \
		.name = #word,                    \
		.summary = says,                  \
		.group = GROUP_SOCKET,            \
		.operands = takes,                \
		.records = gives,                 \
		.examples = shows,                \
		.flags = VERB_FLAGS,              \
		.run = word##_run,                \
	}

/* clang-format off */
PROPERTY(fileno, "the descriptor of a socket", get_operands, verbrow_number, fileno_examples);
PROPERTY(get_inheritable, "whether programs get a socket", get_operands, verbrow_value, get_inheritable_examples);
PROPERTY(getblocking, "whether a socket's calls wait", get_operands, verbrow_value, getblocking_examples);
PROPERTY(getdefaulttimeout, "the timeout of new sockets", NULL, verbrow_value, getdefault_examples);
PROPERTY(gettimeout, "how long a socket's calls wait", get_operands, verbrow_value, gettimeout_examples);
PROPERTY(set_inheritable, "say whether programs get a socket", switch_operands, verbrow_sock, set_inheritable_examples);
PROPERTY(setblocking, "say whether a socket's calls wait", switch_operands, verbrow_sock, setblocking_examples);
PROPERTY(setdefaulttimeout, "set the timeout of new sockets", default_operands, verbrow_sock, setdefault_examples);
PROPERTY(settimeout, "set how long a socket's calls wait", timeout_operands, verbrow_sock, settimeout_examples);
/* clang-format on */
