#!/bin/sh
# protolookup: names, aliases, numbers, constants; other databases and none; bad input.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

printf '%s\r\n' '# a database' 'ip 0 IP # pseudo' 'icmp 1 ICMP # messages' 'tcp 6 TCP' \
	'private 254 ours theirs' 'bad 70000' 'bad' > "$work/protocols"
own="--file $work/protocols"

for word in icmp ICMP 1; do
	# shellcheck disable=SC2086 # several options
	run sockbox protolookup $own --json "$word"
	exit_is 0 "$word is known"
	json_has "r['query'] == '$word' and (r['name'], r['number'], r['aliases']) == ('icmp', 1, ['ICMP'])" \
		"$word is icmp"
	json_has "r['constant'] == 'IPPROTO_ICMP' and r['source'] == '$work/protocols' and r['description'] == 'messages'" \
		"with constant, source and description"
done
json_has "list(r)[:8] == ['type', 'status', 'error', 'query', 'name', 'number', 'aliases', 'constant']" \
	"the keys that scripts depend on come first"

# shellcheck disable=SC2086
run sockbox protolookup $own --json theirs udp
json_has "rows[0]['number'] == 254 and rows[0]['constant'] is None" "no constant is null"
json_has "rows[1]['source'] == 'builtin' and rows[1]['number'] == 17" "what the file lacks is compiled in"
# shellcheck disable=SC2086
run sockbox protolookup $own --all --get name
out_is "ip
icmp
tcp
private" "--all lists the file, without its bad lines"
run sockbox protolookup --builtin --all --json
json_has "len(rows) >= 140 and [row['number'] for row in rows] == sorted(row['number'] for row in rows)" \
	"IANA's list"

for builtin in '' --builtin; do
	# shellcheck disable=SC2086
	run sockbox protolookup $builtin icmp udp tcp ipv6-icmp sctp hopopt ip --get name,number,constant
	out_is "icmp	1	IPPROTO_ICMP
udp	17	IPPROTO_UDP
tcp	6	IPPROTO_TCP
ipv6-icmp	58	IPPROTO_ICMPV6
sctp	132	IPPROTO_SCTP
hopopt	0	IPPROTO_HOPOPTS
ip	0	IPPROTO_IP" "numbers and constants $builtin"
done
run sockbox protolookup 4 94 --get name,constant
out_is "ipencap	IPPROTO_IPIP
ipip	IPPROTO_BEETPH" "the constant belongs to the number"

run sockbox protolookup tpc
exit_is 1 "an unknown name"
err_is "protolookup: 'tpc': no such protocol; did you mean 'tcp'?" "the nearest name"
run sockbox protolookup --json 300
exit_is 1 "an unknown number"
json_has "r['status'] == 'not_found' and r['number'] is None" "is a record"
for word in 65536 99999999999999999999 -1 ''; do
	run sockbox protolookup --json -- "$word"
	exit_is 2 "malformed: '$word'"
	json_has "r['status'] == 'invalid'" "and said so"
done
run sockbox protolookup
exit_is 2 "no operand"
run sockbox protolookup --all tcp
exit_is 2 "--all takes no operand"
run sockbox protolookup --builtin --file x tcp
exit_is 2 "--builtin and --file"
run sockbox protolookup --file "$work/absent" tcp
exit_is 3 "a file that was asked for and is absent"

printf 'tcp\nnosuch\n65536\nudp\n' > "$work/words"
run sockbox protolookup --json - < "$work/words"
exit_is 2 "the worst of many"
json_has "[row['status'] for row in rows] == ['ok', 'not_found', 'invalid', 'ok']" \
	"all others are answered, in order"

if unshare -rm true 2> "$work/err"; then
	mkdir "$work/etc"
	unshare -rm sh -c "mount --bind '$work/etc' /etc && sockbox protolookup --json tcp" > "$work/out"
	json_has "r['source'] == 'builtin' and r['number'] == 6" "no /etc/protocols: what is compiled in"
else
	skip "/etc/protocols absent" "$(head -n 1 "$work/err")"
fi

done_testing
