#!/bin/sh
# netcheck: what a plan says is secret is in no report, no record and no message.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

plan() { cat > "$work/p.check"; }
hides() { # NAME WORD...: neither the output nor the messages have a WORD
	name=$1
	shift
	cat "$work/err" >> "$work/out"
	for word in "$@"; do out_lacks "$word" "$name"; done
}

# ---- every way out ------------------------------------------------------------------------------

TOKEN='hunter2&"x' && export TOKEN
plan << END
secret t = \${TOKEN}
suite "edge \${t}"
set both = "user:\${t}"
start web: exec -- sh -c 'echo "said \$0" >&2; printf %s "\$0" | base64 >&2; exit 7' \${both}
  ready stdout ~ /up/
group "of \${t}"
word "title \${t}": servlookup \${t} --builtin => ok
skip: servlookup http --builtin
  skip if \${t} == \${t}
todo: servlookup \${t} --builtin
  todo "until \${t} is gone" until 2999-01-01
matrix: servlookup \${choice} --builtin
  each choice in \${t} http
  retry 1 after 1ms
dead: servlookup http --builtin
  needs web
out: pairrun -- sh -c 'printf %s "\$0" | od -An -tx1; printf "%s\\n" "\$0" | sed "s/&/%26/"; exit 3' \${t}
end
END
spelled='hunter2 aHVudGVyMi dXNlcjpodW50ZXIyJn'
for report in human tap tap13 junit xunit json github summary; do
	run timeout 60 sockbox netcheck --allow-exec --jobs 1 -v "$work/p.check" -o $report
	exit_is 1 "$report"
	cat "$work/err" >> "$work/out"
	out_has '***' "$report: what stands for it"
	# shellcheck disable=SC2086
	hides "$report" $spelled '68 75 6e 74'
done
for option in --json --list --lint --write-check '--list --json' '--json --expect ok'; do
	# shellcheck disable=SC2086
	run timeout 60 sockbox netcheck --allow-exec "$work/p.check" $option
	# shellcheck disable=SC2086
	[ "$option" = --write-check ] || hides "$option" $spelled
done
run timeout 60 sockbox netcheck --allow-exec "$work/p.check" -o "json=$work/l" -o json
ok "the lines stay JSON" "$PYTHON" -c "import json, sys; [json.loads(line) for line in open('$work/l')]"
plan << 'END'
secret t = ${TOKEN}
one: servlookup ${t} --builtin => ok
END
run sockbox netcheck "$work/p.check" --nagios
exit_is 2 "a plugin"
hides "a plugin" hunter2

# ---- a secret that is not met as it is ------------------------------------------------------------

key='-----BEGIN KEY-----
MIIEvQIBADANBgkq
hkiG9w0BAQEFAASC
-----END KEY-----
' && export key
plan << 'END'
secret k = ${key}
a: pairrun -- sh -c 'echo "bad key line: $(echo "$key" | sed -n 2p)" >&2; exit 1'
b: pairrun -- sh -c 'echo "$key" | sed -n 3p | base64; exit 1'
END
run sockbox netcheck --allow-exec "$work/p.check"
exit_is 1 "a key of several lines"
hides "none of its lines" MIIEvQIB hkiG9w0B aGtpRzl3

ended='s3cretvalue
' && export ended
plan << 'END'
secret t = ${ended}
a: servlookup s3cretvalue --builtin
END
run sockbox netcheck "$work/p.check"
exit_is 1 "a variable with a newline behind it, as a file gives it"
hides "is met without" s3cretvalue

long=$(printf 'L%0299d' 7) && export long
plan << 'END'
secret t = ${long}
a: ipconv ${t}
b: echo-client ${t}
c: pairrun -- sh -c 'printf "%.60s" "$long" >&2; printf "\n%.40s\n" "$long"; exit 1'
END
run sockbox netcheck --allow-exec "$work/p.check"
exit_is 1 "one that is too long to be told whole"
hides "is not told in part" 000000000

# ---- what makes no sense ------------------------------------------------------------------------

wrong() { # LINE:COLUMN SENTENCE < PLAN: with s3cret in it, which is not shown
	plan
	run sockbox netcheck "$work/p.check" -o "tap=$work/t"
	cat "$work/t" >> "$work/out"
	exit_is 2 "makes no sense: $2"
	err_has "p.check:$1: netcheck: $2" "$2: where"
	hides "$2: without what is secret" s3cret
}
wrong 1:8 "takes: set NAME = WORD" << 'END'
secret t = s3cretvalue extra
END
wrong 2:8 "takes: set NAME = WORD" << 'END'
secret t s3cretvalue
secret t=s3cretvalue
END
wrong 2:8 "this name is set already" << 'END'
secret t = abc
secret t = s3cretvalue
END
wrong 1:12 "this quote is never closed" << 'END'
secret t = "s3cretvalue
a: ipconv 1.2.3.4
END
wrong 2:1 "a check begins with its name: NAME: APPLET ..." << 'END'
secret t = "abc
def\xs3cretvalue
a: ipconv 1.2.3.4
END
wrong 2:21 "a '}' belongs here" << 'END'
secret t = "abc
$(s3cretword) ${nope"
END
wrong 1:1 "a check begins with its name: NAME: APPLET ..." << 'END'
secrt t = s3cretvalue
END
wrong 1:9 "no clause is called 'secret'" << 'END'
default secret t = s3cretvalue
END
wrong 1:3 "no clause is called 'secret'" << 'END'
  secret t = s3cretvalue
END
wrong 2:21 "unknown option '--typo'" << 'END'
secret t = s3cretvalue-of-more-than-one-can-see-in-a-line-of-eighty-columns
a: ipconv 127.0.0.1 --typo s3cretvalue-of-more-than-one-can-see-in-a-line-of-eighty-columns
END
wrong 3:3 "'***' is here twice" << 'END'
secret t = s3cretvalue
a: ipconv ${r}
  each r in ${t} ${t}
END
wrong 2:9 "only a file of this folder or below it is included" << 'END'
secret t = s3cretvalue
include /s3cretvalue/$t
END
wrong 2:9 "cannot open" << 'END'
secret t = s3cretvalue
include $t.check
END
plan << 'END'
secret t = s3cretvalue
a: ipconv 1.2.3.4 --typo
END
run sockbox netcheck "$work/p.check"
err_is "$work/p.check:2:19: netcheck: unknown option '--typo'
  a: ipconv 1.2.3.4 --typo
                    ^" "a line without one is shown"

done_testing
