#!/bin/sh
# What every applet does alike, seen from outside; tests/contract/ holds what its tables alone show.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# In a network of its own nothing that is asked can leave this machine.
if [ -z "${IN_NETNS:-}" ]; then enter_netns -Urnm -nm -Urn -n; fi
[ -z "${IN_NETNS:-}" ] || ip link set lo up
rm -rf "$work"
exec "$PYTHON" -I tests/contract/from_outside.py
