#!/usr/bin/env python3
# The workbench against peers that no one here wrote: ncat as client and server, socat on every kind of
# Unix socket, Python's sendmsg and recvmsg with descriptors.
# SPDX-License-Identifier: GPL-3.0-or-later
import array
import os
import shutil
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()


def needs(*programs):
    """A test that is skipped where a program is missing."""
    def ask(name):
        missing = [program for program in programs if not shutil.which(program)]
        if missing:
            return lambda function: skip(name, "%s is not installed" % missing[0])
        return check(name)
    return ask


class Script:
    """A script on standard input, line by line; what a line prints is read before the next."""

    def __init__(self):
        self.process = start(SOCKBOX, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, line, lines=1):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return [self.process.stdout.readline().decode().rstrip("\n") for _ in range(lines)]

    def ends(self, code=0):
        rest, said = self.process.communicate(timeout=PATIENCE_S)
        equal(self.process.returncode, code, said)
        return rest.decode()


def passes(text):
    ran = run("-c", text)
    equal(ran.returncode, 0, (ran.stdout, ran.stderr))
    return ran.stdout.decode()


def name(word):
    return "%s.%d" % (word, os.getpid())


@needs("ncat")("ncat is the client of create_server and accept: both halves, and its end")
def _():
    script = Script()
    script.run("l = create_server tcp 127.0.0.1:0")
    port = script.run("echo ${l.port}")[0]
    client = start("ncat", "127.0.0.1", port, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client.stdin.write(b"a line from ncat\n")
    client.stdin.flush()
    script.run("c = accept l --timeout 20s")
    equal(script.run("recv c 99")[0], '"a line from ncat\\n" (17 bytes)')
    equal(script.run('sendall c "an answer\\n"')[0], "10 bytes")
    equal(client.stdout.readline(), b"an answer\n")
    client.stdin.close()
    script.run("recv c 99 => EOF within 20s", 0)
    script.run("close c; recv c 1 => invalid || echo gone", 0)
    equal(client.stdout.read(), b"")
    equal(client.wait(PATIENCE_S), 0)
    script.process.stdin.close()
    script.process.wait(PATIENCE_S)


@needs("ncat")("ncat of IPv6, and of datagrams")
def _():
    script = Script()
    script.run("l = create_server [::1]:0; u = create_server udp 127.0.0.1:0", 2)
    port, udp = script.run("echo ${l.port}; echo ${u.port}", 2)
    client = start("ncat", "-6", "::1", port, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    script.run("c = accept l --timeout 20s")
    client.stdin.write(b"six")
    client.stdin.close()
    equal(script.run("recvall c --timeout 20s"), ['"six" (3 bytes)'])
    client = start("ncat", "-u", "127.0.0.1", udp, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client.stdin.write(b"a datagram")
    client.stdin.flush()
    equal(script.run("recv u 99 --timeout 20s")[0], '"a datagram" (10 bytes)')
    script.run("close c l u", 0)
    client.kill()
    script.ends()


@needs("ncat")("ncat is the server")
def _():
    at = path("ncat.sock")
    server = start("ncat", "-l", "-U", at, "-c", "cat", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    until(lambda: listens(at), "ncat listens")
    passes('s = create_connection unix:%s; sendall s "there"; recv s 5 => "there" within 20s; close s' % at)
    server.wait(PATIENCE_S)


def socat(*words):
    return start("socat", *words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


KINDS = {
    "a stream": ("UNIX-LISTEN:%s", "create_connection unix:%s"),
    "sequenced packets": ("UNIX-LISTEN:%s,socktype=5", "create_connection seqpacket:%s"),
    "an abstract stream": ("ABSTRACT-LISTEN:%s", "create_connection @%s"),
    "abstract sequenced packets": ("ABSTRACT-LISTEN:%s,socktype=5", "create_connection seqpacket:@%s"),
}

for kind, (listen, connect) in KINDS.items():
    @needs("socat")("socat serves %s" % kind)
    def _():
        at = name(kind.replace(" ", "-")) if "ABSTRACT" in listen else path(kind.replace(" ", "-"))
        server = socat(listen % at + ",fork", "EXEC:cat")
        until(lambda: listens(at) or listens("@" + at), "socat listens")
        said = passes('s = %s; sendall s "one"; recv s 99 => "one" within 20s; getpeername s\n'
                      'sendall s "more"; recv s 2 => "mo"' % (connect % at))
        true(at in said, said)
        equal("truncated" in said, "packets" in kind, said)
        server.kill()


for kind, form in (("datagrams", "UNIX-RECVFROM:%s"), ("abstract datagrams", "ABSTRACT-RECVFROM:%s")):
    @needs("socat")("socat answers %s" % kind)
    def _():
        is_abstract = "ABSTRACT" in form
        at = name("grams") if is_abstract else path("grams")
        server = socat(form % at + ",fork", "EXEC:rev")
        with_sign = "@" + at if is_abstract else at
        until(lambda: any(line.rstrip("\n").endswith(" " + with_sign) for line in open("/proc/net/unix")), "socat is there")
        own = "@" + name("me") if is_abstract else path("me")
        said = passes('s = socket unixgram; bind s unix:%s; sendto s unix:%s "abc\\n"; recvfrom s 99 => "cba\\n" within 20s'
                      % (own, with_sign))
        true("from unixgram:" + with_sign in said, said)
        server.kill()


# ---- Python's sendmsg with descriptors --------------------------------------------------------------


def unix_server(kind=socket.SOCK_STREAM):
    server = socket.socket(socket.AF_UNIX, kind)
    at = path("python.%d" % len(os.listdir(WORK.name)))
    server.bind(at)
    if kind != socket.SOCK_DGRAM:
        server.listen()
        server.settimeout(PATIENCE_S)
    return server, at


def fds_of(ancillary):
    fds = array.array("i")
    for level, kind, data in ancillary:
        equal((level, kind), (socket.SOL_SOCKET, socket.SCM_RIGHTS))
        fds.frombytes(data[:len(data) - len(data) % fds.itemsize])
    return list(fds)


@check("Python gets descriptors from sendfds: a file and a socket that live on there")
def _():
    server, at = unix_server()
    script = Script()
    script.run("s = create_connection unix:%s; a, b = socketpair" % at, 2)
    peer = server.accept()[0]
    equal(script.run('sendfds s b,1 "two of them"')[0], "11 bytes")
    data, ancillary, flags, _ = peer.recvmsg(99, socket.CMSG_SPACE(64))
    equal((data, flags & socket.MSG_CTRUNC), (b"two of them", 0))
    pair, out = fds_of(ancillary)
    script.run("close b", 0)
    with socket.socket(fileno=pair) as there:
        there.sendall(b"from Python")
        equal(script.run("recv a 99")[0], '"from Python" (11 bytes)')
    os.write(out, b"by another hand\n")
    equal(script.run("")[0:1], ["by another hand"])
    os.close(out)
    script.ends()


@check("recvfds takes what Python's sendmsg has sent, and it is the same socket")
def _():
    server, at = unix_server()
    script = Script()
    script.run("s = create_connection unix:%s" % at)
    peer = server.accept()[0]
    mine, theirs = socket.socketpair()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    peer.sendmsg([b"take ", b"these"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                         array.array("i", [theirs.fileno(), udp.fileno()]))])
    said = script.run("f, g = recvfds s 99")[0]
    true(said.startswith('"take these" (10 bytes) ') and " + 2 descriptors: f (" in said, said)
    theirs.close()
    equal(script.run("sendall f 'from sockbox'; echo ${g.type} ${f.family}", 2), ["12 bytes", "SOCK_DGRAM AF_UNIX"])
    equal(mine.recv(99), b"from sockbox")
    script.run("close f", 0)
    mine.settimeout(PATIENCE_S)
    equal(mine.recv(1), b"", "closed there means closed")
    script.ends()


@check("what recv does not ask for is closed, and no descriptor is left")
def _():
    server, at = unix_server()
    script = Script()
    script.run("s = create_connection unix:%s" % at)
    peer = server.accept()[0]
    mine, theirs = socket.socketpair()
    fds = len(os.listdir("/proc/%d/fd" % script.process.pid))
    peer.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))])
    theirs.close()
    script.run("recv s 1")
    mine.settimeout(PATIENCE_S)
    equal(mine.recv(1), b"", "nobody holds the other end")
    equal(len(os.listdir("/proc/%d/fd" % script.process.pid)), fds)
    script.ends()


@check("more descriptors than there is room for are told")
def _():
    server, at = unix_server(socket.SOCK_SEQPACKET)
    script = Script()
    script.run("s = create_connection seqpacket:%s" % at)
    peer = server.accept()[0]
    pairs = [socket.socketpair() for _ in range(120)]
    peer.sendmsg([b"many"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                              array.array("i", [pair[1].fileno() for pair in pairs] * 2))])
    said = script.run("recvfds s 99")[0]
    true("descriptors" in said, said)
    for pair in pairs:
        pair[0].close()
        pair[1].close()
    script.ends()


@check("credentials and marks along a datagram are those that Python sent")
def _():
    receiver, at = unix_server(socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    script = Script()
    script.run("s = socket unixgram; connect s unix:%s; sendall s 'who am I'" % at)
    data, ancillary, _, _ = receiver.recvmsg(99, 256)
    pid = int.from_bytes(ancillary[0][2][:4], sys.byteorder)
    equal((data, pid), (b"who am I", script.process.pid))
    script.ends()


done()
