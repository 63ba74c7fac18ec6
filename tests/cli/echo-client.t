#!/usr/bin/env python3
# echo-client against servers that no one here wrote, good ones and bad ones, over every transport.
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import os
import pty
import re
import resource
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()

LIMIT = "--timeout=0.3"  # where the answer is to be missed
PATIENT = "--timeout=10"  # where it is to come, however busy this machine is


def ask(*words, **how):
    """A run of echo-client with --json: the exit code, its result, its events, what it said."""
    ran = run("echo-client", *words, "--json", **how)
    records = rows(ran.stdout)
    results = [row for row in records if row["type"] == "result"]
    equal(len(results), 1, ran.stderr)
    return ran.returncode, results[0], [row for row in records if row["type"] == "event"], ran.stderr.decode()


class Stream:
    """Serves connections one after the other, in a thread: SERVE gets each and its number."""

    def __init__(self, serve, family=socket.AF_INET, kind=socket.SOCK_STREAM, at=("127.0.0.1", 0)):
        self.listener = socket.socket(family, kind)
        self.listener.bind(at)
        self.listener.listen(200)
        name = self.listener.getsockname()
        self.endpoint = "%s:%d" % name[:2] if family == socket.AF_INET else name
        threading.Thread(target=self.run, args=(serve,), daemon=True).start()

    def run(self, serve):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.one, args=(serve, client), daemon=True).start()

    @staticmethod
    def one(serve, client):
        try:
            with client:
                serve(client)
        except OSError:
            pass  # the client has gone


class Grams:
    """Hands each datagram to SERVE(socket, data, sender, count), in a thread."""

    def __init__(self, serve, family=socket.AF_INET, at=("127.0.0.1", 0)):
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind(at)
        name = self.socket.getsockname()
        self.endpoint = "udp:%s:%d" % name[:2] if family == socket.AF_INET else "unixgram:" + name
        threading.Thread(target=self.run, args=(serve,), daemon=True).start()

    def run(self, serve):
        count = 0
        while True:
            data, sender = self.socket.recvfrom(1 << 16)
            serve(self.socket, data, sender, count)
            count += 1


def echo(client, size=16):
    while True:
        data = client.recv(size)
        if not data:
            return
        client.sendall(data)


def echo_gram(server, data, sender, _count):
    server.sendto(data, sender)


def on(number, action):
    def serve(server, data, sender, count):
        (action if count == number else echo_gram)(server, data, sender, count)
    return serve


def twice(server, data, sender, _count):
    server.sendto(data, sender)
    server.sendto(data, sender)


def drop(_server, _data, _sender, _count):
    pass


def flip(server, data, sender, _count):
    server.sendto(data[:-1] + bytes([data[-1] ^ 1]), sender)


def cut(server, data, sender, _count):
    server.sendto(data[:16], sender)


# ---- every transport, against Python ----------------------------------------------------------------

@check("TCP: a server that reads 16 bytes at a time")
def _():
    server = Stream(echo)
    code, result, events, said = ask(server.endpoint, "The quick brown fox jumps over the lazy dog", PATIENT)
    equal((code, said), (0, ""))
    equal(result["status"], "answered")
    equal(result["data"], "The quick brown fox jumps over the lazy dog")
    equal([result[key] for key in ("transport", "family", "socktype", "protocol")],
          ["tcp", "AF_INET", "SOCK_STREAM", "IPPROTO_TCP"])
    equal(result["peer"], "tcp:" + server.endpoint)
    equal(result["endpoint"], "tcp:" + server.endpoint)
    true(result["local"].startswith("tcp:127.0.0.1:"), result["local"])
    true(0 < result["connect_ms"] < 10000, "connect_ms")
    equal([result[key] for key in ("sent", "received", "lost", "sent_bytes", "received_bytes")],
          [1, 1, 0, 43, 43])
    equal([(event["event"], event["seq"]) for event in events], [("reply", 1)])
    equal(events[0]["rtt_ms"], result["rtt_min_ms"])
    ran = run("echo-client", server.endpoint, "hello", PATIENT, "--get", "rtt_ms")
    true(re.fullmatch(rb"[0-9]+\.[0-9]{3}\n", ran.stdout), ran.stdout)


@check("HOST PORT MESSAGE, a port alone, text for people")
def _():
    server = Stream(echo)
    port = server.endpoint.rpartition(":")[2]
    for words in (("127.0.0.1", port, "hello"), (":" + port, "hello"), (port, "hello"),
                  ("tcp:localhost:" + port, "hello")):
        ran = run("echo-client", *words, "-4", PATIENT)
        equal(ran.returncode, 0, (words, ran.stderr))
        true(re.match(r"5 bytes from tcp:127.0.0.1:%s seq=1 rtt=[0-9.]+ ms: hello\n" % port,
                      ran.stdout.decode()), ran.stdout)
        true(": 1 sent, 1 received, 0 lost\n" in ran.stdout.decode(), ran.stdout)


@check("UDP: numbered, any TTL, and the local end")
def _():
    server = Grams(echo_gram)
    code, result, events, _said = ask(server.endpoint, "-c", "3", "-i", "10ms", PATIENT)
    equal((code, result["status"], result["received"]), (0, "answered", 3))
    equal([event["seq"] for event in events], [1, 2, 3])
    equal({event["ttl"] for event in events}, {64})
    true(re.fullmatch(r"udp:127\.0\.0\.1:[1-9][0-9]+", result["local"]), result["local"])
    equal(result["connect_ms"], None)


@check("Unix sockets: stream by path, datagrams that can be answered, abstract names, seqpacket")
def _():
    stream = Stream(echo, socket.AF_UNIX, at=path("stream"))
    grams = Grams(echo_gram, socket.AF_UNIX, at=path("grams"))
    abstract = Stream(echo, socket.AF_UNIX, at="\0sockbox-t-%d" % os.getpid())
    packets = Stream(lambda client: echo(client, 65536), socket.AF_UNIX, socket.SOCK_SEQPACKET, path("packets"))
    for endpoint in (stream.endpoint, grams.endpoint, "@sockbox-t-%d" % os.getpid(),
                     "seqpacket:" + packets.endpoint):
        code, result, _events, said = ask(endpoint, "-c", "3", "-i", "10ms", PATIENT)
        equal((code, result["status"], result["received"], result["family"]), (0, "answered", 3, "AF_UNIX"),
              (endpoint, said))
        equal(result["protocol"], None)
    del abstract


@check("an empty sequenced packet is a message, and its answer is not taken for the end")
def _():
    def serve(client):
        for _ in range(3):
            client.send(client.recv(100))
    packets = Stream(serve, socket.AF_UNIX, socket.SOCK_SEQPACKET, path("empty"))
    code, result, _events, said = ask("seqpacket:" + packets.endpoint, "", "-c", "3", "-i", "10ms", PATIENT)
    equal((code, result["status"], result["received"]), (0, "answered", 3), said)
    code, result, _events, said = ask("seqpacket:" + packets.endpoint, "", "-c", "4", "-i", "10ms", PATIENT)
    equal((code, result["status"], result["received"]), (1, "closed", 3), said)


@check("10 MiB over a stream, the largest datagrams, an empty one")
def _():
    server, grams = Stream(lambda client: echo(client, 1 << 20)), Grams(echo_gram)
    for words, size in (((server.endpoint, "--size", "10M"), 10 << 20), ((grams.endpoint, "--size", "65507"), 65507),
                        ((grams.endpoint, ""), 0), ((grams.endpoint, "--size", "1"), 1)):
        code, result, events, said = ask(*words, "--timeout=20")
        equal((code, result["status"], result["true_size_bytes"]), (0, "answered", size), said)
        equal(result["received_bytes"], size)
        equal(result["truncated"], size > 65536)
        equal(len(base64.b64decode(result["data_b64"])), min(size, 65536))
        equal(events[0]["true_size_bytes"], size)


@check("a datagram that is too large names the limit")
def _():
    grams = Grams(echo_gram)
    for size in ("65508", "100k"):
        code, result, _events, said = ask(grams.endpoint, "--size", size, LIMIT)
        equal((code, result["status"], result["error"]["errno"]), (3, "lacking", "EMSGSIZE"))
        true("65507 of a datagram over IPv4" in said, said)
    equal(run("echo-client", "unixgram:/x", "--size", "70k").returncode, 1, "nobody is there: that comes first")


# ---- messages ---------------------------------------------------------------------------------------

class Seen:
    """What a server was sent."""

    def __init__(self):
        self.data = []

    def stream(self, client):
        while True:
            data = client.recv(65536)
            if not data:
                return
            self.data.append(data)
            client.sendall(data)

    def gram(self, server, data, sender, _count):
        self.data.append(data)
        server.sendto(data, sender)


@check("MESSAGE, its ending, all of stdin")
def _():
    for words, input, expected in ((("a b",), b"", b"a b"), (("a", "--newline"), b"", b"a\n"),
                                   (("a", "-C"), b"", b"a\r\n"), (("-",), b"1\n2\0\xff", b"1\n2\0\xff"),
                                   (("-", "--newline"), b"", b"\n")):
        seen = Seen()
        server = Stream(seen.stream)
        code, result, _events, said = ask(server.endpoint, *words, PATIENT, input=input)
        equal((code, b"".join(seen.data)), (0, expected), said)
        equal(base64.b64decode(result["data_b64"]), expected)


@check("--lines: each when the one before is answered; the last without a newline; CR LF")
def _():
    for make, empty in ((Stream, []), (Grams, [b""])):
        seen = Seen()
        server = make(seen.stream if make is Stream else seen.gram)
        code, result, events, said = ask(server.endpoint, "--lines", PATIENT, input=b"one\n\ntwo\r\nthree")
        equal((code, seen.data), (0, [b"one", *empty, b"two", b"three"]), said)
        equal([event["data"] for event in events], ["one", *[data.decode() for data in empty], "two", "three"])
        equal(result["sent"], len(seen.data))


@check("--lines of a file, of nothing, and no more than --count")
def _():
    seen = Seen()
    server = Stream(seen.stream)
    with open(path("lines"), "w+") as file:
        file.write("one\ntwo\nthree\n")
        file.seek(0)
        ran = subprocess.run([SOCKBOX, "echo-client", server.endpoint, "--lines", "-c", "2", "-C", "--json"],
                             stdin=file, capture_output=True)
    equal((ran.returncode, seen.data), (0, [b"one\r\n", b"two\r\n"]))
    code, result, events, _said = ask(server.endpoint, "--lines", input=b"")
    equal((code, result["status"], result["sent"], events), (0, "ok", 0, []))


@check("--lines: the last answer is the last that was answered")
def _():
    server = Grams(on(1, drop))
    code, result, events, said = ask(server.endpoint, "--lines", "--timeout=0.2", input=b"one\ntwo\n")
    equal((code, result["status"], result["data"]), (1, "loss", "one"), said)
    equal([event["event"] for event in events], ["reply", "lost"])


@check("--pattern as text and as hex, behind a number in datagrams; --seed repeats itself")
def _():
    seen, grams = Seen(), Seen()
    server, gram_server = Stream(seen.stream), Grams(grams.gram)
    for words, expected in ((("--pattern", "abc", "--size", "8"), b"abcabcab"),
                            (("--pattern", "0x00fF", "--size", "3"), b"\x00\xff\x00")):
        seen.data.clear()
        equal(ask(server.endpoint, *words, PATIENT)[0], 0)
        equal(b"".join(seen.data), expected)
    equal(ask(gram_server.endpoint, "--pattern", "abc", "--size", "12", "-c", "2", "-i", "1ms", PATIENT)[0], 0)
    equal([data[4:] for data in grams.data], [b"\0\0\0\1abca", b"\0\0\0\2abca"])
    equal(grams.data[0][:4], grams.data[1][:4], "one cookie")
    once = []
    for _ in range(2):
        seen.data.clear()
        equal(ask(server.endpoint, "--seed", "7", "--size", "100", "-c", "2", "--flood", PATIENT)[0], 0)
        once.append(b"".join(seen.data))
    equal(once[0], once[1])
    true(once[0][:100] != once[0][100:], "the second message is another")


# ---- bad servers: streams ---------------------------------------------------------------------------

def closing(after):
    def serve(client):
        data = client.recv(65536)
        client.sendall(data[:after])
    return serve


def resetting(client):
    client.recv(65536)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def corrupting(client):
    data = bytearray(client.recv(65536))
    data[17] ^= 1
    client.sendall(data)
    client.recv(1)


def trickling(client):
    data = client.recv(65536)
    for i in range(len(data)):
        client.sendall(data[i:i + 1])
        time.sleep(0.05)


def ignoring(client):
    while client.recv(65536):
        pass


def truncating(client):
    client.sendall(client.recv(65536)[:10])
    client.recv(1)


def adding(client):
    client.sendall(client.recv(65536) + b"and more")
    client.recv(1)


BAD_STREAMS = (
    (closing(10), 1, "closed", "after 10 of the 64 bytes of the answer to message 1"),
    (closing(0), 1, "closed", "after 0 of the 64 bytes"),
    (resetting, 1, "reset", "the peer reset the connection"),
    (corrupting, 1, "mismatch", "message 1 differs from byte 17 on: expected "),
    (trickling, 4, "timeout", "of the 64 bytes of the answer to message 1 came within 300 ms"),
    (ignoring, 4, "timeout", "no answer to message 1 within 300 ms"),
    (truncating, 4, "timeout", "only 10 of the 64 bytes"),
    (adding, 1, "mismatch", "8 bytes more came than were sent: 616e64206d6f7265"),
)


@check("each bad stream has its status, its reason and its time")
def _():
    for serve, exit_code, status, reason in BAD_STREAMS:
        server = Stream(serve)
        began = time.monotonic()
        code, result, _events, said = ask(server.endpoint, LIMIT)
        spent = time.monotonic() - began
        equal((code, result["status"]), (exit_code, status), said)
        true(reason in said and reason in result["error"]["text"], said)
        true(spent < 10, "it took %.1f s" % spent)
        equal(result["sent"], 1)
        equal(result["received"] + result["lost"], 1)


@check("a stream that answers some and then fails: what came is counted")
def _():
    def two(client):
        for _ in range(2):
            client.sendall(client.recv(64))
        client.shutdown(socket.SHUT_WR)
        client.recv(64)  # what is not read when it closes would reset it
    server = Stream(two)
    code, result, events, said = ask(server.endpoint, "-c", "5", "-i", "10ms", PATIENT)
    equal((code, result["status"], result["received"]), (1, "closed", 2), said)
    equal([event["event"] for event in events], ["reply", "reply"])
    true(result["rtt_avg_ms"] > 0)


@check("--half-close: a server that answers when all has come, and ends then")
def _():
    def at_the_end(client):
        data = b""
        while part := client.recv(65536):
            data += part
        client.sendall(data)
    server = Stream(at_the_end)
    code, result, _events, said = ask(server.endpoint, "hello", "--half-close", PATIENT)
    equal((code, result["status"]), (0, "answered"), said)
    code, result, _events, said = ask(server.endpoint, "hello", LIMIT)
    equal((code, result["status"]), (4, "timeout"), said)
    server = Stream(lambda client: (echo(client), time.sleep(PATIENCE_S)))
    code, result, _events, said = ask(server.endpoint, "hello", "--half-close", LIMIT)
    equal((code, result["status"], result["received"]), (4, "timeout", 1), said)
    true("did not end the connection within 300 ms" in said, said)


@check("a corrupt answer does not hide the good ones behind it")
def _():
    def second_is_bad(client):
        for i in range(4):
            data = bytearray(client.recv(64))
            data[0] ^= i == 1
            client.sendall(data)
    server = Stream(second_is_bad)
    code, result, events, said = ask(server.endpoint, "-c", "4", "-i", "5ms", PATIENT)
    equal((code, result["status"], result["mismatched"], result["received"]), (1, "mismatch", 1, 4), said)
    equal([event["event"] for event in events], ["reply", "wrong", "reply", "reply"])
    true("wrong: 1 of 4 answers" in said, said)


# ---- bad servers: datagrams -------------------------------------------------------------------------

@check("datagrams dropped, doubled, corrupted, cut: each is counted as what it is")
def _():
    for action, expected, status, exit_code in (
            (drop, {"lost": 1, "received": 4}, "loss", 1), (twice, {"duplicates": 1}, "answered", 0),
            (flip, {"mismatched": 1}, "mismatch", 1), (cut, {"mismatched": 1}, "mismatch", 1)):
        server = Grams(on(2, action))
        code, result, events, said = ask(server.endpoint, "-c", "5", "-i", "5ms",
                                         "--timeout=1" if action is drop else PATIENT)
        equal((code, result["status"]), (exit_code, status), said)
        for key, count in expected.items():
            equal(result[key], count, (action, key))
        equal(result["sent"], result["received"] + result["lost"])
        if action is drop:
            equal([event["seq"] for event in events if event["event"] == "lost"], [3])


@check("answers out of order, and one that comes too late")
def _():
    held = []

    def reorder(server, data, sender, count):
        if count == 1:
            held.append(data)
        else:
            server.sendto(data, sender)
        if count == 3:
            server.sendto(held.pop(), sender)

    server = Grams(reorder)
    code, result, events, said = ask(server.endpoint, "-c", "4", "-i", "5ms", PATIENT)
    equal((code, result["reordered"], result["received"]), (0, 1, 4), said)
    equal([event["seq"] for event in events], [1, 3, 4, 2])

    def late(server, data, sender, count):
        if count == 0:
            held.append(data)
        else:
            server.sendto(held[0], sender)
            server.sendto(data, sender)

    server = Grams(late)
    code, result, events, said = ask(server.endpoint, "-c", "2", "-i", "300ms", "--timeout=0.1")
    equal((code, result["status"], result["late"], result["lost"]), (1, "loss", 1, 1), said)
    equal([event["event"] for event in events], ["lost", "late", "reply"])


@check("an answer from another address is none, and is told")
def _():
    other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    other.bind(("127.0.0.9", 0))
    server = Grams(lambda server, data, sender, count: other.sendto(data, sender))
    code, result, events, said = ask(server.endpoint, LIMIT)
    equal((code, result["status"], result["strangers"]), (4, "silent", 1), said)
    equal(result["stranger"], "udp:127.0.0.9:%d" % other.getsockname()[1])
    true("came from udp:127.0.0.9:" in said and "was not asked" in said, said)
    equal([event["event"] for event in events], ["stranger", "lost"])


@check("silence is silent, a closed port is refused and by whom, at once")
def _():
    server = Grams(drop)
    code, result, _events, said = ask(server.endpoint, "-c", "2", "-i", "10ms", LIMIT)
    equal((code, result["status"], result["lost"]), (4, "silent", 2), said)
    gone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    gone.bind(("127.0.0.1", 0))
    port = gone.getsockname()[1]
    gone.close()
    code, result, events, said = ask("udp:127.0.0.1:%d" % port, "hello")
    equal((code, result["status"], result["icmp"], result["icmp_from"]), (1, "refused", "port_unreachable", "127.0.0.1"))
    equal((result["icmp_type"], result["icmp_code"], result["errors"]), (3, 3, 1))
    equal(events[0]["event"], "icmp")
    true("port unreachable, says 127.0.0.1" in said, said)
    code, result, _events, said = ask("127.0.0.1:%d" % port)
    equal((code, result["status"], result["sent"]), (1, "refused", None), said)


@check("a peer that never reads leaves no room, and that has an end")
def _():
    silent = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    silent.bind(path("never"))
    code, result, _events, said = ask("unixgram:" + path("never"), "--flood", "--depth", "10000", LIMIT)
    equal((code, result["status"], result["received"]), (4, "timeout", 0), said)
    true("no room to send for 300 ms" in said, said)


@check("the same message again and again is matched in order")
def _():
    server = Grams(on(1, twice))
    code, result, _events, _said = ask(server.endpoint, "same", "-c", "4", "-i", "20ms", PATIENT)
    equal((code, result["received"]), (0, 4))


# ---- servers that add ---------------------------------------------------------------------------------

def stamp_stream(client):
    while True:
        data = client.recv(16)
        if not data:
            return
        client.sendall(b"[%s] %s" % (time.ctime().encode(), data))


def stamp_gram(server, data, sender, _count):
    server.sendto(b"[%s] %s" % (time.ctime().encode(), data), sender)


@check("a timestamp server: a mismatch, and shown with --no-verify")
def _():
    for server in (Stream(stamp_stream), Grams(stamp_gram)):
        code, result, _events, said = ask(server.endpoint, "hello", PATIENT)
        equal((code, result["status"]), (1, "mismatch"), said)
        code, result, events, said = ask(server.endpoint, "hello", "--no-verify", "-c", "2", "-i", "100ms", PATIENT)
        equal((code, result["status"], result["received"]), (0, "answered", 2), said)
        for event in events:
            true(re.fullmatch(r"\[... ... .. ..:..:.. ....\] hello", event["data"]), event["data"])
        code, result, _events, _said = ask(server.endpoint, "hello", "--no-verify", PATIENT,
                                           "--expect", '... "] hello"')
        equal(code, 0)


@check("--no-verify: one that speaks first and ends, one that adds to numbered datagrams")
def _():
    server = Stream(lambda client: client.sendall(b"Fri Nov 27 09:00:00 2026\r\n"))
    code, result, _events, said = ask(server.endpoint, "x", "--no-verify", PATIENT)
    equal((code, result["data"]), (0, "Fri Nov 27 09:00:00 2026\r\n"), said)
    server = Grams(on(1, lambda server, data, sender, count: (stamp_gram(server, data, sender, count),
                                                              stamp_gram(server, data, sender, count))))
    code, result, _events, _said = ask(server.endpoint, "--no-verify", "-c", "3", "-i", "10ms", PATIENT)
    equal((code, result["received"], result["duplicates"]), (0, 3, 1))


# ---- times --------------------------------------------------------------------------------------------

@check("what is said of times agrees with Python's statistics")
def _():
    server = Grams(lambda server, data, sender, count: (time.sleep(count % 7 / 2000), server.sendto(data, sender)))
    code, result, events, said = ask(server.endpoint, "-c", "60", "-i", "4ms", PATIENT)
    equal(code, 0, said)
    times = [event["rtt_ms"] for event in events]
    equal(len(times), 60)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    for key, expected in (("min", min(times)), ("max", max(times)), ("avg", statistics.fmean(times)),
                          ("median", statistics.median(times)), ("p95", cuts[94]), ("p99", cuts[98]),
                          ("stddev", statistics.pstdev(times))):
        true(abs(result["rtt_%s_ms" % key] - expected) < 0.002, (key, result["rtt_%s_ms" % key], expected))


@check("--interval is kept, --for ends a run, --flood goes as fast as it is answered")
def _():
    server = Stream(lambda client: echo(client, 65536))
    began = time.monotonic()
    code, result, _events, _said = ask(server.endpoint, "-c", "6", "-i", "40ms", PATIENT)
    true(0.2 <= time.monotonic() - began < 10)
    equal((code, result["sent"], result["messages_per_s"]), (0, 6, None))
    code, result, events, _said = ask(server.endpoint, "--for", "200ms", "--flood", PATIENT)
    equal((code, result["status"], events), (0, "answered", []))
    true(result["sent"] == result["received"] > 5, result["sent"])
    true(abs(result["messages_per_s"] - result["received"] * 1000 / result["elapsed_ms"]) < 1)
    true(abs(result["throughput_bytes_per_s"] - 64 * result["messages_per_s"]) < 1)
    code, result, events, _said = ask(server.endpoint, "-c", "5", "--flood", "-v", PATIENT)
    equal([event["seq"] for event in events], [1, 2, 3, 4, 5])


@check("--histogram: bins in JSON, bars in text that fit")
def _():
    server = Stream(lambda client: echo(client, 65536))
    code, result, _events, _said = ask(server.endpoint, "-c", "500", "--flood", "--histogram", PATIENT)
    bins = result["rtt_histogram"]
    equal(sum(each["answers"] for each in bins), 500)
    true(bins[0]["low_ms"] <= result["rtt_min_ms"] and bins[-1]["high_ms"] >= result["rtt_max_ms"] - 0.001)
    for columns in (30, 40, 80):
        ran = run("echo-client", server.endpoint, "-c", "200", "--flood", "--histogram", PATIENT,
                  env=dict(os.environ, COLUMNS=str(columns), LC_ALL="C.UTF-8"))
        lines = ran.stdout.decode().splitlines()
        true(all(len(line) <= columns for line in lines), (columns, lines))
        true(any("\u2588" in line for line in lines), lines)


# ---- load ---------------------------------------------------------------------------------------------

@check("many connections with many messages each")
def _():
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--no-limits", "--no-loop-guard")
    for transport, row in zip(("tcp", "udp"), server.ready):
        for conns, depth in ((50, 1), (1, 20), (30, 4)):
            code, result, events, said = ask(row["endpoint"], "--conns", str(conns), "--depth", str(depth),
                                             "-c", "5000", "--size", "100", PATIENT)
            equal((code, result["status"], result["received"], events), (0, "answered", 5000, []), said)
            equal(result["received_bytes"], 500000)
            equal(result["conns"], conns if conns > 1 else None)
            if transport == "tcp" and conns > 1:
                true(result["connect_ms"] <= result["connect_max_ms"] * 1.001)
    equal(server.end(), 0)


if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 2100:
    skip("2,000 connections at once", "so many files may not be open here")
else:
    @check("2,000 connections at once")
    def _():
        server = Server("echo-server", "127.0.0.1:0", "--no-limits")
        code, result, _events, said = ask(server.ready[0]["endpoint"], "--conns", "2000", "-c", "6000", "--timeout=30")
        equal((code, result["status"], result["received"], result["conns_failed"]), (0, "answered", 6000, 0), said)
        equal(server.end(), 0)


@check("some of many connections fail: the others go on, and the verdict says so")
def _():
    seen = []

    def some(client):
        seen.append(client)
        if len(seen) % 5 == 0:
            client.recv(10)
        else:
            echo(client, 65536)
    server = Stream(some)
    code, result, _events, said = ask(server.endpoint, "--conns", "10", "-c", "500", PATIENT)
    equal((code, result["conns_failed"]), (1, 2), said)
    true(result["status"] in ("closed", "reset") and "failed: 2 of 10 connections" in said, said)
    equal(result["lost"], 2)
    equal(result["received"], 498)


# ---- names --------------------------------------------------------------------------------------------

def only_on_inet(make, serve, kind):
    """A server on 127.0.0.1 whose port is nobody's on ::1: the server, the port, what keeps it so."""
    for _ in range(50):
        server = make(serve)
        port = int(server.endpoint.rpartition(":")[2])
        six = socket.socket(socket.AF_INET6, kind)
        try:
            six.bind(("::1", port))
        except OSError:
            continue
        if kind == socket.SOCK_DGRAM:
            six.close()  # a TCP socket that is bound and does not listen refuses all the same
        return server, port, six
    raise AssertionError("no port is free on both")


HAS_INET6 = os.path.exists("/proc/net/if_inet6") and bool(open("/proc/net/if_inet6").read())

if HAS_INET6:
    @check("--all-addrs: every address is a question of its own, with its own result")
    def _():
        server, port, kept = only_on_inet(Stream, echo, socket.SOCK_STREAM)
        ran = run("echo-client", ":%d" % port, "--all-addrs", "--json", "hello", PATIENT)
        results = {row["peer"]: row["status"] for row in rows(ran.stdout) if row["type"] == "result"}
        equal(results, {"tcp:[::1]:%d" % port: "refused", "tcp:127.0.0.1:%d" % port: "answered"})
        equal(ran.returncode, 1)
        true(b"': cannot connect to tcp:[::1]:%d: " % port in ran.stderr, ran.stderr)
        equal(run("echo-client", ":%d" % port, "hello", PATIENT).returncode, 0, "without it one will do")
        kept.close()

    @check("UDP to a name: an address that refuses is passed over for the next")
    def _():
        server, port, _ = only_on_inet(Grams, echo_gram, socket.SOCK_DGRAM)
        code, result, _events, said = ask("udp::%d" % port, "hello", PATIENT)
        equal((code, result["status"], result["peer"]), (0, "answered", "udp:127.0.0.1:%d" % port), said)
        equal(ask("udp::%d" % port, "hello", "-6")[1]["status"], "refused")
        code, result, events, said = ask("udp::%d" % port, "--lines", PATIENT, input=b"one\ntwo\n")
        equal((code, [event["data"] for event in events if event["event"] == "reply"]), (0, ["one", "two"]), said)
        del server
else:
    skip("--all-addrs and names of two families", "no IPv6 here")


@check("--source and --local-port are where it sends from")
def _():
    got = []
    server = Grams(lambda server, data, sender, count: (got.append(sender), server.sendto(data, sender)))
    free = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    free.bind(("127.0.0.5", 0))
    port = free.getsockname()[1]
    free.close()
    code, result, _events, said = ask(server.endpoint, "-s", "127.0.0.5", "-p", str(port), PATIENT)
    equal((code, got), (0, [("127.0.0.5", port)]), said)
    equal(result["local"], "udp:127.0.0.5:%d" % port)


@check("a connection that meets itself is no answer")
def _():
    free = socket.socket()
    free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    free.bind(("127.0.0.1", 0))
    port = str(free.getsockname()[1])
    free.close()
    code, result, _events, said = ask("127.0.0.1:" + port, "-p", port, LIMIT)
    equal((code, result["status"]), (1, "self_connected"), said)


# ---- the command line -----------------------------------------------------------------------------------

NONSENSE = (
    ("h:7", "a", "b"), ("h",), ("h:99999",), ("h:7", "--flood", "-i", "1"), ("h:7", "--lines", "-i", "1"),
    ("h:7", "--lines", "x"), ("h:7", "--lines", "--flood"), ("h:7", "--lines", "--conns", "2"),
    ("h:7", "--lines", "--size", "1"), ("h:7", "x", "--size", "1"), ("h:7", "x", "--pattern", "y"),
    ("h:7", "x", "--newline", "--crlf"), ("h:7", "--newline"), ("h:7", "--pattern", "x", "--seed", "1"),
    ("h:7", "--size", "0"), ("h:7", "-c", "0"), ("h:7", "--conns", "65537"),
    ("h:7", "--conns", "60000", "--depth", "60000"), ("h:7", "--pause", "1s"), ("h:7", "--stamp", "x"),
    ("tcp:h:7", "--stamp"), ("h:7", "--stamp", "--size", "45"), ("h:7", "--stamp", "--no-verify"),
    ("udp:h:7", "--half-close"), ("unix:@x", "-4"), ("unix:@x", "-t", "3"), ("unix:@x", "--all-addrs"),
    ("unix:@x", "-s", "::1"), ("unix:@x", "-p", "1"), ("h:7", "--broadcast"), ("h:7", "--no-verify", "--depth", "2"),
    ("h:7", "--no-verify", "--conns", "2"), ("udp:h:7", "--no-verify", "--pause", "1"),
    ("h:7", "--conns", "2", "-p", "7"), ("-", "--lines"), ("h:7", "--timeout", "0"),
    ("h:7", "--lines", "--eventually", "1s"), ("h:7", "-", "--eventually", "1s"),
)


@check("wrong answers are counted against all that came, however many came")
def _():
    def babble(server, _data, sender, _count):
        for _ in range(40):
            server.sendto(b"junk", sender)
    for words in (("--stamp",), ("hello",), ()):
        server = Grams(babble)
        code, result, _events, said = ask(server.endpoint, *words, "-c", "3", "-i", "20ms", LIMIT)
        equal((code, result["status"]), (1, "mismatch"), said)
        wrong, came = map(int, re.search(r"; wrong: ([0-9]+) of ([0-9]+) answers", said).groups())
        true(3 <= wrong <= came, said)


@check("nonsense is refused before anything is sent")
def _():
    for words in NONSENSE:
        ran = run("echo-client", *words)
        equal((ran.returncode, ran.stdout), (2, b""), (words, ran.stderr))
        true(ran.stderr.startswith(b"echo-client: "), ran.stderr)


@check("what cannot be sent is invalid, with a record")
def _():
    server = Stream(echo)
    for words in ((server.endpoint, ""), (server.endpoint, "--pattern", "0xabc"), (server.endpoint, "--pattern", "")):
        code, result, _events, said = ask(*words)
        equal((code, result["status"]), (2, "invalid"), said)


@check("table and CSV show results; --get one value")
def _():
    server = Stream(echo)
    for format in ("table", "csv"):
        ran = run("echo-client", server.endpoint, "hello", "--format", format, PATIENT)
        equal(len(ran.stdout.splitlines()), 2, ran.stdout)
        true(b"rtt_avg_ms" in ran.stdout and b"seq" not in ran.stdout, ran.stdout)
    ran = run("echo-client", server.endpoint, "hello", "--get", "status,data,sent", PATIENT)
    equal(ran.stdout, b"answered\thello\t1\n")
    ran = run("echo-client", server.endpoint, "hello", "--expect", '"hello", sent == 1, rtt_max_ms < 10s', PATIENT)
    equal(ran.returncode, 0, ran.stderr)
    equal(run("echo-client", server.endpoint, "hello", "--expect", '"goodbye"', PATIENT).returncode, 1)


@check("escape sequences in an answer never reach the terminal raw")
def _():
    server = Stream(lambda client: client.sendall(b"\x1b]52;c;eA==\x07\x1b[31m\xc2\x9b" + client.recv(10)))
    ran = run("echo-client", server.endpoint, "x", "--no-verify", PATIENT)
    true(b"\x1b" not in ran.stdout and b"\x07" not in ran.stdout and b"\xc2\x9b" not in ran.stdout, ran.stdout)
    true(b"\\x1b]52;c;eA==\\x07" in ran.stdout, ran.stdout)


# ---- signals and terminals --------------------------------------------------------------------------------

def interrupt(words, ready, with_signal=signal.SIGINT):
    """Start it, wait for READY in its output, interrupt: the exit code, and all output."""
    process = start(SOCKBOX, "echo-client", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seen = b""
    while ready not in seen:
        if not select.select([process.stdout], [], [], PATIENCE_S)[0]:
            raise AssertionError("no %r in %r" % (ready, seen))
        part = os.read(process.stdout.fileno(), 65536)
        if not part:
            raise AssertionError("it ended: %s" % process.stderr.read().decode())
        seen += part
    process.send_signal(with_signal)
    out, said = process.communicate(timeout=PATIENCE_S)
    return process.returncode, seen + out, said.decode()


@check("Ctrl-C prints what came so far, and the verdict decides the exit code")
def _():
    server = Stream(echo)
    code, out, said = interrupt((server.endpoint, "-i", "10ms"), b"seq=3")
    equal(code, 0, said)
    last = re.search(r": (\d+) sent, (\d+) received, 0 lost\n", out.decode())
    true(last and last.group(1) == last.group(2), out)
    server = Grams(on(0, drop))
    code, out, said = interrupt((server.endpoint, "-i", "10ms", "--timeout=50ms"), b"seq=1, no answer within 50 ms")
    equal(code, 1, said)
    true("not answered: " in said, said)


@check("SIGTERM is the same; SIGUSR1 tells the counts so far")
def _():
    server = Stream(echo)
    code, out, said = interrupt((server.endpoint, "-i", "10ms", "--json"), b'"seq":2', signal.SIGTERM)
    equal((code, rows(out)[-1]["type"], rows(out)[-1]["status"]), (0, "result", "answered"), said)
    process = start(SOCKBOX, "echo-client", server.endpoint, "-i", "10ms", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.read(process.stdout.fileno(), 65536)
    process.send_signal(signal.SIGUSR1)
    line = process.stderr.readline().decode()
    true(re.match(r"echo-client: \d+ sent, \d+ received, \d+ lost", line), line)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)
    equal(process.returncode, 0)


class Terminal:
    """A run of echo-client whose stdin, and stderr, are a terminal."""

    def __init__(self, *words, stdin=True):
        self.fd, inner = pty.openpty()
        env = dict(os.environ, TERM="xterm")
        self.process = start(SOCKBOX, "echo-client", *words, stdin=inner if stdin else subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=inner, env=env)
        os.close(inner)
        self.seen = b""

    def expect(self, text):
        end = time.monotonic() + PATIENCE_S
        while text not in self.seen:
            true(time.monotonic() < end and select.select([self.fd], [], [], 0.1) is not None, self.seen)
            if select.select([self.fd], [], [], 0.1)[0]:
                self.seen += os.read(self.fd, 65536)
        self.seen = self.seen[self.seen.index(text) + len(text):]

    def type(self, text):
        os.write(self.fd, text)


@check("--lines on a terminal prompts, and ends with the end of input")
def _():
    server = Stream(echo)
    terminal = Terminal(server.endpoint, "--lines", PATIENT)
    terminal.expect(b"> ")
    terminal.type(b"hello\n")
    terminal.expect(b"> ")
    true(select.select([terminal.process.stdout], [], [], 0)[0], "the answer stands above the next prompt")
    terminal.type(b"again\n")
    terminal.expect(b"> ")
    terminal.type(b"\x04")
    terminal.expect(b"\n")
    out, _ = terminal.process.communicate(timeout=PATIENCE_S)
    equal(terminal.process.returncode, 0)
    true(b": hello\n" in out and b": again\n" in out and b"2 sent, 2 received" in out, out)


@check("a flood shows its progress on a terminal, and nowhere else")
def _():
    server = Stream(lambda client: echo(client, 65536))
    terminal = Terminal(server.endpoint, "--flood", "--for", "1s", PATIENT, stdin=False)
    terminal.expect(b" received, 0 lost, rtt avg ")
    terminal.process.communicate(timeout=PATIENCE_S)
    equal(terminal.process.returncode, 0)
    equal(run("echo-client", server.endpoint, "--flood", "--for", "500ms", PATIENT).stderr, b"")


# ---- STAMP ------------------------------------------------------------------------------------------------

NTP = 2208988800


def ntp(when):
    return struct.pack("!II", int(when) + NTP, int(when % 1 * 2**32))


def reflector(stateful=False, drop_in=(), drop_out=(), ptp=False):
    """RFC 8762 section 4.3.1, unauthenticated, written from its figure."""
    state = {"count": 0, "asked": 0}

    def serve(server, data, sender, _count):
        number = state["asked"]
        state["asked"] += 1
        if number in drop_in:
            return
        came = time.time()
        sequence = struct.pack("!I", state["count"]) if stateful else data[:4]
        state["count"] += 1
        if number in drop_out:
            return
        stamps = [ntp(when) if not ptp else struct.pack("!II", int(when), int(when % 1 * 1e9))
                  for when in (time.time(), came)]
        estimate = struct.pack("!H", (0x4000 if ptp else 0x8000) | 20 << 8 | 3)
        server.sendto(sequence + stamps[0] + estimate + b"\0\0" + stamps[1] + data[:14] + b"\0\0" + b"\x3f\0\0\0"
                      + data[44:], sender)
    return serve


@check("--stamp: against a reflector written from the RFC")
def _():
    server = Grams(reflector())
    code, result, events, said = ask("--stamp", server.endpoint, "-c", "4", "-i", "10ms", PATIENT)
    equal((code, result["status"], result["received"]), (0, "answered", 4), said)
    equal([event["seq"] for event in events], [0, 1, 2, 3])
    equal((result["sender_ttl"], result["reflector_clock"], result["reflector_synchronized"]), (63, "ntp", True))
    true(abs(result["reflector_error_ms"] - 3 * 2.0**(20 - 32) * 1000) < 0.001, result["reflector_error_ms"])
    true(-1 < result["forward_min_ms"] <= result["forward_max_ms"] < 1000, "one clock here: there")
    true(-1 < result["backward_min_ms"] <= result["backward_max_ms"] < 1000, "and back")
    for event in events:
        whole = event["forward_ms"] + event["backward_ms"]
        true(whole <= event["rtt_ms"] + 1, (event["forward_ms"], event["backward_ms"], event["rtt_ms"]))
    equal((result["forward_lost"], result["backward_lost"]), (0, 0))


@check("--stamp: what a reflector's own numbers tell about loss, and what they do not")
def _():
    words = ("-c", "8", "-i", "5ms", LIMIT)
    server = Grams(reflector(stateful=True, drop_in=(1, 2), drop_out=(5,)))
    code, result, _events, said = ask("--stamp", server.endpoint, *words)
    equal((code, result["status"], result["lost"]), (1, "loss", 3), said)
    equal((result["forward_lost"], result["backward_lost"]), (2, 1))
    server = Grams(reflector(drop_in=(1,)))
    code, result, _events, said = ask("--stamp", server.endpoint, *words)
    equal((result["lost"], result["forward_lost"], result["backward_lost"]), (1, None, None), said)


@check("--stamp: PTP's time, padding, other sizes, and lies")
def _():
    server = Grams(reflector(ptp=True))
    code, result, _events, said = ask("--stamp", server.endpoint, PATIENT)
    equal((code, result["reflector_clock"], result["forward_avg_ms"]), (0, "ptp", None), said)
    server = Grams(reflector())
    code, result, _events, said = ask("--stamp", server.endpoint, "--size", "200", PATIENT)
    equal((code, result["true_size_bytes"]), (0, 200), said)
    for lie, reason in ((lambda data: data[:28] + bytes(8) + data[36:], "another time"),
                        (lambda data: data[:4] + bytes(8) + data[12:], "times cannot be"),
                        (lambda data: data[:12] + bytes(2) + data[14:], "error estimate"),
                        (lambda data: data[:40], "no reflected STAMP packet")):
        class Liar:
            def __init__(self, server, lie=lie):
                self.server, self.lie = server, lie

            def sendto(self, data, sender):
                self.server.sendto(self.lie(data), sender)
        honest = reflector()
        server = Grams(lambda server, data, sender, count: honest(Liar(server), data, sender, count))
        code, result, _events, said = ask("--stamp", server.endpoint, PATIENT)
        equal((code, result["status"]), (1, "mismatch"), said)
        true(reason in said, (reason, said))
    server = Grams(echo_gram)
    code, result, _events, said = ask("--stamp", server.endpoint, PATIENT)
    equal(result["status"], "mismatch", "an echo server is no reflector")
    true("came back as it was sent: this is an echo server" in said, said)


@check("--stamp: against our own reflector")
def _():
    server = Server("echo-server", "udp:127.0.0.1:0", "--stamp")
    code, result, _events, said = ask("--stamp", server.ready[0]["endpoint"], "-c", "3", "-i", "5ms", PATIENT)
    equal((code, result["received"], result["sender_ttl"]), (0, 3, 64), said)
    equal(server.end(), 0)


# ---- witnesses ----------------------------------------------------------------------------------------------

def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def witness(name, words, endpoint, *how):
    if not shutil.which(words[0]):
        skip(name, words[0] + " is not installed")
        return

    @check(name)
    def _():
        start(*words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        code, result, _events, said = ask(endpoint, "--eventually", "10s", "--every", "50ms", PATIENT, *how)
        equal((code, result["status"]), (0, "answered"), said)


port = free_port()
witness("socat's TCP", ["socat", "TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr" % port, "EXEC:cat"], "127.0.0.1:%d" % port,
        "-c", "3", "-i", "10ms", "--size", "1000")
port = free_port(socket.SOCK_DGRAM)
witness("socat's UDP", ["socat", "UDP-RECVFROM:%d,bind=127.0.0.1,fork" % port, "EXEC:cat"], "udp:127.0.0.1:%d" % port)
witness("socat's Unix stream", ["socat", "UNIX-LISTEN:%s,fork" % path("socat"), "EXEC:cat"], path("socat"))
port = free_port()
witness("ncat -e cat", ["ncat", "-l", "-k", "127.0.0.1", str(port), "-e", "/bin/cat"], "127.0.0.1:%d" % port)
port = free_port()
witness("busybox nc -e cat", ["busybox", "nc", "-ll", "-p", str(port), "-e", "/bin/cat"], "127.0.0.1:%d" % port)

@check("a server that adds to what it echoes gives one wrong answer, and the way out is told")
def _():
    server = Server("echo-server", "tcp:127.0.0.1:0", "--timestamp")
    code, result, _events, said = ask(server.ready[0]["endpoint"], "hello", PATIENT)
    equal((code, result["status"], result["received"]), (1, "mismatch", 1), said)
    true("--no-verify takes any answer" in said and "2 of 2" not in said, said)
    equal(server.end(), 0)


done()
