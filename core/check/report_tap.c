/* report_tap -- outcomes as TAP, version 14 and 13: flat, with a YAML block where there is more to
 * say. testanything.org */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "check/markup.h"
#include "check/report_state.h"

/* ---- the YAML block ----------------------------------------------------------------------- */

static void put_member(struct buf *buf, const char *key, struct word text)
{
	if (text.size == 0)
		return;
	buf_printf(buf, "  %s: ", key);
	yaml_put(buf, text.at, text.size);
	buf_putc(buf, '\n');
}

static void put_text(struct buf *buf, const char *key, const char *text)
{
	if (text)
		put_member(buf, key, word_of(text));
}

/* TAP::Parser takes an item with a colon behind its first word for a mapping, in quotes too. */
static const char *mapping_colon(const struct buf *item)
{
	const char *at = item->data, *first = at;

	if (item->failed)
		return NULL;
	for (; *at != ' '; at++)
		if (*at == '\0')
			return NULL;
	if (at > first && at[-1] == ':')
		return at - 1;
	at += strspn(at, " ");
	return at[0] == ':' && at[1] == ' ' ? at : NULL;
}

static void put_item(struct buf *buf, struct word text)
{
	struct buf item = { 0 };
	const char *rest, *colon;

	yaml_put(&item, text.at, text.size);
	rest = buf_text(&item);
	colon = mapping_colon(&item);
	buf_puts(buf, "    - ");
	if (colon) {
		buf_put(buf, rest, (size_t)(colon - rest));
		buf_puts(buf, "\\x3a");
		rest = colon + 1;
	}
	buf_puts(buf, rest);
	buf_putc(buf, '\n');
	buf_free_part(&item, buf);
}

/* An empty list is left out: readers of version 13 know no []. */
static void put_list(struct buf *buf, const char *key, const struct word *items, size_t count)
{
	if (count > 0)
		buf_printf(buf, "  %s:\n", key);
	for (size_t i = 0; i < count; i++)
		put_item(buf, items[i]);
}

static void put_lines(struct buf *buf, const char *key, struct word text)
{
	struct word line;

	if (text.size > 0)
		buf_printf(buf, "  %s:\n", key);
	while (line_take(&line, &text))
		put_item(buf, line);
}

static void put_message(struct buf *buf, const struct outcome *outcome)
{
	struct buf reason = { 0 };

	outcome_put_reason(&reason, outcome);
	put_member(buf, "message", (struct word){ reason.data, reason.size });
	buf_free_part(&reason, buf);
}

static void put_place(struct buf *buf, const struct outcome *outcome)
{
	if (!outcome->file)
		return;
	buf_puts(buf, "  at:\n  ");
	put_text(buf, "file", outcome->file);
	buf_printf(buf, "    line: %u\n", outcome->line);
}

static void put_block(struct buf *buf, const struct outcome *outcome)
{
	buf_puts(buf, "  ---\n");
	put_text(buf, "severity", verdict_word(outcome->verdict));
	put_message(buf, outcome);
	put_place(buf, outcome);
	put_text(buf, "group", outcome->group);
	put_list(buf, "tags", outcome->tags, outcome->tag_count);
	put_member(buf, "check", outcome->command);
	put_text(buf, "status", outcome->status);
	put_member(buf, "expected", outcome->expected);
	put_member(buf, "got", outcome->got);
	put_text(buf, "flaky", outcome->flaky);
	put_list(buf, "details", outcome->details, outcome->detail_count);
	if (outcome->attempts > 0) {
		buf_printf(buf, "  attempts: %u\n  duration_ms: ", outcome->attempts);
		report_put_ms(buf, outcome->duration_ns);
		buf_putc(buf, '\n');
	}
	put_lines(buf, "stdout", outcome->out);
	put_lines(buf, "stderr", outcome->err);
	put_text(buf, "repro", outcome->repro);
	buf_puts(buf, "  ...\n");
}

/* ---- lines -------------------------------------------------------------------------------- */

static void put_shown(struct buf *buf, const char *before, const char *text)
{
	if (!text)
		return;
	buf_puts(buf, before);
	tap_put(buf, text, strlen(text));
}

static void put_directive(struct buf *buf, const struct outcome *outcome)
{
	struct buf reason = { 0 };

	switch (outcome->verdict) {
	case VERDICT_OK:
	case VERDICT_WARN:
	case VERDICT_FAIL:
	case VERDICT_ERROR:
	case VERDICT_COUNT:
		break;
	case VERDICT_SKIP:
		outcome_put_reason(&reason, outcome);
		put_shown(buf, " # SKIP ", buf_text(&reason));
		break;
	case VERDICT_TODO:
	case VERDICT_FIXED:
		put_shown(buf, " # TODO ", outcome->todo ? outcome->todo : "");
		break;
	}
	buf_free_part(&reason, buf);
}

static bool is_ok(const struct outcome *outcome)
{
	return !outcome_is_red(outcome) && outcome->verdict != VERDICT_TODO;
}

static void put_point(struct part *part, const struct telling *telling)
{
	const struct outcome *outcome = telling->outcome;
	struct buf *buf = &part->text;

	buf_printf(buf, "%s %zu - ", is_ok(outcome) ? "ok" : "not ok", telling->number);
	put_shown(buf, "", outcome->id ? outcome->id : "");
	put_shown(buf, ": ", outcome->title);
	put_directive(buf, outcome);
	buf_putc(buf, '\n');
	if (!is_ok(outcome) || outcome->verdict == VERDICT_WARN || outcome->flaky ||
	    part->options->verbose)
		put_block(buf, outcome);
}

static void put_begin(struct buf *buf, const struct report_run *run)
{
	buf_printf(buf, "1..%zu%s\n", run->total, run->total ? "" : " # SKIP nothing was selected");
	buf_puts(buf, "# sockbox " SOCKBOX_VERSION " netcheck");
	put_shown(buf, " ", run->name);
	buf_printf(buf, " jobs=%u\n", run->jobs);
}

static void put_refusal(struct buf *buf, const struct refusal *refusal)
{
	put_shown(buf, "Bail out! ", refusal->file ? refusal->file : "");
	if (refusal->line > 0)
		buf_printf(buf, ":%u:%u", refusal->line, refusal->column);
	put_shown(buf, refusal->file ? ": " : "", refusal->text);
	buf_putc(buf, '\n');
}

static void put_end(struct buf *buf, const struct telling *telling)
{
	const char *cut = telling->tally->cut;

	if (telling->missing > 0)
		buf_printf(buf, "Bail out! %zu of %zu were not run", telling->missing,
			   telling->missing + telling->number);
	else if (cut)
		buf_putc(buf, '#');
	put_shown(buf, telling->missing > 0 ? ": " : " ", cut);
	if (telling->missing > 0 || cut)
		buf_putc(buf, '\n');
}

static void tell(struct part *part, const struct telling *telling, int version)
{
	static const struct charset always = { .utf8 = true, .workflow = true };
	struct buf *buf = &part->text;
	size_t start = buf->size;

	if (telling->kind == TELL_BEGIN || telling->kind == TELL_REFUSAL)
		buf_printf(buf, "TAP version %d\n", version);
	switch (telling->kind) {
	case TELL_BEGIN:
		put_begin(buf, telling->run);
		break;
	case TELL_OUTCOME:
		put_point(part, telling);
		break;
	case TELL_REFUSAL:
		put_refusal(buf, telling->refusal);
		break;
	case TELL_END:
		put_end(buf, telling);
		break;
	}
	safe_guard(buf, start, always);
}

void report_tap(struct part *part, const struct telling *telling)
{
	tell(part, telling, 14);
}

void report_tap13(struct part *part, const struct telling *telling)
{
	tell(part, telling, 13);
}
