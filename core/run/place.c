/* place -- an endpoint as a word of the command line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/place.h"

bool place_read(struct endpoint *endpoint, const char *word, const struct run *run, struct err *err)
{
	char *const words[] = { (char *)(uintptr_t)word, NULL }, *const *next = words;

	return endpoint_take(endpoint, &next, (enum transport)run->common->socket.transport, err);
}
