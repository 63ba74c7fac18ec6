/* report_nagios -- one check as the line of a Nagios plugin, with performance data. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "check/markup.h"
#include "check/report_state.h"

enum nagios { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

/* Silence is critical: the runner has made a failure of it. */
static enum nagios nagios_of(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_OK:
	case VERDICT_FIXED:
		return NAGIOS_OK;
	case VERDICT_WARN:
	case VERDICT_TODO:
		return NAGIOS_WARNING;
	case VERDICT_FAIL:
		return NAGIOS_CRITICAL;
	case VERDICT_ERROR:
	case VERDICT_SKIP:
	case VERDICT_COUNT:
		break;
	}
	return NAGIOS_UNKNOWN;
}

int report_nagios_exit(const struct tally *tally)
{
	for (enum verdict verdict = VERDICT_OK; verdict < VERDICT_COUNT; verdict++)
		if (tally->count[verdict] > 0)
			return (int)nagios_of(verdict);
	return NAGIOS_UNKNOWN;
}

static void put_line(struct buf *buf, enum nagios state, const char *id, const struct buf *text)
{
	static const char words[][9] = {
		[NAGIOS_OK] = "OK",
		[NAGIOS_WARNING] = "WARNING",
		[NAGIOS_CRITICAL] = "CRITICAL",
		[NAGIOS_UNKNOWN] = "UNKNOWN",
	};

	buf_printf(buf, "NETCHECK %s - ", words[state]);
	if (id) {
		nagios_put(buf, id, strlen(id));
		buf_puts(buf, ": ");
	}
	nagios_put(buf, text->data, text->size);
}

static void put_outcome(struct buf *buf, const struct outcome *outcome)
{
	struct buf text = { 0 };

	outcome_put_reason(&text, outcome);
	if (outcome->flaky)
		buf_printf(&text, "; flaky: %s", outcome->flaky);
	if (outcome->todo)
		buf_printf(&text, "; todo: %s", outcome->todo);
	put_line(buf, nagios_of(outcome->verdict), outcome->id, &text);
	if (outcome->attempts > 0) {
		buf_puts(buf, " | time=");
		report_put_seconds(buf, outcome->duration_ns, 6);
		buf_printf(buf, "s;;;0; attempts=%u;;;0;", outcome->attempts);
	}
	buf_putc(buf, '\n');
	buf_free_part(&text, buf);
}

static void put_unknown(struct buf *buf, const char *reason)
{
	struct buf text = { 0 };

	buf_puts(&text, reason);
	put_line(buf, NAGIOS_UNKNOWN, NULL, &text);
	buf_putc(buf, '\n');
	buf_free_part(&text, buf);
}

void report_nagios(struct part *part, const struct telling *telling)
{
	const struct tally *tally = telling->tally;

	switch (telling->kind) {
	case TELL_BEGIN:
		break;
	case TELL_OUTCOME:
		put_outcome(&part->text, telling->outcome);
		break;
	case TELL_REFUSAL:
		put_unknown(&part->text, telling->refusal->text ? telling->refusal->text : "");
		break;
	case TELL_END:
		if (telling->missing > 0)
			put_unknown(&part->text, tally->cut ? tally->cut : "it was not run");
		break;
	}
	safe_guard(&part->text, 0, part->charset);
}
