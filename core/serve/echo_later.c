/* echo_later -- answers of an echo server that a fault holds back, until their time comes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "serve/echo_state.h"

static size_t cost_of(size_t size)
{
	return sizeof(struct echo_later) + size;
}

static void link_in(struct echo_later *later, struct echo_later **list)
{
	later->next = *list;
	later->link = list;
	if (later->next)
		later->next->link = &later->next;
	*list = later;
	later->echo->held_bytes += cost_of(later->size);
}

static void link_out(struct echo_later *later)
{
	*later->link = later->next;
	if (later->next)
		later->next->link = later->link;
	later->echo->held_bytes -= cost_of(later->size);
}

/* Its connection may end by this. */
static void deliver(struct timer *timer)
{
	struct echo_later *later = OWNER(timer, struct echo_later, timer);
	struct echo *echo = later->echo;
	struct echo_conn *conn = later->conn;

	link_out(later);
	if (!conn) {
		echo_deliver_gram(later);
	} else {
		conn->later_count--;
		conn->later_bytes -= later->size;
		if (echo_deliver(conn, later->data, later->size))
			echo_go_on(conn);
	}
	free(later);
	echo_check_end(echo);
}

struct echo_later *echo_hold(struct echo *echo, struct echo_later **list, const void *data,
			     size_t size, int64_t due_ns, const char **reason)
{
	struct echo_later *later;

	*reason = "held";
	if (echo->held_bytes + cost_of(size) > ECHO_HELD_BYTES_MAX)
		return NULL;
	*reason = name_word(refusal_words, REFUSAL_MEMORY);
	later = malloc(cost_of(size));
	if (!later)
		return NULL;
	*later = (struct echo_later){ .timer = { .due = deliver }, .echo = echo, .size = size };
	memcpy(later->data, data, size);
	timer_set(echo->loop, &later->timer, (struct deadline){ due_ns });
	link_in(later, list);
	return later;
}

void echo_drop_first(struct echo_later **list)
{
	struct echo_later *later = *list;

	timer_clear(later->echo->loop, &later->timer);
	link_out(later);
	free(later);
}

uint64_t echo_drop_later(struct echo_later **list)
{
	uint64_t count = 0;

	for (; *list; count++)
		echo_drop_first(list);
	return count;
}
