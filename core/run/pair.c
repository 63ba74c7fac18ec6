/* pair -- a program, or two, each at the end of a socket pair: what is said moved, ends passed on.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/pair.h"

#include <errno.h>
#include <signal.h>

#include "cli/out.h"
#include "net/calls.h"
#include "net/pump_loop.h"
#include "net/sock.h"

/* So long the kernel may take to end what was killed; and so long, once the programs have ended,
 * what they said last may take, and what they started to let go of their sockets. */
static const int64_t last_ns = NS_PER_S, rest_ns = 250 * (int64_t)NS_PER_MS;

static bool is_type(const struct partner *partner, int type)
{
	return sock_type(partner->pair->plan->transport) == type;
}

static void tell(struct partner *partner, enum pair_step step)
{
	if (partner->pair->plan->tell)
		partner->pair->plan->tell(partner, step);
}

/* ---- what it says ----------------------------------------------------------------------- */

static ssize_t receive(struct partner *partner, char *data, size_t size, bool *is_end)
{
	ssize_t done;

	done = sock_receive(partner->end.in.fd, !is_type(partner, SOCK_STREAM), data, size, is_end);
	*is_end = *is_end && !is_type(partner, SOCK_DGRAM);
	return done;
}

static bool is_later(int number)
{
	return number == EAGAIN || number == EINTR;
}

/* A datagram socket has no end but that of the program. */
static bool has_ended(const struct partner *partner)
{
	return is_type(partner, SOCK_DGRAM) && partner->spawn.ended;
}

static enum pump_answer end_of(struct partner *partner)
{
	tell(partner, PAIR_SHUT);
	return PUMP_ENDED;
}

static enum pump_answer take(struct pump_end *end, char *data, size_t *size)
{
	struct partner *partner = OWNER(end, struct partner, end);
	bool is_end;
	ssize_t done = receive(partner, data, *size, &is_end);

	if (done < 0 && errno == ECONNRESET) { /* what it said before is there all the same */
		partner->unread = true;
		done = receive(partner, data, *size, &is_end);
	}
	if (done < 0 && is_later(errno))
		return errno == EAGAIN && has_ended(partner) ? end_of(partner) : PUMP_LATER;
	if (done < 0) {
		partner->number = errno;
		return PUMP_BROKEN;
	}
	if (is_end)
		return end_of(partner);
	partner->true_size = (size_t)done;
	if (partner->true_size > *size)
		partner->cut++;
	else
		*size = partner->true_size;
	partner->pair->plan->said(partner, data, *size);
	return PUMP_MOVED;
}

/* ---- what it is sent ---------------------------------------------------------------------- */

static bool is_gone(int number)
{
	return number == EPIPE || number == ECONNRESET || number == ECONNREFUSED;
}

static enum pump_answer give(struct pump_end *end, const char *data, size_t *size)
{
	struct partner *partner = OWNER(end, struct partner, end);
	ssize_t done = call_send(end->out.fd, data, *size, MSG_DONTWAIT);

	if (done >= 0) {
		*size = (size_t)done;
		return PUMP_MOVED;
	}
	if (is_later(errno))
		return PUMP_LATER;
	partner->unread = partner->unread || errno == ECONNRESET;
	if (!is_gone(errno))
		partner->number = errno;
	return PUMP_BROKEN;
}

/* A datagram socket has no end that could be passed on. */
static void shut(struct pump_end *end)
{
	if (!is_type(OWNER(end, struct partner, end), SOCK_DGRAM))
		call_shutdown(end->out.fd, SHUT_WR);
}

/* As if the other end were closed: what it says next breaks its pipe. */
static void refuse(struct pump_end *end)
{
	call_shutdown(end->in.fd, SHUT_RD);
}

static const struct pump_ops ops = { .take = take, .give = give, .shut = shut, .refuse = refuse };

/* ---- starting ----------------------------------------------------------------------------- */

static void take_exit(struct watch *watch, uint32_t events)
{
	struct partner *partner = OWNER(watch, struct partner, exit);

	(void)events;
	if (!spawn_look(&partner->spawn))
		return;
	loop_forget(&partner->pair->serve.loop, watch);
	if (is_type(partner, SOCK_DGRAM)) /* from now on it is readable: up to its end */
		call_shutdown(partner->end.in.fd, SHUT_RD);
	tell(partner, PAIR_ENDED);
}

static bool start(struct partner *partner, struct err *err)
{
	const struct pair_plan *plan = partner->pair->plan;
	struct spawn_plan program = { .argv = plan->argv[partner->index], .apart = true };
	int type = sock_type(plan->transport);
	int ends[2];
	bool fine;

	if (call_socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) < 0) {
		err_errno(err, errno, "cannot make a socket pair");
		partner->spawn.code = status_exit(err->kind);
		return false;
	}
	partner->end.in.fd = partner->end.out.fd = ends[0];
	if (type == SOCK_SEQPACKET)
		sock_time_messages(ends[0]);
	if (type != SOCK_STREAM) /* what the other could send, this end can send on */
		sock_set(ends[0], SOL_SOCKET, SO_SNDBUF, PAIR_ROOM);
	program.fd[0] = program.fd[1] = ends[1];
	program.fd[2] = -1;
	fine = spawn_start(&partner->spawn, &program, err);
	call_close(ends[1]);
	if (!fine)
		return false;
	partner->exit = (struct watch){ .fd = partner->spawn.pidfd, .ready = take_exit };
	return loop_watch(&partner->pair->serve.loop, &partner->exit, EPOLLIN, err);
}

static void part(struct pump *pump, struct pump_end *spoke)
{
	(void)pump;
	(void)spoke; /* nothing moves any more; the programs end when they do */
}

/* The first program, or what a single one is joined with, is the center. */
static bool join(struct pair *pair, struct err *err)
{
	struct pump_end *own = pair->plan->own;
	struct pump_end *center = own ? own : &pair->partner[0].end;

	pair->pump.policy.shut_center = true;
	pair->pump.over = part;
	if (sock_has_messages(pair->plan->transport))
		pair->pump.room = PAIR_ROOM;
	if (!pump_loop_begin(&pair->pump, center, &pair->serve.loop, err))
		return false;
	pump_add(&pair->pump, &pair->partner[own ? 0 : 1].end);
	return true;
}

bool pair_begin(struct pair *pair, struct run *run, const struct pair_plan *plan, struct err *err)
{
	pair->plan = plan;
	pair->run = run;
	pair->count = plan->argv[1] ? 2 : 1;
	if (!serve_begin(&pair->serve, run, err))
		return false;
	for (unsigned i = 0; i < pair->count; i++) {
		struct partner *partner = &pair->partner[i];

		partner->pair = pair;
		partner->index = i;
		partner->end.ops = &ops;
		if (!start(partner, err))
			return false;
		tell(partner, PAIR_STARTED);
	}
	return join(pair, err);
}

/* ---- running ------------------------------------------------------------------------------ */

bool pair_is_held(const struct partner *partner)
{
	return partner->spawn.ended && !partner->end.in_ended && partner->pair->pump.spokes;
}

static bool is_over(const struct pair *pair)
{
	for (unsigned i = 0; i < pair->count; i++)
		if (!pair->partner[i].spawn.ended || pair_is_held(&pair->partner[i]))
			return false;
	return !pair->plan->own || !pump_wants_out(pair->plan->own);
}

static bool has_enough(const struct pair *pair)
{
	return pair->plan->enough || deadline_passed(pair->plan->enough_at) ||
	       out_enough(pair->run->out);
}

/* Something was lost on the way: what follows would be a lie. */
static bool is_broken(const struct pair *pair)
{
	return pair->partner[0].number || pair->partner[1].number;
}

/* Whether there is a reason to end what runs. */
static bool is_told_to_end(const struct pair *pair)
{
	return pair->serve.loop.stopped || is_broken(pair) || has_enough(pair);
}

/* A loop that was stopped before handles events again. */
static bool turn_once(struct pair *pair, struct deadline until, struct err *err)
{
	pair->serve.loop.stopped = false;
	return loop_turn(&pair->serve.loop, until, err);
}

static bool turn_while_wanted(struct pair *pair, struct deadline until, struct err *err)
{
	while (!is_over(pair) && !deadline_passed(until) && !is_told_to_end(pair))
		if (!turn_once(pair, until, err))
			return false;
	return true;
}

static enum pair_why judge(const struct pair *pair, bool fine)
{
	if (!fine || is_broken(pair))
		return PAIR_BROKEN;
	if (pair->serve.signal)
		return PAIR_STOPPED;
	if (is_over(pair))
		return PAIR_OVER;
	return has_enough(pair) ? PAIR_ENOUGH : PAIR_LATE;
}

static void ask(struct pair *pair, int number)
{
	for (unsigned i = 0; i < pair->count; i++) {
		struct partner *partner = &pair->partner[i];

		if (!spawn_look(&partner->spawn))
			partner->asked = number;
		partner->held = partner->held || pair_is_held(partner);
		if (!partner->spawn.ended || pair_is_held(partner))
			spawn_signal(&partner->spawn, number);
	}
}

/* Nothing more is said to them: most programs end then, and tell by their exit status how it was.
 */
static void hang_up(struct pair *pair)
{
	for (unsigned i = 0; i < pair->count; i++)
		shut(&pair->partner[i].end);
}

static bool have_ended(const struct pair *pair)
{
	for (unsigned i = 0; i < pair->count; i++)
		if (!pair->partner[i].spawn.ended)
			return false;
	return true;
}

/* Programs are waited for; what they started and left behind, such as a daemon that no signal of
 * ours reaches, is not. What is said meanwhile is still moved. */
static void wait_for_ends(struct pair *pair, int64_t patience_ns)
{
	struct deadline until = deadline_in(patience_ns);
	struct err unused = { 0 };

	while (!have_ended(pair) && !deadline_passed(until))
		if (!turn_once(pair, until, &unused))
			return;
	until = deadline_in(rest_ns);
	while (have_ended(pair) && !is_over(pair) && !deadline_passed(until))
		if (!turn_once(pair, until, &unused))
			return;
}

static void end_all(struct pair *pair)
{
	int64_t grace_ns = pair->plan->grace_ns;

	if (pair->why == PAIR_ENOUGH) {
		hang_up(pair);
		wait_for_ends(pair, grace_ns);
	}
	if (is_over(pair))
		return;
	ask(pair, SIGTERM);
	wait_for_ends(pair, grace_ns);
	if (is_over(pair))
		return;
	ask(pair, SIGKILL);
	wait_for_ends(pair, last_ns);
}

void pair_run(struct pair *pair, struct deadline until, struct err *err)
{
	struct deadline first = deadline_earlier(until, pair->plan->enough_at);
	bool fine = turn_while_wanted(pair, first, err);

	pair->why = judge(pair, fine);
	if (pair->why != PAIR_OVER)
		end_all(pair);
}

void pair_free(struct pair *pair)
{
	pump_free(&pair->pump);
	for (unsigned i = 0; i < PAIR_MAX; i++) {
		struct partner *partner = &pair->partner[i];

		loop_forget(&pair->serve.loop, &partner->exit);
		spawn_free(&partner->spawn);
		if (partner->end.in.fd >= 0)
			call_close(partner->end.in.fd);
		partner->end.in.fd = partner->end.out.fd = -1;
	}
	serve_end(&pair->serve);
}
