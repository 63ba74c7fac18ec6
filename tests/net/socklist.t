#!/bin/sh
# socklist beside ss(8) and /proc, in a network of its own: fields, processes, rights, many sockets.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ss ip "$PYTHON"
in_netns

mkfifo "$work/hold"
"$PYTHON" tests/net/socklist_world.py "$work" < "$work/hold" > "$work/world" 2>&1 &
pids="$pids $!"
exec 9> "$work/hold"
wait_until 10 grep -q ready "$work/world" || skip_all "no such sockets here: $(cat "$work/world")"
# shellcheck disable=SC1091
. "$work/world"

# ---- what others say ----------------------------------------------------------------------------

ok "ss(8) and /proc/net say the same" "$PYTHON" tests/net/socklist_witness.py "$SOCKBOX"

# ---- processes ------------------------------------------------------------------------------------

run sockbox socklist -l ":$shared" --json
json_has "r['pid'] == min($pid, $child) and r['more_processes'] == 1" "a socket of two processes"
json_has "{p['pid'] for p in r['processes']} == {$pid, $child}" "both are named"
run sockbox socklist --process "$child" --get local
out_is "127.0.0.2:$shared" "a process by its number"

# A process may call itself anything.
"$PYTHON" -c 'import socket, sys
one = socket.create_server(("127.0.0.1", 0))
open("/proc/self/comm", "w").write("a\n\033[31m) b")
print(one.getsockname()[1], flush=True)
sys.stdin.read()' < "$work/hold" > "$work/odd" &
pids="$pids $!"
wait_until 10 test -s "$work/odd"
run sockbox socklist -l ":$(cat "$work/odd")"
out_has 'a\n\x1b[31m) b pid' "an escape sequence in a command stays harmless"
run sockbox socklist --process "$(printf 'a\n\033[31m) b')" --get local_port
out_is "$(cat "$work/odd")" "and is a name to ask for"

# ---- rights -----------------------------------------------------------------------------------------

# Without CAP_SYS_PTRACE those of one's own user are closed too where they have more rights.
unprivileged() { setpriv --bounding-set=-all --inh-caps=-all "$@"; }
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
for who in unprivileged nobody; do
	if ! command -v setpriv > /dev/null || ! $who true 2> /dev/null; then
		skip "$who" "setpriv cannot do that here"
		continue
	fi
	run $who sockbox socklist -l ":$full" --json
	exit_is 0 "$who: the socket is seen"
	json_has "r['pid'] is None and r['processes'] == [] and r['accept_queue'] == 3" "$who: not whose it is"
	json_has "'may not be looked into' in r['pid_why']" "$who: and that is said"
	run $who sockbox socklist --process "$pid"
	exit_is 3 "$who: a process that may not be looked into is no definite no"
	err_has "may not" "$who: with the reason"
	run $who sockbox socklist -l ":$full" -v
	err_like '^socklist: [0-9]+ processes may not be looked into$' "$who: -v counts them"
done

# What hidepid leaves of processes is no definite no either: the shell has the number 1.
hidden() { # HIDEPID COMMAND...
	unshare -pfm sh -c 'mount -t proc -o "hidepid=$1" proc /proc || exit 77
		shift
		"$@"
		exit $?' hidden "$@"
}
for hidepid in 1 2; do
	if ! hidden $hidepid setpriv --bounding-set=-all --inh-caps=-all true 2> /dev/null; then
		skip "hidepid=$hidepid" "setpriv or mount cannot do that here"
		continue
	fi
	run hidden $hidepid setpriv --bounding-set=-all --inh-caps=-all sockbox socklist --process 1
	exit_is 3 "hidepid=$hidepid: whose sockets are could not be told"
	err_like 'may not$|others are hidden' "hidepid=$hidepid: and why"
	run hidden $hidepid sockbox socklist --process 1
	exit_is 1 "hidepid=$hidepid: by whom all are seen"
done

if ! sanitized && mount -t tmpfs none /proc 2> /dev/null; then
	run sockbox socklist -l ":$full" --json
	exit_is 0 "without /proc sockets are there"
	json_has "r['pid'] is None and r['pid_why'] == 'no process that can be seen'" "without processes"
	run sockbox socklist --raw --json
	umount /proc
	if [ "$(cat "$work/status")" = 0 ]; then
		skip "no raw_diag" "this kernel has it"
	else
		exit_is 3 "neither raw_diag nor /proc/net: it could not be told"
		json_has "len(rows) == 1 and r['status'] == 'lacking' and 'raw_diag' in r['error']['text']" \
			"once, naming the module"
	fi
else
	skip "without /proc" "tmpfs cannot be mounted here, or the sanitizers read /proc themselves"
fi

# ---- processes that come and go during the walk -----------------------------------------------------

"$PYTHON" -c 'import os, socket, sys
socks = [socket.socket() for _ in range(20)]
while not os.path.exists(sys.argv[1]):
	if os.fork() == 0: os._exit(0)
	os.wait()' "$work/stop" &
flicker=$!
pids="$pids $flicker"
for _ in $(seq "$(rounds 400)"); do
	run sockbox socklist --all --json
	[ "$(cat "$work/status")" = 0 ] || break
done
exit_is 0 "processes that vanish are no failure"
json_has "[row['pid'] for row in rows if row['local_port'] == $udp and not row['peer']] == [$pid]" \
	"and no socket is lost to them"
touch "$work/stop"
wait "$flicker"

# ---- many -------------------------------------------------------------------------------------------

"$PYTHON" -c 'import resource, socket, sys
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
one = socket.create_server(("127.0.0.1", 0), backlog=4096)
kept = []
for _ in range(min(4000, most // 2 - 20)):
	kept.append(socket.create_connection(one.getsockname()))
	kept.append(one.accept()[0])
print(one.getsockname()[1], len(kept) // 2, flush=True)
sys.stdin.read()' < "$work/hold" > "$work/many" &
pids="$pids $!"
wait_until 60 test -s "$work/many"
read -r port count < "$work/many"
run sockbox socklist --tcp --peer-port "$port" --state established --get pid,local_port
exit_is 0 "thousands of connections"
ok "each is there once, with its process" \
	test "$(sort -u "$work/out" | wc -l)" = "$count" -a "$(wc -l < "$work/out")" = "$count"
ok "as many as ss(8) sees" test "$(ss -Htn state established dport = ":$port" | wc -l)" = "$count"

exec 9>&-
done_testing
