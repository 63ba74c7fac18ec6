/* report_put -- what the formats of reports share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "check/report_state.h"

const char *verdict_word(enum verdict verdict)
{
	static const char words[][8] = {
		[VERDICT_OK] = "ok",       [VERDICT_WARN] = "warn", [VERDICT_FAIL] = "fail",
		[VERDICT_ERROR] = "error", [VERDICT_SKIP] = "skip", [VERDICT_TODO] = "todo",
		[VERDICT_FIXED] = "fixed",
	};

	return words[verdict];
}

void outcome_count(struct tally *tally, const struct outcome *outcome)
{
	tally->count[outcome->verdict]++;
	tally->flaky += outcome->flaky != NULL;
}

bool outcome_is_red(const struct outcome *outcome)
{
	return outcome->verdict == VERDICT_FAIL || outcome->verdict == VERDICT_ERROR;
}

/* What it said of the first limit that was missed. */
static struct word missed_limit(const struct outcome *outcome)
{
	static const char before[] = "warning: ";

	for (size_t i = 0; outcome->verdict == VERDICT_WARN && i < outcome->detail_count; i++)
		if (word_begins(outcome->details[i], before))
			return word_behind(outcome->details[i], sizeof(before) - 1);
	return (struct word){ "", 0 };
}

void outcome_put_reason(struct buf *buf, const struct outcome *outcome)
{
	static const char plain[][40] = {
		[VERDICT_OK] = "as expected",
		[VERDICT_WARN] = "a warn limit was missed",
		[VERDICT_FAIL] = "not as expected",
		[VERDICT_ERROR] = "could not tell",
		[VERDICT_SKIP] = "skipped",
		[VERDICT_TODO] = "failed, as was foreseen",
		[VERDICT_FIXED] = "passed, which was not foreseen",
	};
	struct word missed = missed_limit(outcome);

	if (outcome->reason) {
		buf_puts(buf, outcome->reason);
	} else if (outcome->expected.size > 0) {
		buf_puts(buf, "expected ");
		buf_put(buf, outcome->expected.at, outcome->expected.size);
		buf_puts(buf, ", got ");
		if (outcome->got.size > 0)
			buf_put(buf, outcome->got.at, outcome->got.size);
		else
			buf_puts(buf, "nothing");
	} else if (missed.size > 0) {
		buf_put(buf, missed.at, missed.size);
	} else {
		buf_puts(buf, plain[outcome->verdict]);
	}
}

void report_put_seconds(struct buf *buf, int64_t ns, unsigned decimals)
{
	uint64_t unit = NS_PER_S, rest;

	ns = ns > 0 ? ns : 0;
	for (unsigned i = 0; i < decimals; i++)
		unit /= 10;
	rest = ((uint64_t)ns + unit / 2) / unit; /* in the last decimal */
	unit = NS_PER_S / unit;
	buf_putu(buf, rest / unit);
	if (decimals > 0)
		buf_printf(buf, ".%0*llu", (int)decimals, (unsigned long long)(rest % unit));
}

void report_put_ms(struct buf *buf, int64_t ns)
{
	report_put_seconds(buf, ns * 1000, 3);
}
