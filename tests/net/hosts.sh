# hosts -- other machines: network namespaces on one bridge. Sourced behind lib.sh and in_netns.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# `hosts a b c` makes them, with 10.9.0.1, .2, .3 /24 and 2001:db8:9::1, ... /64 on an interface eth0 each, lo up;
# `on a COMMAND...` runs a command there; `address a` and `address6 a` print its addresses.

mount -t tmpfs tmpfs /run 2> /dev/null || skip_all "cannot mount /run of our own"
mkdir -p /run/netns

hosts() { # NAME...
	ip link add hub type bridge || skip_all "no bridge: this kernel has none"
	ip link set hub up
	host_number=0
	for name in "$@"; do
		host_number=$((host_number + 1))
		echo "$name $host_number" >> "$work/hosts"
		ip netns add "$name" 2> "$work/err" || skip_all "no namespace for a host: $(cat "$work/err")"
		# Nobody else has their addresses: they are good at once, link-local ones too.
		on "$name" sh -c 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad'
		ip link add "to-$name" type veth peer name eth0 netns "$name" || skip_all "no veth"
		ip link set "to-$name" master hub up
		on "$name" ip link set lo up
		on "$name" ip address add "10.9.0.$host_number/24" dev eth0
		on "$name" ip -6 address add "2001:db8:9::$host_number/64" dev eth0 nodad
		on "$name" ip link set eth0 up
	done
}

on() { # NAME COMMAND...
	where=$1
	shift
	ip netns exec "$where" "$@"
}

address() { awk -v name="$1" '$1 == name { print "10.9.0." $2 }' "$work/hosts"; }
address6() { awk -v name="$1" '$1 == name { print "2001:db8:9::" $2 }' "$work/hosts"; }

# As `serve` does, there.
serve_on() { # NAME COMMAND...
	launcher="ip netns exec $1"
	shift
	serve "$@"
	launcher=
	[ -n "$ready" ]
}
