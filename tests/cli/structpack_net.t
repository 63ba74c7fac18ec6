#!/usr/bin/env python3
# structpack over sockets, against Python's sockets and socat: streams in pieces, many clients,
# datagrams, lengths, endings, and what hostile peers do.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import random
import resource
import shutil
import signal
import socket
import struct
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

FORMAT = "<I2s2xf"
MESSAGE = bytes.fromhex("0100000061620000cdcc2c40")
HAS_INET6 = os.path.exists("/proc/net/if_inet6") and bool(open("/proc/net/if_inet6").read())
random.seed(11)


def listen(*words, format=FORMAT, **how):
    options = [] if any("listen" in word for word in words) else ["--listen", "127.0.0.1:0"]
    return Server("structpack", *options, *words, format, **how)


def client(server, host="127.0.0.1"):
    return socket.create_connection((host, server.port), PATIENCE_S)


def results(server, count):
    """Wait for COUNT result records."""
    until(lambda: len(server.rows("result")) >= count, "%d results" % count)
    return server.rows("result")


def send_in_pieces(peer, data, most=7):
    while data:
        size = random.randint(1, most)
        peer.sendall(data[:size])
        data = data[size:]


def ids(rows, peer=None):
    return [row["json"][0] for row in rows if row["status"] == "ok" and peer in (None, row["peer"])]


# ---- listening to streams -----------------------------------------------------------------------------

@check("the bytes of `I 2s f`, one at a time, print as the values")
def _():
    server = Server("structpack", "--listen", ":0", "I 2s f", json=False)
    peer = client(server)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in MESSAGE:
        peer.send(bytes([byte]))
    until(lambda: server.output(), "a line")
    equal(server.output(), b"1 'ab' 2.700000047683716\n")
    peer.close()
    equal(server.end(), 0)
    true("ready tcp:127.0.0.1:%d" % server.port in server.errors(), "the ready line is on stderr")


@check("a record has peer, endpoint, offset, bytes and JSON by names")
def _():
    server = listen(format="<I:id 2s:tag 2x f:ratio")
    peer = client(server)
    peer.sendall(2 * MESSAGE)
    row = results(server, 2)[1]
    equal((row["peer"], row["endpoint"], row["transport"]), (
        "tcp:127.0.0.1:%d" % peer.getsockname()[1], "tcp:127.0.0.1:%d" % server.port, "tcp"))
    equal((row["offset_bytes"], row["size_bytes"], row["hex"]), (12, 12, MESSAGE.hex()))
    equal(row["json"], {"id": 1, "tag": "ab", "ratio": struct.unpack("f", struct.pack("f", 2.7))[0]})
    peer.close()
    equal(server.end(), 0)


@check("30 clients at once, each in pieces of its own: nothing is lost or mixed")
def _():
    server = listen("--count", "1500", format=">QI")
    counts = {}

    def run_client(number):
        with client(server) as peer:
            counts["tcp:127.0.0.1:%d" % peer.getsockname()[1]] = number
            send_in_pieces(peer, b"".join(struct.pack(">QI", number, i) for i in range(50)), 40)
    threads = [threading.Thread(target=run_client, args=(i,)) for i in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(server.wait(), 0, "exit code")
    rows = server.rows("result")
    equal(len(rows), 1500)
    for peer, number in counts.items():
        own = [row for row in rows if row["peer"] == peer]
        equal([row["json"] for row in own], [[number, i] for i in range(50)], "its messages in order")
        equal([row["offset_bytes"] for row in own], [12 * i for i in range(50)], "their offsets")


@check("clients one after another; one that says nothing is no mistake")
def _():
    server = listen(format="B")
    for number in range(20):
        with client(server) as peer:
            peer.sendall(bytes([number]))
        client(server).close()
    equal(sorted(ids(results(server, 20))), list(range(20)))
    equal(server.end(), 0)


@check("bytes that are left at the end of a connection are told, with their offset and who it was")
def _():
    server = listen()
    peer = client(server)
    peer.sendall(2 * MESSAGE + b"abc")
    name = "tcp:127.0.0.1:%d" % peer.getsockname()[1]
    peer.shutdown(socket.SHUT_WR)
    row = results(server, 3)[2]
    equal((row["status"], row["peer"]), ("invalid", name))
    true("%s: byte 24 is surplus: it begins a message of which 3 of 12" % name in row["error"]["text"], row)
    with client(server) as other:
        other.sendall(b"abc")
    true("byte 3 is missing: the message has 3 of 12 bytes" in results(server, 4)[3]["error"]["text"])
    equal(server.end(), 2, "exit code")


@check("a reset changes only its own record")
def _():
    server = listen(format="B")
    good, bad = client(server), client(server)
    bad.sendall(b"\1")
    results(server, 1)
    bad.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    bad.close()
    results(server, 2)
    good.sendall(b"\2")
    rows = results(server, 3)
    equal([row["status"] for row in rows], ["ok", "reset", "ok"])
    equal(server.end(), 1, "exit code")


@check("every transport: IPv6, Unix stream, sequenced packets, abstract names")
def _():
    abstract = "sockbox-pack-%d" % os.getpid()
    server = listen("--listen", path("stream"), "--listen", "seqpacket:" + path("seq"),
                    "--listen", "@" + abstract, *(["--listen", "[::1]:0"] if HAS_INET6 else []))
    for kind, name in ((socket.SOCK_STREAM, path("stream")), (socket.SOCK_SEQPACKET, path("seq")),
                       (socket.SOCK_STREAM, "\0" + abstract)):
        with socket.socket(socket.AF_UNIX, kind) as peer:
            peer.connect(name)
            peer.send(MESSAGE)
            peer.send(MESSAGE)
    if HAS_INET6:
        with socket.create_connection(("::1", server.ready[-1]["port"])) as peer:
            peer.sendall(2 * MESSAGE)
    rows = results(server, 6 + 2 * HAS_INET6)
    equal({row["hex"] for row in rows}, {MESSAGE.hex()})
    equal({row["transport"] for row in rows}, {"unix", "seqpacket"} | ({"tcp"} if HAS_INET6 else set()))
    equal(server.end(), 0)


# ---- datagrams ------------------------------------------------------------------------------------------

@check("a datagram is one message: shorter, longer and empty ones are refused, each on its own")
def _():
    server = listen("--listen", "udp:127.0.0.1:0")
    peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sent = [MESSAGE, MESSAGE[:10], MESSAGE + b"\1", 2 * MESSAGE, b"", MESSAGE]
    for data in sent:
        peer.sendto(data, ("127.0.0.1", server.port))
    rows = results(server, 6)
    equal([row["status"] for row in rows], ["ok", "invalid", "invalid", "invalid", "invalid", "ok"])
    for row, says in zip(rows[1:5], ("byte 10 is missing: the message has 10 of 12",
                                     "byte 12 is surplus: a datagram of 13 bytes is one message",
                                     "byte 12 is surplus", "byte 0 is missing: the message has 0 of 12")):
        true(says in row["error"]["text"], (says, row["error"]))
    equal({row["peer"] for row in rows}, {"udp:127.0.0.1:%d" % peer.getsockname()[1]})
    equal(server.end(), 2)


@check("Unix datagrams, and lengths in them")
def _():
    server = listen("--listen", "unixgram:" + path("gram"), "--framed", "u16", format="<h")
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    for data in (b"\2\0ab", b"\2\0abc", b"\3\0abc", b"\2"):
        peer.sendto(data, path("gram"))
    rows = results(server, 4)
    equal([row["status"] for row in rows], ["ok", "invalid", "invalid", "invalid"])
    equal(rows[0]["json"], [struct.unpack("<h", b"ab")[0]])
    equal(server.end(), 2)


# ---- lengths --------------------------------------------------------------------------------------------

def prefix(kind, size):
    if kind == "varint":
        out = b""
        while size > 127:
            out += bytes([size & 127 | 128])
            size >>= 7
        return out + bytes([size])
    return struct.pack({"u8": ">B", "u16": ">H", "u32": ">I", "u16le": "<H", "u32le": "<I",
                        "u16be": ">H", "u32be": ">I"}[kind], size)


@check("messages behind their lengths, in pieces of any size; others are passed over")
def _():
    for kind in ("u8", "u16", "u32", "u16le", "u16be", "u32le", "u32be", "varint"):
        server = listen("--framed", kind, "--count", "40", format=">I200s")
        with client(server) as peer:
            stream = b""
            for i in range(40):
                message = struct.pack(">I200s", i, b"x" * i)
                stream += prefix(kind, len(message)) + message
                if i % 7 == 3:
                    stream += prefix(kind, i) + bytes(i)
            send_in_pieces(peer, stream, 300)
            equal(server.wait(), 2, kind)
        rows = server.rows("result")
        equal(ids(rows), list(range(40)), kind)
        equal(sum(row["status"] == "invalid" for row in rows), 6, kind)


@check("a length is only what a peer says: it takes no memory, and no other client its turn")
def _():
    for kind, hostile in (("u32", b"\xff" * 4), ("u16", b"\xff" * 2), ("varint", b"\xff" * 8 + b"\x7f"),
                          ("varint", b"\x80" * 20)):
        server = listen("--framed", kind, "--count", "1", format=">I")
        before = server.status("VmRSS")
        bad = [client(server) for _ in range(20)]
        for peer in bad:
            peer.sendall(hostile + bytes(1 << 16))
        until(lambda: len(server.rows("result")) >= 20, "each is told")
        equal({row["status"] for row in server.rows("result")}, {"invalid"}, kind)
        true(SANITIZED or server.status("VmRSS") < before + 4096, "no memory for it")
        with client(server) as peer:
            peer.sendall(prefix(kind, 4) + b"\0\0\0\7")
            equal(server.wait(), 2, kind)
        equal(ids(server.rows("result")), [7], kind)


# ---- when it ends -----------------------------------------------------------------------------------------

@check("--count, --first, --for, --timeout, --expect and signals end it")
def _():
    for words, sent, code in ((["--count", "2"], 5, 0), (["--first"], 3, 0), (["--for", "50ms"], 0, 0),
                              (["--timeout", "50ms"], 0, 4), (["--timeout", "50ms", "--count", "9"], 2, 4),
                              (["--expect", "count >= 3"], 7, 0),
                              (["--expect", "any values[0] == 4"], 7, 0), (["--expect", "values[0] == 4"], 7, 1)):
        server = listen(*words, format="B")
        if sent:
            with client(server) as peer:
                peer.sendall(bytes(range(1, sent + 1)))
                equal(server.wait(), code, words)
        equal(server.wait(), code, words)
    for number in (signal.SIGTERM, signal.SIGINT):
        server = listen()
        equal(server.end(number), 0, "a clean end")


@check("--idle closes a connection that says nothing, and tells")
def _():
    server = listen("--idle", "50ms", format="2B")
    peer = client(server)
    peer.sendall(b"\1\2\3")
    rows = results(server, 2)
    equal([row["status"] for row in rows], ["ok", "timeout"])
    equal(peer.recv(1), b"", "closed")
    equal(server.end(), 4)


@check("--deny and --allow decide who is heard")
def _():
    server = listen("--deny", "127.0.0.2/32", format="B")
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE_S, ("127.0.0.2", 0)) as peer:
        try:
            equal(peer.recv(1), b"", "closed at once")
        except ConnectionResetError:
            pass
    with client(server) as peer:
        peer.sendall(b"\7")
    equal(ids(results(server, 1)), [7])
    true("tcp:127.0.0.2:" in server.errors() and "not admitted (denied)" in server.errors(), server.errors())
    equal(server.end(), 0)


@check("few descriptors and many clients: all are heard")
def _():
    server = listen(format="H", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24)))
    peers = [client(server) for _ in range(60)]
    for number, peer in enumerate(peers):
        peer.sendall(struct.pack("H", number))
        peer.close()
    equal(sorted(ids(results(server, 60))), list(range(60)))
    equal(server.end(), 0)


@check("5,000 connections that end at once cost no memory and no descriptor")
def _():
    server = listen(format="2B")
    for _ in range(100):
        client(server).close()
    before = (server.fds(), server.status("VmRSS"))
    for _ in range(rounds(100000)):
        client(server).close()
    with client(server) as peer:
        peer.sendall(b"\1\2")
        results(server, 1)
    until(lambda: server.fds() <= before[0], "no descriptors left")
    true(SANITIZED or server.status("VmRSS") <= before[1] + 1024, "no more memory")
    equal(server.end(), 0)


# ---- sending ----------------------------------------------------------------------------------------------

def accept_all(kind, address, sizes):
    """A server of Python's that keeps what comes until its end."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    server = socket.socket(family, kind)
    server.bind(address)
    server.settimeout(PATIENCE_S)
    if kind == socket.SOCK_DGRAM:
        return server, lambda: [server.recv(65536) for _ in range(sizes)]
    server.listen()

    def take():
        peer, _ = server.accept()
        peer.settimeout(PATIENCE_S)
        data = []
        while part := peer.recv(65536):
            data.append(part)
        return data
    return server, take


def name_of(server, transport):
    address = server.getsockname()
    return "%s:%s" % (transport, address if isinstance(address, str) else "%s:%d" % address)


@check("what is packed is sent, over every transport, and the connection ended")
def _():
    for transport, kind, address in (
            ("tcp", socket.SOCK_STREAM, ("127.0.0.1", 0)), ("udp", socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("unix", socket.SOCK_STREAM, path("take-stream")), ("unixgram", socket.SOCK_DGRAM, path("take-gram")),
            ("seqpacket", socket.SOCK_SEQPACKET, path("take-seq"))):
        server, take = accept_all(kind, address, 1)
        endpoint = name_of(server, transport)
        ran = run("structpack", "--json", "--send", endpoint, FORMAT, "1", "ab", "2.7")
        equal((ran.returncode, ran.stderr), (0, b""), transport)
        row = rows(ran.stdout)[0]
        equal((row["hex"], row["peer"], row["transport"]), (MESSAGE.hex(), endpoint, transport))
        equal(take(), [MESSAGE], transport)
        server.close()


@check("lines of JSON go over one connection, each behind its length")
def _():
    server, take = accept_all(socket.SOCK_STREAM, ("127.0.0.1", 0), 1)
    lines = b"".join(b'{"n":%d}\n' % i for i in range(1000))
    ran = run("structpack", "-q", "--framed", "u16", "--from-json", "-", "--send", name_of(server, "tcp"),
              ">I:n", input=lines)
    equal(ran.returncode, 0, ran.stderr)
    equal(b"".join(take()), b"".join(struct.pack(">HI", 4, i) for i in range(1000)))


@check("lines of stdin, each with a format of its own, go over one connection")
def _():
    server, take = accept_all(socket.SOCK_STREAM, ("127.0.0.1", 0), 1)
    ran = run("structpack", "-q", "--send", name_of(server, "tcp"), "-", input=b">h 1\n>h x\n>b 2\n")
    equal(ran.returncode, 2)
    equal(b"".join(take()), b"\0\1\2")


@check("nobody there: refused, over TCP and UDP, and told once for each message")
def _():
    gone = socket.socket()
    gone.bind(("127.0.0.1", 0))
    for transport in ("tcp", "udp"):
        ran = run("structpack", "--json", "--send", name_of(gone, transport), "h", "1")
        equal(ran.returncode, 1, transport)
        equal([row["status"] for row in rows(ran.stdout)], ["refused"], transport)
        equal(rows(ran.stdout)[0]["hex"], "0100", "the record keeps what it knows")
        for words in ([], ["-v"], ["--raw"], ["--base64"]):
            ran = run("structpack", *words, "--send", name_of(gone, transport), "h", "1")
            equal((ran.returncode, b"0100" in ran.stdout, b"AQA" in ran.stdout, b"\1\0" in ran.stdout),
                  (1, False, False, False), (words, ran.stdout))
    ran = run("structpack", "--json", "--send", name_of(gone, "tcp"), "-", input=b"h 1\nh 2\n")
    equal([row["status"] for row in rows(ran.stdout)], ["refused", "refused"])
    ran = run("structpack", "--send", path("absent"), "h", "1")
    equal(ran.returncode, 1)
    for words in (["--send", "no such host:1"], ["--listen", "no such host:1"]):
        ran = run("structpack", *words, "h", *(["1"] if words[0] == "--send" else []))
        equal(ran.returncode, 2, words)
    for option in "--send", "--listen":
        ran = run("structpack", option, "localhost:no-such-service", "h", *(["1"] if option == "--send" else []))
        true(ran.returncode == 1 and b"'localhost:no-such-service': " in ran.stderr, ran.stderr)
    ran = run("structpack", "--send", "udp:127.0.0.1:9", "70000x")
    true(b"65507" in ran.stderr, ran.stderr)
    equal(ran.returncode, 3)


@check("a peer that takes nothing more: timeout, and how much is not sent")
def _():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    server.bind(("127.0.0.1", 0))
    server.listen()
    ran = run("structpack", "--timeout", "1s", "-v", "--get", "status", "--send", name_of(server, "tcp"),
              "16000000x")
    equal((ran.returncode, ran.stdout.splitlines()[0]), (4, b"timeout"))
    true(b"the peer takes no more" in ran.stderr, ran.stderr)


@check("a slow reader gets all of 8 MiB")
def _():
    server, take = accept_all(socket.SOCK_STREAM, ("127.0.0.1", 0), 1)
    said = []
    reader = threading.Thread(target=lambda: said.append(b"".join(take())))
    reader.start()
    ran = run("structpack", "-q", "--timeout", "20s", "--send", name_of(server, "tcp"), ">I8388608s", "7", "end")
    reader.join()
    equal(ran.returncode, 0, ran.stderr)
    equal((len(said[0]), said[0][:7]), (8388612, b"\0\0\0\7end"))


@check("what one sends the other shows")
def _():
    for endpoint in ("127.0.0.1:0", "udp:127.0.0.1:0", path("both"), "unixgram:" + path("both-gram"), "seqpacket:" + path("both-seq")):
        server = listen("--listen", endpoint, "--count", "3", "--framed", "varint", format="<I:id 2s:tag")
        for number in range(3):
            ran = run("structpack", "-q", "--framed", "varint", "--send", server.ready[0]["endpoint"],
                      "<I:id 2s:tag", str(number), "ab")
            equal(ran.returncode, 0, (endpoint, ran.stderr))
        equal(server.wait(), 0, endpoint)
        equal([row["json"] for row in server.rows("result")], [{"id": i, "tag": "ab"} for i in range(3)])


@check("--calls shows the calls of both sides")
def _():
    server = listen("--listen", "udp:127.0.0.1:0", "--count", "1", "--calls", format="B")
    ran = run("structpack", "--calls", "--send", "udp:127.0.0.1:%d" % server.port, "B", "1")
    true(b"connect(3, 127.0.0.1:%d) = 0" % server.port in ran.stderr, ran.stderr)
    equal(server.wait(), 0)
    true("recvmmsg(" in server.errors(), server.errors())


# ---- a witness that no one here wrote -----------------------------------------------------------------------

if shutil.which("socat"):
    @check("socat sends what is shown, and takes what is sent")
    def _():
        for transport, address in (("tcp", "TCP:127.0.0.1:%d"), ("udp", "UDP:127.0.0.1:%d")):
            server = listen("--listen", transport + ":127.0.0.1:0", "--count", "1")
            start("socat", "-u", "-", address % server.port, stdin=subprocess.PIPE).communicate(MESSAGE)
            equal(server.wait(), 0)
            equal(server.rows("result")[0]["values"], ["1", "ab", "2.700000047683716"])
        sink = start("socat", "-u", "UNIX-LISTEN:" + path("socat"), "-", stdout=subprocess.PIPE)
        until(lambda: listens(path("socat")), "socat listens")
        equal(run("structpack", "-q", "--send", path("socat"), FORMAT, "1", "ab", "2.7").returncode, 0)
        equal(sink.communicate()[0], MESSAGE)
else:
    skip("socat as a peer", "socat is not installed")

done()
