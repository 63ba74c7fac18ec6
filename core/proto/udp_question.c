/* udp_question -- what a UDP service of a kind answers, whoever asks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/udp_question.h"

#include <string.h>

const struct name udp_questions[] = {
	NAME("dns", UDP_QUESTION_DNS, "name servers of the root"),
	NAME("echo", UDP_QUESTION_ECHO, "a few letters"),
	NAME("empty", UDP_QUESTION_EMPTY, "no bytes"),
	NAME("ntp", UDP_QUESTION_NTP, "the time"),
	NAME("snmp", UDP_QUESTION_SNMP, "the engine's identifier, SNMPv3"),
	NAME("stun", UDP_QUESTION_STUN, "a binding"),
	NAMES_END,
};

/* Where a question's identifier stands: bytes of the nonce. */
struct shape {
	uint16_t port;
	uint8_t size, nonce_at, nonce_size;
	uint8_t byte[UDP_QUESTION_MAX];
};

/* clang-format off */
static const struct shape shapes[] = {
	[UDP_QUESTION_EMPTY] = { .port = 0 },
	/* id, RD, one question: ". NS IN" */
	[UDP_QUESTION_DNS] = { 53, 17, 0, 2, {
		0, 0, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1 } },
	[UDP_QUESTION_ECHO] = { 7, 16, 8, 8, {
		's', 'o', 'c', 'k', 'b', 'o', 'x', ' ' } },
	/* no leap second known, version 4, client; the nonce is its transmit timestamp */
	[UDP_QUESTION_NTP] = { 123, 48, 40, 8, { 0x23 } },
	/* SEQUENCE { version 3, { msgID, 65507, reportable, USM }, { "", 0, 0, "", "", "" },
	 * { "", "", get-request { 0, 0, 0, {} } } }; msgID has four bytes, the first below 128 */
	[UDP_QUESTION_SNMP] = { 161, 62, 9, 4, {
		0x30, 0x3c, 0x02, 0x01, 0x03, 0x30, 0x11, 0x02, 0x04, 0, 0, 0, 0,
		0x02, 0x03, 0x00, 0xff, 0xe3, 0x04, 0x01, 0x04, 0x02, 0x01, 0x03,
		0x04, 0x10, 0x30, 0x0e, 0x04, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00,
		0x04, 0x00, 0x04, 0x00, 0x04, 0x00,
		0x30, 0x12, 0x04, 0x00, 0x04, 0x00, 0xa0, 0x0c, 0x02, 0x02, 0x00, 0x01,
		0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x00 } },
	/* binding request, no attributes, the magic cookie, the transaction */
	[UDP_QUESTION_STUN] = { 3478, 20, 8, 8, {
		0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xa4, 0x42 } },
};
/* clang-format on */

enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

enum udp_question udp_question_of_port(uint16_t port)
{
	for (unsigned i = 0; i < SHAPES; i++)
		if (shapes[i].port == port && shapes[i].size > 0)
			return (enum udp_question)i;
	return UDP_QUESTION_EMPTY;
}

static void put_nonce(uint8_t *to, const struct shape *shape, uint64_t nonce)
{
	for (unsigned i = 0; i < shape->nonce_size; i++)
		to[i] = (uint8_t)(nonce >> 8 * i);
	if (shape == &shapes[UDP_QUESTION_SNMP])
		to[0] &= 0x7f; /* a number in ASN.1 is signed */
}

size_t udp_question_put(char to[static UDP_QUESTION_MAX], enum udp_question question,
			uint64_t nonce)
{
	const struct shape *shape = &shapes[question];

	memcpy(to, shape->byte, sizeof(shape->byte));
	put_nonce((uint8_t *)to + shape->nonce_at, shape, nonce);
	return shape->size;
}

/* How an answer begins and where it repeats the nonce; NTP's origin stands elsewhere. */
bool udp_question_answers(enum udp_question question, uint64_t nonce, const void *answer,
			  size_t size)
{
	const struct shape *shape = &shapes[question];
	const uint8_t *byte = answer;
	uint8_t wanted[8] = { 0 };

	put_nonce(wanted, shape, nonce);
	switch (question) {
	case UDP_QUESTION_EMPTY:
		return true;
	case UDP_QUESTION_DNS:
		return size >= 12 && memcmp(byte, wanted, 2) == 0 && byte[2] & 0x80;
	case UDP_QUESTION_ECHO:
		return size == shape->size && memcmp(byte, shape->byte, 8) == 0 &&
		       memcmp(byte + 8, wanted, 8) == 0;
	case UDP_QUESTION_NTP:
		return size >= 48 && (byte[0] & 7) == 4 && memcmp(byte + 24, wanted, 8) == 0;
	case UDP_QUESTION_SNMP:
		return size > 2 && byte[0] == 0x30;
	case UDP_QUESTION_STUN:
		return size >= 20 && byte[0] == 0x01 && (byte[1] & 0xef) == 0x01 &&
		       memcmp(byte + 8, wanted, 8) == 0;
	}
	return false;
}
