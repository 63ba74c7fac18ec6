/* check_stamp -- STAMP packets against octets written by hand from RFC 8762, and NTP times. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "proto/stamp.h"
#include "suites.h"

/* 2023-11-14T22:13:20Z and half a second: 1700000000 + 2208988800 = 0xe8fe6f80 since 1900. */
static const int64_t wall_ns = INT64_C(1700000000500000000);
static const int64_t receive_ns = INT64_C(1700000001250000000);
static const int64_t send_ns = INT64_C(1700000001750000000);

static const struct stamp_clock good = { .synchronized = true, .error_ns = 1 };
static const struct stamp_clock ptp = { .ptp = true, .error_ns = NS_PER_S };

/* Number 0x01020304; S set; 1 ns is 4.29 of 2^-32 s, so multiplier 5, scale 0. */
static const unsigned char sender[STAMP_SIZE] = {
	1, 2, 3, 4, 0xe8, 0xfe, 0x6f, 0x80, 0x80, 0, 0, 0, 0x80, 5,
};

/* Z set; 1 s is 128 * 2^(25 - 32): scale 25. Seconds and nanoseconds since 1970. */
static const unsigned char ptp_sender[STAMP_SIZE] = {
	0, 0, 0, 9, 0x65, 0x53, 0xf1, 0, 0x1d, 0xcd, 0x65, 0, 0x59, 0x80,
};

static const unsigned char reply[STAMP_SIZE] = {
	1,    2,    3,    4,    0xe8, 0xfe, 0x6f, 0x81, 0xc0, 0, 0, 0, 0x80, 5, 0, 0, /* to MBZ */
	0xe8, 0xfe, 0x6f, 0x81, 0x40, 0,    0,    0,                                  /* received */
	1,    2,    3,    4,    0xe8, 0xfe, 0x6f, 0x80, 0x80, 0, 0, 0, 0x80, 5, 0, 0, /* sender's */
	64,   0,    0,    0,
};

START_TEST(sender_packet)
{
	unsigned char packet[STAMP_SIZE + 1];

	memset(packet, 0xaa, sizeof(packet));
	stamp_sender_put(packet, 0x01020304, wall_ns, &good);
	ck_assert_mem_eq(packet, sender, STAMP_SIZE);
	ck_assert_uint_eq(packet[STAMP_SIZE], 0xaa);
	ck_assert_uint_eq(stamp_sender_time(packet), UINT64_C(0xe8fe6f8080000000));
	stamp_sender_put(packet, 9, wall_ns, &ptp);
	ck_assert_mem_eq(packet, ptp_sender, STAMP_SIZE);
}
END_TEST

START_TEST(reflected)
{
	unsigned char made[STAMP_SIZE];

	stamp_reply_make(made, sender, sizeof(made), receive_ns, 64, &good);
	stamp_reply_sent(made, send_ns);
	ck_assert_mem_eq(made, reply, sizeof(made));
}
END_TEST

/* What stands behind the packet comes back; in place too; a session identifier is kept. */
START_TEST(longer)
{
	unsigned char made[STAMP_SIZE + 5];

	memcpy(made, sender, STAMP_SIZE);
	memcpy(made + STAMP_SIZE, "extra", 5);
	made[14] = 0x12;
	made[15] = 0x34;
	made[43] = 0xff; /* must be zero, and is not looked at */
	stamp_reply_make(made, made, sizeof(made), receive_ns, 64, &good);
	stamp_reply_sent(made, send_ns);
	ck_assert_uint_eq(made[14] << 8 | made[15], 0x1234);
	made[14] = made[15] = 0;
	ck_assert_mem_eq(made, reply, STAMP_SIZE);
	ck_assert_mem_eq(made + STAMP_SIZE, "extra", 5);
}
END_TEST

START_TEST(unknown_ttl)
{
	unsigned char made[STAMP_SIZE];

	stamp_reply_make(made, sender, sizeof(made), receive_ns, -1, &ptp);
	stamp_reply_sent(made, send_ns);
	ck_assert_uint_eq(made[40], 255);
	ck_assert_mem_eq(made + 4, "\x65\x53\xf1\x01\x2c\xb4\x17\x80\x59\x80", 10);
}
END_TEST

START_TEST(requests)
{
	unsigned char packet[STAMP_SIZE + 1] = { 0 };

	memcpy(packet, sender, STAMP_SIZE);
	ck_assert(stamp_request_check(packet, STAMP_SIZE));
	ck_assert(stamp_request_check(packet, STAMP_SIZE + 1));
	for (size_t size = 0; size < STAMP_SIZE; size++)
		ck_assert(!stamp_request_check(packet, size));
	packet[13] = 0;
	ck_assert_msg(!stamp_request_check(packet, STAMP_SIZE), "a multiplier of 0");
}
END_TEST

START_TEST(reading)
{
	struct stamp_reply read;
	struct err err = { 0 };

	ck_assert(stamp_reply_read(&read, reply, sizeof(reply), wall_ns, &err));
	ck_assert_uint_eq(read.seq, 0x01020304);
	ck_assert_uint_eq(read.sender_seq, 0x01020304);
	ck_assert_uint_eq(read.sender_time, stamp_sender_time(sender));
	ck_assert_int_eq(read.received_ns, receive_ns);
	ck_assert_int_eq(read.sent_ns, send_ns);
	ck_assert_int_eq(read.sender_ttl, 64);
	ck_assert(read.clock.synchronized && !read.clock.ptp);
	ck_assert_uint_eq(read.clock.error_ns, 1);
}
END_TEST

START_TEST(reading_ptp)
{
	unsigned char made[STAMP_SIZE];
	struct stamp_reply read;
	struct err err = { 0 };

	stamp_reply_make(made, ptp_sender, sizeof(made), receive_ns, 1, &ptp);
	stamp_reply_sent(made, send_ns);
	ck_assert(stamp_reply_read(&read, made, sizeof(made), wall_ns, &err));
	ck_assert(read.clock.ptp && !read.clock.synchronized);
	ck_assert_int_eq(read.received_ns, receive_ns);
	ck_assert_int_eq(read.sent_ns, send_ns);
	ck_assert_uint_eq(read.clock.error_ns, NS_PER_S);
	ck_assert_uint_eq(read.sender_time, stamp_sender_time(ptp_sender));
}
END_TEST

START_TEST(no_replies)
{
	const struct stamp_reply untouched = { .seq = 77 };
	struct stamp_reply read = untouched;
	unsigned char bad[STAMP_SIZE];
	struct err err = { 0 };

	for (size_t size = 0; size < STAMP_REPLY_LEAST; size++) {
		ck_assert(!stamp_reply_read(&read, reply, size, wall_ns, &err));
		ck_assert_int_eq(err.kind, STATUS_MISMATCH);
	}
	ck_assert(stamp_reply_read(&read, reply, STAMP_REPLY_LEAST, wall_ns, &err));
	read = untouched;
	memcpy(bad, reply, sizeof(bad));
	bad[13] = 0;
	ck_assert(!stamp_reply_read(&read, bad, sizeof(bad), wall_ns, &err));
	ck_assert_int_eq(err.kind, STATUS_MISMATCH);
	ck_assert_uint_eq(read.seq, 77);
}
END_TEST

/* ---- times ---------------------------------------------------------------------------------- */

static const struct {
	int64_t wall_ns;
	uint64_t ntp;
} times[] = {
	{ 0, UINT64_C(0x83aa7e8000000000) },  /* RFC 5905, figure 4: 1970 */
	{ -1, UINT64_C(0x83aa7e7ffffffffc) }, /* 2^32 * (1 - 1e-9), rounded */
	{ 1, UINT64_C(0x83aa7e8000000004) },  /* 4.29 units */
	{ INT64_C(2085978495999999999), UINT64_C(0xfffffffffffffffc) },
	{ INT64_C(2085978496000000000), 0 },    /* 2036-02-07T06:28:16Z, RFC 5905, figure 4 */
	{ -INT64_C(2208988800) * NS_PER_S, 0 }, /* 1900 */
};

START_TEST(ntp)
{
	ck_assert_uint_eq(stamp_ntp(times[_i].wall_ns), times[_i].ntp);
	for (int64_t off_s = -2000000000; off_s <= 2000000000; off_s += 500000000) {
		int64_t near_ns;

		if (!__builtin_add_overflow(times[_i].wall_ns, off_s * NS_PER_S, &near_ns))
			ck_assert_int_eq(stamp_ntp_wall_ns(times[_i].ntp, near_ns),
					 times[_i].wall_ns);
	}
}
END_TEST

/* A nanosecond is more than four units of the fraction: none is lost. */
START_TEST(ntp_is_exact)
{
	for (int64_t ns = 0; ns < NS_PER_S; ns += 9973)
		ck_assert_int_eq(stamp_ntp_wall_ns(stamp_ntp(wall_ns + ns), wall_ns), wall_ns + ns);
	ck_assert_int_eq(stamp_ntp_wall_ns(UINT64_C(0xe8fe6f80ffffffff), wall_ns),
			 INT64_C(1700000001000000000));
}
END_TEST

/* At the ends of what 64 bits of nanoseconds hold nothing overflows. */
START_TEST(extreme_times)
{
	const int64_t ends[] = { INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		for (uint64_t seconds = 0; seconds <= UINT32_MAX; seconds += 0x1fffffff) {
			int64_t back = stamp_ntp_wall_ns(seconds << 32 | UINT32_MAX, ends[i]);

			ck_assert(ends[i] < 0 ? back < 0 : back > 0);
		}
}
END_TEST

/* ---- error estimates ------------------------------------------------------------------------ */

static const struct {
	uint64_t error_ns;
	unsigned field; /* without its flags */
	uint64_t back_ns;
} estimates[] = {
	{ 0, 1, 0 },
	{ 1, 5, 1 },
	{ 59, 0x00fe, 59 },
	{ 60, 0x0181, 60 },             /* 257.7 units: 129 pairs */
	{ NS_PER_MS, 0x0f84, 1007080 }, /* 4294967.3 / 2^15 = 131.07: 132 */
	{ NS_PER_S, 0x1980, NS_PER_S }, /* 2^32 = 128 * 2^25 */
	{ UINT64_C(16) * NS_PER_S, 0x1d80, UINT64_C(16) * NS_PER_S },
	{ UINT64_MAX, 0x3fff, UINT64_MAX },
};

START_TEST(estimate)
{
	const struct stamp_clock clock = { .error_ns = estimates[_i].error_ns };
	unsigned char packet[STAMP_SIZE], made[STAMP_SIZE];
	struct stamp_reply read;
	struct err err = { 0 };

	stamp_sender_put(packet, 0, wall_ns, &clock);
	ck_assert_uint_eq((unsigned)packet[12] << 8 | packet[13], estimates[_i].field);
	stamp_reply_make(made, packet, sizeof(made), 0, 0, &clock);
	ck_assert(stamp_reply_read(&read, made, sizeof(made), 0, &err));
	ck_assert_uint_eq(read.clock.error_ns, estimates[_i].back_ns);
}
END_TEST

/* Never less than it is, and at most 1 part in 128 more. */
START_TEST(estimate_is_close)
{
	for (uint64_t error_ns = 1000; error_ns < UINT64_C(4000000000000000000);
	     error_ns += error_ns / 3) {
		const struct stamp_clock clock = { .error_ns = error_ns };
		unsigned char packet[STAMP_SIZE];
		struct stamp_reply read;
		struct err err = { 0 };

		stamp_sender_put(packet, 0, wall_ns, &clock);
		ck_assert(stamp_reply_read(&read, packet, sizeof(packet), 0, &err));
		ck_assert_uint_ge(read.clock.error_ns + 1, error_ns);
		ck_assert_uint_le(read.clock.error_ns, error_ns + error_ns / 127);
	}
}
END_TEST

Suite *stamp_suite(void)
{
	Suite *suite = suite_create("stamp");
	TCase *tcase = tcase_create("packets");

	tcase_add_test(tcase, sender_packet);
	tcase_add_test(tcase, reflected);
	tcase_add_test(tcase, longer);
	tcase_add_test(tcase, unknown_ttl);
	tcase_add_test(tcase, requests);
	tcase_add_test(tcase, reading);
	tcase_add_test(tcase, reading_ptp);
	tcase_add_test(tcase, no_replies);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("times");
	tcase_add_loop_test(tcase, ntp, 0, sizeof(times) / sizeof(times[0]));
	tcase_add_test(tcase, ntp_is_exact);
	tcase_add_test(tcase, extreme_times);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("estimates");
	tcase_add_loop_test(tcase, estimate, 0, sizeof(estimates) / sizeof(estimates[0]));
	tcase_add_test(tcase, estimate_is_close);
	suite_add_tcase(suite, tcase);
	return suite;
}
