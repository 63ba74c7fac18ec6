#!/usr/bin/env python3
# What every verb of the workbench does alike, seen from outside, on the bench that its examples make:
# tests/contract holds what its tables alone show.
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io
import os
import re
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../contract"))
from tap import *

import json_lines
os.environ.setdefault("BUILD", os.path.dirname(SOCKBOX))
os.environ["SOCKBOX"] = SOCKBOX
from from_outside import blank_times, check_row

together(2)

TRIES = 5  # what the kernel tells may change between two runs


def line(text, stdout=subprocess.PIPE, columns=None):
    """Run TEXT, with a socket as stdin."""
    ours, theirs = socket.socketpair()
    env = dict(os.environ, **({"COLUMNS": str(columns)} if columns else {}))
    with ours, theirs:
        return subprocess.run([SOCKBOX, "-c", text], stdin=theirs, stdout=stdout, stderr=subprocess.PIPE, timeout=60,
                              env=env)


class Verb:
    """A verb, as its --help and --fields tell of it."""

    def __init__(self, name):
        self.name = name
        self.examples = []
        self.shapes = {}
        statuses = []
        for row in line(name + " --help").stdout.decode().partition("\nExamples:\n")[2].split("\n\n")[0].splitlines():
            if row.startswith("  $ "):
                self.examples.append(row[4:])
            elif row.startswith(" " * 8):
                self.examples[-1] += " " + row.strip()
        fields, _, codes = line(name + " --fields").stdout.decode().partition("statuses, with their exit codes:\n")
        for row in fields.splitlines():
            kind = re.match(r"(\w+): ", row)
            key = re.match(r"  (\S+) +(list of )?(\w+)(?:, \w+)?  ", row)
            if kind:
                rows = self.shapes[kind[1]] = []
            elif key:
                rows.append({"key": key[1], "list": bool(key[2]), "type": key[3].rstrip("s") if key[2] else key[3]})
        for row in codes.splitlines():
            statuses.append({"status": row.split()[0], "exit": int(row.split()[1])})
        self.description = {"statuses": statuses}

    def with_words(self, example, words, behind=""):
        """EXAMPLE up to the verb's command, which has WORDS in front of its others and BEHIND at its end."""
        commands = example.split("; ")
        at = next(i for i, each in enumerate(commands)
                  if re.match(r"(?:[a-z, ]+ = )?%s(?: |$)" % re.escape(self.name), each))
        command = re.sub(r"^((?:[a-z, ]+ = )?%s)(?= |$)" % re.escape(self.name), lambda found: found[1] + words, commands[at])
        command, arrow, expected = command.partition(" =>")
        quiet = ["%s --quiet%s" % re.match(r"((?:[a-z, ]+ = )?[a-z_-]+)(.*)", each).groups() for each in commands[:at]]
        return "; ".join(quiet + [command + behind + arrow + expected])


with open(os.path.join(TOP, "core/box/verbs.c")) as table:
    VERBS = [Verb(name.replace("_source", "-source")) for name in re.findall(r"VERB\((\w+)\)", table.read())
             if name != "assert"]  # which takes no options, and prints nothing
SILENT = ["jobs"]  # where there are none


@check("there are verbs")
def _():
    true(len(VERBS) > 70, [verb.name for verb in VERBS])
    for verb in VERBS:
        true(verb.examples and verb.shapes["result"] and verb.description["statuses"], verb.name)


def each_verb(name, but=()):
    """A test of each example of each verb."""
    def run(function):
        @check(name)
        def _():
            wrong = []
            for verb in [verb for verb in VERBS if verb.name not in but]:
                for example in verb.examples:
                    try:
                        function(verb, example)
                    except Exception as error:
                        wrong.append("%s: %s: %s" % (example, type(error).__name__, error))
            equal(wrong[:5], [])
        return function
    return run


@each_verb("an example runs, and says nothing on stderr")
def _(verb, example):
    ran = line(example)
    equal((ran.returncode, ran.stderr), (0, b""))


@each_verb("JSON holds the declared keys, in order, of their types", SILENT)
def _(verb, example):
    ran = line(verb.with_words(example.replace(" --quiet", ""), " --json"))
    rows = json_lines.read_lines(ran.stdout)
    true(rows, ran.stderr)
    for row in rows:
        check_row(verb, row, ran.returncode, True)


@each_verb("CSV has one header and as many cells in every row", SILENT)
def _(verb, example):
    ran = line(verb.with_words(example.replace(" --quiet", ""), " --format csv"))
    rows = list(csv.reader(io.StringIO(ran.stdout.decode(), newline=""), strict=True))
    equal(rows[0], [field["key"] for field in verb.shapes["result"] if "." not in field["key"]])
    true(len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])})


def shown(text):
    """TEXT but for its blanks, times, ports, processes and numbers of the kernel's."""
    return re.sub(r"[0-9]+", "N", blank_times("".join(text.split())))


for columns in (80, 40):
    @each_verb("text fits %d columns and nothing is cut" % columns)
    def _(verb, example):
        text = verb.with_words(example, "")
        for _ in range(TRIES):
            narrow, wide = line(text, columns=columns).stdout.decode(), line(text, columns=9999).stdout.decode()
            if shown(narrow) == shown(wide):
                break
        for row in narrow.splitlines():
            true(len(row) <= columns, row)
        equal(shown(narrow), shown(wide))


@each_verb("an unknown option is a usage error, and nothing is done")
def _(verb, example):
    ran = line(verb.with_words(example, " --calls --no-such-thing"))
    equal((ran.returncode, ran.stdout), (2, b""))
    true(b"--no-such-thing" in ran.stderr and b"(" not in ran.stderr, ran.stderr)


@each_verb("a full device is an error", SILENT)
def _(verb, example):
    ran = line(verb.with_words(example.replace(" --quiet", ""), " --json", " > /dev/full"))
    equal(ran.returncode, 3, ran.stderr)
    true(b"ENOSPC" in ran.stderr, ran.stderr)


@each_verb("--quiet says nothing")
def _(verb, example):
    ran = line(verb.with_words(example, " --quiet"))
    equal((ran.returncode, ran.stdout, ran.stderr), (0, b"", b""))


@check("too few words, and words that are no socket")
def _():
    for verb in VERBS:
        takes_socket = re.search(r"^  SOCKET(\[:EVENTS\])?  ", line(verb.name + " --help").stdout.decode(), re.M)
        if not takes_socket:
            continue
        ran = line(verb.name)
        equal((ran.returncode, ran.stdout), (2, b""), verb.name)
        ran = line("%s no_such_socket 1 2 3" % verb.name)
        equal(ran.returncode, 2, verb.name)
        true(b"no_such_socket" in ran.stderr or b"too many" in ran.stderr, ran.stderr)


done()
