/* verb_machine -- verbs that ask this machine's kernel: its interfaces, its name, IPv6. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/verb_value.h"
#include "cli/out.h"
#include "net/calls.h"
#include "net/hostname.h"
#include "net/iface.h"

/* ---- interfaces --------------------------------------------------------------------------- */

enum { INTERFACES };
enum { INDEX, NAME };

static const struct field interface_fields[] = {
	[INDEX] = FIELD("index", FIELD_UINT, 0, 0, "its number", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, 0, 0, "its name", NULL),
	{ 0 }
};
static const struct shape interface_shape = { interface_fields, "{index} {name}" };

static const struct field interfaces_fields[] = { [INTERFACES] = FIELD("interfaces", FIELD_OBJECT,
								       FIELD_LIST, 0, "by index",
								       &interface_shape),
						  { 0 } };
static const struct record_type gives_interfaces[] = {
	{ "result", "the interfaces", { interfaces_fields, "{interfaces}" } }, { 0 }
};

static void give_interfaces(struct run *run, const struct ifaces *ifaces)
{
	struct row *row = out_record(run->out, gives_interfaces);
	struct shell_value result = { .kind = SHELL_LIST };
	bool fine = true;

	row_empty(row, INTERFACES);
	for (size_t i = 0; i < ifaces->count; i++) {
		const struct iface *iface = &ifaces->item[i];
		struct row *object = row_object(row, INTERFACES);
		struct shell_value *pair = verb_add_list(&result);

		row_uint(object, INDEX, iface->index);
		row_text(object, NAME, iface->name);
		fine = fine && pair && verb_add_number(pair, iface->index) &&
		       verb_add_text(pair, iface->name);
	}
	verb_give(run, &result, fine);
}

static void nameindex_run(struct run *run)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };

	if (ifaces_read(&ifaces, &err))
		give_interfaces(run, &ifaces);
	else
		out_fail(run->out, &err);
	ifaces_free(&ifaces);
}

/* An interface that is the question is not found, whatever else its errno stands for. */
static void fail_interface(struct run *run, const char *says, int number)
{
	struct err err = { 0 };

	err_errno(&err, number, "%s", says);
	if (err.kind == STATUS_NO_INTERFACE)
		err.kind = STATUS_NOT_FOUND;
	out_fail(run->out, &err);
}

static void nametoindex_run(struct run *run)
{
	struct err err = { 0 };
	const char *name;
	unsigned index;

	if (!verb_text(&name, run, 0, &err)) {
		out_fail(run->out, &err);
		return;
	}
	index = call_if_nametoindex(name);
	if (index > 0)
		verb_give_number(run, index);
	else
		fail_interface(run, "no interface is called so", errno);
}

static void indextoname_run(struct run *run)
{
	char name[IF_NAMESIZE];
	struct err err = { 0 };
	int64_t index;

	if (!verb_number(&index, run, 0, 0, UINT32_MAX, &err))
		out_fail(run->out, &err);
	else if (call_if_indextoname((unsigned)index, name))
		verb_give_text(run, word_of(name));
	else
		fail_interface(run, "no interface has this index", errno);
}

/* ---- this host ---------------------------------------------------------------------------- */

static void gethostname_run(struct run *run)
{
	char name[HOST_NAME_SIZE];
	struct err err = { 0 };

	if (hostname_get(name, &err))
		verb_give_text(run, word_of(name));
	else
		out_fail(run->out, &err);
}

static void sethostname_run(struct run *run)
{
	struct err err = { 0 };
	const char *name;

	if (verb_bench(run)->confined)
		err_set(&err, STATUS_INVALID, "a restricted session names no host");
	if (!err.kind && verb_text(&name, run, 0, &err) && hostname_set(name, &err))
		verb_give_text(run, word_of(name));
	else
		out_fail(run->out, &err);
}

enum { HAS, WHY };

static const struct field has_fields[] = {
	[HAS] = FIELD("value", FIELD_BOOL, 0, 0, "whether the kernel makes such sockets", NULL),
	[WHY] = FIELD("why", FIELD_TEXT, 0, 0, "why not: an errno", NULL),
	{ 0 }
};
static const struct record_type gives_truth[] = {
	{ "result", "whether it does", { has_fields, "{value}[ ({why})]" } }, { 0 }
};

/* Only of a family that the kernel lacks it is said that it has none. */
static void has_ipv6_run(struct run *run)
{
	int fd = call_socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), number = errno;
	struct shell_value result = { 0 };
	struct err err = { 0 };
	struct row *row;

	if (fd < 0 && number != EAFNOSUPPORT) {
		err_errno(&err, number, "cannot make a socket");
		out_fail(run->out, &err);
		return;
	}
	row = out_record(run->out, gives_truth);
	row_bool(row, HAS, fd >= 0);
	if (fd >= 0)
		call_close(fd);
	else
		row_text(row, WHY, err_name(number));
	verb_give(run, &result, shell_value_bytes(&result, word_of(fd >= 0 ? "true" : "false")));
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct operand takes_interface[] = {
	{ "INTERFACE", 1, 1, OFFER_INTERFACE, "its name" }, { 0 }
};
static const struct operand takes_index[] = {
	{ "INDEX", 1, 1, OFFER_NOTHING, "its number" }, { 0 }
};
static const struct operand takes_name[] = {
	{ "NAME", 1, 1, OFFER_NOTHING, "until this host boots again" }, { 0 }
};

#define NOT_FOUND .statuses = STATUS_BIT(STATUS_NOT_FOUND)

const struct applet verb_gethostname = {
	VERB("gethostname", "this host's name, as the kernel has it", NULL, verb_gives_text, APPLET_OFFLINE, gethostname_run,
	     "gethostname", "what uname -n prints")
};

const struct applet verb_has_ipv6 = {
	VERB("has_ipv6", "whether this kernel has sockets of IPv6", NULL, gives_truth, APPLET_OFFLINE, has_ipv6_run,
	     "has_ipv6", "yes, or why not")
};

const struct applet verb_if_indextoname = {
	VERB("if_indextoname", "the name of an interface", takes_index, verb_gives_text, APPLET_OFFLINE, indextoname_run,
	     "if_indextoname 1", "lo"), NOT_FOUND
};

const struct applet verb_if_nameindex = {
	VERB("if_nameindex", "all interfaces with their indexes", NULL, gives_interfaces, APPLET_OFFLINE, nameindex_run,
	     "if_nameindex --expect 'interfaces.name has lo'", "the loopback interface is among them")
};

const struct applet verb_if_nametoindex = {
	VERB("if_nametoindex", "the index of an interface", takes_interface, verb_gives_number, APPLET_OFFLINE, nametoindex_run,
	     "if_nametoindex lo", "1"), NOT_FOUND
};

const struct applet verb_sethostname = {
	VERB("sethostname", "name this host until it boots again", takes_name, verb_gives_text, APPLET_OFFLINE, sethostname_run,
	     "sethostname --quiet --expect invalid a_b", "what is no hostname is refused before the kernel is asked")
};
/* clang-format on */
