#!/bin/sh
# portcheck in every format, on loopback in a namespace where every port is known.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs nft "$PYTHON"
in_netns net
nft add table inet t || skip_all "no nftables here"
nft 'add chain inet t input { type filter hook input priority 0; }'
nft add rule inet t input tcp dport 2000 drop
nft add rule inet t input udp dport 2000 drop
nft add rule inet t input tcp dport 2001 reject with icmp type admin-prohibited
printf '#!%s\nimport socket, sys\nserver = socket.socket()\nserver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", 22))\nserver.listen(100)\nopen(sys.argv[1], "w").close()
while True:\n    connection = server.accept()[0]\n    connection.sendall(b"SSH-2.0-\\033[2Jtest\\r\\n")\n    connection.close()\n' \
	"$PYTHON" > "$work/ssh"
background "$PYTHON" -I "$work/ssh" "$work/ssh.up"
wait_until 20 test -e "$work/ssh.up"
serve sockbox echo-server udp:127.0.0.1:7 --no-loop-guard || skip_all "no server: $(cat "$work/server.err")"

# How long it takes and which port of ours is used differs.
golden_filter='s/[0-9]\{1,\}\.[0-9]\{3\}\b/T/g; s/\("rtt_ms":\)[0-9.]*/\1T/; s/:[3-6][0-9]\{4\}\b/:P/g; s/   */  /g'
fast='-w 300ms --retries 0'
# shellcheck disable=SC2086  # flags are words
{
	golden_formats tcp sockbox portcheck 127.0.0.1 22,25,2000,2001 $fast
	golden_formats banner sockbox portcheck 127.0.0.1 ssh --banner $fast
	golden_formats udp sockbox portcheck -u 127.0.0.1 9,2000 $fast
	golden echo sockbox portcheck -u 127.0.0.1 7 --send 'hello\n' $fast
	golden long sockbox portcheck 127.0.0.1 1-1000 $fast
	golden narrow env COLUMNS=40 sockbox portcheck 127.0.0.1 1-1000,2000 $fast
	golden get sockbox portcheck 127.0.0.1 22,25,2001 $fast --get port,service,status,icmp
	golden quiet sockbox portcheck 127.0.0.1 25 $fast -q
	golden expect sockbox portcheck 127.0.0.1 22,25 $fast --expect 'all status in {open, refused}'
	golden missed sockbox portcheck 127.0.0.1 22,25 $fast --expect 'all status == open'
	golden wrong sockbox portcheck 127.0.0.1 22,80-70 $fast
	golden none sockbox portcheck 127.0.0.1
}
done_testing
