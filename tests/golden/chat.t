#!/bin/sh
# chat: output in every format.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

# Times differ from run to run.
golden_filter='s/[0-9-]*T[0-9:.]*Z/TIME/g; s/"connect_ms":[0-9.]*/"connect_ms":MS/'

printf 'hello\n/me waves\n/nick bob\n/who\n/help\n/quit\n' > "$work/alone"
for format in text json table csv; do
	golden "alone.$format" sockbox chat -l @sockbox-golden-chat --nick alice --format "$format" < "$work/alone"
done

# Somebody with a bare socket, whom the host hears in its own time: bytes of every kind.
bare_guest() { # OPTION...
	"$PYTHON" -I - "$@" <<- 'END'
		import os, socket, subprocess, sys
		place = "\0sockbox-golden-bare"
		listener = socket.socket(socket.AF_UNIX)
		listener.bind(place)
		listener.listen()
		bot = subprocess.Popen(["sockbox", "chat", "@sockbox-golden-bare", "--nick", "bob", *sys.argv[1:]],
		                       stdin=subprocess.DEVNULL)
		peer = listener.accept()[0]
		peer.sendall(b"-- sockbox chat 1, hosted by alice; /help lists the commands\n"
		             b"-- you are bob2, bob is taken\n-- lines said before: 1\ncarol: old news\n"
		             b"-- dave joined from tcp:192.0.2.1:4711\ndave: caf\xc3\xa9 \x1b[2J\\ \xff\n* dave waves\n"
		             b"-- dave is now eve\n-- eve offers file 1, 12 bytes: a b.txt\n-- eve left: too slow\n"
		             b"-- a remark\nalice: " + b"x" * 100 + b"\n-- the host left\n")
		peer.close()
		sys.exit(bot.wait())
	END
}
for format in text json table csv; do
	golden "guest.$format" bare_guest --for 20s --format "$format"
done

golden refused.text sockbox chat @sockbox-golden-nobody
golden refused.json sockbox chat @sockbox-golden-nobody --json
golden usage sockbox chat udp:239.1.2.3:5000 -l

done_testing
