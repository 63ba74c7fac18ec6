#!/bin/sh
# servlookup in every format, from what is compiled in: the same on every machine.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden fields sockbox servlookup --fields
golden_formats name sockbox servlookup --builtin https
golden_formats nickname sockbox servlookup --builtin dns/udp
golden_formats url sockbox servlookup --builtin https://example.com:8443/
golden_formats urls sockbox servlookup --builtin --url example.com 25 143
golden_formats mixed sockbox servlookup --builtin http/tcp htps 99999 12/tcp

done_testing
