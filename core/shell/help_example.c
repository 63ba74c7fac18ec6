/* help_example -- further examples of verbs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/help_text.h"

const struct help_example help_examples[] = {
	{ 0 },
};
