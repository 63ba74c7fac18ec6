#!/bin/sh
# protolookup in every format, from what is compiled in: the same on every machine.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden fields sockbox protolookup --fields
golden_formats names sockbox protolookup --builtin icmp udp tcp
golden_formats mixed sockbox protolookup --builtin 0 tpc 99999 ipip

done_testing
