#!/bin/sh
# Completion: what sockbox offers, and that bash, zsh and fish put it on the line.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

has_applet() { sockbox --list | grep -q "^  $1 "; }
offers() { # CANDIDATE INDEX WORD...: among what is offered
	wanted=$1
	shift
	run sockbox --complete "$@"
	exit_is 0 "completes $*"
	ok "offers $wanted for $*" sh -c 'cut -f 1 "$1" | grep -qxF -e "$2"' - "$work/out" "$wanted"
}
offers_nothing() { # INDEX WORD...
	run sockbox --complete "$@"
	exit_is 0 "completes $*"
	out_is "" "offers nothing for $*"
}

applets=$(sockbox --list | sed -n 's/^  \([a-z][a-z0-9-]*\) .*/\1/p')
for applet in $applets; do
	offers "$applet" 1 sockbox "$(printf %.3s "$applet")"
	offers "$applet" 2 sockbox --help ''
	offers --timeout 2 sockbox "$applet" --ti
	offers --timeout 1 "$applet" --
	offers --format=json 1 "/usr/bin/$applet" --format=js
	offers status 2 "$applet" --get ''
	offers type,status 2 "$applet" --get type,sta
	offers invalid 2 "$applet" --expect inv
	offers_nothing 2 "$applet" --timeout ''
	offers_nothing 1 "$applet" --no-such-option
done
offers --list 1 sockbox -
offers_nothing 1 sockbox no-such-applet
offers_nothing 3 sockbox no-such-applet x y

if has_applet ifinfo; then
	offers lo 1 ifinfo ''
	offers lo 3 ifinfo --json lo ''
fi
if has_applet servlookup; then
	offers http 1 servlookup htt
	offers https 2 servlookup http htt
fi
if has_applet protolookup; then offers icmp 1 protolookup ic; fi
if has_applet constlookup; then offers SOCK_STREAM 1 constlookup sock_s; fi
if has_applet netcheck; then
	offers junit 2 netcheck -o ''
	offers tap13 2 netcheck --output ta
	offers --output=json 1 netcheck --output=js
	run sockbox --complete 2 netcheck -o junit=rep
	out_is "$(printf '\tfile')" "offers files behind the format of a report"
fi
if has_applet addrinfo; then
	offers AF_INET6 2 addrinfo --family ''
	offers inet6 2 addrinfo --family inet
	offers localhost 1 addrinfo local
fi

run sockbox --complete
exit_is 2 "--complete without an index"
run sockbox --complete x sockbox
exit_is 2 "--complete with an index that is no number"
run sockbox --complete 5 sockbox x
exit_is 2 "--complete with an index behind the words"
printf '\033]0;x\007\n' > "$work/evil"
run sockbox --complete 2 sockbox --help "$(printf 'a\033[31m')"
ok "nothing that was typed comes back raw" sh -c '! grep -q "$(printf "\033")" "$1"' - "$work/out"

# Nothing is asked of the network: no socket but that of the interface list.
if command -v strace > /dev/null && strace -o /dev/null true 2> /dev/null; then
	strace -f -e trace=connect,sendto -o "$work/trace" sockbox --complete 1 sockbox '' > /dev/null
	ok "no connection is made" sh -c '! grep -q AF_INET "$1"' - "$work/trace"
else
	skip "no connection is made" "strace does not work here"
fi

cases() {
	has_applet ifinfo && cat <<- 'END'
		sockbox ifin => sockbox ifinfo
		sockbox ifinfo --rou => sockbox ifinfo --route
		ifinfo --format js => ifinfo --format json
		ifinfo --format=js => ifinfo --format=json
		ifinfo --get type,stat => ifinfo --get type,status
		ifinfo l => ifinfo lo
		ifinfo --expect index==1,not_f => ifinfo --expect index==1,not_found
		ifinfo --format  ?> table csv
		ifinfo --color  ?> auto always never
		sockbox --install fold => sockbox --install folder/
		sockbox --install=fold => sockbox --install=folder/
		ifinfo lo --eventually 1s -- cat a-fi => ifinfo lo --eventually 1s -- cat a-file
	END
	has_applet servlookup && cat <<- 'END'
		sockbox serv => sockbox servlookup
		servlookup gophe => servlookup gopher
		servlookup --al => servlookup --all
	END
	has_applet netcheck && cat <<- 'END'
		netcheck -o jun => netcheck -o junit
		netcheck --output=tap1 => netcheck --output=tap13
		netcheck --write => netcheck --write-check
	END
	has_applet addrinfo && cat <<- 'END'
		addrinfo --family  ?> AF_INET6 AF_INET
		addrinfo --family AF_INET6 localh => addrinfo --family AF_INET6 localhost
	END
}
# How a quote goes on is the shell's own affair: bash closes it.
quoted() {
	has_applet ifinfo && [ "$1" = bash ] &&
		echo "ifinfo --expect 'index == 1, not_f => ifinfo --expect index == 1, not_found"
}

mkdir "$work/home" "$work/home/folder"
touch "$work/home/a-file"
for shell in bash zsh fish; do
	sockbox --emit "$shell" > "$work/script"
	if ! command -v "$shell" > /dev/null; then
		skip "$shell completes" "$shell is not installed"
		continue
	fi
	{ cases; quoted "$shell"; } > "$work/cases"
	ok "$shell reads its script" "$shell" -n "$work/script"
	if ! has_terminals; then
		skip "$shell completes" "there are no pseudo-terminals"
		continue
	fi
	LC_ALL=C.UTF-8 "$PYTHON" -I tests/cli/completion.py "$shell" "$work/script" "$work/home" \
		< "$work/cases" > "$work/tap" 2> "$work/err" || fail "$shell can be driven" "$(cat "$work/err")"
	while IFS= read -r line; do
		case $line in
		'ok '*) pass "${line#ok }" ;;
		'not ok '*) fail "${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done < "$work/tap"
done
done_testing
