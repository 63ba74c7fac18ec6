#!/bin/sh
# The workbench as a person has it: the worked sessions, and peers that no one here wrote at the other
# end of its sockets: Python's socket module and socat.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs python3 socat

# ---- worked sessions ------------------------------------------------------------------------------

# Run the script on stdin; what is a port, a path of the test's own, a time or a process of this run is
# put as PORT, WORK, MS, PID, so that the output can be compared.
session() { # NAME CODE: stdout is $work/expected, the script $work/script
	run sockbox run "$work/script"
	exit_is "$2" "$1: its exit code"
	sed -e "s|$work|WORK|g" -e 's/127\.0\.0\.1:[0-9]*/127.0.0.1:PORT/g' -e 's/([0-9.]* ms)/(MS)/' \
		-e 's/pid [0-9]*/pid PID/' -e 's/f[0-9]* (.*)/f (FILE)/' "$work/out" > "$work/shown"
	ok "$1: what it shows" diff "$work/expected" "$work/shown"
}

cat > "$work/script" << 'SCRIPT'
l = create_server tcp 127.0.0.1:0
s = create_connection ${l.local}
c = accept l
send s "bye"; shutdown s SHUT_WR
recv c 10
recv c 10 => EOF
send c "got it"; recv s 100 => "got it"
-send s "x"
close s c l
sockets
SCRIPT
cat > "$work/expected" << 'SHOWN'
l: listening on 127.0.0.1:PORT
s: connected 127.0.0.1:PORT -> 127.0.0.1:PORT (MS)
c: from 127.0.0.1:PORT
3 bytes
"bye" (3 bytes)
6 bytes
"got it" (6 bytes)
SHOWN
session 'TCP and half-close' 0
err_has 'you shut down sending: Broken pipe (EPIPE)' 'where EPIPE comes from is told'

cat > "$work/script" << 'SCRIPT'
s = socket tcp; setblocking s off
connect_ex s 127.0.0.1:1
poll s:out 5s => ~ /ERR/
getsockopt s SO_ERROR
getsockopt s SO_ERROR => 0
l = create_server tcp 127.0.0.1:0; t = socket tcp; setblocking t off
connect_ex t ${l.local} => EINPROGRESS; poll t:out 5s => OUT; getsockopt t SO_ERROR => 0
SCRIPT
cat > "$work/expected" << 'SHOWN'
EINPROGRESS (115)
OUT|ERR|HUP
ECONNREFUSED (111)   cleared by this read
0
l: listening on 127.0.0.1:PORT
EINPROGRESS (115)
OUT
0
SHOWN
session 'connecting without waiting' 0

cat > "$work/script" << 'SCRIPT'
a = socket udp; setsockopt a SO_REUSEADDR 1; bind a *:0; join a 239.192.7.7 on 127.0.0.1
b = socket udp; setsockopt b SO_REUSEADDR 1; bind b * ${a.port}
t = socket udp; setsockopt t IP_MULTICAST_IF 127.0.0.1; sendto t 239.192.7.7 ${a.port} "hello"
recvfrom b 100
getsockopt b IP_MULTICAST_ALL => on
setsockopt b IP_MULTICAST_ALL 0; sendto t 239.192.7.7 ${a.port} "again"
recvfrom b 100 => timeout within 100ms
recvfrom a 100 => "hello"
recvfrom a 100 => "again"
join a 224.0.0.251 on eth99
SCRIPT
cat > "$work/expected" << 'SHOWN'
5 bytes (ttl 1, loop on)
"hello" (5 bytes) from 127.0.0.1:PORT
on
5 bytes (ttl 1, loop on)
"hello" (5 bytes) from 127.0.0.1:PORT
"again" (5 bytes) from 127.0.0.1:PORT
SHOWN
sed -i 's/; bind a \*:0;/; bind a *:0 --quiet;/' "$work/script"
session 'multicast' 3
err_like 'script:10: join: .*no interface eth99 \(there are: lo.*\(ENODEV\)' 'the interfaces that there are'

"$PYTHON" -I -c "import socket; s = socket.socket(socket.AF_UNIX); s.bind('$work/demo.sock')"
cat > "$work/script" << SCRIPT
-create_server unix:$work/demo.sock
u = create_server unix:$work/demo.sock --replace --mode 0600
c = create_connection unix:$work/demo.sock; p = accept u; getsockopt p SO_PEERCRED
sendfds c 1 "take my stdout"; recvfds p 100
x, y = socketpair unix; send x "ping"; recv y 4 => "ping"
d = create_server unix:@demo.$$
SCRIPT
cat > "$work/expected" << SHOWN
u: listening on unix:WORK/demo.sock (mode 0600)
c: connected unix:(unnamed) -> unix:WORK/demo.sock (MS)
p: from unix:(unnamed) (pid PID, uid $(id -u), gid $(id -g))
pid PID, uid $(id -u), gid $(id -g)
14 bytes
"take my stdout" (14 bytes) + 1 descriptor: f (FILE)
x, y: connected unix
4 bytes
"ping" (4 bytes)
d: listening on unix:@demo.$$ (abstract: no file, no permissions, open to this whole network namespace)
SHOWN
session 'Unix sockets' 0
err_has 'nobody listens on the socket that is there; --replace takes it' 'a stale socket is told from a live one'
ok 'its file is private' test "$(stat -c %a "$work/demo.sock")" = 600

# ---- Python at the other end ----------------------------------------------------------------------

# Prints its port, and then echoes: each connection whole, and datagrams, of which "cut" loses its end.
cat > "$work/peer.py" << 'PEER'
import select, socket, sys
tcp = socket.create_server(("127.0.0.1", 0))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(tcp.getsockname())
print(tcp.getsockname()[1], flush=True)
while True:
    for ready in select.select([tcp, udp], [], [])[0]:
        if ready is udp:
            data, peer = udp.recvfrom(65536)
            udp.sendto(data[::-1], peer)
            continue
        conn, peer = tcp.accept()
        said = b""
        while not said.endswith(b"\n"):
            part = conn.recv(100)
            if not part:
                break
            said += part
        if said == b"reset\n":
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        else:
            conn.sendall(b"you said " + said)
        conn.close()
PEER
mkfifo "$work/port"
"$PYTHON" -I "$work/peer.py" > "$work/port" &
pids="$pids $!"
read -r port < "$work/port"

peer() { # CODE NAME SCRIPT
	run sockbox -c "p = $port; $3"
	exit_is "$1" "$2"
}
peer 0 'Python: a line and its answer' \
	's = create_connection 127.0.0.1 $p; sendall s "hello\n"; recvall s => "you said hello\n"'
peer 0 'Python: line by line' \
	's = create_connection localhost $p; sendall s "hello\n"; makefile s 1 => "you said hello\n"; recv s 1 => EOF'
peer 0 'Python: half-close' \
	's = create_connection 127.0.0.1 $p; send s "no end"; shutdown s SHUT_WR; recvall s => "you said no end"'
peer 0 'Python: a reset is no end' \
	's = create_connection 127.0.0.1 $p; send s "reset\n"; recv s 9 => RST'
peer 0 'Python: a datagram comes back' \
	's = socket udp; sendto s 127.0.0.1 $p "abc"; recvfrom s 99 => "cba" from 127.0.0.1:'"$port"
peer 0 'Python: an empty datagram comes back' \
	's = socket udp; connect s 127.0.0.1 $p; send s ""; recv s 99 => size_bytes == 0, status == ok'
peer 0 'Python: a datagram that is cut is told' \
	's = socket udp; connect s 127.0.0.1 $p; send s "0123456789"; recv s 4 => "9876", truncated, true_size_bytes == 10'
peer 4 'a peer that says nothing is a timeout' \
	's = create_connection 127.0.0.1 $p; recv s 9 --timeout 50ms'

# Python as the client of a server that is made by hand.
run sockbox -c 'l = create_server tcp 127.0.0.1:0 --quiet
echo ${l.port} > '"$work"'/port
c = accept l; recv c 100 => "ping"; sendall c "pong"; close c; accept l => timeout within 50ms' &
sockbox=$!
read -r port < "$work/port"
said=$("$PYTHON" -I -c "
import socket
s = socket.create_connection(('127.0.0.1', $port)); s.sendall(b'ping'); print(s.recv(100), s.recv(100))")
ok 'Python: the client of a server by hand' test "$said" = "b'pong' b''"
ok 'which had what it expected' wait "$sockbox"

# ---- socat at the other end -----------------------------------------------------------------------

background socat "UNIX-LISTEN:$work/cat.sock,fork" EXEC:cat
wait_until 10 test -S "$work/cat.sock"
run sockbox -c "s = create_connection unix:$work/cat.sock; send s 'over a path'; recv s 99 => \"over a path\""
exit_is 0 'socat: a Unix stream'
background socat "UNIX-LISTEN:$work/seq.sock,socktype=5,fork" EXEC:cat
wait_until 10 test -S "$work/seq.sock"
run sockbox -c "s = socket seqpacket; connect s $work/seq.sock; send s one; recv s 2 => \"on\", truncated"
exit_is 0 'socat: sequenced packets'
background socat "ABSTRACT-RECVFROM:workbench.$$,fork" EXEC:rev
wait_until 10 sh -c "grep -q '@workbench.$$' /proc/net/unix"
run sockbox -c "s = socket unixgram; bind s unix:@me.$$; sendto s unix:@workbench.$$ 'abc'; recvfrom s 99 => data ~ /^cba/"
exit_is 0 'socat: datagrams between names without a file'

# ---- what ends it ---------------------------------------------------------------------------------

run sockbox -c 's = socket udp; bind s 127.0.0.1:0; within 50ms { recv s 1 }'
exit_is 4 'a block ends what waits inside it'
run timeout -s INT 1 sockbox -c 's = socket udp; bind s 127.0.0.1:0; settimeout s 60s; recv s 1'
exit_is 124 'SIGINT ends what waits'
err_has 'stopped; the socket lives on' 'and it says so'
run sockbox -c 'socket tcp --calls'
err_like '^socket\(AF_INET, SOCK_STREAM\|SOCK_CLOEXEC, IPPROTO_TCP\) = ' 'the calls beneath can be seen'
run sockbox -c 's = socket tcp; getsockname s --json'
json_lines_valid 'records of verbs are JSON as all are'
json_has "r['value'] == 'tcp:0.0.0.0:0' and r['socket'] == 's' and r['status'] == 'ok'" 'with what they came to'

done_testing
