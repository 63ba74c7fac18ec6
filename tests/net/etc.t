#!/bin/sh
# Files of /etc that are not what they should be: nothing hangs, nothing is guessed.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns
. tests/net/etc_world.sh
echo "hosts: files
services: files" > /etc/nsswitch.conf

took_ms() { # COMMAND...: how long it took, start and end included
	before=$(date +%s%N)
	run "$@"
	took=$((($(date +%s%N) - before) / 1000000))
}
# On a busy machine a process may wait that long for its turn; without the deadline it is 5 s at least.
late_ms=1500

# A FIFO without a writer: whoever opens it waits for ever.
for file in hosts nsswitch.conf resolv.conf gai.conf; do
	[ ! -f /etc/$file ] || mv /etc/$file /etc/kept
	mkfifo /etc/$file
	took_ms sockbox addrinfo --passive 80 --timeout 300ms
	ok "addrinfo --passive ends in time where $file is a FIFO (took $took)" \
		test "$took" -le $((300 + late_ms))
	took_ms sockbox hostinfo localhost box --timeout 300ms
	ok "hostinfo ends in time where $file is a FIFO (took $took)" \
		test "$took" -le $((300 + late_ms))
	run sockbox addrinfo 127.0.0.1 80 --get address --type stream
	out_is 127.0.0.1 "what is numeric needs no $file"
	rm /etc/$file
	[ ! -f /etc/kept ] || mv /etc/kept /etc/$file
done

mv /etc/services /etc/kept
mkdir /etc/services
run sockbox addrinfo localhost http
exit_is 3 "services is a folder: it could not be told whether there is such a service"
err_has "/etc/services" "and the file is named"
run sockbox servlookup http
exit_is 3 "nor by servlookup"
rmdir /etc/services
mv /etc/kept /etc/services

mv /etc/hosts /etc/kept
ln -s hosts /etc/hosts
run sockbox hostinfo localhost
exit_is 3 "hosts leads to itself"
err_has "/etc/hosts" "and is named, not the name servers"
rm /etc/hosts
mv /etc/kept /etc/hosts

printf 'bo\033[31mgus\n\377\n' > /etc/host.conf
run sockbox hostinfo -4 localhost --get addresses
out_is "127.0.0.1" "host.conf is garbage: the answer stands"
err_is "" "and what libc writes of it reaches no terminal"
done_testing
