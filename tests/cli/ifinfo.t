#!/bin/sh
# ifinfo on this machine's own interfaces: words, formats, errors, exit codes.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# ---- one interface ---------------------------------------------------------------------------

run sockbox ifinfo lo
exit_is 0 "lo is there"
out_like '^name: +lo$' "its name"
out_like '^index: +1$' "its index"
out_like '^ *multicast_ipv6: +(yes|no)$' "whether IPv6 groups work is said"

run sockbox ifinfo 1 --json
exit_is 0 "an index is a question"
json_has "r['name'] == 'lo' and r['index'] == 1 and r['status'] == 'ok'" "index 1 is lo"
json_has "r['mac'] == '00:00:00:00:00:00' and 'LOOPBACK' in r['flags']" "MAC and flags"
json_has "r['route'] is None and r['altnames'] == []" "no route is null, no altname an empty list"

run sockbox ifinfo --get name,index
exit_is 0 "all interfaces"
"$PYTHON" -c 'import socket
for index, name in sorted(socket.if_nameindex()): print(name, index, sep="\t")' > "$work/expected"
ok "the same as if_nameindex(3)" cmp "$work/expected" "$work/out"

run sockbox ifinfo lo --calls --get name
err_like '^socket\(AF_NETLINK, SOCK_RAW\|SOCK_CLOEXEC, .*\) = [0-9]' "--calls shows the question to the kernel"
out_is lo "and the answer stays clean"

# ---- operands ---------------------------------------------------------------------------------

run sockbox ifinfo nosuch lo --get name
exit_is 1 "an unknown interface is a definite no"
out_is "
lo" "the rest is answered"
err_is "ifinfo: 'nosuch': no such interface" "and said so"

run sockbox ifinfo nosuch --json
json_has "r['status'] == 'not_found' and r['name'] is None and r['error']['kind'] == 'not_found'" \
	"a failed question is a record"

run sockbox ifinfo loo
err_has "did you mean 'lo'?" "the nearest name"

for word in 0 -1 99999999999999999999 4294967297 '1 ' '' '/' 'lo%1'; do
	run sockbox ifinfo -- "$word"
	exit_is 1 "no interface is called '$word'"
done

printf 'lo\nnosuch\n\001\n\n1\n' > "$work/words"
run sockbox ifinfo - --get index < "$work/words"
exit_is 1 "lines of stdin: the worst counts"
out_is "1


1" "lines of stdin: all others are answered"
err_has "ifinfo: '\\x01': no such interface" "a control byte is escaped"

head -c 70000 /dev/zero | tr '\0' a > "$work/long"
run sockbox ifinfo - < "$work/long"
exit_is 2 "a line without end is malformed"

# ---- families ---------------------------------------------------------------------------------

run sockbox ifinfo lo -4 --get addresses.family,groups.family
out_lacks AF_INET6 "-4 leaves out IPv6"
run sockbox ifinfo lo -6 --json
json_has "all(a['family'] == 'AF_INET6' for a in r['addresses'] + r['groups'])" "-6 leaves out IPv4"

# ---- routes -----------------------------------------------------------------------------------

run sockbox ifinfo --route 127.0.0.1 --json
exit_is 0 "the way to itself"
json_has "r['name'] == 'lo' and r['route']['source'] == '127.0.0.1'" "is lo"
json_has "r['route']['kind'] == 'local' and r['route']['table'] != 'main'" "by a local route"

for word in localhost 127.1 1.2.3.4.5 '' 192.0.2.1/24 ::g; do
	run sockbox ifinfo --route "$word"
	exit_is 2 "'$word' is no address"
done
run sockbox ifinfo --route fe80::1
exit_is 2 "a link-local destination without a zone"
err_has "needs its zone" "says what is missing"
run sockbox ifinfo --route fe80::1%nosuch
exit_is 3 "a zone that does not exist is an interface named by an option"
run sockbox ifinfo --route 127.0.0.1 -6
exit_is 2 "an IPv4 destination with -6"
run sockbox ifinfo --route 127.0.0.1 nosuch
exit_is 1 "an interface operand stays a question"

# ---- no way to ask ------------------------------------------------------------------------------

run sh -c 'exec sockbox ifinfo lo > /dev/full'
exit_is 3 "a full disk"

done_testing
