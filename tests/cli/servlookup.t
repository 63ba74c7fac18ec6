#!/bin/sh
# servlookup: names, aliases, nicknames, ports, URLs; other databases and none; bad input.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"

printf '%s\n' '# a database' 'http 80/tcp www WorldWideWeb # hypertext' 'https 443/tcp' \
	'https 443/udp # HTTP/3' 'imap2 143/tcp imap' 'both 7/tcp' 'other 9/tcp both' \
	'amqp 5672/sctp' 'rtmp 1/ddp' 'bad 99999/tcp' > "$work/services"
own="--file $work/services"

# ---- what can be asked ------------------------------------------------------------------------

for word in http HTTP www worldwideweb 80 http/tcp 80/TCP http://example.com/ ws://example.com; do
	# shellcheck disable=SC2086 # several options
	run sockbox servlookup $own --get name,port,transport,source "$word"
	exit_is 0 "$word is known"
	out_is "http	80	tcp	$work/services" "$word is http"
done

# shellcheck disable=SC2086
run sockbox servlookup $own both --get name,port
out_is "both	7
other	9" "a name and an alias: all matches"
# shellcheck disable=SC2086
run sockbox servlookup $own https --get transport
out_is "tcp
udp" "every transport"
# shellcheck disable=SC2086
run sockbox servlookup $own https --transport udp --get transport,description
out_is "udp	HTTP/3" "--transport takes one"
# shellcheck disable=SC2086
run sockbox servlookup $own 1/ddp amqp/sctp --get name
out_is "rtmp
amqp" "any transport"

# shellcheck disable=SC2086
run sockbox servlookup $own --json https://example.com:8443/path
exit_is 0 "a URL"
json_has "len(rows) == 2 and r['name'] == 'https' and r['port'] == 443 and r['url_port'] == 8443" \
	"has the port of its scheme and its own"
json_has "list(r)[:9] == ['type', 'status', 'error', 'query', 'name', 'port', 'transport', 'aliases', 'source']" \
	"the keys that scripts depend on come first"
json_has "r['aliases'] == [] and r['url'] is None and r['range'] == ['system']" "empty and unset"

# ---- nicknames ----------------------------------------------------------------------------------

run sockbox servlookup --json dns/udp
json_has "r['name'] == 'domain' and r['port'] == 53 and r['nickname'] == 'dns'" "dns is domain"
run sockbox servlookup --json mongo --first
json_has "r['name'] == 'mongodb' and r['port'] == 27017 and r['nickname'] == 'mongo'" "mongo is mongodb"
run sockbox servlookup --json mongodb --first
json_has "r['nickname'] is None" "a name is no nickname"
for pair in postgres=5432 mysql=3306 redis=6379 rdp=3389 smb=445 kafka=9092 wireguard=51820 \
	k8s=6443 mqtt=1883; do
	run sockbox servlookup "${pair%=*}" --get port --first
	out_is "${pair#*=}" "$pair"
done

# ---- URLs -----------------------------------------------------------------------------------------

run sockbox servlookup --url example.com 25 143
exit_is 0 "ports to URLs"
out_is "smtp://example.com/
imap://example.com/" "imap, though Debian's file calls it imap2"
run sockbox servlookup --url example.com 443 8080/tcp https://x:8443/
out_is "https://example.com/
http://example.com:8080/
https://example.com:8443/" "one URL for each port, the port where the scheme does not mean it"
run sockbox servlookup --url ::1 http
out_is "http://[::1]/" "an IPv6 host"
run sockbox servlookup --url example.com 25 --json
json_has "r['url'] == 'smtp://example.com/' and r['name'] == 'smtp' and r['port'] == 25" "the rest of it"
for host in '' 'a b' 'a/b' "$(printf 'a\nb')"; do
	run sockbox servlookup --url "$host" 25
	exit_is 2 "no host: '$host'"
	out_is "" "no record of it"
done

# The tasks of every tutorial, both ways.
for pair in http=80 https=443 ftp=21 gopher=70 smtp=25 imap=143 imaps=993 pop3=110 pop3s=995; do
	run sockbox servlookup "${pair%=*}/tcp" --get port
	out_is "${pair#*=}" "the port of ${pair%=*}"
	run sockbox servlookup --url example.com "${pair#*=}"
	out_is "${pair%=*}://example.com/" "and its URL"
	run sockbox servlookup "${pair%=*}://example.com/" --get port --first
	out_is "${pair#*=}" "and back"
done

# ---- ranges ---------------------------------------------------------------------------------------

run sockbox servlookup --builtin --json 443/tcp 3306/tcp 64738/tcp
json_has "[row['range'][0] for row in rows] == ['system', 'user', 'dynamic']" "system, user, dynamic"
# shellcheck disable=SC2046 # two words
if set -- $(cat /proc/sys/net/ipv4/ip_local_port_range) && [ $# -eq 2 ]; then
	run sockbox servlookup --json "$1" "$2" $(($1 - 1)) $(($2 + 1))
	json_has "[('ephemeral' in row['range']) == ($1 <= row['port'] <= $2) for row in rows].count(False) == 0" \
		"this kernel's ephemeral range"
	json_has "{$1 - 1, $1, $2} <= {row['port'] for row in rows}" "and its ends"
else
	skip "this kernel's ephemeral range" "no /proc/sys/net/ipv4/ip_local_port_range"
fi

# ---- no and nonsense ------------------------------------------------------------------------------

run sockbox servlookup htps
exit_is 1 "an unknown name"
out_is "" "no record of it in text"
err_is "servlookup: 'htps': no such service; did you mean 'https'?" "the nearest name"
run sockbox servlookup --json htps
exit_is 1 "the same as JSON"
json_has "r['status'] == 'not_found' and r['query'] == 'htps' and r['name'] is None and r['error']['kind'] == 'not_found'" \
	"a failed question is a record"
run sockbox servlookup --json 12345/tcp
exit_is 1 "an unknown port"
json_has "r['port'] == 12345 and r['transport'] == 'tcp' and r['range'][0] == 'user' and r['name'] is None" \
	"its range is known all the same"
run sockbox servlookup https/dccp
exit_is 1 "another transport"
err_like "known for tcp udp( sctp)?, not for dccp" "the transports that it has"

for word in 99999 65536 99999999999999999999 -1 443/foo https/foo 443/ /tcp '' http://h:99999/ ://; do
	run sockbox servlookup --json -- "$word"
	exit_is 2 "malformed: '$word'"
	json_has "r['status'] == 'invalid' and r['name'] is None" "and said so"
done
run sockbox servlookup 443/udp --transport tcp
exit_is 2 "two transports"

run sockbox servlookup
exit_is 2 "no operand"
run sockbox servlookup --all http
exit_is 2 "--all takes no operand"
run sockbox servlookup --builtin --file x http
exit_is 2 "--builtin and --file"
run sockbox servlookup --transport '' http
exit_is 2 "an empty transport"

# ---- bulk -------------------------------------------------------------------------------------------

printf 'http\nnosuchservice\n99999\n\n443/udp\r\n\001\200\n' > "$work/words"
run sockbox servlookup --builtin --json - < "$work/words"
exit_is 2 "the worst of many"
json_has "[row['status'] for row in rows if row['query'] != 'http'] == ['not_found', 'invalid', 'ok', 'not_found']" \
	"all others are answered, in order"

# ---- databases --------------------------------------------------------------------------------------

run sockbox servlookup --file "$work/absent" http
exit_is 3 "a file that was asked for and is absent"
err_like "cannot open $work/absent" "and which"
run sockbox servlookup --file "$work" http
exit_is 3 "a folder is no file"
run sockbox servlookup --file /dev/zero http
exit_is 2 "a file without an end"

: > "$work/empty"
run sockbox servlookup --file "$work/empty" http/tcp --get name,source
out_is "http	builtin" "an empty file: what is compiled in answers"
run sockbox servlookup --builtin --all --json
exit_is 0 "the whole of what is compiled in"
json_has "len(rows) > 350 and {'tcp', 'udp', 'sctp', 'dccp'} <= {row['transport'] for row in rows}" \
	"every transport is in it"
# shellcheck disable=SC2086
run sockbox servlookup $own --all --get name,port
out_is "http	80
https	443
https	443
imap2	143
both	7
other	9
amqp	5672
rtmp	1" "--all lists the file, without its bad line"
# shellcheck disable=SC2086
run sockbox servlookup $own --all --transport udp --get name
out_is "https" "of one transport"
run sockbox servlookup --all --transport nosuch
exit_is 2 "of a transport that is none"

{
	printf 'long 1/tcp '
	head -c 1048576 /dev/zero | tr '\0' a
	printf ' end\r\nnul 2/tcp x\0y\nafter 3/tcp'
} > "$work/odd"
run sockbox servlookup --file "$work/odd" end nul after --get name,port
exit_is 0 "a line of 1 MiB, a NUL, no newline at the end"
out_is "long	1
nul	2
after	3" "all is read"

printf 'evil\033[31m 4/tcp \033]0;x\007\n' > "$work/evil"
run sockbox servlookup --file "$work/evil" 4
out_lacks "$(printf '\033')" "nothing from the file reaches the terminal raw"

# ---- absent, unreadable: the system's own file, in a namespace ---------------------------------------

if unshare -rm true 2> "$work/err"; then
	mkdir "$work/etc"
	unshare -rm sh -c "mount --bind '$work/etc' /etc && sockbox servlookup --json http/tcp" > "$work/out"
	json_has "r['source'] == 'builtin' and r['port'] == 80" "no /etc/services: what is compiled in"
	unshare -rm sh -c "mount --bind '$work/etc' /etc && sockbox servlookup -v http/tcp" 2>&1 > "$work/out" |
		cat > "$work/err"
	err_has "cannot open /etc/services" "-v says so"
	mkdir "$work/etc/services"
	unshare -rm sh -c "mount --bind '$work/etc' /etc && sockbox servlookup --json http/tcp; echo \$? > '$work/status'" \
		> "$work/out" 2> "$work/err"
	exit_is 3 "one that cannot be read is an error: it may say something else"
	json_has "r['status'] == 'lacking' and r['error']['errno'] == 'EISDIR'" "with the reason"
	unshare -rm sh -c "mount --bind '$work/etc' /etc && sockbox servlookup --builtin --json http/tcp" > "$work/out"
	json_has "r['status'] == 'ok'" "--builtin answers without it"
else
	skip "/etc/services absent or unreadable" "$(head -n 1 "$work/err")"
fi

done_testing
