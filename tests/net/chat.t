#!/bin/sh
# chat between three hosts: talk and files by way of the host, an IPv6 group, a guest who vanishes.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs python3 ip
in_netns
. tests/net/hosts.sh
hosts server one two

# A guest on a host, whose lines come by the fifo NAME.in, open as descriptor FD: guest HOST NAME WORD...
guest() {
	where=$1 name=$2
	shift 2
	mkfifo "$work/$name.in"
	on "$where" sockbox chat "$@" --nick "$name" --json < "$work/$name.in" \
		> "$work/$name.out" 2> "$work/$name.err" &
	pids="$pids $!"
}
hears() { # NAME TEXT MESSAGE
	if wait_until 10 grep -qF -e "$2" "$work/$1.out"; then pass "$3"; else
		fail "$3" "$1 has: $(tail -n 5 "$work/$1.out") $(cat "$work/$1.err")"
	fi
}

serve_on server sockbox chat -l any:0 --nick alice --json || fail 'a host starts' "$(cat "$work/server.err")"
guest one bob 10.9.0.1 "$port"
exec 5> "$work/bob.in"
mkdir "$work/taken"
guest two carol "[2001:db8:9::1]:$port" --folder "$work/taken"
exec 6> "$work/carol.in"
hears bob '"event":"joined","nick":"carol","peer":"tcp:[2001:db8:9::3]:' 'IPv4 and IPv6 guests meet'
echo 'hello from one' >&5
hears carol '"nick":"bob"' 'what is said on one host is heard on another'

head -c 3000000 /dev/urandom > "$work/given"
echo "/send $work/given" >&5
hears carol '"event":"offered","nick":"bob"' 'a file is offered'
echo '/get 1' >&6
hears carol '"kind":"file"' 'and comes'
ok 'whole' cmp "$work/given" "$work/taken/given"
hears bob '"event":"sent"' 'which its giver learns'

# The taker has lost the network: the giver's host goes on, and says so in time.
on two ip link set eth0 down
echo 'are you there?' >&5
cp "$work/server.out" "$work/out"
text_lacks out '"reason":"vanished"' 'one who is silent has not vanished yet'
if [ -n "${STRESS:-}" ]; then
	hears_server() { grep -qF '"nick":"carol","peer":"tcp:[2001:db8:9::3]' "$work/server.out" &&
		grep -qF '"reason":"vanished"' "$work/server.out"; }
	if wait_until 60 hears_server; then pass 'who has vanished is given up'; else
		fail 'who has vanished is given up' "$(tail -n 3 "$work/server.out")"
	fi
else
	skip 'who has vanished is given up' 'it takes half a minute: make stress'
fi
on two ip link set eth0 up
on two ip -6 address add 2001:db8:9::3/64 dev eth0 nodad 2> /dev/null
echo /quit >&5
exec 5>&- 6>&-
end_server && pass 'the host leaves with exit code 0' || fail 'the host leaves with exit code 0'

# An IPv6 group, by interface.
guest one dave 'udp:[ff15::77]:7777' -I eth0
exec 5> "$work/dave.in"
guest two erin 'udp:[ff15::77]:7777' -I eth0
exec 6> "$work/erin.in"
wait_until 10 grep -q ready "$work/dave.out"
wait_until 10 grep -q ready "$work/erin.out"
heard() { echo 'is anybody there?' >&5; grep -q 'anybody' "$work/erin.out"; }
if wait_until 10 heard; then pass 'a group is heard on another host'; else
	fail 'a group is heard on another host' "$(cat "$work/erin.out" "$work/erin.err")"
fi
echo '/me is' >&6
hears dave '"text":"* erin is"' 'and answers'
hears dave '"peer":"udp:[' 'with its address'
exec 5>&- 6>&-

done_testing
