#!/usr/bin/env python3
# What the language has at the prompt alone: words cut short, watching until somebody has seen enough.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()


@session("a command may be cut short, and the history has it whole")
def _(person):
    person.keys("calc '!H'\r")
    person.shows("sockbox> calc '!H'", "2", "sockbox> ")
    person.keys(UP)
    person.shows("sockbox> calcsize '!H'")
    person.keys("\r")
    person.shows("sockbox> calcsize '!H'", "2", "sockbox> ")


@session("an option may be cut short")
def _(person):
    person.keys("calc '!I' --js\r")
    person.wait(lambda screen: any('"type":"result"' in line for line in screen.lines()), "it is JSON")
    person.keys(UP)
    person.wait(lambda screen: screen.lines()[-1:] == ["sockbox> calcsize '!I' --json"], "the history has it whole")


@session("which of several was meant is asked", columns=100, status=2)
def _(person):
    person.keys("unse x; rec s 5\r")
    person.shows("sockbox> unse x; rec s 5",
                 "'rec' may be record, recv, recv_into, recvall, recvfds, recvfrom, recvfrom_into, recvmsg", "sockbox(2)> ")


@session("who watches has seen enough at Ctrl-C, which is no failure")
def _(person):
    person.keys("watch -i 10ms echo tick\r")
    person.wait(lambda screen: screen.lines().count("tick") >= 3, "it goes on")
    person.keys(CTRL["C"])
    person.wait(lambda screen: screen.lines()[-1].endswith("sockbox>"), "the prompt is back")
    person.keys("echo status $?\r")
    person.wait(lambda screen: "status 0" in screen.lines(), "it ended well")


@session("what is waited for is not there at Ctrl-C", status=130)
def _(person):
    person.keys("watch -i 10ms --until status 7 echo tick\r")
    person.wait(lambda screen: screen.lines().count("tick") >= 3, "it goes on")
    person.keys(CTRL["C"])
    person.shows("sockbox(130)> ")


@session("restricted, no program runs", "--restricted", status=2)
def _(person):
    person.keys("!ls\r")
    person.shows("'!' is no command of sockbox: a restricted session runs no programs", "sockbox(2)> ")


done()
