#!/usr/bin/env python3
# Completion, '?' and hints at a terminal: what keys do, and what the screen shows.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
from people import Person  # noqa: E402

together()

for _name, _text in (("vi", "set editing-mode vi\n"), ("own", "\"?\": \"mark\"\n\"\\C-f\": \"forward\"\n"),
                     ("many", "set show-all-if-ambiguous on\n")):
    with open(path(_name), "w") as _file:
        _file.write(_text)
for _name in ("my file", "日本語", "bell\a", "one", "two", "three"):
    os.makedirs(path("d"), exist_ok=True)
    with open(path("d/" + _name), "w"):
        pass
DIM = {"NO_COLOR": None}


def prepared(person, *lines):
    """Run these, each of which leaves a new prompt."""
    for line in lines:
        person.keys(line)
        person.wait(lambda screen: screen.lines()[-1].startswith("sockbox> " + line), "it is typed")
        person.keys("\r")
        person.wait(lambda screen: screen.lines()[-1] == "sockbox>" and screen.column == 9, "a new prompt")


# ---- Tab -------------------------------------------------------------------------------------------

@session("Tab once: the only one, and a blank")
def _(person):
    person.keys("hosti\t")
    person.shows("sockbox> hostinfo ")
    person.keys("-4 --js\t")
    person.shows("sockbox> hostinfo -4 --json ")


@session("Tab twice where several fit: they are listed with what they do, and the line is kept")
def _(person):
    person.keys("getsock\t")
    person.shows("sockbox> getsock")
    person.keys("\t")
    person.shows("sockbox> getsock", "getsockname  a socket's own end", "getsockopt   read an option of a socket",
                 "sockbox> getsock")
    person.keys("o\t")
    person.shows("sockbox> getsockopt ")


@session("Tab goes as far as all agree")
def _(person):
    person.keys("gets\t")
    person.shows("sockbox> gets")
    person.keys("ocko\t")
    person.shows("sockbox> getsockopt ")


@session("many on a small screen: the last line says how many more", columns=60, rows=8)
def _(person):
    person.keys("get\t\t")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox> get" and screen.lines()[-2].startswith("… ") and
                screen.lines()[-2].endswith(" more, keep typing"), "a cut list")
    true(person.screen.lines()[-6].startswith("get"), "some are listed: %r" % person.screen.lines())
    true(len(person.screen.lines()) == 8, "it stays on the screen")


@session("in the middle of a line: what is behind the cursor stays")
def _(person):
    person.keys("hosti localhost", HOME, RIGHT * 5, "\t")
    person.shows("sockbox> hostinfo localhost", column=17)


@session("inside quotes: the quote is closed")
def _(person):
    person.keys("source '" + path("d") + "/my\t")
    person.shows("sockbox> source '" + path("d") + "/my file' ")


@session("outside of quotes a blank is escaped; what is listed cannot act on the terminal")
def _(person):
    person.keys("source " + path("d") + "/m\t")
    person.shows("sockbox> source " + path("d") + "/my\\ file ")
    person.keys(CTRL["U"] + "source " + path("d") + "/b\t")
    person.shows("sockbox> source " + path("d") + "/bell\"\\x07\" ")
    equal(person.screen.bells, 0, "bells")


@session("wide characters: completed, and the list is aligned")
def _(person):
    person.keys("source " + path("d") + "/日\t")
    person.shows("sockbox> source " + path("d") + "/日本語 ")
    person.keys(CTRL["U"] + "source " + path("d") + "/\t\t")
    person.wait(lambda screen: any("日本語" in line and "two" in line or line.startswith("日本語")
                                   for line in screen.lines()), "a list")


@session("where nothing fits the line stays, and no file's name is put in")
def _(person):
    person.keys("echo /etc/pass\t\t")
    person.shows("sockbox> echo /etc/pass")
    equal(len(person.screen.lines()), 2, "lines")


@session("sockets by their state, with both ends beside")
def _(person):
    prepared(person, "l = create_server tcp 127.0.0.1:0", "s = create_connection ${l.local}", "u = socket udp")
    person.keys("accept \t")
    person.shows("sockbox> accept l ")
    person.keys(CTRL["U"] + "recv \t\t")
    person.wait(lambda screen: screen.lines()[-3].startswith("s  tcp 127.0.0.1:") and
                " -> 127.0.0.1:" in screen.lines()[-3] and screen.lines()[-2] == "u  udp" and
                screen.lines()[-1] == "sockbox> recv", "a list")


@session("a variable's field, ended by its brace")
def _(person):
    prepared(person, "s = socket tcp")
    person.keys("echo ${s.fam\t")
    person.shows("sockbox> echo ${s.family}")
    person.keys("\r")
    person.shows("AF_INET", "sockbox> ")


@session("in a line that goes on: the command began before")
def _(person):
    person.keys("try {\r")
    person.shows("sockbox> try {", "... ")
    person.keys("hosti\t")
    person.shows("... hostinfo ")
    person.keys(CTRL["U"] + "}\r")
    person.shows("... }", "sockbox> ")


@session("40 columns: meanings that do not fit are left out", columns=40)
def _(person):
    person.keys("getsock\t\t")
    person.shows("sockbox> getsock", "getsockname  a socket's own end", "getsockopt   read an option of a socket"[:40],
                 "sockbox> getsock")


@session("vi mode: Tab and '?' do the same while text is put in", INPUTRC=path("vi"))
def _(person):
    person.keys("hosti\t")
    person.shows("sockbox> hostinfo ")
    person.keys(CTRL["U"] + "setblocking s ?")
    person.shows("sockbox> setblocking s", "SWITCH  on or off, true or false, 1 or 0", "on", "off",
                 "sockbox> setblocking s ")
    person.keys(CTRL["U"] + "exit\r")


@session("the user's inputrc has a list at the first Tab", INPUTRC=path("many"))
def _(person):
    person.keys("getsock\t")
    person.shows("getsockopt   read an option of a socket", "sockbox> getsock")


# ---- '?' -------------------------------------------------------------------------------------------

@session("'?' at the start of a word lists what may come, with help, and is not in the line")
def _(person):
    prepared(person, "s = socket tcp")
    person.keys("shutdown s ?")
    person.shows("sockbox> shutdown s", "HOW        SHUT_RD, SHUT_WR or SHUT_RDWR", "SHUT_RD    no more receiving",
                 "SHUT_WR    no more sending: the peer sees the end", "SHUT_RDWR  neither", "sockbox> shutdown s ")


@session("'?' inside a word is a letter: URLs")
def _(person):
    person.keys("echo http://localhost/?q=1")
    person.shows("sockbox> echo http://localhost/?q=1")


@session("'?' inside quotes is a letter, also behind a blank")
def _(person):
    person.keys("echo \"is it ?")
    person.shows("sockbox> echo \"is it ?")
    person.keys(CTRL["U"] + "echo 'x ?")
    person.shows("sockbox> echo 'x ?")
    person.keys(CTRL["U"] + "# what ?")
    person.shows("sockbox> # what ?")


@session("'?' on an empty line lists what there is")
def _(person):
    person.keys("?")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox>" and len(screen.lines()) > 8, "a list")
    true(any("recv" in line or "help" in line for line in person.screen.lines()), "commands or groups")


@session("'?' where a value is free text says what it is")
def _(person):
    person.keys("calcsize ?")
    person.shows("sockbox> calcsize", "FORMAT  a format of Python's struct", "sockbox> calcsize ")


@session("a '?' that the user has bound does what he says", INPUTRC=path("own"))
def _(person):
    person.keys("?")
    person.shows("sockbox> mark")


@session("a listing, and Ctrl-C behind it")
def _(person):
    person.keys("getsock\t\t")
    person.shows("getsockopt   read an option of a socket", "sockbox> getsock")
    person.keys(CTRL["C"])
    person.shows("sockbox> getsock^C", "sockbox> ")
    prepared(person, "echo on")


# ---- hints -----------------------------------------------------------------------------------------

@session("a hint says what is still to come, and shrinks", **DIM)
def _(person):
    person.keys("sendto ")
    person.shows("sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]", column=16)
    true(b"\x1b[2m" in person.raw, "it is dim")
    person.keys("s ")
    person.shows("sockbox> sendto s ADDRESS DATA...", column=18)
    person.keys("127.0.0.1:1 ")
    person.shows("sockbox> sendto s 127.0.0.1:1 DATA...", column=30)
    person.keys("x")
    person.shows("sockbox> sendto s 127.0.0.1:1 x")


@session("what is to come is no text that a key takes", **DIM)
def _(person):
    person.keys("htons ")
    person.shows("sockbox> htons NUMBER", column=15)
    person.keys(RIGHT + END + "5\r")
    person.shows("sockbox> htons 5", "1280", "sockbox> ")


for _key, _keys in (("Right", RIGHT), ("End", END), ("Ctrl-F", CTRL["F"])):
    @session("the newest line that begins so; %s takes it, Enter runs it" % _key, **DIM)
    def _(person):
        prepared(person, "echo first", "echo second", "htons 1")
        person.keys("ec")
        person.shows("sockbox> echo second", column=11)
        person.keys(_keys)
        person.shows("sockbox> echo second")
        person.keys("\r")
        person.shows("sockbox> echo second", "second", "sockbox> ")


@session("Enter runs what was typed, and takes the hint off", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("echo 1")
    person.shows("sockbox> echo 1 2 3", column=15)
    person.keys("\r")
    person.shows("sockbox> echo 1 2 3", "1 2 3", "sockbox> echo 1", "1", "sockbox> ")


@session("Ctrl-C takes the hint off", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    person.shows("sockbox> echo 1 2 3", column=12)
    person.keys(CTRL["C"])
    person.shows("sockbox> ech^C", "sockbox> ")
    prepared(person, "htons 1")


@session("no hint while the cursor is inside the line; it is back at the end", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech", LEFT)
    person.shows("sockbox> ech", column=11)
    person.keys(CTRL["E"])
    person.shows("sockbox> echo 1 2 3", column=12)
    person.keys(BACKSPACE * 3)
    person.shows("sockbox> ")


@session("a listing takes the hint off, and it is back below", **DIM)
def _(person):
    prepared(person, "getsockname nothing || echo")
    person.keys("getsock\t")
    person.wait(lambda screen: screen.column == 16, "typed")
    person.keys("\t")
    person.wait(lambda screen: screen.lines()[-4].rstrip() == "sockbox> getsock" and screen.column == 16 and
                screen.lines()[-1] == "sockbox> getsockname nothing || echo", "list")


@session("40 columns: a hint ends with its row", columns=40, **DIM)
def _(person):
    person.keys("sendto ")
    person.shows(("sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]")[:39], column=16)
    person.keys("s 127.0.0.1:1 x y z abcdefgh ")
    person.shows("sockbox> sendto s 127.0.0.1:1 x y z abcd", "efgh ")
    person.keys(CTRL["U"])
    person.shows("sockbox> ")


@session("a hint behind wide characters, and of them", columns=40, **DIM)
def _(person):
    person.keys("echo 日本語 日本語 日本語 日本語")
    person.shows("sockbox> echo 日本語 日本語 日本語 日本", "語")
    person.keys("\r")
    person.shows("日本語 日本語 日本語 日本語", "sockbox> ")
    person.keys("echo 日")
    person.shows("sockbox> echo 日本語 日本語 日本語 日本", column=16)
    person.keys(RIGHT + "\r")
    person.shows("日本語 日本語 日本語 日本語", "sockbox> ")


@session("no hint in a search; the line that it finds runs", **DIM)
def _(person):
    prepared(person, "echo one", "echo one two")
    person.keys(CTRL["R"] + "one")
    person.wait(lambda screen: screen.lines()[-1] == "(reverse-i-search)`one': echo one two", "found")
    person.keys("\r")
    person.shows("one two", "sockbox> ")


@session("the terminal becomes narrower while a hint is shown", **DIM)
def _(person):
    person.keys("sendto ")
    person.shows("sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]", column=16)
    person.resize(60, 24)
    person.keys("s ")
    person.shows("sockbox> sendto s ADDRESS DATA...", column=18)


@session("set hints off, and on again", **DIM)
def _(person):
    prepared(person, "set hints off")
    person.keys("sendto ")
    person.shows("sockbox> sendto ")
    person.keys(CTRL["U"])
    prepared(person, "set hints on")
    person.keys("listen ")
    person.shows("sockbox> listen SOCKET [BACKLOG]", column=16)


@session("no hints with NO_COLOR")
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    person.shows("sockbox> ech")
    true(b"\x1b[2m" not in person.raw, "nothing is dim")


@session("vi mode has hints, and Right takes them", INPUTRC=path("vi"), **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    person.shows("sockbox> echo 1 2 3", column=12)
    person.keys(RIGHT)
    person.shows("sockbox> echo 1 2 3")
    person.keys(CTRL["U"] + "exit\r")


@session("a hint and a paste of two lines", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    person.shows("sockbox> echo 1 2 3", column=12)
    person.keys(PASTE + "o a\recho b" + PASTED + "\r")
    person.wait(lambda screen: any(line.endswith("b") and "echo" not in line for line in screen.lines()), "both have run")
    person.has("sockbox> echo a", "echo b", "a")


# ---- a terminal that cannot edit -------------------------------------------------------------------

@check("TERM=dumb: a line that ends in ' ?' is answered, and not run")
def _():
    person = Shell(TERM="dumb")
    person.keys("shutdown s ?\n")
    person.has("SHUT_RDWR  neither")
    person.keys("echo a?\n")
    person.wait(lambda screen: any(line.endswith("a?") and "echo" not in line for line in screen.lines()), "it has run")
    person.keys("exit\n")
    equal(person.ends(), 0)
    person.close()


done()
