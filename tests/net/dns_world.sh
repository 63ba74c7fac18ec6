# dns_world -- a world of its own for lookups: sourced behind lib.sh and in_netns.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# /etc is a copy with its own resolv.conf, hosts and nsswitch.conf; dnsmasq answers on 127.0.0.1:53
# for the zone test, and hands the zone bad.test to bad_dns.py, which fails on purpose.

needs dnsmasq python3 mount
etc=$work/etc
mkdir "$etc"
cp -R /etc/. "$etc" 2> /dev/null
rm -f "$etc/resolv.conf" "$etc/gai.conf" "$etc/host.conf"
echo "multi on" > "$etc/host.conf"
cat > "$etc/nsswitch.conf" <<-END
	hosts: files dns
	services: files
	protocols: files
END
cat > "$etc/resolv.conf" <<-END
	nameserver 127.0.0.1
	search test
	options timeout:2 attempts:1
END
cat > "$etc/hosts" <<-END
	127.0.0.1	localhost
	127.0.1.1	box.example.test box
	::1	localhost ip6-localhost
	10.1.0.1	files.test Mixed.Case.test mixed
	fd00:1::1	files.test
	10.1.0.2	files.test
	10.1.0.3	only4.files.test only4alias
	fd00:1::4	only6.files.test
	10.1.0.5	short5 short5.domain.test
END
chmod 644 "$etc/resolv.conf" "$etc/hosts" "$etc/nsswitch.conf" "$etc/host.conf"
mount --bind "$etc" /etc 2> "$work/err" || skip_all "no bind mounts here: $(head -n 1 "$work/err")"

background "$PYTHON" tests/net/bad_dns.py 127.0.0.1 5353
background dnsmasq --no-daemon --conf-file=/dev/null --no-resolv --no-hosts --no-poll --user= \
	--listen-address=127.0.0.1 --bind-interfaces --no-negcache --cache-size=0 \
	--local=/test/ --local=/nx/ --local=/in-addr.arpa/ --local=/ip6.arpa/ --server=/bad.test/127.0.0.1#5353 \
	--host-record=both.test,10.2.0.1,2001:db8:2::1 \
	--host-record=only4.test,10.2.0.2 --host-record=only6.test,2001:db8:2::3 \
	--host-record=many.test,10.2.1.1 --host-record=many.test,10.2.1.2 \
	--host-record=many.test,10.2.1.3 \
	--cname=alias.test,both.test --cname=chain.test,alias.test \
	--ptr-record=9.0.2.10.in-addr.arpa,unconfirmed.test \
	--host-record=unconfirmed.test,10.2.0.99 \
	--txt-record=text.test,nothing
server=$!
wait_until 10 getent ahosts both.test || skip_all "dnsmasq does not answer: $(cat "$work/background.out")"
