#!/bin/sh
# What the tables say about applets: --help, --fields, --list, and as JSON.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

fits() { # FILE: no line is longer than 80 columns, none ends in blanks
	! grep -nE '^.{81}| $' "$1"
}

applets=$(sockbox --list | sed -n 's/^  \([a-z][a-z0-9-]*\) .*/\1/p')
ok "there are applets" test -n "$applets"

for applet in $applets; do
	run sockbox "$applet" --help
	exit_is 0 "$applet --help"
	err_is "" "$applet --help says nothing on stderr"
	ok "$applet --help fits 80 columns" fits "$work/out"
	out_like "^usage: $applet \[OPTION\.\.\.\]" "$applet --help begins with its usage"
	tr -s ' \n' '  ' < "$work/out" > "$work/unfolded"
	text_like unfolded "Exit: 0 .*; 2 invalid" "$applet --help tells its exit codes"
	out_has " --timeout DURATION" "$applet --help has the common options"
	out_has "  \$ $applet" "$applet --help has examples"
	cp "$work/out" "$work/help"
	run sockbox --help "$applet"
	ok "sockbox --help $applet is the same" cmp "$work/help" "$work/out"

	run sockbox "$applet" --fields
	exit_is 0 "$applet --fields"
	ok "$applet --fields fits 80 columns" fits "$work/out"
	out_like '^result: ' "$applet --fields has results"
	out_like '^  status  +text ' "$applet --fields has the status key"
	out_like '^  invalid +2$' "$applet --fields has statuses with exit codes"
done

run sockbox --list
exit_is 0 "--list"
ok "--list fits 80 columns" fits "$work/out"

run sockbox --list=json
exit_is 0 "--list=json"
json_lines_valid "--list=json is strict JSON"
json_has 'sorted(row["name"] for row in rows) == sorted("""'"$applets"'""".split())' \
	"--list=json has the applets of --list"
json_has 'all(set(row) >= set(("type", "name", "summary", "group", "operands", "options",
	"records", "statuses", "examples")) and row["type"] == "applet" for row in rows)' \
	"every description has every part"
json_has 'all(option["word"] and option["help"] and (option["letter"] is None
	or len(option["letter"]) == 1) for row in rows for option in row["options"])' \
	"every option has a word, a help text and at most one letter"
json_has 'all([field["key"] for field in record["fields"]][:1] == ["type"] for row in rows
	for record in row["records"])' "every record begins with its type"
json_has 'all({"status": "timeout", "exit": 4} in row["statuses"] for row in rows)' \
	"statuses have their exit codes"
cp "$work/out" "$work/list"
run sockbox --emit json
ok "--emit json is the same" cmp "$work/list" "$work/out"

run sockbox --help
exit_is 0 "--help without an applet"
ok "the starter fits 80 columns" fits "$work/out"
ok "the starter is about 20 lines" test "$(wc -l < "$work/out")" -le 24
out_has "sockbox --list" "the starter says how to go on"

run sockbox --help no-such-applet
exit_is 127 "--help of no applet"
run sockbox --list surplus
exit_is 2 "a word too many"

for words in --list --list=json --help --version '--emit bash' '--emit json' '--complete 1 sockbox'; do
	# shellcheck disable=SC2086  # the words of an option
	sockbox $words > /dev/full 2> "$work/err"
	echo $? > "$work/status"
	exit_is 3 "$words to a full device"
	err_has ENOSPC "$words to a full device says why"
	# shellcheck disable=SC2086
	sockbox $words >&- 2> "$work/err"
	echo $? > "$work/status"
	exit_is 3 "$words to a closed stdout"
done
for applet in $applets; do
	for word in --help --fields; do
		sockbox "$applet" $word > /dev/full 2> "$work/err"
		echo $? > "$work/status"
		exit_is 3 "$applet $word to a full device"
	done
done
done_testing
