#!/usr/bin/env python3
# mcast-listen on lo: what came and from whom, filters, numbers, drops, answers, verdicts, silence.
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import os
import re
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mcast_peers import *  # noqa: E402,F403
from tap import *  # noqa: E402,F403

GROUP = "239.255.78.1"
OTHER = "239.255.78.2"


def listen(*words, group=GROUP, **how):
    return Server("mcast-listen", group + ":0", "-I", "lo", *words, **how)


def send(listener, *messages, group=GROUP, source="127.0.0.1", ttl=1, port=None):
    with sender(source=source, ttl=ttl) as sock:
        for message in messages:
            sock.sendto(message if isinstance(message, bytes) else message.encode(),
                        (group, port or listener.port))


def results(listener):
    return listener.rows("result")


def summary(listener):
    return listener.rows("summary")[-1]


def numbered(number, run=1):
    return "sockbox-seq %016x count: %d text" % (run, number)


# ---- a datagram -------------------------------------------------------------------------------

@check("more endpoints than fit are a mistake of the command line, and not a lack of memory")
def _():
    done = subprocess.run([SOCKBOX, "mcast-listen", "-I", "lo", "--for", "10ms"] + [GROUP + ":0"] * 1025,
                          capture_output=True, timeout=PATIENCE_S)
    equal((done.returncode, done.stdout), (2, b""))
    true(b"at most 1024 fit" in done.stderr and b"ENOMEM" not in done.stderr, done.stderr)


@check("a datagram: from whom, to what, how long, when, what")
def _():
    listener = listen("-c", "1")
    with sender(source="127.0.0.9", ttl=7) as sock:
        before = time.time()
        sock.sendto(b"hello", (GROUP, listener.port))
        from_port = sock.getsockname()[1]
    equal(listener.wait(), 0, "exit code")
    row, = results(listener)
    equal(row["endpoint"], "udp:%s:%d" % (GROUP, listener.port))
    equal((row["peer"], row["source"]), ("udp:127.0.0.9:%d" % from_port, "127.0.0.9"))
    equal((row["group"], row["interface"], row["ttl"], row["transport"]), (GROUP, "lo", 7, "udp"))
    equal((row["size_bytes"], row["true_size_bytes"], row["truncated"]), (5, 5, False))
    equal((row["data"], row["sequence"], row["order"], row["reply"]), ("hello", None, None, None))
    true(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", row["time"]), row["time"])
    stamp = time.strptime(row["time"][:19] + "UTC", "%Y-%m-%dT%H:%M:%S%Z")
    true(abs(__import__("calendar").timegm(stamp) - before) < 60, "the kernel's time is now")


@check("an empty datagram is data, and a whole 64 KiB come through")
def _():
    listener = listen("-c", "3")
    large = os.urandom(65507)
    send(listener, b"", large, b"\xff\x00")
    equal(listener.wait(), 0, "exit code")
    empty, whole, binary = results(listener)
    equal((empty["size_bytes"], empty["data"], empty["data_b64"]), (0, "", ""))
    equal((whole["size_bytes"], whole["truncated"]), (65507, False))
    equal(base64.b64decode(whole["data_b64"]), large, "bytes")
    equal((binary["data"], binary["data_b64"]), (None, "/wA="))
    equal(summary(listener)["received_bytes"], 65507 + 2)


@check("a TTL of 0 is delivered on this host, and shown")
def _():
    listener = listen("-c", "1")
    send(listener, "x", ttl=0)
    equal(listener.wait(), 0, "exit code")
    equal(results(listener)[0]["ttl"], 0)


@check("escape sequences never reach a terminal raw")
def _():
    listener = listen("-c", "1", json=False)
    send(listener, b"\x1b]0;evil\x07\x9b31m\xe2\x80\xae\nudp:forged")
    equal(listener.wait(), 0, "exit code")
    text = listener.output().decode()
    true("\x1b" not in text and "\x07" not in text and "\u202e" not in text, text)
    equal(len([line for line in text.splitlines() if "forged" in line and "evil" not in line]), 0)


# ---- joining ----------------------------------------------------------------------------------

@check("a ready record says where, who chose it, and the filter as the kernel has it")
def _():
    for words, mode, sources in (
            ((), "exclude", []),
            (("--exclude", "127.0.0.9"), "exclude", ["127.0.0.9"]),
            (("--exclude", "127.0.0.9", "--exclude", "127.0.0.9"), "exclude", ["127.0.0.9"]),
            (("--include", "127.0.0.9", "--include", "127.0.0.1", "--include", "127.0.0.9"), "include",
             ["127.0.0.1", "127.0.0.9"])):
        listener = listen(*words)
        row, = listener.ready
        equal((row["type"], row["interface"], row["chosen_by"]), ("ready", "lo", "option"))
        equal((row["mode"], sorted(row["sources"])), (mode, sources), words)
        equal((row["index"], row["total"], row["address"], row["path"]), (1, 1, GROUP, None))
        true(row["receive_buffer_bytes"] > 0)
        equal(listener.end(signal.SIGINT), 4, "silent")
        equal(listener.rows("ready"), listener.ready, "stdout has the same")


@check("ip(8) and /proc/net/mcfilter agree on what is joined")
def _():
    listener = listen("--include", "127.0.0.9", group="232.255.78.3")
    equal(subprocess.run(["ip", "-4", "maddress", "show", "dev", "lo"], capture_output=True,
                         text=True).stdout.split().count("232.255.78.3"), 1, "ip maddress")
    with open("/proc/net/mcfilter") as lines:
        rows = [line.split()[1:] for line in lines if "0xe8ff4e03" in line]
    equal(rows, [["lo", "0xe8ff4e03", "0x7f000009", "1", "0"]], "mcfilter")
    listener.end()
    with open("/proc/net/mcfilter") as lines:
        equal([line for line in lines if "0xe8ff4e03" in line], [], "left at the end")


@check("only sources that are let in are heard")
def _():
    for words, heard in ((("--include", "127.0.0.9"), ["nine"]),
                         (("--exclude", "127.0.0.9"), ["one"]),
                         ((), ["one", "nine"])):
        listener = listen("--expect", "any data == last", *words)
        send(listener, "one", source="127.0.0.1")
        send(listener, "nine", source="127.0.0.9")
        send(listener, "last", source="127.0.0.9" if "--include" in words else "127.0.0.1")
        equal(listener.wait(), 0, "exit code")
        equal([row["data"] for row in results(listener)], heard + ["last"], words)


@check("another group on the same port is not heard, though this machine has joined it")
def _():
    listener = listen("--expect", "any data == last")
    with member(OTHER, listener.port) as other:
        send(listener, "foreign", group=OTHER)
        equal(other.recv(100), b"foreign", "the other member hears it")
        send(listener, "last")
        equal(listener.wait(), 0, "exit code")
    equal([row["data"] for row in results(listener)], ["last"])


@check("several groups at once, and an interface by index")
def _():
    lo = str(socket.if_nametoindex("lo"))
    listener = Server("mcast-listen", GROUP + ":0", OTHER, "0", "-I", lo, "-I", "lo", "--expect",
                      "all received == 1, count == 2", "-c", "2")
    first, second = listener.ready
    equal([row["address"] for row in listener.ready], [GROUP, OTHER])
    equal([(row["index"], row["total"]) for row in listener.ready], [(1, 2), (2, 2)])
    send(listener, "a", port=first["port"])
    send(listener, "b", group=OTHER, port=second["port"])
    equal(listener.wait(), 0, "exit code")
    equal([row["group"] for row in results(listener)], [GROUP, OTHER])
    equal([row["endpoint"] for row in listener.rows("summary")],
          ["udp:%s:%d" % (GROUP, first["port"]), "udp:%s:%d" % (OTHER, second["port"])])


@check("two listeners of one group and port on one machine, also with SO_REUSEPORT")
def _():
    for words in (), ("--reuseport",):
        first = listen("-c", "1", *words)
        second = Server("mcast-listen", "%s:%d" % (GROUP, first.port), "-I", "lo", "-c", "1", *words)
        send(first, "both")
        equal((first.wait(), second.wait()), (0, 0), words)


@check("a program that does not share the port is named")
def _():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 0))
        ran = run("mcast-listen", "%s:%d" % (GROUP, other.getsockname()[1]), "-I", "lo")
    equal(ran.returncode, 3, "exit code")
    true(b"EADDRINUSE" in ran.stderr and b"pid %d" % os.getpid() in ran.stderr, ran.stderr)


# ---- numbers ------------------------------------------------------------------------------------

@check("gaps, duplicates and reordering of each sender and run")
def _():
    listener = listen("--expect", "any data == last", "-v")
    send(listener, *[numbered(n) for n in (1, 2, 5, 4, 4, 6)])
    send(listener, *[numbered(n, run=2) for n in (10, 11)])
    send(listener, *["Sender PID 77, MC group %s ... count: %d, freq: 100" % (GROUP, n) for n in (0, 1, 3)])
    send(listener, "last")
    equal(listener.wait(), 1, "exit code")
    rows = results(listener)
    equal((rows[-1]["status"], rows[-1]["error"]["text"]), ("loss", "not all came: 0 dropped by the kernel, 2 numbers missing"))
    equal([row["order"] for row in rows[:6]],
          ["first", "next", "gap", "reordered", "duplicate", "next"])
    equal([row["missing"] for row in rows[:6]], [0, 0, 2, 0, 0, 0])
    equal([row["sequence"] for row in rows[:6]], [1, 2, 5, 4, 4, 6])
    equal({row["sender"] for row in rows[:6]}, {"%016x" % 1})
    totals = summary(listener)
    equal((totals["received"], totals["lost"], totals["duplicates"], totals["reordered"]), (12, 2, 1, 1))
    who = totals["senders"]
    equal([(each["received"], each["lost"], each["first"], each["last"]) for each in who],
          [(6, 1, 1, 6), (2, 0, 10, 11), (3, 1, 0, 3), (1, None, None, None)])
    equal(who[2]["sender"], "%016x" % 77, "mcjoin's process")


@check("a gap is loss, unless what was expected replaces the verdict")
def _():
    for words, gap, code in (
            ((), 1, 1), ((), 0, 0),
            (("--expect", "all size_bytes > 0"), 1, 1),  # this says nothing of the verdict
            (("--expect", "count == 2"), 1, 0),
            (("--expect", "any status == loss"), 1, 0), (("--expect", "any status == loss"), 0, 1)):
        listener = listen("-c", "2", *words)
        send(listener, numbered(1), numbered(2 + gap))
        equal(listener.wait(), code, (words, gap))
        equal([row["status"] for row in results(listener)], ["ok", "ok"] + ["loss"] * gap)
        equal("numbers missing" in listener.errors(), gap == 1)
    listener = listen("--first")
    send(listener, numbered(1), numbered(3))
    equal(listener.wait(), 0, "the first was all that was asked for")


@check("a number that comes late is no loss")
def _():
    listener = listen("-c", "3")
    send(listener, numbered(1), numbered(3), numbered(2))
    equal(listener.wait(), 0, "exit code")


@check("loss can be expected")
def _():
    listener = listen("-c", "2", "--expect", "lost == 0")
    send(listener, numbered(1), numbered(3))
    equal(listener.wait(), 1, "exit code")
    true("lost == 0, got 1" in listener.errors(), listener.errors())


# ---- drops ------------------------------------------------------------------------------------

@check("S15: 50,000 datagrams to one that cannot read: all are heard, or told as dropped")
def _():
    sent = rounds(50000)
    listener = listen("--sockopt", "SO_RCVBUF=65536")
    os.kill(listener.pid, signal.SIGSTOP)
    send(listener, *[numbered(n) for n in range(1, sent + 1)])
    os.kill(listener.pid, signal.SIGCONT)
    behind = 0
    while not results(listener) or results(listener)[-1]["data"] != "behind the loss":
        send(listener, "behind the loss")  # until one finds room
        behind += 1
    equal(listener.end(signal.SIGINT), 1, "exit code")
    totals = summary(listener)
    true(totals["kernel_drops"] > 0, "some were dropped")
    equal((results(listener)[-1]["status"], results(listener)[-1]["error"]["text"]),
          ("loss", "not all came: %d dropped by the kernel, 0 numbers missing" % totals["kernel_drops"]))
    equal(totals["received"] + totals["kernel_drops"], sent + behind, "all are accounted for")
    equal(sum(row["drops"] or 0 for row in results(listener)), totals["kernel_drops"], "told when")
    equal(totals["lost"], 0, "the first ones came in a row, the last have no successor")


@check("what is dropped behind the last one that was wanted is no loss")
def _():
    listener = listen("--sockopt", "SO_RCVBUF=65536", "-c", "3")
    os.kill(listener.pid, signal.SIGSTOP)
    send(listener, *[numbered(n) for n in range(1, 1001)])
    os.kill(listener.pid, signal.SIGCONT)
    equal(listener.wait(), 0, listener.errors())
    true(summary(listener)["kernel_drops"] > 0, "some were dropped")


@check("a fast sender loses nothing")
def _():
    sent = rounds(100000)
    listener = listen("-c", str(sent), "-q", "-w", "20s", "--expect", "received == %d, lost == 0" % sent)
    ran = run("mcast-send", "%s:%d" % (GROUP, listener.port), "-I", "lo", "--seq", "--flood",
              "-c", str(sent), "-i", "40us", "--wait", "0")
    equal(ran.returncode, 0, ran.stderr)
    equal(listener.wait(), 0, "exit code")


# ---- answers ------------------------------------------------------------------------------------

@check("--ack and --reply answer the sender, once for each datagram")
def _():
    for words, answer in (("--ack",), b"ack"), (("--reply", "a longer answer"), b"a longer answer"):
        listener = listen("-c", "3", *words)
        with sender() as sock:
            for message in b"very important data", b"", b"x":
                sock.sendto(message, (GROUP, listener.port))
                data, peer = sock.recvfrom(100)
                equal((data, peer), (answer, ("127.0.0.1", listener.port)))
        equal(listener.wait(), 0, "exit code")
        equal({row["reply"] for row in results(listener)}, {"sent"})
        equal((summary(listener)["replied"], summary(listener)["unanswered"]), (3, 0))


@check("who is not to be answered is not")
def _():
    listener = listen("-c", "1", "--ack", "--deny", "127.0.0.9", "-v")
    send(listener, "x", source="127.0.0.9")
    equal(listener.wait(), 0, "exit code")
    equal((results(listener)[0]["reply"], summary(listener)["unanswered"]), ("denied", 1))
    event, = listener.rows("event")
    equal((event["event"], event["reason"]), ("unanswered", "its network is not to be answered"))


# ---- verdicts -----------------------------------------------------------------------------------

@check("silence is silent, exit code 4; expected silence is a success")
def _():
    ran = run("mcast-listen", GROUP + ":0", "-I", "lo", "--for", "50ms", "--json")
    equal(ran.returncode, 4, "exit code")
    row, = [row for row in rows(ran.stdout) if row["type"] == "result"]
    equal((row["status"], row["error"]["kind"], row["data"]), ("silent", "silent", None))
    true(re.search(rb": nothing came in \d+\.\d{3} s; --why looks for the reason\n", ran.stderr),
         ran.stderr)
    for expected in "count == 0", "silent":
        equal(run("mcast-listen", GROUP + ":0", "-I", "lo", "--for", "50ms", "--expect", expected)
              .returncode, 0, expected)
    for timeout in ("-w", "50ms"), ("-w", "50ms", "-c", "2"):
        equal(run("mcast-listen", GROUP + ":0", "-I", "lo", *timeout).returncode, 4, timeout)


@check("what was expected to be silent and is not is a mismatch")
def _():
    listener = listen("--expect", "count == 0")
    send(listener, "x")
    equal(listener.wait(), 1, "exit code, at once")
    true("count == 0, got 1" in listener.errors(), listener.errors())


@check("an expectation ends it as soon as it is decided")
def _():
    listener = listen("--expect", "count >= 2 within 10s")
    send(listener, "a", "b")
    equal(listener.wait(), 0, "exit code")


@check("`within` ends it too, when it can no longer be met")
def _():
    before = time.monotonic()
    ran = run("mcast-listen", GROUP + ":0", "-I", "lo", "--expect", "count >= 10 within 200ms")
    took = time.monotonic() - before
    equal(ran.returncode, 1, "exit code")
    true(0.2 <= took < 5, "it took %g s" % took)


@check("one of two groups is silent: the worst counts, and both are told")
def _():
    listener = Server("mcast-listen", GROUP + ":0", OTHER + ":0", "-I", "lo")
    send(listener, "x")
    until(lambda: results(listener), "it is heard")
    equal(listener.end(signal.SIGINT), 4, "exit code")
    equal([row["status"] for row in results(listener)], ["ok", "silent"])


@check("--timeout before --count is a timeout, --for is not")
def _():
    for words, code in (("-w", "300ms"), 4), (("--for", "300ms"), 0):
        listener = listen("-c", "5", *words)
        send(listener, "x")
        equal(listener.wait(), code, words)
        equal([row["status"] for row in results(listener)], ["ok", "timeout"] if code else ["ok"])


@check("SIGUSR1 prints totals, SIGTERM ends it by its verdict")
def _():
    listener = listen()
    send(listener, "x")
    until(lambda: results(listener), "it is heard")
    os.kill(listener.pid, signal.SIGUSR1)
    until(lambda: listener.rows("summary"), "totals")
    equal(listener.rows("summary")[0]["received"], 1)
    send(listener, "y")
    until(lambda: len(results(listener)) == 2, "it goes on")
    equal(listener.end(signal.SIGTERM), 0, "exit code")
    equal(summary(listener)["received"], 2)


@check("--first ends it with the first, --get prints bare values, --eventually listens again")
def _():
    listener = listen("--first")
    send(listener, "a", "b")
    equal(listener.wait(), 0, "exit code")
    equal([row["data"] for row in results(listener)], ["a"])
    listener = listen("-c", "2", "--get", "data,ttl", json=False)
    send(listener, "a", b"\t")
    equal(listener.wait(), 0, "exit code")
    equal(listener.output(), b"a\t1\n\\t\t1\n", "nothing but that")
    ran = run("mcast-listen", GROUP + ":0", "-I", "lo", "--for", "20ms", "--eventually", "150ms", "--every", "1ms")
    equal(ran.returncode, 4, "silent to the end")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", 0))
        port = sock.getsockname()[1]
    listener = start(SOCKBOX, "mcast-listen", "%s:%d" % (GROUP, port), "-I", "lo", "--for", "100ms",
                     "--eventually", "20s", "--every", "1ms", "-q")
    while listener.poll() is None:
        with sender() as sock:
            sock.sendto(b"x", (GROUP, port))
        time.sleep(0.01)
    equal(listener.returncode, 0, "met at last")


@check("payload can be expected, from a peer")
def _():
    listener = listen("-c", "2", "--expect", '"o"... from 127.0.0.9:*')
    send(listener, "one", "other", source="127.0.0.9")
    equal(listener.wait(), 0, listener.errors())


# ---- why ----------------------------------------------------------------------------------------

@check("--why tells a line for each point")
def _():
    ran = run("mcast-listen", GROUP + ":0", "-I", "lo", "--for", "20ms", "--why", "--json",
              "--include", "127.0.0.1")
    equal(ran.returncode, 4, "exit code")
    events = [row for row in rows(ran.stdout) if row["type"] == "event"]
    equal({row["event"] for row in events}, {"why"})
    true({"interface", "membership", "filter", "igmp", "rp_filter", "route", "arrivals", "limits",
          "reach"} <= {row["check"] for row in events}, events)
    true({row["finding"] for row in events} <= {"fine", "note", "fault"})
    true(all(row["reason"] and row["interface"] == "lo" and row["group"] == GROUP for row in events))


# ---- mistakes -----------------------------------------------------------------------------------

MISTAKES = (
    ((GROUP,), 2, "has no port"),
    ((GROUP + ":99999",), 2, "99999"),
    (("127.0.0.1:5000", "-I", "lo"), 2, "127.0.0.1 is no multicast group"),
    (("localhost:5000", "-I", "lo"), 2, "is no multicast group"),
    (("5000", "-I", "lo"), 2, "is no multicast group"),
    (("tcp:" + GROUP + ":5000",), 2, "groups are of udp, not of tcp"),
    (("[ff02::1]:5000",), 2, "needs its zone"),
    ((GROUP + ":5000", "-I", "0"), 3, "no interface has the index 0"),
    ((GROUP + ":5000", "-I", "2147483646"), 3, "no interface has the index 2147483646"),
    (("[ff15::1%lo]:5000",), 2, "has a zone, but is not link-local"),
    ((GROUP + ":5000", "-I", "lo", "--reply", "x" * 65528), 2, "more than the 65527 bytes of a datagram"),
    ((GROUP + ":5000", "-u"), 2, "unknown option '-u' (groups are always of UDP)"),
    ((GROUP + ":5000", "-U"), 2, "unknown option '-U' (groups are always of UDP)"),
    ((GROUP + ":5000", "-l"), 2, "unknown option '-l' (it always listens)"),
    ((GROUP + ":5000", "-i", "lo"), 2, "unknown option '-i' (an interface: -I)"),
    ((GROUP + ":5000", "-I", "lo", "--sockopt", "SO_BINDTOIFINDEX=nosuch"), 3, "no interface 'nosuch' here"),
    (("[ff02::1]:5000", "-I", "lo", "--include", "fe80::1%nosuch"), 3, "no interface 'nosuch' here"),
    ((GROUP + ":5000", "-6"), 2, "is no IPv6 address"),
    ((GROUP + ":5000", "-I", "nosuch"), 3, "no interface 'nosuch' here"),
    (("[ff02::1%nosuch]:5000",), 3, "nosuch"),
    ((GROUP + ":5000", "--include", "1.2.3.4", "--exclude", "1.2.3.5"), 2, "exclude each other"),
    ((GROUP + ":5000", "--include", OTHER), 2, "cannot be a source"),
    ((GROUP + ":5000", "--include", "0.0.0.0"), 2, "cannot be a source"),
    ((GROUP + ":5000", "--include", "localhost"), 2, "--include: 'localhost' is not an IPv4 or IPv6 address"),
    ((GROUP + ":5000", "--include", "2001:db8::1", "-I", "lo"), 2, "--include names no IPv4 source"),
    ((GROUP + ":5000", "--ack", "--reply", "x"), 2, "exclude each other"),
    ((GROUP + ":5000", "--allow", "10.0.0.0/8"), 2, "go with --ack or --reply"),
    ((GROUP + ":5000", "--ack", "--allow", "x"), 2, "'x' is no network"),
    ((GROUP + ":5000", "--sockopt", "SO_NOSUCH=1"), 2, "SO_NOSUCH"),
    ((GROUP + ":5000", "-I", "lo", *["--include=10.0.0.%d" % i for i in range(1, 12)]), 3,
     "net.ipv4.igmp_max_msf"),
)

for words, code, says in MISTAKES:
    @check("mistake: %s" % " ".join(words)[:60])
    def _():
        ran = run("mcast-listen", *words, "--for", "50ms")
        if code == 3 and "igmp_max_msf" in says and ran.returncode == 4:
            return # somebody has raised the limit
        equal(ran.returncode, code, ran.stderr)
        true(says in ran.stderr.decode(), ran.stderr)


@check("one bad endpoint, and nothing is listened to")
def _():
    ran = run("mcast-listen", GROUP + ":0", "10.0.0.1:0", "-I", "lo", "--json")
    equal(ran.returncode, 2, "exit code")
    equal([row["type"] for row in rows(ran.stdout)], ["result"])


@check("an interface that is not there is a failed result, which can be expected")
def _():
    ran = run("mcast-listen", GROUP + ":0", "-I", "nosuch", "--json", "--expect", "no_interface")
    equal(ran.returncode, 0, ran.stderr)
    equal([(row["type"], row["status"]) for row in rows(ran.stdout)], [("result", "no_interface")])


@check("-n looks no name up")
def _():
    ran = run("mcast-listen", "-n", "all-systems.example:5000", "-I", "lo")
    equal(ran.returncode, 2, "exit code")
    true(b"-n forbids names" in ran.stderr, ran.stderr)


@check("--calls teaches the calls, by the same names")
def _():
    ran = run("mcast-listen", GROUP + ":0", "-I", "lo", "--include", "127.0.0.9", "--for", "10ms", "--calls")
    said = ran.stderr.decode()
    for call in "IP_MULTICAST_ALL, [0]", "MCAST_JOIN_SOURCE_GROUP", "MCAST_MSFILTER", "MCAST_LEAVE_GROUP", \
            "IP_PKTINFO, [1]", "SO_RXQ_OVFL, [1]":
        true(call in said, call + " in " + said)


done()
