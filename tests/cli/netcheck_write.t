#!/bin/sh
# netcheck --write-check: what checks came to, as expectations that hold the next time and no longer
# when the world has changed.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
in_netns net

draft() { cat > "$work/d.check"; }
write() { # OPTION...: into $work/w.check, too
	run sockbox netcheck --write-check "$work/d.check" "$@"
	cp "$work/out" "$work/w.check"
}

draft << 'END'
# comments stay

start web: echo-server tcp:127.0.0.1:0
svc "a service": servlookup https/tcp --builtin   # where they stand
  tags smoke
done: servlookup http/tcp --builtin => port == 80
up: portcheck 127.0.0.1 ${web.port}
no: portcheck 127.0.0.1 1-3
echo: echo-client ${web.endpoint} --count 1
addr: addrinfo 127.0.0.9 80
two: servlookup $name --builtin
  each name in https www
END
write
exit_is 0 "all are written"
out_is '# comments stay

start web: echo-server tcp:127.0.0.1:0
svc "a service": servlookup https/tcp --builtin => ok, name == "https", port == 443, transport == "tcp", source == "builtin", range only {"system"}, description == "hypertext over TLS or QUIC"   # where they stand
  tags smoke
done: servlookup http/tcp --builtin => port == 80
up: portcheck 127.0.0.1 ${web.port} => open
no: portcheck 127.0.0.1 1-3 => refused
echo: echo-client ${web.endpoint} --count 1 => answered, sent == 1, received == 1, lost == 0, duplicates == 0, reordered == 0, mismatched == 0
addr: addrinfo 127.0.0.9 80 => ok, address == 127.0.0.9, port == 80, family == "AF_INET"
two: servlookup $name --builtin => ok, source == "builtin", range only {"system"}
  each name in https www' "each with what held whenever it was asked, and no port of a fixture"
run sockbox netcheck "$work/w.check"
exit_is 0 "the written plan passes"

# It fails where the world is another one.
ok "a server" serve sockbox echo-server tcp:127.0.0.1:0
echo "x: portcheck 127.0.0.1 $port" > "$work/d.check"
write
exit_is 0 "an open port"
out_is "x: portcheck 127.0.0.1 $port => open" "is expected to be open"
end_server
run sockbox netcheck "$work/w.check"
exit_is 1 "and is not when the server is gone"
draft << 'END'
x: ifinfo lo
END
write
run sockbox netcheck "$work/w.check"
exit_is 0 "an interface"
ip link set lo mtu 1500
run sockbox netcheck "$work/w.check"
exit_is 1 "with another MTU"
out_has "expected mtu == 65536, got 1500" "which is named"

# Whatever an example comes to without a network is met when it is asked again.
cat > "$work/examples.py" << 'END'
import json, subprocess, sys
box = sys.argv[1]
def said(*words):
    return subprocess.run([box, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
number = 0
for line in said("--list=json").stdout.splitlines():
    applet = json.loads(line)
    if not applet["offline"] or applet["name"] in ("netcheck", "doctor"):
        continue
    for example in json.loads(said("--emit", "json", applet["name"]).stdout)["examples"]:
        check = f"e{number}: {example['command']}"
        if said("netcheck", "--lint", "--check", check).returncode == 0:
            print(check)
            number += 1
END
"$PYTHON" -I "$work/examples.py" "$SOCKBOX" > "$work/d.check"
ok "there are examples that are checks" [ "$(wc -l < "$work/d.check")" -ge 20 ]
write
sed '/ => /!d' "$work/w.check" > "$work/written.check"
ok "nearly all come to something" [ "$(wc -l < "$work/written.check")" -ge 20 ]
run sockbox netcheck "$work/written.check"
exit_is 0 "and come to it again"

# ---- what is not written ------------------------------------------------------------------------

draft << 'END'
secret token = hunter2hunter2
x: ipconv --loose 1.2.3.4
gone: portcheck 127.0.0.1 1 --interface nosuch0
END
write
exit_is 3 "one that could not be told"
err_has "netcheck: 1 check was not written: nothing could be told" "is said"
out_like '^gone: portcheck 127.0.0.1 1 --interface nosuch0$' "and left"
out_like '^x: ipconv .* => ok' "the others are written"
draft << 'END'
secret name = https
x: servlookup $name --builtin
END
write
exit_is 0 "a secret"
out_lacks '"https"' "is not written down"

draft << 'END'
x: servlookup htps --builtin => portt == 1
END
write
exit_is 2 "a plan that makes no sense"
out_is "" "is not written"
for wrong in "--list" "--lint" "--nagios" "--check 'x: ipconv 1.2.3.4'"; do
	run sh -c "sockbox netcheck --write-check $wrong $work/d.check"
	exit_is 2 "with $wrong"
done
draft << 'END'
x: ipconv 1.2.3.4
END
for wrong in "--json" "--get id" "--shard 1/2" "-o tap" "-o tap=-"; do
	# shellcheck disable=SC2086
	run sockbox netcheck --write-check $wrong "$work/d.check"
	exit_is 2 "with $wrong, which would be in its midst or ask a part"
	out_is "" "with $wrong: nothing"
done
write -o "json=$work/report"
exit_is 0 "with a report in a file"
ok "that has the checks" grep -q '"id":"x' "$work/report"
run sockbox netcheck - < "$work/w.check"
exit_is 0 "what is printed is a plan alone"
run sh -c "sockbox netcheck --write-check $work/d.check > /dev/full"
exit_is 3 "nobody takes it"
run sockbox netcheck --write-check --check 'x: ipconv 1.2.3.4'
exit_is 0 "of a line"
out_like '^x: ipconv 1.2.3.4 => ok, ' "the line"
out_like '^x: .*$' "and no report"

done_testing
