/* check_intake -- what peers send comes in whole and in order, each from its own source. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "net/calls.h"
#include "serve/intake.h"
#include "suites.h"

/* An intake, and all that its calls are told in words. */
struct taken {
	struct intake intake;
	struct buf said;
	int open;
	int number; /* errno of the last end */
	bool refuse;
};

static struct taken taken;
static struct loop loop = LOOP_CLOSED;
static struct listeners listeners;
static struct admission admission;

static bool begun(struct intake *intake, struct intake_source *source)
{
	struct taken *own = OWNER(intake, struct taken, intake);

	own->open++;
	buf_printf(&own->said, "+%u ", (unsigned)source->number);
	source->own = own;
	return !own->refuse;
}

static void piece(struct intake *intake, struct intake_source *source, const char *data,
		  size_t size)
{
	struct taken *own = OWNER(intake, struct taken, intake);

	buf_printf(&own->said, "%u:%.*s ", (unsigned)source->number, (int)size, data);
}

static void message(struct intake *intake, struct intake_source *source, const char *data,
		    size_t size, size_t true_size)
{
	struct taken *own = OWNER(intake, struct taken, intake);

	if (size > 100)
		buf_printf(&own->said, "[%u of %u] ", (unsigned)size, (unsigned)true_size);
	else
		buf_printf(&own->said, "[%.*s] ", (int)size, data);
	if (size == 4 && memcmp(data, "stop", 4) == 0)
		intake_stop(intake);
	(void)source;
}

static void ended(struct intake *intake, struct intake_source *source, const struct err *err,
		  bool cut)
{
	struct taken *own = OWNER(intake, struct taken, intake);

	own->open--;
	own->number = err->number;
	buf_printf(&own->said, "-%u%s%s ", (unsigned)source->number,
		   err->kind == STATUS_OK ? "" : status_word(err->kind), cut ? "cut" : "");
}

static void say(struct intake *intake, const char *sentence)
{
	struct taken *own = OWNER(intake, struct taken, intake);

	(void)sentence;
	buf_puts(&own->said, "! ");
}

static const struct intake_calls calls = { begun, piece, message, ended, say };

/* Listen on TRANSPORT; false where that failed. */
static bool begin(enum transport transport, struct err *err)
{
	const struct sock_words sock = { .local_port = -1, .ttl = -1, .tos = -1 };
	const struct listen_words words = { .backlog = 10, .max_conns = 10, .max_per_addr = 10 };
	struct sock_addr at = { .size = 8, .at.unix_name = { AF_UNIX, "\0chk-i" } };
	struct addr loopback = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };
	struct locations where = { .transport = transport, .item = &at, .count = 1 };
	struct listen_plan plan;

	if (!transport_is_unix(transport))
		sock_addr_set(&at, &loopback, 0);
	else
		memcpy(at.at.unix_name.sun_path + 1, "chk-i", 5);
	taken.intake = (struct intake){ .loop = &loop,
					.listeners = &listeners,
					.admission = &admission,
					.calls = &calls,
					.idle_ns = taken.intake.idle_ns };
	return loop_open(&loop, err) && admission_make(&admission, &words, err) &&
	       listen_plan_make(&plan, &sock, &words, err) &&
	       listeners_add(&listeners, &where, 0, &plan, err) && intake_begin(&taken.intake, err);
}

static void end(void)
{
	intake_free(&taken.intake);
	intake_free(&taken.intake);
	listeners_close(&listeners);
	loop_close(&loop);
	taken.intake = (struct intake){ 0 };
	buf_free(&taken.said);
}

static int client(void)
{
	const struct listener *listener = &listeners.item[0];
	int fd = socket(sock_addr_family(&listener->at),
			sock_type(listener->transport) | SOCK_CLOEXEC, 0);

	if (connect(fd, &listener->at.at.any, listener->at.size) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Turn until SAYS has been said, or 2 s. */
static void turn_until(const char *says)
{
	struct deadline until = deadline_in(2 * (int64_t)NS_PER_S);
	struct err err = { 0 };

	while (!deadline_passed(until) && !strstr(buf_text(&taken.said), says))
		ck_assert(loop_turn(&loop, until, &err));
	ck_assert_msg(strstr(buf_text(&taken.said), says), "%s", buf_text(&taken.said));
}

static void put(int fd, const char *text)
{
	ck_assert_int_eq(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

START_TEST(streams_come_in_pieces)
{
	struct err err = { 0 };
	int one, two;

	ck_assert_msg(begin(TRANSPORT_TCP, &err), "%s", err.text);
	one = client();
	two = client();
	turn_until("+2 ");
	put(one, "ab");
	turn_until("1:ab ");
	put(two, "cd");
	turn_until("2:cd ");
	put(one, "ef");
	turn_until("1:ef ");
	close(one);
	turn_until("-1 ");
	ck_assert_str_eq(buf_text(&taken.said), "+1 +2 1:ab 2:cd 1:ef -1 ");
	end();
	close(two);
	ck_assert_int_eq(taken.open, 0);
}
END_TEST

START_TEST(messages_keep_their_bounds)
{
	static char large[70000];
	int more = 1 << 20, fd;
	struct err err = { 0 };

	ck_assert_msg(begin(TRANSPORT_SEQPACKET, &err), "%s", err.text);
	fd = client();
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &more, sizeof(more));
	put(fd, "a");
	put(fd, "bc");
	ck_assert_int_eq(send(fd, large, sizeof(large), 0), sizeof(large));
	turn_until("[a] [bc] [65536 of 70000] ");
	end();
	close(fd);
}
END_TEST

START_TEST(datagrams_until_there_are_enough)
{
	static const enum transport kinds[] = { TRANSPORT_UDP, TRANSPORT_UNIXGRAM };
	struct err err = { 0 };
	int fd;

	ck_assert_msg(begin(kinds[_i], &err), "%s", err.text);
	fd = client();
	put(fd, "a");
	ck_assert_int_eq(send(fd, "", 0, 0), 0);
	put(fd, "stop");
	put(fd, "b");
	turn_until("[stop] ");
	ck_assert_str_eq(buf_text(&taken.said), "[a] [] [stop] ");
	ck_assert(loop.stopped);
	end();
	close(fd);
}
END_TEST

START_TEST(idle_reset_and_refused)
{
	const struct linger at_once = { 1, 0 };
	struct err err = { 0 };
	int fd, silent;

	taken.intake.idle_ns = 30 * NS_PER_MS;
	ck_assert(begin(TRANSPORT_TCP, &err));
	silent = client();
	fd = client();
	turn_until("+2 ");
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	turn_until("-2reset ");
	turn_until("-1timeout ");
	taken.refuse = true;
	fd = client();
	turn_until("-3");
	taken.refuse = false;
	end();
	close(fd);
	close(silent);
	ck_assert_int_eq(taken.open, 0);
}
END_TEST

START_TEST(what_cannot_be_waited_for_says_why)
{
	struct err err = { 0 };
	int fd;

	ck_assert(begin(TRANSPORT_UNIX, &err));
	fd = client();
	fault_arm("epoll_ctl", 1, ENOSPC, false);
	turn_until("-1");
	ck_assert(fault_disarm());
	ck_assert_int_eq(taken.number, ENOSPC);
	end();
	close(fd);
}
END_TEST

START_TEST(what_is_open_is_cut_at_the_end)
{
	struct err err = { 0 };
	int fd;

	ck_assert(begin(TRANSPORT_UNIX, &err));
	fd = client();
	turn_until("+1 ");
	intake_free(&taken.intake);
	ck_assert_str_eq(buf_text(&taken.said), "+1 -1cut ");
	end();
	close(fd);
}
END_TEST

static bool other_failures; /* Check itself allocates: nothing is asserted during a sweep */

static void take_once(void)
{
	struct err err = { 0 };
	int fd = -1;

	if (begin(TRANSPORT_TCP, &err)) {
		fd = client();
		send(fd, "ab", 2, MSG_NOSIGNAL);
		for (int i = 0; i < 4; i++)
			loop_turn(&loop, deadline_in(2 * NS_PER_MS), &err);
	} else {
		other_failures = other_failures || err.kind == STATUS_OK;
	}
	end();
	other_failures = other_failures || taken.open != 0;
	if (fd >= 0)
		close(fd);
}

START_TEST(survives_failures)
{
	static const struct {
		const char *call;
		int number;
		unsigned least; /* times that it is called */
	} faults[] = { { "malloc", ENOMEM, 5 },        { "accept4", EMFILE, 1 },
		       { "accept4", ECONNABORTED, 1 }, { "recv", ECONNRESET, 1 },
		       { "recv", EINTR, 1 },           { "epoll_ctl", ENOSPC, 2 },
		       { "epoll_create1", EMFILE, 1 }, { "listen", EADDRINUSE, 1 },
		       { "epoll_wait", EINTR, 1 } };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		ck_assert_uint_ge(fault_sweep(faults[i].call, faults[i].number, take_once),
				  faults[i].least);
	ck_assert(!other_failures);
}
END_TEST

Suite *intake_suite(void)
{
	Suite *suite = suite_create("intake");
	TCase *tcase = tcase_create("intake");

	tcase_add_test(tcase, streams_come_in_pieces);
	tcase_add_test(tcase, messages_keep_their_bounds);
	tcase_add_loop_test(tcase, datagrams_until_there_are_enough, 0, 2);
	tcase_add_test(tcase, idle_reset_and_refused);
	tcase_add_test(tcase, what_cannot_be_waited_for_says_why);
	tcase_add_test(tcase, what_is_open_is_cut_at_the_end);
	tcase_add_test(tcase, survives_failures);
	suite_add_tcase(suite, tcase);
	return suite;
}
