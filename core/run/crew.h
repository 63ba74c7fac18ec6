/* crew -- many questions at once: children answer side by side, records come out in order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_CREW_H
#define RUN_CREW_H

#include "cli/applet.h"
#include "run/question.h"

/* One command line being answered; only passed through here. */
struct session;

/* Answer the questions one after the other as ANSWER does, in up to 8 children that each inherit
 * SESSION and RUN, which is in it. Ends early once the output has enough. */
void crew_run(struct session *session, struct run *run, struct questions *questions,
	      void (*answer)(struct session *session, const struct question *question));

#endif
