#!/bin/sh
# The language of the shell from outside: every construct and exit status, the same from a file, from
# -c and from stdin; jobs, pipes, signals, and what a child must not have.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# What waits for 5 seconds runs beside all else, and is judged at the end.
beside() { # NAME LINES: its exit code and seconds
	began=$(date +%s)
	timeout 60 sockbox -c "$2" > /dev/null 2>&1
	echo "$? $(($(date +%s) - began))" > "$work/beside-$1"
}
beside call 'a, b = socketpair; recv a 1' &
beside_call=$!
beside listen 'mcast-listen 239.1.1.1:5000 -I lo => count == 1' &
beside_listen=$!
pids="$pids $beside_call $beside_listen"

# ---- the same from everywhere ---------------------------------------------------------------------

# Run $work/script as a file, as a word and as stdin, with the arguments one and "two words".
everywhere() { # CODE NAME: stdout is $work/expected
	sockbox run "$work/script" one 'two words' > "$work/out" 2> "$work/err"
	code=$?
	sockbox -c "$(cat "$work/script")" one 'two words' > "$work/out.c" 2> "$work/err.c"
	code_c=$?
	sockbox < "$work/script" > "$work/out.stdin" 2> "$work/err.stdin"
	code_stdin=$?
	echo "$code" > "$work/status"
	echo "sockbox run $work/script" > "$work/command"
	[ "$code $code_c $code_stdin" = "$1 $1 $1" ] || {
		fail "$2" "exit codes $code $code_c $code_stdin, expected $1"
		return
	}
	for out in out out.c out.stdin; do
		cmp -s "$work/expected" "$work/$out" || {
			fail "$2" "$out is: $(cat "$work/$out")
expected: $(cat "$work/expected")"
			return
		}
	done
	pass "$2"
}

# Cases: a line "## CODE NAME", the script, a line "--", what it prints. A script that ends in an
# assignment or a block is one, too.
one_case() {
	[ -n "$case_name" ] || return 0
	everywhere "$case_code" "$case_name"
}
case_name=
part=
while IFS= read -r line; do
	case $line in
	'## '*)
		one_case
		rest=${line#\#\# }
		case_code=${rest%% *}
		case_name=${rest#* }
		: > "$work/script"
		: > "$work/expected"
		part=script
		;;
	--) part=expected ;;
	*) printf '%s\n' "$line" >> "$work/$part" ;;
	esac
done << 'CASES'
## 0 words and quotes
x = 5
echo a  b 'c  d $x' "e${x}f" e\ f$x # comment
echo x"41 42" b64"QUI=" "\x41\u{42}\103"
n = -5
echo $n "-x" -5
--
a b c  d $x e5f e f5
AB AB ABC
-5 -x -5
## 0 lines that go on
echo a \
 b
echo "c
d"
try {
	echo e
}
echo f |
	cat
--
a b
c\nd
e
f
## 0 lists
echo a; echo b
echo c && echo d
echo e || echo f
/bin/false || echo g
--
a
b
c
d
e
g
## 1 the left side of && has to succeed
/bin/false && echo no
echo no
--
## 1 the first failure stops
echo a
/bin/false
echo no
--
a
## 0 what is forgiven does not
-/bin/false
try { /bin/false; echo no }
echo ${?}
set +e
/bin/false
echo ${?}
--
1
1
## 3 the code of a program is the script's
sh -c 'exit 3'
--
## 7 exit
echo a
exit 7
echo no
--
a
## 127 a word that nobody knows
nosuchcommand
--
## 126 a file that is no program
/etc/passwd
--
## 143 a program that a signal ends
sh -c 'kill -TERM $$'
--
## 2 a variable that is not set
echo $nope
--
## 2 nothing is run of a text that is malformed... but what stdin brought before it
}
echo no
--
## 1 an applet that answers no
servlookup --builtin no-such-service > /dev/null
echo no
--
## 2 an applet that is misused
servlookup --nonsense
--
## 1 an expectation that is missed
echo 5 => 6
--
5
## 0 expectations
echo 5 => 5
echo abc => "abc"
echo abc => ~ /^a.c$/
x = "a\"b"
echo $x => $x
echo $x => "${x}"
servlookup --builtin https/tcp -q => port == 443 && echo yes
servlookup --builtin no-such -q => not_found; echo no
servlookup --builtin -q https/tcp => port in 440..450 # a comment
--
5
abc
abc
a"b
a"b
yes
no
## 0 values
a = 5
b = "x\0y"
c = $b
d = echo one
e = servlookup --builtin --get port https/tcp
f = echo abc | tr a-z A-Z
echo $a ${b.size} ${c.size} $d $e $f
echo ${f[0:1]} ${f[-1]} ${f[1:]} ${f.size}
--
one
5 3 3 one 443 ABC
A C BC 3
## 0 a pair, and what is sent over it
a, b = socketpair
sendall a "hello\n" x"00 ff"
recv b 100
sendall b "PO"; sendall b "NG"
recv a 4 => "PONG"
recv a 4 => timeout within 50ms
--
a, b: connected unix
8 bytes
x"6865 6c6c 6f0a 00ff" (8 bytes)
2 bytes
2 bytes
"PONG" (4 bytes)
## 0 an empty datagram is none that was cut, and neither is an end
a, b = socketpair unixgram
sendall a ""; recv b 4
sendall a "0123456789"; recv b 4
sendall a "0123"; recv b 4 => truncated == false
--
a, b: connected unixgram
0 bytes
"" (0 bytes)
10 bytes
"0123" (4 of 10 bytes, truncated)
4 bytes
"0123" (4 bytes)
## 4 a call in a block that has a time
a, b = socketpair
within 50ms { recv a 1 }
--
a, b: connected unix
## 4 a program in a block that has a time
within 50ms { sleep 20 }
--
## 1 an expectation that has a time
a, b = socketpair
recv a 1 => "x" within 50ms
--
a, b: connected unix
## 0 blocks
repeat 2 { echo r }
foreach x in a 'b c' { echo "<${x}>" }
l = socketpair
foreach s in $l { echo ${s.type} }
--
r
r
<a>
<b c>
l, s2: connected unix
SOCK_STREAM
SOCK_STREAM
## 1 retry gives up
retry 3 every 1ms { echo try; /bin/false }
--
try
try
try
## 0 retry ends once it went well
x = ""
retry 9 every 1ms {
	x = "${x}i"
	echo $x => "iii"
}
--
i
ii
iii
## 0 what is deferred comes last, the last one first
defer echo one
defer {
	echo two
	echo three
}
echo zero
--
zero
two
three
one
## 1 and after a failure, too
defer echo deferred
/bin/false
--
deferred
## 0 set -n runs nothing
echo a
set -n
echo b
/bin/false
--
a
## 0 pipes
echo b > PIPED
echo a >> PIPED
sort < PIPED | tr a-z A-Z | cat
servlookup --all --builtin | head -n 1 | wc -l
yes | head -n 1
rm PIPED
--
A
B
1
y
## 1 the last of a pipe that fails decides
echo a | sh -c 'exit 5' | sh -c 'exit 1' | cat
--
## 0 standard error goes where it is told
sh -c 'echo to err >&2' 2>&1 | cat
sh -c 'echo to err >&2' 2> ERRED; sh -c 'echo more >&2' 2>> ERRED; cat ERRED
rm ERRED
--
to err
to err
more
## 3 a file that is not there
cat < /nonexistent/file
--
## 0 redirections end with their command
echo a > /dev/null
echo b
--
b
## 3 a full device is an error
echo a > /dev/full
--
## 3 a variable has room for 1 MiB
x = yes
--
## 0 jobs
j = sh -c 'exit 0' &
wait $j
echo ${j.status}
k = sleep 20 &
kill $k
echo ${k.status}
--
0
143
## 3 the code of a job is what wait gives
sh -c 'exit 3' &
wait
--
## 3 nothing that runs beside a script is lost
sh -c 'exit 3' &
--
## 2 a verb is no job
echo a &
--
## 0 the user's own shell
!echo a; exit 0 | cat
--
a
## 0 what is exported
FOO = "b c"
export FOO
!echo "$FOO"
FOO = "d"
!echo "$FOO"
--
b c
d
CASES
one_case

# ---- what is said -----------------------------------------------------------------------------------

printf 'echo a\n\nservlookup --builtin nope\n' > "$work/x.sbx"
run sockbox run "$work/x.sbx"
err_is "x.sbx:3: servlookup: 'nope': no such service; did you mean 'nrpe'?" 'a failure says file and line'
run sockbox -c 'a, b = socketpair; sendall a "beta\n"; recv b 5 => "bete\n"'
exit_is 1 'a mismatch'
err_has '-c:1: recv: expected "bete\n", got "beta\n"; first difference at byte 3' 'says where'
run sockbox -c 'eco a'
err_is "-c:1: eco: no such command; did you mean 'echo'?" 'the nearest command'
run sockbox -c 'x = hello'
err_has 'a text that is no command stands in quotes: x = "..."' 'a text without quotes'
run sockbox -c 'a, b = socketpair; echo ${a.prt}'
err_is '-c:1: ${a.prt}: there is no field .prt; did you mean .port?' 'the nearest field'
printf 'set -n\necho "\\q"\nfoo |\n| b\n within { }\ntry {\n = 5\n echo fine\n}\n}\n' > "$work/x.sbx"
run sockbox run "$work/x.sbx"
exit_is 2 'a text with faults'
out_is '' 'is not run'
ok 'all are listed' test "$(grep ^x.sbx "$work/err" | cut -d: -f2 | tr '\n' ' ')" = '2 4 5 7 10 '
run sockbox -c 'set -x; x = 5; echo $x | cat > /dev/null'
err_is '-c:1: + echo 5 | cat' 'set -x shows commands expanded'
run sockbox -c "$(printf 'echo "\033[2J" => 5')"
ok 'no byte reaches a terminal raw' sh -c "! grep -q '$(printf '\033')' '$work/out' '$work/err'"

run sockbox -c
exit_is 2 '-c without lines'
run sockbox run
exit_is 2 'run without a file'
run sockbox run "$work/nope"
exit_is 3 'a file that is not there'
err_has 'ENOENT' 'and why'
run sockbox -c 'echo "${0} ${1} ${#}"' a b
out_is '-c a 2' 'arguments of -c'

# ---- files that run files ---------------------------------------------------------------------------

printf 'y = "from the other"\necho $1\n' > "$work/other"
printf 'echo "${1} ${#}"; exit 4\n' > "$work/third"
printf 'source %s\necho $y\ntry run %s a "b c"\necho ${?}\n' "$work/other" "$work/third" > "$work/x.sbx"
run sockbox run "$work/x.sbx" first
out_is 'first
from the other
a 2
4' 'source shares variables, run does not'
printf 'run %s\n' "$work/self" > "$work/self"
run timeout 20 sockbox run "$work/self"
exit_is 2 'a script that runs itself ends'
printf 'source %s\n' "$work/self" > "$work/self"
run timeout 20 sockbox run "$work/self"
exit_is 2 'one that reads itself too'
printf '#!/usr/bin/env -S sockbox run\necho "from ${1}"\n' > "$work/x.sbx"
chmod +x "$work/x.sbx"
run "$work/x.sbx" afar
out_is 'from afar' 'a script with #!'

# ---- stdin ------------------------------------------------------------------------------------------

mkfifo "$work/to" "$work/from"
sockbox < "$work/to" > "$work/from" 2> "$work/err" &
pids="$pids $!"
exec 7> "$work/to" 8< "$work/from"
echo 'echo one' >&7
read -r said <&8
ok 'a line runs when it has come' test "$said" = one
printf 'try {\necho two\n' >&7
echo '}' >&7
read -r said <&8
ok 'a block when it is whole' test "$said" = two
printf 'echo three' >&7
exec 7>&-
read -r said <&8
ok 'the last line needs no end' test "$said" = three
exec 8<&-
printf 'cat\necho after\n' | sockbox > "$work/out"
out_is after 'commands do not read the script'

# ---- servers ----------------------------------------------------------------------------------------

cat > "$work/x.sbx" << 'SCRIPT'
a, b = socketpair
j = start echo-server -q 0 > /dev/null
defer kill $j
x = echo hello | netpipe localhost ${j.port}
echo $x => "hello"
jobs --get state,local | cat
!ls -l /proc/${SERVER:-self}/fd > /dev/null
SERVER = ${j.pid}
export SERVER
!ls -l /proc/$SERVER/fd | grep -c socket:
SCRIPT
run timeout 20 sockbox run "$work/x.sbx"
exit_is 0 'a server is ready when start returns'
out_like '^running	tcp:' 'and known as a job'
ok 'no socket of the workbench is open in it' test "$(tail -n 1 "$work/out")" = 2
run sockbox -c 'start echo-server 192.0.2.1:1'
exit_is 3 'a server that cannot listen'
err_has 'EADDRNOTAVAIL' 'says why'
run sockbox -c 'j = start echo-server -q 0 > /dev/null; within 50ms { wait $j }'
exit_is 4 'a server does not end by itself'
run sockbox -c 'start ipconv 1'
exit_is 2 'an applet that is never ready'

# ---- signals ----------------------------------------------------------------------------------------

printf 'defer echo deferred\n!echo $PPID\na, b = socketpair\nwithin 50s { recv a 1 }\n' > "$work/x.sbx"
for signal in INT TERM; do
	run timeout 30 "$PYTHON" -I - "$SOCKBOX" "$work/x.sbx" $signal << 'PY'
import signal, subprocess, sys
number = getattr(signal, "SIG" + sys.argv[3])
script = subprocess.Popen([sys.argv[1], "run", sys.argv[2]], stdout=subprocess.PIPE)
script.stdout.readline()
script.stdout.readline()
script.send_signal(number)
rest = script.stdout.read()
sys.stdout.write(rest.decode())
sys.exit(script.returncode if script.wait() is None else script.returncode)
PY
	out_is deferred "SIG$signal stops a waiting call, and what is deferred runs"
done
exit_is 143 'with 128 and the signal'

# ---- time -------------------------------------------------------------------------------------------

wait "$beside_call" "$beside_listen"
read -r code took < "$work/beside-call"
ok 'a call that nothing comes of ends by itself' test "$code" = 4
ok 'after 5 seconds' test "$took" -ge 4
read -r code took < "$work/beside-listen"
ok 'so does what would listen for ever' test "$code" = 1

# ---- a person ---------------------------------------------------------------------------------------

if has_terminals; then
	run timeout 60 "$PYTHON" -I "$top/tests/cli/shell_prompt.py" "$SOCKBOX"
	exit_is 0 'at a prompt'
	while IFS= read -r line; do
		case $line in
		'ok '*) pass "prompt: ${line#ok }" ;;
		'not ok '*) fail "prompt: ${line#not ok }" ;;
		esac
	done < "$work/out"
else
	skip 'at a prompt' 'no pseudo-terminals here'
fi

done_testing
