#!/bin/sh
# Output is all or an error: broken pipes, full devices, closed and strange descriptors.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# ---- broken pipe --------------------------------------------------------------------------------

# Nobody reads on: the applet ends by SIGPIPE, 128 + 13 to a shell.
piped() { # NAME SHELL-COMMAND
	sh -c "{ $2; echo \$? > '$work/status'; } 2> '$work/err' | head -n 1 > '$work/out'"
	echo "$2" > "$work/command"
	exit_is 141 "$1"
	ok "$1: no message" test ! -s "$work/err"
}
piped "a broken pipe" 'yes 192.0.2.1 2> /dev/null | sockbox ipconv -'
piped "a broken pipe in JSON" 'yes 192.0.2.1 2> /dev/null | sockbox ipconv --json -'
piped "a broken pipe, side by side" 'yes 192.0.2.1 2> /dev/null | sockbox addrinfo --type stream -'
piped "a broken pipe where SIGPIPE was ignored" \
	"yes 192.0.2.1 2> /dev/null | { trap '' PIPE; sockbox ipconv -; }"

# ---- full devices -------------------------------------------------------------------------------

for format in text table json csv; do
	run sh -c "exec sockbox ipconv --format $format 192.0.2.1 > /dev/full"
	exit_is 3 "$format to a full device"
	err_is "ipconv: cannot write to standard output: No space left on device (ENOSPC)" \
		"$format to a full device: the message"
	run sh -c "exec sockbox ipconv --format $format 192.0.2.1 >&-"
	exit_is 3 "$format to a closed stdout"
	err_is "ipconv: cannot write to standard output: Bad file descriptor (EBADF)" \
		"$format to a closed stdout: the message"
done
run sh -c 'exec sockbox ipconv --get address 192.0.2.1 > /dev/full'
exit_is 3 "--get to a full device"
run sh -c 'exec sockbox ipconv --get address 192.0.2.1 --eventually 1s > /dev/full'
exit_is 3 "--eventually to a full device"
run sh -c 'exec sockbox ipconv bogus --json > /dev/full'
exit_is 3 "what could not be said counts more than what it was"
run sh -c 'exec sockbox ipconv -q 192.0.2.1 >&-'
exit_is 0 "nothing to say needs no stdout"
yes 192.0.2.1 2> /dev/null | run timeout 20 sh -c 'exec sockbox ipconv - > /dev/full'
exit_is 3 "a full device ends an endless stdin"
run sh -c 'exec sockbox ipconv bogus 2> /dev/full'
exit_is 2 "a full stderr changes nothing"

# ---- closed descriptors ---------------------------------------------------------------------------

# is_filled PID N MODE: descriptor N is /dev/null, opened to read (0) or to write (1).
is_filled() {
	test "$(readlink "/proc/$1/fd/$2")" = /dev/null &&
		grep -q "^flags:.*$3\$" "/proc/$1/fdinfo/$2"
}

# An applet that waits shows what it holds.
mkfifo "$work/fifo"
background sh -c "exec sockbox ipconv - < '$work/fifo' >&- 2>&-"
waiting=$!
exec 3> "$work/fifo"
ok "a closed stdout is filled the wrong way round" wait_until 10 is_filled "$waiting" 1 0
ok "so is a closed stderr" wait_until 10 is_filled "$waiting" 2 0
exec 3>&-
background sh -c "exec sockbox ipconv bogus --eventually 60s <&- > /dev/full 2> /dev/full"
waiting=$!
ok "so is a closed stdin" wait_until 10 is_filled "$waiting" 0 1
kill "$waiting"

run sh -c 'exec sockbox ipconv --get address 192.0.2.1 <&- 2>&-'
exit_is 0 "without stdin and stderr"
out_is "192.0.2.1" "the answer is there"
run sh -c 'exec sockbox ipconv 192.0.2.1 <&- >&- 2>&-'
exit_is 3 "without any descriptor"
run sh -c 'ulimit -n 4; exec sockbox ipconv --get address 192.0.2.1'
exit_is 0 "with a single descriptor to spare"
out_is "192.0.2.1" "the answer is there too"

# ---- the command of --eventually ----------------------------------------------------------------

run sockbox ipconv --get address 192.0.2.1 --eventually 1s -- echo met
exit_is 0 "--eventually runs its command"
out_is "192.0.2.1
met" "which has our stdout"
run sockbox ipconv -q 192.0.2.1 --eventually 1s -- sh -c 'exit 42'
exit_is 42 "and its exit code is ours"
run sockbox ipconv -q bogus --eventually 10ms --every 5ms -- echo met
exit_is 2 "without success it is not run"
out_is "" "and says nothing"
run sh -c 'cd /proc/$$/fd && echo *'
cp "$work/out" "$work/kept"
run sockbox ipconv -q 192.0.2.1 --eventually 1s -- sh -c 'cd /proc/$$/fd && echo *'
ok "it inherits no descriptor of ours" cmp "$work/kept" "$work/out"
run sockbox ipconv -q 192.0.2.1 --eventually 1s -- "$work/no-such-program"
exit_is 127 "no such program"
run sockbox ipconv -q 192.0.2.1 --eventually 1s -- "$work"
exit_is 126 "not a program"

# ---- non-blocking descriptors --------------------------------------------------------------------

# A parent that made the pipe non-blocking (node does) and reads slowly loses nothing.
cat > "$work/slow.py" <<'END'
import os, subprocess, sys
lines = int(sys.argv[1])
read, write = os.pipe()
os.set_blocking(write, False)
stdin = b"192.0.2.1\n" * lines
child = subprocess.Popen(["sockbox", "ipconv", "--get", "address", "-"], stdout=write,
                         stdin=subprocess.PIPE)
os.close(write)
if os.fork() == 0:
    os.close(read)
    child.stdin.write(stdin)
    child.stdin.close()
    os._exit(0)
child.stdin.close()
seen = b""
while True:
    part = os.read(read, 4096)
    if not part:
        break
    seen += part
sys.exit(0 if seen == stdin and child.wait() == 0 else 1)
END
ok "a non-blocking stdout loses nothing" "$PYTHON" -I "$work/slow.py" 100000
done_testing
