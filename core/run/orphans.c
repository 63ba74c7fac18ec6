/* orphans -- what our children have started and left: it comes to us, and ends with us. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/orphans.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/fd.h"
#include "base/num.h"
#include "base/word.h"

enum { LIST_MAX = 1 << 20 };

static bool list_children(struct buf *list)
{
	struct err unused = { 0 };

	buf_clear(list);
	return fd_read_file(list, "/proc/thread-self/children", LIST_MAX, &unused);
}

/* The next number of REST; false at the end. */
static bool take_child(struct word *child, struct word *rest)
{
	size_t size = 0;

	if (rest->size == 0)
		return false;
	while (size < rest->size && rest->at[size] != ' ' && rest->at[size] != '\n')
		size++;
	*child = (struct word){ rest->at, size };
	*rest = word_behind(*rest, size < rest->size ? size + 1 : size);
	return true;
}

static bool has(const struct buf *list, struct word child)
{
	struct word rest = { list->data, list->size }, other;

	while (take_child(&other, &rest))
		if (other.size == child.size && memcmp(other.at, child.at, child.size) == 0)
			return true;
	return false;
}

void orphans_adopt(struct orphans *orphans)
{
	orphans->adopts = list_children(&orphans->others) && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

void orphans_reap(pid_t session)
{
	while (waitpid(-session, NULL, 0) > 0 || errno == EINTR)
		;
}

/* Whether it was one; *RAN counts those that had not ended by themselves. */
static bool end_one(struct word word, size_t *ran)
{
	uint64_t pid;

	if (!num_digits(&pid, word.at, word.size, INT32_MAX) || pid <= 1)
		return false;
	if (waitpid((pid_t)pid, NULL, WNOHANG) != 0)
		return true;
	++*ran;
	kill((pid_t)pid, SIGKILL);
	while (waitpid((pid_t)pid, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

/* Those that are children now; what they leave are children then. */
static bool end_all(const struct orphans *orphans, const struct buf *list, size_t *ran)
{
	struct word rest = { list->data, list->size }, child;
	bool any = false;

	while (take_child(&child, &rest))
		if (!has(&orphans->others, child))
			any = end_one(child, ran) || any;
	return any;
}

size_t orphans_end(struct orphans *orphans)
{
	struct buf list = { 0 };
	size_t ran = 0;

	while (orphans->adopts && list_children(&list) && end_all(orphans, &list, &ran))
		;
	buf_free(&list);
	buf_free(&orphans->others);
	orphans->adopts = false;
	return ran;
}
