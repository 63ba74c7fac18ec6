#!/bin/sh
# hostinfo, addrinfo and nameinfo in every format, on a hosts file of our own.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns
. tests/net/etc_world.sh
echo "hosts: files" > /etc/nsswitch.conf
printf 'http 80/tcp www\nsyslog 514/udp\nshell 514/tcp cmd\n' > /etc/services

golden_filter='s/^\(elapsed_ms: *\).*/\1TIME/; s/\("elapsed_ms":\)[0-9.]*/\1TIME/
	s/  *[0-9][0-9]*\.[0-9]\{3\} *$/ TIME/; s/  *[0-9][0-9]*\.[0-9]\{3\}   */ TIME  /; s/,[0-9][0-9]*\.[0-9]\{3\}\(\r\{0,1\}\)$/,TIME\1/'
golden_formats hostinfo-name sockbox hostinfo files.test
golden_formats hostinfo-addresses sockbox hostinfo 10.1.0.3 fd00:1::4
golden_formats hostinfo-failed sockbox hostinfo only4.files.test nx.test a..b
golden hostinfo-fqdn sockbox hostinfo --fqdn mixed short5 localhost
golden hostinfo-domain sockbox hostinfo --domain mixed localhost
golden_filter=
golden_formats addrinfo sockbox addrinfo --canonname files.test http
golden_formats addrinfo-stream sockbox addrinfo --type SOCK_STREAM ::1 65535
golden_formats addrinfo-failed sockbox addrinfo nx.test 80
golden addrinfo-mapped sockbox addrinfo --family AF_INET6 --v4mapped --proto udp only4.files.test 53
golden addrinfo-passive sockbox addrinfo --passive --type stream 8080
golden addrinfo-service sockbox addrinfo --type stream ::1 no-such-service
golden addrinfo-port sockbox addrinfo ::1 65536
golden addrinfo-flags sockbox addrinfo --flags AI_NUMERICHOST,AI_NUMERICSERV localhost 80
golden addrinfo-why sockbox addrinfo --type stream --why files.test
golden_formats nameinfo sockbox nameinfo 10.1.0.1 514
golden nameinfo-flags sockbox nameinfo --flags NI_DGRAM,NI_NUMERICHOST ::1 514
golden_formats nameinfo-failed sockbox nameinfo --name-required 10.3.3.3 80
golden nameinfo-no-address sockbox nameinfo localhost
golden nameinfo-service sockbox nameinfo -n 10.1.0.1 nosuchservice

done_testing
