/* check_resolve -- questions to libc's resolver: their limits, their wire, their deadline. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "fault.h"
#include "net/ask.h"
#include "net/resolve.h"
#include "suites.h"

/* ---- names ------------------------------------------------------------------------------ */

static const struct {
	const char *text;
	size_t repeat; /* TEXT so many times */
	bool idn, fine;
} names[] = {
	{ "a", 1, false, true },
	{ "localhost", 1, false, true },
	{ "host.example.", 1, false, true },
	{ ".", 1, false, true },
	{ "_srv._tcp.example", 1, false, true },
	{ "", 1, false, false },
	{ "..", 1, false, false },
	{ ".example", 1, false, false },
	{ "a..b", 1, false, false },
	{ "x", 63, false, true },
	{ "x", 64, false, false },
	{ "a.", 126, false, true },  /* 252 with the root's dot */
	{ "a.", 127, false, true },  /* 253 and the root's dot: 255 bytes in DNS */
	{ "a.", 128, false, false }, /* 255 and a dot */
	{ "x", 1 << 20, false, false },
	{ "\xc3\xa4", 40, true, true }, /* encoded by libc, 44 letters then */
	{ "\xc3\xa4", 40, false, false },
	{ "\xc3\xa4", 1 << 20, true, false },
};

START_TEST(test_names)
{
	size_t size = strlen(names[_i].text);
	char *text = calloc(names[_i].repeat * size + 1, 1);
	struct err err = { 0 };

	for (size_t i = 0; i < names[_i].repeat; i++)
		memcpy(text + i * size, names[_i].text, size);
	ck_assert_int_eq(query_name(text, names[_i].idn, &err), names[_i].fine);
	ck_assert_int_eq(err.kind, names[_i].fine ? STATUS_OK : STATUS_INVALID);
	free(text);
}
END_TEST

static const struct {
	struct query query;
	bool numeric;
} numerics[] = {
	{ { .kind = QUERY_INFO, .host = "127.0.0.1" }, true },
	{ { .kind = QUERY_INFO, .host = "::1", .service = "80" }, true },
	{ { .kind = QUERY_INFO, .host = "::1", .service = "http" }, false },
	{ { .kind = QUERY_INFO, .service = "80" }, false },
	{ { .kind = QUERY_INFO, .service = "80", .family = AF_INET6 }, true },
	{ { .kind = QUERY_INFO, .host = "localhost" }, false },
	{ { .kind = QUERY_INFO, .host = "localhost", .flags = AI_NUMERICHOST }, true },
	{ { .kind = QUERY_NAME, .flags = NI_NUMERICHOST }, false },
	{ { .kind = QUERY_NAME, .flags = NI_NUMERICHOST | NI_NUMERICSERV }, true },
	{ { .kind = QUERY_HOST, .host = "127.0.0.1" }, false },
	{ { .kind = QUERY_ADDRESS }, false },
};

START_TEST(test_numeric)
{
	ck_assert_int_eq(query_may_be_numeric(&numerics[_i].query), numerics[_i].numeric);
}
END_TEST

/* ---- the wire --------------------------------------------------------------------------- */

START_TEST(test_query_wire)
{
	struct query query = {
		.kind = QUERY_INFO,
		.host = "host.example",
		.family = AF_INET6,
		.socktype = SOCK_DGRAM,
		.protocol = 17,
		.flags = AI_CANONNAME,
		.addr = { .family = AF_INET6, .byte = { 0xfe, 0x80 }, .scope_id = 3 },
		.port = 65535
	};
	struct query back = { 0 };
	struct buf buf = { 0 };

	query_put(&buf, &query);
	ck_assert(query_read(&back, buf.data, buf.size));
	ck_assert_str_eq(back.host, query.host);
	ck_assert_ptr_null(back.service);
	ck_assert_int_eq(back.family, AF_INET6);
	ck_assert_int_eq(back.socktype, SOCK_DGRAM);
	ck_assert_int_eq(back.protocol, 17);
	ck_assert_int_eq(back.flags, AI_CANONNAME);
	ck_assert_int_eq(addr_compare(&back.addr, &query.addr), 0);
	ck_assert_uint_eq(back.port, 65535);
	for (size_t size = 0; size < buf.size; size++)
		ck_assert(!query_read(&back, buf.data, size));
	buf_putc(&buf, 0);
	ck_assert(!query_read(&back, buf.data, buf.size));
	buf_free(&buf);
}
END_TEST

static struct answer example_answer(void)
{
	struct answer answer = { .eai = 0 };

	answer.name = arena_copy(&answer.arena, "host.example", 12);
	answer.aliases = arena_take(&answer.arena, 2 * sizeof(char *));
	answer.aliases[0] = arena_copy(&answer.arena, "alias\x1b", 6);
	answer.aliases[1] = NULL;
	answer.item = arena_take(&answer.arena, sizeof(*answer.item));
	answer.count = 1;
	answer.item[0] =
		(struct answer_item){ .addr = { .family = AF_INET, .byte = { 10, 1, 2, 3 } },
				      .port = 80,
				      .socktype = SOCK_STREAM,
				      .sockaddr = { 2, 0, 0, 80 },
				      .sockaddr_size = 16 };
	return answer;
}

START_TEST(test_answer_wire)
{
	struct answer answer = example_answer(), back = { 0 };
	struct buf buf = { 0 };
	struct err err = { 0 };

	answer_put(&buf, &answer);
	ck_assert(answer_read(&back, buf.data, buf.size, &err));
	ck_assert_str_eq(back.name, "host.example");
	ck_assert_str_eq(back.aliases[0], "alias\x1b");
	ck_assert_ptr_null(back.aliases[1]);
	ck_assert_uint_eq(back.count, 1);
	ck_assert_mem_eq(&back.item[0].sockaddr, &answer.item[0].sockaddr, ANSWER_SOCKADDR_MAX);
	answer_free(&back);
	for (size_t size = 0; size < buf.size; size++) {
		ck_assert(!answer_read(&back, buf.data, size, &err));
		ck_assert_ptr_null(back.name);
	}
	answer_free(&answer);
	answer_free(&answer);
	buf_free(&buf);
}
END_TEST

START_TEST(test_failed_answer_wire)
{
	struct answer answer = { .eai = EAI_AGAIN }, back = { 0 };
	struct buf buf = { 0 };
	struct err err = { 0 };

	err_errno(&answer.err, EACCES, "no");
	answer_put(&buf, &answer);
	ck_assert(answer_read(&back, buf.data, buf.size, &err));
	ck_assert_int_eq(back.err.kind, STATUS_DENIED);
	ck_assert_int_eq(back.err.number, EACCES);
	ck_assert_str_eq(back.err.text, answer.err.text);
	ck_assert_int_eq(back.eai, EAI_AGAIN);
	answer_free(&back);
	buf_free(&buf);
}
END_TEST

/* ---- what codes mean -------------------------------------------------------------------- */

static const struct {
	int eai, number;
	enum status status;
} codes[] = {
	{ 0, 0, STATUS_OK },
	{ EAI_NONAME, 0, STATUS_NOT_FOUND },
	{ EAI_NODATA, 0, STATUS_NO_DATA },
	{ EAI_ADDRFAMILY, 0, STATUS_NO_DATA },
	{ EAI_AGAIN, 0, STATUS_TEMP_FAIL },
	{ EAI_FAIL, 0, STATUS_TEMP_FAIL },
	{ EAI_SYSTEM, EMFILE, STATUS_LACKING },
	{ EAI_SYSTEM, EACCES, STATUS_DENIED },
	{ EAI_SYSTEM, ECONNREFUSED, STATUS_TEMP_FAIL }, /* not the host that was asked about */
	{ EAI_SYSTEM, ETIMEDOUT, STATUS_TEMP_FAIL },
	{ EAI_MEMORY, 0, STATUS_LACKING },
	{ EAI_BADFLAGS, 0, STATUS_INVALID },
	{ -12345, 0, STATUS_TEMP_FAIL },
};

START_TEST(test_codes)
{
	ck_assert_int_eq(ask_status(codes[_i].eai, codes[_i].number), codes[_i].status);
}
END_TEST

/* ---- helpers ---------------------------------------------------------------------------- */

/* Needs a helper, because a service may be looked up, but no name server. */
static const struct query helped = { .kind = QUERY_NAME,
				     .flags = NI_NUMERICHOST,
				     .addr = { .family = AF_INET, .byte = { 127, 0, 0, 1 } } };
static const struct query numeric = { .kind = QUERY_INFO, .host = "127.0.0.1", .service = "80" };

static void ask_fine(struct resolver *resolver, const struct query *query)
{
	struct answer answer = { 0 };

	resolver_ask(resolver, &answer, query, 1, deadline_in(INT64_C(5) * NS_PER_S));
	ck_assert_msg(answer.err.kind == STATUS_OK, "%s", answer.err.text);
	answer_free(&answer);
}

START_TEST(test_numeric_never_forks)
{
	struct resolver resolver = { 0 };

	fault_arm("fork", 1, EAGAIN, true);
	ask_fine(&resolver, &numeric);
	ck_assert(!fault_disarm());
	ck_assert_int_eq(resolver.helper[0].pid, 0);
	resolver_free(&resolver);
}
END_TEST

START_TEST(test_malformed_never_forks)
{
	struct resolver resolver = { 0 };
	struct query query = { .kind = QUERY_HOST, .host = "a..b", .family = AF_INET };
	struct answer answer = { 0 };

	resolver_ask(&resolver, &answer, &query, 1, (struct deadline){ 0 });
	ck_assert_int_eq(answer.err.kind, STATUS_INVALID);
	ck_assert_int_eq(resolver.helper[0].pid, 0);
	answer_free(&answer);
}
END_TEST

START_TEST(test_helper_is_kept)
{
	struct resolver resolver = { 0 };
	pid_t first;

	ask_fine(&resolver, &helped);
	first = resolver.helper[0].pid;
	ask_fine(&resolver, &helped);
	ck_assert_int_gt(first, 0);
	ck_assert_int_eq(resolver.helper[0].pid, first);
	resolver_free(&resolver);
	resolver_free(&resolver);
	ck_assert_int_eq(kill(first, 0), -1);
	ck_assert_int_eq(errno, ESRCH);
}
END_TEST

enum { PATIENCE_S = 20, DEADLINE_MS = 1000, LATE_MS = 500, DEADLINE_TRIES = 5 };

/* One helper is stuck: how long until its question is given up, the other being answered. */
static int64_t stuck_helper_took_ns(void)
{
	struct resolver resolver = { 0 };
	struct answer answer[2] = { 0 };
	struct query both[2] = { helped, helped };
	int64_t began_ns, took_ns;
	pid_t stuck;

	ask_fine(&resolver, &helped);
	stuck = resolver.helper[0].pid;
	kill(stuck, SIGSTOP);
	began_ns = clock_now_ns();
	resolver_ask(&resolver, answer, both, 2, deadline_in((int64_t)DEADLINE_MS * NS_PER_MS));
	took_ns = clock_now_ns() - began_ns;
	ck_assert_int_eq(answer[0].err.kind, STATUS_TIMEOUT);
	ck_assert_int_eq(answer[1].err.kind, STATUS_OK);
	ck_assert_int_ge(took_ns, (int64_t)DEADLINE_MS * NS_PER_MS);
	ck_assert_int_eq(kill(stuck, 0), -1);
	answer_free(&answer[0]);
	answer_free(&answer[1]);
	ask_fine(&resolver, &helped); /* by a new helper */
	resolver_free(&resolver);
	return took_ns;
}

/* A busy machine may be late itself, but not every time. */
START_TEST(test_deadline)
{
	int64_t took_ns = INT64_MAX;

	for (int i = 0;
	     i < DEADLINE_TRIES && took_ns > (int64_t)(DEADLINE_MS + LATE_MS) * NS_PER_MS; i++)
		took_ns = stuck_helper_took_ns();
	ck_assert_int_le(took_ns, (int64_t)(DEADLINE_MS + LATE_MS) * NS_PER_MS);
}
END_TEST

/* Neither an answer nor the deadline is waited for once the user wants it to end. */
START_TEST(test_cancelled)
{
	struct resolver resolver = { 0 };
	struct answer answer[2] = { 0 };
	struct query both[2] = { helped, helped };
	int64_t began_ns = clock_now_ns();
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	resolver.cancel_fd = &ends[0];
	ask_fine(&resolver, &helped); /* nobody wants that yet */
	kill(resolver.helper[0].pid, SIGSTOP);
	ck_assert_int_eq(write(ends[1], "!", 1), 1);
	resolver_ask(&resolver, answer, both, 2, (struct deadline){ 0 });
	ck_assert_int_lt(clock_now_ns() - began_ns, (int64_t)PATIENCE_S * NS_PER_S);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(answer[i].err.kind, STATUS_LACKING);
		ck_assert_int_eq(answer[i].err.number, EINTR);
		ck_assert_int_eq(resolver.helper[i].pid, 0);
		answer_free(&answer[i]);
	}
	resolver.cancel_fd = NULL;
	ask_fine(&resolver, &helped); /* by a new helper */
	resolver_free(&resolver);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(test_dead_helper_is_replaced)
{
	struct resolver resolver = { 0 };
	pid_t first;

	ask_fine(&resolver, &helped);
	first = resolver.helper[0].pid;
	kill(first, SIGKILL);
	waitid(P_PID, (id_t)first, &(siginfo_t){ 0 }, WEXITED | WNOWAIT);
	ask_fine(&resolver, &helped);
	ck_assert_int_ne(resolver.helper[0].pid, first);
	resolver_free(&resolver);
}
END_TEST

START_TEST(test_fork_has_its_own)
{
	struct resolver resolver = { 0 };
	pid_t ours, child;
	int status = -1;

	ask_fine(&resolver, &helped);
	ours = resolver.helper[0].pid;
	child = fork();
	if (child == 0) {
		ask_fine(&resolver, &helped);
		ck_assert_int_ne(resolver.helper[0].pid, ours);
		resolver_free(&resolver);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(resolver.helper[0].pid, ours);
	ask_fine(&resolver, &helped);
	ck_assert_int_eq(resolver.helper[0].pid, ours);
	resolver_free(&resolver);
}
END_TEST

/* A helper whose parent was killed dies too, with nobody to tell it. */
START_TEST(test_helper_dies_with_parent)
{
	int pipe_fds[2];
	pid_t child, helper = 0;
	char byte;

	ck_assert_int_eq(pipe(pipe_fds), 0);
	child = fork();
	if (child == 0) {
		struct resolver resolver = { 0 };

		close(pipe_fds[0]);
		ask_fine(&resolver, &helped);
		helper = resolver.helper[0].pid;
		ck_assert_int_eq(write(pipe_fds[1], &helper, sizeof(helper)), sizeof(helper));
		pause();
	}
	close(pipe_fds[1]);
	ck_assert_int_eq(read(pipe_fds[0], &helper, sizeof(helper)), sizeof(helper));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ck_assert_int_eq(read(pipe_fds[0], &byte, 1), 0); /* the helper held the last copy */
	close(pipe_fds[0]);
}
END_TEST

/* ---- faults ----------------------------------------------------------------------------- */

static unsigned untidy;

static void ask_or_fail(void)
{
	struct resolver resolver = { 0 };
	struct query both[2] = { helped, helped };
	struct answer answer[2] = { 0 };

	both[1].flags |= NI_NUMERICSERV; /* in this process */
	resolver_ask(&resolver, answer, both, 2, deadline_in(INT64_C(2) * NS_PER_S));
	for (size_t i = 0; i < 2; i++) {
		bool fine = answer[i].err.kind == STATUS_OK;

		untidy += fine != (answer[i].name != NULL) || (!fine && !answer[i].err.text[0]);
		answer_free(&answer[i]);
	}
	resolver_free(&resolver);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, ask_or_fail), 4);
	ck_assert_uint_eq(fault_sweep("fork", EAGAIN, ask_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("socketpair", EMFILE, ask_or_fail), 1);
	ck_assert_uint_ge(fault_sweep("send", EPIPE, ask_or_fail), 1);
	ck_assert_uint_ge(fault_sweep("read", EIO, ask_or_fail), 1);
	ck_assert_uint_ge(fault_sweep("poll", ENOMEM, ask_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *resolve_suite(void);
Suite *resolve_suite(void)
{
	Suite *suite = suite_create("resolve");
	TCase *wire = tcase_create("wire"), *helpers = tcase_create("helpers");

	tcase_add_loop_test(wire, test_names, 0, sizeof(names) / sizeof(names[0]));
	tcase_add_loop_test(wire, test_numeric, 0, sizeof(numerics) / sizeof(numerics[0]));
	tcase_add_loop_test(wire, test_codes, 0, sizeof(codes) / sizeof(codes[0]));
	tcase_add_test(wire, test_query_wire);
	tcase_add_test(wire, test_answer_wire);
	tcase_add_test(wire, test_failed_answer_wire);
	suite_add_tcase(suite, wire);
	tcase_add_test(helpers, test_numeric_never_forks);
	tcase_add_test(helpers, test_malformed_never_forks);
	tcase_add_test(helpers, test_helper_is_kept);
	tcase_add_test(helpers, test_deadline);
	tcase_add_test(helpers, test_cancelled);
	tcase_add_test(helpers, test_dead_helper_is_replaced);
	tcase_add_test(helpers, test_fork_has_its_own);
	tcase_add_test(helpers, test_helper_dies_with_parent);
	tcase_add_test(helpers, test_faults);
	suite_add_tcase(suite, helpers);
	return suite;
}
