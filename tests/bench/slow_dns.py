"""slow_dns -- a DNS server whose every answer takes its time: slow_dns.py MILLISECONDS READY-FILE.

Binds 127.0.0.1:53, answers A with 192.0.2.1 and all else with no data. It answers any number of
questions side by side, so that what is measured is how they are asked.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import socket
import sys
import threading

HEADER_SIZE, TYPE_A = 12, 1
NO_ERROR = b"\x81\x80"  # response, recursion desired and available


def answer(query):
    end = query.index(b"\0", HEADER_SIZE) + 5  # behind the name: type and class
    question = query[HEADER_SIZE:end]
    is_a = int.from_bytes(question[-4:-2], "big") == TYPE_A
    record = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01" if is_a else b""
    counts = b"\x00\x01" + (b"\x00\x01" if is_a else b"\x00\x00") + b"\x00\x00\x00\x00"
    return query[:2] + NO_ERROR + counts + question + record


def main():
    delay = int(sys.argv[1]) / 1000
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    with open(sys.argv[2], "w"):
        pass
    while True:
        query, peer = server.recvfrom(512)
        threading.Timer(delay, server.sendto, (answer(query), peer)).start()


main()
