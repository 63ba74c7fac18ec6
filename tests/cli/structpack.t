#!/bin/sh
# structpack: values, bytes, JSON, layouts, mistakes. What Python says is in structpack_witness.t,
# sockets are in structpack_net.t.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

says() { # EXPECTED ARG...: prints just this, exit code 0
	expected=$1
	shift
	run sockbox structpack "$@"
	if [ "$(cat "$work/status")" = 0 ] && [ "$(cat "$work/out")" = "$expected" ]; then
		pass "structpack $*"
	else
		fail "structpack $*" "expected: $expected"
	fi
}

refuses() { # SENTENCE ARG...: exit code 2
	sentence=$1
	shift
	run sockbox structpack "$@"
	exit_is 2 "structpack $* is malformed"
	err_has "$sentence" "structpack $* says why"
}

# ---- packing --------------------------------------------------------------------------------------

says 000000016162402ccccd '>I2sf' 1 ab 2.7
says ffffffff '<i' -1
says ff7f80 '<Bbb' 0xff 127 -0x80
says 0100000000 '<5?' true false 0 False 0.0
says '' ''
says 61622d2d6a736f6e '<8s' ab--json
says 2d2d6a736f6e '<6s' --json
says aGVsbG8= --base64 5s hello
says 00040001ffff --framed u16 '>hh' 1 -1
says 04000100ffff --framed u16 '<hh' 1 -1
says 0004010000ff --framed u16be '<hh' 1 -256
says 0400000001000000 --framed u32le '<I' 1
says ac02"$(head -c 600 /dev/zero | tr '\0' 0)" --framed varint '300x'
says 2c01 --get hex '<h' 300
refuses 'cannot say a length of 300' --framed u8 300x

run sockbox structpack --raw '<2s' ab
printf ab | cmp -s - "$work/out" && pass "--raw writes just the bytes" || fail "--raw writes just the bytes"
GITHUB_ACTIONS=1 sockbox structpack --raw '9s' '##[error]' > "$work/out"
printf '##[error]' | cmp -s - "$work/out" && pass "and leaves them alone" || fail "and leaves them alone"
refuses "--raw prints bare bytes" --raw --json b 1
if has_terminals; then
	"$PYTHON" -I - "$SOCKBOX" > "$work/out" <<-'END'
		import os, pty, sys
		pid, fd = pty.fork()
		if pid == 0:
		    os.execv(sys.argv[1], ["sockbox", "structpack", "--raw", "b", "27"])
		said = b""
		try:
		    while part := os.read(fd, 1000):
		        said += part
		except OSError:
		    pass
		print(said.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	END
	out_has "--raw is not for a terminal" "--raw is refused on a terminal"
	out_like '^ 2$' "with exit code 2"
else
	skip "--raw on a terminal" "no pty here"
fi

# ---- text that is too long ----------------------------------------------------------------------------

run sockbox structpack --json '<2s' abcde
exit_is 0 "text is cut, as Python cuts it"
json_has "r['hex'] == '6162' and r['cut_bytes'] == 3" "and how much is in the record"
json_has "r['transport'] is None and r['connect_ms'] is None" "where nothing is sent there is no connection"
err_is "structpack: text is cut off: 3 bytes found no room" "and said"
run sockbox structpack -q '<2s' abcde
err_is "" "--quiet says nothing"

# ---- unpacking ------------------------------------------------------------------------------------------

says "1 'ab' 2.700000047683716" --unpack '<I2s2xf' 0100000061620000cdcc2c40
says "id=1 tag='ab' ratio=2.700000047683716" --unpack '<I:id 2s:tag 2x f:ratio' 0100000061620000cdcc2c40
says "pos=1,2,3 up=true c='a','b'" --unpack '<3b:pos ?:up 2c:c' 01020302 6162
says "1
2" --unpack '>h' 0001 0002
says "1 2" --unpack '>2h' 00 01:0002
says "'hello'" --unpack --base64 5s aGVsbG8=
says "'it''s \\x1b[1m \\\\ \\xff\\x00'" --unpack 14s 6974277320 1b5b316d 20 5c 20 ff 00
says "nan -inf -0.0" --unpack '>efd' 7e00 ff800000 8000000000000000
says "" --unpack '' ''
says "0	1
2	258" --get offset_bytes,values --unpack '>h' 00010102
says "1
2" --unpack --framed u8 '>h' 02000102 0002
printf '01 02\n' > "$work/hex"
says "1
2" --unpack --file "$work/hex" b
printf '01 02\n' | run sockbox structpack --unpack b -
out_is "1
2" "hex from stdin"
printf '\001\002' | run sockbox structpack --unpack --raw b -
out_is "1
2" "raw bytes from stdin"
printf '\001\002' | run sockbox structpack --unpack --raw --file - '<h'
out_is 513 "and by --file -"
mkfifo "$work/fifo"
printf '\001\002' > "$work/fifo" &
run sockbox structpack --unpack --raw --file "$work/fifo" '<h'
out_is 513 "and from a pipe with a name"
head -c 1000000 /dev/zero | sockbox structpack --unpack --raw --get hex 1000x - | uniq -c > "$work/out"
out_like '^ *1000 0{2000}$' "a large stream, message by message"

run sockbox structpack --json --unpack '>hb' 000102 0003
exit_is 2 "what is left behind a message is malformed"
json_has "[row['status'] for row in rows] == ['ok', 'invalid'] and rows[0]['json'] == [1, 2]" \
	"the message before it is shown"
err_has "byte 3 is surplus: it begins a message of which 2 of 3 bytes are there" "and which byte"
refuses "item 3 (f): byte 9 is missing: the message has 9 of 10 bytes" --unpack '>I2sf' 000000016162402ccc
refuses "byte 0 is surplus: the format takes no bytes" --unpack '' 00
refuses "byte 0 begins a message of 1 bytes: the format takes 2" --unpack --framed u8 h 0100
refuses "byte 5 is missing: the length that begins at byte 4 is not whole" --unpack --framed u16 '>h' 0002 0001 00
refuses "hex, byte 1: the second digit of a byte is missing" --unpack b 0
refuses "hex, byte 0: 'z' is no digit" --unpack b zz
printf 'a\001\002' > "$work/bare"
refuses "these look like bare bytes: --raw takes them" --unpack --file "$work/bare" b
refuses "these look like bare bytes: --raw takes them" --unpack --base64 --file "$work/bare" b
printf '0102z\n' > "$work/bare"
refuses "'z' is no digit" --unpack --file "$work/bare" b
err_lacks "--raw" "and a slip in hex is no bare bytes"
refuses "the bytes to unpack are missing" --unpack b
refuses "--raw --unpack reads a --file, or -" --unpack --raw b 01
run sockbox structpack --unpack --file "$work/absent" b
exit_is 3 "a file that is not there"
err_has "cannot open $work/absent" "is named"
run sockbox structpack --unpack --file "$work" b
exit_is 3 "a folder is no file"

# ---- JSON -----------------------------------------------------------------------------------------------

says '{"id":1,"tag":"ab"}' --unpack --get json '>I:id 2s:tag' 000000016162
says 000000016162 --from-json '{"tag":"ab","id":1}' '>I:id 2s:tag'
run sockbox structpack --json --unpack '<I:id 2s:tag 2x f:ratio' 0100000061620000cdcc2c40
json_has "r['json'] == {'id': 1, 'tag': 'ab', 'ratio': 2.700000047683716}" "an object inside a record"
json_has "r['values'] == ['1', 'ab', '2.700000047683716'] and r['size_bytes'] == 12" "and the values as text"
printf '{"a":1}\n\n{"a":70000}\n{"a":-2}' | run sockbox structpack --from-json - '>h:a'
exit_is 2 "a bad line among JSON lines"
out_is "0001
fffe" "the others are packed"
err_has "line 3: item 1 (h:a): '70000' is out of range: -32768 to 32767" "and it is named"
printf '[1,2]\n[3,4]\n' > "$work/json"
says "00010002
00030004" --from-json "@$work/json" '>hh'
refuses "byte 1: a key is missing here" --from-json '{' '>h:a'
refuses "the format has names: an object belongs here" --from-json '[1]' '>h:a'
refuses "is one operand too many with --from-json" --from-json '[1]' h 1
sockbox structpack --unpack --get json '<2h:p 3s:t d:x' 0100ffff ff0061 000000000000f07f \
	0200feff 616200 9a9999999999b93f > "$work/objects"
run sockbox structpack --from-json "@$work/objects" '<2h:p 3s:t d:x'
out_is "0100ffffff0061000000000000f07f
0200feff6162009a9999999999b93f" "what is unpacked as JSON packs to the same bytes"
run sockbox structpack -q --unpack '>I:id' 00000007 --expect 'values[0] == "7"'
exit_is 2 "an option behind FORMAT is none"
run sockbox structpack -q --expect 'values[0] == "7", json ~ "id"' --unpack '>I:id' 00000007
exit_is 0 "an expectation is met"
run sockbox structpack -q --expect 'values has "8"' --unpack '>I:id' 00000007
exit_is 1 "or not"

# ---- limits: what comes from outside is bounded before memory is taken for it ----------------------------

refuses "a message has 16777217 bytes: the most is 16777216" --from-json '["x"]' 16777217s
refuses "the most is" --unpack 9223372036854775807s 00
refuses "format" --size 99999999999999999999s
deep() { printf "%${1}s" '' | tr ' ' '['; }
refuses "byte 64: nested too deeply" --from-json "$(deep 65)" b
for item in '[]' 1 '"x"' '{"a":1}'; do
	{
		echo "[$item" && yes ",$item" | head -n 1048576 && echo ]
	} | tr -d '\n' > "$work/json"
	refuses "more than a million values" --from-json "@$work/json" b
done
{
	head -c 17000000 /dev/zero | tr '\0' ' ' && printf '[1]\n[2]\n'
} > "$work/json"
run sockbox structpack --from-json "@$work/json" b
exit_is 2 "a line that is too long"
err_has "line 1 is longer than 16777216 bytes" "is named"
out_is "" "and the last one"

# ---- layout and size -----------------------------------------------------------------------------------

run sockbox structpack --layout '<I:id 2s:tag f:ratio' 1 a 2.7
out_has "at 0 size 4: I unsigned int id = 1" "an integer"
out_has "at 4 size 2: 2s char[2] tag = 'a\\x00' (text of 1 byte; 1 zero byte behind it)" "a text that is filled"
out_has "at 6 size 4: f float ratio = 2.700000047683716 (2.7 is not exact)" "a float that is not exact"
run sockbox structpack --layout --json 'b 0q'
json_has "[i['offset_bytes'] for i in r['items']] == [0, 8] and r['items'][1]['padding_bytes'] == 7" "native alignment"
json_has "r['size_bytes'] == 8 and r['padding_bytes'] == 7 and r['alignment'] == 'native'" "and the whole"
json_has "r['items'][0]['value'] is None and r['hex'] is None" "without values there are none"
run sockbox structpack --layout --json '<f 2s 2d 4p' 0.5 abc 0.1 1 ab
json_has "[i['exact'] for i in r['items']] == [True, None, False, None]" "exactness"
json_has "r['items'][1]['cut_bytes'] == 1 and r['items'][1]['text_bytes'] == 3" "text that is cut"
json_has "r['items'][2]['note'] == '0.1 is not exact' and r['items'][2]['value'] == '0.1 1.0'" "which of several"
json_has "r['items'][3]['note'] == 'text of 2 bytes; 1 zero byte behind it'" "a Pascal string"
run sockbox structpack --layout --unpack --json '<4p' 02616200
json_has "r['items'][0]['text_bytes'] == 2 and r['items'][0]['value'] == \"'ab'\"" "of bytes, too"
says "$("$PYTHON" -c 'import struct; print(struct.calcsize("@bhilqPn"))')" --size @bhilqPn
says 9223372036854775807 --size 9223372036854775807x

# ---- mistakes ---------------------------------------------------------------------------------------------

refuses "item 2 (B:b): '256' is out of range: 0 to 255" 'b:a B:b' 1 256
refuses "value 2 of 3: 'x' is no integer from -128 to 127" 3b 1 x 3
refuses "item 2 (h): its value is missing: the format takes 2, there are 1" 'b h' 1
refuses "'3' is one value too many: the format takes 2" 'b h' 1 2 3
refuses "format, byte 2: 'k' is no code; they are xcbB?hHiIlLqQnNefdspP" 'i k'
refuses "'n' has a native size only: it goes with no '<'" '<n' 1
refuses "the name 'a' is given twice" 'b:a b:a' 1 2
refuses "it has no name: name all items, or none" 'b:a b' 1 2
refuses "options stand before FORMAT: '--json' is a value here" b 1 --json
refuses "a message has 16777217 bytes: the most is 16777216" 16777217x
refuses "exclude each other" --unpack --size b
refuses "--file goes with --unpack" --file x b
refuses "go with bytes" --size --framed u8 b
refuses "--send goes with values to pack" --send 1 --unpack b 01
refuses "options of sockets go with" --ttl 3 b 1
refuses "options of servers go with" --backlog 3 b 1
refuses "--mode is of Unix paths" --listen 127.0.0.1:0 --mode 600 --for 1ms b
refuses "is an abstract name, which has no permissions" --listen "@structpack-$$" --mode 600 --for 1ms b
refuses "--backlog is of connections" --listen udp:127.0.0.1:0 --backlog 5 --for 1ms b
refuses "--max-conns is of connections" --listen udp:127.0.0.1:0 --max-conns 5 --for 1ms b
refuses "--idle is of connections" --listen udp:127.0.0.1:0 --idle 5s --for 1ms b
refuses "the ENDPOINT says where" --listen 127.0.0.1:0 --local-port 5 --for 1ms b
refuses "--count, --for and --idle go with --listen" --count 3 b 1
refuses "--listen takes one FORMAT" --listen 0 -
refuses "no bytes are no message" --listen 0 0h
run sockbox structpack
exit_is 2 "no operand"
err_has "FORMAT is missing" "and says so"
run sockbox structpack b "$(printf '1\033[31m')"
err_has "'1\\x1b[31m' is no integer" "a control byte is escaped"

# ---- many questions -------------------------------------------------------------------------------------

printf '>h 1\n>h x\n\n>hb:a,b:b 1 2\n>b:a,b:b 1 2\n' | run sockbox structpack --get hex,status -
exit_is 2 "the worst line decides"
out_is "0001	ok
	invalid
	invalid
0102	ok" "every line has its answer"
if sanitized; then
	skip "constant memory" "sanitizers keep what was freed"
else
	for count in 2000 100000; do
		yes '<IHq 1 2 3' | head -n "$count" > "$work/lines"
		"$PYTHON" -I -c 'import os, sys
pid = os.spawnv(os.P_NOWAIT, sys.argv[1], ["sockbox", "structpack", "--json", "-"])
print(os.wait4(pid, 0)[2].ru_maxrss, file=sys.stderr)' "$SOCKBOX" < "$work/lines" > /dev/null 2> "$work/kib$count"
	done
	ok "fifty times the questions need no more memory" \
		test "$(cat "$work/kib100000")" -le "$(($(cat "$work/kib2000") + 512))"
fi

# ---- the manual has every code --------------------------------------------------------------------------

for code in x c b B '?' h H i I l L q Q n N e f d s p P; do
	size=$(sockbox structpack --size "<$code" 2> /dev/null || echo native)
	type=$(sockbox structpack --layout --get items.c_type "$code" | sed 's/\[.*//')
	printf '%s %s %s\n' "$code" "$type" "$size"
done > "$work/codes"
sed -n '/^code  *C type/,/^\.RE/p' man/structpack.man | sed -nE \
	's/^(.)  +(.*[^ ])  +([0-9]|native) *(only)?  +[a-z].*/\1 \2 \3/p' | sed 's/  *\([^ ]*\)$/ \1/' > "$work/table"
ok "every code has a row" test "$(wc -l < "$work/codes")" -eq 21
ok "the table of the manual is right" diff "$work/codes" "$work/table"

done_testing
