/* sockowner -- which processes have a socket, out of their descriptors in /proc. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockowner.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/word.h"
#include "net/lines.h"

enum { STAT_MAX_BYTES = 1 << 16, LINK_MAX = 64 };

/* ---- texts of /proc ------------------------------------------------------------------------- */

bool sockowner_link(uint32_t *inode, const char *text, size_t size)
{
	static const char begin[] = "socket:[";
	size_t front = sizeof(begin) - 1;
	uint64_t number;

	if (size <= front + 1 || memcmp(text, begin, front) != 0 || text[size - 1] != ']' ||
	    !num_digits(&number, text + front, size - front - 1, UINT32_MAX))
		return false;
	*inode = (uint32_t)number;
	return true;
}

/* The words behind the name, which stands in brackets and may hold any byte. */
enum { STATE = 0, FLAGS = 6, THREADS = 17, WORDS };
enum { KERNEL_THREAD = 0x00200000 }; /* PF_KTHREAD */

enum sockowner_life sockowner_life(const char *stat, size_t size)
{
	const char *close = memrchr(stat, ')', size);
	struct word rest, word[WORDS];
	uint64_t flags, threads;

	if (!close)
		return SOCKOWNER_LIVES;
	rest = (struct word){ close + 1, size - (size_t)(close + 1 - stat) };
	for (unsigned i = 0; i < WORDS; i++)
		if (!word_next(&word[i], &rest))
			return SOCKOWNER_LIVES;
	if (num_digits(&flags, word[FLAGS].at, word[FLAGS].size, UINT32_MAX) &&
	    flags & KERNEL_THREAD)
		return SOCKOWNER_IS_EMPTY;
	if (!word_is_exactly(word[STATE], "Z") ||
	    !num_digits(&threads, word[THREADS].at, word[THREADS].size, UINT32_MAX))
		return SOCKOWNER_LIVES;
	return threads > 1 ? SOCKOWNER_IS_HEADLESS : SOCKOWNER_IS_EMPTY;
}

/* ---- the walk ------------------------------------------------------------------------------- */

struct walk {
	const char *proc;
	struct buf item, process; /* arrays of the structs of those names */
	struct buf path, text;    /* of the process that is looked at */
	unsigned unseen;
	bool has_first; /* process 1 was shown */
};

static const char *path_of(struct walk *walk, const char *pid, const char *file, const char *fd)
{
	buf_clear(&walk->path);
	buf_puts(&walk->path, walk->proc);
	buf_putc(&walk->path, '/');
	buf_puts(&walk->path, pid);
	buf_puts(&walk->path, file);
	buf_puts(&walk->path, fd);
	return buf_text(&walk->path);
}

/* Whether a failure only says that the process has ended. */
static bool is_gone(int number)
{
	return number == ENOENT || number == ESRCH;
}

/* Read what a process says of itself into walk->text; false when it is gone. */
static bool read_text(struct walk *walk, const char *pid, const char *file)
{
	struct err err = { 0 };

	buf_clear(&walk->text);
	return fd_read_file(&walk->text, path_of(walk, pid, file, ""), STAT_MAX_BYTES, &err) ||
	       !is_gone(err.number);
}

static void put_process(struct walk *walk, uint64_t pid, const char *name)
{
	struct sockowner_process fresh = { .pid = (pid_t)pid };
	size_t size;

	read_text(walk, name, "/comm");
	size = walk->text.size;
	if (size > 0 && walk->text.data[size - 1] == '\n')
		size--;
	if (size > sizeof(fresh.command) - 1)
		size = sizeof(fresh.command) - 1;
	if (size > 0)
		memcpy(fresh.command, walk->text.data, size);
	buf_put(&walk->process, &fresh, sizeof(fresh));
}

/* Look at one descriptor. False with errno when it may not be seen. */
static bool look_at(struct walk *walk, const char *pid, const char *fd)
{
	struct sockowner fresh = { .process =
					   walk->process.size / sizeof(struct sockowner_process) };
	char link[LINK_MAX];
	uint64_t number;
	ssize_t size;

	if (!num_digits(&number, fd, strlen(fd), INT32_MAX))
		return true; /* . and .. */
	size = readlink(path_of(walk, pid, "/fd/", fd), link, sizeof(link));
	if (size < 0)
		return is_gone(errno);
	fresh.fd = (int)number;
	if (sockowner_link(&fresh.inode, link, (size_t)size))
		buf_put(&walk->item, &fresh, sizeof(fresh));
	return true;
}

/* All descriptors that FOLDER shows: how many. False when not all may be seen. */
static bool look_at_all(struct walk *walk, DIR *folder, const char *pid, size_t *shown)
{
	struct dirent *entry;

	*shown = 0;
	while (errno = 0, (entry = readdir(folder))) {
		*shown += entry->d_name[0] != '.';
		if (!look_at(walk, pid, entry->d_name))
			return false;
	}
	return errno == 0 || is_gone(errno);
}

/* Where nothing was to be seen: whether nothing can be there. With the mount option hidepid=1 not
 * even its state is told. */
static bool is_empty(struct walk *walk, const char *pid, bool allowed)
{
	if (!read_text(walk, pid, "/stat"))
		return true;
	switch (sockowner_life(buf_text(&walk->text), walk->text.size)) {
	case SOCKOWNER_LIVES:
		return allowed;
	case SOCKOWNER_IS_EMPTY:
		return true;
	case SOCKOWNER_IS_HEADLESS:
		break;
	}
	return false;
}

static void look_into(struct walk *walk, uint64_t pid, const char *name)
{
	size_t before = walk->item.size, shown = 0;
	DIR *folder = opendir(path_of(walk, name, "/fd", ""));
	bool allowed = folder ? look_at_all(walk, folder, name, &shown) : is_gone(errno);

	if (folder)
		closedir(folder);
	if ((!allowed || shown == 0) && !is_empty(walk, name, allowed))
		walk->unseen++;
	if (walk->item.size > before)
		put_process(walk, pid, name);
}

static bool walk_all(struct walk *walk, struct err *err)
{
	DIR *folder = opendir(walk->proc);
	struct dirent *entry;
	uint64_t pid;
	int number;

	if (!folder)
		return err_errno(err, errno, "cannot look for processes in %s", walk->proc);
	while (errno = 0, (entry = readdir(folder)))
		if (num_digits(&pid, entry->d_name, strlen(entry->d_name), INT32_MAX)) {
			walk->has_first = walk->has_first || pid == 1;
			look_into(walk, pid, entry->d_name);
		}
	number = errno;
	closedir(folder);
	if (number)
		return err_errno(err, number, "cannot look for processes in %s", walk->proc);
	if (walk->item.failed || walk->process.failed || walk->path.failed || walk->text.failed)
		return err_errno(err, ENOMEM, "cannot list the processes");
	return true;
}

/* ---- put together --------------------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
	const struct sockowner *a = left, *b = right;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	if (a->process != b->process)
		return a->process < b->process ? -1 : 1;
	return a->fd < b->fd ? -1 : a->fd > b->fd;
}

bool sockowners_read(struct sockowners *owners, const char *proc, struct err *err)
{
	struct walk walk = { .proc = proc };
	struct sockowners fresh = { 0 };
	bool fine = walk_all(&walk, err);

	fresh.item = buf_take_array(&walk.item, &fresh.count, sizeof(*fresh.item));
	fresh.process = buf_take_array(&walk.process, &fresh.process_count, sizeof(*fresh.process));
	fresh.unseen = walk.unseen;
	fresh.hidden = !walk.has_first;
	buf_free(&walk.path);
	buf_free(&walk.text);
	if (!fine) {
		sockowners_free(&fresh);
		return false;
	}
	if (fresh.count)
		qsort(fresh.item, fresh.count, sizeof(*fresh.item), compare);
	*owners = fresh;
	return true;
}

const struct sockowner *sockowners_find(const struct sockowners *owners, uint32_t inode,
					size_t *count)
{
	size_t low = 0, high = owners->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (owners->item[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < owners->count && owners->item[high].inode == inode;)
		high++;
	*count = high - low;
	return *count ? &owners->item[low] : NULL;
}

bool sockowner_is(const struct sockowner_process *process, const char *word)
{
	enum { KEPT = 15 };
	size_t size = strlen(word);
	uint64_t pid;

	if (num_digits(&pid, word, size, INT32_MAX))
		return (pid_t)pid == process->pid;
	if (strcmp(process->command, word) == 0)
		return true;
	return size > KEPT && strlen(process->command) == KEPT &&
	       memcmp(process->command, word, KEPT) == 0;
}

void sockowners_free(struct sockowners *owners)
{
	free(owners->item);
	free(owners->process);
	*owners = (struct sockowners){ 0 };
}
