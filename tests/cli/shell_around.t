#!/usr/bin/env python3
# Scripts as files of all kinds (huge, deep, from other systems, with bytes that no script has), and as
# processes: before head, under nohup, timeout and setsid, without descriptors, without an environment.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import resource
import shutil
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together(3)

MIB = 1 << 20
MANY = rounds(400000)
ENV = dict(os.environ, SHELL="/bin/sh")


def file_of(text, mode=0o644):
    fd, name = tempfile.mkstemp(dir=WORK.name, suffix=".sbx")
    with os.fdopen(fd, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(name, mode)
    return name


def from_file(text):
    return run("run", file_of(text), env=ENV)


def from_input(text):
    return run(input=text if isinstance(text, bytes) else text.encode(), env=ENV)


def passes(text, output, ways=(from_file, from_input)):
    for way in ways:
        ran = way(text)
        equal((ran.returncode, ran.stdout), (0, output), (way.__name__, ran.stderr[-400:]))


def fails(text, code, sentence, output=b"", ways=(from_file, from_input)):
    for way in ways:
        ran = way(text)
        equal((ran.returncode, ran.stdout), (code, output), (way.__name__, ran.stderr[-400:]))
        true(sentence in ran.stderr, (sentence, ran.stderr[-400:]))


# ---- files ---------------------------------------------------------------------------------------------

@check("a line of 16 MiB")
def _():
    size = 16 * MIB - 64
    passes(b'x = "' + b"a" * size + b'"\necho ${x.size}\n', b"%d\n" % size)


@check("more than 16 MiB is refused")
def _():
    fails(b"echo a\n#" + b"a" * (17 * MIB) + b"\n", 2, b"larger than 16777216 bytes", ways=[from_file])
    fails(b'x = "' + b"a" * (17 * MIB) + b'"\n', 2, b"longer than 16 MiB", ways=[from_input])


@check("short lines need little more than their text")
def _():
    text = b"x = 1\n" * (16 * MIB // 6 - 20 if STRESS else MANY)
    ran = from_file(text + b"!grep VmHWM /proc/$PPID/status\n")
    equal(ran.returncode, 0, ran.stderr)
    true(SANITIZED or int(ran.stdout.split()[1]) * 1024 < 3 * len(text) + 6 * MIB, ran.stdout)


@check("many blocks behind each other")
def _():
    passes("try { x = 1 }\n" * (MANY // 4) + "echo end\n", b"end\n")


@check("many blocks inside each other are refused, and 30 are not")
def _():
    fails("try { " * MANY + "echo deep" + " }" * MANY + "\n", 2, b"too many blocks inside each other")
    passes("try { " * 30 + "echo deep" + " }" * 30 + "\n", b"deep\n")


@check("many commands of one list, and of one pipe")
def _():
    fails("true" + " && true" * MANY + "\n", 2, b"too many '&&' and '||'")
    fails("true" + " | true" * MANY + "\n", 2, b"a pipeline has ")
    passes("x = 1;" * MANY + " echo end\n", b"end\n")


@check("a word in many pieces, and many words")
def _():
    passes("x = \"\"\necho a" + "'b'c" * MANY + " | wc -c\n", b"%d\n" % (2 * MANY + 2))
    passes("echo" + " a" * MANY + " | wc -c\n", b"%d\n" % (2 * MANY))


@check("a NUL byte is told, with its place, and nothing of the file is run")
def _():
    fails(b"echo a\necho b\0c\n", 2, b":2: column 7: a NUL byte stands here", ways=[from_file])
    fails(b"echo b\0c\n", 2, b":1: column 7: a NUL byte stands here")
    fails(b"\0" * 100000, 2, b"a NUL byte stands here")


@check("a NUL byte of a value is no part of a program's word")
def _():
    fails('x = "a\\0b"\nls $x\n', 2, b"word 1 holds a NUL byte")


@check("bytes that are no UTF-8, and controls, reach no terminal")
def _():
    ran = from_file(b"nosuch\xff\x1b[2J\x9b\n")
    equal(ran.returncode, 127)
    true(b"nosuch\\xff\\x1b[2J\\x9b" in ran.stderr, ran.stderr)


@check("lines that end in CR LF")
def _():
    script = ("echo a \\\n b\ntry {\n  echo c\n}\nx = 5 # comment\necho $x => 5\necho d |\n cat > CRLF\n!cat CRLF; rm CRLF\n"
              "foreach y in 1 2 {\necho $y\n}\necho e\\\nf\n")
    passes(script.replace("\n", "\r\n"), b"a b\nc\n5\nd\n1\n2\nef\n")
    true(not os.path.exists("CRLF\r"), "no file has CR in its name")


@check("the mark that begins files of UTF-8 elsewhere")
def _():
    mark = b"\xef\xbb\xbf"
    passes(mark + b"echo a\n", b"a\n")
    passes(mark + b"# nothing\r\n", b"")
    passes(mark, b"")
    fails(b"echo a\n" + mark + b"echo b\n", 127, b"no such command", b"a\n")
    outer = file_of("source %s\nrun %s\n" % (2 * (file_of(mark + b"echo inner\n"),)))
    equal(run("run", outer).stdout, b"inner\ninner\n")


@check("no newline at the end, and nothing at all")
def _():
    passes("echo a\necho b", b"a\nb\n")
    passes("", b"")
    passes("\n\n\n", b"")
    passes("# only this", b"")
    fails("echo a \\\n", 2, b":1: column 8: nothing follows this backslash", ways=[from_file])
    fails("echo a\ntry {\n  echo b\n", 2, b":2: column 5: this '{' is never closed", ways=[from_file])
    fails("echo a\necho 'b\n", 2, b":2: column 6: this quote is never closed", b"a\n", ways=[from_input])


@check("a first line with #!, whatever ends it")
def _():
    folder = path("bin")
    os.mkdir(folder)
    os.symlink(SOCKBOX, folder + "/sockbox")
    for end in ("\n", "\r\n"):
        name = file_of("#!/usr/bin/env -S sockbox run" + end + 'echo "${1} ${0}"' + end, 0o755)
        ran = subprocess.run([name, "two words"], capture_output=True, timeout=60,
                             env=dict(os.environ, PATH=folder + ":" + os.environ["PATH"]))
        if end == "\n" or ran.returncode == 0:
            equal((ran.returncode, ran.stdout), (0, b"two words %s\n" % name.encode()), ran.stderr)


@check("what comes in pieces is run when it is whole")
def _():
    process = start(SOCKBOX, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
    for piece, said in ((b"ec", b""), (b"ho one\necho", b"one\n"), (b" two \\", b""), (b"\n", b""), (b"  three\n", b"two three\n"),
                        (b"try { echo 'f", b""), (b"our\nfive'\n}", b""), (b"\n", b"four\\nfive\n"), (b"echo six", b"")):
        process.stdin.write(piece)
        if said:
            equal(process.stdout.readline(), said, piece)
    process.stdin.close()
    equal(process.stdout.read(), b"six\n")
    equal(process.wait(PATIENCE_S), 0)


# ---- processes -----------------------------------------------------------------------------------------

def sh(line, **how):
    """A line of sh, in which $BOX is the binary: its exit code, output and talk."""
    ran = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                         env=dict(ENV, BOX=SOCKBOX), cwd=WORK.name, **how)
    return ran.returncode, ran.stdout, ran.stderr


@check("before head it ends by SIGPIPE, and says nothing")
def _():
    for line in ("$BOX -c 'repeat 1000000 { echo x }'", "$BOX -c 'repeat 1000000 { help }'", "$BOX -c yes",
                 "yes 'echo x' | $BOX", "$BOX -c 'servlookup --builtin --all; servlookup --builtin --all'"):
        code, out, said = sh("{ %s; echo $? > CODE; } | head -n 1" % line)
        equal((code, out.count(b"\n")), (0, 1), line)
        equal(said.replace(b"-c:1: yes: ended by signal 13\n", b""), b"", line)
        until(lambda: os.path.getsize(path("CODE")), "it has ended")
        with open(path("CODE")) as file:
            equal(file.read(), "141\n", line)
        os.remove(path("CODE"))


@check("what is put off runs though nobody reads the output")
def _():
    code, _, _ = sh("$BOX -c 'defer !echo deferred > DEFERRED\nrepeat 1000000 { sh -c \"echo x\" }' | head -n 1")
    equal(code, 0)
    until(lambda: os.path.exists(path("DEFERRED")), "it was run")


@check("without standard input, output or error")
def _():
    equal(sh("$BOX -c 'echo a' <&-")[:2], (0, b"a\n"))
    equal(sh("$BOX -c 'cat; true' <&-")[0], 1)
    equal(sh("$BOX <&-")[0], 3)
    equal(sh("$BOX < /")[0], 3)
    equal(sh("$BOX -c 'echo a' >&-")[0], 3)
    equal(sh("$BOX -c 'x = echo a' >&-")[0], 3)
    equal(sh("$BOX -c 'true' >&-")[0], 0)
    equal(sh("$BOX -c 'echo a; no-such' 2>&-")[:2], (127, b"a\n"))
    equal(sh("$BOX -c 'exit 4' <&- >&- 2>&-")[0], 4)
    equal(sh("$BOX -c 'a, b = socketpair -q; echo ${a.fd} > FD' <&- >&- 2>&-")[0], 0)
    with open(path("FD")) as file:
        true(int(file.read()) > 2, "no socket is 0, 1 or 2")


@check("a full device")
def _():
    for line in ("echo a", "help", "servlookup --builtin https", "socketpair"):
        equal(sh("$BOX -c '%s' > /dev/full" % line)[0], 3, line)


@check("under nohup, setsid and timeout")
def _():
    equal(sh("nohup $BOX -c 'echo a; sleep 0'")[:2], (0, b"a\n"))
    equal(sh("setsid -w $BOX -c 'echo a; sleep 0; sh -c \"exit 3\"'")[:2], (3, b"a\n"))
    equal(sh("timeout --preserve-status 0.2 $BOX -c 'defer echo deferred\nsleep 100'")[:2], (143, b"deferred\n"))
    equal(sh("timeout --preserve-status --foreground 0.2 $BOX -c 'defer echo deferred\nsleep 100'")[:2], (143, b"deferred\n"))
    equal(sh("timeout --preserve-status -s INT 0.2 $BOX -c 'defer echo deferred\nwithin 99s { socketpair -q; recv s1 1 }'")[:2],
          (130, b"deferred\n"))
    equal(sh("timeout --preserve-status -s KILL 0.2 $BOX -c 'sleep 100'")[0], 137)


@check("nohup: SIGHUP that is ignored stays so, for the script and what it runs")
def _():
    code, out, _ = sh("nohup $BOX -c '!kill -HUP $PPID; kill -HUP $$; echo on\necho still' 2>&1")
    equal((code, out), (0, b"on\nstill\n"))


@check("SIGINT to the whole process group ends all, once")
def _():
    process = start(SOCKBOX, "-c", "defer echo deferred\nsh -c 'echo begun; exec sleep 100' | cat", stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, env=ENV)
    equal(process.stdout.readline(), b"begun\n")
    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=PATIENCE_S)
    equal((process.returncode, out), (130, b"deferred\n"), said)


@check("a second signal while it cleans up")
def _():
    process = start(SOCKBOX, "-c", "defer { echo cleaning\nsleep 100 }\nsleep 100", stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV)
    until(lambda: open("/proc/%d/task/%d/children" % (process.pid, process.pid)).read(), "it sleeps")
    process.send_signal(signal.SIGTERM)
    equal(process.stdout.readline(), b"cleaning\n")
    process.send_signal(signal.SIGTERM)
    equal(process.wait(PATIENCE_S), 143)


@check("without an environment, as cron has it")
def _():
    for before in ("env -i", "env -i PATH=/usr/bin:/bin", "env -i HOME=/nonexistent TERM=", "env -u HOME -u TERM -u PATH"):
        code, out, said = sh(before + " $BOX -c 'echo a; /bin/echo b; x, y = socketpair -q; ls -d /\n!echo c'")
        equal((code, out), (0, b"a\nb\n/\nc\n"), (before, said))


@check("in a folder that is gone, as a user that has no name, with few descriptors")
def _():
    equal(sh("mkdir GONE && cd GONE && rmdir ../GONE && $BOX -c 'echo a; sleep 0'")[:2], (0, b"a\n"))
    if os.getuid() == 0 and shutil.which("setpriv") and os.stat(SOCKBOX).st_mode & stat.S_IXOTH:
        code, out, said = sh("setpriv --reuid 54321 --regid 54321 --clear-groups $BOX -c 'echo a; sleep 0'")
        true((code, out) == (0, b"a\n") or code == 126 or b"denied" in said, (code, said))
    code, _, said = sh("$BOX -c 'repeat 99 { socket tcp }'",
                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32)))
    equal(code, 3, said)
    true(b"EMFILE" in said, said)


done()
