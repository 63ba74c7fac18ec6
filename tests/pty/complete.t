#!/usr/bin/env python3
# Completion, '?' and hints at a terminal: what keys do, and what the screen shows.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
import vt  # noqa: E402

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
PROMPT = re.compile(r"^sockbox(\[[^]]*\])?(\([0-9]+\))?>")


def scene(name, *words, **how):
    """A session without hints, unless DIM asks for them."""
    return session(name, *words, **{"NO_COLOR": "1", **how})


def plain(line):
    """What the prompt tells of the session is not what is tested here."""
    return PROMPT.sub("sockbox>", line)


def lines(person):
    return [plain(line) for line in person.screen.lines()]


def sees(person, *wanted, column=None):
    """The last lines down to the cursor are WANTED, the cursor behind the last, or in COLUMN of it."""
    if column is None:
        column = sum(vt.width(character) for character in wanted[-1])

    def is_so(screen):
        seen = screen.lines()[:screen.row + 1]
        seen += [""] * (screen.row + 1 - len(seen))
        more = len(seen[-1]) - len(plain(seen[-1]))
        return [plain(line) for line in seen][-len(wanted):] == [line.rstrip() for line in wanted] and \
            screen.column == column + more
    person.wait(is_so, "it does not show %r with the cursor in column %d" % (wanted, column))


def prepared(person, *commands):
    """Run these, each of which leaves a new prompt."""
    for command in commands:
        person.keys(command)
        person.wait(lambda screen: lines(person)[-1].startswith("sockbox> " + command), "it is typed")
        person.keys("\r")
        person.wait(lambda screen: lines(person)[-1] == "sockbox>", "a new prompt")


# ---- Tab -------------------------------------------------------------------------------------------

@scene("Tab once: the only one, and a blank")
def _(person):
    person.keys("hosti\t")
    sees(person, "sockbox> hostinfo ")
    person.keys("-4 --js\t")
    sees(person, "sockbox> hostinfo -4 --json ")


@scene("Tab twice where several fit: they are listed with what they do, and the line is kept")
def _(person):
    person.keys("getsock\t")
    sees(person, "sockbox> getsock")
    person.keys("\t")
    sees(person, "sockbox> getsock", "getsockname  a socket's own end", "getsockopt   read an option of a socket",
                 "sockbox> getsock")
    person.keys("o\t")
    sees(person, "sockbox> getsockopt ")


@scene("Tab goes as far as all agree")
def _(person):
    person.keys("gets\t")
    sees(person, "sockbox> gets")
    person.keys("ocko\t")
    sees(person, "sockbox> getsockopt ")


@scene("many on a small screen: the last line says how many more", columns=60, rows=8)
def _(person):
    person.keys("get\t\t")
    person.wait(lambda screen: lines(person)[-1] == "sockbox> get" and lines(person)[-2].startswith("… ") and
                lines(person)[-2].endswith(" more, keep typing"), "a cut list")
    true(lines(person)[-6].startswith("get"), "some are listed: %r" % lines(person))
    true(len(lines(person)) == 8, "it stays on the screen")


@scene("in the middle of a line: what is behind the cursor stays")
def _(person):
    person.keys("hosti localhost", HOME, RIGHT * 5, "\t")
    sees(person, "sockbox> hostinfo localhost", column=17)


@scene("inside quotes: the quote is closed")
def _(person):
    person.keys("source '" + path("d") + "/my\t")
    sees(person, "sockbox> source '" + path("d") + "/my file' ")


@scene("outside of quotes a blank is escaped; what is listed cannot act on the terminal")
def _(person):
    person.keys("source " + path("d") + "/m\t")
    sees(person, "sockbox> source " + path("d") + "/my\\ file ")
    person.keys(CTRL["U"] + "source " + path("d") + "/b\t")
    sees(person, "sockbox> source " + path("d") + "/bell\"\\x07\" ")
    equal(person.screen.bells, 0, "bells")


@scene("wide characters: completed, and the list is aligned")
def _(person):
    person.keys("source " + path("d") + "/日\t")
    sees(person, "sockbox> source " + path("d") + "/日本語 ")
    person.keys(CTRL["U"] + "source " + path("d") + "/\t\t")
    person.wait(lambda screen: any("日本語" in line and "two" in line or line.startswith("日本語")
                                   for line in lines(person)), "a list")


@scene("where nothing fits the line stays, and no file's name is put in")
def _(person):
    person.keys("echo /etc/pass\t\t")
    sees(person, "sockbox> echo /etc/pass")
    equal(len(lines(person)), 2, "lines")


@scene("sockets by their state, with both ends beside")
def _(person):
    prepared(person, "l = create_server tcp 127.0.0.1:0", "s = create_connection ${l.local}", "u = socket udp")
    person.keys("accept \t")
    sees(person, "sockbox> accept l ")
    person.keys(CTRL["U"] + "recv \t\t")
    person.wait(lambda screen: lines(person)[-3].startswith("s  tcp 127.0.0.1:") and
                " -> 127.0.0.1:" in lines(person)[-3] and lines(person)[-2] == "u  udp" and
                lines(person)[-1] == "sockbox> recv", "a list")


@scene("a host of the history, whose command takes hosts; no other word that has a dot")
def _(person):
    prepared(person, "connect nosock myhost.example:80", "echo myother.example")
    person.keys("hostinfo myh\t")
    sees(person, "sockbox> hostinfo myhost.example ")
    person.keys(CTRL["U"] + "hostinfo myo\t")
    sees(person, "sockbox> hostinfo myo")


@scene("a variable's field, ended by its brace")
def _(person):
    prepared(person, "s = socket tcp")
    person.keys("echo ${s.fam\t")
    sees(person, "sockbox> echo ${s.family}")
    person.keys("\r")
    sees(person, "AF_INET", "sockbox> ")


@scene("in a line that goes on: the command began before")
def _(person):
    person.keys("try {\r")
    sees(person, "sockbox> try {", "... ")
    person.keys("hosti\t")
    sees(person, "... hostinfo ")
    person.keys(CTRL["U"] + "}\r")
    sees(person, "... }", "sockbox> ")


@scene("40 columns: meanings that do not fit are left out", columns=40)
def _(person):
    person.keys("getsock\t\t")
    sees(person, "sockbox> getsock", "getsockname  a socket's own end", "getsockopt   read an option of a socket"[:40],
                 "sockbox> getsock")


@scene("vi mode: Tab and '?' do the same while text is put in", INPUTRC=path("vi"))
def _(person):
    person.keys("hosti\t")
    sees(person, "sockbox> hostinfo ")
    person.keys(CTRL["U"] + "setblocking s ?")
    sees(person, "sockbox> setblocking s", "SWITCH  on or off, true or false, 1 or 0", "on", "off",
                 "sockbox> setblocking s ")
    person.keys(CTRL["U"] + "exit\r")


@scene("the user's inputrc has a list at the first Tab", INPUTRC=path("many"))
def _(person):
    person.keys("getsock\t")
    sees(person, "getsockopt   read an option of a socket", "sockbox> getsock")


# ---- '?' -------------------------------------------------------------------------------------------

@scene("'?' at the start of a word lists what may come, with help, and is not in the line")
def _(person):
    prepared(person, "s = socket tcp")
    person.keys("shutdown s ?")
    sees(person, "sockbox> shutdown s", "HOW        SHUT_RD, SHUT_WR or SHUT_RDWR", "SHUT_RD    no more receiving",
                 "SHUT_WR    no more sending: the peer sees the end", "SHUT_RDWR  neither", "sockbox> shutdown s ")


@scene("'?' inside a word is a letter: URLs")
def _(person):
    person.keys("echo http://localhost/?q=1")
    sees(person, "sockbox> echo http://localhost/?q=1")


@scene("'?' inside quotes is a letter, also behind a blank")
def _(person):
    person.keys("echo \"is it ?")
    sees(person, "sockbox> echo \"is it ?")
    person.keys(CTRL["U"] + "echo 'x ?")
    sees(person, "sockbox> echo 'x ?")
    person.keys(CTRL["U"] + "# what ?")
    sees(person, "sockbox> # what ?")


@scene("'?' on an empty line lists what there is")
def _(person):
    person.keys("?")
    person.wait(lambda screen: lines(person)[-1] == "sockbox>" and len(lines(person)) > 8, "a list")
    true(any("recv" in line or "help" in line for line in lines(person)), "commands or groups")


@scene("'?' where a value is free text says what it is")
def _(person):
    person.keys("calcsize ?")
    sees(person, "sockbox> calcsize", "FORMAT  a format of Python's struct", "sockbox> calcsize ")


@scene("a '?' that the user has bound does what he says", INPUTRC=path("own"))
def _(person):
    person.keys("?")
    sees(person, "sockbox> mark")


@scene("a listing, and Ctrl-C behind it")
def _(person):
    person.keys("getsock\t\t")
    sees(person, "getsockopt   read an option of a socket", "sockbox> getsock")
    person.keys(CTRL["C"])
    sees(person, "sockbox> getsock^C", "sockbox> ")
    prepared(person, "echo on")


# ---- hints -----------------------------------------------------------------------------------------

@scene("a hint says what is still to come, and shrinks", **DIM)
def _(person):
    person.keys("sendto ")
    sees(person, "sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]", column=16)
    true(b"\x1b[2m" in person.raw, "it is dim")
    person.keys("s ")
    sees(person, "sockbox> sendto s ADDRESS DATA...", column=18)
    person.keys("127.0.0.1:1 ")
    sees(person, "sockbox> sendto s 127.0.0.1:1 DATA...", column=30)
    person.keys("x")
    sees(person, "sockbox> sendto s 127.0.0.1:1 x")


@scene("what is to come is no text that a key takes", **DIM)
def _(person):
    person.keys("htons ")
    sees(person, "sockbox> htons NUMBER", column=15)
    person.keys(RIGHT + END + "5\r")
    sees(person, "sockbox> htons 5", "1280", "sockbox> ")


for _key, _keys in (("Right", RIGHT), ("End", END), ("Ctrl-F", CTRL["F"])):
    @scene("the newest line that begins so; %s takes it, Enter runs it" % _key, **DIM)
    def _(person):
        prepared(person, "echo first", "echo second", "htons 1")
        person.keys("ec")
        sees(person, "sockbox> echo second", column=11)
        person.keys(_keys)
        sees(person, "sockbox> echo second")
        person.keys("\r")
        sees(person, "sockbox> echo second", "second", "sockbox> ")


@scene("Enter runs what was typed, and takes the hint off", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("echo 1")
    sees(person, "sockbox> echo 1 2 3", column=15)
    person.keys("\r")
    sees(person, "sockbox> echo 1 2 3", "1 2 3", "sockbox> echo 1", "1", "sockbox> ")


@scene("Ctrl-C takes the hint off", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    sees(person, "sockbox> echo 1 2 3", column=12)
    person.keys(CTRL["C"])
    sees(person, "sockbox> ech^C", "sockbox> ")
    prepared(person, "htons 1")


@scene("no hint while the cursor is inside the line; it is back at the end", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech", LEFT)
    sees(person, "sockbox> ech", column=11)
    person.keys(CTRL["E"])
    sees(person, "sockbox> echo 1 2 3", column=12)
    person.keys(BACKSPACE * 3)
    sees(person, "sockbox> ")


@scene("a listing takes the hint off, and it is back below", **DIM)
def _(person):
    prepared(person, "getsockname nothing || echo")
    person.keys("getsock\t")
    person.wait(lambda screen: screen.column == 16, "typed")
    person.keys("\t")
    person.wait(lambda screen: lines(person)[-4].rstrip() == "sockbox> getsock" and screen.column == 16 and
                lines(person)[-1] == "sockbox> getsockname nothing || echo", "list")


@scene("40 columns: a hint ends with its row", columns=40, **DIM)
def _(person):
    person.keys("sendto ")
    sees(person, ("sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]")[:39], column=16)
    person.keys("s 127.0.0.1:1 x y z abcdefgh ")
    sees(person, "sockbox> sendto s 127.0.0.1:1 x y z abcd", "efgh ")
    person.keys(CTRL["U"])
    sees(person, "sockbox> ")


@scene("a hint behind wide characters, and of them", columns=40, **DIM)
def _(person):
    person.keys("echo 日本語 日本語 日本語 日本語")
    sees(person, "sockbox> echo 日本語 日本語 日本語 日本", "語")
    person.keys("\r")
    sees(person, "日本語 日本語 日本語 日本語", "sockbox> ")
    person.keys("echo 日")
    sees(person, "sockbox> echo 日本語 日本語 日本語 日本", column=16)
    person.keys(RIGHT + "\r")
    sees(person, "日本語 日本語 日本語 日本語", "sockbox> ")


@scene("no hint in a search; the line that it finds runs", **DIM)
def _(person):
    prepared(person, "echo one", "echo one two")
    person.keys(CTRL["R"] + "one")
    person.wait(lambda screen: lines(person)[-1] == "(reverse-i-search)`one': echo one two", "found")
    person.keys("\r")
    sees(person, "one two", "sockbox> ")


@scene("the terminal becomes narrower while a hint is shown", **DIM)
def _(person):
    person.keys("sendto ")
    sees(person, "sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]", column=16)
    person.resize(60, 24)
    sees(person, "sockbox> sendto SOCKET ADDRESS DATA... [--flags FLAGS]", column=16)
    person.keys("s ")
    sees(person, "sockbox> sendto s ADDRESS DATA...", column=18)


@scene("set hints off, and on again", **DIM)
def _(person):
    prepared(person, "set hints off")
    person.keys("sendto ")
    sees(person, "sockbox> sendto ")
    person.keys(CTRL["U"])
    prepared(person, "set hints on")
    person.keys("listen ")
    sees(person, "sockbox> listen SOCKET [BACKLOG]", column=16)


@scene("no hints with NO_COLOR")
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    sees(person, "sockbox> ech")
    true(b"\x1b[2m" not in person.raw, "nothing is dim")


@scene("vi mode has hints, and Right takes them", INPUTRC=path("vi"), **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    sees(person, "sockbox> echo 1 2 3", column=12)
    person.keys(RIGHT)
    sees(person, "sockbox> echo 1 2 3")
    person.keys(CTRL["U"] + "exit\r")


@scene("a hint and a paste of two lines", **DIM)
def _(person):
    prepared(person, "echo 1 2 3")
    person.keys("ech")
    sees(person, "sockbox> echo 1 2 3", column=12)
    person.keys(PASTE + "o a\recho b" + PASTED + "\r")
    person.wait(lambda screen: any(line.endswith("b") and "echo" not in line for line in lines(person)), "both have run")
    person.has("sockbox> echo a", "echo b", "a")


# ---- a terminal that cannot edit -------------------------------------------------------------------

@check("TERM=dumb: a line that ends in ' ?' is answered, and not run")
def _():
    person = Shell(TERM="dumb", NO_COLOR="1")
    person.keys("shutdown s ?\n")
    person.has("SHUT_RDWR  neither")
    person.keys("echo a?\n")
    person.wait(lambda screen: any(line.endswith("a?") and "echo" not in line for line in lines(person)), "it has run")
    person.keys("exit\n")
    equal(person.ends(), 0)
    person.close()


done()
