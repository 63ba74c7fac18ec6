/* report_junit -- outcomes as JUnit XML: one level of suites, one for each file, as Jenkins, GitLab
 * and GitHub's reporters read it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "check/junit.h"
#include "check/report_state.h"

static void put_counts(struct buf *buf, const struct tally *tally)
{
	buf_printf(buf, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", tally->total,
		   tally->count[VERDICT_FAIL], tally->count[VERDICT_ERROR]);
}

static void put_timestamp(struct buf *buf, int64_t wall_ns)
{
	char text[CLOCK_STAMP_MAX];
	size_t size = clock_stamp(text, wall_ns);
	const char *point = memchr(text, '.', size);

	if (wall_ns > 0 && point)
		buf_printf(buf, " timestamp=\"%.*sZ\"", (int)(point - text), text);
}

/* The cases so far are all of their file. */
static void end_suite(struct part *part)
{
	struct buf *buf = &part->suites;
	struct tally *tally = &part->suite_tally;

	if (tally->total == 0)
		return;
	buf_puts(buf, "<testsuite");
	junit_put_attribute(buf, "name",
			    (struct word){ part->suite_file.data, part->suite_file.size });
	put_counts(buf, tally);
	buf_printf(buf, " skipped=\"%zu\"",
		   tally->count[VERDICT_SKIP] + tally->count[VERDICT_TODO]);
	junit_put_time(buf, tally->duration_ns);
	put_timestamp(buf, part->wall_ns);
	buf_put(buf, part->host.data, part->host.size);
	buf_puts(buf, ">\n<properties><property name=\"sockbox.version\" value=\"" SOCKBOX_VERSION
		      "\"/></properties>\n");
	buf_put(buf, part->suite.data, part->suite.size);
	buf_puts(buf, "</testsuite>\n");
	*tally = (struct tally){ 0 };
	buf_clear(&part->suite);
}

static void add_case(struct part *part, const struct outcome *outcome, bool is_xunit)
{
	const char *file = outcome->file ? outcome->file : "netcheck";

	if (!text_equals(file, part->suite_file.data ? part->suite_file.data : "",
			 part->suite_file.size)) {
		end_suite(part);
		buf_clear(&part->suite_file);
		buf_puts(&part->suite_file, file);
	}
	junit_put_case(&part->suite, outcome, is_xunit);
	part->suite_tally.total++;
	part->suite_tally.duration_ns += outcome->duration_ns;
	outcome_count(&part->suite_tally, outcome);
	part->suites_tally.total++;
	outcome_count(&part->suites_tally, outcome);
}

static void begin(struct part *part, const struct report_run *run)
{
	part->wall_ns = run->wall_ns;
	if (run->host)
		junit_put_attribute(&part->host, "hostname", word_of(run->host));
}

static void end(struct part *part, int64_t duration_ns)
{
	struct buf *buf = &part->text;

	end_suite(part);
	buf_puts(buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"netcheck\"");
	put_counts(buf, &part->suites_tally);
	junit_put_time(buf, duration_ns);
	buf_puts(buf, ">\n");
	buf_put(buf, part->suites.data, part->suites.size);
	buf_puts(buf, "</testsuites>\n");
	buf->failed = buf->failed || part->suites.failed || part->suite.failed ||
		      part->suite_file.failed || part->host.failed;
}

static void refuse(struct part *part, const struct refusal *refusal, bool is_xunit)
{
	add_case(part,
		 &(struct outcome){ .verdict = VERDICT_ERROR,
				    .id = "plan",
				    .status = "invalid",
				    .file = refusal->file,
				    .line = refusal->line,
				    .reason = refusal->text },
		 is_xunit);
	end(part, 0);
}

/* A report in which they are not would look as if all had passed. */
static void add_missing(struct part *part, const struct telling *telling, bool is_xunit)
{
	struct buf reason = { 0 };

	buf_printf(&reason, "%zu of %zu were not run", telling->missing,
		   telling->missing + telling->number);
	buf_printf(&reason, "%s%s", telling->tally->cut ? ": " : "",
		   telling->tally->cut ? telling->tally->cut : "");
	add_case(part,
		 &(struct outcome){ .verdict = VERDICT_ERROR,
				    .id = "checks that were not run",
				    .status = "not_run",
				    .reason = buf_text(&reason) },
		 is_xunit);
	buf_free_part(&reason, &part->suite);
}

static void tell(struct part *part, const struct telling *telling, bool is_xunit)
{
	switch (telling->kind) {
	case TELL_BEGIN:
		begin(part, telling->run);
		break;
	case TELL_OUTCOME:
		add_case(part, telling->outcome, is_xunit);
		break;
	case TELL_REFUSAL:
		refuse(part, telling->refusal, is_xunit);
		break;
	case TELL_END:
		if (telling->missing > 0)
			add_missing(part, telling, is_xunit);
		end(part, telling->tally->duration_ns);
		break;
	}
}

void report_junit(struct part *part, const struct telling *telling)
{
	tell(part, telling, false);
}

void report_xunit(struct part *part, const struct telling *telling)
{
	tell(part, telling, true);
}
