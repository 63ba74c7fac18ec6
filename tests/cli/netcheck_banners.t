#!/usr/bin/env python3
# netcheck asks servers that mean harm, and starts programs that do: what they say is text in every
# report, on a terminal and off it, and reads back as strangers read it.
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import os
import pty
import re
import socket
import subprocess
import sys
import threading
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *
import json_lines
from report_readers import *

BANNERS = [
    b"\x1b[2J\x1b]0;title\x07\x1b[31m", b"\n::error file=a::x\n", b"  ::add-mask::x\r\n", b"##[error]x", b"##vso[task.complete]x",
    b"]]></system-out><testcase name=\"x\"/>", b"a\0b\0::error::x", b"\xff\xfe\xc3::error::\x80", b"A" * 1000000 + b"\n",
    b"\nok 1 - x\nBail out! no\n1..0 # SKIP\n", b"\n  ...\n  ---\n- x: &a *b\n", b"| time=1;2;3\n</pre><script>x</script>",
    "\u202e\u2028::error::x\ufeff \u009b31m gr\u00fc\u00df".encode(), b"got x, expected y, got z\nportcheck: warning: expected a, got b\n",
    b"{\"type\":\"result\",\"status\":\"open\"}\n", b"'; touch pwned; $(touch pwned)\n", b"\\x1b\\n%0A::error::x",
]
FORMATS = ["human", "tap", "tap13", "junit", "xunit", "json", "github", "summary"]
KEPT = 1024  # bytes of a banner


def serve(banner):
    """A server that says BANNER to whoever connects: its port."""
    server = socket.create_server(("127.0.0.1", 0), backlog=128)

    def answer():
        while True:
            peer = server.accept()[0]
            try:
                peer.sendall(banner)
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(4096):
                    pass
            except OSError:
                pass
            peer.close()
    threading.Thread(target=answer, daemon=True).start()
    return server.getsockname()[1]


def serve_flaky(banner):
    """The same, but every second connection is told what was expected."""
    server = socket.create_server(("127.0.0.1", 0), backlog=128)

    def answer():
        count = 0
        while True:
            peer = server.accept()[0]
            count += 1
            try:
                peer.sendall(banner if count % 2 else b"good")
            except OSError:
                pass
            peer.close()
    threading.Thread(target=answer, daemon=True).start()
    return server.getsockname()[1]


def checks_of(number, banner):
    """Every way in which what BANNER says can come into a report."""
    with open(path("said%d" % number), "wb") as file:
        file.write(banner)
    fields = {"n": number, "port": serve(banner), "flaky": serve_flaky(banner), "said": path("said%d" % number),
              "soon": "20s" if len(banner) < 10000 else "500ms"}  # a line that is too long to be kept is none
    return """
value{n}: portcheck 127.0.0.1 {port} --banner => data == "no"
bytes{n}: portcheck 127.0.0.1 {port} --banner => "no"
matches{n}: portcheck 127.0.0.1 {port} --banner => shown ~ /^no$/
stream{n}: netpipe 127.0.0.1 {port} => "no"
warns{n}: portcheck 127.0.0.1 {port} --banner => open, warn data == "no"
todo{n}: portcheck 127.0.0.1 {port} --banner => "no"
  todo "one day" until 2999-01-01
flaky{n}: portcheck 127.0.0.1 {flaky} --banner => "good"
  retry 1
takes{n}: portcheck 127.0.0.1 {port} --banner => open
  capture data as taken{n}
asks{n}: ipconv ${{taken{n}}} => ok
start dies{n}: exec -- sh -c 'cat "$1" >&2; exit 3' sh {said}
  ready stdout ~ /never/
needs-dead{n}: servlookup http/tcp --builtin
  needs dies{n}
start says{n}: exec -- sh -c 'cat "$1"; echo; exec sleep 300' sh {said}
  ready stdout ~ /(.+)/ as text within {soon}
needs-said{n}: ipconv ${{says{n}.text}} => ok
""".format(**fields)


with open(path("p.check"), "w") as file:
    file.write("suite \"hostile\"\n" + "".join(checks_of(*pair) for pair in enumerate(BANNERS)))


def netcheck(*words, env=None, **how):
    return subprocess.run([SOCKBOX, "netcheck", "--allow-exec", path("p.check"), *words], capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=120, cwd=WORK.name, env=dict(os.environ, **(env or {})), **how)


def read(name):
    with open(path(name), "rb") as file:
        return file.read()


ALL = netcheck(*[word for form in FORMATS for word in ("-o", "%s=%s" % (form, path(form)))])
ROWS = json_lines.read_lines(read("json"))
CHECKS = {row["id"]: row for row in ROWS if row["type"] == "check"}


def of(kind):
    return [CHECKS["%s%d" % (kind, number)] for number in range(len(BANNERS))]


# ---- what the run comes to ----------------------------------------------------------------------

@check("every check has the verdict that it must have, whatever was said to it")
def _():
    equal(ALL.returncode, 1, ALL.stderr)
    equal((ALL.stdout, ALL.stderr), (b"", b""))
    equal(ROWS[-1]["total"], len(CHECKS))
    for kind, verdict in [("value", "fail"), ("bytes", "fail"), ("matches", "fail"), ("stream", "fail"), ("warns", "warn"),
                          ("todo", "todo"), ("flaky", "ok"), ("needs-dead", "error")]:
        equal([row["verdict"] for row in of(kind)], [verdict] * len(BANNERS), kind)
    true(all(row["flaky"] for row in of("flaky")), "late passes are flaky")
    true(all("exit code 3" in row["reason"] for row in of("needs-dead")), "how the program has ended is told")


@check("what was said reads back from JSON, byte for byte")
def _():
    for banner, row in zip(BANNERS, of("value")):
        equal(base64.b64decode(row["result"]["data_b64"]), banner[:KEPT])


@check("what is no text cannot be captured, and what is none of C's no word: that is an error")
def _():
    for banner, taken, asked in zip(BANNERS, of("takes"), of("asks")):
        is_text = not any(byte in banner for byte in b"\x80\xff") or "gr".encode() in banner
        equal(taken["verdict"], "ok" if is_text else "error", banner[:50])
        equal(asked["verdict"], "skip" if not is_text else "error" if b"\0" in banner else "fail", banner[:50])


@check("a repro line asks the same of a shell, with all that was captured")
def _():
    for banner, row in zip(BANNERS, of("asks")):
        if row["verdict"] != "fail":
            continue
        said = subprocess.run(["bash", "-c", row["repro"].replace("sockbox ipconv", "printf '%s\\0'", 1)], capture_output=True,
                              cwd=WORK.name, timeout=20).stdout.split(b"\0")
        equal(said[2], banner[:KEPT])
        true("\n" not in row["repro"], row["repro"])
    true(not os.path.exists(path("pwned")), "nothing of it is run")
    true(not any(row["repro"] for row in of("asks") if row["verdict"] == "error"), "what could not be asked has none")


# ---- bytes --------------------------------------------------------------------------------------

@check("no report has a control in it, and each is UTF-8")
def _():
    for form in FORMATS:
        equal(controls(read(form)), set(), form)


def no_commands(data, form):
    equal([line[:200] for line in runner_commands(data.decode())], [], form)


@check("no report has a command for a CI runner, but those of the annotations")
def _():
    for form in ["tap", "tap13", "json", "junit", "xunit"]:
        no_commands(read(form), form)
    commands = runner_commands(read("github").decode())
    equal(len(commands), 20)
    for command in commands:
        true(re.match(r"::(error|warning) file=[^,:]*,line=\d+,col=\d+,title=[^,:]*::", command), command[:200])


@check("on GitHub what a person reads has none either, nor have records")
def _():
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": path("step")}
    with open(path("step"), "w") as file:
        file.write("before\n")
    done = netcheck(env=env)
    equal(done.returncode, 1, done.stderr)
    no_commands(done.stdout, "human")
    equal(controls(done.stdout + done.stderr), set())
    for command in runner_commands(done.stderr.decode()):
        true(re.match(r"::(error|warning) file=", command), command[:200])
    step = read("step")
    true(step.startswith(b"before\n### netcheck: "), step[:100])
    equal((controls(step), step.count(b"<pre>"), step.count(b"</pre>"), step.count(b"<script")), (set(), 1, 1, 0))
    no_commands(step, "summary")
    for form in ["table", "csv", "json"]:
        done = netcheck("--format", form, env=env)
        equal(done.returncode, 1, done.stderr)
        equal(controls((done.stdout + done.stderr).replace(b"\r\n", b"\n")), set(), form)
        no_commands(done.stdout + done.stderr, form)


@check("where LANG says nothing of UTF-8, what a person reads is ASCII")
def _():
    done = netcheck(env={"LC_ALL": "C"})
    equal((done.returncode, done.stdout.isascii()), (1, True), done.stderr)
    equal(controls(done.stdout), set())


@check("Nagios: one line, one '|', and 2 for what failed")
def _():
    for kind in ["value", "stream", "needs-dead"]:
        for number in range(len(BANNERS)):
            done = netcheck("--only", "%s%d" % (kind, number), "--nagios")
            equal(done.returncode, 3 if kind == "needs-dead" else 2, done.stdout)
            equal((done.stdout.count(b"\n"), done.stdout.count(b"|"), controls(done.stdout)), (1, 1 if kind != "needs-dead" else 0, set()))
            true(done.stdout.startswith(b"NETCHECK "), done.stdout)


# ---- as strangers read them -----------------------------------------------------------------------

@check("TAP::Parser: as many points as checks, in their order, and nothing else")
def _():
    told = tap_read(path("tap13"))
    equal((told["errors"], told["plan"]), ([], "1..%d" % len(CHECKS)))
    equal([point["description"].split()[1].rstrip(":") for point in told["points"]], list(CHECKS))
    equal([point["ok"] for point in told["points"]], [row["verdict"] in ("ok", "warn", "skip") and 1 or 0 for row in CHECKS.values()])
    equal([other["type"] for other in told["others"]], ["comment"])
    equal(read("tap").split(b"\n", 1)[1], read("tap13").split(b"\n", 1)[1])
    done = subprocess.run(["prove", "-q", "--exec", "cat", path("tap13")], capture_output=True, text=True)
    true(done.returncode != 0 and "Parse errors" not in done.stdout, done.stdout[-500:])


@check("xmllint and ElementTree: every case once, and what was got reads back")
def _():
    for form in ["junit", "xunit"]:
        equal(junit_faults(path(form))[:500], "")
        cases = {case.get("name"): case for case in xml.parse(path(form)).iter("testcase")}
        equal(list(cases), list(CHECKS))
        for row in of("value") + of("stream"):
            equal([child.tag for child in cases[row["id"]] if child.tag in ("failure", "error", "skipped")], ["failure"])
            true("got: " + row["got"] in cases[row["id"]].find("failure").text, row["got"][:200])


@check("jq reads each line, and finds what failed")
def _():
    done = subprocess.run(["jq", "-r", "select(.type == \"check\" and .verdict == \"fail\") | .id", path("json")], capture_output=True,
                          text=True)
    equal(done.stdout.split(), [row["id"] for row in CHECKS.values() if row["verdict"] == "fail"], done.stderr)


# ---- for people -----------------------------------------------------------------------------------

@check("what was got stands there as its notation has it, not escaped twice")
def _():
    text = read("human").decode()
    true("expected data == \"no\", got \"\\x1b[2J\\x1b]0;title" in text, text[:500])
    true(all("\\\\x1b[2J" not in line for line in text.splitlines()), [line for line in text.splitlines() if "\\\\x1b[2J" in line][:3])


def on_terminal(*words):
    """What a terminal of 60 columns gets."""
    main, other = pty.openpty()
    process = start(SOCKBOX, "netcheck", "--allow-exec", path("p.check"), *words, stdin=subprocess.DEVNULL, stdout=other, stderr=other,
                    env=dict(os.environ, TERM="xterm", COLUMNS="60"), cwd=WORK.name)
    os.close(other)
    said = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        said += part
    os.close(main)
    return process.wait(PATIENCE_S), said.decode()


@check("a terminal gets our colours, and the line that is drawn again, and no other sequence")
def _():
    code, said = on_terminal()
    equal(code, 1)
    true("\x1b[31mFAIL" in said and "\x1b[K" in said, said[:300])
    rest = re.sub("\x1b\\[(?:0|3[1-6])m|\r[^\r\n]*\x1b\\[K|\r\n", "\n", said)
    equal(set(CONTROLS.findall(rest)), set())


@check("a program that says a lot is kept in bounds")
def _():
    with open(path("p.check"), "w") as file:
        file.write("start loud: exec -- sh -c 'head -c 50000000 /dev/zero | tr \"\\\\0\" \"\\\\33\"; echo; echo up; exec sleep 300'\n"
                   "  ready stdout ~ /^up$/ within 60s\nx: servlookup http/tcp --builtin\n  needs loud\n")
    before = ["bash", "-c", "ulimit -v 400000; exec \"$@\"", "-"] if not SANITIZED else []
    done = subprocess.run([*before, SOCKBOX, "netcheck", "--allow-exec", path("p.check"), "-o", "json"], capture_output=True,
                          timeout=120)
    equal(done.returncode, 0, done.stdout + done.stderr)


done()
