#!/bin/sh
# The tour: each step is run as it stands, alone, pasted, and all in one session, also where there is
# nothing but loopback; and it leaves nothing behind.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

steps=$(sockbox -c 'help tour' | grep -cE '^  [0-9]+ ')

ok "there are about twelve steps" [ "$steps" -ge 12 ]
for step in $(seq "$steps"); do
	run sockbox -c "tour $step"
	exit_is 0 "step $step runs"
	# What is typed is shown, and told apart from what is told.
	sockbox -c "help tour $step" > "$work/script"
	grep -v '^#' "$work/script" > "$work/typed"
	sed -n 's/^sockbox> //p' "$work/out" > "$work/shown"
	ok "step $step shows each line that it runs" cmp "$work/typed" "$work/shown"
	ok "step $step expects something" grep -qE '=>|^cat|^echo|^socklist' "$work/typed"
	run sockbox run "$work/script"
	exit_is 0 "step $step is a script that can be pasted"
	ok "step $step: lines to type fit 80 columns" sh -c "! grep -vE '^.{1,80}\$' '$work/script'"
	COLUMNS=40 run sockbox -c "help tour $step"
	ok "step $step: what is told folds" sh -c "! grep '^#' '$work/out' | grep -E '.{41}'"
	ok "step $step is the same script when it is folded" sh -c \
		"grep -v '^#' '$work/out' | cmp - '$work/typed'"
done

# ---- the surprises are what the steps say they are ----------------------------------------------
run sockbox -c 'tour 4'
out_has '"0123" (4 of 10 bytes, truncated)' "a datagram is cut"
out_has '"" (0 bytes) from' "an empty datagram is one"
run sockbox -c 'tour 8'
out_has 'asked 4096, kernel uses 8192' "buffers are doubled"
out_has 'TIME_WAIT' "TIME_WAIT is seen"
run sockbox -c 'tour 10'
out_like '^s: [1-9][0-9]* to read, [1-9][0-9]* not sent; c: [1-9][0-9]*, [1-9]' "all four queues are full"
out_like 'ESTABLISHED .* recv [1-9][0-9]* send [1-9]' "and seen from outside"
run sockbox -c 'tour 12'
out_has 'accept 1 of 0' "backlog 0 still lets one in"

# ---- one session --------------------------------------------------------------------------------
run sockbox -c "repeat $steps { tour }"
exit_is 0 "all steps in one session, by one word"
for step in $(seq "$steps"); do
	out_has "# Step $step of $steps" "in one session: step $step"
done
out_has "the last" "the end is told"
run sockbox -c "tour $steps; tour"
out_has "# Step 1 of" "behind the last comes the first"
run sockbox -c 'tour 3; tour'
out_has "# Step 4 of" "a number, and on from there"

cat > "$work/own" << 'E'
a, b = socketpair
s = socket udp
l = "mine"
x = 5
send a "before"
tour 1
tour 5
tour 6
tour 11
echo $l => "mine"
echo $x => 5
recv b 100 => "before"
sockets --expect 'count == 3'
E
run sockbox run "$work/own"
exit_is 0 "sockets and variables of the session are untouched"
run sockbox -c 'tour 1; echo $c'
exit_is 2 "variables of a step are gone"
err_has '$c is not set' "and said so"
run env p=old sockbox -c 'echo $p; tour 4; printenv p'
out_like '^old$' "the environment is untouched"
exit_is 0 "and programs see it"
mkdir "$work/tmp"
run env TMPDIR="$work/tmp" sockbox -c 'tour 5'
ok "no file is left" rmdir "$work/tmp"
sockbox -c 'ls /proc/self/fd' > "$work/before"
sockbox -c "repeat $steps { tour }; echo END; ls /proc/self/fd" 2> /dev/null |
	sed '1,/^END$/d' > "$work/behind"
ok "no descriptor is left" cmp "$work/before" "$work/behind"

# ---- what it says no to -------------------------------------------------------------------------
for word in 0 13 -1 x 1x ''; do
	run sockbox -c "tour '$word'"
	exit_is 2 "tour '$word' is refused"
done
run sockbox -c 'tour 1 2'
exit_is 2 "two words are too many"
run sockbox -c 'tour 1 > /dev/full'
exit_is 3 "a full device is a failure"
run sockbox -c 'within 1ms { tour 10 }'
exit_is 4 "within bounds it"

# ---- with nothing but loopback ------------------------------------------------------------------
flags=
for some in -Urn -n; do
	if [ -z "$flags" ] && unshare $some true 2> /dev/null; then flags=$some; fi
done
if [ -n "$flags" ]; then
	run unshare $flags sh -c "ip link set lo up && exec sockbox -c 'repeat $steps { tour }'"
	exit_is 0 "all steps with no interface but lo"
else
	skip "all steps with no interface but lo" "no namespaces here"
fi

# ---- an ordinary user ---------------------------------------------------------------------------
if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	cp "$SOCKBOX" "$work/box" && chmod 755 "$work" "$work/box"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$work/box" -c "repeat $steps { tour }"
	exit_is 0 "all steps as nobody"
else
	skip "all steps as nobody" "not root here, or no setpriv"
fi

done_testing
