#!/bin/sh
# ipconv: the classic tasks, readings, notations, networks, lists, bad input.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

says() { # EXPECTED ARG...: --get prints just this, exit code 0
	expected=$1
	shift
	run sockbox ipconv "$@"
	if [ "$(cat "$work/status")" = 0 ] && [ "$(cat "$work/out")" = "$expected" ]; then
		pass "ipconv $*"
	else
		fail "ipconv $*" "expected: $expected"
	fi
}

refuses() { # CODE SENTENCE ARG...
	code=$1
	sentence=$2
	shift 2
	run sockbox ipconv "$@"
	exit_is "$code" "ipconv $* exits $code"
	err_has "$sentence" "ipconv $* says why"
}

# ---- packing and unpacking, as tutorials do ----------------------------------------------------

says c0a80101 --get packed 192.168.1.1
says 192.168.1.1 --from packed --get address c0a80101
says 2002ac10010a1234021e52fffe74040e --get packed 2002:ac10:10a:1234:21e:52ff:fe74:40e
says 2002:ac10:10a:1234:21e:52ff:fe74:40e --from packed --get address 2002ac10010a1234021e52fffe74040e
says 3232235777 --get integer 192.168.1.1
says 192.168.1.1 --from integer --get address 3232235777
says "AF_INET
AF_INET6" --get family 127.0.0.1 ::1

# ---- strict and loose -------------------------------------------------------------------------

for word in 010.1.1.1 127.1 0x7f000001 2130706433 '1.2.3.4 junk' 0177.0.0.1 10/8; do
	run sockbox ipconv "$word" --json
	exit_is 1 "'$word' is ambiguous"
	json_has "r['status'] == 'ambiguous' and r['address'] is None and r['loose'] and r['strict'] is None" \
		"'$word': both readings are shown"
	refuses 2 "not an IP address" --strict "$word"
	run sockbox ipconv --loose "$word"
	exit_is 0 "--loose '$word'"
done
says "8.1.1.1	10.1.1.1" --loose --get address,decimal 010.1.1.1
says "127.0.0.1" --loose --get address 127.1
says "192.168.1.1	192.168.1.1	192.168.1.1" --get address,strict,loose 192.168.1.1
run sockbox ipconv 010.1.1.1
err_is "ipconv: '010.1.1.1': inet_pton refuses it, inet_aton reads 8.1.1.1, others 10.1.1.1; --strict or --loose decides" \
	"the whole sentence"

# ---- notations --------------------------------------------------------------------------------

says 2001:0db8:0000:0000:0000:0000:0000:0001 --get expanded 2001:db8::1
says "yes
no" --get canonical 2001:db8::1 2001:DB8::1
says 11000000.10101000.00000001.00000001 --get binary 192.168.1.1
says 1.1.168.192.in-addr.arpa --get reverse_name 192.168.1.1
says 192.168.1.1 --get address 1.1.168.192.in-addr.arpa
says "private-use	RFC 1918	no" --get class,rfc,global 192.168.1.1
says "6to4	172.16.1.10" --get embedding,embedded 2002:ac10:10a::1
says "::ffff:192.0.2.33	2002:c000:221::	64:ff9b::c000:221" --get mapped,sixtofour,nat64 192.0.2.33
says "ff02::1:ff74:40e	33:33:ff:74:04:0e" --get solicited_node,multicast_mac fe80::21e:52ff:fe74:40e
says "00:1e:52:74:04:0e	021e:52ff:fe74:040e" --get mac,eui64 fe80::21e:52ff:fe74:40e
says "fe80::21e:52ff:fe74:40e" --mac 00:1e:52:74:04:0e --get address fe80::/64
says "127.0.0.1	80" --from sockaddr --get address,port "$(sockbox ipconv --port 80 --get sockaddr 127.0.0.1)"
says "$("$PYTHON" -c 'import socket, sys
n = socket.htons(80); print(n, "0050", (80).to_bytes(2, sys.byteorder).hex(), sep="\t")')" \
	--hton 16 --get hton,packed,packed_host 80
says "$("$PYTHON" -c 'import socket; print(socket.htonl(0x7f000001))')" --hton 32 --get hton 0x7f000001
says 80 --hton 16 --get hton "$(sockbox ipconv --hton 16 --get hton 80)"
says "lo	1	fe80::1%lo
1	1	fe80::1%lo" --get zone,scope_id,address fe80::1%lo fe80::1%1

# ---- networks ---------------------------------------------------------------------------------

for mask in /8 /255.0.0.0 /0.255.255.255 /0xff000000 ' 255.0.0.0'; do
	says "10.0.0.0/8	255.0.0.0	0.255.255.255	10.0.0.1	10.255.255.254	10.255.255.255	16777216" \
		--get network,netmask,wildcard,first,last,broadcast,size "10.1.2.3$mask"
done
says "10.0.0.0/8
192.0.2.1/32" --get network 10.0.0.0 255.0.0.0 192.0.2.1/32
says "10.0.0.0
255.255.255.255" --get address 10.0.0.0 255.255.255.255
says "1.2.3.4	1.2.3.5	" --get first,last,broadcast 1.2.3.4/31
says "::4	::5" --get first,last ::5/127
says "10.0.0.1/32
10.0.0.2/31
10.0.0.4/30
10.0.0.8/31" --cidr 10.0.0.1-10.0.0.9
says 10.0.0.0-10.255.255.255 --range 10.0.0.0/8
says 10.0.0.0-10.0.1.255 --aggregate --range 10.0.1.0/24 10.0.0.128/25 10.0.0.0/25
says "2001:db8::/64
2001:db8:0:1::/64
2001:db8:0:2::/64
2001:db8:0:3::/64" --split 64 2001:db8::/62
refuses 2 "not in one piece" 10.0.0.0/255.0.255.0
refuses 2 "not in one piece" 10.0.0.0 255.0.255.0
refuses 2 "prefix length '33' is above 32" 10.0.0.0/33
refuses 2 "ends before it begins" 10.0.0.9-10.0.0.1
refuses 1 "does not contain 11.0.0.0" --contains 11.0.0.0 10.0.0.0/8
refuses 1 "does not overlap" --overlaps 11.0.0.0/9 10.0.0.0/8
says yes --contains 10.1.0.0/16 --get contains 10.0.0.0/8
says yes --overlaps 0.0.0.0/0 --get overlaps 10.0.0.0/8

# ---- lists from stdin -------------------------------------------------------------------------

printf '10.0.0.0 255.255.255.128\n10.0.0.128/25\nnonsense\n\n10.0.1.0-10.0.1.255\n' > "$work/list"
run sockbox ipconv --aggregate - < "$work/list"
exit_is 2 "a bad line in a list counts"
out_is 10.0.0.0/23 "and the others are joined"
err_is "ipconv: 'nonsense': not an IP address, network or range" "and it is named"
printf '10.0.0.0/24 # all\n' > "$work/gone"
run sockbox ipconv --subtract "@$work/gone" - < "$work/list"
out_is 10.0.1.0/24 "a list from a file is taken away"
refuses 2 "--subtract" --subtract @/nonexistent/list 10.0.0.0/8
refuses 2 "'x': not an IP address" --subtract 10.0.0.0/8,x 10.0.0.0/8
run sockbox ipconv --subtract 0.0.0.0/0 10.0.0.0/8
exit_is 0 "nothing left is an answer"
out_is "" "and prints nothing"

# ---- bulk and bad input -----------------------------------------------------------------------

printf '1.2.3.4\nfoo\n\001\n::1\r\n  ::2  \n' > "$work/words"
run sockbox ipconv - --get address < "$work/words"
exit_is 2 "the worst line decides"
out_is "1.2.3.4


::1
::2" "every line has its answer"
err_has "ipconv: '\\x01': not an IP address" "a control byte is escaped"
printf '1.2.3.4\n1.2\0003.4\n\377\376\n5.6.7.8' | run sockbox ipconv - --get address
out_is "1.2.3.4


5.6.7.8" "NUL bytes and invalid UTF-8 are answered as invalid"
{ head -c 1048576 /dev/zero | tr '\0' 1; echo; echo ::1; } > "$work/long"
run sockbox ipconv - --get address < "$work/long"
exit_is 2 "a line of 1 MiB is malformed"
out_is "
::1" "and the next is answered"
refuses 2 "longer than" "1.1.1.1/$(head -c 300 /dev/zero | tr '\0' 1)"
for word in '' ' ' / % : . 1.2.3.4/ ::/ '1.2.3.4%lo' '2001:db8::1%lo' "fe80::1%" '[::1]' ::1/64/64 1.1.1.1-::1; do
	run sockbox ipconv -- "$word"
	exit_is 2 "'$word' is no address"
done
refuses 2 "not an IPv6 address" -6 192.0.2.1
refuses 2 "not an IPv4 address" -4 ::1
refuses 3 "no interface 'nosuch' here" fe80::1%nosuch
refuses 2 "exclude each other" --aggregate --contains 10.0.0.1 10.0.0.0/8
refuses 2 "'zz': not an IP address" --contains zz - < /dev/null
refuses 2 "is no MAC address" --mac 00:11 fe80::/64
refuses 2 "prefix length 64" --mac 00:1e:52:74:04:0e fe80::/63
refuses 2 "splits into /7" --split 7 10.0.0.0/8
refuses 2 "splits into /33" --split 33 10.0.0.0/8
refuses 2 "not a number of 16 bits" --hton 16 65536
refuses 2 "more than 32 bits" --from integer -4 4294967296
refuses 2 "4 or 16 bytes" --from packed 7f0000
run sockbox ipconv --split 128 ::/0 --first --get network
exit_is 0 "--first ends an endless answer"
out_is ::/128 "after its first record"

# There are 2^128 of them: the deadline ends what nobody can wait for.
run timeout 20 sockbox ipconv --split 128 ::/0 --timeout 50ms -q
exit_is 4 "a list without an end is ended by --timeout"
run timeout 20 sockbox ipconv --split 128 ::/0 --timeout 50ms --get network
exit_is 4 "and what was listed until then"
out_like "^::/128" "is printed"
err_has "more networks than can be listed in time" "and that it is not all, said"

# ---- details ---------------------------------------------------------------------------------------

run sockbox ipconv 192.0.2.1
out_has c_literal "text has all"
run sockbox ipconv 192.0.2.1 --format table
out_lacks c_literal "a table leaves out what few look for"
run sockbox ipconv 192.0.2.1 --format table --verbose
out_has c_literal "and has it with --verbose"
run sockbox ipconv 192.0.2.1 --json
json_has "r['c_literal'] == '{ 0xc0, 0x00, 0x02, 0x01 }'" "JSON has it always"
run sockbox ipconv --contains 10.1.2.3 10.0.0.0/8
out_is "10.0.0.0/8 contains: yes" "a yes or no is one line"

done_testing
