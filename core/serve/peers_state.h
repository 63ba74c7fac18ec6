/* peers_state -- what the files of peers share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PEERS_STATE_H
#define SERVE_PEERS_STATE_H

#include "serve/peers.h"

struct peer *peer_of(struct pump_end *end);

/* Count EVENT's data and tell of it. */
void peer_tell(struct peer *peer, const struct peer_event *event);
void peer_tell_step(struct peer *peer, enum peer_step step);

/* Why PEER broke, from errno. */
enum pump_answer peer_broke(struct peer *peer, const char *doing);

/* Whether PEER, which has ended its direction, listens no more either: only Unix sockets tell. */
bool peer_has_left(const struct peer *peer);

void peer_shut(struct pump_end *end);

/* Calls of a stream, of messages between two, and of datagrams from anyone. */
extern const struct pump_ops peer_stream_ops, peer_message_ops, peer_anyone_ops;

/* Make FD, a socket of messages, tell what we want to know. */
bool peer_prepare_messages(int fd, enum transport transport, struct err *err);

#endif
