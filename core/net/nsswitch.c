/* nsswitch -- which modules libc asks for hosts, and in which order. nsswitch.conf(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/nsswitch.h"

#include <string.h>

static const char default_order[] = "files dns"; /* since glibc 2.35 */

/* The name of a database ends at a blank or the colon; libc does not ask for the colon itself. */
static bool is_hosts(struct word *line)
{
	struct word name;

	word_skip_space(line);
	name = *line;
	while (line->size > 0 && !byte_is_space(*line->at) && *line->at != ':')
		word_skip(line, 1);
	name.size = (size_t)(line->at - name.at);
	if (line->size == 0 || !word_is_exactly(name, "hosts"))
		return false;
	word_skip(line, 1);
	return true;
}

struct word nsswitch_hosts(struct word file)
{
	struct word order = { default_order, sizeof(default_order) - 1 };
	struct word line;

	while (line_next(&line, &file)) {
		line_cut(&line, '#');
		if (!is_hosts(&line))
			continue;
		word_skip_space(&line);
		while (line.size > 0 && byte_is_space(line.at[line.size - 1]))
			line.size--;
		order = line;
	}
	return order;
}

bool nsswitch_next(struct nsswitch_module *module, struct word *order)
{
	struct nsswitch_module fresh = { 0 };
	const char *end;

	word_skip_space(order);
	fresh.name.at = order->at;
	while (order->size > 0 && !byte_is_space(*order->at) && *order->at != '[')
		word_skip(order, 1);
	fresh.name.size = (size_t)(order->at - fresh.name.at);
	word_skip_space(order);
	fresh.actions.at = order->at;
	if (fresh.name.size == 0)
		return false;
	if (order->size > 0 && *order->at == '[') {
		end = memchr(order->at, ']', order->size);
		if (!end)
			return false;
		fresh.actions.size = (size_t)(end + 1 - order->at);
		word_skip(order, fresh.actions.size);
	}
	*module = fresh;
	return true;
}
