#!/bin/sh
# socklist in every format, of sockets whose every detail is fixed but for numbers of the kernel's.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip "$PYTHON"
in_netns net

# Ports below those that the kernel chooses from: in a network of its own nobody else has them.
mkfifo "$work/hold"
"$PYTHON" tests/net/socklist_world.py "$work" 20000 < "$work/hold" > "$work/world" 2>&1 &
pids="$pids $!"
exec 9> "$work/hold"
wait_until 10 grep -q ready "$work/world" || skip_all "no such sockets here: $(cat "$work/world")"
# shellcheck disable=SC1091
. "$work/world"

# Numbers of processes, inodes and cookies, what the kernel is set to, and the blanks beside them.
golden_filter="s|$work|WORK|g; s/pid $pid/pid PID/g; s/pid $child/pid PID/g; s/  */ /g
s/\"\(pid\|inode\)\":[0-9][0-9]*/\"\1\":N/g; s/\"cookie\":\"[0-9a-f]*\"/\"cookie\":\"N\"/
s/\"congestion\":\"[a-z]*\"/\"congestion\":\"NAME\"/; s/[, ]$pid\([, ]\)/\1PID\1/
s/,[0-9][0-9]*,[0-9a-f][0-9a-f]*,,,,python/,N,N,,,,python/; s/,[a-z][a-z]*,,,N,N,/,NAME,,,N,N,/"
golden_formats listening sockbox socklist -l ":$full" "$shared" ":$both"
golden_formats path sockbox socklist -l "$work/packets" @nosuch
golden_formats nothing sockbox socklist :1
golden connected sockbox socklist --tcp -p "$both" --state established
golden get sockbox socklist -l ":$full" --get transport,state,local,accept_queue,backlog,command
golden narrow env COLUMNS=40 sockbox socklist ":$bound"
golden bound sockbox socklist ":$bound" --format table

exec 9>&-
done_testing
