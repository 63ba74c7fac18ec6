#!/usr/bin/env python3
# The prompt of the shell: what keys do, and what the screen shows.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
import tap  # noqa: E402
import vt  # noqa: E402
from people import *  # noqa: E402,F403

together()

PROMPT = "sockbox> "


def line_of(person, pattern):
    """Wait for a line that matches all of PATTERN; the match."""
    found = []

    def is_there(screen):
        found[:] = [match for match in (re.fullmatch(pattern, line) for line in screen.all()) if match]
        return found
    person.wait(is_there, "no line is %r" % pattern)
    return found[-1]


def runs(pid):
    """Whether a process is there, and no zombie."""
    try:
        with open("/proc/%s/stat" % pid) as line:
            return line.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid):
    """How many it has, zombies too."""
    with open("/proc/%d/task/%d/children" % (pid, pid)) as pids:
        return len(pids.read().split())


def front_of(person):
    """The process group that has the terminal."""
    return os.tcgetpgrp(person.fd)


def in_front(person, name):
    """Wait until a command called NAME has the terminal; its process group."""
    def is_so():
        group = front_of(person)
        try:
            with open("/proc/%d/cmdline" % group, "rb") as words:
                return group != person.process.pid and words.read().split(b"\0")[0].endswith(name.encode())
        except (FileNotFoundError, ProcessLookupError):
            return False
    until(is_so, "%s has the terminal" % name)
    return front_of(person)


def members(group):
    """The processes of a group."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            found += [pid] * (os.getpgid(int(pid)) == group)
        except ProcessLookupError:
            pass
    return found


def screen_ends(person):
    return person.screen.lines()[-1]


def waits(person):
    """Until a verb waits: the terminal is not edited on."""
    until(lambda: not person.edits(), "the line is run")


# ---- the line --------------------------------------------------------------------------------------

@session("a line is edited, and runs with Enter")
def _(person):
    true(person.edits())
    person.keys("echo twa", LEFT, "o", DELETE, "\r")
    person.shows("sockbox> echo two", "two", "sockbox> ")


@session("the last line is there again")
def _(person):
    person.keys("echo one\r")
    person.shows("sockbox> echo one", "one", "sockbox> ")
    person.keys(UP)
    person.shows("sockbox> echo one")
    person.keys("s\r")
    person.shows("sockbox> echo ones", "ones", "sockbox> ")


@session("a banner of one line, and the prompt below it")
def _(person):
    lines = person.screen.lines()
    equal(len(lines), 2, lines)
    true(re.fullmatch(r"sockbox [0-9.]+\S*: 'help' lists all, Ctrl-D ends", lines[0]), lines[0])
    person.keys("echo a\r")
    person.shows("sockbox> echo a", "a", PROMPT)


# ---- what the prompt tells -------------------------------------------------------------------------

@session("open sockets, live jobs, and the last exit code", status=1)
def _(person):
    person.keys("a, b = socketpair\r")
    person.shows("a, b: connected unix", "sockbox[2s]> ")
    person.keys("sleep 60 &\r")
    line_of(person, r"\[1\] pid [0-9]+")
    person.shows("sockbox[2s 1j]> ")
    person.keys("servlookup nosuchservice\r")
    person.shows("sockbox[2s 1j](1)> ")
    person.keys("close a; close b\r")
    person.shows("sockbox[1j]> ")
    person.keys("kill 1\r")
    person.shows(PROMPT)
    person.keys("sh -c 'exit 4'\r")
    person.shows("sockbox(4)> ")
    person.keys("\r")
    person.shows("sockbox(4)> ")
    person.keys("echo ${?}\r")
    person.shows("sockbox(4)> echo ${?}", "4", PROMPT)
    person.keys("servlookup nosuchservice\r")
    person.shows("sockbox(1)> ")


@session("a prompt of one's own")
def _(person):
    person.keys("a, b = socketpair; set prompt '%s %j %? 100%% $ '\r")
    person.shows("2 0 0 100% $ ")
    person.keys("sh -c 'exit 3'\r")
    person.shows("2 0 3 100% $ ")
    person.keys("echo ab", LEFT, "x\r")
    person.shows("2 0 3 100% $ echo axb", "axb", "2 0 0 100% $ ")
    person.keys("set prompt 'h=%h %t> '\r")
    person.wait(lambda screen: re.fullmatch(r"h=%s [0-9]{2}:[0-9]{2}:[0-9]{2}>" % re.escape(os.uname().nodename),
                                            screen.lines()[-1]), "host and time")
    person.keys("set prompt\r")
    person.shows("sockbox[2s]> ")
    person.keys("echo fine\r")
    person.shows("sockbox[2s]> echo fine", "fine", "sockbox[2s]> ")


@session("a prompt that makes no sense is refused, and the old one stays", status=2)
def _(person):
    person.keys("set prompt '%q '\r")
    person.shows("set: '%q' is not one of %s %j %? %t %h %%", "sockbox(2)> ")
    person.keys("set prompt '50%'\r")
    person.shows("sockbox(2)> ")
    person.keys("set prompt " + "x" * 257 + "\r")
    person.shows("set: a prompt has 256 bytes at most", "sockbox(2)> ")
    person.keys("set timing sometimes\r")
    person.shows("set: timing is one of on off auto", "sockbox(2)> ")


@session("no control byte of a prompt's text comes to the terminal but colours, which take no column", columns=30)
def _(person):
    person.keys('set prompt "a\\x07\\x1b]0;x\\r\\x1b[32mb\\x1b[0m> "\r')
    person.shows("a]0;xb> ")
    equal(person.screen.bells, 0)
    true("32" in person.screen.attributes, person.screen.attributes)
    person.keys("echo " + "y" * 25)
    person.shows("a]0;xb> echo " + "y" * 17, "y" * 8)
    person.keys(HOME, "x", BACKSPACE, "\r")
    person.shows("y" * 25, "a]0;xb> ")


@session("NO_COLOR: the prompt has none", NO_COLOR="1")
def _(person):
    person.keys('set prompt "\\x1b[32mb\\x1b[0m> "\r')
    person.shows("b> ")
    equal(person.screen.attributes, [])
    person.keys("echo a\r")
    person.shows("b> echo a", "a", "b> ")


# ---- commands of several lines ---------------------------------------------------------------------

@session("an open block and an open quote go on behind '... '")
def _(person):
    person.keys("repeat 2 {\r")
    person.shows("sockbox> repeat 2 {", "... ")
    person.keys("echo 'a\r")
    person.shows("... echo 'a", "... ")
    person.keys("b' }\r")
    person.shows("... b' }", "a\\nb", "a\\nb", PROMPT)


@session("Ctrl-C drops a block that is half typed; $? is 130", status=0)
def _(person):
    person.keys("repeat 2 {\r")
    person.shows("... ")
    person.keys("echo lost", LEFT, LEFT)
    person.shows("... echo lost", column=11)
    person.keys(CTRL["C"])
    person.shows("... echo lost^C", "sockbox(130)> ")
    person.keys("echo ${?}\r")
    person.shows("sockbox(130)> echo ${?}", "130", PROMPT)


@session("Ctrl-D in the middle of a command ends that, and no more", status=2)
def _(person):
    person.keys("echo 'half\r")
    person.shows("... ")
    person.keys(CTRL["D"])
    person.shows("sockbox: the command was not finished, and is dropped", "sockbox(2)> ")
    true(person.edits())


# ---- Ctrl-C ----------------------------------------------------------------------------------------

@session("Ctrl-C drops the line")
def _(person):
    person.keys("echo never", LEFT)
    person.shows("sockbox> echo never", column=18)
    person.keys(CTRL["C"])
    person.shows("sockbox> echo never^C", "sockbox(130)> ")
    person.keys("echo ${?}\r")
    person.shows("sockbox(130)> echo ${?}", "130", PROMPT)


@session("Ctrl-C in Ctrl-R")
def _(person):
    person.keys("echo findme\r")
    person.shows("findme", PROMPT)
    person.keys(CTRL["R"], "find")
    person.wait(lambda screen: "`find'" in screen.lines()[-1], "it searches")
    person.keys(CTRL["C"])
    person.shows("sockbox(130)> ")
    person.keys("echo ok\r")
    person.shows("sockbox(130)> echo ok", "ok", PROMPT)


@session("Ctrl-C in a numeric argument")
def _(person):
    person.keys("\x1b3")
    person.shows("(arg: 3) ")
    person.keys(CTRL["C"])
    person.shows("sockbox(130)> ")
    person.keys("echo ok\r")
    person.shows("sockbox(130)> echo ok", "ok", PROMPT)


def soon(person, keys, *lines):
    """What KEYS do is there within 50 ms; slow machines may take three tries."""
    person.keys(keys)
    began = time.monotonic()
    person.shows(*lines)
    return time.monotonic() - began


@session("Ctrl-C ends a verb that waits, at once, and the socket lives on")
def _(person):
    person.keys("a, b = socketpair\r")
    person.shows("sockbox[2s]> ")
    took = []
    for prompt in ("sockbox[2s]> ", "sockbox[2s](130)> ", "sockbox[2s](130)> "):
        person.keys("recv b 5\r")
        person.shows(prompt + "recv b 5", "")
        waits(person)
        took.append(soon(person, CTRL["C"], "sockbox[2s](130)> "))
    true(min(took) < 0.05, "within 50 ms: %r" % took)
    line_of(person, r".*the socket lives on.*")
    person.keys("sendall a hi; recv b 5\r")
    person.shows('"hi" (2 bytes)', "sockbox[2s]> ")


@session("what was typed while a verb waited is there when it ends")
def _(person):
    person.keys("a, b = socketpair\r")
    person.shows("sockbox[2s]> ")
    person.keys("recv b 5 --timeout 300ms\r")
    person.shows("sockbox[2s]> recv b 5 --timeout 300ms", "")
    waits(person)
    person.keys("echo later\r")
    person.has("later")
    person.shows("later", "sockbox[2s]> ")


@session("Ctrl-C ends an applet in front", status=130)
def _(person):
    person.keys("netpipe -l 127.0.0.1:0\r")
    line_of(person, "netpipe: .*127.0.0.1:[0-9]{2,}.*")
    group = front_of(person)
    true(group != person.process.pid, "it has a process group of its own")
    until(lambda: len(members(group)) > 1, "somebody looks after its keys")
    took = soon(person, CTRL["C"], "sockbox(130)> ")
    true(took < 2, took)
    equal(front_of(person), person.process.pid, "who has the terminal")


@session("Ctrl-C twice kills an applet that does not heed the first", status=130)
def _(person):
    script = path("script-%d" % os.getpid())
    with open(script, "w") as file:
        file.write("sh -c 'trap \"\" INT TERM; echo ready; sleep 60; sleep 60'\n")
    person.keys("run %s\r" % script)
    line_of(person, "ready")
    began = time.monotonic()
    while screen_ends(person) != "sockbox(130)>":  # the script alone would wait for two seconds
        person.keys(CTRL["C"])
        pressed = time.monotonic()
        while time.monotonic() - pressed < 0.3:  # no person is faster: two at once would be one signal
            person.look(0.02)
    true(time.monotonic() - began < 1.9, "it was not waited for")
    person.shows("sockbox(130)> ")
    equal(front_of(person), person.process.pid, "who has the terminal")


@session("a program that takes Ctrl-C as it likes is not killed", status=0)
def _(person):
    person.keys("sh -c 'trap \"echo caught\" INT; echo ready; while ! read x; do :; done; echo got $x'\r")
    person.shows("ready", "")
    for count in (1, 2, 3):
        person.keys(CTRL["C"])
        person.wait(lambda screen: sum("caught" in line for line in screen.lines()[2:]) == count, "it takes it")
    person.keys("one\r")
    person.shows("one", "got one", PROMPT)


# ---- a paste ---------------------------------------------------------------------------------------

@session("the lines of a paste run in order, and each is in the history")
def _(person):
    person.keys(PASTE + "echo one\recho two\recho three" + PASTED)
    person.shows("sockbox> echo one", "echo two", "echo three")
    person.keys("\r")
    person.shows("one", "two", "three", PROMPT)
    person.keys(UP, UP)
    person.shows("sockbox> echo two")
    person.keys("!\r")
    person.shows("sockbox> echo two!", "two!", PROMPT)


@session("a paste that ends inside a block is continued")
def _(person):
    person.keys(PASTE + "echo one\rrepeat 2 {\recho in" + PASTED + "\r")
    person.shows("one", "... ")
    person.keys("}\r")
    person.shows("... }", "in", "in", PROMPT)


@session("what is pasted behind a command that reads is not lost")
def _(person):
    person.keys(PASTE + "sh -c 'read x; echo got $x'\recho two\r" + PASTED + "\r")
    in_front(person, "sh")
    person.keys("typed\r")
    person.shows("got typed", "two", PROMPT)


@session("Ctrl-C in a paste drops what has not run, and says how much", status=130)
def _(person):
    person.keys("a, b = socketpair\r")
    person.shows("sockbox[2s]> ")
    person.keys(PASTE + "echo one; recv b 5\recho two\recho three\r" + PASTED + "\r")
    person.shows("one", "")  # wherever that line is then, two are left
    person.keys(CTRL["C"])
    line_of(person, "[23] pasted lines were not run")  # recv may not have begun
    person.shows("sockbox[2s](130)> ")
    person.keys("echo four\r")
    person.shows("sockbox[2s](130)> echo four", "four", "sockbox[2s]> ")
    person.keys(PASTE + "sleep 60\recho five\r" + PASTED + "\r")
    in_front(person, "sleep")
    person.keys(CTRL["C"])
    person.shows("1 pasted line was not run", "sockbox[2s](130)> ")


@session("a paste of a thousand lines")
def _(person):
    person.keys(PASTE + "\r".join("n = %d" % i for i in range(1000)) + PASTED)
    person.look(0.1)
    person.keys("\r")
    person.shows(PROMPT)
    person.keys("echo $n\r")
    person.shows("sockbox> echo $n", "999", PROMPT)


# ---- leaving ---------------------------------------------------------------------------------------

def leaves(name, how, said, status=0):
    @session(name, status=status)
    def _(person):
        person.keys("sleep 61 &\r")
        pid = line_of(person, r"\[1\] pid ([0-9]+)").group(1)
        person.shows("sockbox[1j]> ")
        person.keys(how)
        person.has("[1] running  sleep 61", "there are running jobs; %s again ends them" % said)
        person.wait(lambda screen: screen.lines()[-1].startswith("sockbox[1j]"), "a prompt")
        true(runs(pid), "the job runs")
        person.keys("echo on\r")
        person.shows("on", "sockbox[1j]> ")
        person.keys(how)
        person.wait(lambda screen: sum("there are running jobs" in line for line in screen.all()) == 2, "said again")
        person.wait(lambda screen: screen.lines()[-1].startswith("sockbox[1j]"), "a prompt")
        person.keys(how)
        equal(person.ends(), status)
        until(lambda: not runs(pid), "the job has ended")


leaves("Ctrl-D with a job that runs refuses once", CTRL["D"], "Ctrl-D")
leaves("so does exit", "exit\r", "exit", status=1)


@session("exit with a code leaves", status=7)
def _(person):
    person.keys("exit 7\r")
    equal(person.ends(), 7)


@check("Ctrl-\\ leaves at once, and restores the terminal")
def _():
    person = Shell()
    person.keys("half a line", CTRL["\\"])
    equal(person.ends(), -signal.SIGQUIT)
    true(person.is_restored(), "the terminal has its modes again")
    true(2004 not in person.screen.modes)
    person.close()


@check("so it does while a verb waits")
def _():
    person = Shell()
    person.keys("a, b = socketpair\r")
    person.shows("sockbox[2s]> ")
    person.keys("recv b 5\r")
    waits(person)
    person.keys(CTRL["\\"])
    equal(person.ends(), -signal.SIGQUIT)
    true(person.is_restored(), "the terminal has its modes again")
    person.close()


@check("SIGHUP ends all: jobs too")
def _():
    person = Shell()
    person.keys("sleep 62 &\r")
    pid = line_of(person, r"\[1\] pid ([0-9]+)").group(1)
    person.process.send_signal(signal.SIGHUP)
    equal(person.ends(), 128 + signal.SIGHUP)
    until(lambda: not runs(pid), "the job has ended")
    true(person.is_restored(), "the terminal has its modes again")
    person.close()


# ---- job control -----------------------------------------------------------------------------------

@session("Ctrl-Z stops a program; jobs, bg, fg and kill know it", status=0)
def _(person):
    person.keys("sleep 63\r")
    group = in_front(person, "sleep")
    person.keys(CTRL["Z"])
    person.shows("^Z", "[1] stopped  sleep 63", "sockbox[1j](148)> ")
    equal(front_of(person), person.process.pid, "who has the terminal")
    person.keys("jobs\r")
    line_of(person, r"%%1 stopped  sleep 63  pid %d" % group)
    person.shows("sockbox[1j]> ")
    person.keys("bg\r")
    person.shows("[1] running  sleep 63", "sockbox[1j]> ")
    person.keys("fg\r")
    person.shows("sleep 63", "")
    equal(in_front(person, "sleep"), group)
    person.keys(CTRL["Z"])
    person.shows("^Z", "[1] stopped  sleep 63", "sockbox[1j](148)> ")
    person.keys("kill %1\r")
    line_of(person, r"\[1\] ended \(SIGTERM\)  sleep 63 \([0-9.]+ s\)")
    person.shows(PROMPT)
    true(not runs(group))


if SANITIZED or not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL).returncode:
    skip("Ctrl-Z behind fg, and a reader behind bg, are told once, in their order", "strace is not usable here")
else:
    @check("Ctrl-Z behind fg, and a reader behind bg, are told once, in their order")
    def _():
        # It asks of its children so late that they were stopped again.
        person = Person("strace", "-D", "-q", "-o", "/dev/null", "-e", "trace=waitid",
                        "-e", "inject=waitid:delay_enter=50000", SOCKBOX)
        person.shows(PROMPT)
        person.keys("sleep 63\r")
        in_front(person, "sleep")
        person.keys(CTRL["Z"])
        person.shows("^Z", "[1] stopped  sleep 63", "sockbox[1j](148)> ")
        person.keys("fg\r")
        in_front(person, "sleep")
        person.keys(CTRL["Z"])
        person.shows("sleep 63", "^Z", "[1] stopped  sleep 63", "sockbox[1j](148)> ")
        person.keys("kill %1\r")
        line_of(person, r"\[1\] ended .*")
        person.keys("cat /dev/tty &\r")
        person.shows("[2] stopped (SIGTTIN)  cat /dev/tty", "sockbox[1j]> ")
        person.keys("bg\r")
        person.shows("sockbox[1j]> bg", "[2] running  cat /dev/tty", "[2] stopped (SIGTTIN)  cat /dev/tty", "sockbox[1j]> ")
        person.keys("kill %2\r")
        line_of(person, r"\[2\] ended .*")
        person.keys("exit\r")
        person.ends()
        person.close()


@session("Ctrl-Z stops an applet, and fg goes on with it", status=130)
def _(person):
    person.keys("echo-server 127.0.0.1:0\r")
    line_of(person, "echo-server: .*127.0.0.1:[0-9]{2,}.*")
    person.keys(CTRL["Z"])
    person.shows("^Z", "[1] stopped  echo-server 127.0.0.1:0", "sockbox[1j](148)> ")
    person.keys("fg %1\r")
    person.has("echo-server 127.0.0.1:0")
    until(lambda: front_of(person) != person.process.pid, "it has the terminal")
    person.keys(CTRL["C"])
    person.wait(lambda screen: screen.lines()[-1].startswith("sockbox("), "a prompt")


@session("a whole pipeline is stopped, and goes on", status=0)
def _(person):
    # No shell starts a process meanwhile: one that is stopped inside of vfork(2) keeps its parent.
    person.keys("sh -c 'echo through; exec sleep 64' | cat\r")
    line_of(person, "through")
    person.keys(CTRL["Z"])
    person.wait(lambda screen: screen.lines()[-1] == "sockbox[1j](148)>", "stopped")
    line_of(person, r"\[1\] stopped  sh -c .*sleep 64' \| cat")
    person.keys("fg\r")
    until(lambda: front_of(person) != person.process.pid, "it has the terminal")
    person.keys(CTRL["C"])
    person.wait(lambda screen: screen.lines()[-1].startswith("sockbox(130)"), "ended")
    person.keys("echo ok\r")
    person.shows("ok", PROMPT)


@session("what reads the terminal from behind is stopped, and that is told at once", status=0)
def _(person):
    person.keys("sh -c 'read x < /dev/tty; echo got $x' &\r")
    line_of(person, r"\[1\] stopped \(SIGTTIN\)  sh -c .*")
    person.keys("half a", LEFT)
    person.wait(lambda screen: screen.lines()[-1] == "sockbox[1j]> half a", "the line")
    person.keys(CTRL["A"], CTRL["K"], "fg\r")
    until(lambda: front_of(person) != person.process.pid, "it has the terminal")
    person.keys("answer\r")
    line_of(person, r"\[1\] got answer")
    person.shows(PROMPT)


@session("fg and bg without a job say so", status=2)
def _(person):
    person.keys("fg\r")
    person.shows("fg: there is no job", "sockbox(2)> ")
    person.keys("bg %7\r")
    person.shows("bg: '%7' is no job; there is none yet", "sockbox(2)> ")


@session("a job that has ended is told once, and forgotten, unless a variable is it")
def _(person):
    person.keys("sh -c 'exit 3' &\r")
    line_of(person, r"\[1\] ended \(exit status 3\)  sh -c 'exit 3' \(.*\)")
    person.asked()
    person.keys("j = start echo-server 127.0.0.1:0\r")
    person.asked()
    person.keys("kill $j; wait $j\r")
    person.asked()
    person.keys("jobs\r")
    line_of(person, r"%2 ended .*")
    true(not any(line.startswith("%1 ") for line in person.screen.all()), person.screen.all())
    equal(children(person.process.pid), 1, "zombies: that of j")
    person.keys("unset j\r")
    person.asked()
    person.keys("sh -c 'exit 4' &\r")
    line_of(person, r"\[3\] ended .*")
    person.asked()
    person.keys("echo so\r")
    person.shows("so", "sockbox> ")
    equal(children(person.process.pid), 1, "zombies: that of $!")


@session("a shell in front, with jobs of its own, gives the terminal back")
def _(person):
    person.keys("sh -i\r")
    person.wait(lambda screen: screen.lines()[-1] in ("#", "$"), "its prompt")
    person.keys("sleep 65\r")
    line_of(person, "[#$] sleep 65")
    in_front(person, "sleep")
    person.keys(CTRL["C"])
    person.wait(lambda screen: screen.lines()[-1] in ("#", "$"), "its prompt")
    person.keys("exit 0\r")
    person.wait(lambda screen: screen.lines()[-2][1:] == " exit 0", "it ends")
    person.wait(lambda screen: screen.lines()[-1].startswith("sockbox"), "our prompt")
    until(person.edits, "it edits")
    person.keys("echo ab", LEFT, "x\r")
    person.shows("axb", PROMPT)


@session("modes that a program leaves behind are put back, unless they are fit to type in", status=0)
def _(person):
    person.keys("sh -c 'stty raw -echo; kill -9 $$'\r")
    person.shows("sockbox(137)> ")
    person.keys("stty raw -echo\r")
    person.shows("sockbox(137)> stty raw -echo", PROMPT)
    person.keys("stty -a | grep -c ' icanon '\r")
    person.shows("1", PROMPT)
    person.keys("stty -ixon\r")
    person.shows("sockbox> stty -ixon", PROMPT)
    person.keys("stty -a | grep -c -e -ixon\r")
    person.shows("1", PROMPT)
    person.keys("stty ixon\r")
    person.shows("sockbox> stty ixon", PROMPT)


if shutil.which("less"):
    @session("less, and the line behind it", status=0)
    def _(person):
        person.keys("less -X /etc/services\r")
        in_front(person, "less")
        until(person.edits, "it takes keys")
        person.keys(" ")
        person.keys("q")
        until(lambda: front_of(person) == person.process.pid, "the terminal is ours")
        person.wait(lambda screen: screen.lines()[-1] == "sockbox>", "a prompt")
        person.keys("echo ok\r")
        person.shows("sockbox> echo ok", "ok", PROMPT)
else:
    skip("less, and the line behind it", "there is no less")


@session("chat edits its lines, and leaves the terminal to us")
def _(person):
    person.keys("j = start chat -l 127.0.0.1:0 --nick alice\r")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox[1j]>", "it is ready")
    person.keys("chat localhost ${j.port} --nick bob\r")
    person.wait(lambda screen: screen.lines()[-1] == ">" and "-- you are bob" in screen.lines(), "its prompt")
    until(person.edits, "it edits")
    person.keys("hollo", LEFT, LEFT, LEFT, BACKSPACE, "e")
    person.shows("> hello", column=4)
    person.keys(CTRL["C"])
    person.shows("> hello^C", "> ")
    person.keys("helo", LEFT, "l\r")
    person.shows("> hello", "> ")
    person.keys(CTRL["D"])
    person.wait(lambda screen: screen.lines()[-1].startswith("sockbox[1j]"), "our prompt")
    person.has("[1] bob: hello")
    person.keys("kill $j; echo ok", LEFT, "x\r")
    person.wait(lambda screen: screen.lines()[-2:] == ["oxk", "sockbox>"], "our line")


# ---- what jobs print -------------------------------------------------------------------------------

@session("what a job prints stands above the line, safe, and its end too", columns=200)
def _(person):
    fifo = path("fifo-%d" % tap._count)
    os.mkfifo(fifo)
    person.keys("sh -c 'exec 3< %s; read x <&3; printf \"a\\\\033[2Jb\\\\n\"; echo err >&2; read x <&3; exit 3' &\r" % fifo)
    with open(fifo, "w") as go:
        line_of(person, r"\[1\] pid [0-9]+")
        person.shows("sockbox[1j]> ")
        person.keys("echo ab", LEFT)
        person.shows("sockbox[1j]> echo ab", column=19)
        go.write("\n")
        go.flush()
        person.shows("[1] a\\x1b[2Jb", "[1] err", "sockbox[1j]> echo ab", column=19)
    line_of(person, r"\[1\] ended \(exit status 3\)  sh -c .* \([0-9]+\.[0-9] s\)")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox[1j]> echo ab" and screen.column == 19, "the same prompt")
    person.keys("x\r")
    person.shows("axb", PROMPT)


@session("a job prints while a line is wrapped, in Ctrl-R and in a numeric argument", columns=40)
def _(person):
    fifo = path("fifo-%d" % tap._count)
    os.mkfifo(fifo)
    person.keys("cat %s &\r" % fifo)
    with open(fifo, "w") as job:
        line_of(person, r"\[1\] pid [0-9]+")

        def say(text):
            job.write(text + "\n")
            job.flush()
        person.shows("sockbox[1j]> ")
        person.keys("echo " + "w" * 30, HOME, RIGHT)
        person.wait(lambda screen: screen.column == 14 and screen.lines()[-1] == "w" * 8, "wrapped")
        say("one")
        person.has("[1] one", "sockbox[1j]> echo " + "w" * 22, "w" * 8)
        person.wait(lambda screen: screen.column == 14, "the cursor")
        person.keys("\r")
        person.shows("w" * 30, "sockbox[1j]> ")
        person.keys(CTRL["R"], "ech")
        person.wait(lambda screen: "`ech'" in "".join(screen.lines()[-3:]), "it searches")
        say("two")
        person.has("[1] two")
        person.wait(lambda screen: "`ech'" in "".join(screen.lines()[-3:]), "it searches")
        person.keys(CTRL["A"], CTRL["K"])
        person.shows("sockbox[1j]> ")
        person.keys("\x1b4")
        person.shows("(arg: 4) ")
        say("three")
        person.shows("[1] three", "(arg: 4) ")
        person.keys("x")
        person.shows("sockbox[1j]> xxxx")
        person.keys(CTRL["C"])
        person.wait(lambda screen: screen.lines()[-1] == "sockbox[1j](130)>", "dropped")
    person.wait(lambda screen: any("[1] ended" in line for line in screen.all()), "its end")
    person.keys("echo ok\r")
    person.shows("ok", PROMPT)


@session("a job prints while a command is in front, and while a verb waits", status=0)
def _(person):
    fifo = path("fifo-%d" % tap._count)
    os.mkfifo(fifo)
    person.keys("cat %s &\r" % fifo)
    with open(fifo, "w") as job:
        line_of(person, r"\[1\] pid [0-9]+")
        person.shows("sockbox[1j]> ")
        person.keys("cat\r")
        in_front(person, "cat")
        flood = threading.Thread(target=lambda: (job.write("one\n" + "x" * 200000 + "\n"), job.flush()))
        flood.start()  # more than a pipe holds
        line_of(person, r"\[1\] one")
        person.wait(lambda screen: sum(line.count("x") for line in screen.all()) >= 200000, "all of it")
        flood.join()
        person.keys(CTRL["D"])
        person.shows("sockbox[1j]> ")
        person.keys("a, b = socketpair; recv b 5\r")
        waits(person)
        job.write("two\n")
        job.flush()
        line_of(person, r"\[1\] two")
        person.keys(CTRL["C"])
        person.shows("sockbox[2s 1j](130)> ")
    person.wait(lambda screen: any("[1] ended" in line for line in screen.all()), "its end")
    person.keys("echo ok\r")
    person.shows("ok", "sockbox[2s]> ")


@session("a job whose pipe is full does not keep waiting who talks to it")
def _(person):
    # The server prints more for each message than the pipe has room for, before it answers.
    server = path("server-%d.py" % os.getpid())
    with open(server, "w") as file:
        file.write("import socket, sys\n"
                   "l = socket.create_server(('127.0.0.1', 0))\n"
                   "print(l.getsockname()[1], flush=True)\n"
                   "c = l.accept()[0]\n"
                   "c.recv(9)\n"
                   "print(('y' * 79 + '\\n') * 4000, flush=True)\n"
                   "c.sendall(b'done')\n")
    person.keys("%s %s &\r" % (sys.executable, server))
    port = line_of(person, r"\[1\] ([0-9]+)").group(1)
    person.keys("s = create_connection 127.0.0.1:%s; sendall s hello; recv s 9\r" % port)
    line_of(person, r'"done" \(4 bytes\)')
    person.wait(lambda screen: screen.lines()[-1].startswith("sockbox[1s"), "a prompt")


@session("megabytes without a newline take no memory to speak of", status=0)
def _(person):
    person.keys("sh -c 'head -c 24M /dev/zero | tr \"\\0\" z; echo; echo end' &\r")
    tail = b""
    while b"[1] end\r" not in tail:  # too much for the screen of a test; a prompt may stand between
        true(vt.select.select([person.fd], [], [], tap.PATIENCE_S)[0], "it goes on")
        tail = (tail + os.read(person.fd, 65536))[-100000:]
    with open("/proc/%d/status" % person.process.pid) as status:
        peak = [int(line.split()[1]) for line in status if line.startswith("VmHWM")][0]
    true(SANITIZED or peak < 16 << 10, "%d KiB" % peak)
    person.screen = vt.Screen(80, 24)
    person.keys("echo ok\r")
    person.shows("ok", PROMPT)


@session("a loop that never waits does not keep the output of jobs waiting")
def _(person):
    person.keys("sh -c 'echo one; echo two' &\r")
    line_of(person, r"\[1\] ended .*")
    person.keys("sh -c 'head -c 300000 /dev/zero | tr \"\\0\" q; echo; echo over' & repeat 1000000000 { x = 1 }\r")
    line_of(person, r"\[2\] over")
    person.keys(CTRL["C"])
    person.wait(lambda screen: screen.lines()[-1] == "sockbox(130)>", "it ends")
    person.keys("echo ok\r")
    person.shows("sockbox(130)> echo ok", "ok", PROMPT)


@session("redirected output stays away")
def _(person):
    file = path("out-%d" % os.getpid())
    person.keys("sh -c 'echo out; echo err >&2' > %s &\r" % file)
    line_of(person, r"\[1\] err")
    line_of(person, r"\[1\] ended  sh -c .*")
    with open(file) as out:
        equal(out.read(), "out\n")
    person.keys("j = start echo-server -q 0 > %s 2>&1; kill $j\r" % file)
    line_of(person, r"\[2\] ended .*")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox>", "a prompt")


@session("${j.status}, wait, and a job that ended before the prompt")
def _(person):
    person.keys("j = sh -c 'exit 5' &\r")
    line_of(person, r"\[1\] ended \(exit status 5\)  j = sh -c 'exit 5' \([0-9.]+ s\)")
    person.keys(CTRL["A"], CTRL["K"], "echo ${j.status}\r")
    person.wait(lambda screen: screen.lines()[-2:] == ["5", "sockbox>"], "its status")
    person.keys("k = sh -c 'sleep 0.1; exit 6' &\r")
    line_of(person, r"\[2\] pid [0-9]+")
    person.keys("wait $k\r")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox(6)>", "its status")
    person.keys("echo ok\r")
    person.shows("sockbox(6)> echo ok", "ok", PROMPT)


@session("Ctrl-C ends `wait`, at once, and not the job")
def _(person):
    person.keys("sleep 67 &\r")
    pid = line_of(person, r"\[1\] pid ([0-9]+)").group(1)
    person.keys("wait\r")
    person.shows("sockbox[1j]> wait", "")
    waits(person)
    took = soon(person, CTRL["C"], "sockbox[1j](130)> ")
    true(took < 1, took)
    true(runs(pid), "the job runs")
    person.keys("within 50ms { wait %1 }\r")
    person.shows("sockbox[1j](4)> ")
    true(runs(pid), "the job runs")
    person.keys("wait %1\r")
    person.shows("sockbox[1j](4)> wait %1", "")
    waits(person)
    os.kill(int(pid), signal.SIGSTOP)
    person.has("[1] stopped (SIGSTOP)  sleep 67", "%1 is stopped: fg or bg lets it go on")
    person.shows("sockbox[1j](147)> ")
    person.keys("kill %1\r")
    line_of(person, r"\[1\] ended \(SIGTERM\)  sleep 67 .*")
    person.shows(PROMPT)


# ---- the rc file -----------------------------------------------------------------------------------

def rc(name, text, mode=0o600):
    """A folder for XDG_CONFIG_HOME with an rc file."""
    folder = path("config-" + name)
    if not os.path.isdir(folder):
        os.makedirs(os.path.join(folder, "sockbox"))
        with open(os.path.join(folder, "sockbox", "rc"), "w") as file:
            file.write(text)
        os.chmod(os.path.join(folder, "sockbox", "rc"), mode)
    return folder


@check("an rc file is run first; what is wrong in it is told, and skipped")
def _():
    folder = rc("wrong", "x = 5\nnosuchcommand here\n}\nset prompt 'rc %?> '\n")
    person = Person(SOCKBOX, columns=200, XDG_CONFIG_HOME=folder)
    person.shows("rc 0> ")
    file = os.path.join(folder, "sockbox", "rc")
    line_of(person, r".*sockbox/rc:2: nosuchcommand: no such command.*")
    line_of(person, r".*sockbox/rc:3: column 1: .*")
    person.keys("echo $x\r")
    person.shows("rc 0> echo $x", "5", "rc 0> ")
    person.keys(CTRL["D"])
    equal(person.ends(), 0)
    person.close()


@check("~/.config is where it is looked for, and --no-rc leaves it")
def _():
    folder = rc("home", "")
    os.makedirs(os.path.join(folder, ".config/sockbox"), exist_ok=True)
    with open(os.path.join(folder, ".config/sockbox/rc"), "w") as file:
        file.write("echo from rc\n")
    os.chmod(os.path.join(folder, ".config/sockbox/rc"), 0o644)
    for words, seen in (((), True), (("--no-rc",), False)):
        person = Shell(*words, HOME=folder)
        equal("from rc" in person.screen.lines(), seen, words)
        person.keys(CTRL["D"])
        equal(person.ends(), 0)
        person.close()


for _name, _mode, _why in (("group", 0o620, r"others may write to it \(mode 620\); chmod go-w"),
                           ("world", 0o606, r"others may write to it \(mode 606\); chmod go-w")):
    @check("an rc file that may be written by its %s is refused" % _name)
    def _():
        person = Shell(columns=200, XDG_CONFIG_HOME=rc(_name, "echo from rc\n", _mode))
        line_of(person, r".*sockbox/rc: not read: " + _why)
        true("from rc" not in person.screen.lines())
        person.keys(CTRL["D"])
        equal(person.ends(), 0)
        person.close()


if os.getuid() == 0:
    @check("an rc file of another user is refused")
    def _():
        folder = rc("other", "echo from rc\n")
        os.chown(os.path.join(folder, "sockbox", "rc"), 65534, 65534)
        person = Shell(columns=200, XDG_CONFIG_HOME=folder)
        line_of(person, r".*sockbox/rc: not read: it belongs to another user")
        true("from rc" not in person.screen.lines())
        person.keys(CTRL["D"])
        equal(person.ends(), 0)
        person.close()
else:
    skip("an rc file of another user is refused", "only root can make one")


@check("an rc file that is a pipe is refused, and not waited for")
def _():
    folder = path("config-pipe")
    os.makedirs(os.path.join(folder, "sockbox"))
    os.mkfifo(os.path.join(folder, "sockbox", "rc"), 0o600)
    person = Shell(columns=200, XDG_CONFIG_HOME=folder)
    line_of(person, r".*sockbox/rc: not read: it is no plain file")
    person.keys(CTRL["D"])
    equal(person.ends(), 0)
    person.close()


@check("a script reads no rc file")
def _():
    ran = run("-c", "echo on", env=dict(ENV, XDG_CONFIG_HOME=rc("script", "echo from rc\n")))
    equal(ran.stdout, b"on\n")


@check("--no-rc is sockbox's own, and in its help")
def _():
    true(b"--no-rc" in run("--help").stdout)
    equal(run("--no-rc", "--nosuch").returncode, 2)


# ---- time ------------------------------------------------------------------------------------------

@session("how long it took is told above half a second, or as one likes", XDG_CONFIG_HOME=path("no-config"))
def _(person):
    person.keys("sleep 0.6\r")
    line_of(person, r"\([0-9]+\.[0-9] s\)")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox>", "a prompt")
    person.keys("set timing on; echo a\r")
    line_of(person, r"\([0-9.]+ m?s\)")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox>", "a prompt")
    person.keys("set timing off; sleep 0.6\r")
    person.shows("sockbox> set timing off; sleep 0.6", PROMPT)
    true("2" in person.screen.attributes, "it was dim")


# ---- terminals -------------------------------------------------------------------------------------

@session("40 columns: the prompt, a wrapped line, and its run", columns=40)
def _(person):
    person.keys("a, b = socketpair\r")
    person.shows("sockbox[2s]> ")
    person.keys("echo " + "0123456789" * 4)
    person.shows("sockbox[2s]> echo 0123456789012345678901", "234567890123456789")
    person.keys(HOME, "x", BACKSPACE, "\r")
    person.shows("0123456789" * 4, "sockbox[2s]> ")


@session("the terminal is resized while a line is typed", columns=60)
def _(person):
    person.keys("echo " + "r" * 40)
    person.shows("sockbox> echo " + "r" * 40)
    person.resize(30, 24)
    person.wait(lambda screen: screen.lines()[-1] == "r" * 24 and screen.column == 24, "wrapped")
    person.resize(70, 24)
    person.shows("sockbox> echo " + "r" * 40)
    person.keys(LEFT, "x\r")
    person.shows("r" * 39 + "xr", PROMPT)


@session("the terminal is resized while a command runs", columns=60)
def _(person):
    person.keys("cat\r")
    in_front(person, "cat")
    person.resize(30, 24)
    person.keys(CTRL["D"])
    person.shows("sockbox> cat", PROMPT)
    person.keys("echo " + "r" * 30)
    person.shows("sockbox> echo " + "r" * 16, "r" * 14)
    person.keys("\r")
    person.shows("r" * 30, PROMPT)


def is_plain(name, why, **env):
    @session("the plain reader: " + name, columns=120, **env)
    def _(person):
        line_of(person, "lines cannot be edited: " + why)
        true(not person.edits())
        person.keys("a, b = socketpair\r")
        person.shows("sockbox[2s]> ")
        person.keys("echo ac", BACKSPACE, "b\r")
        person.shows("sockbox[2s]> echo ab", "ab", "sockbox[2s]> ")
        person.keys("repeat 2 {\r")
        person.shows("... ")
        person.keys("lost")
        person.shows("... lost")
        person.keys(CTRL["C"])
        person.shows("... lost^C", "sockbox[2s](130)> ")
        person.keys("sleep 66\r")
        in_front(person, "sleep")
        person.keys(CTRL["Z"])
        person.shows("^Z", "[1] stopped  sleep 66", "sockbox[2s 1j](148)> ")
        person.keys("kill 1\r")
        line_of(person, r"\[1\] ended \(SIGTERM\)  sleep 66 .*")
        person.shows("sockbox[2s]> ")
        person.keys("recv b 5\r")
        person.shows("sockbox[2s]> recv b 5", "")
        person.keys(CTRL["C"])
        person.shows("sockbox[2s](130)> ")
        person.keys("sleep 68 &\r")
        line_of(person, r"\[2\] pid [0-9]+")
        person.shows("sockbox[2s 1j]> ")
        person.keys(CTRL["D"])
        person.shows("[2] running  sleep 68", "there are running jobs; Ctrl-D again ends them", "sockbox[2s 1j]> ")
        person.keys("echo ok\r")
        person.shows("ok", "sockbox[2s 1j]> ")
        person.keys(CTRL["D"])
        person.shows("there are running jobs; Ctrl-D again ends them", "sockbox[2s 1j]> ")
        person.keys(CTRL["D"])
        equal(person.ends(), 0)


def folder_without_library():
    folder = path("no-library")
    os.makedirs(folder, exist_ok=True)
    shutil.copy("/dev/null", os.path.join(folder, "libreadline.so.8"))
    return folder


is_plain("TERM=dumb", "TERM is dumb", TERM="dumb")
is_plain("without the library", "GNU readline cannot be loaded: .*", LD_LIBRARY_PATH=folder_without_library())


done()
