/* orphans -- what our children have started and left: it comes to us, and ends with us. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/orphans.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/word.h"

enum { LIST_MAX = 1 << 20 };

void orphans_adopt(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static bool end_one(struct word word)
{
	uint64_t pid;

	if (!num_digits(&pid, word.at, word.size, INT32_MAX) || pid <= 1)
		return false;
	kill((pid_t)pid, SIGKILL);
	while (waitpid((pid_t)pid, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

/* Those that are children now; what they leave are children then. */
static size_t end_all(const struct buf *list)
{
	struct word rest = { list->data, list->size };
	size_t count = 0;

	while (rest.size > 0) {
		size_t size = 0;

		while (size < rest.size && rest.at[size] != ' ' && rest.at[size] != '\n')
			size++;
		count += end_one((struct word){ rest.at, size });
		rest = word_behind(rest, size < rest.size ? size + 1 : size);
	}
	return count;
}

size_t orphans_end(void)
{
	struct buf list = { 0 };
	struct err unused = { 0 };
	size_t count = 0, more;

	do {
		buf_clear(&list);
		more = fd_read_file(&list, "/proc/thread-self/children", LIST_MAX, &unused)
			       ? end_all(&list)
			       : 0;
		count += more;
	} while (more > 0);
	buf_free(&list);
	return count;
}
