"""completion -- types lines and Tab into a real shell: completion.py SHELL SCRIPT FOLDER < CASES.

A case is "TYPED => WORDS": after TYPED and a Tab, Enter runs a command of these words; or
"TYPED ?> CANDIDATE...": after TYPED and Tab, once or twice, the terminal shows all of these. Commands that are
typed are functions of the shell's that print their words; the script asks the real sockbox.
Prints a TAP line without a number for each.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pty
import re
import select
import signal
import sys
import time

LIMIT_S = 20
START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SETUP = {
    "bash": ["PS1='ready''> '", "bind 'set enable-bracketed-paste off'",
             "bind 'set show-all-if-ambiguous on'"],
    "zsh": ["PROMPT='ready''> '", "unsetopt beep auto_remove_slash",
            "autoload -Uz compinit; compinit -u -D"],
    "fish": ["function fish_prompt; echo 'ready''> '; end"],
}
FUNCTION = {
    "bash": "%s() { printf 'got<%%s>\\n' \"%s $*\"; }",
    "zsh": "%s() { printf 'got<%%s>\\n' \"%s $*\"; }",
    "fish": "function %s; echo \"got<%s $argv>\"; end",
}
ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b.|[\x07\x0e\x0f]")


class Terminal:
    def __init__(self, shell, folder):
        environment = dict(os.environ, HOME=folder, TERM="xterm", HISTFILE="/dev/null",
                           XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder)
        self.seen = b""
        self.marks = 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(START[shell][0], START[shell], environment)

    def write(self, text):
        os.write(self.fd, text.encode())

    def wait_for(self, *wanted, limit_s=LIMIT_S):
        """Read until all of WANTED are shown; False at the deadline."""
        end = time.monotonic() + limit_s
        while not all(one in self.text() for one in wanted):
            if time.monotonic() > end:
                return False
            if not self.read(end - time.monotonic()):
                return False
        return True

    def read(self, limit_s=LIMIT_S):
        """Whether there was more."""
        if not select.select([self.fd], [], [], max(limit_s, 0))[0]:
            return False
        try:
            self.seen += os.read(self.fd, 65536)
        except OSError:
            return False
        return True

    def text(self):
        return ESCAPES.sub(b"", self.seen).decode("utf-8", "replace")

    def run(self, command):
        """The mark is printed by the shell, never by the echo of what was typed; then it prompts."""
        self.marks += 1
        mark = "mark%d." % self.marks
        self.write("%s; echo mark''%d.\r" % (command, self.marks))
        while not self.text().partition(mark)[2].rstrip().endswith("ready>"):
            if not self.read():
                raise RuntimeError("the shell does not answer: %r" % self.text())
        self.seen = b""

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def check(terminal, case):
    if " ?> " in case:
        typed, shown = case.split(" ?> ")
        terminal.write(typed + "\t")
        good = terminal.wait_for(*shown.split(" "), limit_s=2)
        if not good:
            terminal.write("\t")
            good = terminal.wait_for(*shown.split(" "))
        terminal.write("\x03")
    else:
        typed, words = case.split(" => ")
        terminal.write(typed + "\t\r")
        good = terminal.wait_for("got<%s>" % words)
    text = terminal.text()
    terminal.run("true")
    return good, text


def main():
    shell, script, folder = sys.argv[1:4]
    cases = [line.rstrip("\n") for line in sys.stdin]
    terminal = Terminal(shell, folder)
    try:
        for line in SETUP[shell] + ["source '%s'" % script]:
            terminal.run(line)
        for name in sorted({case.split(" ")[0] for case in cases}):
            terminal.run(FUNCTION[shell] % (name, name))
        for case in cases:
            good, text = check(terminal, case)
            print("%s %s: %s" % ("ok" if good else "not ok", shell, case))
            if not good:
                print("# shown: %r" % text)
    finally:
        terminal.close()


if __name__ == "__main__":
    main()
