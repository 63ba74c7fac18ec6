/* prompt_text -- what stands in front of a line that is typed, and the options of `set` for that.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_PROMPT_TEXT_H
#define PROMPT_PROMPT_TEXT_H

#include "shell/front.h"

/* Make FRONT->prompt anew: "sockbox> ", with open sockets and live jobs "sockbox[2s 1j]> ", after a
 * failure "sockbox(4)> "; or what `set prompt` has asked for. MORE: "... ", in the middle of a
 * command. Where that fails it stays as it was. */
void prompt_text_make(struct shell *shell, bool more);

/* Whether WORDS are `set prompt [TEXT]` or `set timing on|off|auto`, which are done then; ERR is
 * STATUS_INVALID. In TEXT %s is the number of open sockets, %j of jobs, %? the last exit code, %t
 * the time, %h the host's name, %% a percent sign. Colours (ESC [ ... m) are shown where the
 * terminal has them; other control bytes are left out. */
bool prompt_option(struct shell *shell, const struct words *words, struct err *err);

#endif
