#!/bin/sh
# pairrun in every format; processes and times differ from run to run.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden_filter='s/"pid":[0-9][0-9]*/"pid":PID/; s/,unix,[0-9][0-9]*,/,unix,PID,/; s/[0-9][0-9]*\.[0-9]\{3\}   */TIME  /; s/[0-9][0-9]*\.[0-9]\{3\}/TIME/'

golden fields sockbox pairrun --fields
for format in text table json csv; do
	golden "fails.$format" sockbox pairrun --format $format --send 'one, two' -- sh -c 'cat; exit 3'
	golden "missing.$format" sockbox pairrun --format $format -- ./no-such-program
	golden "pair.$format" sockbox pairrun --format $format -- sh -c 'echo ping; read word' :: \
		sh -c 'read word; echo pong'
done
golden mistake sockbox pairrun -- cat :: cat :: cat

done_testing
