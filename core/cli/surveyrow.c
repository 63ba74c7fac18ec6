/* surveyrow -- what was sent to a multicast group and who answered, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/surveyrow.h"

#include "base/clock.h"
#include "cli/gramrow.h"
#include "net/calls.h"

/* clang-format off */
enum { RTT = GRAMROW_END, LOCAL };

const struct field surveyrow_result_fields[] = {
	GRAMROW_FIELDS,
	[RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "since the message that it answers was sent", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, FIELD_DETAIL, 0, "our endpoint that it came to", NULL),
	{ 0 }
};

enum { EVENT_TIME, EVENT, EVENT_PEER, EVENT_SEQUENCE, EVENT_SIZE, EVENT_RTT, EVENT_REASON, EVENT_DATA };

const struct field surveyrow_event_fields[] = {
	[EVENT_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when it was, RFC 3339", NULL),
	[EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "sent, unsent, replied", NULL),
	[EVENT_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "whom it was sent to or came from", NULL),
	[EVENT_SEQUENCE] = FIELD("sequence", FIELD_UINT, 0, 0, "which message, from 1; of an answer the one answered", NULL),
	[EVENT_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of it", NULL),
	[EVENT_RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "of an answer", NULL),
	[EVENT_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "why it was not sent", NULL),
	[EVENT_DATA] = FIELD("data", FIELD_DATA, 0, 0, "of an answer", NULL),
	{ 0 }
};

enum { WHO_PEER, WHO_REPLIES, WHO_LOST, WHO_LEAST, WHO_MEAN, WHO_MOST };

static const struct field answer_fields[] = {
	[WHO_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "its endpoint", NULL),
	[WHO_REPLIES] = FIELD("replies", FIELD_UINT, 0, 0, "of it", NULL),
	[WHO_LOST] = FIELD("lost", FIELD_UINT, 0, 0, "numbers that it left out", NULL),
	[WHO_LEAST] = FIELD("rtt_min_ms", FIELD_REAL, 0, UNIT_MS, "fastest", NULL),
	[WHO_MEAN] = FIELD("rtt_avg_ms", FIELD_REAL, 0, UNIT_MS, "mean", NULL),
	[WHO_MOST] = FIELD("rtt_max_ms", FIELD_REAL, 0, UNIT_MS, "slowest", NULL),
	{ 0 }
};

static const struct shape answer_shape = { answer_fields, "{replies} from {peer}" };

enum { SUM_ENDPOINT, SUM_INTERFACE, SUM_LOCAL, SUM_TTL, SUM_LOOP, SUM_SENDER, SUM_SENT, SUM_BYTES, SUM_UNSENT,
       SUM_REPLIES, SUM_RESPONDERS, SUM_LOST, SUM_DROPS, SUM_LEAST, SUM_MEAN, SUM_MOST, SUM_ANSWERS, SUM_UNTRACKED, SUM_ELAPSED };

const struct field surveyrow_summary_fields[] = {
	[SUM_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, 0, 0, "the group and port", NULL),
	[SUM_INTERFACE] = FIELD("interface", FIELD_TEXT, 0, 0, "where it went out: the one named, or the kernel's choice", NULL),
	[SUM_LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "our endpoint", NULL),
	[SUM_TTL] = FIELD("ttl", FIELD_UINT, 0, 0, "TTL or hop limit that it was sent with", NULL),
	[SUM_LOOP] = FIELD("loop", FIELD_BOOL, FIELD_DETAIL, 0, "members on this host hear it too", NULL),
	[SUM_SENDER] = FIELD("sender", FIELD_TEXT, 0, 0, "in numbered messages: this run", NULL),
	[SUM_SENT] = FIELD("sent", FIELD_UINT, 0, 0, "messages", NULL),
	[SUM_BYTES] = FIELD("sent_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "in them", NULL),
	[SUM_UNSENT] = FIELD("unsent", FIELD_UINT, 0, 0, "messages that the kernel did not take", NULL),
	[SUM_REPLIES] = FIELD("replies", FIELD_UINT, 0, 0, "answers of all", NULL),
	[SUM_RESPONDERS] = FIELD("responders", FIELD_UINT, 0, 0, "endpoints that answered", NULL),
	[SUM_LOST] = FIELD("lost", FIELD_UINT, 0, 0, "numbers that those who bring them back left out", NULL),
	[SUM_DROPS] = FIELD("kernel_drops", FIELD_UINT, 0, 0, "answers that the kernel had no room for", NULL),
	[SUM_LEAST] = FIELD("rtt_min_ms", FIELD_REAL, 0, UNIT_MS, "fastest answer", NULL),
	[SUM_MEAN] = FIELD("rtt_avg_ms", FIELD_REAL, 0, UNIT_MS, "mean", NULL),
	[SUM_MOST] = FIELD("rtt_max_ms", FIELD_REAL, 0, UNIT_MS, "slowest", NULL),
	[SUM_ANSWERS] = FIELD("answers", FIELD_OBJECT, FIELD_LIST, 0, "who answered how often and how fast", &answer_shape),
	[SUM_UNTRACKED] = FIELD("untracked", FIELD_UINT, FIELD_DETAIL, 0, "answers of responders beyond the first 1,024", NULL),
	[SUM_ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "with the wait for answers", NULL),
	{ 0 }
};
/* clang-format on */

/* Our end: where the socket is bound to no address, the one that the kernel takes. */
static void put_local(struct row *row, unsigned field, const struct survey *survey,
		      const struct addr *own)
{
	struct sock_addr local;
	struct addr bound = { 0 };
	uint16_t port = 0;

	sock_addr_local(&local, survey->watch.fd);
	if (!sock_addr_ip(&bound, &port, &local))
		return;
	sock_addr_set(&local, addr_is_wildcard(&bound) && own->family ? own : &bound, port);
	gramrow_put_peer(row, field, &local);
}

void surveyrow_put_answer(struct row *row, const char *endpoint, const struct survey *survey,
			  const struct survey_event *event)
{
	const struct datagram *datagram = event->datagram;
	char name[IF_NAMESIZE];

	row_text(row, GRAMROW_ENDPOINT, endpoint);
	gramrow_put(row, datagram);
	gramrow_put_sequence(row, event->sequence);
	if (call_if_indextoname(datagram->index, name))
		row_text(row, GRAMROW_INTERFACE, name);
	put_local(row, LOCAL, survey, &datagram->to);
	if (event->rtt_ns >= 0)
		row_ms(row, RTT, (double)event->rtt_ns);
}

void surveyrow_put_step(struct row *row, const struct survey *survey,
			const struct survey_event *event)
{
	const struct datagram *datagram = event->datagram;

	row_time(row, EVENT_TIME, datagram ? datagram->wall_ns : clock_wall_ns());
	row_text(row, EVENT, name_word(survey_steps, (long)event->step));
	gramrow_put_peer(row, EVENT_PEER, datagram ? &datagram->from : &survey->plan.to);
	if (event->number)
		row_uint(row, EVENT_SEQUENCE, event->number);
	row_uint(row, EVENT_SIZE, datagram ? datagram->size : event->size);
	if (datagram && event->rtt_ns >= 0)
		row_ms(row, EVENT_RTT, (double)event->rtt_ns);
	row_text(row, EVENT_REASON, event->error ? err_name(event->error) : NULL);
	if (datagram)
		row_bytes(row, EVENT_DATA, datagram->data, datagram->size);
}

static void put_trips(struct row *row, unsigned least, unsigned mean, unsigned most,
		      const struct trips *trips)
{
	if (trips->count == 0)
		return;
	row_ms(row, least, (double)trips->least_ns);
	row_ms(row, mean, (double)trips->sum_ns / (double)trips->count);
	row_ms(row, most, (double)trips->most_ns);
}

static void put_answers(struct row *row, const struct senders *answers)
{
	row_empty(row, SUM_ANSWERS);
	for (size_t i = 0; i < answers->count; i++) {
		const struct sender *sender = &answers->item[i];
		struct row *object = row_object(row, SUM_ANSWERS);

		gramrow_put_peer(object, WHO_PEER, &sender->peer);
		row_uint(object, WHO_REPLIES, sender->received);
		if (sender->arrivals.begun)
			row_uint(object, WHO_LOST, arrivals_lost(&sender->arrivals));
		put_trips(object, WHO_LEAST, WHO_MEAN, WHO_MOST, &sender->trips);
	}
}

void surveyrow_put_summary(struct row *row, const char *endpoint, const struct group_way *way,
			   const struct survey *survey, int64_t elapsed_ns)
{
	row_text(row, SUM_ENDPOINT, endpoint);
	row_text(row, SUM_INTERFACE, way->interface);
	put_local(row, SUM_LOCAL, survey, &way->source);
	row_uint(row, SUM_TTL, (uint64_t)survey->plan.sender.ttl);
	row_bool(row, SUM_LOOP, survey->plan.sender.loop);
	if (survey->plan.numbered)
		gramrow_put_sender(row, SUM_SENDER, survey->id);
	row_uint(row, SUM_SENT, survey->sent);
	row_uint(row, SUM_BYTES, survey->sent_bytes);
	row_uint(row, SUM_UNSENT, survey->unsent);
	row_uint(row, SUM_REPLIES, survey->replies);
	row_uint(row, SUM_RESPONDERS, survey->answers.count);
	row_uint(row, SUM_LOST, senders_sum(&survey->answers).lost);
	row_uint(row, SUM_DROPS, survey->kernel_drops);
	put_trips(row, SUM_LEAST, SUM_MEAN, SUM_MOST, &survey->trips);
	put_answers(row, &survey->answers);
	row_uint(row, SUM_UNTRACKED, survey->untracked);
	row_ms(row, SUM_ELAPSED, (double)elapsed_ns);
}
