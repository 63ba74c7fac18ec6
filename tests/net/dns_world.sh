# dns_world -- a world of its own for lookups: sourced behind lib.sh and in_netns.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# In the /etc of etc_world.sh, dnsmasq answers on 127.0.0.1:53 for the zone test, and hands the zone
# bad.test to bad_dns.py, which fails on purpose.

needs dnsmasq python3
. tests/net/etc_world.sh

background "$PYTHON" tests/net/bad_dns.py 127.0.0.1 5353
background dnsmasq --no-daemon --conf-file=/dev/null --no-resolv --no-hosts --no-poll --user= \
	--listen-address=127.0.0.1 --bind-interfaces --no-negcache --cache-size=0 \
	--local=/test/ --local=/nx/ --local=/in-addr.arpa/ --local=/ip6.arpa/ --server=/bad.test/127.0.0.1#5353 \
	--host-record=both.test,10.2.0.1,2001:db8:2::1 \
	--host-record=xn--4ca.test,10.2.0.4 \
	--host-record=only4.test,10.2.0.2 --host-record=only6.test,2001:db8:2::3 \
	--host-record=many.test,10.2.1.1 --host-record=many.test,10.2.1.2 \
	--host-record=many.test,10.2.1.3 \
	--cname=alias.test,both.test --cname=chain.test,alias.test \
	--ptr-record=9.0.2.10.in-addr.arpa,unconfirmed.test \
	--host-record=unconfirmed.test,10.2.0.99 \
	--txt-record=text.test,nothing
server=$!
wait_until 10 getent ahosts both.test || skip_all "dnsmasq does not answer: $(cat "$work/background.out")"
