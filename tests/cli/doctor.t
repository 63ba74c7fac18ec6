#!/bin/sh
# doctor: the plan that is always at hand, on this machine and on some that lack something.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns net # the groups that it joins on lo are seen by whoever looks at lo
ip link set lo multicast on
ip route add 239.0.0.0/8 dev lo

run sockbox doctor --list --get id
exit_is 0 "its plan is a good plan"
for id in self localhost services protocols resolver zone tcp-ipv4 udp-ipv4 tcp-ipv6 udp-ipv6 stamps closed lo multicast-lo; do
	ok "$id is in it" grep -qx "$id" "$work/out"
done
run sockbox doctor --tag loopback -o tap
exit_is 0 "loopback works here"
out_like '^1\.\.10$' "as a report"
out_lacks 'not ok' "all of it"
run sockbox doctor --only tcp-ipv4 --json
json_has '[(x["id"], x["verdict"]) for x in rows] == [("lo", "ok"), ("tcp-ipv4", "ok")]' "as records"
began=$(date +%s)
run sockbox doctor
ok "it takes seconds at most" test $(($(date +%s) - began)) -le 10
run sockbox doctor --only nosuch
exit_is 5 "nothing was asked"
run sockbox doctor nosuch
exit_is 2 "it takes no operands"
run sockbox doctor --list --eventually 1s
exit_is 2 "nor is it asked again"

# A machine of its own, where lo is down; and one without IPv6.
if unshare -n true 2> /dev/null; then
	run unshare -n "$SOCKBOX" doctor --tag loopback --tag multicast
	exit_is 1 "lo is down: that is found"
	out_like '^FAIL +lo: lo is up' "and named"
	out_like '^skip +tcp-ipv4: .* needs lo, which did not pass$' "what needs it is not asked"
	out_lacks ERROR "and nothing is begun for that"
	run unshare -n sh -c 'ip link set lo up; ip link set lo multicast on; ip route add 239.0.0.0/8 dev lo
		echo 1 > /proc/sys/net/ipv6/conf/lo/disable_ipv6; exec "$1" doctor --tag loopback --tag multicast' sh "$SOCKBOX"
	exit_is 0 "no IPv6 is no failure"
	out_like '^skip +tcp-ipv6: .*ipv6-loopback' "but skipped, with the reason"
	out_like '^warn +multicast-ipv6.* s  expected any multicast_ipv6 == yes, got no' "and a warning, with what was missed"
	out_like '^ok +multicast-lo' "multicast works with a route alone"
else
	skip "machines that lack something" "no namespaces here"
fi

# A machine whose own name is in no file, and whose name server is not there.
if unshare -nmu true 2> /dev/null; then
	echo 'nameserver 127.0.0.1' > "$work/resolv.conf"
	run unshare -nmu sh -c 'hostname nowhere.example; mount --bind "$2" /etc/resolv.conf; ip link set lo up
		exec "$1" doctor --tag local' sh "$SOCKBOX" "$work/resolv.conf"
	exit_is 3 "no name server: this machine cannot tell"
	out_like '^ERROR +self: ' "what its name is"
	out_like ' 1 error in ' "and nothing else"
	out_like '^ok +resolver: ' "it has one, by its files"
else
	skip "a machine without a name server" "no namespaces here"
fi
done_testing
