"""echo_ask -- a client for tests: echo_ask.py KIND HOST PORT SIZE COUNT.

udp: prints the answer to SIZE bytes, or "silent". from: prints who answered. flood: sends COUNT datagrams and
prints how many were answered. vanish: talks over TCP once and then waits.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import select
import socket
import sys
import time
kind, host, port, size, count = sys.argv[1:]
where = socket.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM)[0]
data = ("0123456789" * int(size))[:int(size)].encode()


def ask():
    client = socket.socket(where[0], socket.SOCK_DGRAM)
    client.settimeout(1)
    client.sendto(data, where[4])
    try:
        return client.recvfrom(70000)
    except socket.timeout:
        return b"silent", None


if kind == "udp":
    print(ask()[0].decode().rstrip("\r\n"))
elif kind == "from":
    answer, peer = ask()
    print(socket.getnameinfo(peer, socket.NI_NUMERICHOST)[0] if peer else "silent")
elif kind == "flood":
    client = socket.socket(where[0], socket.SOCK_DGRAM)
    answers = 0
    for i in range(int(count)):
        client.sendto(b"%d" % i, where[4])
        answers += len(select.select([client], [], [], 0)[0]) and len(client.recv(100)) > 0
        if i % 50 == 49:
            time.sleep(0.001)
    while select.select([client], [], [], 0.3)[0]:
        client.recv(100)
        answers += 1
    print(answers)
elif kind == "vanish":
    client = socket.create_connection((host, int(port)), 5)
    client.sendall(data)
    client.recv(100)
    time.sleep(60)
