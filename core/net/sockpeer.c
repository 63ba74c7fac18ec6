/* sockpeer -- the names of Unix sockets by inode: what is at the other end of one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockpeer.h"

#include <errno.h>
#include <stdlib.h>

#include "net/socktable.h"

struct reading {
	struct buf item, names;
};

static bool keep(void *context, const struct sockdiag *sock)
{
	struct reading *reading = context;
	struct sockpeer fresh = { sock->inode, (uint32_t)sock->name_size, reading->names.size };

	if (sock->inode == 0 || sock->name_size == 0)
		return true;
	buf_put(&reading->names, sock->name, sock->name_size);
	buf_put(&reading->item, &fresh, sizeof(fresh));
	return !reading->item.failed && !reading->names.failed;
}

static int compare(const void *left, const void *right)
{
	const struct sockpeer *a = left, *b = right;

	return a->inode < b->inode ? -1 : a->inode > b->inode;
}

bool sockpeers_read(struct sockpeers *peers, struct err *err)
{
	const struct sockdiag_query all = { .table = SOCKDIAG_UNIX, .states = SOCKSTATES_ALL };
	struct reading reading = { 0 };
	void *array;

	if (!socktable_each(&all, keep, &reading, NULL, err) || reading.item.failed ||
	    reading.names.failed) {
		if (reading.item.failed || reading.names.failed)
			err_errno(err, ENOMEM, "cannot list the Unix sockets");
		buf_free(&reading.item);
		buf_free(&reading.names);
		return false;
	}
	array = reading.item.data;
	*peers = (struct sockpeers){ array, reading.item.size / sizeof(*peers->item),
				     reading.names };
	if (peers->count)
		qsort(peers->item, peers->count, sizeof(*peers->item), compare);
	return true;
}

const char *sockpeers_find(const struct sockpeers *peers, uint32_t inode, size_t *size)
{
	size_t low = 0, high = peers->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (peers->item[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == peers->count || peers->item[low].inode != inode)
		return NULL;
	*size = peers->item[low].size;
	return peers->names.data + peers->item[low].at;
}

void sockpeers_free(struct sockpeers *peers)
{
	free(peers->item);
	buf_free(&peers->names);
	*peers = (struct sockpeers){ 0 };
}
