#!/bin/sh
# netcheck: plans read, checked before anything is asked, run, judged; fixtures, signals, selection.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

plan() { cat > "$work/p.check"; }

# ---- the worked examples ----------------------------------------------------------------------
# Those that need hosts are in tests/net/netcheck.t, that of a program in netcheck_exec.t. Of 26 there
# are not: 4 and 21 (dns), 13 and 14 (tls), 15 (http), 16 (smtp), 17 (ftp), 24 (ping); what 4, 15, 22
# and 24 show of the language is in clauses.check.

run sockbox netcheck tests/check/local.check
exit_is 0 "local data"
out_has "ok    known[name=http,transport=udp]" "a matrix has a case for each choice"
out_has "8 checks: 8 passed" "all of them"

run sockbox netcheck tests/check/echo.check
exit_is 0 "against fixtures"
out_like '^ok +no-telnet .* [2-9] attempts$' "what holds is asked again"
out_like '^ok +back' "a captured value is used"

run sockbox netcheck tests/check/clauses.check --get id,verdict
exit_is 0 "clauses"
out_is "new-resolver	todo
health	skip
raw	skip
soft	warn
one[r=http]	ok
one[r=https]	ok
up	ok" "each has its verdict"
run sockbox netcheck tests/check/clauses.check tests/check/local.check tests/check/echo.check --lint
exit_is 0 "several files are one plan"
out_is "" "--lint says nothing where nothing is wrong"

run sockbox netcheck --check 'a: servlookup $v --builtin => port == 80' --check '  each v in http www'
exit_is 0 "a plan on the command line"
out_like '^ok +a.v=www. ' "has clauses, too"
run sockbox netcheck
exit_is 2 "no plan at all"

printf '\357\273\277suite "windows"\r\nx: ipconv 1.2.3.4 => ok\r\n  tags a\r\n' > "$work/p.check"
run sockbox netcheck "$work/p.check" --tag a
exit_is 0 "a file of an editor that ends lines in CR LF and begins with a byte order mark"
out_like "^ok    x " "is read as any other"
run sockbox netcheck /dev/null
exit_is 5 "a plan without checks"
err_is "netcheck: the plan is empty" "which is said"
run sockbox netcheck "$work/nowhere.check"
exit_is 2 "no such file"
err_is "netcheck: cannot open $work/nowhere.check: No such file or directory (ENOENT)" "named once"
plan << 'END'
include nowhere.check
END
run sockbox netcheck "$work/p.check"
exit_is 2 "nor one to be included"
err_is "$work/p.check:1:9: netcheck: cannot open $work/nowhere.check: No such file or directory (ENOENT)
  include nowhere.check
          ^" "the errno stands behind its sentence"

# ---- verdicts and exit codes ------------------------------------------------------------------

plan << 'END'
bad: servlookup https/tcp --builtin => port == 444
dep: servlookup https --builtin
  needs bad
late: servlookup https --builtin => port == 444
  todo "is over" until 2020-01-01
fixed: servlookup https --builtin => port == 443
  todo "no longer" until 2999-01-01
END
run sockbox netcheck "$work/p.check"
exit_is 1 "one that fails"
out_has "expected port == 444, got 443" "says what was expected and got"
out_has "repro: sockbox servlookup --expect 'port == 444' https/tcp --builtin" "and how to ask the same"
out_like 'FAIL  late .*  todo: is over \(was until 2020-01-01\)$' "and of a todo that is over, what it was"
out_has "skip  dep  needs bad, which did not pass" "what needs it is skipped"
run sockbox netcheck "$work/p.check" --json
exit_is 1 "as JSON"
json_has "[r['verdict'] for r in rows] == ['fail', 'skip', 'fail', 'fixed']" "the same verdicts"
json_has "rows[0]['error']['text'] == 'expected port == 444, got 443'" "and the same reason"

plan << 'END'
x: servlookup http --builtin
  requires env:NETCHECK_TEST_NEVER_SET
END
run sockbox netcheck "$work/p.check"
exit_is 5 "nothing was asked"
run sockbox netcheck tests/check/local.check --only nothing
exit_is 5 "nothing is selected"
err_is "netcheck: no check is selected: --list alone names all of them" "which is said"
run sockbox netcheck tests/check/local.check --shard 9/9
exit_is 0 "a part without checks"
run env CI_NODE_INDEX=2 CI_NODE_TOTAL=4 sockbox netcheck tests/check/local.check --shard ci --get id
out_is "icmp
known[name=http,transport=udp]" "a part as the environment says"
run env -u CI_NODE_INDEX JOB_COMPLETION_INDEX=1 CI_NODE_TOTAL=4 sockbox netcheck tests/check/local.check --shard ci --get id
out_is "icmp
known[name=http,transport=udp]" "a part as an indexed Job of Kubernetes counts, from 0"
run env -u CI_NODE_INDEX JOB_COMPLETION_INDEX=4 CI_NODE_TOTAL=4 sockbox netcheck tests/check/local.check --shard ci
exit_is 2 "a part behind the last"
run env -u CI_NODE_INDEX -u JOB_COMPLETION_INDEX CI_NODE_TOTAL=4 sockbox netcheck tests/check/local.check --shard ci
exit_is 2 "no part is said"
run sockbox netcheck tests/check/local.check --shard 3/2
exit_is 2 "no such part"
run sockbox netcheck tests/check/local.check --tag smoke --only '*https*' --get id
out_is "known[name=https,transport=tcp]
known[name=https,transport=udp]" "tags and names"
run sockbox netcheck tests/check/local.check --repeat 3 --only svc --get id,verdict
out_is "svc[repeat=1]	ok
svc[repeat=2]	ok
svc[repeat=3]	ok" "each several times"
run sockbox netcheck tests/check/echo.check --repeat 2 --only back --get id
exit_is 0 "but what others take a value of"
out_is "who
back[repeat=1]
back[repeat=2]" "is asked once"
run sockbox netcheck "$work/missing.check"
exit_is 2 "a file that is not there"

# ---- as a plugin ------------------------------------------------------------------------------

plugin() { # EXIT LINE CHECK [OPTION...]
	code=$1 line=$2 check=$3
	shift 3
	run sockbox netcheck --nagios --check "$check" "$@"
	exit_is "$code" "plugin: $line"
	out_like "^NETCHECK $line" "and its line"
}
plugin 0 'OK - x: as expected [|] time=[0-9.]+s;;;0; attempts=1;;;0;$' 'x: servlookup https/tcp --builtin => port == 443'
plugin 1 'WARNING - x: ' 'x: servlookup https/tcp --builtin => port == 443, warn port > 500'
plugin 2 'CRITICAL - x: ' 'x: servlookup https/tcp --builtin => port == 444'
plugin 3 'UNKNOWN - x: ' 'x: netpipe nowhere.invalid 1 --interface nosuch0'
plugin 3 'UNKNOWN - there is no key' 'x: servlookup https => prt == 443'
run sockbox netcheck --nagios -o "junit=$work/none.xml" "$work/nosuch.check"
exit_is 3 "plugin: no such plan"
out_like '^NETCHECK UNKNOWN - cannot open .*nosuch[.]check' "has a line, too"
ok "and any other report says why" grep -q '<error .*cannot open .*nosuch[.]check' "$work/none.xml"
run sockbox netcheck --check 'a: ipconv 1.2.3.4' --rerun-failed "$work/nosuch.json" -o tap
exit_is 3 "no report of an earlier run"
out_like '^Bail out! cannot open .*nosuch[.]json' "is no run of nothing"
run sockbox netcheck -o summary "$work/nosuch.check"
out_like '^cannot open .*nosuch[.]check' "nor is a plan that is not there"
run sockbox netcheck --nagios tests/check/local.check
exit_is 3 "plugin: several checks"
err_has "netcheck: nagios is told of one check, not of 8" "which is said"
out_is "NETCHECK UNKNOWN - nagios is told of one check, not of 8" "on its line, too"
run sockbox netcheck -o nagios tests/check/local.check
exit_is 2 "its report: several checks"
out_is "NETCHECK UNKNOWN - nagios is told of one check, not of 8" "has its line, too"
run sh -c 'sockbox netcheck --nagios --check "x: ipconv 1.2.3.4" > /dev/full'
exit_is 3 "plugin: nobody gets the line"

# ---- what makes no sense ----------------------------------------------------------------------

refused() { # NAME PLACE WORDS PLAN
	printf '%b' "$4" > "$work/p.check"
	run sockbox netcheck "$work/p.check"
	exit_is 2 "$1"
	out_is "" "$1: nothing is asked"
	err_has "p.check:$2: netcheck: $3" "$1: where and why"
	err_like '^ +\^' "$1: with a caret"
}
refused applet 1:4 "no applet is called 'servlokup', did you mean 'servlookup'?" \
	'a: servlokup http\n'
refused option 1:20 "unknown option '--typo'" \
	'a: servlookup http --typo\n'
refused field 1:23 "there is no key 'prt', did you mean 'port'?" \
	'a: servlookup http => prt == 80\n'
refused value 1:31 "'x' is not a number" \
	'a: servlookup http => port == x\n'
refused operand 1:4 "SERVICE is missing" \
	'a: servlookup\n'
refused variable 2:15 "\$nme is not set; did you mean '\$name'?" \
	'set name = x\na: servlookup $nme\n'
refused fixture 1:15 "\${b.port}: no fixture is called so" \
	'a: servlookup ${b.port}\n'
refused twice 2:1 "'a' is in line 1 of" \
	'a: ipconv 1.2.3.4\na: ipconv 1.2.3.4\n'
refused circle 1:1 "'a' needs itself" \
	'a: ipconv 1.2.3.4\n  needs b\nb: ipconv 1.2.3.4\n  needs a\n'
refused need 2:9 "no check is called 'quick-on', did you mean 'quick-one'?" \
	'a: ipconv 1.2.3.4\n  needs quick-on\nquick-one: ipconv 1.2.3.4\n'
refused unit 2:3 "'5' has no unit: 5s, 5ms" \
	'a: ipconv 1.2.3.4\n  timeout 5\n'
refused clause 2:3 "no clause is called 'tgas', did you mean 'tags'?" \
	'a: ipconv 1.2.3.4\n  tgas x\n'
refused "clause in the first column" 2:1 "a clause stands below its check, behind blanks" \
	'a: ipconv 1.2.3.4\ntimeout 5s\n'
refused "check behind blanks" 2:3 "no clause is called 'b:', and a check begins in the first column" \
	'a: ipconv 1.2.3.4\n  b: ipconv 1.2.3.4\n'
refused orphan 1:3 "no check stands above this clause" \
	'  tags x\n'
refused pipe 1:19 "a check is one command" \
	'a: ipconv 1.2.3.4 | cat\n'
refused quote 1:11 "" \
	'a: ipconv "1.2\n'
refused program 1:4 "it runs a program: only with --allow-exec" \
	'a: pairrun -- true\n'
refused itself 1:4 "a plan runs no plan" \
	'a: netcheck x\n'
refused "no server" 1:10 "'ipconv' never says that it is ready" \
	'start a: ipconv 1.2.3.4\n'
refused outside 1:9 "only a file of this folder or below it is included" \
	'include ../x.check\n'
refused "includes itself" 1:9 "'$work/p.check' is read already" \
	'include p.check\n'
refused "same choice" 2:3 "'1.2.3.4' is here twice" \
	'a: ipconv ${r}\n  each r in 1.2.3.4 1.2.3.4\n'
refused version 1:10 "this is a netcheck that reads: netcheck 1" \
	'netcheck 2\n'

refused field 2:16 "a server has no value 'endpiont', did you mean 'endpoint'?" \
	'start e: echo-server tcp:127.0.0.1:0\na: echo-client ${e.endpiont}\n'
refused "no fixture" 2:16 "'b' is a check: only fixtures have values" \
	'b: ipconv 1.2.3.4\na: echo-client ${b.port}\n'
refused "open group" 1:1 "this group has no 'end'" \
	'group "x"\na: ipconv 1.2.3.4\n'
refused "group in a group" 3:1 "a group is open here, which has to 'end' first" \
	'group "x"\na: ipconv 1.2.3.4\ngroup "y"\nend\n'
refused "no arrow" 1:30 "an expectation stands behind '=>'" \
	'a: servlookup https/tcp port == 443\n'
refused captured 2:3 "there is no key 'prot', did you mean 'port'?" \
	'a: servlookup https/tcp\n  capture prot as p\n'
refused "captured list" 2:3 "'aliases' is no single text or number" \
	'a: servlookup https/tcp\n  capture aliases as p\n'
refused version 1:10 "this is a netcheck that reads: netcheck 1" \
	'netcheck 2\n'

matrix() { # N: a check with so many `each` of one word
	echo 'a: ipconv 1.2.3.4'
	for i in $(seq "$1"); do echo "  each v$i in x"; done
}
matrix 16 > "$work/each.check"
run sockbox netcheck --lint "$work/each.check"
exit_is 0 "sixteen each"
run sockbox netcheck --lint --repeat 2 "$work/each.check"
exit_is 0 "and --repeat beside them"
matrix 17 > "$work/each.check"
run sockbox netcheck --lint "$work/each.check"
exit_is 2 "seventeen are more than sixteen"
run sockbox netcheck --lint --repeat 2 "$work/each.check"
exit_is 2 "with --repeat, too"
printf 'a: ipconv 1.2.3.4\n  tags smoke db\n' > "$work/tags.check"
run sockbox netcheck --list --get id,tags "$work/tags.check"
out_is "a	smoke
a	db" "a list has the tags"
printf 'a: servlookup nosuchservice --builtin => not_found\n  capture port as p\n' > "$work/capture.check"
run sockbox netcheck --get verdict,answer "$work/capture.check"
out_is "error	lacking" "what cannot be captured is no answer to a question"

run sockbox netcheck "$work/p.check" --output tap
exit_is 2 "a plan that is wrong, as TAP"
out_like "^Bail out! .*p.check:1:10: this is a netcheck that reads: netcheck 1$" "bails out"

plan << 'END'
a: pairrun true
END
run sockbox netcheck --allow-exec "$work/p.check"
exit_is 0 "programs, when they are allowed"

plan << 'END'
a: pairrun -- sh -c 'kill -KILL $PPID'
b: ipconv 1.2.3.4
END
run sockbox netcheck --allow-exec "$work/p.check"
exit_is 3 "an attempt that is killed"
out_has "it was ended by signal 9" "is an error, which says so"
out_like '^ok +b' "and no other"

# ---- reports and secrets ----------------------------------------------------------------------

plan << 'END'
secret token = s3cretvalue
leak: servlookup ${token} --builtin => ok
END
run sockbox netcheck "$work/p.check" -o human -o "junit=$work/j" -o "json=$work/l" -o "tap=$work/t"
exit_is 1 "a check whose words are secret"
cat "$work/j" "$work/l" "$work/t" "$work/err" >> "$work/out"
out_lacks s3cretvalue "no report has it"
run sockbox netcheck "$work/p.check" --json
cat "$work/err" >> "$work/out"
out_lacks s3cretvalue "no record has it"
run sockbox netcheck "$work/p.check" --rerun-failed "$work/l" --get id
out_is leak "what was red is asked again"
printf 'secret t = s3cretvalue\na: ipconv 1.2.3.4 --timeout $t\n' > "$work/p.check"
run sockbox netcheck "$work/p.check" -o tap
cat "$work/err" >> "$work/out"
exit_is 2 "a secret that is no duration"
out_lacks s3cretvalue "is not told when it makes no sense"
run sockbox netcheck tests/check/local.check -o tap=/dev/full
exit_is 3 "a report that cannot be written"
echo '<testsuites/>' > "$work/x.xml"
run sockbox netcheck tests/check/local.check --rerun-failed "$work/x.xml"
exit_is 2 "another report is no report of -o json"
err_has "x.xml' is no report of -o json" "which is said"
run sockbox netcheck tests/check/local.check -o tap --json
exit_is 2 "records and a report, both on standard output"
err_has "on standard output would be mixed; -o FORMAT=FILE" "are not mixed"
run sockbox netcheck tests/check/local.check -o "junit=$work/r" -o "tap=$work/r"
exit_is 2 "two reports of one file"
err_has "$work/r has a report already" "are refused"
run sockbox netcheck tests/check/local.check -o "junit=$work/none/r"
exit_is 3 "a report that cannot be written is no check that failed"
for i in $(seq 30); do
	echo "a$i: servlookup https/tcp --builtin" > "$work/part$i.check"
	echo "include part$i.check"
done > "$work/p.check"
run sh -c "sockbox netcheck '$work/p.check' -o json | jq 'select(.type == \"plan\").files | length'"
out_is 31 "a report has the names of all files"

if has_terminals; then
	printf 'a: portcheck 127.0.0.1 1 => open\n  eventually 500ms\n' > "$work/p.check"
	TERM=xterm run "$PYTHON" -I -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
		sockbox netcheck "$work/p.check" -o "human=$work/h" -o human
	out_has '0/1  a 0 s' "who watches sees what runs, whatever else is written"
else
	skip "a line of progress" "there are no terminals"
fi

# ---- fixtures ---------------------------------------------------------------------------------

plan << 'END'
start f: echo-server tcp:192.0.2.1:0
a: echo-client ${f.endpoint} => answered
b: ipconv 1.2.3.4
END
run sockbox netcheck "$work/p.check"
exit_is 3 "a fixture that cannot start"
out_has "fixture f ended before it was ready" "what needs it is an error"
out_like '^ok +b' "the others are asked"

plan << 'END'
start f: echo-server tcp:127.0.0.1:0
a: echo-client ${f.endpoint} => answered
END
run sockbox netcheck "$work/p.check" --only a --get id,verdict --verbose
out_is "a	ok" "one that serves"
left=$(pgrep -f "netcheck $work/p.check" || true)
ok "leaves no process behind" test -z "$left"

plan << 'END'
start f: echo-server tcp:127.0.0.1:0 --once
a: echo-client ${f.endpoint} => answered
  hold 20s every 10ms
END
run sockbox netcheck "$work/p.check"
exit_is 1 "what does not hold"
out_like 'it held for [0-9]+ ms only: ' "says for how long it did"
cat > "$work/p.check" << END
a: pairrun -- sh -c 'test -e $work/was || { touch $work/was; exit 1; }'
  retry 1 after 1ms
END
run sockbox netcheck --allow-exec "$work/p.check" -o human -o "json=$work/l"
exit_is 0 "what passes at the second attempt"
out_has "1 passed (1 flaky)" "is flaky"
plan << 'END'
a: ipconv 1.2.3.4
  lock x
b: ipconv 1.2.3.4
  lock x
c: ipconv 1.2.3.4
  alone
END
run sockbox netcheck "$work/p.check" --get verdict
out_is "ok
ok
ok" "locks are let go, and who is alone has its turn"

{
	echo 'start f: echo-server tcp:127.0.0.1:0'
	for i in $(seq 300); do echo "c$i: echo-client \${f.endpoint} => answered"; done
} > "$work/p.check"
run sockbox netcheck "$work/p.check" --jobs 32 --get id,verdict
exit_is 0 "many checks"
out_is "$(for i in $(seq 300); do printf 'c%s\tok\n' "$i"; done)" "in the order of the file"

# A file that is included has groups of its own, and what stands behind it is of the group around.
printf 'group "inner"\nx: ipconv 1.2.3.4\nend\ny: ipconv 1.2.3.4\n' > "$work/inner.check"
plan << 'END'
group "outer"
a: ipconv 1.2.3.4
include inner.check
b: ipconv 1.2.3.4
end
c: ipconv 1.2.3.4
END
run sockbox netcheck "$work/p.check" --get id,group
out_is "a	outer
x	inner
y	outer
b	outer
c	" "groups"

# ---- time and signals -------------------------------------------------------------------------

plan << 'END'
start f: echo-server tcp:127.0.0.1:0
never: echo-client 127.0.0.1:1 => answered
  eventually 60s every 50ms
quick: echo-client ${f.endpoint} => answered
END
run sockbox netcheck "$work/p.check" --timeout 500ms
exit_is 4 "the time of all is over"
out_has "the time of the whole run was over" "which is said"
mkfifo "$work/fifo"
sockbox netcheck "$work/p.check" -o "human=$work/fifo" -o "junit=$work/j" 2> "$work/err" &
pid=$!
pids="$pids $pid"
exec 3< "$work/fifo"
"$PYTHON" - "$pid" << 'END'
import os, signal, sys, time
pid = int(sys.argv[1])
children = f"/proc/{pid}/task/{pid}/children"
while not open(children).read():  # the fixture or an attempt: signals are taken by then
    os.sched_yield()
os.kill(pid, signal.SIGTERM)
END
cat <&3 > "$work/out"
exec 3<&-
wait "$pid"
echo $? > "$work/status"
exit_is 143 "ended by a signal"
out_has "ended by SIGTERM" "what is known is told"
ok "in whole files" grep -q "</testsuites>" "$work/j"

plan << 'END'
late: echo-client ${f.endpoint} => answered, rtt_ms < 0us
  eventually 200ms every 50ms
start f: echo-server tcp:127.0.0.1:0
short: ipconv nonsense => ok
  retry 2 after 1ms
END
run sockbox netcheck "$work/p.check" --json
exit_is 1 "what never comes true"
json_has "rows[0]['attempts'] >= 2 and rows[0]['duration_ms'] >= 200" "is asked to the end"
json_has "rows[1]['attempts'] == 3 and rows[1]['verdict'] == 'fail'" "is asked as often as said"

# ---- what a line says of its output is the prompt's, and changes no verdict ----------------------

plan << 'PLAN'
start s: echo-server -q tcp:127.0.0.1:0
quiet: echo-client -q ${s.endpoint} => answered
get: servlookup https/tcp --get port => port == 443
table: servlookup https/tcp --format table => port == 444
PLAN
run sockbox netcheck "$work/p.check" --get id,verdict
exit_is 1 "one of them is wrong"
out_is "quiet	ok
get	ok
table	fail" "each is read all the same"

# ---- what this machine has not is skipped before anything is started for it ------------------------

plan << 'PLAN'
start late: echo-server tcp:192.0.2.1:0
one: echo-client ${late.endpoint} => answered
  requires applet:nosuchapplet
two: servlookup https/tcp => port == 443
PLAN
run sockbox netcheck "$work/p.check" --get id,verdict
exit_is 0 "a fixture that cannot start is not started for a check that is skipped"
out_is "one	skip
two	ok" "the others are asked"

plan << 'PLAN'
start s: echo-server tcp:127.0.0.1:0
a: echo-client ${s.endpoint} => answered, warn no_such_key < 1ms
PLAN
run sockbox netcheck "$work/p.check"
exit_is 2 "an expectation is looked through also where its words are not known yet"
err_has "no_such_key" "and what is wrong is named"

done_testing
