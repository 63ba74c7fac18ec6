/* fuzz_plan -- any bytes as a check file: it has cases, or faults at places that it has, which are
 * told in text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "check/plan.h"
#include "check/plan_need.h"
#include "fuzz.h"

enum { SIZE_MAX_HERE = 1 << 14 };

static void check_fault(const struct plan_fault *fault, size_t lines)
{
	FUZZ_HOLDS(fault->at.line >= 1 && fault->at.line <= lines);
	FUZZ_HOLDS(fault->at.column >= 1);
	FUZZ_HOLDS(fault->err.kind != STATUS_OK && fault->err.text[0]);
	FUZZ_HOLDS(fault->err.lines_at == 0 || fault->err.text[fault->err.lines_at] == '\n');
}

static void check_case(const struct plan_case *one, const struct plan *plan)
{
	FUZZ_HOLDS((one->applet || one->item->is_fixture) && one->id &&
		   one->index < plan->case_count);
	for (const struct plan_need *need = one->needs; need; need = need->next)
		FUZZ_HOLDS(need->on->index < plan->case_count && need->on->selected);
	for (const struct plan_case *other = one->next; other; other = other->next)
		FUZZ_HOLDS(strcmp(one->id, other->id) != 0);
}

int fuzz_plan(const uint8_t *data, size_t size)
{
	struct plan plan = { .allows_outside = true };
	struct err err = { 0 };
	size_t lines = 1;

	if (size > SIZE_MAX_HERE)
		return 0;
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	FUZZ_HOLDS(plan_read_text(&plan, "nowhere/fuzz.check",
				  (struct word){ (const char *)data, size }, &err));
	if (plan.fault_count == 0)
		FUZZ_HOLDS(plan_check(&plan, &err));
	for (const struct plan_fault *fault = plan.faults; fault; fault = fault->next)
		check_fault(fault, lines);
	if (plan.fault_count == 0 && plan.case_count < 300) {
		for (struct plan_case *one = plan.cases; one; one = one->next)
			one->selected = true;
		plan_select_needed(&plan);
		for (struct plan_case *one = plan.cases; one; one = one->next)
			check_case(one, &plan);
	}
	plan_free(&plan);
	return 0;
}
