#!/usr/bin/env python3
# What happens on sockets while a line is typed: it is told above the line, which is not damaged.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import random
import re
import select
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
import vt  # noqa: E402

# The same in all processes that share this file.
SEED = int(os.environ.setdefault("EVENTS_SEED", str(random.SystemRandom().randrange(1000000))))
together()

# The prompt is the same, whatever there is and whatever went wrong.
ENV["XDG_CONFIG_HOME"] = path("config")
os.makedirs(path("config/sockbox"), exist_ok=True)
with open(path("config/sockbox/rc"), "w") as _file:
    _file.write("set timing off; set prompt 'sockbox> '\n")
PROMPT = "sockbox> "
LONG = "echo " + "abcdefghijklmnopqrstuvwxyz" * 4
with open(path("vi"), "w") as _file:
    _file.write("set editing-mode vi\n")


class Peer:
    """The other end of a socket of the shell's: datagrams that need no leave."""

    def __init__(self, person, name="u"):
        person.keys("%s = socket udp; bind %s 127.0.0.1:0\r" % (name, name))
        person.wait(lambda screen: re.search(r"^%s: bound to 127\.0\.0\.1:(\d+)$" % name, "\n".join(screen.all()), re.M),
                    "it is bound")
        person.shows("sockbox> ")
        self.name = name
        found = re.findall(r"^%s: bound to 127\.0\.0\.1:(\d+)$" % name, "\n".join(person.screen.all()), re.M)
        self.at = ("127.0.0.1", int(found[-1]))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def say(self, data=b"hello"):
        self.socket.sendto(data, self.at)

    @property
    def told(self):
        return "[%s] 5 bytes to read" % self.name


def numbers(person):
    """Ports and times, which nobody knows before, as N."""
    lines = [re.sub(r"\d+(\.\d+)?(?= ms\b)|(?<=127\.0\.0\.1:)[1-9]\d+", "N", line) for line in person.screen.all()]
    return [line for line in lines if line][1:]


def transcript(name, text, columns=100):
    """The test of a person who types what stands behind the prompts of TEXT, and sees the rest."""
    @session(name, columns=columns, rows=60)
    def _(person):
        wanted = [line for line in text.splitlines() if line]
        for i, line in enumerate(wanted):
            if line.startswith("sockbox> "):
                person.keys(line[len("sockbox> "):] + "\r")
            if i + 1 == len(wanted) or wanted[i + 1].startswith("sockbox> "):
                expected = wanted[:i + 1]
                person.wait(lambda screen: numbers(person)[:len(expected)] == expected
                            and screen.lines()[-1] == "sockbox>", "it shows %r, not %r" % (expected[-4:], numbers(person)[-4:]))
        person.keys("echo fine\r")
        person.shows("sockbox> echo fine", "fine", PROMPT)


# ---- worked sessions ---------------------------------------------------------------------------------

transcript("TCP, half-close, expectation", """
sockbox> l = create_server tcp 127.0.0.1:0
l: listening on 127.0.0.1:N
sockbox> s = create_connection ${l.local}
s: connected 127.0.0.1:N -> 127.0.0.1:N (N ms)
[l] 1 connection waiting
sockbox> c = accept l
c: from 127.0.0.1:N
sockbox> send s "bye"; shutdown s SHUT_WR
3 bytes
[c] 3 bytes to read, and the peer has shut down its sending side
sockbox> recv c 10; recv c 10
"bye" (3 bytes)
recv: 'c': EOF, the peer has ended its side
sockbox> send c "got it"; recv s 100 => "got it"
6 bytes
"got it" (6 bytes)
sockbox> send s "x"
send: 's': you shut down sending: Broken pipe (EPIPE)
""")

transcript("non-blocking connect, refused and accepted", """
sockbox> s = socket tcp; setblocking s off
sockbox> connect_ex s 127.0.0.1:1
EINPROGRESS (115)
[s] connect failed (getsockopt s SO_ERROR tells why)
sockbox> getsockopt s SO_ERROR
ECONNREFUSED (111)   cleared by this read
sockbox> l = create_server tcp 127.0.0.1:0; t = socket tcp; setblocking t off
l: listening on 127.0.0.1:N
sockbox> connect_ex t ${l.local} => EINPROGRESS; poll t:out 1s => OUT; getsockopt t SO_ERROR => 0
EINPROGRESS (115)
OUT
0
[l] 1 connection waiting
sockbox> u = socket tcp; setblocking u off; connect_ex u ${l.local}
EINPROGRESS (115)
[u] connected
""")

transcript("multicast: who never joined hears it too", """
sockbox> a = socket udp; setsockopt a SO_REUSEADDR 1; bind a *:40123; join a 239.192.7.7 on 127.0.0.1
sockbox> b = socket udp; setsockopt b SO_REUSEADDR 1; bind b *:40123
sockbox> t = socket udp; setsockopt t IP_MULTICAST_IF 127.0.0.1; sendto t 239.192.7.7:40123 "hello"
5 bytes (ttl 1, loop on)
[a] 5 bytes to read
[b] 5 bytes to read
sockbox> recvfrom b 100
"hello" (5 bytes) from 127.0.0.1:N
sockbox> setsockopt b IP_MULTICAST_ALL 0; sendto t 239.192.7.7:40123 "again"; recvfrom b 100 => timeout within 300ms
5 bytes (ttl 1, loop on)
sockbox> recv a 100; recv a 100
"hello" (5 bytes)
"again" (5 bytes)
""", columns=120)


# ---- what is typed ---------------------------------------------------------------------------------

@session("a plain line")
def _(person):
    peer = Peer(person)
    person.keys("echo one")
    person.shows("sockbox> echo one")
    peer.say()
    person.shows(peer.told, "sockbox> echo one")
    person.keys(" two\r")
    person.shows("sockbox> echo one two", "one two", "sockbox>", column=9)


@session("once, until a command has named the socket")
def _(person):
    peer, other = Peer(person), Peer(person, "v")
    peer.say()
    person.shows(peer.told, "sockbox> ")
    peer.say()
    other.say()
    person.shows(peer.told, other.told, "sockbox> ")
    person.keys("recv u 9\r")
    person.shows("sockbox> recv u 9", '"hello" (5 bytes)', "sockbox> ")
    peer.say()
    person.shows('"hello" (5 bytes)', peer.told, "sockbox> ")


@session("a line that is wrapped, with the cursor in the middle", columns=40)
def _(person):
    peer = Peer(person)
    person.keys(LONG, LEFT * 60)
    person.wait(lambda screen: screen.lines()[-3:] == ["sockbox> " + LONG[:31], LONG[31:71], LONG[71:]]
                and screen.column == 18, "it is wrapped")
    peer.say()
    person.wait(lambda screen: screen.lines()[-4:] == [peer.told, "sockbox> " + LONG[:31], LONG[31:71], LONG[71:]]
                and screen.column == 18, "it stands below the event")
    person.keys("X\r")
    person.wait(lambda screen: LONG[5:49] + "X" + LONG[49:] == "".join(line.strip() for line in screen.lines()[-4:-1]),
                "the right line was run")


@session("Ctrl-R")
def _(person):
    person.keys("echo find me\r", "echo other\r")
    peer = Peer(person)
    person.keys(CTRL["R"], "find")
    person.shows("(reverse-i-search)`find': echo find me", column=31)
    peer.say()
    person.shows(peer.told, "(reverse-i-search)`find': echo find me", column=31)
    person.keys("\r")
    person.shows("sockbox> echo find me", "find me", "sockbox> ")


@session("a numeric argument")
def _(person):
    peer = Peer(person)
    person.keys("echo ", "\x1b3")
    person.shows("(arg: 3) echo ", column=14)
    peer.say()
    person.shows(peer.told, "(arg: 3) echo ", column=14)
    person.keys("x")
    person.shows("sockbox> echo xxx")
    person.keys("\r")
    person.shows("sockbox> echo xxx", "xxx", "sockbox> ")


@session("behind a listing of completions")
def _(person):
    peer = Peer(person)
    person.keys("echo a b", LEFT * 2, "\t\t")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox> echo a b", "the line is there")
    peer.say()
    person.wait(lambda screen: screen.lines()[-2:] == [peer.told, "sockbox> echo a b"], "it stands below the event")
    person.keys("\r")
    person.shows("sockbox> echo a b", "a b", "sockbox> ")


@session("a paste that has come in part")
def _(person):
    peer = Peer(person)
    person.keys("echo x", PASTE + " pas")
    person.shows("sockbox> echo x")
    peer.say()
    person.shows(peer.told, "sockbox> echo x")
    person.keys("ted" + PASTED)
    person.shows("sockbox> echo x pasted")
    person.keys("\r")
    person.shows("sockbox> echo x pasted", "x pasted", "sockbox> ")


@session("the size of the terminal changes, and changes back", columns=60)
def _(person):
    peer = Peer(person)
    person.keys(LONG[:40])
    person.shows("sockbox> " + LONG[:40])
    person.resize(30, 24)
    person.wait(lambda screen: screen.lines()[-2:] == ["sockbox> " + LONG[:21], LONG[21:40]], "it is wrapped")
    peer.say()
    person.shows(peer.told, "sockbox> " + LONG[:21], LONG[21:40])
    person.resize(60, 24)
    person.wait(lambda screen: "sockbox> " + LONG[:40] in screen.lines(), "it is in one row")
    person.keys("\r")
    person.shows(LONG[5:40], "sockbox> ")


@session("vi mode: inserting, moving, in a motion, searching", INPUTRC=path("vi"))
def _(person):
    peers = [Peer(person, name) for name in "uvwx"]
    person.keys("echo one two")
    person.shows("sockbox> echo one two")
    peers[0].say()
    person.shows(peers[0].told, "sockbox> echo one two")
    person.keys("\x1b")
    person.shows("sockbox> echo one two", column=20)
    peers[1].say()
    person.shows(peers[1].told, "sockbox> echo one two", column=20)
    person.keys("bc")
    person.shows("sockbox> echo one two", column=18)
    peers[2].say()
    person.shows(peers[2].told, "sockbox> echo one two", column=18)
    person.keys("wsix")
    person.shows("sockbox> echo one six", column=21)
    person.keys("\x1b")
    person.shows("sockbox> echo one six", column=20)
    person.keys("/")
    person.shows("sockbox> /")
    peers[3].say()
    person.shows(peers[3].told, "sockbox> /")
    person.keys("nowhere\r")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox> echo one six", "the line is there again")
    person.keys("\r")
    person.shows("sockbox> echo one six", "one six", "sockbox> ")
    person.keys("exit\r")


@session("a block that is half typed")
def _(person):
    peer = Peer(person)
    person.keys("try {\r")
    person.shows("... ")
    person.keys("echo in")
    person.shows("sockbox> try {", "... echo in")
    peer.say()
    person.shows("sockbox> try {", peer.told, "... echo in")
    person.keys("side\r}\r")
    person.shows("... echo inside", "... }", "inside", "sockbox> ")


@session("a command in front: it is told behind it")
def _(person):
    peer, other = Peer(person), Peer(person, "v")
    person.keys("recv v 9\r")
    person.shows("sockbox> recv v 9", "")
    peer.say()
    other.say(b"end")
    person.shows("sockbox> recv v 9", '"end" (3 bytes)', peer.told, "sockbox> ")


@session("an applet in front: it is told behind it")
def _(person):
    peer = Peer(person)
    beside = Server("echo-server", "0")
    person.keys("netpipe localhost %d\r" % beside.port)
    person.shows("sockbox> netpipe localhost %d" % beside.port, "")
    peer.say()
    person.keys("back\r")
    person.shows("back", "back", "")
    person.keys(CTRL["D"])
    person.shows("back", "back", peer.told, "sockbox> ")
    beside.end()


# ---- sockets ---------------------------------------------------------------------------------------

@session("connections from outside, of which some are taken")
def _(person):
    person.keys("l = create_server tcp 127.0.0.1:0\r")
    person.wait(lambda screen: re.search(r"listening on 127\.0\.0\.1:(\d+)", "\n".join(screen.all())), "it listens")
    at = ("127.0.0.1", int(re.search(r"listening on 127\.0\.0\.1:(\d+)", "\n".join(person.screen.all())).group(1)))
    person.shows("sockbox> ")
    first = socket.create_connection(at)
    person.shows("[l] 1 connection waiting", "sockbox> ")
    second = socket.create_connection(at)
    third = socket.create_connection(at)
    person.keys("c = accept l\r")
    person.has("c: from 127.0.0.1:%d" % first.getsockname()[1], "sockbox>")
    fourth = socket.create_connection(at)
    person.shows("[l] 3 connections waiting", "sockbox> ")
    first.sendall(b"\x1b[2J\x07evil")
    person.shows("[c] 9 bytes to read", "sockbox> ")
    first.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    first.close()
    person.shows("[c] the connection is broken (getsockopt c SO_ERROR tells why)", "sockbox> ")
    true(b"evil" not in person.raw and person.screen.bells == 0, "no byte of the peer's is printed")
    person.keys("getsockopt c SO_ERROR\r")
    person.shows("ECONNRESET (104)   cleared by this read", "sockbox> ")
    for one in (second, third, fourth):
        one.close()


@session("a connect that goes on in the background")
def _(person):
    """The first fills the backlog of 0; the second's goes on once there is room."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        at = server.getsockname()
        filler = socket.create_connection(at)
        person.keys("s = socket tcp; settimeout s 100ms; connect s 127.0.0.1:%d\r" % at[1])
        person.wait(lambda screen: screen.lines()[-1] == "sockbox>" and "no answer from" in "".join(screen.all()), "it gives up")
        person.keys("echo half")
        person.shows("sockbox> echo half")
        server.accept()[0].close()
        person.shows("[s] connected", "sockbox> echo half")
        person.keys("\r")
        person.shows("half", "sockbox> ")
        filler.close()


@session("a socket that is closed, and one that is renamed")
def _(person):
    peer = Peer(person)
    person.keys("w = $u; x = dup u; y = $x\r")
    person.shows("sockbox> ")
    person.keys("events x off\r")
    person.shows("sockbox> events x off", "sockbox> ")
    person.keys("close u\r")
    person.shows("sockbox> close u", "sockbox> ")
    peer.say()
    person.keys("events\r")
    person.shows("sockbox> events", "events: on", "x: off", "sockbox> ")
    person.keys("events x on\r")
    person.shows("sockbox> events x on", "[x] 5 bytes to read", "sockbox> ")
    person.keys("recv x 9\r")
    person.shows('"hello" (5 bytes)', "sockbox> ")


@session("a socket that a job has, once the shell's is closed")
def _(person):
    person.keys("a, b = socketpair; sleep 600 &\r")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox>" and len(screen.lines()) > 2, "a prompt")
    person.keys("close b\r")
    person.shows("[a] the peer has closed", "sockbox> ")
    person.keys("kill %1\r")
    person.wait(lambda screen: screen.lines()[-1] == "sockbox>" and "kill" in "".join(screen.lines()), "a prompt")


@session("events off and on")
def _(person):
    peer = Peer(person)
    person.keys("events off\r")
    person.shows("sockbox> events off", "sockbox> ")
    peer.say()
    person.keys("events\r")
    person.shows("sockbox> events", "events: off", "sockbox> ")
    person.keys("events on\r")
    person.shows("sockbox> events on", peer.told, "sockbox> ")
    person.keys("events maybe\r")
    person.wait(lambda screen: screen.lines()[-2].startswith("events: 'maybe' is no socket"), "it is no socket")
    person.keys("echo fine\r")
    person.shows("sockbox> echo fine", "fine", "sockbox> ")


@check("none in a script; the setting is there")
def _():
    ran = run("-c", "a, b = socketpair; send a x; events off; events; events on; recv b 9")
    equal((ran.returncode, ran.stdout, ran.stderr), (0, b'a, b: connected unix\n1 byte\nevents: off\n"x" (1 byte)\n', b""))


# ---- many ------------------------------------------------------------------------------------------

def many(person, count):
    """COUNT sockets of the shell's, and one of ours that each hears."""
    names = ["m%d" % i for i in range(count)]
    for start in range(0, count, 8):
        some = names[start:start + 8]
        person.keys("".join("%s = socket udp; bind %s 127.0.0.1:0 > /dev/null; echo '<'${%s.port}'>'; " % (n, n, n)
                            for n in some) + "\r")
        person.wait(lambda screen: len(re.findall(r"^<(\d+)>$", "\n".join(screen.all()), re.M)) == start + len(some)
                    and screen.lines()[-1] == "sockbox>", "they are bound")
    ports = [int(port) for port in re.findall(r"^<(\d+)>$", "\n".join(person.screen.all()), re.M)]
    return [("127.0.0.1", port) for port in ports]


@session("more than ten a second are told as a number", columns=120, rows=60)
def _(person):
    at = many(person, 64)
    peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    person.keys("echo half")
    person.shows("sockbox> echo half")
    before = time.monotonic()
    for address in at:
        peer.sendto(b"x", address)
    person.wait(lambda screen: any(line.startswith("[+") for line in screen.all()), "the rest is a number")
    true(time.monotonic() - before > 0.9, "a second later")
    person.shows("[+54 events]", "sockbox> echo half")
    told = [line for line in person.screen.all() if re.match(r"\[m\d+\] 1 byte to read$", line)]
    equal(len(told), 10, "lines before it")
    person.keys("\r")
    person.shows("sockbox> echo half", "half", "sockbox> ")


@session("thousands of messages a second: keys are answered, and little is done", columns=120, rows=60)
def _(person):
    at = many(person, 64)
    child = os.fork()
    if child == 0:
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        while True:
            for address in at:
                peer.sendto(b"flood", address)
            time.sleep(0.01)
    try:
        person.wait(lambda screen: any(line.startswith("[+") for line in screen.all()), "it is flooded")
        with open("/proc/%d/stat" % person.process.pid) as line:
            before = sum(int(word) for word in line.read().rpartition(")")[2].split()[11:13])
        begun, took = time.monotonic(), []
        for letter in "echo a line that is typed":
            typed = time.monotonic()
            person.keys(letter)
            person.wait(lambda screen: screen.lines()[-1] == ("sockbox> " + "echo a line that is typed"[:len(took) + 1]).rstrip(), "echo")
            took.append(time.monotonic() - typed)
        with open("/proc/%d/stat" % person.process.pid) as line:
            spent = sum(int(word) for word in line.read().rpartition(")")[2].split()[11:13]) - before
        true(SANITIZED or spent * 10 <= 100 + 1000 * (time.monotonic() - begun) / 5, "%d ticks" % spent)
        person.keys("\r")
        person.shows("sockbox> echo a line that is typed", "a line that is typed", "sockbox> ")
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


# ---- any keys, any events --------------------------------------------------------------------------

class Model:
    """A line as emacs keys change it, and where the cursor is in it."""

    def __init__(self):
        self.text, self.at, self.killed = "", 0, ""

    def insert(self, text):
        self.text = self.text[:self.at] + text + self.text[self.at:]
        self.at += len(text)

    def cut(self, start, end):
        self.text = self.text[:start] + self.text[end:]
        self.at = start

    def kill(self, start, end):
        if end > start:
            self.killed = self.text[start:end]
            self.cut(start, end)

    def key(self, key):
        size = len(self.text)
        if key == CTRL["A"] or key == HOME:
            self.at = 0
        elif key == CTRL["E"] or key == END:
            self.at = size
        elif key == LEFT or key == CTRL["B"]:
            self.at = max(0, self.at - 1)
        elif key == RIGHT or key == CTRL["F"]:
            self.at = min(size, self.at + 1)
        elif key == BACKSPACE and self.at > 0:
            self.cut(self.at - 1, self.at)
        elif key == DELETE and self.at < size:
            self.cut(self.at, self.at + 1)
        elif key == CTRL["K"]:
            self.kill(self.at, size)
        elif key == CTRL["U"]:
            self.kill(0, self.at)
        elif key == CTRL["Y"]:
            self.insert(self.killed)
        elif key.startswith(PASTE):
            self.insert(key[len(PASTE):-len(PASTED)])
        elif key[0] >= " " and key[0] != BACKSPACE:
            self.insert(key)

    def rows(self, columns):
        """As a terminal shows it: the rows, and where the cursor is in them."""
        rows, used, place = [""], 0, None
        for i, character in enumerate(PROMPT + self.text + "\n"):
            size = 1 if character == "\n" else vt.width(character)
            if used + size > columns:
                rows.append("")
                used = 0
            if i == len(PROMPT) + self.at:
                place = (len(rows) - 1, used)
            rows[-1] += character
            used += size
        return trimmed(rows), place

    def is_shown(self, screen):
        rows, (row, column) = self.rows(screen.columns)
        lines = screen.lines()
        top = len(lines) - len(rows)
        return lines[max(0, top):] == rows and (screen.row - top, screen.column) == (row, column)


def trimmed(rows):
    rows = [row.rstrip() for row in rows]
    while not rows[-1]:
        rows.pop()
    return rows


KILLS = [CTRL["K"], CTRL["U"]]
MOVES = [CTRL[key] for key in "AEBFY"] + [LEFT, RIGHT, HOME, END, BACKSPACE, DELETE]
MODES = [CTRL["R"] + "e" + CTRL["G"], CTRL["R"] + CTRL["G"], "\x1b2" + CTRL["G"]]  # they leave the line as it is
COMMANDS = ["recv u 9", "recvfrom u 9", "c = accept l; close c", "sockets > /dev/null", "events off; events on",
            "a, b = socketpair; send a x; close a b", "x = dup u; close x"]


class Monkey:
    """Somebody who types whatever comes to mind while peers do what they like."""

    def __init__(self, person, seed):
        self.person, self.chance = person, random.Random(seed)
        self.model, self.commands = Model(), 0
        self.log = []
        self.peer = Peer(person)
        self.run("l = create_server tcp 127.0.0.1:0 > /dev/null; setblocking l off; setblocking u off; echo '<'${l.port}'>'")
        port = re.search(r"^<(\d+)>$", "\n".join(person.screen.all()), re.M).group(1)
        self.at = ("127.0.0.1", int(port))

    def run(self, command):
        self.commands += 1
        said = "+%d" % self.commands
        self.person.keys(HOME, CTRL["K"], command + "; echo " + said + "\r")
        self.person.wait(lambda screen: screen.lines()[-1:] == ["sockbox>"] and said in screen.all()[-400:], "it is run")
        killed = self.model.text or self.model.killed
        self.model, self.log = Model(), []
        self.model.killed = killed

    def happen(self):
        if self.chance.random() < 0.8:
            self.peer.say(bytes(self.chance.choices(range(256), k=self.chance.randint(0, 9))))
            return
        with socket.socket() as client:
            client.setblocking(False)
            client.connect_ex(self.at)

    def key(self):
        what = self.chance.random()
        if len(self.model.text) > 200:  # a screen has a last row
            return CTRL["U"] if self.model.at > 100 else CTRL["K"]
        if what < 0.5:
            return self.chance.choice("abc xyz -é日#")
        if what < 0.85:
            return self.chance.choice(MOVES)
        if what < 0.92:
            return self.chance.choice(KILLS)
        if what < 0.95:
            return PASTE + "".join(self.chance.choices("pasted 日", k=self.chance.randint(0, 30))) + PASTED
        return self.chance.choice(MODES if self.model.text.isascii() else MOVES)

    def type(self, key):
        """Two kills are one, which the model does not know, also where letters come between that were typed ahead:
        readline forgets a kill at the next key that moves."""
        if key in KILLS:
            self.person.wait(self.model.is_shown, "before a kill: not %r" % self.model.text)
        for one in [key, CTRL["E"]] if key in KILLS else [key]:
            self.person.keys(one)
            self.log.append(one)
            if one not in MODES:
                self.model.key(one)

    def step(self):
        what = self.chance.random()
        if what < 0.2:
            self.happen()
        elif what < 0.98:
            self.type(self.key())
        else:
            self.run(self.chance.choice(COMMANDS))
            if self.chance.random() < 0.2:
                self.person.resize(self.chance.choice([40, 50, 64]), 20)
                self.run("echo")


def any_keys(seed, steps):
    """What the screen's last rows show is the model's prompt and line, whatever comes above. NO_COLOR, and no search in
    what is not ASCII: readline 8.2 draws a line wrongly that holds wide characters, when a search in it is given up."""
    @session("any keys and any events: %d steps, EVENTS_SEED=%d" % (steps, seed), columns=50, rows=20, NO_COLOR="1")
    def _(person):
        monkey, left = Monkey(person, seed), steps
        while left > 0:
            burst = monkey.chance.randint(1, 12)
            for _ in range(burst):
                monkey.step()
            left -= burst
            person.wait(monkey.model.is_shown, "%d steps before the end: not %r with the cursor at %d; typed: %r" % (
                left, monkey.model.text, monkey.model.at, monkey.log))
            person.raw = person.raw[-1000:]
            del person.screen.scrolled[:-400]
        monkey.run("echo fine")


for _part in range(4):
    any_keys(SEED + _part, rounds(100000 if STRESS else 60000) // 4)

done()
