"""Compare `sockbox ifinfo --json` with `ip -j` and Python's socket, field by field."""
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import socket
import subprocess
import sys
import time

FOREVER = 0xFFFFFFFF
# What ip(8) makes up of other fields (no carrier, peer down), and the flag that it hides for it.
HIDDEN = {"RUNNING", "NO-CARRIER", "M-DOWN"}
ADDRESS_FLAGS = ("tentative", "deprecated", "dadfailed", "nodad", "optimistic", "home",
                 "mngtmpaddr", "noprefixroute", "autojoin", "stable-privacy")
LIFETIMES = (("valid_lft_s", "valid_life_time"), ("preferred_lft_s", "preferred_life_time"))
STILL_S = 20  # by then the links have settled
differences = []


def ip(*words):
    return json.loads(subprocess.run(["ip", "-j", *words], check=True, capture_output=True).stdout)


def same(where, ours, theirs):
    if ours != theirs:
        differences.append(f"{where}: sockbox {ours!r}, witness {theirs!r}")


def lifetime(theirs):
    return None if theirs == FOREVER else theirs


def compare_link(ours, theirs, _):
    name = theirs["ifname"]
    same(f"{name} index", ours["index"], theirs["ifindex"])
    same(f"{name} mtu", ours["mtu"], theirs["mtu"])
    same(f"{name} operstate", ours["operstate"], theirs["operstate"])
    same(f"{name} mac", ours["mac"], theirs.get("address"))
    same(f"{name} link_type", ours["link_type"], theirs["link_type"])
    same(f"{name} master", ours["master"], theirs.get("master"))
    same(f"{name} altnames", ours["altnames"], theirs.get("altnames", []))
    same(f"{name} kind", ours["kind"], theirs.get("linkinfo", {}).get("info_kind"))
    same(f"{name} flags", set(ours["flags"]) - HIDDEN, set(theirs["flags"]) - HIDDEN)


def compare_address(where, ours, theirs, took):
    flags = set((ours["flags"] or "").split())
    same(f"{where} family", ours["family"], f"AF_{theirs['family'].upper()}")
    same(f"{where} prefix", ours["prefixlen"], theirs["prefixlen"])
    same(f"{where} scope", ours["scope"], theirs["scope"])
    same(f"{where} broadcast", ours["broadcast"], theirs.get("broadcast"))
    same(f"{where} peer", ours["peer"], theirs.get("address"))
    same(f"{where} permanent", "permanent" in flags, not theirs.get("dynamic", False))
    second = "secondary" if ours["family"] == "AF_INET" else "temporary"
    same(f"{where} secondary", "secondary" in flags, theirs.get(second, False))
    for flag in ADDRESS_FLAGS:
        same(f"{where} {flag}", flag in flags, theirs.get(flag, False))
    for key, name in LIFETIMES:
        one, other = ours[key], lifetime(theirs[name])
        same(f"{where} {key}", one if one is None else 0 <= other - one <= took,
             other if other is None else True)


def compare_addresses(ours, theirs, took):
    name = theirs["ifname"]
    same(f"{name} addresses", [a["address"] for a in ours["addresses"]],
         [a["local"] for a in theirs["addr_info"]])
    for mine, other in zip(ours["addresses"], theirs["addr_info"]):
        compare_address(f"{name} {other['local']}", mine, other, took)
        link_local = other["family"] == "inet6" and other["scope"] == "link"
        if link_local:
            for key in ("zoned", "zoned_index"):
                found = socket.getaddrinfo(mine[key], 1, type=socket.SOCK_DGRAM)[0][4]
                same(f"{name} {key}", found[3], theirs["ifindex"])
        else:
            same(f"{name} zoned", mine["zoned"], None)


def compare_groups(ours, theirs, _):
    name = theirs["ifname"]
    groups = {(g["group"], g["users"]) for g in ours["groups"]}
    same(f"{name} groups", groups,
         {(m["address"], m.get("users", 1)) for m in theirs["maddr"] if "address" in m})
    same(f"{name} mac_groups", set(ours["mac_groups"]),
         {m["link"] for m in theirs["maddr"] if "link" in m})


def witness():
    return ip("-d", "link"), ip("addr"), ip("maddr")


def timeless(rows):
    """The same without what changes as time goes by."""
    lives = {name for _, name in LIFETIMES}
    return json.loads(json.dumps(rows), object_hook=lambda row: {k: v for k, v in row.items() if k not in lives})


def look():
    """Ours between two looks of ip(8) that agree: an address may leave "tentative" at any time."""
    command = [os.environ.get("SOCKBOX", "sockbox"), "ifinfo", "--json"]
    end = time.monotonic() + STILL_S
    while True:
        began = time.monotonic()
        theirs = witness()
        ours = subprocess.run(command, check=True, capture_output=True).stdout
        took = time.monotonic() - began + 1  # seconds are cut off
        if timeless(theirs) == timeless(witness()) or began > end:
            return ours, theirs, took


def main():
    result, theirs, took = look()
    ours = {r["name"]: r for r in map(json.loads, result.splitlines())}
    same("names", {r["index"]: n for n, r in ours.items()}, dict(socket.if_nameindex()))
    count = 0
    for compare, rows in zip((compare_link, compare_addresses, compare_groups), theirs):
        for row in rows:
            compare(ours[row["ifname"]], row, took)
            count += 1
    print("\n".join(differences) or f"{count} rows agree")
    return 1 if differences or count == 0 else 0


sys.exit(main())
