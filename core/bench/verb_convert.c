/* verb_convert -- verbs that write numbers and addresses in other ways: htons, inet_pton ... */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <endian.h>
#include <errno.h>
#include <string.h>

#include "bench/verb_value.h"
#include "cli/out.h"
#include "net/addr.h"
#include "net/loose.h"
#include "net/names.h"

static const struct operand takes_number[] = {
	{ "NUMBER", 1, 1, OFFER_NOTHING, "not negative, in decimal or behind 0x" }, { 0 }
};
static const struct operand takes_address[] = {
	{ "ADDRESS", 1, 1, OFFER_NOTHING, "an IPv4 address, also such as 127.1 or 0x7f000001" },
	{ 0 }
};
static const struct operand takes_packed[] = {
	{ "BYTES", 1, 1, OFFER_NOTHING, "four bytes in network order" }, { 0 }
};
static const struct operand takes_family_address[] = {
	{ "FAMILY", 1, 1, OFFER_CONSTANT, "AF_INET or AF_INET6" },
	{ "ADDRESS", 1, 1, OFFER_NOTHING, "an address, strictly written, without a zone" },
	{ 0 }
};
static const struct operand takes_family_packed[] = {
	{ "FAMILY", 1, 1, OFFER_CONSTANT, "AF_INET or AF_INET6" },
	{ "BYTES", 1, 1, OFFER_NOTHING, "four bytes, or sixteen, in network order" },
	{ 0 }
};

/* ---- the order of bytes ------------------------------------------------------------------- */

/* There and back it is the same; the last letter tells short from long. */
static void swap_run(struct run *run)
{
	const char *name = run->applet->name;
	bool is_short = name[strlen(name) - 1] == 's';
	struct err err = { 0 };
	int64_t number;

	if (!verb_number(&number, run, 0, 0, is_short ? UINT16_MAX : UINT32_MAX, &err))
		out_fail(run->out, &err);
	else
		verb_give_number(run,
				 is_short ? htobe16((uint16_t)number) : htobe32((uint32_t)number));
}

/* ---- addresses ---------------------------------------------------------------------------- */

static void give_packed(struct run *run, const struct addr *addr)
{
	verb_give_bytes(run, (struct word){ (const char *)addr->byte, addr_size(addr->family) });
}

static void give_address(struct run *run, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	verb_give_text(run, (struct word){ text, addr_format(text, addr) });
}

static bool read_family(int *family, const struct run *run, struct err *err)
{
	int found;

	if (!verb_constant(&found, run, 0, names_family, err))
		return false;
	if (found != AF_INET && found != AF_INET6) {
		err_errno(err, EAFNOSUPPORT, "'%s'", run->operand[0]);
		err->kind = STATUS_INVALID;
		return false;
	}
	*family = found;
	return true;
}

static bool read_packed(struct addr *addr, int family, struct word bytes, struct err *err)
{
	if (bytes.size != addr_size(family))
		return err_set(err, STATUS_INVALID, "an IPv%d address has %zu bytes: these are %zu",
			       family == AF_INET ? 4 : 6, addr_size(family), bytes.size);
	*addr = (struct addr){ .family = family };
	memcpy(addr->byte, bytes.at, bytes.size);
	return true;
}

static bool read_address(struct addr *addr, int family, const char *text, struct err *err)
{
	struct addr found;

	if (!addr_read(&found, text, strlen(text)))
		return err_set(err, STATUS_INVALID, "'%.60s' is no address", text);
	if (found.family != family)
		return err_set(err, STATUS_INVALID, "'%.60s' is an IPv%d address", text,
			       found.family == AF_INET ? 4 : 6);
	*addr = found;
	return true;
}

static void aton_run(struct run *run)
{
	struct err err = { 0 };
	struct addr addr;
	const char *text;
	bool junk;

	if (!verb_text(&text, run, 0, &err)) {
		out_fail(run->out, &err);
		return;
	}
	if (!loose_parse(&addr, &junk, text)) {
		err_set(&err, STATUS_INVALID, "'%.60s' is no IPv4 address", text);
		out_fail(run->out, &err);
		return;
	}
	if (junk)
		out_remark(run->out, "what stands behind the blank was passed over, as "
				     "inet_aton(3) does");
	give_packed(run, &addr);
}

static void ntoa_run(struct run *run)
{
	struct err err = { 0 };
	struct addr addr;

	if (read_packed(&addr, AF_INET, verb_data(run, 0), &err))
		give_address(run, &addr);
	else
		out_fail(run->out, &err);
}

static void pton_run(struct run *run)
{
	struct err err = { 0 };
	struct addr addr;
	const char *text;
	int family;

	if (read_family(&family, run, &err) && verb_text(&text, run, 1, &err) &&
	    read_address(&addr, family, text, &err))
		give_packed(run, &addr);
	else
		out_fail(run->out, &err);
}

static void ntop_run(struct run *run)
{
	struct err err = { 0 };
	struct addr addr;
	int family;

	if (read_family(&family, run, &err) && read_packed(&addr, family, verb_data(run, 1), &err))
		give_address(run, &addr);
	else
		out_fail(run->out, &err);
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
enum { OFFLINE = APPLET_OFFLINE, DATA_LAST = APPLET_OFFLINE | APPLET_STOP_AT_OPERAND };

const struct applet verb_htonl = {
	VERB("htonl", "a 32-bit number in network byte order, read as a number here", takes_number, verb_gives_number, OFFLINE, swap_run,
	     "htonl 0x7f000001", "what s_addr holds of 127.0.0.1")
};

const struct applet verb_htons = {
	VERB("htons", "a 16-bit number in network byte order, read as a number here", takes_number, verb_gives_number, OFFLINE, swap_run,
	     "htons 80", "what sin_port holds of port 80")
};

const struct applet verb_ntohl = {
	VERB("ntohl", "a 32-bit number out of network byte order", takes_number, verb_gives_number, OFFLINE, swap_run,
	     "ntohl 16777343", "an s_addr as the number that it is")
};

const struct applet verb_ntohs = {
	VERB("ntohs", "a 16-bit number out of network byte order", takes_number, verb_gives_number, OFFLINE, swap_run,
	     "ntohs 20480", "a sin_port as the port that it is")
};

const struct applet verb_inet_aton = {
	VERB("inet_aton", "the bytes of an IPv4 address, read as inet_aton(3) guesses", takes_address, verb_gives_bytes, OFFLINE, aton_run,
	     "inet_aton 127.1", "the bytes of 127.0.0.1")
};

const struct applet verb_inet_ntoa = {
	VERB("inet_ntoa", "the IPv4 address that four bytes are", takes_packed, verb_gives_address, DATA_LAST, ntoa_run,
	     "inet_ntoa x\"7f 00 00 01\"", "bytes as an address")
};

const struct applet verb_inet_ntop = {
	VERB("inet_ntop", "the address that bytes are", takes_family_packed, verb_gives_address, DATA_LAST, ntop_run,
	     "inet_ntop AF_INET x\"c0 00 02 01\"", "bytes as an address")
};

const struct applet verb_inet_pton = {
	VERB("inet_pton", "the bytes of an address, strictly read", takes_family_address, verb_gives_bytes, OFFLINE, pton_run,
	     "inet_pton AF_INET6 ::1", "the sixteen bytes of an IPv6 address")
};
/* clang-format on */
