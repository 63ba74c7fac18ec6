#!/bin/sh
# portcheck: hosts, ports and lines that nobody would type, and banners that nobody wants.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

needs python3

escape=$(printf '\033')
cr=$(printf '\r')
harmless() { # NAME: nothing of what was said acts on a terminal
	cat "$work/out" "$work/err" | sed "s/$cr\$//" > "$work/both" # lines of CSV end so
	ok "$1: nothing acts on a terminal" test "$(tr -d '[:print:]\n' < "$work/both" | wc -c)" = 0
}
wrong() { # PORTS
	run timeout -k 1 60 sockbox portcheck 127.0.0.1 -- "$1"
	name=$(printf '%.20s' "$1" | tr -d '\033')
	ok "ports '$name': not open" test "$(cat "$work/status")" != 0
	harmless "ports '$name'"
}

# ---- ports ------------------------------------------------------------------------------------

for ports in 0 65536 1-65536 10-5 -5 5- 1,,2 , 99999999999999999999 1-99999999999999999999 0x50 +80 1e3 \
	80/tcp 'a%b' ' 80' '80 ' "$(printf '%010000d' 0)" "$escape[2J" "80,$escape[2J" "$(printf '%0100d' 0)-80"; do
	wrong "$ports"
done

# ---- lines ------------------------------------------------------------------------------------

{
	printf '127.0.0.1 80\000\n\377\376 80\n127.0.0.1 %s[2J\n' "$escape"
	printf '%0100000d 80\n\n   \n127.0.0.1\n-- -x\n--all-addrs\n' 0
} > "$work/lines"
run timeout -k 1 60 sockbox portcheck - < "$work/lines"
exit_is 2 "lines of anything"
err_has "there is a NUL byte in the line" "a NUL is told"
err_has "the line is longer than 65536 bytes" "a long line is told"
harmless "lines of anything"

# ---- banners ----------------------------------------------------------------------------------

cat > "$work/peer.py" << 'END'
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        guest, _ = server.accept()
        with guest:
            try:
                guest.sendall(b'\x1b[2J::error::x\n\x00\xff\xfe\xe2\x80\xae]]>{"type":"result"}\n')
                for _ in range(100):
                    guest.sendall(b"A" * (1 << 20))
            except OSError:
                pass
END
mkfifo "$work/peer"
"$PYTHON" -I "$work/peer.py" > "$work/peer" &
pids="$pids $!"
read -r port < "$work/peer"
for format in text table csv; do
	run timeout -k 1 60 sockbox portcheck 127.0.0.1 "$port" --banner --format $format
	exit_is 0 "a banner of 100 MB, as $format"
	harmless "a banner, as $format"
done
run timeout -k 1 60 sockbox portcheck 127.0.0.1 "$port" --banner --json
json_lines_valid "a banner, as JSON"
harmless "a banner, as JSON"

done_testing
