#!/usr/bin/env python3
# The lines that were typed, kept for later sessions: which, where, and that nobody else is harmed by them.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import os
import shutil
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
import vt  # noqa: E402

together()

del ENV["SOCKBOX_HISTORY"]
_homes = 0
# The prompt is the same, whatever there is and whatever went wrong.
ENV["XDG_CONFIG_HOME"] = path("config")
os.makedirs(path("config/sockbox"), exist_ok=True)
with open(path("config/sockbox/rc"), "w") as _file:
    _file.write("set timing off; set prompt 'sockbox> '\n")


class Home:
    """A folder of state, and the history in it."""

    def __init__(self, lines=None):
        global _homes
        _homes += 1
        self.state = path("state%d-%d" % (os.getpid(), _homes))
        self.file = os.path.join(self.state, "sockbox", "history")
        if lines is not None:
            os.makedirs(os.path.dirname(self.file), 0o700)
            with open(self.file, "wb") as file:
                file.write(lines)

    def lines(self):
        with open(self.file) as file:
            return file.read().splitlines()

    def shell(self, **how):
        return Shell(XDG_STATE_HOME=self.state, **how)


def leave(person, status=0):
    person.keys(CTRL["A"] + CTRL["K"] + CTRL["D"])
    equal(person.ends(), status, "exit code; %r" % person.raw[-300:])
    person.close()


def enter(person, line, *shown):
    """Type LINE, which prints SHOWN."""
    person.keys(line + "\r")
    person.shows("sockbox> " + line, *shown, "sockbox> ")


@check("the next session has the lines of the last")
def _():
    home = Home()
    person = home.shell()
    enter(person, "echo one", "one")
    enter(person, "echo two", "two")
    enter(person, "echo two", "two")
    enter(person, " echo three", "three")
    leave(person)
    equal(home.lines(), ["echo one", "echo two"])
    equal(stat.S_IMODE(os.stat(home.file).st_mode), 0o600)
    equal(stat.S_IMODE(os.stat(os.path.dirname(home.file)).st_mode), 0o700)
    person = home.shell()
    person.keys(UP)
    person.shows("sockbox> echo two")
    person.keys(UP)
    person.shows("sockbox> echo one")
    person.keys(DOWN, DOWN)
    person.shows("sockbox> ")
    person.keys(CTRL["R"], "one")
    person.wait(lambda screen: "echo one" in screen.lines()[-1], "it is found")
    person.keys("\r")
    person.shows("one", "sockbox> ")
    leave(person)


@check("in ~/.local/state, without XDG_STATE_HOME")
def _():
    home = path("home")
    os.makedirs(home)
    person = Shell(HOME=home)
    enter(person, "echo one", "one")
    leave(person)
    with open(os.path.join(home, ".local/state/sockbox/history")) as file:
        equal(file.read(), "echo one\n")
    equal(stat.S_IMODE(os.stat(os.path.join(home, ".local/state")).st_mode), 0o700)


@check("two shells at once lose nothing of each other, and new ones see all")
def _():
    home = Home()
    first, second = home.shell(), home.shell()
    for i in range(5):
        enter(first, "echo first%d" % i, "first%d" % i)
        enter(second, "echo second%d" % i, "second%d" % i)
    equal(home.lines(), ["echo %s%d" % (who, i) for i in range(5) for who in ("first", "second")])
    third = home.shell()
    third.keys(UP, UP)
    third.shows("sockbox> echo first4")
    first.keys(UP)
    first.shows("sockbox> echo first4")
    for person in (first, second, third):
        leave(person)


@check("somebody who is stopped holds the file: lines come later")
def _():
    home = Home()
    person = home.shell()
    enter(person, "echo one", "one")
    with open(home.file) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        enter(person, "echo two", "two")
        enter(person, "echo three", "three")
        equal(home.lines(), ["echo one"])
    leave(person)
    equal(home.lines(), ["echo one", "echo two", "echo three"])


@check("what is secret is left out, also of pastes and blocks, or kept without it, or kept")
def _():
    home = Home()
    person = home.shell()
    enter(person, 'echo "PASS x"', "PASS x")
    person.keys(PASTE + "echo a\necho 'x --password hunter2'\necho b" + PASTED)
    person.keys("\r")
    person.wait(lambda screen: "b" in screen.lines(), "they are run")
    person.keys("echo a\r")
    person.wait(lambda screen: screen.lines()[-2:] == ["a", "sockbox>"], "a prompt")
    person.keys(UP, UP)
    person.shows("sockbox> echo b")
    person.keys(CTRL["A"], CTRL["K"])
    person.keys('try {\r  echo in\r  echo "a1 LOGIN bob hunter2"\r}\r')
    person.shows("in", "a1 LOGIN bob hunter2", "sockbox> ")
    enter(person, "set history-secrets redact")
    enter(person, "echo bob:hunter2@example.org", "bob:hunter2@example.org")
    enter(person, "set history-secrets keep")
    enter(person, "echo 'x --password=hunter2'", "x --password=hunter2")
    enter(person, "set history-secrets remove")
    enter(person, "echo 'x --password=hunter2'", "x --password=hunter2")
    person.keys("set history-secrets\r")
    person.wait(lambda screen: "history-secrets" in screen.lines()[-2] and screen.lines()[-1] == "sockbox>", "it is wrong")
    leave(person, 2)
    equal(home.lines(), ["echo a", "echo b", "echo a", "try {", "  echo in", "}", "set history-secrets redact",
                         "echo bob:***@example.org", "set history-secrets keep", "echo 'x --password=hunter2'",
                         "set history-secrets remove", "set history-secrets"])


@check("a line that goes on, behind one that is left out for its blank, is left out too")
def _():
    home = Home()
    person = home.shell()
    person.keys(' try {\recho in\r}\r')
    person.shows("in", "sockbox> ")
    enter(person, "echo out", "out")
    leave(person)
    equal(home.lines(), ["echo out"])


@check("history lists them")
def _():
    home = Home(b"echo 'a\\b'\necho \xc3\xa9\n")
    person = home.shell()
    enter(person, "history", "    1  echo 'a\\b'", "    2  echo é", "    3  history")
    enter(person, "history 1", "    4  history 1")
    enter(person, "history 0", "history: '0' is out of range: 1 to 10000")
    leave(person, 2)


@check("a hostile file does no harm")
def _():
    home = Home(b"echo one\n\x1b[2J\x1b]0;evil\x07\nnul\0nul\n\xff\xfe\xc2\x9b31m\nbidi \xe2\x80\xae\n" + b"y" * 100000
                + b"\n" + bytes(range(256)) * 50 + b"\necho two\r\necho three")
    person = home.shell()
    person.keys(UP)
    person.shows("sockbox> echo three")
    person.keys(UP)
    person.shows("sockbox> echo one")
    person.keys("\r")
    person.shows("one", "sockbox> ")
    enter(person, "history", "    1  echo one", "    2  echo three", "    3  echo one", "    4  history")
    true(b"evil" not in person.raw)
    leave(person)


def refused(name, prepare, why):
    """What is no file of ours is left as it is; that is said once, and all else works."""
    @check(name)
    def _():
        home = Home(b"")
        os.unlink(home.file)
        prepare(home.file)
        person = Person(SOCKBOX, XDG_STATE_HOME=home.state, columns=200)
        person.wait(lambda screen: screen.lines()[-1:] == ["sockbox>"] and len(screen.lines()) > 1, "a prompt")
        person.keys("echo one\r")
        person.wait(lambda screen: screen.lines()[-2:] == ["one", "sockbox>"], "it runs")
        person.keys("echo two\r")
        person.wait(lambda screen: screen.lines()[-2:] == ["two", "sockbox>"], "it runs")
        told = [line for line in person.screen.all() if line.startswith("history: ")]
        equal(len(told), 1, "what it says: %r" % person.screen.all())
        true(why in told[0], told[0])
        person.keys(UP, UP)
        person.wait(lambda screen: screen.lines()[-1] == "sockbox> echo one", "in memory they are")
        leave(person)


def link(file):
    with open(path("target"), "w"):
        pass
    os.symlink(path("target"), file)


refused("a link is refused", link, "is a link")
refused("a pipe is refused", os.mkfifo, "is no file")
refused("a folder is refused", os.mkdir, "is no file")
if os.getuid() == 0:
    def others(file):
        with open(file, "w"):
            pass
        os.chown(file, 65534, 65534)
    refused("another user's file is refused", others, "belongs to user 65534")
else:
    skip("another user's file is refused", "it takes root")


@check("a home that cannot be written to: said once, and all else works")
def _():
    person = Shell(XDG_STATE_HOME="/proc/nowhere", columns=120)
    person.keys("echo one\r")
    person.wait(lambda screen: screen.lines()[-2:] == ["one", "sockbox>"], "it runs")
    enter(person, "echo two", "two")
    equal(len([line for line in person.screen.all() if line.startswith("history: ")]), 1)
    person.keys(UP, UP)
    person.shows("sockbox> echo one")
    leave(person)


@check("no home at all")
def _():
    person = Shell(HOME=None)
    enter(person, "echo one", "one")
    person.keys(UP)
    person.shows("sockbox> echo one")
    leave(person)


@check("SOCKBOX_HISTORY names another file; empty, there is none")
def _():
    home, own = Home(b"echo of the home\n"), path("own")
    person = home.shell(SOCKBOX_HISTORY=own)
    enter(person, "echo one", "one")
    leave(person)
    with open(own) as file:
        equal(file.read(), "echo one\n")
    person = home.shell(SOCKBOX_HISTORY="")
    enter(person, "echo two", "two")
    enter(person, "history", "    1  echo two", "    2  history")
    leave(person)
    equal(home.lines(), ["echo of the home"])


@check("where nothing edits, lines are kept all the same")
def _():
    home = Home()
    person = home.shell(TERM="dumb")
    person.keys("echo one\r")
    person.shows("one", "sockbox> ")
    person.keys("history\r")
    person.shows("    1  echo one", "    2  history", "sockbox> ")
    person.keys(CTRL["D"])
    equal(person.ends(), 0)
    person.close()
    equal(home.lines(), ["echo one", "history"])


@check("none in scripts")
def _():
    home = Home()
    env = dict(ENV, XDG_STATE_HOME=home.state)
    equal(run("-c", "echo one", env=env).returncode, 0)
    equal(run(input=b"echo one\n", env=env).returncode, 0)
    true(not os.path.exists(home.state))
    ran = run("-c", "history", env=env)
    equal((ran.returncode, ran.stderr), (2, b"-c:1: history: a script has none\n"))
    ran = run("-c", "set history-secrets keep", env=env)
    equal((ran.returncode, ran.stderr), (2, b"-c:1: set: a script has no history\n"))


@check("10000 lines are begun with, and the newest are kept")
def _():
    home = Home(b"".join(b"echo %d\n" % i for i in range(10000)))
    person = home.shell()
    person.keys(UP)
    person.shows("sockbox> echo 9999")
    person.keys("\r")
    person.shows("9999", "sockbox> ")
    enter(person, "echo more", "more")
    lines = home.lines()
    equal((len(lines), lines[0], lines[-1]), (9001, "echo 1000", "echo more"))
    leave(person)


def is_nosuid():
    return bool(os.statvfs(WORK.name).f_flag & os.ST_NOSUID)


if os.getuid() != 0 or SANITIZED or not shutil.which("setpriv") or is_nosuid():
    skip("with more rights than its user's there is none", "it takes root, and a program that is set-id")
else:
    @check("with more rights than its user's there is none")
    def _():
        program, home = path("sockbox"), path("shared")
        shutil.copy(SOCKBOX, program)
        os.chmod(program, 0o4755)
        os.chmod(WORK.name, 0o755)
        os.mkdir(home)
        os.chmod(home, 0o777)
        person = Person("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, HOME=home,
                        XDG_STATE_HOME=None)
        person.wait(lambda screen: screen.lines()[-1:] == ["sockbox>"], "a prompt")
        person.keys("echo one\r")
        person.wait(lambda screen: screen.lines()[-2:] == ["one", "sockbox>"], "it runs")
        equal(os.listdir(home), [])
        person.keys(CTRL["D"])
        equal(person.ends(), 0)
        person.close()


done()
