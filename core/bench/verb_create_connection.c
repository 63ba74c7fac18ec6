/* verb_create_connection -- a socket made and connected in one step: Python's create_connection. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/connecting.h"
#include "bench/creating.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/connect.h"

/* clang-format off */
static const struct example examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}", "a server, and its client"),
	{ 0 },
};
/* clang-format on */

static void put_connected(struct run *run, const struct bench_sock *sock, const struct race *race)
{
	struct row *row = verbrow_begin(run, verbrow_sock, sock);
	struct buf remark = { 0 };

	verbrow_put_end(row, VERB_LOCAL, sock, &race->local);
	verbrow_put_end(row, VERB_PEER, sock, &race->peer);
	row_real(row, VERB_ELAPSED, (double)race->connect_ns / NS_PER_MS);
	row_text(row, VERB_VALUE, sock->name);
	buf_puts(&remark, "connected ");
	adopt_say_end(&remark, sock, &race->local);
	buf_puts(&remark, " -> ");
	adopt_say_end(&remark, sock, &race->peer);
	if (race->connect_ns)
		buf_printf(&remark, " (%.3f ms)", (double)race->connect_ns / NS_PER_MS);
	row_part(row, VERB_REMARK, &remark);
	out_done(run->out, STATUS_OK);
}

/* Connecting to a Unix socket whose backlog is full would block where nothing ends it: such a
 * socket is made and connected as by its two verbs. */
static struct bench_sock *connect_unix(struct run *run, struct race *race,
				       const struct sock_plan *plan,
				       const struct creating *creating, struct err *err)
{
	struct bench *bench = verb_bench(run);
	const struct sock_addr *to = &creating->found.item[0];
	enum transport transport = creating->endpoint.transport;
	struct bench_sock *sock;
	int64_t began_ns = clock_now_ns();
	int fd, number;

	if (!sock_open(&fd, plan, transport, AF_UNIX, err))
		return NULL;
	sock = adopt(bench, "s", fd, err);
	if (!sock)
		return NULL;
	if (sock_bind_client(sock->fd, plan, transport, AF_UNIX, err)) {
		number = connecting_run(run, sock, to, err);
		if (err->kind == STATUS_OK &&
		    (number == 0 || connecting_failed(sock, to, number, err))) {
			*race = (struct race){ .peer = *to,
					       .connect_ns = clock_now_ns() - began_ns };
			sock_addr_local(&race->local, sock->fd);
			return sock;
		}
	}
	shell_value_free(&bench->result);
	bench_drop(bench, sock);
	return NULL;
}

static struct bench_sock *connect_inet(struct run *run, struct race *race,
				       const struct sock_plan *plan,
				       const struct creating *creating, struct err *err)
{
	struct bench *bench = verb_bench(run);
	struct deadline until =
		bench_deadline(bench, bench->default_timeout_ns, verbrow_until(run));
	int fd;

	if (!race_run(&fd, race, &creating->found, plan, until, err))
		return NULL;
	return adopt(bench, "s", fd, err);
}

static void create_connection_run(struct run *run)
{
	struct creating creating = CREATING_EMPTY;
	struct bench_sock *sock = NULL;
	struct buf effective = { 0 };
	struct sock_plan plan;
	struct race race;
	struct err err = { 0 };

	if (sock_plan_make(&plan, &run->common->socket, &err) &&
	    creating_find(&creating, run, TO_CONNECT, &err) &&
	    common_check_transport(run->common, creating.endpoint.transport, &err)) {
		plan.stop_fd = &verb_bench(run)->cancel_fd;
		plan.effective = &effective;
		sock = (transport_is_unix(creating.endpoint.transport)
				? connect_unix
				: connect_inet)(run, &race, &plan, &creating, &err);
	}
	creating_tell_options(run, &effective);
	if (sock) {
		sock->is_connected = true;
		put_connected(run, sock, &race);
	} else {
		out_fail(run->out, &err);
	}
	creating_free(&creating);
}

const struct applet verb_create_connection = {
	.name = "create_connection",
	.summary = "make a socket, connected to the first address to answer",
	.group = GROUP_SOCKET,
	.operands = creating_operands,
	.records = verbrow_sock,
	.statuses = CREATING_STATUSES,
	.examples = examples,
	.flags = VERB_FLAGS | APPLET_FAMILY | APPLET_SOCKET | APPLET_TRANSPORT,
	.run = create_connection_run,
};
