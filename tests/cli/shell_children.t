#!/usr/bin/env python3
# What children of the shell do not have: no socket of the workbench, or a peer would not see its end
# while a job lives; and nothing else but their three descriptors.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()

ENV = dict(os.environ, SHELL="/bin/sh")


def children(pid):
    """All that descend from PID, which leads a session, with their states; also who lost his parent."""
    table = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name) as stat:
                state, parent, _, session = stat.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        table[int(name)] = state, int(parent), int(session)
    found, size = {pid}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, (_, parent, session) in table.items() if parent in found or session in found}
    return {child: table[child][0] for child in found - {pid}}


def descriptors(pid):
    """What they are, by number."""
    found = {}
    for name in os.listdir("/proc/%d/fd" % pid):
        try:
            found[int(name)] = os.readlink("/proc/%d/fd/%s" % (pid, name))
        except OSError:
            pass
    return found


class Script:
    """A script that runs, in a session of its own."""

    def __init__(self, text, way="-c"):
        words = [SOCKBOX, "-c", text] if way == "-c" else [SOCKBOX]
        self.process = start(*words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENV,
                             start_new_session=True)
        if way != "-c":
            self.process.stdin.write(text.encode() + b"\n")
            self.process.stdin.flush()

    def says(self, wanted):
        for line in self.process.stdout:
            if line.rstrip(b"\n").endswith(wanted):
                return
        raise AssertionError("it did not say %r" % wanted)

    def end(self):
        left = children(self.process.pid)
        self.process.kill()
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()


def sees_the_end(child, way):
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE_S)
    script = Script("s = create_connection 127.0.0.1 %d --quiet\nu, v = socketpair --quiet\n%s\nclose s\n"
                    "echo closed\nsleep 30" % (server.getsockname()[1], child), way)
    peer = server.accept()[0]
    peer.settimeout(PATIENCE_S)
    script.says(b"closed")
    equal(peer.recv(1), b"", "what the peer reads")
    until(lambda: len(children(script.process.pid)) >= 2, "the job lives, and the last line's")
    script.end()


jobs = {
    "a program with &": "sleep 30 &",
    "an applet with &": "mcast-listen 239.192.7.7:0 -I lo -q &",
    "a server with &": "echo-server -q 127.0.0.1:0 > /dev/null &",
    "a server with start": "j = start echo-server -q 127.0.0.1:0 > /dev/null",
    "a program of the user's own shell": "!sleep 30 > /dev/null 2>&1 &",
}

for name, line in jobs.items():
    for way in ("-c", "standard input"):
        @check("a peer sees the end while %s lives, from %s" % (name, way))
        def _():
            sees_the_end(line, way)


def only_three(text, count, way="-c"):
    """Each of COUNT children of the script has its three descriptors, and no socket."""
    script = Script("s = create_server 127.0.0.1:0 --quiet\nu, v = socketpair --quiet\n" + text, way)
    try:
        until(lambda: len(settled(script)) >= count, "%d children: %r" % (count, children(script.process.pid)))
        for pid in settled(script):
            has = descriptors(pid)
            equal(sorted(has), [0, 1, 2], has)
            true(not any(kind.startswith("socket:") for kind in has.values()), has)
    finally:
        script.end()


def settled(script):
    """Its children that have become what they shall be: they sleep."""
    return [pid for pid, state in children(script.process.pid).items() if state == "S"]


waiting = {
    "programs of a pipeline": ("sleep 30 | cat | cat", 3),
    "programs behind redirections": ("sleep 30 > /dev/null 2>&1 < /dev/null", 1),
    "a program in blocks": ("within 60s { repeat 2 { try { sleep 30 } } }", 1),
    "a program whose output is a value": ("x = sleep 30", 1),
    "a program beside jobs": ("sleep 30 &\nsleep 30 | cat", 3),
    "the user's own shell": ("!sleep 30; exit", 2),
}

for name, (line, count) in waiting.items():
    for way in ("-c", "standard input"):
        @check("%s: three descriptors, from %s" % (name, way))
        def _():
            only_three(line, count, way)


def listed(text):
    """The numbers that `ls` shows of its own descriptors; its folder is one more."""
    ran = run("-c", text, env=ENV)
    equal(ran.returncode, 0, ran.stderr)
    return ran.stdout.split()


@check("a program has what it was given, and a folder that it opened")
def _():
    plain = [b"0", b"1", b"2", b"3"]
    equal(listed("s = socket tcp\nls /proc/self/fd"), plain)
    equal(listed("s = socket tcp\nls /proc/self/fd | cat"), plain)
    equal(listed("s = socket tcp\ntrue | ls /proc/self/fd"), plain)
    equal(listed("s = socket tcp\nls /proc/self/fd &\nwait"), plain)
    equal(listed("s = socket tcp\n!exec ls /proc/self/fd"), plain)
    equal(listed("s = socket tcp\nx = ls /proc/self/fd\nls /proc/self/fd > /dev/stdout"), plain)


@check("and a socket that programs shall get")
def _():
    equal(len(listed("s = socket tcp\nset_inheritable s on\nls /proc/self/fd")), 5)
    equal(len(listed("s = socket tcp\nset_inheritable s on\nset_inheritable s off\nls /proc/self/fd")), 4)


@check("a script inside has none of the outer one's")
def _():
    inner = path("inner.sbx")
    with open(inner, "w") as file:
        file.write("sockets --get socket\n!ls -l /proc/$PPID/fd | grep -c socket: || true\n")
    ran = run("-c", "s = create_server 127.0.0.1:0 --quiet; u, v = socketpair --quiet; run %s" % inner, env=ENV)
    equal((ran.returncode, ran.stdout), (0, b"0\n"), ran.stderr)


@check("waiting for a job takes no time of the processor, whatever can be read")
def _():
    before = os.times()
    ran = run("-c", "sleep 1 &\nwait", env=ENV)
    after = os.times()
    equal(ran.returncode, 0, ran.stderr)
    used = after.children_user + after.children_system - before.children_user - before.children_system
    true(used < 0.5, used)


@check("an applet that serves has its own sockets and no others")
def _():
    ran = run("-c", "s = create_server 127.0.0.1:0 --quiet; u, v = socketpair --quiet\n"
              "j = start echo-server -q 127.0.0.1:0 > /dev/null\n"
              "SERVER = ${j.pid}\nexport SERVER\n!ls -l /proc/$SERVER/fd | grep -c socket:\n"
              "!ls -l /proc/$SERVER/fd | grep -c pipe: || true\nkill $j", env=ENV,
              before=("sh", "-c", 'exec "$@" > "%s" 2>&1' % path("served"), "sh"))
    with open(path("served")) as said:
        equal((ran.returncode, said.read().split()), (0, ["1", "0"]))


done()
