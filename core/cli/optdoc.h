/* optdoc -- what option and operand rows say about themselves, for help, pages and completion. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OPTDOC_H
#define CLI_OPTDOC_H

#include <stdbool.h>

#include "base/buf.h"
#include "cli/applet.h"

/* The default of ROW as a command line would write it, out of a settings struct (NULL: none are
 * known); false when there is none worth a word. */
bool optdoc_default(struct buf *buf, const struct opt *row, const void *defaults);

/* What ROW accepts: "1 to 100", "one of red, green", "any of A, B"; false when its value name
 * says it all. Many words are counted unless ALL. */
bool optdoc_accepts(struct buf *buf, const struct opt *row, bool all);

/* The operands as a usage line shows them: "HOST [SERVICE...]". */
void optdoc_operands(struct buf *buf, const struct operand *operands);

/* A word for what the option takes, for machines: "flag", "number", "name" ... */
const char *optdoc_takes(enum takes takes);

#endif
