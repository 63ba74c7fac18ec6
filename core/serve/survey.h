/* survey -- sends messages to a multicast group and collects who answers, and how fast. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_SURVEY_H
#define SERVE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/datagram.h"
#include "net/group.h"
#include "net/loop.h"
#include "net/sock.h"
#include "serve/senders.h"

/* What to send, and how. A plain value; pointers are borrowed. */
struct survey_plan {
	struct sock_plan sock;
	struct sock_addr to;
	struct group_sender sender;
	const char *message;
	size_t size;
	bool numbered;       /* the header of proto/sequence goes in front */
	uint64_t count;      /* messages; 0: no end */
	int64_t interval_ns; /* between them; 0: none */
	int64_t for_ns;      /* send no longer than this; 0: no end */
	int64_t wait_ns;     /* for answers, behind the last message */
};

enum survey_step {
	SURVEY_SENT,
	SURVEY_UNSENT,
	SURVEY_ANSWERED, /* the first answer of its sender */
	SURVEY_REPLIED   /* another one */
};
extern const struct name survey_steps[]; /* sent, unsent, answered, replied */

/* One step, valid during the call. */
struct survey_event {
	enum survey_step step;
	uint64_t number; /* of the message, from 1 */
	size_t size;     /* of what was, or was not sent */
	int error;       /* errno of SURVEY_UNSENT */
	/* Of answers: */
	const struct datagram *datagram;
	const struct sequence *sequence; /* of what it brought back, or NULL */
	int64_t rtt_ns;                  /* below 0: not known */
};

enum { SURVEY_REMEMBERED = 1024 }; /* messages whose time of sending is known */

/* Owner: starts as { .watch.fd = -1 }, ends in survey_free. Fill loop, plan, context and the calls
 * first. */
struct survey {
	struct loop *loop;
	struct survey_plan plan;
	void *context;
	void (*tell)(struct survey *survey, const struct survey_event *event);
	void (*over)(struct survey *survey, const struct err *err); /* NULL: the wait has ended */
	uint64_t id;                       /* that is in numbered messages */
	uint64_t sent, sent_bytes, unsent; /* messages */
	uint64_t replies;                  /* of all, untracked ones included */
	uint64_t untracked;                /* of more senders than are known at once */
	int unsent_error;                  /* errno of the last one that was not sent */
	uint32_t kernel_drops;             /* answers, survey_count_drops */
	struct senders answers;            /* arrivals: the numbers that each brought back */
	struct trips trips;
	int64_t sent_ns[SURVEY_REMEMBERED]; /* message N at N % SURVEY_REMEMBERED */
	int64_t due_ns, end_ns;             /* the next message; no message after that */
	struct watch watch;
	struct timer timer;
	bool collecting, blocked; /* all is sent; the kernel takes no more now */
	struct buf text;          /* of a message */
	struct datagrams batch;
};

/* Open the socket: bound to --source and --local-port, sending by the interface of the plan. */
bool survey_open(struct survey *survey, struct err *err);

/* Begin to send. */
bool survey_begin(struct survey *survey, struct err *err);

/* Ask the kernel how many answers it dropped so far, for kernel_drops. SO_MEMINFO. */
void survey_count_drops(struct survey *survey);

/* Whether all was sent, and all answers came, as far as that can be told once drops are counted.
 * ERR is STATUS_PARTIAL where messages were not sent; STATUS_LOSS where the kernel dropped answers,
 * or where who brings numbers back has left some out. */
bool survey_verdict(const struct survey *survey, struct err *err);

/* Safe on { .watch.fd = -1 } and twice. */
void survey_free(struct survey *survey);

#endif
