#!/usr/bin/env python3
# What the shell costs those who do not use it, and how it is without readline: nothing but a prompt loads
# the library, and where it is missing, or the terminal is dumb, the prompt reads lines as they come.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()

LOADS = re.compile(rb"/lib(readline|tinfo|ncurses)[^/]*\n")


def maps(pid):
    with open("/proc/%d/maps" % pid, "rb") as lines:
        return lines.read()


# ---- who loads it ---------------------------------------------------------------------------------------

@check("the program itself needs no library but libc")
def _():
    ran = subprocess.run([SOCKBOX], capture_output=True, env=dict(ENV, LD_TRACE_LOADED_OBJECTS="1"))
    needed = {line.split()[0].split(b"/")[-1] for line in ran.stdout.splitlines()}
    allowed = re.compile(rb"(linux-vdso|ld-linux|libc\.|libm\.|libgcc_s|libdl|librt|libpthread|libresolv|libasan|libubsan)")
    equal({name for name in needed if not allowed.match(name)}, set())


@check("an applet that runs has not loaded it")
def _():
    server = Server("echo-server", "127.0.0.1:0")
    equal(LOADS.findall(maps(server.pid)), [])
    equal(server.end(), 0)


@check("neither has a script, from wherever it comes, nor an applet of it")
def _():
    with open(path("maps.sbx"), "w") as script:
        script.write("j = start echo-server -q 127.0.0.1:0 > /dev/null\nP = ${j.pid}\nexport P\n"
                     "!cat /proc/$PPID/maps /proc/$P/maps\nkill $j\n")
    with open(path("maps.sbx"), "rb") as script:
        text = script.read()
    for ran in (run("run", path("maps.sbx"), env=ENV), run("-c", text.decode(), env=ENV), run(input=text, env=ENV)):
        equal(ran.returncode, 0, ran.stderr)
        true(ran.stdout.count(b"[stack]") >= 2, "there are two processes")
        equal(LOADS.findall(ran.stdout), [])


@session("a prompt has, so that it would be seen")
def _(person):
    true(LOADS.findall(maps(person.process.pid)), "libreadline is mapped")


@check("a prompt on a dumb terminal has not")
def _():
    person = Person(SOCKBOX, TERM="dumb")
    person.shows("sockbox> ")
    equal(LOADS.findall(maps(person.process.pid)), [])
    person.type(CTRL["D"])
    equal(person.ends(), 0)
    person.close()


# What `ipconv` took before there was a shell, and a tenth: each import, table of pointers or library that
# a start pays for is seen.
START_MAX = 292000

if SANITIZED or not shutil.which("valgrind"):
    skip("the start of an applet in instructions", "it takes valgrind, and no sanitizers")
else:
    @check("the start of an applet in instructions")
    def _():
        ran = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", SOCKBOX, "ipconv", "127.0.0.1"],
                             capture_output=True, env=ENV)
        count = int(re.search(rb"Collected : (\d+)", ran.stderr).group(1))
        true(count < START_MAX, "%d instructions" % count)


@check("no header of readline is included")
def _():
    for folder, _, names in os.walk(os.path.join(TOP, "core")):
        for name in names:
            with open(os.path.join(folder, name), errors="replace") as file:
                true("include <readline" not in file.read(), name)


# ---- without it -----------------------------------------------------------------------------------------

def hidden():
    """A folder whose libreadline is none."""
    folder = path("hidden")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(folder + "/libreadline.so.8"):
        os.symlink("/dev/null", folder + "/libreadline.so.8")
    return folder


def is_asked(screen):
    line = "".join(screen.cells[screen.row][:screen.column]).rstrip()
    return PROMPT.match(line[2:] if line.startswith("^C") else line)  # Ctrl-C between two commands


def is_usable(program, **env):
    """A prompt of its own: lines, blocks, values, a failure, Ctrl-C, and the end."""
    person = Person(program, **env)
    person.shows("sockbox> ")
    true(not person.edits(), "the terminal edits the line itself")
    person.keys("echo one\r")
    person.shows("sockbox> echo one", "one", "sockbox> ")
    person.keys("repeat 2 {\r")
    person.shows("sockbox> repeat 2 {", "... ")
    person.keys("echo two\r")
    person.shows("... echo two", "... ")
    person.keys("}\r")
    person.wait(lambda screen: is_asked(screen) and screen.lines()[-3:-1] == ["two", "two"], "the block has run")
    person.keys("a, b = socketpair -q; echo waits; recv a 1\r")
    person.wait(lambda screen: screen.lines()[-1] == "waits", "it waits")
    person.keys(CTRL["C"])
    person.wait(is_asked, "the prompt is back")
    person.keys("sendall b 'lives'; recv a 9\r")
    person.wait(lambda screen: is_asked(screen) and '"lives" (5 bytes)' in screen.lines(), "the socket lives on")
    person.keys("sh -c 'exit 5'\r")
    person.wait(lambda screen: is_asked(screen) and "exit 5" in screen.lines()[-2], "it has run")
    person.keys("exit\r")
    equal(person.ends(), 5, "exit code")
    true(person.is_restored(), "the terminal has its modes again")
    person.close()


plain = {
    "a terminal that is dumb": dict(TERM="dumb"),
    "no TERM at all": dict(TERM=None),
    "a terminal that nobody knows": dict(TERM="nosuch"),
    "no readline": dict(LD_LIBRARY_PATH=hidden()),
}

for name, env in plain.items():
    @check("%s: the plain prompt works" % name)
    def _():
        is_usable(SOCKBOX, **env)


STATIC = os.path.join(os.path.dirname(SOCKBOX), "static/sockbox")
if os.access(STATIC, os.X_OK) and os.path.getmtime(STATIC) >= os.path.getmtime(SOCKBOX):
    @check("a static program: the plain prompt works")
    def _():
        is_usable(STATIC)
else:
    skip("a static program: the plain prompt works", "it was not built")


done()
