# lib -- TAP helpers of the shell tests. A test begins with:  . "${0%/*}/../lib.sh"
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# $SOCKBOX is the binary under test (build/sockbox by default), also on PATH as `sockbox`; the
# current folder is the repository; $work is a folder of the test's own that vanishes at the end.
set -u

top=$(cd "$(dirname "$0")/../.." && pwd)
self=$top/tests/$(basename "$(cd "$(dirname "$0")" && pwd)")/$(basename "$0")
cd "$top" || exit 1
: "${SOCKBOX:=$top/build/sockbox}"
: "${BUILD:=$(dirname "$SOCKBOX")}"
PATH=$(dirname "$SOCKBOX"):$PATH:/usr/sbin:/sbin
if [ -x /usr/bin/python3 ]; then PYTHON=/usr/bin/python3; else PYTHON=python3; fi
export SOCKBOX BUILD PATH PYTHON LC_ALL=C.UTF-8 TZ=UTC
unset COLUMNS NO_COLOR GITHUB_ACTIONS LANG LC_CTYPE LOCALDOMAIN RES_OPTIONS HOSTALIASES

work=$(mktemp -d) || exit 1
pids=
tests=0
failures=0
clean_up() {
	for pid in $pids; do kill "$pid" 2> /dev/null; done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- the result of one test ---------------------------------------------------------------

pass() { # NAME
	tests=$((tests + 1))
	echo "ok $tests - $1"
}

fail() { # NAME [DETAIL]: with what the last `run` did
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
	[ -f "$work/command" ] || return 0
	{
		echo "\$ $(cat "$work/command")"
		head -c 4000 "$work/out"
		echo "--- stderr"
		head -c 4000 "$work/err"
		echo "--- exit $(cat "$work/status")"
	} | sed 's/^/#   /'
}

ok() { # NAME COMMAND...: passes when COMMAND succeeds
	name=$1
	shift
	if "$@" > "$work/ok-says" 2>&1; then pass "$name"; else
		fail "$name" "failed: $*
$(head -c 4000 "$work/ok-says")"
	fi
}

skip() { # NAME REASON
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

skip_all() { # REASON: instead of any test
	echo "1..0 # SKIP $1"
	exit 0
}

needs() { # PROGRAM...
	for program in "$@"; do
		command -v "$program" > /dev/null || skip_all "$program is not installed"
	done
}

done_testing() { # the last line of every test
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit
}

# ---- running a command and looking at what it did -------------------------------------------

# Run a command; it reads the stdin that `run` has, so `printf ... | run sockbox ipconv -` works.
# Its output, talk and exit code are in $work/out, err and status.
run() {
	printf '%s' "$*" > "$work/command"
	"$@" > "$work/out" 2> "$work/err"
	echo $? > "$work/status"
}

exit_is() { # CODE NAME
	if [ "$(cat "$work/status")" = "$1" ]; then pass "$2"; else
		fail "$2" "exit code $(cat "$work/status"), expected $1"
	fi
}

text_is() { # FILE TEXT NAME: FILE is exactly TEXT and a newline, or empty where TEXT is
	if [ -n "$2" ]; then printf '%s\n' "$2"; fi > "$work/expected"
	if cmp -s "$work/expected" "$work/$1"; then pass "$3"; else
		fail "$3" "expected:
$2"
	fi
}

text_has() { # FILE TEXT NAME
	if grep -qF -e "$2" "$work/$1"; then pass "$3"; else fail "$3" "lacks: $2"; fi
}

text_lacks() { # FILE TEXT NAME
	if grep -qF -e "$2" "$work/$1"; then fail "$3" "has: $2"; else pass "$3"; fi
}

text_like() { # FILE REGEX NAME: a line matches the extended regular expression
	if grep -qE -e "$2" "$work/$1"; then pass "$3"; else fail "$3" "no line like: $2"; fi
}

out_is() { text_is out "$1" "$2"; }
out_has() { text_has out "$1" "$2"; }
out_lacks() { text_lacks out "$1" "$2"; }
out_like() { text_like out "$1" "$2"; }
err_is() { text_is err "$1" "$2"; }
err_has() { text_has err "$1" "$2"; }
err_lacks() { text_lacks err "$1" "$2"; }
err_like() { text_like err "$1" "$2"; }

# A Python expression over stdout as strict JSON lines: `r` is the first, `rows` are all of them.
json_has() { # EXPRESSION NAME
	if said=$("$PYTHON" -I "$top/tests/json_lines.py" "$work/out" "$1" 2>&1); then pass "$2"; else
		fail "$2" "$said"
	fi
}

json_lines_valid() { # NAME: every line of stdout is a strict JSON object, and there is one
	if said=$("$PYTHON" -I "$top/tests/json_lines.py" "$work/out" 2>&1); then pass "$1"; else
		fail "$1" "$said"
	fi
}

# ---- golden output ------------------------------------------------------------------------

# Compare a command's output, talk and exit code with tests/golden/TEST/NAME (TEST: this file's
# name without .t). GOLDEN_UPDATE=1 writes that file instead. $golden_filter, a sed script, may
# blank what differs from run to run.
golden_filter=
golden() { # NAME COMMAND...
	name=$1
	shift
	kept=tests/golden/$(basename "$self" .t)/$name
	run "$@"
	{
		echo "\$ $*"
		cat "$work/out"
		if [ -s "$work/err" ]; then echo "--- stderr" && cat "$work/err"; fi
		echo "--- exit $(cat "$work/status")"
	} | sed "$golden_filter" > "$work/golden"
	if [ -n "${GOLDEN_UPDATE:-}" ]; then
		mkdir -p "$(dirname "$kept")" && cp "$work/golden" "$kept"
	fi
	if differs=$(diff -u "$kept" "$work/golden" 2>&1); then pass "golden $name"; else
		fail "golden $name" "$differs"
	fi
}

golden_formats() { # NAME COMMAND...: in every format
	case_name=$1
	shift
	for format in text table json csv; do
		golden "$case_name.$format" "$@" --format "$format"
	done
}

# ---- namespaces and peers -------------------------------------------------------------------

# Begin the test again as root of the new namespaces that the first FLAGS which work stand for;
# returns where none does, with the reason in $work/err.
enter_netns() { # FLAGS...
	needs unshare ip
	for flags in "$@"; do
		if unshare "$flags" true 2> "$work/err"; then
			rm -rf "$work"
			IN_NETNS=1 exec unshare "$flags" sh "$self"
		fi
	done
}

# Run the rest of this test as root of new user, network and mount namespaces with lo up, or skip all
# of it with the reason. A test that mounts nothing says `in_netns net`, and runs in a chroot too.
in_netns() { # [net]
	if [ -z "${IN_NETNS:-}" ]; then
		enter_netns -Urnm -nm
		[ "${1:-}" != net ] || enter_netns -Urn -n
		skip_all "no namespaces here: $(head -n 1 "$work/err")"
	fi
	ip link set lo up || skip_all "cannot bring lo up"
}

background() { # COMMAND...: a peer that is ended with the test; its number is $!
	"$@" > "$work/background.out" 2>&1 &
	pids="$pids $!"
}

# A server of ours in the background: waits until it is ready, then $ready has its ready records, $port
# the port of the first, $server its number. Its output is in $work/server.out and .err.
serve() { # sockbox APPLET WORD...
	mkfifo "$work/ready" 2> /dev/null
	box=$1 applet=$2
	shift 2
	# shellcheck disable=SC2086  # the words of a command that starts it elsewhere, or none
	${launcher:-} "$box" "$applet" --ready-fd 9 "$@" > "$work/server.out" 2> "$work/server.err" 9> "$work/ready" < /dev/null &
	server=$!
	pids="$pids $server"
	ready=$(timeout 20 cat "$work/ready")
	port=$(printf '%s\n' "$ready" | sed -n 's/.*"port":\([0-9]*\).*/\1/p;q')
	[ -n "$ready" ]
}

# End the server and wait for it; its exit code is the result.
end_server() { # [SIGNAL]
	kill "-${1:-TERM}" "$server"
	wait "$server"
}

# For peers that cannot say when they are ready: ask again, for at most so long.
wait_until() { # SECONDS COMMAND...
	tries=$(($1 * 50))
	shift
	while ! "$@" > /dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.02
	done
}

has_terminals() { "$PYTHON" -I -c 'import pty; pty.openpty()' 2> /dev/null; }

# ---- circumstances --------------------------------------------------------------------------

# Rounds of a repeated test: COUNT in `make stress`, a twentieth of it in `make check`.
rounds() { # COUNT
	if [ -n "${STRESS:-}" ]; then echo "$1"; else echo $((($1 + 19) / 20)); fi
}

# True for a build with sanitizers, which needs more memory and time.
sanitized() {
	case $BUILD in */san-*) true ;; *) false ;; esac
}
