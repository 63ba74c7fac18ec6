# The plain prompt on a pseudo-terminal: python3 shell_prompt.py SOCKBOX
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pty
import re
import select
import sys
import time

child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "dumb"
    os.execv(sys.argv[1], ["sockbox"])


def read_until(wanted, seconds=10):
    """What the terminal shows until WANTED has come, or the time is up; the prompts without what they tell."""
    text = b""
    end = time.monotonic() + seconds
    while wanted not in text and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                text += os.read(terminal, 65536)
                text = re.sub(rb"sockbox(\[[^]]*\])?(\([0-9]+\))?> ", b"sockbox> ", text)
            except OSError:
                break
    return text


def check(name, typed, wanted):
    os.write(terminal, typed)
    text = read_until(wanted)
    print("ok " + name if wanted in text else "not ok %s %r" % (name, text))


print("ok" if b"sockbox> " in read_until(b"sockbox> ") else "not ok", "a prompt")
check("a verb", b"a, b = socketpair\n", b"a, b: connected unix\r\nsockbox> ")
check("an open quote", b'echo "x\n', b"... ")
check("and its end", b'y"\n', b"x\\ny\r\nsockbox> ")
check("an open block", b"repeat 2 {\n", b"... ")
check("its lines", b"echo z\n", b"... ")
check("and its end, which runs it", b"}\n", b"z\r\nz\r\nsockbox> ")
check("a failure ends nothing", b"nosuch; echo on\n", b"on\r\nsockbox> ")
check("a call waits without limit", b"recv b 5\n", b"recv b 5\r\n")
began = time.monotonic()
check("until Ctrl-C", b"\x03", b"sockbox> ")
took = time.monotonic() - began
print("ok" if took < 1 else "not ok", "at once: %.3f s" % took)
check("the socket lives on", b'sendall a "hi"; recv b 5\n', b'"hi" (2 bytes)\r\nsockbox> ')
check("a program", b"sleep 30\n", b"sleep 30\r\n")
check("ends on Ctrl-C", b"\x03", b"sockbox> ")
check("with its status", b"echo ${?}\n", b"130\r\nsockbox> ")
check("half a command", b'echo "half\n', b"... ")
check("is dropped", b"\x03", b"sockbox> ")
check("and gone", b"echo whole\n", b"whole\r\nsockbox> ")
os.write(terminal, b"\x04")
read_until(b"never", 1)
status = os.waitpid(child, 0)[1]
print("ok" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else "not ok", "Ctrl-D ends it")
