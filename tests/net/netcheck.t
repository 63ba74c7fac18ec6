#!/bin/sh
# netcheck: the worked examples that need hosts: names, ports that are open, shut and silent, multicast.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip mount "$PYTHON"
in_netns
printf '127.0.0.1 localhost\n192.0.2.10 api.example.test\n2001:db8::10 api.example.test\n' > "$work/hosts"
echo "hosts: files" > "$work/nsswitch.conf"
mount --bind "$work/hosts" /etc/hosts && mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf ||
	skip_all "nothing can be mounted here"
ip addr add 192.0.2.10/32 dev lo
ip addr add 2001:db8::10/128 dev lo nodad
ip route add 192.0.2.66/32 dev lo # which nobody has: what is sent there is dropped

run sockbox netcheck tests/check/edge.check --get id,verdict,reason
exit_is 0 "the examples"
out_is "api-addr	ok	
api-port	ok	
api-all	ok	
db-up	ok	
tcp-echo	ok	
udp-echo	ok	
mc-loop	ok	
no-telnet	ok	
fw-drops-db	ok	
no-debug	ok	
old-name	ok	
who	ok	
ptr	ok	" "each of them"
run sockbox netcheck tests/check/edge.check --lint
exit_is 0 "they make sense"

# What is asked for is what decides: the same examples where it is not so.
ip route del 192.0.2.66/32
ip addr del 2001:db8::10/128 dev lo
printf '127.0.0.1 localhost\n192.0.2.10 api.example.test\n192.0.2.11 old.example.test\n' > "$work/hosts"
run sockbox netcheck tests/check/edge.check --json
exit_is 1 "where it is not so"
json_has "{r['id']: r['verdict'] for r in rows} == {'api-addr': 'fail', 'api-port': 'skip', 'api-all': 'fail', 'db-up': 'ok',
	'tcp-echo': 'ok', 'udp-echo': 'ok', 'mc-loop': 'ok', 'no-telnet': 'ok', 'fw-drops-db': 'error', 'no-debug': 'ok',
	'old-name': 'fail', 'who': 'ok', 'ptr': 'ok'}" "each is told"
done_testing
