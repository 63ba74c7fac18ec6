#!/usr/bin/env python3
# A line that is typed while others talk: what keys do, what the screen shows, what the terminal is left with.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
import tap  # noqa: E402
import vt  # noqa: E402
from people import *  # noqa: E402,F403


def inputrc(name, text):
    with open(path(name), "w") as file:
        file.write(text)


inputrc("no-paste", "set enable-bracketed-paste off\n")
inputrc("vi", "set editing-mode vi\n")
inputrc("if", "$if sockbox\n\"\\C-g\": \"macro\"\n$endif\n")


# ---- people ----------------------------------------------------------------------------------------

class Alice(Server):
    """The host, who has no terminal."""

    def __init__(self):
        Server.__init__(self, "chat", "-l", "@sockbox-line-%d-%d" % (os.getpid(), tap._count), "--nick", "alice",
                        "--history", "0", stdin=subprocess.PIPE)
        self.at = self.ready[0]["endpoint"]

    def say(self, *lines):
        for line in lines:
            self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def heard(self):
        return [row["data"] for row in self.rows("result")]

    def hears(self, *lines):
        until(lambda: len(self.heard()) >= len(lines), "alice hears %r; has %r" % (lines, self.heard()))
        equal(self.heard(), list(lines), "alice heard")


class Bob(Person):
    """A guest at a terminal, who has been let in."""

    def __init__(self, alice, *words, begins=(), columns=40, rows=12, **env):
        Person.__init__(self, *begins, SOCKBOX, "chat", alice.at, "--nick", "bob", *words, columns=columns,
                             rows=rows, **env)
        self.shows("-- you are bob", "> ")


def scenario(name, *words, **how):
    """The test of alice, who hosts, and bob, who types. He ends well and leaves the terminal as it was."""
    def run(function):
        @check(name)
        def _():
            alice = Alice()
            bob = Bob(alice, *words, **how)
            function(alice, bob)
            if bob.process.poll() is None:
                bob.type(CTRL["A"] + CTRL["K"] + CTRL["D"])
            equal(bob.ends(), 0, "exit code; %r" % bob.raw[-300:])
            true(bob.is_restored(), "the terminal has its modes again")
            true(2004 not in bob.screen.modes, "bracketed paste is off again")
            bob.close()
            alice.process.stdin.close()
            alice.end()
        return function
    return run


# ---- keys ------------------------------------------------------------------------------------------

@scenario("what is typed is shown, and said with Enter")
def _(alice, bob):
    true(bob.edits())
    bob.type("hello")
    bob.shows("> hello")
    bob.type("\r")
    bob.shows("> hello", "> ")
    alice.hears("hello")
    bob.type("quit\r")
    equal(bob.ends(), 0)


@scenario("keys that move and delete, and undo")
def _(alice, bob):
    bob.type("one two three")
    bob.type(HOME)
    bob.shows("> one two three", column=2)
    bob.type(DELETE + RIGHT + "N")
    bob.shows("> nNe two three", column=4)
    bob.type(END + CTRL["W"])
    bob.shows("> nNe two ")
    bob.type(CTRL["_"])
    bob.shows("> nNe two three")
    bob.type("\x1bb\x1bb" + CTRL["K"])
    bob.shows("> nNe ")
    bob.type(CTRL["A"] + CTRL["Y"])
    bob.shows("> two threenNe ", column=11)
    bob.type(LEFT + LEFT + BACKSPACE + CTRL["T"] + "\r")
    alice.hears("two tehenNe ")


@scenario("a message while a line is typed leaves line and cursor as they were")
def _(alice, bob):
    bob.type("hello world" + LEFT * 5)
    bob.shows("> hello world", column=8)
    alice.say("one")
    bob.shows("-- you are bob", "alice: one", "> hello world", column=8)
    alice.say("two", "three")
    bob.shows("alice: one", "alice: two", "alice: three", "> hello world", column=8)
    bob.type("big ")
    bob.shows("> hello big world", column=12)
    bob.type("\r")
    alice.hears("hello big world")
    bob.shows("alice: three", "> hello big world", "> ")


@scenario("an arrow key whose bytes come around a message")
def _(alice, bob):
    bob.type("ab")
    bob.shows("> ab")
    bob.type("\x1b")
    alice.say("one")
    bob.shows("alice: one", "> ab")
    bob.type("[")
    alice.say("two")
    bob.shows("alice: two", "> ab")
    bob.type("D")
    bob.shows("> ab", column=3)


@scenario("two lines typed at once are two lines")
def _(alice, bob):
    bob.type("one\rtwo\rthr")
    alice.hears("one", "two")
    bob.shows("> one", "> two", "> thr")


@scenario("200 messages while a line is typed")
def _(alice, bob):
    bob.type("typing" + LEFT)
    bob.shows("> typing", column=7)
    for i in range(200):
        alice.say("message %d" % i)
        if i % 10 == 0:
            bob.type("x")
    bob.shows("alice: message 199", "> typin" + "x" * 20 + "g", column=27)
    bob.type("\r")
    alice.hears("typin" + "x" * 20 + "g")
    bob.has(*["alice: message %d" % i for i in range(200)])


@scenario("a line that is too long is not sent")
def _(alice, bob):
    bob.type(PASTE + "x" * 5000 + PASTED)
    bob.wait(lambda screen: screen.cells[screen.row][screen.column - 1] == "x" and screen.column == 2 + 5000 % 40,
             "it is shown")
    bob.type("\r")
    bob.wait(lambda screen: screen.lines()[-1] == ">" and "4096" in "".join(screen.lines()), "it complains")
    bob.type("short\r")
    alice.hears("short")


# ---- wrapped lines ---------------------------------------------------------------------------------

LONG = "abcdefghijklmnopqrstuvwxyz" * 3  # on rows of 38, 40


@scenario("a message while the line is wrapped over three rows, the cursor at its end")
def _(alice, bob):
    bob.type(LONG + "12")
    bob.shows("> " + LONG[:38], LONG[38:], "12")
    alice.say("one")
    bob.shows("-- you are bob", "alice: one", "> " + LONG[:38], LONG[38:], "12")
    bob.type("\r")
    alice.hears(LONG + "12")
    bob.shows("alice: one", "> " + LONG[:38], LONG[38:], "12", "> ")


@scenario("a message while the cursor is in the first row of a wrapped line")
def _(alice, bob):
    bob.type(LONG + "12")
    bob.shows("> " + LONG[:38], LONG[38:], "12")
    row = bob.screen.row - 2
    bob.type(HOME + RIGHT)
    bob.wait(lambda screen: screen.column == 3 and screen.row == row, "the cursor")
    alice.say("one")
    bob.wait(lambda screen: screen.row == row + 1 and screen.column == 3 and screen.lines() == [
        "-- you are bob", "alice: one", "> " + LONG[:38], LONG[38:], "12"], "the line stands below the message")
    bob.type("X\r")
    alice.hears("a" + "X" + LONG[1:] + "12")
    bob.shows("z12", "> ")


@scenario("a message while the line fills its row to the last column")
def _(alice, bob):
    bob.type(LONG[:38])
    bob.shows("> " + LONG[:38], "")
    alice.say("one")
    bob.shows("-- you are bob", "alice: one", "> " + LONG[:38], "")
    bob.type(BACKSPACE)
    bob.shows("alice: one", "> " + LONG[:37])
    bob.type("\r")
    alice.hears(LONG[:37])


@scenario("a message at the last row of the screen, the line wrapped")
def _(alice, bob):
    alice.say(*["line %d" % i for i in range(12)])
    bob.shows("alice: line 11", "> ")
    bob.type(LONG[:50])
    bob.shows("> " + LONG[:38], LONG[38:50])
    alice.say("more")
    bob.shows("alice: line 11", "alice: more", "> " + LONG[:38], LONG[38:50])
    equal(bob.screen.row, 11, "row")
    bob.has(*["alice: line %d" % i for i in range(12)], "alice: more")


@scenario("Ctrl-C in the first row of a wrapped line")
def _(alice, bob):
    bob.type(LONG + "12")
    bob.shows("> " + LONG[:38], LONG[38:], "12")
    row = bob.screen.row
    bob.type(HOME)
    bob.wait(lambda screen: screen.column == 2 and screen.row == row - 2, "the cursor")
    bob.type(CTRL["C"])
    bob.shows("-- you are bob", "> " + LONG[:38], LONG[38:], "12^C", "> ")


# ---- history, search, arguments --------------------------------------------------------------------

@scenario("the history: what was said comes back, once where it was said twice")
def _(alice, bob):
    bob.type("one\rtwo\rtwo\r")
    alice.hears("one", "two", "two")
    bob.type(UP)
    bob.shows("> two")
    alice.say("hm")
    bob.shows("alice: hm", "> two")
    bob.type(UP)
    bob.shows("> one")
    bob.type(UP + DOWN + DOWN)
    bob.shows("alice: hm", "> ")
    bob.type("half" + UP)
    bob.shows("> two")
    bob.type(DOWN)
    bob.shows("> half")


@scenario("a message during Ctrl-R: the search goes on")
def _(alice, bob):
    bob.type("first words\rsecond line\r")
    alice.hears("first words", "second line")
    bob.shows("> second line", "> ")
    bob.type(CTRL["R"] + "i")
    bob.wait(lambda screen: "reverse-i-search)`i'" in screen.lines()[-1], "searches")
    before = bob.screen.lines()[-1], bob.screen.column
    alice.say("one")
    bob.has("alice: one")
    bob.wait(lambda screen: (screen.lines()[-1], screen.column) == before, "the search is shown again")
    bob.type("rst")
    bob.wait(lambda screen: screen.lines()[-1] == "(reverse-i-search)`irst': first words", "finds")
    alice.say("two")
    bob.has("alice: one", "alice: two", "(reverse-i-search)`irst': first words")
    bob.type("\r")
    bob.shows("alice: two", "> first words", "> ")
    alice.hears("first words", "second line", "first words")
    bob.type("x")
    bob.shows("> first words", "> x")


@scenario("a message during a numeric argument: it still counts")
def _(alice, bob):
    bob.type("ab\x1b3")
    bob.shows("(arg: 3) ab")
    alice.say("one")
    bob.shows("alice: one", "(arg: 3) ab")
    bob.type("x")
    bob.shows("alice: one", "> abxxx")


@scenario("Ctrl-C leaves a search and a numeric argument, and drops the line")
def _(alice, bob):
    bob.type("words\r")
    bob.shows("> words", "> ")
    bob.type(CTRL["R"] + "or")
    bob.wait(lambda screen: screen.lines()[-1].endswith("`or': words"), "finds")
    bob.type(CTRL["C"])
    bob.wait(lambda screen: screen.lines()[-1] == ">" and screen.column == 2, "a new prompt")
    bob.type("\x1bp")
    bob.shows("> :")
    bob.type("or")
    bob.shows("> :or")
    bob.type(CTRL["C"])
    bob.wait(lambda screen: screen.lines()[-1] == ">" and screen.column == 2, "a new prompt")
    bob.type("new\x1b4")
    bob.shows("(arg: 4) new")
    bob.type(CTRL["C"])
    bob.wait(lambda screen: screen.lines()[-1] == ">" and screen.column == 2, "a new prompt")
    bob.type("x\r")
    alice.hears("words", "x")


# ---- completion ------------------------------------------------------------------------------------

COMMANDS = ["/get   N [NAME]: take the file of offer N", "/help  list the commands", "/me    TEXT: say what you do",
            "/nick  NAME: be called so", "/quit  leave", "/send  FILE: offer it to all", "/who   list who is here"]


@scenario("Tab completes a command; what is not there is not a file's name either")
def _(alice, bob):
    bob.type("/w\t")
    bob.shows("> /who ")
    bob.type("\r")
    bob.has("-- alice is here, host")
    bob.shows("> ")
    bob.type("/etc/pass\t")
    bob.shows("> /etc/pass")
    bob.type(CTRL["U"] + "tes\t\t")
    bob.shows("> tes")
    equal([line for line in bob.screen.lines() if "tests" in line], [])


@scenario("a listing, and a message behind it", columns=60, rows=24)
def _(alice, bob):
    bob.type("/\t\t")
    bob.shows("> /", *COMMANDS, "> /")
    alice.say("one")
    bob.shows("> /", *COMMANDS, "alice: one", "> /")
    bob.type("h\t")
    bob.shows("alice: one", "> /help ")


@scenario("a listing leaves out what the terminal has no room for, and says so", columns=30, rows=6)
def _(alice, bob):
    bob.type("/\t\t")
    bob.shows("> /", "/get", "/help  list the commands", "… 5 more, keep typing", "> /")
    bob.type("q\t")
    bob.shows("> /quit ")


@scenario("a listing while the cursor is in the first row of a wrapped line", columns=24, rows=24)
def _(alice, bob):
    bob.type("/" + "x" * 30 + HOME + RIGHT + "\t\t")
    bob.wait(lambda screen: screen.lines()[-2:] == ["> /" + "x" * 21, "x" * 9] and screen.column == 3,
             "the line is shown again")
    bob.has("> /" + "x" * 21, "x" * 9, "/get")


@scenario("Ctrl-C after a listing")
def _(alice, bob):
    bob.type("/\t\t")
    bob.has("/quit  leave")
    bob.shows("> /")
    bob.type(CTRL["C"])
    bob.shows("> /^C", "> ")


# ---- paste -----------------------------------------------------------------------------------------

@scenario("three pasted lines wait for Enter, and are three lines")
def _(alice, bob):
    bob.type(PASTE + "one\rtwo\rthree" + PASTED)
    bob.shows("> one", "two", "three")
    equal(alice.heard(), [])
    bob.type("\r")
    alice.hears("one", "two", "three")
    bob.type(UP + UP)
    bob.shows("> two")


@scenario("the newline that a paste ends in is not one line more")
def _(alice, bob):
    bob.type("a " + PASTE + "one\n\ntwo\n" + PASTED)
    bob.shows("> a one", "", "two", "")
    bob.type("\r")
    bob.type("end\r")
    alice.hears("a one", "two", "end")


@scenario("a message while a paste has come in part: nobody waits for the rest")
def _(alice, bob):
    bob.type("x" + PASTE + "one\rtw")
    bob.shows("> x")
    alice.say("hello")
    bob.shows("alice: hello", "> x")
    bob.type("o\x1b[20")
    alice.say("again")
    bob.shows("alice: again", "> x")
    bob.type("1~")
    bob.shows("alice: again", "> xone", "two")
    bob.type("\r")
    alice.hears("xone", "two")


@scenario("Ctrl-C ends a paste whose end does not come")
def _(alice, bob):
    bob.type(PASTE + "one\rtw")
    alice.say("hello")
    bob.shows("alice: hello", "> ")
    bob.type(CTRL["C"])
    bob.shows("alice: hello", "> ^C", "> ")
    bob.type("fine\r")
    alice.hears("fine")


@scenario("a paste that nobody can want is dropped, and that is said")
def _(alice, bob):
    bob.type("ab" + PASTE)
    for _ in range(1100):
        bob.type("y" * 1023 + "\r")
        bob.look(0)
    bob.type(PASTED)
    bob.shows("what was pasted is too large, and dropped"[:40], "d", "> ab")
    bob.type("c\r")
    alice.hears("abc")


@scenario("controls in a paste do nothing")
def _(alice, bob):
    bob.type(PASTE + "a" + CTRL["D"] + CTRL["R"] + "\tb" + PASTED + "\r")
    alice.hears("a" + CTRL["D"] + CTRL["R"] + "\tb")


# ---- characters ------------------------------------------------------------------------------------

@scenario("wide characters are moved over and deleted whole", columns=20)
def _(alice, bob):
    bob.type("日本語")
    bob.shows("> 日本語", column=8)
    bob.type(LEFT)
    bob.shows("> 日本語", column=6)
    alice.say("é")
    bob.shows("alice: é", "> 日本語", column=6)
    bob.type(BACKSPACE)
    bob.shows("> 日語", column=4)
    bob.type("本\r")
    alice.hears("日本語")


@scenario("a wide character that does not fit into its row", columns=19)
def _(alice, bob):
    bob.type("日本語日本語日本語")
    bob.shows("> 日本語日本語日本", "語", column=2)
    alice.say("hm")
    bob.shows("alice: hm", "> 日本語日本語日本", "語", column=2)
    bob.type("\r")
    alice.hears("日本語日本語日本語")


@scenario("a character whose bytes come around a message")
def _(alice, bob):
    bob.type("é".encode()[:1])
    alice.say("one")
    bob.shows("alice: one", "> ")
    bob.type("é".encode()[1:] + b"x")
    bob.shows("> éx")
    bob.type(CTRL["R"].encode() + "ö".encode()[:1])
    alice.say("two")
    bob.has("alice: two")
    bob.type("ö".encode()[1:])
    bob.wait(lambda screen: "`ö'" in screen.lines()[-1], "searches")
    bob.type(CTRL["C"])
    bob.wait(lambda screen: screen.lines()[-1] == ">", "a new prompt")


# ---- the terminal ----------------------------------------------------------------------------------

@scenario("the terminal becomes narrower and wider")
def _(alice, bob):
    bob.type(LONG[:30])
    bob.shows("> " + LONG[:30])
    bob.resize(20, 12)
    bob.wait(lambda screen: LONG[18:30] in screen.lines() and screen.column == 12, "wrapped")
    alice.say("one")
    bob.shows("alice: one", "> " + LONG[:18], LONG[18:30])
    bob.resize(60, 12)
    bob.wait(lambda screen: "> " + LONG[:30] in screen.lines(), "in one row")
    bob.type("\r")
    alice.hears(LONG[:30])
    alice.say("two")
    bob.shows("alice: two", "> ")


@scenario("the size that changed between two lines")
def _(alice, bob):
    bob.type("one\r")
    bob.shows("> one", "> ")
    bob.resize(24, 12)
    bob.type(LONG[:30])
    bob.shows("> " + LONG[:22], LONG[22:30])
    alice.say("two")
    bob.shows("alice: two", "> " + LONG[:22], LONG[22:30])


@scenario("Ctrl-C drops what is typed; on an empty line it leaves")
def _(alice, bob):
    bob.type("never mind")
    bob.shows("> never mind")
    bob.type(CTRL["C"])
    bob.shows("> never mind^C", "> ")
    bob.type("fine\r")
    alice.hears("fine")
    bob.shows("> fine", "> ")
    bob.type(CTRL["C"])
    equal(bob.ends(), 0)
    bob.has("> fine", "-- heard 0, said 1")


@scenario("Ctrl-D deletes in a line, and ends on an empty one")
def _(alice, bob):
    bob.type("abc" + HOME + CTRL["D"])
    bob.shows("> bc", column=2)
    bob.type(CTRL["D"] * 2)
    bob.shows("> ")
    bob.type(CTRL["D"])
    equal(bob.ends(), 0)
    bob.has("-- you are bob", ">", "-- heard 0, said 0")


@scenario("Ctrl-D where inputrc says no bracketed paste", INPUTRC=path("no-paste"))
def _(alice, bob):
    bob.type("a\r" + CTRL["D"])
    equal(bob.ends(), 0)
    bob.has("> a", ">", "-- heard 0, said 1")
    true(b"\x1b[?2004" not in bob.raw)


for _name in ("TERM", "INT", "HUP"):
    @scenario("SIG%s from elsewhere leaves at once, whatever is typed, and restores the terminal" % _name)
    def _(alice, bob):
        bob.type("half a line")
        bob.shows("> half a line")
        bob.process.send_signal(getattr(signal, "SIG" + _name))
        equal(bob.ends(), 0)
        bob.has("-- you are bob", "-- heard 0, said 0")


def ends_of(name, signal_number, send):
    @check(name)
    def _():
        alice = Alice()
        bob = Bob(alice)
        bob.type("half a line")
        bob.shows("> half a line")
        send(bob)
        equal(bob.ends(), -signal_number)
        true(bob.is_restored(), "the terminal has its modes again")
        true(2004 not in bob.screen.modes, "bracketed paste is off again")
        equal(bob.screen.lines()[-1], "-- you are bob", "last line")
        bob.close()
        alice.process.stdin.close()
        alice.end()


resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
ends_of("Ctrl-\\ kills at once, and restores the terminal", signal.SIGQUIT, lambda bob: bob.type(CTRL["\\"]))


def state_of(pid):
    with open("/proc/%d/stat" % pid) as line:
        return line.read().rpartition(")")[2].split()[0]


@scenario("stopped by what cannot be held back, and continued")
def _(alice, bob):
    bob.type("half a line" + LEFT)
    bob.shows("> half a line", column=12)
    bob.process.send_signal(signal.SIGSTOP)
    until(lambda: state_of(bob.process.pid) == "T", "it is stopped")
    vt.termios.tcsetattr(bob.slave, vt.termios.TCSANOW, bob.before)  # as a shell does
    bob.process.send_signal(signal.SIGCONT)
    until(bob.edits, "it edits again")
    bob.type("X")
    bob.shows("> half a linXe", column=13)
    bob.type("\r")
    alice.hears("half a linXe")


@scenario("standard input's flags are never touched")
def _(alice, bob):
    before = fcntl.fcntl(bob.slave, fcntl.F_GETFL)
    bob.type("abc")
    bob.shows("> abc")
    equal(fcntl.fcntl(bob.slave, fcntl.F_GETFL), before)


def in_shell(name):
    """The test of a shell with job control, and alice."""
    def run(function):
        @check(name)
        def _():
            alice = Alice()
            shell = vt.Terminal("/bin/sh", "-i", env={**ENV, "PS1": "$ ", "ENV": "", "PS2": ""}, columns=60)
            tap._started.append(shell.process)
            shell.shows("$ ")
            function(alice, shell)
            shell.type("exit\r")
            shell.ends()
            shell.close()
            alice.process.stdin.close()
            alice.end()
        return function
    return run


@in_shell("Ctrl-Z gives the shell its terminal; fg brings the line back")
def _(alice, shell):
    shell.type("%s chat %s --nick bob\r" % (SOCKBOX, alice.at))
    shell.shows("-- you are bob", "> ")
    shell.type(LONG + LEFT)
    shell.shows("> " + LONG[:58], LONG[58:], column=19)
    shell.type(CTRL["Z"])
    shell.wait(lambda screen: screen.lines()[-1] == "$" and "Stopped" in "".join(screen.lines()), "stopped")
    true(vt.termios.ICANON & shell.modes()[3] and 2004 not in shell.screen.modes, "the terminal is the shell's")
    alice.say("meanwhile")
    shell.type("fg\r")
    shell.shows("alice: meanwhile", "> " + LONG[:58], LONG[58:], column=19)
    shell.type("X")
    shell.shows("alice: meanwhile", "> " + LONG[:58], LONG[58:77] + "Xz", column=20)
    equal(shell.screen.all().count("> " + LONG[:58]), 1, "copies of the line on the screen")
    shell.type("\r")
    alice.hears(LONG[:77] + "Xz")
    shell.type(CTRL["D"])
    shell.shows("-- heard 1, said 1", "$ ")


@in_shell("in the background it stays, and says why it does not edit")
def _(alice, shell):
    shell.type("%s chat %s -v --nick bob &\r" % (SOCKBOX, alice.at))
    shell.wait(lambda screen: any("in the background" in line for line in screen.all()), "it says why")
    shell.has("-- you are bob")
    alice.say("hello")
    shell.wait(lambda screen: any("alice: hello" in line for line in screen.all()), "it hears")
    alice.end()
    shell.wait(lambda screen: any("heard 1" in line for line in screen.all()), "it ends")


@scenario("the lines of --calls stand above what is typed", "--calls", columns=120)
def _(alice, bob):
    bob.type("half a line" + LEFT)
    bob.shows("> half a line", column=12)
    alice.say("one")
    bob.wait(lambda screen: any(line == "alice: one" for line in screen.lines()), "hears")
    bob.shows("> half a line", column=12)
    bob.wait(lambda screen: not any(line.startswith("> ") for line in screen.lines()[:-1]), "nothing is mixed")


# ---- what the user wishes --------------------------------------------------------------------------

@scenario("vi mode by inputrc, and a message in its command mode", INPUTRC=path("vi"))
def _(alice, bob):
    bob.type("one two")
    bob.shows("> one two")
    bob.type("\x1b")
    bob.shows("> one two", column=8)
    alice.say("hm")
    bob.shows("alice: hm", "> one two", column=8)
    bob.type("0")
    bob.shows("> one two", column=2)
    bob.type("c")
    alice.say("hm hm")
    bob.shows("alice: hm hm", "> one two", column=2)
    bob.type("wthree")
    bob.shows("> three two", column=7)
    bob.type("\x1b")
    bob.shows("> three two", column=6)
    bob.type("u")
    bob.wait(lambda screen: screen.lines()[-1] == "> one two", "undone")
    bob.type("A!\r")
    alice.hears("one two!")
    bob.type("quit\r")
    equal(bob.ends(), 0)


@scenario("$if sockbox of inputrc", INPUTRC=path("if"))
def _(alice, bob):
    bob.type("a" + CTRL["G"])
    bob.shows("> amacro")


@scenario("NO_COLOR: a paste and a search are not marked", NO_COLOR="1")
def _(alice, bob):
    bob.type(PASTE + "pasted" + PASTED)
    bob.shows("> pasted")
    bob.type("\r")
    alice.hears("pasted")
    bob.shows("> pasted", "> ")
    equal(bob.screen.attributes, [])


def is_plain(why, **env):
    """That the plain reader is used, and says why under -v."""
    def run():
        alice = Alice()
        begins = env.pop("begins", ())
        bob = Bob(alice, "-v", columns=200, begins=begins, **env)
        bob.wait(lambda screen: any(re.match("chat: lines cannot be edited: " + why, line) for line in screen.lines()),
                 "it says why")
        true(not bob.edits())
        bob.type("ab" + BACKSPACE + "c\r")
        alice.hears("ac")
        bob.type(CTRL["D"])
        equal(bob.ends(), 0)
        bob.close()
        alice.process.stdin.close()
        alice.end()
    return run


def folder_with(library):
    """A folder that is looked at before those of the system, with what is to be readline."""
    folder = path("library-" + os.path.basename(library))
    os.makedirs(folder, exist_ok=True)
    shutil.copy(library, os.path.join(folder, "libreadline.so.8"))
    return folder


LIBM = [line.split()[-1] for line in open("/proc/self/maps") if "/libm.so" in line or "/libm-" in line]
check("TERM=dumb")(is_plain("TERM is dumb", TERM="dumb"))
check("TERM unset")(is_plain("TERM is not set", TERM=None))
check("TERM of a terminal that nobody knows")(is_plain("a terminal of TERM 'nosuch' cannot move its cursor",
                                                       TERM="nosuch"))
check("without readline")(is_plain("GNU readline cannot be loaded: .*libreadline",
                                   LD_LIBRARY_PATH=folder_with("/dev/null")))
if LIBM:
    check("a library that is not the one")(is_plain("libreadline.so.8 lacks rl_", LD_LIBRARY_PATH=folder_with(LIBM[0])))
else:
    skip("a library that is not the one", "which libm there is cannot be told")


def is_nosuid():
    return bool(os.statvfs(WORK.name).f_flag & os.ST_NOSUID)


if os.getuid() != 0 or SANITIZED or not shutil.which("setpriv") or is_nosuid():
    skip("with more rights than its user's", "it takes root, and a program that is set-id")
else:
    @check("with more rights than its user's, readline is not loaded")
    def _():
        program = path("sockbox")
        shutil.copy(SOCKBOX, program)
        os.chmod(program, 0o4755)
        os.chmod(WORK.name, 0o755)
        alice = Alice()
        bob = vt.Terminal("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, "chat", alice.at,
                          "-v", "--nick", "bob", env=ENV, columns=200)
        tap._started.append(bob.process)
        bob.has("chat: lines cannot be edited: GNU readline is not for a program with more rights than its user")
        bob.shows("-- you are bob", "> ")
        bob.type(CTRL["D"])
        equal(bob.ends(), 0)
        bob.close()
        alice.process.stdin.close()
        alice.end()


@check("--version -v says what edits")
def _():
    true(re.search(rb"\nline editing: GNU readline 8\.[0-9]+\n", run("--version", "-v", env=ENV).stdout))
    ran = run("--version", "-v", env=dict(ENV, LD_LIBRARY_PATH=folder_with("/dev/null")))
    true(re.search(rb"\nline editing: none; GNU readline cannot be loaded: .*\n", ran.stdout), ran.stdout)


@check("standard input that is no terminal: no prompt, and no byte of readline's")
def _():
    alice = Alice()
    read, write = os.pipe()
    bob = vt.Terminal(SOCKBOX, "chat", alice.at, "--nick", "bob", env=ENV, stdin=read)
    tap._started.append(bob.process)
    os.close(read)
    os.write(write, b"hello\n")
    alice.hears("hello")
    os.close(write)
    equal(bob.ends(), 0)
    equal(bob.raw, b"-- you are bob\r\n-- heard 0, said 1\r\n")
    bob.close()
    alice.process.stdin.close()
    alice.end()


done()
