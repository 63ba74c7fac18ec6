#!/bin/sh
# ipconv in every format. Values of this machine's byte order are the same on all little-endian ones.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden_formats inet sockbox ipconv 192.168.1.1
golden_formats inet6 sockbox ipconv 2002:ac10:10a:1234:21e:52ff:fe74:40e
golden_formats network sockbox ipconv 10.1.2.3/20
golden_formats range sockbox ipconv 10.0.0.1-10.0.0.9
golden_formats ambiguous sockbox ipconv 010.1.1.1 127.1 foo 192.0.2.1
golden_formats list sockbox ipconv --aggregate 10.0.0.0/25 10.0.0.128/25 2001:db8::/33 2001:db8:8000::/33
golden_formats ranges sockbox ipconv --subtract 10.0.0.7 --range 10.0.0.0/28
golden_formats number sockbox ipconv --hton 32 0x7f000001
golden narrow env COLUMNS=40 sockbox ipconv 2001:db8::1
golden fields sockbox ipconv --fields

done_testing
