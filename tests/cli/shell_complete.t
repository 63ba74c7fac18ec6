#!/usr/bin/env python3
# Completion and hints without a terminal: each case of tests/shell/complete.cases, and that every command and
# every kind of option has one.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import re
import shlex
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

CASES = os.path.join(TOP, "tests/shell/complete.cases")
MARK = re.compile(r"\s{2,}(?=[-+=?!>*](?: |$))")


# ---- the place where all of it happens -------------------------------------------------------------

def write(name, text, mode=0o600):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path(name), mode)


write("home/.ssh/config", "Host alpha beta *.example !gamma\n  HostName 192.0.2.1\nInclude conf.d/* fifo\nHost=\"delta\"\n")
write("home/.ssh/conf.d/more", "host epsilon\nInclude ~/.ssh/config\n")
write("home/.ssh/known_hosts", "zeta.example.org,192.0.2.7 ssh-ed25519 AAAA\n|1|abc=|def= ssh-rsa AAAA\n"
      "[eta.example.org]:2222 ssh-rsa AAAA\n@cert-authority *.theta.example ssh-rsa AAAA\n"
      "bad\x1bname ssh-rsa AAAA\n")
os.mkfifo(path("home/.ssh/fifo"))
write("hosts", "192.0.2.9 iota.example.net iota # comment\n")
write("files/my file.txt", "")
write("files/it's", "")
write("files/plain", "")
write("files/.hidden", "")
write("files/folder/inner", "")
write("files/a folder/inner", "")
write("files/bell\a", "")
write("files/$cash", "")
write("files/übung", "")
write("files/name=value", "")
with open(os.path.join(path("files").encode(), b"raw\xff"), "wb"):
    pass
write("bin/zprog-one", "#!/bin/sh\n", 0o755)
write("bin/zprog-data", "no program\n")
ENV = {**os.environ, "HOME": path("home"), "HOSTFILE": path("hosts"), "PATH": path("bin"), "LC_ALL": "C.UTF-8"}


def literal(text):
    out = ""
    for byte in text.encode("utf-8", "surrogateescape"):
        out += "\\" + chr(byte) if chr(byte) in "\"\\$" else chr(byte) if 32 <= byte < 127 else "\\x%02x" % byte
    return '"%s"' % out


def script(lines, **how):
    done = subprocess.run([os.path.abspath(SOCKBOX)], input="\n".join(["set +e", *lines, ""]).encode(), capture_output=True, timeout=60,
                          cwd=path("files"), env=ENV, **how)
    true(done.returncode in (0, 1), "the session ends; %r" % done.stderr[-500:])
    return done.stdout.decode()


# ---- the cases -------------------------------------------------------------------------------------

class Case:
    def __init__(self, number, text):
        parts = MARK.split(text)
        where = parts[0].rindex("|")
        self.number, self.line, self.rest = number, parts[0][:where], parts[0][where + 1:]
        self.wants = [(part[0], part[2:]) for part in parts[1:]]
        true(self.wants, "case %d says what is wanted" % number)

    def ask(self):
        if any(mark == "?" for mark, _ in self.wants):
            return "complete --json --hint -- " + literal(self.line)
        return "complete --json -- %s %d" % (literal(self.line + self.rest), len(self.line.encode()))

    def judge(self, found):
        words = {row["word"]: row for row in found}
        for mark, text in self.wants:
            wanted = shlex.split(text) if mark in "+-=*" else text
            if mark == "?":
                equal(list(words), [text] if text != "none" else [], "hint")
            elif mark == "!":
                equal(list(words), [], "nothing is offered")
            elif mark == "+":
                equal([word for word in wanted if word not in words], [], "missing of %r" % list(words)[:20])
            elif mark == "-":
                equal([word for word in wanted if word in words], [], "offered")
            elif mark == "=":
                equal(list(words), wanted, "offered")
            elif mark == "*":
                true(wanted[1] in (words[wanted[0]]["meaning"] or ""), "meaning of %r" % words[wanted[0]])
            elif mark == ">":
                equal(len(words), 1, "one is offered of %r" % list(words)[:20])
                start = self.line.encode()[:found[0]["start"]].decode()
                equal(start + found[0]["word"] + (found[0]["follow"] or ""), text.replace("␣", " "), "completed")


def sections():
    name, setup, cases = None, [], []
    with open(CASES) as file:
        for number, text in enumerate(file, 1):
            text = text.rstrip("\n")
            if text.startswith("[") and text.endswith("]"):
                if name:
                    yield name, setup, cases
                name, setup, cases = text[1:-1], [], []
            elif text.startswith("$ "):
                setup.append(text[2:])
            elif text and not text.startswith("# "):
                cases.append(Case(number, text))
    yield name, setup, cases


ALL = []
for section, setup, cases in sections():
    @check("completion: %s, %d cases" % (section, len(cases)))
    def _():
        ALL.extend(cases)
        lines = list(setup)
        for case in cases:
            lines += [case.ask(), "echo --json MARK"]
        answers, rest = [], []
        out = script(lines)
        for row in rows("\n".join(line for line in out.splitlines() if line.startswith("{"))):
            if row.get("value") == "MARK":
                answers.append(rest)
                rest = []
            elif "word" in row and row["status"] == "ok":
                rest.append(row)
        equal(len(answers), len(cases), "answers")
        wrong = []
        for case, found in zip(cases, answers):
            try:
                case.judge(found)
            except (AssertionError, KeyError) as fault:
                wrong.append("%d: %s|: %s" % (case.number, case.line, fault))
        true(not wrong, "%d of %d\n%s\n" % (len(wrong), len(cases), "\n".join(wrong)))


# ---- all of it has one -----------------------------------------------------------------------------

@check("there are 300 cases, hints among them")
def _():
    true(len(ALL) >= 300, "%d cases" % len(ALL))
    true(sum(mark == "?" for case in ALL for mark, _ in case.wants) >= 60, "hints")


@check("every word of the shell, verb and applet has a case in which it is the command")
def _():
    commands = [row["word"] for row in rows(script(["complete --json ''"]))]
    true(len(commands) > 100, "commands")
    first = {case.line.split()[0].lstrip("-") for case in ALL if case.line.split()}
    equal([word for word in commands if word not in first], [], "commands without a case")


@check("every kind of option that an applet has is a case of an option's value, or of its name")
def _():
    kinds = {}
    for applet in rows(run("--list=json").stdout):
        for option in applet["options"]:
            kinds.setdefault(option["takes"], set()).add((applet["name"], option["word"]))
    lines = [case.line for case in ALL]
    true(len(kinds) >= 9, kinds.keys())
    for kind, options in kinds.items():
        true(any("%s " % name in line and "--" + word in line or any(
            mark == "+" and "--" + word in text.split() and line.startswith(name + " ")
            for case in ALL if case.line == line for mark, text in case.wants)
            for line in lines for name, word in options), "no case of %s, such as %s" % (kind, sorted(options)[0]))


# ---- what it must not do, and how long it takes ----------------------------------------------------

@check("not_found, exit 1, where nothing may come; the text has two columns")
def _():
    equal(run("-c", "complete '# comment'").returncode, 1)
    said = run("-c", "complete 'getso'")
    equal(said.stdout.decode().splitlines(), ["getsockname  a socket's own end", "getsockopt   read an option of a socket"])
    equal(run("-c", "complete x 9").returncode, 2)


@check("no FIFO is opened, not as a file of ssh, of hosts, of a folder")
def _():
    os.rename(path("home/.ssh/config"), path("home/.ssh/kept"))
    os.rename(path("home/.ssh/known_hosts"), path("home/.ssh/kept_hosts"))
    os.mkfifo(path("home/.ssh/config"))
    os.mkfifo(path("home/.ssh/known_hosts"))
    try:
        out = subprocess.run([os.path.abspath(SOCKBOX), "-c", "complete 'hostinfo '"], env={**ENV, "HOSTFILE": path("home/.ssh/fifo")},
                             capture_output=True, timeout=20)
        equal(out.returncode, 0, out.stderr)
    finally:
        os.rename(path("home/.ssh/kept"), path("home/.ssh/config"))
        os.rename(path("home/.ssh/kept_hosts"), path("home/.ssh/known_hosts"))


@check("10000 lines of known_hosts: at most 10000 are looked at, all in the order of letters")
def _():
    home = path("many")
    write("many/.ssh/known_hosts", "".join("host%05d.example.org,192.0.2.1 ssh-rsa %s\n" % (i, "A" * 360)
                                           for i in reversed(range(12000))))
    out = subprocess.run([os.path.abspath(SOCKBOX), "-c", "complete --get word 'hostinfo host'"], env={**ENV, "HOME": home},
                         capture_output=True, timeout=60).stdout.decode().split()
    true(9900 <= len(out) <= 10000, len(out))
    equal(out, sorted(out))


for quote in ("", "'", '"'):
    @check("what is offered behind %s comes back as one word when it is run" % (quote or "no quote"))
    def _():
        folder = path("files").encode()
        names = {name + (b"/" if os.path.isdir(os.path.join(folder, name)) else b"")
                 for name in os.listdir(folder) if not name.startswith(b".")}
        true(len(names) >= 10, names)
        words = [row["word"] for row in rows(script(["complete --json -- " + literal("echo x > " + quote)]))]
        whole = [word + quote if word.endswith("/") else word for word in words]
        said = [row["value"] for row in rows(script(["echo --json -- " + word for word in whole]))]
        equal(len(said), len(names), "words")
        equal({text.encode().replace(b"\\xff", b"\xff").replace(b"\xef\xbf\xbd", b"\xff") for text in said}, names,
              "what they say")


done()
