#!/bin/sh
# netpipe between hosts: races over dead addresses, who says unreachable, silence, a peer that vanishes.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs python3 nft
in_netns
. tests/net/hosts.sh
hosts server client router
mkdir -p /run/names
mount -t tmpfs tmpfs /run/names
printf '127.0.0.1 localhost\n2001:db8:9::1 both\n10.9.0.1 both\n10.9.0.1 lame\n2001:db8:9::99 lame\n' > "$work/hosts.txt"
mount --bind "$work/hosts.txt" /etc/hosts || skip_all "cannot mount an /etc/hosts of our own"

pipe() { on client sockbox netpipe "$@"; }

# A server on both families, or on one, that greets and closes.
greet() { # ENDPOINT
	printf 'hello\n' > "$work/hello"
	mkfifo "$work/ready" 2> /dev/null
	ip netns exec server sockbox netpipe -lk "$1" --ready-fd 9 --json < "$work/hello" > "$work/greeter" 9> "$work/ready" &
	server=$!
	pids="$pids $server"
	port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p;q' "$work/ready")
}

greet any:0
run pipe both "$port" --race --timeout 5s < /dev/null
exit_is 0 'a name with both families'
out_is hello 'is connected to'
err_like "attempt tcp:\[2001:db8:9::1\]:$port won" 'over IPv6, which comes first'
end_server

# IPv6 is filtered away without a word: IPv4 has its turn after 250 ms.
greet any:0
on server nft add table ip6 wall
on server nft add chain ip6 wall in '{ type filter hook input priority 0; }'
on server nft add rule ip6 wall in tcp dport "$port" drop
run pipe both "$port" --json --race --timeout 5s < /dev/null
exit_is 0 'where IPv6 is dropped'
json_has '[r["data"] for r in rows if r["type"] == "result"] == ["hello\n"]' 'the other family answers'
json_has '[(r["family"], r["outcome"]) for r in rows if r.get("event") == "attempt"] == [("AF_INET6", "slower"), ("AF_INET", "won")]' \
	'and --race says so'
json_has '[250 <= r["began_ms"] < 1000 for r in rows if r.get("event") == "attempt" and r["outcome"] == "won"] == [True]' \
	'its turn came after 250 ms'
run pipe -6 both "$port" --timeout 300ms < /dev/null
exit_is 4 'IPv6 alone: nobody answers'
err_has 'no answer from' 'which is said'
on server nft delete table ip6 wall
end_server

# One address of a name is nobody's: whoever answers first wins.
greet any:0
run pipe lame "$port" --json --timeout 10s < /dev/null
exit_is 0 'a dead address does not keep the live one away'
json_has '[r["data"] for r in rows if r["type"] == "result"] == ["hello\n"]' 'which answers'
run pipe -z 10.9.0.99 "$port" --timeout 10s
exit_is 1 'nobody has the address'
err_has 'EHOSTUNREACH' 'says the network'
end_server

# ICMP from a router, for datagrams.
on router sysctl -qw net.ipv4.ip_forward=1
on client ip route add 192.0.2.0/24 via 10.9.0.3
on router ip route add unreachable 192.0.2.0/25
on router ip route add prohibit 192.0.2.128/25
run pipe -u 192.0.2.1 9 --json < "$work/hello"
exit_is 1 'an unreachable network, over UDP'
json_has 'rows[1]["status"] == "unreachable" and "says 10.9.0.3" in [r for r in rows if r["type"] == "result"][0]["error"]["text"] or [r for r in rows if r["type"] == "result"][0]["status"] == "unreachable"' 'a host said so'
err_has 'says 10.9.0.3 (ICMP type 3 code' 'and which: the router'
run pipe -zu 192.0.2.200 9 --timeout 5s
exit_is 1 'a probe is refused by the router'
err_has 'says 10.9.0.3 (ICMP type 3 code 13)' 'which says it is prohibited'
run pipe -zu 10.9.0.1 9 --timeout 5s
exit_is 1 'a closed port on another host'
err_has 'port unreachable, says 10.9.0.1 (ICMP type 3 code 3) (ECONNREFUSED)' 'is refused by that host'
on server nft add table ip wall
on server nft add chain ip wall in '{ type filter hook input priority 0; }'
on server nft add rule ip wall in udp dport 9 drop
run pipe -zu 10.9.0.1 9 --timeout 300ms
exit_is 4 'a filtered port'
err_has 'nothing came back' 'is silent, never open'
run pipe 10.9.0.1 9 --timeout 5s < /dev/null
exit_is 1 'and a closed TCP port refuses'

# A datagram that the path does not hold.
on client ip link set eth0 mtu 1400
head -c 2000 /dev/zero | tr '\0' x > "$work/big"
run pipe -u 10.9.0.1 10 --eof exit --sockopt IP_MTU_DISCOVER=IP_PMTUDISC_DO < "$work/big"
exit_is 3 'a datagram larger than the path, with DF'
err_like 'EMSGSIZE' 'is told, not dropped'
on client ip link set eth0 mtu 1500

# A listener whose stdin is what is written to descriptor 8.
listen_to_8() { # WORDS...
	rm -f "$work/say" "$work/ready2"
	mkfifo "$work/say" "$work/ready2"
	ip netns exec server sockbox netpipe -l "$@" --ready-fd 9 < "$work/say" > "$work/heard" 2> /dev/null 9> "$work/ready2" &
	server=$!
	pids="$pids $server"
	exec 8> "$work/say"
	port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p;q' "$work/ready2")
}

# Answers leave from the address that was asked.
on server ip address add 10.9.0.77/24 dev eth0
listen_to_8 udp:any:0
echo 'from there' >&8
run pipe -u 10.9.0.77 "$port" -c 1 --json < "$work/hello"
exit_is 0 'asked at its second address'
json_has '[r["peer"] for r in rows if r["type"] == "result"] == ["udp:10.9.0.77:%s" % rows[0]["peer"].rpartition(":")[2]]' 'it answers from there'
exec 8>&-
end_server
ok 'and it heard the question' cmp "$work/hello" "$work/heard"

# A peer that vanishes in the middle: --idle notices.
listen_to_8 any:0
ip netns exec client sockbox netpipe 10.9.0.1 "$port" --idle 500ms --eof ignore --json < /dev/null > "$work/out" 2> "$work/err" &
client=$!
echo hello >&8
wait_until 10 grep -q hello "$work/out"
ip link set to-server down
wait $client
echo $? > "$work/status"
exit_is 4 'a peer that vanishes is noticed by --idle'
err_has 'nothing moved for 0.500 s' 'which says so'
exec 8>&-
end_server KILL 2> /dev/null

done_testing
