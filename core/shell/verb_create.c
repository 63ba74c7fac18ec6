/* verb_create -- a socket made and connected, or made and listening, in one step: Python's
 * create_connection and create_server. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/connect.h"
#include "net/listen.h"
#include "shell/connecting.h"
#include "shell/target.h"
#include "shell/verb.h"
#include "shell/verbrow.h"

/* clang-format off */
static const struct opt server_options[] = {
	OPT_NUMBER(struct listen_words, backlog, 0, "backlog", "N", 0, INT32_MAX,
	           "connections that may wait to be accepted (128)"),
	OPT_FLAG(struct listen_words, reuseport, 0, "reuseport", "share the port with others that do so too"),
	OPT_TEXT(struct listen_words, mode, 0, "mode", "OCTAL", OFFER_NOTHING,
	         "permissions of a Unix path; only the owner's without it"),
	OPT_TEXT(struct listen_words, owner, 0, "owner", "USER", OFFER_NOTHING,
	         "owner of a Unix path, by name or number"),
	OPT_TEXT(struct listen_words, group, 0, "group", "GROUP", OFFER_NOTHING,
	         "group of a Unix path, by name or number"),
	OPT_FLAG(struct listen_words, replace, 0, "replace",
	         "take over a Unix path that nobody listens on any more"),
	OPT_END
};
static const struct listen_words server_defaults = { .backlog = 128 };

static const struct operand operands[] = {
	{ "KIND", 0, 1, OFFER_SOCKKIND, "tcp, tcp6, udp, unix ...; else the address says" },
	{ "ADDRESS", 1, 2, OFFER_ENDPOINT, "HOST:PORT, HOST PORT, a path, or @NAME" },
	{ 0 },
};

static const struct example connection_examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}", "a server, and its client"),
	{ 0 },
};
static const struct example server_examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0", "listen where the kernel likes"),
	EXAMPLE("u = create_server unix:@demo", "a name without a file"),
	{ 0 },
};
/* clang-format on */

/* ---- where -------------------------------------------------------------------------------- */

/* What the operands come to. Starts as PLACE_EMPTY, ends in place_free. */
struct place {
	struct locator locator;
	struct endpoint endpoint;
	struct locations found;
};
#define PLACE_EMPTY                      \
	{                                \
		.locator = LOCATOR_EMPTY \
	}

static void place_free(struct place *place)
{
	locations_free(&place->found);
	locator_free(&place->locator);
}

/* A kind in front says which family, too. */
static bool take_kind(struct place *place, enum transport *transport, struct run *run,
		      char *const **words, struct err *err)
{
	const struct sockkind *kind = run->operand_count > 1 ? sockkind_find(**words) : NULL;
	struct bench_sock like = { .name = "" };

	*transport = (enum transport)run->common->socket.transport;
	place->locator.family = (int)run->common->family;
	if (!kind)
		return true;
	like.family = kind->family;
	like.type = kind->type;
	if (!adopt_transport(transport, &like) || !(kind->on & (ON_TCP | ON_UDP | ON_UNIX)))
		return err_set(err, STATUS_INVALID,
			       "'%s' needs steps: socket, bind, listen, connect", **words);
	if (kind->family != AF_UNIX)
		place->locator.family = kind->family;
	++*words;
	return true;
}

static bool place_find(struct place *place, struct run *run, enum purpose purpose, struct err *err)
{
	const struct bench *bench = verb_bench(run);
	struct deadline until =
		bench_deadline(bench, bench->default_timeout_ns, verbrow_until(run));
	char *const *words = run->operand;
	enum transport transport;

	place->locator.hosts.resolver.cancel_fd = &bench->cancel_fd;
	if (!take_kind(place, &transport, run, &words, err) ||
	    !endpoint_take(&place->endpoint, &words, transport, err))
		return false;
	/* One socket is made, and Python's hears IPv4 where nothing else is said. */
	if (purpose == TO_BIND && !place->locator.family &&
	    (place->endpoint.kind == ENDPOINT_ANY || place->endpoint.kind == ENDPOINT_LOOPBACK))
		place->locator.family = AF_INET;
	if (*words)
		return err_set(err, STATUS_INVALID, "'%s' is one word too many", *words);
	return locate(&place->found, &place->locator, &place->endpoint, purpose, until, err);
}

/* ---- create_connection -------------------------------------------------------------------- */

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
				       const struct sock_plan *plan, const struct place *place,
				       struct err *err)
{
	struct bench *bench = verb_bench(run);
	const struct sock_addr *to = &place->found.item[0];
	enum transport transport = place->endpoint.transport;
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
				       const struct sock_plan *plan, const struct place *place,
				       struct err *err)
{
	struct bench *bench = verb_bench(run);
	struct deadline until =
		bench_deadline(bench, bench->default_timeout_ns, verbrow_until(run));
	int fd;

	if (!race_run(&fd, race, &place->found, plan, until, err))
		return NULL;
	return adopt(bench, "s", fd, err);
}

static void create_connection_run(struct run *run)
{
	struct place place = PLACE_EMPTY;
	struct bench_sock *sock = NULL;
	struct sock_plan plan;
	struct race race;
	struct err err = { 0 };

	if (sock_plan_make(&plan, &run->common->socket, &err) &&
	    place_find(&place, run, TO_CONNECT, &err)) {
		plan.stop_fd = &verb_bench(run)->cancel_fd;
		sock = (transport_is_unix(place.endpoint.transport) ? connect_unix : connect_inet)(
			run, &race, &plan, &place, &err);
	}
	if (sock) {
		sock->is_connected = true;
		put_connected(run, sock, &race);
	} else {
		out_fail(run->out, &err);
	}
	place_free(&place);
}

/* ---- create_server ------------------------------------------------------------------------ */

static void put_server(struct run *run, const struct bench_sock *sock, const struct place *place,
		       const struct unix_path_plan *path)
{
	struct row *row = verbrow_begin(run, verbrow_sock, sock);
	struct buf remark = { 0 };
	struct sock_addr local;

	sock_addr_local(&local, sock->fd);
	verbrow_put_end(row, VERB_LOCAL, sock, &local);
	row_text(row, VERB_VALUE, sock->name);
	buf_puts(&remark, sock->listens ? "listening on " : "bound to ");
	adopt_say_end(&remark, sock, &local);
	if (place->endpoint.kind == ENDPOINT_PATH)
		buf_printf(&remark, " (mode %04o)", (unsigned)path->mode);
	if (place->endpoint.kind == ENDPOINT_ABSTRACT)
		buf_puts(&remark, " (abstract: no file, no permissions, open to this whole network "
				  "namespace)");
	if (place->found.count > 1)
		buf_printf(&remark, " (the first of %zu addresses)", place->found.count);
	row_part(row, VERB_REMARK, &remark);
	out_done(run->out, STATUS_OK);
}

/* Python's makes one socket, though a name may have more addresses. */
static struct bench_sock *serve(struct run *run, struct place *place, struct listen_plan *plan,
				struct err *err)
{
	struct listeners listeners = { 0 };
	size_t count = place->found.count;
	struct bench_sock *sock;
	bool fine;

	place->found.count = 1;
	fine = listeners_add(&listeners, &place->found, 0, plan, err);
	place->found.count = count;
	if (!fine) {
		listeners_close(&listeners);
		return NULL;
	}
	sock = adopt(verb_bench(run), "s", listeners.item[0].fd, err);
	listeners.count = 0; /* the socket is the bench's, and its path stays as with Python */
	listeners_close(&listeners);
	return sock;
}

static void create_server_run(struct run *run)
{
	struct place place = PLACE_EMPTY;
	struct bench_sock *sock = NULL;
	struct listen_plan plan;
	struct err err = { 0 };

	if (listen_plan_make(&plan, &run->common->socket, run->settings, &err) &&
	    place_find(&place, run, TO_BIND, &err)) {
		plan.sock.serves = false; /* options are the user's to set */
		sock = serve(run, &place, &plan, &err);
	}
	if (sock)
		put_server(run, sock, &place, &plan.path);
	else
		out_fail(run->out, &err);
	place_free(&place);
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES                                                                                   \
	(STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_RESET) |  \
	 STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) | \
	 STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_SELF_CONNECTED) |                        \
	 STATUS_BIT(STATUS_NO_INTERFACE))

const struct applet verb_create_connection = {
	.name = "create_connection",
	.summary = "make a socket, connected to the first address to answer",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_sock,
	.statuses = STATUSES,
	.examples = connection_examples,
	.flags = VERB_FLAGS | APPLET_FAMILY | APPLET_SOCKET | APPLET_TRANSPORT,
	.run = create_connection_run,
};

const struct applet verb_create_server = {
	.name = "create_server",
	.summary = "make a socket that listens, or is bound",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = server_options,
	.records = verbrow_sock,
	.statuses = STATUSES,
	.examples = server_examples,
	.settings_size = sizeof(struct listen_words),
	.defaults = &server_defaults,
	.flags = VERB_FLAGS | APPLET_FAMILY | APPLET_TRANSPORT,
	.run = create_server_run,
};
