#!/bin/sh
# Sessions that are recorded and run again: as a test, which passes and fails where one expected
# value is another one; as a program in Python, the same; and as a transcript. What files may take
# it, and what happens where they cannot.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns net
needs python3
ip link set lo multicast on
ip route add 239.0.0.0/8 dev lo

change() { "$PYTHON" -I "$top/tests/cli/shell_record.py" "$@"; }

# Each in a folder of its own, for the paths of Unix sockets.
again() { # COMMAND...
	rm -rf "$work/room"
	mkdir "$work/room"
	(cd "$work/room" && run timeout 30 "$@")
}

# Every third expectation of a long session, all of a short one.
fails_changed() { # script|python FILE COMMAND...
	kind=$1 file=$2
	shift 2
	count=$(change "$kind" "$file")
	[ "$count" -gt 0 ] || {
		echo "nothing is expected in $file"
		return 1
	}
	at=0
	while [ "$at" -lt "$count" ]; do
		change "$kind" "$file" "$at" > "$work/changed"
		again "$@" "$work/changed"
		[ "$(cat "$work/status")" -ne 0 ] || {
			echo "expectation $at of $count can be another one:"
			diff "$file" "$work/changed"
			return 1
		}
		at=$((at + (count > 4 ? 3 : 1)))
	done
}

one_case() {
	[ -n "$case_name" ] || return 0
	rm -f "$work/test" "$work/program" "$work/transcript"
	{
		echo "record --test $work/test"
		echo "record $work/transcript"
		cat "$work/script"
		echo "export python $work/program"
	} > "$work/session"
	again sockbox run "$work/session"
	exit_is 0 "$case_name: recorded" || return 0
	again sockbox run "$work/test"
	exit_is 0 "$case_name: the test passes"
	if [ "$case_checks" = "!" ]; then
		ok "$case_name: the test fails where it is changed" fails_changed script "$work/test" sockbox run
	fi
	again "$PYTHON" -I "$work/program"
	exit_is 0 "$case_name: the program in Python runs"
	if [ "$case_checks" = "!" ]; then
		ok "$case_name: the program fails where it is changed" \
			fails_changed python "$work/program" "$PYTHON" -I
	fi
	echo 'echo "the end"' >> "$work/transcript"
	again sockbox run "$work/transcript"
	ok "$case_name: the transcript is a script" grep -q '^the end$' "$work/out"
}

# "## ! NAME": with values that can be changed; "## - NAME": it is only run again.
case_name=
while IFS= read -r line; do
	case $line in
	'## '*)
		one_case
		rest=${line#\#\# }
		case_checks=${rest%% *}
		case_name=${rest#* }
		: > "$work/script"
		;;
	*) printf '%s\n' "$line" >> "$work/script" ;;
	esac
done << 'CASES'
## ! TCP, both ends
l = create_server tcp 127.0.0.1:0
s = create_connection ${l.local}
c = accept l
sendall s "ping\r\n"
recv c 100
send c "pong"
recv s 100
## ! half-close
l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l
send s "bye"; shutdown s SHUT_WR
recv c 10
-recv c 10
send c "got it"
recv s 100
-send s "x"
## ! the port in what is sent and received
l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l
send s "PORT ${l.port} at ${l.local}\n"
recv c 100
getsockname l
getpeername s
## ! UDP
a = socket udp; bind a 127.0.0.1:0
b = socket udp; bind b 127.0.0.1:0
sendto a ${b.local} "one"
recvfrom b 100
sendto b ${a.local} "two"
recvfrom a 100
## ! UDP, connected, an empty message, and one that is cut
a = socket udp; bind a 127.0.0.1:0
b = socket udp; connect b ${a.local}
send b ""
recvfrom a 10
send b "much too long"
recvfrom a 4
recv a 1 MSG_DONTWAIT || echo nothing
## ! refused
-create_connection 127.0.0.1:1
s = socket tcp
-connect s 127.0.0.1:1
t = socket tcp
connect_ex t 127.0.0.1:1
## ! a port that nobody has any more
l = create_server tcp 127.0.0.1:0
close l
s = socket tcp
-connect s 127.0.0.1:1
## ! an address in use
l = create_server tcp 127.0.0.1:0
-create_server ${l.local}
s = socket tcp
-bind s 127.0.0.1 ${l.port}
## ! Unix, a path
u = create_server unix:./demo.sock
c = create_connection unix:./demo.sock
p = accept u
send c "hello"
recv p 100
-create_connection unix:./none.sock
## ! Unix, an abstract name
u = create_server unix:@shell-record
c = create_connection unix:@shell-record
p = accept u
sendall p "name"
recv c 100
## ! Unix, datagrams
a = socket unixgram; bind a unix:./a.sock
b = socket unixgram; bind b unix:./b.sock
sendto a unix:./b.sock "over"
recvfrom b 100
connect b unix:./a.sock
send b "back"
recv a 100
## ! seqpacket
a, b = socketpair seqpacket
send a "one"; send a "two"
recv b 100
recv b 2
## ! a pair
a, b = socketpair
send a "x\0y\xff$z \"q\" 'r' \\ \${no}"
recv b 100
close a
-recv b 1
-send b "y"
## ! all bytes
a, b = socketpair unixgram
x = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\x7f\x80\x81\x9f\xa0\xc3\xa9\xff"
send a $x
recv b 200
## ! descriptors: a socket
a, b = socketpair
x, y = socketpair
sendfds a x "take it"
f = recvfds b 100
send f "from there"
recv y 100
## ! descriptors: a file
a, b = socketpair
sendfds a 1 "stdout"
f = recvfds b 100
## ! multicast
a = socket udp; setsockopt a SO_REUSEADDR 1; bind a *:0; join a 239.192.7.7 on 127.0.0.1
t = socket udp; setsockopt t IP_MULTICAST_IF 127.0.0.1
sendto t 239.192.7.7:${a.port} "hello"
recvfrom a 100
leave a 239.192.7.7 on 127.0.0.1
## ! struct
q = pack "!HHI4s?" 1 0x0203 4294967295 "ab" 1
unpack "!HHI4s?" $q
calcsize "@ibd"
pack "<bq" -1 -5
unpack "<bq" x"fffbffffffffffffff"
-unpack "!H" "x"
## ! options
s = socket tcp
setsockopt s SO_REUSEADDR 1
getsockopt s SO_REUSEADDR
setsockopt s TCP_NODELAY on
getsockopt s TCP_NODELAY
setsockopt s SO_KEEPALIVE off
getsockopt s SO_KEEPALIVE
setsockopt s SO_RCVBUF 4096
getsockopt s SO_ERROR
## ! a connect that does not block
l = create_server tcp 127.0.0.1:0
s = socket tcp; setblocking s off
connect_ex s ${l.local}
poll s:out 1s
getsockopt s SO_ERROR
c = accept l
send s "late"
recv c 10
-recv s 10
t = socket tcp; setblocking t off
connect_ex t 127.0.0.1:1
poll t:out 1s
getsockopt t SO_ERROR
## ! time that is up
u = socket udp; bind u 127.0.0.1:0
settimeout u 50ms
gettimeout u
-recvfrom u 10
settimeout u 0
-recv u 10
settimeout u none
gettimeout u
getblocking u
setblocking u off
getblocking u
## ! poll
a, b = socketpair
poll a:out
-poll a:in 50ms
send b "x"
poll a:in,out b:out 1s
close b
poll a:in 1s
## ! lines
a, b = socketpair
sendall a "one\ntwo\nthree"
makefile b 2
recv b 100
shutdown a SHUT_WR
-makefile b
## ! to the end
a, b = socketpair
sendall a "all of it"
shutdown a SHUT_WR
recvall b
sendall b "12345678"
recvall a 4
recvall a 4
## ! a look at what is there
a, b = socketpair
send a "peek"
recv b 2 MSG_PEEK
recv b 10
## ! a server beside it
j = start echo-server -q 0
s = create_connection 127.0.0.1 ${j.port}
sendall s "hello, "
sendall s "server"
recv s 100 => "hello, server"
shutdown s SHUT_WR
-recv s 1
kill $j
## ! a server that no variable has
start echo-server -q --udp 127.0.0.1:0
u = socket udp
connect u 127.0.0.1 ${!.port}
send u "over"
recv u 100
kill %1
## ! applets and programs
servlookup http/tcp
-servlookup nosuch/tcp
-/bin/false
x = servlookup --get port http/tcp
echo $x
ipconv 10.0.0.0/8 => address == 10.0.0.0
## ! reset
l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l
setsockopt c SO_LINGER 0s
close c
-recv s 10
## ! IPv6
l = create_server tcp6 [::1]:0
s = create_connection ${l.local}
c = accept l
send s "six"
recv c 10
u = socket udp6; bind u [::1]:0
sendto u ${u.local} "self"
recvfrom u 10
## ! numbers and names
htons 80; ntohs 20480; htonl 1; ntohl 16777216
inet_aton 10.1.2.3
inet_ntoa x"0a010203"
inet_pton AF_INET6 ::1
inet_ntop AF_INET x"7f000001"
getservbyname http tcp
getservbyport 80 tcp
getprotobyname udp
if_nametoindex lo
if_indextoname 1
gethostbyname 127.0.0.1
getnameinfo 127.0.0.1 80
-if_nametoindex nosuch0
## ! names that the shell gives
create_server tcp 127.0.0.1:0
x = getsockname s1
create_connection $x
accept s1
send s2 "auto"
recv c3 10
socketpair
send s4 "pair"
recv s5 10
dup s4
send s6 "twin"
recv s5 10
## ! variables and blocks
a, b = socketpair
n = 3
text = "abc"
foreach x in "p" "q r" { send a $x; recv b $n }
repeat 2 { send a ${text[0:2]}; recv b 10 }
try { send a "t"; recv b 1; -recv b 1 MSG_DONTWAIT }
within 2s { send a $text; recv b 10 }
/bin/false || send a "or"
/bin/true && recv b 10
## ! messages with what came along
a, b = socketpair unixgram
sendmsg a "with"
recvmsg b 100
## ! Python's own words
as, import = socketpair
sendall as "keyword"
recv import 10
## ! many bytes
a, b = socketpair
x = pack "4000s" "filled"
sendall a $x
recv b 5000
## - what is only looked at
s = socket tcp
info s; options s --changed; sockets; jobs; fileno s; getsockopt s TCP_INFO
help recv
gethostname
if_nameindex
retry 3 every 10ms { echo a }
defer echo end
CASES
one_case

# ---- what they look like ----------------------------------------------------------------------------

cat > "$work/script" << 'SCRIPT'
l = create_server tcp 127.0.0.1:0
s = create_connection ${l.local}; c = accept l
send s "to port ${l.port}, \$5 and \"q\"\r\n"
recv c 100
shutdown s SHUT_WR
-recv c 100
close l
-create_connection ${s.peer}
u = socket udp; bind u 127.0.0.1:0
sendto u ${u.local} "self"
recvfrom u 100
foreach x in a b { echo $x }
echo hi | tr a-z A-Z
-sh -c 'echo complaint >&2; exit 3'
-nosuch
help exit
j = start echo-server -q 0
kill $j
SCRIPT
{
	echo "record --test test; record transcript"
	cat "$work/script"
	echo "record off"
	echo "export python program"
} > "$work/session"
again sockbox run "$work/session"
exit_is 0 "a session with all kinds of files"
golden_filter='s/:[0-9]\{4,5\}/:PORT/g; s/port [0-9]\{5\}/port PORT/; s/([0-9.]* ms)/(TIME)/; s/sockbox [0-9][0-9.]*[0-9]/sockbox VERSION/'
for file in transcript test program; do
	cp "$work/room/$file" "$work/$file"
	kept=tests/golden/shell_record/$file
	sed "$golden_filter" "$work/$file" > "$work/golden"
	if [ -n "${GOLDEN_UPDATE:-}" ]; then mkdir -p "${kept%/*}" && cp "$work/golden" "$kept"; fi
	ok "the $file is as it was" diff -u "$kept" "$work/golden"
done

# ---- files ------------------------------------------------------------------------------------------

one() { again sockbox -c "$1"; }
rm -rf "$work/files"
mkdir "$work/files"
one "record $work/files/new; echo a; record; record off; record"
exit_is 0 "record tells where, and ends"
out_is "a
transcript: $work/files/new
nothing is recorded" "what is recorded"
ok "a file is its owner's alone" [ "$(stat -c %a "$work/files/new")" = 600 ]
one "record $work/files/new"
exit_is 3 "a file that is there is refused"
err_has "is there already: --append or --replace" "and it is said how else"
cp "$work/files/new" "$work/old"
one "record --append $work/files/new; echo b"
exit_is 0 "--append"
ok "what was there is still there" cmp -n "$(stat -c %s "$work/old")" "$work/old" "$work/files/new"
ok "and goes on" grep -q '^# b$' "$work/files/new"
one "record --replace $work/files/new; echo c"
exit_is 0 "--replace"
ok "what was there is gone" sh -c "! grep -q '^# b' $work/files/new"
ln -s "$work/files/target" "$work/files/link"
one "record $work/files/link"
exit_is 3 "a link is not followed"
one "record --append $work/files/link"
exit_is 3 "with --append neither"
err_has "is a link" "and that is said"
one "record --replace $work/files/link"
exit_is 3 "with --replace neither"
ok "nothing was made behind it" [ ! -e "$work/files/target" ]
ln "$work/files/new" "$work/files/twin"
one "record --append $work/files/new"
exit_is 3 "a file with two names is not written to"
mkfifo "$work/files/pipe"
one "record --append $work/files/pipe"
exit_is 3 "nor a pipe"
one "record --append /dev/null"
exit_is 3 "nor a device"
one "record $work/none/file"
exit_is 3 "a folder that is not there"
for line in "record --nosuch x" "record --all x" "record a b" "record --test" "record off" \
	"record --test --append x" "export python -x" "export python a b" "export python x"; do
	one "$line"
	exit_is 2 "$line"
done
one "record $work/files/one; record $work/files/two"
exit_is 2 "one transcript at a time"
one "s = socket udp; record --test $work/files/late"
exit_is 2 "a test begins before the sockets that it has"
ok "and makes no file" [ ! -e "$work/files/late" ]
one "python = 5; export -- python; sh -c 'echo \$python'"
out_is 5 "a variable called python"

# Secrets, and what says them again: an echo, a variable, the same word in another place.
rm -rf "$work/secret"
mkdir "$work/secret"
cat > "$work/secrets" << 'SECRETS'
record all
record --test test
a, b = socketpair
password = "hunter2"
sendall a $password
recv b 100
sendall a "AUTH PLAIN aHVudGVyMg=="
recv b 100
sendall a "USER bob\r\nPASS swordfish\r\n"
recv b 100
echo 'bob:opensesame@example.org'
x = "hunter2"
echo $x
token = "abracadabra"
y = $token
echo $y
sh -c 'echo shibboleth' --password=shibboleth
b2, b3 = socketpair
echo "plain"
sendall a "hello"
recv b 100
export python --replace python
record off
SECRETS
(cd "$work/secret" && run sockbox run "$work/secrets")
exit_is 0 "a session with secrets"
for file in all test python; do
	for secret in hunter2 aHVudGVyMg swordfish opensesame abracadabra shibboleth; do
		ok "$secret is not in $file" sh -c '! grep "$1" "$2"' sh "$secret" "$work/secret/$file"
	done
	ok "what is none is in $file" grep plain "$work/secret/$file"
	ok "so is what came behind in $file" grep hello "$work/secret/$file"
done

# A disk that is full.
if unshare -m true 2> /dev/null; then
	cat > "$work/full" << 'FULL'
mount -t tmpfs -o size=8k tmpfs "$1"
cd "$1"
sockbox -c 'set +e
record small
x = pack "3000s" x
repeat 10 { echo $x }
repeat 10 { echo $x }
echo after'
FULL
	again unshare -m sh "$work/full" "$work/files"
	exit_is 3 "a full disk is an error of the script"
	err_has "No space left on device (ENOSPC)" "and is told"
	err_has "this recording has ended here, and is not whole" "with what it means"
	out_has after "the session goes on"
else
	skip "a full disk" "no mounts here"
fi

done_testing
