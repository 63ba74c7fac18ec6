/* modes -- how a terminal treats what is typed and printed: kept, and put back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/modes.h"

#include <sys/ioctl.h>
#include <unistd.h>

struct modes modes_get(void)
{
	struct modes modes = { 0 };

	modes.known = ioctl(STDIN_FILENO, TCGETS, &modes.as) == 0;
	return modes;
}

void modes_set(const struct modes *modes)
{
	if (modes->known)
		ioctl(STDIN_FILENO, TCSETSW, &modes->as);
}

bool modes_are_sane(const struct modes *now, const struct modes *before)
{
	const tcflag_t local = ICANON | ISIG | ECHO, input = ICRNL, output = OPOST | ONLCR;

	return now->known && before->known &&
	       ((now->as.c_lflag ^ before->as.c_lflag) & local) == 0 &&
	       ((now->as.c_iflag ^ before->as.c_iflag) & input) == 0 &&
	       ((now->as.c_oflag ^ before->as.c_oflag) & output) == 0;
}

unsigned modes_columns(void)
{
	struct winsize size = { 0 };

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool modes_are_raw(void)
{
	struct modes now = modes_get();

	return now.known && !(now.as.c_lflag & ICANON);
}
