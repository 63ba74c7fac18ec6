#!/bin/sh
# mcast-listen and mcast-send in every format, on lo: ports, times and what differs by machine are blanked.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# In a network of its own, where nobody else sends.
if [ -z "${IN_NETNS:-}" ]; then
	enter_netns -Urn -n
	skip_all "no namespaces here: $(head -n 1 "$work/err")"
fi
ip link set lo up || skip_all "cannot bring lo up"

golden listen-fields sockbox mcast-listen --fields
golden send-fields sockbox mcast-send --fields

golden_filter='s/\(239[0-9.]*\|127.0.0.1\):[0-9]\{4,5\}/\1:PORT/g; s/"port":[0-9]*/"port":PORT/
s/in [0-9]*\.[0-9]\{3\} s/in T s/; s/"elapsed_ms":[0-9.]*/"elapsed_ms":T/
s/,[0-9]*\.[0-9]\{3\}\(\r*\)$/,T\1/
s/\(receive_buffer_bytes":\)[0-9]*/\1N/'
golden_formats silent sockbox mcast-listen 239.1.2.3:0 -I lo --exclude 127.0.0.9 --for 10ms
golden_formats sent sockbox mcast-send 239.1.2.3:10000 hello -I lo --wait 0
golden_formats mistake sockbox mcast-listen 239.1.2.3:0 10.0.0.1:0 -I lo
golden_formats lonely sockbox mcast-send 239.1.2.3:10000 hello

done_testing
