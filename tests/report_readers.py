"""report_readers -- reports as strangers read them: GitHub's runner by its rules, TAP::Parser, xmllint.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import subprocess

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cli")
# What is no text: controls but for newline and tab, C1, bidi and zero-width characters, separators, non-characters.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029\ufffe\uffff]")


def controls(data):
    """Those in DATA, which must be UTF-8."""
    return set(CONTROLS.findall(data.decode("utf-8")))


def runner_commands(text):
    """Lines in which GitHub's runner finds a command (its ActionCommand.cs)."""
    found = []
    for line in text.split("\n"):
        start = line.lstrip()
        if start.startswith("::") and "::" in start[2:] and re.match(r"::[a-zA-Z-]", start):
            found.append(start)
        elif "##[" in line and "]" in line[line.index("##["):]:
            found.append(line)
    return found


def tap_read(name):
    done = subprocess.run(["perl", os.path.join(HERE, "tap_read.pl"), name], capture_output=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout.decode("latin1"))


def junit_faults(name):
    """What xmllint has to say against the file; nothing where it has the documented shape."""
    done = subprocess.run(["xmllint", "--noout", "--schema", os.path.join(HERE, "junit.xsd"), name], capture_output=True, text=True)
    return done.stderr if done.returncode != 0 else ""
