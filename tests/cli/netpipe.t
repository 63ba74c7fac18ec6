#!/usr/bin/env python3
# netpipe: no byte lost, every end told truthfully, in both roles and over every transport.
# SPDX-License-Identifier: GPL-3.0-or-later
import array
import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()

HAS_INET6 = os.path.exists("/proc/net/if_inet6") and bool(open("/proc/net/if_inet6").read())
MIB = 1 << 20


def listen(family=socket.AF_INET, kind=socket.SOCK_STREAM, at=None):
    """A listening or bound socket, and how netpipe is told where it is."""
    server = socket.socket(family, kind)
    server.settimeout(PATIENCE_S)
    if family == socket.AF_UNIX:
        server.bind(at)
    else:
        server.bind((at or ("::1" if family == socket.AF_INET6 else "127.0.0.1"), 0))
    if kind != socket.SOCK_DGRAM:
        server.listen()
    return server


def where(server):
    """HOST:PORT of it."""
    host, port = server.getsockname()[:2]
    return "[%s]:%d" % (host, port) if ":" in host else "%s:%d" % (host, port)


def accept(server):
    client, _ = server.accept()
    client.settimeout(PATIENCE_S)
    return client


def receive_all(peer):
    data = b""
    while True:
        part = peer.recv(1 << 16)
        if not part:
            return data
        data += part


def receive(peer, size):
    data = b""
    while len(data) < size:
        part = peer.recv(size - len(data))
        if not part:
            raise AssertionError("ended after %r" % data)
        data += part
    return data


class Client:
    """netpipe with pipes on all three descriptors."""

    def __init__(self, *words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **how):
        self.process = start(SOCKBOX, "netpipe", *words, stdin=stdin, stdout=stdout,
                             stderr=subprocess.PIPE, **how)

    def say(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def finish(self, data=b""):
        """Say DATA and end stdin: (exit code, stdout, stderr)."""
        out, err = self.process.communicate(data, timeout=PATIENCE_S)
        return self.process.returncode, out, err

    def hear(self, size):
        data = b""
        while len(data) < size:
            part = os.read(self.process.stdout.fileno(), size - len(data))
            if not part:
                raise AssertionError("stdout ended after %r" % data)
            data += part
        return data

    def wait(self):
        """Without ending stdin: (exit code, stdout, stderr)."""
        code = self.process.wait(PATIENCE_S)
        return code, self.process.stdout.read(), self.process.stderr.read()


def connect(port, host="127.0.0.1"):
    return socket.create_connection((host, port), PATIENCE_S)


def unix(kind, name, own=None):
    client = socket.socket(socket.AF_UNIX, kind)
    client.settimeout(PATIENCE_S)
    if own is not None:
        client.bind(own)
    client.connect(name)
    return client


def udp(at="127.0.0.1"):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(PATIENCE_S)
    client.bind((at, 0))
    return client


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def records(output, kind):
    return [row for row in rows(output) if row["type"] == kind]


def last(output):
    return records(output, "summary")[-1]


# ---- streams: nothing is lost at the end ---------------------------------------------------------------

@check("the end of stdin is passed on, and a reply that comes a second later is printed")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    client.process.stdin.write(b"question")
    client.process.stdin.close()
    equal(receive_all(peer), b"question", "all of it, and the end")
    time.sleep(1.1)
    peer.sendall(b"answer")
    peer.close()
    equal(client.wait(), (0, b"answer", b""))


@check("an empty stdin loses nothing of a late answer, and --idle makes no failure of a good end")
def _():
    server = listen()
    client = Client(where(server), "--idle", "5s", stdin=subprocess.DEVNULL)
    peer = accept(server)
    equal(receive_all(peer), b"", "the end")
    time.sleep(0.3)
    peer.sendall(b"answer")
    peer.close()
    equal(client.wait(), (0, b"answer", b""))


@check("it leaves when the peer has closed, although stdin is open: at once on a terminal")
def _():
    server = listen()
    ours, theirs = pty.openpty()
    client = Client(where(server), stdin=theirs)
    peer = accept(server)
    began = time.monotonic()
    peer.sendall(b"banner\n")
    peer.close()
    equal(client.wait(), (0, b"banner\n", b""))
    true(time.monotonic() - began < 0.9, "at once")
    os.close(ours)
    os.close(theirs)


@check("from a pipe that stays open and says nothing it leaves a second later, exit code 0")
def _():
    server = listen()
    client = Client(where(server))
    accept(server).close()
    equal(client.wait(), (0, b"", b""))


@check("what stdin says after the peer's end still gets there; all of it where stdin then ends")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    peer.shutdown(socket.SHUT_WR)
    time.sleep(0.3)
    client.say(b"x" * 100000)
    time.sleep(0.3)
    equal(client.finish(b"y" * 100000), (0, b"", b""))
    equal(receive_all(peer), b"x" * 100000 + b"y" * 100000)


@check("where stdin goes on after the peer's end and then falls silent, that is told: exit code 1")
def _():
    server = listen()
    client = Client(where(server), "--json")
    peer = accept(server)
    peer.shutdown(socket.SHUT_WR)
    time.sleep(0.3)
    client.say(b"some")
    equal(receive_all(peer), b"some")
    code, out, err = client.wait()
    equal(code, 1)
    equal(records(out, "result")[-1]["status"], "closed")
    true(b"--eof both" in err, err)


@check("S7: 10 MiB both ways at once, each end after all of it, as client and as listener")
def _():
    data = os.urandom(10 * MIB)

    def talk(peer, run_it):
        heard = []

        def send():
            peer.sendall(data)
            peer.shutdown(socket.SHUT_WR)
        sender = threading.Thread(target=send)
        sender.start()
        hearer = threading.Thread(target=lambda: heard.append(receive_all(peer)))
        hearer.start()
        code, out, err = run_it()
        sender.join()
        hearer.join()
        equal(code, 0, err)
        true(out == data, "what came is whole: %d bytes" % len(out))
        true(heard[0] == data, "what went is whole: %d bytes" % len(heard[0]))

    server = listen()
    client = Client(where(server))
    talk(accept(server), lambda: client.finish(data))
    with tempfile.TemporaryFile() as stdin:
        stdin.write(data)
        stdin.seek(0)
        server = Server("netpipe", "-l", "127.0.0.1:0", stdin=stdin, json=False)
        talk(connect(server.port), lambda: (server.wait(), server.output(), server.errors()))


@check("a slow stdout holds the peer up: nothing is lost, little is held")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    data = os.urandom(20 * MIB)
    sender = threading.Thread(target=lambda: (peer.sendall(data), peer.close()))
    sender.start()
    time.sleep(0.5)
    with open("/proc/%d/status" % client.process.pid) as status:
        kib = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
    true(SANITIZED or kib < 6000, "%d KiB held" % kib)
    true(client.process.communicate(timeout=PATIENCE_S)[0] == data, "whole")
    sender.join()
    equal(client.process.returncode, 0)


@check("a slow peer holds stdin up, and gets it all from a file, which epoll cannot wait for")
def _():
    server = listen()
    data = os.urandom(20 * MIB)
    with tempfile.TemporaryFile() as stdin:
        stdin.write(data)
        stdin.seek(0)
        client = Client(where(server), stdin=stdin)
        peer = accept(server)
        time.sleep(0.3)
        true(receive_all(peer) == data, "whole")
        peer.close()
        equal(client.wait(), (0, b"", b""))


@check("waiting costs nothing: a blocked stdout, a silent peer, a reset while stdout is blocked")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    peer.setblocking(False)
    sent = 0
    try:
        while True:
            sent += peer.send(b"x" * 65536)
            time.sleep(0.001)
    except BlockingIOError:
        pass
    reset(peer)
    time.sleep(0.2)
    with open("/proc/%d/stat" % client.process.pid) as stat:
        before = stat.read().rpartition(")")[2].split()[11:13]
    time.sleep(0.5)
    with open("/proc/%d/stat" % client.process.pid) as stat:
        after = stat.read().rpartition(")")[2].split()[11:13]
    ticks = sum(map(int, after)) - sum(map(int, before))
    true(ticks <= 5, "%d ticks in half a second" % ticks)
    code, out, err = client.finish()
    equal(code, 1)
    true(b"broke the connection off" in err, err)


# ---- the truth table of --eof ------------------------------------------------------------------------

def eof_case(policy):
    server = listen()
    client = Client("--eof", policy, "--json", where(server))
    return client, accept(server)


def has_ended(peer, within=0.3):
    """Whether the peer sees our end within that time."""
    peer.settimeout(within)
    try:
        return peer.recv(1) == b""
    except TimeoutError:
        return False
    finally:
        peer.settimeout(PATIENCE_S)


@check("--eof shutdown, stdin ends first: the end is passed on, the peer is heard to its end")
def _():
    client, peer = eof_case("shutdown")
    client.process.stdin.close()
    true(has_ended(peer, PATIENCE_S), "FIN")
    time.sleep(0.2)
    peer.sendall(b"late")
    peer.close()
    code, out, _ = client.wait()
    equal((code, last(out)["received_bytes"], last(out)["reason"], last(out)["ended_first"]),
          (0, 4, "closed", "self"))


@check("--eof shutdown, the peer ends first: it leaves")
def _():
    client, peer = eof_case("shutdown")
    peer.close()
    code, out, _ = client.wait()
    equal((code, last(out)["reason"], last(out)["ended_first"]), (0, "closed", "peer"))


@check("--eof both, stdin ends first: as with shutdown")
def _():
    client, peer = eof_case("both")
    client.process.stdin.close()
    true(has_ended(peer, PATIENCE_S), "FIN")
    peer.sendall(b"late")
    peer.close()
    code, out, _ = client.wait()
    equal((code, last(out)["received_bytes"], last(out)["ended_first"]), (0, 4, "self"))


@check("--eof both, the peer ends first: stdin is sent to its end, however long that takes")
def _():
    client, peer = eof_case("both")
    peer.shutdown(socket.SHUT_WR)
    time.sleep(1.4)
    client.say(b"still here")
    equal(receive(peer, 10), b"still here")
    code, out, _ = client.finish()
    equal((code, last(out)["reason"], last(out)["ended_first"]), (0, "closed", "peer"))


@check("--eof exit, stdin ends first: what is there is printed, and it leaves at once")
def _():
    client, peer = eof_case("exit")
    peer.sendall(b"early")
    client.say(b"question")
    equal(receive(peer, 8), b"question")
    code, out, _ = client.finish()
    equal((code, last(out)["received_bytes"], last(out)["reason"]), (0, 5, "left"))


@check("--eof exit, the peer ends first: it leaves")
def _():
    client, peer = eof_case("exit")
    peer.close()
    equal(client.wait()[0], 0)


@check("--eof ignore, stdin ends first: the peer does not hear of it, and is heard to its end")
def _():
    client, peer = eof_case("ignore")
    client.process.stdin.close()
    true(not has_ended(peer), "no FIN")
    peer.sendall(b"late")
    peer.close()
    code, out, _ = client.wait()
    equal((code, last(out)["received_bytes"], last(out)["reason"]), (0, 4, "closed"))


@check("--eof ignore, the peer ends first: it leaves")
def _():
    client, peer = eof_case("ignore")
    peer.close()
    equal(client.wait()[0], 0)


@check("--eof linger:TIME, stdin ends first: it hears the peer for so long more, and leaves")
def _():
    client, peer = eof_case("linger:300ms")
    client.process.stdin.close()
    true(has_ended(peer, PATIENCE_S), "FIN")
    began = time.monotonic()
    peer.sendall(b"late")
    code, out, _ = client.wait()
    equal((code, last(out)["received_bytes"], last(out)["reason"]), (0, 4, "lingered"))
    true(time.monotonic() - began > 0.2, "so long")


@check("--eof linger:TIME, the peer ends first or within it: it leaves")
def _():
    client, peer = eof_case("linger:20s")
    client.process.stdin.close()
    peer.close()
    code, out, _ = client.wait()
    equal((code, last(out)["reason"]), (0, "closed"))
    client, peer = eof_case("linger:20s")
    peer.close()
    equal(client.wait()[0], 0)


@check("a listener with nothing on stdin has no end to pass on; with --eof shutdown it has")
def _():
    server = Server("netpipe", "-l", "127.0.0.1:0")
    peer = connect(server.port)
    true(not has_ended(peer), "no FIN")
    peer.sendall(b"to the log")
    peer.shutdown(socket.SHUT_WR)
    true(has_ended(peer, PATIENCE_S), "an end for an end")
    equal(server.wait(), 0)
    server = Server("netpipe", "-l", "127.0.0.1:0", "--eof", "shutdown")
    peer = connect(server.port)
    true(has_ended(peer, PATIENCE_S), "FIN")
    peer.close()
    equal(server.wait(), 0)


@check("a Unix peer that has closed both ways is known to have: nothing more is waited for")
def _():
    server = listen(socket.AF_UNIX, at=path("gone"))
    client = Client(path("gone"), "--eof", "both")
    peer = accept(server)
    began = time.monotonic()
    peer.close()
    equal(client.wait()[0], 0)
    true(time.monotonic() - began < 0.9, "at once")


# ---- what goes wrong ------------------------------------------------------------------------------------

@check("a refusal is printed without -v, exit code 1")
def _():
    server = listen()
    at = where(server)
    server.close()
    code, out, err = Client(at).finish()
    equal((code, out), (1, b""))
    true(b"cannot connect to tcp:%s: Connection refused (ECONNREFUSED)" % at.encode() in err, err)


@check("exit codes tell usage, name, connecting and the connection apart")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    client.say(b"x")
    receive(peer, 1)
    reset(peer)
    equal(client.wait()[0], 1, "reset")
    for code, words in ((2, ["127.0.0.1", "99999"]), (2, ["127.0.0.1", "70000"]), (2, ["127.0.0.1", "-1"]),
                        (2, ["127.0.0.1:0"]), (2, []), (1, ["/nonexistent/path"]), (2, ["a", "b", "c"]),
                        (1, ["127.0.0.1", "nosuchservice"]),
                        (3, ["127.0.0.1:1", "--replay", "/nonexistent"]), (3, ["127.0.0.1:1", "-o", "/nonexistent/x"]),
                        (3, ["fe80::1%nosuch", "80"]), (2, ["-n", "localhost", "80"])):
        ran = run("netpipe", *words)
        equal((ran.returncode, ran.stdout), (code, b""), words)
        true(ran.stderr.startswith(b"netpipe: "), ran.stderr)


@check("what is of Unix paths is refused where there is none, and a port to send from is no endpoint")
def _():
    for words, text in ((["-l", "--mode", "600", "127.0.0.1:0"], b"--mode is of Unix paths"),
                        (["-l", "--replace", "udp:127.0.0.1:0"], b"--replace is of Unix paths"),
                        (["-l", "-p", "8080"], b"ENDPOINT is missing; --local-port is where to send from")):
        ran = run("netpipe", *words, "--for", "1ms")
        equal((ran.returncode, text in ran.stderr), (2, True), words)


@check("an option that has no meaning in what is to be done is refused, exit code 2")
def _():
    passes = "does not go with --probe, --send-fd and --recv-fd"
    for words, text in (("-k HERE", "--keep-accepting goes with --listen"),
                        ("-ulk HERE", "--keep-accepting is for connections"),
                        ("-lk @x --recv-fd", "--keep-accepting does not go with --send-fd and --recv-fd"),
                        ("-lz HERE", "--probe connects, and does no more"),
                        ("-z @x --recv-fd", "--probe connects, and does no more"),
                        ("-z HERE --send x", "--send goes with --probe, of datagrams"),
                        ("-u HERE --send x", "--send goes with --probe, of datagrams"),
                        ("-l HERE --race", "--race is of connecting"),
                        ("HERE --send-fd 0", "--send-fd needs a Unix socket"),
                        ("HERE --recv-fd", "--recv-fd needs a Unix socket"),
                        ("@x --recv-fd --send-fd 0", "--send-fd excludes --recv-fd"),
                        ("-l unixgram:@x --send-fd 0", "--send-fd has nobody to hand it to"),
                        ("-z HERE --eof exit", "--eof " + passes),
                        ("@x --recv-fd --idle 1", "--idle " + passes),
                        ("@x --send-fd 0 --for 1", "--for " + passes),
                        ("-zx HERE", "--hex " + passes),
                        ("-z HERE -o /nonexistent/x", "--output " + passes),
                        ("-z HERE --transcript /nonexistent/x", "--transcript " + passes),
                        ("-z HERE --replay x", "--replay " + passes),
                        ("-zC HERE", "--crlf " + passes),
                        ("-uz HERE -c 1", "--count " + passes),
                        ("-uz HERE --size 1", "--size " + passes),
                        ("-uz HERE --chomp", "--chomp " + passes),
                        ("-z HERE --deadline 1", "--deadline does not go with --probe and --send-fd"),
                        ("@x --send-fd 0 --deadline 1", "--deadline does not go with --probe and --send-fd"),
                        ("-lk HERE --replay x", "--replay plays with one peer"),
                        ("HERE --as client", "--as goes with --replay"),
                        ("HERE --replay x -C", "--crlf is of standard input"),
                        ("-u HERE --replay x --size 1", "--size is of standard input"),
                        ("-u HERE --replay x --chomp", "--chomp is of standard input"),
                        ("HERE -c 1", "--count is of messages"),
                        ("HERE --size 1", "--size is of messages"),
                        ("@x --chomp", "--chomp is of messages"),
                        ("-u HERE --chomp --size 1", "--chomp excludes --size and --crlf"),
                        ("-u HERE --chomp -C", "--chomp excludes --size and --crlf"),
                        ("-u HERE -C --size 1", "--crlf excludes --size"),
                        ("-u HERE --size 65537", "--size: a message has at most 65536 bytes"),
                        ("HERE --eventually 1s", "--eventually goes with --probe"),
                        ("-l HERE -s 127.0.0.1", "--source is a client's"),
                        ("-l HERE -p 9", "--local-port is a client's"),
                        ("-4 unix:/nowhere", "-4 and -6: there is no such thing over unix"),
                        ("--ttl 3 @nobody", "--ttl: there is no such thing over unix"),
                        ("HERE --allow 10.0.0.0/8", "--allow goes with --listen"),
                        ("HERE --backlog 5", "--backlog goes with --listen"),
                        ("HERE --ready-fd 1", "--ready-fd goes with --listen"),
                        ("-l HERE --max-conns 5", "--max-conns goes with --keep-accepting"),
                        ("-l HERE --max-per-addr 5", "--max-per-addr goes with --keep-accepting"),
                        ("-l HERE --no-limits", "--no-limits goes with --keep-accepting"),
                        ("-ul HERE --backlog 5", "--backlog is of connections"),
                        ("-l @x --mode 600", "--mode is of Unix paths"),
                        ("-l @x --owner 0", "--owner is of Unix paths"),
                        ("-l @x --group 0", "--group is of Unix paths")):
        words = words.replace("HERE", "127.0.0.1:9").split()
        ran = run("netpipe", "--json", *words)
        equal((ran.returncode, ran.stdout), (2, b""), words)
        true(ran.stderr.startswith(b"netpipe: " + text.encode()), (words, ran.stderr))


@check("a listener that cannot be: its result says which endpoint, and why")
def _():
    server = listen()
    for words, code, status in ((["-l", where(server)], 3, "lacking"), (["-l", "127.0.0.1:nosuchservice"], 1, "not_found")):
        ran = run("netpipe", "--json", *words)
        result, = records(ran.stdout, "result")
        equal((ran.returncode, result["status"], result["transport"]), (code, status, "tcp"), ran.stderr)
        equal(result["endpoint"], "tcp:" + words[1])


@check("--deadline bounds connecting too")
def _():
    server = listen()
    server.listen(0)
    fillers = []
    while len(fillers) < 4:
        fillers.append(socket.socket())
        fillers[-1].setblocking(False)
        fillers[-1].connect_ex(server.getsockname())
    began = time.monotonic()
    code, out, err = Client("--deadline", "300ms", where(server)).finish()
    equal((code, out), (4, b""), err)
    true(time.monotonic() - began < 2, "not the 5 s of --timeout")


@check("a link-local address is in the zone of --interface")
def _():
    code, out, err = Client("-I", "lo", "--json", "fe80::1", "9").finish()
    true(b"needs its zone" not in err, err)


@check("a reset says how much of stdin was not sent, and what came before it is printed")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    peer.sendall(b"error: too much\n")

    def say():
        try:
            client.say(b"x" * 8 * MIB)
        except BrokenPipeError:
            pass
    sayer = threading.Thread(target=say)
    sayer.start()
    equal(client.hear(16), b"error: too much\n")
    is_full = lambda: not select.select([], [client.process.stdin], [], 0)[1]  # noqa: E731
    until(lambda: is_full() and (time.sleep(0.2) or is_full()), "all is full, and stays so")
    reset(peer)
    code, out, err = client.wait()
    sayer.join()
    equal((code, out), (1, b""))
    true(re.search(rb"; [0-9]+ bytes of standard input not sent", err), err)


@check("what a peer that had closed did not take is no success, though it ended well: exit code 1")
def _():
    server = listen()
    client = Client(where(server))
    peer = accept(server)
    peer.sendall(b"banner")
    peer.close()
    equal(client.hear(6), b"banner")
    client.say(b"never read")
    code, out, err = client.finish()
    equal((code, out), (1, b""))
    true(b"broke the connection off" in err, err)


for limit, words, silent in (("connect timeout", ("--timeout", "0.3"), False),
                             ("idle timeout", ("--idle", "300ms"), True),
                             ("deadline", ("--deadline", "0.3s"), True)):
    @check("a hit %s is a failure, exit code 4, in fractions of a second" % limit)
    def _():
        server = listen()
        full = [socket.socket() for _ in range(3)]
        if not silent:  # a full backlog takes no more: nobody answers
            server.listen(0)
            for each in full:
                each.setblocking(False)
                each.connect_ex(server.getsockname())
            time.sleep(0.1)
        began = time.monotonic()
        client = Client(*words, where(server), "--json")
        code, out, err = client.wait()
        took = time.monotonic() - began
        equal((code, records(out, "result")[-1]["status"]), (4, "timeout"), err)
        true(0.25 < took < 5, "%.2f s" % took)


@check("a trickle does not stretch a deadline, and does an idle timeout")
def _():
    server = listen()
    client = Client("--deadline", "700ms", "--idle", "400ms", where(server), "--json")
    peer = accept(server)
    stop = threading.Event()

    def trickle():
        while not stop.wait(0.1):
            try:
                peer.send(b".")
            except OSError:
                return
    thread = threading.Thread(target=trickle)
    thread.start()
    code, out, err = client.wait()
    stop.set()
    thread.join()
    equal(code, 4)
    true(b"not over after 0.700 s" in err, err)
    true(last(out)["received_bytes"] >= 3, last(out))


@check("connecting has no say in how long talk may take")
def _():
    server = listen()
    client = Client("-w", "0.2", where(server))
    peer = accept(server)
    time.sleep(0.5)
    peer.sendall(b"late")
    peer.close()
    equal(client.finish()[:2], (0, b"late"))


@check("--for is an end as good as any")
def _():
    server = listen()
    client = Client("--for", "200ms", where(server), "--json")
    accept(server)
    code, out, err = client.wait()
    equal((code, last(out)["reason"], err), (0, "elapsed", b""))


@check("a listener that nobody comes to within --timeout: exit code 4")
def _():
    server = Server("netpipe", "-l", "127.0.0.1:0", "-w", "200ms")
    equal(server.wait(), 4)
    true("nobody came in 0.200 s" in server.errors(), server.errors())


@check("a transcript that cannot be written is a failure also where nobody comes")
def _():
    process = start(SOCKBOX, "netpipe", "-l", "127.0.0.1:0", "--for", "50ms", "--transcript", "/dev/full",
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    equal(process.wait(PATIENCE_S), 3)
    true(b"cannot write to /dev/full" in process.stderr.read(), "it says which")


@check("a full disk, a closed stdout, a closed stdin: exit code 3, and who is told")
def _():
    server = listen()
    for words, how in (((), {"stdout": open("/dev/full", "wb")}), (("-o", "/dev/full"), {}),
                       (("--json",), {"stdout": open("/dev/full", "wb")}),
                       (("--transcript", "/dev/full"), {})):
        client = Client(*words, where(server), **how)
        peer = accept(server)
        peer.sendall(b"data")
        peer.close()
        client.process.stdin.close()
        code = client.process.wait(PATIENCE_S)
        err = client.process.stderr.read()
        equal(code, 3, (words, err))
        true(b"ENOSPC" in err, err)
    for closed, code in ((">&-", 3), ("<&-", 3), ("< /", 3)):
        process = start("sh", "-c", '"$0" netpipe "$1" ' + closed, SOCKBOX, where(server),
                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        peer = accept(server)
        peer.sendall(b"data")
        equal(process.wait(PATIENCE_S), code, closed)
        true(b"cannot" in process.stderr.read(), closed)


@check("S18: with 0 to 2 closed no socket becomes one of them")
def _():
    server = listen()
    process = start("sh", "-c", 'exec "$0" netpipe "$1" -o "$2" <&- >&- 2>&-', SOCKBOX, where(server),
                    path("closed"))
    peer = accept(server)
    links = {}
    for fd in range(3):
        try:
            links[fd] = os.readlink("/proc/%d/fd/%d" % (process.pid, fd))
        except OSError:
            pass
    peer.close()
    process.wait(PATIENCE_S)
    true(not any(link.startswith("socket:") for link in links.values()), links)


@check("a reader of stdout that goes away ends it by SIGPIPE, and the path of the socket is gone")
def _():
    for words in ((), ("--json",)):
        server = start("sh", "-c", '"$0" netpipe -l "$1" "$2" 9>&1 --ready-fd 9 < /dev/null; echo $? > "$3"',
                       SOCKBOX, path("pipe"), words[0] if words else "-v", path("code"),
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        os.read(server.stdout.fileno(), 1000)
        server.stdout.close()
        peer = unix(socket.SOCK_STREAM, path("pipe"))
        try:
            for _ in range(100):
                peer.send(b"x" * 1000)
                time.sleep(0.01)
        except OSError:
            pass
        server.wait(PATIENCE_S)
        equal(open(path("code")).read(), "141\n")
        true(not os.path.exists(path("pipe")), "path removed")


@check("the client dies of SIGINT and SIGTERM, with its summary; the second kills a listener that drains")
def _():
    for number in (signal.SIGINT, signal.SIGTERM):
        server = listen()
        client = Client("--json", where(server))
        accept(server)
        until(lambda: b"connected" in os.read(client.process.stdout.fileno(), 4096), "connected")
        client.process.send_signal(number)
        code, out, _ = client.wait()
        equal((code, last(out)["reason"]), (-number, "stopped"))
    server = Server("netpipe", "-l", "127.0.0.1:0", "--eof", "ignore")
    peer = connect(server.port)
    until(lambda: server.rows("event"), "accepted")
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    server.process.send_signal(signal.SIGINT)
    equal(server.wait(), -signal.SIGINT)


@check("a listener drains: those who are there hear the end, finish, and it exits with 0")
def _():
    read, write = os.pipe()
    server = Server("netpipe", "-lk", path("drain"), stdin=read)
    peer = unix(socket.SOCK_STREAM, path("drain"))
    peer.sendall(b"before ")
    until(lambda: server.rows("result"), "heard")
    server.process.send_signal(signal.SIGTERM)
    equal(receive_all(peer), b"", "the end")
    peer.sendall(b"after")
    peer.close()
    equal(server.wait(), 0)
    equal(b"".join(row["data"].encode() for row in server.rows("result")), b"before after")
    true(not os.path.exists(path("drain")), "path removed")
    os.close(read)
    os.close(write)


# ---- listening -------------------------------------------------------------------------------------------

@check("without -k the first is served, everybody else refused at once")
def _():
    server = Server("netpipe", "-l", "127.0.0.1:0")
    first = connect(server.port)
    until(lambda: server.rows("event"), "accepted")

    def is_refused():
        try:
            connect(server.port).close()
        except ConnectionRefusedError:
            return True
        return False
    until(is_refused, "refused")
    first.sendall(b"hello")
    first.close()
    equal(server.wait(), 0)
    equal([row["data"] for row in server.rows("result")], ["hello"])


@check("-k: many at once, what each says is heard, what stdin says goes to all; one that leaves changes nothing")
def _():
    read, write = os.pipe()
    server = Server("netpipe", "-lk", "127.0.0.1:0", stdin=read)
    peers = [connect(server.port) for _ in range(50)]
    for i, peer in enumerate(peers):
        peer.sendall(b"I am %d" % i)
    until(lambda: len(server.rows("result")) == 50, "all heard")
    reset(peers.pop())
    peers.pop().close()
    until(lambda: sum(row["event"] == "closed" for row in server.rows("event")) == 2, "two gone")
    os.write(write, b"to all")
    for peer in peers:
        equal(receive(peer, 6), b"to all")
    os.close(write)
    for peer in peers:
        equal(receive_all(peer), b"", "the end")
        peer.close()
    until(lambda: sum(row["event"] == "closed" for row in server.rows("event")) == 50, "all gone")
    late = connect(server.port)
    late.sendall(b"late")
    late.close()
    until(lambda: server.rows("result")[-1]["data"] == "late", "it goes on")
    equal(server.end(), 0)
    equal((server.rows("summary")[-1]["connections"], server.rows("summary")[-1]["reason"]), (51, "stopped"))
    os.close(read)


@check("-k: stdin waits while nobody is there")
def _():
    read, write = os.pipe()
    server = Server("netpipe", "-lk", "127.0.0.1:0", stdin=read)
    os.write(write, b"welcome")
    time.sleep(0.2)
    equal(receive(connect(server.port), 7), b"welcome")
    equal(server.end(), 0)
    os.close(read)
    os.close(write)


@check("-k: limits, --deny and --allow are kept, and those who may not come are told of")
def _():
    server = Server("netpipe", "-lk", "127.0.0.1:0", "--deny", "127.0.0.0/8")
    equal(receive_all(connect(server.port)), b"")
    until(lambda: server.rows("event"), "told")
    equal((server.rows("event")[0]["event"], server.rows("event")[0]["text"]),
          ("refused", "it was not admitted: denied"))
    equal(server.end(), 0)


@check("port 0 is one number for both families, and stale paths are replaced only when asked to")
def _():
    server = Server("netpipe", "-lk", "0")
    equal(len({row["port"] for row in server.ready}), 1)
    equal(len(server.ready), 2 if HAS_INET6 else 1)
    equal(server.end(), 0)
    listen(socket.AF_UNIX, at=path("stale")).close()
    ran = run("netpipe", "-l", path("stale"), "--for", "50ms")
    equal(ran.returncode, 3, ran.stderr)
    server = Server("netpipe", "-l", path("stale"), "--replace")
    equal(oct(os.stat(path("stale")).st_mode & 0o777), "0o700")
    equal(server.end(), 0)
    with Server("netpipe", "-l", path("live")).out:
        ran = run("netpipe", "-l", path("live"), "--replace", "--for", "50ms")
        equal(ran.returncode, 3, "a live one is never replaced")
        true(b"in use" in ran.stderr or b"listens" in ran.stderr, ran.stderr)


@check("names of 108 bytes work, of 109 are refused whole")
def _():
    folder = path("long")
    os.mkdir(folder)
    name = folder + "/" + "x" * (107 - len(folder))
    server = Server("netpipe", "-l", name)
    server.end()
    ran = run("netpipe", "-l", name + "yy", "--for", "50ms")
    equal(ran.returncode, 2, ran.stderr)
    equal(os.listdir(folder), [])


# ---- transports ---------------------------------------------------------------------------------------------

@check("IPv6, bare, in brackets and with its port in one word; a port alone is localhost; service names")
def _():
    if not HAS_INET6:
        return
    server = listen(socket.AF_INET6)
    port = str(server.getsockname()[1])
    for words in (["::1", port], ["[::1]:" + port], ["[::1]", port], ["tcp:[::1]:" + port],
                  [port], [":" + port], ["-6", port]):
        client = Client(*words)
        peer = accept(server)
        peer.sendall(b"hello")
        peer.close()
        equal(client.finish(b"")[:2], (0, b"hello"), words)
    equal(run("netpipe", "127.0.0.1", "tcpmux").returncode, 1, "a service name is a port")


@check("Unix stream and abstract names, with the credentials of the peer")
def _():
    for name, at in ((path("s"), path("s")), ("@netpipe-%d" % os.getpid(), "\0netpipe-%d" % os.getpid())):
        server = listen(socket.AF_UNIX, at=at)
        client = Client(name, "--json")
        peer = accept(server)
        peer.sendall(b"hello")
        peer.close()
        code, out, _ = client.finish()
        equal(code, 0)
        result = records(out, "result")[0]
        equal((result["transport"], result["peer"], result["data"], result["pid"], result["uid"]),
              ("unix", "unix:" + name, "hello", os.getpid(), os.getuid()))


@check("seqpacket: messages keep their bounds, an empty one is data, and the end is the end")
def _():
    server = listen(socket.AF_UNIX, socket.SOCK_SEQPACKET, path("seq"))
    client = Client("seqpacket:" + path("seq"), "--json")
    peer = accept(server)
    for message in (b"one", b"", b"two", b""):
        peer.send(message)
    client.say(b"first\nsecond\n")
    equal((peer.recv(100), peer.recv(100)), (b"first\n", b"second\n"))
    peer.close()
    code, out, _ = client.finish()
    equal(code, 0)
    equal([row["data"] for row in records(out, "result")], ["one", "", "two", ""])
    equal(last(out)["reason"], "closed")


@check("seqpacket: the end of stdin is passed on, and the peer's is heard, as a listener too")
def _():
    read, write = os.pipe()
    server = Server("netpipe", "-l", "seqpacket:" + path("seql"), "--chomp", stdin=read)
    peer = unix(socket.SOCK_SEQPACKET, path("seql"))
    os.write(write, b"one\n\ntwo\n")
    equal([peer.recv(100) for _ in range(3)], [b"one", b"", b"two"])
    os.close(write)
    equal(peer.recv(100), b"")
    peer.send(b"last")
    peer.close()
    equal(server.wait(), 0)
    equal([row["data"] for row in server.rows("result")], ["last"])
    os.close(read)


# ---- datagrams -------------------------------------------------------------------------------------------------

@check("UDP: one line is one datagram, newline and all; the last need not end in one")
def _():
    peer = udp()
    client = Client("-u", where(peer), "--eof", "exit")
    equal(client.finish(b"one\ntwo\n\nlast")[0], 0)
    equal([peer.recv(100) for _ in range(4)], [b"one\n", b"two\n", b"\n", b"last"])


@check("UDP: --chomp leaves newlines out, so that an empty line is an empty datagram; --size cuts")
def _():
    peer = udp()
    Client("-u", where(peer), "--eof", "exit", "--chomp").finish(b"one\n\ntwo")
    equal([peer.recv(100) for _ in range(3)], [b"one", b"", b"two"])
    Client("-u", where(peer), "--eof", "exit", "--size", "4").finish(b"abcdefghij")
    equal([peer.recv(100) for _ in range(3)], [b"abcd", b"efgh", b"ij"])
    Client("-u", where(peer), "--eof", "exit", "-C").finish(b"one\ntwo")
    equal([peer.recv(100) for _ in range(2)], [b"one\r\n", b"two"])


@check("UDP: 0 to 65507 bytes come whole, an empty datagram is data and no end")
def _():
    server = Server("netpipe", "-lu", "127.0.0.1:0")
    peer = udp()
    sent = [os.urandom(size) for size in (0, 1, 1472, 9000, 16385, 65507, 0)]
    for data in sent:
        peer.sendto(data, ("127.0.0.1", server.port))
    until(lambda: len(server.rows("result")) == len(sent), "all")
    equal(server.end(), 0)
    got = server.rows("result")
    equal([row["size_bytes"] for row in got], [len(data) for data in sent])
    equal([row["true_size_bytes"] for row in got], [len(data) for data in sent])
    import base64
    true([base64.b64decode(row["data_b64"]) for row in got] == sent, "the same bytes")
    equal({row["truncated"] for row in got}, {False})
    equal(got[0]["peer"], "udp:" + where(peer))
    equal((got[0]["destination"], got[0]["interface"], got[0]["ttl"]), ("127.0.0.1", "lo", 64))


@check("UDP: a line that is too long for a datagram is refused, not cut")
def _():
    peer = udp()
    for size, code, sentence in ((65508, 3, b"65508 bytes are more than the 65507"),
                                 (70000, 2, b"a line of more than 65536 bytes is no datagram")):
        client = Client("-u", where(peer), "--eof", "exit")
        got, _, err = client.finish(b"x" * size)
        equal(got, code, err)
        true(sentence in err, err)
    peer.settimeout(0.2)
    try:
        raise AssertionError("it sent %d bytes" % len(peer.recv(70000)))
    except TimeoutError:
        pass


@check("UDP: an answer that comes after the end of stdin is printed; silence is exit code 4")
def _():
    peer = udp()
    client = Client("-u", where(peer))
    client.process.stdin.write(b"question\n")
    client.process.stdin.close()
    _, at = peer.recvfrom(100)
    time.sleep(0.4)
    peer.sendto(b"answer", at)
    equal(client.wait()[:2], (0, b"answer"))
    code, out, err = Client("-u", where(peer), "--eof", "linger:200ms", "--json").finish(b"hello?\n")
    equal((code, records(out, "result")[-1]["status"]), (4, "silent"))
    true(b"nothing came back" in err, err)
    equal(Client("-u", where(peer), "--eof", "exit").finish(b"log\n"), (0, b"", b""), "none was asked for")


@check("UDP: a closed port is refused, with who said so, and others go on")
def _():
    peer = udp()
    at = where(peer)
    peer.close()
    code, out, err = Client("-u", at, "--json").finish(b"anybody?\n")
    equal((code, records(out, "result")[0]["status"]), (1, "refused"))
    true(b"port unreachable, says 127.0.0.1 (ICMP type 3 code 3) (ECONNREFUSED)" in err, err)
    client = Client("-u", at)
    client.say(b"one\n")
    until(lambda: select.select([client.process.stderr], [], [], 0)[0], "told")
    back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    back.bind(("127.0.0.1", int(at.rpartition(":")[2])))
    back.settimeout(PATIENCE_S)
    client.say(b"two\n")
    data, sender = back.recvfrom(100)
    equal(data, b"two\n", "it goes on")
    back.sendto(b"here", sender)
    equal(client.hear(4), b"here")
    equal(client.finish()[0], 1, "a refusal is not forgotten")


@check("UDP listener: every sender is heard, answers go to who was heard last, from the address that was asked")
def _():
    read, write = os.pipe()
    server = Server("netpipe", "-lu", "any:0", stdin=read)
    os.write(write, b"too early\n")
    one, other = udp(), udp("127.0.0.9")
    one.sendto(b"one", ("127.0.0.1", server.port))
    equal(one.recvfrom(100), (b"too early\n", ("127.0.0.1", server.port)), "kept for the first")
    other.sendto(b"other", ("127.0.0.7", server.port))
    until(lambda: len(server.rows("result")) == 2, "heard")
    os.write(write, b"to the other\n")
    equal(other.recvfrom(100), (b"to the other\n", ("127.0.0.7", server.port)), "from where it was asked")
    one.sendto(b"again", ("127.0.0.1", server.port))
    until(lambda: len(server.rows("result")) == 3, "heard")
    os.write(write, b"to the one\n")
    equal(one.recvfrom(100)[0], b"to the one\n")
    os.close(write)
    time.sleep(0.1)
    one.sendto(b"after the end of stdin", ("127.0.0.1", server.port))
    until(lambda: len(server.rows("result")) == 4, "it goes on")
    equal(server.end(), 0)
    os.close(read)


@check("UDP: what the kernel had to drop is told")
def _():
    server = Server("netpipe", "-lu", "127.0.0.1:0", "--sockopt", "SO_RCVBUF=2304")
    server.process.send_signal(signal.SIGSTOP)
    peer = udp()
    for _ in range(200):
        peer.sendto(b"x" * 1000, ("127.0.0.1", server.port))
    server.process.send_signal(signal.SIGCONT)
    until(lambda: server.rows("result"), "heard")
    peer.sendto(b"last", ("127.0.0.1", server.port))
    until(lambda: server.rows("result")[-1]["data"] == "last", "heard")
    equal(server.end(), 0)
    dropped = server.rows("summary")[0]["kernel_drops"]
    equal(dropped, 201 - len(server.rows("result")))
    true(dropped > 100, dropped)


@check("UDP: -c N ends at the N-th message, --expect when it is met, and from whom")
def _():
    server = Server("netpipe", "-lu", "127.0.0.1:0", "-c", "2")
    peer = udp()
    for data in (b"one", b"two", b"three"):
        peer.sendto(data, ("127.0.0.1", server.port))
    equal(server.wait(), 0)
    equal([row["data"] for row in server.rows("result")], ["one", "two"])
    server = Server("netpipe", "-lu", "127.0.0.1:0", "-c", "1", "--expect", '"pong" from 127.0.0.9:*',
                    json=False)
    udp("127.0.0.9").sendto(b"pong", ("127.0.0.1", server.port))
    equal(server.wait(), 0)
    equal(server.output(), b"pong", "payload is printed all the same")
    server = Server("netpipe", "-lu", "127.0.0.1:0", "--expect", "count == 0", "--for", "200ms", json=False)
    equal(server.wait(), 0)


@check("unixgram: both roles, answers to a client that binds itself, unnamed senders are heard")
def _():
    server = Server("netpipe", "-l", "unixgram:" + path("gram"), stdin=subprocess.DEVNULL)
    nobody = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    nobody.sendto(b"unnamed", path("gram"))
    until(lambda: server.rows("result"), "heard")
    equal((server.rows("result")[0]["peer"], server.rows("result")[0]["pid"]), ("unixgram:(unnamed)", os.getpid()))
    equal(server.end(), 0)
    peer = listen(socket.AF_UNIX, socket.SOCK_DGRAM, path("gram2"))
    client = Client("unixgram:" + path("gram2"))
    client.say(b"question\n")
    data, at = peer.recvfrom(100)
    equal(data, b"question\n")
    peer.sendto(b"answer", at)
    equal(client.finish()[:2], (0, b"answer"))


@check("a message above 64 KiB is cut, and that is said")
def _():
    server = Server("netpipe", "-l", "unixgram:" + path("big"))
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MIB)
    peer.sendto(b"x" * 70000, path("big"))
    until(lambda: server.rows("result"), "heard")
    row = server.rows("result")[0]
    equal((row["truncated"], row["size_bytes"], row["true_size_bytes"]), (True, 65536, 70000))
    equal(server.end(), 0)
    equal(server.rows("summary")[0]["truncated_count"], 1)
    true("truncated to 65536" in server.errors(), server.errors())


# ---- --probe ----------------------------------------------------------------------------------------------------

@check("-z: open, refused, timeout, not_found; and it reads no stdin")
def _():
    server = listen()
    at = where(server)
    ran = run("netpipe", "-z", at, "--json", input=b"x" * MIB)
    result = rows(ran.stdout)[0]
    equal((ran.returncode, result["status"], result["peer"]), (0, "open", "tcp:" + at))
    true(result["connect_ms"] > 0, result)
    ran = run("netpipe", "-z", at)
    true(re.fullmatch(rb"tcp:%s open, connected in [0-9.]+ ms\n" % at.encode(), ran.stdout), ran.stdout)
    server.close()
    ran = run("netpipe", "-z", at)
    equal((ran.returncode, ran.stdout), (1, b""))
    equal(run("netpipe", "-z", path("nothing")).returncode, 1)


@check("-z over UDP: answered, refused, silent, and never open")
def _():
    peer = udp()
    thread = threading.Thread(target=lambda: peer.sendto(b"here", peer.recvfrom(100)[1]))
    thread.start()
    ran = run("netpipe", "-zu", where(peer), "--json")
    thread.join()
    result = rows(ran.stdout)[0]
    equal((ran.returncode, result["status"], result["data"]), (0, "answered", "here"))
    got = []
    thread = threading.Thread(target=lambda: got.append(peer.recv(100)))
    thread.start()
    ran = run("netpipe", "-zu", where(peer), "-w", "200ms", "--json", "--send", r"\x00ab\n")
    thread.join()
    equal((ran.returncode, rows(ran.stdout)[0]["status"], got), (4, "silent", [b"\0ab\n"]))
    peer.close()
    equal(run("netpipe", "-zu", "127.0.0.1:1").returncode, 1)


@check("-z --eventually waits until somebody listens")
def _():
    server = listen()
    at = where(server)
    server.close()
    waiter = start(SOCKBOX, "netpipe", "-z", at, "--eventually", "20s", "--every", "50ms", "--", "echo", "up",
                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(0.2)
    server = socket.create_server(("127.0.0.1", int(at.rpartition(":")[2])))
    out, _ = waiter.communicate(timeout=PATIENCE_S)
    equal(waiter.returncode, 0)
    true(out.endswith(b"up\n"), out)


# ---- descriptors over Unix sockets ---------------------------------------------------------------------------------

@check("--send-fd hands an open descriptor over, --recv-fd takes one, for a command")
def _():
    secret = path("secret")
    with open(secret, "w") as out:
        out.write("secret\n")
    receiver = start(SOCKBOX, "netpipe", "-l", path("pass"), "--recv-fd", "--", "sh", "-c", "cat <&0 >&2",
                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: listens(path("pass")), "it listens")
    with open(secret) as given:
        sender = start(SOCKBOX, "netpipe", path("pass"), "--send-fd", str(given.fileno()), "--json",
                       pass_fds=[given.fileno()], stdout=subprocess.PIPE)
    out, _ = sender.communicate(timeout=PATIENCE_S)
    equal((sender.returncode, rows(out)[1]["descriptor"]), (0, secret))
    out, err = receiver.communicate(timeout=PATIENCE_S)
    equal((receiver.returncode, out, err.splitlines()[-1]), (0, b"", b"secret"))
    true(not os.path.exists(path("pass")), "path removed before the command runs")


@check("--recv-fd without a command says what came; Python hands it over")
def _():
    server_socket = listen()
    given = connect(server_socket.getsockname()[1])
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        server = Server("netpipe", "-l", ("seqpacket:" if kind == socket.SOCK_SEQPACKET else "unix:") + path("fd%d" % kind),
                        "--recv-fd")
        peer = unix(kind, path("fd%d" % kind))
        socket.send_fds(peer, [b"x"], [given.fileno()])
        equal(server.wait(), 0, server.errors())
        equal(server.rows("result")[0]["descriptor"],
              "tcp:%s:%d to tcp:%s" % (*given.getsockname(), where(server_socket)))


@check("--recv-fd: a command that needs the descriptor both ways, and a peer that sends none")
def _():
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE_S)
    receiver = start(SOCKBOX, "netpipe", "-l", path("both"), "--recv-fd", "--", "cat", stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: listens(path("both")), "it listens")
    socket.send_fds(unix(socket.SOCK_STREAM, path("both")), [b"x"], [theirs.fileno()])
    theirs.close()
    ours.sendall(b"echo")
    equal(receive(ours, 4), b"echo")
    ours.shutdown(socket.SHUT_WR)
    equal(receiver.wait(PATIENCE_S), 0)
    server = Server("netpipe", "-l", path("none"), "--recv-fd")
    unix(socket.SOCK_STREAM, path("none")).close()
    equal(server.wait(), 1)
    true("no descriptor" in server.errors(), server.errors())


@check("--recv-fd: --deadline ends the wait for a peer that connects and says nothing")
def _():
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path("mute"))
    listening.listen(1)
    ran = run("netpipe", "unix:" + path("mute"), "--recv-fd", "--deadline", "100ms")
    equal(ran.returncode, 4)
    true(b"it was not over after 0.100 s" in ran.stderr, ran.stderr)
    listening.close()


@check("descriptors that a peer sends unasked do not stay open")
def _():
    server = Server("netpipe", "-lk", path("unasked"))
    peer = unix(socket.SOCK_STREAM, path("unasked"))
    until(lambda: server.rows("event"), "accepted")
    before = server.fds()
    for _ in range(5):
        socket.send_fds(peer, [b"x"], [0, 1, 2])
    until(lambda: sum(row["size_bytes"] for row in server.rows("result")) == 5, "heard")
    equal(server.fds(), before)
    peer.close()
    equal(server.end(), 0)


# ---- what it looks like ------------------------------------------------------------------------------------------

@check("JSON: a character that two reads cut is joined; a half one is told in the end")
def _():
    server = listen()
    client = Client(where(server), "--json")
    peer = accept(server)
    text = "naïve ☃ 𝄞\n".encode()
    for i in range(len(text)):
        peer.sendall(text[i:i + 1])
        time.sleep(0.005)
    peer.sendall(b"\xe2\x98")
    time.sleep(0.4)
    peer.sendall(b"x")
    peer.close()
    code, out, _ = client.finish()
    results = records(out, "result")
    got = "".join(row["data"] for row in results if row["data"] is not None)
    equal(got, text.decode() + "x")
    equal([row["data_b64"] for row in results if row["data"] is None], ["4pg="], "only the half one")
    equal([row["offset_bytes"] for row in results][-1], len(text) + 2)


def on_terminal(server, say, *words):
    """What netpipe prints on a terminal while SAY talks to it."""
    ours, theirs = pty.openpty()
    client = Client(where(server), *words, stdin=subprocess.DEVNULL, stdout=theirs, env=dict(os.environ, LC_ALL="C.UTF-8"))
    os.close(theirs)
    peer = accept(server)
    say(peer)
    peer.close()
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    client.process.wait(PATIENCE_S)
    os.close(ours)
    return shown


@check("on a terminal no byte of a peer acts: lines stay lines, the rest is escaped, also over two reads")
def _():
    server = listen()
    for said, shown in ((b"HTTP/1.1 200 OK\r\n\tx\n", b"HTTP/1.1 200 OK\r\n\tx\r\n"),
                        (b"\x1b]52;c;eA==\x07\x1b[6n\x9b1m\\", rb"\x1b]52;c;eA==\x07\x1b[6n\x9b1m\\"),
                        ("a\u202eb ☃".encode(), "a\\xe2\\x80\\xaeb ☃".encode())):
        got = on_terminal(server, lambda peer: [(peer.sendall(said[i:i + 1]), time.sleep(0.002))
                                                for i in range(len(said))])
        # The terminal writes CR LF for LF; a tab as blanks.
        equal(got.replace(b"        x", b"\tx"), shown)


@check("on a terminal half a character is shown after a while")
def _():
    server = listen()
    ours, theirs = pty.openpty()
    client = Client(where(server), stdin=subprocess.DEVNULL, stdout=theirs, env=dict(os.environ, LC_ALL="C.UTF-8"))
    peer = accept(server)
    peer.sendall(b"abc\xe2\x98")
    shown = b""
    while len(shown) < 11:
        shown += os.read(ours, 100)
    equal(shown, rb"abc\xe2\x98")
    peer.close()
    client.process.wait(PATIENCE_S)
    os.close(ours)
    os.close(theirs)


@check("-x: both directions, with offsets that go on, on stderr; stdout stays payload")
def _():
    server = listen()
    client = Client("-x", where(server))
    peer = accept(server)
    client.say(b"GET / HTTP/1.0\r\n\r\n")
    receive(peer, 18)
    peer.sendall(bytes(range(20)))
    equal(client.hear(20), bytes(range(20)))
    peer.sendall(b"more")
    peer.close()
    code, out, err = client.finish()
    equal((code, out), (0, b"more"))
    lines = err.decode().splitlines()
    equal(lines[1], "> 00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 30 0d 0a  |GET / HTTP/1.0..|")
    equal(lines[2], "> 00000010  0d 0a                                             |..|")
    equal(lines[4], "< 00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|")
    equal(lines[7], "< 00000014  6d 6f 72 65                                       |more|")
    true(re.fullmatch(r"> \d{4}-\d\d-\d\dT[0-9:.]+Z tcp:%s 18 bytes" % where(server), lines[0]), lines[0])
    true(all(len(line) <= 80 for line in lines), lines)


@check("-C sends CR LF for LF, and no second CR")
def _():
    server = listen()
    client = Client("-C", where(server))
    peer = accept(server)
    client.process.stdin.write(b"a\nb\r\nc\r")
    client.process.stdin.flush()
    equal(receive(peer, 8), b"a\r\nb\r\nc\r")
    client.say(b"\n\n")
    equal(receive(peer, 3), b"\n\r\n")
    peer.close()
    client.finish()


@check("-o: what came goes to the file, and stdout is left alone")
def _():
    server = listen()
    client = Client("-o", path("out"), where(server))
    peer = accept(server)
    data = os.urandom(MIB)
    peer.sendall(data)
    peer.close()
    equal(client.finish()[:2], (0, b""))
    true(open(path("out"), "rb").read() == data, "whole")


@check("--expect: bytes on a stream, wherever reads cut them; EOF and RST; a miss says what came")
def _():
    server = listen()
    for words, say, code in ((['"HTTP/1."...'], b"HTTP/1.1 200 OK\r\n", 0), (['..."200 OK"..., EOF'], b"HTTP/1.1 200 OK\r\n", 0),
                             (['"SSH-"...'], b"HTTP/1.1", 1), (["EOF"], b"", 0), (["RST"], b"", 1),
                             (["RST"], None, 0), (["EOF"], None, 1), (["reason == closed"], b"", 0)):
        client = Client(where(server), "--expect", *words)
        peer = accept(server)
        for i in range(len(say or b"")):
            try:
                peer.send(say[i:i + 1])
            except OSError:
                break
            time.sleep(0.002)
        if say is None:
            client.say(b"x")
            receive(peer, 1)
            reset(peer)
        else:
            peer.close()
        got, out, err = client.finish()
        equal(got, code, (words, err))


@check("--json: a client tells of the socket that won")
def _():
    server = listen()
    client = Client(where(server), "--json")
    peer = accept(server)
    peer.sendall(b"x")
    at = peer.getpeername()
    peer.close()
    code, out, _ = client.finish()
    for row in (records(out, "event")[0], records(out, "result")[0]):
        equal((row["family"], row["socktype"], row["protocol"], row["local"], row["peer"]),
              ("AF_INET", "SOCK_STREAM", "IPPROTO_TCP", "tcp:%s:%d" % at, "tcp:" + where(server)))
        true(row["connect_ms"] > 0, row)


@check("--race tells of each address that was tried")
def _():
    server = listen()
    port = server.getsockname()[1]
    client = Client("--race", str(port))
    accept(server).close()
    code, out, err = client.finish()
    equal(code, 0, err)
    true(re.search(rb"attempt tcp:127.0.0.1:%d won" % port, err), err)
    if HAS_INET6:
        true(re.search(rb"attempt tcp:\[::1\]:%d ECONNREFUSED" % port, err), err)


def flooded(*words, **how):
    """netpipe with a peer that never stops talking: all that nobody reads is full."""
    server = listen()
    client = Client(where(server), *words, **how)
    peer = accept(server)

    def talk():
        try:
            while True:
                peer.sendall(b"x" * 65536)
        except OSError:
            pass
    threading.Thread(target=talk, daemon=True).start()
    until(lambda: not select.select([], [peer], [], 0.2)[1], "all is full")
    return client


@check("SIGINT ends it although nobody reads its stdout, -o or --transcript; --for and --deadline do too")
def _():
    os.mkfifo(path("stuck"))
    reader = os.open(path("stuck"), os.O_RDONLY | os.O_NONBLOCK)
    quiet = {"stdout": subprocess.DEVNULL}
    for words, how in (([], {}), (["--json"], {}), (["-o", path("stuck")], quiet), (["--transcript", path("stuck")], quiet)):
        client = flooded(*words, **how)
        client.process.send_signal(signal.SIGINT)
        equal(client.process.wait(PATIENCE_S), -signal.SIGINT, words)
    os.close(reader)
    for limit, code in (("--for", 3), ("--deadline", 3)):
        client = flooded(limit, "1s")
        equal(client.process.wait(PATIENCE_S), code, limit)
        true(b"cannot write to standard output" in client.process.stderr.read(), limit)
    client = flooded("--for", "1s")  # it waits for stdout, and no longer turns its loop
    time.sleep(1.5)
    client.process.send_signal(signal.SIGTERM)
    equal(client.process.wait(PATIENCE_S), -signal.SIGTERM)


@check("a listener that is stopped before it handed its descriptor over, or got one, has failed")
def _():
    for words in (["@%s-idle" % path("p").replace("/", "-"), "--send-fd", "0"],
                  ["@%s-idle" % path("p").replace("/", "-"), "--recv-fd"]):
        server = Server("netpipe", "-l", *words)
        server.process.send_signal(signal.SIGTERM)
        equal(server.wait(), 1, words)
        equal(server.rows("result")[0]["status"], "closed")


@check("SIGUSR1 tells the totals so far")
def _():
    server = Server("netpipe", "-lk", "127.0.0.1:0")
    connect(server.port).sendall(b"hello")
    until(lambda: server.rows("result"), "heard")
    server.process.send_signal(signal.SIGUSR1)
    until(lambda: server.rows("summary"), "told")
    equal(server.rows("summary")[0]["received_bytes"], 5)
    equal(server.end(), 0)


# ---- hostile and scarce -----------------------------------------------------------------------------------------

@check("connect and close in numbers: no descriptor stays open")
def _():
    server = Server("netpipe", "-lk", "127.0.0.1:0")
    before = server.fds()
    for i in range(rounds(2000)):
        peer = connect(server.port)
        if i % 3 == 0:
            reset(peer)
        else:
            peer.sendall(b"x")
            peer.close()
    until(lambda: server.fds() == before, "closed")
    equal(server.end(), 0)


@check("where descriptors are short it does not spin, and goes on when there are some again")
def _():
    import resource
    server = Server("netpipe", "-lk", "127.0.0.1:0",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24)))
    peers = [connect(server.port) for _ in range(60)]
    time.sleep(0.3)
    before = server.cpu_s()
    time.sleep(0.5)
    true(server.cpu_s() - before < 0.1, "it spins")
    for peer in peers:
        peer.close()
    late = connect(server.port)
    late.sendall(b"late")
    until(lambda: any(row["data"] == "late" for row in server.rows("result")), "served again")
    equal(server.end(), 0)


done()
