#!/usr/bin/env python3
# pairrun against programs that no one here wrote: types, bounds, ends, floods, signals, transcripts.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

MIB = 1 << 20
PYTHON = [sys.executable, "-I", "-c"]
SOCKET = "import os, socket, sys\ns = socket.socket(fileno=os.dup(0))\n"


def python(code):
    """A program in Python with its socket as s."""
    return [*PYTHON, SOCKET + code]


def pairrun(*words, **how):
    return run("pairrun", *words, **how)


def results(ran):
    return [row for row in rows(ran.stdout) if row["type"] == "result"]


def is_running(pid):
    try:
        with open("/proc/%d/stat" % pid) as line:
            return line.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def blocked(pid):
    """The signals that a process blocks, as a mask."""
    with open("/proc/%d/status" % pid) as lines:
        return [int(line.split()[1], 16) for line in lines if line.startswith("SigBlk")][0]


# ---- types ------------------------------------------------------------------------------------------

for kind, name in (("stream", "SOCK_STREAM"), ("dgram", "SOCK_DGRAM"), ("seqpacket", "SOCK_SEQPACKET")):
    @check("%s: Python sees the type, one socket for both, blocking, without a name" % kind)
    def _():
        ran = pairrun("--type", kind, "--", *python(
            "same = os.fstat(0).st_ino == os.fstat(1).st_ino\n"
            "text = '%s %s %s %s %r' % (s.family.name, s.type.name, same, os.get_blocking(0), s.getpeername())\n"
            "s.send(text.encode())"))
        equal((ran.returncode, ran.stderr), (0, b""))
        equal(ran.stdout.decode(), "AF_UNIX %s True True ''" % name)

for kind in ("dgram", "seqpacket"):
    @check("%s: messages stay apart both ways, empty ones too" % kind)
    def _():
        ran = pairrun("--type", kind, "--json", "--send", "one", "--send", "", "--send", "three", "--", *python(
            "for i in range(3): s.send(b'[' + s.recv(100) + b']')\n"
            "s.send(b'')"))
        equal(ran.returncode, 0, ran.stderr)
        *pieces, last = results(ran)
        equal([row["data"] for row in pieces], ["[one]", "[]", "[three]", ""])
        equal([row["true_size_bytes"] for row in pieces], [5, 2, 7, 0])
        equal((last["sent"], last["sent_bytes"], last["received"], last["received_bytes"]), (3, 8, 4, 14))

    @check("%s: two programs keep their messages apart" % kind)
    def _():
        say = python("for size in (1, 0, 70000, 2): s.send(b'x' * size)\ns.recv(1)")
        hear = python("sizes = [len(s.recv(1 << 20)) for i in range(4)]\n"
                      "s.send(b'.')\nsys.exit(sizes != [1, 0, 70000, 2])")
        ran = pairrun("--type", kind, "--json", "--", *say, "::", *hear)
        equal(ran.returncode, 0, ran.stderr)
        equal([(row["sent"], row["received"]) for row in results(ran)], [(1, 4), (4, 1)])


@check("seqpacket: the end is told from an empty message")
def _():
    ran = pairrun("--type", "seqpacket", "--json", "--", *python(
        "s.send(b''); s.send(b''); s.shutdown(socket.SHUT_WR)"))
    equal([row["data"] for row in results(ran)], ["", "", None])


@check("lines of stdin are messages without their newline")
def _():
    ran = pairrun("--type", "seqpacket", "--send", "-", "--get", "data", "--", *python(
        "while True:\n data = s.recv(100)\n s.send(data)\n if data == b'end': break"), input=b"a\n\nb\r\nend")
    equal(ran.stdout, b"a\n\nb\\x0d\nend\n\n")


@check("every message that the sender's limits let through gets through")
def _():
    big = "s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)\ns.send(b'x' * %d)\n"
    for size in (100000, 200000, 400000):
        ran = pairrun("--type", "seqpacket", "--json", "--", *python(big % size), "::",
                      *python("sys.exit(len(s.recv(1 << 21)) != %d)" % size))
        limit = int(open("/proc/sys/net/core/wmem_max").read()) * 2 - 1024
        if size < limit:
            equal(ran.returncode, 0, ran.stderr)


# ---- streams --------------------------------------------------------------------------------------------

@check("10 MiB through a program and back, bit by bit, with half-close")
def _():
    data = os.urandom(10 * MIB)
    ran = pairrun("--send", "-", "--", "cat", input=data)
    equal((ran.returncode, ran.stderr), (0, b""))
    true(ran.stdout == data, "the same came back: %d bytes" % len(ran.stdout))


@check("all of it is answered only after the end was read")
def _():
    ran = pairrun("--send", "-", "--", "sort", input=b"b\na\n" * 100000)
    true(ran.stdout == b"a\n" * 100000 + b"b\n" * 100000)


BOTH = """
import threading
size = 10 << 20
def say():
    s.sendall(bytes(size)); s.shutdown(socket.SHUT_WR)
thread = threading.Thread(target=say); thread.start()
got = 0
while True:
    data = s.recv(65536)
    if not data: break
    got += len(data)
thread.join()
sys.exit(got != size)
"""


@check("10 MiB both ways at once between two programs")
def _():
    ran = pairrun("--json", "--", *python(BOTH), "::", *python(BOTH))
    equal(ran.returncode, 0, ran.stderr)
    for row in results(ran):
        equal((row["sent_bytes"], row["received_bytes"], row["unsent_bytes"], row["unread"]),
              (10 * MIB, 10 * MIB, 0, False))


@check("half-close between programs: the answer comes after the end")
def _():
    ask = python("s.sendall(b'question'); s.shutdown(socket.SHUT_WR)\n"
                 "data = b''\n"
                 "while part := s.recv(100): data += part\n"
                 "sys.exit(data != b'QUESTION')")
    answer = python("data = b''\n"
                    "while part := s.recv(100): data += part\n"
                    "s.sendall(data.upper())")
    ran = pairrun("--", *ask, "::", *answer)
    equal(ran.returncode, 0, ran.stderr)


@check("what was written just before the end is not lost")
def _():
    for _ in range(rounds(200)):
        ran = pairrun("--", "sh", "-c", "printf '%0300000d' 1; exit 0", stdin=None)
        equal((ran.returncode, len(ran.stdout)), (0, 300000))


@check("a program that does not read holds nobody up, and that is told")
def _():
    ran = pairrun("--json", "--send", "-", "--", *python("import select; select.select([s], [], []); s.send(b'out\\n')"),
                  input=bytes(3 * MIB))
    last = results(ran)[-1]
    equal((ran.returncode, last["received_bytes"], last["unread"]), (0, 4, True))
    true(last["sent_bytes"] < 3 * MIB, last)


@check("a program that ends early breaks the other's pipe")
def _():
    ran = pairrun("--json", "--", "yes", "::", "head", "-c", "10")
    one, other = results(ran)
    equal((ran.returncode, one["status"]), (1, "mismatch"))
    true(one["signal"] == "SIGPIPE" or one["exit_status"] == 1, one)  # where it was blocked: EPIPE alone
    equal((other["exit_status"], other["received_bytes"]), (0, 10))
    true(one["unsent_bytes"] + one["sent_bytes"] == other["received_bytes"], one)
    ran = pairrun("--expect", "any status == mismatch", "--", "yes", "::", "head", "-c", "10")
    equal(ran.returncode, 0, ran.stderr)


@check("a program that floods goes no faster than its reader, in constant memory")
def _():
    child = subprocess.Popen([SOCKBOX, "pairrun", "--", "yes"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    child.stdout.read(10 * MIB)
    time.sleep(0.1)  # it could fill memory now
    with open("/proc/%d/status" % child.pid) as lines:
        size = [int(line.split()[1]) for line in lines if line.startswith("VmRSS")][0]
    child.stdout.close()
    equal(child.wait(PATIENCE_S), -signal.SIGPIPE)
    true(SANITIZED or size < 8192, "%d KiB" % size)


@check("SIGINT ends it although nobody reads its transcript any more")
def _():
    os.mkfifo(path("stuck"))
    reader = os.open(path("stuck"), os.O_RDONLY | os.O_NONBLOCK)
    child = subprocess.Popen([SOCKBOX, "pairrun", "--transcript", path("stuck"), "--", "yes"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    select.select([reader], [], [], PATIENCE_S)
    time.sleep(0.3)  # it is full by now
    child.send_signal(signal.SIGINT)
    equal(child.wait(PATIENCE_S), -signal.SIGINT)
    os.close(reader)


if shutil.which("socat"):
    @check("socat at one end, and at both")
    def _():
        ran = pairrun("--send", "hello", "--", "socat", "-", "SYSTEM:cat")
        equal((ran.returncode, ran.stdout), (0, b"hello"), ran.stderr)
        ran = pairrun("--json", "--", "sh", "-c", "echo ping; read word; [ $word = PING ]", "::",
                      "socat", "-t5", "STDIO", "SYSTEM:sed -u s/ping/PING/")
        equal(ran.returncode, 0, ran.stderr)


# ---- terminals ------------------------------------------------------------------------------------------

@check("on a terminal lines stay lines, and nothing acts on it")
def _():
    main, other = pty.openpty()
    child = subprocess.Popen(
        [SOCKBOX, "pairrun", "--", "sh", "-c", r"printf 'one\n\033[31mtwo\342'; printf '\202\254\n'"],
        stdout=other, env=dict(os.environ, LC_ALL="C.UTF-8"))
    equal(child.wait(PATIENCE_S), 0)
    os.close(other)
    said = b""
    while select.select([main], [], [], 0.2)[0]:
        try:
            said += os.read(main, 1000)
        except OSError:
            break
    os.close(main)
    equal(said.decode().replace("\r\n", "\n"), "one\n\\x1b[31mtwo€\n")


@check("a program has no terminal, even where we have one")
def _():
    main, other = pty.openpty()
    child = subprocess.Popen([SOCKBOX, "pairrun", "--", "sh", "-c", "(: < /dev/tty) 2> /dev/null && echo has; exit 0"],
                             stdin=other, stdout=subprocess.PIPE, start_new_session=True,
                             preexec_fn=lambda: os.close(os.open(os.ttyname(other), os.O_RDWR)))
    said, _ = child.communicate(timeout=PATIENCE_S)
    os.close(main)
    os.close(other)
    equal(said, b"")


# ---- ends -----------------------------------------------------------------------------------------------

@check("each program that did not end in time is named; nothing is left of it")
def _():
    script = "trap '' TERM; sleep 600 & echo $!; echo $$; wait"
    ran = pairrun("--json", "--timeout", "700ms", "--grace", "100ms", "--", "sh", "-c", "read one; read other",
                  "::", "sh", "-c", script)
    one, other = results(ran)
    equal(ran.returncode, 4)
    equal((one["status"], one["exit_status"]), ("ok", 0))
    equal((other["status"], other["signal"]), ("timeout", "SIGKILL"))
    true(b"program 2 (sh) did not end in time, nor by SIGTERM: it was killed" in ran.stderr, ran.stderr)


@check("what it started is killed with it")
def _():
    ran = pairrun("--timeout", "500ms", "--grace", "100ms", "--", "sh", "-c",
                  "trap '' TERM; sleep 600 & echo $!; sleep 600")
    pids = [int(word) for word in ran.stdout.split()]
    equal((ran.returncode, len(pids)), (4, 1))
    until(lambda: not any(is_running(pid) for pid in pids), "all are gone")


@check("a daemon that keeps the socket holds up no deadline")
def _():
    for words, code in ((["--timeout", "300ms"], 4), (["--expect", '"up"...'], 0), (["-c", "1", "--type", "dgram"], 0)):
        began = time.monotonic()
        ran = pairrun("--grace", "30s", *words, "--", "sh", "-c", "setsid sleep 600 2> /dev/null & echo up; echo $! >&2; exit 0")
        took = time.monotonic() - began
        os.kill(int(ran.stderr.split()[0]), signal.SIGKILL)
        equal((ran.returncode, ran.stdout), (code, b"up\n"), ran.stderr)
        true(took < (8 if SANITIZED else 2), (words, took))


@check("SIGTERM comes before SIGKILL, and what is said then still arrives")
def _():
    ran = pairrun("--timeout", "500ms", "--grace", "10s", "--", "sh", "-c",
                  "trap 'echo last words; exit 0' TERM; while :; do sleep 0.05; done")
    equal((ran.returncode, ran.stdout), (4, b"last words\n"))
    true(b"did not end in time: SIGTERM ended it" in ran.stderr, ran.stderr)


@check("an expectation that is met ends it, and the exit status then counts")
def _():
    began = time.monotonic()
    ran = pairrun("--expect", '"pong"...', "--", "sh", "-c", "echo pong; cat; exit 0")
    equal(ran.returncode, 0, ran.stderr)
    true(time.monotonic() - began < 10, "it waited")
    ran = pairrun("--expect", '"pong"...', "--", "sh", "-c", "echo pong; cat; exit 7")
    equal(ran.returncode, 1)
    ran = pairrun("--expect", '"ping"...', "--", "sh", "-c", "echo pong; exit 0")
    equal(ran.returncode, 1)
    true(b'expected "ping"' in ran.stderr, ran.stderr)


for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    @check("%s ends the programs, and then us" % number.name)
    def _():
        child = start(SOCKBOX, "pairrun", "--grace", "5s", "--", "sh", "-c", "echo $$; exec sleep 600",
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        pid = int(child.stdout.readline())
        child.send_signal(number)
        _, said = child.communicate(timeout=PATIENCE_S)
        equal(child.returncode, -number)
        true(not is_running(pid), "it runs on")
        true(b"was ended: " + number.name.encode() + b" came" in said, said)


@check("a second signal ends us at once, and the programs with us")
def _():
    child = start(SOCKBOX, "pairrun", "--grace", "60s", "--", "sh", "-c",
                  "trap '' TERM; echo $$; while :; do sleep 0.05; done", stdout=subprocess.PIPE)
    pid = int(child.stdout.readline())
    child.send_signal(signal.SIGINT)
    until(lambda: not blocked(child.pid) >> signal.SIGINT - 1 & 1, "the first has come")
    child.send_signal(signal.SIGINT)
    equal(child.wait(PATIENCE_S), -signal.SIGINT)
    until(lambda: not is_running(pid), "the program is gone")


@check("killed by force: the programs die too")
def _():
    child = start(SOCKBOX, "pairrun", "--", "sh", "-c", "echo $$; exec sleep 600", stdout=subprocess.PIPE)
    pid = int(child.stdout.readline())
    child.kill()
    child.wait()
    until(lambda: not is_running(pid), "the program is gone")


@check("lines of stdin end at a signal")
def _():
    child = start(SOCKBOX, "pairrun", "-", stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdin.write(b"sleep 600\n" * 3)
    child.stdin.flush()
    until(lambda: open("/proc/%d/task/%d/children" % (child.pid, child.pid)).read(), "it sleeps")
    child.send_signal(signal.SIGTERM)
    child.stdin.close()
    equal(child.wait(PATIENCE_S), -signal.SIGTERM)
    equal(child.stderr.read().count(b"SIGTERM came"), 1)


# ---- what they are given ----------------------------------------------------------------------------------

@check("programs have default signals, none blocked, and no descriptor of ours")
def _():
    read, write = os.pipe()
    os.set_inheritable(write, True)
    ran = subprocess.run(
        [SOCKBOX, "pairrun", "--send", "-", "--", "cat", "/proc/self/status"], capture_output=True,
        preexec_fn=lambda: (signal.signal(signal.SIGINT, signal.SIG_IGN),
                            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])))
    masks = [line.split()[1] for line in ran.stdout.decode().splitlines() if line.startswith(("SigBlk", "SigIgn"))]
    # libc keeps signals 32 and 33 for itself: they are as whoever started the test left them.
    equal([int(mask, 16) & ~(3 << 31) for mask in masks], [0, 0])
    ran = subprocess.run([SOCKBOX, "pairrun", "--", "ls", "/proc/self/fd"], capture_output=True, pass_fds=[write])
    equal(ran.stdout.split(), sorted([b"0", b"1", b"2", b"3", b"%d" % write] if write != 3 else
                                     [b"0", b"1", b"2", b"3", b"4"]))
    os.close(read)
    os.close(write)


@check("hundreds of programs leave no descriptor and no zombie")
def _():
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))  # noqa: E731
    ran = pairrun("--get", "exit_status", "-", input=b"true :: cat\n" * 300, preexec_fn=few)
    equal((ran.returncode, ran.stdout), (0, b"0\n" * 600), ran.stderr)


# ---- words, records, files ----------------------------------------------------------------------------------

@check("escapes are bytes; an unknown one is a mistake")
def _():
    ran = pairrun("--send", r"a\0\xff\n\\\u{20ac}", "--", "cat")
    equal(ran.stdout, b"a\0\xff\n\\\xe2\x82\xac")
    equal(pairrun("--send", r"\q", "--", "cat").returncode, 2)


@check("a name with escapes reaches no terminal raw")
def _():
    ran = pairrun("--", "no\x1b[31m\nprogram")
    equal(ran.returncode, 127)
    equal(ran.stderr, b"pairrun: 'no\\x1b[31m\\nprogram': cannot run it: No such file or directory (ENOENT)\n")


@check("126 and 127 tell what cannot be run from what exits so")
def _():
    equal([pairrun("--", *words).returncode for words in
           (["no-such-program"], ["/etc/passwd"], [WORK.name], ["sh", "-c", "exit 127"], ["sh", "-c", "exit 126"],
            ["true", "::", "no-such-program"], ["no-such-program", "::", "true"])],
          [127, 126, 126, 1, 1, 127, 127])


@check("a program that cannot be started is a record too")
def _():
    row, = results(pairrun("--json", "--", "no-such-program", "x"))
    equal((row["status"], row["error"]["errno"], row["command"], row["pid"]),
          ("not_found", "ENOENT", ["no-such-program", "x"], None))


@check("--verbose tells each step, in order")
def _():
    ran = pairrun("-v", "--json", "--send", "ping", "--", "cat")
    steps = [row.get("event") for row in rows(ran.stdout)]
    equal((steps[:4], sorted(steps[4:6]), steps[6:]),
          (["started", "sent", "received", None], ["ended", "shut"], [None]))
    ran = pairrun("-v", "--send", "ping", "--", "cat")
    equal(ran.stdout, b"ping")
    true(b"pairrun: sent 1, 4 bytes: ping\n" in ran.stderr, ran.stderr)


def transcript(*words, **how):
    ran = pairrun("--transcript", path("transcript"), *words, **how)
    with open(path("transcript")) as lines:
        return ran, rows(lines.read())


@check("a transcript of one program: who said what, and who ended")
def _():
    ran, lines = transcript("--send", "hi\\xff", "--", "cat")
    equal(ran.returncode, 0)
    equal([row["type"] for row in lines[:2] + lines[-1:]], ["transcript", "open", "close"])
    said = [(row["from"], row["type"], row.get("data_b64")) for row in lines[2:-1]]
    # cat may answer before our end is passed on
    for side in "client", "server":
        equal([line for line in said if line[0] == side], [(side, "data", "aGn/"), (side, "shut", None)])
    equal((said[0][0], said[-1]), ("client", ("server", "shut", None)))


@check("a transcript of two programs, and of a second question")
def _():
    ran, lines = transcript("--", "sh", "-c", "echo ping; read word", "::", "sh", "-c", "read word; echo pong")
    equal(ran.returncode, 0, ran.stderr)
    equal([(row["from"], row["data"]) for row in lines if row["type"] == "data"],
          [("client", "ping\n"), ("server", "pong\n")])
    ran, lines = transcript("-", input=b"echo one\necho two\n")
    equal([(row["conn"], row["data"]) for row in lines if row["type"] == "data"], [(1, "one\n"), (2, "two\n")])


@check("netpipe plays a transcript of pairrun again, and sees where a peer differs")
def _():
    for sent, code in ((b"hi", 0), (b"other", 1)):
        with open(path("sent"), "wb") as file:
            file.write(sent)
        script = "cat > /dev/null; cat '%s'" % path("sent")
        transcript("--send", "hi", "--", "sh", "-c", script)
        server = Server("echo-server", "@check-pairrun-%d" % os.getpid(), "--once")
        ran = run("netpipe", "--replay", path("transcript"), "@check-pairrun-%d" % os.getpid())
        equal(ran.returncode, code, ran.stderr)
        server.end()


@check("a transcript that cannot be written is a failure")
def _():
    equal(pairrun("--transcript", path("no/such/file"), "--", "true").returncode, 3)
    ran = pairrun("--transcript", "/dev/full", "--", "true")
    equal((ran.returncode, b"ENOSPC" in ran.stderr), (3, True), ran.stderr)


@check("a full device and a closed reader are failures, and end the program")
def _():
    with open("/dev/full", "wb") as full:
        ran = subprocess.run([SOCKBOX, "pairrun", "--", "yes"], stdout=full, stderr=subprocess.PIPE,
                             timeout=PATIENCE_S)
    equal((ran.returncode, b"ENOSPC" in ran.stderr), (3, True), ran.stderr)


@check("stdin is not read unless it is asked for")
def _():
    with open(path("input"), "wb") as file:
        file.write(b"kept")
    with open(path("input"), "rb") as file:
        equal(subprocess.run([SOCKBOX, "pairrun", "--", "cat"], stdin=file, capture_output=True).stdout, b"")
        equal(file.read(), b"kept")


@check("a line that is no message is a failure, and names no option of another applet")
def _():
    ran = pairrun("--type", "seqpacket", "--send", "-", "--", "cat", input=b"x" * 3000000)
    equal((ran.returncode, ran.stdout), (2, b""))
    true(b"a line of more than 1048576 bytes is no message\n" in ran.stderr, ran.stderr)


@check("a stdin that cannot be read is a failure")
def _():
    ran = subprocess.run(["sh", "-c", '"$0" pairrun --send - -- cat <&-', SOCKBOX], capture_output=True)
    equal(ran.returncode, 3, ran.stderr)
    true(b"cannot read standard input" in ran.stderr, ran.stderr)


@check("--calls shows the pair being made")
def _():
    ran = pairrun("--calls", "--type", "seqpacket", "--", "true")
    true(b"socketpair(AF_UNIX, SOCK_SEQPACKET|SOCK_CLOEXEC, 0, [" in ran.stderr, ran.stderr)


done()
