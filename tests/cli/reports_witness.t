#!/usr/bin/env python3
# Reports of checks, as others read them: TAP::Parser and prove, xmllint and ElementTree, a strict
# JSON reader and jq, GitHub's runner and Nagios by their rules. All text is hostile.
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import glob
import html
import importlib.util
import os
import pty
import random
import re
import resource
import select
import signal
import stat
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *
import json_lines
from report_readers import *

WRITER = os.path.join(os.environ.get("BUILD", os.path.join(TOP, "build")), "tests/report-writer")
FORMATS = ["human", "tap", "tap13", "junit", "xunit", "json", "github", "summary"]
VERDICTS = ["ok", "warn", "fail", "error", "skip", "todo", "fixed"]
TEXTS = ["title", "group", "repro", "status", "reason", "todo", "flaky"]
WORDS = ["command", "expected", "got", "stdout", "stderr"]
HOSTILE = [
    b"plain", b"", b"ok 1 - x", b"not ok 2", b"Bail out! now", b"# SKIP no", b"a # TODO b", b"a \\# TODO b", b"\\", b"\\\\",
    b"---", b"...", b"\n...\nnot ok 9\n", b"x\n  ...\nok 3\n", b"1..0", b"TAP version 13", b"pragma +strict",
    b"::error::x", b"\n::error file=a::x", b"  ::add-mask::x", b"##[error]x", b"\xc2\xa0::stop-commands::x", b"%0A::error::x",
    b"]]>", b"<![CDATA[x]]>", b"<!-- -->", b"</testcase>", b"&lt;&amp;", b"\"' onload=\"x", b"<?xml?>", b"&#0;",
    b"\0", b"\x01\x08\x0b\x0c\x1f\x7f", b"\x1b[2J\x1b]0;t\x07", b"\r\n", b"\t", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80",
    b"\xef\xbf\xbe\xef\xbf\xbf", b"\xc2\x85\xc2\x9b31m", b"\xe2\x80\xae\xe2\x80\xa8\xef\xbb\xbf", b"\xf3\xa0\x81\x81",
    "gr\u00fc\u00df \u6f22\u5b57 \U0001f600".encode(), b"a|b=1;2;3", b"'; rm -rf /", b"{\"a\": [1]}", b"- x: y", b"warning: a \"b\"", b"x :  \"y\"", b"!!python/object",
    b"*anchor &x %y @z `", b"null", b"~", b" lead", b"trail ", b"\xc3", b"A" * 3000,
]
random.seed(int(os.environ.get("SEED", "5")))

if not os.path.exists(WRITER):
    print("1..0 # SKIP %s is not built" % WRITER)
    sys.exit(0)


def lines_of(outcomes, total=None, cut=None):
    def line(key, value=b""):
        value = value if isinstance(value, bytes) else str(value).encode()
        return key.encode() + b" " + base64.b64encode(value) + b"\n"
    out = [line("total", len(outcomes) if total is None else total)]
    for outcome in outcomes:
        for key, value in outcome.items():
            values = value if isinstance(value, list) else [value]
            out += [line({"tags": "tag", "details": "detail"}.get(key, key), one) for one in values]
        out.append(line("."))
    if cut:
        out.append(line("cut", cut))
    return b"".join(out)


def write(outcomes, *reports, before=(), env=None, total=None, cut=None, code=0, **how):
    done = subprocess.run([WRITER, *before, *reports], input=lines_of(outcomes, total, cut), capture_output=True,
                          timeout=60, env=dict(os.environ, **(env or {})), **how)
    if code is not None:
        equal(done.returncode, code, done.stderr)
    return done


def read(name):
    with open(path(name), "rb") as file:
        return file.read()


def text_for(key, data):
    """A member that is a C string ends at a NUL, and is one at least."""
    return data.replace(b"\0", b"?") if key in TEXTS or key in ("id", "file") else data


def hostile_outcomes(count):
    made = []
    for number in range(count):
        pick = lambda: random.choice(HOSTILE) + random.choice(HOSTILE)
        outcome = {"id": b"%d " % number + text_for("id", pick()), "verdict": random.choice(VERDICTS),
                   "line": number, "attempts": 1 + number % 3, "ms": number}
        for key in TEXTS + WORDS:
            if random.random() < 0.5 and not (key == "flaky" and outcome["verdict"] != "ok"):
                outcome[key] = text_for(key, pick())
        outcome["file"] = text_for("file", random.choice([b"a.check", b"b.check", pick()]))
        outcome["tags"] = [pick()]
        outcome["details"] = [pick(), pick()]
        made.append(outcome)
    return made


OUTCOMES = hostile_outcomes(400 if STRESS else 150)
write(OUTCOMES, *["%s=%s" % (form, path(form)) for form in FORMATS], before=["--verbose"])


# ---- bytes ------------------------------------------------------------------------------------

@check("every report is UTF-8 without a control, but for newline and tab")
def _():
    for form in FORMATS:
        text = read(form).decode("utf-8")
        true(len(text) > (2000 if form == "github" else 10000), form)
        equal(controls(read(form)), set(), form)


@check("no report but the annotations has a command for GitHub's runner")
def _():
    write(OUTCOMES, "human=" + path("human_ci"), before=["--verbose"], env={"GITHUB_ACTIONS": "true"})
    for form in ["human_ci", "tap", "tap13", "json", "junit", "xunit", "summary"]:
        equal(runner_commands(read(form).decode()), [], form)
    true(runner_commands("x\n ::error::y\n##[z]") == ["::error::y", "##[z]"], "the reader itself finds them")


@check("annotations: ten errors, ten warnings, and nothing that text has smuggled in")
def _():
    commands = runner_commands(read("github").decode())
    pattern = r"::(error|warning) (file=[^,:]*,)?(line=\d+,)?(col=\d+,)?title=[^,:]*::"
    for command in commands:
        true(re.match(pattern, command), command)
    equal(len([c for c in commands if c.startswith("::error ")]), 10)
    equal(len([c for c in commands if c.startswith("::warning ")]), 10)
    unescaped = commands[0].split("::", 2)[2].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    true("\n" in unescaped, unescaped)


# ---- TAP --------------------------------------------------------------------------------------

def as_bytes(text):
    return text.encode("latin1") if isinstance(text, str) else text


IS_OK = {"ok": 1, "warn": 1, "fail": 0, "error": 0, "skip": 1, "todo": 0, "fixed": 1}
DIRECTIVE = {"skip": "SKIP", "todo": "TODO", "fixed": "TODO"}


@check("TAP::Parser reads every point of version 13, and no other")
def _():
    told = tap_read(path("tap13"))
    equal(told["errors"], [])
    equal(told["plan"], "1..%d" % len(OUTCOMES))
    equal(len(told["points"]), len(OUTCOMES))
    for outcome, point in zip(OUTCOMES, told["points"]):
        equal(point["ok"], IS_OK[outcome["verdict"]], outcome)
        equal(point["directive"] or "", DIRECTIVE.get(outcome["verdict"], ""), outcome)
        number = outcome["id"].split()[0].decode()
        true(point["description"].startswith("- " + number), point)
    equal([other for other in told["others"] if other["type"] != "comment"], [])
    equal(len(told["others"]), 1, told["others"])


@check("TAP::Parser reads the YAML blocks: text comes back as far as it can be seen")
def _():
    seen = 0
    for outcome, point in zip(OUTCOMES, tap_read(path("tap13"))["points"]):
        block = point["yaml"]
        equal(block["severity"], outcome["verdict"])
        equal(len(block["details"]), 2)
        for key, name in [("expected", "expected"), ("got", "got"), ("command", "check"), ("status", "status")]:
            data = outcome.get(key, b"")
            if data and re.fullmatch(rb"[\x20-\x7e\n\t]+", data) and b"##[" not in data:
                equal(as_bytes(block[name]), data, name)
                seen += 1
    true(seen > 50, seen)


@check("version 14 differs in its first line only")
def _():
    equal(read("tap").split(b"\n", 1)[0], b"TAP version 14")
    equal(read("tap").split(b"\n", 1)[1], read("tap13").split(b"\n", 1)[1])


if not importlib.util.find_spec("yaml"):
    skip("PyYAML reads every block of version 14, and the text comes back", "PyYAML is not installed")
else:
    import yaml

    @check("PyYAML reads every block of version 14, and the text comes back")
    def _():
        blocks = re.findall(r"^  ---\n(.*?)^  \.\.\.\n", read("tap").decode(), re.M | re.S)
        equal(len(blocks), len(OUTCOMES))
        for outcome, block in zip(OUTCOMES, blocks):
            data = yaml.safe_load(block)
            equal(data["at"]["line"], outcome["line"])
            for key, name in [("got", "got"), ("command", "check"), ("group", "group")]:
                if outcome.get(key):
                    text = outcome[key].decode("utf-8", "backslashreplace")
                    equal(data[name], text, key)


def prove(name, *words):
    return subprocess.run(["prove", "-q", *words, "--exec", "cat", name], capture_output=True, text=True)


GREEN = [{"id": "a", "verdict": "ok"}, {"id": "b", "verdict": "skip", "reason": "# no"}, {"id": "c", "verdict": "todo", "todo": "x"},
         {"id": "d", "verdict": "fixed", "todo": "x"}, {"id": "e", "verdict": "warn"}, {"id": "f", "verdict": "ok", "flaky": "reset"}]


@check("prove: green is green, red is red, and what is not whole is not green")
def _():
    write(GREEN, "tap13=" + path("green"))
    equal(prove(path("green")).returncode, 0, prove(path("green")).stdout)
    for verdict in ("fail", "error"):
        write(GREEN + [{"id": "z", "verdict": verdict}], "tap13=" + path("red"))
        true(prove(path("red")).returncode != 0, verdict)
    write(GREEN, "tap13=" + path("red"), total=9, cut="ended by SIGTERM")
    done = prove(path("red"))
    true(done.returncode != 0 and "3 of 9 were not run: ended by SIGTERM" in done.stdout + done.stderr, done)
    write([], "tap13=" + path("none"))
    equal(prove(path("none")).returncode, 0)


@check("prove: a plan that is refused is no green run")
def _():
    done = subprocess.run([WRITER, "tap13=" + path("refused")], input=b"refuse " + base64.b64encode(b"no\nok 1 # applet") + b"\n")
    equal(done.returncode, 2)
    said = prove(path("refused"))
    true(said.returncode != 0 and "a.check:3:5: no\\nok 1 \\# applet" in said.stdout + said.stderr, said)


# ---- JUnit ------------------------------------------------------------------------------------

@check("xmllint: both dialects have the shape that is documented")
def _():
    for form in ("junit", "xunit"):
        equal(junit_faults(path(form)), "")
    equal([case.get("file") for case in xml.parse(path("xunit")).iter("testcase")], [None] * len(OUTCOMES))


ELEMENT = {"ok": None, "warn": None, "fixed": None, "fail": "failure", "error": "error", "skip": "skipped", "todo": "skipped"}


def xml_text(data):
    """What must come back: each character that can be seen, newline, tab; \\xNN for other bytes."""
    out = ""
    for char in data.decode("utf-8", "surrogateescape"):
        raw = char.encode("utf-8", "surrogateescape")
        hidden = len(raw) == 1 and (raw < b" " or raw >= b"\x7f") and char not in "\n\t"
        hidden = hidden or char in "\x85\x9b\u202e\u2028\ufeff\ufffe\uffff\U000e0041"
        out += "".join("\\x%02x" % byte for byte in raw) if hidden else char
    return out


@check("ElementTree: every case is there once, with its verdict, and its text comes back")
def _():
    root = xml.parse(path("junit")).getroot()
    cases = list(root.iter("testcase"))
    equal(len(cases), len(OUTCOMES))
    for outcome, case in zip(OUTCOMES, cases):
        equal(case.get("name"), xml_text(outcome["id"]))
        equal(case.get("file"), xml_text(outcome["file"]))
        equal(case.get("line"), str(outcome["line"]))
        bad = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        equal(bad, [ELEMENT[outcome["verdict"]]] if ELEMENT[outcome["verdict"]] else [], outcome)
        equal(case.find("flakyFailure") is not None, "flaky" in outcome, outcome)
        if outcome.get("stderr"):
            equal(case.find("system-err").text, xml_text(outcome["stderr"]))
        if bad and outcome.get("reason") and outcome["verdict"] != "todo":
            equal(case.find(bad[0]).get("message"), xml_text(outcome["reason"]))


@check("counts of suites are those of their cases")
def _():
    root = xml.parse(path("junit")).getroot()
    for suite in root:
        equal(int(suite.get("tests")), len(suite.findall("testcase")))
        for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            equal(int(suite.get(key)), len(suite.findall("testcase/" + tag)), key)
    for key in ("tests", "failures", "errors"):
        equal(int(root.get(key)), sum(int(suite.get(key)) for suite in root), key)


# ---- JSON -------------------------------------------------------------------------------------

@check("JSON lines: strict, same keys in each, and every byte comes back")
def _():
    rows = json_lines.read_lines(read("json"))
    equal([row["type"] for row in rows], ["plan"] + ["check"] * len(OUTCOMES) + ["summary"])
    equal(len({tuple(row) for row in rows[1:-1]}), 1)
    true(all(next(iter(row)) == "type" for row in rows), "type is first")
    for outcome, row in zip(OUTCOMES, rows[1:]):
        equal(row["verdict"], outcome["verdict"])
        for key in ("stdout", "stderr"):
            equal(base64.b64decode(row[key + "_b64"] or ""), outcome.get(key, b""))
        equal(row["got"], outcome["got"].decode("utf-8", "backslashreplace") if outcome.get("got") else None)
    for verdict in VERDICTS:
        equal(rows[-1][verdict], len([1 for outcome in OUTCOMES if outcome["verdict"] == verdict]))


@check("a result is the object that it was")
def _():
    result = '{"type":"result","rtt_ms":1.250,"peer":"\\u001b","list":[{"a":null}]}\n'
    write([{"id": "a", "verdict": "ok", "result": result.encode()}], "json=" + path("result"))
    equal(json_lines.read_lines(read("result"))[1]["result"], json.loads(result))
    true(b'"result":' + result.strip().encode() + b"}\n" in read("result"), "byte for byte")


@check("jq reads them")
def _():
    done = subprocess.run(["jq", "-r", "select(.type == \"check\") | .verdict", path("json")], capture_output=True, text=True)
    equal(done.stdout.split(), [outcome["verdict"] for outcome in OUTCOMES], done.stderr)


# ---- Nagios -----------------------------------------------------------------------------------

@check("Nagios: one line, one '|', performance data by the guidelines")
def _():
    for outcome in OUTCOMES:
        line = write([outcome], "nagios").stdout.decode()
        equal(line.count("\n"), 1)
        head, bar, data = line.rstrip("\n").partition("|")
        true(re.match(r"NETCHECK (OK|WARNING|CRITICAL|UNKNOWN) - .", head), line)
        true(re.fullmatch(r" time=[0-9.]+s;;;0; attempts=[0-9]+;;;0;", data), line)


# ---- secrets ----------------------------------------------------------------------------------

@check("a secret is in no report, however it came into an outcome")
def _():
    secret = "pa\"ss<w>\u00e9&1'\\"
    raw = secret.encode()
    forms = [raw, base64.b64encode(raw), base64.b64encode(b"u:" + raw + b"\n"), base64.urlsafe_b64encode(b"xx:" + raw), raw.hex().encode(),
             raw.hex(" ").encode(), json.dumps(secret).encode(), json.dumps(secret, ensure_ascii=False).encode(),
             html.escape(secret).encode(), urllib.parse.quote(secret).encode(),
             urllib.parse.quote_plus(secret).encode(), ascii(secret).encode(), repr(raw).encode()]
    outcomes = [dict({key: b"<" + form + b">" for key in ["id", "file"] + TEXTS + WORDS}, verdict=verdict, tags=[form], details=[form])
                for form in forms for verdict in VERDICTS]
    write(outcomes, *["%s=%s" % (form, path("s" + form)) for form in FORMATS], before=["--verbose", "--secret", secret])
    for name in FORMATS:
        text = read("s" + name)
        true(text.count(b"***") >= (20 if name == "github" else len(outcomes)), name)
        for form in forms + [b"ss&lt;w&gt;", b"ss<w", b"ss\\u003cw", b"pa\\\"ss", b"pa&quot;ss", b"cGEic3"]:
            true(form not in text, (name, form))


# ---- files ------------------------------------------------------------------------------------

def begin(*words, **how):
    process = start(WRITER, *words, stdin=subprocess.PIPE, **how)
    process.stdin.write(lines_of(GREEN, total=20))
    process.stdin.flush()
    return process


@check("a report has its name only at the end; killed, the old one stands")
def _():
    for end in (None, signal.SIGKILL):
        with open(path("kept"), "w") as file:
            file.write("old")
        process = begin("tap=" + path("kept"))
        until(lambda: any(os.path.getsize(name) > 20 for name in glob.glob(path(".sockbox-*"))), "something is written")
        equal(read("kept"), b"old")
        if end:
            process.send_signal(end)
        process.stdin.close()
        process.wait(PATIENCE_S)
        equal(read("kept") == b"old", end is not None)
        for name in glob.glob(path(".sockbox-*")):
            true(end, "nothing is left beside it")
            os.unlink(name)


@check("umask says who may read it, and a link stays a link")
def _():
    os.symlink("target", path("link"))
    write(GREEN, "json=" + path("link"), preexec_fn=lambda: os.umask(0o027))
    equal(stat.S_IMODE(os.stat(path("target")).st_mode), 0o640)
    true(os.path.islink(path("link")), "it is a link")


@check("a file that may grow no more is told, exit code 3, and the old one stands")
def _():
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    for form in FORMATS:
        with open(path("kept"), "w") as file:
            file.write("old")
        done = write(OUTCOMES, "%s=%s" % (form, path("kept")), code=3, preexec_fn=limit)
        true(b"cannot write" in done.stderr and b"kept" in done.stderr, done.stderr)
        equal(read("kept"), b"old", form)
        equal(glob.glob(path(".sockbox-*")), [])


@check("/dev/stdout is standard output: what stands there is kept")
def _():
    with open(path("shared"), "w") as file:
        file.write("before\n")
        file.flush()
        subprocess.run([WRITER, "tap=/dev/stdout"], input=lines_of(GREEN), stdout=file, check=True)
        file.seek(0, 2)
        file.write("behind\n")
    text = read("shared").decode()
    true(text.startswith("before\nTAP version 14\n") and text.endswith("behind\n"), text)


@check("several at once, one of them to a pipe of a shell's")
def _():
    done = subprocess.run(["bash", "-c", "exec \"$0\" tap=>(cat > \"$1\") json=\"$2\" human 2>&1", WRITER, path("sub"), path("both")],
                          input=lines_of(GREEN), capture_output=True)
    equal(done.returncode, 0, done.stdout)
    until(lambda: os.path.exists(path("sub")) and read("sub").endswith(b"\n") and b"ok 6" in read("sub"), "the other side has read it")
    equal(len(read("both").splitlines()), len(GREEN) + 2)
    true(b"6 checks: 4 passed (1 flaky" in done.stdout, done.stdout)


# ---- a terminal -------------------------------------------------------------------------------

def on_terminal(feed, *words, columns="40"):
    """What a terminal gets of the writer, which is fed in steps."""
    main, other = pty.openpty()
    process = start(WRITER, *words, stdin=subprocess.PIPE, stdout=other, stderr=other,
                    env=dict(os.environ, TERM="xterm", COLUMNS=columns))
    os.close(other)
    process.stdin.write(feed)
    process.stdin.close()
    said = b""
    while select.select([main], [], [], PATIENCE_S)[0]:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        said += part
    os.close(main)
    equal(process.wait(PATIENCE_S), 0)
    return said


@check("a line tells what runs, fits, and is gone before anything else is said; passes scroll nothing away")
def _():
    feed = lines_of([])[:0] + b"total " + base64.b64encode(b"2") + b"\n"
    feed += b"now " + base64.b64encode("db-up\x1b[2J\u6f22".encode() * 5) + b"\n"
    feed += lines_of([{"id": "fine", "verdict": "ok"}, {"id": "bad", "verdict": "fail"}]).split(b"\n", 1)[1]
    said = on_terminal(feed, "human").decode()
    drawn = re.findall(r"\r([^\r\n]*?)\x1b\[K", said)
    true(drawn and drawn[0].startswith("1/2  db-up\\x1b[2J"), said)
    true(len(drawn[0]) <= 39, drawn)
    equal(drawn[1], "", said)
    true("fine" not in said, said)
    true(said.index("\r\x1b[K") < said.index("FAIL"), said)
    true("\x1b[2J" not in said, said)


done()
