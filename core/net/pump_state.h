/* pump_state -- what the files of a pump share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PUMP_STATE_H
#define NET_PUMP_STATE_H

#include "net/pump.h"

/* ---- pump_settle.c -------------------------------------------------------------------------- */

/* What END waits for may have changed; and when SPOKE wants to be woken. */
void pump_rearm(struct pump_end *end);
void pump_plan(struct pump_end *spoke);

/* Whether anything can still be given to SPOKE. */
bool pump_can_give(const struct pump_end *spoke);

/* It is the center that is slow, and no time of the spoke's runs out. */
bool pump_is_held_up(const struct pump_end *spoke);

/* It needs not get what it has not got of the inlet. */
void pump_disown(struct pump_end *spoke);

/* SPOKE is over. Its owner hears of it when nobody walks through the spokes any more. */
void pump_finish(struct pump_end *spoke, enum pump_why why);

/* Draw the consequences of what has ended so far. */
void pump_settle(struct pump_end *spoke);
void pump_settle_all(struct pump *pump);

void pump_wake_spoke(struct pump_end *spoke);

/* ---- pump_move.c ---------------------------------------------------------------------------- */

/* Whether the piece has gone to all, and there is room for the next. */
void pump_check_inlet(struct pump *pump);

/* Give SPOKE, or the center, what it lacks of the piece, as far as it takes it. */
void pump_offer(struct pump_end *spoke);
void pump_deliver(struct pump *pump);

void pump_take_center(struct pump *pump);
void pump_take_spoke(struct pump_end *spoke);

/* The center takes no more: spokes need not say any more. */
void pump_refuse_all(struct pump *pump);

#endif
