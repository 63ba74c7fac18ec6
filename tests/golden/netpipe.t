#!/bin/sh
# netpipe's words in every format: probes, refusals, a session with a listener of its own.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip
in_netns net

# What differs from run to run: times, durations, ports that the kernel chooses, numbers of processes.
golden_filter='s/[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]T[0-9:.]*Z/TIME/g
s/\("[a-z]*_ms":\)[0-9][0-9.]*/\1MS/g; s/[0-9]\{1,\}\.[0-9]\{3\}\( *\)ms/MS\1ms/g; s/\b[0-9]\{1,\}\.[0-9]\{3\}   */MS  /g; s/\b[0-9]\{1,\}\.[0-9]\{3\}\b/MS/g
s/127\.0\.0\.1:[0-9]\{5\}/127.0.0.1:PORT/g; s/\("pid":\)[0-9][0-9]*/\1PID/g; s/pid [0-9]*/pid PID/g'

golden refused sockbox netpipe -z 127.0.0.1 1
golden_formats refused-udp sockbox netpipe -zu 127.0.0.1 2 --timeout 50ms
golden usage sockbox netpipe -u --eof shutdown 127.0.0.1 3
golden nobody sockbox netpipe -l 127.0.0.1:4000 --timeout 50ms

serve sockbox netpipe -lk 127.0.0.1:4001
golden_formats open sockbox netpipe -z 127.0.0.1 4001
golden race sockbox netpipe -z 127.0.0.1 4001 --race
end_server

# One session each: the listener says nothing and prints what comes.
session() { # FORMAT
	serve sockbox netpipe -l @netpipe-golden
	printf 'one\ntwo\n' | sockbox netpipe @netpipe-golden --format "$1" -v
	wait "$server"
	cat "$work/server.out"
}
golden session.text session text
golden session.json session json

hexdump() {
	serve sockbox netpipe -l 127.0.0.1:4002
	printf 'GET / HTTP/1.0\r\n\r\n' | sockbox netpipe 127.0.0.1 4002 -x
	wait "$server"
}
golden hexdump hexdump

transcript() {
	serve sockbox netpipe -l 127.0.0.1:4004
	printf 'hello\377\n' | sockbox netpipe 127.0.0.1 4004 --transcript "$work/transcript"
	wait "$server"
	cat "$work/transcript"
}
golden transcript transcript

cat > "$work/script" <<'END'
{"type":"data","from":"server","data":"220 ready\r\n"}
END
differs() {
	printf '220 steady\r\n' > "$work/says"
	serve_from "$work/says" sockbox netpipe -l 127.0.0.1:4005
	sockbox netpipe 127.0.0.1 4005 --replay "$work/script"
}
serve_from() { # FILE COMMAND...
	said=$1
	shift
	mkfifo "$work/ready3"
	"$@" --ready-fd 9 < "$said" > /dev/null 2>&1 9> "$work/ready3" &
	pids="$pids $!"
	cat "$work/ready3" > /dev/null
}
golden replay differs

done_testing
