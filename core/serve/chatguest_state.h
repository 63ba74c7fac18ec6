/* chatguest_state -- the inside of a guest; shared by the files of chatguest only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_CHATGUEST_STATE_H
#define SERVE_CHATGUEST_STATE_H

#include "proto/chatnews.h"
#include "serve/chatguest.h"
#include "serve/courier.h"

/* chatguest_talk: send ORDER as a line. */
void chatguest_send(struct chatguest *guest, const struct chat_order *order);

/* Leave, if that waited only for files. */
void chatguest_check_leave(struct chatguest *guest);

/* chatguest_news: the host has said something; or nothing for too long. */
void chatguest_take_piece(struct textconn *conn, const struct textpiece *piece);
void chatguest_be_unknown(struct timer *timer);

/* chatguest_file: CHAT_SEND and CHAT_GET, and what the host says about files. */
void chatguest_own_file(struct chatguest *guest, const struct chat_order *order);
void chatguest_file_news(struct chatguest *guest, const struct chat_news *news);

/* An offer that may be the answer to one of ours. */
void chatguest_see_offer(struct chatguest *guest, const struct chat_news *news);

/* Whether files are on their way; whether some were asked for and have not begun. */
bool chatguest_has_errands(const struct chatguest *guest);
bool chatguest_has_wishes(const struct chatguest *guest);

/* End all errands; with WHY each is told as failed. */
void chatguest_drop_errands(struct chatguest *guest, const struct err *why);

#endif
