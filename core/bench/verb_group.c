/* verb_group -- multicast groups joined and left, of any source or of one. RFC 3678. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/iface.h"
#include "net/sockopt.h"
#include "net/sockopt_text.h"

/* clang-format off */
#define GROUP \
	{ "GROUP", 1, 1, OFFER_NOTHING, "a multicast address, such as 239.192.7.7 or ff02::1234" }, \
	{ "INTERFACE", 0, 2, OFFER_INTERFACE, "on INTERFACE: by name, number or address; else the route says" }, \
	{ 0 }
static const struct operand operands[] = { VERB_OPERAND_SOCKET, GROUP };
static const struct operand source_operands[] = {
	VERB_OPERAND_SOCKET, { "SOURCE", 1, 1, OFFER_NOTHING, "the address of the only sender to be heard" }, GROUP,
};

static const struct example join_examples[] = {
	EXAMPLE("s = socket udp; bind s *:0; join s 239.192.7.7 on 127.0.0.1", "what is sent to the group comes too"),
	{ 0 },
};
static const struct example leave_examples[] = {
	EXAMPLE("s = socket udp; join s 239.192.7.7 on lo; leave s 239.192.7.7 on lo", "and no more"), { 0 },
};
static const struct example join_source_examples[] = {
	EXAMPLE("s = socket udp; join-source s 127.0.0.1 232.1.2.3 on lo", "of one sender: SSM"), { 0 },
};
static const struct example leave_source_examples[] = {
	EXAMPLE("s = socket udp; join-source s 127.0.0.1 232.1.2.3 on lo; leave-source s 127.0.0.1 232.1.2.3 on lo",
	        "the last source is the group's end"),
	{ 0 },
};
/* clang-format on */

/* ---- the interface ------------------------------------------------------------------------ */

static void list_names(struct buf *text, const struct ifaces *ifaces)
{
	for (size_t i = 0; i < ifaces->count; i++)
		buf_printf(text, "%s%s", i > 0 ? ", " : "", ifaces->item[i].name);
}

static const struct iface *find_by_address(const struct ifaces *ifaces, const struct addr *addr)
{
	for (size_t i = 0; i < ifaces->count; i++)
		for (size_t n = 0; n < ifaces->item[i].address_count; n++) {
			struct addr own = ifaces->item[i].addresses[n].addr;

			own.scope_id = addr->scope_id;
			if (addr_compare(&own, addr) == 0)
				return &ifaces->item[i];
		}
	return NULL;
}

/* Its name in TEXT. */
static bool find_interface(struct buf *text, const char *word, struct err *err)
{
	struct ifaces ifaces = { 0 };
	const struct iface *iface;
	struct addr addr;
	struct buf names = { 0 };

	if (!ifaces_read(&ifaces, err))
		return false;
	iface = ifaces_find(&ifaces, word);
	if (!iface && addr_read(&addr, word, strlen(word)))
		iface = find_by_address(&ifaces, &addr);
	list_names(&names, &ifaces);
	if (iface) {
		buf_puts(text, iface->name);
	} else {
		err_set(err, STATUS_NO_INTERFACE, "no interface %s (there are: %s)", word,
			buf_text(&names));
		err->number = ENODEV;
	}
	buf_free(&names);
	ifaces_free(&ifaces);
	return iface;
}

/* ---- joining and leaving ------------------------------------------------------------------ */

/* Which option does it, and whether a source stands in front. */
struct step {
	const char *option;
	bool has_source, joins;
};

static bool is_group(const char *word)
{
	struct addr addr;

	return addr_read(&addr, word, strlen(word)) && addr_is_multicast(&addr);
}

/* OPTION=[SOURCE@]GROUP[%INTERFACE], which is how options have it. */
static bool put_text(struct buf *text, const struct step *step, char *const *word, struct err *err)
{
	bool is_known;

	if (step->has_source && is_group(word[0]) && !is_group(word[1]))
		return err_set(err, STATUS_INVALID, "SOURCE stands before GROUP: %s %s", word[1],
			       word[0]);
	buf_printf(text, "%s=", step->option);
	if (step->has_source)
		buf_printf(text, "%s@", *word++);
	buf_puts(text, *word++);
	if (!*word)
		return true;
	is_known = strcmp(*word, "on") == 0 && word[1] && !word[2];
	if (!is_known)
		return err_set(err, STATUS_INVALID, "'%s': here stands on INTERFACE", *word);
	buf_putc(text, '%');
	return find_interface(text, word[1], err);
}

static bool change(struct sockopt_set *set, const struct bench_sock *sock, const struct step *step,
		   char *const *word, struct err *err)
{
	struct buf text = { 0 };
	bool fine = put_text(&text, step, word, err) && sockopt_parse(set, buf_text(&text), err) &&
		    sockopt_write(sock->fd, &set->item[0], err);

	buf_free(&text);
	return fine;
}

/* How the kernel says that there is nothing to change. */
static void explain(const struct bench_sock *sock, const struct step *step, const char *group,
		    struct err *err)
{
	if (err->number == EADDRINUSE || err->number == EADDRNOTAVAIL)
		err_errno(err, err->number, "'%s' %s %s there%s", sock->name,
			  step->joins ? "has joined" : "has not joined", group,
			  step->joins ? " already" : "");
}

static void run_step(struct run *run, const struct step *step)
{
	struct bench_sock *sock = verbrow_socket(run);
	struct sockopt_set set = { 0 };
	struct buf value = { 0 };
	struct err err = { 0 };
	struct row *row;

	if (!sock)
		return;
	row = verbrow_begin(run, verbrow_sock, sock);
	if (!change(&set, sock, step, run->operand + 1, &err)) {
		explain(sock, step, run->operand[1 + step->has_source], &err);
		out_fail(run->out, &err);
		return;
	}
	sockopt_put_value(&value, &set.item[0]);
	verbrow_done_text(run, row, &value);
}

static void join_run(struct run *run)
{
	run_step(run, &(const struct step){ "MCAST_JOIN_GROUP", false, true });
}

static void leave_run(struct run *run)
{
	run_step(run, &(const struct step){ "MCAST_LEAVE_GROUP", false, false });
}

static void join_source_run(struct run *run)
{
	run_step(run, &(const struct step){ "MCAST_JOIN_SOURCE_GROUP", true, true });
}

static void leave_source_run(struct run *run)
{
	run_step(run, &(const struct step){ "MCAST_LEAVE_SOURCE_GROUP", true, false });
}

/* ---- verbs -------------------------------------------------------------------------------- */

#define STATUSES (STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_NO_ROUTE))

#define VERB(id, word, says, takes, shows) \
	const struct applet verb_##id = {  \
		.name = word,              \
		.summary = says,           \
		.group = GROUP_MULTICAST,  \
		.operands = takes,         \
		.records = verbrow_sock,   \
		.statuses = STATUSES,      \
		.examples = shows,         \
		.flags = VERB_FLAGS,       \
		.run = id##_run,           \
	}

VERB(join, "join", "hear a multicast group", operands, join_examples);
VERB(leave, "leave", "hear a multicast group no longer", operands, leave_examples);
VERB(join_source, "join-source", "hear one source of a group", source_operands,
     join_source_examples);
VERB(leave_source, "leave-source", "hear one source of a group no longer", source_operands,
     leave_source_examples);
