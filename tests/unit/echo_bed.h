/* echo_bed -- an echo server inside a test: its loop is turned by hand, its clients are here too.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_ECHO_BED_H
#define TESTS_ECHO_BED_H

#include "serve/echo.h"

enum { BED_TCP, BED_STREAM, BED_PACKET, BED_UDP, BED_GRAM, BED_LISTENERS };

/* What was told, added up. */
struct bed_told {
	unsigned steps[STEP_CLOSED + 1];
	uint64_t received_bytes, sent_bytes; /* as their steps have it */
	char reason[32];                     /* the last one */
	unsigned broken;                     /* connections that closed for another than eof */
	unsigned said;
};

/* Owner: starts as { 0 }, bed_open to bed_close. */
struct bed {
	struct loop loop;
	struct listener item[BED_LISTENERS];
	struct listeners listeners;
	struct admission admission;
	struct echo echo;
	struct bed_told told;
	unsigned over;
	int send_buffer; /* of connections: small, so that it is full soon; 0: as it is */
};

/* Listeners of every kind, on loopback and on names that the kernel chooses. Aborts where that
 * fails. */
void bed_open(struct bed *bed);
void bed_close(struct bed *bed);

/* A plan of an echo server that reads 64 KiB at a time and tells its steps. */
struct echo_plan bed_plan(void);

/* Serve by PLAN until bed_end. */
bool bed_begin(struct bed *bed, const struct echo_plan *plan);
void bed_end(struct bed *bed);

/* Handle what has happened, without waiting. */
void bed_turn(struct bed *bed);

/* A non-blocking client of listener WHICH; of datagrams one with an address. -1: not now. */
int bed_connect(const struct bed *bed, unsigned which);

#endif
