/* box_options -- the options of sockbox itself, where no applet is named. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_BOX_OPTIONS_H
#define CLI_BOX_OPTIONS_H

#include "cli/opt.h"

/* For completion and the manual: their slots mean nothing. */
extern const struct opt box_options[];

#endif
