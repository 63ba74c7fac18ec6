#!/bin/sh
# What `make dist` gives away: the source, the same bytes each time, and a static binary, which is
# run in a root that holds nothing else.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

case $BUILD in *san-*) skip_all "the sanitizers are not linked into a static binary" ;; esac

cd "$top" || exit 1
build() { make -s dist BUILD="$BUILD" CC="${CC:-gcc}" > "$work/make" 2>&1 || cat "$work/make"; }
build
version=$("$SOCKBOX" --version | awk '{ print $2; exit }')
release=sockbox-$version
given=$BUILD/dist
ok "make dist gives both, and their sums" sh -c 'cd "$1" && sha256sum --quiet -c SHA256SUMS' sh "$given"

# ---- the source -----------------------------------------------------------------------------

cp "$given/$release.tar.gz" "$work/first.tar.gz"
touch README.md
build
ok "the same source is the same tarball" cmp "$work/first.tar.gz" "$given/$release.tar.gz"
ok "it is unpacked" tar -xzf "$given/$release.tar.gz" -C "$work"
(cd "$work/$release" && scripts/list-source) > "$work/unpacked"
scripts/list-source > "$work/here"
ok "all that is the source is in it, and nothing else" diff "$work/here" "$work/unpacked"
ok "nothing that was built" test ! -e "$work/$release/build"
ok "what is to be run can be" test -x "$work/$release/scripts/try"
ok "make knows what to do there" make -s -n -C "$work/$release" all -o FORCE

# ---- the binary, and nothing else ------------------------------------------------------------

root=$work/root
mkdir "$root"
cp "$given/$release-$(uname -m)" "$root/sockbox"
if [ "$(id -u)" = 0 ]; then
	alone() { chroot "$root" /sockbox "$@"; }
elif unshare -r true 2> /dev/null; then
	alone() { unshare -r chroot "$root" /sockbox "$@"; }
else
	skip "in a root of its own" "no right to change the root"
	done_testing
	exit
fi
run alone --version -v
exit_is 0 "it runs alone"
out_has "static: yes" "and says what it is"
run alone ipconv --get address,integer 192.0.2.1
out_is "192.0.2.1	3221225985" "addresses are converted"
run alone servlookup --get port https/tcp
out_is 443 "services are known without services(5)"
run alone protolookup --get number tcp
out_is 6 "and protocols"
run alone structpack --get hex '!H' 80
exit_is 0 "structures are packed"
run alone addrinfo --first --get address 192.0.2.1 80
out_is 192.0.2.1 "a numeric address needs no resolver"
run alone hostinfo -w 2s --json no-such-host.invalid
ok "a name without a resolver is no success" test "$(cat "$work/status")" -ne 0
err_has "no-such-host.invalid" "and has a reason"
run alone ifinfo --get name lo
out_is lo "interfaces are asked of the kernel"
run alone echo-client --count 1 tcp:127.0.0.1:1
exit_is 1 "a refused connection is refused"
err_has "ECONNREFUSED" "and says so"
run alone -c 'a, b = socketpair -q; sendall -q a "PING"; recv b 4 => "PING"'
exit_is 0 "the shell runs a line"
printf 'j = start echo-server -q 127.0.0.1:0\ns = create_connection ${j.local}\nsendall s "hi"\nrecv s 2 => "hi"\nkill $j\n' > "$work/lines"
alone < "$work/lines" > "$work/out" 2> "$work/err"
echo $? > "$work/status"
exit_is 0 "and a script: a server, and who asks it"
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	eval "alone protolookup -q tcp $closed"
	ok "descriptors may be closed: $closed" test $? -eq 0
done
run alone -c 'nosuch'
exit_is 127 "there are no programs"
run alone recv
exit_is 127 "nor applets of other names"
done_testing
