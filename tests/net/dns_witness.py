"""dns_witness -- what Python's socket module says, beside hostinfo, addrinfo and nameinfo.

Runs in the world of dns_world.sh. Prints how many answers were the same, or the first
differences, and fails then.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import socket
import struct
import subprocess
import sys

NAMES = ["both.test", "alias.test", "chain.test", "only4.test", "only6.test", "both", "files.test",
         "MIXED.case.test", "mixed", "only4.files.test", "only6.files.test", "localhost",
         "ip6-localhost", "127.0.0.1", "::1", "127.1", "0x7f.1", "fe80::1%lo", "nx.test",
         "text.test", "servfail.bad.test", "nx.bad.test"]
ADDRESSES = ["127.0.0.1", "::1", "10.1.0.1", "10.1.0.3", "fd00:1::1", "fd00:1::4", "10.2.0.1",
             "10.2.0.2", "2001:db8:2::1", "2001:db8:2::3", "10.2.0.9", "10.3.3.3", "fe80::1%lo",
             "2001:db8:ffff::1"]
EAI = {getattr(socket, name): name for name in dir(socket) if name.startswith("EAI_")}
HOST_STATUS = {1: "not_found", 2: "temp_fail", 3: "temp_fail", 4: "no_data"}

count = 0
wrong = []


def same(what, ours, theirs):
    global count
    count += 1
    if ours != theirs:
        wrong.append("%s:\n  sockbox %r\n  python  %r" % (what, ours, theirs))


def sockbox(*words):
    done = subprocess.run([os.environ["SOCKBOX"], *words, "--json"], capture_output=True,
                          check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


# ---- getaddrinfo ---------------------------------------------------------------------------

def as_python(row):
    """A result of addrinfo as socket.getaddrinfo() has it: the zone as scope id only, since 3.7."""
    family = getattr(socket, row["family"])
    where = (row["address"].partition("%")[0], row["port"])
    if family == socket.AF_INET6:
        where += (row["flowinfo"], row["scope_id"])
    return (family, getattr(socket, row["socktype"]), row["protocol_number"],
            row["canonname"] or "", where)


def sockaddr_of(family, where):
    port = struct.pack("!H", where[1])
    head = struct.pack("H", family)
    if family == socket.AF_INET:
        return head + port + socket.inet_pton(family, where[0]) + bytes(8)
    address = socket.inet_pton(family, where[0].partition("%")[0])
    return head + port + struct.pack("!I", where[2]) + address + struct.pack("I", where[3])


def getaddrinfo(options, *args, **hints):
    words = [word or "" for word in args if word or word is args[0]]
    rows = [row for row in sockbox("addrinfo", *options, *words) if row["type"] == "result"]
    what = "addrinfo %s" % " ".join([*options, *words])
    try:
        theirs = socket.getaddrinfo(*args, **hints)
    except socket.gaierror as error:
        text = (rows[0]["error"] or {}).get("text", "")
        eai = EAI[error.args[0]]
        # gethostbyname's code stands where getaddrinfo's was doubted.
        same(what, eai if eai in text or "TRY_AGAIN" in text else text, eai)
        return
    ours = [as_python(row) for row in rows if row["status"] == "ok"]
    same(what, ours, [tuple(row) for row in theirs])
    for row, their in zip(rows, theirs):
        same(what + " sockaddr", row["sockaddr"], sockaddr_of(their[0], their[4]).hex())


def all_getaddrinfo():
    for name in NAMES:
        getaddrinfo([], name, None)
        getaddrinfo([], name, "80")
        getaddrinfo(["--type", "stream", "--canonname"], name, "443", type=socket.SOCK_STREAM,
                    flags=socket.AI_CANONNAME)
        getaddrinfo(["-4"], name, None, family=socket.AF_INET)
        getaddrinfo(["--family", "AF_INET6"], name, None, family=socket.AF_INET6)
        getaddrinfo(["-6", "--v4mapped", "--all-mapped"], name, None, family=socket.AF_INET6,
                    flags=socket.AI_V4MAPPED | socket.AI_ALL)
        getaddrinfo(["-n"], name, "80", flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV)
    getaddrinfo(["--proto", "IPPROTO_UDP"], "127.0.0.1", "53", proto=socket.IPPROTO_UDP)
    getaddrinfo(["--proto", "udp", "--type", "stream"], "127.0.0.1", "53",
                type=socket.SOCK_STREAM, proto=socket.IPPROTO_UDP)
    getaddrinfo(["--passive", "--type", "dgram"], None, "53", type=socket.SOCK_DGRAM,
                flags=socket.AI_PASSIVE)
    getaddrinfo(["--type", "stream"], None, "0", type=socket.SOCK_STREAM)
    getaddrinfo(["--addrconfig"], "127.0.0.1", "65535", flags=socket.AI_ADDRCONFIG)
    getaddrinfo([], "127.0.0.1", "http")
    getaddrinfo(["--type", "stream"], "localhost", "domain", type=socket.SOCK_STREAM)
    getaddrinfo([], "localhost", "no-such-service")
    getaddrinfo(["--numeric-service"], "127.0.0.1", "http", flags=socket.AI_NUMERICSERV)


# ---- getnameinfo ---------------------------------------------------------------------------

def getnameinfo(address, port, names):
    options = ["--flags", ",".join(names)] if names else []
    flags = 0
    for name in names:
        flags |= getattr(socket, name)
    row = sockbox("nameinfo", *options, address, str(port))[0]
    what = "nameinfo %s" % " ".join([*options, address, str(port)])
    same(what + " flags", row["flags"], names)
    try:
        where = (address.partition("%")[0], port)
        if ":" in address:
            where += (0, socket.if_nametoindex("lo") if "%" in address else 0)
        theirs = socket.getnameinfo(where, flags)
    except socket.gaierror as error:
        same(what, [row["eai"], row["eai_number"], row["eai_text"]],
             [EAI[error.args[0]], error.args[0], error.args[1]])
        return
    same(what, (row["host"], row["service"]), theirs)


def all_getnameinfo():
    for address in ADDRESSES:
        for names in ([], ["NI_NUMERICHOST"], ["NI_NUMERICSERV"], ["NI_NAMEREQD"], ["NI_DGRAM"],
                      ["NI_NOFQDN"], ["NI_NUMERICHOST", "NI_NUMERICSERV"],
                      ["NI_NUMERICHOST", "NI_NAMEREQD"]):
            getnameinfo(address, 514, names)
        getnameinfo(address, 65535, [])


# ---- gethostbyname_ex, gethostbyaddr ---------------------------------------------------------

def compare_host(what, row, ask):
    try:
        name, aliases, addresses = ask()
    except socket.herror as error:
        same(what, row["status"], HOST_STATUS[error.args[0]])
        return
    except socket.gaierror as error:  # Python looks numeric text up first
        same(what, row["status"] in ("temp_fail", "not_found", "no_data"), True)
        return
    same(what, (row["canonname"], row["aliases"], set(row["addresses"])),
         (name, aliases, set(addresses)))


def all_hosts():
    for name in NAMES:
        if ":" in name or name[0].isdigit():
            continue
        compare_host("hostinfo -4 " + name, sockbox("hostinfo", "-4", name)[0],
                     lambda: socket.gethostbyname_ex(name))
    for address in ADDRESSES:
        if "%" not in address:
            compare_host("hostinfo " + address, sockbox("hostinfo", address)[0],
                         lambda: socket.gethostbyaddr(address))


all_getaddrinfo()
all_getnameinfo()
all_hosts()
if wrong:
    sys.exit("%d of %d differ:\n%s" % (len(wrong), count, "\n".join(wrong[:20])))
print("%d the same" % count)
