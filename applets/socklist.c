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
#include "net/socktable.h"
#include "net/sockwho.h"

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
	UDPLITE = SOCKFILTER_TABLE(SOCKDIAG_UDPLITE),
	RAW = SOCKFILTER_TABLE(SOCKDIAG_RAW),
	UNIX = SOCKFILTER_TABLE(SOCKDIAG_UNIX),
	WITH_PORTS = TCP | UDP | UDPLITE,
	OF_IP = WITH_PORTS | RAW
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG(struct settings, listen, 'l', "listen", "only what listens, or is bound and has no peer"),
	OPT_BIT(struct settings, tables, 0, "tcp", TCP, "TCP sockets; this and the next four add up"),
	OPT_BIT(struct settings, tables, 'u', "udp", UDP, "UDP sockets"),
	OPT_BIT(struct settings, tables, 0, "udplite", UDPLITE, "UDP-Lite sockets"),
	OPT_BIT(struct settings, tables, 0, "raw", RAW, "raw IP sockets"),
	OPT_BIT(struct settings, tables, 'U', "unix", UNIX, "stream, datagram and seqpacket sockets of unix(7)"),
	OPT_FLAG(struct settings, all, 0, "all", "all of them, TIME_WAIT too; without any of these: all but Unix"),
	OPT_BITS(struct settings, states, 0, "state", "STATE,...", sockstate_sets, "only in one of these states"),
	OPT_NUMBER(struct settings, local_port, 'p', "local-port", "PORT", 1, UINT16_MAX, "only on this port"),
	OPT_NUMBER(struct settings, peer_port, 0, "peer-port", "PORT", 1, UINT16_MAX, "only with a peer on this port"),
	OPT_TEXT(struct settings, local, 0, "local", "CIDR", OFFER_NOTHING, "only at addresses of this network"),
	OPT_TEXT(struct settings, peer, 0, "peer", "CIDR", OFFER_NOTHING, "only with a peer of this network"),
	OPT_TEXT(struct settings, process, 0, "process", "NAME|PID", OFFER_NOTHING, "only of processes of this name or number"),
	OPT_NUMBER(struct settings, uid, 0, "uid", "UID", 0, UINT32_MAX, "only of this user"),
	OPT_END
};

/* Of ss(8), netstat(8) and lsof(8). */
static const char habits[] =
	HABIT("t", "TCP sockets: --tcp")
	HABIT("x", "Unix sockets: -U")
	HABIT("w", "raw sockets: --raw")
	HABIT("a", "all kinds: --all; all states: --state all")
	HABIT("p", "processes are shown anyway")
	HABIT("e", "details: --json, or -v --format table")
	HABIT("i", "details: --json; interfaces: sockbox ifinfo; lsof -i :80: socklist :80")
	HABIT("m", "details: --json, or -v --format table")
	HABIT("o", "details: --json, or -v --format table")
	HABIT("r", "the routing table: sockbox ifinfo --route ADDRESS")
	HABIT("f", "-4, -6 or -U")
	HABIT("A", "--tcp, -u, --udplite, --raw or -U")
	HABIT("N", "another network namespace: nsenter --net")
	HABIT("P", "ports are numbers anyway");

static const struct operand operands[] = {
	{ "ENDPOINT", 0, MANY, OFFER_ENDPOINT, ":PORT, HOST:PORT, HOST, PATH, @NAME; none: everywhere" },
	{ 0 }
};

static const struct field fields[] = {
	SOCKROW_FIELDS,
	{ 0 }
};

enum { SOCKETS, TIME_WAIT, UNSEEN };

static const struct field summary_fields[] = {
	[SOCKETS] = FIELD("sockets", FIELD_UINT, 0, 0, "how many were listed", NULL),
	[TIME_WAIT] = FIELD("time_wait", FIELD_UINT, 0, 0, "and how many were not, for they are in TIME_WAIT", NULL),
	[UNSEEN] = FIELD("unseen_processes", FIELD_UINT, 0, 0, "processes that may not be looked into", NULL),
	{ 0 }
};

enum { RESULT, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "a socket", { fields, SOCKROW_TEXT } },
	[SUMMARY] = { "summary", "where TIME_WAIT is left out", { summary_fields, "[+{time_wait} more in TIME_WAIT: --state all]" } },
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
	struct sockwho who;
};

/* One question. */
struct listing {
	struct run *run;
	struct sockwho *who;
	struct sockfilter filter;
	size_t shown;
	bool is_brief;              /* sockets in TIME_WAIT are counted only */
	size_t brief;               /* how many */
	unsigned failed, fell_back; /* SOCKFILTER_TABLE bits: it was said */
};

/* ---- a socket ------------------------------------------------------------------------------- */

static bool wants_processes(const struct row *row)
{
	return row_wants(row, SOCKROW_PID) || row_wants(row, SOCKROW_COMMAND) ||
	       row_wants(row, SOCKROW_PID_WHY) || row_wants(row, SOCKROW_MORE_PROCESSES) ||
	       row_wants(row, SOCKROW_PROCESSES);
}

static void put_owners(struct row *row, struct sockwho *who, const struct sockdiag *sock)
{
	const struct sockowner *owner;
	struct buf why = { 0 };
	size_t count;

	row_empty(row, SOCKROW_PROCESSES);
	if (!wants_processes(row))
		return;
	owner = sockwho_find(who, sock->inode, &count);
	if (owner)
		sockrow_put_processes(row, &who->owners, owner, count);
	else
		sockwho_put_absence(&why, who, sock);
	row_part(row, SOCKROW_PID_WHY, &why);
}

static void put_unix_peer(struct row *row, struct sockwho *who, const struct sockdiag *sock)
{
	const struct sockowner *owner = NULL;
	const char *name = NULL;
	size_t size = 0, count;

	if (sock->peer_inode == 0)
		return;
	if (row_wants(row, SOCKROW_PEER))
		name = sockwho_name(who, sock->peer_inode, &size);
	if (row_wants(row, SOCKROW_PEER_PID) || row_wants(row, SOCKROW_PEER_COMMAND))
		owner = sockwho_find(who, sock->peer_inode, &count);
	sockrow_put_unix_peer(row, name, size, owner ? &who->owners.process[owner->process] : NULL);
}

static struct row *begin_row(struct listing *listing)
{
	struct row *row = out_record(listing->run->out, &records[RESULT]);

	if (listing->run->operand_count > 0)
		row_text(row, SOCKROW_QUERY, listing->run->operand[0]);
	return row;
}

static bool is_taken(const struct listing *listing, const struct sockdiag *sock)
{
	const struct settings *set = listing->run->settings;

	return sockfilter_takes(&listing->filter, sock) &&
	       (!set->process || sockwho_has(listing->who, sock->inode, set->process));
}

static bool show(void *context, const struct sockdiag *sock)
{
	struct listing *listing = context;
	struct row *row;

	if (!is_taken(listing, sock))
		return true;
	if (listing->is_brief && sock->state == SOCKSTATE_TIME_WAIT) {
		listing->brief++;
		return true;
	}
	row = begin_row(listing);
	sockrow_put(row, sock);
	put_unix_peer(row, listing->who, sock);
	put_owners(row, listing->who, sock);
	out_done(listing->run->out, STATUS_OK);
	listing->shown++;
	return !out_enough(listing->run->out);
}

/* ---- the question --------------------------------------------------------------------------- */

/* Text and narrow tables have no room for them. */
static bool shows_details(const struct common *common)
{
	bool is_wide =
		common->format == FORMAT_TABLE ? common->verbose : common->format != FORMAT_TEXT;

	return is_wide || common->get || common->expect;
}

static bool is_asked(const struct listing *listing, enum sockdiag_table table, int family)
{
	const struct sockfilter *filter = &listing->filter;

	return (table == SOCKDIAG_UNIX) == (family == AF_UNIX) &&
	       filter->tables & ~listing->failed & SOCKFILTER_TABLE(table) &&
	       (sockdiag_kinds[table].has_ports || (!filter->port && !filter->peer_port)) &&
	       (!filter->family || filter->family == family);
}

/* One family of a table at a time: processes are looked at behind each. */
static void list_part(struct listing *listing, enum sockdiag_table table, int family)
{
	const struct sockdiag_kind *kind = &sockdiag_kinds[table];
	const struct sockdiag_query query = {
		.table = table,
		.family = family,
		.states = listing->filter.states,
		.port = listing->filter.port,
		.details = shows_details(listing->run->common),
	};
	struct err err = { 0 };
	bool fell_back;

	sockwho_renew(listing->who);
	if (!socktable_each(&query, show, listing, &fell_back, &err)) {
		row_text(begin_row(listing), SOCKROW_TRANSPORT, kind->word);
		out_fail(listing->run->out, &err);
		listing->failed |= SOCKFILTER_TABLE(table);
	} else if (fell_back && !(listing->fell_back & SOCKFILTER_TABLE(table))) {
		listing->fell_back |= SOCKFILTER_TABLE(table);
		out_talk(listing->run->out, "%s: /proc/net is read, for this kernel lacks %s",
			 kind->word, kind->module);
	}
}

static void list_all(struct listing *listing)
{
	static const int families[] = { AF_INET, AF_INET6, AF_UNIX };

	for (unsigned n = 0; n < SOCKDIAG_TABLES; n++)
		for (size_t i = 0; i < 3 && !out_enough(listing->run->out); i++) {
			enum sockdiag_table table = (enum sockdiag_table)n;

			if (is_asked(listing, table, families[i]))
				list_part(listing, table, families[i]);
		}
}

static void show_nothing(struct listing *listing, const struct err *partial)
{
	const struct settings *set = listing->run->settings;
	const struct sockwho *who = listing->who;
	struct err err = *partial;

	if (err.kind == STATUS_OK && set->process && who->blind.kind != STATUS_OK)
		err = who->blind;
	else if (err.kind == STATUS_OK && set->process && who->owners.unseen)
		err_set(&err, STATUS_DENIED,
			"no such socket in the processes that may be looked into; %u may not",
			who->owners.unseen);
	else if (err.kind == STATUS_OK && set->process && who->owners.hidden)
		err_set(&err, STATUS_DENIED,
			"no such socket in the processes that are shown; others are hidden "
			"(hidepid)");
	else if (err.kind == STATUS_OK && listing->brief)
		err_set(&err, STATUS_NOT_FOUND, "no socket but those in TIME_WAIT");
	else if (err.kind == STATUS_OK)
		err_set(&err, STATUS_NOT_FOUND, "no such socket");
	begin_row(listing);
	out_fail(listing->run->out, &err);
}

static unsigned tables_of(const struct settings *set)
{
	if (set->all)
		return OF_IP | UNIX;
	return set->tables ? (unsigned)set->tables : OF_IP;
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

/* What waits for stray segments would drown the rest; who asks about a place wants to know all that
 * hold it. */
static bool is_brief(const struct run *run)
{
	const struct settings *set = run->settings;

	return run->operand_count == 0 && tables_of(set) & TCP && !set->all && !set->listen &&
	       !set->states && !set->local_port && !set->peer_port && !set->local && !set->peer;
}

/* Where the summary is not seen its count must not be missed. */
static void summarize(const struct listing *listing)
{
	const struct common *common = listing->run->common;
	struct out *out = listing->run->out;
	struct row *row = out_record(out, &records[SUMMARY]);
	bool is_seen =
		(common->format == FORMAT_TEXT || common->format == FORMAT_JSON) && !common->get;

	row_uint(row, SOCKETS, listing->shown);
	row_uint(row, TIME_WAIT, listing->brief);
	row_uint(row, UNSEEN, listing->who->unseen);
	out_done(out, STATUS_OK);
	if (listing->brief && !is_seen)
		out_remark(out, "%zu more in TIME_WAIT: --state all", listing->brief);
}

static void socklist_run(struct run *run)
{
	const char *word = run->operand_count > 0 ? run->operand[0] : NULL;
	const char *port = run->operand_count > 1 ? run->operand[1] : NULL;
	struct state *state = run->state;
	struct listing listing = {
		.run = run,
		.who = &state->who,
		.filter = filter_of(run),
		.is_brief = is_brief(run),
	};
	struct err err = { 0 }, partial = { 0 };

	sockwho_forget(&state->who); /* it may have changed since the last question */
	state->locator.family = (int)run->common->family;
	state->locator.numeric = run->common->numeric;
	state->locator.services.path = SERVICES_PATH;
	if (word && !sockfilter_at(&listing.filter, word, port, &state->locator, run->until,
				   &partial, &err)) {
		begin_row(&listing);
		out_fail(run->out, &err);
		return;
	}
	list_all(&listing);
	if (listing.shown == 0 && !listing.failed)
		show_nothing(&listing, &partial);
	if (listing.is_brief && !out_enough(run->out))
		summarize(&listing);
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
	if ((set->local_port || set->peer_port) && !(tables_of(set) & WITH_PORTS))
		return err_set(err, STATUS_INVALID,
			       "only TCP, UDP and UDP-Lite sockets have ports");
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

	if (state->who.unseen)
		out_talk(run->out, "%u process%s may not be looked into", state->who.unseen,
			 state->who.unseen > 1 ? "es" : "");
	sockwho_forget(&state->who);
	locator_free(&state->locator);
}

const struct applet applet_socklist = {
	.name = "socklist",
	.summary = "list sockets: who listens, who is connected, whose they are",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.habits = habits,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL) |
		    STATUS_BIT(STATUS_PARTIAL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_RESULTS,
	.pairs = socklist_pairs,
	.begin = socklist_begin,
	.run = socklist_run,
	.finish = socklist_finish,
};
