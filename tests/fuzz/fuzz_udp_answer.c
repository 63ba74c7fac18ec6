/* fuzz_udp_answer -- any datagram is an answer to a question, or is not, and none is read past its
 * end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "proto/udp_question.h"

/* The first byte says to which question; where it is odd the rest has that question's identifier
 * already. */
int fuzz_udp_answer(const uint8_t *data, size_t size)
{
	const uint64_t nonce = 0x0102030405060708;
	char question[UDP_QUESTION_MAX];
	enum udp_question kind;
	uint8_t *whole, *answer;

	if (size == 0)
		return 0;
	kind = (enum udp_question)(data[0] / 2 % (UDP_QUESTION_STUN + 1));
	whole = malloc(size);
	if (!whole)
		return 0;
	memcpy(whole, data, size);
	answer = whole + 1; /* its end is the end of the room */
	size--;
	if (data[0] & 1 && size >= 32) {
		udp_question_put(question, kind, nonce);
		memcpy(answer, question, 24);
	}
	FUZZ_HOLDS(kind != UDP_QUESTION_EMPTY || udp_question_answers(kind, nonce, answer, size));
	FUZZ_HOLDS(size > 0 || kind == UDP_QUESTION_EMPTY ||
		   !udp_question_answers(kind, nonce, answer, size));
	udp_question_answers(kind, nonce, answer, size);
	free(whole);
	return 0;
}
