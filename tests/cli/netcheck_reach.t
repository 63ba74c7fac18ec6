#!/bin/sh
# netcheck: what checks may reach, and how many ask one host at once.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns net

ip addr add 192.0.2.1/32 dev lo

# ---- --only-net -------------------------------------------------------------------------------

run sockbox netcheck --only-net 127.0.0.0/8 --check 'a: portcheck 127.0.0.1 1 => refused' --check 'b: portcheck ::1 1 => refused'
exit_is 3 "outside of the network"
out_like '^ok +a ' "inside it is asked"
out_has "'::1': it is outside of the networks that may be reached" "outside it says why not"
for check in 'portcheck 192.0.2.1 1 => denied' 'portcheck 192.0.2.1 1 => status in {refused, denied}' \
	'portcheck udp:192.0.2.1:9 => silent' 'portcheck 192.0.2.1 1 => refused' 'echo-client 192.0.2.1:7 => refused' \
	'portcheck ::ffff:192.0.2.1 1 => refused' 'echo-client udp:192.0.2.1:7 => refused' 'netpipe 192.0.2.1 7 => refused' \
	'mcast-send 239.1.2.3:5000 hello --interface lo' 'structpack --send udp:192.0.2.1:9 H 1' \
	'portcheck 192.0.2.1 1 --eventually 30s --every 10ms => open'; do
	run timeout 20 sockbox netcheck --only-net 127.0.0.1 --only-net ::1 --check "x: $check" --get verdict,error.text
	exit_is 3 "no expectation makes it good: $check"
	out_like "^error	'(192.0.2.1|239.1.2.3)': it is outside of the networks that may be reached" "and this is the reason"
done
run sockbox netcheck --only-net 192.0.2.0/24 --check 'x: portcheck 192.0.2.1 1 => refused'
exit_is 0 "a network"
run sockbox netcheck --only-net ::ffff:192.0.2.0/120 --check 'x: portcheck 192.0.2.1 1 => refused'
exit_is 0 "as IPv6 has it"
run sockbox netcheck --only-net 127.0.0.1 --check 'x: addrinfo 192.0.2.1' --check 'y: hostinfo localhost' --check 'z: ifinfo lo'
exit_is 0 "what reaches nobody may be asked"
for bad in nowhere 10.0.0.0/33 10.0.0.0/ ''; do
	run sockbox netcheck --only-net "$bad" --check 'x: portcheck 192.0.2.1 1 => refused'
	exit_is 2 "no network: '$bad'"
	err_has "netcheck: --only-net: '$bad'" "which is quoted"
done

# A server answers from inside to inside alone.
ok "an echo server" serve sockbox echo-server udp:192.0.2.1:0
cat > "$work/inside.check" << END
start here: echo-server udp:127.0.0.1:0
near: echo-client udp:127.0.0.1:\${here.port} --count 2 => answered
far: echo-client udp:192.0.2.1:$port => answered
END
run sockbox netcheck --only-net 127.0.0.0/8 "$work/inside.check" --get id,verdict
exit_is 3 "a fixture"
out_is "near	ok
far	error" "inside is served, outside is not asked"
end_server

# ---- --per-host -------------------------------------------------------------------------------

# Echoes each connection once that many are open, or a while later; then says how many there were.
cat > "$work/crowd.py" << 'END'
import socket, sys, threading, time
server = socket.create_server((sys.argv[1], 0), backlog=64)
print(server.getsockname()[1], flush=True)
lock, open_now, most = threading.Lock(), 0, 0
def serve(peer):
    global open_now, most
    with lock:
        open_now += 1
        most = max(most, open_now)
    data = peer.recv(4096)
    time.sleep(0.15)
    with lock:
        open_now -= 1
    peer.sendall(data)
    while peer.recv(4096):
        pass
threads = []
for _ in range(int(sys.argv[2])):
    threads.append(threading.Thread(target=serve, args=(server.accept()[0],)))
    threads[-1].start()
for thread in threads:
    thread.join()
print(most, flush=True)
END
most() { # ADDRESS OPTION...: into $most how many of 12 checks were there at once
	mkfifo "$work/crowd" 2> /dev/null
	address=$1
	shift
	"$PYTHON" -I "$work/crowd.py" "$address" 12 > "$work/crowd" &
	pids="$pids $!"
	exec 8< "$work/crowd"
	read -r port <&8
	run sockbox netcheck --jobs 12 "$@" --check "x: echo-client $address:$port --count 1" \
		--check '  each n in 1 2 3 4 5 6 7 8 9 10 11 12'
	read -r most <&8
	exec 8<&-
}
most 192.0.2.1 --per-host 2
exit_is 0 "two at once of one host"
ok "and never more" [ "$most" -eq 2 ]
most 192.0.2.1
exit_is 0 "without a word of it"
ok "four" [ "$most" -eq 4 ]
most 127.0.0.1 --per-host 2
exit_is 0 "this machine"
ok "is exempt" [ "$most" -gt 4 ]
run sockbox netcheck --per-host 0 --check 'x: portcheck 127.0.0.1 1'
exit_is 2 "none at all"

done_testing
