/* fuzz_expect -- expressions: accepted, they judge the same records the same way, and what is
 * decided stays; refused, they show where. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "../unit/sample.h"
#include "cli/expect.h"
#include "fuzz.h"

static const struct {
	const struct record_type *types;
	const char *lines[5];
} samples[] = {
	{ sample_types,
	  { "result name=https port=443 offset=-5 rtt_ms=1.25 took_ns=2500000 size_bytes=65536 "
	    "agree=true address=10.1.2.3 addresses=::1 addresses=fe80::1%25eth0 aliases=www "
	    "aliases=web numbers=1 numbers=2 interfaces.name=lo interfaces.up=true data=PONG%0d%0a "
	    "peer=[::1]:53 ratio=nan",
	    "event name=x", "result errno=ECONNREFUSED",
	    "result data=%00%ff transport=udp port=80 name=%1b[31m%0a address=10.0.0.0/8",
	    "summary received=3" } },
	{ sample_value_text, { "result value=abc", "result", "result status=closed" } },
	{ sample_value_int, { "result value=-5", "result value=80", "result status=temp_fail" } },
	{ sample_value_address, { "result value=10.1.2.3", "result value=fe80::1" } },
};

static void check_report(struct buf *report, bool met)
{
	for (size_t i = 0; i < report->size; i++)
		FUZZ_HOLDS(report->data[i] == '\n' ||
			   ((unsigned char)report->data[i] >= ' ' && report->data[i] != 0x7f));
	FUZZ_HOLDS(met || report->size > 0);
}

/* One round over the records; the verdict with its report. */
static enum status judge(struct expect *expect, size_t sample, struct buf *report)
{
	struct arena arena = { 0 };
	enum status settled = STATUS_COUNT, verdict;

	for (const char *const *line = samples[sample].lines;
	     line < samples[sample].lines + 5 && *line; line++) {
		struct sample filled;

		if (!sample_fill(&filled, &arena, samples[sample].types, *line))
			abort();
		expect_see(expect, &filled.record, filled.head);
		arena_reset(&arena);
		verdict = expect_verdict(expect, STATUS_OK, 1000000, NULL);
		FUZZ_HOLDS(settled == STATUS_COUNT ||
			   (expect_decided(expect) && verdict == settled));
		if (expect_decided(expect))
			settled = verdict;
	}
	arena_free(&arena);
	verdict = expect_verdict(expect, STATUS_OK, 1000000, report);
	FUZZ_HOLDS(verdict == STATUS_OK || verdict == STATUS_MISMATCH || status_exit(verdict) == 3);
	check_report(report, verdict == STATUS_OK);
	return verdict;
}

static void try(const char *expression, size_t sample)
{
	struct expect *expect = NULL;
	struct buf first = { 0 }, second = { 0 };
	struct err err = { 0 };

	if (!expect_parse(&expect, expression, samples[sample].types, UINT64_MAX, &err)) {
		FUZZ_HOLDS(!expect && err.kind == STATUS_INVALID);
		FUZZ_HOLDS(strlen(err.text) < sizeof(err.text) && strchr(err.text, '\n'));
		return;
	}
	judge(expect, sample, &first);
	expect_reset(expect);
	judge(expect, sample, &second);
	FUZZ_HOLDS(first.size == second.size &&
		   (first.size == 0 || memcmp(first.data, second.data, first.size) == 0));
	buf_free(&first);
	buf_free(&second);
	expect_free(expect);
}

int fuzz_expect(const uint8_t *data, size_t size)
{
	char *expression = malloc(size + 1);

	if (!expression || size > 4096) {
		free(expression);
		return 0;
	}
	memcpy(expression, data, size);
	expression[size] = '\0';
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		try(expression, i);
	free(expression);
	return 0;
}
