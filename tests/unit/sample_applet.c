/* sample_applet -- a made-up applet with a row of every kind, for tests of what reads tables. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample_applet.h"

#include "cli/out.h"

#include "net/names.h"

static const struct name colours[] = {
	NAME("red", 1, "like a rose"),
	NAME("green", 2, "like grass"),
	NAME("blue", 3, ""),
	NAMES_END,
};

static const struct name parts[] = {
	NAME("PART_HEAD", 1, "what comes first"),
	NAME("PART_BODY", 2, "what is meant"),
	NAME("PART_TAIL", 4, ""),
	NAME("PART_\\.TH", 8, "a word that a page must not take for a macro"),
	NAMES_END,
};

struct settings {
	bool all, raw;
	long louder, kind, bits, colour, protocol, picked;
	int64_t count, pause_ns;
	uint64_t room_bytes;
	const char *interface;
};

static const struct settings defaults = {
	.colour = 2,
	.count = 3,
	.pause_ns = 1500 * (int64_t)NS_PER_MS,
	.room_bytes = 64 << 10,
	.interface = "lo",
};

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_FLAG_ALONE(SET, all, 0, "all", "everything there is"),
	OPT_FLAG(SET, raw, 'x', "raw", "'quoted' help with a \\ and -dashes that is long enough to be "
	         "folded more than once wherever it may stand"),
	OPT_COUNT(SET, louder, 0, "louder", "one more each time"),
	OPT_CONSTANT(SET, kind, 0, "kind-two", 2, "the second kind"),
	OPT_BIT(SET, bits, 0, "with-head", 1, "the same as --parts PART_HEAD"),
	OPT_NUMBER(SET, count, 'c', "count", "NUMBER", 1, 100, "how many"),
	OPT_TEXT(SET, interface, 'I', "interface", "NAME", OFFER_INTERFACE, "where"),
	OPT_NAME(SET, colour, 0, "colour", "COLOUR", colours, "which one"),
	OPT_NAME(SET, protocol, 0, "protocol", "PROTOCOL", names_protocol, "one of many words"),
	OPT_BITS(SET, picked, 0, "parts", "PART[,PART...]", parts, "which parts"),
	OPT_DURATION(SET, pause_ns, 'i', "pause-between-two-of-them", "DURATION", "how long"),
	OPT_SIZE(SET, room_bytes, 0, "room", "SIZE", "how much"),
	OPT_END
};
/* clang-format on */

static const struct operand operands[] = {
	{ "HOST", 1, 1, OFFER_HOST, "where to look" },
	{ "SERVICE", 0, MANY, OFFER_SERVICE,
	  "what for; a name or a number, and as many as are liked" },
	{ 0 },
};

enum { HOST, PORTS, RTT_MS, SIZE_BYTES, SURE, OFFSET, DATA, ADDRESSES };
enum { ADDRESS, PREFIX };

static const struct field address_fields[] = {
	[ADDRESS] = FIELD("address", FIELD_ADDRESS, 0, UNIT_NONE, "the address", NULL),
	[PREFIX] = FIELD("prefix", FIELD_UINT, 0, UNIT_NONE, "bits of its network", NULL),
	{ .key = "" },
};
static const struct shape address_shape = { address_fields, "{address}[/{prefix}]" };

static const struct field fields[] = {
	[HOST] = FIELD("host", FIELD_TEXT, FIELD_QUESTION, UNIT_NONE, "what was asked", NULL),
	[PORTS] = FIELD("ports", FIELD_UINT, FIELD_LIST, UNIT_NONE, "port numbers", NULL),
	[RTT_MS] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "there and back", NULL),
	[SIZE_BYTES] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "true length of data", NULL),
	[SURE] = FIELD("sure", FIELD_BOOL, 0, UNIT_NONE, "whether it is certain", NULL),
	[OFFSET] = FIELD("offset", FIELD_INT, 0, UNIT_NONE, "how far off", NULL),
	[DATA] = FIELD("data", FIELD_DATA, 0, UNIT_NONE, "what came", NULL),
	[ADDRESSES] = FIELD("addresses", FIELD_OBJECT, FIELD_LIST, UNIT_NONE, "where it is",
			    &address_shape),
	{ .key = "" },
};

static const struct field event_fields[] = {
	FIELD("what", FIELD_TEXT, 0, UNIT_NONE, "what happened", NULL),
	{ .key = "" },
};

static const struct record_type records[] = {
	{ "result", "one answer", { fields, "{host} [{ports}] \\{{.\\}}" } },
	{ "event", "something on the way", { event_fields, NULL } },
	{ .type = "" },
};

static const struct example examples[] = {
	EXAMPLE("sample localhost http", "the simplest question"),
	EXAMPLE("sample --all --expect 'count >= 1, sure == true' --eventually 2s -- sh -c 'echo "
		"\"up\"'",
		"wait until there is one"),
	{ 0 },
};

static void sample_run(struct run *run)
{
	row_text(out_record(run->out, records), HOST, run->operand[0]);
	out_done(run->out, STATUS_OK);
}

const struct applet sample_applet = {
	.name = "sample",
	.summary = "answer a made-up question in every way",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_REFUSED),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_OFFLINE,
	.run = sample_run,
};
