"""vt -- a terminal for tests: a process on a pseudo-terminal, and the screen that it has drawn.

As much of xterm as readline and sockbox use; what else comes is an error, so that no test passes on a
screen that is not the true one.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

PATIENCE_S = 20
SEQUENCE = re.compile(r"\x1b(\[([?>]?)([0-9;]*)([@-~])|\][^\x07\x1b]*(\x07|\x1b\\)|[()][0-9A-B]|[=>78DEMc])")


def width(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """Rows of cells. A wide character has an empty string in its second cell."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [self.blank() for _ in range(rows)]
        self.row = self.column = 0
        self.full = False  # the last column was written: the next character begins a new row
        self.scrolled = []  # rows that have left at the top
        self.modes, self.attributes, self.bells = set(), [], 0
        self.pending = ""

    def blank(self):
        return [" "] * self.columns

    def resize(self, columns, rows):
        """As xterm does: rows are cut or grown, nothing is wrapped anew."""
        self.columns = columns
        self.cells = [(row + [" "] * columns)[:columns] for row in self.cells]
        while len(self.cells) < rows:
            self.cells.append(self.blank())
        while len(self.cells) > rows:
            if self.row == len(self.cells) - 1:
                self.scrolled.append(self.cells.pop(0))
                self.row -= 1
            else:
                self.cells.pop()
        self.rows = rows
        self.column = min(self.column, columns - 1)
        self.full = False

    def line_feed(self):
        if self.row < self.rows - 1:
            self.row += 1
        else:
            self.scrolled.append(self.cells.pop(0))
            self.cells.append(self.blank())

    def put(self, character):
        size = width(character)
        if size == 0:
            self.cells[self.row][max(0, self.column - (not self.full))] += character
            return
        if self.full or self.column + size > self.columns:
            self.column, self.full = 0, False
            self.line_feed()
        self.cells[self.row][self.column:self.column + size] = [character] + [""] * (size - 1)
        self.column += size
        if self.column == self.columns:
            self.column, self.full = self.columns - 1, True

    def control(self, character):
        if character == "\n":
            self.line_feed()
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif character == "\a":
            self.bells += 1
        else:
            raise AssertionError("the terminal was sent %r" % character)
        if character != "\a":
            self.full = False

    def sequence(self, private, parameters, final):
        numbers = [int(number or 0) for number in parameters.split(";")]
        first = numbers[0]
        count = max(1, first)
        row = self.cells[self.row]
        if private:
            if final not in "hl":
                raise AssertionError("unknown private sequence %r" % final)
            (self.modes.add if final == "h" else self.modes.discard)(first)
            return
        if final == "m":
            self.attributes.append(parameters)
            return
        self.full = False
        if final == "A":
            self.row = max(0, self.row - count)
        elif final == "B":
            self.row = min(self.rows - 1, self.row + count)
        elif final == "C":
            self.column = min(self.columns - 1, self.column + count)
        elif final == "D":
            self.column = max(0, self.column - count)
        elif final == "G":
            self.column = min(self.columns, count) - 1
        elif final == "H":
            self.row = min(self.rows, count) - 1
            self.column = min(self.columns, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif final == "K" and first == 0:
            row[self.column:] = [" "] * (self.columns - self.column)
        elif final == "J" and first in (0, 2):
            start = 0 if first == 2 else self.row + 1
            if first == 0:
                row[self.column:] = [" "] * (self.columns - self.column)
            for i in range(start, self.rows):
                self.cells[i] = self.blank()
        elif final == "J" and first == 3:
            self.scrolled = []
        elif final == "P":
            row[self.column:] = (row[self.column + count:] + [" "] * count)[:self.columns - self.column]
        elif final == "@":
            row[self.column:] = ([" "] * count + row[self.column:])[:self.columns - self.column]
        else:
            raise AssertionError("unknown sequence CSI %s %s" % (parameters, final))

    def feed(self, text):
        text = self.pending + text
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                match = SEQUENCE.match(text, at)
                if not match:
                    break
                at = match.end()
                if match.group(4):
                    self.sequence(match.group(2), match.group(3), match.group(4))
                continue
            (self.put if text[at] >= " " else self.control)(text[at])
            at += 1
        self.pending = text[at:]
        if len(self.pending) > 256:
            raise AssertionError("unknown sequence %r" % self.pending[:16])

    def lines(self):
        """What is to be seen, without blanks at the ends of lines, and empty lines at the end."""
        lines = ["".join(row).rstrip() for row in self.cells]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def all(self):
        return ["".join(row).rstrip() for row in self.scrolled] + self.lines()


class Terminal:
    """WORDS, run on a terminal of their own. Ended by close, or with the object."""

    def __init__(self, *words, columns=80, rows=24, env=None, stdin=None, shell=False, **how):
        self.screen = Screen(columns, rows)
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self.raw = b""
        self.fd, slave = pty.openpty()
        self.set_size(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.slave = slave  # kept open: what was written before an end can be read
        self.process = subprocess.Popen(
            words, stdin=slave if stdin is None else stdin, stdout=slave, stderr=slave, env=env,
            start_new_session=True, preexec_fn=self.take_terminal, **how)

    def take_terminal(self):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        fcntl.ioctl(1, termios.TIOCSCTTY, 0)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        self.set_size(columns, rows)

    def type(self, text):
        os.write(self.fd, text if isinstance(text, bytes) else text.encode())

    def look(self, seconds):
        """Take what has been written, and wait for it for so long; whether there was something."""
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return False
        data = os.read(self.fd, 65536)
        self.raw += data
        self.screen.feed(self.decoder.decode(data))
        return bool(data)

    def wait(self, condition, what):
        """Until CONDITION of the screen holds."""
        end = time.monotonic() + PATIENCE_S
        while not condition(self.screen):
            if time.monotonic() > end:
                raise AssertionError("%s; the screen (cursor at %d,%d):\n%s\nlast bytes: %r" % (
                    what, self.screen.row, self.screen.column, "\n".join(self.screen.lines()),
                    self.raw[-200:]))
            self.look(min(0.2, end - time.monotonic()))

    def shows(self, *lines, column=None):
        """The last lines are LINES, and the cursor is behind the last, or in COLUMN of it."""
        lines = list(lines)
        if column is None:
            column = sum(width(character) for character in lines[-1])

        def is_so(screen):
            seen = screen.lines()[:screen.row + 1]
            while len(seen) <= screen.row:
                seen.append("")
            wanted = [line.rstrip() for line in lines]
            return seen[-len(wanted):] == wanted and screen.column == column
        self.wait(is_so, "it does not show %r with the cursor in column %d" % (lines, column))

    def has(self, *lines):
        """These lines stand somewhere, one below the other."""
        def is_so(screen):
            seen = screen.all()
            return any(seen[i:i + len(lines)] == list(lines) for i in range(len(seen)))
        self.wait(is_so, "it does not have %r" % (lines,))

    def modes(self):
        return termios.tcgetattr(self.slave)

    def edits(self):
        """Whether the terminal has modes of an editor."""
        return not self.modes()[3] & termios.ICANON

    def is_restored(self):
        return self.modes() == self.before

    def ends(self):
        """Its exit code, once all that it wrote has been taken."""
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError("it does not end:\n" + "\n".join(self.screen.lines()))
            self.look(0.05)
        while self.look(0):
            pass
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for fd in (self.fd, self.slave):
            if fd >= 0:
                os.close(fd)
        self.fd = self.slave = -1
