#!/bin/sh
# constlookup: constants by name, number and prefix; near misses.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

for word in SO_REUSEADDR so_reuseaddr reuseaddr REUSEADDR; do
	run sockbox constlookup --json "$word"
	exit_is 0 "$word is known"
	json_has "(r['name'], r['value'], r['level']) == ('SO_REUSEADDR', 2, 'SOL_SOCKET') and r['meaning']" \
		"$word is SO_REUSEADDR"
done
json_has "list(r)[:5] == ['type', 'status', 'error', 'query', 'name']" "the keys' order"
json_has "{'name', 'value', 'level', 'meaning'} <= set(r)" "the keys that scripts depend on"

run sockbox constlookup AF_INET6 sock_stream IPPROTO_ICMPV6 AI_PASSIVE NI_DGRAM EAI_NONAME SO_KEEPALIVE \
	IP_TTL IPV6_V6ONLY TCP_NODELAY UDP_CORK MSG_PEEK SHUT_WR SOL_SOCKET MCAST_JOIN_GROUP ECONNREFUSED \
	--get name,value,level
out_is "AF_INET6	10	
SOCK_STREAM	1	
IPPROTO_ICMPV6	58	
AI_PASSIVE	1	
NI_DGRAM	16	
EAI_NONAME	-2	
SO_KEEPALIVE	9	SOL_SOCKET
IP_TTL	2	IPPROTO_IP
IPV6_V6ONLY	26	IPPROTO_IPV6
TCP_NODELAY	1	IPPROTO_TCP
UDP_CORK	1	IPPROTO_UDP
MSG_PEEK	2	
SHUT_WR	1	
SOL_SOCKET	1	
MCAST_JOIN_GROUP	42	IPPROTO_IP, IPPROTO_IPV6
ECONNREFUSED	111	" "one of every group"

run sockbox constlookup EWOULDBLOCK ENOTSUP EDEADLOCK --get value
out_is "11
95
35" "second names of errno values"
run sockbox constlookup PF_INET pf_unix --get name,value
out_is "PF_INET	2
PF_UNIX	1" "PF_ names, as they are asked"
run sockbox constlookup raw --get name
out_is "SOCK_RAW
IPPROTO_RAW
SOL_RAW" "all that a name without prefix fits"

run sockbox constlookup --json 2
json_has "{'AF_INET', 'SOCK_DGRAM', 'SO_REUSEADDR', 'ENOENT', 'SHUT_RDWR'} <= {row['name'] for row in rows}" \
	"a number: all groups"
json_has "all(row['value'] == 2 for row in rows)" "and nothing else"
run sockbox constlookup --prefix AF_ 2 --get name
out_is "AF_INET" "--prefix narrows it"
run sockbox constlookup --prefix e 111 --get name,meaning
out_is "ECONNREFUSED	Connection refused" "what errno is 111"
run sockbox constlookup 0x4000 --get name,hex
out_is "MSG_NOSIGNAL	0x4000
SOF_TIMESTAMPING_OPT_TX_SWHW	0x4000" "in hexadecimal, each that has it"
run sockbox constlookup -- -2
out_like "^EAI_NONAME -2 " "a negative number behind --"

run sockbox constlookup AI_ --get name
out_like '^AI_NUMERICSERV$' "a prefix"
ok "nothing else" sh -c "! grep -qv '^AI_' '$work/out'"
run sockbox constlookup 'so_rcv*' --get name
out_like '^SO_RCVTIMEO$' "a prefix with a star, in any case"
run sockbox constlookup 'PF_IN*' --get name
out_is "PF_INET
PF_INET6" "a PF_ prefix"

run sockbox constlookup --all --json
exit_is 0 "everything"
json_has "len(rows) > 600 and len({row['name'] for row in rows}) == len(rows)" "each once"
json_has "all(row['meaning'] and row['value'] is not None for row in rows)" "each with value and meaning"

run sockbox constlookup SO_STREAM
exit_is 1 "a near miss is none"
err_is "constlookup: 'SO_STREAM': no such constant; did you mean SOCK_STREAM?" "did you mean"
run sockbox constlookup --json 987654
exit_is 1 "an unknown number"
json_has "r['status'] == 'not_found' and r['name'] is None and r['value'] is None" "is a record"
run sockbox constlookup XX_
exit_is 1 "an unknown prefix"
run sockbox constlookup ''
exit_is 1 "an empty word"
run sockbox constlookup
exit_is 2 "no operand"
run sockbox constlookup --all --prefix 127
exit_is 1 "--all of a prefix that nothing has"
err_is "constlookup: no constant begins with '127'" "is told so"

run sockbox constlookup --all AF_INET
exit_is 2 "--all takes no operand"
run sockbox constlookup -2
exit_is 2 "a negative number without -- is an option"

printf 'AF_INET\nnosuch\n2\n' > "$work/words"
run sockbox constlookup --json --first - < "$work/words"
exit_is 1 "the worst of many"
json_has "[row['status'] for row in rows] == ['ok', 'not_found', 'ok']" "all are answered, in order"

done_testing
