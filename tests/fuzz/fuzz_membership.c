/* fuzz_membership -- any text as the files of /proc/net about groups; NUL bytes part the files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/membership.h"

static struct word cut(struct word *rest)
{
	const char *end = rest->size ? memchr(rest->at, '\0', rest->size) : NULL;
	struct word text = { rest->at, end ? (size_t)(end - rest->at) : rest->size };
	size_t step = text.size + (end != NULL);

	rest->at += step;
	rest->size -= step;
	return text;
}

static void check_item(const struct memberships *joined, size_t i)
{
	const struct membership *item = &joined->item[i];

	FUZZ_HOLDS(item->group.family == AF_INET || item->group.family == AF_INET6);
	FUZZ_HOLDS(i == 0 || item->index >= item[-1].index);
	FUZZ_HOLDS(item->source_count <= joined->source_count);
	for (size_t j = 0; j < item->source_count; j++) {
		FUZZ_HOLDS(item->sources[j].index == item->index);
		FUZZ_HOLDS(addr_compare(&item->sources[j].group, &item->group) == 0);
	}
}

int fuzz_membership(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);
	struct word rest = { copy, size };
	struct membership_files files;
	struct memberships joined = { 0 };
	struct err err = { 0 };

	if (!copy)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	files.igmp = cut(&rest);
	files.igmp6 = cut(&rest);
	files.mcfilter = cut(&rest);
	files.mcfilter6 = cut(&rest);
	files.dev_mcast = cut(&rest);
	FUZZ_HOLDS(memberships_parse(&joined, &files, &err));
	for (size_t i = 0; i < joined.count; i++)
		check_item(&joined, i);
	for (size_t i = 0; i < joined.mac_count; i++)
		FUZZ_HOLDS(joined.mac[i].mac_size > 0 &&
			   joined.mac[i].mac_size <= MEMBERSHIP_MAC_MAX);
	for (size_t i = 0; i < joined.igmp_count; i++)
		FUZZ_HOLDS(joined.igmp[i].version >= 1 && joined.igmp[i].version <= 3);
	memberships_free(&joined);
	free(copy);
	return 0;
}
