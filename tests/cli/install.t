#!/bin/sh
# sockbox --install in folders that others use, too.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

applets=$("$BUILD/sockbox" --list=json | wc -l)
PATH=/usr/bin:/bin # where no other program has an applet's name
export PATH

folder=$work/folder
mkdir "$folder"
echo mine > "$folder/hostinfo.new"
echo mine > "$folder/ipconv"
run "$SOCKBOX" --install "$folder"
exit_is 0 "links are made"
out_has "$folder/ipconv: skipped, it is another file" "a file that is there is passed over"
ok "and is left alone" test "$(cat "$folder/ipconv")" = mine
ok "as is every file with another name" test "$(cat "$folder/hostinfo.new")" = mine
run "$folder/servlookup" --version
out_like "^servlookup \\(sockbox\\)" "a link is the applet"
run "$SOCKBOX" --install "$folder" --force
out_has "$folder/ipconv" "--force replaces it"
run "$folder/ipconv" --get address ::1
out_is "::1" "by a link"

for i in 1 2 3 4 5 6; do
	"$SOCKBOX" --install "$folder" --hard --force > /dev/null 2> "$work/race.$i" &
	others="${others:-} $!"
done
failed=0
for other in $others; do wait "$other" || failed=1; done
cat "$work"/race.* > "$work/races"
if [ $failed = 0 ] || grep -q EXDEV "$work/races"; then
	pass "several at the same time do not meet"
else
	fail "several at the same time do not meet" "$(cat "$work/races")"
fi
run ls "$folder"
ok "and leave nothing behind" test "$(wc -l < "$work/out")" -eq $((applets + 1))

evil=$(printf '%s/a\nb\033[31m' "$work")
mkdir "$evil"
run "$SOCKBOX" --install "$evil"
out_has 'a\nb\x1b[31m/ipconv' "bytes of a path are escaped"
ok "on lines of their own" test "$(wc -l < "$work/out")" -eq "$applets"

run "$SOCKBOX" --install "$work/nowhere"
exit_is 3 "no such folder"
run "$SOCKBOX" --install "$folder/ipconv"
exit_is 3 "no folder at all"
err_has "ENOTDIR" "is said"
done_testing
