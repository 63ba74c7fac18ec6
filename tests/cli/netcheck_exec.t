#!/bin/sh
# netcheck: fixtures that are programs of others: only when allowed, ready by what they say, ended.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

plan() { cat > "$work/p.check"; }
exec_plan() { # OPTION...
	run timeout 60 sockbox netcheck --allow-exec "$work/p.check" "$@"
}
gone() { # PID-FILE: that process ends
	wait_until 10 sh -c "! kill -0 $(cat "$1")"
}

# ---- a server of Python's -----------------------------------------------------------------------

plan << END
start web: exec -- $PYTHON -u -m http.server 0 --bind 127.0.0.1
  ready stdout ~ /port ([0-9]+)/ as port within 30s
up: portcheck 127.0.0.1 \${web.port} => open
END
exec_plan
exit_is 0 "ready once it has said its port"
out_like '^ok +up ' "which the check has"
run sockbox netcheck "$work/p.check"
exit_is 2 "not unless it is allowed"
err_has "p.check:1:12: netcheck: it runs a program: only with --allow-exec" "which is told with its place"
run sockbox netcheck "$work/p.check" --list
exit_is 2 "--list of it neither"

run sockbox netcheck --allow-exec tests/check/exec.check
exit_is 0 "the worked example, which asks it something"
run sockbox netcheck tests/check/exec.check
exit_is 2 "and only where it is allowed"

# ---- readiness ----------------------------------------------------------------------------------

plan << 'END'
start err: exec sh -c 'echo 1 >&2; printf "port 8" >&2; sleep 0.2; echo 080 >&2; sleep 60'
  ready stderr ~ /^port ([0-9]+)$/ as number
start quiet: exec -- sleep 60
a: servlookup 8080/tcp --builtin => port == ${err.number}
b: servlookup https/tcp --builtin => port == 443
  needs quiet
END
exec_plan
exit_is 0 "stderr, whole lines of it; one of which nothing is expected"
plan << 'END'
start late: exec -- sh -c 'echo soon; sleep 60'
  ready stdout ~ /up/ within 200ms
a: servlookup https/tcp --builtin
  needs late
END
exec_plan
exit_is 3 "never ready"
out_has "fixture late was not ready in time: soon" "with what it said last"
plan << 'END'
start mute: exec -- sh -c 'echo up; sleep 60'
  ready stdout ~ /up/ as port
a: servlookup https/tcp --builtin => port == ${mute.port}
END
exec_plan
exit_is 3 "no group to keep"
out_has "fixture mute is ready, but its expression has no ( ) whose text could be kept" "which is said"
plan << 'END'
start early: exec -- sh -c 'echo one >&2; echo two >&2; exit 7'
  ready stdout ~ /up/
start killed: exec -- sh -c 'kill -9 $$'
  ready stdout ~ /up/
start missing: exec -- /nowhere/program
a: servlookup https/tcp --builtin
  needs early
b: servlookup https/tcp --builtin
  needs killed
c: servlookup https/tcp --builtin
  needs missing
END
exec_plan --get id,verdict,reason
exit_is 3 "those that end"
out_is "a	error	fixture early ended before it was ready: exit code 7: two
b	error	fixture killed ended before it was ready: signal 9
c	error	fixture missing: '/nowhere/program': cannot run it: No such file or directory" "how"

# ---- the end ------------------------------------------------------------------------------------

plan << END
start polite: exec -- sh -c 'trap "echo bye > $work/bye; exit" TERM; echo \$\$ > $work/polite; echo up; while :; do sleep 0.05; done'
  ready stdout ~ /up/
start stubborn: exec -- sh -c 'trap "" TERM; echo \$\$ > $work/stubborn; echo up; while :; do sleep 0.05; done'
  ready stdout ~ /up/
  grace 100ms
start leaver: exec -- sh -c 'setsid sh -c "echo \\\$\\\$ > $work/left; echo up; exec sleep 300" & wait'
  ready stdout ~ /up/
a: servlookup https/tcp --builtin
  needs polite stubborn leaver
END
exec_plan
exit_is 0 "programs of all kinds"
ok "one is asked to end" test -s "$work/bye"
ok "one that does not is killed" gone "$work/stubborn"
ok "and one that has left its session" gone "$work/left"
err_has "behind, ended now" "which is told"

run sh -c "sleep 300 & echo \$! > $work/before; exec sockbox netcheck --allow-exec $work/p.check"
exit_is 0 "where there was another child before"
ok "that one is left alone" kill "$(cat "$work/before")"

plan << END
start web: exec -- sh -c 'echo \$\$ > $work/web; echo up; exec sleep 300'
  ready stdout ~ /up/
a: portcheck 127.0.0.1 1 => open
  needs web
  eventually 60s
END
sockbox netcheck --allow-exec "$work/p.check" > "$work/out" 2> "$work/err" &
runner=$!
pids="$pids $runner"
ok "a program runs" wait_until 20 test -s "$work/web"
kill -TERM "$runner"
wait "$runner"
ok "SIGTERM ends the run by the signal" [ $? -eq 143 ]
ok "and its program" gone "$work/web"
rm -f "$work/web"
sockbox netcheck --allow-exec "$work/p.check" > "$work/out" 2> "$work/err" &
runner=$!
pids="$pids $runner"
ok "a program runs again" wait_until 20 test -s "$work/web"
kill -KILL "$runner"
wait "$runner" 2> /dev/null
ok "even SIGKILL leaves none" gone "$work/web"

plan << END
start deaf: exec -- sh -c 'trap "echo >> $work/asked" TERM; echo > $work/deaf; echo up; while :; do sleep 0.05; done'
  ready stdout ~ /up/
  grace 10m
a: portcheck 127.0.0.1 1 => open
  needs deaf
  eventually 60s
END
sockbox netcheck --allow-exec "$work/p.check" -o json="$work/deaf.json" 2> "$work/err" &
runner=$!
pids="$pids $runner"
ok "one that is deaf to signals runs" wait_until 20 test -s "$work/deaf"
kill -TERM "$runner"
ok "it is asked to end" wait_until 20 test -s "$work/asked"
kill -TERM "$runner"
ok "and a second signal does not wait for it" wait_until 20 sh -c "! kill -0 $runner"
wait "$runner"
ok "which ends the run" [ $? -eq 143 ]
ok "with its report" grep -q '"cut":"ended by SIGTERM"' "$work/deaf.json"

# A value that no `ready` gives is missed before anything runs.
plan << 'END'
start e: exec -- true
  ready stdout ~ /(x)/ as port
a: echo-client ${e.prt}
END
exec_plan
exit_is 2 "a value that a program has not"
err_has "'e' has no value 'prt': ready EXPECTATION as prt" "is told when the plan is read"
plan << 'END'
start long: exec -- sh -c 'head -c 100000 /dev/zero | tr "\0" y; exit 1'
  ready stdout ~ /up/
a: servlookup https/tcp --builtin
  needs long
END
exec_plan
exit_is 3 "one that ends with a long line"
out_like ': exit code 1: y{240}\.\.\.$' "whose beginning is told"

plan << 'END'
start e: exec -- true
  ready stdout ~ /(x)/ as port within 3s
a: echo-client ${e.por}
END
exec_plan
exit_is 2 "nor by a part of its name"
err_has "'e' has no value 'por': ready EXPECTATION as por" "which is told, too"

# ---- programs that nobody would wish for ----------------------------------------------------------

plan << 'END'
start child: exec -- sh -c 'echo up; sleep 300'
  ready stdout ~ /up/
start own: exec -- sh -c 'sleep 300 & sleep 300 & echo up; wait'
  ready stdout ~ /up/
a: pairrun -- sh -c 'sleep 300 & exit 0'
b: servlookup https/tcp --builtin
  needs child own
END
exec_plan --only b
exit_is 0 "children in the session of a program"
err_is "" "end with it, and were not left behind"

plan << END
start stopped: exec -- sh -c 'trap "echo bye > $work/woken; exit" TERM; echo up; kill -STOP \$\$; while :; do sleep 0.05; done'
  ready stdout ~ /up/
  grace 60s
a: pairrun -- sh -c 'until grep -q "State:.T" /proc/*/status; do sleep 0.05; done'
  needs stopped
END
run timeout 30 sockbox netcheck --allow-exec "$work/p.check"
exit_is 0 "one that is stopped"
ok "can say goodbye all the same" test -s "$work/woken"

plan << 'END'
start long: exec -- sh -c 'head -c 200000 /dev/zero | tr "\0" x >&2; exit 3'
  ready stdout ~ /up/
start null: exec -- sh -c 'printf "\0a\n\0\n" >&2; exit 3'
  ready stderr ~ /up/
start odd: exec -- sh -c 'printf "\033[31m::error x\0b" >&2; exit 3'
  ready stderr ~ /up/
a: servlookup https/tcp --builtin
  needs long
b: servlookup https/tcp --builtin
  needs null
c: servlookup https/tcp --builtin
  needs odd
END
exec_plan --json
exit_is 3 "those that say odd things last"
json_has "rows[0]['reason'].startswith('fixture long ended before it was ready: exit code 3: xxx')" "a line of 200,000 bytes"
json_has "rows[0]['reason'].endswith('x...') and len(rows[0]['reason']) < 400" "is cut, and that is shown"
json_has "rows[1]['reason'] == 'fixture null ended before it was ready: exit code 3'" "a NUL ends what is told"
json_has "rows[2]['reason'].endswith('exit code 3: \\x1b[31m::error x')" "the rest is told"
exec_plan
out_has 'exit code 3: \x1b[31m::error x' "and harms no screen"

plan << 'END'
start flood: exec -- yes
  ready stdout ~ /no/ within 500ms
start zeros: exec -- cat /dev/zero
  ready stdout ~ /no/ within 500ms
start chatter: exec -- sh -c 'exec yes'
  ready stdout ~ /y/
start leaver: exec -- sh -c 'setsid yes & sleep 0.3; exit 1'
  ready stdout ~ /no/
a: servlookup https/tcp --builtin
  needs flood
b: servlookup https/tcp --builtin
  needs zeros
c: servlookup https/tcp --builtin
  needs chatter
d: servlookup https/tcp --builtin
  needs leaver
END
room=40000
sanitized && room=unlimited
run timeout 60 sh -c "ulimit -v $room; exec \"\$@\"" sh sockbox netcheck --allow-exec "$work/p.check" --get id,verdict,reason
exit_is 3 "those that never stop talking"
out_is "a	error	fixture flood was not ready in time: y
b	error	fixture zeros was not ready in time
c	ok	
d	error	fixture leaver ended before it was ready: exit code 1: y" "take little memory, and hold up nobody"

plan << 'END'
start e: exec -- true
  ready stdout ~ "x as port y"
a: echo-client ${e.port}
END
exec_plan
exit_is 2 "what stands in an expectation is no value's name"
err_has "'e' has no value 'port'" "it is told when the plan is read"

# ---- what makes no sense ------------------------------------------------------------------------

wrong() { # LINE:COLUMN SENTENCE < PLAN
	plan
	exec_plan
	exit_is 2 "makes no sense: $2"
	err_has "p.check:$1: netcheck: $2" "$2: where"
}
wrong 1:10 "PROGRAM is missing" << 'END'
start a: exec --
END
wrong 1:4 "'exec' is a fixture's: start NAME: exec -- PROGRAM WORD..." << 'END'
c: exec -- true
END
wrong 2:3 "this clause is a fixture's" << 'END'
c: ipconv 1.2.3.4
  grace 1s
END
wrong 1:10 "'echo-server' says itself when it is ready, and ends at once: 'ready' and 'grace' are for 'exec'" << 'END'
start a: echo-server 0
  ready stdout ~ /x/
END
wrong 2:3 "there is no key 'stdot', did you mean 'stdout'?" << 'END'
start a: exec true
  ready stdot ~ /x/
END
wrong 2:3 "takes: ready EXPECTATION [as NAME] [within DURATION]" << 'END'
start a: exec true
  ready # nothing
END
wrong 2:3 "'5' has no unit: 5s, 5ms" << 'END'
start a: exec true
  grace 5
END
wrong 2:3 "a fixture has only: needs NAME..., timeout DURATION, ready EXPECTATION, grace DURATION" << 'END'
start a: exec true
  tags x
END

done_testing
