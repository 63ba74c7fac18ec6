/* chatrow -- what happens in a chat as records: what was said, who comes and goes, the totals. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CHATROW_H
#define CLI_CHATROW_H

#include "cli/record.h"
#include "net/connect.h"
#include "proto/chatorder.h"
#include "serve/party.h"

/* A result: a line of somebody's, or a file. */
extern const struct field chatrow_fields[];
#define CHATROW_TEXT "{text}"

/* A step that is none. */
extern const struct field chatrow_event_fields[];
#define CHATROW_EVENT_TEXT "{text}"

extern const struct field chatrow_summary_fields[];
#define CHATROW_SUMMARY_TEXT                                                                    \
	"-- heard {received}, said {sent}[+, {members_joined} joined]"                          \
	"[+, {members_left} left][+, {too_slow} too slow][+, {refused_conns} refused]"          \
	"[+, {files_sent} file{s} given][+, {files_received} file{s} taken][+, {files_failed} " \
	"file{s} "                                                                              \
	"failed]"

/* EVENT is PARTY_MESSAGE or PARTY_ACTION; PARTY_RECEIVED; PARTY_FAILED, whose error is not put; any
 * other. */
void chatrow_put_said(struct row *row, const struct party_event *event);
void chatrow_put_received(struct row *row, const struct party_event *event);
void chatrow_put_failed(struct row *row, const struct party_event *event);
void chatrow_put_event(struct row *row, const struct party_event *event);

/* Of a chat that could not be had: where it should be; "" leaves it out. */
void chatrow_put_peer(struct row *row, const char *peer);

/* What we said ourselves, as an event. */
void chatrow_put_own(struct row *row, const char *nick, const struct chat_order *order);

/* Parts of the summary: totals of ROLE, and the connection of a guest. */
void chatrow_put_counts(struct row *row, const char *role, const char *nick,
			const struct party_counts *counts);
void chatrow_put_connection(struct row *row, const struct race *race, enum transport transport);

#endif
