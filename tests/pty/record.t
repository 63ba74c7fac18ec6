#!/usr/bin/env python3
# What a person records at the prompt: addresses that were typed, lines that begin with a blank, what
# Ctrl-C stopped, and the session so far.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()
_files = 0


def fresh():
    global _files
    _files += 1
    return path("recorded-%d-%d" % (os.getpid(), _files))


def text(file):
    with open(file) as opened:
        return opened.read()


def passes(*words):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env={**os.environ, "PATH": os.path.dirname(SOCKBOX) + ":" + os.environ["PATH"]})
    equal(done.returncode, 0, "%s: %s" % (words, done.stderr))


def says(person, line, *parts):
    """Type LINE; what it prints has the regular expression in PARTS[0]."""
    before = len(person.raw)
    person.keys(line + "\r")
    person.wait(lambda screen: person.raw[before:].count(ASKED) >= 1 and PROMPT.match(screen.lines()[-1]),
                "no prompt behind %r" % line)
    shown = "\n".join(person.screen.lines())
    return re.findall(parts[0], shown)[-1] if parts else None


@session("a port that was typed is a variable of the test")
def _(person):
    file, program = fresh(), fresh()
    says(person, "record --test " + file)
    port = says(person, "create_server 127.0.0.1:0", r"listening on 127.0.0.1:(\d+)")
    says(person, "s = create_connection 127.0.0.1:" + port)
    says(person, "t = create_connection 127.0.0.1 " + port)
    says(person, "c = accept s1")
    says(person, 'send s "I am at ' + port + '"')
    says(person, "recv c 100")
    says(person, "record off")
    says(person, "export python " + program)
    lines = text(file)
    true(port not in lines, lines)
    for part in ("s1 = create_server 127.0.0.1:0\n", 's = create_connection "127.0.0.1:${s1.port}"\n',
                 "t = create_connection 127.0.0.1 \"${s1.port}\"\n", "c = accept s1\n"):
        true(part in lines or part.replace('"127.0.0.1:${s1.port}"', '"${s1.local}"') in lines, (part, lines))
    passes(SOCKBOX, "run", file)
    passes(sys.executable, "-I", program)


@session("the session so far, and what was made before")
def _(person):
    early, late = fresh(), fresh()
    says(person, "a, b = socketpair")
    says(person, "send a hello")
    shown = says(person, "record --test " + late, r"(--all)")
    equal(shown, "--all")
    says(person, "recv b 100")
    says(person, "record off")
    says(person, "record --test --all " + early)
    says(person, "record off")
    for file in (early, late):
        true('recv b 5 => "hello"\n' in text(file), text(file))
        passes(SOCKBOX, "run", file)


@session("a line that begins with a blank is not written down, nor what it assigned")
def _(person):
    file, test, program = fresh(), fresh(), fresh()
    says(person, "record " + file)
    says(person, "record --test " + test)
    says(person, ' password = "hunter2"')
    says(person, "a, b = socketpair")
    says(person, "send a $password")
    says(person, 'copy = "${password}!"')
    says(person, "echo $copy")
    says(person, "echo public")
    says(person, "record off")
    says(person, "export python " + program)
    for kind in (file, test, program):
        lines = text(kind)
        true("public" in lines, lines)
        true("hunter2" not in lines, lines)
        true("password =" not in lines, lines)
    true("# (this line is not written down)\n" in text(file), text(file))


@session("what Ctrl-C stopped is marked, and no part of the test")
def _(person):
    file, test = fresh(), fresh()
    says(person, "record " + file)
    says(person, "record --test " + test)
    says(person, "a, b = socketpair")
    person.keys("recv a 5\r")
    person.wait(lambda screen: screen.lines()[-1:] == [""] or "recv a 5" in screen.lines()[-1], "it waits")
    person.keys(CTRL["C"])
    person.shows("sockbox[2s](130)> ")
    says(person, "send b ok")
    says(person, "recv a 5")
    says(person, "record off")
    true("recv a 5\n" in text(file) and "# (stopped by Ctrl-C)\n" in text(file), text(file))
    true("# stopped by Ctrl-C:\n#   recv a 5\n" in text(test), text(test))
    passes(SOCKBOX, "run", test)


@session("what applets and programs print on a terminal", columns=100)
def _(person):
    file = fresh()
    says(person, "record " + file)
    says(person, "servlookup http/tcp")
    says(person, "sh -c 'test -t 1 && echo terminal'")
    true("terminal" in "\n".join(person.screen.lines()))
    says(person, "record off")
    true("# http 80/tcp" in text(file) or "# http" in text(file), text(file))


done()
