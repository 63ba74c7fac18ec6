#!/bin/sh
# The harness itself: a broken test file is a failure, whatever it says.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# judged NAME LAST-LINE TEXT: a test file of TEXT ends in LAST-LINE.
judged() {
	printf '%s\n' "$3" > "$work/case.t"
	TEST_TIMEOUT=1 STRESS='' run tests/run part "$work/case.t"
	if [ "$(tail -n 1 "$work/out")" = "part: $2" ]; then pass "$1"; else
		fail "$1" "expected: part: $2"
	fi
}

judged 'all is well' '2 passed, 0 failed, 0 skipped' 'echo ok 1; echo ok 2; echo 1..2'
exit_is 0 'and exits 0'
judged 'a failure' '1 passed, 1 failed, 0 skipped' 'echo ok 1; echo not ok 2 - why; echo 1..2; exit 1'
exit_is 1 'exits 1'
out_has 'not ok 2 - why' 'and is shown'
judged 'a skipped test' '1 passed, 0 failed, 1 skipped' 'echo ok 1; echo "ok 2 - x # SKIP y"; echo 1..2'
judged 'a skipped file' '0 passed, 0 failed, 1 skipped' 'echo "1..0 # SKIP no network"'
out_has 'no network' 'and its reason is shown'
judged 'no plan' '1 passed, 1 failed, 0 skipped' 'echo ok 1'
judged 'two plans' '1 passed, 1 failed, 0 skipped' 'echo 1..1; echo ok 1; echo 1..1'
judged 'fewer tests than planned' '1 passed, 1 failed, 0 skipped' 'echo 1..2; echo ok 1'
judged 'more tests than planned' '2 passed, 1 failed, 0 skipped' 'echo 1..1; echo ok 1; echo ok 2'
judged 'no tests' '0 passed, 1 failed, 0 skipped' 'echo 1..0'
judged 'nothing at all' '0 passed, 1 failed, 0 skipped' ''
judged 'a crash behind the plan' '1 passed, 1 failed, 0 skipped' 'echo 1..1; echo ok 1; exit 3'
judged 'no end' '1 passed, 1 failed, 0 skipped' 'echo 1..1; echo ok 1; exec sleep 60'
out_has 'time limit' 'the limit is named'
run tests/run part
exit_is 1 'no files are a failure'

# json LINE VERDICT NAME
json() {
	printf '%s\n' "$1" | run cat
	if said=$("$PYTHON" -I tests/json_lines.py "$work/out" 2>&1); then got=good; else got=bad; fi
	if [ $got = "$2" ]; then pass "json: $3"; else fail "json: $3" "$got: $said"; fi
}
json '{"a":1,"b":[null,true]}' good 'an object'
json '{"a":1,"a":2}' bad 'a key twice'
json '{"a":NaN}' bad 'not a number'
json '[1]' bad 'no object'
json '{"a":1} ' bad 'a blank behind'
json "{\"a\":\"$(printf '\377')\"}" bad 'bytes that are not UTF-8'
json '' bad 'an empty line'
run printf '{"a":1}'
ok 'json: a line that does not end is refused' \
	sh -c "! '$PYTHON' -I tests/json_lines.py '$work/out'"

done_testing
