#!/usr/bin/env python3
# Every script of tests/shell/alike.sbx from a terminal's prompt, from standard input, from -c and from a
# file: what it prints and its exit code are the same.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()

PROMPT = re.compile(r"(sockbox(\[[^]]*\])?(\([0-9]+\))?>|\.\.\.)$")
ASKED = b"\x1b[?2004h"  # readline begins to read a line
QUIET = dict(ENV, SOCKBOX_HISTORY="", SHELL="/bin/sh", PATH=os.environ["PATH"])


def cases():
    with open(os.path.join(TOP, "tests/shell/alike.sbx"), newline="") as file:
        for case in file.read().split("\n## ")[1:]:
            head, _, rest = (case.rstrip("\n") + "\n").partition("\n")
            script, _, output = rest.partition("\n--\n")
            code, _, name = head.partition(" ")
            yield int(code), name, script + "\n", output.encode()


class Redirected(vt.Terminal):
    """Somebody at a prompt in FOLDER, whose output goes to the file OUT there."""

    def __init__(self, folder):
        vt.Terminal.__init__(self, "sh", "-c", 'exec "$1" > OUT', "sh", SOCKBOX, cwd=folder, env=QUIET, columns=200)
        tap._started.append(self.process)

    def is_asked(self, times):
        """It has shown so many prompts, and waits at the last one; or it has ended."""
        def is_so(screen):
            line = "".join(screen.cells[screen.row][:screen.column]).rstrip()
            return self.process.poll() is not None or (self.raw.count(ASKED) >= times and PROMPT.match(line))
        self.wait(is_so, "there is no prompt")
        return self.process.poll() is None


def at_prompt(folder, script):
    person = Redirected(folder)
    asked = 1
    for line in script.splitlines():
        if not person.is_asked(asked):
            break
        person.type(line + "\r")
        asked += 1
    if person.is_asked(asked):
        person.type(CTRL["D"])
    code = person.ends()
    true(person.is_restored(), "the terminal has its modes again")
    person.close()
    with open(os.path.join(folder, "OUT"), "rb") as out:
        return code, out.read()


def as_script(folder, *words, stdin=b""):
    ran = run(*words, input=stdin, cwd=folder, env=QUIET)
    return ran.returncode, ran.stdout


def from_file(folder, script):
    with open(os.path.join(folder, "SCRIPT"), "w") as file:
        file.write(script)
    return as_script(folder, "run", "SCRIPT")


ways = {
    "a file": from_file,
    "-c": lambda folder, script: as_script(folder, "-c", script),
    "standard input": lambda folder, script: as_script(folder, stdin=script.encode()),
    "a prompt": at_prompt,
}


def fresh_folder():
    return tempfile.mkdtemp(dir=WORK.name)


for code, name, script, output in cases():
    @check(name)
    def _():
        for way, work in ways.items():
            equal(work(fresh_folder(), script), (code, output), "from " + way)


@check("there are forty of them")
def _():
    true(len(list(cases())) >= 40)
    equal({0, 1, 2, 3, 4, 126, 127, 137} - {case[0] for case in cases()}, set(), "exit codes that none has")


done()
