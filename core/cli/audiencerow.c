/* audiencerow -- who listens to multicast groups, and what was heard, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/audiencerow.h"

#include "base/clock.h"
#include "cli/gramrow.h"

/* clang-format off */
enum { READY_INTERFACE = READY_END, READY_CHOSEN, READY_MODE, READY_SOURCES, READY_BUFFER };

const struct field audiencerow_ready_fields[] = {
	READY_FIELDS,
	[READY_INTERFACE] = FIELD("interface", FIELD_TEXT, 0, 0, "where it is joined", NULL),
	[READY_CHOSEN] = FIELD("chosen_by", FIELD_TEXT, 0, 0, "what chose that: option, zone, or route: the kernel's", NULL),
	[READY_MODE] = FIELD("mode", FIELD_TEXT, 0, 0, "the kernel's filter: include or exclude", NULL),
	[READY_SOURCES] = FIELD("sources", FIELD_ADDRESS, FIELD_LIST, 0, "only those, or all but those", NULL),
	[READY_BUFFER] = FIELD("receive_buffer_bytes", FIELD_UINT, 0, UNIT_BYTES, "what the kernel grants, SO_RCVBUF", NULL),
	{ 0 }
};

enum { GROUP = GRAMROW_END, ORDER, MISSING, DROPS, REPLY };

const struct field audiencerow_result_fields[] = {
	GRAMROW_FIELDS,
	[GROUP] = FIELD("group", FIELD_ADDRESS, 0, 0, "where it was sent to", NULL),
	[ORDER] = FIELD("order", FIELD_TEXT, FIELD_DETAIL, 0, "first, next, gap, reordered or duplicate", NULL),
	[MISSING] = FIELD("missing", FIELD_UINT, FIELD_DETAIL, 0, "numbers left out just before it", NULL),
	[DROPS] = FIELD("drops", FIELD_UINT, FIELD_DETAIL, 0, "datagrams that the kernel dropped just before it", NULL),
	[REPLY] = FIELD("reply", FIELD_TEXT, FIELD_DETAIL, 0, "sent, or why not: denied longer source loop rate failed", NULL),
	{ 0 }
};

enum { EVENT_TIME, EVENT_WORD, EVENT_ENDPOINT, EVENT_PEER, EVENT_GROUP, EVENT_INTERFACE, EVENT_CHECK, EVENT_FINDING, EVENT_REASON };

const struct field audiencerow_event_fields[] = {
	[EVENT_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when it was, RFC 3339", NULL),
	[EVENT_WORD] = FIELD("event", FIELD_TEXT, 0, 0, "why, foreign or unanswered", NULL),
	[EVENT_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, 0, 0, "whose listener", NULL),
	[EVENT_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the sender's endpoint", NULL),
	[EVENT_GROUP] = FIELD("group", FIELD_ADDRESS, 0, 0, "the group joined, or the foreign destination", NULL),
	[EVENT_INTERFACE] = FIELD("interface", FIELD_TEXT, 0, 0, "where", NULL),
	[EVENT_CHECK] = FIELD("check", FIELD_TEXT, 0, 0, "--why: what was looked at", NULL),
	[EVENT_FINDING] = FIELD("finding", FIELD_TEXT, 0, 0, "--why: fine, note, or fault: this keeps datagrams out", NULL),
	[EVENT_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "in a sentence", NULL),
	{ 0 }
};

enum { WHO_PEER, WHO_SENDER, WHO_RECEIVED, WHO_LOST, WHO_DUPLICATES, WHO_REORDERED, WHO_FIRST, WHO_LAST };

static const struct field sender_fields[] = {
	[WHO_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "its endpoint", NULL),
	[WHO_SENDER] = FIELD("sender", FIELD_TEXT, 0, 0, "its run, where messages are numbered", NULL),
	[WHO_RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "datagrams that came of it", NULL),
	[WHO_LOST] = FIELD("lost", FIELD_UINT, 0, 0, "numbers that never came", NULL),
	[WHO_DUPLICATES] = FIELD("duplicates", FIELD_UINT, 0, 0, "that came again", NULL),
	[WHO_REORDERED] = FIELD("reordered", FIELD_UINT, 0, 0, "that came behind higher ones", NULL),
	[WHO_FIRST] = FIELD("first", FIELD_UINT, 0, 0, "lowest number", NULL),
	[WHO_LAST] = FIELD("last", FIELD_UINT, 0, 0, "highest number", NULL),
	{ 0 }
};

static const struct shape sender_shape = {
	sender_fields, "{received} from {peer}[ numbered {first} to {last}]"
};

enum { SUM_ENDPOINT, SUM_RECEIVED, SUM_BYTES, SUM_SENDERS, SUM_LOST, SUM_DUPLICATES, SUM_REORDERED, SUM_FOREIGN,
       SUM_DROPS, SUM_REPLIED, SUM_UNANSWERED, SUM_UNTRACKED, SUM_ELAPSED };

const struct field audiencerow_summary_fields[] = {
	[SUM_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, 0, 0, "the group and port that was listened to", NULL),
	[SUM_RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "datagrams", NULL),
	[SUM_BYTES] = FIELD("received_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "in them", NULL),
	[SUM_SENDERS] = FIELD("senders", FIELD_OBJECT, FIELD_LIST, 0, "who sent", &sender_shape),
	[SUM_LOST] = FIELD("lost", FIELD_UINT, 0, 0, "numbers that never came", NULL),
	[SUM_DUPLICATES] = FIELD("duplicates", FIELD_UINT, 0, 0, "numbers that came again", NULL),
	[SUM_REORDERED] = FIELD("reordered", FIELD_UINT, 0, 0, "numbers that came behind higher ones", NULL),
	[SUM_FOREIGN] = FIELD("foreign", FIELD_UINT, 0, 0, "datagrams to others that were thrown away", NULL),
	[SUM_DROPS] = FIELD("kernel_drops", FIELD_UINT, 0, 0, "datagrams that the kernel had no room for", NULL),
	[SUM_REPLIED] = FIELD("replied", FIELD_UINT, 0, 0, "answers sent", NULL),
	[SUM_UNANSWERED] = FIELD("unanswered", FIELD_UINT, 0, 0, "datagrams that got none", NULL),
	[SUM_UNTRACKED] = FIELD("untracked", FIELD_UINT, FIELD_DETAIL, 0, "datagrams of senders beyond the first 1,024", NULL),
	[SUM_ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "since listening began", NULL),
	{ 0 }
};
/* clang-format on */

/* ---- when joined --------------------------------------------------------------------------- */

static void put_filter(struct row *row, const struct group_filtered *filtered)
{
	row_text(row, READY_MODE, filtered->include ? "include" : "exclude");
	row_empty(row, READY_SOURCES);
	for (size_t i = 0; i < filtered->count && i < GROUP_SOURCES_MAX; i++)
		row_addr(row, READY_SOURCES, &filtered->item[i]);
}

void audiencerow_put_joined(struct row *row, const struct seat *seat, const struct joined *joined)
{
	struct buf endpoint = { 0 };

	sock_addr_format(&endpoint, TRANSPORT_UDP, &seat->at);
	row_part(row, READY_ENDPOINT, &endpoint);
	row_text(row, READY_TRANSPORT, "udp");
	row_addr(row, READY_ADDRESS, &seat->group);
	row_uint(row, READY_PORT, sock_addr_port(&seat->at));
	row_text(row, READY_INTERFACE, joined->name);
	row_text(row, READY_CHOSEN, name_word(chooser_words, joined->by));
	put_filter(row, &joined->filtered);
	row_uint(row, READY_BUFFER, (uint64_t)seat->receive_buffer);
}

/* ---- a datagram ---------------------------------------------------------------------------- */

/* Those that it came in by are joined; of a foreign one the name is not known. */
static const char *interface_name(const struct seat *seat, unsigned index)
{
	for (size_t i = 0; i < seat->joined_count; i++)
		if (seat->joined[i].index == index)
			return seat->joined[i].name;
	return NULL;
}

void audiencerow_put_hearing(struct row *row, const char *endpoint, const struct hearing *hearing)
{
	const struct datagram *datagram = hearing->datagram;

	row_text(row, GRAMROW_ENDPOINT, endpoint);
	gramrow_put(row, datagram);
	gramrow_put_sequence(row, hearing->sequence);
	row_addr(row, GROUP, &datagram->to);
	row_text(row, GRAMROW_INTERFACE, interface_name(hearing->seat, datagram->index));
	if (hearing->has_arrival) {
		row_text(row, ORDER, name_word(arrival_words, (long)hearing->arrival));
		row_uint(row, MISSING, hearing->missing);
	}
	row_uint(row, DROPS, hearing->kernel_drops);
	row_text(row, REPLY, name_word(reply_fates, (long)hearing->fate));
}

static const char *meaning_of(enum reply_fate fate)
{
	const struct name *row = reply_fates;

	while (*row->word && row->value != (long)fate)
		row++;
	return name_meaning(row);
}

static void put_unanswered(struct row *row, const struct hearing *hearing)
{
	struct err err;

	err_errno(&err, hearing->number, "%s", meaning_of(hearing->fate));
	row_text(row, EVENT_WORD, "unanswered");
	row_text(row, EVENT_REASON, hearing->number ? err.text : meaning_of(hearing->fate));
}

void audiencerow_put_step(struct row *row, const char *endpoint, const struct hearing *hearing)
{
	const struct datagram *datagram = hearing->datagram;

	row_time(row, EVENT_TIME, datagram->wall_ns);
	row_text(row, EVENT_ENDPOINT, endpoint);
	gramrow_put_peer(row, EVENT_PEER, &datagram->from);
	row_addr(row, EVENT_GROUP, &datagram->to);
	row_text(row, EVENT_INTERFACE, interface_name(hearing->seat, datagram->index));
	if (!hearing->foreign) {
		put_unanswered(row, hearing);
		return;
	}
	row_text(row, EVENT_WORD, "foreign");
	row_text(row, EVENT_REASON, "another destination, interface or source");
}

void audiencerow_put_finding(struct row *row, const char *endpoint, const struct addr *group,
			     const char *interface, const struct finding *finding)
{
	row_time(row, EVENT_TIME, clock_wall_ns());
	row_text(row, EVENT_WORD, "why");
	row_text(row, EVENT_ENDPOINT, endpoint);
	row_addr(row, EVENT_GROUP, group);
	row_text(row, EVENT_INTERFACE, interface);
	row_text(row, EVENT_CHECK, finding->check);
	row_text(row, EVENT_FINDING, name_word(finding_kinds, finding->kind));
	row_text(row, EVENT_REASON, finding->text);
}

/* ---- what was heard ------------------------------------------------------------------------ */

static void put_sender(struct row *row, const struct sender *sender)
{
	gramrow_put_peer(row, WHO_PEER, &sender->peer);
	row_uint(row, WHO_RECEIVED, sender->received);
	if (!sender->numbered)
		return;
	gramrow_put_sender(row, WHO_SENDER, sender->id);
	row_uint(row, WHO_LOST, arrivals_lost(&sender->arrivals));
	row_uint(row, WHO_DUPLICATES, sender->arrivals.duplicates);
	row_uint(row, WHO_REORDERED, sender->arrivals.reordered);
	row_uint(row, WHO_FIRST, sender->arrivals.first);
	row_uint(row, WHO_LAST, sender->arrivals.highest);
}

static void put_senders(struct row *row, const struct senders *senders)
{
	const struct senders_sum sum = senders_sum(senders);

	row_empty(row, SUM_SENDERS);
	for (size_t i = 0; i < senders->count; i++)
		put_sender(row_object(row, SUM_SENDERS), &senders->item[i]);
	row_uint(row, SUM_LOST, sum.lost);
	row_uint(row, SUM_DUPLICATES, sum.duplicates);
	row_uint(row, SUM_REORDERED, sum.reordered);
}

void audiencerow_put_summary(struct row *row, const char *endpoint, const struct heard *heard,
			     int64_t elapsed_ns)
{
	row_text(row, SUM_ENDPOINT, endpoint);
	row_uint(row, SUM_RECEIVED, heard->received);
	row_uint(row, SUM_BYTES, heard->received_bytes);
	put_senders(row, &heard->senders);
	row_uint(row, SUM_FOREIGN, heard->foreign);
	row_uint(row, SUM_DROPS, heard->kernel_drops);
	row_uint(row, SUM_REPLIED, heard->replied);
	row_uint(row, SUM_UNANSWERED, heard->unanswered);
	row_uint(row, SUM_UNTRACKED, heard->untracked);
	row_ms(row, SUM_ELAPSED, (double)elapsed_ns);
}
