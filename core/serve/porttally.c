/* porttally -- what came of the ports of a host: which are open, which refused, and so on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/porttally.h"

static const uint8_t group_status[PORTS_OTHER] = {
	[PORTS_OPEN] = STATUS_OPEN,       [PORTS_ANSWERED] = STATUS_ANSWERED,
	[PORTS_REFUSED] = STATUS_REFUSED, [PORTS_UNREACHABLE] = STATUS_UNREACHABLE,
	[PORTS_TIMEOUT] = STATUS_TIMEOUT, [PORTS_SILENT] = STATUS_SILENT,
};

void porttally_add(struct porttally *tally, uint16_t port, enum status status)
{
	size_t group = 0;

	while (group < PORTS_OTHER && group_status[group] != status)
		group++;
	tally->told++;
	if (port)
		portlist_add(&tally->of[group], port);
}

void porttally_leave(struct porttally *tally, uint16_t port)
{
	portlist_add(&tally->of[PORTS_PENDING], port);
}

void porttally_leave_rest(struct porttally *tally, const struct portlist *from,
			  struct portlist_at at)
{
	portlist_add_rest(&tally->of[PORTS_UNTRIED], from, at);
}

void porttally_free(struct porttally *tally)
{
	for (size_t i = 0; i < PORT_GROUPS; i++)
		portlist_free(&tally->of[i]);
	tally->told = 0;
}
