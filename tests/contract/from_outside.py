"""from_outside -- what every applet of $SOCKBOX does alike, in TAP: see tests/cli/contract.t.

The applets, their options, records and examples are those that `sockbox --list=json` describes.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import io
import json
import os
import re
import resource
import shlex
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import json_lines  # noqa: E402

BOX = os.environ["SOCKBOX"]
BUILD = os.environ["BUILD"]
FORMATS = ("text", "table", "json", "csv")
HEAD = ["type", "status", "error"]
EXIT_USAGE, EXIT_LACKING = 2, 3
EXITS = (*range(5), 126, 127)  # the last two: of applets that run programs
SLACK_KIB = 512
ESCAPES = "a\x1b[31mb\x07c\u202ed\u200be\x9b1mf"
SANE_TEXT = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*")

tests = failures = 0


def report(fine, name, detail=""):
    global tests, failures
    tests += 1
    failures += not fine
    print("%s %d - %s" % ("ok" if fine else "not ok", tests, name), flush=True)
    for line in str(detail).splitlines() if not fine else ():
        print("#   " + line)


def check(name):
    """The test under this name passes when the function returns; what it raises is shown."""
    def decorate(function):
        try:
            function()
        except Exception as error:
            report(False, name, "%s: %s" % (type(error).__name__, error))
        else:
            report(True, name)
        return function
    return decorate


def equal(got, expected, of=""):
    if got != expected:
        raise AssertionError("%s: got %r, expected %r" % (of, got, expected))


def run(*words, stdin=subprocess.DEVNULL, input=None, env=None, stdout=subprocess.PIPE, **more):
    how = {"input": input} if input is not None else {"stdin": stdin}
    return subprocess.run(words, stdout=stdout, stderr=subprocess.PIPE, timeout=60,
                          env=dict(os.environ, **(env or {})), **how, **more)


class Applet:
    def __init__(self, description, links):
        self.name = description["name"]
        self.description = description
        self.program = os.path.join(links, self.name)
        self.options = {row["word"]: row for row in description["options"]}
        self.shapes = {record["type"]: record["fields"] for record in description["records"]}
        self.examples = [row["command"] for row in description["examples"]]

    def plain_examples(self):
        """Those that are only words, without the options that choose an output, and without an
        expectation where there is such a one."""
        choosing = ("--get", "--format", "--eventually", "-q", "--quiet", "--watch", "--raw")
        commands = [shlex.split(command)[1:] for command in self.examples
                    if not re.search(r"[|<>$`\\;&*]", command)]
        plain = [words for words in commands
                 if not any(word.startswith(choosing) for word in words)]
        for words in [words for words in plain if "--expect" not in words] or plain:
            yield [word for word in words if word not in ("--json", "-j", "-")]

    def run(self, *words, **how):
        return run(self.program, *words, **how)

    def question(self):
        """An example's operands apart from its options: (options, operands)."""
        for words in self.plain_examples():
            options, operands, rest = [], [], list(words)
            while rest:
                word = rest.pop(0)
                row = self.options.get(word[2:]) if word.startswith("--") else next(
                    (row for row in self.options.values()
                     if row["letter"] and word == "-" + row["letter"]), None)
                if row:
                    options.append(word)
                    if row["value"] and rest:
                        options.append(rest.pop(0))
                elif word.startswith("--") and "=" in word:
                    options.append(word)
                else:
                    operands.append(word)
            if operands:
                return options, operands
        return None


# ---- JSON holds what is declared ------------------------------------------------------------------

def fits(value, field):
    kind = field["type"]
    if kind == "object":
        return isinstance(value, dict)
    if kind == "json":
        return True
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind in ("integer", "number"):
        return isinstance(value, int)
    if kind == "real":
        return isinstance(value, (int, float))
    return isinstance(value, str)


def check_object(value, fields, prefix):
    """The keys of an object are those declared below PREFIX, in order, each of its type."""
    own = [field for field in fields if field["key"].startswith(prefix)
           and "." not in field["key"][len(prefix):]]
    keys = [[field["key"][len(prefix):]] + [field["key"][len(prefix):] + "_b64"] * (field["type"] == "data")
            for field in own]
    equal(list(value), sum(keys, []), "keys of " + (prefix or "it"))
    for field in own:
        content = value[field["key"][len(prefix):]]
        if content is None:
            continue
        if field["type"] != "json" and field["list"] != isinstance(content, list):
            raise AssertionError("%s: %r is %s list" % (field["key"], content,
                                                       "no" if field["list"] else "a"))
        for item in content if field["list"] else [content]:
            if not fits(item, field):
                raise AssertionError("%s: %r is no %s" % (field["key"], item, field["type"]))
            if field["type"] == "object":
                check_object(item, fields, field["key"] + ".")


def check_row(applet, row, code, expected):
    check_object(row, applet.shapes[row["type"]], "")
    if row["type"] != "result":
        return
    equal(list(row)[:3], HEAD, "first keys")
    statuses = {each["status"]: each["exit"] for each in applet.description["statuses"]}
    if row["status"] not in statuses:
        raise AssertionError("undeclared status %r" % row["status"])
    equal(row["error"] is None, statuses[row["status"]] == 0, "an error for " + row["status"])
    if row["error"]:
        equal(row["error"]["kind"], row["status"], "kind of its error")
    if statuses[row["status"]] and not code and not expected:
        raise AssertionError("status %s, exit code 0" % row["status"])


def test_json(applet):
    @check("%s: JSON holds the declared keys, in order, of their types" % applet.name)
    def _():
        seen = 0
        for words in applet.plain_examples():
            ran = applet.run("--json", *words)
            if not ran.stdout:
                raise AssertionError("%s says nothing: %s" % (words, ran.stderr))
            for row in json_lines.read_lines(ran.stdout):
                check_row(applet, row, ran.returncode, "--expect" in words)
                seen += 1
        if not seen:
            raise AssertionError("no record was seen")


def test_csv(applet):
    @check("%s: CSV has one header and as many cells in every row" % applet.name)
    def _():
        for words in applet.plain_examples():
            ran = applet.run("--format", "csv", *words)
            rows = list(csv.reader(io.StringIO(ran.stdout.decode(), newline=""), strict=True))
            if applet.input and not rows:
                continue  # nobody said anything
            headers = [[field["key"] for field in record["fields"] if "." not in field["key"]]
                       for record in applet.description["records"]]
            if rows[0] not in headers:
                raise AssertionError("the header is of no record type: %r" % rows[0])
            if {len(row) for row in rows} != {len(rows[0])} or len(rows) < 2:
                raise AssertionError("rows of other lengths, or none: %r" % rows[:3])


# ---- text fits, and says no less for it -----------------------------------------------------------

WIDTH_TRIES = 5  # what is asked may change between two runs: a count, a group on lo


def test_width(applet):
    for columns in (80, 40):
        @check("%s: text fits %d columns and nothing is cut" % (applet.name, columns))
        def _():
            for words in applet.plain_examples():
                for _ in range(WIDTH_TRIES):
                    narrow = applet.run(*words, env={"COLUMNS": str(columns)}).stdout.decode()
                    wide = applet.run(*words, env={"COLUMNS": "10000"}).stdout.decode()
                    texts = [blank_times("".join(text.split())) for text in (narrow, wide)]
                    if texts[0] == texts[1]:
                        break
                for line in narrow.splitlines():
                    if len(line) > columns:
                        raise AssertionError("%s: %d columns: %s" % (words, len(line), line))
                equal(texts[0], texts[1], "text but for its blanks")


def blank_times(text):
    """Times differ from run to run, and the ports that the kernel chooses."""
    return re.sub(r"[0-9]+(\.[0-9]+)?(?=ms)|(?<=elapsed_ms:)[0-9.]+|(?<=[0-9\]]:)[0-9]{4,5}", "T", text)


# ---- examples, options, names ---------------------------------------------------------------------

def test_examples(applet):
    for command in applet.examples:
        @check("example: " + command)
        def _():
            env = {"PATH": os.path.dirname(applet.program) + ":" + os.environ["PATH"]}
            # What is waited for does not come here: a second tells as much as half a minute.
            ran = run("sh", "-c", re.sub(r"--eventually \d+s", "--eventually 1s", command), env=env)
            if ran.returncode not in (0, 1, 3, 4) or (applet.offline and ran.returncode):
                raise AssertionError("exit code %d: %s%s" % (ran.returncode, ran.stdout.decode(),
                                                            ran.stderr.decode()))


def test_options(applet):
    @check("%s: an unknown option is a usage error, and the nearest is named" % applet.name)
    def _():
        for word in applet.options:
            ran = applet.run("--" + word[:-1] + "~")
            if word[:-1] + "~" in applet.options or len(word) < 5:
                continue
            equal((ran.returncode, ran.stdout), (EXIT_USAGE, b""), "--" + word[:-1] + "~")
            near = [other for other in applet.options if "--" + other in ran.stderr.decode()]
            if not near:
                raise AssertionError("no hint: %s" % ran.stderr.decode())
        equal(applet.run("--json=1").returncode, EXIT_USAGE, "a value for --json")
        equal(applet.run("--format").returncode, EXIT_USAGE, "--format without a value")
        equal(applet.run("--format", "xml").returncode, EXIT_USAGE, "--format xml")
        equal(applet.run("--get", "no_such_key", "x").returncode, EXIT_USAGE, "--get no_such_key")

    @check("%s: called by its name and by sockbox is the same" % applet.name)
    def _():
        for word in ("--help", "--fields", "--version"):
            one, other = applet.run(word), run(BOX, applet.name, word)
            equal((one.returncode, one.stderr), (0, b""), word)
            equal(one.stdout, other.stdout, word)
        equal(run(BOX, "--help", applet.name).stdout, applet.run("--help").stdout, "--help NAME")

    @check("%s: --quiet says nothing" % applet.name)
    def _():
        for words in applet.plain_examples():
            loud, quiet = applet.run(*words), applet.run("--quiet", *words)
            equal((quiet.stdout, quiet.stderr), (b"", b""), "output")
            equal(quiet.returncode, loud.returncode, "exit code")


# ---- streams that do not work -----------------------------------------------------------------------

def test_streams(applet):
    words = next(applet.plain_examples(), [])
    # Where text is payload that another program has to send, there is none here.
    formats = ("json",) if applet.input else FORMATS
    # A table has no rows of what failed, and then nothing to write.
    output = [("--format", format, *words) for format in formats
              if format != "table" or applet.run("--format", format, *words).stdout]
    output += [("--help",), ("--fields",), ("--version",)]

    @check("%s: a full device is an error, in every format" % applet.name)
    def _():
        with open("/dev/full", "wb") as full:
            for each in output:
                ran = applet.run(*each, stdout=full)
                equal(ran.returncode, EXIT_LACKING, " ".join(each))
                if b"ENOSPC" not in ran.stderr:
                    raise AssertionError("%s: %s" % (each, ran.stderr))

    @check("%s: a closed stdout is an error, in every format" % applet.name)
    def _():
        for each in output:
            ran = run("sh", "-c", '"$0" "$@" >&-', applet.program, *each)
            equal(ran.returncode, EXIT_LACKING, " ".join(each))

    @check("%s: a closed stdin and stderr change nothing" % applet.name)
    def _():
        plain = applet.run("--quiet", *words)
        for closed in ("<&-", "2>&-", "<&- 2>&-"):
            ran = run("sh", "-c", '"$0" "$@" ' + closed, applet.program, "--quiet", *words)
            equal(ran.returncode, plain.returncode, closed)


def resident_kib(applet, options, questions):
    """The most memory that it held while it answered them."""
    with tempfile.TemporaryFile() as stdin:
        stdin.write(questions)
        stdin.seek(0)
        child = subprocess.Popen([applet.program, *options, "--json", "-"], stdin=stdin,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in range(5):
        raise AssertionError("exit code %d" % child.returncode)
    return usage.ru_maxrss


def test_bulk(applet):
    question = applet.question()
    if not question or applet.input:
        report(True, "%s: questions from stdin # SKIP it has no operands, or reads data there"
               % applet.name)
        return
    options, operands = question
    line = (" ".join(operands) + "\n").encode()
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))  # noqa: E731

    # What is asked of a server are its endpoints: it serves them all together.
    serves = applet.description["serves"]

    def leaks_nothing():
        one = json_lines.read_lines(applet.run("--json", *options, *operands).stdout)
        ran = applet.run(*options, "--json", "-", input=line * 100, preexec_fn=few)
        rows = json_lines.read_lines(ran.stdout)
        equal(len(rows), 100 * len(one), "records")
        equal([row.get("status") for row in rows], [row.get("status") for row in one] * 100,
              "statuses")

    if not serves:
        check("%s: 100 questions from stdin leak no descriptor" % applet.name)(leaks_nothing)
    if applet.offline and not serves and "wait" not in applet.options and "san-" not in BUILD:
        @check("%s: ten times the questions need no more memory" % applet.name)
        def _():
            few, many = (resident_kib(applet, options, line * count) for count in (1000, 10000))
            if many > few + SLACK_KIB:
                raise AssertionError("%d KiB, then %d KiB" % (few, many))

    @check("%s: a closed stdin that is to be read is an error" % applet.name)
    def _():
        ran = run("sh", "-c", '"$0" "$@" <&-', applet.program, *options, "-")
        # A server then has no endpoint either, which is worse.
        if ran.returncode not in ((EXIT_LACKING, EXIT_USAGE) if serves else (EXIT_LACKING,)):
            raise AssertionError("exit code %d" % ran.returncode)

    @check("%s: an empty stdin has no questions" % applet.name)
    def _():
        if serves:
            return
        ran = applet.run(*options, "--json", "-", input=b"")
        equal((ran.stdout, ran.stderr), (b"", b""), "output")


def test_escapes(applet):
    @check("%s: no byte from outside reaches a terminal raw" % applet.name)
    def _():
        question = applet.question()
        options, operands = question or ([], [])
        for word in (ESCAPES.encode(), b"\xff\xfe\x80", b"\xc2", "\u2067x".encode()):
            for format in FORMATS:
                ran = applet.run("--format", format, *options, *[word for _ in operands], word)
                for stream in (ran.stdout, ran.stderr):
                    text = stream.decode("utf-8").replace("\r\n", "\n")
                    if not SANE_TEXT.fullmatch(text):
                        raise AssertionError("%r, %s: %r" % (word, format, stream))
                if ran.returncode not in EXITS:
                    raise AssertionError("%r: exit code %d" % (word, ran.returncode))


def test_page(applet):
    @check("%s: has a manual page without a fault" % applet.name)
    def _():
        page = os.path.join(BUILD, "man/man1", applet.name + ".1")
        if os.path.getsize(page) < 500:
            raise AssertionError("too short")
        try:
            lint = run("mandoc", "-T", "lint", "-W", "warning", page)
        except FileNotFoundError:
            return
        equal(lint.stdout.decode(), "", "mandoc")


# ---- the box ----------------------------------------------------------------------------------------

def test_box(applets):
    @check("sockbox: an unknown applet exits 127 and the nearest is named")
    def _():
        for applet in applets:
            ran = run(BOX, applet.name[:-1] + "~")
            equal((ran.returncode, ran.stdout), (127, b""), applet.name[:-1] + "~")
            if applet.name.encode() not in ran.stderr:
                raise AssertionError("%s: %s" % (applet.name, ran.stderr))

    @check("sockbox: --list, --help and --version on a full device and a closed stdout")
    def _():
        for word in ("--list", "--list=json", "--help", "--version"):
            with open("/dev/full", "wb") as full:
                equal(run(BOX, word, stdout=full).returncode, EXIT_LACKING, word)
            equal(run("sh", "-c", '"$0" %s >&-' % word, BOX).returncode, EXIT_LACKING, word)


def main():
    # For those that list sockets: a network of its own has none.
    listener = socket.create_server(("127.0.0.1", 0))
    listed = run(BOX, "--list=json")
    with tempfile.TemporaryDirectory() as links:
        applets = [Applet(row, links) for row in json_lines.read_lines(listed.stdout)]
        for applet in applets:
            os.symlink(BOX, applet.program)
            applet.offline = applet.description.get("offline", False)
            applet.input = applet.description["input"]
        test_box(applets)
        for applet in applets:
            for test in (test_examples, test_json, test_csv, test_width, test_options, test_streams,
                         test_bulk, test_escapes, test_page):
                test(applet)
    listener.close()
    print("1..%d" % tests)
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
