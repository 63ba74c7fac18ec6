#!/usr/bin/env python3
# The prompt of the shell: what keys do, and what the screen shows.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()


@session("a line is edited, and runs with Enter")
def _(person):
    true(person.edits())
    person.keys("echo twa", LEFT, "o", DELETE, "\r")
    person.shows("sockbox> echo two", "two", "sockbox> ")


@session("the last line is there again")
def _(person):
    person.keys("echo one\r")
    person.shows("sockbox> echo one", "one", "sockbox> ")
    person.keys(UP)
    person.shows("sockbox> echo one")
    person.keys("s\r")
    person.shows("sockbox> echo ones", "ones", "sockbox> ")


done()
