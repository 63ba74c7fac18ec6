#!/bin/sh
# netcheck when things go wrong: fixtures that die, checks that hang, signals, full disks, peers that
# say what would break a report; and a thousand checks.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
needs xmllint jq prove

plan() { cat > "$work/p.check"; }
every_format='human tap tap13 junit xunit json github summary'
into_files() { # DIR: -o FORMAT=DIR/FORMAT for each
	mkdir -p "$1"
	for format in $every_format; do printf ' -o %s=%s/%s' "$format" "$1" "$format"; done
}
are_whole() { # DIR NAME: each report is complete, and what reads it takes it
	for format in tap tap13; do
		"$PYTHON" -I - "$1/$format" > "$work/tap" << 'END' || { fail "$2: $format" "not whole"; continue; }
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
plan = int(re.search(r"^1\.\.(\d+)", text, re.M).group(1))
points = [int(n) for n in re.findall(r"^(?:not )?ok (\d+)", text, re.M)]
assert points == list(range(1, plan + 1)), (plan, points)
END
		pass "$2: $format has all that it announced"
	done
	prove --exec cat "$1/tap13" > "$work/prove" 2>&1
	ok "$2: prove reads TAP 13" sh -c '! grep -q "Parse errors" "$1"' - "$work/prove"
	for format in junit xunit; do ok "$2: $format is XML" xmllint --noout "$1/$format"; done
	ok "$2: json lines" jq -e . "$1/json"
	ok "$2: the json ends with a summary" sh -c 'tail -n 1 "$1" | jq -e ".type == \"summary\""' - "$1/json"
}

# ---- fixtures -----------------------------------------------------------------------------------

plan << 'END'
start once: echo-server tcp:127.0.0.1:0 --once
first: echo-client ${once.endpoint} --count 1 => answered
gone: echo-client ${once.endpoint} --count 1 => answered
  needs first wait
wait: echo-client ${once.endpoint} => refused
  eventually 20s every 20ms
END
# shellcheck disable=SC2046
run timeout 60 sockbox netcheck "$work/p.check" --jobs 1 $(into_files "$work/dies")
exit_is 3 "a fixture that ends in the middle"
are_whole "$work/dies" "a fixture that ends"
ok "what came before passed" grep -q '^ok    first' "$work/dies/human"
ok "what needs it is an error that says so" grep -q 'fixture once has ended' "$work/dies/human"
ok "in JUnit, too" grep -q '<error type="fixture" message="fixture once has ended' "$work/dies/junit"

# ---- a check that hangs -------------------------------------------------------------------------

plan << 'END'
hangs: pairrun -- sh -c 'kill -STOP $PPID; sleep 60'
  timeout 100ms
fine: ipconv 1.2.3.4
END
run timeout 60 sockbox netcheck --allow-exec "$work/p.check" --get id,verdict,reason
exit_is 3 "an attempt that was stopped"
out_is "hangs	error	it did not end in time, and was killed
fine	ok	" "is killed some seconds behind its time, alone"

# ---- signals ------------------------------------------------------------------------------------

cat > "$work/signal.py" << 'END'
import os, signal, subprocess, sys, time
number, file, rest = getattr(signal, sys.argv[1]), sys.argv[2], sys.argv[3:]
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(s, signal.SIG_DFL)
run = subprocess.Popen(rest)
while not os.path.exists(file):
    time.sleep(0.01)
run.send_signal(number)
if sys.argv[1] == "SIGINT" and os.path.exists(file + ".twice"):
    time.sleep(0.3)
    run.send_signal(number)
code = run.wait(timeout=40)
sys.exit(code if code >= 0 else 128 - code)
END
for number in 2 15 1; do
	case $number in 2) signal=SIGINT ;; 15) signal=SIGTERM ;; *) signal=SIGHUP ;; esac
	plan << END
start web: exec -- sh -c 'echo up; touch $work/$signal; exec sleep 300'
  ready stdout ~ /up/
  needs good
good: ipconv 1.2.3.4
never: portcheck 127.0.0.1 1 => open
  needs web
  eventually 60s every 20ms
after: ipconv 1.2.3.4
  needs never
END
	# shellcheck disable=SC2046
	run timeout 60 "$PYTHON" -I "$work/signal.py" "$signal" "$work/$signal" \
		sockbox netcheck --allow-exec "$work/p.check" $(into_files "$work/by$signal")
	exit_is $((128 + number)) "$signal ends it"
	are_whole "$work/by$signal" "$signal"
	ok "$signal: what was not finished is an error" grep -q '^ERROR never' "$work/by$signal/human"
	ok "$signal: what had passed has passed" grep -q '^ok    good' "$work/by$signal/human"
	ok "$signal: it says why" grep -q "ended by $signal" "$work/by$signal/human"
done

plan << END
start slow: exec -- sh -c 'trap "" TERM; echo up; touch $work/second; while :; do sleep 0.1; done'
  ready stdout ~ /up/
  grace 300s
never: portcheck 127.0.0.1 1 => open
  needs slow
  eventually 60s
END
touch "$work/second.twice"
run timeout 60 "$PYTHON" -I "$work/signal.py" SIGINT "$work/second" sockbox netcheck --allow-exec "$work/p.check"
exit_is 130 "a second Ctrl-C has no patience with a program that does not end"

# ---- full disks ---------------------------------------------------------------------------------

plan << 'END'
a: ipconv 1.2.3.4
b: servlookup https --builtin => port == 444
END
for format in $every_format; do
	# shellcheck disable=SC2046
	run sockbox netcheck "$work/p.check" $(into_files "$work/full-$format") -o "$format=/dev/full"
	exit_is 3 "no room for $format"
	err_has "cannot write /dev/full: No space left on device (ENOSPC)" "no room for $format: which is said"
done
are_whole "$work/full-junit" "the others of one that fails at the end"
ok "one that fails at once lets nothing be asked" [ ! -e "$work/full-tap/human" ]
run sh -c 'sockbox netcheck "$1" > /dev/full' - "$work/p.check"
exit_is 3 "no room on standard output"
run sh -c 'sockbox netcheck "$1" >&-' - "$work/p.check"
exit_is 3 "no standard output"
mkdir "$work/folder"
run sockbox netcheck "$work/p.check" -o "tap=$work/folder"
exit_is 3 "a folder is no file"
run sockbox netcheck "$work/p.check" -o "tap=$work/nowhere/x"
exit_is 3 "nor is there one in no folder"
err_has "$work/nowhere" "which is named"
run sockbox netcheck "$work/p.check" -o tap -o json
exit_is 2 "two reports on standard output"

# ---- what peers say -----------------------------------------------------------------------------

cat > "$work/hostile.py" << 'END'
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print("port", server.getsockname()[1], flush=True)
text = (b"220 \x1b[31mred\x1b]0;title\x07 \x9b2J\r\n::error file=x::gotcha\n##[error]x\n]]>&lt;<a>\0\xff\xfe"
        b"\nok 1 - forged\nnot ok 2\nBail out!\n1..9\n  ---\n  ...\n\xe2\x80\xae evil \xe2\x80\x8b\n") + b"A" * 200000
while True:
    peer, _ = server.accept()
    try:
        peer.sendall(text)
        peer.close()
    except OSError:
        pass
END
plan << END
start evil: exec -- $PYTHON -I -u $work/hostile.py
  ready stdout ~ /port ([0-9]+)/ as port
banner: portcheck 127.0.0.1 \${evil.port} --banner => open, data == "220 hello"
pipe: netpipe 127.0.0.1 \${evil.port} => "220 hello"
END
for ci in '' true; do
	dir=$work/evil$ci
	# shellcheck disable=SC2046,SC2086
	run env ${ci:+GITHUB_ACTIONS=$ci} timeout 60 sockbox netcheck --allow-exec "$work/p.check" --verbose $(into_files "$dir")
	exit_is 1 "a peer that says anything${ci:+, on GitHub}"
	are_whole "$dir" "a peer${ci:+, on GitHub}"
	cp "$work/out" "$dir/out" && cp "$work/err" "$dir/err"
	ok "no byte of it is more than text${ci:+, on GitHub}" "$PYTHON" -I - "$dir" "$ci" << 'END'
import os, re, sys
folder, ci = sys.argv[1:]
for name in sorted(os.listdir(folder)):
    text = open(os.path.join(folder, name), encoding="utf-8").read()
    bad = [c for c in text if (ord(c) < 32 and c not in "\n") or 127 <= ord(c) < 160 or c in "\u202e\u200b"]
    assert not bad, (name, bad[:5])
    for line in text.split("\n"):
        if name != "github":
            assert not re.match(r"\s*::", line), (name, line[:80])
        assert name not in ("tap", "tap13") or not re.match(r"(not )?ok \d+ - forged|Bail out|1\.\.9", line), (name, line[:80])
        assert not (ci and "##[" in line), (name, line[:80])
    assert len(text) < 100000, (name, len(text))
END
done
plan << END
start evil: exec -- $PYTHON -I -u $work/hostile.py
  ready stdout ~ /port ([0-9]+)/ as port
banner: portcheck 127.0.0.1 \${evil.port} --banner => open, data == "220 hello"
END
run timeout 60 sockbox netcheck --allow-exec --nagios "$work/p.check"
exit_is 2 "as a plugin"
ok "one line, two parts" [ "$(wc -l < "$work/out")" -eq 1 ]

# ---- a thousand ---------------------------------------------------------------------------------

# Of each kind of verdict; the results are the same in every run, however many are asked at once.
{
	echo 'start f: echo-server tcp:127.0.0.1:0 --no-limits'
	echo 'root: servlookup https --builtin => port == 443'
	for i in $(seq 200); do
		echo "open$i: portcheck 127.0.0.1 \${f.port} => open"
		echo "shut$i: portcheck 127.0.0.1 1 => open"
		echo "conv$i: ipconv 10.0.$((i / 250)).$((i % 250)) => ok"
		echo '  needs root'
		echo "away$i: servlookup nosuchservice --builtin => not_found"
		echo "left$i: ipconv 1.2.3.4"
		echo "  needs shut$i"
	done
} > "$work/p.check"
expected=$(printf 'root\tok\n'; for i in $(seq 200); do printf 'open%s\tok\nshut%s\tfail\nconv%s\tok\naway%s\tok\nleft%s\tskip\n' "$i" "$i" "$i" "$i" "$i"; done)
began=$(date +%s%N)
for round in $(seq "$(rounds 50)"); do
	run timeout 200 sockbox netcheck "$work/p.check" --jobs 64 --get id,verdict
	exit_is 1 "1,001 checks, round $round"
	out_is "$expected" "each with its verdict, in the order of the file, round $round"
done
echo "# $(($(date +%s%N) - began)) ns for $(rounds 50) rounds of 1,001 checks"
if ! sanitized; then
	run "$PYTHON" -I -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' sockbox netcheck "$work/p.check" --jobs 64
	echo "# $(cat "$work/out") KiB at most"
	ok "in less than 32 MiB" [ "$(cat "$work/out")" -lt 32768 ]
fi

done_testing
