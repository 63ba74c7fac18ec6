#!/bin/sh
# The language of the shell, its later words: time, watch, once, format, calls, assert, set, unset, cd, groups of expressions,
# second names of sockets, families, restricted sessions, and what is said to newcomers.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

lines() { # LINES...: one script
	printf '%s\n' "$@"
}
says() { # CODE STDOUT STDERR NAME LINES: stderr is a shell pattern
	run sockbox -c "$5"
	if [ "$(cat "$work/status")" != "$1" ]; then
		fail "$4" "exit code, expected $1"
	elif [ "$(cat "$work/out")" != "$2" ]; then
		fail "$4" "stdout, expected: $2"
	else
		case $(cat "$work/err") in
		$3) pass "$4" ;;
		*) fail "$4" "stderr, expected: $3" ;;
		esac
	fi
}

# ---- time ------------------------------------------------------------------------------------------

says 0 a '-c:1: ([0-9]*.[0-9]* ms)' 'time tells how long' 'time echo a'
says 0 'a
b' '-c:1: ([0-9]*.[0-9]* ms)' 'also of a block' 'time { echo a; echo b }'
says 1 '' '*-c:1: (* ms)' 'a failure is one all the same' 'time /bin/false'
says 0 a '-c:1: (1.[0-9]* s)' 'seconds are told as such' 'time { sleep 1; echo a }'

# ---- mistakes that would pass without a word -------------------------------------------------------------

says 2 '' '-c:1: *--quiet is an option, which belongs before the socket; to send it, quote it' 'an option behind a socket is not sent' \
	'a, b = socketpair -q; send a x --quiet'
says 2 '' '*recv: SOCKET is missing*Try ?help recv?.' 'where help is, in the shell' recv
says 2 '' '*--timeout=3 is an option*' 'nor one with a value' 'a, b = socketpair -q; send a x --timeout=3'
says 0 '"x--quiet" (8 bytes)' '' 'quoted it is' 'a, b = socketpair -q; send -q a "x" "--quiet"; recv b 9'
says 0 '"x--foo" (6 bytes)' '' 'what is no option is data' 'a, b = socketpair -q; send -q a x --foo; recv b 9'
says 2 '' "*'a' is no socket any more" 'a closed socket is called so' 'a, b = socketpair -q; close a; recv a 3'
says 2 '' '*SOURCE stands before GROUP: 127.0.0.1 232.1.1.1' 'the order of a source and its group' \
	's = socket udp; join-source s 232.1.1.1 127.0.0.1'

says 0 'went on' '' 'a failure that was foreseen gives no value, and is none' \
	's = create_connection 127.0.0.1:1 => ECONNREFUSED; echo went on'
says 2 '' '*$s is not set' 'nor does an older one stay' 's = 5; s = create_connection 127.0.0.1:1 => ECONNREFUSED; echo $s'
says 2 '' '*s: it gives no value' 'without one it is a mistake' 's = events off'
says 0 none '' 'a value that is a word of expectations' 's = socket tcp; gettimeout s => none'
says 1 '5s' '*expected none*' 'and that is another one' 's = socket tcp; settimeout s 5; gettimeout s => none'

# ---- watch -----------------------------------------------------------------------------------------

says 0 'a
a
a' '' 'so many rounds' 'watch -i 1ms -n 3 echo a'
says 0 'a
b
a
b' '' 'of a block' 'watch -n 2 -i 1ms { echo a; echo b }'
says 0 '' '' 'a failure ends nothing' 'watch -n 2 -i 1ms servlookup --builtin -q no-such'
says 2 '' '-c:1: watch: in a script it needs an end: -n, --until, or within' 'a script never hangs' 'watch echo a'
says 2 '' '*takes: watch*' 'an option that is none' 'watch -x echo a'
says 2 '' '*takes: watch*' 'an option without its value' 'watch -n'
says 2 '' "*'x' is not a number*" 'rounds that are none' 'watch -n x echo a'
says 127 '' '*no such command*' 'what is no command is not tried again' 'watch -n 3 -i 1ms no-such-command'
says 0 '0
1' '*expected "0", got "1"' 'until a status' 'n = 0
watch -i 1ms --until status 1 { echo $n => "0"; n = 1 }'
says 0 '0' '' 'until an expectation is met' "$(lines "watch -i 1ms --until '\"0\"' echo 0")"
says 1 'a
a' '*expected "b", got "a"*watch: it did not come to that' 'which it may never be' "watch -i 1ms -n 2 --until '\"b\"' echo a"
says 2 '' '*an expectation ends the watching of a single command*' 'an expectation goes with one command' "watch --until '\"b\"' { echo a; echo b }"
printf '1\n1\n2\n3\n' > "$work/counts"
says 0 '1
1
2' '' 'until the output changes' "watch -n 99 -i 1ms --until changed sh -c 'head -n 1 $work/counts; sed -i 1d $work/counts'"
says 4 'a' '-c:1: watch: its time is up' 'within a time' 'within 300ms { watch -i 1s --until status 1 echo a }'

# ---- formats ---------------------------------------------------------------------------------------

says 0 'text
json
{"type":"result","status":"ok","error":null,"value":"a"}
a
type,status,error,value
result,ok,,a' '' 'a format for all that follows' 'format
format json
format
echo a
once text echo a
once csv echo a | tr -d "\r"'
says 0 '{"type":"result","status":"ok","error":null,"value":"a"}
b' '' 'a format once' 'once json echo a; echo b'
says 0 '443' '' 'an option of the command wins' 'format json; servlookup --builtin --get port https/tcp'
says 0 'a' '' 'so does its format' 'format json; echo --format text a'
says 2 '' "-c:1: format: 'x' is no format; it is one of text, table, json, csv" 'a format that is none' 'format x'
says 2 '' "-c:1: once: 'x' is no format; it is one of text, table, json, csv" 'once, too' 'once x echo a'
run sockbox -c 'format json; ipconv 1.2.3.4 | head -1'
text_like out '^\{"type":"result","status":"ok"' 'applets follow it'

# ---- calls -----------------------------------------------------------------------------------------

run sockbox -c 'calls on; calls; a, b = socketpair; calls off; close a; calls'
text_is out 'on
a, b: connected unix
off' 'calls says what it is'
text_like err '^socketpair\(AF_UNIX, ' 'the calls of a verb are shown'
text_lacks err 'close(' 'until off'
run sockbox -c 'calls on; -create_connection 127.0.0.1:1; -echo-client 127.0.0.1:1'
test "$(grep -c '^connect(' "$work/err")" -ge 2 && pass 'and of an applet' || fail 'and of an applet'
says 2 '' "-c:1: calls: 'x' is neither on nor off" 'or not at all' 'calls x'

# ---- assert ----------------------------------------------------------------------------------------

says 0 '' '' 'what holds is not told' 'x = 5; assert $x == 5; assert $x > 4; assert $x <= 5; assert $x in 1..9; assert $x 1..9; assert $x != 6'
says 1 '' '-c:1: assert: expected > 7, got "5"' 'what does not is' 'assert 5 > 7; echo no'
says 1 '' '-c:1: assert: expected > 7, got "a"' 'a text is no number' 'assert a > 7'
says 0 '' '' 'networks and expressions' 'assert 10.1.2.3 in 10.0.0.0/8; assert abc ~ /^a.c$/; assert abc /b/'
says 0 'yes' '' 'in a list' 'assert 5 == 5 && echo yes'
says 0 'a, b: connected unix
1 byte' '' 'of a socket' 'a, b = socketpair; assert ${a.rcvq} == 0; sendall b "x"; assert ${a.rcvq} > 0'
says 2 '' '*takes: assert VALUE EXPECTATION*' 'it takes two' 'assert 5'
says 2 '' '*VALUE is missing*' 'at least' 'assert'
test ! -e 7 && pass 'and no file is made of what stands behind >' || fail 'and no file is made of what stands behind >'
says 0 5 '' 'echo compares so, too' 'echo 5 => > 4'

# ---- groups ----------------------------------------------------------------------------------------

says 0 'key=7, value
key 7' '' '$m1 ... hold the groups' 'echo "key=7, value" => /([a-z]+)=([0-9])/; echo $m1 $m2'
says 2 'a' '*$m2 is not set' 'one that there is none of is not set' 'echo a => /(a)|(b)/; echo $m2'
says 0 'ab
c
ab' '*expected /(x)/, got "c"' 'what is missed changes nothing' 'echo ab => /(.*)/; try echo c => /(x)/; echo $m1'
says 0 'a, b: connected unix
4 bytes
x"7800 79ff" (4 bytes)
2' '' 'they are bytes' 'a, b = socketpair; sendall a "x\0y\xff"; recv b 9 => /(y.)/; echo ${m1.size}'

# ---- set, unset, export, cd --------------------------------------------------------------------------

says 0 'set -e
set +x
format text
calls off
b = x"00ff"
a = "q\"\$\n"
n = 5' '' 'set lists what there is' 'n = 5; a = "q\"\$\n"; b = x"00ff"; set'
run sockbox -c 'a = "\x1b[31m"; set'
text_has out 'a = x"1b5b 3331 6d"' 'no byte acts on a terminal'
says 2 '' '-c:1: $x is not set' 'unset forgets' 'x = 5; unset x; echo $x'
says 2 '' '-c:1: unset: $x is not set' 'what there is' 'unset x'
says 2 '' '*first X = ..., then its name alone' 'export takes names' 'export X=5'
says 0 '1
none' '' 'programs do not have it any more' 'X = "1"; export X; sh -c '"'echo \${X-none}'; unset X; sh -c 'echo \${X-none}'"
says 2 '' '*a variable is set by: x = VALUE*' 'set sets no variable' 'set x 5'
says 0 / '' 'cd' 'cd /; pwd'
says 3 '' '*cannot go to /no/such: No such file or directory (ENOENT)' 'to what is there' 'cd /no/such'

# ---- second names --------------------------------------------------------------------------------------

says 0 'a, b: connected unix
1 byte
"x" (1 byte)
a' '' 'a socket may have two names' 'a, b = socketpair; t = $a; sendall t "x"; recv b 1; echo $t'
says 0 'SOCK_DGRAM' '' 'the variable says which' 'a = socket tcp; t = socket udp; a = $t; info a --get socktype'

# ---- what was expected is not told -------------------------------------------------------------------------

says 0 '' '' 'a refusal that was expected' 'create_connection 127.0.0.1:1 => ECONNREFUSED; create_connection 127.0.0.1:1 => refused'
says 0 'a, b: connected unix' '' 'an end that was expected' 'a, b = socketpair; close a; recv b 5 => EOF'
says 1 'a, b: connected unix' '*EOF, the peer has ended its side*expected timeout, got "closed"' 'one that was not' 'a, b = socketpair; close a; recv b 5 => timeout'

# ---- retry ---------------------------------------------------------------------------------------------------

says 1 '' "-c:1: servlookup: 'no-such': no such service" 'only the last try speaks' 'retry 3 every 1ms { servlookup --builtin no-such }'
run sockbox -c 'set -x; retry 3 every 1ms { servlookup --builtin no-such }'
test "$(grep -c 'no such service' "$work/err")" = 3 && pass 'with set -x all do' || fail 'with set -x all do'
says 0 '' '' 'a try that was good enough has nothing to say' "retry 5 every 1ms { sh -c 'echo x >> $work/tries; test \$(wc -l < $work/tries) -gt 2 || { echo bad >&2; exit 1; }' }"

# ---- families ------------------------------------------------------------------------------------------------

cat > "$work/echo.sbx" << 'END'
l = create_server $LOOPBACK 0
s = create_connection ${l.local}
c = accept l
sendall s "hello"
recv c 5 => "hello"
echo $LOOPBACK $1
END
run sockbox run --family 4,6,mapped "$work/echo.sbx" one
exit_is 0 'once for each family'
test "$(grep one "$work/out" | tr '\n' ,)" = '127.0.0.1 one,::1 one,::ffff:127.0.0.1 one,' && pass 'with its loopback address' || fail 'with its loopback address'
echo 'assert $LOOPBACK == "::1"' > "$work/six.sbx"
run sockbox run --family=4,6 "$work/six.sbx"
exit_is 1 'the worst counts'
text_has err 'six.sbx: exit status 1 with --family 4' 'and is named'
text_lacks err '--family 6' 'it alone'
says 1 '' '*six.sbx: exit status 1 with --family 4' 'also from inside' "run --family 4,6 $work/six.sbx"
run sockbox run --family 4,5 "$work/six.sbx"
exit_is 2 'families that are none'
text_has err "'4,5' is no list of 4, 6 and mapped" 'are told'
run sockbox run --family
exit_is 2 'none at all, too'

# ---- jobs at the end -------------------------------------------------------------------------------------------

run sockbox --no-wait -c 'sleep 60 &'
exit_is 0 'nobody waits for jobs'
run sockbox run --no-wait /dev/null
exit_is 0 'of a file neither'

# ---- restricted --------------------------------------------------------------------------------------------------

mkdir "$work/in" "$work/in/below"
echo 'echo inside' > "$work/in/below/lib.sbx"
echo 'echo outside' > "$work/lib.sbx"
ln -s ../lib.sbx "$work/in/link.sbx"
refused() { # LINES NAME: in a restricted session
	run sockbox --restricted -c "$1"
	if [ "$(cat "$work/status")" = 2 ] && [ ! -s "$work/out" ] && grep -q restricted "$work/err"; then
		pass "restricted: $2"
	else
		fail "restricted: $2"
	fi
}
refused '!echo a' '!'
refused 'echo_no_such' 'a program that is none'
refused '/bin/echo a' 'a program'
refused '/bin/echo a &' 'a job'
refused 'echo a | cat' 'a pipe to a program'
refused 'x = cat' 'a value of a program'
refused 'watch -n 1 cat' 'a program in a block'
refused "echo a > $work/made" 'output to a file'
refused "echo a >> $work/made" 'output behind a file'
refused "echo a 2> $work/made" 'messages to a file'
refused 'ipconv - < /etc/hosts' 'input from a file'
refused "source $work/lib.sbx" 'a script elsewhere'
refused "source $work/in/below/../../lib.sbx" 'by way of ..'
refused 'export HOME' 'export'
refused 'cd /' 'cd'
refused 'socket raw' 'a raw socket'
refused 'socket AF_INET SOCK_RAW 1' 'in the words of socket(2)'
refused 'socket netlink' 'the kernel'
refused 'socket packet' 'frames'
refused 'sethostname x' 'the name of this host'
refused 'pairrun -- cat' 'pairrun'
refused 'chat -l 0' 'chat'
refused "netpipe -o $work/made localhost 1" 'an option that writes a file'
refused "netpipe --transcript=$work/made localhost 1" 'an option that writes one, with ='
refused 'servlookup --file /etc/services http' 'an option that reads a file'
refused 'ipconv --subtract @/etc/hosts 1.2.3.4' 'a list from a file'
refused 'structpack --from-json @/etc/hosts H' 'values from a file'
refused 'ipconv --eventually 1s 1.2.3.4 -- id' 'a command behind --'
refused 'start netpipe -l 0 -o x' 'a server that writes a file'
test ! -e "$work/made" && pass 'restricted: nothing was made' || fail 'restricted: nothing was made'
for applet in $(sockbox --list=json | "$PYTHON" -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    for option in row.get("options", []):
        if str(option.get("value")) in ("FILE", "DIR", "PATH"):
            print(row["name"] + ":" + option["word"])
' 2> /dev/null | grep -v :get); do
	refused "${applet%%:*} --${applet#*:} $work/made a" "$applet"
done
run sockbox --restricted run "$work/lib.sbx"
text_is out outside 'restricted: the script itself may be anywhere'
echo 'source below/lib.sbx' > "$work/in/main.sbx"
(cd "$work/in" && run sockbox --restricted run main.sbx)
text_is out inside 'restricted: a script below its own'
echo 'run below/lib.sbx' > "$work/in/main.sbx"
(cd "$work/in" && run sockbox --restricted run main.sbx)
text_is out inside 'restricted: in a session of its own, too'
echo 'run link.sbx' > "$work/in/main.sbx"
(cd "$work/in" && run sockbox --restricted run main.sbx)
exit_is 2 'restricted: a link leads nowhere'
text_lacks out outside 'restricted: and nothing of it is run'
printf 'try cat /dev/null\n' > "$work/in/below/lib.sbx"
echo 'run below/lib.sbx' > "$work/in/main.sbx"
(cd "$work/in" && run sockbox --restricted run main.sbx)
text_has err 'runs no programs' 'restricted: so is what it runs'
run sockbox --restricted -c 'a, b = socketpair; sendall a "x" 2>&1; recv b 1; s = socket udp; l = create_server 127.0.0.1:0'
exit_is 0 'restricted: sockets are what it is for'
echo '!ls' > "$work/in.sbx"
sockbox --restricted < "$work/in.sbx" > "$work/out" 2> "$work/err"
test $? = 2 && pass 'restricted: standard input' || fail 'restricted: standard input'

# ---- what newcomers write ----------------------------------------------------------------------------------------

hint() { # LINES HINT
	run sockbox -c "$1"
	if [ "$(cat "$work/status")" != 0 ] && grep -qF -e "$2" "$work/err"; then
		pass "hint: $1"
	else
		fail "hint: $1" "lacks: $2"
	fi
}
hint 'x=5' "blanks belong around '='"
hint 'echo $(date)' 'x = COMMAND, then $x'
hint 'if true; then echo a; fi' "there is no 'if'"
hint 'if { }' "there is no 'if'"
hint 'while true { echo a }' 'repeat NUMBER'
hint 'for i in 1 2; do echo $i; done' 'foreach NAME in WORD'
hint 'function f { echo a }' 'source FILE'
hint 'f() { echo a }' 'only blocks have'
hint 'x = 5 + 3' 'there is no arithmetic'
hint 'let x' 'NAME = VALUE'
hint 'local x' 'NAME = VALUE'
hint 'puts hi' 'shown by: echo'
hint 'quit' 'the end is: exit'
hint 'return 5' 'exit [CODE]'
hint 'import_ socket' 'no such command'
hint 'echo -n hi' 'each value is a line'
hint 'export X=5' 'first X = ...'
hint 'set x 5' 'x = VALUE'
hint 'start ls' "with '&' behind it"
hint 'x = hello' 'stands in quotes'
hint 'close_ s' "did you mean 'close'"
says 0 5 '' 'such a word may be a variable' 'done = 5; for = 6; echo $done'
run sockbox -c 'echo a
echo "é" }'
text_is err "-c:2: column 11: ';' belongs before '}'
  echo \"é\" }
           ^" 'the place is shown'
long=$(printf 'echo %0100d }' 0)
run sockbox -c "$long"
test "$(awk '{ if (length($0) > 80) n++ } END { print n + 0 }' "$work/err")" = 0 && pass 'of a long line a part' || fail 'of a long line a part'

# ---- the manual page ---------------------------------------------------------------------------------------------

# What stands between .EX and .EE is a script that goes well.
"$PYTHON" - man/sockbox-shell.man "$work" << 'END'
import re, sys
for number, block in enumerate(re.findall(r"^\.EX\n(.*?)^\.EE\n", open(sys.argv[1]).read(), re.M | re.S)):
    text = block.replace("\\-", "-").replace("\\(dq", '"').replace("\\e", "\\")
    open("%s/example%d.sbx" % (sys.argv[2], number), "w").write(text)
END
for example in "$work"/example*.sbx; do
	run sockbox run "$example"
	exit_is 0 "the manual's ${example##*/}: $(grep -v '^#' "$example" | head -n 1)"
done
test -e "$work/example3.sbx" && pass 'which has some' || fail 'which has some'

done_testing
