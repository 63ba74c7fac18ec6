"""people -- who sits at the terminals of these tests, and their keys.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys

import tap
import vt
from tap import SANITIZED, SOCKBOX, WORK, check, equal, path, true

try:
    for _fd in vt.pty.openpty():
        os.close(_fd)
except OSError:
    print("1..0 # SKIP there are no pseudo-terminals")
    sys.exit(0)

ENV = {key: value for key, value in os.environ.items()
       if key not in ("COLUMNS", "LINES", "NO_COLOR", "INPUTRC", "LANG", "LC_CTYPE", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
       and not key.startswith("SOCKBOX_")}
ENV.update(TERM="xterm", LC_ALL="C.UTF-8", USER="bob", HOME=WORK.name, INPUTRC="/dev/null",
           SOCKBOX_HISTORY="")
# On a busy machine any command may take so long that it is told: only who asks for that shall see it.
os.makedirs(path(".config/sockbox"))
with open(path(".config/sockbox/rc"), "w") as _file:
    _file.write("set timing off\n")
if SANITIZED:
    # What readline keeps to its end is its own.
    with open(path("suppressions"), "w") as _file:
        _file.write("leak:libreadline.so\nleak:libtinfo.so\n")
    ENV["LSAN_OPTIONS"] = "print_suppressions=0:suppressions=" + path("suppressions")

CTRL = {letter: chr(ord(letter) & 31) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ_\\"}
UP, DOWN, RIGHT, LEFT, HOME, END = ("\x1b[" + key for key in "ABCDHF")
BACKSPACE, DELETE = "\x7f", "\x1b[3~"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"

PROMPT = re.compile(r"(sockbox(\[[^]]*\])?(\([0-9]+\))?>|\.\.\.)$")
ASKED = b"\x1b[?2004h"  # readline begins to read a line


class Person(vt.Terminal):
    """Somebody at a terminal of their own, who runs WORDS. An ENV of None is not set."""

    def __init__(self, *words, columns=80, rows=24, **env):
        vt.Terminal.__init__(self, *words, columns=columns, rows=rows,
                             env={key: value for key, value in {**ENV, **env}.items() if value is not None})
        tap._started.append(self.process)
        self.entered = None

    def keys(self, *keys):
        for key in keys:
            self.type(key)
        self.entered = len(self.raw) if keys[-1].endswith("\r") else None

    def asked(self):
        """Wait for a prompt, which comes behind the line that was entered last, or for the end: what is typed before is
        the terminal's, for which Ctrl-D is no key."""
        self.wait(lambda screen: self.process.poll() is not None
                  or ((ASKED not in self.raw or ASKED in self.raw[self.entered:])
                      and re.search(r"(>|\.\.\.)$", screen.lines()[-1]) and self.edits()), "there is no prompt")

    def leaves(self):
        if self.entered is not None:
            self.asked()
        if self.process.poll() is None:
            self.type(CTRL["A"] + CTRL["K"] + CTRL["D"])


class Shell(Person):
    """Somebody at the prompt of the shell."""

    def __init__(self, *words, **how):
        Person.__init__(self, SOCKBOX, *words, **how)
        self.wait(lambda screen: screen.lines()[-1:] == ["sockbox>"], "there is no prompt")


class Redirected(vt.Terminal):
    """Somebody at a prompt in FOLDER, whose output goes to the file OUT there."""

    def __init__(self, folder, **env):
        vt.Terminal.__init__(self, "sh", "-c", 'exec "$1" > OUT', "sh", SOCKBOX, cwd=folder, columns=200,
                             env=dict(ENV, SOCKBOX_HISTORY="", SHELL="/bin/sh", **env))
        tap._started.append(self.process)
        self.folder, self.asked = folder, 1

    def is_asked(self):
        """It has shown a prompt for each line, and waits at the last one; or it has ended."""
        def is_so(screen):
            line = "".join(screen.cells[screen.row][:screen.column]).rstrip()
            return self.process.poll() is not None or (self.raw.count(ASKED) >= self.asked and PROMPT.match(line))
        self.wait(is_so, "there is no prompt")
        return self.process.poll() is None

    def runs(self, line):
        """Type LINE, and wait until it is done; False where the shell ended before."""
        if not self.is_asked():
            return False
        self.type(line + "\r")
        self.asked += 1
        return self.is_asked()

    def leaves(self):
        """Ctrl-D: the exit code."""
        if self.is_asked():
            self.type(CTRL["D"])
        code = self.ends()
        true(self.is_restored(), "the terminal has its modes again")
        self.close()
        return code

    def output(self):
        with open(os.path.join(self.folder, "OUT"), "rb") as out:
            return out.read()


def session(name, *words, status=0, **how):
    """The test of somebody at a prompt, who leaves by Ctrl-D, and the terminal as it was."""
    def run(function):
        @check(name)
        def _():
            person = Shell(*words, **how)
            function(person)
            person.leaves()
            equal(person.ends(), status, "exit code; %r" % person.raw[-300:])
            true(person.is_restored(), "the terminal has its modes again")
            true(2004 not in person.screen.modes, "bracketed paste is off again")
            person.close()
        return function
    return run
