#!/bin/sh
# Manual pages: clean for mandoc and groff, and complete.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

applets=$(sockbox --list | sed -n 's/^  \([a-z][a-z0-9-]*\) .*/\1/p')
pages=$(for prose in man/*.man; do basename "$prose" .man; done)
plain() { sed 's/\\-/-/g; s/\\f.//g; s/\\&//g; s/\\e/\\/g'; }

for page in $pages; do
	run sockbox --emit man "$page" < "man/$page.man"
	exit_is 0 "$page: emitted"
	cp "$work/out" "$work/page"
	if command -v mandoc > /dev/null; then
		ok "$page: mandoc has nothing to say" sh -c \
			'said=$(mandoc -T lint -W warning < "$1" 2>&1); echo "$said"; [ -z "$said" ]' - "$work/page"
	else
		skip "$page: mandoc has nothing to say" "mandoc is not installed"
	fi
	if command -v groff > /dev/null; then
		ok "$page: groff has nothing to say" sh -c \
			'said=$(groff -man -Tutf8 -ww -z "$1" 2>&1); echo "$said"; [ -z "$said" ]' - "$work/page"
	else
		skip "$page: groff has nothing to say" "groff is not installed"
	fi
	ok "$page: it has a name" grep -q '^\.SH NAME' "$work/page"
done

# Every option of the description is in the page, with its letter and value; so is every key.
for applet in $applets; do
	sockbox --emit man "$applet" < /dev/null | plain > "$work/page"
	sockbox --emit json "$applet" > "$work/json"
	ok "$applet: the page has every option, key and exit code" "$PYTHON" -I -c '
import json, sys
page = open(sys.argv[1]).read()
row = json.load(open(sys.argv[2]))
lines = set(page.split("\n"))
for option in row["options"]:
    line = "-%s, " % option["letter"] if option["letter"] else ""
    line += "--" + option["word"] + (" " + option["value"] if option["value"] else "")
    assert line in lines, line
    for name in option.get("names", []):
        assert name["word"] in page, name
for record in row["records"]:
    for field in record["fields"]:
        assert any(line.startswith(field["key"] + " (") for line in lines), field
for status in row["statuses"]:
    assert status["status"] in page.split(".SH \"EXIT STATUS\"")[1], status
for example in row["examples"]:
    assert example["command"].replace("\x27", "\\(aq").replace("\"", "\\(dq")[:20] in page, example
' "$work/page" "$work/json"
done

# Templates are folded, and a list of words that are values begins with none of them in capitals.
if command -v groff > /dev/null; then
	for applet in netpipe echo-client; do
		sockbox --emit man "$applet" < /dev/null | groff -man -Tascii -P-cbou | sed -n '/^OUTPUT/,$p' > "$work/page"
		ok "$applet: no line of its output section is wider than 80" awk 'length > 80 { exit 1 }' "$work/page"
		ok "$applet: and values are as they are" grep -q '^  *tcp, udp, unix' "$work/page"
	done
else
	skip "templates are folded" "groff is not installed"
fi

run sockbox --emit man sockbox-exit < man/sockbox-exit.man
words=$(sed -n 's/^.*\[STATUS_[A-Z_]*\] = { "\([a-z_]*\)", [0-9] }.*/\1/p' core/base/err.c)
ok "the table of statuses is found" test -n "$words"
for word in $words; do
	ok "sockbox-exit: $word is in the table and explained" test "$(grep -cw -e "$word" "$work/out")" -ge 2
done
run sockbox --emit man sockbox < man/sockbox.man
for applet in $applets; do
	out_has ".BR $(echo "$applet" | sed 's/-/\\-/g') (1)" "sockbox: $applet is in the list"
done
out_lacks generated: "sockbox: every list is there"

run sockbox --emit man no-such-page < /dev/null
exit_is 2 "no such page"
run sockbox --emit man
exit_is 2 "no name"
run sockbox --emit troff
exit_is 2 "no such kind"
head -c 1100000 /dev/zero | tr '\0' '\n' > "$work/long"
run sockbox --emit man sockbox < "$work/long"
exit_is 2 "prose without end"
sockbox --emit man sockbox <&- > "$work/out" 2> "$work/err"
echo $? > "$work/status"
exit_is 3 "no standard input"
sockbox --emit man sockbox < man/sockbox.man > /dev/full 2> "$work/err"
echo $? > "$work/status"
exit_is 3 "a page to a full device"
# The words of plans, as netcheck itself lists them, each as a heading of its page, and the limits as they are kept.
if printf '%s\n' "$applets" | grep -qx netcheck; then
	sockbox --emit man netcheck < man/netcheck.man | plain > "$work/page"
	for line in 'a: ipconv 1.2.3.4
  none' 'a: ipconv 1.2.3.4
  requires none'; do
		printf '%s\n' "$line" | sockbox netcheck - 2>&1 | sed -n "1s/.*'none'\(: \|; there are \)//p"
	done | tr -d ' ' | tr ',' '\n' > "$work/words"
	sockbox netcheck -o none - 2>&1 < /dev/null | sed -n 's/.*there are //p' | tr -d ' ' | tr ',' '\n' >> "$work/words"
	for word in netcheck suite set secret default include group start; do echo "$word"; done >> "$work/words"
	ok "netcheck tells its words" [ "$(wc -l < "$work/words")" -eq 43 ]
	while read -r word; do
		head=${word%%:*}
		ok "netcheck: its page tells of $word" grep -Eq "^\.B[IR]?( start|.*[ ,~\"])? ?\"?$head( |,|:|\"|\$)" "$work/page"
	done < "$work/words"
	sed -n '/^netcheck 1$/,/^\.fi/{/^\.fi/!p}' "$work/page" > "$work/plan.check"
	run sockbox netcheck --lint "$work/plan.check"
	exit_is 0 "netcheck: the plan of its page makes sense"
	ok "and is there" [ "$(wc -l < "$work/plan.check")" -gt 8 ]
	limits=$(sed -n '/^\.SH LIMITS/,/^\.SH NOTES/p' "$work/page" | tr '\n' ' ')
	for limit in '64 files' '4 MiB' '8 MiB' '10,000 checks' '16 clauses' '64 MiB' '20 places'; do
		case $limits in
		*"$limit"*) pass "netcheck: its page tells the limit of $limit" ;;
		*) fail "netcheck: its page tells the limit of $limit" ;;
		esac
	done
	sockbox netcheck --help | tr -s '\n ' ' ' > "$work/help"
	ok "netcheck --help tells the code of nothing" grep -q '; 5 nothing ran; ' "$work/help"
	ok "and so does its page" grep -qx '\.B 5' "$work/page"
fi

done_testing
