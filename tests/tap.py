"""tap -- helpers of the Python tests: TAP lines, and servers of ours that are ended with the test.

A test is a file NAME.t whose first line names python3, and that begins with:

    import os, sys
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    from tap import *

Where most tests wait for something, together() behind that lets several processes share them.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOCKBOX = os.environ.get("SOCKBOX", os.path.join(TOP, "build/sockbox"))
SANITIZED = "san-" in os.environ.get("BUILD", "")
STRESS = bool(os.environ.get("STRESS"))
WORK = tempfile.TemporaryDirectory()
PATIENCE_S = 20  # nothing that is waited for takes so long, unless it is broken

_count = 0
_failed = 0
_started = []
_aside = []
_helpers = []
_is_helper = "TAP_CLAIMS" in os.environ
_claims = os.environ.pop("TAP_CLAIMS", None)  # a folder where each test is taken by one process


def together(jobs=4):
    """Let JOBS processes share the tests of this file: each runs it from the top, and does the next
    test that none has taken. For files whose tests need nothing of one another."""
    global _claims
    if _claims:
        return
    _claims = path("claims")
    os.mkdir(_claims)
    for _ in range(jobs - 1):
        _helpers.append(start(sys.executable, sys.argv[0], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              env=dict(os.environ, TAP_CLAIMS=_claims)))


def _said(number):
    return os.path.join(_claims, "%d.said" % number)


def _next():
    """Go on to the next test: whether it is ours."""
    global _count
    _count += 1
    if not _claims:
        return True
    try:
        os.close(os.open(os.path.join(_claims, str(_count)), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def _tell(passed, name, detail=""):
    lines = ["%s %d - %s" % ("ok" if passed else "not ok", _count, name)]
    lines += ["#   " + line for line in str(detail).splitlines()[:30]]
    if _claims:
        with open(_said(_count), "w") as said:
            said.write("\n".join(lines) + "\n")
    else:
        _show("\n".join(lines))


def _show(text):
    global _failed
    _failed += text.startswith("not ok")
    print(text, flush=True)


def report(passed, name, detail=""):
    if _next():
        _tell(passed, name, detail)


def skip(name, reason):
    report(True, "%s # SKIP %s" % (name, reason))


def check(name):
    """A test: the function that it decorates is run in its turn, and fails by an exception."""
    def run(function):
        if not _next():
            return function
        try:
            function()
        except Exception:
            _tell(False, name, traceback.format_exc())
        else:
            _tell(True, name)
        return function
    return run


def aside(name):
    """The same for a test that mostly waits: it runs beside those that follow, and done() reports it."""
    def run(function):
        outcome = []

        def work():
            try:
                function()
            except Exception:
                outcome.append(traceback.format_exc())
        thread = threading.Thread(target=work)
        thread.start()
        _aside.append((name, thread, outcome))
        return function
    return run


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError("%s: got %r, expected %r" % (what, got, expected))


def true(condition, what=""):
    if not condition:
        raise AssertionError("not so: %s" % (what,))


def _show_all():
    """What all processes said, in the order of the file; one that did not come so far has failed."""
    for helper in _helpers:
        helper.wait()
    for number in range(1, _count + 1):
        try:
            with open(_said(number)) as said:
                _show(said.read().rstrip("\n"))
        except FileNotFoundError:
            _show("not ok %d - its process ended first" % number)


def done():
    for name, thread, outcome in _aside:
        thread.join()
        report(not outcome, name, *outcome)
    if _is_helper:
        sys.exit(0)
    if _claims:
        _show_all()
    print("1..%d" % _count)
    sys.exit(_failed > 0)


def rounds(count):
    """Rounds of a repeated test: COUNT in `make stress`, a twentieth in `make check`."""
    return count if STRESS else (count + 19) // 20


def until(condition, what, seconds=PATIENCE_S):
    """Ask CONDITION again until it holds: for what cannot say when it is ready."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come to: %s" % what)
        time.sleep(0.01)


def listens(name):
    """Whether a Unix socket listens at NAME: the path is there before it does."""
    with open("/proc/net/unix") as lines:
        return any(line.split()[3] == "00010000" and line.rstrip("\n").endswith(" " + name) for line in lines)


def path(name):
    return os.path.join(WORK.name, name)


def run(*words, input=b"", before=(), **how):
    """A command line of sockbox: .returncode, .stdout, .stderr."""
    return subprocess.run([*before, SOCKBOX, *words], input=input, capture_output=True,
                          timeout=60, **how)


def rows(output):
    return [json.loads(line) for line in output.splitlines()]


def read_all(file):
    """What is in FILE, whose offset is left alone: it is that of the process which writes to it."""
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


class Server:
    """A sockbox applet that says when it is ready; .ready has its ready records. BEFORE stands in
    front of its command line: a program that starts it."""

    def __init__(self, *words, fds=(), preexec_fn=None, stdin=subprocess.DEVNULL, json=True, before=()):
        read, write = os.pipe()
        self.out = tempfile.TemporaryFile()
        self.err = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*before, SOCKBOX, words[0], *(["--json"] if json else []), "--ready-fd", str(write),
             *words[1:]],
            stdin=stdin, stdout=self.out, stderr=self.err, pass_fds=[write, *fds],
            preexec_fn=preexec_fn)
        _started.append(self.process)
        os.close(write)
        with os.fdopen(read) as lines:
            self.ready = rows(lines.read())
        if not self.ready:
            self.process.wait(PATIENCE_S)
            raise AssertionError("not ready: %s" % self.errors())

    @property
    def pid(self):
        return self.process.pid

    @property
    def port(self):
        return self.ready[0]["port"]

    def end(self, with_signal=signal.SIGTERM):
        """End it: the exit code. Its records are in .rows()."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.wait()

    def wait(self):
        return self.process.wait(PATIENCE_S)

    def output(self):
        return read_all(self.out)

    def errors(self):
        return read_all(self.err).decode(errors="replace")

    def rows(self, kind=None):
        whole = self.output().rpartition(b"\n")[0]  # the last line may still be written
        return [row for row in rows(whole) if kind in (None, row["type"])]

    def status(self, key):
        """A line of /proc/PID/status, as a number."""
        with open("/proc/%d/status" % self.pid) as lines:
            for line in lines:
                if line.startswith(key + ":"):
                    return int(line.split()[1])
        raise KeyError(key)

    def fds(self):
        return len(os.listdir("/proc/%d/fd" % self.pid))

    def cpu_s(self):
        with open("/proc/%d/stat" % self.pid) as line:
            fields = line.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(*words, **how):
    """Any other program, ended with the test."""
    process = subprocess.Popen(words, **how)
    _started.append(process)
    return process


def _end_all():
    for process in _started:
        if process.poll() is None:
            process.kill()
            process.wait()


atexit.register(_end_all)
