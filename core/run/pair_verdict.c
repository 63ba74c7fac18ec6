/* pair_verdict -- what became of a program of a pair, as a status and a sentence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/pair_verdict.h"

#include <signal.h>
#include <string.h>

const char *pair_name_of(const struct partner *partner, struct buf *name)
{
	if (partner->pair->count > 1)
		buf_printf(name, "program %u (%s) ", partner->index + 1,
			   partner->pair->plan->argv[partner->index][0]);
	return buf_text(name);
}

static bool say_exit(const struct partner *partner, const char *name, struct err *err)
{
	const struct spawn *spawn = &partner->spawn;
	const char *signal = spawn->signal ? sigabbrev_np(spawn->signal) : NULL;

	if (spawn->exit_status > 0)
		return err_set(err, STATUS_MISMATCH, "%sexited with status %d", name,
			       spawn->exit_status);
	if (signal)
		return err_set(err, STATUS_MISMATCH, "%swas ended by SIG%s", name, signal);
	if (spawn->signal)
		return err_set(err, STATUS_MISMATCH, "%swas ended by signal %d", name,
			       spawn->signal);
	if (spawn->exit_status < 0)
		return err_set(err, STATUS_LACKING, "%sended, nobody can tell how", name);
	return true;
}

/* Whether what was said is stuck at its taker. */
static bool is_waiting(const struct pair *pair)
{
	return pair->pump.center && pump_wants_out(pair->pump.center);
}

static bool say_late(const struct partner *partner, const char *name, struct err *err)
{
	if (!partner->spawn.ended)
		return err_set(err, STATUS_TIMEOUT, "%sdid not end in time, not even by SIGKILL",
			       name);
	if (partner->asked == SIGKILL)
		return err_set(err, STATUS_TIMEOUT,
			       "%sdid not end in time, nor by SIGTERM: it was killed", name);
	if (partner->asked)
		return err_set(err, STATUS_TIMEOUT, "%sdid not end in time: SIGTERM ended it",
			       name);
	if (pair_is_held(partner) && is_waiting(partner->pair))
		return err_set(err, STATUS_TIMEOUT,
			       "%sended, but not all it said was taken in time", name);
	if (pair_is_held(partner))
		return err_set(
			err, STATUS_TIMEOUT,
			"%sended, but what it started keeps its socket open, and still runs: "
			"in a session of its own",
			name);
	return err_set(err, STATUS_TIMEOUT,
		       "%sended, but what it started kept its socket open, and was killed", name);
}

/* What it said was not wanted any more. */
static bool has_no_reader(const struct pair *pair)
{
	return pair->plan->own && pair->plan->own->out_broken;
}

static bool judge(const struct partner *partner, const char *name, struct err *err)
{
	const struct pair *pair = partner->pair;
	bool was_ended = partner->asked || !partner->spawn.ended;

	if (partner->number)
		return err_errno(err, partner->number, "%scould not be talked with", name);
	if (pair->why == PAIR_LATE && (was_ended || partner->held))
		return say_late(partner, name, err);
	if (pair->why == PAIR_STOPPED && was_ended)
		return err_set(err, STATUS_MISMATCH, "%swas ended: SIG%s came", name,
			       sigabbrev_np(pair->serve.signal));
	if (pair->why == PAIR_BROKEN && was_ended)
		return err_set(err, STATUS_LACKING, "%swas ended: this machine could not go on",
			       name);
	if (pair->why == PAIR_ENOUGH &&
	    (was_ended || partner->spawn.signal == SIGPIPE || has_no_reader(pair)))
		return true; /* it has served its turn */
	if (partner->cut)
		return err_set(err, STATUS_LOSS,
			       "%ssaid messages of more than %d bytes: they were cut", name,
			       PAIR_ROOM);
	return say_exit(partner, name, err);
}

bool pair_verdict(const struct partner *partner, struct err *err)
{
	struct buf name = { 0 };
	bool fine = judge(partner, pair_name_of(partner, &name), err);

	buf_free(&name);
	return fine;
}
