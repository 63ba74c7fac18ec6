#!/bin/sh
# Who is contacted and what is written, seen by strace(1): nobody but whom the command names, and
# nothing. A connected UDP socket that sends nothing asks the kernel for a source address only.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs strace
strace -f -o "$work/trace" true 2> "$work/err" || skip_all "strace may not trace here"
sanitized && skip_all "a sanitizer opens files of its own"

# audit COMMAND...: one line for each thing that its system calls do beyond reading.
audit() {
	run strace -f -qq -e trace=network,open,openat,creat,unlink,unlinkat,rename,mkdir,link,symlink \
		-o "$work/trace" "$@"
	awk '
	/(open|openat|creat)\(/ && !/"\/dev\/null"/ && /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/ { print "writes: " $0 }
	/(unlink|unlinkat|rename|mkdir|link|symlink)\(/ && !/readlink/ { print "changes: " $0 }
	/(listen|accept|accept4)\(/ { print "serves: " $0 }
	/connect\(.*AF_INET/ && !/sin_port=htons\(9\)|sin6_port=htons\(9\)|sin6?_port=htons\(53\)/ {
		print "connects: " $0 }
	/(sendto|sendmsg|sendmmsg)\(/ && /AF_INET|AF_PACKET/ { print "sends: " $0 }
	' "$work/trace" > "$work/found"
}

is_quiet() { # COMMAND...
	audit "$@"
	if [ ! -s "$work/found" ] && [ -s "$work/trace" ]; then pass "contacts nobody: $*"; else
		fail "contacts nobody: $*" "$(cat "$work/found")"
	fi
}

is_quiet sockbox ipconv 192.168.1.1
is_quiet sockbox servlookup https
is_quiet sockbox protolookup tcp
is_quiet sockbox constlookup AF_
is_quiet sockbox ifinfo
is_quiet sockbox ifinfo --route 192.0.2.1
is_quiet sockbox hostinfo
is_quiet sockbox hostinfo localhost
is_quiet sockbox addrinfo --why 127.0.0.1 80
is_quiet sockbox nameinfo -n 127.0.0.1 80
is_quiet sockbox --list
is_quiet sockbox --complete 2 sockbox hostinfo lo

# A client contacts whom it is told to, and writes nothing.
serve sockbox echo-server 127.0.0.1:0 udp:127.0.0.1:0
for endpoint in "127.0.0.1:$port" "udp:127.0.0.1:$(printf '%s\n' "$ready" | sed -n '2s/.*"port":\([0-9]*\).*/\1/p')"; do
	audit sockbox echo-client "$endpoint" -c 3 -i 1ms
	exit_is 0 "echo-client $endpoint, watched"
	others=$(grep -v "htons(${endpoint##*:}).*127\.0\.0\.1" "$work/found")
	if [ -s "$work/found" ] && [ -z "$others" ]; then pass "contacts $endpoint alone"; else
		fail "contacts $endpoint alone" "$(cat "$work/found")"
	fi
done
end_server

# The audit itself sees what it looks for.
audit sh -c "echo x > $work/written"
ok "a written file is seen" grep -q '^writes' "$work/found"
audit "$PYTHON" -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("127.0.0.1", 7)); s.send(b"x")'
ok "a contact is seen" grep -q '^connects' "$work/found"

done_testing
