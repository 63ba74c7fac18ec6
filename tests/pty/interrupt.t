#!/usr/bin/env python3
# Ctrl-C at the prompt ends the verb that waits, at once, and its socket lives on.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
from blocking_verbs import *  # noqa: E402,F403

together()


def said(word):
    """Whether WORD stands at the beginning of a line, or behind a "verb: "."""
    return lambda screen: any(line == word or ": " + word in line for line in screen.all())


for name, needs, waits, after in CASES:
    @check("Ctrl-C ends %s" % name)
    def _():
        took = []
        for _ in range(1 if name.startswith("connect") and "Unix" not in name else 3):
            person = Shell(columns=200)
            person.keys("set -e; %s; echo MADE\r" % needs.replace("@blocking", "@prompt"))
            person.wait(said("MADE"), "the sockets are not there")
            person.wait(lambda screen: person.edits(), "there is no prompt")
            person.keys(waits.replace("@blocking", "@prompt"), "\r")
            person.wait(lambda screen: not person.edits(), "it does not run")
            sleeps(person.process.pid)
            began = time.monotonic()
            person.type(CTRL["C"])
            person.wait(lambda screen: b"EINTR" in person.raw, "it does not end")
            took.append((time.monotonic() - began) * 1000)
            person.wait(lambda screen: person.edits(), "there is no prompt")
            person.keys(after.replace("@blocking", "@prompt"), "\r")
            person.wait(said("HOLDS"), "something is lost")
            person.close()
        check_times(took)


@session("what Ctrl-C ended has the exit code 130 or 3, and the session goes on", status=0)
def _(person):
    person.keys("set timing on; a, b = socketpair\r")
    person.wait(said("a, b: connected unix"), "no pair")
    person.wait(lambda screen: person.edits(), "there is no prompt")
    person.keys("recv a 1\r")
    person.wait(lambda screen: not person.edits(), "it does not run")
    sleeps(person.process.pid)
    person.type(CTRL["C"])
    person.wait(lambda screen: b"EINTR" in person.raw and person.edits(), "it does not end")
    person.asked()
    true("" not in person.screen.lines()[:-1], "how long it took stands in the next row: %r" % person.screen.lines())
    person.keys("echo went on with $?\r")
    person.wait(lambda screen: any(line in ("went on with 130", "went on with 3") for line in screen.all()), "no session")
    person.asked()
    person.keys("close a b\r")


done()
