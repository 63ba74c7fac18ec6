/* survey -- sends messages to a multicast group and collects who answers, and how fast. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/survey.h"

#include <errno.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/random.h"
#include "net/calls.h"
#include "net/iface.h"
#include "net/multicast.h"

enum { BATCH = 64, BURST = 64, LATE_MS = 100, BUFFER = 4 << 20 };

const struct name survey_steps[] = {
	NAME("sent", SURVEY_SENT, ""),
	NAME("unsent", SURVEY_UNSENT, ""),
	NAME("answered", SURVEY_ANSWERED, ""),
	NAME("replied", SURVEY_REPLIED, ""),
	NAMES_END,
};

/* ---- answers ------------------------------------------------------------------------------ */

/* The moment on our clock when the kernel got it: what lay in the queue has waited. */
static int64_t arrived_ns(const struct datagram *datagram)
{
	int64_t now_ns = clock_now_ns();
	int64_t queued_ns = datagram->wall_ns ? clock_wall_ns() - datagram->wall_ns : 0;

	return queued_ns > 0 && queued_ns < NS_PER_S ? now_ns - queued_ns : now_ns;
}

static bool is_remembered(const struct survey *survey, uint64_t number)
{
	return number > 0 && number <= survey->sent && survey->sent - number < SURVEY_REMEMBERED;
}

/* The message that an answer is to: its number where it was brought back, else the last one that
 * had been sent by then. 0: none that is known. */
static uint64_t message_of(const struct survey *survey, const struct sequence *sequence,
			   int64_t at_ns)
{
	uint64_t number = survey->sent;

	if (sequence)
		return is_remembered(survey, sequence->number) ? sequence->number : 0;
	while (is_remembered(survey, number) && survey->sent_ns[number % SURVEY_REMEMBERED] > at_ns)
		number--;
	return is_remembered(survey, number) ? number : 0;
}

/* One more answer of SENDER. What was never sent is no number that he brings back. */
static void count(struct sender *sender, struct survey_event *event)
{
	uint64_t missing;

	if (event->rtt_ns >= 0)
		trips_add(&sender->trips, event->rtt_ns);
	if (event->sequence)
		arrivals_add(&sender->arrivals, event->sequence->number, &missing);
	if (sender->received++ == 0)
		event->step = SURVEY_ANSWERED;
}

static void take(struct survey *survey, const struct datagram *datagram)
{
	struct survey_event event = { .step = SURVEY_REPLIED, .datagram = datagram, .rtt_ns = -1 };
	int64_t at_ns = arrived_ns(datagram);
	struct sequence sequence;
	struct sender *sender;

	if (sequence_read(&sequence, datagram->data, datagram->size) &&
	    sequence.sender == survey->id && sequence.number > 0 && sequence.number <= survey->sent)
		event.sequence = &sequence;
	event.number = message_of(survey, event.sequence, at_ns);
	if (event.number)
		event.rtt_ns = at_ns - survey->sent_ns[event.number % SURVEY_REMEMBERED];
	survey->replies++;
	if (event.rtt_ns >= 0)
		trips_add(&survey->trips, event.rtt_ns);
	sender = senders_find(&survey->answers, &datagram->from, NULL);
	if (sender)
		count(sender, &event);
	else
		survey->untracked++;
	survey->tell(survey, &event);
}

static void take_batch(struct survey *survey)
{
	struct datagram datagram;

	datagrams_receive(&survey->batch, survey->watch.fd);
	for (unsigned i = 0; i < survey->batch.count; i++) {
		datagrams_get(&datagram, &survey->batch, i);
		take(survey, &datagram);
	}
}

/* ---- messages ----------------------------------------------------------------------------- */

/* Why nothing can be sent out of an interface is told better by a look at it. */
static bool send_failed(const struct survey *survey, size_t size, int number, struct err *err)
{
	bool is_route = number == ENETUNREACH || number == EADDRNOTAVAIL || number == EHOSTUNREACH;
	const struct iface *iface = NULL;
	struct multicast multicast = { .can = true };
	struct ifaces ifaces = { 0 };
	struct err ignored;

	if (is_route && ifaces_read(&ifaces, &ignored))
		iface = ifaces_find_index(&ifaces, survey->plan.sender.index);
	if (iface &&
	    multicast_check(&multicast, iface, sock_addr_family(&survey->plan.to), &ignored) &&
	    !multicast.can) {
		err_set(err, STATUS_NO_ROUTE, "cannot send out of %s: %s", iface->name,
			multicast.why);
		err->number = number;
	} else {
		datagram_send_failed(size, &survey->plan.to, number, err);
	}
	ifaces_free(&ifaces);
	return false;
}

static bool put_message(struct survey *survey, uint64_t number)
{
	struct sequence sequence = { survey->id, number };

	buf_clear(&survey->text);
	if (survey->plan.numbered)
		sequence_put(&survey->text, &sequence);
	if (survey->plan.numbered && survey->plan.size > 0)
		buf_putc(&survey->text, ' ');
	buf_put(&survey->text, survey->plan.message, survey->plan.size);
	return !survey->text.failed;
}

static void note_unsent(struct survey *survey, int number)
{
	struct survey_event event = { .step = SURVEY_UNSENT,
				      .number = survey->sent + 1,
				      .size = survey->text.size,
				      .error = number };

	survey->unsent++;
	survey->unsent_error = number;
	survey->tell(survey, &event);
}

/* One message. False where the kernel takes no more now. What fails before anything was sent ends
 * it all. */
static bool send_one(struct survey *survey)
{
	uint64_t number = survey->sent + 1;
	struct survey_event event = { .step = SURVEY_SENT, .number = number };
	struct err err = { 0 };
	bool whole = put_message(survey, number);

	survey->sent_ns[number % SURVEY_REMEMBERED] = clock_now_ns();
	if (!whole || !datagram_send(survey->watch.fd, survey->text.data, survey->text.size,
				     &survey->plan.to, NULL, 0)) {
		int error = whole ? errno : ENOMEM;

		if (error == EAGAIN || error == EWOULDBLOCK)
			return false;
		if (survey->sent == 0) {
			send_failed(survey, survey->text.size, error, &err);
			survey->over(survey, &err);
		} else {
			note_unsent(survey, error);
		}
		return true;
	}
	survey->sent++;
	survey->sent_bytes += event.size = survey->text.size;
	survey->tell(survey, &event);
	return true;
}

static bool is_all_sent(const struct survey *survey, int64_t now_ns)
{
	const struct survey_plan *plan = &survey->plan;

	return (plan->count > 0 && survey->sent + survey->unsent >= plan->count) ||
	       (survey->end_ns > 0 && now_ns >= survey->end_ns);
}

/* What is due. A sender that was held up does not make up for more than a moment of it. */
static void send_due(struct survey *survey)
{
	int64_t now_ns = clock_now_ns();

	if (survey->due_ns < now_ns - (int64_t)LATE_MS * NS_PER_MS)
		survey->due_ns = now_ns - (int64_t)LATE_MS * NS_PER_MS;
	for (int i = 0; i < BURST && survey->due_ns <= now_ns && !survey->loop->stopped &&
			!is_all_sent(survey, now_ns);
	     i++) {
		if (!send_one(survey)) {
			survey->blocked = true;
			return;
		}
		survey->due_ns += survey->plan.interval_ns;
	}
}

/* ---- in the loop -------------------------------------------------------------------------- */

/* When there is something to do again without an answer; 0: the socket will tell. */
static int64_t next_ns(const struct survey *survey)
{
	struct deadline end = { survey->end_ns }, due = { survey->due_ns };

	return survey->collecting || survey->blocked ? end.at_ns : deadline_earlier(due, end).at_ns;
}

static void go_on(struct survey *survey)
{
	struct err err = { 0 };
	int64_t now_ns;

	if (!survey->blocked)
		send_due(survey);
	now_ns = clock_now_ns();
	if (is_all_sent(survey, now_ns)) {
		survey->collecting = true;
		survey->blocked = false;
		survey->end_ns = now_ns + survey->plan.wait_ns;
	}
	timer_set(survey->loop, &survey->timer, (struct deadline){ next_ns(survey) });
	if (!loop_watch(survey->loop, &survey->watch,
			survey->blocked ? EPOLLIN | EPOLLOUT : EPOLLIN, &err))
		survey->over(survey, &err);
}

static void be_due(struct timer *timer)
{
	struct survey *survey = OWNER(timer, struct survey, timer);

	if (survey->collecting)
		survey->over(survey, NULL);
	else
		go_on(survey);
}

static void be_ready(struct watch *watch, uint32_t events)
{
	struct survey *survey = OWNER(watch, struct survey, watch);

	if (events & EPOLLIN)
		take_batch(survey);
	if (events & EPOLLOUT && survey->blocked) {
		survey->blocked = false;
		go_on(survey);
	}
}

/* What --sockopt asks for is set last, so that it holds. */
bool survey_open(struct survey *survey, struct err *err)
{
	const struct survey_plan *plan = &survey->plan;
	int family = sock_addr_family(&plan->to), *fd = &survey->watch.fd;
	struct sock_plan bare = plan->sock;

	bare.options.count = 0;
	if (!sock_open(fd, &bare, TRANSPORT_UDP, family, err))
		return false;
	sock_size_receive(*fd, BUFFER);
	return datagram_prepare(*fd, family, DATAGRAM_TO | DATAGRAM_HOPS | DATAGRAM_TIME, err) &&
	       group_only_joined(*fd, family, err) &&
	       group_sender_set(*fd, family, &plan->sender, err) &&
	       sockopt_apply(*fd, &plan->sock.options, plan->sock.effective, err) &&
	       sock_bind_client(*fd, &plan->sock, TRANSPORT_UDP, family, err);
}

bool survey_begin(struct survey *survey, struct err *err)
{
	struct random random = { random_seed() };

	if (!datagrams_init(&survey->batch, BATCH, err))
		return false;
	survey->id = random_next(&random);
	survey->watch.ready = be_ready;
	survey->timer.due = be_due;
	survey->due_ns = clock_now_ns();
	survey->end_ns = survey->plan.for_ns ? survey->due_ns + survey->plan.for_ns : 0;
	timer_set(survey->loop, &survey->timer, (struct deadline){ survey->due_ns });
	return true;
}

void survey_count_drops(struct survey *survey)
{
	datagram_count_drops(&survey->kernel_drops, survey->watch.fd);
}

bool survey_verdict(const struct survey *survey, struct err *err)
{
	uint64_t lost = senders_sum(&survey->answers).lost;

	if (survey->unsent > 0) {
		err_errno(err, survey->unsent_error, "not sent: %llu of %llu message%s",
			  (unsigned long long)survey->unsent,
			  (unsigned long long)(survey->sent + survey->unsent),
			  num_plural(survey->sent + survey->unsent));
		err->kind = STATUS_PARTIAL;
		return false;
	}
	return (survey->kernel_drops == 0 && lost == 0) ||
	       err_set(err, STATUS_LOSS,
		       "not all answers came: %u dropped by the kernel, %llu numbers not brought "
		       "back",
		       survey->kernel_drops, (unsigned long long)lost);
}

void survey_free(struct survey *survey)
{
	if (survey->loop) {
		loop_forget(survey->loop, &survey->watch);
		timer_clear(survey->loop, &survey->timer);
	}
	if (survey->watch.fd >= 0)
		call_close(survey->watch.fd);
	survey->watch.fd = -1;
	senders_free(&survey->answers);
	datagrams_free(&survey->batch);
	buf_free(&survey->text);
}
