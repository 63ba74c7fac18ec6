"""socklist_world -- sockets of every kind, for socklist to list: socklist_world.py FOLDER [PORT].

Prints NAME=VALUE lines for a shell, then holds everything until stdin ends. Ports are those that the
kernel chooses, or count up from PORT.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import socket
import sys

# Descriptors that a test runner leaks would move the numbers of ours.
os.closerange(3, os.sysconf("SC_OPEN_MAX"))

folder = sys.argv[1]
next_port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
kept = []


def keep(one, *more):
    kept.extend((one, *more))
    return one


def made(family, kind, address, **options):
    """A socket bound to ADDRESS; of IP with the next port."""
    global next_port
    one = keep(socket.socket(family, kind))
    if family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, options.get("only6", 0))
    if family == socket.AF_UNIX:
        one.bind(address)
    else:
        one.bind((address, next_port))
        next_port += next_port > 0
    if "backlog" in options:
        one.listen(options["backlog"])
    return one


def tell(name, one):
    print("%s=%d" % (name, one.getsockname()[1]))


def connected(to):
    """A client of TO, with a port of ours where these are fixed."""
    global next_port
    one = keep(socket.socket(to.family, to.type))
    if next_port and to.family != socket.AF_UNIX:
        one.bind(("127.0.0.1" if to.family == socket.AF_INET else "::1", next_port))
        next_port += 1
    address = to.getsockname()
    if to.family == socket.AF_INET6:
        address = ("::1", address[1])
    one.connect(address)
    return one


INET, INET6, UNIX = socket.AF_INET, socket.AF_INET6, socket.AF_UNIX
STREAM, DGRAM, SEQPACKET = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET

# Three connections wait in a queue of five.
full = made(INET, STREAM, "127.0.0.1", backlog=5)
tell("full", full)
for _ in range(3):
    connected(full)

# A pair with bytes on their way: ten read by nobody.
both = made(INET6, STREAM, "::", backlog=9)
tell("both", both)
client = connected(both)
tell("client", client)
server = keep(both.accept()[0])
client.sendall(b"0123456789")
only6 = made(INET6, STREAM, "::", backlog=1, only6=1)
tell("only6", only6)
tell("bound", made(INET, STREAM, "127.0.0.1"))

# Datagrams: one of a known peer, one of anybody with something to read.
udp = made(INET, DGRAM, "127.0.0.1")
tell("udp", udp)
tell("udp6", made(INET6, DGRAM, "::1"))
asker = connected(udp)
tell("asker", asker)
asker.send(b"question")

# Unix: a path that would forge a line, an abstract name of odd bytes, pairs, nothing at all.
path = os.path.join(folder, "a\nb\x1b[31m")
stream = made(UNIX, STREAM, path, backlog=4)
connected(stream)
packets = made(UNIX, SEQPACKET, os.path.join(folder, "packets"), backlog=7)
connected(packets)
keep(packets.accept()[0])
made(UNIX, DGRAM, b"\0socklist\0\xff")
keep(*socket.socketpair(UNIX, DGRAM))
keep(socket.socket(UNIX, STREAM))

# One listener is inherited.
shared = made(INET, STREAM, "127.0.0.2", backlog=2)
tell("shared", shared)
try:
    keep(socket.socket(INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
    keep(socket.socket(INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6))
except PermissionError:
    pass

# UDP-Lite, which new kernels have no more.
try:
    lite = keep(socket.socket(INET, DGRAM, socket.IPPROTO_UDPLITE))
    lite.bind(("127.0.0.1", 0))
    tell("lite", lite)
except OSError:
    print("lite=")

child = os.fork()
if child == 0:
    for one in kept:
        if one is not shared:
            one.close()
    sys.stdin.read()
    os._exit(0)
print("pid=%d\nchild=%d\nready=yes" % (os.getpid(), child), flush=True)
sys.stdin.read()
os.waitpid(child, 0)
