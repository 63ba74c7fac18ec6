#!/usr/bin/env python3
# Scripts end, whatever their peers, jobs, pipes and standard input do: each within its bound and with the
# right exit code. All run beside each other.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

SLACK_S = 20 if SANITIZED else 8  # on a busy machine; what would hang takes for ever
SECONDS_5 = 4.9  # what a call waits at least, where nothing else is said
FILL = "x = sh -c \"head -c 1000000 /dev/zero | tr '\\\\0' a\"\n"
PAIR = "a, b = socketpair --quiet\n"


def serve(work):
    """A server on a port of its own whose connections WORK has."""
    server = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            threading.Thread(target=work, args=(server.accept()[0],), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


def say_nothing(peer):
    threading.Event().wait()
    peer.close()


def say_little(peer):
    try:
        while True:
            peer.sendall(b"x")
            time.sleep(0.1)
    except OSError:
        peer.close()


SILENT, TRICKLE = serve(say_nothing), serve(say_little)
FULL = socket.create_server(("127.0.0.1", 0), backlog=0)
CLIENTS = [socket.socket() for _ in range(2)]  # they fill its queue
for client in CLIENTS:
    client.setblocking(False)
    client.connect_ex(FULL.getsockname())
SILENT_PEER = "s = create_connection 127.0.0.1 %d --quiet\n" % SILENT
TRICKLING_PEER = "s = create_connection 127.0.0.1 %d --quiet\n" % TRICKLE

# Name, exit code, the least that it takes in seconds, the script.
cases = [
    # peers that are silent, or never end
    ("recv of a silent peer", 4, SECONDS_5, SILENT_PEER + "recv s 1"),
    ("recvall of one who never ends", 4, SECONDS_5, TRICKLING_PEER + "recvall s"),
    ("a line that never ends", 4, SECONDS_5, TRICKLING_PEER + "makefile s 1"),
    ("an expectation of one who says other things", 1, SECONDS_5, TRICKLING_PEER + 'recv s 99 => ..."never"...'),
    ("sendall to one who reads nothing", 4, SECONDS_5,
     SILENT_PEER + FILL + "repeat 99 { sendall --quiet s $x }"),
    ("accept where nobody comes", 4, SECONDS_5, "l = create_server 127.0.0.1:0 --quiet\naccept l"),
    ("connect to a queue that is full", 4, SECONDS_5, "s = socket tcp\nconnect s 127.0.0.1:%d" % FULL.getsockname()[1]),
    ("poll", 4, SECONDS_5, PAIR + "poll a:in"),
    ("recvfds", 4, SECONDS_5, PAIR + "recvfds a 9"),
    ("recvfrom", 4, SECONDS_5, "s = create_server udp 127.0.0.1:0 --quiet\nrecvfrom s 9"),
    ("a timeout of the socket's own", 4, 0.2, SILENT_PEER + "settimeout s 200ms\nrecv s 1"),
    ("an option", 4, 0.2, SILENT_PEER + "recv s 1 --timeout 200ms"),
    ("an expectation with a time", 1, 0.2, SILENT_PEER + 'recv s 1 => "x" within 200ms'),
    ("a block with a time", 4, 0.2, SILENT_PEER + "within 200ms { retry 999 { recv s 1 } }"),
    ("what is put off waits no longer", 1, SECONDS_5, SILENT_PEER + "defer recv s 1\nfalse"),
    # jobs that never end
    ("a job that never ends", 4, SECONDS_5, "sleep 100 &"),
    ("a job that is waited for", 4, SECONDS_5, "sleep 100 &\nwait"),
    ("a server that nobody ends", 4, SECONDS_5, "start echo-server -q 127.0.0.1:0 > /dev/null"),
    ("a job behind a failure", 1, 0, "sleep 100 &\nfalse"),
    ("a job that heeds no SIGTERM", 0, 1.9, "j = sh -c 'trap \"\" TERM; : > READY; sleep 100; sleep 100' &\n"
     "retry 999 every 10ms { test -e READY }\nkill $j"),
    ("a job that was stopped", 0, 0, "j = sleep 100 &\nsh -c \"kill -STOP ${j.pid}\"\nkill $j"),
    ("a program in a block with a time", 4, 0.2, "within 200ms { sleep 100 }"),
    ("a program that heeds no SIGTERM", 4, 2.1, "within 200ms { sh -c 'trap \"\" TERM; while :; do sleep 0.2; done' }"),
    ("a program that is stopped", 4, 0.2, "within 200ms { sh -c 'kill -STOP $$' }"),
    ("time is not forgiven", 4, 0.2, "within 200ms { try { sleep 100 } }"),
    ("again and again", 4, 0.2, PAIR + "within 200ms { retry 1000000 every 1ms { recv a 1 --timeout 1ms } }"),
    ("many times", 4, 0.2, "within 200ms { repeat 1000000000 { echo x > /dev/null } }"),
    # pipes that fill, or that nobody opens
    ("a verb whose reader takes nothing", 4, 0.2, FILL + "within 200ms { echo $x | sleep 100 }"),
    ("help whose reader takes nothing", 4, 0.2, "within 200ms { repeat 999 { help | sleep 100 } }"),
    ("an applet whose reader takes nothing", 4, 0.2, "within 200ms { servlookup --builtin --all | sleep 100 }"),
    ("a program whose reader takes nothing", 4, 0.2, "within 200ms { yes | sleep 100 }"),
    ("a reader who had enough", 0, 0, "yes | head -n 1"),
    ("a value that has no end", 3, 0, "x = yes"),
    ("a pipe that nobody writes", 4, SECONDS_5, "!mkfifo P\ncat < P"),
    ("a pipe that nobody reads", 4, 0.2, "!mkfifo P\nwithin 200ms { echo x > P }"),
    ("a script that is a pipe", 3, 0, "!mkfifo P\nsource P"),
    # what runs in itself
    ("files that run each other", 2, 0, "!echo 'run ONE' > ONE\nrun ONE"),
    ("files that read each other", 2, 0, "!echo 'source ONE' > ONE\nsource ONE"),
]


def run_bounded(words, code, least_s, **how):
    began = time.monotonic()
    process = start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tempfile.mkdtemp(dir=WORK.name),
                    env=dict(os.environ, SHELL="/bin/sh"), **how)
    try:
        out, said = process.communicate(timeout=least_s + SLACK_S)
    finally:
        process.kill()
    equal(process.returncode, code, (out[-200:], said[-400:]))
    true(time.monotonic() - began >= least_s, "it has waited %g s: %r" % (least_s, said))
    return out


for name, code, least_s, script in cases:
    @aside(name)
    def _(code=code, least_s=least_s, script=script):
        run_bounded([SOCKBOX, "-c", script], code, least_s, stdin=subprocess.DEVNULL)


# ---- standard input that stays open, and signals --------------------------------------------------------

open_pipe = os.pipe()


@aside("the script's standard input stays open behind `exit`")
def _():
    reader, writer = os.pipe()
    os.write(writer, b"echo one\nexit 7\n")
    equal(run_bounded([SOCKBOX], 7, 0, stdin=reader), b"one\n")
    os.close(writer)


@aside("and behind a failure")
def _():
    reader, writer = os.pipe()
    os.write(writer, b"echo one\nfalse\necho two")
    equal(run_bounded([SOCKBOX], 1, 0, stdin=reader), b"one\n")
    os.close(writer)


@aside("a program that reads a standard input which says nothing")
def _():
    run_bounded([SOCKBOX, "-c", "within 200ms { cat }"], 4, 0.2, stdin=open_pipe[0])


@aside("an applet that does")
def _():
    run_bounded([SOCKBOX, "-c", "within 200ms { ipconv - }"], 4, 0.2, stdin=open_pipe[0])


waits = {
    "recv": PAIR + "recv a 1 --timeout 100s",
    "a program": "sleep 100",
    "a job": "sleep 100 &\nwithin 100s { wait }",
    "the other end of a pipe": "!mkfifo P\nwithin 100s { cat < P }",
    "a reader": FILL + "echo $x | sleep 100",
    "another try": "retry 999 every 100s { false }",
}



def sleeps(pid):
    with open("/proc/%d/stat" % pid) as stat:
        return stat.read().rpartition(")")[2].split()[0] == "S"


for name, script in waits.items():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        @aside("%s ends while it waits for %s" % (number.name, name))
        def _(script=script, number=number):
            folder = tempfile.mkdtemp(dir=WORK.name)
            process = start(SOCKBOX, "-c", "defer echo deferred\necho begun > BEGUN\n" + script, cwd=folder,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env=dict(os.environ, SHELL="/bin/sh"))
            until(lambda: os.path.exists(folder + "/BEGUN") and sleeps(process.pid), "it waits")
            process.send_signal(number)
            out = process.communicate(timeout=SLACK_S)[0]
            equal((process.returncode, out), (128 + number, b"deferred\n"))


done()
