/* report_live -- what runs now: a line on a terminal, and elsewhere a word when all is quiet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "check/report_state.h"
#include "cli/terminal.h"

enum { QUIET_S = 20 };

/* The one that a person watches; where nobody does, the first. */
static struct part *find_human(struct report *report)
{
	struct part *found = NULL;

	for (size_t i = 0; i < report->count; i++) {
		struct part *part = &report->part[i];

		if (part->tell == report_human && !part->failed && (!found || part->live))
			found = part;
	}
	return found;
}

/* An id, which may have a secret in it, and for how long it has run. */
static void put_running(struct buf *text, const struct report *report, const struct report_now *now,
			size_t i)
{
	redact_put(text, now->running[i].at, now->running[i].size, report->options->secrets, false);
	buf_printf(text, " %llu s", (unsigned long long)(now->running_ns[i] / NS_PER_S));
}

static void draw(struct report *report, const struct part *part, const struct report_now *now)
{
	struct buf text = { 0 };

	buf_printf(&text, "%zu/%zu", now->done, report->total);
	for (size_t i = 0; i < now->running_count && i < REPORT_RUNNING_MAX; i++) {
		buf_puts(&text, i == 0 ? "  " : ", ");
		put_running(&text, report, now, i);
	}
	if (now->running_count > REPORT_RUNNING_MAX)
		buf_printf(&text, ", and %zu more", now->running_count - REPORT_RUNNING_MAX);
	if (!text.failed) {
		terminal_draw(buf_text(&text), part->charset);
		report->is_drawn = true;
	}
	buf_free(&text);
}

/* "still waiting for db-up, 20 s, last: refused" */
static void say_waiting(struct report *report, struct part *part, const struct report_now *now)
{
	struct buf line = { 0 };
	size_t start = part->text.size;
	struct err ignored; /* it is told at the next outcome */

	buf_puts(&line, "still waiting for ");
	put_running(&line, report, now, 0);
	if (now->last) {
		buf_puts(&line, ", last: ");
		redact_put(&line, now->last, strlen(now->last), report->options->secrets, false);
	}
	safe_put(&part->text, line.data, line.size, part->charset);
	buf_putc(&part->text, '\n');
	safe_guard(&part->text, start, part->charset);
	buf_free_part(&line, &part->text);
	if (!part->text.failed &&
	    report_file_write(&part->file, part->text.data, part->text.size, &ignored))
		buf_clear(&part->text);
}

void report_now(struct report *report, const struct report_now *now)
{
	struct part *part = find_human(report);
	int64_t ns = clock_now_ns();

	if (!part || part->options->quiet)
		return;
	if (part->live && ns - report->drawn_ns >= LIVE_NS) {
		report->drawn_ns = ns;
		draw(report, part, now);
	} else if (!part->live && now->running_count > 0 &&
		   ns - report->told_ns >= QUIET_S * (int64_t)NS_PER_S) {
		report->told_ns = ns;
		say_waiting(report, part, now);
	}
}

void report_pause(struct report *report)
{
	if (report->is_drawn)
		terminal_draw("", (struct charset){ 0 });
	report->is_drawn = false;
}
