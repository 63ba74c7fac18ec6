#!/bin/sh
# --expect through real applets: verdicts, exit codes, what a miss and a mistake say.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

met() { # EXPRESSION COMMAND...
	expression=$1
	shift
	run sockbox "$@" --expect "$expression"
	exit_is 0 "met: $* --expect '$expression'"
	err_lacks expected "... and says nothing"
}

missed() { # EXPRESSION SAYS COMMAND...
	expression=$1
	says=$2
	shift 2
	run sockbox "$@" --expect "$expression"
	exit_is 1 "missed: $* --expect '$expression'"
	err_has "$1: expected $says" "... and says so"
}

refused() { # EXPRESSION SAYS COMMAND...
	expression=$1
	says=$2
	shift 2
	run sockbox "$@" --expect "$expression"
	exit_is 2 "a mistake: $* --expect '$expression'"
	err_has "$says" "... and says which"
	out_is '' "... and asks nothing"
}

# ---- every kind of term on real records -----------------------------------------------------

met 'port == 443' servlookup https
met 'all port == 443, any transport == udp, name ~ /^http/' servlookup https
met 'transport only {tcp, udp}' servlookup https/tcp https/udp
met 'name has ttp' servlookup https
met 'aliases has TCP' protolookup tcp
met 'none port == 80' servlookup https
met 'count == 2' servlookup http/tcp https/tcp
met 'count port in 2..9' servlookup http/tcp https/tcp
met 'port in {20..22, 443}, query == https' servlookup https
met 'url == "https://localhost/"' servlookup --url localhost 443/tcp
met 'number == 6, aliases has TCP, constant == IPPROTO_TCP' protolookup tcp
met 'name == tcp' protolookup 6
met '2' constlookup AF_INET
met '1..5' constlookup AF_INET
met '> 1, < 3, name == AF_INET' constlookup AF_INET
met '{1, 2}' constlookup AF_INET
met 'level ~ /SOL_SOCKET/' constlookup SO_REUSEADDR
met 'address == 10.1.2.3, packed == 0a010203' ipconv 10.1.2.3
met 'address in 10.0.0.0/8' ipconv 10.1.2.3
met 'address == 2001:DB8:0:0::1' ipconv 2001:db8::1
met 'network == 10.1.0.0/16, prefixlen == 16, address in 10.0.0.0/8' ipconv 10.1.2.3/16
met 'none global' ipconv 10.1.2.3
met 'canonical, global == no' ipconv 10.1.2.3
met 'integer == 167838211' ipconv 10.1.2.3
met 'address in {127.0.0.0/8, ::1}, port == 80' addrinfo localhost 80
met 'socktype only {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW}' addrinfo 127.0.0.1
met 'flags has {UP, LOOPBACK}, addresses.address has 127.0.0.1, mtu >= 16384' ifinfo lo
met 'addresses[0].prefixlen == 8' ifinfo lo -4
met 'host == 192.0.2.1, service == 80, numeric' nameinfo -n 192.0.2.1 80
met 'any addresses in {127.0.0.0/8, ::1}, elapsed_ms < 5s' hostinfo localhost
met 'kind == self, hostname' hostinfo
met 'type in {result, summary}' addrinfo 127.0.0.1

missed 'port == 80' 'port == 80, got 443' servlookup https/tcp
missed 'port == 80, name == x' 'name == x, got "https"' servlookup https/tcp
missed 'any transport == sctp' 'any transport == sctp, got "tcp"' servlookup https/tcp
missed 'count >= 3' 'count >= 3, got 1' servlookup https/tcp
missed 'address in 192.168.0.0/16' 'address in 192.168.0.0/16, got 10.1.2.3' ipconv 10.1.2.3
missed 'transport only {udp, sctp}' 'transport only {udp, sctp}, got "tcp" too, and not udp, sctp' \
	servlookup https/tcp
missed 3 '3, got 2' constlookup AF_INET
missed 'url' 'url, got no value' servlookup https/tcp
missed 'url != x' 'url != x, got no value' servlookup https/tcp
missed 'ok after 1h' 'after 3600000.000 ms, got ' servlookup https/tcp
missed 'ok within 1ns' 'within 0.000 ms, got ' servlookup https/tcp

# ---- the applet's own verdict ----------------------------------------------------------------

run sockbox servlookup no-such-service
exit_is 1 "a name that does not exist is exit 1"
met not_found servlookup no-such-service
met 'status in {not_found, ok}' servlookup https no-such-service
met 'status != ok' servlookup no-such-service
met 'error.kind == not_found, error.text ~ /no such/' servlookup no-such-service
met 'count == 0' servlookup no-such-service
met invalid ipconv 1.2.3.4.5
met 'ambiguous, loose == 127.0.0.1' ipconv 127.1
missed ok 'ok, got "not_found"' servlookup no-such-service
missed 'port == 443' 'port == 443, got no value (not_found)' servlookup no-such-service
missed 'none port == 443' 'success, got not_found' servlookup no-such-service
missed 'any port == 443' 'success, got not_found' servlookup https no-such-service
missed 'count port == 0' 'success, got not_found' servlookup no-such-service
missed not_found 'not_found, got "ok"' servlookup https

run sockbox servlookup https/tcp --expect 'warn port == 80, port == 443'
exit_is 0 "a warning does not fail"
err_is 'servlookup: warning: expected port == 80, got 443' "... but is reported"

run sockbox servlookup -q https/tcp --expect 'port == 80'
exit_is 1 "--quiet keeps the exit code"
err_is '' "... and says nothing"

# The answers of every operand are shown, also when the first has decided the verdict.
run sockbox servlookup https/tcp http/tcp --expect 'port == 80' --get port
out_is '443
80' "all operands are asked"
exit_is 1 "... and judged"

# ---- what could not be told -------------------------------------------------------------------

# An interface that an operand's zone names and that is not here: this machine cannot ask.
for expression in 'host == x' ok not_found 'count == 0'; do
	run sockbox nameinfo 'fe80::1%no-such-if' --expect "$expression"
	exit_is 3 "could not tell: --expect '$expression'"
done
met no_interface nameinfo 'fe80::1%no-such-if'
run sockbox nameinfo -n 192.0.2.1 'fe80::1%no-such-if' --expect 'host == x'
exit_is 1 "what is known against it still makes it a no"

# ---- mistakes ----------------------------------------------------------------------------------

refused 'prot == 443' "servlookup: there is no key 'prot', did you mean 'port'?" servlookup https
refused 'not_fuond' "did you mean 'not_found'?" servlookup https
refused 'refused' "this never ends with the status 'refused'" servlookup https
refused 'port = 443' "'=' is no operator, did you mean '=='?" servlookup https
refused 'port == x' "'x' is not a number" servlookup https
refused 'port == 1s' "'1s' is not a number" servlookup https
refused 'name < x' "'<' does not go with 'name', which is text" servlookup https
refused 'name in 10.0.0.0/8' "'name' is text" servlookup https
refused 'address in 10.0.0.0/33' "this is not an address" ipconv 10.0.0.1
refused '"PONG"' "results have no payload" servlookup https
refused '5' "'5' is no status or key here" servlookup https
refused '' 'is missing here' servlookup https
refused 'name ~ /(/' 'not a regular expression' servlookup https
refused 'interfaces == lo' 'name a member, as in interfaces.name' hostinfo
refused 'status == open' "'open' is no status here" hostinfo
refused 'mtu > 1q' "'1q' is not a number" ifinfo lo

run sockbox servlookup https --expect 'name == "a b", prot == 1'
text_is err 'servlookup: there is no key '"'prot'"', did you mean '"'port'"'?
  name == "a b", prot == 1
                 ^~~~
Try '"'sockbox servlookup --help'"'.' "a mistake is shown with its place"

run sockbox servlookup https --expect "$(printf 'name == "\033[31m\001", prot')"
err_lacks "$(printf '\033')" "what is in an expression cannot reach the terminal raw"

# ---- with other options -----------------------------------------------------------------------

run sockbox servlookup https/tcp --json --expect 'port == 80'
json_has 'r["port"] == 443' "--json prints the record all the same"
err_is 'servlookup: expected port == 80, got 443' "... and the miss on stderr"
run sockbox servlookup https/tcp --get name --expect 'port == 443, source'
out_is https "--get and --expect look at different keys"
exit_is 0 "... and both see theirs"
printf 'https/tcp\nno-such\nhttp/tcp\n' > "$work/lines"
run sockbox servlookup - --get port --expect 'status in {ok, not_found}, count == 2' < "$work/lines"
exit_is 0 "many questions from stdin are judged together"
run sockbox hostinfo localhost 127.0.0.1 --expect 'kind only {name, address}, count == 2'
exit_is 0 "questions that overlap are judged together"

# ---- --eventually --------------------------------------------------------------------------------

run sockbox servlookup https/tcp --expect 'port == 443' --eventually 5s -- echo done
exit_is 0 "--eventually: met at once"
out_has done "... then the command runs"
run sockbox servlookup https/tcp --expect 'port == 80' --eventually 200ms --every 50ms -- echo done
exit_is 1 "--eventually: never met"
out_lacks done "... and the command does not run"
err_is 'servlookup: expected port == 80, got 443' "... and the last miss is reported, once"
if unshare -Urm true 2> "$work/why"; then
	printf 'later 4242/tcp\n' > "$work/services"
	# The name appears while it is waited for: the file is put in place by the first answer.
	# shellcheck disable=SC2016  # for the inner shell
	run unshare -Urm sh -c '
		: > "$0/empty" && mount --bind "$0/empty" /etc/services || exit 99
		mkfifo "$0/seen"
		{ read -r _; cat "$0/services" > "$0/empty"; cat > /dev/null; } < "$0/seen" &
		sockbox servlookup later --calls --expect "port == 4242" --eventually 20s --every 20ms \
			2> "$0/seen"' "$work"
	exit_is 0 "--eventually: met when the name appears"
	out_like '^later 4242/tcp' "... and only the last answer is printed"
else
	skip "--eventually: met when the name appears" "no namespaces here: $(head -n 1 "$work/why")"
fi

# ---- the manual's examples hold -----------------------------------------------------------------

sed -n '/^\.SH EXAMPLES/,/^\.SH "SEE/p' man/sockbox-expect.man | sed -n '/^\.EX/,/^\.EE/p' |
	grep -v '^\.' | sed "s/\\\\(aq/'/g; s/\\\\(dq/\"/g; s/\\\\-/-/g; s/\\\\e/\\\\/g" > "$work/examples"
ok "the manual has examples" test "$(wc -l < "$work/examples")" -ge 10
while IFS= read -r example; do
	run sh -c "$example" < /dev/null
	exit_is 0 "sockbox-expect(7): $example"
done < "$work/examples"

done_testing
