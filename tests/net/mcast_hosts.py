"""mcast_hosts -- multicast between the hosts a, b and c on a bridge, as mcast.t has made them.

a sends (10.9.0.1 and .11, 2001:db8:9::1 and ::11 on eth0; a second link to b on eth1), b and c listen. Python's sockets
and socat are the witnesses in both roles, ip(8) and /proc/net of what is joined.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

# Per family: a group, another one, a source-specific one, and the two sources on a.
FAMILIES = {
    4: ("239.1.2.3", "239.1.2.4", "232.1.2.3", "10.9.0.1", "10.9.0.11", "10.9.0."),
    6: ("[ff15::1:2:3]", "[ff15::1:2:4]", "[ff35::8000:1]", "2001:db8:9::1", "2001:db8:9::11", "2001:db8:9::"),
}
MEMBER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mcast_member.py")


def on(host, *words):
    return ("ip", "netns", "exec", host, *words)


def listen_on(host, *words, **how):
    return Server("mcast-listen", *words, before=on(host), **how)


def send_on(host, *words, **how):
    return run("mcast-send", *words, "--json", before=on(host), **how)


def send_until(answers, *words):
    """mcast-send on a until it has had so many ANSWERS of all: its exit code and records."""
    sending = start(*on("a", SOCKBOX, "mcast-send", *words, "--wait", "60s", "-v", "--json"), stdout=subprocess.PIPE)
    said = []
    for line in sending.stdout:
        said.append(json.loads(line))
        answers -= said[-1]["type"] == "result" or said[-1].get("event") == "replied"
        if answers == 0:
            sending.send_signal(signal.SIGINT)
            break
    said += [json.loads(line) for line in sending.stdout]
    return sending.wait(PATIENCE_S), said


def shell_on(host, command):
    return subprocess.run(on(host, "sh", "-c", command), capture_output=True, text=True, check=True).stdout


def of(ran, kind):
    return [row for row in rows(ran.stdout) if row["type"] == kind]


def heard(listener):
    return [row["data"] for row in listener.rows("result") if row["status"] == "ok"]


# ---- everybody ----------------------------------------------------------------------------------

for family, (group, other, ssm, first, second, net) in FAMILIES.items():
    @check("IPv%d: two hosts hear and answer one that sends; who must hear nothing hears nothing" % family)
    def _():
        b = listen_on("b", group + ":0", "-I", "eth0", "-c", "3", "--ack")
        at = "%s:%d" % (group, b.port)
        c = listen_on("c", at, "-I", "eth0", "-c", "3", "--ack")
        stranger = listen_on("c", "%s:%d" % (other, b.port), "-I", "eth0", "--expect", "count == 0")
        member = listen_on("b", "%s:%d" % (other, b.port), "-I", "eth0", "--expect", "any data == known")
        barred = listen_on("c", at, "-I", "eth0", "--exclude", first, "--expect", "count == 0")
        code, said = send_until(6, at, "very important data", "-I", "eth0", "-s", first, "-c", "3", "-i", "100ms",
                                "--expect", "count == 2, replies == 6")
        equal(code, 0, said)
        equal((b.wait(), c.wait()), (0, 0), "both have heard all")
        for listener in b, c:
            row = listener.rows("result")[0]
            equal((row["data"], row["source"], row["interface"], row["ttl"]),
                  ("very important data", first, "eth0", 1))
            equal("[%s]" % row["group"] if family == 6 else row["group"], group)
        answered = [row for row in said if row["type"] == "result"]
        equal(sorted(row["source"] for row in answered), [net + "2", net + "3"])
        true(all(0 < row["rtt_ms"] < 20000 for row in answered), "round trips")
        equal(said[-1]["interface"], "eth0")

        # What comes to this group comes to both sockets' machines; each takes its own.
        send_on("a", "%s:%d" % (other, b.port), "known", "-I", "eth0", "-s", second, "--wait", "0")
        equal(member.wait(), 0, "the member of the other group hears that")
        equal(stranger.wait(), 1, "so does the one who expected nothing, and says so")
        equal(heard(member) + heard(stranger), ["known", "known"], "but nothing of the first group")
        equal(barred.end(signal.SIGINT), 0, "an excluded source is silence")
        equal((barred.rows("summary")[0]["received"], barred.rows("summary")[0]["foreign"]), (0, 0))

    @check("IPv%d: source-specific, two sources" % family)
    def _():
        one = listen_on("b", ssm + ":0", "-I", "eth0", "--include", first, "--expect", "any data == end")
        at = "%s:%d" % (ssm, one.port)
        two = listen_on("c", at, "-I", "eth0", "--include", second, "--expect", "any data == end")
        both = listen_on("c", at, "-I", "eth0", "--include", first, "--include", second, "--expect",
                         "count == 4 within 20s", "-c", "4")
        equal([(row["mode"], row["sources"]) for row in one.ready], [("include", [first])])
        equal([(row["mode"], sorted(row["sources"])) for row in both.ready], [("include", sorted([first, second]))])
        joined = json.loads(shell_on("b", "ip -j maddress show dev eth0"))[0]["maddr"]
        equal([each.get("address") for each in joined].count(ssm.strip("[]")), 1, "ip -j maddr")
        lines = [line.split() for line in shell_on("c", "cat /proc/net/mcfilter" + "6" * (family == 6)).splitlines()[1:]]
        equal(sorted((line[4], line[5]) for line in lines), [("1", "0"), ("2", "0")], lines)
        for source, message in (first, "from one"), (second, "from two"), (first, "end"), (second, "end"):
            equal(send_on("a", at, message, "-I", "eth0", "-s", source, "--wait", "0").returncode, 0)
        equal((one.wait(), two.wait(), both.wait()), (0, 0, 0), "exit codes")
        equal((heard(one), heard(two)), (["from one", "end"], ["from two", "end"]))
        equal(heard(both), ["from one", "from two", "end", "end"])
        equal({row["source"] for row in two.rows("result")}, {second})
        equal(shell_on("c", "ip -j maddress show dev eth0").count(ssm.strip("[]")), 0, "left at the end")

    @check("IPv%d: the tutorial's receiver and sender, in Python" % family)
    def _():
        listener = listen_on("b", group + ":0", "-I", "eth0", "-c", "1", "--ack")
        said = subprocess.run(on("a", sys.executable, "-I", MEMBER, "send", group.strip("[]"), str(listener.port),
                                 "hello"), capture_output=True, text=True, check=True).stdout
        equal(said, "ack %s2\n" % net, "it is acknowledged")
        equal((listener.wait(), heard(listener)), (0, ["hello"]))
        receiver = start(*on("c", sys.executable, "-I", MEMBER, "receive", group.strip("[]"), "10000"),
                         stdout=subprocess.PIPE, text=True)
        equal(receiver.stdout.readline(), "ready\n")
        ran = send_on("a", group + ":10000", "hello", "-I", "eth0", "--wait", "10s", "--expect", "count >= 1")
        equal(ran.returncode, 0, ran.stderr)
        equal([(row["data"], row["source"]) for row in of(ran, "result")], [("ack", net + "3")])
        true(receiver.stdout.readline().startswith("hello " + first), "it says whom it heard")


# ---- other witnesses ----------------------------------------------------------------------------

if shutil.which("socat"):
    @check("socat sends and receives")
    def _():
        listener = listen_on("b", "239.1.2.3:0", "-I", "eth0", "-c", "1")
        subprocess.run(on("a", "socat", "-u", "-", "UDP4-DATAGRAM:239.1.2.3:%d,ip-multicast-if=10.9.0.1" % listener.port),
                       input=b"from socat", check=True, timeout=20, stdout=subprocess.DEVNULL)
        equal((listener.wait(), heard(listener)), (0, ["from socat"]))
        receiver = start(*on("c", "socat", "-u", "UDP4-RECV:10000,ip-add-membership=239.1.2.3:eth0", "-"),
                         stdout=subprocess.PIPE)
        until(lambda: "239.1.2.3" in shell_on("c", "ip maddress show dev eth0"), "socat has joined")
        equal(send_on("a", "239.1.2.3:10000", "to socat", "-I", "eth0", "--wait", "0").returncode, 0)
        equal(os.read(receiver.stdout.fileno(), 100), b"to socat")
        receiver.kill()
        receiver.wait()
else:
    skip("socat sends and receives", "socat is not installed")


# ---- interfaces -----------------------------------------------------------------------------------

@check("two interfaces: each datagram says where it came in")
def _():
    for group in "239.1.2.3", "[ff15::1:2:3]":
        listener = listen_on("b", group + ":0", "-I", "eth0", "-I", "eth1", "-c", "2")
        equal([(row["interface"], row["chosen_by"]) for row in listener.ready],
              [("eth0", "option"), ("eth1", "option")])
        for interface in "eth1", "eth0":
            send_on("a", "%s:%d" % (group, listener.port), interface, "-I", interface, "--wait", "0")
        equal(listener.wait(), 0, "exit code")
        equal({(row["data"], row["interface"]) for row in listener.rows("result")},
              {("eth0", "eth0"), ("eth1", "eth1")})


@check("S15: what another program has joined elsewhere is foreign")
def _():
    for group in "239.1.2.3", "[ff15::1:2:3]":
        listener = listen_on("b", group + ":0", "-I", "eth0", "--expect", "any data == ours", "-v")
        at = "%s:%d" % (group, listener.port)
        other = start(*on("b", sys.executable, "-I", MEMBER, "receive", group.strip("[]"), str(listener.port),
                          "", "eth1"), stdout=subprocess.PIPE, text=True)
        equal(other.stdout.readline(), "ready\n")
        send_on("a", at, "theirs", "-I", "eth1", "--wait", "0")
        true(other.stdout.readline().startswith("theirs "), "the other program hears it")
        send_on("a", at, "ours", "-I", "eth0", "--wait", "0")
        equal((listener.wait(), heard(listener)), (0, ["ours"]), group)
        # Of IPv6 the kernel lets it in, and we throw it away.
        foreign = listener.rows("summary")[0]["foreign"]
        equal(len([row for row in listener.rows("event") if row["event"] == "foreign"]), foreign)
        true(foreign == (1 if ":" in group else 0), foreign)


@check("a link-local group: by its zone, and on each of several links by itself")
def _():
    listener = listen_on("b", "[ff02::1:2:3%eth0]:0", "-c", "1", "--ack")
    equal([(row["interface"], row["chosen_by"]) for row in listener.ready], [("eth0", "zone")])
    ran = send_on("a", "[ff02::1:2:3%%eth0]:%d" % listener.port, "hello", "--wait", "10s", "--expect", "count >= 1")
    equal(ran.returncode, 0, ran.stderr)
    equal(listener.wait(), 0, "exit code")
    row, = of(ran, "result")
    true(re.match(r"fe80::.*%eth0$", row["source"]), row["source"])
    equal(listener.rows("result")[0]["group"], "ff02::1:2:3%eth0")

    listener = listen_on("b", "[ff02::1:2:3]:0", "-I", "eth0", "-I", "eth1", "-c", "2")
    equal(len({row["port"] for row in listener.ready}), 1, "one port number")
    for interface in "eth0", "eth1":
        send_on("a", "[ff02::1:2:3]:%d" % listener.port, interface, "-I", interface, "--wait", "0")
    equal(listener.wait(), 0, "exit code")
    equal({(row["data"], row["interface"]) for row in listener.rows("result")},
          {("eth0", "eth0"), ("eth1", "eth1")})


@check("where no interface is named the kernel chooses, and we say which; without a route that is said")
def _():
    for words in ("mcast-listen", "239.1.2.3:0", "--for", "10ms"), ("mcast-send", "239.1.2.3:9", "x", "--wait", "0"):
        ran = run(*words, "--json", before=on("lonely"))
        equal(ran.returncode, 3, words)
        equal([row["status"] for row in of(ran, "result")], ["no_route"])
        true(b"no route to 239.1.2.3; --interface names one to use" in ran.stderr, ran.stderr)
    shell_on("a", "ip route add 224.0.0.0/4 dev eth1")
    shell_on("b", "ip route add 224.0.0.0/4 dev eth1")
    listener = listen_on("b", "239.1.2.3:0", "-c", "2")
    equal([(row["interface"], row["chosen_by"]) for row in listener.ready], [("eth1", "route")])
    ran = send_on("a", "239.1.2.3:%d" % listener.port, "x", "--wait", "0")
    equal((of(ran, "summary")[0]["interface"], of(ran, "summary")[0]["local"].split(":")[1]), ("eth1", "10.8.0.1"))
    # --source decides too: of both families.
    ran = send_on("a", "239.1.2.3:%d" % listener.port, "x", "-s", "10.9.0.11", "--wait", "0")
    equal(of(ran, "summary")[0]["interface"], "eth0")
    ran = send_on("a", "[ff15::1]:9", "x", "-s", "2001:db8:8::1", "--wait", "0")
    equal(of(ran, "summary")[0]["interface"], "eth1")
    equal(listener.end(signal.SIGINT), 0, "exit code")
    equal(len(heard(listener)), 1, "what went out of eth0 did not come in by eth1")


if "HOSTS_FILE" in os.environ:
    @check("a name stands for all its groups to listen to, and for the first to send to")
    def _():
        listener = listen_on("b", "news.test:0", "-I", "eth0", "-c", "2")
        equal({row["address"] for row in listener.ready}, {"239.1.2.3", "ff15::1:2:3"})
        equal(len({row["port"] for row in listener.ready}), 1, "one port number")
        for family in "-4", "-6":
            ran = send_on("a", "news.test:%d" % listener.port, "over " + family[1], "-I", "eth0", family, "--wait", "0")
            equal(ran.returncode, 0, ran.stderr)
        equal((listener.wait(), heard(listener)), (0, ["over 4", "over 6"]))
        equal(listener.rows("summary")[0]["endpoint"], "udp:news.test:%d" % listener.port)
else:
    skip("a name stands for all its groups", "/etc/hosts cannot be mounted over")


@check("--loop off: members on the sending host hear nothing, others do")
def _():
    for group in "239.1.2.3", "[ff15::1:2:3]":
        own = listen_on("a", group + ":0", "-I", "eth0", "--expect", "any data == on")
        at = "%s:%d" % (group, own.port)
        far = listen_on("b", at, "-I", "eth0", "-c", "2")
        for switch in "off", "on":
            send_on("a", at, switch, "-I", "eth0", "--loop", switch, "--wait", "0")
        equal((own.wait(), far.wait()), (0, 0), "exit codes")
        equal((heard(own), heard(far)), (["on"], ["off", "on"]), group)


@check("the TTL is the one that was asked for")
def _():
    listener = listen_on("b", "239.1.2.3:0", "-I", "eth0", "--expect", "any data == end")
    for ttl, message in ("1", "one"), ("64", "end"):
        send_on("a", "239.1.2.3:%d" % listener.port, message, "-I", "eth0", "-t", ttl, "--wait", "0")
    equal(listener.wait(), 0, "exit code")
    equal([(row["data"], row["ttl"]) for row in listener.rows("result")], [("one", 1), ("end", 64)])


# ---- answers ------------------------------------------------------------------------------------

@check("an answer is never longer than what came, unless --allow names the network")
def _():
    for words, reply, expected in (((), "longer", "replies == 0"), (("--allow", "10.9.0.0/24"), "sent", "count >= 1")):
        listener = listen_on("b", "239.1.2.3:0", "-I", "eth0", "-c", "1", "--ack", *words)
        ran = send_on("a", "239.1.2.3:%d" % listener.port, "x", "-I", "eth0", "--wait", "100ms" if reply == "longer" else "20s",
                      "--expect", expected)
        equal(ran.returncode, 0, ran.stderr)
        equal(listener.wait(), 0, "exit code")
        equal(listener.rows("result")[0]["reply"], reply)


@check("S13: no more than 1,000 answers a second to another host, unless --no-limits")
def _():
    sent = 3000
    for words in (), ("--no-limits",):
        listener = listen_on("b", "239.1.2.3:0", "-I", "eth0", "-c", str(sent), "--reply", "x", *words, "--expect",
                             "replied == %d" % sent if words else "replied in 900..2100, unanswered in 900..2100")
        send_on("a", "239.1.2.3:%d" % listener.port, "--seq", "-I", "eth0", "--flood", "-i", "100us", "-c", str(sent),
                "--wait", "0")
        equal(listener.wait(), 0, listener.errors())


# ---- why nothing comes ----------------------------------------------------------------------------

def why(host, *words, meanwhile=None):
    """The findings of --why: {check: [(finding, reason), ...]}."""
    listener = Server("mcast-listen", *words, "--why", before=host)
    if meanwhile:
        meanwhile(listener.port)
    equal(listener.end(signal.SIGINT), 4, "silent")
    found = {}
    for row in listener.rows("event"):
        found.setdefault(row["check"], []).append((row["finding"], row["reason"]))
    return found


@check("--why: the reverse path filter, seen and counted")
def _():
    shell_on("a", "ip address add 10.77.0.1/32 dev eth0")
    shell_on("b", "echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter; ip route add 10.77.0.1/32 dev eth1")
    found = why(on("b"), "232.1.1.1:0", "-I", "eth0", "--include", "10.77.0.1", meanwhile=lambda port: send_on(
        "a", "232.1.1.1:%d" % port, "x", "-I", "eth0", "-s", "10.77.0.1", "--wait", "0"))
    shell_on("b", "echo 0 > /proc/sys/net/ipv4/conf/eth0/rp_filter; ip route del 10.77.0.1/32")
    equal(found["rp_filter"][0][0], "note", found)
    equal(found["route"], [("fault", "the way back to 10.77.0.1 is by eth1, not by eth0")])
    equal(found["arrivals"][0], ("fault", "packets that failed the reverse path filter meanwhile: 1"))


@check("--why: another port, a filter, a version of IGMP without sources, a port of a bridge")
def _():
    for group in "239.1.1.1", "[ff15::1:1:1]":
        found = why(on("b"), group + ":0", "-I", "eth0", meanwhile=lambda port: send_on(
            "a", "%s:%d" % (group, port ^ 1), "x", "-I", "eth0", "--wait", "0"))
        equal(found["arrivals"][0],
              ("note", "datagrams to groups for which no socket was: 1; is it another port?"))
    found = why(on("b"), "232.1.1.1:0", "-I", "eth0", "--include", "10.9.0.99")
    equal(found["filter"], [("note", "only 10.9.0.99 can be heard")])
    equal(found["igmp"], [("fine", "eth0 speaks IGMP version 3")])
    shell_on("b", "echo 2 > /proc/sys/net/ipv4/conf/eth0/force_igmp_version")
    found = why(on("b"), "232.1.1.1:0", "-I", "eth0", "--include", "10.9.0.99")
    shell_on("b", "echo 0 > /proc/sys/net/ipv4/conf/eth0/force_igmp_version")
    equal(found["igmp"][0][0], "fault", found["igmp"])
    shell_on("b", "echo 1 > /proc/sys/net/ipv6/conf/eth0/force_mld_version")
    found = why(on("b"), "[ff35::1]:0", "-I", "eth0", "--include", "2001:db8:9::99")
    shell_on("b", "echo 0 > /proc/sys/net/ipv6/conf/eth0/force_mld_version")
    equal(found["mld"][0][0], "fault", found["mld"])
    true("rp_filter" not in found, "IPv6 has none")
    found = why((), "239.1.2.3:0", "-I", "to-a")
    equal(found["bridge"], [("fault", "to-a is a port of hub, which takes its packets: join on hub")])
    found = why((), "239.1.2.3:0", "-I", "hub")
    equal([kind for kind, _ in found.get("bridge", [("note", "")])], ["note"], "snooping without a querier")


@check("--why: IPv6 on a loopback; and it works where a route is made")
def _():
    ran = run("mcast-listen", "[ff15::1]:0", "-I", "lo", "--for", "10ms", "--why", before=on("lonely"))
    true(b"fault (interface, lo): lo does not work: a loopback has no IPv6 multicast route" in ran.stdout, ran.stdout)
    ran = run("mcast-send", "[ff15::1]:9", "x", "-I", "lo", before=on("lonely"))
    equal(ran.returncode, 3, "exit code")
    true(b"ip -6 route add local ff00::/8 dev lo" in ran.stderr, ran.stderr)
    shell_on("lonely", "ip -6 route add local ff00::/8 dev lo")
    listener = listen_on("lonely", "[ff15::1]:0", "-I", "lo", "-c", "1", "--ack")
    ran = send_on("lonely", "[ff15::1]:%d" % listener.port, "x", "-I", "lo", "--wait", "5s", "--expect", "count == 1",
                  "--first")
    equal((listener.wait(), ran.returncode), (0, 0), ran.stderr)


done()
