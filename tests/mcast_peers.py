"""mcast_peers -- the other ends of multicast: members and senders of plain sockets, as tutorials have them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import socket
import struct

IP_MULTICAST_ALL = 49


def family_of(group):
    return socket.AF_INET6 if ":" in group else socket.AF_INET


def member(group, port=0, interface="lo", timeout=20):
    """A socket at the wildcard, joined: the receiver of every tutorial. Its port is .getsockname()[1]."""
    family = family_of(group)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("", port))
    index = socket.if_nametoindex(interface)
    if family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                        struct.pack("=4s4si", socket.inet_aton(group), bytes(4), index))
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                        struct.pack("=16sI", socket.inet_pton(family, group), index))
    sock.settimeout(timeout)
    return sock


def sender(family=socket.AF_INET, interface="lo", source=None, ttl=1, timeout=20):
    """A socket that sends to groups out of INTERFACE."""
    sock = socket.socket(family, socket.SOCK_DGRAM)
    index = socket.if_nametoindex(interface)
    if source:
        sock.bind((source, 0))
    if family == socket.AF_INET:
        own = socket.inet_aton("127.0.0.1") if interface == "lo" else bytes(4)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                        struct.pack("=4s4si", bytes(4), own, index))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, ttl)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, ttl)
    sock.settimeout(timeout)
    return sock
