/* portlist -- ports in rising order, as ranges: small where portset is not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/portlist.h"

#include <stdlib.h>

enum { FIRST_ROOM = 4 };

static bool has_room(struct portlist *list)
{
	size_t room = list->room ? 2 * list->room : FIRST_ROOM;
	struct port_range *grown;

	if (list->size < list->room)
		return true;
	grown = reallocarray(list->range, room, sizeof(*grown));
	if (!grown)
		return false;
	list->range = grown;
	list->room = room;
	return true;
}

void portlist_add(struct portlist *list, uint16_t port)
{
	struct port_range *last = list->size ? &list->range[list->size - 1] : NULL;

	if (last && last->last + 1 == port) {
		last->last = port;
	} else if (has_room(list)) {
		list->range[list->size++] = (struct port_range){ port, port };
	} else {
		list->failed = true;
		return;
	}
	list->count++;
}

void portlist_add_set(struct portlist *list, const struct portset *ports)
{
	for (uint16_t port = portset_next(ports, 0); port; port = portset_next(ports, port))
		portlist_add(list, port);
}

void portlist_add_rest(struct portlist *list, const struct portlist *from, struct portlist_at at)
{
	uint16_t port;

	while ((port = portlist_next(from, &at)) != 0)
		portlist_add(list, port);
	list->failed = list->failed || from->failed;
}

uint16_t portlist_next(const struct portlist *list, struct portlist_at *at)
{
	if (at->range < list->size && at->port == list->range[at->range].last)
		*at = (struct portlist_at){ .range = at->range + 1 };
	if (at->range == list->size)
		return 0;
	at->port = at->port ? (uint16_t)(at->port + 1) : list->range[at->range].first;
	return at->port;
}

void portlist_put(struct buf *buf, const struct portlist *list)
{
	for (size_t i = 0; i < list->size; i++) {
		const struct port_range *range = &list->range[i];

		buf_puts(buf, i > 0 ? "," : "");
		buf_putu(buf, range->first);
		if (range->last > range->first)
			buf_printf(buf, "-%u", (unsigned)range->last);
	}
	buf->failed = buf->failed || list->failed;
}

void portlist_free(struct portlist *list)
{
	free(list->range);
	*list = (struct portlist){ 0 };
}
