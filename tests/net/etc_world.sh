# etc_world -- an /etc of its own for lookups: sourced behind lib.sh and in_netns.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# A copy with its own resolv.conf, hosts, nsswitch.conf and host.conf, and no gai.conf. Nobody answers
# on the name server's address.

needs mount
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
