#!/bin/sh
# echo-server between two hosts: what loopback is exempt from, and clients that vanish.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs python3
in_netns
. tests/net/hosts.sh
hosts server client
on server ip address add 10.9.0.77/24 dev eth0

serve_on server sockbox echo-server --json -v --service chargen udp:any:0 || fail 'chargen starts'
run on client "$PYTHON" -I tests/net/echo_ask.py udp 10.9.0.1 "$port" 10 ''
out_is ' !"#$%&'"'()" 'an answer is never longer than what came, from another host'
end_server && pass 'a clean end' || fail 'a clean end'

serve_on server sockbox echo-server --json -v --service chargen --allow 10.9.0.0/24 udp:any:0 || fail 'starts'
run on client "$PYTHON" -I tests/net/echo_ask.py udp 10.9.0.1 "$port" 10 ''
out_like '^.{72}$' 'unless --allow names its network'
end_server || fail 'a clean end'

serve_on server sockbox echo-server --json --timestamp udp:any:0 || fail 'starts'
run on client "$PYTHON" -I tests/net/echo_ask.py udp 10.9.0.1 "$port" 5 ''
out_is 'silent' '--timestamp makes answers longer: another host gets none'
end_server || fail 'a clean end'
cp "$work/server.out" "$work/out"
json_has '[r for r in rows if r["type"] == "summary"][0]["amplifying"] == 1' 'and that is counted'

serve_on server sockbox echo-server --json udp:any:0 || fail 'starts'
run on client "$PYTHON" -I tests/net/echo_ask.py udp 10.9.0.77 "$port" 5 ''
out_is '01234' 'asked at its second address it answers'
run on client "$PYTHON" -I tests/net/echo_ask.py from 10.9.0.77 "$port" 5 ''
out_is '10.9.0.77' 'from that address'
run on client "$PYTHON" -I tests/net/echo_ask.py from 2001:db8:9::1 "$port" 5 ''
out_is '2001:db8:9::1' 'over IPv6 too'
link_local=$(on server ip -6 -o address show dev eth0 scope link | sed -n 's/.*inet6 \([^/]*\).*/\1/p')
if [ -n "$link_local" ]; then
	wait_until 5 on client "$PYTHON" -I tests/net/echo_ask.py from "$link_local%eth0" "$port" 5 ''
	run on client "$PYTHON" -I tests/net/echo_ask.py from "$link_local%eth0" "$port" 5 ''
	out_is "$link_local%eth0" 'and link-local'
else
	skip 'and link-local' 'eth0 has no link-local address'
fi
run on client "$PYTHON" -I tests/net/echo_ask.py flood 10.9.0.1 "$port" 5 5000
out_like '^(9[0-9][0-9]|1[0-9][0-9][0-9]|2000)$' 'S13: an address gets 1,000 answers a second (2,000 where a second begins in between)'
end_server || fail 'a clean end'
cp "$work/server.out" "$work/out"
json_has '[r for r in rows if r["type"] == "summary"][0]["guarded"] >= 2900' 'the others are counted'

# The client's network goes away: nothing says so, ever.
serve_on server sockbox echo-server --json -v --idle 1h 10.9.0.1:0 || fail 'starts'
on client "$PYTHON" -I tests/net/echo_ask.py vanish 10.9.0.1 "$port" 5 '' > "$work/vanish" &
client=$!
pids="$pids $client"
wait_until 5 grep -q received "$work/server.out" || fail 'the client has talked'
on client ip link set eth0 down
on server sh -c 'cat /proc/net/tcp' | awk -v port="$(printf '%04X' "$port")" \
	'substr($2, 10) == port && $4 == "01" { found = 1 } END { exit !found }' &&
	pass 'a half-open connection' || fail 'a half-open connection'
on server ss -Htno 2> /dev/null > "$work/out"
out_like 'timer:\((keepalive|on)' 'S6: the kernel has a timer on it'
end_server || fail 'a clean end'
cp "$work/server.out" "$work/out"
json_has 'any(r["type"] == "event" and r["event"] == "closed" for r in rows)' 'and its end is told'

done_testing
