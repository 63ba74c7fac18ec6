#!/bin/sh
# ifinfo in a network of its own: every kind of address, group, route and change.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip "$PYTHON"
in_netns net

conf() { echo "$2" > "/proc/sys/net/ipv6/conf/$1"; } # sysctl(8) may be missing
altname=$(printf 'a%.0s' 1 2 3 4 5 6 7 8 9 10)-longer-than-any-name-could-be

holds() { json_has "($1)" "$2"; } # an expression over several lines

[ -d /proc/sys/net/ipv6 ] || skip_all "no IPv6 here"
conf default/accept_dad 0
ip link add v0 index 100 type veth peer name v1 index 101
ip link add br0 index 102 type bridge
ip link set v1 master br0
ip link property add dev v0 altname "$altname" altname second || skip_all "no altnames here"
ip link set v0 address 02:00:00:00:00:01 mtu 1400 up
ip link set v1 up
ip link set br0 up
ip addr add 10.0.0.1/24 brd + dev v0
ip addr add 10.0.0.2/24 dev v0
ip addr add 10.0.1.1 peer 10.0.1.2/32 dev v0
ip addr add 2001:db8::1/64 dev v0 valid_lft 1000 preferred_lft 500
ip addr add 2001:db8::2/64 dev v0 valid_lft 1000 preferred_lft 0
# Interfaces that are unfit for multicast in one way each.
ip link add noaddr index 110 type veth peer name peer110
conf noaddr/addr_gen_mode 1
ip link set noaddr up
ip link set peer110 up
ip link add nomc index 120 type veth peer name peer120
ip link set nomc multicast off
ip addr add 10.2.0.1/24 dev nomc
ip link set nomc up
ip link set peer120 up
ip link add isdown index 130 type veth peer name peer130
ip link add nocar index 140 type veth peer name peer140
conf nocar/accept_dad 1
ip link set nocar up
ip addr add 2001:db8:4::1/64 dev nocar
ip link add no6 index 150 type veth peer name peer150
conf no6/disable_ipv6 1
ip link set no6 up
ip link set peer150 up
escape=$(printf 'e\033[31m')
ip link add "$escape" index 160 type bridge

# ---- links and addresses ----------------------------------------------------------------------

run sockbox ifinfo v0 --json
holds "r['index'] == 100 and r['mac'] == '02:00:00:00:00:01' and r['mtu'] == 1400" "the link"
holds "r['altnames'] == ['$altname', 'second'] and r['kind'] == 'veth'" "altnames and kind"
holds "[a['address'] for a in r['addresses']][:3] == ['10.0.1.1', '10.0.0.1', '10.0.0.2'] or
	[a['address'] for a in r['addresses']][:3] == ['10.0.0.1', '10.0.1.1', '10.0.0.2']" "addresses"
holds "{a['address']: a['peer'] for a in r['addresses']}['10.0.1.1'] == '10.0.1.2'" "a peer"
holds "{a['address']: a['flags'] for a in r['addresses']}['2001:db8::2'] == 'deprecated'" \
	"a deprecated address"
holds "{a['address']: a['zoned'] for a in r['addresses']}['fe80::ff:fe00:1'] == 'fe80::ff:fe00:1%v0'" \
	"a zone by name"
holds "{a['address']: a['zoned_index'] for a in r['addresses']}['fe80::ff:fe00:1'] == 'fe80::ff:fe00:1%100'" \
	"a zone by index"

for word in second "$altname" 100; do
	run sockbox ifinfo "$word" --get name
	out_is v0 "'$word' is v0"
done
run sockbox ifinfo v1 --get master
out_is br0 "a bridge's port"
run sockbox ifinfo nocar -6 --get addresses.flags
out_has "tentative" "an address that stays tentative"
run sockbox ifinfo 160
out_has 'e\x1b[31m' "an escape sequence in a name stays harmless"
ip link del "$escape" # ip -j prints no JSON for it

ip link set isdown name 100
run sockbox ifinfo 100 --get index
out_is 130 "a name wins over an index"
ip link set 100 name isdown

# ---- groups -----------------------------------------------------------------------------------

mkfifo "$work/hold"
background sh -c '"$0" "$1" v0 < "$2"' "$PYTHON" tests/net/ifinfo_join.py "$work/hold"
exec 9> "$work/hold"
ok "a program joins groups" wait_until 10 grep -q joined "$work/background.out"
run sockbox ifinfo v0 --json
group() { # GROUP EXPRESSION NAME: over g, the group's object
	holds "[$2 for g in r['groups'] if g['group'] == '$1'] == [True]" "$3"
}
group 239.1.1.1 "g['users'] == 2 and not g['included'] and not g['excluded']" "joined twice"
group 232.1.1.1 "g['included'] == '10.0.0.4 10.0.0.5' and not g['excluded']" "two sources wanted"
group 239.2.2.2 "g['excluded'] == '10.0.0.6' and not g['included']" "a source blocked"
group ff3e::8000 "g['included'] == '2001:db8::5' and g['family'] == 'AF_INET6'" "an IPv6 source wanted"
group ff15::1234 "g['excluded'] == '2001:db8::6 2001:db8::7'" "two IPv6 sources blocked"
holds "'01:00:5e:01:01:01' in r['mac_groups'] and r['igmp_version'] == 3" "link-layer groups"
ok "ip(8) and Python say the same" "$PYTHON" tests/net/ifinfo_witness.py
exec 9>&-

# ---- whether multicast works ----------------------------------------------------------------

multicast() { # INTERFACE INET INET6
	run sockbox ifinfo "$1" --get multicast_ipv4,multicast_ipv6
	out_is "$2	$3" "multicast on $1: IPv4 $2, IPv6 $3"
}
multicast lo yes no
multicast v0 yes yes
multicast noaddr yes no
multicast nomc yes yes
multicast isdown no no
multicast nocar no no
multicast no6 yes no
ip -6 route add local ff00::/8 dev lo table local
multicast lo yes yes
ok "what was said of lo and v0 holds for a packet" "$PYTHON" tests/net/ifinfo_packet.py lo v0 nomc
ip -6 route del local ff00::/8 dev lo table local
why() { # INTERFACE KEY TEXT
	run sockbox ifinfo "$1" --get "$2"
	out_has "$3" "$1: $3"
}
why lo multicast_ipv6_why "ip -6 route add local ff00::/8 dev lo"
why noaddr multicast_ipv6_why "no IPv6 address"
why noaddr multicast_ipv4_why "another interface's"
why nomc multicast_ipv4_why "MULTICAST flag is off"
why isdown multicast_ipv4_why "down"
why nocar multicast_ipv4_why "no carrier"
why no6 multicast_ipv6_why "disable_ipv6"

# ---- routes -------------------------------------------------------------------------------------

ip route add default via 10.0.0.9
ip route add 10.12.0.0/16 via 10.0.0.12 mtu 1300
ip route add 10.7.0.0/16 via 10.0.0.7 src 10.0.0.2 table 100
ip rule add to 10.7.0.0/16 lookup 100
ip route add default via 10.2.0.9 metric 500
ip -6 route add 2001:db8:7::/48 via fe80::7 dev v0
for kind in blackhole unreachable prohibit; do
	ip route add $kind "10.$((${#kind} + 10)).0.0/16"
	ip -6 route add $kind "2001:db8:${#kind}::/48"
done

way() { # DESTINATION EXPRESSION NAME
	run sockbox ifinfo --json --route "$1"
	holds "r['status'] == 'ok' and $2" "$3"
}
way 192.0.2.1 "r['name'] == 'v0' and r['route']['gateway'] == '10.0.0.9'" "the default route"
way 10.0.0.77 "r['route']['gateway'] is None and r['route']['source'] == '10.0.0.1'" "on the link"
way 10.7.0.1 "r['route']['table'] == '100' and r['route']['source'] == '10.0.0.2'" "another table"
way 10.12.0.1 "r['mtu'] == 1300" "the MTU of a path"
way 2001:db8:7::1 "r['route']['gateway'] == 'fe80::7' and r['route']['table'] == 'main'" "IPv6"
way fe80::99%v0 "r['name'] == 'v0' and r['route']['source'] == 'fe80::ff:fe00:1'" "a zone"
way 10.0.0.1 "r['name'] == 'lo' and r['route']['kind'] == 'local'" "an own address"
way 239.1.2.3 "r['route']['kind'] == 'multicast'" "a group"
run sockbox ifinfo --json --route 192.0.2.1 nomc
holds "r['name'] == 'nomc' and r['route']['gateway'] == '10.2.0.9'" "out of an interface"
for address in 192.0.2.1 10.0.0.77 10.7.0.1 10.12.0.1 2001:db8:7::1 2001:db8::9 10.0.1.2; do
	ip -j route get "$address" > "$work/ip"
	run sockbox ifinfo --json --route "$address"
	holds "[(x['dev'], x.get('prefsrc'), x.get('gateway')) for x in __import__('json').load(open('$work/ip'))]
		== [(r['name'], r['route']['source'], r['route']['gateway'])]" "ip(8) goes the same way to $address"
done

no_way() { # DESTINATION KIND
	run sockbox ifinfo --json --route "$1"
	exit_is 3 "$1: no way"
	holds "r['status'] == 'no_route' and r['route']['kind'] == $2 and r['name'] is None" "$1: $2"
}
for kind in blackhole unreachable prohibit; do
	no_way "10.$((${#kind} + 10)).0.1" "'$kind'"
	no_way "2001:db8:${#kind}::1" "'$kind'"
done
ip route del default
ip route del default
no_way 192.0.2.1 None
err_has "ENETUNREACH" "and the errno"
ip rule del to 10.7.0.0/16 lookup 100

# ---- changes ------------------------------------------------------------------------------------

watch() { # ARGS...: in the background, heard from when it returns
	printf '%s' "ifinfo --watch $*" > "$work/command"
	rm -f "$work/out" "$work/err" "$work/status"
	sockbox ifinfo --watch --json "$@" > "$work/out" 2> "$work/err" &
	watcher=$!
	pids="$pids $watcher"
	wait_until 10 grep -q '"ready"' "$work/out"
}
ends() { # CODE NAME
	wait "$watcher"
	echo $? > "$work/status"
	exit_is "$1" "$2"
}

watch v0 -c 2 --for 20s
holds "r['watching'] == ['v0']" "who is watched is said"
ip link set peer130 up
ip link set v0 mtu 1401
ip link set v0 mtu 1402
ends 0 "two changes and no more"
holds "[(e['event'], e['changes'], e['mtu']) for e in rows[1:]] ==
	[('link_changed', ['mtu'], 1401), ('link_changed', ['mtu'], 1402)]" "of that interface alone"

watch -c 2 isdown --for 20s
ip link set isdown name renamed
ip link del renamed
ends 0 "a name and an end"
holds "[(e['event'], e['name']) for e in rows[1:]] ==
	[('link_changed', 'renamed'), ('link_removed', 'renamed')]" "found by index after a new name"

watch -4 -c 7 --for 20s
ip link add w0 index 200 type veth peer name w1 index 201
ip addr add 10.5.0.1/24 dev w0 valid_lft 1000 preferred_lft 900
ip addr change 10.5.0.1/24 dev w0 valid_lft 2000 preferred_lft 900
ip link set w1 up
ip link set w0 up
ends 0 "a pair comes up"
holds "{('link_added', 'w0'), ('link_added', 'w1'), ('address_added', 'w0'), ('address_changed', 'w0'),
	('link_changed', 'w0')} <= {(e['event'], e['name']) for e in rows[1:]}" "every step is told"
holds "[(e['changes'], e['addresses'][0]['valid_lft_s']) for e in rows if e.get('event') == 'address_changed']
	== [(['valid_lft_s'], 2000)]" "with what differs"

watch w0 -4 --for 20s -c 4
ip route add 10.6.0.0/16 via 10.5.0.9
ip route replace 10.6.0.0/16 via 10.5.0.8
ip route del 10.6.0.0/16
ip addr del 10.5.0.1/24 dev w0
ends 0 "routes come and go"
holds "[e['event'] for e in rows[1:]] ==
	['route_added', 'route_changed', 'route_removed', 'address_removed']" "in order"
holds "rows[2]['route']['destination'] == '10.6.0.0/16' and rows[2]['route']['gateway'] == '10.5.0.8'" \
	"with the way"

# Stopped for long enough: the kernel throws changes away, and that is said; what it came to is told.
watch --for 20s -c 100000
kill -STOP "$watcher"
for i in $(seq 1 1500); do echo "link set w1 mtu $((1280 + i % 90))"; done | ip -batch -
ip link add last index 250 type bridge
ip link del w0
kill -CONT "$watcher"
ok "after a flood the last change is still heard" wait_until 10 grep -q '"name":"w0".*link_removed' "$work/out"
kill -TERM "$watcher"
ends 143 "a signal ends it"
holds "[e['event'] for e in rows[1:]].count('lost') == 1" "lost changes are not kept silent"
holds "('link_added', 'last') in [(e['event'], e['name']) for e in rows[1:]]" "what was missed comes late"

watch --for 30ms
ends 0 "nothing within --for is normal"
watch --timeout 30ms
ends 4 "nothing within --timeout is not"
run sockbox ifinfo --watch nosuch
exit_is 1 "nothing to watch"
run sockbox ifinfo --watch --json --for 30ms lo nosuch
exit_is 1 "one of two is there"
holds "rows[1]['type'] == 'ready' and rows[1]['watching'] == ['lo']" "and is watched"
run sockbox ifinfo --watch --route ::1
exit_is 2 "--watch and --route"
run sockbox ifinfo --for 1s
exit_is 2 "--for without --watch"

# ---- many ---------------------------------------------------------------------------------------

for i in $(seq 1 1000); do
	echo "addr add 10.100.$((i / 250)).$((i % 250 + 1))/16 dev br0"
done | ip -batch -
run sockbox ifinfo br0 --json
holds "sum(a['family'] == 'AF_INET' for a in r['addresses']) == 1000" "a thousand addresses"
ok "ip(8) and Python say the same of all" "$PYTHON" tests/net/ifinfo_witness.py

done_testing
