/* party -- a chat as one who takes part in it sees it, whoever carries it: the host that he is, the
 * host that he is connected to, or a multicast group. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PARTY_H
#define SERVE_PARTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "base/word.h"
#include "net/endpoint.h"
#include "net/loop.h"
#include "proto/chatname.h"
#include "proto/chatorder.h"

enum party_step {
	PARTY_MESSAGE,  /* nick, text */
	PARTY_ACTION,   /* nick, text */
	PARTY_ENTERED,  /* nick: ours; text: why not the one we wished, or nothing */
	PARTY_JOINED,   /* nick, text: from where */
	PARTY_LEFT,     /* nick, text: why */
	PARTY_RENAMED,  /* nick, text: the new one */
	PARTY_HERE,     /* nick, text: from where */
	PARTY_OFFERED,  /* nick, number, size, text: the file's name */
	PARTY_SENT,     /* number, size, text: the name of a file of ours that somebody has now */
	PARTY_RECEIVED, /* number, size, text: the name under which we have it now */
	PARTY_FAILED,   /* why; number and text where it is a file that did not come, or go */
	PARTY_REFUSED,  /* text: why somebody who connected was not let in */
	PARTY_NOTICE    /* text: a remark of the host's */
};
extern const struct name party_steps[];

/* One thing that happened, valid during the call. */
struct party_event {
	enum party_step step;
	struct word nick, text;
	const char *peer; /* where it came from, as text; "" where that is ourselves */
	uint64_t number, size;
	bool cut, partial, continued, old; /* of what was said */
	const struct err *why;
};

/* What it came to. */
struct party_counts {
	uint64_t heard, heard_bytes, said; /* messages and actions */
	uint64_t joined, left, too_slow, refused;
	uint64_t files_sent, files_received, files_failed;
};

struct party;

/* How each kind of party does it. */
struct party_kind {
	const char *role;    /* what we are in it: host, guest, group */
	bool outlives_input; /* it goes on when we have nothing more to say */
	/* Say or do what ORDER says; what it cannot do is told as PARTY_FAILED. Never CHAT_HELP,
	 * CHAT_NOTHING, CHAT_UNKNOWN or CHAT_QUIT. */
	void (*order)(struct party *party, const struct chat_order *order);
	/* Whether what was said waits for those who are slow to take it: say no more for now. */
	bool (*is_full)(struct party *party);
	/* Leave, once what was said has been delivered; over is called then. Unless AT_ONCE, files
	 * that are on their way to or from us are waited for. */
	void (*leave)(struct party *party, bool at_once);
};

/* Where files of others go, if anywhere. */
struct party_folder {
	int fd;            /* below 0: nowhere */
	uint64_t size_max; /* bytes of one file */
};

/* What all kinds share: fill the first part, the rest is theirs. */
struct party {
	struct loop *loop;
	void *context;
	struct party_folder folder;
	void (*tell)(struct party *party, const struct party_event *event);
	void (*relieved)(struct party *party); /* it is not full any more */
	/* It has ended; WHY is STATUS_OK where that was our wish. */
	void (*over)(struct party *party, const struct err *why);

	const struct party_kind *kind;
	const char *nick; /* ours, at any time */
	enum transport transport;
	struct party_counts counts;
};

/* Tell EVENT, and count it. */
void party_tell(struct party *party, const struct party_event *event);

/* Tell that something went wrong with what we were asked to do, or with file NUMBER, NAME ("":
 * none). */
void party_fail(struct party *party, uint64_t number, const char *name, const struct err *why);

/* Whether a file of SIZE bytes may come into our folder. */
bool party_may_take(const struct party *party, uint64_t size, struct err *err);

#endif
