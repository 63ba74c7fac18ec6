"""bad_dns -- a name server that fails on purpose: bad_dns.py ADDRESS PORT

The first label of a name says what happens to it:
  servfail refused formerr silent garbage   for every type
  only4-servfail6 only4-silent6 only6-servfail4 nodata4-servfail6 nx4-servfail6
  slowN        answers A 10.9.1.N after 300 ms, and has no AAAA
SPDX-License-Identifier: GPL-3.0-or-later
"""
import socket
import struct
import sys
import threading
import time

A, AAAA = 1, 28
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, REFUSED = 0, 1, 2, 3, 5
DATA = {A: socket.inet_aton("10.9.0.1"),
        AAAA: socket.inet_pton(socket.AF_INET6, "2001:db8:9::1")}

# label: (what A gets, what AAAA gets); None is silence, True the address, else an rcode.
RULES = {
    "servfail": (SERVFAIL, SERVFAIL),
    "refused": (REFUSED, REFUSED),
    "formerr": (FORMERR, FORMERR),
    "silent": (None, None),
    "only4-servfail6": (True, SERVFAIL),
    "only4-silent6": (True, None),
    "only6-servfail4": (SERVFAIL, True),
    "nodata4-servfail6": (NOERROR, SERVFAIL),
    "nx4-servfail6": (NXDOMAIN, SERVFAIL),
}


def question_of(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += 1 + query[at]
    return labels, struct.unpack("!H", query[at + 1:at + 3])[0], query[12:at + 5]


def reply(query, rcode, question, kind=None, data=None):
    head = query[:2] + struct.pack("!HHHHH", 0x8180 | rcode, 1, data is not None, 0, 0)
    record = b""
    if data is not None:
        record = b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(data)) + data
    return head + question + record


def answer(query):
    labels, kind, question = question_of(query)
    label = labels[0] if labels else ""
    if label == "garbage":
        return query[:2] + b"\x81\x80" + b"\xff" * 40
    if label.startswith("slow") and label[4:].isdigit():
        time.sleep(0.3)
        if kind != A:
            return reply(query, NOERROR, question)
        return reply(query, NOERROR, question, A, bytes([10, 9, 1, int(label[4:])]))
    if label not in RULES or kind not in DATA:
        return reply(query, NXDOMAIN, question)
    what = RULES[label][kind == AAAA]
    if what is None:
        return None
    if what is True:
        return reply(query, NOERROR, question, kind, DATA[kind])
    return reply(query, what, question)


def serve(sock, query, peer):
    said = answer(query)
    if said is not None:
        sock.sendto(said, peer)


def main():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((sys.argv[1], int(sys.argv[2])))
    while True:
        query, peer = sock.recvfrom(4096)
        if len(query) > 12:
            threading.Thread(target=serve, args=(sock, query, peer), daemon=True).start()


main()
