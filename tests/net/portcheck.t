#!/bin/sh
# portcheck of another host: open, refused by every kind of answer, dropped; who said so, and how often it was asked.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip nft nsenter ss unshare "$PYTHON"
in_netns net
[ -d /proc/sys/net/ipv6 ] || skip_all "no IPv6 here"

# Here is 10.1.0.1 and fd01::1; the host that is asked is 10.1.0.2 and fd01::2. ICMP errors are not limited in rate.
mkfifo "$work/up"
unshare -n sh -c "echo > '$work/up'; exec sleep 600" &
host=$!
pids="$pids $host"
read -r _ < "$work/up"
there() { nsenter -t "$host" -n "$@"; }
ip link set lo up
ip link add v0 type veth peer name v1
ip link set v1 netns "$host"
ip link set v0 up
ip addr add 10.1.0.1/24 dev v0
ip addr add fd01::1/64 dev v0 nodad
there ip link set lo up
there ip link set v1 up
there ip addr add 10.1.0.2/24 dev v1
there ip addr add fd01::2/64 dev v1 nodad
there sh -c 'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit; echo 0 > /proc/sys/net/ipv6/icmp/ratelimit' ||
	skip_all "the rate of ICMP errors cannot be set here"
there nft add table inet t || skip_all "no nftables here"
there nft 'add chain inet t input { type filter hook input priority 0; }'
rule() { there nft add rule inet t input "$@"; }

printf '#!/bin/sh\nexec nsenter -t %s -n "$SOCKBOX" "$@"\n' "$host" > "$work/there"
chmod +x "$work/there"
serve "$work/there" echo-server any:1000 udp:any:1000 --no-limits --no-loop-guard ||
	skip_all "no server: $(cat "$work/server.err")"
wait_until 20 sockbox portcheck -q -w 1s 'fd01::2' 1000 || skip_all "the network does not come up"

rule tcp dport 2000 drop
rule tcp dport 2001 reject with tcp reset
rule tcp dport 2002 reject with icmpx type port-unreachable
rule tcp dport 2003 reject with icmpx type host-unreachable
rule tcp dport 2004 reject with icmpx type admin-prohibited
rule udp dport 2000 drop
rule udp dport 2002 reject with icmpx type port-unreachable
rule udp dport 2004 reject with icmpx type admin-prohibited

ask() { run sockbox portcheck --json "$@"; }
port() { json_has "[($2) for r in rows if r['type'] == 'result' and r['port'] == $1] == [True]" "$3"; }

for at in 10.1.0.2 'fd01::2'; do
	ask "$at" 999,1000,2000-2004 -w 300ms --retries 1
	exit_is 1 "$at: not all are open"
	port 1000 "r['status'] == 'open'" "$at: open"
	port 999 "r['status'] == 'refused' and r['icmp_from'] is None" "$at: closed"
	port 2000 "r['status'] == 'timeout' and r['tries'] == 2" "$at: dropped, and tried again"
	port 2001 "r['status'] == 'refused'" "$at: reset"
	port 2002 "r['status'] == 'refused' and r['icmp_from'] == '$at' and r['icmp'] == 'port_unreachable'" "$at: refused by ICMP, by whom"
	port 2003 "r['status'] == 'unreachable' and r['icmp_from'] == '$at'" "$at: unreachable, says who"
	port 2004 "r['status'] == 'unreachable' and r['icmp'] == 'admin_prohibited'" "$at: prohibited, by which message"
	ask -u "$at" 999,1000,2000,2002,2004 -w 300ms --retries 2
	exit_is 1 "$at: UDP: not all answer"
	port 1000 "r['status'] == 'answered'" "$at: UDP: answered"
	port 999 "r['status'] == 'refused' and r['icmp'] == 'port_unreachable'" "$at: UDP: closed"
	port 2000 "r['status'] == 'silent' and r['tries'] == 3" "$at: UDP: dropped is silent, and asked three times"
	port 2002 "r['status'] == 'refused' and r['icmp_from'] == '$at'" "$at: UDP: refused, says who"
	port 2004 "r['status'] == 'unreachable' and r['icmp'] == 'admin_prohibited'" "$at: UDP: prohibited"
done

run sockbox portcheck 10.1.0.2 2000 -w 100ms --retries 0
exit_is 4 "nobody answers"
run sockbox portcheck -u 10.1.0.2 2000 -w 100ms --retries 0
exit_is 4 "silence"
run sockbox portcheck 10.9.9.9 80 -w 100ms
exit_is 3 "no route"
run sockbox portcheck 10.1.0.77 80 -w 5s --retries 0 --json
port 80 "r['status'] == 'unreachable'" "nobody has that address: this machine's own neighbour discovery says so"

# Hundreds that drop take as long as a few, as they wait at once; a slow one holds up no other.
rule tcp dport 3000-3199 drop
run sockbox portcheck 10.1.0.2 1000,3000-3199 -w 500ms --retries 0 --window 256 --rate 0
exit_is 4 "200 dropped"
out_has "tcp:10.1.0.2: 201 ports, 1 open (1000), 200 without an answer (3000-3199)" "told in sum"

rule tcp dport 6000-6899 drop
began=$("$PYTHON" -c 'import time; print(time.monotonic())')
run sockbox portcheck -q 10.1.0.2 6000-6899 -w 500ms --retries 0 --rate 0
ok "900 that drop are waited for at once" "$PYTHON" -c "import sys, time; sys.exit(time.monotonic() - $began > 3)"

# Somebody at a terminal sees how many are known, though the first of them holds up the telling.
if has_terminals; then
	run env TERM=xterm "$PYTHON" -I -c 'import pty, sys; pty.spawn(sys.argv[1:])' sockbox portcheck 10.1.0.2 2000,4000-4099 \
		-w 1s --retries 0 --rate 0 < /dev/null
	out_has "100 of 101 ports" "progress"
else
	skip "progress" "there are no pseudo-terminals"
fi

# Ctrl-C in the middle of a sweep: what is known, what is being tried and what is not are told apart.
stop() { # WORDS...: once port 3009 is asked; prints the number of the signal that it died of
	"$PYTHON" -I - "$work/out" "$work/err" sockbox portcheck "$@" <<-'END'
	import signal, subprocess, sys
	out, said, *words = sys.argv[1:]
	child = subprocess.Popen(words, stdout=open(out, "w"), stderr=open(said, "w"))
	asked = ["ss", "-tnaH", "state", "syn-sent", "dport", "=", "3009"]
	while child.poll() is None and not subprocess.run(asked, stdout=subprocess.PIPE).stdout:
	    pass
	child.send_signal(signal.SIGINT)
	print(-child.wait(20))
	END
}
ok "it dies of the signal" [ "$(stop 10.1.0.2 900-905,3000-3029 -w 30s --window 10)" -eq 2 ]
out_has "tcp:10.1.0.2: 36 ports, 6 refused (900-905), 10 without an answer yet (3000-3009), 20 not tried (3010-3029)" "told in sum"
err_has "stopped: 30 of 36 ports are not known" "and how much is not known"
ok "JSON: it dies of the signal" [ "$(stop 10.1.0.2 900,3000-3029 -w 30s --window 10 --json)" -eq 2 ]
json_has "[r['port'] for r in rows if r['type'] == 'result'] == [900]" "JSON: what is not known is no result"
json_has "[(r['pending_ports'], r['untried_ports'], r['timeout_count']) for r in rows if r['type'] == 'summary'] == [('3000-3009', '3010-3029', 0)]" \
	"JSON: told in sum"
ok "a single port: it dies of the signal" [ "$(stop 10.1.0.2 3009 -w 30s)" -eq 2 ]
out_is "tcp:10.1.0.2: 1 port, 1 without an answer yet (3009)" "a single port is told of"
err_is "portcheck: stopped before it answered" "without numbers"

# Time that is up is a failure of every host that is not known.
run sockbox portcheck 10.1.0.2 3000 10.1.0.2 900,3000-3001 -w 30s --eventually 200ms --json
exit_is 1 "time is up"
json_has "sorted((r['endpoint'], r['status']) for r in rows if r['type'] == 'result') == [('10.1.0.2', 'timeout'), ('tcp:10.1.0.2:3000', 'timeout'), ('tcp:10.1.0.2:900', 'refused')]" \
	"which hosts"
json_has "[r['pending_ports'] for r in rows if r['type'] == 'summary'] == ['3000-3001']" "and which ports"

# --rate is kept: 40 ports at 100 a second take at least 390 ms.
began=$("$PYTHON" -c 'import time; print(time.monotonic())')
run sockbox portcheck -q 10.1.0.2 4000-4039 --rate 100
ok "--rate is kept" "$PYTHON" -c "import sys, time; sys.exit(time.monotonic() - $began < 0.39)"
# And reached: 900 ports at 5,000 a second take 0.2 s, though timers are due on whole milliseconds only.
began=$("$PYTHON" -c 'import time; print(time.monotonic())')
run sockbox portcheck -q 10.1.0.2 4000-4899 --rate 5000
ok "--rate is reached" "$PYTHON" -c "import sys, time; sys.exit(time.monotonic() - $began > 0.9)"

if command -v nmap > /dev/null; then
	theirs=$(nmap -sT -n -Pn -oG - -p 999,1000,2000-2002 10.1.0.2 | grep -o '[0-9]*/[a-z]*/tcp' | sort | tr '\n' ' ')
	[ "$theirs" = "1000/open/tcp 2000/filtered/tcp 2001/closed/tcp 2002/closed/tcp 999/closed/tcp " ] &&
		pass "nmap says the same" || fail "nmap says the same" "$theirs"
else
	skip "nmap says the same" "it is not installed"
fi

# nc -z agrees on what is open and what is closed, over both families.
if command -v nc > /dev/null; then
	for at in 10.1.0.2 'fd01::2'; do
		theirs=
		for number in 999 1000 2000 2001 2002; do
			nc -n -z -w 1 "$at" $number 2> /dev/null && theirs="$theirs $number"
		done
		ours=$(sockbox portcheck -w 300ms --retries 0 --get port,status "$at" 999,1000,2000-2002 2> /dev/null |
			awk '$2 == "open" { printf " %s", $1 }')
		[ -n "$theirs" ] && [ "$ours" = "$theirs" ] && pass "$at: nc -z says the same" ||
			fail "$at: nc -z says the same" "nc:$theirs, portcheck:$ours"
	done
else
	skip "nc -z says the same" "it is not installed"
fi

# Few local ports are none that are closed: all are tried, fewer at once.
echo 40000 40009 > /proc/sys/net/ipv4/ip_local_port_range
run sockbox portcheck 10.1.0.2 1-998 --rate 0 --window 500 -w 10s --get status
out_lacks lacking "ten local ports do for 998"
out_lacks timeout "and none is said to be silent"
ok "all are refused" [ "$(grep -c '^refused$' "$work/out")" -eq 998 ]
rule tcp dport 998 drop
run sockbox portcheck 10.1.0.2 998 -p 40000 --source 10.1.0.1 -w 100ms --retries 0
exit_is 4 "a port of our own that is free"
background "$PYTHON" -I -c 'import socket, sys, time
kept = []
for number in range(40000, 40010):
	kept.append(socket.socket())
	kept[-1].bind(("", number))
open(sys.argv[1], "w").close()
time.sleep(600)' "$work/bound"
wait_until 20 test -e "$work/bound"
run sockbox portcheck 10.1.0.2 999,1000 -w 300ms --retries 0 --get status
exit_is 3 "no local port is left: it cannot tell"
out_lacks refused "and calls nothing closed"
out_lacks open "and nothing open"
done_testing
