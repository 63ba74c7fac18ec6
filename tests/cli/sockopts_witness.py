# What Python's socket module reads of fresh sockets must be what sockopts shows of them.
#   sockopts_witness.py FILE     FILE: sockopts --json of several kinds
# Prints each difference; the last line counts what was compared.
# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import json
import socket
import struct
import sys

KINDS = {
    "tcp": (socket.AF_INET, socket.SOCK_STREAM, 0),
    "tcp6": (socket.AF_INET6, socket.SOCK_STREAM, 0),
    "udp": (socket.AF_INET, socket.SOCK_DGRAM, 0),
    "udp6": (socket.AF_INET6, socket.SOCK_DGRAM, 0),
    "unix": (socket.AF_UNIX, socket.SOCK_STREAM, 0),
    "unixgram": (socket.AF_UNIX, socket.SOCK_DGRAM, 0),
    "seqpacket": (socket.AF_UNIX, socket.SOCK_SEQPACKET, 0),
    "netlink": (socket.AF_NETLINK, socket.SOCK_RAW, 0),
    "raw": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "raw6": (socket.AF_INET6, socket.SOCK_RAW, 58),
}
LEVELS = {"SO_": socket.SOL_SOCKET, "TCP_": socket.IPPROTO_TCP, "IP_": socket.IPPROTO_IP,
          "IPV6_": socket.IPPROTO_IPV6, "UDP_": socket.IPPROTO_UDP}
# They differ from socket to socket, or from moment to moment.
MOVING = {"SO_COOKIE", "TCP_TIMESTAMP", "TCP_INFO"}
# No options, but flags, values and control messages of these names.
NO_OPTIONS = ("IP_DEFAULT_", "IP_MAX_", "IP_PMTUDISC_", "IPV6_RTHDR_", "IPV6_PMTUDISC_", "TCP_CM_")


def level_of(name):
    for prefix, level in LEVELS.items():
        if name.startswith(prefix) and not name.startswith(NO_OPTIONS):
            return level
    return None


def read(sock, level, number, size):
    try:
        return sock.getsockopt(level, number, size)
    except OSError as error:
        return error.errno


def compare(kind, sock, shown):
    compared = 0
    for name in dir(socket):
        level = level_of(name)
        if level is None or not isinstance(getattr(socket, name), int):
            continue
        row = shown.get((kind, level, getattr(socket, name)))
        size = len(row["value_hex"]) // 2 if row and row["value_hex"] else 4
        told = read(sock, level, getattr(socket, name), size or 4)
        if isinstance(told, int):
            knows = told not in (errno.ENOPROTOOPT, errno.EOPNOTSUPP)
            if row and row["readable"] and not knows or not row and knows:
                print(kind, name, "python:", errno.errorcode[told], "sockopts:", row)
            compared += 1
        elif row is None or not row["readable"]:
            print(kind, name, "python:", told.hex(), "sockopts:", row)
        elif row["value_hex"] is not None:
            if told.hex() != row["value_hex"] and row["name"] not in MOVING:
                print(kind, name, "python:", told.hex(), "sockopts:", row["value_hex"])
            if row["value_type"] in ("int", "size", "bool", "time", "word") and len(told) == 4 and \
                    struct.unpack("=i", told)[0] != row["value_int"]:
                print(kind, name, "python:", told.hex(), "sockopts:", row["value_int"])
            compared += 1
    return compared


def main():
    shown, levels = {}, {"SOL_SOCKET": 1, "IPPROTO_IP": 0, "IPPROTO_TCP": 6, "IPPROTO_UDP": 17,
                         "IPPROTO_IPV6": 41}
    for line in open(sys.argv[1]):
        row = json.loads(line)
        if row["level"] in levels:
            shown[row["kind"], levels[row["level"]], row["number"]] = row
    total = 0
    for kind in sorted({kind for kind, _, _ in shown}):
        with socket.socket(*KINDS[kind]) as sock:
            total += compare(kind, sock, shown)
    print(total)


main()
