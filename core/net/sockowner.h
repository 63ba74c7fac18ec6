/* sockowner -- which processes have a socket, out of their descriptors in /proc. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOWNER_H
#define NET_SOCKOWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum { SOCKOWNER_COMMAND_MAX = 64 };

/* A process that has sockets. */
struct sockowner_process {
	pid_t pid;
	char command[SOCKOWNER_COMMAND_MAX]; /* its name as the kernel has it, any bytes;
						proc_pid_comm(5) */
};

/* A descriptor that is a socket. */
struct sockowner {
	uint32_t inode; /* of the socket, as in struct sockdiag */
	int fd;
	size_t process; /* index */
};

/* Owner: starts as { 0 }, ends in sockowners_free. */
struct sockowners {
	struct sockowner *item; /* by inode, then in the order of processes and descriptors */
	size_t count;
	struct sockowner_process *process;
	size_t process_count;
	unsigned unseen; /* processes whose descriptors may not be seen: any may have a socket */
	bool hidden;     /* there are others that are not even shown: process 1 is not. proc(5),
			  * hidepid */
};

#define SOCKOWNER_PROC "/proc"

/* Look into every process that the folder PROC shows. One that ends meanwhile is passed over;
 * kernel threads and zombies have no descriptors. ERR: PROC cannot be read at all, or memory is
 * out; then OWNERS is untouched. */
bool sockowners_read(struct sockowners *owners, const char *proc, struct err *err);

/* The descriptors that are the socket INODE: the first one and how many; NULL and 0 for none. */
const struct sockowner *sockowners_find(const struct sockowners *owners, uint32_t inode,
					size_t *count);

/* Whether WORD is the number of a process, or its name; of a longer name its first 15 bytes, of
 * which the kernel keeps no more. */
bool sockowner_is(const struct sockowner_process *process, const char *word);

/* Release it and make it empty. Safe on { 0 } and twice. */
void sockowners_free(struct sockowners *owners);

/* ---- the texts of /proc ------------------------------------------------------------------- */

/* The inode of "socket:[12345]". False for every other text. */
bool sockowner_link(uint32_t *inode, const char *text, size_t size);

/* What /proc/PID/stat says of a process without descriptors to see. proc_pid_stat(5). */
enum sockowner_life {
	SOCKOWNER_LIVES,
	SOCKOWNER_IS_EMPTY,   /* a kernel thread or a zombie: it cannot have any */
	SOCKOWNER_IS_HEADLESS /* its first thread has ended, others may have descriptors */
};
enum sockowner_life sockowner_life(const char *stat, size_t size);

#endif
