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
static bool end_all(const struct buf *list, size_t *ran)
{
	struct word rest = { list->data, list->size };
	bool any = false;

	while (rest.size > 0) {
		size_t size = 0;

		while (size < rest.size && rest.at[size] != ' ' && rest.at[size] != '\n')
			size++;
		any = end_one((struct word){ rest.at, size }, ran) || any;
		rest = word_behind(rest, size < rest.size ? size + 1 : size);
	}
	return any;
}

size_t orphans_end(void)
{
	struct buf list = { 0 };
	struct err unused = { 0 };
	size_t ran = 0;

	do
		buf_clear(&list);
	while (fd_read_file(&list, "/proc/thread-self/children", LIST_MAX, &unused) &&
	       end_all(&list, &ran));
	buf_free(&list);
	return ran;
}
