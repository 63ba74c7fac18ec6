#!/bin/sh
# The verbs that look hosts up, against name servers that answer, fail and are silent; and this host's
# name.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016  # the shell expands them, not this one
. "${0%/*}/../lib.sh"
in_netns
. tests/net/dns_world.sh

# ---- answers ------------------------------------------------------------------------------

# Of a host whose own name nobody can tell, Python's getfqdn does not say so.
if unshare -u true 2> /dev/null; then own='hostname box &&'; else own=; fi
HOSTS="both.test alias.test chain.test only4.test only6.test both files.test mixed nx.test
10.2.0.1 10.2.0.9 10.3.3.3 2001:db8:2::1 nx.bad.test" run unshare ${own:+-u} sh -c "$own"' exec "$PYTHON" tests/cli/verbs_witness.t'
exit_is 0 "names and addresses of DNS are as Python has them"

run sockbox -c 'gethostbyname alias.test => 10.2.0.0/16; x = gethostbyname_ex alias.test; echo ${x[0]} ${x[1]} ${x[2]}'
out_is "10.2.0.1
both.test (alias.test) 10.2.0.1
both.test alias.test 10.2.0.1" "names, aliases and addresses go into variables"
run sockbox -c 'getfqdn short5'
out_is "short5.domain.test" "an alias has the dot"
run sockbox -c 'getaddrinfo both.test http AF_INET6 SOCK_STREAM'
out_is "value: AF_INET6 SOCK_STREAM 6 [2001:db8:2::1]:80" "getaddrinfo"

# ---- failures -----------------------------------------------------------------------------

fails() { # CODE REASON COMMAND
	run sockbox -c "$3"
	exit_is "$1" "$3 exits $1"
	err_has "$2" "$3: $2"
}
fails 1 "has no address of this kind" "gethostbyname only6.test"
fails 1 "no such name" "gethostbyname nx.test"
fails 1 "the address has no name" "gethostbyaddr 10.3.3.3"
fails 3 "no usable answer" "gethostbyname servfail.bad.test"
fails 3 "no usable answer" "gethostbyname_ex servfail.bad.test"
fails 3 "no usable answer" "getfqdn servfail.bad.test"
run sockbox -c 'getfqdn nx.test'
out_is "nx.test" "what does not exist is its own name"

# A deadline is kept, whoever set it.
took_ms() { # COMMAND...
	began=$("$PYTHON" -Ic 'import time; print(time.monotonic_ns() // 1000000)')
	run "$@"
	took=$(($("$PYTHON" -Ic 'import time; print(time.monotonic_ns() // 1000000)') - began))
}
for line in 'gethostbyname --timeout 300ms silent.bad.test' 'within 300ms { gethostbyaddr silent.bad.test }' \
	'getaddrinfo --timeout 300ms silent.bad.test 80' 'within 300ms { getfqdn silent.bad.test }'; do
	took_ms sockbox -c "$line"
	exit_is 4 "$line: no answer in time"
	ok "$line is not late" [ "$took" -lt 3000 ]
done
run sockbox -c 'try { gethostbyname --timeout 300ms silent.bad.test }; gethostbyname both.test => 10.2.0.1'
exit_is 0 "and what comes next is answered"

# ---- Ctrl-C -------------------------------------------------------------------------------

for line in 'gethostbyname' 'gethostbyname_ex' 'gethostbyaddr' 'getfqdn'; do
	ok "Ctrl-C ends $line at once" "$PYTHON" tests/net/interrupt.py 130 sockbox -c "$line --timeout 60 silent.bad.test"
done
for line in 'getaddrinfo --timeout 60 silent.bad.test 80 AF_INET6' 'create_connection --timeout 60 silent.bad.test:80' \
	's = socket tcp; connect --timeout 60 s silent.bad.test:80' 's = socket udp; bind --timeout 60 s silent.bad.test:80' \
	's = socket udp; sendto --timeout 60 s silent.bad.test 80 x' 'create_server --timeout 60 silent.bad.test:80' \
	's = socket udp; sendmsg --timeout 60 --to silent.bad.test:80 s x'; do
	ok "Ctrl-C ends a lookup: $line" "$PYTHON" tests/net/interrupt.py 130 sockbox -c "$line"
done
ok "Ctrl-C ends getaddrinfo at once" "$PYTHON" tests/net/interrupt.py 130 sockbox -c 'getaddrinfo --timeout 60 silent.bad.test 80'

# ---- this machine -------------------------------------------------------------------------

if unshare -u true 2> /dev/null; then
	run unshare -u sockbox -c 'sethostname new-name.test; gethostname => new-name.test'
	exit_is 0 "sethostname"
	run unshare -u sh -c 'sockbox -c "sethostname new-name.test" && hostname'
	out_is "new-name.test
new-name.test" "and the kernel has it"
	if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
		run setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin unshare -U sockbox -c 'sethostname other'
		exit_is 3 "sethostname without the right"
		err_has "only root" "and who has it"
	fi
else
	skip "sethostname" "no UTS namespaces here"
fi

mount --bind /dev/null /etc/services && mount --bind /dev/null /etc/protocols
run sockbox -c 'getservbyname http => not_found; getprotobyname tcp => not_found'
exit_is 0 "an empty file has no service"
run sockbox -c '-getservbyname http'
err_has "not in /etc/services, but servlookup knows http 80/tcp" "and it is said who has"
umount /etc/services /etc/protocols
rm /etc/services /etc/protocols
run sockbox -c 'getservbyname http tcp => 80; getservbyport 53 udp => domain; getprotobyname tcp => 6'
exit_is 0 "without the files what is compiled in stands in for them"

done_testing
