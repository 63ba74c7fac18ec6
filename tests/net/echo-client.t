#!/bin/sh
# echo-client over a router: ICMP errors of every kind, MTU, loss, silence, routes, wrong addresses.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip nft nsenter unshare "$PYTHON"
in_netns net
[ -d /proc/sys/net/ipv6 ] || skip_all "no IPv6 here"

# Here is the client: 10.1.0.1 and fd01::1. Behind the router stands the server: 10.2.0.1, 10.2.0.9 and
# fd02::1. ICMP errors are not limited in rate.
host() { # NAME: a network namespace of its own, kept by a process; $NAME is that
	mkfifo "$work/$1"
	unshare -n sh -c "echo > '$work/$1'; exec sleep 600" &
	eval "$1=$!"
	pids="$pids $!"
	read -r _ < "$work/$1"
}
on() { # HOST COMMAND...
	at=$1
	shift
	nsenter -t "$at" -n "$@"
}
link() { # HOST NAME HOST NAME
	ip link add "$2" type veth peer name "$4"
	[ "$1" = $$ ] || ip link set "$2" netns "$1"
	[ "$3" = $$ ] || ip link set "$4" netns "$3"
}
address() { # HOST NAME ADDRESS...
	at=$1 name=$2
	shift 2
	on "$at" ip link set lo up
	on "$at" ip link set "$name" up
	for each; do
		case $each in *:*) on "$at" ip addr add "$each" dev "$name" nodad ;; *) on "$at" ip addr add "$each" dev "$name" ;; esac
	done
}
host router
host server_host
link $$ c0 "$router" r0
link "$router" r1 "$server_host" s0
address $$ c0 10.1.0.1/24 fd01::1/64
address "$router" r0 10.1.0.2/24 fd01::2/64
address "$router" r1 10.2.0.2/24 fd02::2/64
address "$server_host" s0 10.2.0.1/24 10.2.0.9/24 fd02::1/64
on "$router" sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
for each in "$router" "$server_host"; do
	on "$each" sh -c 'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit; echo 0 > /proc/sys/net/ipv6/icmp/ratelimit' ||
		skip_all "the rate of ICMP errors cannot be set here"
done
ip route add default via 10.1.0.2
ip -6 route add default via fd01::2
on "$server_host" ip route add default via 10.2.0.2
on "$server_host" ip -6 route add default via fd02::2
on "$router" nft add table inet t || skip_all "no nftables here"
on "$router" nft 'add chain inet t forward { type filter hook forward priority 0; }'

rule() { on "$router" nft add rule inet t forward meta l4proto udp "$@"; }
no_rules() { on "$router" nft flush chain inet t forward; }

printf '#!/bin/sh\nexec nsenter -t %s -n "$SOCKBOX" "$@"\n' "$server_host" > "$work/there"
chmod +x "$work/there"
serve "$work/there" echo-server any:7 udp:any:7 --no-limits --no-loop-guard ||
	skip_all "no server: $(cat "$work/server.err")"
ask() { run sockbox echo-client --json --timeout 10 "$@"; }
result() { json_has "(lambda r: ($1))(rows[-1])" "$2"; }

wait_until 20 sockbox echo-client --timeout 1 -q udp:[fd02::1]:7 || skip_all "the network does not come up"

# ---- a way that is fine -----------------------------------------------------------------------------

ask udp:10.2.0.1:7 -c 3 -i 10ms
exit_is 0 "UDP over a router"
json_has "[e['ttl'] for e in rows[:-1]] == [63] * 3" "one hop less"
result "r['local'].startswith('udp:10.1.0.1:') and r['family'] == 'AF_INET'" "the own end"
ask 'udp:[fd02::1]:7' -c 3 -i 10ms
exit_is 0 "IPv6"
result "r['local'].startswith('udp:[fd01::1]:') and r['peer'] == 'udp:[fd02::1]:7'" "its ends"
ask 10.2.0.1:7 --size 100k
exit_is 0 "TCP"
ask 'udp:[fd02::1]:7' --size 65528
exit_is 3 "too much for IPv6"
err_has "65527 of a datagram over IPv6" "names its limit"

# ---- who says no --------------------------------------------------------------------------------------

refused_by() { # NAME STATUS ENDPOINT WORD FROM TYPE CODE OPTION...
	name=$1 status=$2 endpoint=$3 word=$4 from=$5 type=$6 code=$7
	shift 7
	ask "$endpoint" hello "$@"
	exit_is 1 "$name"
	result "r['status'] == '$status' and r['icmp'] == '$word' and r['icmp_from'] == '$from'" "$name: by whom"
	result "(r['icmp_type'], r['icmp_code'], r['errors'], r['lost']) == ($type, $code, 1, 1)" "$name: type and code"
	json_has "rows[0]['event'] == 'icmp' and rows[0]['icmp'] == '$word' and rows[0]['seq'] == 1" "$name: the event"
	err_has "says $from (ICMP" "$name: the sentence"
}
refused_by "a closed port" refused udp:10.2.0.1:9 port_unreachable 10.2.0.1 3 3
refused_by "a closed port, IPv6" refused 'udp:[fd02::1]:9' port_unreachable fd02::1 1 4
refused_by "TTL 1" unreachable udp:10.2.0.1:7 hops_exceeded 10.1.0.2 11 0 -t 1
refused_by "hop limit 1" unreachable 'udp:[fd02::1]:7' hops_exceeded fd01::2 3 0 -t 1
for row in 'net-unreachable net_unreachable 0' 'host-unreachable host_unreachable 1' 'net-prohibited net_prohibited 9' \
	'host-prohibited host_prohibited 10' 'admin-prohibited admin_prohibited 13'; do
	# shellcheck disable=SC2086 # three words
	set -- $row
	no_rules
	rule ip version 4 reject with icmp type "$1"
	refused_by "$1" unreachable udp:10.2.0.1:7 "$2" 10.1.0.2 3 "$3"
done
for row in 'no-route no_route 0' 'admin-prohibited admin_prohibited 1' 'addr-unreachable host_unreachable 3'; do
	# shellcheck disable=SC2086 # three words
	set -- $row
	no_rules
	rule ip6 version 6 reject with icmpv6 type "$1"
	refused_by "$1, IPv6" unreachable 'udp:[fd02::1]:7' "$2" fd01::2 1 "$3"
done
no_rules

on "$router" nft add rule inet t forward tcp dport 7 reject with tcp reset
ask 10.2.0.1:7
exit_is 1 "TCP refused by a reset"
result "r['status'] == 'refused'" "is refused"
no_rules
on "$router" nft add rule inet t forward tcp dport 7 reject with icmp type host-unreachable
ask 10.2.0.1:7
exit_is 1 "TCP to a host that is unreachable"
result "r['status'] == 'unreachable' and r['error']['errno'] == 'EHOSTUNREACH'" "is unreachable"
no_rules

# ---- what is lost on the way ----------------------------------------------------------------------------

rule udp dport 7 drop
run sockbox echo-client --json --timeout 0.3 udp:10.2.0.1:7 hello
exit_is 4 "dropped on the way there"
result "r['status'] == 'silent' and r['errors'] == 0" "is silence"
no_rules
rule udp sport 7 drop
run sockbox echo-client --json --timeout 0.3 'udp:[fd02::1]:7' hello
exit_is 4 "dropped on the way back"
result "r['status'] == 'silent'" "is silence too"
no_rules
rule udp dport 7 numgen inc mod 2 0 drop
run sockbox echo-client --json --timeout 1 udp:10.2.0.1:7 -c 20 -i 5ms
exit_is 1 "every second one dropped"
result "r['status'] == 'loss' and r['lost'] == 10 and r['loss_percent'] == 50" "is a loss of a half"
err_has "not answered: 10 of 20 messages" "said so"
no_rules
run sockbox echo-client --json --timeout 0.3 --eventually 5s udp:10.2.0.1:7
exit_is 0 "and well again"
on "$router" nft add rule inet t forward tcp dport 7 drop
run sockbox echo-client --json --timeout 0.3 10.2.0.1:7
exit_is 4 "TCP dropped on the way"
result "r['status'] == 'timeout' and r['sent'] is None" "is no connection"
run sockbox echo-client --json --timeout 0.3 10.2.0.1:7 --conns 3 -c 3
exit_is 4 "and so are several"
no_rules

# The first is too big for the way; then the kernel knows, and cuts it up.
on "$router" ip link set r1 mtu 1300
on "$server_host" ip link set s0 mtu 1300
ask udp:10.2.0.1:7 --size 1400 -c 2 -i 20ms
exit_is 1 "a small MTU on the way"
result "r['status'] == 'loss' and r['icmp'] == 'packet_too_big' and r['icmp_from'] == '10.1.0.2' and r['mtu'] == 1300" \
	"is told, with the bytes that fit"
ask 'udp:[fd02::1]:7' --size 1400 --sockopt IPV6_MTU_DISCOVER=IPV6_PMTUDISC_DO
exit_is 1 "the same over IPv6"
result "r['status'] == 'unreachable' and r['icmp'] == 'packet_too_big' and r['mtu'] == 1300" "is told too"
ask udp:10.2.0.1:7 --size 1400
exit_is 0 "what is cut up arrives"
ask udp:10.2.0.1:7 --size 1400 --sockopt IP_MTU_DISCOVER=IP_PMTUDISC_DO
exit_is 3 "what may not be cut up does not leave"
result "r['error']['errno'] == 'EMSGSIZE' and r['mtu'] == 1300" "and says what would fit"

# ---- this machine -----------------------------------------------------------------------------------------

ip route add unreachable 10.3.0.0/24
ip route add prohibit 10.4.0.0/24
run sockbox echo-client --json udp:10.3.0.1:7
exit_is 1 "a route that is unreachable"
result "r['status'] == 'unreachable' and r['error']['errno'] == 'EHOSTUNREACH'" "says so"
run sockbox echo-client --json udp:10.4.0.1:7
exit_is 3 "a route that is prohibited"
result "r['status'] == 'denied'" "is denied"
nft add table inet own
nft 'add chain inet own output { type filter hook output priority 0; }'
nft add rule inet own output udp dport 77 drop
run sockbox echo-client --json udp:10.2.0.1:77
exit_is 3 "a firewall of this machine"
result "r['status'] == 'denied' and r['error']['errno'] == 'EPERM'" "is denied, and not silence"
ip route del default
run sockbox echo-client --json udp:10.9.0.1:7
exit_is 3 "no way there"
result "r['status'] == 'no_route'" "is no_route"
ip route add default via 10.1.0.2

# ---- a server that answers from another address --------------------------------------------------------------

nsenter -t "$server_host" -n "$PYTHON" -I -c '
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("0.0.0.0", 8))
print("ready", flush=True)
while True:
    server.sendto(*server.recvfrom(65536))
' > "$work/wildcard" &
pids="$pids $!"
wait_until 10 grep -q ready "$work/wildcard"
run sockbox echo-client --json --timeout 0.5 udp:10.2.0.9:8 hello
exit_is 4 "a wildcard server that does not answer from where it was asked"
result "r['status'] == 'silent' and r['strangers'] == 1 and r['stranger'] == 'udp:10.2.0.1:8'" "is found out"
err_has "came from udp:10.2.0.1:8, which was not asked" "and named"
ask udp:10.2.0.9:7 hello
exit_is 0 "ours does"

end_server
done_testing
