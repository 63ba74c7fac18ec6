#!/bin/sh
# structpack in every format; a byte order is always written, so that all machines say the same.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

formats() { # NAME WORD...: options stand before the format
	case_name=$1
	shift
	for format in text table json csv; do
		golden "$case_name.$format" sockbox structpack --format "$format" "$@"
	done
}

formats packed '<I:id 2s:tag f:ratio' 1 abc 2.7
formats unpacked --unpack '<2hs' 0100fdff27 0300040061
formats layout --layout '<B:a 2x 2s:tag'
formats explained --layout '>I:id 2s:tag x 2f:ratio 3p:p' 1 a 0.5 2.7 bcd
formats short --unpack '<I:id 2s:tag f:ratio' 0100000061620000
formats framed --framed u16 --base64 '>hh' 1 -1
formats json --from-json '{"a":"\u00e9","b":{"hex":"ff"}}' '<3s:a s:b'
golden narrow env COLUMNS=40 sockbox structpack --layout '>I:id 2s:tag f:ratio' 1 ab 2.7
golden code sockbox structpack '<hk' 1 2
golden range sockbox structpack '<h 2B:pair' 1 2 300
golden fields sockbox structpack --fields

done_testing
