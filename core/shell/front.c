/* front -- the terminal of a session is lent to the commands that a person waits for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/front.h"

enum {
	HELD_MAX = 1 << 18, /* bytes */
	AGAIN_MS = 1000,    /* Ctrl-C twice in this time, and it is killed */
	MERCY_MS = 100,     /* but it may end by itself */
	DRAINS_MS = 2500    /* who ends so soon behind a Ctrl-C has ended by it */
};

bool front_lends(const struct shell *shell)
{
	return shell->front && shell->front->foreground.own;
}

void front_prepare(const struct shell *shell)
{
	if (front_lends(shell))
		foreground_prepare(&shell->front->foreground);
}

void front_lend(struct front *front, pid_t group, bool of_applets)
{
	front->group = group;
	front->of_applets = of_applets;
	front->key_ns = 0;
	front->end = (struct deadline){ 0 };
	foreground_lend(&front->foreground, group);
}

/* Who edits lines or pages takes Ctrl-C as a key, and as often as it is typed. */
void front_take_keys(struct front *front, bool all)
{
	unsigned count = foreground_interrupts(&front->foreground, all);
	int64_t now = clock_now_ns();

	if (count == 0)
		return;
	if (front->of_applets && front->end.at_ns == 0 && !modes_are_raw() &&
	    (count > 1 || (front->key_ns && now - front->key_ns < (int64_t)AGAIN_MS * NS_PER_MS)))
		front->end = deadline_in((int64_t)MERCY_MS * NS_PER_MS);
	front->key_ns = now;
}

bool front_holds(struct front *front, const struct buf *text)
{
	if (front->group == 0 || front->held.size + text->size > HELD_MAX || !modes_are_raw())
		return false;
	buf_put(&front->held, text->data, text->size);
	return !front->held.failed;
}

static bool was_interrupted(struct front *front, int code)
{
	if (code == 128 + SIGINT)
		return true;
	if (!front->of_applets)
		return false;
	front_take_keys(front, true);
	return front->key_ns && clock_now_ns() - front->key_ns < (int64_t)DRAINS_MS * NS_PER_MS;
}

bool front_return(struct front *front, int code)
{
	struct modes now = modes_get();
	bool interrupted = was_interrupted(front, code);

	foreground_return(&front->foreground);
	if (code == 0 && modes_are_sane(&now, &front->modes))
		front->modes = now;
	else
		modes_set(&front->modes);
	front->group = 0;
	front->key_ns = 0;
	front->end = (struct deadline){ 0 };
	return interrupted;
}
