/* place -- an endpoint as a word of the command line, looked up. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/place.h"

bool place_read(struct endpoint *endpoint, const char *word, const struct run *run, struct err *err)
{
	char *const words[] = { (char *)(uintptr_t)word, NULL }, *const *next = words;

	return endpoint_take(endpoint, &next, (enum transport)run->common->socket.transport, err);
}

bool place_find(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		const char *word, const struct run *run, enum purpose purpose,
		struct deadline until, struct err *err)
{
	int number;

	if (!place_read(endpoint, word, run, err))
		return false;
	if (locate(found, locator, endpoint, purpose, until, err))
		return true;
	number = err->number;
	err_set(err, err->kind, "%s: %s", word, err->text);
	err->number = number;
	return false;
}

bool place_group(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		 char *const **words, const struct run *run, enum purpose purpose, struct err *err)
{
	enum { LOOKUP_S = 5 };
	struct deadline until =
		deadline_earlier(run->until, deadline_in((int64_t)LOOKUP_S * NS_PER_S));

	locator->family = (int)run->common->family;
	locator->numeric = run->common->numeric;
	if (!endpoint_take(endpoint, words, TRANSPORT_UDP, err))
		return false;
	if (endpoint->transport != TRANSPORT_UDP)
		return err_set(err, STATUS_INVALID, "groups are of udp, not of %s",
			       name_word(endpoint_transports, endpoint->transport));
	return locate(found, locator, endpoint, purpose, until, err);
}
