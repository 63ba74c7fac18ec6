#!/usr/bin/env python3
# Services, protocols and constants against witnesses that no one here wrote: getent(1), and
# Python's socket and errno modules; every entry of this system's files, in one run each.
# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import json
import os
import re
import shutil
import socket
import subprocess

SOCKBOX = os.environ.get("SOCKBOX", "build/sockbox")
count = 0


def result(name, wrong, least=1, seen=None):
    """WRONG is a list of what differs; at least LEAST things must have been compared."""
    global count
    count += 1
    if seen is not None and seen < least:
        wrong = wrong + [f"only {seen} compared"]
    print(f"{'not ok' if wrong else 'ok'} {count} - {name}" + (f" ({seen})" if seen else ""))
    for line in wrong[:20]:
        print(f"#   {line}")


def skip(name, reason):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {reason}")


def sockbox(*words, stdin=""):
    run = subprocess.run([SOCKBOX, *words, "--json"], input=stdin, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def getent(database):
    run = subprocess.run(["getent", database], capture_output=True, text=True, check=True)
    return [line.split() for line in run.stdout.splitlines()]


def by_query(rows):
    """Rows by question: libc compares case, so those that fit it exactly come first."""
    answers = {}
    for row in rows:
        word = row["query"].rpartition("/")[0]
        exact = word.isdigit() or word == row["name"] or word in (row["aliases"] or [])
        answers.setdefault(row["query"], []).append((not exact, row))
    return {query: min(rows, key=lambda pair: pair[0])[1] for query, rows in answers.items()}


def services_against_getent():
    name = "servlookup --all lists what getent services does"
    if not shutil.which("getent"):
        return skip(name, "getent is not installed")
    ours = [[r["name"], f"{r['port']}/{r['transport']}", *r["aliases"]] for r in sockbox("servlookup", "--all")]
    theirs = getent("services")
    result(name, [f"{a} {b}" for a, b in zip(ours, theirs) if a != b] +
           (["another number of rows"] if len(ours) != len(theirs) else []), seen=len(theirs))


def services_against_python():
    rows = sockbox("servlookup", "--all")
    names = {f"{word}/{r['transport']}" for r in rows for word in [r["name"], *r["aliases"]]}
    ports = {f"{r['port']}/{r['transport']}" for r in rows}
    answers = by_query(sockbox("servlookup", "-", stdin="\n".join(sorted(names | ports))))

    wrong = []
    for query in sorted(names):
        word, transport = query.split("/")
        theirs = socket.getservbyname(word, transport)
        if answers[query]["port"] != theirs:
            wrong.append(f"{query}: {answers[query]['port']}, Python says {theirs}")
    result("every name and alias as getservbyname", wrong, seen=len(names))

    wrong = []
    for query in sorted(ports):
        port, transport = query.split("/")
        theirs = socket.getservbyport(int(port), transport)
        if answers[query]["name"] != theirs:
            wrong.append(f"{query}: {answers[query]['name']}, Python says {theirs}")
    result("every port as getservbyport", wrong, seen=len(ports))


def protocols():
    name = "protolookup --all lists what getent protocols does"
    rows = sockbox("protolookup", "--all")
    if shutil.which("getent"):
        ours = [[r["name"], str(r["number"]), *r["aliases"]] for r in rows]
        theirs = getent("protocols")
        result(name, [f"{a} {b}" for a, b in zip(ours, theirs) if a != b] +
               (["another number of rows"] if len(ours) != len(theirs) else []), seen=len(theirs))
    else:
        skip(name, "getent is not installed")

    words = sorted({word for r in rows for word in [r["name"], *r["aliases"]]})
    answers = {}
    for row in sockbox("protolookup", "-", stdin="\n".join(words)):
        answers.setdefault(row["query"], row)
    wrong = [f"{word}: {answers[word]['number']}, Python says {socket.getprotobyname(word)}"
             for word in words if answers[word]["number"] != socket.getprotobyname(word)]
    result("every name and alias as getprotobyname", wrong, seen=len(words))

    wrong = [f"{r['name']}: {r['constant']}" for r in rows
             if r["constant"] and getattr(socket, r["constant"], r["number"]) != r["number"]]
    result("constants have the number of their protocol", wrong, seen=len(rows))


def compiled_in():
    """What is compiled in must not contradict the system's files, which others maintain."""
    for applet, number, key in (("servlookup", "port", ("name", "transport")),
                                ("protolookup", "number", ("name",))):
        inside = {}
        for row in sockbox(applet, "--all", "--builtin"):
            inside.setdefault(tuple(row[k] for k in key), set()).add(row[number])
        common = [row for row in sockbox(applet, "--all") if tuple(row[k] for k in key) in inside]
        result(f"{applet}: what is compiled in agrees with the file",
               [f"{row['name']} {row[number]}" for row in common
                if row[number] not in inside[tuple(row[k] for k in key)]],
               least=40, seen=len(common))


# Families of options that the tables leave out: they belong to one bus or hypervisor each.
LEFT_OUT = re.compile(r"SO_(J1939|VM_SOCKETS)_|SCM_J1939_|SOL_CAN_")
PREFIXES = re.compile(r"(AF|PF|SOCK|IPPROTO|AI|NI|EAI|SO|IP|IPV6|TCP|UDP|UDPLITE|MSG|SHUT|SOL|MCAST|SCM|INADDR)_")


def constants():
    ours = {r["name"]: r["value"] for r in sockbox("constlookup", "--all")}
    theirs = {name: int(value) for name, value in vars(socket).items()
              if PREFIXES.match(name) and isinstance(value, int) and not LEFT_OUT.match(name)}
    pf = {name: value for name, value in theirs.items() if name.startswith("PF_")}
    for row in sockbox("constlookup", *pf) if pf else []:
        ours[row["name"]] = row["value"]
    common = theirs.keys() & ours.keys()
    result("constants have the values of Python's socket module",
           [f"{name}: {ours[name]}, Python says {theirs[name]}" for name in sorted(common)
            if ours[name] != theirs[name]], least=200, seen=len(common))
    result("no constant of Python's socket module is missing", sorted(theirs.keys() - ours.keys()),
           seen=len(theirs))

    theirs = {name: value for name, value in vars(errno).items() if isinstance(value, int)}
    result("errno names have the values of Python's errno module",
           [f"{name}: {ours.get(name)}, Python says {value}" for name, value in theirs.items()
            if ours.get(name) != value], least=130, seen=len(theirs))


def main():
    if os.path.exists("/etc/services"):
        services_against_getent()
        services_against_python()
    else:
        skip("services", "no /etc/services")
    if os.path.exists("/etc/protocols"):
        protocols()
    else:
        skip("protocols", "no /etc/protocols")
    if os.path.exists("/etc/services") and os.path.exists("/etc/protocols"):
        compiled_in()
    constants()
    print(f"1..{count}")


main()
