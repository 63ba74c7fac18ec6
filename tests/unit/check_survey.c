/* check_survey -- messages to a group on lo, and the answers of members that this test plays. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "serve/survey.h"
#include "suites.h"

static const struct addr group = { .family = AF_INET, .byte = { 239, 255, 77, 3 } };
static const struct sock_words no_words = { .local_port = -1, .ttl = -1, .tos = -1 };

struct world {
	struct loop loop;
	struct survey survey;
	struct err err;
	bool over;
	uint64_t steps[SURVEY_REPLIED + 1], number;
	int64_t rtt_ns;
	bool brought_back;
};

static void tell(struct survey *survey, const struct survey_event *event)
{
	struct world *world = survey->context;

	world->steps[event->step]++;
	world->number = event->number;
	world->rtt_ns = event->rtt_ns;
	world->brought_back = event->sequence != NULL;
}

static void be_over(struct survey *survey, const struct err *err)
{
	struct world *world = survey->context;

	if (err)
		world->err = *err;
	world->over = true;
	loop_stop(survey->loop);
}

/* A member of the group on lo, at a port of its own. */
static int member(uint16_t *port)
{
	struct ip_mreqn mreq = { .imr_ifindex = (int)if_nametoindex("lo") };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sock_addr at;

	sock_addr_set(&at, &group, 0);
	memcpy(&mreq.imr_multiaddr, group.byte, 4);
	bind(fd, &at.at.any, at.size);
	setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mreq, sizeof(mreq));
	sock_addr_local(&at, fd);
	*port = sock_addr_port(&at);
	return fd;
}

static bool begin(struct world *world, uint16_t port, struct err *err)
{
	struct survey *survey = &world->survey;

	survey->loop = &world->loop;
	survey->context = world;
	survey->tell = tell;
	survey->over = be_over;
	sock_addr_set(&survey->plan.to, &group, port);
	survey->plan.sender = (struct group_sender){ .index = if_nametoindex("lo"), .loop = true };
	return sock_plan_make(&survey->plan.sock, &no_words, err) && loop_open(&world->loop, err) &&
	       group_sender_source(&survey->plan.sender, err) && survey_open(survey, err) &&
	       survey_begin(survey, err);
}

static void end(struct world *world)
{
	survey_free(&world->survey);
	survey_free(&world->survey);
	loop_close(&world->loop);
}

#define WORLD                                                           \
	{                                                               \
		.loop = LOOP_CLOSED, .survey = {.watch = { .fd = -1 } } \
	}

/* ---- sending --------------------------------------------------------------------------------- */

START_TEST(test_messages)
{
	struct world world = WORLD;
	struct survey_plan *plan = &world.survey.plan;
	char text[128] = "";
	struct sequence sequence;
	uint16_t port;
	int fd = member(&port);
	struct err err = { 0 };

	plan->message = "hello";
	plan->size = 5;
	plan->count = 3;
	plan->numbered = true;
	plan->wait_ns = NS_PER_MS;
	ck_assert_msg(begin(&world, port, &err), "%s", err.text);
	ck_assert(loop_run(&world.loop, deadline_in(5 * (int64_t)NS_PER_S), &err));
	ck_assert(world.over && world.err.kind == STATUS_OK);
	ck_assert_uint_eq(world.survey.sent, 3);
	ck_assert_uint_eq(world.steps[SURVEY_SENT], 3);
	for (uint64_t i = 1; i <= 3; i++) {
		ssize_t size = recv(fd, text, sizeof(text), MSG_DONTWAIT);

		ck_assert_int_gt(size, 0);
		ck_assert(sequence_read(&sequence, text, (size_t)size));
		ck_assert_uint_eq(sequence.number, i);
		ck_assert_uint_eq(sequence.sender, world.survey.id);
		ck_assert_mem_eq(text + size - 6, " hello", 6);
	}
	ck_assert_int_eq(recv(fd, text, sizeof(text), MSG_DONTWAIT), -1);
	close(fd);
	end(&world);
}
END_TEST

/* With an interval and an end, and no count. */
START_TEST(test_duration)
{
	struct world world = WORLD;
	struct survey_plan *plan = &world.survey.plan;
	int64_t began_ns = clock_now_ns(), took_ns;
	struct err err = { 0 };
	uint16_t port;
	int fd = member(&port);

	plan->interval_ns = 2 * (int64_t)NS_PER_MS;
	plan->for_ns = 41 * (int64_t)NS_PER_MS;
	ck_assert(begin(&world, port, &err));
	ck_assert(loop_run(&world.loop, deadline_in(5 * (int64_t)NS_PER_S), &err));
	took_ns = clock_now_ns() - began_ns;
	ck_assert(world.over);
	ck_assert_int_ge(took_ns, plan->for_ns);
	ck_assert_uint_ge(world.survey.sent, 1); /* a busy machine may have no more turns */
	ck_assert_uint_le(world.survey.sent, 22);
	close(fd);
	end(&world);
}
END_TEST

START_TEST(test_cannot_send)
{
	struct world world = WORLD;
	struct err err = { 0 };
	static char large[DATAGRAM_INET_MAX + 1];
	uint16_t port;
	int fd = member(&port);

	world.survey.plan.message = large;
	world.survey.plan.size = sizeof(large);
	world.survey.plan.count = 1;
	ck_assert(begin(&world, port, &err));
	ck_assert(loop_run(&world.loop, deadline_in(5 * (int64_t)NS_PER_S), &err));
	ck_assert(world.over);
	ck_assert_int_eq(world.err.number, EMSGSIZE);
	ck_assert_msg(strstr(world.err.text, "65507"), "%s", world.err.text);
	ck_assert_uint_eq(world.survey.sent, 0);
	close(fd);
	end(&world);
}
END_TEST

/* ---- answers --------------------------------------------------------------------------------- */

/* Answer what has come to FD with TEXT, or where that is NULL with what it was. */
static void answer(int fd, const char *text)
{
	struct sock_addr from = { .size = sizeof(from.at) };
	char came[256];
	ssize_t size = recvfrom(fd, came, sizeof(came), MSG_DONTWAIT, &from.at.any, &from.size);

	ck_assert_int_ge(size, 0);
	sendto(fd, text ? text : came, text ? strlen(text) : (size_t)size, 0, &from.at.any,
	       from.size);
}

static void turn(struct world *world)
{
	struct err err = { 0 };

	ck_assert(loop_turn(&world->loop, deadline_in(1), &err));
}

START_TEST(test_answers)
{
	struct world world = WORLD;
	struct survey_plan *plan = &world.survey.plan;
	struct err err = { 0 };
	uint16_t port, other_port;
	int fd = member(&port), other = member(&other_port);
	struct sock_addr to;
	uint64_t missing;

	plan->numbered = true;
	plan->count = 3;
	plan->interval_ns = 0;
	plan->wait_ns = (int64_t)NS_PER_S * 60;
	ck_assert(begin(&world, port, &err));
	turn(&world);
	ck_assert_uint_eq(world.survey.sent, 3);

	answer(fd, "ack"); /* to the first, but that it does not say: the last one it is */
	turn(&world);
	ck_assert_uint_eq(world.steps[SURVEY_ANSWERED], 1);
	ck_assert_uint_eq(world.number, 3);
	ck_assert_int_ge(world.rtt_ns, 0);
	ck_assert(!world.brought_back);

	answer(fd, NULL); /* the second, brought back */
	turn(&world);
	ck_assert_uint_eq(world.steps[SURVEY_REPLIED], 1);
	ck_assert_uint_eq(world.number, 2);
	ck_assert(world.brought_back);

	/* Of another run: a number that says nothing here. */
	answer(fd, "sockbox-seq 0000000000000001 count: 1");
	turn(&world);
	ck_assert(!world.brought_back);
	ck_assert_uint_eq(world.number, 3);

	sock_addr_local(&to, world.survey.watch.fd);
	sock_addr_set(&to, &(struct addr){ .family = AF_INET, .byte = { 127, 0, 0, 1 } },
		      sock_addr_port(&to));
	ck_assert_int_eq(sendto(other, "", 0, 0, &to.at.any, to.size), 0); /* empty is an answer */
	turn(&world);
	ck_assert_uint_eq(world.steps[SURVEY_ANSWERED], 2);
	ck_assert_uint_eq(world.survey.replies, 4);
	ck_assert_uint_eq(world.survey.answers.count, 2);
	ck_assert_uint_eq(world.survey.answers.item[0].received, 3);
	ck_assert_uint_eq(world.survey.trips.count, 4);

	ck_assert(survey_verdict(&world.survey, &err));
	world.survey.answers.item[0].arrivals = (struct arrivals){ 0 };
	arrivals_add(&world.survey.answers.item[0].arrivals, 1, &missing);
	arrivals_add(&world.survey.answers.item[0].arrivals, 3, &missing);
	ck_assert(!survey_verdict(&world.survey, &err));
	ck_assert_int_eq(err.kind, STATUS_LOSS);
	world.survey.unsent = 1;
	world.survey.unsent_error = ENOBUFS;
	ck_assert(!survey_verdict(&world.survey, &err));
	ck_assert_int_eq(err.kind, STATUS_PARTIAL);
	ck_assert(!world.over);
	close(fd);
	close(other);
	end(&world);
}
END_TEST

/* ---- faults ---------------------------------------------------------------------------------- */

static unsigned untidy;
static uint16_t fault_port;

static void run_or_fail(void)
{
	struct world world = WORLD;
	struct err err = { 0 };
	bool fine;

	world.survey.plan.message = "x";
	world.survey.plan.size = 1;
	world.survey.plan.count = 2;
	world.survey.plan.wait_ns = 1;
	fine = begin(&world, fault_port, &err);
	if (!fine && (err.kind == STATUS_OK || !err.text[0]))
		untidy++;
	if (fine) {
		loop_run(&world.loop, deadline_in(5 * (int64_t)NS_PER_S), &err);
		untidy += !world.over;
		untidy +=
			world.survey.sent + world.survey.unsent != 2 && world.err.kind == STATUS_OK;
	}
	end(&world);
}

START_TEST(test_faults)
{
	int fd = member(&fault_port);

	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, run_or_fail), 3);
	/* Without privilege the receive buffer is asked for twice. */
	ck_assert_uint_ge(fault_sweep("setsockopt", EPERM, run_or_fail), 9);
	ck_assert_uint_eq(fault_sweep("sendmsg", ENOBUFS, run_or_fail), 2);
	ck_assert_uint_ge(fault_sweep("epoll_ctl", ENOSPC, run_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
	close(fd);
}
END_TEST

Suite *survey_suite(void);
Suite *survey_suite(void)
{
	Suite *suite = suite_create("survey");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_messages);
	tcase_add_test(all, test_duration);
	tcase_add_test(all, test_cannot_send);
	tcase_add_test(all, test_answers);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
