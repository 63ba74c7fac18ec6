#!/bin/sh
# netcheck --fmt: check files in their one form.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs jq

odd() { printf 'netcheck   1\n\n\n#c1\n   # c2\nweb   "t  x":   servlookup  https/tcp=>   port   ==  443   #  cc  \n\ttags   a   b # x\n\n\nset x    =   "a   b"\r\n\n\n'; }
odd > "$work/odd.check"
chmod 640 "$work/odd.check"
printf '%s\n' 'netcheck 1' '' '#c1' '  # c2' 'web "t  x": servlookup https/tcp => port   ==  443  #  cc' '  tags a b  # x' '' 'set x = "a   b"' > "$work/form"

run sockbox netcheck --fmt --lint "$work/odd.check"
exit_is 1 "a file that has not its form"
err_is "netcheck: $work/odd.check is not in its form: netcheck --fmt $work/odd.check" "is named"
odd > "$work/kept"
ok "and left as it is" cmp "$work/kept" "$work/odd.check"
run sockbox netcheck --fmt "$work/odd.check"
exit_is 0 "is brought into it"
err_is "netcheck: $work/odd.check is in its form now" "which is told"
ok "words, expectations and comments as they were" cmp "$work/form" "$work/odd.check"
ok "with the mode that it had" [ "$(stat -c %a "$work/odd.check")" = 640 ]
run sockbox netcheck --fmt "$work/odd.check"
exit_is 0 "again"
err_is "" "there is nothing to do"
run sockbox netcheck --fmt --lint "$work/odd.check" examples/*.check
exit_is 0 "nor in the examples"
odd > "$work/odd.check"
odd > "$work/odd.check"
cp "$work/odd.check" "$work/kept"
for with in "-o tap" "-o json=$work/report" "--only x" "--tag x" "--repeat 2" "--shard 1/2" \
	"--jobs 2" "--allow-exec" "--get id" "--expect ok"; do
	# shellcheck disable=SC2086
	run sockbox netcheck --fmt $with "$work/odd.check"
	exit_is 2 "with $with"
	err_has "is for what is run, and --fmt runs nothing" "with $with: why"
done
ok "nothing is written then" cmp "$work/kept" "$work/odd.check"
ok "nor a report" test ! -e "$work/report"
run sh -c 'sockbox netcheck --fmt - < "$1"' - "$work/odd.check"
exit_is 0 "standard input"
ok "to standard output" cmp "$work/form" "$work/out"
: > "$work/empty.check"
run sockbox netcheck --fmt --lint "$work/empty.check"
exit_is 0 "an empty file is in its form"

# What is asked is the same.
for file in tests/check/*.check; do
	case $file in *wrong*) continue ;; esac
	sed 's/^  /	  /; s/ => /   =>  /' "$file" > "$work/spread.check"
	sockbox netcheck --allow-exec --list --get id,command "$file" > "$work/before" 2>&1
	sockbox netcheck --fmt -q "$work/spread.check"
	sockbox netcheck --allow-exec --list --get id,command "$work/spread.check" > "$work/after" 2>&1
	ok "the same checks: $file" sh -c 'sed "s/ => */ => /" "$1" | cmp - "$2"' - "$work/before" "$work/after"
done

# Its plan, whole: no place, expectation, tag or case is another one.
whole() { sockbox netcheck --allow-exec --list --json "$1" 2> /dev/null | jq -c 'del(.file, .line)'; }
for file in tests/check/*.check examples/*.check; do
	case $file in *wrong*) continue ;; esac
	sed 's/^  \([a-z]\)/	   \1/; s/ => /   =>  /; s/$/ /; G' "$file" > "$work/spread.check"
	whole "$file" | jq -c 'del(.command)' > "$work/before"
	ok "a file that is spread has not its form: $file" \
		sh -c '! sockbox netcheck --fmt --lint -q "$1" 2> /dev/null' - "$work/spread.check"
	sockbox netcheck --fmt -q "$work/spread.check"
	whole "$work/spread.check" | jq -c 'del(.command)' > "$work/after"
	ok "it has checks: $file" test -s "$work/before"
	ok "and the same plan in its form: $file" cmp "$work/before" "$work/after"
	ok "which it keeps: $file" sockbox netcheck --fmt --lint "$work/spread.check"
done

# A link leads to its file; a link stays one.
odd > "$work/odd.check"
ln -s odd.check "$work/link.check"
run sockbox netcheck --fmt "$work/link.check"
exit_is 0 "by way of a link"
ok "the file is in its form" cmp "$work/form" "$work/odd.check"
ok "and the link a link" test -L "$work/link.check"

# ---- what cannot be done ------------------------------------------------------------------------

printf 'x: ipconv "1.2\n   tags  a\n' > "$work/bad.check"
cp "$work/bad.check" "$work/kept"
run sockbox netcheck --fmt "$work/bad.check" "$work/odd.check"
exit_is 2 "a line that cannot be read"
err_has "bad.check:1:11: netcheck: this quote is never closed" "is told with its place"
ok "and its file is left alone" cmp "$work/kept" "$work/bad.check"
run sockbox netcheck --fmt "$work/nowhere.check"
exit_is 2 "no such file"
run sockbox netcheck --fmt --check 'x: ipconv 1.2.3.4'
exit_is 2 "no file"
for with in --list --write-check --nagios; do
	run sockbox netcheck --fmt $with "$work/odd.check"
	exit_is 2 "with $with"
	err_has "netcheck: --fmt is for files, and goes with --lint alone" "with $with: why"
done

# Whose file it is does not change by it, and who may not write beside it leaves it alone.
if [ "$(id -u)" = 0 ] && chown 1:2 "$work/odd.check" 2> /dev/null && command -v setpriv > /dev/null; then
	odd > "$work/odd.check"
	chmod 4750 "$work/odd.check"
	run sockbox netcheck --fmt "$work/odd.check"
	exit_is 0 "a file of somebody else"
	ok "is his still, with its mode" [ "$(stat -c %u:%g:%a "$work/odd.check")" = 1:2:4750 ]
	mkdir "$work/folder"
	odd > "$work/folder/odd.check"
	cp "$SOCKBOX" "$work/box"
	chmod 755 "$work" "$work/folder" "$work/box"
	run setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$work/box" netcheck --fmt "$work/folder/odd.check"
	exit_is 3 "a folder of somebody else"
	err_has "Permission denied (EACCES)" "is told"
	chmod 777 "$work/folder"
	run setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$work/box" netcheck --fmt "$work/folder/odd.check"
	exit_is 3 "a file that cannot be given back"
	err_has "to its owner: Operation not permitted (EPERM)" "is told"
	odd > "$work/kept"
	ok "and left alone" cmp "$work/kept" "$work/folder/odd.check"
	ok "with nothing beside it" [ "$(ls -A "$work/folder")" = odd.check ]
else
	skip "files of somebody else" "only root can make them"
fi
odd > "$work/odd.check"
run sh -c 'sockbox netcheck --fmt - < "$1" > /dev/full' - "$work/odd.check"
exit_is 3 "nobody takes it"

done_testing
