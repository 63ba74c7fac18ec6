#!/bin/sh
# hostinfo, addrinfo and nameinfo without any name server: numbers, malformed words, faults.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

long() { # COUNT CHARACTER
	printf "%$1s" | tr ' ' "$2"
}

# ---- addrinfo ------------------------------------------------------------------------------

run sockbox addrinfo --json --type stream 192.0.2.1 80
exit_is 0 "an address is an answer"
json_has "r['address'] == '192.0.2.1' and r['port'] == 80 and r['family'] == 'AF_INET'" "address"
json_has "r['socktype'] == 'SOCK_STREAM' and r['protocol'] == 'IPPROTO_TCP'" "type and protocol"
json_has "r['scope_id'] is None and r['flowinfo'] is None" "IPv4 has no scope"
json_has "r['sockaddr'] == '02000050c00002010000000000000000'" "the sockaddr"
json_has "rows[1]['type'] == 'summary' and rows[1]['hint_socktype'] == 'SOCK_STREAM'" "the hints"
run sockbox addrinfo --json --type SOCK_STREAM fe80::1%lo 443
json_has "r['scope_id'] == 1 and r['address'] == 'fe80::1%lo'" "scope id and zone"
run sockbox addrinfo --get mapped --type dgram ::ffff:192.0.2.1
out_is "192.0.2.1" "v4-mapped is labelled"
run sockbox addrinfo --json --type raw --proto IPPROTO_ICMP 192.0.2.1
json_has "r['protocol'] == 'IPPROTO_ICMP' and r['protocol_number'] == 1" "another protocol"
run sockbox addrinfo --get address --type stream --passive 8080
out_like '^(0\.0\.0\.0|::)$' "--passive without a host"
run sockbox addrinfo --get address --type stream '' 8080
out_like '^(127\.0\.0\.1|::1)$' "no host without it"
run sockbox addrinfo --json --type stream --canonname --addrconfig --idn --canonidn --passive \
	--v4mapped --all-mapped --numeric-host --numeric-service 192.0.2.1 80
json_has "len(rows[-1]['hint_flags']) == 9" "a shortcut for each flag"
run sockbox addrinfo --json --flags AI_CANONNAME,AI_NUMERICHOST 192.0.2.1
json_has "rows[-1]['hint_flags'] == ['AI_CANONNAME', 'AI_NUMERICHOST']" "flags by name"
json_has "r['canonname'] == '192.0.2.1' and rows[1]['canonname'] is None" "canonname as libc has it"
run sockbox addrinfo -4 ::1
exit_is 1 "an address of the other family"
err_has "EAI_ADDRFAMILY" "is told by libc's code"
run sockbox addrinfo --flags AI_NOSUCH ::1
exit_is 2 "an unknown flag"
run sockbox addrinfo --type stream --proto udp 192.0.2.1
exit_is 2 "hints that do not go together"
err_has "EAI_SOCKTYPE" "by libc's code"

for port in 65536 99999 -1 +80 18446744073709551617 ' 80' ''; do
	run sockbox addrinfo --type stream -- 192.0.2.1 "$port"
	exit_is 2 "port '$port' is refused"
	out_is "" "and not asked for"
done
for port in 0 65535 00080; do
	run sockbox addrinfo --get port --type stream 192.0.2.1 $port
	out_is "$(echo $port | sed 's/^0*\(.\)/\1/')" "port $port"
done

# ---- names that cannot be --------------------------------------------------------------------

label=$(long 63 x)
for name in '' .. a..b .a "$(long 64 x).test" "$(long 256 x)" "$label.$label.$label.$(long 62 y)" \
	"$(long 65536 x)"; do
	run sockbox hostinfo --timeout 5 -- "$name"
	exit_is 2 "a name of ${#name} bytes is malformed: $(printf '%.20s' "$name")"
	run sockbox addrinfo --timeout 5 --type stream -- "$name" 80
	case $name in
	'') exit_is 0 "addrinfo takes no host for the loopback" ;;
	*) exit_is 2 "addrinfo says so too" ;;
	esac
done
printf 'a\0b\n127.0.0.1\n' | run sockbox addrinfo --json --type stream -
exit_is 2 "a NUL byte in a line"
json_has "[row['status'] for row in rows if row['type'] == 'result'] == ['invalid', 'ok']" \
	"the line is malformed, the next is answered"
{ long 1048576 x; printf '\n127.1\n'; } | run sockbox hostinfo --get status -
exit_is 2 "a line of a mebibyte"
out_like '^ok$' "and the next is answered"
run sockbox addrinfo --numeric-host localhost
exit_is 2 "AI_NUMERICHOST: a name is malformed"
err_has "not a numeric address" "and said so"

# ---- nameinfo --------------------------------------------------------------------------------

run sockbox nameinfo -n 192.0.2.1 443
out_is "192.0.2.1 443" "numbers only"
run sockbox nameinfo -n fe80::1%lo
out_is "fe80::1%lo" "a zone is kept"
run sockbox nameinfo -n 192.0.2.1 https
out_is "192.0.2.1 443" "a service's name is a port"
run sockbox nameinfo --json -n ::ffff:192.0.2.1 0
json_has "r['host'] == '::ffff:192.0.2.1' and r['numeric'] is True and r['eai'] is None" "mapped"
for address in localhost 192.0.2 192.0.2.1.1 1.2.3.04 fe80::1%nosuch '' '::1 '; do
	run sockbox nameinfo -n -- "$address"
	case $address in
	*nosuch) exit_is 3 "a zone that is no interface here" ;;
	*) exit_is 2 "'$address' is no address" ;;
	esac
done
run sockbox nameinfo -n 192.0.2.1 65536
exit_is 2 "a port above 65535"
run sockbox nameinfo -n 192.0.2.1 no-such-service
exit_is 1 "an unknown service"
printf '127.0.0.1 80\nbad\n::1\n' | run sockbox nameinfo -n -
exit_is 2 "bulk: the worst wins"
out_is "127.0.0.1 80
::1" "the other lines are answered"

# ---- hostinfo --------------------------------------------------------------------------------

run sockbox hostinfo --get hostname
out_is "$(uname -n)" "the hostname"
run sockbox hostinfo --short
out_is "$(uname -n | sed 's/\..*//')" "--short"
run sockbox hostinfo --fqdn --domain
exit_is 2 "modes exclude each other"
run sockbox hostinfo --fqdn --short - < /dev/null
exit_is 2 "even where nothing is asked"
run sockbox hostinfo --set-hostname x y
exit_is 2 "--set-hostname takes no host"
run sockbox hostinfo --get addresses
ip -o addr show 2> /dev/null | awk '{ sub("/.*", "", $4); print $4 }' | sort > "$work/expected"
sed 's/%.*//' "$work/out" | sort > "$work/ours"
if command -v ip > /dev/null; then
	ok "own addresses as ip(8) has them" cmp "$work/expected" "$work/ours"
else
	skip "own addresses as ip(8) has them" "ip is not installed"
fi
if unshare -Ur true 2> /dev/null; then
	run unshare -Ur sockbox hostinfo --set-hostname other
	exit_is 3 "--set-hostname without the right"
	err_has "CAP_SYS_ADMIN" "names it"
	err_has "(EPERM)" "and the errno"
else
	skip "--set-hostname without the right" "no user namespaces here"
fi

# ---- the calls, and what they cost ---------------------------------------------------------------

run sockbox addrinfo --calls --type stream 127.1 80
err_has 'getaddrinfo("127.1", "80", {AF_UNSPEC' "--calls shows getaddrinfo"
if ! sanitized && command -v strace > /dev/null && strace -o /dev/null true 2> /dev/null; then
	run strace -f -o "$work/trace" sockbox addrinfo --get address 192.0.2.1 80
	ok "numeric text never forks" sh -c "! grep -qE '(clone|fork)' '$work/trace'"
else
	skip "numeric text never forks" "strace is not usable here"
fi
for applet in "addrinfo 192.0.2.1" "nameinfo -n 192.0.2.1" "hostinfo 127.1"; do
	sh -c "sockbox $applet > /dev/full" 2> "$work/err"
	echo $? > "$work/status"
	exit_is 3 "$applet: a full disk"
	sh -c "sockbox $applet >&-" 2> "$work/err"
	echo $? > "$work/status"
	exit_is 3 "$applet: closed stdout"
done

done_testing
