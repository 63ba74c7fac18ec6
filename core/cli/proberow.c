/* proberow -- what came of a probe as fields of records: of each answer, and of all of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/proberow.h"

#include "net/names.h"

/* clang-format off */
enum {
	ENDPOINT, TRANSPORT, FAMILY, SOCKTYPE, PROTOCOL, LOCAL, PEER, CONNECT, CONNS, CONNS_FAILED, CONNECT_AVG, CONNECT_MAX,
	SENT, RECEIVED, LOST, LOSS_PERCENT, IN_FLIGHT, LATE, DUPLICATES, REORDERED, MISMATCHED, STRANGERS, STRANGER, ERRORS,
	SENT_BYTES, RECEIVED_BYTES,
	RTT, RTT_MIN, RTT_AVG, RTT_MEDIAN, RTT_P95, RTT_P99, RTT_MAX, RTT_STDDEV, ELAPSED, MESSAGES_PER_S, THROUGHPUT,
	ICMP, ICMP_FROM, ICMP_TYPE, ICMP_CODE, MTU,
	REFLECTOR_AVG, FORWARD_MIN, FORWARD_AVG, FORWARD_MAX, BACKWARD_MIN, BACKWARD_AVG, BACKWARD_MAX, FORWARD_LOST, BACKWARD_LOST,
	SENDER_TTL, REFLECTOR_CLOCK, REFLECTOR_SYNC, REFLECTOR_ERROR, LOCAL_SYNC,
	SIZE, TRUE_SIZE, TRUNCATED, DATA, HISTOGRAM
};

enum { LOW, HIGH, COUNT };

static const struct field bin_fields[] = {
	[LOW] = FIELD("low_ms", FIELD_REAL, 0, UNIT_MS, "from this", NULL),
	[HIGH] = FIELD("high_ms", FIELD_REAL, 0, UNIT_MS, "to just below this", NULL),
	[COUNT] = FIELD("answers", FIELD_UINT, 0, 0, "so many round trips", NULL),
	{ 0 }
};
static const struct shape bin_shape = { bin_fields, "{low_ms}-{high_ms} {answers}" };

static const struct field result_fields[] = {
	[ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION, 0, "what was asked", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "tcp, udp, unix, unixgram or seqpacket", NULL),
	[FAMILY] = FIELD("family", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "AF_INET, AF_INET6 or AF_UNIX", NULL),
	[SOCKTYPE] = FIELD("socktype", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET", NULL),
	[PROTOCOL] = FIELD("protocol", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "IPPROTO_TCP or IPPROTO_UDP", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, FIELD_DETAIL, 0, "the own end of the first socket", NULL),
	[PEER] = FIELD("peer", FIELD_TEXT, FIELD_QUESTION, 0, "the address that was asked", NULL),
	[CONNECT] = FIELD("connect_ms", FIELD_REAL, 0, UNIT_MS, "how long the first connection took", NULL),
	[CONNS] = FIELD("conns", FIELD_UINT, FIELD_DETAIL, 0, "sockets, where there are several", NULL),
	[CONNS_FAILED] = FIELD("conns_failed", FIELD_UINT, FIELD_DETAIL, 0, "of them that could not connect, or failed later", NULL),
	[CONNECT_AVG] = FIELD("connect_avg_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the mean of all connections", NULL),
	[CONNECT_MAX] = FIELD("connect_max_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the slowest connection", NULL),
	[SENT] = FIELD("sent", FIELD_UINT, 0, 0, "messages", NULL),
	[RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "messages that were answered in time, right or wrong", NULL),
	[LOST] = FIELD("lost", FIELD_UINT, 0, 0, "messages that were not", NULL),
	[LOSS_PERCENT] = FIELD("loss_percent", FIELD_REAL, FIELD_DETAIL, 0, "their part of those sent", NULL),
	[IN_FLIGHT] = FIELD("in_flight", FIELD_UINT, FIELD_DETAIL, 0, "messages that still waited when it was stopped", NULL),
	[LATE] = FIELD("late", FIELD_UINT, FIELD_DETAIL, 0, "answers to messages that were lost by then", NULL),
	[DUPLICATES] = FIELD("duplicates", FIELD_UINT, 0, 0, "further answers to a message", NULL),
	[REORDERED] = FIELD("reordered", FIELD_UINT, 0, 0, "answers behind that to a later message", NULL),
	[MISMATCHED] = FIELD("mismatched", FIELD_UINT, 0, 0, "answers that are not what was sent", NULL),
	[STRANGERS] = FIELD("strangers", FIELD_UINT, FIELD_DETAIL, 0, "datagrams from elsewhere: no answers", NULL),
	[STRANGER] = FIELD("stranger", FIELD_TEXT, FIELD_DETAIL, 0, "where the last of them came from", NULL),
	[ERRORS] = FIELD("errors", FIELD_UINT, FIELD_DETAIL, 0, "ICMP errors that came back", NULL),
	[SENT_BYTES] = FIELD("sent_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of all messages", NULL),
	[RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of all that came", NULL),
	[RTT] = FIELD("rtt_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the round trip of the last answer that was right", NULL),
	[RTT_MIN] = FIELD("rtt_min_ms", FIELD_REAL, 0, UNIT_MS, "the fastest round trip", NULL),
	[RTT_AVG] = FIELD("rtt_avg_ms", FIELD_REAL, 0, UNIT_MS, "the mean", NULL),
	[RTT_MEDIAN] = FIELD("rtt_median_ms", FIELD_REAL, 0, UNIT_MS, "half are faster", NULL),
	[RTT_P95] = FIELD("rtt_p95_ms", FIELD_REAL, 0, UNIT_MS, "95 in 100 are faster", NULL),
	[RTT_P99] = FIELD("rtt_p99_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "99 in 100 are faster", NULL),
	[RTT_MAX] = FIELD("rtt_max_ms", FIELD_REAL, 0, UNIT_MS, "the slowest", NULL),
	[RTT_STDDEV] = FIELD("rtt_stddev_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the standard deviation; unset for a single one", NULL),
	[ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "from the first message to the last answer", NULL),
	[MESSAGES_PER_S] = FIELD("messages_per_s", FIELD_REAL, FIELD_DETAIL, 0, "answers in a second; unset where messages were paced", NULL),
	[THROUGHPUT] = FIELD("throughput_bytes_per_s", FIELD_REAL, FIELD_DETAIL, UNIT_BYTES, "bytes of answers in a second; the same", NULL),
	[ICMP] = FIELD("icmp", FIELD_TEXT, FIELD_DETAIL, 0, "the last ICMP error, such as port_unreachable", NULL),
	[ICMP_FROM] = FIELD("icmp_from", FIELD_ADDRESS, FIELD_DETAIL, 0, "who sent it", NULL),
	[ICMP_TYPE] = FIELD("icmp_type", FIELD_UINT, FIELD_DETAIL, 0, "its type", NULL),
	[ICMP_CODE] = FIELD("icmp_code", FIELD_UINT, FIELD_DETAIL, 0, "its code", NULL),
	[MTU] = FIELD("mtu", FIELD_UINT, FIELD_DETAIL, 0, "the bytes that would have fit, where it says so", NULL),
	[REFLECTOR_AVG] = FIELD("reflector_avg_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "--stamp: the reflector's own time, which rtt is without", NULL),
	[FORWARD_MIN] = FIELD("forward_min_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "--stamp: there, by the clocks of both ends", NULL),
	[FORWARD_AVG] = FIELD("forward_avg_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the mean", NULL),
	[FORWARD_MAX] = FIELD("forward_max_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the slowest", NULL),
	[BACKWARD_MIN] = FIELD("backward_min_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "--stamp: back, by the clocks of both ends", NULL),
	[BACKWARD_AVG] = FIELD("backward_avg_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the mean", NULL),
	[BACKWARD_MAX] = FIELD("backward_max_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "the slowest", NULL),
	[FORWARD_LOST] = FIELD("forward_lost", FIELD_UINT, FIELD_DETAIL, 0, "--stamp: lost on the way there, where the reflector counts", NULL),
	[BACKWARD_LOST] = FIELD("backward_lost", FIELD_UINT, FIELD_DETAIL, 0, "--stamp: lost on the way back, where the reflector counts", NULL),
	[SENDER_TTL] = FIELD("sender_ttl", FIELD_UINT, FIELD_DETAIL, 0, "--stamp: the TTL that the last packet arrived with; 255: not known", NULL),
	[REFLECTOR_CLOCK] = FIELD("reflector_clock", FIELD_TEXT, FIELD_DETAIL, 0, "--stamp: ntp, or ptp, which has no one-way times", NULL),
	[REFLECTOR_SYNC] = FIELD("reflector_synchronized", FIELD_BOOL, FIELD_DETAIL, 0, "--stamp: whether it says that its clock is kept right", NULL),
	[REFLECTOR_ERROR] = FIELD("reflector_error_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "--stamp: how far off it says to be at most; unset: no idea", NULL),
	[LOCAL_SYNC] = FIELD("local_synchronized", FIELD_BOOL, FIELD_DETAIL, 0, "--stamp: whether the clock of this machine is kept right", NULL),
	[SIZE] = FIELD("size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of data", NULL),
	[TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of the last answer", NULL),
	[TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "whether that is more", NULL),
	[DATA] = FIELD("data", FIELD_DATA, FIELD_DETAIL, 0, "the last answer, its first 64 KiB", NULL),
	[HISTOGRAM] = FIELD("rtt_histogram", FIELD_OBJECT, FIELD_LIST | FIELD_BARS | FIELD_DETAIL, 0, "--histogram: how many round trips took how long", &bin_shape),
	{ 0 }
};

#define RESULT_TEXT \
	"{endpoint}: {sent} sent, {received} received, {lost} lost[+, {in_flight} in flight][+, {late} too late]" \
	"[+, {duplicates} twice][+, {reordered} out of order][+, {mismatched} wrong][+, {strangers} from elsewhere]" \
	"[+, {errors} by ICMP][+, {conns_failed} of {conns} sockets failed]\n" \
	"[connect {connect_ms} ms][, mean {connect_avg_ms}, max {connect_max_ms}]\n" \
	"[rtt min {rtt_min_ms}, avg {rtt_avg_ms}, median {rtt_median_ms}, p95 {rtt_p95_ms}, p99 {rtt_p99_ms}, max {rtt_max_ms}, stddev {rtt_stddev_ms} ms]\n" \
	"[there min {forward_min_ms}, avg {forward_avg_ms}, max {forward_max_ms} ms][; lost there {forward_lost}]\n" \
	"[back min {backward_min_ms}, avg {backward_avg_ms}, max {backward_max_ms} ms][; lost back {backward_lost}]\n" \
	"[reflector avg {reflector_avg_ms} ms][, {reflector_clock} clock][, synchronized {reflector_synchronized}][, ours {local_synchronized}]\n" \
	"[{messages_per_s} messages/s, {throughput_bytes_per_s} bytes/s, for {elapsed_ms} ms]"

enum {
	E_EVENT, E_CONN, E_SEQ, E_PEER, E_SIZE, E_TRUE_SIZE, E_TTL, E_RTT, E_ICMP, E_ICMP_FROM, E_ICMP_TYPE, E_ICMP_CODE, E_MTU,
	E_FORWARD, E_BACKWARD, E_REFLECTOR, E_REFLECTOR_SEQ, E_SENDER_TTL, E_NOTE, E_DATA
};

static const struct field event_fields[] = {
	[E_EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "reply, wrong, duplicate, late, lost, icmp or stranger", NULL),
	[E_CONN] = FIELD("conn", FIELD_UINT, 0, 0, "number of the socket, where there are several", NULL),
	[E_SEQ] = FIELD("seq", FIELD_UINT, 0, 0, "number of the message; unset where it cannot be told", NULL),
	[E_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "who sent the answer", NULL),
	[E_SIZE] = FIELD("size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of the answer, as far as it is here", NULL),
	[E_TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the answer", NULL),
	[E_TTL] = FIELD("ttl", FIELD_UINT, 0, 0, "the TTL or hop limit that it arrived with", NULL),
	[E_RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "round trip", NULL),
	[E_ICMP] = FIELD("icmp", FIELD_TEXT, FIELD_DETAIL, 0, "an ICMP error, such as port_unreachable", NULL),
	[E_ICMP_FROM] = FIELD("icmp_from", FIELD_ADDRESS, FIELD_DETAIL, 0, "who sent it", NULL),
	[E_ICMP_TYPE] = FIELD("icmp_type", FIELD_UINT, FIELD_DETAIL, 0, "its type", NULL),
	[E_ICMP_CODE] = FIELD("icmp_code", FIELD_UINT, FIELD_DETAIL, 0, "its code", NULL),
	[E_MTU] = FIELD("mtu", FIELD_UINT, FIELD_DETAIL, 0, "the bytes that would have fit", NULL),
	[E_FORWARD] = FIELD("forward_ms", FIELD_REAL, 0, UNIT_MS, "--stamp: there, by the clocks of both ends", NULL),
	[E_BACKWARD] = FIELD("backward_ms", FIELD_REAL, 0, UNIT_MS, "--stamp: back", NULL),
	[E_REFLECTOR] = FIELD("reflector_ms", FIELD_REAL, 0, UNIT_MS, "--stamp: the reflector's own time, which rtt is without", NULL),
	[E_REFLECTOR_SEQ] = FIELD("reflector_seq", FIELD_UINT, FIELD_DETAIL, 0, "--stamp: the reflector's number", NULL),
	[E_SENDER_TTL] = FIELD("sender_ttl", FIELD_UINT, FIELD_DETAIL, 0, "--stamp: the TTL that the packet arrived there with", NULL),
	[E_NOTE] = FIELD("note", FIELD_TEXT, 0, 0, "what is wrong with it", NULL),
	[E_DATA] = FIELD("data", FIELD_DATA, 0, 0, "the answer; unset where it is a pattern that came back right", NULL),
	{ 0 }
};

#define EVENT_TEXT \
	"[{true_size_bytes} byte{s} from {peer} ][conn={conn} ][seq={seq}][ ttl={ttl}][ rtt={rtt_ms} ms]" \
	"[ there={forward_ms} back={backward_ms} ms][, {note}][: {data}]"

const struct record_type proberow_types[] = {
	[PROBEROW_RESULT] = { "result", "what came of an address", { result_fields, RESULT_TEXT } },
	[PROBEROW_EVENT] = { "event", "an answer, or what came instead; in a flood with --verbose", { event_fields, EVENT_TEXT } },
	{ 0 }
};
/* clang-format on */

void proberow_put_endpoint(struct row *row, const char *endpoint, const struct sock_addr *to,
			   enum transport transport)
{
	row_text(row, ENDPOINT, endpoint);
	row_text(row, TRANSPORT, name_word(endpoint_transports, transport));
	if (to->size == 0)
		return;
	row_text(row, FAMILY, name_word(names_family, sock_addr_family(to)));
	row_text(row, SOCKTYPE, name_word(names_socktype, sock_type(transport)));
	if (transport == TRANSPORT_TCP)
		row_text(row, PROTOCOL, "IPPROTO_TCP");
	if (transport == TRANSPORT_UDP)
		row_text(row, PROTOCOL, "IPPROTO_UDP");
	row_sock_addr(row, PEER, transport, to);
}

static void put_counts(struct row *row, const struct probe *probe)
{
	const struct probe_counts *counts = &probe->counts;
	const struct {
		unsigned field;
		uint64_t count;
	} columns[] = {
		{ SENT, counts->sent },
		{ RECEIVED, counts->received },
		{ LOST, counts->lost },
		{ IN_FLIGHT, probe->in_flight },
		{ LATE, counts->late },
		{ DUPLICATES, counts->duplicates },
		{ REORDERED, counts->reordered },
		{ MISMATCHED, counts->mismatched },
		{ STRANGERS, counts->strangers },
		{ ERRORS, counts->errors },
		{ SENT_BYTES, counts->sent_bytes },
		{ RECEIVED_BYTES, counts->received_bytes },
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		row_uint(row, columns[i].field, columns[i].count);
	if (probe->plan.conns > 1) {
		row_uint(row, CONNS, probe->plan.conns);
		row_uint(row, CONNS_FAILED, counts->failed);
	}
	if (counts->sent > 0)
		row_real(row, LOSS_PERCENT, 100.0 * (double)counts->lost / (double)counts->sent);
	if (counts->strangers > 0)
		row_sock_addr(row, STRANGER, probe->plan.transport, &probe->stranger);
}

static void put_connects(struct row *row, const struct probe *probe)
{
	const struct spread *connect = &probe->connect;

	if (probe->local.size > 0)
		row_sock_addr(row, LOCAL, probe->plan.transport, &probe->local);
	if (connect->count == 0)
		return;
	row_ms(row, CONNECT, (double)probe->connect_ns);
	if (probe->plan.conns < 2)
		return;
	row_ms(row, CONNECT_AVG, connect->mean);
	row_ms(row, CONNECT_MAX, (double)connect->max);
}

static void put_times(struct row *row, struct probe *probe)
{
	struct stats *rtt = &probe->rtt;
	const struct {
		unsigned field;
		double q;
	} quantiles[] = { { RTT_MEDIAN, 0.5 }, { RTT_P95, 0.95 }, { RTT_P99, 0.99 } };

	if (rtt->spread.count == 0)
		return;
	row_ms(row, RTT, (double)probe->last_rtt_ns);
	row_ms(row, RTT_MIN, (double)rtt->spread.min);
	row_ms(row, RTT_AVG, rtt->spread.mean);
	row_ms(row, RTT_MAX, (double)rtt->spread.max);
	if (rtt->spread.count > 1)
		row_ms(row, RTT_STDDEV, spread_deviation(&rtt->spread));
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++)
		row_ms(row, quantiles[i].field, stats_quantile(rtt, quantiles[i].q));
}

static void put_rates(struct row *row, const struct probe *probe)
{
	const struct probe_counts *counts = &probe->counts;
	double seconds = (double)(probe->last_ns - probe->first_ns) / NS_PER_S;

	if (probe->first_ns == 0 || probe->last_ns == 0)
		return;
	row_real(row, ELAPSED, seconds * 1000);
	if (probe->plan.interval_ns != 0 || counts->received < 2 || seconds <= 0)
		return;
	row_real(row, MESSAGES_PER_S, (double)counts->received / seconds);
	row_real(row, THROUGHPUT, (double)counts->received_bytes / seconds);
}

static void put_trouble(struct row *row, unsigned first, const struct trouble *trouble)
{
	if (trouble->number == 0)
		return;
	if (trouble->is_icmp) {
		row_text(row, first, trouble_word(trouble));
		row_addr(row, first + 1, &trouble->offender);
		row_uint(row, first + 2, trouble->type);
		row_uint(row, first + 3, trouble->code);
	}
	if (trouble->mtu)
		row_uint(row, first + 4, trouble->mtu);
}

static void put_spread(struct row *row, unsigned first, const struct spread *spread)
{
	if (spread->count == 0)
		return;
	row_ms(row, first, (double)spread->min);
	row_ms(row, first + 1, spread->mean);
	row_ms(row, first + 2, (double)spread->max);
}

/* Without a loss nothing was lost on either way; else only a reflector that counts can tell. */
static void put_stamp_loss(struct row *row, const struct probe *probe)
{
	uint64_t forward = 0, backward = 0;

	if (probe->counts.lost > 0 && !stamp_measure_loss(&probe->stamp, &forward, &backward))
		return;
	row_uint(row, FORWARD_LOST, forward);
	row_uint(row, BACKWARD_LOST, backward);
}

static void put_stamp(struct row *row, const struct probe *probe)
{
	const struct stamp_measure *stamp = &probe->stamp;
	uint64_t unused;

	if (!probe->plan.stamp || stamp->count == 0)
		return;
	row_ms(row, REFLECTOR_AVG, stamp->reflector.mean);
	put_spread(row, FORWARD_MIN, &stamp->forward);
	put_spread(row, BACKWARD_MIN, &stamp->backward);
	put_stamp_loss(row, probe);
	row_uint(row, SENDER_TTL, (uint64_t)stamp->sender_ttl);
	row_text(row, REFLECTOR_CLOCK, stamp->clock.ptp ? "ptp" : "ntp");
	row_bool(row, REFLECTOR_SYNC, stamp->clock.synchronized);
	if (stamp->clock.error_ns != UINT64_MAX)
		row_ms(row, REFLECTOR_ERROR, (double)stamp->clock.error_ns);
	row_bool(row, LOCAL_SYNC, clock_wall_synchronized(&unused));
}

static void put_last(struct row *row, struct probe *probe)
{
	size_t size, true_size;
	const char *data;

	if (!row_wants(row, DATA) && !row_wants(row, SIZE) && !row_wants(row, TRUE_SIZE) &&
	    !row_wants(row, TRUNCATED))
		return;
	if (!probe_last_answer(probe, &data, &size, &true_size))
		return;
	row_bytes(row, DATA, data, size);
	row_uint(row, SIZE, size);
	row_uint(row, TRUE_SIZE, true_size);
	row_bool(row, TRUNCATED, size < true_size);
}

static void put_histogram(struct row *row, struct probe *probe)
{
	struct bin bin[16];
	size_t count = stats_bins(&probe->rtt, bin, sizeof(bin) / sizeof(bin[0]));

	row_empty(row, HISTOGRAM);
	for (size_t i = 0; i < count; i++) {
		struct row *object = row_object(row, HISTOGRAM);

		row_ms(object, LOW, (double)bin[i].low);
		row_ms(object, HIGH, (double)bin[i].high);
		row_uint(object, COUNT, bin[i].count);
	}
}

void proberow_put_result(struct row *row, struct probe *probe, bool histogram)
{
	put_counts(row, probe);
	put_connects(row, probe);
	put_times(row, probe);
	put_rates(row, probe);
	put_trouble(row, ICMP, &probe->trouble);
	put_stamp(row, probe);
	put_last(row, probe);
	if (histogram)
		put_histogram(row, probe);
}

/* ---- one answer ----------------------------------------------------------------------------- */

static void put_note(struct row *row, const struct probe *probe, const struct probe_event *event)
{
	struct buf text = { 0 };

	switch (event->step) {
	case PROBE_REPLY:
		break;
	case PROBE_WRONG:
	case PROBE_ERROR:
		buf_puts(&text, event->err ? event->err->text : "");
		break;
	case PROBE_DUPLICATE:
		buf_puts(&text, "duplicate");
		break;
	case PROBE_LATE:
		buf_puts(&text, "too late");
		break;
	case PROBE_LOST:
		buf_puts(&text, "no answer within ");
		probe_put_span(&text, probe->plan.timeout_ns);
		break;
	case PROBE_STRANGER:
		buf_puts(&text, "was not asked");
		break;
	}
	row_part(row, E_NOTE, &text);
}

static void put_legs(struct row *row, const struct stamp_legs *legs)
{
	if (!legs)
		return;
	row_ms(row, E_REFLECTOR, (double)legs->reflector_ns);
	row_uint(row, E_REFLECTOR_SEQ, legs->reflector_seq);
	row_uint(row, E_SENDER_TTL, (uint64_t)legs->sender_ttl);
	if (!legs->has_one_way)
		return;
	row_ms(row, E_FORWARD, (double)legs->forward_ns);
	row_ms(row, E_BACKWARD, (double)legs->backward_ns);
}

static void put_answer(struct row *row, const struct probe *probe, const struct probe_event *event,
		       bool data)
{
	if (!event->data)
		return;
	row_sock_addr(row, E_PEER, probe->plan.transport,
		      event->from ? event->from : &probe->plan.to);
	row_uint(row, E_TRUE_SIZE, event->true_size);
	row_uint(row, E_SIZE, event->size);
	if (data || event->step == PROBE_WRONG)
		row_bytes(row, E_DATA, event->data, event->size);
}

void proberow_put_event(struct row *row, const struct probe *probe, const struct probe_event *event,
			bool data)
{
	row_text(row, E_EVENT, name_word(probe_steps, (long)event->step));
	if (probe->plan.conns > 1)
		row_uint(row, E_CONN, event->conn);
	if (event->has_seq)
		row_uint(row, E_SEQ, event->seq);
	if (event->ttl >= 0)
		row_uint(row, E_TTL, (uint64_t)event->ttl);
	if (event->rtt_ns >= 0)
		row_ms(row, E_RTT, (double)event->rtt_ns);
	if (event->trouble)
		put_trouble(row, E_ICMP, event->trouble);
	put_answer(row, probe, event, data);
	put_legs(row, event->legs);
	put_note(row, probe, event);
}
