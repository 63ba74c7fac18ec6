#!/bin/sh
# Started setuid, setgid or with file capabilities, everything is dropped before the first argument
# is read; root, and root alone, keeps what he has.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

[ "$(id -u)" -eq 0 ] || skip_all "needs root, to make set-id programs"
needs setpriv
! sanitized || skip_all "the sanitizers refuse to run set-id"
case $(findmnt -no OPTIONS -T "$work" 2> /dev/null) in
*nosuid*) skip_all "set-id bits count for nothing in $work" ;;
esac

nobody=65534
warning="sockbox: set-id bits and file capabilities are not supported; all rights dropped"
chmod 755 "$work"
mkfifo "$work/fifo"
chmod 666 "$work/fifo"

copy() { # NAME OWNER:GROUP MODE: a copy of the binary
	cp "$SOCKBOX" "$work/$1" && chown "$2" "$work/$1" && chmod "$3" "$work/$1"
}

field() { # NAME: of the status of the process that waits
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$waiting/status" | tr '\t' ' '
}

has_dropped() { [ "$(field NoNewPrivs)" = 1 ]; }

# hold NAME COMMAND...: start it, and leave it waiting for its stdin.
hold() {
	: > "$work/said"
	chmod 666 "$work/said"
	"$@" ipconv --get address - < "$work/fifo" > "$work/out" 2> "$work/said" &
	waiting=$!
	pids="$pids $waiting"
	exec 3> "$work/fifo"
}

# release: let it answer and end.
release() {
	echo 192.0.2.1 >&3
	exec 3>&-
	wait "$waiting"
	echo $? > "$work/status"
}

to_nobody="setpriv --reuid $nobody --regid $nobody --clear-groups"

# dropped WHAT PROGRAM: run by nobody it holds nothing but nobody's rights, and works.
dropped() {
	hold $to_nobody "$work/$2"
	ok "$1: it drops" wait_until 10 has_dropped
	for ids in Uid Gid; do
		ok "$1: $ids" test "$(field $ids)" = "$nobody $nobody $nobody $nobody"
	done
	for set in CapInh CapPrm CapEff CapAmb; do
		ok "$1: $set is empty" test "$(field $set)" = 0000000000000000
	done
	release
	exit_is 0 "$1: it works"
	out_is "192.0.2.1" "$1: it answers"
	ok "$1: it says so, once" test "$(cat "$work/said")" = "$warning"
}

copy plain root:root 0755
copy suid-root root:root 4755
copy sgid-root root:root 2755
copy both root:root 6755
copy suid-other 1:1 4755
dropped "setuid root" suid-root
dropped "setgid root" sgid-root
dropped "setuid and setgid" both
dropped "setuid to another user" suid-other
copy capable root:root 0755
if setcap cap_net_raw,cap_net_admin,cap_dac_override+eip "$work/capable" 2> /dev/null; then
	dropped "file capabilities" capable
else
	skip "file capabilities" "they cannot be set in $work"
fi

# Before the arguments: also a usage error is made without any right.
run $to_nobody "$work/suid-root" --bogus
exit_is 2 "a usage error"
err_like "^$warning\$" "behind the warning"

# The environment goes, but for TERM and LANG.
run $to_nobody env LC_ALL=C.UTF-8 GITHUB_ACTIONS=1 LANG=C "$work/suid-root" ipconv 'é ##[x]'
err_has "'\\xc3\\xa9 ##[x]'" "LC_ALL and GITHUB_ACTIONS are not looked at"
run $to_nobody env LANG=C.UTF-8 "$work/suid-root" ipconv 'é'
err_has "'é'" "LANG is"
run $to_nobody env SECRET=x "$work/suid-root" ipconv -q 192.0.2.1 --eventually 1s -- /usr/bin/env
out_lacks SECRET "the command of --eventually does not get the rest"
run $to_nobody "$work/suid-root" ipconv -q 192.0.2.1 --eventually 1s -- id -u
out_is "$nobody" "and runs without any right"

# Nothing of it where there is nothing to drop.
run $to_nobody "$work/plain" ipconv --get address 192.0.2.1
err_is "" "a plain program says nothing"
run "$work/plain" ipconv --get address 192.0.2.1
err_is "" "nor to root"

# Root keeps his rights, also where the program is another's.
capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/$$/status)
hold "$work/suid-other"
ok "root, a program of another owner: it drops the other" wait_until 10 has_dropped
ok "root is root" test "$(field Uid)" = "0 0 0 0"
ok "with his capabilities" test "$(field CapEff)" = "$capabilities"
release
exit_is 0 "and it works"
done_testing
