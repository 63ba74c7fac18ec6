#!/usr/bin/env python3
# netpipe against netcats that no one here wrote, in both roles: socat, ncat, nc, busybox nc.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

DATA = os.urandom(3 << 20)
ANSWER = os.urandom(1 << 20)


def has(program):
    if program == "busybox":
        return shutil.which(program) and subprocess.run([program, "nc"], capture_output=True).returncode != 127
    if program == "nc":  # of several programs of that name OpenBSD's
        return shutil.which(program) and b"OpenBSD" in subprocess.run([program, "-h"], capture_output=True).stderr
    return shutil.which(program)


def file_of(data):
    file = tempfile.TemporaryFile()
    file.write(data)
    file.seek(0)
    return file


def content(file):
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    """Whether somebody does, seen without connecting: a listener of one connection is not used up."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if os.path.exists(table):
            with open(table) as lines:
                if any(line.split()[1].endswith(":%04X" % port) and line.split()[3] == "0A" for line in lines):
                    return True
    return False


def udp_is_bound(port):
    with open("/proc/net/udp") as lines:
        return any(line.split()[1].endswith(":%04X" % port) for line in lines)


def end(process, code=0):
    equal(process.wait(PATIENCE_S), code, process.args)


# What each program is told, to listen on a port of loopback and to connect to one. A client passes the
# end of its stdin on, and reads to the end.
LISTEN = {
    "socat": lambda port: ["socat", "-t10", "STDIO", "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr" % port],
    "ncat": lambda port: ["ncat", "-l", "127.0.0.1", str(port)],
    "nc": lambda port: ["nc", "-N", "-l", "127.0.0.1", str(port)],
    "busybox": lambda port: ["busybox", "nc", "-l", "-p", str(port)],
}
CONNECT = {
    "socat": lambda port: ["socat", "-t10", "STDIO", "TCP:127.0.0.1:%d" % port],
    "ncat": lambda port: ["ncat", "127.0.0.1", str(port)],
    "nc": lambda port: ["nc", "-N", "127.0.0.1", str(port)],
    "busybox": lambda port: ["busybox", "nc", "127.0.0.1", str(port)],
}

# It leaves at the end of what it hears, whatever it still has to say: only one side talks then.
LEAVES = {"busybox"}

for program in LISTEN:
    if not has(program):
        skip("%s in both roles" % program, "%s is not installed" % program)
        continue

    @check("%s listens: all of stdin gets there, all of the answer comes back" % program)
    def _():
        port = free_port()
        out = tempfile.TemporaryFile()
        answer = b"" if program in LEAVES else ANSWER
        peer = start(*LISTEN[program](port), stdin=file_of(answer), stdout=out, stderr=subprocess.DEVNULL)
        until(lambda: listens(port), "it listens")
        ours = tempfile.TemporaryFile()
        client = start(SOCKBOX, "netpipe", "127.0.0.1", str(port), stdin=file_of(DATA), stdout=ours)
        end(client)
        end(peer)
        true(content(ours) == answer, "%d bytes came" % len(content(ours)))
        true(content(out) == DATA, "%d bytes went" % len(content(out)))

    @check("%s connects: the same" % program)
    def _():
        server = Server("netpipe", "-l", "127.0.0.1:0", stdin=file_of(ANSWER), json=False)
        out = tempfile.TemporaryFile()
        data = b"" if program in LEAVES else DATA
        peer = start(*CONNECT[program](server.port), stdin=file_of(data), stdout=out, stderr=subprocess.DEVNULL)
        end(peer)
        equal(server.wait(), 0, server.errors())
        true(server.output() == data, "%d bytes came" % len(server.output()))
        true(content(out) == ANSWER, "%d bytes went" % len(content(out)))

    @check("%s sends to a listener with nothing on stdin: it all arrives" % program)
    def _():
        server = Server("netpipe", "-l", "127.0.0.1:0", json=False)
        peer = start(*CONNECT[program](server.port), stdin=file_of(DATA), stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
        end(peer)
        equal(server.wait(), 0, server.errors())
        true(server.output() == DATA, "%d bytes came" % len(server.output()))

if has("socat"):
    @check("socat sends without listening, and its half-close is honoured: an answer behind it arrives")
    def _():
        server = Server("netpipe", "-l", "127.0.0.1:0", stdin=file_of(ANSWER), json=False)
        out = tempfile.TemporaryFile()
        peer = start("socat", "-t10", "-,ignoreeof", "TCP:127.0.0.1:%d,shut-none" % server.port, stdin=file_of(b""),
                     stdout=out, stderr=subprocess.DEVNULL)
        until(lambda: content(out) == ANSWER, "all of it")
        peer.kill()
        server.wait()

    @check("socat's Unix stream, datagram and seqpacket sockets, and abstract names")
    def _():
        for name, ours, theirs in (("s", "unix:", "UNIX-CONNECT:"), ("q", "seqpacket:", "UNIX-CONNECT:")):
            server = Server("netpipe", "-l", ours + path(name), stdin=file_of(b"answer"), json=False)
            kind = ",type=5" if ours == "seqpacket:" else ""
            peer = start("socat", "-t10", "STDIO", theirs + path(name) + kind, stdin=file_of(b"question"),
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            out, _ = peer.communicate(timeout=PATIENCE_S)
            equal((out, server.wait(), server.output()), (b"answer", 0, b"question"))
        name = "sockbox-witness-%d" % os.getpid()
        server = Server("netpipe", "-l", "@" + name, json=False)
        peer = start("socat", "-u", "STDIN", "ABSTRACT-CONNECT:" + name, stdin=file_of(b"abstract"))
        end(peer)
        equal((server.wait(), server.output()), (0, b"abstract"))
        server = Server("netpipe", "-l", "unixgram:" + path("g"), "-c", "1", json=False)
        end(start("socat", "-u", "STDIN", "UNIX-SENDTO:" + path("g"), stdin=file_of(b"datagram")))
        equal((server.wait(), server.output()), (0, b"datagram"))

    @check("socat over UDP, in both roles")
    def _():
        server = Server("netpipe", "-lu", "127.0.0.1:0", "-c", "1", json=False)
        end(start("socat", "-u", "STDIN", "UDP:127.0.0.1:%d" % server.port, stdin=file_of(b"to us")))
        equal((server.wait(), server.output()), (0, b"to us"))
        port = free_port(socket.SOCK_DGRAM)
        peer = start("socat", "-T", "5", "UDP-LISTEN:%d,bind=127.0.0.1,fork" % port, "EXEC:cat", stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: udp_is_bound(port), "it is bound")
        ran = run("netpipe", "-u", "127.0.0.1", str(port), input=b"echo\n")
        equal((ran.returncode, ran.stdout), (0, b"echo\n"))
        peer.kill()

if has("ncat"):
    @check("ncat over UDP: what it listens for, and what it sends to us")
    def _():
        server = Server("netpipe", "-lu", "127.0.0.1:0", "-c", "1", json=False)
        peer = start("ncat", "-u", "127.0.0.1", str(server.port), stdin=file_of(b"from ncat"), stdout=subprocess.DEVNULL)
        equal((server.wait(), server.output()), (0, b"from ncat"))
        peer.kill()
        port = free_port(socket.SOCK_DGRAM)
        out = tempfile.TemporaryFile()
        peer = start("ncat", "-u", "-l", "127.0.0.1", str(port), stdin=subprocess.DEVNULL, stdout=out)
        until(lambda: udp_is_bound(port), "it is bound")
        equal(run("netpipe", "-u", "127.0.0.1", str(port), "--eof", "exit", input=b"one\ntwo\n").returncode, 0)
        until(lambda: content(out) == b"one\ntwo\n", "both")
        peer.kill()

    @check("several of ncat at once on -k hear what stdin says")
    def _():
        read, write = os.pipe()
        server = Server("netpipe", "-lk", "127.0.0.1:0", stdin=read)
        peers = [start("ncat", "127.0.0.1", str(server.port), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                 for _ in range(3)]
        until(lambda: len([row for row in server.rows("event") if row["event"] == "accepted"]) == 3, "all here")
        os.write(write, b"hello all\n")
        for peer in peers:
            equal(peer.stdout.readline(), b"hello all\n")
            peer.kill()
        equal(server.end(), 0)
        os.close(read)
        os.close(write)

done()
