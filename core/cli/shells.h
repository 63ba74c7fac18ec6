/* shells -- completion scripts for bash, zsh and fish: wrappers that ask sockbox --complete. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SHELLS_H
#define CLI_SHELLS_H

#include <stdbool.h>

#include "base/buf.h"

/* The script for "bash", "zsh" or "fish", for sockbox and every applet of this build; false for
 * any other shell. */
bool shells_script(struct buf *buf, const char *shell);

#endif
