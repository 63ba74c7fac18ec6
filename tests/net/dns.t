#!/bin/sh
# hostinfo, addrinfo and nameinfo against name servers that answer, refuse, fail and are silent.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns
. tests/net/dns_world.sh

applets="hostinfo addrinfo"

status_is() { # STATUS CODE NAME...: of every applet that looks names up
	expected=$1
	code=$2
	shift 2
	for name in "$@"; do
		for applet in $applets; do
			run sockbox "$applet" --json "$name"
			exit_is "$code" "$applet $name exits $code"
			json_has "'$expected' in [row.get('status') for row in rows]" \
				"$applet $name is $expected"
		done
	done
}

# ---- answers -----------------------------------------------------------------------------

run sockbox hostinfo --json alias.test
exit_is 0 "a name of DNS"
json_has "r['canonname'] == 'both.test' and r['aliases'] == ['alias.test']" "CNAME: names"
json_has "r['addresses'] == ['2001:db8:2::1', '10.2.0.1']" "both families, in RFC 6724's order"
json_has "r['source'] == 'dns' and r['modules'] == ['dns']" "DNS answered"
json_has "r['kind'] == 'name' and r['query'] == 'alias.test' and 0 < r['elapsed_ms'] < 5000" \
	"kind, query, elapsed time"

run sockbox hostinfo --json both
json_has "r['canonname'] == 'both.test'" "the search list is used"
run sockbox hostinfo --json -4 both.test
json_has "r['addresses'] == ['10.2.0.1']" "-4"
run sockbox hostinfo --json -6 both.test
json_has "r['addresses'] == ['2001:db8:2::1']" "-6"
run sockbox hostinfo -6 only4.test
exit_is 1 "the other family: a definite no"
err_is "hostinfo: 'only4.test': the name exists, but has nothing of this kind (NO_DATA)" \
	"the name exists all the same"

run sockbox hostinfo --json files.test
json_has "r['source'] == 'hosts file' and r['modules'] == ['files']" "the hosts file answered"
json_has "set(r['addresses']) == {'10.1.0.1', '10.1.0.2', 'fd00:1::1'}" "all its lines"
json_has "r['aliases'] == ['Mixed.Case.test', 'mixed']" "its aliases"
run sockbox hostinfo --json MIXED.case.TEST
json_has "r['canonname'] == 'files.test' and r['source'] == 'hosts file'" "in any case"
run sockbox hostinfo --json 127.1
json_has "r['source'] == 'numeric' and r['addresses'] == ['127.0.0.1']" "loose numeric text"

run sockbox hostinfo --json 10.2.0.1
json_has "r['kind'] == 'address' and r['canonname'] == 'both.test'" "PTR of IPv4"
json_has "r['confirmed'] is True and r['source'] == 'dns'" "forward confirms it"
run sockbox hostinfo --json 2001:db8:2::1
json_has "r['canonname'] == 'both.test' and r['confirmed'] is True" "PTR of IPv6"
run sockbox hostinfo --json 10.2.0.9
json_has "r['canonname'] == 'unconfirmed.test' and r['confirmed'] is False" "forward does not"
run sockbox hostinfo --json fd00:1::4
json_has "r['canonname'] == 'only6.files.test' and r['source'] == 'hosts file'" \
	"reverse in the hosts file"
run sockbox hostinfo 10.3.3.3
exit_is 1 "no PTR: a definite no"
err_is "hostinfo: '10.3.3.3': the address has no name (HOST_NOT_FOUND)" "said of an address"

run sockbox hostinfo --fqdn alias.test short5 10.2.0.1
out_is "both.test
short5.domain.test
both.test" "--fqdn of names and of an address: an alias has the domain where the name has none"
run sockbox hostinfo --domain alias.test
out_is "test" "--domain"
run sockbox hostinfo --short alias.test
out_is "both" "--short"

# Names in UTF-8 need libidn2, which libc loads when it is asked to; the locale plays no part.
umlaut=$(printf '\303\244.test')
if "$PYTHON" -c 'import ctypes; ctypes.CDLL("libidn2.so.0")' 2> /dev/null; then
	for locale in C C.UTF-8; do
		run env LC_ALL=$locale sockbox addrinfo --get address --type stream --idn "$umlaut"
		out_is "10.2.0.4" "AI_IDN in $locale"
		run env LC_ALL=$locale sockbox nameinfo --json --idn 10.2.0.4
		json_has "r['host'] == '\u00e4.test'" "NI_IDN in $locale"
	done
	run sockbox addrinfo --json --canonname --canonidn --type stream xn--4ca.test
	json_has "r['canonname'] == '\u00e4.test'" "AI_CANONIDN"
else
	skip "international names" "libidn2 is not installed"
fi
run sockbox addrinfo --type stream "$umlaut"
exit_is 1 "without AI_IDN such a name does not exist"

# ---- four things that never look the same --------------------------------------------------

status_is not_found 1 nx.test nx.bad.test
run sockbox hostinfo both.test:80
err_has "ask for the host alone" "a port behind a name is no part of it"
status_is no_data 1 text.test
status_is temp_fail 3 servfail.bad.test refused.bad.test formerr.bad.test \
	nodata4-servfail6.bad.test nx4-servfail6.bad.test
status_is partial 3 only4-servfail6.bad.test only6-servfail4.bad.test
for name in servfail refused formerr; do
	run sockbox addrinfo -4 $name.bad.test
	exit_is 3 "$name for one family is no answer"
done

run sockbox hostinfo --json only6-servfail4.bad.test
json_has "r['addresses'] == ['2001:db8:9::1']" "partial: the other family is shown"
err_has "IPv4 addresses could not be had" "and which one is missing"
run sockbox addrinfo --get address,status --type stream only6-servfail4.bad.test
out_is "2001:db8:9::1	ok
	partial" "libc's answer, and then what it hides"
run sockbox hostinfo -6 only6-servfail4.bad.test
exit_is 0 "the family that works, alone"

for flag in "" --name-required; do
	# shellcheck disable=SC2086  # no flag is no word
	run sockbox nameinfo $flag 10.3.3.3 80
	case $flag in
	"") out_is "10.3.3.3 http" "an address without a name stays an address" ;;
	*) exit_is 1 "NI_NAMEREQD: a definite no" ;;
	esac
done

# Where libc cannot read what it must, it says "does not exist" too.
mkdir "$work/folder"
mount --bind "$work/folder" /etc/hosts 2> /dev/null || mv /etc/hosts /etc/hosts.kept
[ -d /etc/hosts ] || { mkdir /etc/hosts; }
run sockbox hostinfo --json nx.test
exit_is 3 "an unreadable hosts file: could not tell"
err_has "/etc/hosts" "it is named"
run sockbox hostinfo --json both.test
json_has "r['source'] is None" "and where an answer came from is not guessed"
umount /etc/hosts 2> /dev/null || { rmdir /etc/hosts && mv /etc/hosts.kept /etc/hosts; }

# ---- deadlines -----------------------------------------------------------------------------

took_ms() { # COMMAND...: how long it took, start and end included
	before=$(date +%s%N)
	run "$@"
	took=$((($(date +%s%N) - before) / 1000000))
}
# On a busy machine a process may wait that long for its turn; without the deadline it is 5 s at least.
late_ms=1500

for applet in $applets; do
	took_ms sockbox "$applet" --timeout 500ms silent.bad.test
	exit_is 4 "$applet: silence is a timeout"
	ok "$applet: the deadline holds (took $took)" \
		test "$took" -ge 500 -a "$took" -le $((500 + late_ms))
done
took_ms sockbox hostinfo --timeout 500ms garbage.bad.test
ok "garbage is not an answer (took $took)" test "$took" -ge 500 -a "$took" -le $((500 + late_ms))
took_ms sockbox hostinfo --timeout 500ms --json only4-silent6.bad.test
exit_is 3 "one family silent: partial"
json_has "r['status'] == 'partial' and r['addresses'] == ['10.9.0.1']" "the other is shown"
ok "at the deadline (took $took)" test "$took" -le $((500 + late_ms))
run sockbox hostinfo --timeout 300ms --calls silent.bad.test
err_has 'gethostbyname2_r("silent.bad.test", AF_INET6 <unfinished ...>' "--calls shows what was waited for"
run sockbox hostinfo --timeout 300ms silent.bad.test both.test
exit_is 4 "after a helper was killed"
out_has "both.test" "the next name is answered"

took_ms "$PYTHON" tests/net/interrupt.py sockbox hostinfo --timeout 60 silent.bad.test
exit_is 0 "Ctrl-C ends it at once, by SIGINT, and leaves no helper: $(cat "$work/out" "$work/err")"

# ---- bulk ----------------------------------------------------------------------------------

names=$(seq -f 'slow%g.bad.test' 1 40)
took_ms sockbox hostinfo -4 --get query,addresses - <<END
$names
END
printf '%s\n' "$names" | sed 's/slow\([0-9]*\).*/&	10.9.1.\1/' > "$work/expected"
ok "40 slow names are answered in order" cmp "$work/expected" "$work/out"
ok "they overlap: 40 times 300 ms took $took ms" test "$took" -lt 6000
printf 'both.test\nno..name\n%s\nnx.test\nfiles.test\n' "$(printf '%300s' | tr ' ' x)" |
	run sockbox hostinfo --get query,status -
exit_is 2 "the worst of bulk lookups: malformed"
out_is "both.test	ok
no..name	invalid
$(printf '%300s' | tr ' ' x)	invalid
nx.test	not_found
files.test	ok" "every other line is answered"

# ---- witnesses -------------------------------------------------------------------------------

run "$PYTHON" tests/net/dns_witness.py
exit_is 0 "getaddrinfo, getnameinfo, gethostbyname_ex and gethostbyaddr of Python: $(cat "$work/out")"
for name in both.test alias.test only4.test only6.test files.test mixed localhost; do
	getent ahosts "$name" | awk '!seen[$1]++ { print $1 }' > "$work/expected"
	sockbox addrinfo --get address "$name" | awk '!seen[$1]++' > "$work/out"
	ok "getent ahosts $name" cmp "$work/expected" "$work/out"
done

# ---- this host ---------------------------------------------------------------------------------

self() { # HOSTNAME COMMAND...: in a UTS namespace of its own, under that name
	name=$1
	shift
	run unshare -u sh -c 'hostname "$0" && exec "$@"' "$name" "$@"
}
if unshare -u hostname box 2> /dev/null; then
	self box sockbox hostinfo --json
	json_has "r['hostname'] == 'box' and r['fqdn'] == 'box.example.test'" "self: the qualified name"
	json_has "r['domain'] == 'example.test' and r['short'] == 'box'" "domain and short name"
	json_has "r['fqdn_source'] == 'canonical name, hosts file'" "how it was found"
	json_has "r['nameservers'] == ['127.0.0.1'] and r['search'] == ['test']" "servers, search"
	json_has "r['options'] == ['timeout:2', 'attempts:1']" "options"
	json_has "r['hosts_order'] == 'files dns' and r['problems'] == []" "order of hosts"
	json_has "r['ipv4'] is False and r['ipv4_why'] == 'no address but loopback and link-local ones'" \
		"IPv4 has no way out here, and why"
	json_has "r['ipv6'] is False and r['ipv6_why']" "nor has IPv6"
	json_has "{'name': 'lo', 'index': 1, 'address': '127.0.0.1', 'prefixlen': 8, 'scope': 'host'} in r['interfaces']" \
		"own addresses"
	json_has "'127.0.0.1' in r['addresses']" "and as strings"
	for name in box short5 only4alias files.test localhost; do
		self $name hostname -f
		expected=$(cat "$work/out")
		self $name sockbox hostinfo --get hostname_f
		out_is "$expected" "hostname -f of $name"
		self $name "$PYTHON" -c 'import socket; print(socket.getfqdn())'
		expected=$(cat "$work/out")
		self $name sockbox hostinfo --get python_getfqdn
		out_is "$expected" "getfqdn of $name"
	done
	self short5 sockbox hostinfo --json
	json_has "r['fqdn'] == 'short5.domain.test' and r['hostname_f'] == 'short5'" \
		"an alias has the domain: hostname -f does not see it"
	json_has "r['fqdn_source'] == 'alias, hosts file'" "and that is said"
	self dotted.nx.test sockbox hostinfo --fqdn
	out_is "dotted.nx.test" "a hostname with a domain that nobody knows"
	self nx sockbox hostinfo --fqdn
	exit_is 1 "a hostname that nobody knows has no qualified name"
	self silent.bad.test sockbox hostinfo --json --timeout 500ms
	exit_is 3 "names that cannot be told make it partial"
	json_has "r['interfaces'] and r['hostname'] == 'silent.bad.test'" "the rest is shown"
	self box sh -c 'sockbox hostinfo --set-hostname new-name.test && hostname'
	out_is "new-name.test
new-name.test" "--set-hostname"
	for bad in "" -x x- a..b a_b "a b" "$(printf '%65s' | tr ' ' x)"; do
		self box sockbox hostinfo --set-hostname "$bad"
		exit_is 2 "no hostname: '$bad'"
	done
else
	skip "this host by other names" "no UTS namespaces here"
fi

printf 'nameserver 10.0.0.1\r\nnameserver 127.0.0.1\nbogus line\n' > /etc/resolv.conf
run sockbox hostinfo --json --timeout 300ms
json_has "r['nameservers'] == ['127.0.0.1']" "CRLF in resolv.conf: libc does not read the address"
json_has "'carriage' or r['problems'][0].startswith(\"line 1: '10.0.0.1\")" "and that is told"
json_has "r['problems'][1] == \"line 3: 'bogus' is no keyword\"" "as are unknown keywords"
run sockbox hostinfo both.test
exit_is 0 "the server that is left answers"

# ---- order -------------------------------------------------------------------------------------

ip link add ways type veth peer name other 2> /dev/null &&
	ip addr add 10.2.0.200/24 dev ways && ip addr add 2001:db8:2::200/64 dev ways nodad &&
	ip addr add fd00:1::200/64 dev ways nodad && ip link set other up && ip link set ways up
if ip addr show dev ways > /dev/null 2>&1; then
	run sockbox addrinfo --json --type stream --why both.test
	json_has "rows[0]['address'] == '2001:db8:2::1' and rows[-1]['rfc6724_agrees'] is True" \
		"IPv6 first, and libc agrees"
	json_has "rows[-1]['why'][0]['rule'] == 6" "by precedence"
	json_has "rows[-1]['places'][0]['source'] == '2001:db8:2::200'" "with the source"
	echo "precedence ::ffff:0:0/96 100" > /etc/gai.conf
	run sockbox addrinfo --json --type stream --why both.test
	json_has "rows[0]['address'] == '10.2.0.1' and rows[-1]['rfc6724_agrees'] is True" \
		"gai.conf turns the order round, for libc and for us"
	json_has "rows[-1]['gai_conf_lines'] == 1" "and is named"
	rm /etc/gai.conf
	echo "fd00:1::9 ula.test
10.2.0.9 ula.test" >> /etc/hosts
	run sockbox addrinfo --json --type stream --why ula.test
	json_has "[row['rfc6724_rank'] for row in rows[:2]] == [2, 1] and rows[-1]['rfc6724_agrees'] is False" \
		"glibc's old table puts unique local addresses before IPv4: said"
else
	skip "order with addresses of our own" "no veth here"
fi

done_testing
