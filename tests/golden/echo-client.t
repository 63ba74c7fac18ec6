#!/bin/sh
# echo-client in every format: answered, wrong, lost, refused; times are blanked.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

golden fields sockbox echo-client --fields

golden_filter='s/[0-9][0-9]*\.[0-9]\{3\}/T/g; s/@[0-9a-f]\{5\}"/@AUTO"/; s/@[0-9a-f]\{5\}\([ ,]\)/@AUTO\1/; s/  */ /g'
serve sockbox echo-server unix:@sockbox-golden-s unixgram:@sockbox-golden-g seqpacket:@sockbox-golden-p
golden_formats stream sockbox echo-client unix:@sockbox-golden-s hello
golden_formats datagrams sockbox echo-client unixgram:@sockbox-golden-g -c 3 -i 1ms --seed 1 --size 16
golden_formats packets sockbox echo-client seqpacket:@sockbox-golden-p hello -c 2 -i 1ms
golden_formats lines sockbox echo-client unix:@sockbox-golden-s --lines < /dev/null
end_server
serve sockbox echo-server unix:@sockbox-golden-s unixgram:@sockbox-golden-g --truncate 3
golden_formats wrong sockbox echo-client unixgram:@sockbox-golden-g hello
golden_formats timeout sockbox echo-client unix:@sockbox-golden-s hello --timeout 200ms
end_server
serve sockbox echo-server unix:@sockbox-golden-s unixgram:@sockbox-golden-g --ignore
golden_formats silent sockbox echo-client unixgram:@sockbox-golden-g hello --timeout 100ms
end_server
golden_formats refused sockbox echo-client unix:@sockbox-golden-s hello
golden_formats invalid sockbox echo-client unix:@sockbox-golden-s --pattern 0x0

done_testing
