/* socklist -- the machine's sockets: where they are, how full, and whose. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/sockrow.h"
#include "net/locate.h"
#include "net/service.h"
#include "net/sockfilter.h"
#include "net/sockowner.h"
#include "net/sockpeer.h"
#include "net/socktable.h"

struct settings {
	long tables; /* SOCKFILTER_TABLE bits; none: those of IP */
	bool all, listen;
	long states; /* SOCKSTATE_BITs; none: all */
	int64_t local_port, peer_port, uid;
	const char *local, *peer, *process;
};

static const struct settings defaults = { .uid = -1 };

enum {
	TCP = SOCKFILTER_TABLE(SOCKDIAG_TCP),
	UDP = SOCKFILTER_TABLE(SOCKDIAG_UDP),
	RAW = SOCKFILTER_TABLE(SOCKDIAG_RAW),
	UNIX = SOCKFILTER_TABLE(SOCKDIAG_UNIX)
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG(struct settings, listen, 'l', "listen", "only what listens, or is bound and has no peer"),
	OPT_BIT(struct settings, tables, 0, "tcp", TCP, "TCP sockets; this and the next three add up"),
	OPT_BIT(struct settings, tables, 'u', "udp", UDP, "UDP sockets"),
	OPT_BIT(struct settings, tables, 0, "raw", RAW, "raw IP sockets"),
	OPT_BIT(struct settings, tables, 'U', "unix", UNIX, "stream, datagram and seqpacket sockets of unix(7)"),
	OPT_FLAG(struct settings, all, 0, "all", "all four of them; without any of these: all but Unix"),
	OPT_BITS(struct settings, states, 0, "state", "STATE,...", sockstate_sets, "only in one of these states"),
	OPT_NUMBER(struct settings, local_port, 'p', "local-port", "PORT", 1, UINT16_MAX, "only on this port"),
	OPT_NUMBER(struct settings, peer_port, 0, "peer-port", "PORT", 1, UINT16_MAX, "only with a peer on this port"),
	OPT_TEXT(struct settings, local, 0, "local", "CIDR", OFFER_NOTHING, "only at addresses of this network"),
	OPT_TEXT(struct settings, peer, 0, "peer", "CIDR", OFFER_NOTHING, "only with a peer of this network"),
	OPT_TEXT(struct settings, process, 0, "process", "NAME|PID", OFFER_NOTHING, "only of processes of this name or number"),
	OPT_NUMBER(struct settings, uid, 0, "uid", "UID", 0, UINT32_MAX, "only of this user"),
	OPT_END
};

static const struct operand operands[] = {
	{ "ENDPOINT", 0, MANY, OFFER_ENDPOINT, ":PORT, HOST:PORT, HOST, PATH, @NAME; none: everywhere" },
	{ 0 }
};

static const struct field fields[] = {
	SOCKROW_FIELDS,
	{ 0 }
};

static const struct record_type records[] = {
	{ "result", "a socket", { fields, SOCKROW_TEXT } },
	{ 0 }
};

static const struct example examples[] = {
	EXAMPLE("socklist -l", "who listens, and who takes datagrams"),
	EXAMPLE("socklist -l :10000", "who holds port 10000? exit code 1: nobody"),
	EXAMPLE("socklist --tcp --state established --peer 10.0.0.0/8", "connections with a network"),
	EXAMPLE("socklist -U --get local,command,peer_command",
	        "who is at both ends of each Unix socket"),
	EXAMPLE("socklist tcp:127.0.0.1:80 --expect 'state == LISTEN' --eventually 100ms",
	        "wait until a server listens"),
	EXAMPLE("socklist --json --all", "everything that is known, for a program"),
	{ 0 }
};
/* clang-format on */

struct state {
	struct locator locator;
	struct range local, peer; /* what the options of these names say */
	struct sockowners owners; /* empty until they are needed */
	struct sockpeers peers;
	bool tried_peers;
	unsigned unseen;  /* the most that were counted */
	struct err blind; /* why /proc cannot be read */
};

/* One question. */
struct listing {
	struct run *run;
	struct sockfilter filter;
	size_t shown;
	bool owners_are_fresh;      /* read after the sockets that are shown */
	unsigned failed, fell_back; /* SOCKFILTER_TABLE bits: it was said */
};

/* ---- processes ------------------------------------------------------------------------------ */

/* Descriptors are read after the sockets, and again for a socket that is younger. */
static const struct sockowner *owners_of(struct listing *listing, uint32_t inode, size_t *count)
{
	struct state *state = listing->run->state;
	const struct sockowner *owner = sockowners_find(&state->owners, inode, count);
	struct sockowners fresh = { 0 };

	if (inode == 0 || owner || listing->owners_are_fresh)
		return owner;
	listing->owners_are_fresh = true;
	if (!sockowners_read(&fresh, SOCKOWNER_PROC, &state->blind))
		return NULL;
	sockowners_free(&state->owners);
	state->owners = fresh;
	if (fresh.unseen > state->unseen)
		state->unseen = fresh.unseen;
	return sockowners_find(&state->owners, inode, count);
}

static bool is_of_process(struct listing *listing, const struct sockdiag *sock)
{
	const struct settings *set = listing->run->settings;
	const struct sockowner_process *process;
	const struct sockowner *owner;
	const struct state *state = listing->run->state;
	size_t count;

	if (!set->process)
		return true;
	owner = owners_of(listing, sock->inode, &count);
	process = state->owners.process;
	while (count > 0 && !sockowner_is(&process[owner[count - 1].process], set->process))
		count--;
	return count > 0;
}

/* A connection gets its inode when it is accepted, and loses it when it is closed. */
static const char *why_no_inode(const struct sockdiag *sock)
{
	switch (sock->state) {
	case SOCKSTATE_ESTABLISHED:
	case SOCKSTATE_SYN_RECV:
	case SOCKSTATE_NEW_SYN_RECV:
	case SOCKSTATE_CLOSE_WAIT:
		return "not accepted yet";
	case SOCKSTATE_SYN_SENT:
	case SOCKSTATE_FIN_WAIT1:
	case SOCKSTATE_FIN_WAIT2:
	case SOCKSTATE_TIME_WAIT:
	case SOCKSTATE_CLOSE:
	case SOCKSTATE_LAST_ACK:
	case SOCKSTATE_LISTEN:
	case SOCKSTATE_CLOSING:
	case SOCKSTATE_BOUND:
		break;
	}
	return "closed by its process";
}

static void put_absence(struct row *row, const struct listing *listing, const struct sockdiag *sock)
{
	const struct state *state = listing->run->state;
	struct buf text = { 0 };

	if (sock->inode == 0)
		buf_puts(&text, why_no_inode(sock));
	else if (state->blind.kind != STATUS_OK)
		buf_puts(&text, state->blind.text);
	else if (state->owners.unseen == 0)
		buf_puts(&text, "no process that can be seen");
	else
		buf_printf(&text, "%u process%s may not be looked into", state->owners.unseen,
			   state->owners.unseen > 1 ? "es" : "");
	row_part(row, SOCKROW_PID_WHY, &text);
}

static bool wants_processes(const struct row *row)
{
	return row_wants(row, SOCKROW_PID) || row_wants(row, SOCKROW_COMMAND) ||
	       row_wants(row, SOCKROW_PID_WHY) || row_wants(row, SOCKROW_MORE_PROCESSES) ||
	       row_wants(row, SOCKROW_PROCESSES);
}

static void put_owners(struct row *row, struct listing *listing, const struct sockdiag *sock)
{
	const struct state *state = listing->run->state;
	const struct sockowner *owner;
	size_t count;

	row_empty(row, SOCKROW_PROCESSES);
	if (!wants_processes(row))
		return;
	owner = owners_of(listing, sock->inode, &count);
	if (owner)
		sockrow_put_processes(row, &state->owners, owner, count);
	else
		put_absence(row, listing, sock);
}

static const char *peer_name(struct listing *listing, uint32_t inode, size_t *size)
{
	struct state *state = listing->run->state;
	struct err err = { 0 };

	if (!state->tried_peers)
		sockpeers_read(&state->peers, &err); /* without them peers have no names */
	state->tried_peers = true;
	return sockpeers_find(&state->peers, inode, size);
}

static void put_unix_peer(struct row *row, struct listing *listing, const struct sockdiag *sock)
{
	const struct sockowners *owners = &((struct state *)listing->run->state)->owners;
	const struct sockowner *owner = NULL;
	const char *name = NULL;
	size_t size = 0, count;

	if (sock->peer_inode == 0)
		return;
	if (row_wants(row, SOCKROW_PEER))
		name = peer_name(listing, sock->peer_inode, &size);
	if (row_wants(row, SOCKROW_PEER_PID) || row_wants(row, SOCKROW_PEER_COMMAND))
		owner = owners_of(listing, sock->peer_inode, &count);
	sockrow_put_unix_peer(row, name, size, owner ? &owners->process[owner->process] : NULL);
}

static struct row *begin_row(struct listing *listing)
{
	struct row *row = out_record(listing->run->out, &records[0]);

	if (listing->run->operand_count > 0)
		row_text(row, SOCKROW_QUERY, listing->run->operand[0]);
	return row;
}

static bool show(void *context, const struct sockdiag *sock)
{
	struct listing *listing = context;
	struct row *row;

	if (!sockfilter_takes(&listing->filter, sock) || !is_of_process(listing, sock))
		return true;
	row = begin_row(listing);
	sockrow_put(row, sock);
	put_unix_peer(row, listing, sock);
	put_owners(row, listing, sock);
	out_done(listing->run->out, STATUS_OK);
	listing->shown++;
	return !out_enough(listing->run->out);
}

/* ---- the question --------------------------------------------------------------------------- */

/* One family of a table at a time: processes are looked at behind each. */
static const struct {
	enum sockdiag_table table;
	int family;
	const char *transport, *lacks;
} parts[] = {
	{ SOCKDIAG_TCP, AF_INET, "tcp", "tcp_diag" }, { SOCKDIAG_TCP, AF_INET6, "tcp", "tcp_diag" },
	{ SOCKDIAG_UDP, AF_INET, "udp", "udp_diag" }, { SOCKDIAG_UDP, AF_INET6, "udp", "udp_diag" },
	{ SOCKDIAG_RAW, AF_INET, "raw", "raw_diag" }, { SOCKDIAG_RAW, AF_INET6, "raw", "raw_diag" },
	{ SOCKDIAG_UNIX, AF_UNSPEC, "unix", NULL },
};

/* Text and narrow tables have no room for them. */
static bool shows_details(const struct common *common)
{
	bool is_wide =
		common->format == FORMAT_TABLE ? common->verbose : common->format != FORMAT_TEXT;

	return is_wide || common->get || common->expect;
}

static void list_part(struct listing *listing, unsigned part)
{
	const struct sockdiag_query query = {
		.table = parts[part].table,
		.family = parts[part].family,
		.states = listing->filter.states,
		.port = listing->filter.port,
		.details = shows_details(listing->run->common),
	};
	struct err err = { 0 };
	struct row *row;
	bool fell_back;

	listing->owners_are_fresh = false;
	if (!socktable_each(&query, show, listing, &fell_back, &err)) {
		row = begin_row(listing);
		row_text(row, SOCKROW_TRANSPORT, parts[part].transport);
		out_fail(listing->run->out, &err);
		listing->failed |= SOCKFILTER_TABLE(query.table);
	} else if (fell_back && !(listing->fell_back & SOCKFILTER_TABLE(query.table))) {
		listing->fell_back |= SOCKFILTER_TABLE(query.table);
		out_talk(listing->run->out, "%s: /proc/net is read, for this kernel lacks %s",
			 parts[part].transport, parts[part].lacks);
	}
}

static bool is_asked(const struct listing *listing, unsigned part)
{
	const struct sockfilter *filter = &listing->filter;
	bool has_ports = parts[part].table == SOCKDIAG_TCP || parts[part].table == SOCKDIAG_UDP;

	return filter->tables & ~listing->failed & SOCKFILTER_TABLE(parts[part].table) &&
	       (has_ports || (!filter->port && !filter->peer_port)) &&
	       (!filter->family || filter->family == parts[part].family);
}

static void show_nothing(struct listing *listing, const struct err *partial)
{
	const struct settings *set = listing->run->settings;
	const struct state *state = listing->run->state;
	struct err err = *partial;

	if (err.kind == STATUS_OK && set->process && state->blind.kind != STATUS_OK)
		err = state->blind;
	else if (err.kind == STATUS_OK && set->process && state->owners.unseen)
		err_set(&err, STATUS_DENIED,
			"no such socket in the processes that may be looked into; %u may not",
			state->owners.unseen);
	else if (err.kind == STATUS_OK)
		err_set(&err, STATUS_NOT_FOUND, "no such socket");
	begin_row(listing);
	out_fail(listing->run->out, &err);
}

static unsigned tables_of(const struct settings *set)
{
	if (set->all)
		return TCP | UDP | RAW | UNIX;
	return set->tables ? (unsigned)set->tables : TCP | UDP | RAW;
}

static struct sockfilter filter_of(const struct run *run)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	unsigned states = set->states ? (unsigned)set->states : SOCKSTATES_ALL;

	return (struct sockfilter){
		.tables = tables_of(set),
		.states = set->listen ? SOCKSTATES_ALONE : states,
		.family = (int)run->common->family,
		.port = (uint16_t)set->local_port,
		.peer_port = (uint16_t)set->peer_port,
		.local = set->local ? &state->local : NULL,
		.peer = set->peer ? &state->peer : NULL,
		.uid = set->uid,
	};
}

/* Everything that may have changed since the last question is read again. */
static void forget(struct state *state)
{
	sockowners_free(&state->owners);
	sockpeers_free(&state->peers);
	state->tried_peers = false;
	state->blind = (struct err){ 0 };
}

static void socklist_run(struct run *run)
{
	const char *word = run->operand_count > 0 ? run->operand[0] : NULL;
	const char *port = run->operand_count > 1 ? run->operand[1] : NULL;
	struct listing listing = { .run = run, .filter = filter_of(run) };
	struct state *state = run->state;
	struct err err = { 0 }, partial = { 0 };

	forget(state);
	state->locator.family = (int)run->common->family;
	state->locator.numeric = run->common->numeric;
	state->locator.services.path = SERVICES_PATH;
	if (word && !sockfilter_at(&listing.filter, word, port, &state->locator, run->until,
				   &partial, &err)) {
		begin_row(&listing);
		out_fail(run->out, &err);
		return;
	}
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]) && !out_enough(run->out); i++)
		if (is_asked(&listing, i))
			list_part(&listing, i);
	if (listing.shown == 0 && !listing.failed)
		show_nothing(&listing, &partial);
	sockfilter_free(&listing.filter);
}

/* ---- the applet ----------------------------------------------------------------------------- */

static bool read_network(struct range *range, const char *option, const char *text, struct err *err)
{
	return !text || sockfilter_network(range, text, err) ||
	       err_set(err, STATUS_INVALID, "%s: '%s': not an IP address or network", option, text);
}

static bool socklist_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	if (set->listen && set->states)
		return err_set(err, STATUS_INVALID, "-l and --state exclude each other");
	if (set->all && set->tables)
		return err_set(err, STATUS_INVALID, "--all is of every kind");
	if ((set->local_port || set->peer_port) && !(tables_of(set) & (TCP | UDP)))
		return err_set(err, STATUS_INVALID, "only TCP and UDP sockets have ports");
	if ((set->local || set->peer) && tables_of(set) == UNIX)
		return err_set(err, STATUS_INVALID, "Unix sockets are in no network");
	if (run->common->family && tables_of(set) == UNIX)
		return err_set(err, STATUS_INVALID, "Unix sockets are neither IPv4 nor IPv6");
	if (set->process && !set->process[0])
		return err_set(err, STATUS_INVALID, "--process: an empty word is no process");
	return read_network(&state->local, "--local", set->local, err) &&
	       read_network(&state->peer, "--peer", set->peer, err);
}

/* HOST PORT: a word that could have a port and has none, and one that is a port. */
static bool socklist_pairs(const char *word, const char *next)
{
	struct endpoint endpoint;
	struct err err = { 0 };

	return endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err) &&
	       !transport_is_unix(endpoint.transport) && !endpoint.has_port && next[0] &&
	       !next[strspn(next, "0123456789")];
}

static void socklist_finish(struct run *run)
{
	struct state *state = run->state;

	if (state->unseen)
		out_talk(run->out, "%u process%s may not be looked into", state->unseen,
			 state->unseen > 1 ? "es" : "");
	forget(state);
	locator_free(&state->locator);
}

const struct applet applet_socklist = {
	.name = "socklist",
	.summary = "list sockets: who listens, who is connected, whose they are",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL) |
		    STATUS_BIT(STATUS_PARTIAL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC,
	.pairs = socklist_pairs,
	.begin = socklist_begin,
	.run = socklist_run,
	.finish = socklist_finish,
};
