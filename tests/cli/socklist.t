#!/bin/sh
# socklist: questions, filters, formats, mistakes, in a network of its own.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip "$PYTHON"
in_netns net

run sockbox socklist
exit_is 1 "no socket at all is a definite no"
err_is "socklist: no such socket" "and said so"
out_is "" "without a line"

mkfifo "$work/hold"
"$PYTHON" tests/net/socklist_world.py "$work" < "$work/hold" > "$work/world" 2>&1 &
pids="$pids $!"
exec 9> "$work/hold"
wait_until 10 grep -q ready "$work/world" || skip_all "no such sockets here: $(cat "$work/world")"
# shellcheck disable=SC1091
. "$work/world"

# ---- who is there? --------------------------------------------------------------------------------

run sockbox socklist -l ":$full"
exit_is 0 "a port that is held"
out_like "^tcp LISTEN 127\.0\.0\.1:$full  accept 3 of 5  .* pid $pid  uid 0\$" "who holds it"
run sockbox socklist -l :1
exit_is 1 "a port that nobody holds"
err_is "socklist: ':1': no such socket" "and said so"
run sockbox socklist -l :1 --json
json_has "r['status'] == 'not_found' and r['query'] == ':1' and r['local'] is None" "and a record"
run sockbox socklist -l ":$full" --first --quiet
exit_is 0 "the exit code alone tells"
run sockbox socklist -l ":$full" :1 ":$udp" --get transport
exit_is 1 "several questions: the worst counts"
out_is "tcp

udp" "and all are answered"
printf ':%s\n:1\n127.0.0.1 %s\n' "$full" "$udp" > "$work/questions"
run sockbox socklist -l --get transport - < "$work/questions"
out_is "tcp

udp" "questions from stdin, HOST PORT too"

asks() { # COUNT WORDS... -- NAME: so many listening sockets
	count=$1 words=
	shift
	while [ "$1" != -- ]; do words="$words $1" && shift; done
	# shellcheck disable=SC2086
	run sockbox socklist -l $words --get local
	if [ "$count" = "$(grep -c . "$work/out")" ]; then pass "$2"; else
		fail "$2" "expected $count sockets"
	fi
}
asks 1 "127.0.0.1:$full" -- "its address"
asks 0 "127.0.0.9:$full" -- "another address"
asks 1 "127.0.0.9:$both" -- "an address that the wildcard of both families has"
asks 0 "127.0.0.9:$only6" -- "one that the wildcard of IPv6 has not"
asks 1 "[2001:db8::1]:$only6" -- "an IPv6 address that it has"
asks 1 "*:$both" -- "the wildcard"
asks 0 "*:$full" -- "an address is no wildcard"
asks 1 "tcp:$full" -- "a transport in front"
asks 0 "udp:$full" -- "another transport"
asks 0 "udp:$full" --tcp -- "the transport in front wins"
asks 1 "127.0.0.2" --tcp -4 -- "a host alone"
asks 1 -p "$udp" -- "-p"
asks 1 -p "$udp" 127.0.0.1 -- "-p and a host"
asks 1 "$work/packets" -- "a Unix path"
asks 1 "unix:$work/../${work##*/}/packets" -- "the same path by another way"
asks 0 "unixgram:$work/packets" -- "another type of socket"
asks 0 "@$work/packets" -- "a path is no abstract name"
(cd "$work" && sockbox socklist -l unix:packets -q)
ok "a relative path" test $? = 0
run sockbox socklist ":$bound" --get state
out_is BOUND "a socket that is only bound holds its port"
run sockbox socklist -n "localhost:$full"
exit_is 2 "-n forbids names"
run sockbox socklist "localhost:$full" --get state
out_has LISTEN "a name is looked up"

# ---- options narrow ---------------------------------------------------------------------------------

run sockbox socklist --state all --json
json_has "{row['transport'] for row in rows} >= {'tcp', 'udp'}" "TCP and UDP"
json_has "not any(row['family'] == 'AF_UNIX' for row in rows)" "Unix sockets only when asked for"
json_has "sorted(row['state'] for row in rows if row['local_port'] == $full) == 3 * ['ESTABLISHED'] + ['LISTEN']" \
	"listening and connected"
json_has "[row['pid_why'] for row in rows if row['local_port'] == $full and row['peer']] == 3 * ['not accepted yet']" \
	"connections that nobody has accepted"
json_has "all(row['uid'] is None for row in rows if row['inode'] is None)" "no inode, no user"
json_has "[row['recv_queue'] for row in rows if row['local_port'] == $both and row['peer']] == [10]" "bytes unread"
json_has "[row['recv_queue'] > 0 for row in rows if row['local_port'] == $udp and not row['peer']] == [True]" \
	"a datagram unread"
json_has "[row['peer_port'] for row in rows if row['local_port'] == $asker] == [$udp]" "a UDP peer"
json_has "{row['local']: row['v6only'] for row in rows if row['v6only'] is not None and row['local_port'] in ($both, $only6)} == {'*:$both': False, '[::]:$only6': True}" \
	"wildcards of one and of both families"
json_has "all(row['rtt_ms'] > 0 and row['congestion'] for row in rows if row['local_port'] == $client)" \
	"TCP's own view"

all_are() { # EXPRESSION NAME WORDS...: of every row of WORDS, and there is one
	expression=$1 name=$2
	shift 2
	run sockbox socklist --json "$@"
	json_has "r['type'] == 'result' and all($expression for row in rows if row['type'] == 'result')" "$name"
}
all_are "row['family'] == 'AF_INET'" "-4" -4
all_are "row['family'] == 'AF_INET6'" "-6" -6
all_are "row['transport'] == 'udp'" "-u" -u
all_are "row['transport'] in ('udp', 'tcp')" "-u --tcp" -u --tcp
all_are "row['family'] == 'AF_UNIX'" "-U" -U
if [ -n "$lite" ]; then
	all_are "row['transport'] == 'udplite' and row['local_port'] == $lite" "--udplite" --udplite
	asks 1 ":$lite" -- "UDP-Lite at a port"
	asks 0 "udp:$lite" -- "which is no UDP"
else
	skip "--udplite" "this kernel has no UDP-Lite"
fi
all_are "row['state'] == 'ESTABLISHED'" "--state" --state estab
all_are "row['state'] in ('LISTEN', 'BOUND')" "--state, two words" --state bound,LISTEN
all_are "row['peer_port'] == $full" "--peer-port" --peer-port "$full"
all_are "row['local_address'] == '127.0.0.2'" "--local" --local 127.0.0.2/31
all_are "row['peer_address'].startswith(('127.', '::ffff:127.'))" "--peer" --peer 127.0.0.0/8
all_are "row['pid'] in ($pid, $child)" "--process, a number" --process "$pid"
all_are "row['uid'] == 0" "--uid" --uid 0
run sockbox socklist --uid 4294967295
exit_is 1 "a user without sockets"
run sockbox socklist -6 --local 127.0.0.0/8 --tcp
exit_is 1 "filters that exclude each other"

# ---- TIME_WAIT --------------------------------------------------------------------------------------

# The server closes first, three times.
cat > "$work/leave" <<'END'
import socket
server = socket.create_server(("127.0.0.1", 0))
for _ in range(3):
	client = socket.create_connection(server.getsockname())
	server.accept()[0].close()
	client.recv(1)
	client.close()
print(server.getsockname()[1])
END
run unshare -n sh -c 'ip link set lo up && "$PYTHON" "$1" > "$1.port" && exec sockbox socklist' there "$work/leave"
exit_is 1 "nothing but TIME_WAIT is nothing"
err_is "socklist: no socket but those in TIME_WAIT" "and said so"
out_is "3 more in TIME_WAIT: --state all" "with their number"
gone=$("$PYTHON" "$work/leave")
run sockbox socklist --tcp
exit_is 0 "the rest is listed"
out_lacks "TIME_WAIT 127" "sockets in TIME_WAIT are not"
out_like '^3 more in TIME_WAIT: --state all$' "but counted"
err_is "" "once"
run sockbox socklist --json
json_has "[(row['type'], row.get('time_wait')) for row in rows[-2:]] == [('result', None), ('summary', 3)]" "in a record too"
json_has "rows[-1]['sockets'] == len(rows) - 1" "beside the number of those listed"
for words in '--format csv' '--format table' '--get local'; do
	# shellcheck disable=SC2086
	run sockbox socklist $words
	err_is "socklist: 3 more in TIME_WAIT: --state all" "$words: on stderr"
	text_lacks out time_wait "$words: and of one type"
done
for words in '--all' '--state all' ":$gone" "-p $gone" '--local 127.0.0.0/8'; do
	# shellcheck disable=SC2086
	run sockbox socklist $words --json
	json_has "len([row for row in rows if row['state'] == 'TIME_WAIT']) == 3" "all are listed: $words"
	json_has "not [row for row in rows if row['type'] == 'summary']" "without a summary: $words"
done
run sockbox socklist --expect 'time_wait == 3' -q
exit_is 0 "an expectation of their number"
run sockbox socklist -6 --uid 77 --json
json_has "len(rows) == 2 and rows[-1]['time_wait'] == 0 and r['status'] == 'not_found'" "of what was asked alone"
run sockbox socklist --first --json
json_has "len(rows) == 1" "--first is one line"

# ---- Unix -------------------------------------------------------------------------------------------

run sockbox socklist -U --json
json_has "{row['transport'] for row in rows} == {'unix', 'unixgram', 'seqpacket'}" "three types"
json_has "[row['peer'] for row in rows if row['transport'] == 'seqpacket' and not row['local']] == ['$work/packets']" \
	"a client's peer by name"
json_has "all(row['peer_pid'] == $pid for row in rows if row['peer_inode'])" "and by process"
json_has "[row['local'] for row in rows if row['local'] and row['local'][0] == '@'] == ['@socklist\\0\\\\xff']" \
	"an abstract name of odd bytes"
run sockbox socklist -U
out_has "$work/a\\nb\\x1b[31m  accept 1 of 4" "a newline and an escape sequence in a path stay harmless"
for format in text table csv; do
	run sockbox socklist --all -v --format $format
	text_lacks out "$(printf '\033')" "no escape sequence in $format"
done
run sh -c 'sockbox socklist --all --json | jq -s "map(select(.status == \"ok\")) | length > 20"'
if command -v jq > /dev/null; then out_is true "jq reads it"; else skip jq "jq is not installed"; fi

# ---- expectations -----------------------------------------------------------------------------------

run sockbox socklist -l ":$full" --expect "accept_queue < 5, backlog == 5, local_address in 127.0.0.0/8"
exit_is 0 "an expectation is met"
run sockbox socklist -l ":$full" --expect "accept_queue == 0"
exit_is 1 "and another is not"
run sockbox socklist -l :1 --expect "status == not_found"
exit_is 0 "a free port is expected"
# In a network of its own nobody else takes a port that the kernel does not choose from.
sockbox socklist tcp:127.0.0.1:9000 --expect 'state == LISTEN' --eventually 20s --every 50ms -q --calls 2> "$work/asked" &
asking=$!
pids="$pids $asking"
wait_until 10 grep -q AF_NETLINK "$work/asked"
"$PYTHON" -c 'import socket, sys
one = socket.create_server(("127.0.0.1", 9000))
sys.stdin.read()' < "$work/hold" &
pids="$pids $!"
wait $asking
ok "until a server listens" test $? = 0

# ---- mistakes ---------------------------------------------------------------------------------------

mistake() { # TEXT WORDS...
	text=$1
	shift
	run sockbox socklist "$@"
	exit_is 2 "socklist $*"
	err_has "$text" "socklist $*: why"
}
mistake "above 65535" :65536
mistake "port 0" :0
mistake "a transport alone" tcp
mistake "URL" http://x/
mistake "no IPv4" -4 '[::1]:80'
mistake "no IP address" -4 @name
mistake "a second port" -p 80 :80
mistake "--state" --state listne
mistake "--local" --local 10.0.0.0/33
mistake "exclude" -l --state listen
mistake "every kind" --all -u
mistake "neither" -U -6
mistake "have ports" -U -p 80
mistake "in no network" -U --peer ::/0
mistake "65535" -p 65536
mistake "--process" --process ''
mistake "needs its zone" '[fe80::1]:80'
run sockbox socklist '[fe80::1%nosuch]:80'
exit_is 3 "a zone that does not exist is this machine's"

# What hands do that know ss(8), netstat(8) or lsof(8).
mistake "'-t' in '-tulpn' (TCP sockets: --tcp)" -tulpn
mistake "PORT (processes are shown anyway)" -lnp
mistake "(processes are shown anyway)" -lupn
mistake "(all kinds: --all; all states: --state all)" -a
mistake "(Unix sockets: -U)" -x
mistake "(raw sockets: --raw)" -lw
mistake "--json" -e
mistake "lsof -i :80: socklist :80" -i
mistake "did you mean '--listen'?" -listen
mistake "did you mean '--listen'?" --listening

# ---- no way to ask ------------------------------------------------------------------------------------

run sh -c 'exec sockbox socklist -l > /dev/full'
exit_is 3 "a full disk"
run sockbox socklist -l ":$full" --calls --get state
err_like '^socket\(AF_NETLINK, SOCK_RAW\|SOCK_CLOEXEC, .*\) = [0-9]' "--calls shows the question to the kernel"
out_is LISTEN "and the answer stays clean"

exec 9>&-
done_testing
