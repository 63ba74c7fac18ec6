#!/usr/bin/env python3
# Every exit status of every kind of command in the shell, and who takes notice of it: the script stops
# with it, and `try`, `-`, `||` and `set +e` have it in $?.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together(3)

PAIR = "a, b = socketpair --quiet; "
PROGRAM = "sh -c 'exit %d'"
KILLED = "sh -c 'kill -%s $$'"

# Kind of command, its exit status, what stands before it, the command.
cases = [
    ("verb", 0, PAIR, "send a x"),
    ("verb", 0, PAIR, "recv a 1 => timeout within 10ms"),
    ("verb", 1, "s = socket tcp; bind s 127.0.0.1:0 --quiet; t = socket tcp; ", "connect t ${s.local}"),
    ("verb", 1, PAIR + "close a; ", "recv b 1"),
    ("verb", 1, PAIR + "send a x; ", 'recv b 1 => "y"'),
    ("verb", 2, "", 'pack "!H" 65536'),
    ("verb", 2, "", "recv nosuch 1"),
    ("verb", 2, PAIR, "recv a many"),
    ("verb", 2, PAIR, "send a x => no_such_status"),
    ("verb", 3, "", "bind s5 127.0.0.1:0 || s = socket tcp; bind s 192.0.2.1:0"),
    ("verb", 3, "", "create_server 192.0.2.1:7"),
    ("verb", 3, "", "echo x > /dev/full"),
    ("verb", 4, PAIR, "recv a 1 --timeout 10ms"),
    ("verb", 4, "l = create_server 127.0.0.1:0 --quiet; settimeout l 10ms; ", "accept l"),
    ("applet", 0, "", "servlookup --builtin https/tcp"),
    ("applet", 0, "", "servlookup --builtin no-such => not_found"),
    ("applet", 1, "", "servlookup --builtin no-such"),
    ("applet", 1, "", "servlookup --builtin https/tcp => port == 80"),
    ("applet", 2, "", "servlookup --nonsense"),
    ("applet", 2, "", "ipconv 192.0.2.256"),
    ("applet", 3, "", "echo-server 192.0.2.1:7"),
    ("applet", 3, "", "ipconv ::1 > /dev/full"),
    ("applet", 4, "l = create_server udp 127.0.0.1:0 --quiet; ", "echo-client udp:127.0.0.1:${l.port} -c 1 --timeout 50ms"),
    ("applet", 128 + 9, 'j = start echo-server -q 0 > /dev/null; sh -c "kill -KILL ${j.pid}"; ', "wait $j"),
    ("program", 0, "", "true"),
    ("program", 1, "", "false"),
    ("program", 2, "", PROGRAM % 2),
    ("program", 3, "", PROGRAM % 3),
    ("program", 4, "", PROGRAM % 4),
    ("program", 77, "", PROGRAM % 77),
    ("program", 126, "", "/etc/passwd"),
    ("program", 126, "", "/etc"),
    ("program", 127, "", "no-such-program"),
    ("program", 127, "", "/nonexistent/program"),
    ("program", 128 + 15, "", KILLED % "TERM"),
    ("program", 128 + 9, "", KILLED % "KILL"),
    ("program", 128 + 11, "", KILLED % "SEGV"),
    ("line for $SHELL", 0, "", "!true"),
    ("line for $SHELL", 5, "", "!exit 5"),
    ("line for $SHELL", 127, "", "!no-such-program 2> /dev/null"),
    ("line for $SHELL", 128 + 15, "", "!kill -TERM $$"),
    ("word of the shell", 0, "", "set +x"),
    ("word of the shell", 0, "", "help set > /dev/null"),
    ("word of the shell", 1, "", "help no-such-word"),
    ("word of the shell", 2, "", "set -q"),
    ("word of the shell", 2, "", "export"),
    ("word of the shell", 2, "", "kill %77"),
    ("word of the shell", 2, "", "start ipconv ::1"),
    ("word of the shell", 3, "", "source /nonexistent/file"),
    ("word of the shell", 3, "", "run /nonexistent/file"),
    ("word of the shell", 3, "", "start echo-server 192.0.2.1:7"),
    ("word of the shell", 4, "sleep 20 &\n", "within 20ms { wait }"),
    ("word of the shell", 127, "", "!printf 'no-such-program' > S\nsource S"),
    ("word of the shell", 127, "", "!printf 'no-such-program' > S\nrun S"),
    ("value", 2, "", "echo $unset"),
    ("value", 2, "", 'x = "a"; echo ${x.port}'),
    ("value", 2, "", 'x, y = unpack "!HHH" x"000000000000"'),
    ("value", 3, "", "x = yes"),
    ("block", 0, "", "within 9s { echo x }"),
    ("block", 1, "", "repeat 2 { false }"),
    ("block", 1, "", "retry 2 every 1ms { false }"),
    ("block", 1, "", 'foreach x in a b { servlookup --builtin "no-${x}" }'),
    ("block", 2, "", "within soon { echo x }"),
    ("block", 2, "", "repeat -1 { echo x }"),
    ("block", 3, "", "repeat 1 { create_server 192.0.2.1:7 }"),
    ("block", 4, "", "within 10ms { sleep 20 }"),
    ("block", 4, PAIR, "within 10ms { recv a 1 }"),
    ("block", 4, PAIR, "within 10ms { retry 9999 every 1ms { recv a 1 } }"),
    ("block", 127, "", "repeat 1 { no-such-program }"),
    ("block", 128 + 15, "", "within 9s { %s }" % (KILLED % "TERM")),
    ("pipeline", 0, "", "yes | head -n 1"),
    ("pipeline", 0, "", "servlookup --builtin --all | head -n 1"),
    ("pipeline", 1, "", "false | true"),
    ("pipeline", 1, "", "servlookup --builtin no-such | cat"),
    ("pipeline", 6, "", "true | sh -c 'exit 6' | cat"),
    ("pipeline", 6, "", "sh -c 'exit 5' | sh -c 'exit 6'"),
    ("pipeline", 3, "", "cat < /nonexistent | cat"),
    ("pipeline", 3, "", "echo x | cat > /nonexistent/file"),
    ("pipeline", 2, "", "cat | recv a 1"),
    ("pipeline", 4, "", "within 20ms { cat /dev/zero | cat > /dev/null }"),
    ("pipeline", 126, "", "echo x | /etc/passwd"),
    ("pipeline", 127, "", "echo x | no-such-program"),
    ("pipeline", 128 + 9, "", "echo x | " + KILLED % "KILL"),
    ("job", 0, "true &\n", "wait $!"),
    ("job", 1, "servlookup --builtin no-such &\n", "wait $!"),
    ("job", 7, "sh -c 'exit 7' &\n", "wait"),
    ("job", 7, "sh -c 'exit 7' &\ntrue &\n", "wait %1 %2"),
    ("job", 128 + 15, KILLED % "TERM" + " &\n", "wait %1"),
    ("job", 0, "j = start echo-server -q 0 > /dev/null; kill $j; ", "wait $j"),
    ("job", 126, "", "/etc/passwd &"),
    ("job", 127, "", "no-such-program &"),
    ("job", 2, "", "send a x &"),
    ("job", 2, "", "true | true &"),
    ("text", 2, "", "}"),
    ("text", 2, "", "echo 'never closed"),
    ("text", 2, "", "echo x |"),
    ("text", 2, "", "try {"),
]


def script(*parts, folder=None):
    return run("-c", "".join(parts), cwd=folder or tempfile.mkdtemp(dir=WORK.name), env=ENV)


ENV = dict(os.environ, SHELL="/bin/sh")

for kind, status, before, command in cases:
    @check("%s: %d: %s" % (kind, status, command.replace("\n", "; ").replace("#", "")))
    def _():
        ran = script(before, command, "\necho after")
        equal(ran.returncode, status, ran.stderr)
        equal(ran.stdout.endswith(b"after\n"), status == 0, "whether the script goes on: %r" % ran.stdout)
        true(status == 0 or ran.stderr, "it says why")
        true(not ran.stderr or kind != "text" or ran.stdout == b"", "nothing of a malformed text is run")


# The same failures, which something takes: the script ends with 0, and knows them in $?.
SAFE = [case for case in cases if case[1] and case[0] not in ("text",) and "\n" not in case[3] and "||" not in case[3]
        and not case[3].startswith("!") and "&" not in case[2] + case[3] and "{" not in case[3]]

takers = {
    "try": "try { %s }; echo status ${?}",
    "||": "%s || echo status ${?}",
    "set +e": "set +e; %s; echo status ${?}; set -e",
}


@check("there are enough of them")
def _():
    true(len(SAFE) > 40, len(SAFE))


def taken(form, rows):
    """What they all come to, in one script."""
    lines = [before.replace("\n", "; ") + form % command for _, _, before, command in rows]
    ran = script("\n".join(lines))
    equal(ran.returncode, 0, ran.stderr)
    said = [line for line in ran.stdout.decode().splitlines() if line.startswith("status ")]
    equal(said, ["status %d" % status for _, status, _, _ in rows], ran.stderr)


for taker, form in takers.items():
    @check("%s takes each of them" % taker)
    def _():
        taken(form, SAFE)


@check("- takes each of them")
def _():
    taken("-%s; echo status ${?}", [case for case in SAFE if " = " not in case[3] and ";" not in case[3]])


@check("after set +e the last command's status is the script's")
def _():
    equal(script("set +e; false; sh -c 'exit 8'").returncode, 8)
    equal(script("set +e; false; true").returncode, 0)


@check("what is put off fails last, and only where nothing else did")
def _():
    equal(script("defer sh -c 'exit 6'; echo x").returncode, 6)
    equal(script("defer sh -c 'exit 6'; sh -c 'exit 7'").returncode, 7)


@check("a job that nobody waited for")
def _():
    equal(script("sh -c 'exit 6' &\necho x").returncode, 6)
    equal(script("sh -c 'exit 6' &\nsh -c 'exit 7'").returncode, 7)
    equal(script("j = sleep 30 &\nkill $j").returncode, 0)


@check("exit")
def _():
    equal(script("!printf 'exit 9' > S\nrun S").returncode, 9)
    for word in ("-1", "256", "x"):
        equal(script("exit " + word).returncode, 2, word)
    for word in ("0", "1", "255"):
        equal(script("exit " + word).returncode, int(word))
    equal(script("set +e; sh -c 'exit 9'; exit").returncode, 9)


done()
