/* applet -- the registry, searched by name. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/applet.h"

#include <string.h>

const struct applet *applet_find(const char *name)
{
	unsigned low = 0, high = applets_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		int order = strcmp(name, applets[middle]->name);

		if (order == 0)
			return applets[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
