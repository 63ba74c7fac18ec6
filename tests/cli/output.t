#!/bin/sh
# What output looks like where: colour, columns, locales, environments, CI runners.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

escape=$(printf '\033')

# ---- colour -----------------------------------------------------------------------------------

# On a terminal of its own, which is 80 columns wide unless told.
cat > "$work/terminal.py" <<'END'
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n"))
END
on_terminal() { run "$PYTHON" -I "$work/terminal.py" "$@"; }

run sockbox ipconv 192.0.2.1
out_lacks "$escape" "a pipe gets no colour"
cp "$work/out" "$work/plain"
run sockbox ipconv --color always 192.0.2.1
out_has "${escape}[1maddress${escape}[0m:" "--color always"
colours_on_a_terminal() {
	TERM=xterm on_terminal sockbox ipconv --get address 192.0.2.1
	out_is "192.0.2.1" "--get has no colour on a terminal"
	TERM=xterm on_terminal sockbox ipconv 192.0.2.1
	out_has "${escape}[1maddress${escape}[0m:" "a terminal gets colour"
	for environment in NO_COLOR=1 TERM=dumb; do
		on_terminal env TERM=xterm "$environment" sockbox ipconv 192.0.2.1
		out_lacks "$escape" "$environment: no colour"
	done
	on_terminal env -u TERM sockbox ipconv 192.0.2.1
	out_lacks "$escape" "no TERM: no colour"
	on_terminal env TERM=xterm NO_COLOR= sockbox ipconv 192.0.2.1
	out_has "$escape" "an empty NO_COLOR counts for nothing"
	on_terminal env TERM=xterm sockbox ipconv --color never 192.0.2.1
	out_lacks "$escape" "--color never"
}
if has_terminals; then colours_on_a_terminal; else
	skip "colours on a terminal" "there are no pseudo-terminals"
fi
NO_COLOR=1 run sockbox ipconv --color always 192.0.2.1
out_has "$escape" "--color always wins over NO_COLOR"

# ---- columns ----------------------------------------------------------------------------------

fits() { # COLUMNS FILE
	awk -v most="$1" 'length($0) > most { bad = 1; print } END { exit bad }' "$2"
}
squeezed() { tr -d ' \n' < "$1"; }

for columns in 20 33 40 80; do
	COLUMNS=$columns run sockbox ipconv 2001:db8::1
	ok "text fits $columns columns" fits $columns "$work/out"
	squeezed "$work/out" > "$work/folded"
	sockbox ipconv 2001:db8::1 > "$work/out"
	squeezed "$work/out" > "$work/unfolded"
	ok "and $columns columns lose nothing" cmp "$work/folded" "$work/unfolded"
	COLUMNS=$columns run sockbox servlookup --format table --builtin --all
	ok "a table fits $columns columns" fits $columns "$work/out"
done
if has_terminals; then
	on_terminal env TERM=dumb sockbox ipconv 2001:db8::1
	ok "a terminal of 40 columns" fits 40 "$work/out"
	on_terminal env TERM=dumb COLUMNS=80 sockbox ipconv 2001:db8::1
	ok "COLUMNS wins over it" sh -c "! awk 'length > 40 { exit 1 }' '$work/out'"
else
	skip "the width of a terminal" "there are no pseudo-terminals"
fi
for columns in 0 x -1 '' 19 99999999999999999999; do
	COLUMNS=$columns run sockbox ipconv 192.0.2.1
	ok "COLUMNS='$columns' folds nothing" cmp "$work/plain" "$work/out"
done
COLUMNS=20 run sockbox ipconv --json 2001:db8::1
ok "JSON is one line at any width" test "$(wc -l < "$work/out")" -eq 1

# ---- locales and environments -----------------------------------------------------------------

LC_ALL=C run sockbox ipconv --json 192.0.2.1 bogus
cp "$work/out" "$work/kept"
cp "$work/err" "$work/kept.err"
for locale in tr_TR.UTF-8 de_DE.UTF-8 de_DE.ISO-8859-1 nonsense 'C.UTF-8;x' ''; do
	LC_ALL=$locale LANG=$locale run sockbox ipconv --json 192.0.2.1 bogus
	ok "locale '$locale': the same output" cmp "$work/kept" "$work/out"
	ok "locale '$locale': the same messages" cmp "$work/kept.err" "$work/err"
	LC_ALL=$locale run sockbox constlookup --get name so_reuseaddr af_inet
	out_is "SO_REUSEADDR
AF_INET" "locale '$locale': letters compare as in C"
done
run env -i "$SOCKBOX" ipconv --json 192.0.2.1 bogus
ok "an empty environment: the same output" cmp "$work/kept" "$work/out"
exit_is 2 "and exit code"
LC_ALL=C.UTF-8 run sockbox ipconv 'é'
err_has "ipconv: 'é': " "UTF-8 is shown where the locale is UTF-8"
LC_ALL=C run sockbox ipconv 'é'
err_has "ipconv: '\\xc3\\xa9': " "and escaped where it is not"
LC_ALL='' LC_CTYPE='' LANG=C.UTF-8 run sockbox ipconv 'é'
err_has "'é'" "an empty LC_ALL counts for nothing"
run sockbox ipconv "$(printf 'a\nsockbox: lie\n\033[2J')"
err_has "ipconv: 'a\\nsockbox: lie\\n\\x1b[2J': " "a line break cannot fake a message"
ok "it is one line" test "$(wc -l < "$work/err")" -eq 1

# ---- CI runners ---------------------------------------------------------------------------------

lines='::error::x
##[error]y ##[group]z
::1
::ffff:192.0.2.1
::/0
::1%lo'
for format in '--format text' '--format table' '--json' '--format csv' '--get input,status' \
	'--get class,input'; do
	# shellcheck disable=SC2086
	printf '%s\n' "$lines" | GITHUB_ACTIONS=true run sockbox ipconv $format -
	cat "$work/out" "$work/err" > "$work/both"
	ok "$format: no line is a command" sh -c "! grep -qE '^[[:space:]]*::[a-z-]*[g-z]|##\[' '$work/both'"
done
GITHUB_ACTIONS=true run sockbox ipconv --get address ::1 ::ffff:192.0.2.1
out_is "::1
::ffff:192.0.2.1" "an address stays as it is"
GITHUB_ACTIONS=true run sockbox ipconv --get network ::/0 ::1/128
out_lacks '\x3a' "so does a network"
GITHUB_ACTIONS=true run sockbox ipconv 192.0.2.1 --eventually 1s -- "##[x]"
err_has "ipconv: '\\x23#[x]': cannot run it" "messages are guarded too"
run sockbox ipconv '##[error]'
err_has "'##[error]'" "elsewhere nothing is altered"
done_testing
