#!/usr/bin/env python3
# A newcomer at the prompt: help on a screen, the tour step by step, Ctrl-C out of it, and Python's lines.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

together()


def sees(person, text):
    person.wait(lambda screen: any(text in line for line in screen.lines()), "no %r" % text)


def is_back(person):
    person.wait(lambda screen: PROMPT.match("".join(screen.lines()[-1:])), "no prompt")


def leave_well(person):
    person.keys("echo back\r")
    person.wait(lambda screen: screen.lines()[-2:-1] == ["back"] and PROMPT.match(screen.lines()[-1]), "it does not go on")


@session("help is on one screen, with the prompt below")
def _(person):
    person.keys("help\r")
    sees(person, "topics")
    is_back(person)
    sees(person, "making")
    sees(person, "'apropos WORD'")


@session("help folds on a narrow terminal", columns=40, rows=60)
def _(person):
    person.keys("help expect\r")
    sees(person, "what may stand behind it")
    is_back(person)


@session("the tour goes on by one word")
def _(person):
    person.keys("tour\r")
    sees(person, "Step 1 of")
    sees(person, "sockbox> recv c 100")
    is_back(person)
    person.keys("tour\r")
    sees(person, "Step 2 of")
    sees(person, "is done. Next, with 'tour': Half of it closed")
    is_back(person)


@session("Ctrl-C ends a step, and the session and its sockets live on", status=0)
def _(person):
    person.keys("a, b = socketpair\r")
    sees(person, "connected unix")
    person.keys("tour 10\r")
    sees(person, "sendall s $big")
    person.keys(CTRL["C"])
    is_back(person)
    person.keys("send a hello; recv b 9\r")
    sees(person, '"hello" (5 bytes)')
    leave_well(person)


@session("a line of Python is answered, and the answer works")
def _(person):
    person.keys("s1, s2 = socket.socketpair()\r")
    sees(person, "in sockbox: s1, s2 = socketpair unix")
    person.keys("s1, s2 = socketpair unix\r")
    sees(person, "s1, s2: connected unix")
    person.keys(">>> s1.sendall(b'hi')\r")
    sees(person, 'in sockbox: sendall s1 "hi"')
    is_back(person)
    leave_well(person)


done()
