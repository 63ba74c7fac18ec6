#!/bin/sh
# ifinfo in every format, in a network whose every detail is fixed.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip
in_netns net

[ -d /proc/sys/net/ipv6 ] || skip_all "no IPv6 here"
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
echo 0 > /proc/sys/net/ipv6/conf/default/addr_gen_mode
ip link add v0 index 100 address 02:00:00:00:00:01 type veth peer name v1 index 101 address 02:00:00:00:00:02
ip link property add dev v0 altname the-other-name || skip_all "no altnames here"
ip link set v1 up
ip link set v0 up
ip addr add 10.0.0.1/24 brd + dev v0
ip addr add 10.0.1.1 peer 10.0.1.2/32 dev v0
ip addr add 2001:db8::1/64 dev v0 preferred_lft 0
ip route add default via 10.0.0.9
ip route add blackhole 192.0.2.0/24

golden_formats interface sockbox ifinfo v0
golden_formats several sockbox ifinfo lo v0 nosuch -4
golden_formats route sockbox ifinfo --route 198.51.100.1
golden_formats blackhole sockbox ifinfo --route 192.0.2.1
golden get sockbox ifinfo v0 --get name,index,addresses.address,groups.group
golden narrow env COLUMNS=40 sockbox ifinfo v0
golden quiet sockbox ifinfo nosuch -q

# Changes: two of them, heard from the ready record on.
changes() { # FORMAT
	rm -f "$work/ready"
	sockbox ifinfo --watch v0 --format "$1" -v -c 3 --for 20s > "$work/changes" 2> "$work/ready" &
	pids="$pids $!"
	wait_until 10 grep -q watching "$work/ready"
	ip addr add 10.0.0.2/24 dev v0
	ip link set v0 mtu "$2"
	ip addr del 10.0.0.2/24 dev v0
	wait $!
	cat "$work/changes"
}
golden_filter='s/[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]T[0-9:.]*Z/TIME/'
golden changes.text changes text 1400
golden changes.json changes json 1401
golden changes.csv changes csv 1402
golden changes.table changes table 1403

done_testing
