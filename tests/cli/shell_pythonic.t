#!/usr/bin/env python3
# Lines in Python's shape: each is answered as tests/cli/pythonic.cases says, each answer that is a line
# works when it is pasted, and what python3 makes of a line the shell makes of its answer.
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import os
import re
import socket
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()

LISTENS = 'l = create_server tcp 127.0.0.1:0; HOST = "127.0.0.1"; PORT = ${l.port}; sa = "127.0.0.1:${PORT}"; '
TALKS = (LISTENS + "s = create_connection ${l.local}; conn = accept l; data = \"hello\"; addr = ${s.local}; "
         'sendall s "0123456789"; sendall conn "0123456789"; ')
PRELUDES = {
    "": "",
    "T": "s = socket tcp; ",
    "B": "s = socket tcp; bind s 127.0.0.1:0; ",
    "H": 'HOST = "127.0.0.1"; PORT = 0; s = socket tcp; ',
    "A": 'af = "AF_INET"; socktype = "SOCK_STREAM"; proto = 0; sa = "127.0.0.1:0"; s = socket tcp; ',
    "E": 'addr = "127.0.0.1:0"; ',
    "L": LISTENS + "s = socket tcp; ",
    "W": "s = create_server tcp 127.0.0.1:0; k = create_connection ${s.local}; ",
    "C": TALKS,
    "U": 's = socket udp; bind s 127.0.0.1:0; server_address = ${s.local}; PORT = ${s.port}; message = "m"; '
         'sendto s $server_address "waits"; ',
    "F": 's = socket udp; bind s 127.0.0.1:0; sendto s ${s.local} "waits"; can_frame_size = 16; cf = "x"; '
         'connect s ${s.local}; can_frame_fmt = "=IB3x8s"; frame = pack $can_frame_fmt 1 2 abc; ',
    "P": "s1, s2 = socketpair; ",
    "K": "sock, other = socketpair; ",
    "6": "s = socket tcp6; ",
    "X": 'packer = "I 2s f"; data = pack $packer 1 ab 2.5; ',
    "G": "group = inet_aton 239.1.2.3; ",
}


def cases():
    for line in open("tests/cli/pythonic.cases"):
        if not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


def shell(line):
    done = run("-c", line)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def answer(line):
    """What is said of a line, as in pythonic.cases, and the exit code."""
    code, _, err = shell(line)
    said = [text.split(": ", 1)[1] for text in err.splitlines() if text.startswith("-c:1: ")]
    for text in said:
        if text.startswith("in sockbox: "):
            return text[len("in sockbox: "):], code
    return ("!" + said[-1] if len(said) > 1 else "-"), code


ROWS = list(cases())


@check("there are enough cases, those of Python's own examples among them")
def _():
    true(len(ROWS) >= 120, len(ROWS))
    true(sum(row[1][0] not in "!-" for row in ROWS) >= 80)


for number in range(0, len(ROWS), 20):
    @check("answers %d and on are what they shall be" % number)
    def _(number=number):
        for line, wanted, _ in ROWS[number:number + 20]:
            got, code = answer(line)
            equal(got, wanted, line)
            true(code in ((2, 127) if wanted != "-" else (0,)), "%s: exit code %d" % (line, code))

    @check("answers %d and on work when they are pasted" % number)
    def _(number=number):
        for line, wanted, how in ROWS[number:number + 20]:
            if wanted[0] in "!-" or how == "x":
                continue
            code, _, err = shell(PRELUDES[how] + wanted)
            equal(code, 0, "%s -> %s: %s" % (line.strip(), wanted, err))


@check("what is not run is well formed")
def _():
    for line, wanted, how in ROWS:
        if how == "x":
            code, _, err = shell("set -n\n" + wanted)
            equal((code, err), (0, ""), wanted)


# ---- witness: python3 runs the line, the shell its answer ----------------------------------------------

def as_bytes(value):
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, (list, tuple)):
        return b" ".join(as_bytes(item) for item in value)
    return str(value).encode()


class World:
    """The same for python3 as PRELUDES["C"]."""
    def __init__(self):
        listener = socket.create_server(("127.0.0.1", 0))
        s = socket.create_connection(listener.getsockname())
        conn, _ = listener.accept()
        s.sendall(b"0123456789")
        conn.sendall(b"0123456789")
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.names = {"socket": socket, "struct": struct, "s": s, "conn": conn, "data": b"hello", "u": u}


WITNESSES = """struct.pack('!I', 5)
struct.pack('!HHHH', 1, 2, 3, 65535)
struct.pack('<hb', -2, -1)
struct.pack('@HI', 80, 1)
struct.pack('4s', b'ab')
struct.pack('!d', 2.5)
struct.pack('?c', True, b'x')
struct.calcsize('@HI')
struct.calcsize('!HI')
struct.unpack('!HH', b'\\x00\\x50\\x01\\xbb')
struct.unpack('<i', b'\\xff\\xff\\xff\\xff')
socket.inet_aton('127.0.0.1')
socket.inet_aton('224.3.29.71')
socket.inet_ntoa(b'\\x7f\\x00\\x00\\x01')
socket.inet_pton(socket.AF_INET6, '2001:db8::1')
socket.inet_pton(socket.AF_INET, '10.1.2.3')
socket.inet_ntop(socket.AF_INET, b'\\n\\x01\\x02\\x03')
socket.htons(80)
socket.htonl(1)
socket.ntohs(20480)
socket.ntohl(16777216)
socket.gethostbyname('127.0.0.1')
socket.gethostbyname('localhost')
socket.getservbyname('http', 'tcp')
socket.getservbyport(80, 'tcp')
socket.getprotobyname('udp')
socket.gethostname()
socket.if_nametoindex('lo')
socket.if_indextoname(1)
conn.recv(4)
conn.recv(100)
s.recv(10, socket.MSG_PEEK)
s.send(b'four')
s.send(b'a' + data + b'b')
s.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE)
u.getsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST)
s.connect_ex(('127.0.0.1', 1))
len(data)
data[1:3]
data[-2:]""".splitlines()


@check("python3 comes to the same, for %d lines" % len(WITNESSES))
def _():
    for line in WITNESSES:
        wanted = as_bytes(eval(line, World().names))
        got, _ = answer("r = " + line)
        true(got[0] not in "!-", line + ": " + got)
        code, out, err = shell(PRELUDES["C"].replace("\\n", "") + "u = socket udp; " + got +
                               "; x, y = socketpair; sendall x $r; recv y 1000 --get data_b64")
        equal(code, 0, got + ": " + err)
        same = base64.b64decode(out.splitlines()[-1])
        if "SO_TYPE" in line or "BROADCAST" in line:
            names = {b"SOCK_STREAM": b"1", b"off": b"0", b"on": b"1"}
            same = names.get(same, same)
        equal(same, wanted, got)


# ---- what is no Python, and what is hostile -------------------------------------------------------------

@check("what is no Python is not answered")
def _():
    for line in ["foo", "foo bar", "nosuch --help", "x = foo", "./nosuch", "nosuch (a b", "socket.socket",
                 "echo2 hello", "a.b c", "x.y = 5 5", "nosuch 'a(b)'", "(", ")", "nosuch => ok"]:
        got, _ = answer(line)
        equal(got if "in quotes" not in got else "-", "-", line)


@check("nothing is executed, and the exit codes stay")
def _():
    equal(answer("exit()"), ("exit", 127))
    equal(shell("-exit(); echo still here")[1], "still here\n")
    equal(answer("import socket")[1], 127)
    equal(answer(">>> s = socket.socket()")[1], 2)


@check("a text in Python's shape is no value: it would be taken as it is written")
def _():
    equal(answer("HOST = socket.gethostbyname('localhost')")[0], "HOST = gethostbyname localhost")
    equal(answer("data = b'hi'")[0], 'data = "hi"')
    equal(shell('x = "b(c)"; y = x"62"; z = "f"; echo $x $y $z')[1], "b(c) b f\n")


@check("hostile lines are answered in bounds, and no byte of them acts on a terminal")
def _():
    for line in ["f(" * 3000, "f(" * 20 + ")" * 20, "f(" + "a," * 3000 + ")", "x = " + "(" * 2000,
                 "s.send('" + "\\" * 999 + "')", "s.send('\x1b[2J\x07')", "s.send(b'\\x1b[2J')",
                 "a." * 2000 + "b()", "f(" + "+".join("a" * 500) + ")", "s.send('\u202e')"]:
        code, _, err = shell(line)
        true(code in (2, 126, 127), code)
        true(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", err), err[:200])


done()
