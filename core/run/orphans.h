/* orphans -- what our children have started and left: it comes to us, and ends with us. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_ORPHANS_H
#define RUN_ORPHANS_H

#include <stddef.h>

/* From now on a process whose parent has ended is a child of ours, if it comes from one:
 * PR_SET_CHILD_SUBREAPER in prctl(2). */
void orphans_adopt(void);

/* Kill and reap all children that there are, which must be nobody else's business any more, and
 * what these leave. How many there were. Where /proc does not name them none are found. */
size_t orphans_end(void);

#endif
