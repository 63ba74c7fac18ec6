#!/usr/bin/env python3
# portcheck on loopback: what ports are said to be, in which order, and what it never says.
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

together()
PATIENT = "--timeout=10s"


def run(*words, **how):
    return subprocess.run([SOCKBOX, "portcheck", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, **how)


def ask(*words, **how):
    """Its exit code, results, summaries, and what it said."""
    ran = run(*words, "--json", **how)
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    by_type = {kind: [row for row in records if row["type"] == kind] for kind in ("result", "summary")}
    return ran.returncode, by_type["result"], by_type["summary"], ran.stderr.decode()


class Listener:
    """TCP, which says BANNER to whoever comes, and answers what it hears by ANSWER."""

    def __init__(self, banner=b"", answer=None, family=socket.AF_INET, at="127.0.0.1"):
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.bind((at, 0))
        self.socket.listen(100)
        self.port = self.socket.getsockname()[1]
        self.heard = []
        threading.Thread(target=self.serve, args=(banner, answer), daemon=True).start()

    def serve(self, banner, answer):
        while True:
            conn, _ = self.socket.accept()
            try:
                if banner:
                    conn.sendall(banner)
                data = conn.recv(100)
            except (BrokenPipeError, ConnectionResetError):
                continue
            self.heard.append(data)
            if data and answer:
                conn.sendall(answer)
            conn.close()


class Grams:
    """UDP: ANSWER of what comes, or silence."""

    def __init__(self, answer):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard = []
        threading.Thread(target=self.serve, args=(answer,), daemon=True).start()

    def serve(self, answer):
        while True:
            data, sender = self.socket.recvfrom(65536)
            self.heard.append(data)
            back = answer(data)
            if back is not None:
                self.socket.sendto(back, sender)


def closed(count=1, kind=socket.SOCK_STREAM):
    """Ports that nobody has now."""
    kept = [socket.socket(socket.AF_INET, kind) for _ in range(count)]
    for each in kept:
        each.bind(("127.0.0.1", 0))
    ports = sorted(each.getsockname()[1] for each in kept)
    for each in kept:
        each.close()
    return ports


# ---- what ports are ------------------------------------------------------------------------

@check("open, and nothing is said to it")
def _():
    server = Listener()
    ran = run("127.0.0.1", str(server.port), PATIENT)
    equal((ran.returncode, ran.stderr), (0, b""))
    true(ran.stdout.decode().startswith("tcp:127.0.0.1:%d: open " % server.port), ran.stdout)
    until(lambda: server.heard, "it sees the end")
    equal(server.heard, [b""])


@check("refused is exit code 1, and the sentence names the port")
def _():
    port, = closed()
    ran = run("127.0.0.1:%d" % port, PATIENT)
    equal((ran.returncode, ran.stdout), (1, b""))
    equal(ran.stderr.decode(), "portcheck: '127.0.0.1:%d': cannot connect to tcp:127.0.0.1:%d: Connection refused "
          "(ECONNREFUSED)\n" % (port, port))


@check("results come in the order of the question, the summary behind them")
def _():
    servers = [Listener() for _ in range(3)]
    shut = closed(2)
    ports = sorted([server.port for server in servers] + shut)
    code, results, summaries, _said = ask("127.0.0.1", ",".join(map(str, reversed(ports))), PATIENT)
    equal(code, 1)
    equal([row["port"] for row in results], ports)
    equal([row["status"] for row in results], ["refused" if port in shut else "open" for port in ports])
    equal((summaries[0]["ports"], summaries[0]["open_count"], summaries[0]["refused_count"], summaries[0]["other_count"]), (5, 3, 2, 0))
    equal(summaries[0]["refused_ports"], ",".join(map(str, shut)) if shut[1] > shut[0] + 1 else "%d-%d" % tuple(shut))
    true(all(row["rtt_ms"] > 0 and row["peer"] == "tcp:127.0.0.1:%d" % row["port"] for row in results), results)


@check("a long list is told in sum, but for programs and expectations")
def _():
    server = Listener()
    first = max(1, min(server.port - 20, 65535 - 40))
    span = "%d-%d" % (first, first + 39)
    ran = run("127.0.0.1", span, PATIENT)
    lines = ran.stdout.decode().splitlines()
    equal((ran.returncode, ran.stderr), (1, b""))
    true(lines[0].startswith("tcp:127.0.0.1:%d" % server.port) or len(lines) > 2, lines)
    true(lines[-1].startswith("tcp:127.0.0.1: 40 ports, "), lines)
    code, results, _summaries, _said = ask("127.0.0.1", span, PATIENT)
    equal(len(results), 40)
    equal(run("127.0.0.1", span, PATIENT, "--expect", "count >= 1, any port == %d" % server.port).returncode, 0)
    equal(len(run("127.0.0.1", span, PATIENT, "-v").stderr.splitlines()), 40 - sum(r["status"] == "open" for r in results))


@check("hosts with their own ports, and --ports for all")
def _():
    one, two = Listener(), Listener(family=socket.AF_INET6, at="::1") if socket.has_ipv6 else None
    code, results, _summaries, said = ask("127.0.0.1", str(one.port), "[::1]:%d" % two.port, "tcp:localhost", str(one.port),
                                          PATIENT)
    equal((code, [row["endpoint"] for row in results]),
          (0, ["tcp:127.0.0.1:%d" % one.port, "tcp:[::1]:%d" % two.port, "tcp:localhost:%d" % one.port]), said)
    code, results, _summaries, said = ask("--ports", str(one.port), "127.0.0.1", "127.0.0.2", PATIENT)
    equal((code, [row["status"] for row in results]), (1, ["open", "refused"]), said)
    ran = run(str(one.port), PATIENT)
    equal(ran.returncode, 0, "a port alone is localhost's")


@check("questions from stdin")
def _():
    server = Listener()
    ran = subprocess.run([SOCKBOX, "portcheck", "-", PATIENT, "--get", "port,status"], stdout=subprocess.PIPE,
                         input=("127.0.0.1 %d\nlocalhost:0\n[::1\n127.0.0.1:%d\n" % (server.port, server.port)).encode(),
                         stderr=subprocess.PIPE)
    equal(ran.returncode, 2)
    equal(ran.stdout.decode().count("%d\topen\n" % server.port), 2)
    equal(ran.stdout.decode().count("invalid"), 2, ran.stdout)


@check("a name whose first address refuses is open at the next; --all-addrs tells both")
def _():
    server = Listener()
    with open(path("hosts"), "w") as hosts:
        hosts.write("127.0.0.9 two.test\n127.0.0.1 two.test\n")
    ran = subprocess.run(["unshare", "-m", "sh", "-c", 'mount --bind "$1" /etc/hosts && shift && exec "$@"', "sh", path("hosts"),
                          SOCKBOX, "portcheck", "two.test", str(server.port), "--json", PATIENT], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    if ran.returncode not in (0, 1) or not ran.stdout:
        return
    row = json.loads(ran.stdout)
    equal((row["status"], row["peer"], row["tries"] in (1, 2)), ("open", "tcp:127.0.0.1:%d" % server.port, True), ran.stderr)
    ran = subprocess.run(["unshare", "-m", "sh", "-c", 'mount --bind "$1" /etc/hosts && shift && exec "$@"', "sh", path("hosts"),
                          SOCKBOX, "portcheck", "two.test", str(server.port), "--all-addrs", "--json", PATIENT],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(sorted(json.loads(line)["status"] for line in ran.stdout.splitlines()), ["open", "refused"], ran.stderr)


# ---- UDP -----------------------------------------------------------------------------------

@check("UDP: answered, refused and silent are three things")
def _():
    echo, mute = Grams(lambda data: b"yes"), Grams(lambda data: None)
    shut, = closed(kind=socket.SOCK_DGRAM)
    words = "127.0.0.1", ",".join(map(str, (echo.port, mute.port, shut))), "-u", "-w", "200ms", "--retries", "2"
    code, results, _summaries, said = ask(*words)
    states = {row["port"]: row for row in results}
    equal((states[echo.port]["status"], states[mute.port]["status"], states[shut]["status"]),
          ("answered", "silent", "refused"), said)
    equal((states[echo.port]["data"], states[mute.port]["tries"], len(mute.heard)), ("yes", 3, 3))
    equal((states[shut]["icmp_from"], states[shut]["icmp"], states[shut]["tries"]), ("127.0.0.1", "port_unreachable", 1))
    equal(code, 1)
    equal(run("127.0.0.1", str(mute.port), "-u", "-w", "50ms", "--retries", "0").returncode, 4, "silence is no answer")
    true(all(row["status"] != "open" for row in results), "UDP is never open")


@check("UDP: questions, and answers that fit them")
def _():
    def dns(data):
        return data[:2] + bytes([data[2] | 0x80]) + data[3:]
    good, bad = Grams(dns), Grams(lambda data: b"what?")
    code, results, _summaries, said = ask("-u", "127.0.0.1", "%d" % good.port, "127.0.0.1", str(bad.port), "--ask", "dns", PATIENT)
    equal((code, [(row["question"], row["fits"]) for row in results]), (0, [("dns", True), ("dns", False)]), said)
    equal(good.heard[0][2:], b"\x01\0\0\x01\0\0\0\0\0\0\0\0\x02\0\x01")
    said = Grams(lambda data: data[::-1])
    code, results, _summaries, _said = ask("udp:127.0.0.1:%d" % said.port, "--send", r"a\x00b\n", PATIENT)
    equal((code, said.heard, results[0]["data"], results[0]["question"], results[0]["fits"]),
          (0, [b"a\0b\n"], "\nb\0a", None, None))
    nothing = Grams(lambda data: b"")
    code, results, _summaries, _said = ask("udp:127.0.0.1:%d" % nothing.port, PATIENT)
    equal((code, nothing.heard, results[0]["size_bytes"], results[0]["data"]), (0, [b""], 0, ""), "no bytes are an answer")


@check("STUN, NTP, SNMP and echo are asked as their RFCs want it")
def _():
    for kind, size, begin in (("stun", 20, b"\0\x01\0\0\x21\x12\xa4\x42"), ("ntp", 48, b"\x23"), ("snmp", 62, b"\x30\x3c\x02\x01\x03"),
                              ("echo", 16, b"sockbox "), ("empty", 0, b"")):
        server = Grams(lambda data: data)
        equal(ask("udp:127.0.0.1:%d" % server.port, "--ask", kind, PATIENT)[0], 0)
        true(len(server.heard[0]) == size and server.heard[0].startswith(begin), (kind, server.heard))


# ---- banners -------------------------------------------------------------------------------

@check("--banner shows what a server says, escaped; who says nothing is open too")
def _():
    server = Listener(banner=b"220 \x1b[31mhello\r\n")
    ran = run("127.0.0.1", str(server.port), "--banner", PATIENT)
    equal(ran.returncode, 0)
    true(ran.stdout.endswith(b"220 \\x1b[31mhello\\x0d\\n\n"), ran.stdout)
    mute = Listener()
    code, results, _summaries, _said = ask("127.0.0.1", str(mute.port), "--banner", "--banner-wait", "50ms", PATIENT)
    equal((code, results[0]["status"], results[0]["data"]), (0, "open", None))
    shy = Listener(answer=b"pong")
    code, results, _summaries, _said = ask("127.0.0.1", str(shy.port), "--banner", "--send", r"ping\n", PATIENT)
    equal((code, results[0]["data"], shy.heard), (0, "pong", [b"ping\n"]))


@check("a banner of a mebibyte keeps 1,024 bytes")
def _():
    server = Listener(banner=b"x" * (1 << 20))
    code, results, _summaries, _said = ask("127.0.0.1", str(server.port), "--banner", PATIENT)
    equal((code, results[0]["data"].rstrip("x")), (0, ""))
    true(0 < len(results[0]["data"]) <= 1024 <= results[0]["size_bytes"], len(results[0]["data"]))


# ---- this machine --------------------------------------------------------------------------

@check("few descriptors are no closed ports: all are tried, fewer at once")
def _():
    server = Listener()
    first = max(1, min(server.port - 150, 65535 - 300))

    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))
    code, results, summaries, said = ask("127.0.0.1", "%d-%d" % (first, first + 299), PATIENT, preexec_fn=few)
    equal((code, len(results), {row["status"] for row in results} - {"open", "refused"}), (1, 300, set()), said)


@check("a connection that met itself is not open")
def _():
    port, = closed()
    code, results, _summaries, said = ask("127.0.0.1", str(port), "-p", str(port), PATIENT)
    equal((code, results[0]["status"]), (1, "self_connected"), said)


@check("all ports of localhost, none of them open by itself")
def _():
    ran = run("127.0.0.2", "1-65535" if STRESS else "1-9999", "--get", "status", "-w", "20s", "--window", "1000")
    states = set(ran.stdout.decode().split())
    true("self_connected" not in states and states <= {"refused", "open"}, states)
    equal(len(ran.stdout.splitlines()), 65535 if STRESS else 9999)


@check("--eventually waits, and the command runs only then")
def _():
    port, = closed()
    ran = run("127.0.0.1", str(port), "--eventually", "50ms", "--", "echo", "ran")
    equal((ran.returncode, b"ran" in ran.stdout), (1, False), ran.stderr)
    waiter = subprocess.Popen([SOCKBOX, "portcheck", "127.0.0.1", str(port), "--eventually", "20s", "--every", "20ms", "-q", "--",
                               "echo", "ran"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen(5)
    out, _ = waiter.communicate(timeout=30)
    equal((waiter.returncode, out.endswith(b"ran\n")), (0, True))


@check("a signal ends it at once, and it dies of it")
def _():
    mute = Grams(lambda data: None)
    child = subprocess.Popen([SOCKBOX, "portcheck", "udp:127.0.0.1:%d" % mute.port, "-w", "60s"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    until(lambda: mute.heard, "it asks")
    child.terminate()
    equal(child.wait(PATIENCE_S), -15)


@check("Ctrl-C in the middle: what is known is told, and what is not known is counted")
def _():
    mute, shut = Grams(lambda data: None), closed(kind=socket.SOCK_DGRAM)[0]
    child = subprocess.Popen([SOCKBOX, "portcheck", "-u", "127.0.0.1", "%d,%d" % (shut, mute.port), "-w", "60s", "--json"],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: mute.heard, "it asks")
    child.send_signal(signal.SIGINT)
    out, said = child.communicate(timeout=30)
    rows = [json.loads(line) for line in out.splitlines()]
    equal((child.returncode, rows[0]["port"], rows[0]["status"]), (-signal.SIGINT, shut, "refused"))
    equal([(row["ports"], row["refused_ports"], row["pending_ports"], row["untried_count"]) for row in rows if row["type"] == "summary"],
          [(2, str(shut), str(mute.port), 0)])
    equal([row["port"] for row in rows if row["type"] == "result"], [shut], "what is not known is no result")
    true(b"1 of 2 ports are not known" in said, said)


@check("a server that answers each question a thousand times is one answer")
def _():
    flood = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    flood.bind(("127.0.0.1", 0))

    def answer(data):
        for _ in range(1000):
            try:
                flood.sendto(b"x", where[0])
            except OSError:
                pass
    where = []

    def serve():
        while True:
            data, sender = flood.recvfrom(100)
            where[:] = [sender]
            answer(data)
    threading.Thread(target=serve, daemon=True).start()
    shut, = closed(kind=socket.SOCK_DGRAM)
    code, results, _summaries, said = ask("-u", "127.0.0.1", "%d,%d" % (flood.getsockname()[1], shut), PATIENT)
    equal((code, sorted(row["status"] for row in results)), (1, ["answered", "refused"]), said)


@check("complaints name the port that they are about")
def _():
    ports = closed(2)
    said = run("-u", "127.0.0.1", "%d,%d" % tuple(ports), PATIENT).stderr.decode().splitlines()
    equal([line.split(": ")[1] for line in said], ["'udp:127.0.0.1:%d'" % port for port in ports])


@check("lists that overlap or repeat are asked once")
def _():
    equal(len(run("127.0.0.2", "20-30,25-35,30", "--get", "port", PATIENT).stdout.splitlines()), 16)
    equal(len(run("127.0.0.2", "1-3000,1-3000", "--get", "port", PATIENT).stdout.splitlines()), 3000)


@check("who comes from nmap or nc is told what to type")
def _():
    equal(subprocess.run([SOCKBOX, "nmap"], stderr=subprocess.PIPE).stderr.count(b"sockbox portcheck HOST PORTS"), 1)
    for words, hint in (("-A localhost 22", "(--banner)"), ("-zv localhost 22", "(to connect and say nothing is the default)"),
                        ("-Pn localhost 22", "(no host is pinged first)"), ("-T4 localhost 22", "(--rate N, --window N)"),
                        ("-sT localhost 22", "(TCP is the default)"), ("-sU localhost 53", "(-u)"), ("-sV localhost 22", "(--banner)"),
                        ("-p 22 localhost", "--ports are those of hosts"), ("-p22,80 localhost", "(--ports PORTS)"),
                        ("--top-ports 10 localhost", "(PORTS are those that you name)"), ("-iL hosts", "'-' reads"),
                        ("http://db/health", "not an endpoint: db:80"), ("https://db", "not an endpoint: db:443"),
                        ("db", "HOST PORTS, or HOST:PORTS"), ("10.0.0.0/8 22", "is a network"), ("db 53/udp", "-u is for udp")):
        ran = run(*words.split())
        equal((ran.returncode, hint.encode() in ran.stderr, ran.stdout), (2, True, b""), ran.stderr)
    for words, count in (("127.0.0.1 ssh,http", 2), ("127.0.0.1 http/tcp", 1), ("127.0.0.1:80/tcp", 1), ("ssh,http", 2), ("1-40", 40)):
        equal(len(ask(*words.split(), PATIENT)[1]), count, words)


@check("what makes no sense is refused before anything is sent")
def _():
    server = Grams(lambda data: None)
    for words in (["localhost"], [], ["localhost", "0"], ["localhost", "70000"], ["localhost", "80-70"], ["localhost", "22,"],
                  ["unix:/x", "22"], ["@x", "22"], ["-U", "localhost", "22"], 
                  ["-u", "localhost", str(server.port), "--banner"], ["localhost", "22", "--ask", "dns"],
                  ["localhost", "22", "--send", "x"], ["-u", "localhost", "22", "--send", "x", "--ask", "dns"],
                  ["localhost", "22", "--window", "0"], ["localhost", "22", "--send", "\\q", "--banner"], ["[::1", "22"]):
        ran = run(*words)
        equal(ran.returncode, 2, (words, ran.stdout, ran.stderr))
        true(ran.stderr.startswith(b"portcheck: "), ran.stderr)
    equal(server.heard, [])
    equal(run("no.such.invalid", "22", PATIENT).returncode in (1, 3, 4), True)
    equal(run("localhost", "nosuchservice").returncode, 1)


@check("ports of one host that stand apart are not taken for localhost's")
def _():
    server = Listener()
    for words in (["127.0.0.1", "1", str(server.port)], ["127.0.0.1:1", str(server.port)], ["127.0.0.1:1", "2", str(server.port)]):
        ran = run(*words)
        equal(ran.returncode, 2, (words, ran.stdout, ran.stderr))
        true(b"all ports of a host are one word, as in 22,80" in ran.stderr, ran.stderr)
    equal(server.heard, [])
    equal(run(str(server.port), str(server.port)).returncode, 0, "of localhost alone they are")
    ran = subprocess.run([SOCKBOX, "portcheck", "-"], input=b"127.0.0.1 1 %d\n" % server.port, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal((ran.returncode, b"one word" in ran.stderr), (2, True), "nor in a line of stdin")


@check("the first answer is told, however many ports were asked for")
def _():
    ran = run("127.0.0.1", "1-100", "--first")
    equal(ran.returncode, 1, ran.stderr)
    equal(ran.stderr.count(b"Connection refused"), 1, ran.stderr)


@check("what goes with --banner says so where it stands alone")
def _():
    ran = run("127.0.0.1", "1", "--banner-wait", "1s")
    equal(ran.returncode, 2, ran.stdout)
    true(b"--banner-wait goes with --banner" in ran.stderr, ran.stderr)


@check("of an open port it says how long the connection took, and of what family it is")
def _():
    server = Listener()
    row = json.loads(run("127.0.0.1", str(server.port), "--json").stdout.splitlines()[0])
    true(row["connect_ms"] == row["rtt_ms"] > 0, row)
    equal(row["family"], "AF_INET")
    row = json.loads(run("127.0.0.1", "1", "--json").stdout.splitlines()[0])
    equal(row["connect_ms"], None)


for _peer in ("nc", "nmap"):
    if not shutil.which(_peer):
        skip("the same as " + _peer, "it is not installed")
        continue

    @check("the same as " + _peer)
    def _(peer=_peer):
        servers = [Listener() for _ in range(5)]
        ports = sorted([server.port for server in servers] + closed(5))
        ours = {row["port"] for row in ask("127.0.0.1", ",".join(map(str, ports)), PATIENT)[1] if row["status"] == "open"}
        if peer == "nc":
            theirs = {port for port in ports
                      if subprocess.run(["nc", "-z", "127.0.0.1", str(port)], stderr=subprocess.DEVNULL).returncode == 0}
        else:
            said = subprocess.run(["nmap", "-sT", "-n", "-Pn", "-oG", "-", "-p", ",".join(map(str, ports)), "127.0.0.1"],
                                  stdout=subprocess.PIPE).stdout.decode()
            theirs = {port for port in ports if " %d/open/" % port in said.replace(",", " ,")}
        equal(ours, theirs)

done()
