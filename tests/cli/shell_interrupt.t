#!/usr/bin/env python3
# A signal ends the call of a verb that waits, at once, and the socket has lost nothing by it; and so does
# the time that a script gives a call.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *
from blocking_verbs import *

together(4)


def check_span(took_s, least_s):
    """It took so long at least, and less than a script's five seconds; a busy machine has more."""
    true(least_s <= took_s < (4 if limit_ms() == LIMIT_MS else 20), took_s)


class Script:
    """Lines that are run, until they wait."""

    def __init__(self, *lines):
        with open(path("script%d" % id(self)), "w") as file:
            file.write("\n".join(lines) + "\n")
        self.process = start(SOCKBOX, "run", file.name, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        self.before = []
        for row in self.process.stdout:
            self.before.append(row.decode().rstrip("\n"))
            if self.before[-1] == "WAITS":
                break

    def ends(self):
        """Its exit code, what it printed from then on, and its stderr."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out.decode(), err.decode()


def interrupted(case, with_signal):
    """One run of CASE that is stopped by WITH_SIGNAL: the ms until it said so."""
    _, needs, waits, after = case
    script = Script(needs, "defer { %s }" % after, "echo WAITS", "within 60s { %s }" % waits)
    equal(script.before[-1:], ["WAITS"], script.ends() if script.process.poll() is not None else "")
    sleeps(script.process.pid)
    began = time.monotonic()
    script.process.send_signal(with_signal)
    said = script.process.stderr.readline().decode()
    took = (time.monotonic() - began) * 1000
    code, out, err = script.ends()
    true("stopped" in said and "EINTR" in said, said + err)
    equal((code, out.splitlines()[-1:]), (128 + with_signal, ["HOLDS"]), out + said + err)
    return took, out


for case in CASES:
    @check("SIGINT ends %s, and nothing is lost" % case[0])
    def _():
        slow = case[0].startswith("connect") and "Unix" not in case[0]  # TCP asks again after a second
        check_times([interrupted(case, signal.SIGINT)[0] for _ in range(1 if slow else TRIES)])


@check("what sendall had sent is what arrives")
def _():
    _, out = interrupted(CASES[[case[0] for case in CASES].index("sendall")], signal.SIGINT)
    sent, got = re.search(r"(\d+) of 9000000 bytes", out), re.search(r"got (\d+)", out)
    equal(sent[1], got[1])


@check("SIGTERM and SIGHUP end a call as well")
def _():
    check_times([interrupted(CASES[0], each)[0] for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM)])


@check("a signal before the call is not lost")
def _():
    script = Script("s, t = socketpair", "echo WAITS", "!sleep 0.3", "recv s 9 --timeout 60")
    script.process.send_signal(signal.SIGINT)
    equal(script.ends()[0], 130)


# ---- time -------------------------------------------------------------------------------------

@aside("without any deadline a script's call ends after five seconds")
def _():
    began = time.monotonic()
    scripts = [Script(*[text.replace("@blocking", "@aside") for text in (needs, "echo WAITS", waits)]) for name, needs, waits, _ in CASES if name in (
        "recv", "recvmsg", "recvall", "makefile", "accept", "poll", "send", "sendall", "connect", "create_connection",
        "create_connection of a Unix socket")]
    for script in scripts:
        code, _, err = script.ends()
        equal(code, 4, err)
        true(4.5 < time.monotonic() - began < 30, time.monotonic() - began)


for name, needs, waits, _ in CASES:
    @check("the end of its block ends %s" % name)
    def _():
        began = time.monotonic()
        ran = run("-c", "%s; within 200ms { %s }" % (needs, waits))
        equal(ran.returncode, 1 if "=>" in waits else 4, ran.stderr)
        check_span(time.monotonic() - began, 0.2)

    @check("its expectation's time ends %s" % name)
    def _():
        began = time.monotonic()
        ends = "--timeout 200ms => EAGAIN" if name == "connect_ex" else "=> timeout within 200ms"
        ran = run("-c", "%s; %s %s" % (needs, waits.partition(" =>")[0].removeprefix("s = "), ends))
        equal(ran.returncode, 0, ran.stderr)
        equal(ran.stderr, b"")
        check_span(time.monotonic() - began, 0.2)


TRICKLE = "import socket, sys, time\n" \
    "s = socket.socket(fileno=0)\n" \
    "try:\n" \
    "    while True: s.sendall(b'x'); time.sleep(0.02)\n" \
    "except OSError: pass\n"


def trickled(line, *codes):
    """Run LINE, whose s has a peer that sends a byte every 20 ms: its stdout."""
    import socket
    ours, theirs = socket.socketpair()
    with ours, theirs:
        start(sys.executable, "-c", TRICKLE, stdin=theirs)
        ours.recv(1, socket.MSG_PEEK)
        began = time.monotonic()
        ran = subprocess.run([SOCKBOX, "-c", "s = fromfd 0; " + line], stdin=ours, capture_output=True, timeout=60)
        took = time.monotonic() - began
    equal(ran.returncode in codes, True, ran)
    check_span(took, 0.3)
    return ran.stdout.decode()


@check("a peer that trickles stretches nothing")
def _():
    for verb in ("recvall s", "makefile s", "recv s 1000 MSG_WAITALL"):
        out = trickled("%s --timeout 300ms" % verb, 0 if "WAITALL" in verb else 4)
        true("x" in out, out)
        trickled("within 300ms { %s }" % verb, 4)
        trickled("settimeout s 300ms; %s" % verb, 0 if "WAITALL" in verb else 4)
    trickled('recv s 1000 => "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" within 300ms', 1)
    trickled("within 300ms { repeat 1000 { recv s 1 } }", 4)


done()
