#!/usr/bin/env python3
# Worked sessions, each at a prompt and as a script: TCP and half-close, connecting without waiting,
# multicast, Unix sockets, a question to a name server by hand, and a script that is a test.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import socket
import struct
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()

CHANGES = [  # what differs from run to run
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"), (r"\[::1\]:\d+", "[::1]:PORT"), (r"\([0-9.]+ ms\)", "(MS)"),
    (r"pid \d+", "pid PID"), (r"uid \d+, gid \d+", "uid UID, gid GID"), (r"(: f\d+) \(.*\)", r"\1 (FILE)"),
    (r"@[\w.]+", "@NAME"), (r"[^ ]*/demo.sock", "demo.sock"),
]


def same_each_time(output):
    text = output.decode()
    for pattern, plain in CHANGES:
        text = re.sub(pattern, plain, text)
    return text


class Worked:
    """Lines that somebody types, and what each shows; VARIABLES stand in them as {name}."""

    def __init__(self, text, **variables):
        self.lines, self.shown = [], ""
        for line in text.strip("\n").split("\n"):
            if line.startswith("> "):
                self.lines.append(line[2:].format(**variables) if variables else line[2:])
            else:
                self.shown += line + "\n"

    def judge(self, code=0, says=()):
        """SAYS: what is told on the terminal, or on standard error."""
        folder = tempfile.mkdtemp(dir=WORK.name)
        person = Redirected(folder)
        for line in self.lines:
            person.runs(line)
        screen = "\n".join(person.screen.all())
        person.leaves()
        equal(same_each_time(person.output()), self.shown, "at a prompt")
        folder = tempfile.mkdtemp(dir=WORK.name)
        ran = run("-c", "\n".join(self.lines), cwd=folder)
        equal(same_each_time(ran.stdout), self.shown, "as a script; %r" % ran.stderr)
        equal(ran.returncode, code, ran.stderr)
        for sentence in says:
            true(sentence in screen, "the terminal shows %r:\n%s" % (sentence, screen))
            true(sentence.encode() in ran.stderr, "the script says %r: %r" % (sentence, ran.stderr))


@check("TCP, half-close, expectation")
def _():
    Worked("""
> l = create_server tcp 127.0.0.1:0
l: listening on 127.0.0.1:PORT
> s = create_connection ${l.local}
s: connected 127.0.0.1:PORT -> 127.0.0.1:PORT (MS)
> c = accept l
c: from 127.0.0.1:PORT
> send s "bye"; shutdown s SHUT_WR
3 bytes
> recv c 10; recv c 10 => EOF
"bye" (3 bytes)
> send c "got it"; recv s 100 => "got it"
6 bytes
"got it" (6 bytes)
> send s "x"
""").judge(1, ["you shut down sending: Broken pipe (EPIPE)"])


@check("connecting without waiting, refused and accepted, and nobody there")
def _():
    silent = socket.create_server(("127.0.0.1", 0), backlog=0)  # its queue is full with one
    first = [socket.socket() for _ in range(2)]
    for client in first:
        client.setblocking(False)
        client.connect_ex(silent.getsockname())
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    Worked("""
> s = socket tcp; setblocking s off
> connect_ex s 127.0.0.1:{refuses}
EINPROGRESS (115)
> poll s:out 5s => has ERR
OUT|ERR|HUP
> getsockopt s SO_ERROR
ECONNREFUSED (111)   cleared by this read
> l = create_server tcp 127.0.0.1:0; t = socket tcp; setblocking t off
l: listening on 127.0.0.1:PORT
> connect_ex t ${{l.local}} => EINPROGRESS; poll t:out 5s => OUT; getsockopt t SO_ERROR => 0
EINPROGRESS (115)
OUT
0
> within 300ms {{ create_connection 127.0.0.1:{silent} }}
""", refuses=free.getsockname()[1], silent=silent.getsockname()[1]).judge(4, ["create_connection: "])


@check("multicast, and why a socket that never joined still hears it")
def _():
    Worked("""
> a = socket udp; setsockopt a SO_REUSEADDR 1; bind --quiet a *:0; join a 239.192.7.7 on 127.0.0.1
> b = socket udp; setsockopt b SO_REUSEADDR 1; bind --quiet b * ${a.port}
> t = socket udp; setsockopt t IP_MULTICAST_IF 127.0.0.1; sendto t 239.192.7.7 ${a.port} "hello"
5 bytes (ttl 1, loop on)
> recvfrom b 100; getsockopt b IP_MULTICAST_ALL
"hello" (5 bytes) from 127.0.0.1:PORT
on
> setsockopt b IP_MULTICAST_ALL 0; sendto t 239.192.7.7 ${a.port} "again"; recvfrom b 100 => timeout within 100ms
5 bytes (ttl 1, loop on)
> join a 224.0.0.251 on eth99
""").judge(3, ["no interface eth99 (there are: lo", "(ENODEV)"])


@check("Unix sockets: a stale file, permissions, credentials, a descriptor, abstract names")
def _():
    name = "worked.%d" % os.getpid()
    Worked("""
> !python3 -Ic "import socket; socket.socket(socket.AF_UNIX).bind('demo.sock')"
> -create_server unix:demo.sock
> u = create_server unix:demo.sock --replace --mode 0600
u: listening on unix:demo.sock (mode 0600)
> c = create_connection unix:demo.sock; p = accept u; getsockopt p SO_PEERCRED
c: connected unix:(unnamed) -> unix:demo.sock (MS)
p: from unix:(unnamed) (pid PID, uid UID, gid GID)
pid PID, uid UID, gid GID
> sendfds c 1 "take my stdout"; recvfds p 100
14 bytes
"take my stdout" (14 bytes) + 1 descriptor: f4 (FILE)
> x, y = socketpair unix; send x "ping"; recv y 4 => "ping"
x, y: connected unix
4 bytes
"ping" (4 bytes)
> create_server unix:@{name}
s7: listening on unix:@NAME (abstract: no file, no permissions, open to this whole network namespace)
""", name=name).judge(0, ["nobody listens on the socket that is there; --replace takes it"])


def name_server():
    """Answers every question with 127.0.0.1: its port."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def answer():
        while True:
            query, peer = server.recvfrom(512)
            header = query[:2] + struct.pack("!HHHHH", 0x8580, 1, 1, 0, 0)
            record = struct.pack("!HHHIH4s", 0xc00c, 1, 1, 0, 4, bytes([127, 0, 0, 1]))
            server.sendto(header + query[12:] + record, peer)
    threading.Thread(target=answer, daemon=True).start()
    return server.getsockname()[1]


@check("a question to a name server by hand")
def _():
    Worked("""
> q = pack "!HHHHHH" 0x1a2b 0x0100 1 0 0 0
x"1a2b 0100 0001 0000 0000 0000" (12 bytes)
> s = socket udp; connect s 127.0.0.1:{port}; settimeout s 2s
> send s $q x"09 6c6f63616c686f7374 00 0001 0001"
27 bytes
> r = recv s 512
x"1a2b 8580 0001 0001 0000 0000 096c 6f63 616c 686f 7374 0000 0100 01c0 0c00 0100 0100 0000 0000 047f 0000 01" (43 bytes)
> unpack "!HHHHHH" ${{r[0:12]}}
(6699, 34176, 1, 1, 0, 0)
> id, flags = unpack "!HH" ${{r[0:4]}}; echo $id => "6699"
(6699, 34176)
6699
> inet_ntoa ${{r[-4:]}}
127.0.0.1
""", port=name_server()).judge()


ECHO = """#!/usr/bin/env -S sockbox run
# echo.sbx: one echo server, three clients
j = start echo-server tcp:127.0.0.1:0 > /dev/null
defer kill $j
echo ${j.port}
a = create_connection ${j.local}; sendall a "alpha\\n"; recv a 6 => "alpha\\n" within 2s
b = create_connection ${j.local}; shutdown b SHUT_WR; recv b 1 => EOF within 2s
c = create_connection ${j.local}; sendall c "beta\\n"; recv c 5 => "bet%s\\n" within 2s
"""


def run_echo(letter):
    """Its exit code, the port of the server, and what it said."""
    script = path("echo-%s.sbx" % letter)
    with open(script, "w") as file:
        file.write(ECHO % letter)
    os.chmod(script, 0o755)
    ran = subprocess.run([script], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                         env=dict(os.environ, PATH=os.path.dirname(SOCKBOX) + ":" + os.environ["PATH"]))
    return ran.returncode, int(ran.stdout.split()[0]), ran.stderr


def refuses(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


@check("a script as a test: how it fails")
def _():
    code, port, said = run_echo("e")
    equal(code, 1, said)
    true(said.endswith(
        b'echo-e.sbx:8: recv: expected "bete\\n", got "beta\\n"; first difference at byte 3\n'
        b"  want 00000000  62 65 74 65 0a                                    bete.\n"
        b"  got  00000000  62 65 74 61 0a                                    beta.\n"), said)
    true(refuses(port), "the server has ended")


@check("and how it passes")
def _():
    code, port, said = run_echo("a")
    equal(code, 0, said)
    true(refuses(port), "the server has ended")


done()
