#!/usr/bin/env python3
# netpipe --transcript and --replay: a session written down, and played again from either side.
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

BYTES = bytes(range(256))


def listen():
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE_S)
    return server, "127.0.0.1:%d" % server.getsockname()[1]


def accept(server):
    peer, _ = server.accept()
    peer.settimeout(PATIENCE_S)
    return peer


def receive_all(peer):
    data = b""
    while True:
        part = peer.recv(1 << 16)
        if not part:
            return data
        data += part


def serve(behave):
    """A server that BEHAVE plays with the first who connects: where it is."""
    server, at = listen()

    def work():
        peer = accept(server)
        try:
            behave(peer)
        except OSError:
            pass
        peer.close()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    serve.thread = thread
    return at


def write(name, *steps):
    """A transcript by hand: (from, what), where what is bytes, "shut" or "reset"."""
    with open(path(name), "w") as out:
        for side, what in steps:
            line = {"type": what, "from": side} if isinstance(what, str) else {
                "type": "data", "from": side, "data_b64": base64.b64encode(what).decode()}
            out.write(json.dumps(line) + "\n")
    return path(name)


def lines(name):
    with open(path(name)) as file:
        return [json.loads(line) for line in file]


def dialogue(peer, greeting=b"220 ready\r\n"):
    """Greets, wants a line, answers with all bytes that there are, and ends."""
    peer.sendall(greeting)
    got = b""
    while not got.endswith(b"\n"):
        part = peer.recv(100)
        if not part:
            return
        got += part
    peer.sendall(BYTES)
    receive_all(peer)
    peer.sendall(b"bye")


def record():
    at = serve(dialogue)
    client = start(SOCKBOX, "netpipe", at, "--transcript", path("session"), "--eof", "both",
                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = client.communicate(b"HELO me\r\n", timeout=PATIENCE_S)
    serve.thread.join()
    equal((client.returncode, out), (0, b"220 ready\r\n" + BYTES + b"bye"))


@check("a transcript has every byte of both directions, its order, and the ends")
def _():
    record()
    got = lines("session")
    equal([line["type"] for line in got][:2], ["transcript", "open"])
    equal((got[0]["role"], got[0]["transport"]), ("client", "tcp"))
    equal(got[-1]["type"], "close")
    equal([(line["from"]) for line in got if line["type"] == "shut"], ["client", "server"])
    for side, said in (("client", b"HELO me\r\n"), ("server", b"220 ready\r\n" + BYTES + b"bye")):
        parts = [line for line in got if line["type"] == "data" and line["from"] == side]
        equal(b"".join(base64.b64decode(line["data_b64"]) for line in parts), said)
        true(all(line["size_bytes"] == len(base64.b64decode(line["data_b64"])) for line in parts))



@check("played as client against the same server: no difference")
def _():
    ran = run("netpipe", serve(dialogue), "--replay", path("session"))
    equal((ran.returncode, ran.stderr, ran.stdout), (0, b"", b"220 ready\r\n" + BYTES + b"bye"))


@check("played as client against a server that differs: where, and what was expected, exit code 1")
def _():
    ran = run("netpipe", serve(lambda peer: dialogue(peer, b"220 steady\r\n")), "--replay", path("session"),
              "--json")
    equal(ran.returncode, 1)
    equal(rows(ran.stdout)[-2]["status"] if rows(ran.stdout)[-1]["type"] == "summary" else None, "mismatch")
    told = ran.stderr.decode().splitlines()
    true(told[0].endswith("the server differs from the transcript at byte 4"), told)
    # What was read with it in the transcript stands behind it.
    true(told[1].startswith("expected 00000004  72 65 61 64 79 0d 0a") and "|ready.." in told[1], told)
    true(told[2].startswith("     got 00000004  73 74 65 61 64 79 0d 0a") and "|steady.." in told[2], told)


@check("played as server against the same client, and against one that differs")
def _():
    for said, code in ((b"HELO me\r\n", 0), (b"EHLO me\r\n", 1)):
        server = Server("netpipe", "-l", "127.0.0.1:0", "--replay", path("session"), json=False)
        peer = socket.create_connection(("127.0.0.1", server.port), PATIENCE_S)
        peer.sendall(said)
        peer.shutdown(socket.SHUT_WR)
        got = b""
        try:
            got = receive_all(peer)
        except ConnectionResetError:
            pass
        equal(server.wait(), code, server.errors())
        if code == 0:
            equal(got, b"220 ready\r\n" + BYTES + b"bye")
        else:
            true("the client differs from the transcript at byte 0" in server.errors(), server.errors())


@check("client and server of the same transcript agree with each other")
def _():
    server = Server("netpipe", "-l", "127.0.0.1:0", "--replay", path("session"), json=False)
    ran = run("netpipe", "127.0.0.1", str(server.port), "--replay", path("session"))
    equal((ran.returncode, server.wait()), (0, 0), (ran.stderr, server.errors()))


@check("--as: who connects plays the server")
def _():
    server = Server("netpipe", "-l", "127.0.0.1:0", "--replay", path("session"), "--as", "client", json=False)
    ran = run("netpipe", "127.0.0.1", str(server.port), "--replay", path("session"), "--as", "server")
    equal((ran.returncode, server.wait()), (0, 0), (ran.stderr, server.errors()))


@check("a step is said when what stands before it was heard, wherever reads cut it")
def _():
    name = write("order", ("server", b"one"), ("client", b"two"), ("server", b"three"), ("client", b"four"))
    heard = []

    def behave(peer):
        for said, wanted in ((b"one", b"two"), (b"three", b"four")):
            for byte in said:
                peer.setblocking(False)
                try:
                    heard.append(("early", peer.recv(10)))
                except BlockingIOError:
                    pass
                peer.setblocking(True)
                peer.send(bytes([byte]))
                time.sleep(0.02)
            heard.append(peer.recv(10))
    ran = run("netpipe", serve(behave), "--replay", name)
    serve.thread.join()
    equal((ran.returncode, heard), (0, [b"two", b"four"]), ran.stderr)


for title, steps, behave, code, sentence in (
        ("ends too early", [("server", b"0123456789")], lambda peer: peer.sendall(b"0123"), 1,
         b"the end came at byte 4, 6 bytes before the transcript ends"),
        ("says too much", [("server", b"0123"), ("server", "shut")], lambda peer: peer.sendall(b"01234567"), 1,
         b"the end of its direction was to come, not 4 bytes"),
        ("falls silent", [("server", b"0123456789"), ("client", "shut")],
         lambda peer: (peer.sendall(b"0123"), receive_all(peer)), 4,
         b"nothing more came at byte 4, 6 bytes before the transcript ends"),
        ("breaks off instead of ending", [("client", b"x"), ("server", "shut")],
         lambda peer: (peer.recv(1), peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))), 1,
         b"was to come, not a reset"),
        ("breaks off as it did", [("client", b"x"), ("server", "reset")],
         lambda peer: (peer.recv(1), peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))), 0, b""),
        ("ends instead of breaking off", [("client", b"x"), ("server", "reset")], lambda peer: peer.recv(1), 1,
         b"a reset was to come, not the end")):
    @check("a server that %s: exit code %d" % (title, code))
    def _():
        ran = run("netpipe", serve(behave), "--replay", write("case", *steps), "--idle", "300ms")
        equal(ran.returncode, code, ran.stderr)
        true(sentence in ran.stderr, ran.stderr)


@check("a reset of ours is played as one")
def _():
    seen = []

    def behave(peer):
        try:
            receive_all(peer)
            seen.append("end")
        except ConnectionResetError:
            seen.append("reset")
    ran = run("netpipe", serve(behave), "--replay", write("rst", ("client", b"x"), ("client", "reset")))
    serve.thread.join()
    equal((ran.returncode, seen), (0, ["reset"]), ran.stderr)


@check("datagrams: each is compared as a whole, empty ones too, in both roles")
def _():
    name = write("grams", ("client", b"q"), ("server", b""), ("server", b"ab"), ("client", b""), ("server", b"c"))
    server = Server("netpipe", "-lu", "127.0.0.1:0", "--replay", name, json=False)
    ran = run("netpipe", "-u", "127.0.0.1", str(server.port), "--replay", name)
    equal((ran.returncode, server.wait()), (0, 0), (ran.stderr, server.errors()))
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    server.settimeout(PATIENCE_S)

    def behave():
        _, at = server.recvfrom(10)
        server.sendto(b"", at)
        server.sendto(b"a", at)
        server.sendto(b"b", at)
    thread = threading.Thread(target=behave)
    thread.start()
    ran = run("netpipe", "-u", "127.0.0.1", str(server.getsockname()[1]), "--replay", name)
    thread.join()
    equal(ran.returncode, 1)
    true(b"differs from the transcript at byte 1" in ran.stderr, ran.stderr)


@check("a large session: 20 MiB each way, recorded and played")
def _():
    data = os.urandom(20 << 20)

    def behave(peer):
        sender = threading.Thread(target=lambda: (peer.sendall(data), peer.shutdown(socket.SHUT_WR)))
        sender.start()
        behave.got = receive_all(peer)
        sender.join()
    client = start(SOCKBOX, "netpipe", serve(behave), "--transcript", path("large"), stdin=subprocess.PIPE,
                   stdout=subprocess.DEVNULL)
    client.communicate(data[:1 << 20], timeout=60)
    serve.thread.join()
    equal(client.returncode, 0)
    ran = run("netpipe", serve(behave), "--replay", path("large"))
    serve.thread.join()
    equal(ran.returncode, 0, ran.stderr)
    true(behave.got == data[:1 << 20] and ran.stdout == data, "the same bytes")


for text, sentence in (
        ("", "nothing to play"), ("\n\n", "nothing to play"), ("x", "line 1: byte 0"), ("[1]", "line 1: this is no object"),
        ('{"type":"data","from":"client"}', 'line 1: "data" is missing'),
        ('{"type":"data","data":"x"}', 'line 1: "from" is missing'), ('{"from":"client"}', 'line 1: "type" is missing'),
        ('{"type":"date","from":"client"}', "line 1: \"type\" cannot be 'date'"),
        ('{"type":"data","form":"client"}', "unknown key 'form'; did you mean 'from'?"),
        ('{"type":"data","from":"client","data":"x","data_b64":"eQ=="}', "differ"),
        ('{"type":"data","from":"client","data_b64":"%"}', "data_b64: "),
        ('{"type":"data","from":"client","data":7}', '"data" is no string'),
        ('{"type":"data","from":"client","data":"x","size_bytes":2}', '"size_bytes" is not the size'),
        ('{"type":"data","from":"client","data":"x","true_size_bytes":2}', "cannot be played"),
        ('{"type":"shut","from":"client"}\n{"type":"data","from":"client","data":"x"}', "line 2: this side has ended"),
        ('{"type":"data","conn":1,"from":"client","data":"x"}\n{"type":"data","conn":2,"from":"client","data":"x"}',
         "line 2: a second connection")):
    @check("no transcript: %s" % text.replace("\n", " / ")[:60])
    def _():
        with open(path("bad"), "w") as out:
            out.write(text)
        ran = run("netpipe", "--replay", path("bad"), "127.0.0.1:1")
        equal((ran.returncode, ran.stdout), (2, b""))
        true(sentence in ran.stderr.decode(), ran.stderr)


done()
