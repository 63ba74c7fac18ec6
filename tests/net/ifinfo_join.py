"""Join groups on an interface with source filters; say so; stay until stdin ends."""
# SPDX-License-Identifier: GPL-3.0-or-later
import socket
import struct
import sys

JOIN, BLOCK, JOIN_SOURCE = 42, 43, 46  # MCAST_JOIN_GROUP, MCAST_BLOCK_SOURCE, MCAST_JOIN_SOURCE_GROUP
sockets = []


def address(family, text):
    packed = socket.inet_pton(family, text)
    middle = b"" if family == socket.AF_INET else b"\0\0\0\0"
    return (struct.pack("=HH", family, 0) + middle + packed).ljust(128, b"\0")


def fresh(family):
    sockets.append(socket.socket(family, socket.SOCK_DGRAM))
    return sockets[-1], socket.IPPROTO_IP if family == socket.AF_INET else socket.IPPROTO_IPV6


def join(index, family, group, only=(), blocked=()):
    sock, level = fresh(family)
    head = struct.pack("=i4x", index) + address(family, group)
    if not only:
        sock.setsockopt(level, JOIN, head)
    for source in only:
        sock.setsockopt(level, JOIN_SOURCE, head + address(family, source))
    for source in blocked:
        sock.setsockopt(level, BLOCK, head + address(family, source))


index = socket.if_nametoindex(sys.argv[1])
join(index, socket.AF_INET, "239.1.1.1")
join(index, socket.AF_INET, "239.1.1.1")
join(index, socket.AF_INET, "232.1.1.1", only=["10.0.0.5", "10.0.0.4"])
join(index, socket.AF_INET, "239.2.2.2", blocked=["10.0.0.6"])
join(index, socket.AF_INET6, "ff3e::8000", only=["2001:db8::5"])
join(index, socket.AF_INET6, "ff15::1234", blocked=["2001:db8::6", "2001:db8::7"])
print("joined", flush=True)
sys.stdin.read()
