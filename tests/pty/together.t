#!/usr/bin/env python3
# Where parts of the prompt meet: events, hints, completion, history, jobs, pastes, the terminal's size.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()

os.makedirs(path("config/sockbox"))
with open(path("config/sockbox/rc"), "w") as _file:
    _file.write("r = create_server udp 127.0.0.1:0\nsleep 600 &\n")
with open(path("vi"), "w") as _file:
    _file.write("set editing-mode vi\n")


class Peer:
    """The other end of u, a socket of the shell's."""

    def __init__(self, person, command="u = create_server udp 127.0.0.1:0"):
        person.keys(command + "\r")
        self.finds(person, "u")
        person.wait(lambda screen: PROMPT.match(screen.lines()[-1]), "a prompt")

    def finds(self, person, name):
        found = []

        def is_there(screen):
            found[:] = re.findall(r"^%s: [^\n]* ?127\.0\.0\.1:(\d+)" % name, "\n".join(screen.all()), re.M)
            return found
        person.wait(is_there, "%s is bound" % name)
        self.at = ("127.0.0.1", int(found[-1]))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def say(self, data=b"hello"):
        self.socket.sendto(data, self.at)


TOLD = "[u] 5 bytes to read"


def job(person, name, text="printed"):
    """A job that prints TEXT once we write to its pipe; that pipe's path."""
    pipe = path("pipe-%d-%s" % (os.getpid(), name))
    os.mkfifo(pipe)
    person.keys("sh -c 'read x < %s; echo %s; exec sleep 600' &\r" % (pipe, text))
    person.wait(lambda screen: re.search(r"\[1\] pid \d+", "\n".join(screen.all())) and PROMPT.match(screen.lines()[-1]),
                "it runs")
    return pipe


def go(pipe):
    with open(pipe, "w") as file:
        file.write("go\n")


def leave(person):
    person.keys(CTRL["A"] + CTRL["K"] + "kill %1\r")
    person.wait(lambda screen: re.search(r"\[1\] ended", "\n".join(screen.all())), "the job has ended")
    person.keys("echo fine\r")
    person.wait(lambda screen: "fine" in screen.lines()[-2:-1] and PROMPT.match(screen.lines()[-1]), "it goes on")



@session("an event while a hint is shown, which is there again, and not run")
def _(person):
    peer = Peer(person)
    person.keys("echo hinted line\r")
    person.shows("hinted line", "sockbox[1s]> ")
    person.keys("echo hin")
    person.shows("sockbox[1s]> echo hinted line", column=21)
    peer.say()
    person.shows(TOLD, "sockbox[1s]> echo hinted line", column=21)
    person.keys("\r")
    person.shows(TOLD, "sockbox[1s]> echo hin", "hin", "sockbox[1s]> ")


@session("Enter typed with the word before it leaves no hint behind")
def _(person):
    person.keys("echo hinted line\r")
    person.shows("hinted line", "sockbox> ")
    person.keys("echo hin\r")
    person.shows("sockbox> echo hin", "hin", "sockbox> ")


@session("a job prints while a list of completions stands")
def _(person):
    pipe = job(person, "list")
    person.keys("get", "\t\t")
    person.wait(lambda screen: any("getsockopt" in line for line in screen.lines()) and
                screen.lines()[-1].startswith("sockbox[1j]> get"), "the list")
    go(pipe)
    person.shows("[1] printed", "sockbox[1j]> get")
    leave(person)


with open(path("lines"), "w") as _file:
    _file.write("echo from the file\n")
os.chmod(path("lines"), 0o600)


@session("an event during Ctrl-R in a history of the file", SOCKBOX_HISTORY=path("lines"))
def _(person):
    peer = Peer(person)
    person.keys(CTRL["R"], "from")
    line = "(reverse-i-search)`from': echo from the file"
    person.shows(line, column=31)
    peer.say()
    person.shows(TOLD, line, column=31)
    person.keys("\r")
    person.shows("sockbox[1s]> echo from the file", "from the file", "sockbox[1s]> ")


@session("Ctrl-C in a paste while a job prints")
def _(person):
    pipe = job(person, "paste")
    person.keys(PASTE + "echo one; sleep 500\recho two\recho three\r" + PASTED + "\r")
    until(lambda: os.tcgetpgrp(person.fd) != person.process.pid, "sleep is in front")
    go(pipe)
    person.has("[1] printed")
    person.keys(CTRL["C"])
    person.shows("2 pasted lines were not run", "sockbox[1j](130)> ")
    true("three" not in person.screen.lines(), "nothing else has run")
    leave(person)


@session("Ctrl-Z of an applet while events come, which are told behind it")
def _(person):
    peer = Peer(person)
    person.keys("echo-server 127.0.0.1:0\r")
    person.wait(lambda screen: re.search(r"echo-server: ready .*:\d+", "\n".join(screen.all())), "it is ready")
    peer.say()
    person.keys(CTRL["Z"])
    person.shows("[1] stopped  echo-server 127.0.0.1:0", TOLD, "sockbox[1s 1j](148)> ")
    leave(person)


@session("the terminal is resized while a hint is shown")
def _(person):
    peer = Peer(person)
    person.keys("echo a line of some length\r")
    person.shows("a line of some length", "sockbox[1s]> ")
    person.keys("echo a")
    person.shows("sockbox[1s]> echo a line of some length", column=19)
    person.resize(30, 24)
    person.shows("sockbox[1s]> echo a line of s", column=19)
    peer.say()
    person.shows(TOLD, "sockbox[1s]> echo a line of s", column=19)
    person.keys("\r")
    person.shows("sockbox[1s]> echo a", "a", "sockbox[1s]> ")


@session("vi mode: events and hints", INPUTRC=path("vi"))
def _(person):
    peer = Peer(person)
    person.keys("echo some words\r")
    person.shows("some words", "sockbox[1s]> ")
    person.keys("echo so")
    person.shows("sockbox[1s]> echo some words", column=20)
    peer.say()
    person.shows(TOLD, "sockbox[1s]> echo some words", column=20)
    person.keys("\x1b")
    person.shows(TOLD, "sockbox[1s]> echo so", column=19)
    person.keys("A\r")
    person.shows("sockbox[1s]> echo so", "so", "sockbox[1s]> ")
    person.keys("exit\r")


@session("40 columns, a long prompt, a wrapped line, and an event", columns=40)
def _(person):
    for i in range(3):
        person.keys("sleep 600 &\r")
        person.has("sockbox[%dj]>" % (i + 1) if i < 2 else "sockbox[3j]>")
    person.keys("; ".join("a%d, b%d = socketpair -q" % (i, i) for i in range(5)) + "; c = socket udp\r")
    person.shows("sockbox[11s 3j]> ")
    peer = Peer(person)
    person.shows("sockbox[12s 3j]> ")
    person.keys("sh -c 'exit 130'\r")
    prompt = "sockbox[12s 3j](130)> "
    person.shows(prompt)
    person.keys("echo abcdefghijklmnopqrstuvwxyz", LEFT * 3)
    person.shows(prompt + "echo abcdefghijklm", "nopqrstuvwxyz", column=10)
    peer.say()
    person.wait(lambda screen: screen.lines()[-3:] == [TOLD, prompt + "echo abcdefghijklm", "nopqrstuvwxyz"]
                and screen.column == 10, "it stands below the event")
    person.keys("\r")
    person.shows("abcdefghijklmnopqrstuvwxyz", "sockbox[12s 3j]> ")
    person.keys("kill %1; kill %2; kill %3\r")
    person.shows("sockbox[12s]> ")


@check("an rc file that makes a socket and starts a job")
def _():
    person = Person(SOCKBOX, XDG_CONFIG_HOME=path("config"))
    peer = Peer.__new__(Peer)
    peer.finds(person, "r")
    person.shows("sockbox[1s 1j]> ")
    person.keys("echo half")
    person.shows("sockbox[1s 1j]> echo half")
    peer.say()
    person.shows("[r] 5 bytes to read", "sockbox[1s 1j]> echo half")
    leave(person)
    person.keys(CTRL["D"])
    equal(person.ends(), 0)
    true(person.is_restored())
    person.close()


@session("a watch that was ended by Ctrl-C: events are told behind it, and all went well")
def _(person):
    peer = Peer(person)
    person.keys("watch -i 10ms echo tick\r")
    person.wait(lambda screen: screen.all().count("tick") >= 3, "it goes on")
    peer.say()
    person.keys(CTRL["C"])
    person.shows(TOLD, "sockbox[1s]> ")


@session("Ctrl-C in a watch drops what was pasted behind it")
def _(person):
    person.keys(PASTE + "watch -i 10ms echo tick\recho two\r" + PASTED + "\r")
    person.wait(lambda screen: screen.all().count("tick") >= 3, "it goes on")
    person.keys(CTRL["C"])
    person.shows("1 pasted line was not run", "sockbox> ")


@session("a session is recorded while a job prints, and events come")
def _(person):
    file = path("recorded-%d" % os.getpid())
    pipe, peer = job(person, "record"), Peer(person)
    person.keys("record %s\r" % file)
    person.shows("sockbox[1s 1j]> ")
    person.keys("echo ha")
    go(pipe)
    peer.say()
    person.wait(lambda screen: "[1] printed" in screen.lines() and TOLD in screen.lines()
                and screen.lines()[-1] == "sockbox[1s 1j]> echo ha", "both are told")
    person.keys("lf\r")
    person.shows("half", "sockbox[1s 1j]> ")
    person.keys("record off\r")
    person.shows("sockbox[1s 1j]> record off", "sockbox[1s 1j]> ")
    with open(file) as lines:
        text = lines.read()
    true("echo half\n" in text and "# half\n" in text, text)
    leave(person)


def no_hint(name, *words, **env):
    @session(name, *words, **env)
    def _(person):
        peer = Peer(person)
        person.keys("echo hinted line\r")
        person.shows("hinted line", "sockbox[1s]> ")
        person.keys("echo hin")
        person.shows("sockbox[1s]> echo hin")
        peer.say()
        person.shows(TOLD, "sockbox[1s]> echo hin")
        true(b"\x1b[2m" not in person.raw, "nothing is dim")


no_hint("--no-hints: events, and no hints", "--no-hints")
no_hint("NO_COLOR: events, and no hints", NO_COLOR="1")


@check("TERM=dumb: events on lines of their own, and no sequence")
def _():
    person = Person(SOCKBOX, TERM="dumb")
    person.wait(lambda screen: screen.lines()[-1:] == ["sockbox>"], "there is no prompt")
    peer = Peer(person)
    peer.say()
    person.has(TOLD)
    person.keys("recv u 9\r")
    person.wait(lambda screen: '"hello" (5 bytes)' in screen.lines() and PROMPT.match(screen.lines()[-1]), "it is read")
    true(b"\x1b" not in person.raw, person.raw)
    person.keys(CTRL["D"])
    equal(person.ends(), 0)
    person.close()


done()
