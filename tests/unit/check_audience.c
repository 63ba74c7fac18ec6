/* check_audience -- listening to groups on lo: who is heard, numbered, answered, thrown away. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "serve/audience.h"
#include "suites.h"

static const struct addr group = { .family = AF_INET, .byte = { 239, 255, 77, 2 } };
static const struct addr one = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };
static const struct addr nine = { .family = AF_INET, .byte = { 127, 0, 0, 9 } };

/* ---- an audience, and what it heard ---------------------------------------------------------- */

struct world {
	struct loop loop;
	struct audience audience;
	char heard[256]; /* "1 9(gap 2) 9(foreign) " ... */
	enum reply_fate fate;
	uint64_t drops;
};

static void hear(struct audience *audience, const struct hearing *hearing)
{
	struct world *world = audience->context;
	struct buf text = { 0 };

	buf_put(&text, hearing->datagram->data,
		hearing->datagram->size > 1 ? 1 : hearing->datagram->size);
	if (hearing->foreign)
		buf_puts(&text, "(foreign)");
	if (hearing->has_arrival)
		buf_printf(&text, "(%s %llu)", name_word(arrival_words, (long)hearing->arrival),
			   (unsigned long long)hearing->missing);
	buf_putc(&text, ' ');
	if (!text.failed && strlen(world->heard) + text.size < sizeof(world->heard))
		strcat(world->heard, buf_text(&text));
	buf_free(&text);
	world->fate = hearing->fate;
	world->drops += hearing->kernel_drops;
}

static const struct sock_words no_words = { .local_port = -1, .ttl = -1, .tos = -1 };

static bool open_world(struct world *world, struct err *err)
{
	struct sock_addr at;
	struct locations locations = { .transport = TRANSPORT_UDP, .item = &at, .count = 1 };

	sock_addr_set(&at, &group, 0);
	world->audience.plan.seat.interface[0] = if_nametoindex("lo");
	world->audience.plan.seat.interface_count = 1;
	world->audience.plan.seat.receive_buffer = 1 << 20;
	world->audience.context = world;
	world->audience.hear = hear;
	world->audience.loop = &world->loop;
	return sock_plan_make(&world->audience.plan.seat.sock, &no_words, err) &&
	       loop_open(&world->loop, err) &&
	       audience_join(&world->audience, &locations, false, err) &&
	       audience_begin(&world->audience, err);
}

static void close_world(struct world *world)
{
	audience_free(&world->audience);
	audience_free(&world->audience);
	loop_close(&world->loop);
}

/* What has been sent is there: loopback delivers at once. */
static void turn(struct world *world)
{
	struct err err = { 0 };

	ck_assert(loop_turn(&world->loop, deadline_in(1), &err));
}

static int sender_at(const struct addr *source)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct group_sender sender = { .index = if_nametoindex("lo"),
					     .ttl = 0,
					     .loop = true };
	struct sock_addr at;
	struct err err = { 0 };

	sock_addr_set(&at, source, 0);
	ck_assert_int_eq(bind(fd, &at.at.any, at.size), 0);
	ck_assert(group_sender_set(fd, AF_INET, &sender, &err));
	return fd;
}

static void send_text(int fd, const struct world *world, const char *text)
{
	struct sock_addr to = world->audience.seats.item[0]->at;

	ck_assert_int_eq(sendto(fd, text, strlen(text), 0, &to.at.any, to.size),
			 (ssize_t)strlen(text));
}

/* ---- hearing --------------------------------------------------------------------------------- */

START_TEST(test_heard)
{
	static struct world world = { .loop = LOOP_CLOSED };
	int from_one = sender_at(&one), from_nine = sender_at(&nine);
	const struct heard *heard;
	struct err err = { 0 };

	ck_assert_msg(open_world(&world, &err), "%s", err.text);
	send_text(from_one, &world, "1");
	send_text(from_nine, &world, "");
	send_text(from_nine, &world, "sockbox-seq 0000000000000001 count: 5");
	send_text(from_nine, &world, "sockbox-seq 0000000000000001 count: 8");
	send_text(from_nine, &world, "sockbox-seq 0000000000000001 count: 8");
	send_text(from_nine, &world, "sockbox-seq 0000000000000002 count: 1");
	turn(&world);
	ck_assert_str_eq(world.heard, "1  s(first 0) s(gap 2) s(duplicate 0) s(first 0) ");
	heard = &world.audience.heard[0];
	ck_assert_uint_eq(heard->received, 6);
	ck_assert_uint_eq(heard->received_bytes, 1 + 4 * 37);
	ck_assert_uint_eq(heard->senders.count, 4);
	ck_assert_uint_eq(heard->foreign, 0);
	ck_assert_uint_eq(heard->replied + heard->unanswered, 0);
	ck_assert_int_eq(world.fate, REPLY_NONE);
	close(from_one);
	close(from_nine);
	close_world(&world);
}
END_TEST

/* What the kernel let in before a source was blocked is thrown away. */
START_TEST(test_foreign_source)
{
	static struct world world = { .loop = LOOP_CLOSED };
	int from_one = sender_at(&one), from_nine = sender_at(&nine);
	struct err err = { 0 };

	ck_assert(open_world(&world, &err));
	send_text(from_one, &world, "1");
	send_text(from_nine, &world, "9");
	world.audience.plan.seat.inet = (struct group_sources){ false, &nine, 1 };
	turn(&world);
	ck_assert_str_eq(world.heard, "1 9(foreign) ");
	ck_assert_uint_eq(world.audience.heard[0].received, 1);
	ck_assert_uint_eq(world.audience.heard[0].foreign, 1);
	close(from_one);
	close(from_nine);
	close_world(&world);
}
END_TEST

START_TEST(test_kernel_drops)
{
	enum { SENT = 400 };
	static struct world world = { .loop = LOOP_CLOSED };
	int from_one = sender_at(&one);
	struct err err = { 0 };
	const struct heard *heard;

	ck_assert(sock_plan_make(&world.audience.plan.seat.sock, &no_words, &err));
	ck_assert(open_world(&world, &err));
	ck_assert(sock_set(world.audience.seats.item[0]->watch.fd, SOL_SOCKET, SO_RCVBUF, 4096));
	for (int i = 0; i < SENT; i++)
		send_text(from_one, &world, "x");
	turn(&world);
	heard = &world.audience.heard[0];
	audience_count_drops(&world.audience);
	ck_assert_uint_gt(heard->kernel_drops, 0);
	ck_assert_uint_eq(heard->received + heard->kernel_drops, SENT);
	ck_assert(!audience_verdict(&world.audience, 0, &err));
	ck_assert_int_eq(err.kind, STATUS_LOSS);
	world.audience.stopped = true; /* at the last that came: all before it is there */
	ck_assert(audience_verdict(&world.audience, 0, &err));
	world.audience.stopped = false;
	ck_assert_uint_eq(world.drops, 0); /* told with the first that comes behind the loss */
	send_text(from_one, &world, "y");
	turn(&world);
	ck_assert_uint_eq(world.drops, heard->kernel_drops);
	world.audience.stopped = true;
	ck_assert(!audience_verdict(&world.audience, 0, &err));
	close(from_one);
	close_world(&world);
}
END_TEST

/* ---- answers --------------------------------------------------------------------------------- */

static const struct {
	const char *reply, *allow, *deny;
	enum reply_fate fate;
} answers[] = {
	{ "ack", NULL, NULL, REPLY_SENT },
	{ "longer than what came", NULL, NULL, REPLY_SENT }, /* to loopback */
	{ "ack", "127.0.0.0/8", NULL, REPLY_SENT },
	{ "ack", "10.0.0.0/8", NULL, REPLY_DENIED },
	{ "ack", NULL, "127.0.0.1", REPLY_DENIED },
};

START_TEST(test_answers)
{
	static struct world fresh = { .loop = LOOP_CLOSED };
	struct world world = fresh;
	int from_one = sender_at(&one);
	struct listen_words words = { .allow = { answers[_i].allow != NULL, { answers[_i].allow } },
				      .deny = { answers[_i].deny != NULL, { answers[_i].deny } } };
	bool sent = answers[_i].fate == REPLY_SENT;
	char back[64] = "";
	struct err err = { 0 };

	ck_assert(admission_make(&world.audience.plan.admission, &words, &err));
	world.audience.plan.reply = answers[_i].reply;
	world.audience.plan.reply_size = strlen(answers[_i].reply);
	ck_assert(open_world(&world, &err));
	send_text(from_one, &world, "1");
	turn(&world);
	ck_assert_int_eq(world.fate, answers[_i].fate);
	ck_assert_uint_eq(world.audience.heard[0].replied, sent);
	ck_assert_uint_eq(world.audience.heard[0].unanswered, !sent);
	recv(from_one, back, sizeof(back) - 1, MSG_DONTWAIT);
	ck_assert_str_eq(back, sent ? answers[_i].reply : "");
	close(from_one);
	close_world(&world);
}
END_TEST

/* ---- joining --------------------------------------------------------------------------------- */

static const struct {
	const char *address;
	bool include;
	enum status status;
	const char *says;
} refused[] = {
	{ "127.0.0.1", false, STATUS_INVALID, "127.0.0.1 is no multicast group" },
	{ "2001:db8::1", false, STATUS_INVALID, "2001:db8::1 is no multicast group" },
	{ "239.1.1.1", true, STATUS_INVALID, "--include names no IPv4 source" },
};

START_TEST(test_refused)
{
	struct sock_addr at;
	struct locations locations = { .transport = TRANSPORT_UDP, .item = &at, .count = 1 };
	struct audience audience = { .plan.seat.interface = { if_nametoindex("lo") },
				     .plan.seat.interface_count = 1 };
	struct addr addr;
	struct err err = { 0 };

	ck_assert(addr_read(&addr, refused[_i].address, strlen(refused[_i].address)));
	sock_addr_set(&at, &addr, 0);
	ck_assert(sock_plan_make(&audience.plan.seat.sock, &no_words, &err));
	audience.plan.seat.inet.include = refused[_i].include;
	ck_assert(!audience_join(&audience, &locations, false, &err));
	ck_assert_int_eq(err.kind, refused[_i].status);
	ck_assert_str_eq(err.text, refused[_i].says);
	audience_free(&audience);
}
END_TEST

/* Two listeners of one group on one machine; and the port that the kernel chose is free for others
 * that share. */
START_TEST(test_shared)
{
	static struct world first = { .loop = LOOP_CLOSED };
	struct world second = { .loop = LOOP_CLOSED };
	struct sock_addr at;
	struct locations locations = { .transport = TRANSPORT_UDP, .item = &at, .count = 1 };
	int from_one = sender_at(&one);
	struct err err = { 0 };

	ck_assert(open_world(&first, &err));
	at = first.audience.seats.item[0]->at;
	ck_assert_uint_gt(sock_addr_port(&at), 0);
	second.audience = (struct audience){
		.plan = first.audience.plan, .loop = &second.loop, .context = &second, .hear = hear
	};
	ck_assert(loop_open(&second.loop, &err));
	ck_assert_msg(audience_join(&second.audience, &locations, false, &err), "%s", err.text);
	ck_assert(audience_begin(&second.audience, &err));
	send_text(from_one, &first, "1");
	turn(&first);
	turn(&second);
	ck_assert_str_eq(first.heard, "1 ");
	ck_assert_str_eq(second.heard, "1 ");
	close(from_one);
	close_world(&first);
	close_world(&second);
}
END_TEST

/* ---- faults ---------------------------------------------------------------------------------- */

static unsigned untidy;

static void open_or_fail(void)
{
	struct world world = { .loop = LOOP_CLOSED };
	struct err err = { 0 };

	if (!open_world(&world, &err) && (err.kind == STATUS_OK || !err.text[0]))
		untidy++;
	close_world(&world);
}

/* A reply that the kernel does not take is counted, and why. */
static void answer_or_fail(void)
{
	static const struct sock_addr nowhere = { 0 };
	struct world world = { .loop = LOOP_CLOSED,
			       .audience.plan = { .reply = "x", .reply_size = 1 } };
	struct group_sender sender = { .index = if_nametoindex("lo"), .ttl = 0, .loop = true };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sock_addr at = nowhere;
	struct err err = { 0 };

	sock_addr_set(&at, &one, 0);
	bind(fd, &at.at.any, at.size);
	if (open_world(&world, &err) && group_sender_set(fd, AF_INET, &sender, &err)) {
		at = world.audience.seats.item[0]->at;
		sendto(fd, "1", 1, 0, &at.at.any, at.size);
		loop_turn(&world.loop, deadline_in(1), &err);
		untidy += world.audience.heard[0].replied + world.audience.heard[0].unanswered != 1;
	}
	close(fd);
	close_world(&world);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, open_or_fail), 5);
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, open_or_fail), 2);
	ck_assert_uint_eq(fault_sweep("bind", EADDRINUSE, open_or_fail), 1);
	ck_assert_uint_ge(fault_sweep("setsockopt", ENOMEM, open_or_fail), 6);
	ck_assert_uint_ge(fault_sweep("getsockopt", ENOMEM, open_or_fail), 1);
	ck_assert_uint_ge(fault_sweep("epoll_ctl", ENOSPC, open_or_fail), 1);
	ck_assert_uint_ge(fault_sweep("ioctl", ENODEV, open_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("sendmsg", ENOBUFS, answer_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *audience_suite(void);
Suite *audience_suite(void)
{
	Suite *suite = suite_create("audience");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_heard);
	tcase_add_test(all, test_foreign_source);
	tcase_add_test(all, test_kernel_drops);
	tcase_add_loop_test(all, test_answers, 0, sizeof(answers) / sizeof(answers[0]));
	tcase_add_loop_test(all, test_refused, 0, sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(all, test_shared);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
