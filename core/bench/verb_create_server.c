/* verb_create_server -- a socket made that listens, or is bound, in one step: Python's
 * create_server.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/creating.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/listen.h"

struct settings {
	struct listen_words listen;
	struct texts sockopt;
	bool dualstack;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_NUMBER(struct settings, listen.backlog, 0, "backlog", "N", 0, INT32_MAX,
	           "connections that may wait to be accepted (128)"),
	OPT_FLAG(struct settings, dualstack, 0, "dualstack", "one socket of IPv6 that hears IPv4 too"),
	OPT_FLAG(struct settings, listen.reuseport, 0, "reuseport", "share the port with others that do so too"),
	OPT_TEXTS(struct settings, sockopt, 0, "sockopt", "NAME=VALUE", OFFER_SOCKOPT,
	          "set before it is bound; may be repeated"),
	OPT_TEXT(struct settings, listen.mode, 0, "mode", "OCTAL", OFFER_NOTHING,
	         "permissions of a Unix path; only the owner's without it"),
	OPT_TEXT(struct settings, listen.owner, 0, "owner", "USER", OFFER_NOTHING,
	         "owner of a Unix path, by name or number"),
	OPT_TEXT(struct settings, listen.group, 0, "group", "GROUP", OFFER_NOTHING,
	         "group of a Unix path, by name or number"),
	OPT_FLAG(struct settings, listen.replace, 0, "replace",
	         "take over a Unix path that nobody listens on any more"),
	OPT_END
};
enum { BACKLOG = 128 };
static const struct settings defaults = { .listen.backlog = -1 };

static const struct example examples[] = {
	EXAMPLE("l = create_server tcp 127.0.0.1:0", "listen where the kernel likes"),
	EXAMPLE("l = create_server --dualstack any:0", "for both families of IP"),
	EXAMPLE("u = create_server unix:@demo", "a name without a file"),
	{ 0 },
};
/* clang-format on */

static void put_server(struct run *run, const struct bench_sock *sock,
		       const struct creating *creating, const struct unix_path_plan *path)
{
	struct row *row = verbrow_begin(run, verbrow_sock, sock);
	struct buf remark = { 0 };
	struct sock_addr local;

	sock_addr_local(&local, sock->fd);
	verbrow_put_end(row, VERB_LOCAL, sock, &local);
	row_text(row, VERB_VALUE, sock->name);
	buf_puts(&remark, sock->listens ? "listening on " : "bound to ");
	adopt_say_end(&remark, sock, &local);
	if (creating->endpoint.kind == ENDPOINT_PATH)
		buf_printf(&remark, " (mode %04o)", (unsigned)path->mode);
	if (creating->endpoint.kind == ENDPOINT_ABSTRACT)
		buf_puts(&remark, " (abstract: no file, no permissions, open to this whole network "
				  "namespace)");
	if (creating->dualstack)
		buf_puts(&remark, " (and IPv4)");
	if (creating->found.count > 1)
		buf_printf(&remark, " (the first of %zu addresses)", creating->found.count);
	row_part(row, VERB_REMARK, &remark);
	out_done(run->out, STATUS_OK);
}

/* Python's makes one socket, though a name may have more addresses. */
static struct bench_sock *serve(struct run *run, struct creating *creating,
				struct listen_plan *plan, struct err *err)
{
	struct listeners listeners = { 0 };
	size_t count = creating->found.count;
	struct bench_sock *sock;
	bool fine;

	creating->found.count = 1;
	fine = listeners_add(&listeners, &creating->found, 0, plan, err);
	creating->found.count = count;
	if (!fine) {
		listeners_close(&listeners);
		return NULL;
	}
	sock = adopt(verb_bench(run), "s", listeners.item[0].fd, err);
	listeners.count = 0; /* the socket is the bench's, and its path stays as with Python */
	listeners_close(&listeners);
	return sock;
}

static bool is_wildcard(const struct sock_addr *at)
{
	static const struct addr any = { .family = AF_INET6 };
	struct addr addr;

	return sock_addr_ip(&addr, NULL, at) && addr_compare(&addr, &any) == 0;
}

/* What says nothing of such an endpoint is refused, and not passed over. */
static bool check_options(const struct settings *set, const struct creating *creating,
			  struct err *err)
{
	const struct listen_words *listen = &set->listen;
	const struct endpoint *endpoint = &creating->endpoint;
	bool of_path = listen->mode || listen->owner || listen->group || listen->replace;

	if (of_path && endpoint->kind != ENDPOINT_PATH)
		return err_set(err, STATUS_INVALID,
			       "--mode, --owner, --group and --replace are of a Unix path");
	if (listen->reuseport && transport_is_unix(endpoint->transport))
		return err_set(err, STATUS_INVALID, "--reuseport is of IP");
	if (listen->backlog >= 0 && sock_type(endpoint->transport) == SOCK_DGRAM)
		return err_set(err, STATUS_INVALID, "--backlog is of sockets that listen");
	if (set->dualstack && !is_wildcard(&creating->found.item[0]))
		return err_set(err, STATUS_INVALID,
			       "--dualstack is of any: another address of IPv6 hears no IPv4");
	return true;
}

/* --sockopt is set behind all others. */
static bool make_plan(struct listen_plan *plan, const struct sock_words *words,
		      const struct settings *set, struct err *err)
{
	if (!listen_plan_make(plan, words, &set->listen, err))
		return false;
	if (plan->backlog < 0)
		plan->backlog = BACKLOG;
	plan->sock.serves = false; /* options are the user's to set */
	return !set->dualstack || sockopt_parse(&plan->sock.options, "IPV6_V6ONLY=0", err);
}

static void create_server_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct sock_words words = run->common->socket;
	struct creating creating = CREATING_EMPTY;
	struct bench_sock *sock = NULL;
	struct buf effective = { 0 };
	struct listen_plan plan;
	struct err err = { 0 };

	words.sockopt = set->sockopt;
	creating.dualstack = set->dualstack;
	if (make_plan(&plan, &words, set, &err) && creating_find(&creating, run, TO_BIND, &err) &&
	    check_options(set, &creating, &err)) {
		plan.sock.effective = &effective;
		sock = serve(run, &creating, &plan, &err);
	}
	creating_tell_options(run, &effective);
	if (sock)
		put_server(run, sock, &creating, &plan.path);
	else
		out_fail(run->out, &err);
	creating_free(&creating);
}

const struct applet verb_create_server = {
	.name = "create_server",
	.summary = "make a socket that listens, or is bound",
	.group = GROUP_SOCKET,
	.operands = creating_operands,
	.options = options,
	.records = verbrow_sock,
	.statuses = CREATING_STATUSES,
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.defaults = &defaults,
	.flags = VERB_FLAGS | APPLET_FAMILY | APPLET_TRANSPORT,
	.run = create_server_run,
};
