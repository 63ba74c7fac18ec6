"""Send a packet to a group of each family on each interface; it must come back."""
# SPDX-License-Identifier: GPL-3.0-or-later
import select
import socket
import struct
import sys


def inet(index):
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    mreqn = socket.inet_aton("239.1.2.3") + bytes(4) + struct.pack("=i", index)
    receiver.bind(("", 0))
    receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, mreqn)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, mreqn)
    sender.sendto(b"x", ("239.1.2.3", receiver.getsockname()[1]))
    return select.select([receiver], [], [], 5)[0]


def inet6(index):
    receiver = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    sender = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    group, which = socket.inet_pton(socket.AF_INET6, "ff15::1"), struct.pack("=i", index)
    receiver.bind(("::", 0))
    receiver.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + which)
    sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, which)
    sender.sendto(b"x", ("ff15::1", receiver.getsockname()[1]))
    return select.select([receiver], [], [], 5)[0]


for name in sys.argv[1:]:
    for way in (inet, inet6):
        if not way(socket.if_nametoindex(name)):
            sys.exit(f"{name}: {way.__name__}: silence")
