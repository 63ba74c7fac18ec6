/* box_options -- the options of sockbox itself, where no applet is named. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/box_options.h"

const struct opt box_options[] = {
	{ OPT_WORDS("list", "",
		    "list the applets; as --list=json with all that their tables say") },
	{ OPT_WORDS("help", "APPLET",
		    "say how to use an applet, or what to try first; also without the dashes"),
	  .takes = TAKES_TEXT, .offer = OFFER_APPLET },
	{ OPT_WORDS(
		  "install", "DIR",
		  "make a link for every applet in a folder, but none that hides another program"),
	  .takes = TAKES_TEXT, .offer = OFFER_FOLDER },
	{ OPT_WORDS("hard", "", "with --install: hard links") },
	{ OPT_WORDS("force", "", "with --install: also names that another program has") },
	{ OPT_WORDS("restricted", "",
		    "a prompt or script without programs and files, see sockbox-shell(7)") },
	{ OPT_WORDS("no-wait", "", "a script does not wait for its jobs") },
	{ OPT_WORDS("version", "", "show the version; with -v what was compiled in") },
	OPT_END,
};
