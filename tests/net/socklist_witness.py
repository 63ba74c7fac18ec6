"""socklist_witness -- socklist says of every socket what ss(8) says, and /proc/net where ss is silent.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import re
import subprocess
import sys

BOX = sys.argv[1]
WORDS = {"LISTEN": "LISTEN", "ESTABLISHED": "ESTAB", "UNCONNECTED": "UNCONN", "TIME_WAIT": "TIME-WAIT"}
NETIDS = {"tcp": "tcp", "udp": "udp", "raw": "raw", "unix": "u_str", "unixgram": "u_dgr",
          "seqpacket": "u_seq"}


def lines_of(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout.decode(
        errors="surrogateescape")


def ours():
    text = lines_of(BOX, "socklist", "--all", "--json")
    return [json.loads(line) for line in text.splitlines()]


def users(row):
    return sorted((one["pid"], one["command"], one["fd"]) for one in row["processes"])


def queues(row):
    if row["state"] == "LISTEN":
        return row["accept_queue"], row["backlog"]
    return row["recv_queue"], row["send_queue"]


def user_words(rest):
    return sorted((int(pid), name, int(fd)) for name, pid, fd in
                  re.findall(r'\("([^"]*)",pid=(\d+),fd=(\d+)\)', rest))


def place(word):
    return None if word.endswith(":*") else word


def ss_inet(*flags):
    """{(netid, local, peer): (state, queues, users, uid, inode)} of TCP and UDP."""
    found = {}
    for line in lines_of("ss", "-Hnape", *flags).splitlines():
        words = line.split()
        netid, state, receive, send, local, peer = words[:6]
        inode, uid = re.search(r" ino:(\d+)", line), re.search(r" uid:(\d+)", line)
        inode = int(inode.group(1)) if inode else 0
        # A user of 0 is left out; where there is no inode none is known.
        uid = int(uid.group(1)) if uid else 0 if inode else None
        found[netid, place(local), place(peer)] = (
            state, (int(receive), int(send)), user_words(line), uid, inode or None)
    return found


def our_inet(rows):
    return {(NETIDS[row["transport"]], row["local"], row["peer"]):
            (WORDS[row["state"]], queues(row), users(row), row["uid"], row["inode"])
            for row in rows if row["transport"] in ("tcp", "udp") and row["state"] != "BOUND"}


def ss_unix():
    """{inode: (netid, state, queues, peer inode, users)}; names may hold newlines and blanks."""
    found = {}
    text = lines_of("ss", "-Hxnap")
    pattern = r"(u_\w+) +(\w+) +(\d+) +(\d+) +(.*?) (\d+) +(.*?) (\d+) +((?:users:\(\(.*?\)\))?) *\n"
    for netid, state, receive, send, name, inode, _, peer, rest in re.findall(
            pattern, text, re.DOTALL):
        if int(inode):
            found[int(inode)] = (netid, state, (int(receive), int(send)), int(peer),
                                 user_words(rest))
    return found


def our_unix(rows):
    return {row["inode"]: (NETIDS[row["transport"]], WORDS[row["state"]], queues(row),
                           row["peer_inode"] or 0, users(row))
            for row in rows if row["family"] == "AF_UNIX" and row["inode"]}


def proc_names():
    """{inode: name} of /proc/net/unix: a newline cuts a name off, what is no UTF-8 is escaped."""
    with open("/proc/net/unix", encoding="utf-8", errors="backslashreplace") as file:
        lines = [line.split() for line in file.read().split("\n")[1:]]
    return {int(words[6]): words[7] for words in lines if len(words) == 8 and words[6] != "0"}


def our_names(rows):
    return {row["inode"]: row["local"].replace("\0", "@").split("\n")[0] for row in rows
            if row["family"] == "AF_UNIX" and row["local"] and row["inode"]}


def differs(what, mine, theirs):
    wrong = {key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)}
    for key in sorted(wrong, key=str):
        print("%s %s: socklist says %r, not %r" % (what, key, mine.get(key), theirs.get(key)))
    if not theirs:
        print("%s: nothing to compare" % what)
    return bool(wrong) or not theirs


def raw_ports(rows):
    protocols = {"IPPROTO_ICMP": 1, "IPPROTO_ICMPV6": 58}
    return {(row["local"], protocols[row["protocol"]]): users(row)
            for row in rows if row["transport"] == "raw"}


def ss_raw():
    names = {"*": "::"}
    found = {}
    for line in lines_of("ss", "-Hwnap").splitlines():
        host, _, port = line.split()[3].rpartition(":")
        found[names.get(host, host), int(port)] = user_words(line)
    return found


rows = ours()
bad = differs("inet", our_inet(rows), ss_inet("-t", "-u"))
bad |= differs("unix", our_unix(rows), ss_unix())
bad |= differs("raw", raw_ports(rows), ss_raw())
bad |= differs("name", our_names(rows), proc_names())
sys.exit(bad)
