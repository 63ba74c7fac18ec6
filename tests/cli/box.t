#!/bin/sh
# The box around the applets: names, links, synonyms, descriptors, signals, rights.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

applets=$(sockbox --list=json | sed 's/.*"type":"applet","name":"\([^"]*\)".*/\1/')
first=$(echo "$applets" | head -n 1)

# ---- names ----------------------------------------------------------------------------------------

run sockbox < /dev/null
exit_is 0 'no words, and no terminal, are a script on stdin, which may be empty'
out_is '' 'and says nothing'
run sockbox <&-
exit_is 3 'but it has to be there'

run sockbox --version
exit_is 0 'a version'
out_is "sockbox $(sed -n 's/^VERSION = //p' Makefile)" 'that of the Makefile'
run sockbox --version -v
out_has "$first" 'with -v the applets are named'
out_like '^line editing: (GNU readline [0-9.]+|none; .+)$' 'and what edits lines, or why nothing does'
run sockbox --version nonsense
exit_is 2 'a word too many'

run sockbox "${first}x"
exit_is 127 'an unknown applet'
err_has "did you mean '$first'" 'and the nearest'
run sockbox zzzzzzzz
exit_is 127 'nothing near'
err_has 'sockbox --list' 'then where to look'
run sockbox --json "$first"
exit_is 2 'an option of applets in front of them'
err_has 'sockbox APPLET --json' 'and where it goes'
run sockbox help
out_is "$(sockbox --help)" 'help is --help'
run sockbox help "$first"
out_is "$(sockbox --help "$first")" 'of an applet too'
run sockbox --lits
exit_is 2 'an unknown option'
err_has "'--list'" 'and the nearest'
run sockbox "$(printf 'a\033[2Jb')"
err_lacks "$(printf '\033')" 'an unknown word is escaped'

sed -n 's/^\tSYNONYM("\([a-z_]*\)", "\([a-z-]*\)", *"sockbox \([a-z-]*\).*/\1 \2 \3/p' core/box/synonym.c > "$work/synonyms"
ok 'there are synonyms' test "$(wc -l < "$work/synonyms")" -ge 20
lost=
while read -r word applet usage; do
	run sockbox "$word"
	for named in "$applet" "$usage"; do
		echo "$applets" | grep -qx "$named" || lost="$lost $word"
	done
	grep -qF "try: sockbox $usage" "$work/err" && [ "$(cat "$work/status")" = 127 ] || lost="$lost $word"
done < "$work/synonyms"
ok 'each sends people to an applet that exists' test -z "$lost"

# ---- links ----------------------------------------------------------------------------------------

mkdir "$work/bin" "$work/other"
run sockbox --install "$work/bin"
exit_is 0 'links are made'
ok 'one for each applet' test "$(ls "$work/bin")" = "$applets"
lost=
for applet in $applets; do
	"$work/bin/$applet" --version > "$work/by-link" 2>&1
	sockbox "$applet" --version > "$work/by-word" 2>&1
	cmp -s "$work/by-link" "$work/by-word" || lost="$lost $applet"
done
ok 'each is its applet' test -z "$lost"
run sockbox --install "$work/bin"
exit_is 0 'again'
out_has 'is there' 'says that they are there'

rm "$work/bin/$first"
echo mine > "$work/bin/$first"
run sockbox --install "$work/bin"
exit_is 0 'another file of that name'
out_has 'skipped' 'is skipped'
ok 'and kept' test "$(cat "$work/bin/$first")" = mine
run sockbox --install --force "$work/bin"
ok '--force replaces it' test -L "$work/bin/$first"

mkdir "$work/path"
printf '#!/bin/sh\n' > "$work/path/$first"
chmod +x "$work/path/$first"
PATH=$work/path:$PATH run sockbox --install "$work/other"
out_has "$work/path/$first has that name" 'a name that another program has is skipped'
ok 'and not made' test ! -e "$work/other/$first"

cp "$SOCKBOX" "$work/copy"
mkdir "$work/hard"
run "$work/copy" --install --hard "$work/hard"
exit_is 0 'hard links'
ok 'are the same file' test "$work/hard/$first" -ef "$work/copy"
run "$work/hard/$first" --version
exit_is 0 'and the applet'

run sockbox --install
exit_is 2 'a folder is needed'
run sockbox --install "$work/copy"
err_has 'ENOTDIR' 'a file is none'
run sockbox --install "$work/absent"
err_has 'ENOENT' 'nor what is absent'

# ---- signals ----------------------------------------------------------------------------------------

# Also where whoever started it ignores SIGPIPE, as Python does.
"$PYTHON" -I -c '
import signal, subprocess, sys
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
box = subprocess.Popen([sys.argv[1], "ipconv", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                       restore_signals=False)
box.stdout.close()
try:
    box.stdin.write(b"127.0.0.1\n" * 100000)
    box.stdin.close()
except BrokenPipeError:
    pass
print(box.wait())
' "$SOCKBOX" > "$work/signal"
ok 'a pipe that nobody reads ends it by SIGPIPE' grep -qx -- -13 "$work/signal"

# Ignored, the kernel reaps children, and kill(2) may hit whoever has the number next.
"$PYTHON" -I -c '
import signal, subprocess, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
box = subprocess.Popen([sys.argv[1], "ipconv", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
box.stdin.write(b"127.0.0.1\n")
box.stdin.flush()
box.stdout.readline()
ignored = next(line for line in open("/proc/%d/status" % box.pid) if line.startswith("SigIgn"))
print(int(ignored.split()[1], 16) >> (signal.SIGCHLD - 1) & 1)
box.kill()
' "$SOCKBOX" > "$work/signal"
ok 'its children stay its own until it has reaped them' grep -qx 0 "$work/signal"

# ---- rights -----------------------------------------------------------------------------------------

# Everything here runs in a namespace whose host name is nobody's.
if sanitized; then
	skip 'set-id and capabilities' 'a sanitizer does not start with them'
elif [ "$(id -u)" -ne 0 ] || ! command -v setpriv > /dev/null || ! unshare -u true 2> /dev/null; then
	skip 'set-id and capabilities' 'only root can make such files'
else
	chmod 711 "$work"
	for mode in 4755 2755; do
		cp "$SOCKBOX" "$work/rights"
		chmod $mode "$work/rights"
		run unshare -u setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$work/rights" hostinfo --set-hostname taken
		exit_is 3 "mode $mode: the host name is not set"
		err_has 'all rights dropped' "mode $mode: the rights are dropped, and it is said"
		err_has 'EPERM' "mode $mode: and the kernel's no is passed on"
	done
	if command -v setcap > /dev/null && cp "$SOCKBOX" "$work/capable" &&
		setcap cap_sys_admin+ep "$work/capable" 2> "$work/err"; then
		run unshare -u setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$work/capable" hostinfo --set-hostname taken
		exit_is 3 'file capabilities: the host name is not set'
		err_has 'all rights dropped' 'file capabilities: dropped, and it is said'
	else
		skip 'file capabilities' 'they cannot be set here'
	fi
	run unshare -u sockbox hostinfo --set-hostname taken
	exit_is 0 'a root user keeps his rights'
fi

done_testing
