#!/usr/bin/env python3
# Every script of tests/shell/alike.sbx from a terminal's prompt, from standard input, from -c and from a
# file: what it prints and its exit code are the same.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()

QUIET = dict(ENV, SOCKBOX_HISTORY="", SHELL="/bin/sh", PATH=os.environ["PATH"])


def cases():
    with open(os.path.join(TOP, "tests/shell/alike.sbx"), newline="") as file:
        for case in file.read().split("\n## ")[1:]:
            head, _, rest = (case.rstrip("\n") + "\n").partition("\n")
            script, _, output = rest.partition("\n--\n")
            code, _, name = head.partition(" ")
            yield int(code), name, script + "\n", output.encode()


def at_prompt(folder, script):
    person = Redirected(folder)
    for line in script.splitlines():
        if not person.runs(line):
            break
    code = person.leaves()
    return code, person.output()


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
