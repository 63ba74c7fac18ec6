/* value -- one value of a record as text, for every format but JSON. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_VALUE_H
#define CLI_VALUE_H

#include "base/buf.h"
#include "cli/record.h"
#include "cli/safe.h"

/* A finite number with three decimals, whatever the locale. */
void value_put_real(struct buf *buf, double real);

/* A single value, escaped; an object by its shape's template, else as key=value. */
void value_put(struct buf *buf, const struct field *field, const struct value *value,
	       struct charset charset);

/* The same for a value that may be unset (nothing) or a list (joined by blanks, objects by
 * "; "). */
void value_put_all(struct buf *buf, const struct field *field, const struct value *value,
		   struct charset charset);

/* ROW by the template of its shape, which must have one. */
void value_put_template(struct buf *buf, const struct row *row, struct charset charset);

#endif
