/* signals -- dispositions, for those who may change them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_SIGNALS_H
#define RUN_SIGNALS_H

#include <signal.h>
#include <stddef.h>

/* Let signal NUMBER do what it does by default. */
static inline void signal_default(int number)
{
	const struct sigaction act = { .sa_handler = SIG_DFL };

	sigaction(number, &act, NULL);
}

#endif
