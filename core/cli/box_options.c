/* box_options -- the options of sockbox itself, where no applet is named. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/box_options.h"

const struct opt box_options[] = {
	{ .word = "list",
	  .help = "list the applets; as --list=json with all that their tables say" },
	{ .word = "help",
	  .value = "APPLET",
	  .takes = TAKES_TEXT,
	  .offer = OFFER_APPLET,
	  .help = "say how to use an applet, or what to try first; also without the dashes" },
	{ .word = "install",
	  .value = "DIR",
	  .takes = TAKES_TEXT,
	  .offer = OFFER_FOLDER,
	  .help = "make a link for every applet in a folder, but none that hides another program" },
	{ .word = "hard", .help = "with --install: hard links" },
	{ .word = "force", .help = "with --install: also names that another program has" },
	{ .word = "version", .help = "show the version; with -v what was compiled in" },
	OPT_END,
};
