#!/usr/bin/env python3
# echo-server over every transport: nothing lost, half-close, limits, signals, faults, paths.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import os
import re
import select
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()

HAS_INET6 = os.path.exists("/proc/net/if_inet6") and bool(open("/proc/net/if_inet6").read())


def tcp(port, host="127.0.0.1", timeout=PATIENCE_S):
    return socket.create_connection((host, port), timeout)


def udp(host="127.0.0.1", timeout=PATIENCE_S):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    client = socket.socket(family, socket.SOCK_DGRAM)
    client.settimeout(timeout)
    client.bind((host, 0))
    return client


def unix(kind, name=None):
    client = socket.socket(socket.AF_UNIX, kind)
    client.settimeout(PATIENCE_S)
    if name is not None:
        client.connect(name)
    return client


def receive(client, size):
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            break
        data += part
    return data


def receive_all(client):
    data = b""
    while True:
        part = client.recv(65536)
        if not part:
            return data
        data += part


def echoed(client, data):
    client.sendall(data)
    equal(receive(client, len(data)), data, "echo")


# ---- transports -------------------------------------------------------------------------------------

@check("TCP: many clients at once, each gets its own back, and the end after its end")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    clients = [tcp(server.port) for _ in range(50)]
    for i, client in enumerate(clients):
        client.sendall(b"client %d" % i)
    for i, client in enumerate(clients):
        equal(receive(client, len(b"client %d" % i)), b"client %d" % i)
        client.shutdown(socket.SHUT_WR)
        equal(client.recv(1), b"", "end")
    equal(server.end(), 0, "exit code")
    result = server.rows("result")[0]
    equal((result["accepted"], result["open_conns"], result["sent"]), (50, 0, 50))


@check("S7: a client that ends its direction gets all of 10 MiB back, then the end")
def _():
    server = Server("echo-server", "127.0.0.1:0", path("s7.sock"))
    for client in (tcp(server.port), unix(socket.SOCK_STREAM, path("s7.sock"))):
        data = os.urandom(10 << 20)

        def send():
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
        sender = threading.Thread(target=send)
        sender.start()
        true(receive_all(client) == data, "the same bytes")
        sender.join()
    equal(server.end(), 0)


@check("UDP: 0, 1, 1472, 9000 and 65507 bytes come back whole, an empty one as an empty one")
def _():
    server = Server("echo-server", "udp:127.0.0.1:0", "--no-loop-guard")
    client = udp()
    for size in (0, 1, 1472, 9000, 65507):
        data = os.urandom(size)
        client.sendto(data, ("127.0.0.1", server.port))
        equal(client.recvfrom(70000), (data, ("127.0.0.1", server.port)))
    equal(server.end(), 0)
    equal(server.rows("summary")[0]["received"], 5)


@check("Unix datagrams: path and abstract name; a socket without a name is unanswered and told")
def _():
    server = Server("echo-server", "unixgram:" + path("gram"), "unixgram:@sockbox-t-%d" % os.getpid(), "-v")
    client = unix(socket.SOCK_DGRAM)
    client.bind("")
    for name in (path("gram"), "\0sockbox-t-%d" % os.getpid()):
        client.sendto(b"hello", name)
        equal(client.recv(100), b"hello")
    client.sendto(b"", path("gram"))
    equal(client.recv(100), b"")
    unix(socket.SOCK_DGRAM).sendto(b"nobody", path("gram"))
    until(lambda: any(row["event"] == "unanswered" for row in server.rows("event")), "unanswered")
    equal(server.end(), 0)
    unnamed = [row for row in server.rows("event") if row["event"] == "unanswered"][0]
    equal((unnamed["peer"], unnamed["reason"], unnamed["pid"]),
          ("unixgram:(unnamed)", "unnamed", os.getpid()))


@check("Unix sequenced packets keep their bounds; one above 64 KiB is told to be cut")
def _():
    server = Server("echo-server", "seqpacket:" + path("seq"), "-v")
    client = unix(socket.SOCK_SEQPACKET, path("seq"))
    for message in (b"one", b"", b"two", b"x" * 60000):
        client.send(message)
    equal([client.recv(65536) for _ in range(4)], [b"one", b"", b"two", b"x" * 60000])
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    client.send(b"y" * 70000)
    equal(len(client.recv(100000)), 65536)
    equal(server.end(), 0)
    cut = [row for row in server.rows("event") if row["truncated"]]
    equal([(row["size_bytes"], row["true_size_bytes"]) for row in cut], [(65536, 70000)])
    equal(server.rows("result")[0]["truncated_messages"], 1)


@check("port alone and any: both families on one port, V6ONLY on")
def _():
    if not HAS_INET6:
        return
    for endpoint in ("0", "any:0", "udp:0", "udp:any:0"):
        server = Server("echo-server", endpoint)
        equal(len(server.ready), 2, endpoint)
        equal(len({row["port"] for row in server.ready}), 1, endpoint)
        for host in ("127.0.0.1", "::1"):
            if endpoint.startswith("udp"):
                client = udp(host)
                client.sendto(b"both", (host, server.port))
                equal(client.recv(10), b"both", endpoint)
            else:
                echoed(tcp(server.port, host), b"both")
        equal(server.end(), 0)


@check("one socket of both families, where --sockopt says so; its IPv4 clients are IPv4")
def _():
    if not HAS_INET6:
        return
    server = Server("echo-server", "[::]:0", "--sockopt", "IPV6_V6ONLY=0", "-v")
    client = tcp(server.port)
    echoed(client, b"mapped")
    client.close()
    equal(server.end(), 0)
    true(server.rows("event")[0]["peer"].startswith("tcp:127.0.0.1:"), "peer")


@check("UDP: the answer leaves from the address that was asked, behind the wildcard too")
def _():
    server = Server("echo-server", "udp:any:0", "-4")
    for address in ("127.0.0.9", "127.1.2.3", "127.0.0.1"):
        client = udp()
        client.sendto(b"who", (address, server.port))
        equal(client.recvfrom(10)[1][0], address)
    equal(server.end(), 0)


# ---- answers --------------------------------------------------------------------------------------------

STAMP = re.compile(rb"\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d \d{4}\] ")


@check("--timestamp: [Wed Jan 10 23:32:35 2018] in front, local time as ctime(3) writes it")
def _():
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--timestamp")
    client = tcp(server.ready[0]["port"])
    before = time.time()
    client.sendall(b"hello")
    answer = client.recv(1000)
    true(STAMP.match(answer) and answer.endswith(b"] hello"), answer)
    said = time.mktime(time.strptime(answer[1:25].decode(), "%a %b %d %H:%M:%S %Y"))
    true(before - 1 <= said <= time.time(), "the time of now")
    gram = udp()
    gram.sendto(b"", ("127.0.0.1", server.ready[1]["port"]))
    true(STAMP.fullmatch(gram.recv(1000)), "an empty datagram")
    equal(server.end(), 0)


@check("--recv-size 16: pieces of 16 bytes, as the server of a tutorial reads them")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--recv-size", "16", "-v")
    client = tcp(server.port)
    data = b"This is the message. It will be repeated."
    echoed(client, data)
    client.close()
    until(lambda: any(row["event"] == "closed" for row in server.rows("event")), "closed")
    equal(server.end(), 0)
    sizes = [row["size_bytes"] for row in server.rows("event") if row["event"] == "received"]
    equal((max(sizes), sum(sizes)), (16, len(data)))


@check("the small services over TCP: daytime, time, qotd speak and end; discard; chargen goes on")
def _():
    for service in ("daytime", "time", "qotd"):
        server = Server("echo-server", "127.0.0.1:0", "--service", service)
        client = tcp(server.port)
        answer = receive_all(client)
        client.sendall(b"late words")  # what we say must not turn the answer into a reset
        if service == "time":
            seconds, = struct.unpack("!I", answer)
            true(abs(seconds - 2208988800 - time.time()) < 2, seconds)
        else:
            true(answer.endswith(b"\r\n"), answer)
        if service == "daytime":
            time.strptime(answer.decode().strip(), "%a %b %d %H:%M:%S %Y")
        client.close()
        equal(server.end(), 0)
    server = Server("echo-server", "127.0.0.1:0", "--service", "discard")
    client = tcp(server.port)
    client.sendall(b"x" * 1000000)
    client.shutdown(socket.SHUT_WR)
    equal(client.recv(1), b"", "nothing but the end")
    equal(server.end(), 0)
    equal(server.rows("result")[0]["received_bytes"], 1000000)
    server = Server("echo-server", "127.0.0.1:0", "--service", "chargen")
    client = tcp(server.port)
    lines = receive(client, 74 * 200).split(b"\r\n")
    equal(lines[0], bytes(range(32, 104)), "the first line")
    equal(lines[1], bytes(range(33, 105)), "the second begins one further")
    equal(lines[95], lines[0], "and round again")
    client.close()
    equal(server.end(), 0)


@check("the small services over UDP, and discard is silent")
def _():
    for service in ("daytime", "time", "qotd", "chargen"):
        server = Server("echo-server", "udp:127.0.0.1:0", "--service", service)
        client = udp()
        client.sendto(b"?", ("127.0.0.1", server.port))
        answer = client.recv(1000)
        true(len(answer) == 4 if service == "time" else answer.endswith(b"\r\n"), answer)
        equal(server.end(), 0)
    server = Server("echo-server", "udp:127.0.0.1:0", "--service", "discard")
    client = udp()
    client.sendto(b"?", ("127.0.0.1", server.port))
    until(lambda: (server.process.send_signal(signal.SIGUSR1),
                   any(row["received"] == 1 for row in server.rows("summary")))[1], "received")
    equal(server.end(), 0)
    equal(server.rows("result")[0]["sent"], 0)


@check("--stamp: RFC 8762, by a packet made by hand: number, times, TTL, size")
def _():
    server = Server("echo-server", "udp:127.0.0.1:0", "--stamp")
    client = udp()
    ntp = int((time.time() + 2208988800) * 2**32)
    for padding in (0, 56):
        request = struct.pack("!IQH", 7, ntp, 0x8001) + bytes(30) + bytes(padding)
        client.sendto(request, ("127.0.0.1", server.port))
        reply = client.recv(1000)
        equal(len(reply), len(request), "as long as what came")
        seq, sent, _error, _ssid, received, sender_seq, sender_time, sender_error = \
            struct.unpack("!IQHHQIQH", reply[:38])
        equal((seq, sender_seq, sender_time, sender_error), (7, 7, ntp, 0x8001))
        equal(reply[40], 64, "TTL that it came with")
        true(received <= sent, "received before sent")
        true(0 <= (sent - ntp) / 2**32 < 2, "now")
    client.sendto(b"short", ("127.0.0.1", server.port))
    client.settimeout(0.2)
    try:
        client.recv(100)
        raise AssertionError("a short packet was answered")
    except socket.timeout:
        pass
    equal(server.end(), 0)
    equal(server.rows("result")[0]["guarded"], 1)


# ---- limits -----------------------------------------------------------------------------------------------

@check("--max-conns: one more waits in the backlog until a place is free")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--max-conns", "2")
    clients = [tcp(server.port) for _ in range(3)]
    for client in clients[:2]:
        echoed(client, b"in")
    clients[2].sendall(b"wait")
    true(not select.select([clients[2]], [], [], 0.1)[0], "no answer while two are served")
    clients[0].close()
    equal(receive(clients[2], 4), b"wait")
    equal(server.end(), 0)


@check("--allow and --deny: others are closed at once, datagrams unanswered")
def _():
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--allow", "127.0.0.0/24",
                    "--deny", "127.0.0.5", "-v")
    for source, admitted in (("127.0.0.1", True), ("127.0.0.5", False), ("127.1.0.1", False)):
        client = socket.create_connection(("127.0.0.1", server.port), 10, (source, 0))
        try:
            client.sendall(b"hi")
            got = client.recv(10)
        except ConnectionResetError:
            got = b""
        equal(got == b"hi", admitted, source)
    equal(server.end(), 0)
    refused = [row for row in server.rows("event") if row["event"] == "refused"]
    equal([row["reason"] for row in refused], ["denied", "denied"])


@check("--idle closes a silent connection and says so; a talking one lives on")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--idle", "300ms", "-v")
    silent, talking = tcp(server.port), tcp(server.port)
    end = time.monotonic() + 0.8
    while time.monotonic() < end:
        echoed(talking, b"still here")
        time.sleep(0.05)
    equal(silent.recv(1), b"", "closed")
    equal(server.end(), 0)
    closed = [row["reason"] for row in server.rows("event") if row["event"] == "closed"]
    equal(closed[0], "idle")


@check("--once and --max-messages: the end comes by itself, with exit code 0")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--once")
    client = tcp(server.port)
    echoed(client, b"only one")
    client.close()
    equal(server.wait(), 0)
    equal(server.rows("result")[0]["accepted"], 1)
    server = Server("echo-server", "127.0.0.1:0", "udp:127.0.0.1:0", "--max-messages", "2")
    client, gram = tcp(server.port), udp()
    echoed(client, b"first")
    gram.sendto(b"second", ("127.0.0.1", server.ready[1]["port"]))
    equal(gram.recv(10), b"second")
    equal(server.wait(), 0)
    equal(client.recv(1), b"", "the connection is ended")
    server = Server("echo-server", "udp:127.0.0.1:0", "--once")
    gram.sendto(b"only", ("127.0.0.1", server.port))
    equal(gram.recv(10), b"only")
    equal(server.wait(), 0)


@check("S4: who sends and never reads is not read from, holds 64 KiB, and harms nobody")
def _():
    count = rounds(1000)
    server = Server("echo-server", "127.0.0.1:0", "--no-limits")
    before = server.status("VmRSS")
    greedy = []
    for _ in range(count):
        client = tcp(server.port)
        client.setblocking(False)
        greedy.append(client)
    sent = [0] * count
    for _ in range(64):
        for i, client in enumerate(greedy):
            try:
                sent[i] += client.send(b"x" * 65536)
            except BlockingIOError:
                pass
    client = tcp(server.port)
    worst = 0
    for _ in range(200):
        began = time.monotonic()
        echoed(client, b"y" * 64)
        worst = max(worst, time.monotonic() - began)
    true(worst < (2 if SANITIZED else 0.5), "the slowest answer took %.3f s" % worst)
    if not SANITIZED:
        held = server.status("VmRSS") - before
        true(held < 80 * count + 4096, "%d KiB for %d" % (held, count))
    for each in greedy:
        each.close()
    equal(server.end(), 0)


@check("S8: a storm of resets ends no server")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--no-limits")
    fds = server.fds()
    for i in range(rounds(20000)):
        client = tcp(server.port)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(b"x" * (1 if i % 2 else 30000))
        client.close()
    echoed(tcp(server.port), b"alive")
    until(lambda: server.fds() <= fds + 1, "all are closed")
    equal(server.end(), 0)


@check("S3: connect and close, again and again: no descriptor and no memory is lost")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    for _ in range(200):
        tcp(server.port).close()
    until(lambda: server.fds() <= 12, "settled")
    fds, resident = server.fds(), server.status("VmRSS")
    for _ in range(rounds(100000)):
        tcp(server.port).close()
    until(lambda: server.fds() <= fds, "the descriptors of before")
    if not SANITIZED:
        true(server.status("VmRSS") - resident < 64, "memory")
    equal(server.end(), 0)


@check("S9: 64 descriptors and many more clients: no spinning, and it recovers")
def _():
    import resource
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))  # noqa: E731
    server = Server("echo-server", "127.0.0.1:0", preexec_fn=few)
    clients = [tcp(server.port) for _ in range(200)]
    cpu = server.cpu_s()
    began = time.monotonic()
    while time.monotonic() - began < 1:
        echoed(clients[0], b"first")
        time.sleep(0.05)
    true(server.cpu_s() - cpu < 0.2, "CPU while it waits")
    true(server.fds() <= 64 - 4, "some descriptors are left")
    for client in clients[:190]:
        client.close()
    clients[199].sendall(b"last")
    equal(receive(clients[199], 4), b"last")
    equal(server.end(), 0)


@check("S1, S2: thousands of idle connections in little memory, all answered")
def _():
    import resource
    count = 10000 if STRESS else 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 100 and hard != resource.RLIM_INFINITY:
        raise AssertionError("only %d open files" % hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, hard))
    server = Server("echo-server", "127.0.0.1:0", "--no-limits")
    clients = [tcp(server.port) for _ in range(count)]
    echoed(clients[-1], b"all are accepted")
    resident = server.status("VmRSS")
    if not SANITIZED:
        true(resident <= 8192, "%d KiB" % resident)
    began = time.monotonic()
    for client in clients:
        client.sendall(b"x" * 64)
    for client in clients:
        equal(receive(client, 64), b"x" * 64)
    if not SANITIZED:
        true(time.monotonic() - began < 2 * max(1, count / 10000) + 2, "time")
        true(server.status("VmRSS") - resident <= 64, "memory after all have talked")
    for client in clients:
        client.close()
    equal(server.end(), 0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# ---- datagrams that are no questions ---------------------------------------------------------------------

def loop_of(*words):
    """Two servers, each told that the other asked: how many datagrams until it ends."""
    servers = [Server("echo-server", "udp:127.0.0.%d:0" % (i + 1), *words) for i in range(2)]
    address = [("127.0.0.%d" % (i + 1), server.port) for i, server in enumerate(servers)]
    # A packet whose source is the other server: a raw socket can, where we may have one.
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    payload = b"x"
    header = struct.pack("!HHHH", address[1][1], address[0][1], 8 + len(payload), 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + 8 + len(payload), 0, 0, 64, 17, 0,
                     socket.inet_aton(address[1][0]), socket.inet_aton(address[0][0]))
    raw.sendto(ip + header + payload, address[0])

    def total():
        for server in servers:
            server.process.send_signal(signal.SIGUSR1)
        time.sleep(0.1)
        return [server.rows("summary")[-1]["received"] for server in servers
                if server.rows("summary")]
    last = None
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        now = total()
        if now and now == last and sum(now) > 0:
            break
        last = now
    for server in servers:
        equal(server.end(), 0)
    return sum(now), servers


@check("S11: two servers that answer each other end soon, also with timestamps in front")
def _():
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW).close()
    except PermissionError:
        return
    for words in ((), ("--timestamp",)):
        datagrams, servers = loop_of(*words)
        true(100 < datagrams < 1100, "%s: %d datagrams" % (words, datagrams))
        true(any("again and again" in server.errors() for server in servers), "it is said")


@check("S12: no answer to ports of services that answer everything, nor to itself")
def _():
    server = Server("echo-server", "udp:127.0.0.1:0", "-v")
    answered = []
    for port in (7, 9, 13, 17, 19, 37, 53, 69, 111, 123, 137, 161, 389, 520, 1900, 5353, 11211):
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        client.settimeout(0.05)
        try:
            client.bind(("127.0.0.8", port))
        except PermissionError:
            continue
        client.sendto(b"loop?", ("127.0.0.1", server.port))
        try:
            answered.append((port, client.recv(10)))
        except socket.timeout:
            pass
    equal(answered, [])
    client = udp()
    client.sendto(b"fine", ("127.0.0.1", server.port))
    equal(client.recv(10), b"fine")
    equal(server.end(), 0)
    true(all(row["reason"] == "source" for row in server.rows("event")
             if row["event"] == "unanswered"), "reason")


@check("an answer that is longer than what came goes to loopback only, or where --allow says")
def _():
    # Loopback is exempt: the rule itself is proved in tests/net/echo-server.t between two hosts.
    server = Server("echo-server", "udp:127.0.0.1:0", "--service", "chargen")
    client = udp()
    client.sendto(b"", ("127.0.0.1", server.port))
    equal(len(client.recv(1000)), 74)
    equal(server.end(), 0)


# ---- signals ------------------------------------------------------------------------------------------------

def blocked(pid):
    with open("/proc/%d/status" % pid) as lines:
        mask = [line for line in lines if line.startswith("SigBlk")][0].split()[1]
    return {number for number in range(1, 64) if int(mask, 16) >> (number - 1) & 1}


@check("S16: SIGTERM under load: no new ones, what was sent is answered, path removed, totals, 0")
def _():
    server = Server("echo-server", "127.0.0.1:0", path("term.sock"))
    clients = [tcp(server.port) for _ in range(20)] + [unix(socket.SOCK_STREAM, path("term.sock"))]
    for client in clients:
        client.sendall(b"last words")
    began = time.monotonic()
    equal(server.end(), 0)
    true(time.monotonic() - began < 3, "at most 2 s")
    for client in clients:
        equal(receive_all(client), b"last words")
    true(not os.path.exists(path("term.sock")), "path")
    equal(server.rows("summary")[-1]["sent"], 21)


@check("SIGINT ends it with 0 too; SIGUSR1 prints the sum and it goes on; a second signal kills")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    server.process.send_signal(signal.SIGUSR1)
    until(lambda: server.rows("summary"), "a sum")
    echoed(tcp(server.port), b"on")
    equal(server.end(signal.SIGINT), 0)
    server = Server("echo-server", "127.0.0.1:0", "--delay", "60s")
    client = tcp(server.port)
    client.sendall(b"owed")
    until(lambda: (server.process.send_signal(signal.SIGUSR1),
                   any(row["received"] for row in server.rows("summary")))[1], "received")
    server.process.send_signal(signal.SIGTERM)
    until(lambda: signal.SIGTERM not in blocked(server.pid), "the first was taken")
    server.process.send_signal(signal.SIGTERM)
    equal(server.wait(), -signal.SIGTERM)


@check("a drain that is owed too long ends after 2 s")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--delay", "60s")
    client = tcp(server.port)
    client.sendall(b"owed")
    until(lambda: (server.process.send_signal(signal.SIGUSR1),
                   any(row["received"] for row in server.rows("summary")))[1], "received")
    began = time.monotonic()
    equal(server.end(), 0)
    true(1.5 < time.monotonic() - began < 4, "time")


# ---- faults ----------------------------------------------------------------------------------------------------

def lost_of(*words):
    server = Server("echo-server", "udp:127.0.0.1:0", "--no-loop-guard", *words)
    client = udp()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 200000)
    client.connect(("127.0.0.1", server.port))
    for i in range(100):
        client.send(b"%d" % i)
    time_out = time.monotonic() + PATIENCE_S
    while time.monotonic() < time_out:
        server.process.send_signal(signal.SIGUSR1)
        time.sleep(0.05)
        sums = server.rows("summary")
        if sums and sums[-1]["received"] == 100:
            break
    equal(server.end(), 0)
    client.setblocking(False)
    got = []
    while True:
        try:
            got.append(int(client.recv(100)))
        except BlockingIOError:
            return got


@check("--drop, --duplicate, --reorder, --truncate on datagrams; the same seed does the same")
def _():
    dropped = lost_of("--drop", "30", "--seed", "5")
    true(50 < len(dropped) < 90 and dropped == sorted(dropped), len(dropped))
    equal(lost_of("--drop", "30", "--seed", "5"), dropped, "the same seed")
    true(lost_of("--drop", "30", "--seed", "6") != dropped, "another seed")
    equal(lost_of("--drop", "100"), [])
    doubled = lost_of("--duplicate", "50", "--seed", "5")
    true(125 < len(doubled) < 175 and sorted(set(doubled)) == list(range(100)), len(doubled))
    late = lost_of("--reorder", "20", "--seed", "5")
    true(late != sorted(late) and sorted(late) == list(range(100)), "order")
    true(all(i < 10 for i in lost_of("--truncate", "1")), "one byte each")


@check("--delay and --jitter are at least so late, and keep the order of a stream")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--delay", "100ms", "--jitter", "50ms")
    client = tcp(server.port)
    began = time.monotonic()
    for i in range(20):
        client.sendall(b"%02d" % i)
        time.sleep(0.002)
    equal(receive(client, 40), b"".join(b"%02d" % i for i in range(20)))
    true(time.monotonic() - began >= 0.1, "time")
    client.sendall(b"end")
    client.shutdown(socket.SHUT_WR)
    equal(receive_all(client), b"end", "owed to one that has ended")
    equal(server.end(), 0)


@check("--trickle: a byte at a time, all of them, then the end")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--trickle", "10ms")
    client = tcp(server.port)
    began = time.monotonic()
    client.sendall(b"0123456789")
    client.shutdown(socket.SHUT_WR)
    equal(client.recv(100), b"0", "the first alone")
    equal(receive_all(client), b"123456789")
    true(time.monotonic() - began >= 0.09, "time")
    equal(server.end(), 0)


@check("--half-close 2, --reset 2, --never-read, --ignore")
def _():
    server = Server("echo-server", "127.0.0.1:0", "--half-close", "2", "-v")
    client = tcp(server.port)
    echoed(client, b"one")
    echoed(client, b"two")
    equal(client.recv(1), b"", "our direction ends")
    client.sendall(b"three")
    until(lambda: any(row["data"] == "three" for row in server.rows("event")), "still read")
    client.close()
    equal(server.end(), 0)
    server = Server("echo-server", "127.0.0.1:0", "--reset", "2")
    client = tcp(server.port)
    echoed(client, b"one")
    client.sendall(b"two")
    try:
        while client.recv(100):
            pass
        raise AssertionError("no reset")
    except ConnectionResetError:
        pass
    equal(server.end(), 0)
    server = Server("echo-server", "127.0.0.1:0", "--never-read")
    client = tcp(server.port)
    client.setblocking(False)
    sent = 0
    try:
        while sent < 1 << 26:
            sent += client.send(b"x" * 65536)
    except BlockingIOError:
        pass
    true(0 < sent < 1 << 26, "buffers are full after %d" % sent)
    client.close()
    equal(server.end(), 0)
    equal(server.rows("result")[0]["received"], 0)
    server = Server("echo-server", "127.0.0.1:0", "--ignore")
    client = tcp(server.port)
    client.sendall(b"hello")
    client.shutdown(socket.SHUT_WR)
    equal(client.recv(10), b"", "nothing but the end")
    equal(server.end(), 0)
    equal(server.rows("result")[0]["faulted"], 1)


# ---- paths and descriptors ----------------------------------------------------------------------------------------

@check("--mode and the default: the file never has more than it shall have")
def _():
    for words, mode in (((), 0o700), (("--mode", "0666"), 0o666), (("--mode", "600"), 0o600)):
        server = Server("echo-server", path("mode"), *words)
        equal(stat.S_IMODE(os.stat(path("mode")).st_mode), mode)
        equal(server.end(), 0)
        true(not os.path.exists(path("mode")))
    equal(run("echo-server", path("mode"), "--mode", "0999").returncode, 2)
    equal(run("echo-server", path("mode"), "--owner", "no-such-user-x").returncode, 2)


@check("--owner and --group, by name and number, where we may")
def _():
    if os.geteuid() != 0:
        return
    server = Server("echo-server", path("own"), "--owner", "nobody", "--group", "12345")
    info = os.stat(path("own"))
    equal((info.st_uid, info.st_gid), (65534, 12345))
    equal(server.end(), 0)


@check("a path that is there: stale only with --replace, a live one, a file and a link never")
def _():
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(path("stale"))
    stale.close()
    ran = run("echo-server", path("stale"), "--for", "1ms")
    equal(ran.returncode, 3)
    true(b"--replace takes it" in ran.stderr, ran.stderr)
    equal(Server("echo-server", path("stale"), "--replace").end(), 0)
    live = Server("echo-server", path("live"))
    ran = run("echo-server", path("live"), "--replace", "--for", "1ms")
    equal(ran.returncode, 3)
    true(b"in use by pid %d" % live.pid in ran.stderr, ran.stderr)
    equal(live.end(), 0)
    open(path("file"), "w").close()
    os.symlink("nowhere", path("link"))
    for name, what in (("file", b"a file"), ("link", b"a symbolic link"), (".", b"")):
        ran = run("echo-server", path(name), "--replace", "--for", "1ms")
        equal(ran.returncode, 3, name)
        true(what in ran.stderr, ran.stderr)
    true(os.path.exists(path("file")) and os.path.islink(path("link")), "untouched")


@check("a path that was replaced meanwhile is not removed at the end")
def _():
    server = Server("echo-server", path("swap"))
    os.rename(path("swap"), path("elsewhere"))
    other = socket.socket(socket.AF_UNIX)
    other.bind(path("swap"))
    equal(server.end(), 0)
    true(os.path.exists(path("swap")), "the other's path")


@check("--fd, and LISTEN_FDS as systemd passes them")
def _():
    stream, gram = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stream.bind(("127.0.0.1", 0))
    stream.listen()
    gram.bind(("127.0.0.1", 0))
    server = Server("echo-server", "--fd", str(stream.fileno()), "--fd", str(gram.fileno()),
                    fds=(stream.fileno(), gram.fileno()))
    equal([row["transport"] for row in server.ready], ["tcp", "udp"])
    echoed(tcp(stream.getsockname()[1]), b"inherited")
    equal(server.end(), 0)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 20) for fd in (write, stream.fileno(), gram.fileno())]
        for fd, place in zip(high, (9, 3, 4)):
            os.dup2(fd, place)
        os.closerange(10, 256)
        os.dup2(os.open("/dev/null", os.O_RDWR), 1)
        os.dup2(1, 2)
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2")
        os.execv(SOCKBOX, [SOCKBOX, "echo-server", "--ready-fd", "9", "--json"])
    os.close(write)
    with os.fdopen(read) as lines:
        equal([row["transport"] for row in rows(lines.read())], ["tcp", "udp"])
    echoed(tcp(stream.getsockname()[1]), b"activated")
    os.kill(pid, signal.SIGTERM)
    equal(os.waitpid(pid, 0)[1], 0)
    read, write = os.pipe()
    ran = run("echo-server", "--fd", str(read), pass_fds=[read])
    equal(ran.returncode, 2)
    true(b"is no socket" in ran.stderr, ran.stderr)


# ---- mistakes --------------------------------------------------------------------------------------------------------

@check("mistakes are told before anything is bound")
def _():
    for words, code, text in (
            ((), 2, "ENDPOINT is missing"),
            (("localhost",), 2, "no port"),
            (("127.0.0.1:99999",), 2, "99999"),
            (("127.0.0.1:0", "--recv-size", "0"), 2, "--recv-size"),
            (("127.0.0.1:0", "--ready-fd", "77"), 2, "not open"),
            (("127.0.0.1:0", "--allow", "10.0.0.0/33"), 2, "--allow"),
            (("127.0.0.1:0", "--stamp", "--timestamp"), 2, "--stamp"),
            (("127.0.0.1:0", "--service", "discard", "--drop", "5"), 2, "answers nothing"),
            (("127.0.0.1:0", "--stamp"), 2, "--stamp is of UDP sockets"),
            (("udp:127.0.0.1:0", "127.0.0.1:0", "--stamp"), 2, "not all ENDPOINTs are"),
            (("seqpacket:@x", "--recv-size", "16"), 2, "--recv-size is of streams"),
            (("udp:127.0.0.1:0", "--reset", "1"), 2, "--reset is of connections"),
            (("udp:127.0.0.1:0", "--idle", "1s"), 2, "--idle is of connections"),
            (("-",), 2, "no endpoint to serve"),
            (("127.0.0.1:0", "--drop", "101"), 2, "--drop"),
            (("-p", "8080"), 2, "the ENDPOINT says where"),
            (("127.0.0.1:0", "--seed", "1"), 2, "--seed goes with --jitter"),
            (("127.0.0.1:0", "udp:127.0.0.1:0", "--mode", "600"), 2, "--mode is of Unix paths"),
            (("127.0.0.1:0", "@sockbox-mistake", "--stamp"), 2, "--stamp is of UDP sockets"),
            (("127.0.0.1:0", "--no-loop-guard"), 2, "--no-loop-guard is of datagrams"),
            (("udp:127.0.0.1:0", "--trickle", "1ms"), 2, "--trickle is of streams"),
            (("unixgram:@sockbox-mistake", "--backlog", "5"), 2, "--backlog is of connections"),
            (("192.0.2.1:7777",), 3, "no interface of this machine has"),
            (("nonexistent.invalid:7",), 1, "")):
        ran = run("echo-server", "--for", "1ms", *words)
        if words == ("nonexistent.invalid:7",):
            true(ran.returncode in (1, 3, 4), ran)
            continue
        equal(ran.returncode, code, words)
        true(text.encode() in ran.stderr, (words, ran.stderr))


@check("a port in use: who holds it")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    ran = run("echo-server", "127.0.0.1:%d" % server.port, "--for", "1ms")
    equal(ran.returncode, 3)
    true(b"EADDRINUSE" in ran.stderr and b"pid %d" % server.pid in ran.stderr, ran.stderr)
    equal(server.end(), 0)
    again = Server("echo-server", "127.0.0.1:%d" % server.port)
    equal(again.end(), 0, "at once after TIME_WAIT")


@check("escapes of a peer never reach the output raw")
def _():
    server = Server("echo-server", "udp:127.0.0.1:0", "-v", json=False)
    client = udp()
    client.sendto(b"\x1b]52;c;AAAA\x07\xc2\x9b31m\n\xe2\x80\xae", ("127.0.0.1", server.port))
    client.recv(100)
    equal(server.end(), 0)
    true(not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", server.output()), server.output())


@check("--get prints what is known once it listens, and people are told too")
def _():
    server = subprocess.run([SOCKBOX, "echo-server", "tcp:127.0.0.1:0", "--for", "50ms", "--get", "port"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(server.returncode, 0)
    equal(server.stderr.decode(), "echo-server: ready tcp:127.0.0.1:%s\n" % server.stdout.decode().strip())


done()
