#!/usr/bin/env python3
# What all servers keep, whatever they serve.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import select
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

# The words in front of an endpoint, and those behind it.
SERVERS = ((("echo-server",), ()), (("netpipe", "-l"), ()), (("chat", "-l"), ()),
           (("structpack", "--listen"), ("I",)))


@check("--ready-fd of a name is closed when it is ready: the resolver's helpers do not keep it")
def _():
    for before, behind in SERVERS:
        read, write = os.pipe()
        server = start(SOCKBOX, before[0], "--ready-fd", str(write), *before[1:], "tcp:localhost:0", *behind,
                       pass_fds=[write], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        while select.select([read], [], [], PATIENCE_S)[0] and os.read(read, 65536):
            pass
        true(select.select([read], [], [], 0)[0], "%s: the end is there" % before[0])
        equal(server.poll(), None, before[0])
        os.close(read)
        server.kill()
        server.wait()


@check("--eventually has nothing to try again")
def _():
    for before, behind in SERVERS:
        ran = run(before[0], "--eventually", "1s", *before[1:], "tcp:127.0.0.1:0", *behind)
        equal((ran.returncode, ran.stdout), (2, b""), before[0])
        true(b"--eventually" in ran.stderr, ran.stderr)


@check("what cannot be bound or found is named by the words that were typed, and the reason by its address")
def _():
    for before, behind in SERVERS:
        ran = run(*before, "192.0.2.1:9", *behind)
        equal(ran.returncode, 3, ran.stderr)
        true(ran.stderr.startswith(b"%s: '192.0.2.1:9': no interface of this machine has tcp:192.0.2.1:9"
                                   % before[0].encode()), ran.stderr)
        ran = run(*before, "no-such-name.invalid:9", *behind)
        true(ran.stderr.startswith(b"%s: 'no-such-name.invalid:9': " % before[0].encode()), ran.stderr)


@check("letters of other tools say where to look")
def _():
    for words, says in (
        (("netpipe", "-N", "localhost", "9"), "unknown option '-N' (the end of stdin is passed on unless --eof says otherwise)"),
        (("netpipe", "-e", "cat", "localhost", "9"), "unknown option '-e' (sockbox pairrun -- sockbox netpipe ... :: COMMAND)"),
        (("netpipe", "-", "localhost:9"), "standard input and output are joined as it is: '-' is no ENDPOINT"),
        (("netpipe", "localhost:9", "10"), "'10' is one operand too many"),
        (("echo-client", "-f", "localhost:9"), "unknown option '-f' (--flood)"),
        (("echo-client", "-s", "100", "localhost:9"), "--source: '100' is not an IPv4 or IPv6 address"),
        (("echo-server", "-l", "0"), "unknown option '-l' (it always listens)"),
        (("sockopts", "-6"), "unknown option '-6' (a KIND: tcp6, udp6)"),
    ):
        ran = run(*words)
        equal(ran.returncode, 2, ran.stderr)
        true(ran.stderr.startswith(("%s: %s\n" % (words[0], says)).encode()), ran.stderr)


@check("a group that is none too")
def _():
    for words in (("mcast-listen", "192.0.2.1:9"), ("mcast-send", "192.0.2.1:9"), ("mcast-send", "192.0.2.1:9", "hello"), ("mcast-listen", "9")):
        ran = run(*words)
        equal(ran.returncode, 2, ran.stderr)
        true(ran.stderr.startswith(b"%s: '%s': " % (words[0].encode(), words[1].encode())), ran.stderr)
        true(b" is no multicast group" in ran.stderr, ran.stderr)


# The words in front of an endpoint, and those behind it.
CLIENTS = ((("echo-client",), ("hello",)), (("netpipe",), ()), (("netpipe", "-z"), ()), (("chat",), ()),
           (("structpack", "--send"), ("I", "1")))


@check("options of IP have no meaning over Unix sockets")
def _():
    for before, behind in (CLIENTS[0], CLIENTS[3], CLIENTS[4]):
        for option in (("-4",), ("--ttl", "3"), ("-I", "lo"), ("--broadcast",)):
            ran = run(before[0], *option, *before[1:], "unix:" + path("nobody"), *behind)
            equal((ran.returncode, ran.stdout), (2, b""), (before, option))
            true(b"over unix" in ran.stderr, ran.stderr)


@check("so is what cannot be reached")
def _():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        for before, behind in CLIENTS:
            ran = run(*before, "127.1:%d" % port, "-4", *behind) if before[0] != "structpack" else \
                run(*before, "127.1:%d" % port, *behind)
            equal(ran.returncode, 1, ran.stderr)
            said = "%s: '127.1:%d': cannot connect to tcp:127.0.0.1:%d: Connection refused (ECONNREFUSED)" \
                % (before[0], port, port)
            true(said in ran.stderr.decode(), ran.stderr)
            ran = run(*before, "no-such-name.invalid:9", *behind)
            true(ran.stderr.startswith(b"%s: 'no-such-name.invalid:9': " % before[0].encode()), ran.stderr)
        for before, behind in CLIENTS[:4]:
            ran = run(*before, "127.0.0.1", str(port), *behind)
            true(ran.stderr.startswith(b"%s: '127.0.0.1 %d': " % (before[0].encode(), port)), ran.stderr)


done()
