"""blocking_verbs -- verbs that wait without end, what it takes to have them wait, and how it shows that
an end to the waiting cost the socket nothing.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import time

TCP = "l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l"
UDP = "s = socket udp; bind s 127.0.0.1:0"
PAIR = "s, t = socketpair"
# A stream whose other end reads nothing, and that takes nothing more.
FULL = PAIR + "; setblocking s off; x = pack --quiet 70000x; try { repeat 100 { send --quiet s $x } }; setblocking s on"
# What was taken is what arrives.
COUNT = "shutdown s SHUT_WR; y = recvall t --quiet; echo got ${y.size}"
# A listener that has as many connections waiting as it may, and takes one then.
BACKLOG = "l = create_server tcp 127.0.0.1:0 --backlog 0; a = create_connection ${l.local}"
UNIX_BACKLOG = ("l = socket unix; bind l unix:@blocking.NUMBER; listen l 0; a = create_connection unix:@blocking.NUMBER")

# Verb, what it needs, how it waits, and what shows afterwards that nothing is lost: that it prints HOLDS.
CASES = [
    ("recv", PAIR, "recv s 9", "send --quiet t late; recv s 9 => \"late\"; echo HOLDS"),
    ("recv of an expectation", PAIR, "recv s 9 => \"late\"", "send --quiet t late; recv s 9 => \"late\"; echo HOLDS"),
    ("recv MSG_WAITALL", PAIR, "recv s 4 MSG_WAITALL", "send --quiet t late; recv s 4 MSG_WAITALL => \"late\"; echo HOLDS"),
    ("recvfrom", UDP, "recvfrom s 9", "sendto --quiet s ${s.local} late; recvfrom s 9 => \"late\"; echo HOLDS"),
    ("recvmsg", UDP, "recvmsg s 9", "sendto --quiet s ${s.local} late; recvmsg s 9 => \"late\"; echo HOLDS"),
    ("recvfds", PAIR, "recvfds s 9", "sendfds --quiet t 1; f = recvfds s 9 --quiet; close f; echo HOLDS"),
    ("recvall", PAIR, "recvall s", "send --quiet t late; shutdown t SHUT_WR; recvall s => \"late\"; echo HOLDS"),
    ("makefile", PAIR, "makefile s", "send --quiet t \"late\\n\"; makefile s 1 => \"late\\n\"; echo HOLDS"),
    ("accept", "l = create_server tcp 127.0.0.1:0", "accept l",
     "s = create_connection ${l.local} --quiet; c = accept l --quiet; echo HOLDS"),
    ("poll", UDP, "poll s:in", "poll s:out => OUT; echo HOLDS"),
    ("send", FULL, "send s more", COUNT + "; echo HOLDS"),
    ("sendall", PAIR + "; x = pack --quiet 9000000x", "sendall s $x", COUNT + "; echo HOLDS"),
    ("sendmsg", FULL, "sendmsg s more", COUNT + "; echo HOLDS"),
    ("sendfds", FULL, "sendfds s 1 more", COUNT + "; echo HOLDS"),
    ("connect", BACKLOG + "; s = socket tcp", "connect s ${l.local}",
     "b = accept l --quiet; connect s ${l.local} --timeout 30; c = accept l --quiet; echo HOLDS"),
    ("connect_ex", BACKLOG + "; s = socket tcp", "connect_ex s ${l.local}",
     "b = accept l --quiet; connect_ex s ${l.local} => 0 within 30s; c = accept l --quiet; echo HOLDS"),
    ("create_connection", BACKLOG, "s = create_connection ${l.local}",
     "b = accept l --quiet; s = create_connection ${l.local} --quiet; echo HOLDS"),
    ("connect of a Unix socket", UNIX_BACKLOG + "; s = socket unix", "connect s unix:@blocking.NUMBER",
     "b = accept l --quiet; connect s unix:@blocking.NUMBER --quiet; echo HOLDS"),
    ("create_connection of a Unix socket", UNIX_BACKLOG, "s = create_connection unix:@blocking.NUMBER",
     "b = accept l --quiet; s = create_connection unix:@blocking.NUMBER --quiet; echo HOLDS"),
]
CASES = [(name, *[text.replace("NUMBER", "%d.%d" % (os.getpid(), at)) for text in texts])
         for at, (name, *texts) in enumerate(CASES)]

LIMIT_MS, BUSY_LIMIT_MS = 50, 1000
TRIES = 5


def sleeps(pid, patience_s=20):
    """Wait until process PID sleeps: in three looks, so that it is no matter of a moment."""
    end, looks = time.monotonic() + patience_s, 0
    while looks < 3:
        if time.monotonic() > end:
            raise AssertionError("it does not wait")
        time.sleep(0.01)
        with open("/proc/%d/stat" % pid) as line:
            looks = looks + 1 if line.read().rpartition(")")[2].split()[0] == "S" else 0


def limit_ms():
    """What is fair to ask here and now, in ms."""
    return LIMIT_MS if os.getloadavg()[0] < os.cpu_count() else BUSY_LIMIT_MS


def check_times(took_ms):
    """The median of TOOK_MS keeps to the limit: to that of a busy machine only where this one is."""
    median, limit = sorted(took_ms)[len(took_ms) // 2], limit_ms()
    if median > LIMIT_MS:
        print("# the machine is busy: %.1f ms, and %d are allowed" % (median, limit), flush=True)
    if median > limit:
        raise AssertionError("ended after %s ms, more than %d" % (took_ms, limit))
