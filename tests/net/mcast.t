#!/bin/sh
# mcast-listen and mcast-send between hosts on a bridge: see mcast_hosts.py.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs python3 ip
in_netns
. tests/net/hosts.sh
hosts a b c
# A second source on a, a second link from a to b, and a host that has only itself.
on a ip address add 10.9.0.11/24 dev eth0
on a ip -6 address add 2001:db8:9::11/64 dev eth0 nodad
ip link add second-a type veth peer name second-b
ip link set second-a netns a name eth1
ip link set second-b netns b name eth1
for host in a b; do
	number=$(address $host | sed 's/.*\.//')
	on $host ip address add "10.8.0.$number/24" dev eth1
	on $host ip -6 address add "2001:db8:8::$number/64" dev eth1 nodad
	on $host ip link set eth1 up
done
ip netns add lonely
on lonely ip link set lo up
# Nothing can be sent from link-local addresses before they are there.
for host in a b c; do
	wait_until 10 sh -c "ip netns exec $host ip -6 address show dev eth0 scope link -tentative | grep -q fe80"
done
# A group by name. ip-netns(8) keeps what is mounted here.
printf '127.0.0.1 localhost\n239.1.2.3 news.test\nff15::1:2:3 news.test\n' > /run/hosts
mount --bind /run/hosts /etc/hosts 2> /dev/null && export HOSTS_FILE=ours
rm -rf "$work"
exec "$PYTHON" -I tests/net/mcast_hosts.py
