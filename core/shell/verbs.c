/* verbs -- the table of the verbs of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/verb.h"

extern const struct applet verb_echo, verb_jobs, verb_recv, verb_sendall, verb_socketpair;

const struct applet *const verbs[] = {
	&verb_echo, &verb_jobs, &verb_recv, &verb_sendall, &verb_socketpair,
};
const unsigned verbs_count = sizeof(verbs) / sizeof(verbs[0]);

const struct applet *verb_find(const char *name)
{
	unsigned low = 0, high = verbs_count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = strcmp(name, verbs[middle]->name);

		if (order == 0)
			return verbs[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
