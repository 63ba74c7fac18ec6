#!/usr/bin/env python3
# The verbs that convert and look up against Python's socket and struct modules, whose names,
# arguments and results they have: the same arguments to both, errors included.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Known differences, all of them on purpose:
#   getaddrinfo takes no port above 65535, which libc wraps;
#   a native 'f' refuses a finite number that would become infinite, as '<f' does in both;
#   "0p" is an empty text, where Python writes or reads outside of it;
#   sethostname takes what RFC 1123 calls a name;
#   getfqdn fails where the name servers do, and does not pass the name off as what they say.
import base64
import errno
import math
import os
import random
import re
import socket
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *

VECTORS = 300 if SANITIZED else 2000
random.seed(int(os.environ.get("SEED", "7")))


def bytes_of(value):
    return value if isinstance(value, bytes) else str(value).encode()


def word(value):
    """A value as the shell reads it; what is not plain is written as bytes."""
    text = bytes_of(value)
    if re.fullmatch(rb"[A-Za-z0-9_.,:/][A-Za-z0-9_.,:/+-]*", text):
        return text.decode()
    return 'x"%s"' % text.hex()


def ask(questions):
    """The one record of each of QUESTIONS, lists of a verb and its arguments, in one session."""
    lines = ["-%s --json %s%s" % (verb, "-- " if args and bytes_of(args[0])[:1] == b"-" else "",
                                  " ".join(map(word, args))) for verb, *args in questions]
    path = os.path.join(WORK.name, "lines")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    done = subprocess.run([SOCKBOX, "run", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=300)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    equal(len(rows), len(questions), "records")
    return rows


def python(module, verb, args):
    """What Python makes of it, and the exception where it makes nothing."""
    try:
        return getattr(module, verb)(*args), None
    except (OSError, ValueError, OverflowError, struct.error, TypeError) as error:
        return None, error


def differs(row, value, error, shown):
    """Why ROW is not what Python says; None where it is."""
    if error is None:
        return None if row["status"] == "ok" and shown(row) == value else (
            "%s, Python: %r" % (row, value))
    if row["status"] == "ok":
        return "%s, Python: %r" % (row, error)
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and not isinstance(error, (socket.gaierror, socket.herror)) and (
            number and row["error"]["errno"] != errno.errorcode[number]):
        return "%s, Python: %r" % (row, error)
    return None


def compare(questions, shown, least=1, arguments=lambda args: args):
    """QUESTIONS to both. SHOWN makes Python's value of a record, ARGUMENTS Python's of ours."""
    wrong, fine, refused = [], 0, 0
    for (verb, *args), row in zip(questions, ask(questions)):
        value, error = python(socket, verb, arguments(args))
        fine += error is None
        refused += error is not None
        reason = differs(row, value, error, shown)
        if reason:
            wrong.append("%s %s: %s" % (verb, args, reason))
    equal(wrong[:5], [])
    assert fine >= least and refused >= min(least, 1), (fine, refused)


def a_number(bits):
    return random.choice([0, 1, 80, (1 << bits) - 1, 1 << bits, -1, random.getrandbits(bits),
                          random.getrandbits(bits), random.getrandbits(bits)])


def the_value(row):
    return row["value"]


def the_data(row):
    return base64.b64decode(row["data_b64"])


@check("htons htonl ntohs ntohl")
def _():
    compare([(verb, a_number(bits)) for verb, bits in (("htons", 16), ("htonl", 32), ("ntohs", 16),
                                                       ("ntohl", 32)) for _ in range(100)],
            the_value, 200)


def an_ipv4():
    return ".".join(str(random.choice([0, 1, 10, 127, 255, 256, random.randrange(256)]))
                    for _ in range(random.choice([4, 4, 4, 4, 4, 3, 2, 1, 5])))


def an_ipv6():
    text = socket.inet_ntop(socket.AF_INET6, bytes(random.choice([0, 0, 0, 1, 255, random.randrange(256)])
                                                   for _ in range(16)))
    return random.choice([text, text, text, text.upper(), text + ":", text[1:], text + "%1",
                          text.replace(":0:", "::", 1), "::ffff:" + an_ipv4()])


@check("inet_aton")
def _():
    more = ["", " ", "0x7f.1", "0177.1", "08.1", "1.2.3.4 junk", "1.2.3.4junk", "4294967295",
            "4294967296", "0x", "1..2", ".1", "1.", "-1", "+1", "1.2.3.0x100", "1.2.65535", "1.2.65536"]
    compare([("inet_aton", text) for text in more + [an_ipv4() for _ in range(300)]], the_data, 100)


@check("inet_pton")
def _():
    compare([("inet_pton", family, text()) for family in (socket.AF_INET, socket.AF_INET6)
             for text in (an_ipv4, an_ipv6) for _ in range(200)] +
            [("inet_pton", family, text) for family in (0, 1, 2, 10, 99)
             for text in ("", "1.2.3.4", "::", "01.2.3.4", "::1.2.3.4", "1::2::3", "fe80::1%lo")],
            the_data, 100, lambda args: [int(args[0]), args[1]])


@check("inet_ntoa and inet_ntop")
def _():
    compare([("inet_ntoa", random.randbytes(random.choice([4, 4, 4, 0, 3, 5, 16]))) for _ in range(200)],
            the_value, 50)
    compare([("inet_ntop", random.choice([2, 10]), random.randbytes(random.choice([4, 16, 16, 0, 15])))
             for _ in range(300)] + [("inet_ntop", 99, b"1234"), ("inet_ntop", 10, bytes(16)),
                                     ("inet_ntop", 10, bytes(12) + b"\1\2\3\4")], the_value, 80)


# ---- struct -----------------------------------------------------------------------------------

CODES = "xcbB?hHiIlLqQnNefdspP"


def a_format():
    prefix = random.choice(["", "@", "=", "<", ">", "!"])
    chosen = []
    for _ in range(random.randrange(1, 7)):
        code = random.choice(CODES)
        times = random.choice([None, None, None, 0, 1, 2, 3, 9])
        chosen.append((code, 1 if code == "p" and times == 0 else times))
    return prefix, chosen, prefix + "".join(("" if t is None else str(t)) + c for c, t in chosen)


def a_value(prefix, code, size):
    if code in "csp":
        return random.randbytes(random.choice([size, size, size, size + 2, 0]) if code != "c" else
                                random.choice([1] * 20 + [2]))
    if code == "?":
        return random.randrange(2)
    if code in "efd":
        return random.choice([0.0, 1.5, -2.25, math.inf, -math.inf, math.nan, random.gauss(0, 1000),
                              1e5 if code == "e" and random.random() < 0.1 else 3.0])
    try:
        bits = 8 * struct.calcsize(prefix + code)
    except struct.error:
        bits = 64
    low = -(1 << bits - 1) if code in "bhilqnP" else 0
    high = (1 << bits) - 1 if code in "BHILQNP" else (1 << bits - 1) - 1
    return random.choice([low, high, 0, 1] * 6 + [random.randint(low, high)] * 6 + [low - 1, high + 1])


def a_message():
    prefix, chosen, text = a_format()
    values = []
    for code, times in chosen:
        size = 1 if times is None else times
        if code != "x":
            values += [a_value(prefix, code, size) for _ in range(1 if code in "sp" else size)]
    if random.random() < 0.05:
        values = values[:-1]
    return text, values


def as_python(value, shown):
    """SHOWN, a value of a record's json, as Python's VALUE is."""
    if isinstance(value, bytes):
        return bytes.fromhex(shown["hex"]) if isinstance(shown, dict) else shown.encode()
    if isinstance(value, float):
        return float(shown)
    return shown


def same(value, shown):
    shown = as_python(value, shown)
    return shown == value or (value != value and shown != shown)


MESSAGES = [a_message() for _ in range(VECTORS)]


@check("pack")
def _():
    wrong, fine = [], 0
    for (text, values), row in zip(MESSAGES, ask([("pack", text, *values) for text, values in MESSAGES])):
        value, error = python(struct, "pack", [text, *values])
        fine += error is None
        reason = differs(row, value, error, the_data)
        if reason:
            wrong.append("%s %s: %s" % (text, values, reason))
    equal(wrong[:5], [])
    assert VECTORS * 0.9 > fine > VECTORS / 3, fine


@check("unpack")
def _():
    questions = []
    for text, _ in MESSAGES:
        size = python(struct, "calcsize", [text])[0]
        if size is not None:
            questions.append((text, random.randbytes(random.choice([size] * 12 + [size + 1, max(0, size - 1)]))))
    wrong, fine = [], 0
    for (text, data), row in zip(questions, ask([("unpack", *each) for each in questions])):
        values, error = python(struct, "unpack", [text, data])
        fine += error is None
        if (error is None) != (row["status"] == "ok") or (error is None and not (
                len(values) == len(row["json"]) == len(row["value"]) and all(map(same, values, row["json"])))):
            wrong.append("%s %s: %s, Python: %s" % (text, data.hex(), row, error or values))
    equal(wrong[:5], [])
    assert fine > VECTORS / 2, fine


@check("calcsize")
def _():
    texts = [text for text, _ in MESSAGES[:300]] + ["", "@", "5", "z", "<n", "1000000s", "99999999999999999999s",
                                                    "i 2h", "b\0i", "@bhilq", "=bhilq"]
    wrong = [text for text, row in zip(texts, ask([("calcsize", text) for text in texts]))
             if differs(row, *python(struct, "calcsize", [text]), the_value)]
    equal(wrong, [])


# ---- files of this machine --------------------------------------------------------------------

def entries(path):
    if not os.path.exists(path):
        return []
    with open(path) as file:
        rows = [line.partition("#")[0].split() for line in file]
    return [row for row in rows if len(row) > 1]


@check("getservbyname and getservbyport")
def _():
    rows = entries("/etc/services")
    questions = [("getservbyname", *more) for more in [("nosuch",), ("HTTP",), ("http", "sctp"), ("mongodb",),
                                                       ("domain",), ("http", "TCP")]]
    for name, port, *aliases in rows:
        number, transport = port.split("/")
        questions += [("getservbyname", each, transport) for each in [name, *aliases]]
        questions += [("getservbyname", name), ("getservbyname", name.upper(), transport),
                      ("getservbyport", int(number), transport), ("getservbyport", int(number))]
    questions += [("getservbyport", port) for port in (0, 4, 65535, 65536, -1)]
    compare(questions, the_value, 1)


@check("getprotobyname")
def _():
    words = {each for row in entries("/etc/protocols") for name in (row[0], *row[2:])
             for each in (name, name.upper(), name.capitalize())}
    compare([("getprotobyname", each) for each in sorted(words) + ["nosuch", "6", ""]], the_value, 1)


@check("if_nametoindex, if_indextoname and if_nameindex")
def _():
    pairs = socket.if_nameindex()
    compare([("if_nametoindex", name) for name in [each[1] for each in pairs] + ["nosuch0", "", "x" * 40]] +
            [("if_indextoname", index) for index in [each[0] for each in pairs] + [0, 9999]], the_value, 2)
    row, = ask([("if_nameindex",)])
    equal([(each["index"], each["name"]) for each in row["interfaces"]], sorted(pairs))


@check("gethostname, has_ipv6")
def _():
    name, six = ask([("gethostname",), ("has_ipv6",)])
    equal(name["value"], socket.gethostname())
    equal(six["value"] or six["why"], socket.has_ipv6 if six["value"] else "EAFNOSUPPORT")


# ---- hosts ------------------------------------------------------------------------------------

# Where there are name servers of our own: more names, and addresses.
MORE = os.environ.get("HOSTS", "").split()

HOSTS = ["127.0.0.1", "127.1", "0x7f000001", "localhost", "::1", "255.255.255.255", "1.2.3.4.5", "a..b", "x" * 64]


@check("gethostbyname and its kin")
def _():
    compare([("gethostbyname", host) for host in HOSTS + MORE + ["", "<broadcast>"]], the_value, 4)
    compare([(verb, host) for verb, hosts in (("gethostbyname_ex", HOSTS[:4] + MORE + ["", "a..b"]),
                                              ("gethostbyaddr", MORE + ["127.0.0.1", "localhost", "", "a..b"]))
             for host in hosts], lambda row: (row["name"], row["aliases"], row["addresses"]), 4)
    compare([("getfqdn", name) for name in MORE + ["localhost", "127.0.0.1", "a..b", "x" * 64, "", "0.0.0.0"]] +
            [("getfqdn",)], the_value, 5)


def sockaddr_of(endpoint):
    host, _, port = endpoint.rpartition(":")
    return host.strip("[]"), int(port)


def infos_of(row):
    return [(getattr(socket, each["family"]), getattr(socket, each["socktype"]), each["protocol"],
             each["canonname"] or "", sockaddr_of(each["endpoint"])) for each in row["value"]]


@check("getaddrinfo")
def _():
    questions = [("getaddrinfo", host, port, *more)
                 for host in ["127.0.0.1", "::1", "localhost", "127.1", "", "a..b"] + MORE for port in [80, "http", "nosuch", "", 0]
                 for more in [(), ("AF_INET",), ("AF_INET6", "SOCK_STREAM"), (0, "SOCK_DGRAM"), (0, 0, "IPPROTO_TCP"),
                              ("AF_INET", 0, 0, "AI_PASSIVE,AI_CANONNAME"), (0, "stream", 0, "AI_NUMERICHOST"),
                              ("inet", 1, 17), ("AF_UNIX",)]]
    wrong, fine = [], 0
    short = {"stream": socket.SOCK_STREAM, "inet": socket.AF_INET, "AI_PASSIVE,AI_CANONNAME":
             socket.AI_PASSIVE | socket.AI_CANONNAME}
    for question, row in zip(questions, ask(questions)):
        _, host, port, *more = question
        more = [short.get(each, getattr(socket, str(each), each)) for each in more]
        value, error = python(socket, "getaddrinfo", [host or None, port if port != "" else None, *more])
        if value is not None:
            value = [(*each[:4], each[4][:2]) for each in value]
        fine += error is None
        reason = differs(row, value, error, infos_of)
        if reason:
            wrong.append("%s: %s" % (question, reason))
    equal(wrong[:5], [])
    assert len(questions) * 0.8 > fine > len(questions) / 5, (fine, len(questions))


@check("getnameinfo")
def _():
    questions = [("getnameinfo", at, *more) for at in ["127.0.0.1:80", "[::1]:53", "127.0.0.1:9", "192.0.2.1:443"]
                 for more in [("NI_NUMERICHOST",), ("NI_NUMERICHOST|NI_NUMERICSERV",), ("numerichost,NI_DGRAM",), (3,)]]
    questions += [("getnameinfo", "127.0.0.1:80"), ("getnameinfo", "127.0.0.1:80", "NI_NAMEREQD")]
    wrong = []
    for (_, at, *flags), row in zip(questions, ask(questions)):
        bits = 0
        for each in re.split("[|,]", str(flags[0])) if flags else []:
            bits |= int(each) if each.isdigit() else getattr(socket, "NI_" + each.upper().replace("NI_", ""))
        value, error = python(socket, "getnameinfo", [sockaddr_of(at), bits])
        reason = differs(row, value, error, lambda row: (row["host"], row["service"]))
        if reason:
            wrong.append("%s %s: %s" % (at, flags, reason))
    equal(wrong, [])
    refused = ask([("getnameinfo", each) for each in ["localhost:80", "127.0.0.1", ":80", "127.0.0.1:http", "/tmp/x"]])
    equal({row["status"] for row in refused}, {"invalid"})


done()
