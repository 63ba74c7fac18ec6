/* event -- what happens on the sockets of a session while a person is at its prompt: a line each
 * above what is typed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/event.h"

#include "bench/news.h"

/* What comes within so long is told together; and who types is never kept waiting for more than
 * TURN_MAX of them. */
enum { TOGETHER_MS = 3, TURN_MAX = 256 };

/* ---- telling ------------------------------------------------------------------------------ */

static bool may_tell(struct events *events)
{
	int64_t now_ns = clock_now_ns();
	int64_t *oldest_ns = &events->told_ns[events->oldest];

	if (*oldest_ns != 0 && now_ns - *oldest_ns < NS_PER_S)
		return false;
	*oldest_ns = now_ns;
	events->oldest = (events->oldest + 1) % EVENTS_A_SECOND;
	return true;
}

/* Those that are too many are told as a number, once there is room for one more line. */
static void count_more(struct events *events)
{
	struct deadline at = { events->told_ns[events->oldest] + NS_PER_S };

	events->more++;
	if (!events->later.set)
		timer_set(events->loop, &events->later, at);
}

static void tell_more(struct timer *timer)
{
	struct events *events = OWNER(timer, struct events, later);

	if (events->more == 0 || !may_tell(events))
		return;
	line_step_aside(events->line);
	shell_say(events->shell, "[+%llu event%s]", (unsigned long long)events->more,
		  events->more == 1 ? "" : "s");
	events->more = 0;
}

static void tell(struct events *events, struct bench_sock *sock)
{
	struct happening now;
	unsigned bits = news_of(&now, &events->shell->bench, sock);
	struct buf text = { 0 };

	if (bits == 0)
		return;
	if (events->more > 0 || !may_tell(events)) {
		count_more(events);
		return;
	}
	news_put(&text, sock, &now, bits);
	line_step_aside(events->line);
	shell_say(events->shell, "[%s] %s", sock->name, buf_text(&text));
	buf_free(&text);
}

/* ---- looking ------------------------------------------------------------------------------ */

static struct bench_sock *turn_round(struct bench_sock *first)
{
	struct bench_sock *all = NULL;

	while (first) {
		struct bench_sock *next = first->next;

		first->next = all;
		all = first;
		first = next;
	}
	return all;
}

/* The oldest first. */
static void tell_all(struct events *events, bool only_what_came)
{
	struct bench *bench = &events->shell->bench;
	struct bench_sock *oldest = turn_round(bench->socks);

	for (struct bench_sock *sock = oldest; sock; sock = sock->next)
		if (sock->news.came || !only_what_came)
			tell(events, sock);
	bench->socks = turn_round(oldest);
}

static void listen_on(struct events *events, uint32_t to)
{
	struct err unused = { 0 };

	loop_watch(events->loop, &events->watch, to, &unused);
}

static void look(struct timer *timer)
{
	struct events *events = OWNER(timer, struct events, soon);

	news_take(&events->shell->bench, TURN_MAX);
	tell_all(events, true);
	listen_on(events, EPOLLIN);
}

static void be_ready(struct watch *watch, uint32_t ready)
{
	struct events *events = OWNER(watch, struct events, watch);
	int64_t at_ns = clock_now_ns() + TOGETHER_MS * NS_PER_MS;

	(void)ready;
	listen_on(events, 0);
	timer_set(events->loop, &events->soon, (struct deadline){ at_ns });
}

/* ---- beginning and end -------------------------------------------------------------------- */

void events_begin(struct events *events, struct shell *shell, struct line *line, struct loop *loop)
{
	struct err err = { 0 };

	if (!news_begin(&shell->bench, &err)) {
		shell_complain(shell, "events", &err);
		return;
	}
	*events = (struct events){
		.shell = shell,
		.line = line,
		.loop = loop,
		.watch = { .fd = shell->bench.events_fd, .ready = be_ready },
		.soon.due = look,
		.later.due = tell_more,
	};
	listen_on(events, EPOLLIN);
}

void events_pause(struct events *events)
{
	if (!events->shell)
		return;
	listen_on(events, 0);
	timer_clear(events->loop, &events->soon);
	timer_clear(events->loop, &events->later);
}

void events_resume(struct events *events)
{
	struct bench *bench = events->shell ? &events->shell->bench : NULL;

	if (!bench || bench->events_off)
		return;
	news_take(bench, INT32_MAX);
	tell_all(events, false);
	if (events->more > 0)
		timer_set(events->loop, &events->later,
			  (struct deadline){ events->told_ns[events->oldest] + NS_PER_S });
	listen_on(events, EPOLLIN);
}

void events_end(struct events *events)
{
	if (!events->shell)
		return;
	events_pause(events);
	loop_forget(events->loop, &events->watch);
	news_end(&events->shell->bench);
	events->shell = NULL;
}
