/* markup -- bytes from outside as text in the languages of reports, in which they stay text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_MARKUP_H
#define CHECK_MARKUP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/word.h"
#include "cli/safe.h"

/* Text that a person wrote, and may copy: as it is where all of it can be shown, else as safe_put
 * has it. */
void written_put(struct buf *buf, struct word text, struct charset charset);

/* XML 1.0, as the content of an element or a value in double quotes: & < > " ' as entities, and
 * what XML forbids, what is not UTF-8 and what cannot be seen as \xNN for each byte. Newline and
 * tab are kept: as they are in content, as references in a value. So is what a CI runner would take
 * for a command, were it shown: as a reference. */
void xml_put_content(struct buf *buf, const char *data, size_t size);
void xml_put_value(struct buf *buf, const char *data, size_t size);

/* A double-quoted scalar of YAML 1.2, with its quotes, on one line; also what the reader of
 * TAP::Parser takes for the same as far as it can be seen. A byte that is not UTF-8 becomes the
 * four characters \xNN. */
void yaml_put(struct buf *buf, const char *data, size_t size);

/* The description of a TAP test point: one line, without a directive. */
void tap_put(struct buf *buf, const char *data, size_t size);

/* The message of a workflow command of GitHub Actions, and the value of one of its properties. */
void workflow_put_message(struct buf *buf, const char *data, size_t size);
void workflow_put_property(struct buf *buf, const char *data, size_t size);

/* The text before a Nagios plugin's performance data: one line without '|'. */
void nagios_put(struct buf *buf, const char *data, size_t size);

#endif
