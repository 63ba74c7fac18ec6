#!/bin/sh
# Which applet a name means, and what --install does where something is in its way.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# ---- which applet -------------------------------------------------------------------------------

ln -s "$SOCKBOX" "$work/ipconv"
ln -s "$SOCKBOX" "$work/some-other-name"
ln "$SOCKBOX" "$work/servlookup" 2> /dev/null || cp "$SOCKBOX" "$work/servlookup"
run "$work/ipconv" --get address 192.0.2.1
out_is "192.0.2.1" "a symbolic link's name is the applet"
run "$work/servlookup" --builtin --first --get port https
out_is "443" "so is a hard link's"
run "$work/some-other-name" ipconv --get address 192.0.2.1
out_is "192.0.2.1" "any other name is sockbox"
run sh -c 'cd "$1" && PATH=. && exec ipconv --get address 192.0.2.1' sh "$work"
out_is "192.0.2.1" "found on PATH"
run "$PYTHON" -c "import os, sys; os.execv(sys.argv[1], ['-ipconv', '192.0.2.1'])" "$SOCKBOX"
exit_is 127 "an argv[0] like a login shell's is no applet"

run "$PYTHON" -c "import ctypes, sys; ctypes.CDLL(None).execv(sys.argv[1].encode(), None)" "$SOCKBOX" < /dev/null
exit_is 0 "no argv at all is no word: a script on stdin"

# ---- --install --------------------------------------------------------------------------------------

count=$(sockbox --list=json | wc -l)
PATH=/usr/bin:/bin
export PATH
install() { run "$SOCKBOX" --install "$@"; }
same() { test "$(stat -Lc %d:%i "$1")" = "$(stat -Lc %d:%i "$2")"; }

mkdir "$work/links"
install "$work/links"
exit_is 0 "--install"
ok "a link for each applet" test "$(find "$work/links" -type l | wc -l)" -eq "$count"
run "$work/links/ipconv" --get address 192.0.2.1
out_is "192.0.2.1" "which works"
install "$work/links"
exit_is 0 "--install again"
out_has "ipconv: is there" "finds its links"
ok "and adds nothing" test "$(find "$work/links" | wc -l)" -eq $((count + 1))

if ln "$SOCKBOX" "$work/hard-link" 2> /dev/null; then
	install --hard "$work/links"
	exit_is 0 "--hard over symbolic links"
	ok "a hard link" test ! -h "$work/links/ipconv"
	ok "to the binary" same "$work/links/ipconv" "$SOCKBOX"
	install --hard "$work/links"
	ok "twice leaves nothing behind" test "$(find "$work/links" | wc -l)" -eq $((count + 1))
else
	skip "--hard" "the folder for tests is on another file system than the binary"
fi

mkdir "$work/taken"
echo precious > "$work/taken/ipconv"
ln -s /nonexistent "$work/taken/ifinfo"
mkdir "$work/taken/addrinfo"
echo kept > "$work/taken/nameinfo.new"
install "$work/taken"
exit_is 0 "names that are taken are skipped"
out_has "$work/taken/ipconv: skipped, it is another file (--force replaces it)" "a file"
out_has "$work/taken/ifinfo: skipped, it is another file (--force replaces it)" "a link that points nowhere"
ok "it is as it was" grep -qx precious "$work/taken/ipconv"
ok "no neighbour is touched" grep -qx kept "$work/taken/nameinfo.new"
ok "the rest is linked" same "$work/taken/servlookup" "$SOCKBOX"
install --force "$work/taken"
exit_is 3 "--force cannot replace a folder"
err_has "cannot make $work/taken/addrinfo" "that is said"
ok "the others are replaced" same "$work/taken/ipconv" "$SOCKBOX"

mkdir "$work/bin" "$work/new"
printf '#!/bin/sh\n' > "$work/bin/ipconv"
mkdir "$work/bin/servlookup"
chmod +x "$work/bin/ipconv"
PATH=$work/bin:$PATH run "$SOCKBOX" --install "$work/new"
exit_is 0 "a name that another program on PATH has is skipped"
out_has "ipconv: skipped, $work/bin/ipconv has that name (--force installs it)" "that is said"
ok "there is no link" test ! -e "$work/new/ipconv"
ok "a folder on PATH is no program" same "$work/new/servlookup" "$SOCKBOX"
PATH=$work/bin:$PATH run "$SOCKBOX" --install "$work/new" --force
ok "--force installs it" same "$work/new/ipconv" "$SOCKBOX"

install "$work/nonexistent"
exit_is 3 "a folder that is not there"
err_has "(ENOENT)" "is named"
install "$work/bin/ipconv"
err_has "(ENOTDIR)" "a file is no folder"
install
exit_is 2 "no folder"
install "$work/new" "$work/links"
exit_is 2 "two folders"
install --hrad "$work/new"
err_has "did you mean '--hard'?" "an unknown option"
install "$work/new" > /dev/full
mkdir "$work/full"
sh -c 'exec "$1" --install "$2" > /dev/full' sh "$SOCKBOX" "$work/full" 2> "$work/err"
echo $? > "$work/status"
exit_is 3 "what was done cannot be said"
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 500 "$work/closed"
	install "$work/closed"
	exit_is 3 "a folder that may not be written"
	err_has "(EACCES)" "is named"
fi
done_testing
