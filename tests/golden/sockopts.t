#!/bin/sh
# sockopts in every format, as far as kernels agree.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden fields sockbox sockopts --fields
golden_formats options sockbox sockopts tcp udp unix SO_TYPE nodelay SO_PASSCRED SO_LINGER
golden_formats set sockbox sockopts tcp --set TCP_NODELAY --set IP_TOS=0x13 --set SO_LINGER=5s \
	--set IPV6_V6ONLY=off
golden verbose sockbox sockopts tcp SO_LINGER -v --format table
golden narrow env COLUMNS=40 sockbox sockopts udp --set IP_TOS=0x110 SO_BROADCAST
golden mistakes sockbox sockopts tpc SO_RCVBIF cork
golden value sockbox sockopts --set SO_RCVTIMEO=1ns

done_testing
