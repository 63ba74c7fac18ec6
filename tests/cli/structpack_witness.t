#!/usr/bin/env python3
# structpack against Python's struct module: thousands of formats and values, good and bad.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# struct says what is packed, what is unpacked, how large it is, and what is refused. One run of
# structpack answers all questions of a kind. Known differences, all of them on purpose:
#   a native 'f' refuses a finite number that would become infinite, as '<f' does in both;
#   "0p" is an empty text, where Python writes or reads outside of it.
import base64
import json
import math
import os
import random
import re
import struct
import subprocess
import sys

SOCKBOX = os.environ.get("SOCKBOX", "build/sockbox")
VECTORS = 2500 if "/san-" in os.environ.get("BUILD", "") else 10000
CODES = "xcbB?hHiIlLqQnNefdspP"
SIGNED, UNSIGNED, FLOATS, TEXTS = "bhilqn", "BHILQN", "efd", "csp"
random.seed(int(os.environ.get("SEED", "7")))
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
    """The records of structpack, and its exit code."""
    done = subprocess.run([SOCKBOX, "structpack", *options], text=True, errors="surrogateescape",
                          input="".join(line + "\n" for line in lines),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


# ---- formats and values -----------------------------------------------------------------------

def items(count):
    """Codes with their counts, None where none is written."""
    chosen = []
    for _ in range(count):
        code = random.choice(CODES)
        times = random.choice([None, None, None, 0, 1, 2, 3, random.randrange(20)])
        if code == "p" and times == 0:
            times = 1
        chosen.append((code, times))
    return chosen


def write(prefix, chosen):
    between = ["", "", "", "\v", "\f"]
    return prefix + "".join(("" if times is None else str(times)) + code + random.choice(between)
                            for code, times in chosen)


def size_of(prefix, code):
    try:
        return struct.calcsize(prefix + code)
    except struct.error:
        return 8


def an_integer(low, high):
    return random.choice([low, high, 0, 1, random.randint(low, high), random.randint(low, high),
                          random.randrange(100), low - 1 if random.random() < 0.05 else low,
                          high + 1 if random.random() < 0.05 else high])


def a_float(code):
    limit = {"e": 65504.0, "f": 3.4028234663852886e+38, "d": 1.7976931348623157e+308}[code]
    value = random.choice([
        0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, limit, -limit, math.nextafter(limit, 0),
        random.uniform(-1000, 1000), random.gauss(0, 1) * 10.0 ** random.randint(-40, 40),
        struct.unpack("<d", random.randbytes(8))[0], struct.unpack("<e", random.randbytes(2))[0],
        struct.unpack("<f", random.randbytes(4))[0], 2.0 ** random.randint(-1074, 1023),
        random.randint(-10**6, 10**6), 65519.999 if code == "e" else 1e-310,
        65520.0 if code == "e" else 3.4028235677973366e+38])
    return math.copysign(math.nan, value) if value != value else value  # a word carries no more of one


def a_text(size):
    kind = random.random()
    size = random.choice([size, size, random.randrange(size + 4)])
    if kind < 0.5:
        return bytes(random.choice(b"abcXYZ019 '\"\\\n\0_-") for _ in range(size))
    if kind < 0.6:
        return "é€😀ß".encode()[:size]
    return random.randbytes(size)


def a_value(prefix, code, size):
    if code in SIGNED or code in UNSIGNED or code == "P":
        bits = 8 * size_of(prefix, code)
        low = -(1 << bits - 1) if code in SIGNED or code == "P" else 0
        high = (1 << bits - 1) - 1 if code in SIGNED else (1 << bits) - 1
        return random.choice([an_integer(low, high)] * 20 + [True, 1.5])
    if code == "?":
        return random.choice([True, False, 0, 1, 2, -5, 0.0, 0.5])
    if code in FLOATS:
        return random.choice([a_float(code)] * 20 + [True])
    return a_text(1 if code == "c" else size)


def word_of(value):
    """A value as someone might type it."""
    if isinstance(value, bool):
        return random.choice(["true", "True"] if value else ["false", "FALSE"])
    if isinstance(value, int):
        return random.choice([str, str, str, hex, oct, bin])(value)
    if isinstance(value, float):
        if value != value and math.copysign(1, value) < 0:
            return "-nan"
        return random.choice([repr(value), "%.17g" % value, "%.25e" % value])
    quote = random.choice(["", "b'", "b\"", "'", "\""])
    word = quote
    for byte in value:
        char = chr(byte)
        if 0x20 < byte < 0x7f and char not in "\\'\"":
            word += char
        elif quote and char == quote[-1]:
            word += random.choice([2 * char, "\\" + char])
        else:
            word += {"\\": "\\\\", "\n": "\\n"}.get(char, "\\x%02x" % byte)
    if not quote and (not value or word in ("b'", "-")):
        quote, word = "'", "'" + word
    return word + quote[-1:]


def a_vector():
    prefix = random.choice(["", "@", "=", "<", ">", "!"])
    chosen = items(random.randrange(1, 7))
    values = []
    for code, times in chosen:
        if code == "x":
            continue
        size = 1 if times is None else times
        values += [a_value(prefix, code, size) for _ in range(1 if code in "sp" else size)]
    if random.random() < 0.03:
        values = values[:-1] or [1]
    elif random.random() < 0.03:
        values.append(random.choice([1, b"x"]))
    text = write(prefix, chosen)
    if random.random() < 0.05:  # a format that is none, mostly
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice("azZ19:,<@!_\x7f\u00e9") + text[at:]
    return text, values


def pack(text, values):
    """What struct packs; None where it raises, "skip" where a word has another type than the value."""
    try:
        packed = struct.pack(text, *values)
    except (struct.error, OverflowError, TypeError, UnicodeEncodeError) as error:
        return "skip" if "bytes object" in str(error) and not all(
            isinstance(value, bytes) for value in values) else None
    if re.search("[?]", text) and any(isinstance(value, bytes) for value in values):
        return "skip"
    if text[:1] not in "=<>!" or not text:
        # Python stores a finite number that is too large for a native float as infinity.
        back = struct.unpack(text, packed)
        if any(isinstance(b, float) and math.isinf(b) and not (isinstance(v, float) and math.isinf(v))
               for v, b in zip(values, back)):
            return None
    return packed


def is_told(text):
    """Whether a format means the same to both: names are no mistake here, see also above."""
    return text and not re.search(r"[:,]|(?<![0-9])0+p", text)


# ---- packing ----------------------------------------------------------------------------------

told = [(text, values, pack(text, values)) for text, values in (a_vector() for _ in range(VECTORS))
        if is_told(text)]
vectors = [(text, values) for text, values, packed in told if packed != "skip"]
expected = [packed for _, _, packed in told if packed != "skip"]
rows, code = run("--json", "-", lines=[" ".join([text] + [word_of(value) for value in values])
                                       for text, values in vectors])
check("one record a question", ["%d records for %d" % (len(rows), len(vectors))] * (len(rows) != len(vectors)))
bad = sum(packed is None for packed in expected)
check("at least 2,000 of them, good and bad", ["%d, %d" % (len(expected), bad)] * (
    len(expected) < 2000 or bad < 300 or len(expected) - bad < 1000))
check("refused is what raises", [(text, values, row["error"] or row["hex"], e)
                                 for (text, values), row, e in zip(vectors, rows, expected)
                                 if (row["status"] == "ok") != (e is not None)])
check("every refusal is a malformed question", [row for row in rows if row["status"] not in ("ok", "invalid")]
      + [code] * (code != 2))
check("packed as by Python", [(text, values, row["hex"], e.hex())
                              for (text, values), row, e in zip(vectors, rows, expected)
                              if e is not None and row["hex"] not in (None, e.hex())])
check("in base64 too", [row for row, e in zip(rows, expected) if e is not None and row["hex"] is not None
                        and base64.b64decode(row["data_b64"]) != e])

# ---- sizes ------------------------------------------------------------------------------------

texts = list(dict.fromkeys(text for text, _ in vectors)) + ["9" * n + "x" for n in (5, 18, 19, 20, 40)] + [
    "%d%s" % (n, c) for c in CODES for n in (2**62 - 1, 2**62, 2**63 - 1)] + ["x%dq" % (2**60 - 1)]
rows, _ = run("--size", "--json", "-", lines=texts)
wrong = []
for text, row in zip(texts, rows):
    try:
        size = struct.calcsize(text)
    except (struct.error, UnicodeEncodeError):
        size = None
    if row["size_bytes"] != size:
        wrong.append((text, size, row))
check("calcsize says the same", wrong or [len(rows)] * (len(rows) != len(texts)))

# ---- unpacking --------------------------------------------------------------------------------

def same(value, shown, text):
    """Whether SHOWN, of JSON, and TEXT are VALUE."""
    if isinstance(value, bool):
        return shown is value and text == str(value).lower()
    if isinstance(value, int):
        return type(shown) is int and shown == value and text == str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return shown == text == repr(value)
        return isinstance(shown, float) and struct.pack("d", shown) == struct.pack("d", value) and text == repr(value)
    data = bytes.fromhex(shown["hex"]) if isinstance(shown, dict) else shown.encode()
    return data == value and isinstance(shown, dict) == (not is_utf8(value))


def is_utf8(data):
    try:
        return data.decode() is not None
    except UnicodeDecodeError:
        return False


questions = []
for text, packed in zip([text for text, _ in vectors], expected):
    if packed is None:
        continue
    size = len(packed)
    if random.random() < 0.7:
        packed = random.randbytes(size)
    if random.random() < 0.1 and size:
        packed = random.choice([packed[:-1], packed + b"\1"])
    questions.append((text, packed))
rows, code = run("--unpack", "--json", "-", lines=["%s %s" % (text, packed.hex() or "0x")
                                                   for text, packed in questions])
at, wrong, refused, seen = 0, [], [], 0
for text, packed in questions:
    size = struct.calcsize(text)
    try:
        values = [list(each) for each in ([struct.unpack(text, packed)] if len(packed) <= size
                                          else struct.iter_unpack(text, packed))]
    except struct.error:  # what is whole comes first, then the error
        whole = len(packed) // size if size else 0
        if any(row["status"] != "ok" for row in rows[at:at + whole]) or rows[at + whole]["status"] != "invalid":
            refused.append((text, packed.hex(), rows[at:at + whole + 1]))
        at += whole + 1
        continue
    for each in values:
        row = rows[at]
        at += 1
        seen += 1
        if row["status"] != "ok" or len(row["json"]) != len(each) or not all(
                same(*three) for three in zip(each, row["json"], row["values"])):
            wrong.append((text, packed.hex(), each, row))
check("unpacked as by Python", wrong or [seen] * (seen < 2000 and VECTORS > 5000))
check("short and surplus bytes are refused", refused + [len(rows) - at] * (at != len(rows)) + [code] * (code != 2))

# ---- back again -------------------------------------------------------------------------------

def is_stable(row):
    """Nothing in it that is not kept: NaNs, padding, flags above 1, a length of p that lies."""
    text = row["format"]
    return not set("x?p") & set(text) and "nan" not in row["values"] and row["hex"] == struct.pack(
        text, *struct.unpack(text, bytes.fromhex(row["hex"]))).hex()


stable = [row for row in rows if row["status"] == "ok" and is_stable(row)]


def retyped(row):
    words = []
    for value, shown in zip(row["values"], row["json"]):
        if isinstance(shown, dict):
            words.append("".join("\\x" + shown["hex"][i:i + 2] for i in range(0, len(shown["hex"]), 2)))
        else:
            words.append(word_of(shown.encode()) if isinstance(shown, str) and shown not in (
                "nan", "inf", "-inf") else value)
    return " ".join([row["format"]] + words)


again, _ = run("--json", "-", lines=[retyped(row) for row in stable])
check("what is unpacked packs to the same bytes", [(row, new) for row, new in zip(stable, again)
                                                   if new["hex"] != row["hex"]]
      or [len(stable)] * (len(stable) < 200 or len(again) != len(stable)))

# With names, JSON is an object, which packs again; here whole lines of it in one run.
wrong = []
for _ in range(20):
    prefix = random.choice("=<>!@")
    chosen = [(code, times) for code, times in items(8) if code not in "x?p"]
    text = prefix + " ".join("%s%s:k%d" % ("" if times is None else times, code, i)
                             for i, (code, times) in enumerate(chosen)
                             if prefix == "@" or code not in "nNP")
    bare = " ".join(word.split(":")[0] for word in text.split())
    size = struct.calcsize(bare)
    if not size:
        continue
    data = random.randbytes(20 * size)
    done = subprocess.run([SOCKBOX, "structpack", "--unpack", "--get", "json", text, data.hex()],
                          stdout=subprocess.PIPE, check=True)
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    keys = [word.split(":")[1] for word in text.split() if ":" in word]
    back = subprocess.run([SOCKBOX, "structpack", "--raw", "--from-json", "-", text], input=done.stdout,
                          stdout=subprocess.PIPE)
    # NaNs lose what they carry; Python's own round trip says which bytes stay.
    stays = b"".join(struct.pack(bare, *each) for each in struct.iter_unpack(bare, data))
    differs = [i for i, (a, b) in enumerate(zip(back.stdout, stays)) if a != b]
    nans = [each for each in struct.iter_unpack(bare, data) if any(v != v for v in each)]
    if [list(each) for each in objects] != [keys] * 20 or len(back.stdout) != len(stays) or (
            differs and not nans):
        wrong.append((text, objects[:1], len(back.stdout), len(stays), differs[:4]))
check("objects of names, both ways", wrong)

print("1..%d" % tests)
sys.exit(failures > 0)
