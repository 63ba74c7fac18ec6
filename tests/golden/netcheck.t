#!/bin/sh
# netcheck: what it says, in every form, of a plan whose answers never change.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden_filter='s/[0-9]*\.[0-9][0-9][0-9] s/TIME s/; s/ in [0-9.]* s/ in TIME s/; s/"duration_ms":[0-9.]*/"duration_ms":TIME/; s/ [0-9]* attempts/ N attempts/; s/"attempts":[0-9]*/"attempts":N/'
for plan in local clauses wrong; do
	golden "$plan" sockbox netcheck "tests/check/$plan.check"
	golden "$plan-list" sockbox netcheck "tests/check/$plan.check" --list
done
golden json sockbox netcheck tests/check/clauses.check --json
golden csv sockbox netcheck tests/check/clauses.check --format csv --only soft --list
golden fields sockbox netcheck --fields

done_testing
