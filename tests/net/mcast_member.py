"""mcast_member -- a tutorial's receiver or sender of multicast: mcast_member.py receive|send GROUP PORT [MESSAGE]

The receiver binds the wildcard, joins on eth0, says that it is ready, and acknowledges the first
datagram. The sender sends MESSAGE and prints every acknowledgement, until none has come for a moment.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mcast_peers import *  # noqa: E402,F403

role, group, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
interface = sys.argv[5] if len(sys.argv) > 5 else "eth0"

if role == "receive":
    sock = member(group, port, interface)
    print("ready", flush=True)
    data, peer = sock.recvfrom(1024)
    print(data.decode(), peer[0], flush=True)
    sock.sendto(b"ack", peer)
else:
    sock = sender(family_of(group), interface)
    sock.sendto(sys.argv[4].encode(), (group, port))
    try:
        while True:
            data, peer = sock.recvfrom(16)
            print(data.decode(), peer[0], flush=True)
            sock.settimeout(0.1)
    except TimeoutError:
        pass
