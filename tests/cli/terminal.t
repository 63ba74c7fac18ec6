#!/usr/bin/env python3
# What people read on stderr: folded at the width of their terminal, and never in a pipe.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

WORDS = "ipconv", "this-is-no-address-but-a-word-of-many-letters"
EXPECT = "ipconv", "1.2.3.4", "--expect", "input == 1.2.3.4, addresses == 1.2.3.4, input == 1.2.3.4"


def said(*words, columns=0, env=()):
    """What WORDS say on stderr, line by line: on a terminal of so many COLUMNS, or in a pipe."""
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "env": {**os.environ, **dict(env)}}
    if not columns:
        return run(*words, **{"env": how["env"]}).stderr.decode().splitlines()
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    process = start(SOCKBOX, *words, stderr=theirs, **how)
    os.close(theirs)
    text = b""
    try:
        while data := os.read(ours, 4096):
            text += data
    except OSError:  # EIO: all have closed the other side
        pass
    os.close(ours)
    process.wait(PATIENCE_S)
    return text.decode().splitlines()


@check("in a pipe a message is one line, whatever COLUMNS says")
def _():
    for env in {}, {"COLUMNS": "30"}:
        line, = said(*WORDS, env=env)
        true(line.startswith("ipconv: '" + WORDS[1] + "': "), line)


@check("on a terminal it is folded: no line is wider, none is empty, and no word is lost")
def _():
    whole, = said(*WORDS)
    for columns in 20, 33, 40, 80:
        lines = said(*WORDS, columns=columns)
        true(max(map(len, lines)) <= columns and all(lines), lines)
        equal([line[:4] for line in lines[1:]], ["    "] * (len(lines) - 1), "further lines are indented")
        equal("".join(lines).replace(" ", ""), whole.replace(" ", ""), columns)
        true(len(lines) > 1 or columns >= len(whole), lines)
    equal(said(*WORDS, columns=200), [whole])


@check("COLUMNS goes before what the terminal says")
def _():
    equal(said(*WORDS, columns=200, env={"COLUMNS": "40"}), said(*WORDS, columns=40))


@check("what is drawn stays as it is: the caret stands below its word")
def _():
    whole, narrow = said(*EXPECT), said(*EXPECT, columns=30)
    drawing = [line for line in whole if line.startswith("  ")]
    equal([drawing[0][at] for at in (drawing[1].index("^"),)], ["a"])
    equal([line for line in narrow if line.startswith("  ") and not line.startswith("    a")][-2:], drawing)
    true(max(len(line) for line in narrow if line not in drawing) <= 30, narrow)


@check("reports, remarks and usage are folded too, also when they were held back")
def _():
    for words in (("servlookup", "https", "--expect", "port == 1"),
                  ("servlookup", "https", "--expect", "port == 1", "--eventually", "10ms"),
                  ("servlookup", "--no-such-option-that-anybody-knows"),
                  ("mcast-listen", "-u")):
        whole, narrow = said(*words), said(*words, columns=24)
        true(max(map(len, whole)) > 24 >= max(map(len, narrow)), narrow)
        equal("".join(narrow).replace(" ", ""), "".join(whole).replace(" ", ""))


done()
