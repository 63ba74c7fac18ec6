/* check_udp_question -- what UDP services are asked, and what is an answer to it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "proto/udp_question.h"
#include "suites.h"

static const uint64_t nonce = 0x0102030405060788;

static char question[UDP_QUESTION_MAX];
static unsigned char answer[128];

static size_t ask(enum udp_question kind)
{
	memset(answer, 0, sizeof(answer));
	return udp_question_put(question, kind, nonce);
}

static bool fits(enum udp_question kind, size_t size)
{
	return udp_question_answers(kind, nonce, answer, size);
}

START_TEST(ports)
{
	ck_assert_int_eq(udp_question_of_port(53), UDP_QUESTION_DNS);
	ck_assert_int_eq(udp_question_of_port(7), UDP_QUESTION_ECHO);
	ck_assert_int_eq(udp_question_of_port(123), UDP_QUESTION_NTP);
	ck_assert_int_eq(udp_question_of_port(161), UDP_QUESTION_SNMP);
	ck_assert_int_eq(udp_question_of_port(3478), UDP_QUESTION_STUN);
	ck_assert_int_eq(udp_question_of_port(0), UDP_QUESTION_EMPTY);
	ck_assert_int_eq(udp_question_of_port(54), UDP_QUESTION_EMPTY);
}
END_TEST

START_TEST(empty)
{
	ck_assert_uint_eq(ask(UDP_QUESTION_EMPTY), 0);
	ck_assert(fits(UDP_QUESTION_EMPTY, 0));
}
END_TEST

START_TEST(dns)
{
	ck_assert_uint_eq(ask(UDP_QUESTION_DNS), 17);
	ck_assert_mem_eq(question + 2, "\x01\0\0\x01\0\0\0\0\0\0\0\0\x02\0\x01", 15);
	memcpy(answer, question, 17);
	ck_assert_msg(!fits(UDP_QUESTION_DNS, 17), "its own question");
	answer[2] |= 0x80;
	ck_assert(fits(UDP_QUESTION_DNS, 17));
	ck_assert(!fits(UDP_QUESTION_DNS, 11));
	answer[0] ^= 1;
	ck_assert_msg(!fits(UDP_QUESTION_DNS, 17), "another question's");
}
END_TEST

START_TEST(echo)
{
	size_t size = ask(UDP_QUESTION_ECHO);

	memcpy(answer, question, size);
	ck_assert(fits(UDP_QUESTION_ECHO, size));
	ck_assert(!fits(UDP_QUESTION_ECHO, size - 1));
	answer[size - 1] ^= 1;
	ck_assert(!fits(UDP_QUESTION_ECHO, size));
}
END_TEST

/* The origin timestamp of the answer is the transmit timestamp of the question. */
START_TEST(ntp)
{
	ck_assert_uint_eq(ask(UDP_QUESTION_NTP), 48);
	ck_assert_int_eq(question[0], 0x23);
	answer[0] = 0x24;
	memcpy(answer + 24, question + 40, 8);
	ck_assert(fits(UDP_QUESTION_NTP, 48));
	ck_assert(!fits(UDP_QUESTION_NTP, 47));
	answer[0] = 0x23;
	ck_assert_msg(!fits(UDP_QUESTION_NTP, 48), "a client's");
}
END_TEST

/* Every length in it, as BER wants them: X.690. */
static size_t read_ber(const unsigned char *at, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ck_assert_uint_ge(size - done, 2);
		ck_assert_uint_lt(at[done + 1], 128);
		ck_assert_uint_le(at[done + 1], size - done - 2);
		if (at[done] & 0x20)
			ck_assert_uint_eq(read_ber(at + done + 2, at[done + 1]), at[done + 1]);
		done += 2u + at[done + 1];
	}
	return done;
}

START_TEST(snmp)
{
	size_t size = ask(UDP_QUESTION_SNMP);

	ck_assert_uint_eq(read_ber((const unsigned char *)question, size), size);
	ck_assert_uint_eq(read_ber((const unsigned char *)question + 26, 16), 16);
	ck_assert_msg((question[9] & 0xc0) == 0x40,
		      "four bytes are no negative number, and no less");
	memcpy(answer, question, size);
	ck_assert_msg(!fits(UDP_QUESTION_SNMP, size), "its own question");
	answer[20] = 0; /* what is no question asks for no report */
	ck_assert(fits(UDP_QUESTION_SNMP, size));
	for (size_t less = 0; less < size; less++)
		ck_assert_msg(!fits(UDP_QUESTION_SNMP, less), "%zu", less);
	answer[10] ^= 1;
	ck_assert_msg(!fits(UDP_QUESTION_SNMP, size), "another question's");
	answer[10] ^= 1;
	answer[4] = 1;
	ck_assert_msg(!fits(UDP_QUESTION_SNMP, size), "of version 2");
	memset(answer, '0', sizeof(answer));
	ck_assert_msg(!fits(UDP_QUESTION_SNMP, sizeof(answer)), "text");
}
END_TEST

/* As agents write them that know the length afterwards. */
START_TEST(snmp_with_long_lengths)
{
	size_t size = ask(UDP_QUESTION_SNMP);

	memcpy(answer, "\x30\x84\0\0\0\x3f\x02\x01\x03\x30\x82\0\x11", 13);
	memcpy(answer + 13, question + 7, size - 7);
	answer[26] = 0;
	size += 13 - 7;
	answer[5] = (unsigned char)(size - 6);
	ck_assert(fits(UDP_QUESTION_SNMP, size));
	answer[1] = 0x85;
	ck_assert(!fits(UDP_QUESTION_SNMP, size));
	answer[1] = 0x80;
	ck_assert(!fits(UDP_QUESTION_SNMP, size));
	answer[1] = 0x84;
	answer[2] = 0xff;
	ck_assert(!fits(UDP_QUESTION_SNMP, size));
}
END_TEST

START_TEST(stun)
{
	ck_assert_uint_eq(ask(UDP_QUESTION_STUN), 20);
	memcpy(answer, question, 20);
	ck_assert_msg(!fits(UDP_QUESTION_STUN, 20), "its own question");
	answer[0] = 1;
	ck_assert_msg(fits(UDP_QUESTION_STUN, 20), "a success");
	answer[1] = 0x11;
	ck_assert_msg(fits(UDP_QUESTION_STUN, 20), "an error is an answer too");
	answer[8] ^= 1;
	ck_assert(!fits(UDP_QUESTION_STUN, 20));
}
END_TEST

Suite *udp_question_suite(void)
{
	Suite *suite = suite_create("udp_question");
	TCase *tcase = tcase_create("udp_question");

	tcase_add_test(tcase, ports);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, dns);
	tcase_add_test(tcase, echo);
	tcase_add_test(tcase, ntp);
	tcase_add_test(tcase, snmp);
	tcase_add_test(tcase, snmp_with_long_lengths);
	tcase_add_test(tcase, stun);
	suite_add_tcase(suite, tcase);
	return suite;
}
