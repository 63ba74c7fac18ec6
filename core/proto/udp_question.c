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
		to[0] = (uint8_t)((to[0] & 0x7f) | 0x40); /* positive, and no shorter in BER */
}

size_t udp_question_put(char to[static UDP_QUESTION_MAX], enum udp_question question,
			uint64_t nonce)
{
	const struct shape *shape = &shapes[question];

	memcpy(to, shape->byte, sizeof(shape->byte));
	put_nonce((uint8_t *)to + shape->nonce_at, shape, nonce);
	return shape->size;
}

/* ---- answers ---------------------------------------------------------------------------- */

enum { BER_INTEGER = 0x02, BER_OCTETS = 0x04, BER_SEQUENCE = 0x30, BER_LENGTH_MAX = 4 };

struct ber {
	const uint8_t *at;
	size_t size;
};

/* What stands behind TAG and its length, and is taken off the front of FROM. X.690, 8.1. */
static bool ber_take(struct ber *value, struct ber *from, uint8_t tag)
{
	size_t size, head = 2;

	if (from->size < head || from->at[0] != tag)
		return false;
	size = from->at[1];
	if (size & 0x80) {
		head += size & 0x7f;
		if (head == 2 || head > 2 + BER_LENGTH_MAX || head > from->size)
			return false;
		size = 0;
		for (size_t i = 2; i < head; i++)
			size = size << 8 | from->at[i];
	}
	if (size > from->size - head)
		return false;
	*value = (struct ber){ from->at + head, size };
	*from = (struct ber){ value->at + size, from->size - head - size };
	return true;
}

/* A message of version 3 with our identifier that asks for no report, as a question does: RFC 3412,
 * sections 6 and 6.4. */
static bool is_snmp_answer(const void *data, size_t size, const uint8_t id[static 4])
{
	enum { REPORTABLE = 4 };
	struct ber all = { data, size }, message, version, header, own, limit, flags;

	return ber_take(&message, &all, BER_SEQUENCE) &&
	       ber_take(&version, &message, BER_INTEGER) && version.size == 1 &&
	       version.at[0] == 3 && ber_take(&header, &message, BER_SEQUENCE) &&
	       ber_take(&own, &header, BER_INTEGER) && own.size == 4 &&
	       memcmp(own.at, id, 4) == 0 && ber_take(&limit, &header, BER_INTEGER) &&
	       ber_take(&flags, &header, BER_OCTETS) && flags.size == 1 &&
	       !(flags.at[0] & REPORTABLE);
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
		return is_snmp_answer(answer, size, wanted);
	case UDP_QUESTION_STUN:
		return size >= 20 && byte[0] == 0x01 && (byte[1] & 0xef) == 0x01 &&
		       memcmp(byte + 8, wanted, 8) == 0;
	}
	return false;
}
