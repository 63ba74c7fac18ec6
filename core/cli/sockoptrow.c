/* sockoptrow -- a socket option and its value as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/sockoptrow.h"

#include "base/buf.h"
#include "base/num.h"
#include "net/limits.h"
#include "net/sockopt.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"

void sockoptrow_put_name(struct row *row, const struct sockkind *kind, int level, int number)
{
	struct buf name = { 0 };

	sockopt_put_name(&name, level, number);
	row_text(row, SOCKOPTROW_KIND, sockkind_word(kind));
	row_part(row, SOCKOPTROW_NAME, &name);
}

/* ---- the option --------------------------------------------------------------------------- */

/* An empty text of a table's row is none. */
static void put_said(struct row *row, unsigned field, const char *text)
{
	row_text(row, field, *text ? text : NULL);
}

static void put_sysctl(struct row *row, const char *name)
{
	struct buf value = { 0 };

	put_said(row, SOCKOPTROW_SYSCTL, name);
	if (*name && row_wants(row, SOCKOPTROW_SYSCTL_VALUE))
		limit_put_sysctl(&value, name);
	row_part(row, SOCKOPTROW_SYSCTL_VALUE, &value);
}

void sockoptrow_put_option(struct row *row, const struct sockkind *kind,
			   const struct sockopt *option)
{
	sockoptrow_put_name(row, kind, option->level, option->number);
	row_text(row, SOCKOPTROW_LEVEL, sockopt_level_word(option->level));
	row_int(row, SOCKOPTROW_NUMBER, option->number);
	row_text(row, SOCKOPTROW_TYPE, sockopt_type_word(option->type));
	put_said(row, SOCKOPTROW_UNIT, option->unit);
	row_bool(row, SOCKOPTROW_SETTABLE, sockkind_sets(kind, option));
	row_bool(row, SOCKOPTROW_READABLE, option->flags & SOCKOPT_GET);
	put_said(row, SOCKOPTROW_NEEDS, option->needs);
	put_sysctl(row, option->sysctl);
	row_text(row, SOCKOPTROW_MEANING, sockopt_meaning(option));
}

/* ---- the value ---------------------------------------------------------------------------- */

/* Also an empty text is one. TEXT is released. */
static void put_text(struct row *row, unsigned field, struct buf *text)
{
	const char *word = buf_text(text);

	if (!text->failed)
		row_bytes(row, field, word, text->size);
	row_free_part(row, text);
}

void sockoptrow_put_text(struct row *row, unsigned field, const struct sockopt *option,
			 const struct sockopt_value *value)
{
	enum { LONG_BYTES = 16 };
	struct buf text = { 0 };

	if (option->type == SOCKOPT_BYTES && value->size > LONG_BYTES)
		buf_printf(&text, "%u byte%s", value->size, num_plural(value->size));
	else
		sockopt_put_value(&text, value);
	put_text(row, field, &text);
}

static void put_value(struct row *row, const struct sockopt *option,
		      const struct sockopt_value *value)
{
	struct buf hex = { 0 };
	int64_t number;

	sockoptrow_put_text(row, SOCKOPTROW_VALUE, option, value);
	if (sockopt_value_number(&number, value))
		row_int(row, SOCKOPTROW_VALUE_INT, number);
	if (option->type == SOCKOPT_FILTER)
		return; /* its size counts no bytes */
	buf_puthex(&hex, value->as.byte, value->size);
	put_text(row, SOCKOPTROW_VALUE_HEX, &hex);
}

static void put_reason(struct row *row, const struct err *reason)
{
	row_text(row, SOCKOPTROW_REMARK, reason->number ? err_name(reason->number) : reason->text);
}

/* Of somebody's socket: whether somebody set it. */
static void put_difference(struct row *row, const struct specimen_finding *finding)
{
	struct buf text = { 0 };

	row_bool(row, SOCKOPTROW_DIFFERS, finding->differs);
	if (!finding->differs)
		return;
	buf_puts(&text, "at first ");
	sockopt_put_value(&text, &finding->first);
	buf_puts(&text, finding->moves ? ", changed by the kernel" : "");
	row_part(row, SOCKOPTROW_REMARK, &text);
}

void sockoptrow_put_finding(struct row *row, const struct sockopt *option,
			    const struct specimen_finding *finding)
{
	if (finding->has_first)
		sockoptrow_put_text(row, SOCKOPTROW_DEFAULT, option, &finding->first);
	if (finding->is == FINDING_VALUE)
		put_value(row, option, &finding->value);
	else
		put_reason(row, &finding->reason);
	if (finding->is_compared)
		put_difference(row, finding);
}

void sockoptrow_put_effect(struct row *row, const struct specimen *specimen,
			   const struct sockopt *option, const struct sockopt_value *asked)
{
	struct specimen_finding finding = specimen_look(specimen, option);
	struct buf why = { 0 };

	if (!(option->flags & SOCKOPT_GET))
		return;
	finding.is_compared = false; /* with what was asked, not with what it was */
	sockoptrow_put_finding(row, option, &finding);
	if (finding.is == FINDING_VALUE)
		sockopt_put_why(&why, asked, &finding.value);
	row_part(row, SOCKOPTROW_REMARK, &why);
}
