#!/bin/sh
# netcheck: plans from strangers. None runs a program, reads or writes a file, or takes all memory.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

needs python3

plan() { cat > "$work/p.check"; }
python() { "$PYTHON" -I "$@"; }

# ---- files ------------------------------------------------------------------------------------

names_file() { # OPTION LINE
	printf '%s\n' "a: $2" > "$work/p.check"
	run sockbox netcheck "$work/p.check"
	exit_is 2 "$2"
	err_has "'--$1' names a file: only with --allow-exec" "$2: says which option"
	ok "$2: nothing is written" test ! -e "$work/written"
}
echo '[1]' > "$work/list"
names_file output "netpipe -o $work/written tcp:127.0.0.1:1"
names_file output "netpipe -o$work/written tcp:127.0.0.1:1"
names_file transcript "netpipe tcp:127.0.0.1:1 --transcript=$work/written"
names_file replay "netpipe tcp:127.0.0.1:1 --replay $work/list"
names_file output "netpipe --recv-fd -o $work/written unix:$work/socket"
names_file folder "chat --folder $work 127.0.0.1:1"
names_file file "structpack --file $work/list --unpack i"
names_file from-json "structpack --from-json @$work/list i"
names_file subtract "ipconv --subtract @$work/list 10.0.0.0/8"
names_file file "servlookup --file $work/list http"
names_file file "protolookup --file $work/list tcp"
run sockbox netcheck --check "a: doctor -o json=$work/written"
exit_is 2 "a plan runs no plan of another applet's"
err_has "a plan runs no plan" "and says so"
run sockbox netcheck --check "a: structpack --from-json '[1]' i" --check 'b: ipconv --subtract 10.0.0.0/9 10.0.0.0/8'
exit_is 0 "a text is no file"
run sockbox netcheck --allow-exec --check "a: structpack --from-json @$work/list i"
exit_is 0 "files, when they are allowed"
printf 'doctor -o json=%s\n' "$work/written" > "$work/session"
run sockbox --restricted "$work/session"
ok "a restricted session writes no report either" test ! -e "$work/written"

# ---- what a peer says is no option ------------------------------------------------------------

cat > "$work/peer.py" << 'END'
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        guest, _ = server.accept()
        with guest:
            guest.sendall(sys.argv[1].encode())
END
peer() { # TEXT NUMBER: sends TEXT to all who come to $port
	mkfifo "$work/peer.$2"
	"$PYTHON" -I "$work/peer.py" "$1" > "$work/peer.$2" &
	pids="$pids $!"
	read -r port < "$work/peer.$2"
}
says() { # TEXT NUMBER
	peer "$1" "$2"
	plan <<- END
		a: portcheck 127.0.0.1 $port --banner
		  capture data as said
		b: netpipe tcp:127.0.0.1:$port \$said
	END
}
says "-o$work/written" 1
run sockbox netcheck "$work/p.check" --get id,verdict,reason
exit_is 3 "a value that would be an option"
out_has "b	error	\$said begins with '-': no option" "is an error of who takes it"
ok "nothing is written" test ! -e "$work/written"
run sockbox netcheck --allow-exec "$work/p.check" --get id,verdict
exit_is 3 "also where programs are allowed"
ok "nothing is written then either" test ! -e "$work/written"
says "o" 2
sed -i "s|\\\$said|-\$said $work/written|" "$work/p.check"
run sockbox netcheck "$work/p.check" --get id,verdict,reason
exit_is 2 "a letter that would complete an option"

# ---- what is included -------------------------------------------------------------------------

mkdir -p "$work/in/..data" "$work/elsewhere"
echo 'hunter2 is no plan' > "$work/elsewhere/secret"
echo 'a: ipconv 1.2.3.4' > "$work/in/..data/a.check"
ln -s ..data/a.check "$work/in/a.check"
ln -s ../elsewhere/secret "$work/in/secret.check"
ln -s ../elsewhere "$work/in/folder"
ln -s "$work/in/..data/a.check" "$work/in/absolute.check"
ln -s /proc/self/root "$work/in/root"
includes() { # NAME
	echo "include $1" > "$work/in/p.check"
	run sockbox netcheck "$work/in/p.check"
}
includes a.check
exit_is 0 "a link within the folder, as Kubernetes makes them"
for name in secret.check folder/secret "root$work/elsewhere/secret" absolute.check; do
	includes "$name"
	exit_is 2 "$name"
	err_has "leads out of its folder" "$name: is refused"
	err_lacks hunter2 "$name: and not shown"
done
includes 'folder/*'
exit_is 2 "a pattern in a folder that is elsewhere"
err_has "folder/ is a link that leads out of its folder" "is refused"
err_lacks "folder/secret" "and no name there is told"
mkfifo "$work/in/pipe"
includes pipe
exit_is 2 "a pipe is not waited for"
err_has "is a pipe, not a file" "and says so"
includes .
exit_is 2 "a folder is no plan"

# Kernels and containers that have no openat2.
cat > "$work/without.py" << 'END'
import ctypes, os, struct, sys
filter = b"".join(struct.pack("HBBI", *row) for row in (
    (0x20, 0, 0, 0),           # the number of the call
    (0x15, 0, 1, 437),         # openat2
    (0x06, 0, 0, 0x00050026),  # ENOSYS
    (0x06, 0, 0, 0x7fff0000))) # else let it be
program = struct.pack("HxxxxxxP", 4, ctypes.addressof(held := ctypes.create_string_buffer(filter)))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
    sys.exit(77)
os.execvp(sys.argv[1], sys.argv[1:])
END
if python "$work/without.py" true; then
	without() { # NAME
		echo "include $1" > "$work/in/p.check"
		run python "$work/without.py" sockbox netcheck "$work/in/p.check"
	}
	cp "$work/in/..data/a.check" "$work/in/plain.check"
	without plain.check
	exit_is 0 "without openat2: a file"
	for name in a.check secret.check folder/secret "root$work/elsewhere/secret"; do
		without "$name"
		exit_is 2 "without openat2: $name"
		err_has "leads out of its folder" "without openat2: $name is refused"
		err_lacks hunter2 "without openat2: $name is not shown"
	done
else
	skip "without openat2" "no seccomp here"
fi

# ---- what multiplies --------------------------------------------------------------------------

heavy() { # NAME SENTENCE PYTHON: prints a plan that is refused, soon and in little memory
	python -c "$3" > "$work/p.check"
	run timeout -k 1 60 sockbox netcheck "$work/p.check" --lint
	exit_is 2 "$1"
	err_has "$2" "$1: says why"
}
heavy "a value of values of values" "up to here the words of this plan come to 64 MiB" '
print("set a0 = xxxxxxxxxx")
for i in range(40): print("set a%d = ${a%d}${a%d}${a%d}${a%d}" % (i + 1, i, i, i, i))'
heavy "a matrix of a long line" "up to here the words of this plan come to 64 MiB" '
print("a: ipconv", "1.1.1.1 " * 100000)
print("  each n in", *range(9000))'
heavy "a long default of many" "up to here the words of this plan come to 64 MiB" '
print("default tags", "t " * 100000)
for i in range(1000): print("a%d: ipconv 1.1.1.1" % i)'
heavy "many defaults" "these are too many defaults for one plan" '
print("default alone\n" * 200000)'
heavy "deep matrices" "a check has 16 'each' at most" '
print("a: ipconv 1.1.1.1")
for i in range(10000): print("  each a%d in 0" % i)'
heavy "wide matrices" "these are more than 10000 checks" '
print("a: ipconv 1.1.1.1")
for i in range(14): print("  each a%d in 0 1" % i)'
heavy "all need all" "need others more than 1000000 times" '
print("m: ipconv 1.1.1.1\n  each n in", *range(2000))
for i in range(1000): print("a%d: ipconv 1.1.1.1\n  needs m" % i)'
heavy "one mistake, a hundred thousand times" "980 more places are wrong" '
for i in range(5000): print("set a%d = x" % i)
print("include $nope\n" * 100000)'
heavy "many locks" "a check has 16 locks at most" '
print("a: ipconv 1.1.1.1\n  lock", *range(17))'
heavy "a large file" "larger than 4194304 bytes" '
print("a: ipconv", "1" * 10000000)'
heavy "many files" "a plan has 64 files at most" '
print("include ./p.check")'

light() { # NAME PYTHON: prints a plan that is large, and fine, and checked soon
	python -c "$2" > "$work/p.check"
	run timeout -k 1 60 sockbox netcheck "$work/p.check" --lint
	exit_is 0 "$1"
}
light "one name, needed half a million times" '
for i in range(9900): print("a%d: ipconv 1.1.1.1" % i)
print("b: ipconv 1.1.1.1\n  needs", "a0 " * 500000)'
light "one matrix, needed half a million times" '
print("a: ipconv 1.1.1.1\n  each n in", *range(9900))
print("b: ipconv 1.1.1.1\n  needs", "a " * 500000)'
light "10,000 checks of twenty words and two names" '
print("set v = 1.1.1.1\nset f = AF_INET")
for i in range(9900): print("a%d:" % i, "ipconv", "$v " * 18, "=> all family == $f")'

# Servers that need all those before them; who needs them is skipped in between.
python -c '
print("a: ipconv nonsense\nb: ipconv ${s29.port}\n  needs a")
for i in range(30):
    print("start s%d: echo-server :0" % i)
    if i: print("  needs", *("s%d" % j for j in range(i)))' > "$work/p.check"
run timeout -k 1 60 sockbox netcheck "$work/p.check" --get id,verdict
out_is "a	error
b	skip" "what needs what is looked at once"

# ---- the front of a secret is secret -----------------------------------------------------------

front=thiswouldbethefrontofalongkey
long=$front$(printf '%01500d' 0)
export long
reveals() { # LINES
	printf 'secret s = ${long}\n%b\n' "$1" > "$work/p.check"
	run timeout -k 1 60 sockbox netcheck "$work/p.check" -o "junit=$work/x" -o "json=$work/l" -o human
	cat "$work/x" "$work/l" >> "$work/out"
	out_lacks "$front" "reports: ${1%%\\*}"
	err_lacks "$front" "stderr: ${1%%\\*}"
}
reveals 'a: ${s}'
reveals 'a: ipconv ${n}\n  each n in ${s} ${s}'
reveals 'a: ipconv 1.2.3.4 => ${s}'
reveals 'a: ipconv 1.2.3.4 --${s}'
reveals 'a: ipconv 1.2.3.4 --format ${s}'
reveals 'a: ipconv 1.2.3.4\n  timeout ${s}'
reveals 'a: structpack ${s} 1'
reveals 'a: portcheck 127.0.0.1 ${s}'
reveals 'include a/${s}'

# ---- a plan that never ends ---------------------------------------------------------------------

mkfifo "$work/endless"
cat > "$work/stop.py" << 'END'
import signal, subprocess, sys, time
number = getattr(signal, sys.argv[1])
signal.signal(signal.SIGINT, signal.SIG_DFL)
end = open(sys.argv[2], "r+b", 0)
end.write(b"a: ipconv 1.2.3.4\n")
checking = subprocess.Popen(["sockbox", "netcheck", "-"], stdin=end)
def blocks():
    with open(f"/proc/{checking.pid}/status") as status:
        return any(line.startswith("SigBlk") and int(line.split()[1], 16) for line in status)
while not blocks():
    time.sleep(0.01)
checking.send_signal(number)
try:
    sys.exit(checking.wait(20) != -number)
finally:
    checking.kill()
END
for number in SIGINT SIGTERM; do
	ok "$number ends the reading of a plan" python "$work/stop.py" $number "$work/endless"
done
exec 7<> "$work/endless"
run timeout -k 1 30 sockbox netcheck - --timeout 100ms < "$work/endless"
exec 7>&-
exit_is 4 "so does the time of all"
err_has "standard input did not end in time" "and says so"

# ---- what is red must not be forgotten ---------------------------------------------------------

printf 'a: ipconv 1.2.3.4\nb: ipconv 1.2.3.5\n' | plan
red() { # JSON
	printf '%s\n' "$1" > "$work/l"
	run timeout -k 1 60 sockbox netcheck "$work/p.check" --rerun-failed "$work/l" --get id
}
red '{"type":"check","id":"b","verdict":"fail"}
{"type":"check","id":"gone","verdict":"error"}'
exit_is 2 "a check that was red and is no more"
err_has "'gone' was red in $work/l, and is no check of this plan" "is told"
red '{"type":"check","id":"b\u0000c","verdict":"fail"}'
exit_is 2 "a name is compared whole"
red '{"type":"check","id":["b"],"verdict":"fail"}
{"id":"b","verdict":{}}
[[[[{
'
exit_is 5 "lines that are none of a report"
printf '%20000s' '' | sed 's/ /{"type":"check","id":"b","verdict":"fail"}\n/g' > "$work/many"
run timeout -k 1 60 sockbox netcheck "$work/p.check" --rerun-failed "$work/many"
exit_is 2 "a report of another plan"
err_has "has more checks than this plan" "is told at once"
run sockbox netcheck "$work/p.check" -o "json=$work/missing/l"
exit_is 3 "a report that has no folder is no failed check"

run sockbox netcheck "$work/p.check" -o "json=$work/same" -o "tap=$work/same"
exit_is 2 "two reports in one file"
err_has "has a report already" "are refused"
ok "nothing is written" test ! -e "$work/same"

clause() { # SENTENCE CLAUSE
	printf 'a: ipconv 1.2.3.4\n  %s\n' "$2" | plan
	run sockbox netcheck "$work/p.check"
	exit_is 2 "$2"
	err_has "$1" "$2: says why"
}
for day in 2026-13-01 2026-31-12 2026-00-10 2026-02-30 2026-04-31 0000-00-00; do
	clause 'takes: todo "WHY" until YYYY-MM-DD' "todo why until $day"
done
clause "'0s' is too short" "timeout 0s"
clause "'0ms' is too short" "eventually 1s every 0ms"
clause "'0h' is too short" "hold 0h"

done_testing
