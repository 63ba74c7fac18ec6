#!/usr/bin/env python3
# chat over streams: hosts, guests, netcats, what comes in pieces, who is slow, files, the end.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import os
import resource
import select
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403
import tap  # noqa: E402

try:
    import pty
    for _fd in pty.openpty():
        os.close(_fd)
    has_terminals = True
except OSError:
    has_terminals = False

# Who is started in the background may have it ignored, and hands that on.
signal.signal(signal.SIGINT, signal.default_int_handler)
ENV = dict(os.environ, LC_ALL="C.UTF-8", USER="tester")


# ---- people ----------------------------------------------------------------------------------------

class Talker:
    """What hosts and guests have in common: they say lines, and what they heard can be waited for."""

    def say(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def said(self):
        return [row["data"] for row in self.results() if row["kind"] != "file"]

    def results(self):
        return self.rows("result")

    def events(self, name=None):
        return [row for row in self.rows("event") if name in (None, row["event"])]

    def hears(self, data, nick=None):
        def heard():
            return [row for row in self.results()
                    if row["data"] == data and nick in (None, row["nick"])]
        until(heard, "hears %r; has %r %s" % (data, self.said(), self.errors()))
        return heard()[0]

    def sees(self, event, **wanted):
        def seen():
            return [row for row in self.events(event)
                    if all(row[key] == value for key, value in wanted.items())]
        until(seen, "sees %s %r; has %r %s" % (event, wanted, self.events(), self.errors()))
        return seen()[0]

    def leaves(self):
        self.process.stdin.close()
        return self.wait()


class Host(Talker, Server):
    def __init__(self, *words, nick="host", **how):
        Server.__init__(self, "chat", "-l", *words, "--nick", nick, stdin=subprocess.PIPE, **how)
        self.at = self.ready[0]["endpoint"]


class Guest(Talker):
    def __init__(self, *words, nick="guest", json=True, **how):
        self.out = tempfile.TemporaryFile()
        self.err = tempfile.TemporaryFile()
        self.process = start(SOCKBOX, "chat", *words, "--nick", nick, *(["--json"] if json else []),
                             stdin=how.pop("stdin", subprocess.PIPE), stdout=self.out,
                             stderr=self.err, env=ENV, **how)

    rows = Server.rows
    output = Server.output
    errors = Server.errors
    wait = Server.wait
    end = Server.end


class Netcat:
    """Somebody with a bare socket."""

    def __init__(self, host):
        ready = host.ready[0]
        if ready["transport"] == "tcp":
            self.socket = socket.create_connection((ready["address"], ready["port"]), PATIENCE_S)
        else:
            kind = socket.SOCK_STREAM if ready["transport"] == "unix" else socket.SOCK_SEQPACKET
            self.socket = socket.socket(socket.AF_UNIX, kind)
            self.socket.settimeout(PATIENCE_S)
            self.socket.connect(ready["path"].replace("@", "\0", 1))
        self.text = b""

    def send(self, data):
        self.socket.sendall(data)

    def hears(self, line):
        wanted = line if isinstance(line, bytes) else line.encode()
        while wanted not in self.text.split(b"\n"):
            more = self.socket.recv(65536)
            if not more:
                raise AssertionError("ends before %r: %r" % (wanted, self.text))
            self.text += more

    def counts(self, text, wanted):
        """Read until TEXT, which is in each line once, has come WANTED times."""
        pieces, part = [], b""
        while wanted > 0:
            more = self.socket.recv(1 << 20)
            true(more, "still connected")
            pieces.append(more)
            whole, newline, part = (part + more).rpartition(b"\n")
            wanted -= (whole + newline).count(text)
        self.text += b"".join(pieces)

    def rest(self):
        while True:
            more = self.socket.recv(65536)
            if not more:
                return self.text
            self.text += more

    def enter(self, nick):
        self.send(b"/nick %s\n" % nick.encode())
        self.hears("-- you are " + nick)
        return self

    def close(self):
        self.socket.close()


PLACES = {
    "TCP": lambda: "127.0.0.1:0",
    "TCP over IPv6": lambda: "[::1]:0",
    "a Unix path": lambda: path("chat.sock"),
    "an abstract name": lambda: "@sockbox-chat-test-%d" % os.getpid(),
    "seqpacket": lambda: "seqpacket:" + path("chat.seq"),
}
if not os.path.exists("/proc/net/if_inet6") or not open("/proc/net/if_inet6").read():
    del PLACES["TCP over IPv6"]


# ---- talking ---------------------------------------------------------------------------------------

for _name, _place in PLACES.items():
    @check("%s: a host and two guests talk" % _name)
    def _():
        host = Host(_place(), nick="alice")
        bob = Guest(host.at, nick="bob")
        bob.sees("entered", nick="bob")
        carol = Guest(host.at, nick="carol")
        carol.sees("entered", nick="carol")
        joined = bob.sees("joined", nick="carol")
        equal(joined["text"], "-- carol joined from %s" % joined["peer"])
        host.sees("joined", nick="bob")
        host.sees("joined", nick="carol")
        host.say("welcome")
        bob.hears("welcome", "alice")
        carol.hears("welcome", "alice")
        bob.say("caf\u00e9")
        row = host.hears("caf\u00e9", "bob")
        equal((row["kind"], row["text"], row["size_bytes"], row["truncated"], row["partial"],
               row["continued"], row["history"]), ("message", "bob: caf\u00e9", 5, False, False,
                                                   False, False))
        carol.hears("caf\u00e9", "bob")
        carol.say("/me waves")
        equal(bob.hears("waves", "carol")["kind"], "action")
        equal(host.hears("waves", "carol")["text"], "* carol waves")
        equal(bob.leaves(), 0, "exit code")
        host.sees("left", nick="bob", reason="quit")
        carol.sees("left", nick="bob", reason="quit")
        carol.say("/quit")
        equal(carol.wait(), 0, "exit code")
        host.sees("left", nick="carol")
        host.say("/quit")
        equal(host.wait(), 0, "exit code")
        summary = host.rows("summary")[0]
        equal((summary["role"], summary["received"], summary["sent"], summary["members_joined"],
               summary["members_left"]), ("host", 2, 1, 2, 2))
        equal(host.errors(), "", "stderr")


@check("a guest's summary tells of its connection")
def _():
    host = Host("127.0.0.1:0")
    guest = Guest(host.at)
    guest.sees("entered")
    equal(guest.leaves(), 0, "exit code")
    summary = guest.rows("summary")[0]
    equal((summary["role"], summary["nick"], summary["family"], summary["socktype"],
           summary["protocol"], summary["peer"]),
          ("guest", "guest", "AF_INET", "SOCK_STREAM", "IPPROTO_TCP", host.at))
    true(summary["local"].startswith("tcp:127.0.0.1:") and summary["connect_ms"] > 0)


@check("nobody hears himself, and programs get what was said as an event")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    bob = Guest(host.at, nick="bob")
    bob.sees("entered")
    bob.say("hello")
    host.hears("hello")
    host.say("hello you")
    bob.hears("hello you")
    bob.leaves()
    host.end()
    equal(host.said(), ["hello"])
    equal(bob.said(), ["hello you"])
    equal([row["text"] for row in bob.events("said")], ["bob: hello"])
    equal([row["text"] for row in host.events("said")], ["alice: hello you"])


@check("a nick that is taken gets a number, and is told")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    second = Guest(host.at, nick="alice")
    row = second.sees("entered", nick="alice2")
    equal(row["reason"], "alice is taken")
    third = Netcat(host)
    third.send(b"/nick ALICE\n")
    third.hears("-- you are ALICE3, ALICE is taken")
    third.send(b"/nick bob\n/nick : :\n/nick\n")
    third.hears("-- you are bob")
    third.hears("-- you are bob, : : is no nick")
    second.sees("renamed", nick="ALICE3", new_nick="bob")
    second.say("/nick  Carol ")
    second.sees("entered", nick="Carol")
    third.hears("-- alice2 is now Carol")
    host.say("/nick BOB")
    host.sees("entered", nick="BOB2")
    third.hears("-- alice is now BOB2")
    third.send(b"\xc3\xa9 \n/who\n")
    host.hears("\u00e9 ", "bob")
    third.hears("-- BOB2 is here, host")
    third.hears("-- bob is here, tcp:%s:%d" % third.socket.getsockname())
    host.say("/who")
    host.sees("here", nick="Carol")
    host.sees("here", nick="BOB2", peer="host")


@check("the user's name is the nick where none is given")
def _():
    host = Host("127.0.0.1:0")
    for env, nick in ((dict(USER="some one"), "someone"), (dict(USER="", LOGNAME="logger"), "logger"),
                      (dict(USER="", LOGNAME=""), "uid%d" % os.getuid())):
        ran = run("chat", host.at, input=b"hello\n", env=dict(ENV, **env))
        equal((ran.returncode, ran.stderr), (0, b""))
        host.hears("hello", nick)


@check("who comes later gets the last lines, as many as --history says")
def _():
    host = Host("127.0.0.1:0", "--history", "3", nick="alice")
    first = Guest(host.at, nick="bob")
    first.sees("entered")
    for i in range(5):
        first.say("line %d" % i)
    host.hears("line 4")
    first.say("/me waves")
    host.hears("waves")
    late = Netcat(host).enter("carol")
    late.hears("* bob waves")
    equal(late.text.split(b"\n")[2:6],
          [b"-- lines said before: 3", b"bob: line 3", b"bob: line 4", b"* bob waves"])
    last = Guest(host.at, nick="dave")
    last.hears("waves")
    host.say("news")
    last.hears("news")
    equal([(row["data"], row["history"]) for row in last.results()],
          [("line 3", True), ("line 4", True), ("waves", True), ("news", False)])


@check("--history 0 keeps nothing")
def _():
    host = Host("127.0.0.1:0", "--history", "0")
    host.say("secret")
    host.sees("said")
    late = Netcat(host).enter("carol")
    host.say("now")
    late.hears("host: now")
    true(b"secret" not in late.text and b"said before" not in late.text, late.text)


# ---- netcats ---------------------------------------------------------------------------------------

@aside("a netcat that says no nick has its address")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    peer = Netcat(host)
    address = "127.0.0.1:%d" % peer.socket.getsockname()[1]
    peer.hears("-- sockbox chat 1, hosted by alice; /help lists the commands")
    peer.hears("-- you are " + address)
    peer.send(b"hi\r\n")
    row = host.hears("hi", address)
    equal((row["peer"], row["text"]), ("tcp:" + address, address + ": hi"))
    peer.send(b"/help\n/frobnicate\n//slash\n")
    peer.hears("-- there is no command /frobnicate; /help lists them, // in front says the line")
    host.hears("/slash")
    peer.send(b"quit\n")
    peer.rest()
    host.sees("left", nick=address, reason="quit")


@aside("a Unix netcat has the number of its process")
def _():
    host = Host("@sockbox-chat-pid-%d" % os.getpid())
    peer = Netcat(host)
    other = Netcat(host)
    peer.hears("-- you are pid-%d" % os.getpid())
    other.hears("-- you are pid-%d2" % os.getpid())


@check("the path of a guest's socket puts no line into the chat")
def _():
    host = Host("@sockbox-chat-path-%d" % os.getpid())
    other = Netcat(host).enter("carol")
    evil = socket.socket(socket.AF_UNIX)
    evil.bind(os.path.join(WORK.name.encode(), b"a\n-- root joined from x\n\x1b[2J"))
    evil.connect("\0sockbox-chat-path-%d" % os.getpid())
    evil.sendall(b"/nick evil\n/who\n")
    line = b"unix:%s/a\\n-- root joined from x\\n\\x1b[2J" % WORK.name.encode()
    other.hears(b"-- evil joined from " + line)
    other.send(b"/who\n")
    other.hears(b"-- evil is here, " + line)


def netcat_talks(*command):
    host = Host("127.0.0.1:0", nick="alice")
    peer = start(*[word.replace("PORT", str(host.port)) for word in command], stdin=subprocess.PIPE,
                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    peer.stdin.write(b"/nick cat\nmeow\n")
    peer.stdin.flush()
    host.hears("meow", "cat")
    host.say("good cat")
    line = b""
    while b"good cat" not in line:
        line = peer.stdout.readline()
        true(line, "it hears the host")
    equal(line, b"alice: good cat\n")
    peer.kill()
    peer.wait()
    host.sees("left", nick="cat")


for _command in (["nc", "127.0.0.1", "PORT"], ["ncat", "127.0.0.1", "PORT"],
                 ["busybox", "nc", "127.0.0.1", "PORT"], ["socat", "-", "TCP:127.0.0.1:PORT"]):
    _name = "%s talks with a host" % " ".join(_command[:-2] or _command[:1])
    if not shutil.which(_command[0]):
        skip(_name, "it is not installed")
        continue
    check(_name)(lambda: netcat_talks(*_command))


@check("a guest talks with a bare listener, in lines and nothing else")
def _():
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE_S)
    guest = Guest("127.0.0.1:%d" % listener.getsockname()[1], nick="bob")
    peer, _ = listener.accept()
    peer.settimeout(PATIENCE_S)
    lines = peer.makefile("rb")
    equal(lines.readline(), b"/nick bob (sockbox chat 1)\n")
    peer.sendall(b"note: -- you are root\n* x y\n-- alice left: quit\n")
    where = "127.0.0.1:%d" % listener.getsockname()[1]
    guest.hears("note: -- you are root", where)
    guest.hears("* x y", where)
    guest.hears("-- alice left: quit", where)
    equal(guest.events(), [])
    guest.say("hello")
    equal(lines.readline(), b"hello\n")
    guest.say("/me waves")
    equal(lines.readline(), b"* bob waves\n")
    guest.say("//usr")
    equal(lines.readline(), b"//usr\n")
    equal(guest.leaves(), 0, "exit code")
    equal(lines.read(), b"")


@check("a script's mistakes are failures")
def _():
    host = Host("127.0.0.1:0")
    ran = run("chat", host.at, "--json", input=b"/frob\n", env=ENV)
    equal(ran.returncode, 2, "an unknown command")
    equal([row["status"] for row in tap.rows(ran.stdout) if row["type"] == "result"], ["invalid"])
    equal(run("chat", host.at, input=b"/nick\n", env=ENV).returncode, 2, "a nick is missing")
    equal(run("chat", host.at, input=b"/send /nonexistent\n", env=ENV).returncode, 1, "no such file")
    equal(run("chat", host.at, input=b"/get 1\n", env=ENV).returncode, 3, "there is no folder")
    ran = run("chat", host.at, input=b"x" * 5000 + b"\nhello\n", env=ENV)
    equal(ran.returncode, 2, "a line that is too long")
    host.hears("hello")
    true("xxxx" not in "".join(host.said()), "it was not sent")


# ---- pieces ----------------------------------------------------------------------------------------

@aside("a line without a newline is heard after 200 ms, and its end is no line of its own")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    peer, other = Netcat(host).enter("bob"), Netcat(host).enter("carol")
    peer.send(b"whole\nhel")
    began = time.monotonic()
    row = host.hears("hel")
    true(time.monotonic() - began > 0.15, "it was waited for")
    equal((row["partial"], row["continued"]), (True, False))
    other.hears("bob: hel")
    peer.send(b"lo\nnext\n")
    row = host.hears("lo")
    equal((row["partial"], row["continued"], row["text"]), (False, True, "bob: ...lo"))
    other.hears("bob: ...lo")
    peer.send(b"late")
    host.hears("late")
    peer.send(b"\r\nx\n")
    host.hears("x")
    equal(host.said(), ["whole", "hel", "lo", "next", "late", "x"])


@aside("a peer that never sends a newline is heard message by message")
def _():
    host = Host("127.0.0.1:0")
    peer = Netcat(host)
    for text in ("one", "two", "three"):
        peer.send(text.encode())
        row = host.hears(text)
        equal((row["partial"], row["continued"]), (True, False))
    peer.send(b"quit")
    host.sees("left", reason="quit")
    peer.rest()


@aside("half a character waits for its other half; what is none is escaped")
def _():
    host = Host("127.0.0.1:0")
    peer, other = Netcat(host).enter("bob"), Netcat(host).enter("carol")
    for byte in "\u20ac\U0001f600".encode():
        peer.send(bytes([byte]))
        time.sleep(0.02)
    peer.send(b"\n")
    host.hears("\u20ac\U0001f600")
    peer.send(b"a\xc3")
    host.hears("a")
    peer.send(b"\xa9\n")
    host.hears("\u00e9")
    other.hears("bob: ...\u00e9")
    peer.send(b"\xff\xc3\n")
    other.hears("bob: \\xff\\xc3")
    until(lambda: host.results()[-1]["data"] is None, "no text")
    equal(host.results()[-1]["data_b64"], "/8M=")


@check("a line that is too long is cut, and all are told")
def _():
    host = Host("127.0.0.1:0")
    peer, other = Netcat(host).enter("bob"), Netcat(host).enter("carol")
    guest = Guest(host.at, nick="dave")
    guest.sees("entered")
    peer.send(b"x" * 4096 + b"\n")
    equal(host.hears("x" * 4096)["truncated"], False)
    peer.send(b"y" * 100000)
    row = host.hears("y" * 4096)
    equal((row["truncated"], row["text"][-24:]), (True, "yyyy [cut at 4096 bytes]"))
    peer.hears("-- your line was cut at 4096 bytes")
    other.hears(b"bob: " + b"y" * 4096 + b" [cut at 4096 bytes]")
    equal(guest.hears("y" * 4096)["truncated"], True)
    peer.send(b"more of it\nnext\n")
    host.hears("next")
    true("more of it" not in host.said())


@check("escape sequences act on nobody's terminal")
def _():
    host = Host("127.0.0.1:0", json=False)
    guest = Guest(host.at, nick="dave", json=False)
    other = Netcat(host).enter("carol")
    evil = Netcat(host)
    evil.send(b"/nick \x1b[31mred\x1b]0;x\x07\n")
    evil.hears("-- you are 31mred0x")
    evil.send(b"\x1b[2J\x9b31m\xc2\x9b\xe2\x80\xae\x00\r.\n/me \x07\n/offer 1 \x1b[2J\n\x1b]0;t\x07")
    other.hears(b"31mred0x: \\x1b[2J\\x9b31m\\xc2\\x9b\\xe2\\x80\\xae\\x00\\x0d.")
    other.hears(b"* 31mred0x \\x07")
    other.hears(b"31mred0x: \\x1b]0;t\\x07")
    until(lambda: b"0;t" in guest.output(), "the guest has it")
    until(lambda: b"0;t" in host.output(), "the host has it")
    for text in (host.output(), guest.output(), other.text):
        true(all(byte >= 0x20 or byte == 0x0a for byte in text), text)
        text.decode()


# ---- the slow, the many and the rude ---------------------------------------------------------------

def entered(peers):
    for i, peer in enumerate(peers):
        peer.send(b"/nick p%d\n" % i)
    for i, peer in enumerate(peers):
        peer.hears("-- you are p%d" % i)


@check("100 members who all speak at once lose nothing")
def _():
    host = Host("127.0.0.1:0")
    peers = [Netcat(host) for _ in range(100)]
    lines = 20 if SANITIZED else 50
    entered(peers)
    for i, peer in enumerate(peers):
        peer.send(b"".join(b"%d says %d\n" % (i, n) for n in range(lines)))
    for i, peer in enumerate(peers):
        peer.counts(b" says ", 99 * lines)
    for i in (0, 50, 99):
        said = [line for line in peers[i].text.split(b"\n") if b" says " in line]
        equal(len(said), 99 * lines)
        for other in range(100):
            own = [line for line in said if line.startswith(b"p%d: " % other)]
            equal(own, [] if other == i else
                  [b"p%d: %d says %d" % (other, other, n) for n in range(lines)])
    for peer in peers:
        peer.close()
    until(lambda: len(host.events("left")) == 100, "all have left")
    host.end()
    equal(host.rows("summary")[0]["received"], 100 * lines)
    equal({row["reason"] for row in host.events("left")} <= {"closed", "reset"}, True)


@check("a member who never reads is dropped, and holds nobody up")
def _():
    host = Host("127.0.0.1:0")
    slow = Netcat(host).enter("slow")
    talker, listener = Netcat(host).enter("talker"), Netcat(host).enter("listener")
    sent = 0
    while b"\n-- slow left: too slow\n" not in listener.text[-1 << 20:]:
        talker.send(b"".join(b"%07d %s\n" % (sent + i, b"x" * 992) for i in range(100)))
        sent += 100
        listener.counts(b"talker: ", 100)
        true(sent < 100000, "it is dropped")
    until(lambda: host.events("left"), "the host sees it too")
    equal([(row["nick"], row["reason"]) for row in host.events("left")], [("slow", "too slow")])
    true(host.status("VmRSS") < (200 << 10 if SANITIZED else 16 << 10), "memory is bounded")
    host.end()
    equal(host.rows("summary")[0]["too_slow"], 1)
    slow.close()


@check("what a host says waits for a slow member, and is not lost")
def _():
    host = Host("127.0.0.1:0")
    peer = Netcat(host).enter("bob")
    lines = 20000
    host.process.stdin.write(b"".join(b"%05d %s\n" % (i, b"x" * 200) for i in range(lines)))
    host.process.stdin.flush()
    while peer.text.count(b"host: ") < lines:
        more = peer.socket.recv(1 << 20)
        true(more, "not dropped")
        peer.text += more
    equal([line[6:11] for line in peer.text.split(b"\n") if line.startswith(b"host: ")],
          [b"%05d" % i for i in range(lines)])


@check("resets leave nothing behind, and no line for those who never said anything")
def _():
    host = Host("127.0.0.1:0")
    before = host.fds()
    count = rounds(20000)
    for _ in range(count):
        rude = socket.create_connection(("127.0.0.1", host.port))
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        rude.close()
    peer = Netcat(host).enter("bob")
    peer.send(b"still here\n")
    host.hears("still here")
    until(lambda: host.fds() == before + 1, "descriptors are closed")
    equal(len(host.events("joined")), 1)
    peer.socket.close()
    equal(host.end(), 0)


@check("a member that resets is said to have left so")
def _():
    host = Host("127.0.0.1:0")
    peer = Netcat(host).enter("bob")
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    host.sees("left", nick="bob", reason="reset")


@check("a host says when others cannot reach it")
def _():
    for words, said in ((["0"], True), (["127.0.0.1:0"], False), (["0", "any:0"], False),
                        ([PLACES["an abstract name"]()], False), (["localhost:0"], True)):
        ran = run("chat", "-l", *words, "--for", "10ms", env=ENV)
        equal((ran.returncode, b" can reach it" in ran.stderr), (0, said), words)
        quiet = run("chat", "-l", *words, "--for", "10ms", "-q", env=ENV)
        equal((quiet.returncode, quiet.stdout, quiet.stderr), (0, b"", b""))


@check("limits: one is refused, and told of")
def _():
    host = Host("127.0.0.1:0", "--deny", "127.0.0.0/8")
    peer = Netcat(host)
    equal(peer.rest(), b"")
    equal(host.sees("refused")["reason"], "denied")
    equal(host.end(), 0)
    equal(host.rows("summary")[0]["refused_conns"], 1)


@check("descriptors that run out are waited for")
def _():
    host = Host("127.0.0.1:0",
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (48, 48)))
    peers = [Netcat(host) for _ in range(60)]
    peers[0].enter("bob")
    time.sleep(0.3)
    true(host.cpu_s() < 1, "it does not spin")
    for peer in peers[1:]:
        peer.close()
    late = Netcat(host).enter("carol")
    late.send(b"hello\n")
    peers[0].hears("carol: hello")


# ---- the end ---------------------------------------------------------------------------------------

for _signal in (signal.SIGINT, signal.SIGTERM):
    @aside("%s: the guests are told, one who stays is not waited for, the path is removed" % _signal.name)
    def _(number=_signal):
        where = path("end%d.sock" % number)
        host = Host(where, "--mode", "0777")
        equal(stat.S_IMODE(os.stat(where).st_mode), 0o777)
        guest, peer = Guest(host.at), Netcat(host).enter("bob")
        guest.sees("entered")
        began = time.monotonic()
        host.process.send_signal(number)
        peer.hears("-- the host left")
        equal(guest.wait(), 1, "exit code of the guest")
        equal(host.wait(), 0, "exit code of the host")
        true(time.monotonic() - began < (5 if SANITIZED else 1.5), "in time")
        equal(guest.results()[-1]["status"], "closed")
        equal(guest.results()[-1]["error"]["text"], "the host left")
        true(not os.path.exists(where), "the path is removed")


@check("a host that is killed is a closed connection")
def _():
    host = Host("127.0.0.1:0")
    guest = Guest(host.at, json=False)
    until(lambda: b"you are guest" in guest.output(), "entered")
    host.end(signal.SIGKILL)
    equal(guest.wait(), 1, "exit code")
    true("the other side closed the connection" in guest.errors(), guest.errors())


@check("SIGINT lets a guest leave, with exit code 0")
def _():
    host = Host("127.0.0.1:0")
    guest = Guest(host.at)
    guest.sees("entered")
    equal(guest.end(signal.SIGINT), 0, "exit code")
    host.sees("left", reason="quit")


@check("a host whose standard input has ended stays")
def _():
    host = Host("127.0.0.1:0")
    host.process.stdin.close()
    peer = Netcat(host).enter("bob")
    peer.send(b"hello\n")
    host.hears("hello")
    equal(host.process.poll(), None)
    peer.socket.close()
    equal(host.end(), 0)


@aside("--for ends it in time, with exit code 0")
def _():
    host = Host("127.0.0.1:0", "--for", "300ms")
    guest = Guest(host.at, "--for", "100ms", stdin=subprocess.DEVNULL)
    equal(guest.wait(), 0)
    equal(host.wait(), 0)
    host.sees("left", reason="quit")


@check("all that a script says is delivered before it leaves")
def _():
    host = Host("127.0.0.1:0")
    lines = 3000
    ran = run("chat", host.at, "--nick", "bot", input=b"".join(b"%d\n" % i for i in range(lines)),
              env=ENV)
    equal((ran.returncode, ran.stderr), (0, b""))
    host.sees("left", nick="bot", reason="quit")
    equal(host.said(), [str(i) for i in range(lines)])


@aside("another side that takes nothing: leaving ends in time, as a failure")
def _():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    with open(path("much"), "wb") as much:
        for i in range(40000):
            much.write(b"%07d %s\n" % (i, b"x" * 992))
    with open(path("much"), "rb") as much:
        guest = Guest("127.0.0.1:%d" % listener.getsockname()[1], stdin=much)
        peer, _ = listener.accept()
        until(lambda: os.lseek(much.fileno(), 0, os.SEEK_CUR) > 100000, "it reads the file")
        at = -1
        while at != os.lseek(much.fileno(), 0, os.SEEK_CUR):
            at = os.lseek(much.fileno(), 0, os.SEEK_CUR)
            time.sleep(0.2)
        true(at < 30 << 20, "it does not read on when nothing is taken: %d" % at)
    began = time.monotonic()
    equal(guest.end(signal.SIGTERM), 4, "exit code")
    true(1.5 < time.monotonic() - began < 5, "in time")
    equal(guest.results()[-1]["status"], "timeout")
    peer.close()


@check("SIGUSR1 prints the totals so far")
def _():
    host = Host("127.0.0.1:0")
    host.process.send_signal(signal.SIGUSR1)
    until(lambda: host.rows("summary"), "a summary")
    equal(host.process.poll(), None)


@aside("nobody there: refused, not found, and no time")
def _():
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    ran = run("chat", "127.0.0.1", str(port), "--json", env=ENV)
    equal((ran.returncode, tap.rows(ran.stdout)[0]["status"]), (1, "refused"))
    ran = run("chat", path("nothing.sock"), "--json", env=ENV)
    equal((ran.returncode, tap.rows(ran.stdout)[0]["status"]), (1, "not_found"))
    full = socket.socket(socket.AF_UNIX)
    full.bind("\0sockbox-chat-full-%d" % os.getpid())
    full.listen(0)
    waiting = [socket.socket(socket.AF_UNIX) for _ in range(2)]
    for one in waiting:
        one.setblocking(False)
        try:
            one.connect("\0sockbox-chat-full-%d" % os.getpid())
        except BlockingIOError:
            pass
    ran = run("chat", "@sockbox-chat-full-%d" % os.getpid(), "--timeout", "300ms", env=ENV)
    equal(ran.returncode, 4, "timeout")


# ---- files -----------------------------------------------------------------------------------------

def make_file(name, size=3 << 20):
    with open(path(name), "wb") as file:
        file.write(os.urandom(size))
    return path(name)


def folder(name):
    os.mkdir(path(name))
    return path(name)


def same(one, other):
    with open(one, "rb") as a, open(other, "rb") as b:
        return a.read() == b.read()


def failed(talker, text):
    """The last file that failed says TEXT."""
    until(lambda: [row for row in talker.results() if row["error"] and text in row["error"]["text"]],
          "fails with %r; has %r" % (text, [row["error"] for row in talker.results()]))
    return [row for row in talker.results() if row["error"] and text in row["error"]["text"]][-1]


for _name in ("TCP", "a Unix path", "seqpacket"):
    @check("%s: a file of 3 MiB from guest to guest, to the host, and from the host" % _name)
    def _():
        name = _name.replace(" ", "-")
        sent = make_file("report-" + name)
        at_host, at_carol = folder("host-" + name), folder("carol-" + name)
        host = Host(PLACES[_name](), "--folder", at_host, nick="alice")
        bob, carol = Guest(host.at, nick="bob"), Guest(host.at, "--folder", at_carol, nick="carol")
        carol.sees("entered")
        bob.sees("entered")
        bob.say("/send " + sent)
        offer = carol.sees("offered", nick="bob", name="report-" + name, size_bytes=3 << 20)["offer"]
        carol.say("/get %d" % offer)
        bob.sees("sent", offer=offer)
        until(lambda: carol.results(), "it comes")
        row = carol.results()[0]
        equal((row["kind"], row["name"], row["size_bytes"], row["offer"], row["status"]),
              ("file", "report-" + name, 3 << 20, offer, "ok"))
        true(same(sent, os.path.join(at_carol, "report-" + name)), "carol has it")
        equal(stat.S_IMODE(os.stat(os.path.join(at_carol, "report-" + name)).st_mode), 0o600)
        host.say("/get %d" % offer)
        until(lambda: host.results(), "it comes")
        true(same(sent, os.path.join(at_host, "report-" + name)), "the host has it")
        host.say("/send " + sent)
        offer = carol.sees("offered", nick="alice")["offer"]
        carol.say("/get %d other name" % offer)
        host.sees("sent", offer=offer)
        until(lambda: len(carol.results()) == 2, "it comes")
        true(same(sent, os.path.join(at_carol, "other name")), "carol has it under another name")
        bob.say("still talking")
        carol.hears("still talking")
        for talker in (carol, bob, host):
            equal(talker.end(), 0, "exit code")
        equal((host.rows("summary")[0]["files_sent"], host.rows("summary")[0]["files_received"]), (1, 1))


@check("an empty file, and one after the other")
def _():
    place = folder("many")
    host = Host("127.0.0.1:0", nick="alice")
    bob = Guest(host.at, "--folder", place, nick="bob")
    bob.sees("entered")
    for i in range(8):
        host.say("/send " + make_file("piece%d" % i, i * 40000))
        bob.sees("offered", offer=i + 1)
    host.say("/send " + make_file("piece8", 0))
    failed(host, "8 files are on offer already")
    for i in range(8):
        bob.say("/get %d" % (i + 1))
    until(lambda: len(bob.results()) == 8, "all come")
    for i in range(8):
        true(same(path("piece%d" % i), os.path.join(place, "piece%d" % i)))


@check("a script takes a file, and leaves when it is there")
def _():
    place = folder("script")
    host = Host("127.0.0.1:0")
    host.say("/send " + make_file("for-script"))
    host.sees("offered")
    ran = run("chat", host.at, "--folder", place, input=b"/get 1\n", env=ENV)
    equal((ran.returncode, ran.stderr), (0, b""))
    true(b"-- file 1 is there, 3145728 bytes: for-script\n" in ran.stdout, ran.stdout)
    true(same(path("for-script"), os.path.join(place, "for-script")))


def fake_offer(host, name, size=3):
    """A guest whose offers have any name; it gives SIZE bytes. Returns the number of its offer."""
    peer = Netcat(host)
    peer.send(b"/nick mallory (sockbox chat 1)\n")
    peer.hears("-- you are mallory")
    peer.send(b"/offer %d %s\n" % (size, name))
    offer = host.sees("offered", nick="mallory")
    return peer, offer["offer"], offer["name"]


def give(host, peer, data):
    while b"-- give " not in peer.text:
        peer.text += peer.socket.recv(65536)
    ticket = peer.text.partition(b"-- give ")[2].split()[0]
    other = Netcat(host)
    other.send(b"/file %s\n%s" % (ticket, data))
    return other


HOSTILE = {
    b"../x1": "x1", b"/etc/x2": "x2", b"../../../../x3": "x3", b".bashrc": "_bashrc",
    b"-rf": "_rf", b"..": "_.", b"a\x1b]0;x\x07b": "a_]0;x_b", b"\xe2\x80\xaegpj.exe": "_gpj.exe",
    b"a/../../x4": "x4", b"\xff\xfe": "__", b"a\\..\\b": "a\\..\\b", b"x" * 400: "x" * 255, b"CON\rx": "CON_x",
}
for _wire, _safe in HOSTILE.items():
    @check("a file offered as %r becomes %s" % (_wire[:20], _safe[:20]))
    def _():
        place = tempfile.mkdtemp(dir=WORK.name)
        host = Host("127.0.0.1:0", "--folder", place)
        peer, number, name = fake_offer(host, _wire)
        equal(name, _safe)
        host.say("/get %d" % number)
        other = give(host, peer, b"abc")
        other.hears("ok")
        other.close()
        until(lambda: host.results(), "it comes")
        equal(os.listdir(place), [_safe])
        equal([name for name in os.listdir(WORK.name) if name.startswith("x")], [])


@check("a ticket is good for one connection, also with a NUL in its place")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    peer = Netcat(host)
    peer.send(b"/nick mallory (sockbox chat 1)\n")
    peer.hears("-- you are mallory")
    host.say("/send " + make_file("wanted", 8 << 20))
    peer.hears("-- alice offers file 1, %d bytes: wanted" % (8 << 20))
    peer.send(b"/get 1\n")
    while b"-- take " not in peer.text or not peer.text.endswith(b"\n"):
        peer.text += peer.socket.recv(65536)
    ticket = peer.text.partition(b"-- take ")[2].split()[0]
    taker = Netcat(host)
    taker.send(b"/file %s\n" % ticket)
    true(taker.socket.recv(1), "it is given")
    before = host.fds()
    for again in (ticket, b"\0" + ticket[1:]):
        other = Netcat(host)
        other.send(b"/file %s\n" % again)
        equal(other.rest(), b"")
    until(lambda: host.fds() == before, "both are closed")
    taker.close()
    peer.close()


@check("nothing is overwritten, and no link is followed")
def _():
    place = folder("full")
    elsewhere = path("elsewhere")
    os.symlink(elsewhere, os.path.join(place, "dangling"))
    os.symlink("there", os.path.join(place, "link"))
    os.mkdir(os.path.join(place, "folder"))
    with open(os.path.join(place, "there"), "w") as file:
        file.write("mine")
    host = Host("127.0.0.1:0", nick="alice")
    bob = Guest(host.at, "--folder", place, nick="bob")
    bob.sees("entered")
    host.say("/send " + make_file("there", 10))
    bob.sees("offered")
    for name in ("", "dangling", "link", "folder", "../x", "/etc/passwd"):
        before = len(bob.results())
        bob.say("/get 1 " + name)
        until(lambda: len(bob.results()) > before, "an answer for %r" % name)
        row = bob.results()[-1]
        if "/" in name:
            equal((row["status"], row["name"]), ("ok", os.path.basename(name)))
        else:
            equal((row["status"], row["error"]["errno"]), ("denied", "EEXIST"), name)
    true(not os.path.exists(elsewhere), "the link is not followed")
    with open(os.path.join(place, "there")) as file:
        equal(file.read(), "mine")
    equal(sorted(os.listdir(place)), ["dangling", "folder", "link", "passwd", "there", "x"])
    equal(bob.leaves(), 3, "exit code")


@check("a file larger than --max-size, or for no folder, is not taken")
def _():
    place = folder("small")
    host = Host("127.0.0.1:0")
    bob = Guest(host.at, "--folder", place, "--max-size", "1k", nick="bob")
    carol = Guest(host.at, nick="carol")
    carol.sees("entered")
    bob.sees("entered")
    host.say("/send " + make_file("large", 1025))
    bob.sees("offered")
    bob.say("/get 1")
    failed(bob, "more than the 1024 of --max-size")
    carol.sees("offered")
    carol.say("/get 1")
    failed(carol, "there is no --folder")
    bob.say("/get 7")
    failed(bob, "there is no offer of that number")
    bob.say("/get x")
    failed(bob, "/get takes the number of an offer")
    host.say("/get 1")
    failed(host, "that one is yours")
    equal(os.listdir(place), [])
    equal(bob.leaves(), 2, "exit code: /get x was malformed")


@check("a giver that stops leaves no file behind")
def _():
    place = folder("cut")
    host = Host("127.0.0.1:0", "--folder", place)
    peer, number, _ = fake_offer(host, b"half", 100)
    host.say("/get %d" % number)
    other = give(host, peer, b"only this")
    until(lambda: os.listdir(place) == ["half"], "it begins")
    other.close()
    failed(host, "the sender stopped after 9 of 100 bytes")
    equal(os.listdir(place), [])
    peer.close()
    host.say("/quit")
    equal(host.wait(), 1, "exit code")


@check("a giver that leaves before he gave is not waited for")
def _():
    place = folder("gone")
    host = Host("127.0.0.1:0", "--folder", place)
    peer, number, _ = fake_offer(host, b"half", 100)
    host.say("/get %d" % number)
    peer.hears("-- you are mallory")
    until(lambda: os.listdir(place) == ["half"], "it begins")
    peer.close()
    failed(host, "the other side did not connect for the file")
    equal(os.listdir(place), [])


@check("a giver that sends more than it offered is cut at what it offered")
def _():
    place = folder("more")
    host = Host("127.0.0.1:0", "--folder", place)
    peer, number, _ = fake_offer(host, b"more", 3)
    host.say("/get %d" % number)
    equal(give(host, peer, b"abcdefgh" * 1000).rest()[:3], b"ok\n")
    until(lambda: host.results(), "it comes")
    with open(os.path.join(place, "more"), "rb") as file:
        equal(file.read(), b"abc")


@check("a taker that goes away is told to the giver")
def _():
    host = Host("127.0.0.1:0")
    host.say("/send " + make_file("big", 32 << 20))
    host.sees("offered")
    peer = Netcat(host)
    peer.send(b"/nick mallory (sockbox chat 1)\n/get 1\n")
    while b"-- take " not in peer.text:
        peer.text += peer.socket.recv(65536)
    ticket, number, size, name = peer.text.partition(b"-- take ")[2].split(b"\n")[0].split(b" ")
    equal((number, size, name), (b"1", b"%d" % (32 << 20), b"big"))
    other = Netcat(host)
    other.send(b"/file %s\n" % ticket)
    other.socket.recv(1000)
    other.close()
    failed(host, "of 33554432 bytes")


@check("a ticket is good once, and nothing else is")
def _():
    host = Host("127.0.0.1:0")
    host.say("/send " + make_file("ticket", 10))
    host.sees("offered")
    peer = Netcat(host)
    peer.send(b"/nick mallory (sockbox chat 1)\n/get 1\n")
    while b"-- take " not in peer.text:
        peer.text += peer.socket.recv(65536)
    ticket = peer.text.partition(b"-- take ")[2].split()[0]
    for wrong in (b"0" * 16, ticket[:15], ticket + b"0", b"\0" * 16, b""):
        other = Netcat(host)
        other.send(b"/file %s\n" % wrong)
        equal(other.rest(), b"", wrong)
    first, second = Netcat(host), Netcat(host)
    first.send(b"/file %s\n" % ticket)
    with open(path("ticket"), "rb") as file:
        wanted = file.read()
    while len(first.text) < 10:
        first.text += first.socket.recv(100)
    equal(first.text, wanted)
    second.send(b"/file %s\n" % ticket)
    equal(second.rest(), b"")
    first.send(b"ok\n")
    host.sees("sent", offer=1)


@check("netcats get no files, and are told why")
def _():
    host = Host("127.0.0.1:0")
    host.say("/send " + make_file("for-sockboxes", 10))
    peer = Netcat(host).enter("bob")
    peer.hears("-- host offers file 1, 10 bytes: for-sockboxes")
    peer.send(b"/get 1\n/offer 1 x\n/send x\n")
    peer.hears("-- no file 1: files go between those who run sockbox chat")
    peer.hears("-- no file 0: files go between those who run sockbox chat")


@check("a host cannot make a guest write or send what it did not ask for")
def _():
    place = folder("victim")
    make_file("secret", 10)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE_S)
    guest = Guest("127.0.0.1:%d" % listener.getsockname()[1], "--folder", place, nick="bob")
    peer, _ = listener.accept()
    peer.sendall(b"-- sockbox chat 1, hosted by evil; /help lists the commands\n-- you are bob\n"
                 b"-- take 0123456789abcdef 1 3 x\n-- give 0123456789abcdef 1\n"
                 b"-- take 0123456789abcdef 0 3 x\n-- give 0123456789abcdef 0\nevil: done\n")
    guest.hears("done")
    equal(os.listdir(place), [])
    listener.settimeout(0.3)
    try:
        listener.accept()
        raise AssertionError("it connected")
    except socket.timeout:
        pass
    # What was asked for may come under any name, but stays in the folder.
    listener.settimeout(PATIENCE_S)
    guest.say("/get 1")
    peer.settimeout(PATIENCE_S)
    lines = peer.makefile("rb")
    while lines.readline() != b"/get 1\n":
        pass
    peer.sendall(b"-- take 0123456789abcdef 1 3 ../../x\n")
    other, _ = listener.accept()
    equal(other.recv(100), b"/file 0123456789abcdef\n")
    other.sendall(b"abc")
    other.settimeout(PATIENCE_S)
    equal(other.recv(100), b"ok\n")
    other.close()
    until(lambda: len(guest.results()) == 2, "it comes")
    equal(os.listdir(place), ["x"])


@check("what is no regular file is not offered")
def _():
    host = Host("127.0.0.1:0")
    os.mkfifo(path("fifo"))
    for name in (path("fifo"), WORK.name, "/dev/null", path("nothing")):
        host.say("/send " + name)
    failed(host, "nothing")
    equal([row["status"] for row in host.results()], ["invalid", "invalid", "invalid", "not_found"])
    equal(host.events("offered"), [])


@check("a folder that fills up is told to both ends")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    bob = Guest(host.at, "--folder", folder("tight"), nick="bob", restore_signals=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)))
    bob.sees("entered")
    host.say("/send " + make_file("too-much"))
    bob.sees("offered")
    bob.say("/get 1")
    failed(bob, "cannot write too-much")
    failed(host, "the other side says: cannot write too-much")
    equal(os.listdir(path("tight")), [])


# ---- groups ----------------------------------------------------------------------------------------

def gather(family, name, loopback):
    """A group on lo, and a bare member of it."""
    first = Server("chat", "udp:%s:0" % name, "-I", "lo", "--nick", "alice", stdin=subprocess.PIPE)
    first.__class__ = Member
    second = Guest("udp:%s:%d" % (name, first.port), "-I", "lo", nick="bob")
    bare = socket.socket(family, socket.SOCK_DGRAM)
    bare.settimeout(PATIENCE_S)
    bare.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bare.bind((name.strip("[]"), first.port))
    index = socket.if_nametoindex("lo")
    if family == socket.AF_INET:
        bare.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                        socket.inet_aton(name) + socket.inet_aton(loopback))
        bare.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(loopback))
        there = (name, first.port)
    else:
        group = socket.inet_pton(family, name.strip("[]"))
        bare.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + struct.pack("@I", index))
        bare.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        there = (name.strip("[]"), first.port, 0, index)
    return first, second, bare, there


class Member(Talker, Server):
    pass


def _group(family, name, loopback):
    alice, bob, bare, there = gather(family, name, loopback)
    alice.say("hello")
    while bare.recv(65536) != b"alice: hello\n":
        pass
    # Bob may have come too late for that.
    until(lambda: alice.say("are you there?") or bob.results(), "bob hears alice")
    bob.say("/me waves")
    row = alice.hears("waves", "bob")
    equal((row["kind"], row["text"]), ("action", "* bob waves"))
    bare.sendto(b"carol: hi\r\n", there)
    equal(alice.hears("hi")["nick"], "carol")
    bare.sendto(b"-- bob left: quit\x1b", there)
    row = alice.hears("-- bob left: quit\x1b")
    equal("udp:" + row["nick"], row["peer"])
    bare.sendto(b"", there)
    equal(alice.hears("")["size_bytes"], 0)
    bare.sendto(b"carol: " + b"x" * 5000, there)
    equal(alice.hears("x" * 4096)["truncated"], True)
    bob.say("/nick robert")
    equal(bob.sees("entered")["nick"], "robert")
    bob.say("done")
    alice.hears("done", "robert")
    equal(bob.leaves(), 0, "exit code")
    alice.say("/quit")
    equal(alice.wait(), 0, "exit code")
    true("hello" not in alice.said() and "done" not in bob.said(), "nobody hears himself")
    equal(alice.rows("summary")[0]["role"], "group")


_mreq = socket.inet_aton("239.192.77.1") + socket.inet_aton("127.0.0.1")
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, _mreq)
except OSError as error:
    skip("an IPv4 group on lo", error)
else:
    check("an IPv4 group on lo")(lambda: _group(socket.AF_INET, "239.192.77.1", "127.0.0.1"))


@check("what is of Unix paths is refused where there is none")
def _():
    for option in (["--mode", "600"], ["--owner", "root"], ["--group", "root"], ["--replace"]):
        ran = run("chat", "-l", "127.0.0.1:0", *option, "--for", "1ms", env=ENV)
        equal((ran.returncode, b"is of Unix paths" in ran.stderr), (2, True), option)
    for option in (["--mode", "600"], ["--owner", "root"], ["--group", "root"]):
        ran = run("chat", "-l", "@sockbox-chat-%d" % os.getpid(), path("no"), *option, "--for", "1ms", env=ENV)
        equal((ran.returncode, b"is an abstract name, which has no permissions" in ran.stderr), (2, True), option)
    equal(run("chat", "127.0.0.1:1", "--ready-fd", "2", env=ENV).returncode, 2, "a guest is never ready")


@check("in a group there is no host, and there are no files")
def _():
    for words in (["-l", "udp:239.192.77.1:5000"], ["udp:239.192.77.1:5000", "--folder", WORK.name]):
        equal(run("chat", *words, env=ENV).returncode, 2, words)
    ran = run("chat", "udp:127.0.0.1:5000", "--json", env=ENV)
    equal((ran.returncode, tap.rows(ran.stdout)[0]["status"]), (2, "invalid"), "no group")
    for line in (b"/who\n", b"/send x\n", b"/get 1\n"):
        equal(run("chat", "udp:239.192.77.1:0", "-I", "lo", input=line, env=ENV).returncode, 2, line)
    equal(run("chat", "udp:239.192.77.1:5000", "-I", "nosuch0", env=ENV).returncode, 3)


# ---- terminals -------------------------------------------------------------------------------------

class Terminal:
    """Somebody at a terminal."""

    def __init__(self, *words, **env):
        self.seen = b""
        master, slave = pty.openpty()
        self.fd = master
        self.process = start(SOCKBOX, "chat", *words, stdin=slave, stdout=slave, stderr=slave,
                             env=dict(ENV, **{"TERM": "xterm", **env}), start_new_session=True,
                             preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)

    def type(self, text):
        os.write(self.fd, text.encode())

    def shows(self, text):
        """Wait until it has shown TEXT; forget all up to it."""
        end = time.monotonic() + PATIENCE_S
        while text.encode() not in self.seen:
            left = end - time.monotonic()
            true(left > 0 and select.select([self.fd], [], [], left)[0], "shows %r: %r" % (text, self.seen))
            try:
                self.seen += os.read(self.fd, 65536)
            except OSError:
                raise AssertionError("ends before it shows %r: %r" % (text, self.seen))
        before, _, self.seen = self.seen.partition(text.encode())
        return before

    wait = Server.wait


def no_readline():
    """A folder that is looked at before those of the system, and where readline is no library."""
    folder = path("no-readline")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "libreadline.so.8"), "w"):
        return folder


if not has_terminals:
    skip("at a terminal", "there are no pseudo-terminals")
else:
    @check("at a terminal without readline: what comes stands above the prompt, what was typed is not repeated")
    def _():
        host = Host("127.0.0.1:0", nick="alice")
        bob = Terminal(host.at, "--nick", "bob", LD_LIBRARY_PATH=no_readline())
        bob.shows("\r\x1b[K-- you are bob\r\n> ")
        host.say("hello")
        bob.shows("\r\x1b[Kalice: hello\r\n> ")
        bob.type("hello yourself\r")
        host.hears("hello yourself")
        bob.shows("hello yourself\r\n> ")
        host.say("one")
        equal(bob.shows("alice: one\r\n> "), b"\r\x1b[K")
        bob.type("/frob\r")
        bob.shows("chat: there is no such command")
        bob.shows("\r\n> ")
        bob.type("half a li")
        host.say("two")
        bob.shows("alice: two\r\n> ")
        bob.type("ne\r")
        host.hears("half a line")
        bob.type("/help\r")
        bob.shows("-- /send FILE offers a file, /get N [NAME] takes the one of offer N\r\n> ")
        host.say("\x1b[2J\x1b]0;x\x07")
        true(b"\x1b[2J" not in bob.shows("\\x1b[2J\\x1b]0;x\\x07\r\n> "))
        bob.type("\x04")
        bob.shows("-- heard 4, said 2\r\n")
        equal(bob.wait(), 0, "exit code: a mistake at a terminal is only said")
        host.sees("left", nick="bob", reason="quit")

    @check("at a terminal: a host leaves by Ctrl-D, and by Ctrl-C")
    def _():
        for key in ("\x04", "\x03"):
            host = Terminal("-l", "@sockbox-chat-terminal-%d" % os.getpid())
            host.shows("chat: ready unix:@sockbox-chat-terminal-%d\r\n" % os.getpid())
            host.shows("> ")
            guest = Guest("@sockbox-chat-terminal-%d" % os.getpid())
            host.shows("guest joined")
            host.shows("> ")
            host.type(key)
            equal(guest.wait(), 1, "exit code of the guest")
            host.shows("-- heard 0, said 0, 1 joined, 1 left\r\n")
            equal(host.wait(), 0, "exit code of the host")

    @check("at a dumb terminal no escape is written")
    def _():
        host = Host("127.0.0.1:0", nick="alice")
        bob = Terminal(host.at, "--nick", "bob", TERM="dumb")
        host.sees("joined")
        host.say("hello")
        true(b"\x1b" not in bob.shows("alice: hello\r\n> "))
        bob.type("quit\r")
        true(b"\x1b" not in bob.shows("-- heard 1"))
        equal(bob.wait(), 0, "exit code")


# ---- programs --------------------------------------------------------------------------------------

@check("--expect ends a bot as soon as it is met")
def _():
    host = Host("127.0.0.1:0", nick="alice")
    bot = Guest(host.at, "--expect", '..."hello"...', "--for", "20s", nick="bot")
    bot.sees("entered")
    host.say("well, hello there")
    equal(bot.wait(), 0, "exit code")
    counter = Guest(host.at, "--expect", "count >= 2", "--for", "20s", nick="bot", json=False,
                    stdin=subprocess.DEVNULL)
    host.sees("left", nick="bot")
    host.say("once more")
    equal(counter.wait(), 0, "exit code")
    missed = run("chat", host.at, "--for", "100ms", "--expect", '"bye"', env=ENV)
    equal(missed.returncode, 1, "missed")


@check("-c leaves after as many messages")
def _():
    host = Host("127.0.0.1:0", "--history", "0", nick="alice")
    bot = Guest(host.at, "-c", "2", "--get", "nick,data", nick="bot", json=False,
                stdin=subprocess.DEVNULL)
    host.sees("joined", nick="bot")
    host.say("one")
    host.say("two")
    equal(bot.wait(), 0, "exit code")
    equal(bot.output(), b"alice\tone\nalice\ttwo\n")
    host = Host("127.0.0.1:0", nick="alice")
    host.process.stdin.write(b"one\ntwo\nthree\n")
    host.process.stdin.flush()
    until(lambda: len(host.events("said")) == 3, "all is said")
    ran = run("chat", host.at, "-c", "2", "--get", "data", env=ENV)
    equal((ran.returncode, ran.stdout), (0, b"one\ntwo\n"), "of three at once")


@check("what makes no sense is a usage error")
def _():
    for words in (["127.0.0.1:1", "127.0.0.1:2"], ["-"], ["-l", "-"],
                  ["unixgram:/x"], ["127.0.0.1:1", "--allow", "10.0.0.0/8"], ["127.0.0.1"],
                  ["127.0.0.1:1", "--history", "3"], ["-l", "0", "--source", "127.0.0.1"],
                  ["-l", "0", "--nick", "a b"], ["-l", "0", "--nick", ""], ["-l", "0", "--nick", "x" * 33],
                  ["-l", "0", "--max-size", "1"], [],
                  ["-l", "0", "--history", "1001"], ["127.0.0.1:99999"], ["127.0.0.1:1", "--mode", "0700"]):
        ran = run("chat", *words, env=ENV)
        equal((ran.returncode, ran.stdout), (2, b""), words)
        true(ran.stderr.startswith(b"chat: "), ran.stderr)
    equal(run("chat", "-l", "0", "--folder", "/nonexistent", env=ENV).returncode, 3, "a folder that is not there")
    ran = run("chat", "127.0.0.1:1", "--history", "3", env=ENV)
    true(b"--history goes with --listen" in ran.stderr, ran.stderr)
    for words in (["239.1.2.3:5000"], ["-l", "239.1.2.3:5000"]):
        ran = run("chat", *words, "--for", "1s", env=ENV)
        equal(ran.returncode, 2, words)
        true(b"239.1.2.3 is a multicast group, which takes udp: in front" in ran.stderr, ran.stderr)


done()
