/* chathost_state -- the inside of a host; shared by the files of chathost only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_CHATHOST_STATE_H
#define SERVE_CHATHOST_STATE_H

#include "proto/chatnews.h"
#include "serve/chathost.h"
#include "serve/courier.h"
#include "serve/textconn.h"

enum { PEER_ROOM = 160, TICKET_ROOM = CHAT_TICKET_SIZE + 1 };

/* A connection: somebody, or one that carries a file. */
struct chathost_guest {
	struct chathost *host;
	struct textconn conn;
	struct room_member member;
	struct sock_addr peer;
	char address[PEER_ROOM];       /* of the peer, as text */
	char fallback[CHAT_NICK_ROOM]; /* the nick of one who says none */
	struct timer grace;
	bool present;    /* he is in the room */
	bool is_sockbox; /* he makes what he gets harmless himself */
	bool quits;      /* he said so */
	struct chathost_guest *next, **link;
};

/* A file on its way: from a guest or from us, to a guest or to us. */
struct chathost_errand {
	struct chathost *host;
	struct courier courier;
	uint64_t number;                                 /* of the offer */
	char name[CHAT_NAME_ROOM], kept[CHAT_NAME_ROOM]; /* as offered, and as we keep it */
	char give[TICKET_ROOM], take[TICKET_ROOM];       /* "": that end is ours, or connected */
	struct room_member *giver;                       /* NULL once he is gone */
	bool is_ours_to_give, is_ours_to_take, carries;
	struct timer call;
	struct chathost_errand *next, **link;
};

/* chathost_own: send NEWS to one guest, or to all but EXCEPT, who may be NULL. */
void chathost_send(struct chathost_guest *guest, const struct chat_news *news);
void chathost_send_all(struct chathost *host, const struct chathost_guest *except,
		       const struct chat_news *news);

/* Keep the line that was sent last for those who come later. */
void chathost_remember(struct chathost *host);

/* Leave, if that waited only for files. */
void chathost_check_leave(struct chathost *host);

/* NULL: the host himself. */
struct chathost_guest *chathost_guest_of(struct chathost *host, struct room_member *member);

/* chathost_order: tell GUEST his nick, where WISH is the one that he wanted; do what he says. */
void chathost_send_you(struct chathost_guest *guest, enum room_naming naming, struct word wish);
void chathost_take_piece(struct textconn *conn, const struct textpiece *piece);

/* chathost_guest: let GUEST into the room, under WISH unless that is empty. */
void chathost_enter(struct chathost_guest *guest, struct word wish, bool is_sockbox);

extern const struct acceptor_calls chathost_acceptor_calls;
void chathost_free_guest(struct chathost_guest *guest);

/* chathost_file: what ORDER (CHAT_SEND, CHAT_GET, CHAT_OFFER) wants, from a guest or from us. */
void chathost_guest_file(struct chathost_guest *guest, const struct chat_order *order);
void chathost_own_file(struct chathost *host, const struct chat_order *order);

/* chathost_errand: a file of OFFER shall go; NULL where too many do. Its ends are set then. */
struct chathost_errand *chathost_begin_errand(struct chathost *host,
					      const struct room_offer *offer);

/* The taker is there: now the giver shall come. */
void chathost_call_giver(struct chathost_errand *errand);

/* The connection of GUEST is for the file of TICKET: take it over. False where there is none. */
bool chathost_attach(struct chathost_guest *guest, struct word ticket);

/* MEMBER is leaving: he gives no file any more. */
void chathost_forget_giver(struct chathost *host, const struct room_member *member);

/* End all errands; with WHY each of ours is told as failed. Whether there are any of ours. */
void chathost_drop_errands(struct chathost *host, const struct err *why);
bool chathost_has_errands(const struct chathost *host);

#endif
