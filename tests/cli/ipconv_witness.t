#!/usr/bin/env python3
# ipconv against Python's socket and ipaddress modules: 100,000 words, valid, odd and malformed.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# inet_pton(3) and inet_aton(3), which the socket module calls, say what is an address, strictly and
# loosely; ipaddress says what follows from it. One run of ipconv answers all words.
import ipaddress
import json
import os
import random
import socket
import subprocess
import sys

SOCKBOX = os.environ.get("SOCKBOX", "build/sockbox")
WORDS = 10000 if "/san-" in os.environ.get("BUILD", "") else 100000
CHARS = "0123456789abcdefABCDEFgxX:."
LOCAL = {"private-use", "loopback", "link-local", "unique-local", "benchmarking"}
random.seed(int(os.environ.get("SEED", "20")))
tests = failures = 0


def check(name, wrong):
    """One TAP result; WRONG holds what was not as expected."""
    global tests, failures
    tests += 1
    failures += bool(wrong)
    print("%s %d - %s" % ("not ok" if wrong else "ok", tests, name))
    for line in wrong[:10]:
        print("#  ", line)


def run(*options, lines=()):
    """The lines that ipconv prints, and the exit code."""
    done = subprocess.run([SOCKBOX, "ipconv", *options], text=True,
                          input="".join(line + "\n" for line in lines),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.splitlines(), done.returncode


def ipconv(*options, lines=()):
    """The records, and the exit code."""
    said, code = run("--json", *options, lines=lines)
    return [json.loads(line) for line in said], code


def answers(path, *options, lines=()):
    """One value of each record, '' where it is unset."""
    return run("--get", path, *options, lines=lines)[0]


def pton(word):
    for family in socket.AF_INET, socket.AF_INET6:
        try:
            return family, socket.inet_pton(family, word)
        except OSError:
            pass
    return None


def aton(word):
    try:
        return socket.inet_aton(word)
    except OSError:
        return None


# ---- words ------------------------------------------------------------------------------------

def number4():
    return random.choice([random.getrandbits(32), random.getrandbits(8),
                          random.choice([0, 1, 2**31, 2**32 - 1, 0x7f000001, 0xe0000001])])


def number6():
    number = random.getrandbits(128)
    for _ in range(random.randrange(4)):  # runs of zero groups
        number &= ~(0xffffffff << 16 * random.randrange(8))
    return random.choice([number, number, number & 0xffffffff | 0xffff << 32, number & 0xffffffff,
                          random.choice([0, 1, 2**128 - 1, 0x2002 << 112, 0xfe80 << 112 | 1])])


def valid4():
    return str(ipaddress.IPv4Address(number4()))


def valid6():
    address = ipaddress.IPv6Address(number6())
    word = random.choice([str(address), address.exploded,
                          ":".join("%x" % (int(address) >> 16 * i & 0xffff) for i in range(7, -1, -1)),
                          "::" + str(address).split("::")[-1]])
    if random.random() < 0.2 and word.count(":") > 1:
        word = word.rsplit(":", 1)[0] + ":" + valid4()
    return word.upper() if random.random() < 0.2 else word


def loose4():
    parts = valid4().split(".")[:random.randrange(1, 5)]
    if random.random() < 0.3:
        parts[-1] = str(number4())
    write = ["%d", "%#o", "0%o", "0x%x", "0X%X", "0%d", "00%d"]
    return ".".join((random.choice(write) % int(part)).replace("0o", "0") for part in parts)


def broken():
    word = list(random.choice([valid4, valid6, loose4])())
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(word) + 1)
        word[at:at + random.randrange(2)] = random.choice([[], [random.choice(CHARS)]])
        word = word or ["0"]
    return "".join(word)


words = [random.choice([valid4, valid6, valid6, loose4, broken, broken])() for _ in range(WORDS)]

# ---- addresses --------------------------------------------------------------------------------

rows, code = ipconv("-", lines=words)
check("one record a word, in order", ["%d records" % len(rows)] * ([r["input"] for r in rows] != words))
check("the worst decides the exit code", ["exit code %d" % code] * (code != 2))

kinds, wrong, derived = {"ok": 0, "ambiguous": 0, "invalid": 0}, [], []
for word, row in zip(words, rows):
    strict, loose = pton(word), aton(word)
    status = "ok" if strict else "ambiguous" if loose else "invalid"
    kinds[status] += 1
    if row["status"] != status:
        wrong.append("%s: %s, not %s" % (word, row["status"], status))
    elif not strict:
        expected = socket.inet_ntoa(loose) if loose else None
        if (row["address"], row["packed"], row["loose"]) != (None, None, expected):
            wrong.append("%s: %s, inet_aton reads %s" % (word, row["loose"], expected))
    else:
        family, packed = strict
        expected = (socket.inet_ntop(family, packed), packed.hex(), family.name)
        if (row["address"], row["packed"], row["family"]) != expected:
            wrong.append("%s: %s" % (word, row))
check("inet_pton, inet_ntop and inet_aton agree", wrong)
check("words of every kind were among them", [str(kinds)] * (min(kinds.values()) < WORDS / 20))

for word, row in zip(words, rows):
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        address = None
    if (address is None) != (row["address"] is None):
        derived.append("%s: ipaddress reads %s" % (word, address))
        continue
    if address is None:
        continue
    packed = address.packed
    bits = "".join("{:08b}".format(byte) for byte in packed)
    same = (row["integer"] == str(int(address)) and row["reverse_name"] == address.reverse_pointer
            and row["binary"].replace(".", "").replace(":", "") == bits
            and eval(row["python_literal"]) == packed
            and bytes(eval(row["c_literal"].replace("{", "[").replace("}", "]"))) == packed
            and (row["class"] not in LOCAL or not address.is_global)
            and (row["class"] != "global-unicast" or address.is_global)
            and (row["class"].startswith(("multicast", "solicited")) == address.is_multicast))
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or [None, None])[1]
        same = same and row["expanded"] == address.exploded
        same = same and (inner is None or row["embedded"] == str(inner))
    else:
        same = same and row["mapped"].endswith(str(address)) and int(row["s_addr"]) == \
            int.from_bytes(packed, sys.byteorder)
    if not same:
        derived.append("%s: %s" % (word, row))
check("ipaddress draws the same conclusions", derived)

said = answers("address", "--loose", "-", lines=words)
expected = [socket.inet_ntop(*pton(word)) if pton(word) else
            socket.inet_ntoa(aton(word)) if aton(word) else "" for word in words]
check("--loose is inet_pton or else inet_aton", [w for w in zip(words, expected, said) if w[1] != w[2]]
      or [len(said)] * (len(said) != len(words)))

said = answers("status", "--strict", "-", lines=words)
expected = ["ok" if pton(word) else "invalid" for word in words]
check("--strict is inet_pton", [w for w in zip(words, expected, said) if w[1] != w[2]]
      or [len(said)] * (len(said) != len(words)))

# ---- and back -----------------------------------------------------------------------------------

good = sorted({pton(word) for word in words} - {None})
said = answers("address", "--from", "packed", "-", lines=[packed.hex() for _, packed in good])
expected = [socket.inet_ntop(*found) for found in good]
check("--from packed", [w for w in zip(expected, said) if w[0] != w[1]] or [len(said)] * (len(said) != len(good)))

for version, family in ("-4", socket.AF_INET), ("-6", socket.AF_INET6):
    some = [packed for of, packed in good if of == family]
    said = answers("address", "--from", "integer", version, "-",
                   lines=[str(int.from_bytes(packed, "big")) for packed in some])
    expected = [socket.inet_ntop(family, packed) for packed in some]
    check("--from integer %s" % version, [w for w in zip(expected, said) if w[0] != w[1]]
          or [len(said)] * (len(said) != len(some)))

# ---- networks -----------------------------------------------------------------------------------

def as_text(net):
    """A network as ipconv writes it: Python never writes dotted tails."""
    return "%s/%d" % (socket.inet_ntop(*pton(str(net[0]))), net.prefixlen)


nets = [ipaddress.ip_network((number4(), random.randrange(33)), strict=False) for _ in range(1000)]
nets += [ipaddress.ip_network((number6(), random.randrange(129)), strict=False) for _ in range(1000)]
rows, code = ipconv("-", lines=[str(net) for net in nets])
wrong = [row for net, row in zip(nets, rows) if
         (row["network"], row["prefixlen"], row["netmask"], row["wildcard"], row["size"]) !=
         (as_text(net), net.prefixlen, socket.inet_ntop(*pton(str(net.netmask))),
          socket.inet_ntop(*pton(str(net.hostmask))), str(net.num_addresses))]
check("networks", wrong)
wrong = [row for net, row in zip(nets, rows) if net.version == 4 and
         (row["first"], row["last"]) != (str(net[1 if net.prefixlen < 31 else 0]),
                                         str(net[-2 if net.prefixlen < 31 else -1]))]
check("the hosts of IPv4 networks", wrong)

four = [net for net in nets if net.version == 4]
rows, _ = ipconv("-", lines=["%s/%s" % (net[0], mask) for net in four for mask in (net.netmask, net.hostmask)])
wrong = [row for net, row in zip([n for n in four for _ in "ab"], rows) if row["network"] != str(net)
         and net.prefixlen not in (0, 32)]  # 0.0.0.0 and 255.255.255.255 are read as netmasks
check("netmasks and wildcards", wrong)


ends = [sorted((number4(), number4())) for _ in range(500)]
ranges = [(ipaddress.IPv4Address(a), ipaddress.IPv4Address(b)) for a, b in ends]
ends = [sorted((number6(), number6())) for _ in range(500)]
ranges += [(ipaddress.IPv6Address(a), ipaddress.IPv6Address(b)) for a, b in ends]
rows, _ = ipconv("-", lines=["%s-%s" % ends for ends in ranges])
wrong = [row for ends, row in zip(ranges, rows)
         if row["networks"] != [as_text(net) for net in ipaddress.summarize_address_range(*ends)]]
check("ranges to networks", wrong)

small = [net for net in nets if net.prefixlen > 4]
rows, _ = ipconv("--aggregate", "-", lines=[str(net) for net in small])
expected = [as_text(net) for version in (4, 6)
            for net in ipaddress.collapse_addresses(n for n in small if n.version == version)]
check("--aggregate", [] if [row["network"] for row in rows] == expected else ["%d, not %d networks" %
                                                                         (len(rows), len(expected))])

wrong = []
for net in random.sample([n for n in small if n.prefixlen < n.max_prefixlen], 20):
    hole = ipaddress.ip_network((random.randrange(int(net[0]), int(net[-1]) + 1),
                                 random.randrange(net.prefixlen + 1, net.max_prefixlen + 1)), strict=False) \
        if net.version == 4 else ipaddress.IPv6Network((int(net[0]), net.prefixlen + 1))
    rows, _ = ipconv("--subtract", str(hole), str(net))
    expected = [as_text(n) for n in sorted(net.address_exclude(hole))]
    if [row["network"] for row in rows] != expected:
        wrong.append("%s without %s" % (net, hole))
check("--subtract", wrong)

print("1..%d" % tests)
sys.exit(failures > 0)
