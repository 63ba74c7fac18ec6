#!/usr/bin/env python3
# What `help` and `apropos` say: all words are there, pages fit and end in examples that run.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403
import subprocess  # noqa: E402
import tempfile  # noqa: E402

BOX = os.environ.get("SOCKBOX", "build/sockbox")
os.environ["PATH"] = os.path.dirname(os.path.abspath(BOX)) + ":" + os.environ["PATH"]


def shell(line, columns=80, folder=None):
    env = dict(os.environ, COLUMNS=str(columns), LC_ALL="C.UTF-8")
    done = subprocess.run([os.path.abspath(BOX), "-c", line], env=env, capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=60, cwd=folder)
    return done.returncode, done.stdout, done.stderr


def page(word, columns=80):
    code, out, err = shell("help " + word, columns)
    equal(code, 0, word + ": " + err)
    return out


def words_of(group):
    return [line.split()[0] for line in page(group).splitlines()[1:] if re.match(r"  \S", line)]


def groups():
    return [line.split()[0] for line in page("").splitlines() if re.match(r"[a-z]", line)]


def examples(text):
    """Commands of the last part of a page; where they were folded they are joined again."""
    found, inside = [], False
    for line in text.splitlines():
        if line in ("Examples:", "Further examples:"):
            found, inside = found if line[0] == "F" else [], True
        elif line.startswith("  $ "):
            found.append(line[4:])
        elif inside and found and re.match(r" {8}\S", line):
            found[-1] += " " + line.strip()
    return found


EVERY = [word for group in groups() for word in words_of(group)]


@check("help alone fits 24 rows of 80 columns, and says what to type next")
def _():
    lines = page("").splitlines()
    true(len(lines) < 24, "%d lines" % len(lines))
    true("tour" in lines[-1] and "apropos" in lines[-1], lines[-1])


@check("each verb and applet is in a group, and all that is in one is a word")
def _():
    text = page("")
    verbs = re.findall(r"VERB\((\w+)\)", open("core/box/verbs.c").read())
    true(len(verbs) > 70, verbs)
    for name in verbs:
        name = name if "_source" not in name else name.replace("_", "-")
        true(name in EVERY, name)
        true(re.search(r"[\s]%s\b" % re.escape(name), text), name)
    for name in os.listdir("applets"):
        true(not name.endswith(".c") or name[:-2] in EVERY, name)
    alone = [word for word in EVERY if word not in words_of("topics")]
    equal(sorted(alone), sorted(set(alone)), "a word is in two groups")


@check("every page fits 80, 40 and 20 columns")
def _():
    for word in [""] + groups() + EVERY + ["tour %d" % n for n in range(1, 13)]:
        for columns in (80, 40, 20):
            for line in page(word, columns).splitlines():
                true(len(line) <= columns or word.startswith("tour "), "%s: %r" % (word, line))
                true(len(line) <= columns or line[0] != "#", "%s: %r" % (word, line))
                true("\t" not in line, "%s: %r" % (word, line))


@check("pages of builtins, blocks and topics end in two examples, which run")
def _():
    with tempfile.TemporaryDirectory() as folder:
        for word in words_of("shell") + words_of("blocks") + words_of("topics"):
            found = examples(page(word))
            if word in ("echo", "jobs"):
                continue
            true(len(found) >= 2, word + " has no two examples")
            for line in found:
                line = line[:-1] + "; echo two" if line.endswith("\\") else line
                code, out, err = shell(line, folder=folder)
                wanted = (0, 2) if word in ("bg", "fg", "history") else (0,)  # they need a prompt
                true(code in wanted, "%s: %s: exit code %d: %s" % (word, line, code, err))


@check("each page has two examples or more")
def _():
    for word in EVERY:
        true(len(examples(page(word))) >= 2, word + ": a row in core/help/help_word.c or help_example.c is missing")


@check("further examples of verbs run")
def _():
    text = open("core/help/help_example.c").read()
    rows = re.findall(r'\{ "([^"]+)",\s*EXAMPLE\("((?:[^"\\]|\\.)*)"', text)
    for name, line in rows:
        line = line.encode().decode("unicode_escape")
        true(name in EVERY, name)
        shown = name[:-len("_into")] if name.endswith("_into") else name
        true(re.search(r"(^|[ ;{])%s( |$|;)" % re.escape(shown), line), "%s: %s" % (name, line))
        code, _, err = shell(line)
        equal(code, 0, "%s: %s" % (line, err))


@check("a page says usage, what it does, examples and exit statuses")
def _():
    for word in words_of("shell") + words_of("blocks"):
        if word != "tour":
            text = page(word)
            true(text.startswith("usage: " + word + " "), text)
            true("\nExit: " in text and "Examples:" in text, text)


@check("what a builtin answers: exit statuses and nearest words")
def _():
    equal(shell("help nosuch")[0], 1)
    true("did you mean 'socket'" in shell("help sockett")[2])
    true("did you mean 'variables'" in shell("help variable")[2])
    equal(shell("help tour 13")[0], 2)
    equal(shell("help tour x")[0], 2)
    equal(shell("help recv 2")[0], 2)
    equal(shell("help a b c")[0], 2)
    equal(shell("help > /dev/full")[0], 3)


@check("a word that is two things has both pages")
def _():
    text = page("options")
    true("usage: options" in text and "--get KEY" in text, text)


@check("apropos: names first, all words have to be there, 1 where nothing is found")
def _():
    code, out, _ = shell("apropos multicast")
    names = [line.split()[0] for line in out.splitlines()]
    true(code == 0 and "join" in names and "mcast-listen" in names, out)
    names = [line.split()[0] for line in shell("apropos RECV")[1].splitlines()]
    equal(names[0], "recv")
    true(all("recv" in name for name in names[:7]), names)
    true(len(names) > 7 and "recv" not in names[-1], names)
    true("send" in shell("apropos send bytes")[1])
    true("htons" not in shell("apropos send bytes")[1].split())
    true("addresses" in shell("apropos brackets")[1])
    true("create_server" in shell("apropos backlog")[1])
    code, out, err = shell("apropos no-such-thing-at-all")
    equal((code, out), (1, ""))
    true("nothing has to do with" in err)
    equal(shell("apropos")[0], 2)
    equal(shell("apropos multicast no-such-thing-at-all")[0], 1)


@check("a narrow terminal gets what a wide one gets")
def _():
    def squeezed(text):
        return re.sub(r"\s+", "", text)
    for word in ["", "making", "expect", "kill", "recv"]:
        equal(squeezed(page(word, 40)), squeezed(page(word, 80)))


done()
