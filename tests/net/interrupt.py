"""interrupt -- Ctrl-C on a command that waits: interrupt.py [CODE] COMMAND...

It must die of SIGINT within 100 ms, or where a CODE is given exit with that; and its children with it. Where more runs
than there are processors whoever is woken waits for one: then within a second.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import signal
import subprocess
import sys
import time


def members(group):
    """The processes of a group that are no zombies."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid, encoding="latin-1") as file:
                state, _, pgrp = file.read().rsplit(")", 1)[1].split()[:3]
        except OSError:
            continue
        if int(pgrp) == group and state != "Z":
            found.append(int(pid))
    return found


def main():
    has_code = sys.argv[1].isdigit()
    expected = int(sys.argv[1]) if has_code else -signal.SIGINT
    command = subprocess.Popen(sys.argv[1 + has_code:], start_new_session=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    until = time.monotonic() + 10
    while len(members(command.pid)) < 2:  # the helper is there: it waits
        if time.monotonic() > until or command.poll() is not None:
            sys.exit("no helper was seen")
        time.sleep(0.01)
    began = time.monotonic()
    os.killpg(command.pid, signal.SIGINT)
    code = command.wait(10)
    took = time.monotonic() - began
    while members(command.pid):
        if time.monotonic() > began + 2:
            sys.exit("helpers are left: %s" % members(command.pid))
        time.sleep(0.01)
    if code != expected or took > (0.1 if os.getloadavg()[0] < os.cpu_count() else 1):
        sys.exit("ended with %s after %.3f s" % (code, took))


main()
