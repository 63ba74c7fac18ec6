/* udp_question -- what a UDP service of a kind answers, whoever asks: a port that is open and
 * silent for other datagrams is told from one where nothing is. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_UDP_QUESTION_H
#define PROTO_UDP_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"

enum udp_question {
	UDP_QUESTION_EMPTY, /* a datagram of no bytes */
	UDP_QUESTION_DNS,   /* the name servers of the root: RFC 1035 */
	UDP_QUESTION_ECHO,  /* a few letters: RFC 862 */
	UDP_QUESTION_NTP,   /* the time, as a client of version 4: RFC 5905 */
	UDP_QUESTION_SNMP,  /* the engine's identifier, which needs no community: RFC 3414 section 4
			     */
	UDP_QUESTION_STUN   /* a binding: RFC 8489 */
};
extern const struct name udp_questions[];

enum { UDP_QUESTION_MAX = 64 /* bytes */ };

/* The question that fits PORT. */
enum udp_question udp_question_of_port(uint16_t port);

/* Write QUESTION to TO; returns its size. NONCE makes its identifier, where it has one: an answer
 * that nobody could guess it for is an answer to it. */
size_t udp_question_put(char to[static UDP_QUESTION_MAX], enum udp_question question,
			uint64_t nonce);

/* Whether SIZE bytes look like an answer to it: of its protocol, with its identifier. */
bool udp_question_answers(enum udp_question question, uint64_t nonce, const void *answer,
			  size_t size);

#endif
