#!/bin/sh
# netcheck: what `requires` tries out of the machine, and which files `include` takes.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns net

mkdir "$work/plans"
plan() { cat > "$work/plans/p.check"; }
has() { # ABILITY VERDICT [REASON]
	echo 'x: ipconv 1.2.3.4
  requires '"$1" > "$work/plans/p.check"
	run timeout 30 sockbox netcheck "$work/plans/p.check" --get verdict,reason
	out_like "^$2	${3:-}" "$1: $2"
}

# ---- requires -----------------------------------------------------------------------------------

has ipv4-loopback ok
has multicast:lo ok
has multicast:nosuch0 skip 'requires multicast:nosuch0: not here: No such device'
has ipv4 skip 'requires ipv4: not here: Network is unreachable'
ip addr add 198.51.100.1/24 dev lo
ip route add default via 198.51.100.9 dev lo
has ipv4 ok
if [ -e /proc/sys/net/ipv6 ]; then
	has ipv6-loopback ok
	has ipv6 skip 'requires ipv6: not here: Network is unreachable'
	ip -6 route add default dev lo
	ip -6 addr add 2001:db8::7/64 dev lo nodad
	has ipv6 ok
else
	has ipv6 skip
fi
has dns skip 'requires dns: '
has root ok
has raw ok
has env:PATH ok
has env:NEVER_SET_AT_ALL skip 'requires env:NEVER_SET_AT_ALL: it is not set'
has applet:ipconv ok
has applet:nosuch skip 'requires applet:nosuch: this build has it not'
ip link set lo down
has multicast:lo skip 'requires multicast:lo: '
ip link set lo up
for wrong in multicast: env: applet: rooot 'multicast'; do
	echo "x: ipconv 1.2.3.4
  requires $wrong" > "$work/plans/p.check"
	run sockbox netcheck "$work/plans/p.check"
	exit_is 2 "no ability: $wrong"
	err_has "no ability is called '$wrong'" "no ability: $wrong: which is said"
done

# ---- include ------------------------------------------------------------------------------------

mkdir "$work/plans/more"
for name in b a .hidden; do echo "$name-check: ipconv 1.2.3.4" | sed 's/^\.//' > "$work/plans/more/$name.check"; done
echo 'other: ipconv 1.2.3.4' > "$work/plans/more/other.txt"
plan << 'END'
include more/*.check
own: ipconv 1.2.3.4
END
run sockbox netcheck "$work/plans/p.check" --get id
out_is 'a-check
b-check
own' "a pattern: files by their names, none that is hidden"
cat > "$work/plans/more/all.check" << 'END'
include *
END
run sockbox netcheck "$work/plans/more/all.check" --get id
out_is 'a-check
b-check
other' "a pattern that takes in its own file does so once"
refuses() { # SENTENCE < PLAN
	plan
	run sockbox netcheck "$work/plans/p.check"
	exit_is 2 "include: $1"
	err_has "p.check:1:9: netcheck: $1" "include: $1: where"
}
refuses 'no file here is called so' << 'END'
include more/*.chek
END
refuses "'*' can be in the name of the file alone" << 'END'
include */a.check
END
refuses "cannot open $work/plans/nowhere/: No such file or directory (ENOENT)" << 'END'
include nowhere/*.check
END
refuses 'only a file of this folder or below it is included' << 'END'
include ../*.check
END
refuses 'takes one file or pattern, named from where this one is' << 'END'
include a b
END

done_testing
