#!/bin/sh
# constlookup in every format.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden fields sockbox constlookup --fields
golden_formats names sockbox constlookup SO_REUSEADDR inet6 ECONNREFUSED EAI_NONAME
golden_formats prefix sockbox constlookup SHUT_
golden_formats mixed sockbox constlookup SO_STREAM 0x4000 987654

done_testing
