#!/bin/sh
# Many questions from stdin: in order, each answered, whatever the lines are made of. ipconv asks
# them in turn, addrinfo side by side.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

ipconv="sockbox ipconv --get address,status"
addrinfo="sockbox addrinfo --type stream --get address,status"

# both NAME LINES EXPECTED CODE: LINES, as printf writes them, are answered so by both.
both() {
	for command in "$ipconv" "$addrinfo"; do
		# shellcheck disable=SC2059,SC2086  # a format and words on purpose
		printf "$2" | run $command -
		out_is "$3" "$1: $command"
		exit_is "$4" "$1: exit code"
	done
}

tab=$(printf '\t')
one="192.0.2.1${tab}ok"
two="2001:db8::1${tab}ok"
bad="${tab}invalid"

both 'two lines' '192.0.2.1\n2001:db8::1\n' "$one
$two" 0
both 'no final newline' '192.0.2.1\n2001:db8::1' "$one
$two" 0
both 'CR LF' '192.0.2.1\r\n2001:db8::1\r\n' "$one
$two" 0
both 'blank lines' '\n\n192.0.2.1\n  \n\t\n\r\n' "$one" 0
both 'blanks round words' '  192.0.2.1\t\n' "$one" 0
both 'nothing at all' '' '' 0
both 'a NUL byte in the middle' '192.0.2.1\n1.2.3\0004\n2001:db8::1\n' "$one
$bad
$two" 2

printf '192.0.2.1\nb\303\251d\377\n2001:db8::1\n' | run sockbox ipconv --get address,status -
out_is "$one
$bad
$two" "invalid UTF-8 in the middle: the others are answered, in order"
exit_is 2 "the worst wins"
err_like "^ipconv: 'b.*d\\\\xff': " "the line is named, escaped"

# A line of 1 MiB between two good ones.
{ echo 192.0.2.1; head -c 1048576 /dev/zero | tr '\0' 1; echo; echo 2001:db8::1; } > "$work/long"
for command in "$ipconv" "$addrinfo"; do
	# shellcheck disable=SC2086
	run $command - < "$work/long"
	out_is "$one
$bad
$two" "a line of 1 MiB: $command"
	exit_is 2 "a line of 1 MiB: exit code"
	err_has "the line is longer than 65536 bytes" "a line of 1 MiB: the reason"
	ok "a line of 1 MiB: one short sentence" test "$(wc -c < "$work/err")" -lt 250
done

printf '2001:db8::1\n' | run sockbox ipconv --get address 192.0.2.1 - 192.0.2.2
out_is "192.0.2.1
2001:db8::1
192.0.2.2" "'-' among operands"
printf '192.0.2.1\n' | run sockbox ipconv --get address - -
out_is "192.0.2.1" "'-' twice reads stdin once"
printf -- '--help\n-\n' | run sockbox ipconv --get status -
out_is "invalid
invalid" "options and '-' in a line are words"

# ---- streams ----------------------------------------------------------------------------------

run sockbox ipconv --get address 192.0.2.1 - <&-
exit_is 3 "closed stdin"
out_is "192.0.2.1
" "what was asked before it is answered, stdin has no value"
err_has "ipconv: '-': cannot read standard input: Bad file descriptor (EBADF)" "closed stdin is named"
run sockbox addrinfo --get address - < /
exit_is 3 "stdin is a folder"
err_has "(EISDIR)" "which is named"
printf 'left\n' | { sockbox ipconv 192.0.2.1 > /dev/null; cat > "$work/left"; }
ok "stdin that is not asked for is not read" grep -qx left "$work/left"

# An answer does not wait for the rest of the next line.
mkfifo "$work/in" "$work/answers"
for command in "$ipconv" "$addrinfo"; do
	# shellcheck disable=SC2086
	background sh -c "exec $command - < '$work/in' > '$work/answers'"
	exec 3> "$work/in" 4< "$work/answers"
	printf '192.0.2.1\n2001:' >&3
	read -r answer <&4
	ok "the first answer comes while the second line is written: $command" test "$answer" = "$one"
	printf 'db8::1\n' >&3
	read -r answer <&4
	ok "then the second" test "$answer" = "$two"
	exec 3>&- 4<&-
	wait $! # or it may read what the next one is written
done

# ---- much -------------------------------------------------------------------------------------

count=$(rounds 1000000)
yes 192.0.2.1 2> /dev/null | head -n "$count" > "$work/many"
if sanitized; then
	run sockbox ipconv --get address - < "$work/many"
else
	run sh -c 'ulimit -v 40000; exec sockbox ipconv --get address -' < "$work/many"
fi
exit_is 0 "$count lines in bounded memory"
ok "all are answered" cmp "$work/many" "$work/out"
# A table aligns its first 1,000 rows, and does not keep the others.
yes 192.0.2.1 2> /dev/null | head -n 200000 > "$work/more"
if sanitized; then
	run sockbox ipconv --format table - < "$work/more"
else
	run sh -c 'ulimit -v 40000; exec sockbox ipconv --format table -' < "$work/more"
fi
exit_is 0 "a table of 200000 rows in bounded memory"
ok "all are in it, below one header" test "$(wc -l < "$work/out")" -eq 200001
ok "and no row stands elsewhere" test "$(tail -n +2 "$work/out" | sort -u | wc -l)" -eq 1
{ head -n 1001 "$work/more"; echo nonsense; } | run sockbox ipconv --format table -
ok "what fails late is a row, below a header of its own" test "$(tail -n 2 "$work/out" | tr -s ' ')" = "$(
	echo 'input family address packed loose class integer reverse_name status error'
	echo 'nonsense invalid not an IP address, network or range')"
mkfifo "$work/rows"
background sh -c "exec sockbox ipconv --format table - < '$work/in' > '$work/rows'"
exec 3> "$work/in" 4< "$work/rows"
head -n 1000 "$work/more" >&3
read -r header <&4
i=0
while [ $i -lt 1000 ]; do
	read -r row <&4
	i=$((i + 1))
done
printf '2001:db8::1\n' >&3
read -r row <&4
exec 3>&- 4<&-
wait $!
ok "the header stands above the first 1000 rows" test "${header%% *}" = input
ok "and the next comes while stdin is open" test "${row%% *}" = 2001:db8::1
head -n 3000 "$work/many" | run sockbox addrinfo --type stream --get address -
ok "3000 lines side by side" test "$(wc -l < "$work/out")" -eq 3000
yes 192.0.2.1 2> /dev/null | run timeout 20 sockbox ipconv --get address --expect 'count >= 3' -
out_is "192.0.2.1
192.0.2.1
192.0.2.1" "an endless stdin ends when the expectation is met"
exit_is 0 "and it is met"
done_testing
