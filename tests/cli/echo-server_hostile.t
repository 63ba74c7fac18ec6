#!/usr/bin/env python3
# echo-server among hostile clients and in hostile surroundings: it ends cleanly, and says what was lost.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()


def tcp(port, host="127.0.0.1", timeout=PATIENCE_S):
    return socket.create_connection((host, port), timeout)


def udp(port):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(PATIENCE_S)
    client.connect(("127.0.0.1", port))
    return client


def receive_all(client):
    data = b""
    while True:
        part = client.recv(65536)
        if not part:
            return data
        data += part


def echoed(client, data):
    client.sendall(data)
    got = b""
    while len(got) < len(data):
        got += client.recv(len(data) - len(got))
    equal(got, data, "echo")


def events(server, kind):
    return [row for row in server.rows("event") if row["event"] == kind]


def reasons(server, kind):
    return [row["reason"] for row in events(server, kind)]


class asleep:
    """Meanwhile SERVER is stopped: what is sent to it waits in the kernel."""

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        os.kill(self.server.pid, signal.SIGSTOP)

    def __exit__(self, *_):
        os.kill(self.server.pid, signal.SIGCONT)


# ---- the end -----------------------------------------------------------------------------------------

@check("SIGTERM: all that has come is answered, however little is read at a time")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--recv-size", "16")
    client = tcp(server.port)
    echoed(client, b"in")
    with asleep(server):
        client.sendall(b"y" * 1000)
        server.process.send_signal(signal.SIGTERM)
    equal(receive_all(client), b"y" * 1000)
    equal(server.wait(), 0)


@check("SIGTERM: a client that pours in gets back all that came before")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    client = tcp(server.port)
    echoed(client, b"in")
    client.setblocking(False)
    sent = 0
    with asleep(server):
        try:
            while sent < 1 << 18:
                sent += client.send(b"y" * 65536)
        except BlockingIOError:
            pass
        server.process.send_signal(signal.SIGTERM)
    client.settimeout(PATIENCE_S)
    equal(len(receive_all(client)), sent)
    equal(server.wait(), 0)


@check("SIGTERM: datagrams that wait are answered, and connections that wait to be accepted")
def _():
    server = Server("echo-server", "udp:127.0.0.1:0", "127.0.0.1:0")
    gram = udp(server.port)
    with asleep(server):
        for i in range(100):
            gram.send(b"%d" % i)
        clients = [tcp(server.ready[1]["port"]) for _ in range(40)]
        for client in clients:
            client.sendall(b"waited")
        server.process.send_signal(signal.SIGTERM)
    equal([receive_all(client) for client in clients], [b"waited"] * 40)
    equal(server.wait(), 0)
    equal([gram.recv(10) for _ in range(100)], [b"%d" % i for i in range(100)])


@check("SIGTERM: who never stops sending is cut off after 2 s")
def _():
    server = Server("echo-server", "127.0.0.1:0", "-v")
    client = tcp(server.port)
    client.setblocking(False)
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    while server.process.poll() is None and time.monotonic() - began < PATIENCE_S:
        for move in (lambda: client.send(b"x" * 65536), lambda: client.recv(65536)):
            try:
                move()
            except (BlockingIOError, ConnectionError):
                pass
    equal(server.wait(), 0)
    true(time.monotonic() - began < 4, "time")
    equal(server.rows("result")[0]["open_conns"], 0)


@check("what is still owed at the end is counted, and its connection is told to be closed")
def _():
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--delay", "60s", "-v")
    client, gram = tcp(server.port), udp(server.ready[1]["port"])
    client.sendall(b"owed")
    gram.send(b"owed too")
    until(lambda: len(events(server, "received")) == 2, "received")
    equal(server.end(), 0)
    equal(reasons(server, "closed"), ["drain"])
    equal(reasons(server, "unanswered"), ["drain"])
    for row in server.rows("result"):
        equal((row["sent"], row["unsent"], row["open_conns"]), (0, 1, 0))


@check("--for ends as a signal does: connections are closed and told")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--for", "300ms", "-v")
    client = tcp(server.port)
    echoed(client, b"in")
    equal(client.recv(1), b"", "the end")
    equal(server.wait(), 0)
    equal(server.rows("result")[0]["open_conns"], 0)
    equal(reasons(server, "closed"), ["drain"])


@check("--max-messages and --once are exact, also where more has come at once")
def _():
    for words, count in ((("--max-messages", "5"), 5), (("--once",), 1)):
        server = Server("echo-server", "udp:127.0.0.1:0", *words)
        client = udp(server.port)
        with asleep(server):
            for i in range(50):
                client.send(b"%d" % i)
        equal(server.wait(), 0, words)
        equal((server.rows("summary")[0]["received"], server.rows("summary")[0]["sent"]),
              (count, count), words)


# ---- clients -----------------------------------------------------------------------------------------

@check("chargen: each connection has the whole pattern, also of many")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--service", "chargen")
    clients = [tcp(server.port) for _ in range(3)]
    got = [b""] * 3
    for _ in range(100):
        for i, client in enumerate(clients):
            got[i] += client.recv(5000)
    for data in got:
        for n, line in enumerate(data.split(b"\r\n")[:-1]):
            equal(line[0], 32 + n % 95, "line %d" % n)
    equal(server.end(), 0)


@check("chargen: who never reads costs no time and no memory, and is idle after a while")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--service", "chargen", "--idle", "1s", "-v")
    client = tcp(server.port)
    until(lambda: events(server, "sent"), "it speaks")
    time.sleep(0.3)
    before = server.cpu_s()
    until(lambda: events(server, "closed"), "closed")
    true(server.cpu_s() - before < 0.3, "CPU")
    equal(reasons(server, "closed"), ["idle"])
    client.close()
    equal(server.end(), 0)


@check("who half-closes and never reads is idle, also byte by byte")
def _():
    for words in ((), ("--trickle", "1ms")):
        server = Server("echo-server", "127.0.0.1:0", "--idle", "500ms", "-v", *words)
        client = tcp(server.port)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            try:
                client.send(b"x" * 65536)
            except BlockingIOError:
                time.sleep(0.01)
        client.shutdown(socket.SHUT_WR)
        if words:
            until(lambda: events(server, "sent"), "a byte")
        else:
            until(lambda: events(server, "closed"), "closed")
            equal(reasons(server, "closed"), ["idle"])
        client.close()
        equal(server.end(), 0)


@check("--half-close: the connection lives as long as the client talks")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--half-close", "1", "--idle", "500ms", "-v")
    client = tcp(server.port)
    echoed(client, b"in")
    for _ in range(12):
        client.sendall(b"on")
        time.sleep(0.1)
    equal(reasons(server, "closed"), [])
    client.close()
    equal(server.end(), 0)
    equal(reasons(server, "closed"), ["eof"])


@check("--never-read: a client that has said all waits as the others do; datagrams too are not read")
def _():
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--never-read")
    client, gram = tcp(server.port), udp(server.ready[1]["port"])
    client.sendall(b"x")
    client.shutdown(socket.SHUT_WR)
    gram.send(b"x")
    for each in (client, gram):
        each.settimeout(0.2)
        try:
            raise AssertionError("got %r" % each.recv(10))
        except socket.timeout:
            pass
    equal(server.end(), 0)
    equal(server.rows("summary")[0]["received"], 0)


@check("--delay: what is held back has its limits, for one client and for all datagrams")
def _():
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--delay", "60s", "--recv-size", "1",
                    "--no-loop-guard")
    before = server.status("VmRSS")
    client, gram = tcp(server.port), udp(server.ready[1]["port"])
    client.sendall(b"x" * 65000)

    def is_full():
        for _ in range(20):
            gram.send(b"x" * 60000)
        server.process.send_signal(signal.SIGUSR1)
        return server.rows("summary") and server.rows("summary")[-1]["unsent"] > 0

    until(is_full, "full")
    if not SANITIZED:
        held = server.status("VmRSS") - before
        true(held < (64 + 8) << 10, "%d KiB" % held)
    server.process.kill()


@check("clients that talked while the process was stopped are not idle")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--idle", "300ms", "--no-limits")
    clients = [tcp(server.port) for _ in range(200)]
    with asleep(server):
        for client in clients:
            client.sendall(b"b")
        time.sleep(0.5)
    for client in clients:
        equal(client.recv(1), b"b")
    equal(server.end(), 0)


# ---- descriptors from others ---------------------------------------------------------------------------

def passed(words, said, count):
    """Run echo-server as systemd does that passes COUNT sockets and says SAID."""
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    sockets = [socket.socket(socket.AF_INET, kinds[i]) for i in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    for each in sockets[:1]:
        each.listen()
    line = "LISTEN_PID=$$ LISTEN_FDS=%d exec %s echo-server --json --for 50ms %s" % (said, SOCKBOX, words)
    for place in (3, 4):
        line += " %d<&%s" % (place, sockets[place - 3].fileno() if place - 3 < count else "-")
    # The shell's own numbers have one digit: what it shall hand down is put above them.
    high = [fcntl.fcntl(each.fileno(), fcntl.F_DUPFD, 20) for each in sockets]
    for each, number in zip(sockets, high):
        line = line.replace("<&%d" % each.fileno(), "<&%d" % number)
    ran = subprocess.run(["bash", "-c", line], capture_output=True, pass_fds=high, timeout=60)
    for number in high:
        os.close(number)
    return ran


@check("LISTEN_FDS: all that are passed, with --fd too; a wrong count is a mistake, and nothing is bound")
def _():
    for words, said, count, code, ready, text in (
            ("", 2, 2, 0, 2, b""),
            (path("with"), 2, 2, 0, 3, b""),
            ("--fd 3", 2, 2, 0, 2, b""),
            ("--fd 4", 1, 2, 0, 2, b""),
            ("--fd 4 --fd 4", 1, 2, 2, 0, b"named twice"),
            ("", 3, 2, 2, 0, b"descriptor 5 is no socket"),
            (path("with"), 2, 1, 2, 0, b"descriptor 4 is no socket"),
            ("--fd x", 1, 1, 2, 0, b"'x'"),
            ("", 0, 0, 2, 0, b"ENDPOINT is missing")):
        ran = passed(words, said, count)
        got = (ran.returncode, sum(row["type"] == "ready" for row in rows(ran.stdout)))
        equal(got, (code, ready), (words, said, count, ran.stderr))
        true(text in ran.stderr, ran.stderr)
        true(not os.path.exists(path("with")), "the path is gone, or never was")


# ---- surroundings ------------------------------------------------------------------------------------

@check("a listener that whoever started us shuts down: no spinning, the others are served, it ends")
def _():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = Server("echo-server", "--fd", str(listener.fileno()), "127.0.0.1:0", fds=(listener.fileno(),))
    listener.shutdown(socket.SHUT_RDWR)
    until(lambda: "takes no connections any more" in server.errors(), "it is said")
    before = server.cpu_s()
    time.sleep(0.5)
    true(server.cpu_s() - before < 0.1, "CPU")
    client = tcp(server.ready[1]["port"])
    echoed(client, b"others")
    client.close()
    equal(server.end(), 3)
    equal([row["status"] for row in server.rows("result")], ["lacking", "ok"])


@check("few descriptors and many listeners: some are left all the same")
def _():
    import resource
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80))  # noqa: E731
    server = Server("echo-server", *["127.0.0.1:0"] * 50, preexec_fn=few)
    clients = [tcp(server.port) for _ in range(100)]
    echoed(clients[0], b"in")
    true(server.fds() <= 80 - 4, "%d descriptors" % server.fds())
    equal(server.errors(), "")
    for client in clients:
        client.close()
    equal(server.end(), 0)
    server = Server("echo-server", "127.0.0.1:0", "--max-conns", "500", preexec_fn=few)
    true(re.search(r"leaves [67]\d connections at once, not the 500 of --max-conns", server.errors()),
         server.errors())
    equal(server.end(), 0)


@check("300 endpoints, and the same path twice")
def _():
    server = Server("echo-server", *["127.0.0.1:0"] * 300)
    equal(len({row["port"] for row in server.ready}), 300)
    echoed(tcp(server.ready[299]["port"]), b"the last")
    equal(server.end(), 0)
    ran = run("echo-server", path("twice"), path("twice"), "--for", "1ms")
    equal(ran.returncode, 3)
    true(b"in use by pid" in ran.stderr, ran.stderr)
    true(not os.path.exists(path("twice")), "nothing is left")


@check("a folder that vanishes with the socket in it")
def _():
    os.mkdir(path("folder"))
    server = Server("echo-server", path("folder/x.sock"))
    os.unlink(path("folder/x.sock"))
    os.rmdir(path("folder"))
    equal(server.end(), 0)


@check("--deny of an IPv4 network in the words of IPv6")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--deny", "::ffff:127.0.0.0/104", "-v")
    client = tcp(server.port)
    try:
        client.sendall(b"x")
        equal(client.recv(1), b"")
    except ConnectionError:
        pass
    equal(server.end(), 0)
    equal(reasons(server, "refused"), ["denied"])


@check("a socket of any address does not answer itself, nor what came to a broadcast address")
def _():
    server = Server("echo-server", "udp:any:0", "-4", "-v")
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    client.bind(("127.0.0.1", 0))
    client.sendto(b"all", ("127.255.255.255", server.port))
    until(lambda: events(server, "unanswered"), "unanswered")
    expected = 1
    try:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        header = struct.pack("!HHHH", server.port, server.port, 9, 0) + b"x"
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 29, 0, 0, 64, 17, 0, *[socket.inet_aton("127.0.0.1")] * 2)
        raw.sendto(ip + header, ("127.0.0.1", 0))
        expected = 2
    except PermissionError:
        pass
    until(lambda: len(events(server, "received")) == expected, "received")
    equal(server.end(), 0)
    equal(reasons(server, "unanswered"), ["source"] * expected)
    equal(server.rows("summary")[0]["sent"], 0)


def silent_output(name, *words, stdout):
    """A server with a path whose events go to STDOUT: the process, its port, and the path."""
    read, write = os.pipe()
    process = start(SOCKBOX, "echo-server", "127.0.0.1:0", path(name), "-v", "--ready-fd", str(write), *words,
                    stdout=stdout, stderr=subprocess.DEVNULL, pass_fds=[write])
    os.close(write)
    with os.fdopen(read) as lines:
        return process, rows(lines.read())[0]["port"], path(name)


@check("stdout is a full device: 3, and the path is removed")
def _():
    with open("/dev/full", "w") as full:
        process, port, name = silent_output("full", stdout=full)
    tcp(port).sendall(b"x")
    equal(process.wait(PATIENCE_S), 3)
    true(not os.path.exists(name), "path")


@check("who read stdout has gone: SIGPIPE, and the path is removed")
def _():
    read, write = os.pipe()
    process, port, name = silent_output("gone", stdout=write)
    os.close(write)
    os.close(read)
    tcp(port).sendall(b"x")
    equal(process.wait(PATIENCE_S), -signal.SIGPIPE)
    true(not os.path.exists(name), "path")


@check("nobody reads stdout: SIGTERM ends it all the same, and the path is removed")
def _():
    read, write = os.pipe()
    process, port, name = silent_output("stuck", stdout=write)
    os.close(write)
    client = tcp(port)
    client.setblocking(False)

    def is_stuck():
        """Nothing goes in and nothing comes out."""
        try:
            client.send(b"x" * 60000)
            client.recv(65536)
        except BlockingIOError:
            pass
        return select.select([client], [client], [], 0.2) == ([], [], [])
    until(is_stuck, "stuck")
    process.send_signal(signal.SIGUSR1)  # asks for totals: that can wait
    time.sleep(0.1)
    equal(process.poll(), None)
    process.send_signal(signal.SIGTERM)
    equal(process.wait(PATIENCE_S), -signal.SIGTERM)
    true(not os.path.exists(name), "path")
    os.close(read)


@check("who read stderr or waited for --ready-fd has gone: that is said, and all is served")
def _():
    read, write = os.pipe()
    os.close(read)
    name = path("orphan")
    process = start(SOCKBOX, "echo-server", name, "--json", "--ready-fd", str(write), stdout=subprocess.PIPE,
                    stderr=write, pass_fds=[write])
    os.close(write)
    until(lambda: os.path.exists(name), "path")
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(PATIENCE_S)
    until(lambda: client.connect_ex(name) == 0, "listening")
    echoed(client, b"all the same")
    process.send_signal(signal.SIGTERM)
    lines = rows(process.communicate(timeout=PATIENCE_S)[0])
    equal(process.returncode, 3)
    equal([row["error"]["errno"] for row in lines if row["type"] == "result" and row["error"]], ["EPIPE"])
    true(not os.path.exists(name), "path")


@check("a storm of SIGUSR1 holds nobody up")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    for _ in range(2000):
        server.process.send_signal(signal.SIGUSR1)
    echoed(tcp(server.port), b"still")
    equal(server.end(), 0)
    true(server.rows("summary"), "sums")


# ---- all at once -----------------------------------------------------------------------------------------

FAULTS = (("--delay", "3ms"), ("--jitter", "5ms"), ("--drop", "20"), ("--duplicate", "20"), ("--reorder", "20"),
          ("--truncate", "100"), ("--trickle", "1ms"), ("--half-close", "3"), ("--reset", "4"), ("--ignore",),
          ("--never-read",), ("--recv-size", "7"), ("--idle", "150ms"), ("--timestamp",), ("--max-conns", "5"),
          ("--max-messages", "60"), ("--service", "chargen"), ("--service", "daytime"), ("--for", "400ms"),
          ("--sockopt", "SO_SNDBUF=4096"), ("--sockopt", "SO_LINGER=0"), ("--no-limits",))


def open_client(chance, server):
    row = chance.choice(server.ready)
    transport, name = row["transport"], row["path"]
    kind = {"tcp": socket.SOCK_STREAM, "unix": socket.SOCK_STREAM, "seqpacket": socket.SOCK_SEQPACKET}
    client = socket.socket(socket.AF_UNIX if name else socket.AF_INET, kind.get(transport, socket.SOCK_DGRAM))
    client.setblocking(False)
    try:
        if transport == "unixgram":
            client.bind("")
        client.connect("\0" + name[1:] if name and name[0] == "@" else name or ("127.0.0.1", row["port"]))
    except BlockingIOError:
        pass
    except OSError:
        return None
    return client


def move(chance, client):
    """One thing that a client may do; False when it has gone."""
    try:
        what = chance.randrange(12)
        if what < 6:
            client.send(b"x" * chance.choice((1, 10, 1000, 9000, 60000)))
        elif what < 9:
            client.recv(chance.choice((1, 5000, 70000)))
        elif what == 9:
            client.shutdown(socket.SHUT_WR)
        elif what == 10 and client.type == socket.SOCK_STREAM:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif what == 11:
            client.close()
            return False
    except BlockingIOError:
        pass
    except OSError:
        client.close()
        return False
    return True


def chaos(seed):
    """Random faults, clients, and signals; at the end the books must balance."""
    chance = random.Random(seed)
    words = [word for fault in chance.sample(FAULTS, chance.randrange(6)) for word in fault]
    if "discard" in words or ("--service" in words and "--timestamp" in words):
        words = [word for word in words if word != "--timestamp"]
    if words.count("--service") > 1:
        del words[words.index("--service"):][:2]
    if not {"--jitter", "--drop", "--duplicate", "--reorder"}.isdisjoint(words):
        words += ["--seed", str(seed)]
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", path("chaos"), "unixgram:" + path("gram"),
                    "seqpacket:@sockbox-chaos-%d" % os.getpid(), "-v", *words)
    clients = []
    for _ in range(chance.randrange(50, 400)):
        if server.process.poll() is not None:
            break
        if len(clients) < 40 and chance.random() < 0.3:
            clients.append(open_client(chance, server))
        if clients:
            i = chance.randrange(len(clients))
            if clients[i] is None or not move(chance, clients[i]):
                del clients[i]
        if chance.random() < 0.02:
            server.process.send_signal(signal.SIGUSR1)
    code = server.end(chance.choice((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)))
    for client in clients:
        if client:
            client.close()
    balance(server, code, "seed %d: %s" % (seed, " ".join(words)))


def balance(server, code, what):
    equal(code, 0, what + server.errors())
    true(not os.path.exists(path("chaos")) and not os.path.exists(path("gram")), what + ": paths")
    total = server.rows("summary")[-1]
    told = {kind: events(server, kind) for kind in ("accepted", "closed", "received", "sent")}
    equal(len(told["closed"]), len(told["accepted"]), what + ": each connection is told to be closed")
    equal(sorted(row["conn"] for row in told["closed"]), sorted(row["conn"] for row in told["accepted"]), what)
    equal((total["accepted"], total["open_conns"]), (len(told["accepted"]), 0), what)
    equal(total["received"], len(told["received"]), what + ": messages")
    equal(total["received_bytes"], sum(row["true_size_bytes"] for row in told["received"]), what)
    equal(total["sent_bytes"], sum(row["size_bytes"] for row in told["sent"]), what)
    for row in told["closed"]:
        parts = [each for each in told["sent"] if each["conn"] == row["conn"]]
        equal(row["sent_bytes"], sum(each["size_bytes"] for each in parts), what + ": conn %d" % row["conn"])


SHARES = 6
for share in range(SHARES):
    @check("random clients, faults and signals: it ends well, and the books balance, %d" % share)
    def _():
        for seed in range(share, rounds(300), SHARES):
            chaos(seed)


done()
