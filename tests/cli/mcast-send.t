#!/usr/bin/env python3
# mcast-send on lo: what goes out and how, who answers and how fast, verdicts.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mcast_peers import *  # noqa: E402,F403
from tap import *  # noqa: E402,F403

GROUP = "239.255.78.11"
IP_RECVTTL = 12  # which the socket module lacks


class Members:
    """Members of the group at one port, each answering at most COUNT datagrams by ANSWER(data): each answer comes
    from a port of its own, or all of a member that is STEADY from one."""

    def __init__(self, answers, count=1, steady=False):
        self.steady = steady
        self.got = []
        self.socks = []
        self.threads = []
        port = 0
        for answer in answers:
            sock = member(GROUP, port)
            port = sock.getsockname()[1]
            self.socks.append(sock)
            self.threads.append(threading.Thread(target=self.serve, args=(sock, answer, count)))
        self.members = list(self.socks)
        self.port = port
        for thread in self.threads:
            thread.start()

    def serve(self, sock, answer, count):
        for _ in range(count):
            data, peer = sock.recvfrom(70000)
            self.got.append((data, peer))
            for each in answer(data):
                # not from the port that the members share
                other = self.socks[-1] if self.steady else None
                if not other or other in self.members:
                    other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    self.socks.append(other)
                other.sendto(each, peer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.join(PATIENCE_S)
        for sock in self.socks:
            sock.close()


def ack(_):
    return [b"ack"]


def to(members, *words, **how):
    return run("mcast-send", "%s:%d" % (GROUP, members.port), *words, "-I", "lo", "--json", **how)


def of(ran, kind):
    return [row for row in rows(ran.stdout) if row["type"] == kind]


# ---- answers ------------------------------------------------------------------------------------

@check("the tutorial's receivers: one result each, and the end as soon as it is decided")
def _():
    with Members([ack, ack]) as members:
        before = time.monotonic()
        ran = to(members, "very important data", "--wait", "60s", "--expect", "count >= 2")
        took = time.monotonic() - before
    equal(ran.returncode, 0, ran.stderr)
    true(took < 30, "it took %g s" % took)
    equal([data for data, _ in members.got], [b"very important data"] * 2)
    first, second = of(ran, "result")
    equal([row["data"] for row in of(ran, "result")], ["ack"] * 2)
    equal((first["status"], first["data"], first["size_bytes"], first["truncated"]), ("answered", "ack", 3, False))
    equal((first["source"], first["interface"], first["transport"]), ("127.0.0.1", "lo", "udp"))
    true(0 <= first["rtt_ms"] < 20000, first["rtt_ms"])
    true(first["peer"] != second["peer"], "two responders")
    totals, = of(ran, "summary")
    equal((totals["sent"], totals["replies"], totals["responders"]), (1, 2, 2))
    equal((totals["interface"], totals["ttl"], totals["loop"]), ("lo", 1, True))
    equal(totals["local"], "udp:127.0.0.1:%d" % members.got[0][1][1])
    equal(first["local"], totals["local"])
    equal([each["replies"] for each in totals["answers"]], [1, 1])
    true(totals["rtt_min_ms"] <= totals["rtt_avg_ms"] <= totals["rtt_max_ms"], totals)


@check("mcast-listen --ack answers mcast-send")
def _():
    listener = Server("mcast-listen", GROUP + ":0", "-I", "lo", "-c", "3", "--ack")
    ran = run("mcast-send", "%s:%d" % (GROUP, listener.port), "-I", "lo", "--seq", "-c", "3", "--flood",
              "--expect", "count == 1, replies == 3", "--wait", "300ms", "-v", "--json")
    equal(ran.returncode, 0, ran.stderr)
    equal(listener.wait(), 0, "exit code")
    equal([row["sequence"] for row in listener.rows("result")], [1, 2, 3])
    equal(of(ran, "summary")[0]["sender"], listener.rows("result")[0]["sender"])
    steps = [row["event"] for row in of(ran, "event")]
    equal((steps.count("sent"), steps.count("replied")), (3, 2))


@check("several answers of one, empty and binary ones; one that brings the number back is matched")
def _():
    with Members([lambda data: [b"", b"\xff", data]]) as members:
        ran = to(members, "--seq", "--wait", "200ms", "-v")
    equal(ran.returncode, 0, ran.stderr)
    result = of(ran, "result")
    equal((result[0]["size_bytes"], result[0]["data_b64"], result[0]["sequence"]), (0, "", None))
    equal(result[1]["data"], None)
    equal((result[2]["sequence"], result[2]["sender"]), (1, of(ran, "summary")[0]["sender"]))


def numbered(data, number):
    """The header of DATA with another number."""
    return b" ".join([*data.split()[:3], b"%d" % number])


@check("who brings numbers back and leaves some out has lost them")
def _():
    def forget(data):  # the second of three, and what was never sent is nobody's
        number = int(data.split()[3])
        return {1: [data, numbered(data, 99), numbered(data, 0)], 2: [b"lost"], 3: [data]}[number]

    for words, code in ((), 1), (("--expect", "lost == 1"), 1), (("--expect", "lost == 1, count == 1"), 0):
        with Members([forget], count=3, steady=True) as members:
            ran = to(members, "--seq", "-c", "3", "--flood", "-i", "20ms", "--wait", "300ms", *words)
        equal(ran.returncode, code, (words, ran.stderr))
        equal("not all answers came: 0 dropped by the kernel, 1 numbers not brought back" in ran.stderr.decode(), True)
        totals, = of(ran, "summary")
        equal((totals["lost"], totals["kernel_drops"]), (1, 0))


def ended_by_last(sending, peer):
    """Whether an answer of a new responder has ended it: the first one may find no room."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
        last.sendto(b"last", peer)
    return sending.poll() is not None


@check("answers that the kernel drops are loss")
def _():
    with member(GROUP) as member_sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
        sending = start(SOCKBOX, "mcast-send", "%s:%d" % (GROUP, member_sock.getsockname()[1]), "x", "-I", "lo",
                        "--sockopt", "SO_RCVBUF=8192", "--wait", "60s", "--json", "--expect", "any data == last",
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        _, peer = member_sock.recvfrom(10)
        os.kill(sending.pid, signal.SIGSTOP)
        flood.connect(peer)
        for _ in range(500):
            flood.send(b"answer")
        os.kill(sending.pid, signal.SIGCONT)
        until(lambda: ended_by_last(sending, peer), "it has heard the last one")
        said, errors = sending.communicate(timeout=PATIENCE_S)
    equal(sending.returncode, 1, errors)
    totals = rows(said)[-1]
    true(totals["kernel_drops"] > 0 and totals["replies"] + totals["kernel_drops"] >= 501, totals)
    true(b"not all answers came: %d dropped" % totals["kernel_drops"] in errors, errors)


@check("nobody answers: a success, unless answers were expected")
def _():
    with member(GROUP) as quiet:
        where = "%s:%d" % (GROUP, quiet.getsockname()[1])
        for expect, code in ((), 0), (("--expect", "count == 0"), 0), (("--expect", "count >= 1"), 1):
            ran = run("mcast-send", where, "x", "-I", "lo", "--wait", "20ms", "--json", *expect)
            equal(ran.returncode, code, expect)
            equal([row["type"] for row in rows(ran.stdout)], ["summary"])
            equal(quiet.recv(10), b"x")


# ---- what goes out ------------------------------------------------------------------------------

def receive(quiet, *words, input=b""):
    """Send to QUIET: what came, from whom, and what was said."""
    ran = run("mcast-send", "%s:%d" % (GROUP, quiet.getsockname()[1]), *words, "-I", "lo", "--wait", "0",
              "--json", input=input)
    equal(ran.returncode, 0, ran.stderr)
    data, control, _, peer = quiet.recvmsg(70000, 256)
    ttl = [struct.unpack("=i", value)[0] for level, kind, value in control if kind == socket.IP_TTL]
    return data, peer, ttl[0], of(ran, "summary")[0]


@check("message, TTL, source, port, standard input")
def _():
    with member(GROUP) as quiet:
        quiet.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        data, peer, ttl, _ = receive(quiet, "hello")
        equal((data, peer[0], ttl), (b"hello", "127.0.0.1", 1), "TTL 1 unless told")
        data, peer, ttl, totals = receive(quiet, "x", "-t", "0", "-s", "127.0.0.9")
        equal((peer[0], ttl, totals["local"].split(":")[1]), ("127.0.0.9", 0, "127.0.0.9"))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data, peer, ttl, totals = receive(quiet, "x", "-t", "255", "-p", str(port))
        equal((peer[1], ttl, totals["ttl"]), (port, 255, 255))
        data, *_ = receive(quiet, "-", input=b"a\0b\nc")
        equal(data, b"a\0b\nc", "stdin as it is")
        data, *_ = receive(quiet, "")
        equal(data, b"", "an empty message")
        data, *_ = receive(quiet)
        true(data.startswith(b"sockbox-seq ") and data.endswith(b" count: 1"), data)
        data, *_ = receive(quiet, "--seq", "hello")
        true(data.startswith(b"sockbox-seq ") and data.endswith(b" count: 1 hello"), data)
        large = os.urandom(65507)
        data, *_ = receive(quiet, "-", input=large)
        equal(data, large, "64 KiB")


@check("GROUP PORT MESSAGE in three words, and questions from stdin")
def _():
    with member(GROUP) as quiet:
        port = str(quiet.getsockname()[1])
        equal(run("mcast-send", GROUP, port, "hello", "-I", "lo", "--wait", "0").returncode, 0)
        equal(quiet.recv(10), b"hello")
        ran = run("mcast-send", "-", "-I", "lo", "--wait", "0", "--json",
                  input=("%s:%s one\n%s %s two\n10.0.0.1:1 x\n" % (GROUP, port, GROUP, port)).encode())
        equal(ran.returncode, 2, "the worst")
        equal([quiet.recv(10), quiet.recv(10)], [b"one", b"two"])
        equal([row["type"] for row in rows(ran.stdout)], ["summary", "summary", "result"])


@check("count, interval and duration")
def _():
    with member(GROUP) as quiet:
        where = "%s:%d" % (GROUP, quiet.getsockname()[1])
        before = time.monotonic()
        ran = run("mcast-send", where, "-I", "lo", "--wait", "0", "-c", "3", "-i", "100ms", "--json")
        took = time.monotonic() - before
        equal(of(ran, "summary")[0]["sent"], 3)
        true(0.2 <= took < 10, "it took %g s" % took)
        ran = run("mcast-send", where, "-I", "lo", "--wait", "0", "--for", "150ms", "-i", "100ms", "--json")
        equal(of(ran, "summary")[0]["sent"], 2)
        ran = run("mcast-send", where, "-I", "lo", "--wait", "0", "--for", "50ms", "--flood", "--json")
        true(of(ran, "summary")[0]["sent"] > 100, ran.stdout)


@check("--timeout bounds it all; Ctrl-C ends it with a summary")
def _():
    ran = run("mcast-send", GROUP + ":9", "x", "-I", "lo", "--wait", "60s", "-w", "100ms", "--json")
    equal(ran.returncode, 4, "exit code")
    equal([row.get("status") for row in rows(ran.stdout)], ["timeout", None])
    sending = start(SOCKBOX, "mcast-send", GROUP + ":9", "-I", "lo", "--for", "60s", "--json", "-v",
                    stdout=subprocess.PIPE)
    sending.stdout.readline() # the first was sent
    sending.send_signal(signal.SIGINT)
    said, _ = sending.communicate(timeout=PATIENCE_S)
    equal((sending.returncode, rows(said)[-1]["type"], rows(said)[-1]["sent"]), (0, "summary", 1))


# ---- mistakes -----------------------------------------------------------------------------------

MISTAKES = (
    (("10.0.0.1:5000", "x"), 2, ": 10.0.0.1 is no multicast group"),
    ((GROUP, "no-such-service"), 1, "no such service"),
    ((GROUP,), 2, "has no port"),
    ((GROUP + ":0", "x"), 2, "port 0"),
    ((GROUP + ":9", "a", "b"), 2, "'b' is one operand too many"),
    (("tcp:" + GROUP + ":9", "x"), 2, "groups are of udp"),
    ((GROUP + ":9", "x", "-i", "10ms"), 2, "--flood"),
    ((GROUP + ":9", "x", "--broadcast"), 2, "--broadcast"),
    ((GROUP + ":9", "x", "--loop", "maybe"), 2, "maybe"),
    ((GROUP + ":9", "x", "-t", "256"), 2, "256"),
    ((GROUP + ":9", "x", "--sockopt", "IP_MULTICAST_TTL=3"), 2, "options of their own"),
    ((GROUP + ":9", "x", "-I", "0"), 3, "no interface has the index 0"),
    ((GROUP + ":9", "x", "-I", "lo", "-s", GROUP), 2, "is a group, not an address of ours"),
    (("[ff15::1%lo]:9", "x"), 2, "has a zone, but is not link-local"),
    ((GROUP + ":9", "x", "-u"), 2, "unknown option '-u' (groups are always of UDP)"),
    ((GROUP + ":9", "x", "-I", "lo", "-s", "fe80::1%nosuch"), 3, "no interface 'nosuch' here"),
    ((GROUP + ":9", "x", "-I", "2147483646"), 3, "no interface has the index 2147483646"),
    ((GROUP + ":9", "x", "-I", "nosuch"), 3, "no interface 'nosuch' here"),
    ((GROUP + ":9", "x", "-I", "lo", "-s", "::1"), 2, "is no IPv4 address"),
    ((GROUP + ":9", "x", "-I", "lo", "-s", "192.0.2.77"), 3, "no interface of this machine has"),
    *[(("[ff02::1%lo]:9", "x", "-I", name), 2, "is not what --interface names")
      for _, name in socket.if_nameindex() if name != "lo"][:1],
    (("[ff02::1]:9", "x"), 2, "needs its zone"),
)

for words, code, says in MISTAKES:
    @check("mistake: %s" % " ".join(words)[:60])
    def _():
        ran = run("mcast-send", *words, "--wait", "0")
        equal(ran.returncode, code, ran.stderr)
        true(says in ran.stderr.decode(), ran.stderr)


@check("standard input that does not end is not waited for longer than --timeout")
def _():
    read, write = os.pipe()
    ran = run("mcast-send", GROUP + ":9", "-", "-I", "lo", "-w", "50ms", input=None, stdin=read)
    os.close(read)
    os.close(write)
    equal(ran.returncode, 4, ran.stderr)
    true(b"standard input did not end in time" in ran.stderr, ran.stderr)


@check("too much for a datagram names the limit")
def _():
    ran = run("mcast-send", GROUP + ":9", "-", "-I", "lo", input=bytes(65508))
    equal(ran.returncode, 3, "exit code")
    true(b"65507" in ran.stderr and b"EMSGSIZE" in ran.stderr, ran.stderr)
    ran = run("mcast-send", GROUP + ":9", "-", "-I", "lo", input=bytes(70000))
    equal(ran.returncode, 2, "exit code")


@check("--get takes a key that no result has from the summary")
def _():
    for get, said in (("sent", b"1\n"), ("sent,ttl", b"1\t1\n"), ("sequence", b"")):
        ran = run("mcast-send", GROUP + ":9", "hello", "-I", "lo", "--wait", "0", "--get", get)
        equal((ran.returncode, ran.stdout), (0, said), get)


done()
