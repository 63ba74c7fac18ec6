#!/usr/bin/env python3
# The verbs that drive sockets against Python's socket module, step by step: the same calls with the same
# arguments come to the same values and to the same errno.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Known differences, all of them on purpose:
#   the end of a stream is an error here, EOF, where Python has b"" for it and for an empty message;
#   a message that is cut off says so, and recv of 0 bytes of a message takes it, which Python leaves alone;
#   makefile reads lines at once; recv_into and recvfrom_into say what to use;
#   a socket that is closed is no socket any more, where Python's says EBADF;
#   to port 0 nothing is sent or connected.
import base64
import errno
import os
import re
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *


NAMES = {"EOPNOTSUPP": errno.errorcode[errno.EOPNOTSUPP]}  # Python calls it ENOTSUP


def plain(text):
    """An endpoint without what differs: ports that the kernel chose, and the transport in front."""
    return re.sub(r"(?<=:)[1-9][0-9]{3,4}\b", "PORT", re.sub(r"^(tcp|udp|unix|unixgram|seqpacket):", "", str(text)))


def ours(row):
    """What a record comes to: a value, data or a failure."""
    if row["status"] == "closed" and not row["error"]["errno"]:
        return b""  # EOF
    if row["status"] == "timeout":
        return "timeout"
    if row["error"]:
        return NAMES.get(row["error"]["errno"], row["error"]["errno"]) or row["status"]
    if "data_b64" in row:
        return base64.b64decode(row["data_b64"] or "")
    return row.get("value")


def at(address):
    """A Python address as an endpoint."""
    if isinstance(address, (str, bytes)):
        name = address.decode() if isinstance(address, bytes) else address
        return "@" + name[1:] if name.startswith("\0") else name or "(unnamed)"
    return ("[%s]:%s" if ":" in address[0] else "%s:%s") % address[:2]


def theirs(code, names):
    try:
        value = eval(code, names) if not re.match(r"\w+(, \w+)* = ", code) else exec(code, names)
    except BlockingIOError as error:
        return errno.errorcode[error.errno]
    except TimeoutError as error:
        return errno.errorcode[error.errno] if error.errno else "timeout"
    except OSError as error:
        return errno.errorcode[error.errno]
    except (ValueError, TypeError, OverflowError):
        return "invalid"
    if code.startswith(("bool(",)):
        return "on" if value else "off"
    return value


def witness(name, *steps):
    """STEPS: lines of ours, each with the same in Python. Of a line without Python nothing is compared, nor of one
    whose Python has no value."""
    @check(name)
    def _():
        lines = ["set +e"]
        for line, _ in steps:
            found = re.match(r"((?:\w+, )*\w+ = )?([\w-]+)(.*)", line)
            lines.append("%s%s --json%s" % (found[1] or "", found[2], found[3]))
        ran = run("-c", "\n".join(lines))
        rows = [json.loads(row) for row in ran.stdout.splitlines()]
        equal(len(rows), len(steps), "%s\n%s" % (ran.stdout.decode(), ran.stderr.decode()))
        names = dict(vars(socket), socket=socket.socket, module=socket, at=at)
        wrong = []
        for (line, code), row in zip(steps, rows):
            value = theirs(code, names) if code else None
            got = ours(row)
            if value is None and (not code or row["error"] is None):
                continue
            if re.fullmatch(r"\w+\.get(sock|peer)name\(\)", code or "") and not row["error"]:
                value = at(value)
            if value == got or plain(value) == plain(got):
                continue
            wrong.append("%s: %r; Python: %s: %r" % (line, got, code, value))
        for each in list(names.values()):
            if isinstance(each, socket.socket):
                each.close()
        equal(wrong, [])


TCP = [("l = create_server tcp 127.0.0.1:0", "l = create_server(('127.0.0.1', 0))"),
       ("s = create_connection ${l.local}", "s = create_connection(l.getsockname())"),
       ("c = accept l", "c, a = l.accept()")]
UDP = [("s = socket udp", "s = socket(AF_INET, SOCK_DGRAM)"), ("bind s 127.0.0.1:0", "s.bind(('127.0.0.1', 0))")]

witness("a TCP socket, step by step",
        ("s = socket AF_INET SOCK_STREAM 0", "s = socket(AF_INET, SOCK_STREAM, 0)"),
        ("getsockname s", "s.getsockname()"),
        ("getpeername s", "s.getpeername()"),
        ("recv s 1", "s.recv(1)"),
        ("send s x", "s.send(b'x')"),
        ("shutdown s SHUT_WR", "s.shutdown(SHUT_WR)"),
        ("accept s", "s.accept()"),
        ("bind s 127.0.0.1:0", "s.bind(('127.0.0.1', 0))"),
        ("bind s 127.0.0.1:0", "s.bind(('127.0.0.1', 0))"),
        ("getsockname s", "s.getsockname()"),
        ("listen s 3", "s.listen(3)"),
        ("connect_ex s ${s.local}", "s.connect_ex(s.getsockname())"),
        ("c = socket tcp", "c = socket()"),
        ("connect c ${s.local}", "c.connect(s.getsockname())"),
        ("connect c ${s.local}", "c.connect(s.getsockname())"),
        ("connect_ex c ${s.local}", "c.connect_ex(s.getsockname())"),
        ("d = accept s", "d, a = s.accept()"),
        ("getpeername d", "d.getpeername()"),
        ("send c hello", "c.send(b'hello')"),
        ("recv d 2", "d.recv(2)"),
        ("recv d 100 MSG_PEEK", "d.recv(100, MSG_PEEK)"),
        ("recv d 0", "d.recv(0)"),
        ("recv d 100", "d.recv(100)"),
        ("recv d 1 MSG_DONTWAIT", "d.recv(1, MSG_DONTWAIT)"),
        ("sendall c x\"00 ff\"", "c.sendall(b'\\0\\xff')"),
        ("recv d 2 MSG_WAITALL", "d.recv(2, MSG_WAITALL)"),
        ("sendto c ${s.local} x", "c.sendto(b'x', s.getsockname())"),
        ("recvfrom d 9", "d.recvfrom(9)[0]"),
        ("shutdown c SHUT_WR", "c.shutdown(SHUT_WR)"),
        ("recv d 1", "d.recv(1)"),
        ("recv d 1", "d.recv(1)"),
        ("send c x", "c.send(b'x')"),
        ("send d late", "d.send(b'late')"),
        ("recv c 9", "c.recv(9)"),
        ("shutdown c 9", "c.shutdown(9)"))

witness("nobody listens",
        ("s = socket tcp", "s = socket()"),
        ("connect s 127.0.0.1:1", "s.connect(('127.0.0.1', 1))"),
        ("connect_ex s 127.0.0.1:1", "s.connect_ex(('127.0.0.1', 1))"),
        ("create_connection 127.0.0.1:1", "create_connection(('127.0.0.1', 1))"),
        ("u = socket unix", "u = socket(AF_UNIX)"),
        ("connect u unix:@witness.nobody", "u.connect('\\0witness.nobody')"),
        ("connect u /nonexistent", "u.connect('/nonexistent')"),
        ("connect_ex u /nonexistent", "u.connect_ex('/nonexistent')"),
        ("bind u /nonexistent/x", "u.bind('/nonexistent/x')"),
        ("g = socket unixgram", "g = socket(AF_UNIX, SOCK_DGRAM)"),
        ("send g x", "g.send(b'x')"),
        ("sendto g unix:@witness.nobody x", "g.sendto(b'x', '\\0witness.nobody')"),
        ("listen u", "u.listen()"),
        ("listen g", "g.listen()"))

witness("a peer that resets", *TCP,
        ("setsockopt c SO_LINGER 0s", "c.setsockopt(SOL_SOCKET, SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))"),
        ("close c", "c.close()"),
        ("recv s 1", "s.recv(1)"),
        ("recv s 1", "s.recv(1)"),
        ("send s x", "s.send(b'x')"),
        ("getpeername s", "s.getpeername()"))

witness("datagrams", *UDP,
        ("sendto s ${s.local} hello", "s.sendto(b'hello', s.getsockname())"),
        ("recvfrom s 2", "s.recvfrom(2)[0]"),
        ("sendto s ${s.local} \"\"", "s.sendto(b'', s.getsockname())"),
        ("recvfrom s 2", "s.recvfrom(2)[0]"),
        ("send s x", "s.send(b'x')"),
        ("sendto s 127.0.0.1:1 x", "s.sendto(b'x', ('127.0.0.1', 1))"),
        ("connect s ${s.local}", "s.connect(s.getsockname())"),
        ("getpeername s", "s.getpeername()"),
        ("x = pack 65508x", None),
        ("sendall s $x", "s.sendall(bytes(65508))"),
        ("y = pack 65507x", None),
        ("sendall s $y", "s.sendall(bytes(65507))"),
        ("recvmsg s 65507", "s.recvmsg(65507)[0]"),
        ("accept s", "s.accept()"),
        ("listen s", "s.listen()"),
        ("shutdown s SHUT_RD", "s.shutdown(SHUT_RD)"))

witness("blocking and time", *UDP,
        ("getblocking s", "bool(s.getblocking())"),
        ("settimeout s 20ms", "s.settimeout(0.02)"),
        ("recv s 1", "s.recv(1)"),
        ("recvfrom s 1", "s.recvfrom(1)"),
        ("getblocking s", "bool(s.getblocking())"),
        ("setblocking s off", "s.setblocking(False)"),
        ("getblocking s", "bool(s.getblocking())"),
        ("recv s 1", "s.recv(1)"),
        ("l = create_server tcp 127.0.0.1:0", "l = create_server(('127.0.0.1', 0))"),
        ("setblocking l false", "l.setblocking(0)"),
        ("accept l", "l.accept()"),
        ("c = socket tcp", "c = socket()"),
        ("setblocking c 0", "c.setblocking(0)"),
        ("connect_ex c ${l.local}", "c.connect_ex(l.getsockname())"),
        ("poll c:out 2s", None),
        ("getsockopt c SO_ERROR", "str(c.getsockopt(SOL_SOCKET, SO_ERROR))"),
        ("connect_ex c ${l.local}", "c.connect_ex(l.getsockname())"),
        ("connect_ex c ${l.local}", "c.connect_ex(l.getsockname())"),
        ("d = accept l", "d, a = l.accept()"),
        ("getblocking d", "bool(d.getblocking())"),
        ("setblocking c 1", "c.setblocking(1)"),
        ("getblocking c", "bool(c.getblocking())"),
        ("get_inheritable s", "bool(s.get_inheritable())"),
        ("set_inheritable s on", "s.set_inheritable(True)"),
        ("get_inheritable s", "bool(s.get_inheritable())"))

witness("a pair, its copies and what is passed",
        ("a, b = socketpair AF_UNIX SOCK_SEQPACKET 0", "a, b = socketpair(AF_UNIX, SOCK_SEQPACKET, 0)"),
        ("send a one", "a.send(b'one')"),
        ("send a two", "a.send(b'two')"),
        ("recv b 2", "b.recv(2)"),
        ("recv b 9", "b.recv(9)"),
        ("c = dup a", "c = a.dup()"),
        ("close a", "a.close()"),
        ("send c still", "c.send(b'still')"),
        ("recv b 9", "b.recv(9)"),
        ("close c", "c.close()"),
        ("recv b 9", "b.recv(9)"),
        ("send b x", "b.send(b'x')"),
        ("getpeername b", "b.getpeername()"),
        ("x, y = socketpair", "x, y = socketpair()"),
        ("n = detach x", None),
        ("send y hi", "y.send(b'hi')"),
        ("z = fromfd $n", "z = fromfd(x.detach(), AF_UNIX, SOCK_STREAM)"),
        ("recv z 9", "z.recv(9)"))


@check("family, type and proto")
def _():
    kinds = [("tcp", ("AF_INET", "SOCK_STREAM", 6)), ("tcp6", ("AF_INET6", "SOCK_STREAM", 6)),
             ("udp", ("AF_INET", "SOCK_DGRAM", 17)), ("udp6", ("AF_INET6", "SOCK_DGRAM", 17)),
             ("unix", ("AF_UNIX", "SOCK_STREAM", 0)), ("unixdgram", ("AF_UNIX", "SOCK_DGRAM", 0)),
             ("seqpacket", ("AF_UNIX", "SOCK_SEQPACKET", 0)), ("netlink 0", ("AF_NETLINK", "SOCK_RAW", 0)),
             ("AF_INET SOCK_DGRAM 0", ("AF_INET", "SOCK_DGRAM", 17)), ("2 1 6", ("AF_INET", "SOCK_STREAM", 6)),
             ("AF_VSOCK", ("AF_VSOCK", "SOCK_STREAM", 0)), ("AF_TIPC SOCK_RDM", ("AF_TIPC", "SOCK_RDM", 0)),
             ("icmp", ("AF_INET", "SOCK_DGRAM", 1)), ("raw", ("AF_INET", "SOCK_RAW", 1)),
             ("AF_PACKET SOCK_DGRAM 0", ("AF_PACKET", "SOCK_DGRAM", 0))]
    for words, expected in kinds:
        family, kind, protocol = expected
        ran = run("-c", "s = socket %s; echo ${s.family} ${s.type} ${s.proto}" % words)
        try:
            module = socket.socket(getattr(socket, family), getattr(socket, kind), protocol)
        except OSError as error:
            print("# not here: %s: %s" % (words, error))
            true(ran.returncode == 3 and errno.errorcode[error.errno].encode() in ran.stderr, ran)
            continue
        with module:
            equal(ran.stdout.decode().split(), list(map(str, expected)), ran.stderr)
            equal(module.proto, protocol)


@check("every option of integers that Python can read is the same, by name and by number")
def _():
    steps = []
    kinds = {"tcp": (socket.AF_INET, socket.SOCK_STREAM, ["SO", "IP", "TCP"]),
             "udp6": (socket.AF_INET6, socket.SOCK_DGRAM, ["SO", "IPV6"])}
    levels = {"SO": "SOL_SOCKET", "IP": "IPPROTO_IP", "TCP": "IPPROTO_TCP", "IPV6": "IPPROTO_IPV6"}
    compared = 0
    for kind, (family, type_, prefixes) in kinds.items():
        with socket.socket(family, type_) as fresh:
            for name in sorted(dir(socket)):
                prefix = name.partition("_")[0]
                level = levels.get(prefix)
                if prefix not in prefixes or name in ("SO_INCOMING_CPU", "SO_RCVBUF", "SO_SNDBUF", "SO_ERROR", "IPV6_PATHMTU") or "J1939" in name:
                    continue
                number, option = getattr(socket, level), getattr(socket, name)
                try:
                    value = fresh.getsockopt(number, option, 4)
                except OSError as error:
                    value = errno.errorcode[error.errno]
                for words in (level + " " + name, "%d %d" % (number, option)):
                    steps.append((kind, name, words, value))
    lines = ["set +e", "tcp = socket tcp", "udp6 = socket udp6"]
    for kind, name, words, _ in steps:
        lines += ["v = 0", "v = getsockopt %s %s --quiet" % (kind, words), "echo $errno $v"]
    ran = run("-c", "\n".join(lines))
    rows = ran.stdout.decode(errors="replace").splitlines()
    equal(len(rows), len(steps), ran.stderr)
    wrong = []
    for (kind, name, words, value), row in zip(steps, rows):
        number, _, shown = row.partition(" ")
        if isinstance(value, str):
            fine = number == "0" or errno.errorcode.get(int(number)) == value  # Python's room is of one size
        elif len(value) == 4 and re.fullmatch("-?[0-9]+", shown):
            fine = int(shown) & 0xffffffff == int.from_bytes(value, sys.byteorder)
            compared += 1
        else:
            fine = True
        if not fine:
            wrong.append("%s %s: %s, Python: %r" % (kind, words, row, value))
    equal(wrong[:8], [])
    true(compared > 100, compared)


done()
