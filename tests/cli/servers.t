#!/usr/bin/env python3
# What all servers keep, whatever they serve.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import select
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

# The words in front of an endpoint, and those behind it.
SERVERS = ((("echo-server",), ()), (("netpipe", "-l"), ()), (("chat", "-l"), ()),
           (("structpack", "--listen"), ("I",)))


@check("--ready-fd of a name is closed when it is ready: the resolver's helpers do not keep it")
def _():
    for before, behind in SERVERS:
        read, write = os.pipe()
        server = start(SOCKBOX, before[0], "--ready-fd", str(write), *before[1:], "tcp:localhost:0", *behind,
                       pass_fds=[write], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        while select.select([read], [], [], PATIENCE_S)[0] and os.read(read, 65536):
            pass
        true(select.select([read], [], [], 0)[0], "%s: the end is there" % before[0])
        equal(server.poll(), None, before[0])
        os.close(read)
        server.kill()
        server.wait()


done()
