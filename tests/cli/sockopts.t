#!/bin/sh
# sockopts: options of fresh sockets and of sockets that are there, set and read back, refused.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

here=$top/tests/cli
live() { "$PYTHON" -I "$here/sockopts_live.py" "$@"; }

# ---- what there is ----------------------------------------------------------------------------

run sockbox sockopts
exit_is 0 "without a word"
out_like '^tcp TCP_NODELAY = off  # send at once' "it is tcp"
out_like '^tcp SO_PEERNAME: ENOTCONN  # ' "what has no value says why"
out_like '^tcp SO_DETACH_FILTER: set only' "options that can only be set are there"
out_lacks 'SO_SECURITY_' "what the kernel does not know is not"
out_lacks 'UDP_' "nor what is of other sockets"

run sockbox sockopts --json tcp
json_lines_valid "JSON"
json_has "len(rows) > 80 and len({(r['level'], r['number']) for r in rows}) == len(rows)" "each option once"
json_has "all(r['kind'] == 'tcp' and r['level'] and r['value_type'] and r['meaning'] for r in rows)" \
	"each with its level, type and meaning"
json_has "all(r['differs'] is None and r['asked'] is None for r in rows)" "nothing is compared or asked"
json_has "all(r['value'] == r['default'] for r in rows if r['name'] not in ('SO_COOKIE', 'TCP_TIMESTAMP'))" \
	"a fresh socket has the defaults"
json_has "[r for r in rows if r['name'] == 'SO_RCVBUF'][0]['sysctl_value'] == open('/proc/sys/net/core/rmem_max').read().strip()" \
	"a sysctl has its value"

run sockbox sockopts tcp udp so_rcvbuf nodelay --get kind,name,value_type,settable
exit_is 1 "udp has no TCP_NODELAY"
out_is "tcp	SO_RCVBUF	size	yes
tcp	TCP_NODELAY	bool	yes
udp	SO_RCVBUF	size	yes
udp	TCP_NODELAY		" "options by name, of several kinds"
err_like "udp sockets have no TCP_NODELAY; tcp, tcp6, .* have it" "and which kinds have it"
run sockbox sockopts udp TCP_NODELAY --json
json_has "r['status'] == 'no_data' and r['name'] == 'TCP_NODELAY'" "no data is the word"

run sockbox sockopts UDP_GRO nodelay SO_PASSCRED SO_RCVBUF --get kind,name
exit_is 0 "without a kind"
out_is "udp	UDP_GRO
tcp	TCP_NODELAY
unix	SO_PASSCRED
tcp	SO_RCVBUF" "each is of the first that has it"

run sockbox sockopts udp6 MCAST_JOIN_GROUP --get level
out_is "IPPROTO_IP
IPPROTO_IPV6" "an option of two levels is there twice"

printf 'udp SO_TYPE\nunix SO_DOMAIN\nnosuch\n' > "$work/lines"
run sockbox sockopts - --get value < "$work/lines"
exit_is 1 "lines of stdin: the worst counts"
out_is "SOCK_DGRAM
AF_UNIX
" "each line is a question"

# ---- mistakes ---------------------------------------------------------------------------------

run sockbox sockopts upd
exit_is 1 "an unknown word"
err_is "sockopts: 'upd' is no kind of socket and no option; did you mean udp?" "the nearest kind"
run sockbox sockopts TCP_NODLEAY
err_has "did you mean TCP_NODELAY?" "the nearest option"
run sockbox sockopts tcp nosuchoption SO_TYPE --get value
exit_is 1 "one bad word of several"
out_is "
SOCK_STREAM" "the rest is answered"
run sockbox sockopts cork --json
exit_is 1 "a word for two options"
json_has "r['status'] == 'ambiguous' and 'TCP_CORK or UDP_CORK' in r['error']['text']" "says which"

run sockbox sockopts SO_RCVBUF=4096
exit_is 2 "a value without --set"
err_is "sockopts: 'SO_RCVBUF=4096' is no option's name; --set sets one: --set SO_RCVBUF=4096" "the option that is meant"
run sockbox sockopts udp NODELY=1 --json
json_has "len(rows) == 1 and r['status'] == 'invalid' and r['name'] == 'NODELY=1' and '--set' in r['error']['text']" \
	"whatever its name"

for words in '--set=' '--set==1' '--set=TCP_NODELAY=maybe' '--set=SO_RCVBUF' '--set=SO_TYPE=1' '--set=41:26=1' \
	'--pid=1' '--changed' '--fd=-1' '--fd=x' '--pid=0 --fd=0'; do
	# shellcheck disable=SC2086  # words, to be split
	run sockbox sockopts $words < /dev/null
	exit_is 2 "a usage error: $words"
	out_is "" "and nothing on stdout: $words"
done
run sockbox sockopts --set SO_BINDTOIFINDEX=nosuch0
exit_is 3 "an interface that is not here, named by an option"

run live sockbox sockopts --fd '{client}' udp --json
exit_is 2 "a kind beside a descriptor"
json_has "len(rows) == 1 and r['status'] == 'invalid' and '--fd says what kind' in r['error']['text']" "is a mistake"
run live --then 'client.getsockopt(6, socket.TCP_CORK)' \
	sockbox sockopts --fd '{client}' SO_TYPO --set TCP_CORK -q
out_is 0 "beside a mistake nothing is set"

# ---- setting ----------------------------------------------------------------------------------

run sockbox sockopts --set SO_RCVBUF=4096 --json
exit_is 0 "a buffer is set"
json_has "len(rows) == 1 and r['asked'] == '4096' and r['value'] == '8192' and r['value_int'] == 8192" \
	"asked and in effect"
json_has "'doubled' in r['remark'] and r['default'] != '8192'" "and why"

run sockbox sockopts udp --set SO_RCVBUF=1G
out_like "asked 1073741824: limited, then doubled \(net.core.rmem_max: $(cat /proc/sys/net/core/rmem_max)\)" \
	"a limit is named with its value"

run sockbox sockopts tcp --set TCP_NODELAY --set SO_LINGER=0 --set IP_MTU_DISCOVER=do SO_TYPE --get name,asked,value
out_is "TCP_NODELAY	on	on
SO_LINGER	0s	0s
IP_MTU_DISCOVER	IP_PMTUDISC_DO	IP_PMTUDISC_DO
SO_TYPE		SOCK_STREAM" "several, and another to look at"

run sockbox sockopts --set UDP_GRO --get kind,value
out_is "udp	on" "without a kind: the first that has it"

run sockbox sockopts udp --set TCP_NODELAY --json
exit_is 2 "an option of other sockets"
json_has "r['status'] == 'invalid' and r['error']['errno'] == 'ENOPROTOOPT' and r['asked'] == 'on'" "is invalid"
run sockbox sockopts tcp --set IP_TTL=300 --set TCP_NODELAY --get name,value
exit_is 2 "a value that the kernel does not like"
out_is "IP_TTL	
TCP_NODELAY	on" "the others are set all the same"
err_like "IP_TTL=300, which takes 1 to 255, or -1 for the default .*\(EINVAL\)" "its range is told"
run sockbox sockopts tcp --set 1:9999=00000000
exit_is 3 "an option that there is not"
run sockbox sockopts tcp --set TCP_CONGESTION=nosuch
exit_is 3 "congestion control that there is not"
err_like "net.ipv4.tcp_allowed_congestion_control: $(cat /proc/sys/net/ipv4/tcp_allowed_congestion_control)" \
	"what is allowed is told"

run sockbox sockopts udp --set MCAST_LEAVE_GROUP=239.1.1.1%lo --json
exit_is 2 "to leave what was not joined"
json_has "r['status'] == 'invalid' and r['error']['errno'] == 'EADDRNOTAVAIL'" "is no route that is missing"

run sockbox sockopts udp --set IP_TOS=0x10 --expect 'value_int == 16'
exit_is 0 "an expectation that is met"
run sockbox sockopts tcp --set IP_TOS=0x11 --expect 'value_int == 17'
exit_is 1 "one that is not"

run sockbox sockopts tcp --set TCP_NODELAY --calls
err_like '^setsockopt\([0-9]+, IPPROTO_TCP, TCP_NODELAY, \[1\], 4\) = 0' "--calls shows the call"

# What Python hears of an option that was set by its words.
run live --then 'client.getsockopt(6, socket.TCP_USER_TIMEOUT), client.getsockopt(1, 13, 8).hex()' \
	sockbox sockopts --fd '{client}' --set TCP_USER_TIMEOUT=1.5s --set SO_LINGER=7s -q
out_is "(1500, '0100000007000000')" "set on an inherited descriptor, seen by another program"
run live --then 'server.getsockopt(1, socket.SO_KEEPALIVE)' \
	sockbox sockopts --pid '{pid}' --fd '{server}' --set SO_KEEPALIVE -q
out_is 1 "and on another process's"

# ---- sockets that are there ---------------------------------------------------------------------

run live sockbox sockopts --fd '{client}' --json
exit_is 0 "an inherited connection"
json_has "rows[-1]['type'] == 'summary' and rows[-1]['state'] == 'ESTABLISHED' and rows[-1]['kind'] == 'tcp'" \
	"a summary at the end"
json_has "rows[-1]['local'].startswith('tcp:127.0.0.1:') and rows[-1]['peer'].startswith('tcp:127.0.0.1:')" \
	"both ends"
json_has "rows[-1]['sent_bytes'] == 1000 and rows[-1]['rtt_ms'] > 0 and rows[-1]['cwnd'] > 0" "TCP_INFO"
json_has "{'TCP_NODELAY', 'SO_KEEPALIVE', 'SO_RCVBUF'} <= {r['name'] for r in rows[:-1] if r['differs']}" \
	"what was set differs"
json_has "[r for r in rows if r.get('name') == 'SO_RCVBUF'][0]['remark'] == 'at first ' + [r for r in rows if r.get('name') == 'SO_RCVBUF'][0]['default']" \
	"from what it was"
json_has "[r['differs'] for r in rows if r.get('name') == 'SO_REUSEADDR'] == [False]" "what was not set does not"

run live sockbox sockopts --fd '{client}' --changed --get name,value
out_like '^TCP_NODELAY	on$' "only what differs"
out_lacks SO_REUSEADDR "nothing else"

# The summary is in text and JSON; tables and CSV are of options alone, also where there are none.
for format in table csv; do
	run live sockbox sockopts --fd '{client}' --changed --format $format
	out_has TCP_NODELAY "$format has options"
	out_lacks rtt_ms "$format is of one type"
	run live sockbox sockopts --fd '{listener}' --changed --format $format
	exit_is 0 "$format of nothing"
	out_is "" "is empty"
done
run live sockbox sockopts --fd '{client}' --changed --format csv --expect 'rtt_ms < 1m, state == ESTABLISHED' -q
exit_is 0 "an expectation sees the summary"
run live sockbox sockopts --fd '{listener}' --changed
out_like '^state: *LISTEN$' "and so does text"

run live sockbox sockopts --fd '{server}' SO_TYPE --json
json_has "rows[-1]['recv_queue_bytes'] == 1000 and rows[-1]['received_bytes'] == 1000" "what waits to be read"
run live sockbox sockopts --fd '{pair}' SO_TYPE --json
json_has "rows[-1]['recv_queue_bytes'] == 3 and rows[-1]['state'] is None" "of a Unix socket too"
run live sockbox sockopts --fd '{listener}' SO_TYPE --json
json_has "(rows[-1]['accept_queue'], rows[-1]['backlog'], rows[-1]['listens']) == (1, 3, True)" "a listener's queue"
json_has "rows[-1]['unacked'] is None and rows[-1]['rtt_ms'] is None" "which has no connection"

# Looking takes nothing: the error of the datagram is still pending, what was queued is there.
run live --then 'dgram.getsockopt(1, socket.SO_ERROR), len(server.recv(9999)), pair.recv(9)' \
	sockbox sockopts --fd '{dgram}' -q
out_is "(111, 1000, b'abc')" "a pending error stays"
run live sockbox sockopts --fd '{dgram}' SO_ERROR
out_like '^udp SO_ERROR: not read' "and it is said that it was not read"

run live sockbox sockopts --pid '{pid}' --fd '{client}' SO_KEEPALIVE --json
exit_is 0 "of another process"
json_has "r['value'] == 'on' and rows[-1]['pid'] > 0 and rows[-1]['fd'] > 2" "by pid and descriptor"

run live sockbox sockopts --fd '{file}'
exit_is 1 "no socket"
err_like '^sockopts: descriptor [0-9]+ is no socket$' "is said to be none"
run live sockbox sockopts --fd '{path}'
exit_is 1 "a descriptor of a path"
err_like '^sockopts: descriptor [0-9]+ is no socket$' "is open, and no socket"
run live sockbox sockopts --pid '{pid}' --fd '{path}'
err_like '^sockopts: descriptor [0-9]+ of process [0-9]+ is no socket \(ENOTSOCK\)$' "in another process too"
run sockbox sockopts --fd 99
exit_is 1 "no descriptor"
err_is "sockopts: descriptor 99 is not open" "is said to be none"
run live sockbox sockopts --pid '{pid}' --fd 9999
err_like "process [0-9]+ has no descriptor 9999" "nor one of a process"
sleep 600 </dev/null >/dev/null &
other=$!
run sockbox sockopts --pid $other --fd 0
kill -KILL $other
exit_is 1 "a descriptor of a process that is no socket"
err_is "sockopts: descriptor 0 of process $other is no socket (ENOTSOCK)" "is said to be none, by its own number"
run sockbox sockopts --pid 2147483647 --fd 1
exit_is 1 "no process"
err_has "no process has the number 2147483647" "is said to be none"

# ---- by another user ----------------------------------------------------------------------------

nobody=65534
if [ "$(id -u)" = 0 ] && setpriv --reuid $nobody --regid $nobody --clear-groups true 2> /dev/null &&
	setpriv --reuid $nobody --regid $nobody --clear-groups "$SOCKBOX" --version > /dev/null 2>&1; then
	as_nobody="setpriv --reuid $nobody --regid $nobody --clear-groups"
	run live $as_nobody "$SOCKBOX" sockopts --pid '{pid}' --fd '{client}'
	exit_is 3 "another user's process"
	err_like 'CAP_SYS_PTRACE, or its user and kernel.yama.ptrace_scope' "what stands in the way"
	run $as_nobody "$SOCKBOX" sockopts tcp --set SO_MARK=1 --json
	exit_is 3 "a right that is missing"
	json_has "r['status'] == 'denied' and 'SO_MARK needs CAP_NET_RAW or CAP_NET_ADMIN' in r['error']['text']" \
		"is named"
	run $as_nobody "$SOCKBOX" sockopts raw
	exit_is 3 "a kind of socket that takes a right"
	err_has "a raw socket takes CAP_NET_RAW" "is refused with its reason"
	run $as_nobody "$SOCKBOX" sockopts tcp udp unix netlink -q
	exit_is 0 "the others take none"

	# Every right that the table names is asked for by the kernel, and no other.
	sockbox sockopts tcp udp --get name,value_type,settable,needs | awk -F '\t' '
		$3 == "yes" && $2 == "bool" { print $1 "\t" ($4 == "" ? 0 : 3) }' | sort -u > "$work/bools"
	while read -r name code; do
		$as_nobody "$SOCKBOX" sockopts -q --set "$name=on"
		[ $? = "$code" ] || echo "$name: not $code"
	done < "$work/bools" > "$work/wrong"
	ok "rights of $(wc -l < "$work/bools") switches" test ! -s "$work/wrong" -a -s "$work/bools"
else
	skip "another user" "not root, or the binary is out of reach of others"
fi

# ---- witnesses ----------------------------------------------------------------------------------

kinds="tcp udp unix unixgram seqpacket netlink"
[ ! -d /proc/sys/net/ipv6 ] || kinds="$kinds tcp6 udp6"
[ "$(id -u)" != 0 ] || kinds="$kinds raw raw6"
# shellcheck disable=SC2086  # words, to be split
run sockbox sockopts $kinds --json
cp "$work/out" "$work/all"
run "$PYTHON" -I "$here/sockopts_witness.py" "$work/all"
exit_is 0 "Python's getsockopt reads the same"
out_like '^[0-9]{3,}$' "of hundreds of options"
ok "and nothing else is printed" test "$(wc -l < "$work/out")" = 1
sed 's/"name":"SO_TYPE",\(.*\)"value_hex":"0/"name":"SO_TYPE",\1"value_hex":"9/' "$work/all" > "$work/lie"
run "$PYTHON" -I "$here/sockopts_witness.py" "$work/lie"
out_like '^tcp SO_TYPE python: 01000000 sockopts: 91000000' "a lie is found out"

if command -v ss > /dev/null; then
	cat > "$work/both" <<-'END'
	ss -Htine "sport = :$1 and dport = :$2" > "$4.ss" &&
		sockbox sockopts --fd "$3" --changed --json | tail -n 1 > "$4.json"
	END
	run live sh "$work/both" '{port}' '{client_port}' '{server}' "$work/seen"
	exit_is 0 "ss and sockopts of one connection"
	cp "$work/seen.json" "$work/out"
	seen() { sed -n "s/.* $1:\([0-9.]*\).*/\1/p" "$work/seen.ss"; }
	json_has "r['cwnd'] == $(seen cwnd)" "ss: congestion window"
	json_has "r['rto_ms'] == $(seen rto)" "ss: retransmission timeout"
	json_has "r['mss_bytes'] == $(seen mss) and r['path_mtu_bytes'] == $(seen pmtu)" "ss: sizes"
	json_has "r['received_bytes'] == $(seen bytes_received) and r['segments_in'] == $(seen segs_in)" "ss: counts"
	json_has "abs(r['rtt_ms'] - $(seen rtt)) < 0.001" "ss: round trip"
	json_has "r['recv_queue_bytes'] == $(awk 'NR == 1 { print $2 }' "$work/seen.ss")" "ss: queue"
else
	skip "ss" "it is not installed"
fi

done_testing
