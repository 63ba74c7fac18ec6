#!/bin/sh
# portcheck of many names: they are looked up side by side, and told in the order of the question.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs ip mount "$PYTHON"
in_netns
echo "nameserver 127.0.0.1
options timeout:1 attempts:1" > "$work/resolv.conf"
echo "hosts: dns" > "$work/nsswitch.conf"
mount --bind "$work/resolv.conf" /etc/resolv.conf && mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf ||
	skip_all "nothing can be mounted here"
background "$PYTHON" -I "$top/tests/bench/slow_dns.py" 300 "$work/dns"
wait_until 20 test -e "$work/dns"

words=
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do words="$words host$number.example.:$((80 + number))"; done
now() { "$PYTHON" -c 'import time; print(time.monotonic())'; }
began=$(now)
# shellcheck disable=SC2086  # words
run sockbox portcheck -4 $words --get port,status --rate 0
took=$("$PYTHON" -c "import time; print(time.monotonic() - $began)")
ok "16 names take about two, not 16: $took s" "$PYTHON" -c "import sys; sys.exit($took > 3)"
ok "in the order that they were asked for" \
	[ "$(cut -f 1 "$work/out" | tr '\n' ' ')" = "81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 " ]
ok "all have the same answer" [ "$(cut -f 2 "$work/out" | sort -u)" = no_route ]
exit_is 3 "there is no way to them"

# An address between them is not held up by what they are, nor a name that is no name.
# shellcheck disable=SC2086  # words
run sockbox portcheck -4 $words 127.0.0.1:9 'a..b:1' --get status
ok "18 results" [ "$(wc -l < "$work/out")" -eq 18 ]
ok "the address is the last but one" [ "$(tail -n 2 "$work/out" | head -n 1)" = refused ]

# --timeout is of each name, with its lookup.
# shellcheck disable=SC2086  # words
run sockbox portcheck -4 $words -w 100ms --get status
exit_is 4 "nobody answers in time"
ok "every name says so" [ "$(sort -u "$work/out")" = timeout ]
# Names are spread over those who look them up, wherever they stand among addresses.
words=
for number in 1 2 3 4 5 6 7 8; do
	words="$words host$number.example.:1 127.0.0.1:7"
	for port in 1 2 3 4 5 6; do words="$words 127.0.0.1:$port"; done
done
began=$(now)
# shellcheck disable=SC2086  # words
run sockbox portcheck -4 $words --get status --rate 0
took=$("$PYTHON" -c "import time; print(time.monotonic() - $began)")
ok "8 names among 56 addresses take about one: $took s" "$PYTHON" -c "import sys; sys.exit($took > 1.5)"

done_testing
