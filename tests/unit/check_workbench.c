/* check_workbench -- the verbs that make and drive sockets: what each comes to and says, how each
 * fails, that each can be stopped, and that nothing is lost where the kernel refuses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "eval/eval.h"
#include "fault.h"
#include "sockets.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- a session whose output is kept ------------------------------------------------------- */

enum { SAID_MAX = 1 << 14 };

struct session {
	char out[SAID_MAX], err[SAID_MAX];
	int cancel_fd; /* -1: nobody stops it */
	int64_t took_ns;
};

static void take(char *text, int saved, int kept, int fd)
{
	ssize_t size = pread(kept, text, SAID_MAX - 1, 0);

	text[size > 0 ? size : 0] = '\0';
	dup2(saved, fd);
	close(saved);
	close(kept);
}

static int run_quietly(struct session *session, const char *script)
{
	char *args[] = { "test", NULL };
	int64_t began_ns = clock_now_ns();
	struct err err = { 0 };
	struct shell shell;
	int code = -1;

	if (shell_begin(&shell, args, false, &err)) {
		shell.file = "t";
		if (session->cancel_fd >= 0)
			shell.bench.cancel_fd = session->cancel_fd;
		code = eval_code(&shell, eval_text(&shell, script, strlen(script), 1));
	}
	session->took_ns = clock_now_ns() - began_ns;
	code = shell_end(&shell, code, eval_deferred);
	if (code < 0 && err.kind != STATUS_OK)
		dprintf(STDERR_FILENO, "%s\n", err.text);
	return code < 0 ? status_exit(err.kind) : code;
}

static int run_session(struct session *session, const char *script)
{
	int kept[2], saved[2], code;

	for (int i = 0; i < 2; i++) {
		kept[i] = memfd_create("said", MFD_CLOEXEC);
		saved[i] = dup(i + 1);
		dup2(kept[i], i + 1);
	}
	code = run_quietly(session, script);
	take(session->out, saved[0], kept[0], 1);
	take(session->err, saved[1], kept[1], 2);
	return code;
}

/* Whether TEXT is PATTERN, in which each '*' stands for any bytes. */
static bool is_like(const char *text, const char *pattern)
{
	const char *star = strchr(pattern, '*');
	size_t size = star ? (size_t)(star - pattern) : strlen(pattern);

	if (strncmp(text, pattern, size) != 0)
		return false;
	if (!star)
		return text[size] == '\0';
	for (text += size; *text; text++)
		if (is_like(text, star + 1))
			return true;
	return is_like(text, star + 1);
}

/* clang-format off */
#define TCP "l = create_server tcp 127.0.0.1:0; s = create_connection ${l.local}; c = accept l; "
#define UDP "s = socket udp; bind s 127.0.0.1:0; "

/* What it prints, and the code it ends with. */
static const struct { const char *script; int code; const char *out; const char *err; } says[] = {
	/* made */
	{ "socket tcp", 0, "s1: tcp\n", "" },
	{ "s = socket", 0, "", "" },
	{ "socket AF_INET SOCK_DGRAM 0", 0, "s1: udp\n", "" },
	{ "socket inet stream ipproto_tcp", 0, "s1: tcp\n", "" },
	{ "socket unixdgram; socket seqpacket; socket netlink", 0, "s1: unixgram\ns2: seqpacket\ns3: netlink\n", "" },
	{ "s = socket AF_NETLINK SOCK_RAW 0; bind s 0; sendto s 0 x\"14000000 1200 0103 00000000 00000000 00000000\"; recvfrom s 9 => size_bytes == 9", 0, "s: bound to *\n20 bytes\nx*(9 of * bytes, truncated)*", "" },
	{ "socket tpc", 2, "", "t:1: socket: 'tpc' is no kind of socket or family; did you mean 'tcp'?*" },
	{ "socket AF_INET SOCK_STREEM", 2, "", "*'SOCK_STREEM' is no type of socket; did you mean 'SOCK_STREAM'?*" },
	{ "socket AF_INET SOCK_STREAM 999", 3, "", "*protocol 999 (EINVAL)*" },
	/* What others send on lo may wait there. */
	{ "socket packet; bind s1 lo; getsockname s1 => lo; sockets", 0, "s1: packet\ns1: bound to lo\nlo\ns1: packet bound lo*", "" },
	{ "a, b = socketpair AF_UNIX SOCK_DGRAM 0; send a \"\"; recvfrom b 9; c, d = socketpair unixdgram; sockets", 0, "a, b: connected unixgram\n0 bytes\n\"\" (0 bytes)\nc, d: *", "" },
	{ "socketpair udp", 3, "", "*the kernel makes no pair of udp sockets*EOPNOTSUPP*" },
	{ "socketpair SOCK_DGRAM", 2, "", "*no kind of socket or family*" },
	{ "socketpair AF_UNIX SOCK_STREAM 0 1", 2, "", "*" },
	{ "s = socket netlink 0; bind s 0; sockets", 0, "*s: netlink bound *", "" },
	{ "s = socket raw6 58; bind s ::1; sendto s ::1 x\"80 00 00 00 00 00 00 01\"; recvfrom s 9 => size_bytes == 8", 0, "*(8 bytes) from ::1\n", "" },
	{ "socket tcp 0 0", 2, "", "*has its type in it*" },
	{ "s = socket udp; t = dup s; fileno t; close s; getsockname t", 0, "*\nudp:0.0.0.0:0\n", "" },
	{ "fromfd 999", 1, "", "*descriptor 999 is not open*" },
	{ "f = fromfd 1", 1, "", "*descriptor 1 is no socket*" },
	{ "s = socket tcp; n = detach s; t = fromfd $n; info t --get kind", 0, "*\ntcp\n", "" },
	{ "s = socket tcp; detach s; close s", 2, "*", "*no socket*" },
	/* bound */
	{ UDP "getsockname s", 0, "s: bound to 127.0.0.1:*\nudp:127.0.0.1:*\n", "" },
	{ UDP "bind s 127.0.0.1:0", 3, "*", "*'s' is bound already*EINVAL*" },
	{ UDP "t = socket udp; bind t ${s.local}", 3, "*", "*cannot bind udp:127.0.0.1:*: it is*EADDRINUSE*" },
	{ "s = socket udp; bind s 192.0.2.1:0", 3, "", "*no interface of this machine has udp:192.0.2.1:0*EADDRNOTAVAIL*" },
	{ "s = socket udp; bind s tcp:127.0.0.1:0", 2, "", "*'tcp:127.0.0.1:0' is tcp, and 's' is a udp socket*" },
	{ "s = socket udp; bind s ::1 80", 2, "", "*" },
	{ "s = socket udp; bind s 127.0.0.1", 2, "", "*has no port*" },
	{ "s = socket udp; bind s 127.0.0.1 99999", 2, "", "*port '99999' is above 65535*" },
	{ "s = socket unix; bind s /nonexistent/folder/x", 3, "", "*ENOENT*" },
	{ "s = socket unix; bind s unix:@check_workbench.bind", 0, "", "" },
	{ "s = socket tcp; bind s 127.0.0.1:0; listen s 5 => ~ /^tcp:127/", 0, "*listening on 127.0.0.1:*, backlog 5\n", "" },
	{ "s = socket udp; listen s", 3, "", "*'s' is of a kind without connections*EOPNOTSUPP*" },
	{ "s = socket tcp; getpeername s", 3, "", "*ENOTCONN*" },
	/* connected */
	{ TCP "getpeername s => ~ /^tcp:127.0.0.1:/", 0, "l: listening on 127.0.0.1:*\ns: connected 127.0.0.1:* -> 127.0.0.1:* ms)\nc: from 127.0.0.1:*", "" },
	{ "s = socket tcp; connect s 127.0.0.1:1 => ECONNREFUSED", 0, "*", "*" },
	{ "s = socket tcp; connect s 127.0.0.1:1", 1, "", "t:1: connect: *cannot connect to tcp:127.0.0.1:1: Connection refused (ECONNREFUSED)\n" },
	{ "s = socket tcp; connect_ex s 127.0.0.1:1", 0, "ECONNREFUSED (111)\n", "" },
	{ "s = socket tcp; setblocking s off; connect_ex s 127.0.0.1:1 => EINPROGRESS; poll s:out 1s => ~ /OUT/; getsockopt s SO_ERROR => ECONNREFUSED", 0, "*cleared by this read\n", "" },
	{ "l = create_server tcp 127.0.0.1:0; s = socket tcp; connect_ex s ${l.local} => 0", 0, "*\n0\n", "" },
	{ "l = create_server tcp 127.0.0.1:0; s = socket tcp; connect s ${l.local}; connect s ${l.local}", 3, "*", "*'s' is connected already*EISCONN*" },
	{ "s = socket tcp; connect s *:80", 2, "", "*" },
	{ "create_connection 127.0.0.1:1", 1, "", "*ECONNREFUSED*" },
	{ "create_connection unix:@check_workbench.nobody", 1, "", "*ECONNREFUSED*" },
	{ "create_connection raw 127.0.0.1:1", 2, "", "*needs steps*" },
	{ "create_connection 127.0.0.1 1 2", 2, "", "*one word too many*" },
	{ "u = create_server unix:@check_workbench.u; s = create_connection unix:@check_workbench.u; c = accept u; send s x; recvall c 1", 0, "u: listening on unix:@check_workbench.u (abstract: *)\ns: connected unix:(unnamed) -> unix:@check_workbench.u *\nc: from *\n1 byte\n\"x\" (1 byte)\n", "" },
	{ "u = create_server udp 127.0.0.1:0", 0, "u: bound to 127.0.0.1:*\n", "" },
	{ "l = create_server --dualstack any:0; getsockopt l IPV6_V6ONLY => off; s = create_connection 127.0.0.1 ${l.port}; c = accept l", 0, "l: listening on [::]:* (and IPv4)\n*c: from 127.0.0.1:*", "" },
	{ "create_server --dualstack :0", 2, "", "*--dualstack is of any*" },
	{ "create_server --dualstack tcp any:0", 2, "", "*--dualstack is of IPv6*" },
	{ "create_server --dualstack unix:@check_workbench.d", 2, "", "*--dualstack is of IPv6*" },
	{ "l = create_server tcp6 any:0; getsockopt l IPV6_V6ONLY => on", 0, "*", "" },
	{ "create_server 127.0.0.1:0 -v --sockopt SO_RCVBUF=4096; getsockopt s1 SO_RCVBUF => 8192", 0, "*", "*SO_RCVBUF=4096 is 8192*" },
	{ "create_server 127.0.0.1:0 --sockopt nonsense", 2, "", "*nonsense*" },
	{ "a = create_server 127.0.0.1:0 --reuseport; b = create_server ${a.local} --reuseport; create_server ${a.local} => EADDRINUSE", 0, "*", "" },
	{ "create_server 127.0.0.1:0 --mode 0700", 2, "", "*of a Unix path*" },
	{ "create_server unix:@check_workbench.r --reuseport", 2, "", "*--reuseport is of IP*" },
	{ "create_server udp 127.0.0.1:0 --backlog 3", 2, "", "*of sockets that listen*" },
	{ "create_connection unix:@check_workbench.r --ttl 3", 2, "", "*--ttl*" },
	{ "s = socket tcp; bind s 127.0.0.1:0 --mode 700", 2, "", "*of a Unix path*" },
	{ "s = socket unix; listen s", 3, "", "*'s' is bound nowhere: bind comes first*EINVAL*" },
	{ "a, b = socketpair; listen a", 3, "*", "*EINVAL*" },
	{ "create_server tcp 192.0.2.1:80", 3, "", "*no interface of this machine*" },
	{ "accept nobody", 2, "", "*'nobody' is no socket; there is none yet*" },
	{ "s = socket tcp; accept s", 3, "", "*'s' does not listen*EINVAL*" },
	{ "s = socket udp; accept s", 3, "", "*EOPNOTSUPP*" },
	{ "l = create_server tcp 127.0.0.1:0; setblocking l off; accept l => EAGAIN", 0, "*", "*" },
	/* sent and received */
	{ TCP "send s \"bye\"; shutdown s SHUT_WR; recvall c", 0, "*\n3 bytes\n\"bye\" (3 bytes)\n", "" },
	{ TCP "shutdown s wr; send s x", 1, "*", "*'s': you shut down sending: Broken pipe (EPIPE)*" },
	{ TCP "shutdown s sideways", 2, "*", "*'sideways' is no way to shut down*" },
	{ "s = socket tcp; shutdown s SHUT_WR", 3, "", "*'s' is not connected*ENOTCONN*" },
	{ TCP "send s; ", 2, "*", "*" },
	{ TCP "send s \"\"", 0, "*0 bytes\n", "" },
	{ TCP "sendall s x; recv c 0; recv c 1", 0, "*1 byte\n\"\" (0 bytes)\n\"x\" (1 byte)\n", "" },
	{ TCP "sendall s; ", 2, "*", "*" },
	{ TCP "sendall --flags MSG_NOSIGNL s x", 2, "*", "*MSG_NOSIGNAL*" },
	{ TCP "settimeout s 20ms; setsockopt s SO_SNDBUF 4096; setsockopt c SO_RCVBUF 4096; x = pack --quiet 9000000x; sendall s $x", 4, "* of 9000000 bytes\n", "*nothing came of it*" },
	{ "s = socket tcp; send s x", 1, "", "t:1: send: 's': it is not connected: Broken pipe (EPIPE)\n" },
	{ "s = socket unixgram; sendto s unix:@check_workbench.nobody x", 1, "", "*'s': nobody receives there*ECONNREFUSED*" },
	{ "a, b = socketpair unixgram; close b; send a x", 1, "*", "*'a': the peer is no more*ECONNREFUSED*" },
	{ "s = socket unixgram; sendto s /nonexistent/x y", 3, "", "*cannot send 1 byte to unixgram:/nonexistent/x*ENOENT*" },
	{ TCP "send s abc; recv c 2 MSG_TRUNC; recv c 9", 0, "*\"\" (0 of 2 bytes, truncated)\n\"c\" (1 byte)\n", "" },
	{ TCP "settimeout c 20ms; send s abc; recv c 9 MSG_WAITALL; recv c 1 MSG_WAITALL => timeout", 0, "*\"abc\" (3 bytes)\n", "" },
	{ TCP "send s ab; recv c 2 MSG_WAITALL", 0, "*\"ab\" (2 bytes)\n", "" },
	/* what is expected is no news */
	{ TCP "close c; recv s 1 => EOF; recvfrom s 1 => EOF; recvmsg s 1 => EOF; recvall s => EOF; makefile s => EOF", 0, "*", "" },
	{ "a, b = socketpair; close b; recvfds a 1 => EOF; send a x => EPIPE; sendall a x => EPIPE; sendmsg a x => EPIPE; sendfds a 1 => EPIPE", 0, "*", "" },
	{ TCP "send c ab; close c; recvall s => \"ab\", EOF", 0, "*", "" },
	{ "has_ipv6 => yes || exit 0; l = create_server tcp [::1]:0; s = create_connection tcp ${l.local}; echo ${s.family} => AF_INET6", 0, "*", "*" },
	{ "create_server tcp [::1]:0 -4", 2, "", "*no IPv4 address*" },
	{ TCP "close c; recvall s => EOF, \"ab\"", 1, "*", "*got no value (closed)*" },
	{ TCP "send c \"ab\\n\"; close c; makefile s => EOF", 0, "*\"ab\\n\" (3 bytes)\n", "" },
	{ TCP "setsockopt c SO_LINGER 0s; close c; recv s 1 => RST; create_connection 127.0.0.1:1 => ECONNREFUSED; -recv s 1", 0, "*", "*" },
	{ TCP "setsockopt c SO_LINGER 0s; close c; recvall s => RST", 0, "*", "" },
	{ TCP "setsockopt c SO_LINGER 0s; close c; makefile s => RST", 0, "*", "" },
	{ TCP "setsockopt c SO_LINGER 0s; close c; poll s:in; sendall s x => RST", 0, "*", "" },
	{ "l = create_server tcp 127.0.0.1:0; accept l => timeout within 20ms; poll l => timeout within 20ms; poll l 20ms => timeout", 0, "*", "" },
	{ "a, b = socketpair; recv a 1 => timeout within 10ms; recvall a => timeout within 10ms; makefile a => timeout within 10ms; recvmsg a 1 => timeout within 10ms; recvfds a 1 => timeout within 10ms", 0, "*", "" },
	{ "s = socket tcp; connect s 127.0.0.1:1 => ECONNREFUSED; connect_ex s 127.0.0.1:1 => ECONNREFUSED; l = create_server tcp 127.0.0.1:0; connect s ${l.local}", 0, "*", "" },
	{ "l = create_server tcp 127.0.0.1:0 --backlog 0; a = create_connection ${l.local}; s = socket tcp; connect s ${l.local} --timeout 50ms", 4, "*", "*'s': no answer from tcp:127.0.0.1:* in time: one SYN was sent\n" },
	{ "l = create_server tcp 127.0.0.1:0 --backlog 0; a = create_connection ${l.local}; create_connection ${l.local} --timeout 50ms", 4, "*", "*no answer from tcp:127.0.0.1:* in time: one SYN was sent\n" },
	/* Python's tuples */
	{ TCP "close s c; s = create_connection ${l.local}; c, peer = accept l; echo ${c.peer} $peer", 0, "*\ntcp:127.0.0.1:* tcp:127.0.0.1:*\n", "" },
	{ UDP "sendto s ${s.local} hi; data, peer = recvfrom s 9; echo $data $peer", 0, "*\nhi udp:127.0.0.1:*\n", "" },
	{ UDP "setsockopt s IP_RECVTTL on; sendto s ${s.local} hi; d, c, f, p = recvmsg s 9; echo $d [$c] [$f] $p", 0, "*\nhi [IP_TTL 64] [] udp:127.0.0.1:*\n", "" },
	{ UDP "sendto s ${s.local} hi; a, b, c = recvfrom s 9", 2, "*", "*1 values to 3 variables*" },
	{ "u = create_server unix:@check_workbench.c; s = create_connection unix:@check_workbench.c; p = accept u", 0, "*p: from unix:(unnamed) (pid *, uid *, gid *)\n", "" },
	{ "u = create_server unix:@check_workbench.c; s = create_connection unix:@check_workbench.c; p = accept u --get credentials", 0, "*\npid *, uid *, gid *\n", "" },
	{ TCP "send s \"12345\"; close c", 0, "*\nc: 5 bytes were not read: the peer gets a reset\n", "" },
	{ TCP "send s abc; recvall c => \"abc\"", 0, "*", "*" },
	{ TCP "send s abc; recvall c => \"abd\" within 1s", 1, "*", "*" },
	{ TCP "send s abc; settimeout c 20ms; recvall c", 4, "*\"abc\" (3 bytes)\n", "*" },
	{ TCP "close s; recvall c", 0, "*\"\" (0 bytes)\n", "" },
	{ TCP "send s \"one\\ntwo\\nthree\"; close s; makefile c", 0, "*\"one\\n\" (4 bytes)\n\"two\\n\" (4 bytes)\n\"three\" (5 bytes)\n", "" },
	{ TCP "send s \"one\\ntwo\\n\"; makefile c 1 => \"one\\n\"; recvall c 4 => \"two\\n\"", 0, "*", "*" },
	{ TCP "send --flags MSG_OOB s x; poll c:pri 1s => PRI; recvfrom c 1 MSG_OOB => \"x\"", 0, "*", "" },
	{ UDP "sendto s ${s.local} \"hello\"; recvfrom s 100", 0, "*\n5 bytes\n\"hello\" (5 bytes) from 127.0.0.1:*\n", "" },
	{ UDP "sendto s ${s.local} \"\"; recvfrom s 100 => size_bytes == 0, status == ok", 0, "*\"\" (0 bytes) from *", "" },
	{ UDP "sendto s ${s.local} \"0123456789\"; recvfrom s 4 => truncated, true_size_bytes == 10, \"0123\"", 0, "*\"0123\" (4 of 10 bytes, truncated) from *", "" },
	{ UDP "sendto s ${s.local} x\"00 ff 80\"; recvfrom s 9", 0, "*x\"00ff 80\" (3 bytes) from *", "" },
	{ UDP "sendto s ${s.local} hello; recvfrom s 9 => \"hello\" from 127.0.0.1:*", 0, "*", "" },
	{ UDP "sendto s ${s.local} hello; recvfrom s 9 => \"hello\" from 127.0.0.2:*", 1, "*", "*" },
	{ UDP "sendto s ${s.local} abc; recvfrom s 9 MSG_PEEK => \"abc\"; recvfrom s 9 => \"abc\"", 0, "*", "" },
	{ UDP "recvfrom s 9 MSG_DONTWAIT => EAGAIN", 0, "*", "*" },
	{ UDP "recvfrom s 9 MSG_PEAK", 2, "*", "*'MSG_PEAK' is no flag; did you mean 'MSG_PEEK'?*" },
	{ UDP "recvfrom s 17M", 2, "*", "*more than 16M*" },
	{ UDP "recvfrom s 9 => timeout within 20ms", 0, "*", "*" },
	{ "s = socket udp; connect s 127.0.0.1:1; send s x; poll s:in 1s; recvfrom s 9 => ECONNREFUSED", 0, "*", "" },
	{ "s = socket udp; connect s 127.0.0.1:1; send s x; poll s:in 1s; recvfrom s 9", 1, "*", "*an ICMP error came back*" },
	{ "s = socket udp; setsockopt s IP_RECVERR on; connect s 127.0.0.1:1; send s xyz; poll s:in 1s; recvmsg s 9 MSG_ERRQUEUE => \"xyz\"", 0, "*\"xyz\" (3 bytes) to 127.0.0.1:1: *port unreachable*127.0.0.1*", "*" },
	{ "s = socket udp; send s x", 3, "", "*'s' is not connected*" },
	{ UDP "setsockopt s IP_RECVTTL on; sendmsg --control IP_TTL=7 --to ${s.local} s abc; recvmsg s 9", 0, "*\"abc\" (3 bytes) from 127.0.0.1:* + IP_TTL 7\n", "" },
	{ UDP "setsockopt s IP_PKTINFO on; sendto s ${s.local} abc; recvmsg s 9 => local == 127.0.0.1", 0, "*", "" },
	{ UDP "sendmsg --control IP_TTL=x --to ${s.local} s abc", 2, "*", "*" },
	{ "a, b = socketpair unixgram; send a \"\"; recvfrom b 9", 0, "*\"\" (0 bytes)\n", "" },
	{ "a = socket seqpacket; bind a unix:@check_workbench.q; listen a; b = socket seqpacket; connect b unix:@check_workbench.q; c = accept a;"
	  " send b \"\"; recvfrom c 9 => size_bytes == 0, ok; close b; recvfrom c 9 => EOF", 0, "*\"\" (0 bytes)\n", "" },
	{ "a, b = socketpair seqpacket; send a \"\"; recv b 9; close a; recv b 9 => EOF", 0, "*\"\" (0 bytes)\n", "" },
	{ "a, b = socketpair; send a abc; recv b 9 MSG_PEEK; recv b 9", 0, "*\"abc\" (3 bytes)\n\"abc\" (3 bytes)\n", "" },
	{ UDP "setblocking s off; recv s 9 => EAGAIN", 0, "*", "*" },
	{ "a, b = socketpair; f = socket udp; sendfds a f \"take it\"; recvmsg b 100", 0, "*\"take it\" (7 bytes) + 1 descriptor: f* (udp:0.0.0.0:0)\n", "" },
	{ "a, b = socketpair; sendfds a 1,2; g, h = recvfds b 1; close g h", 0, "*+ 2 descriptors: g (*), h (*)\n", "" },
	{ "a, b = socketpair; sendfds a 1; g = recvfds b 1; fileno g; close g a b; sockets", 0, "*", "" },
	{ "a, b = socketpair; send a x; recvfds b 1", 1, "*", "*no descriptor came along*" },
	{ "a, b = socketpair; sendfds a a; f = recvfds b 1; send f x; recv b 1", 0, "*\"x\" (1 byte)\n", "" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1 --quiet; g = dup f; close f; sendfds a g; info g --get value", 0, "*\n1 byte\nno socket\n", "" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1; send f x", 3, "*", "*ENOTSOCK*" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1; shutdown f 1", 3, "*", "*ENOTSOCK*" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1; options f", 1, "*", "*is no socket*" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1; getsockopt f SO_TYPE", 3, "*", "*ENOTSOCK*" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1; bind f 127.0.0.1:0", 3, "*", "*" },
	{ "a, b = socketpair; sendfds a 1; f = recvfds b 1; recv f 1", 3, "*", "*'f' cannot receive*ENOTSOCK*" },
	{ "s = socket udp; getsockname x\"73 00 41\"", 2, "", "*holds a NUL byte*" },
	{ "s = socket udp; send x\"73 00 41\" hi", 2, "", "*there is a NUL byte behind 's'*" },
	{ "s = socket unixgram; sendto s x\"40 61 00\" hi", 2, "", "*there is a NUL byte behind '@a'*" },
	{ "s = socket udp; sendto s 127.0.0.1 x\"39 00\" hi", 2, "", "*there is a NUL byte behind '9'*" },
	{ UDP "sendto s ${s.local} x\"00\"; recvfrom s 9", 0, "*x\"00\" (1 byte) from *", "" },
	{ "a, b = socketpair; sendfds a x\"31 00\" hi", 2, "*", "*there is a NUL byte behind '1'*" },
	{ "s = socket tcp; setsockopt s x\"53 4f 5f 44 45 42 55 47 00\" 1", 2, "", "*there is a NUL byte*" },
	{ "l = create_server tcp 127.0.0.1:0 --quiet; setblocking l off; accept l --json", 3, "{*\"socket\":\"l\"*", "*" },
	{ "a, b = socketpair; setblocking a off; set +e; recv a 1 --json; recvfrom a 1 --json; recvmsg a 1 --json; recvfds a 1 --json; recvall a --json; makefile a --json; recv a x --json", 2, "*{*\"socket\":\"a\"*{*\"socket\":\"a\"*{*\"socket\":\"a\"*{*\"socket\":\"a\"*{*\"socket\":\"a\"*{*\"socket\":\"a\"*{*\"socket\":\"a\"*", "*" },
	{ "a, b = socketpair; sendfds a 999", 3, "*", "*'999' are not all open*EBADF*" },
	{ "a, b = socketpair; sendfds a nobody", 2, "*", "*'nobody' is no socket*" },
	{ "l = create_server tcp 127.0.0.1:0; recvfrom l 9", 3, "*", "*it listens, and accept takes connections*" },
	/* waiting */
	{ "s = socket udp; poll s:out => OUT", 0, "OUT\n", "" },
	{ "s = socket udp; poll s 10ms => timeout", 0, "*", "*" },
	{ "s = socket udp; poll s 0", 4, "", "*" },
	{ "a, b = socketpair; send a x; poll a:in b:in a:out", 0, "*b: IN\na: OUT\n", "" },
	{ "s = socket udp; poll s:up", 2, "", "*'up' is no event*" },
	{ "poll nobody", 2, "", "*" },
	/* properties */
	{ "s = socket tcp; getblocking s; gettimeout s; setblocking s off; getblocking s; gettimeout s", 0, "on\nnone\noff\n0s\n", "" },
	{ "s = socket tcp; settimeout s 250ms; gettimeout s; settimeout s 2; gettimeout s; settimeout s none; gettimeout s", 0, "250ms\n2s\nnone\n", "" },
	{ "s = socket tcp; settimeout s fast", 2, "", "*" },
	{ "s = socket tcp; setblocking s perhaps", 2, "", "*'perhaps' is neither on nor off*" },
	{ "setdefaulttimeout 3s; s = socket tcp; gettimeout s; getdefaulttimeout", 0, "3s\n3s\n", "" },
	{ "s = socket tcp; get_inheritable s; set_inheritable s true; get_inheritable s", 0, "off\non\n", "" },
	{ "x = fileno nobody", 2, "", "*" },
	/* options */
	{ "s = socket tcp; setsockopt s SO_RCVBUF 4096", 0, "asked 4096, kernel uses 8192*", "" },
	{ "s = socket tcp; setsockopt s SOL_SOCKET SO_REUSEADDR 1; getsockopt s SO_REUSEADDR => on", 0, "on*", "" },
	{ "s = socket tcp; setsockopt s SO_LINGER=5s; getsockopt s linger", 0, "5s*", "" },
	{ "s = socket tcp; setsockopt s 6 1 1; getsockopt s 6 1 => on; getsockopt s TCP_NODELAY => on; x = getsockopt s 6 1 --quiet; echo $x", 0, "on\non\n1\n", "" },
	{ "s = socket tcp; setsockopt s SO_LINGER x\"01000000 05000000\"; getsockopt s SO_LINGER => \"5s\"", 0, "5s\n", "" },
	{ "s = socket tcp; v = pack --quiet ii 1 5; setsockopt s 1 13 $v; getsockopt s SO_LINGER => \"5s\"", 0, "5s\n", "" },
	{ "s = socket tcp; setsockopt s 1 13 x\"01\"", 2, "", "*SO_LINGER=01*EINVAL*" },
	{ "s = socket tcp; x = getsockopt s TCP_INFO --quiet; y = unpack B ${x[0:1]}; echo $y", 0, "(7)\n7\n", "" },
	{ "s = socket tcp; getsockopt s 1 999", 3, "", "*option 1:999*ENOPROTOOPT*" },
	{ "s = socket tcp; setsockopt s 1 999", 2, "", "*a value is missing*" },
	{ "s = socket tcp; setsockopt s 1 999 5", 3, "", "*ENOPROTOOPT*" },
	{ "s = socket tcp; getsockopt s 6", 1, "", "*" },
	{ "s = socket tcp; getsockopt s IPPROTO_TCP SO_RCVBUF", 1, "", "*'SO_RCVBUF' is no option of IPPROTO_TCP*" },
	{ "s = socket tcp; getsockopt s IPPROTO_TCP 8 --get name", 0, "TCP_LINGER2\n", "" },
	{ "s = socket udp; getsockopt s SO_BINDTODEVICE", 0, "\"\"\n", "" },
	{ "s = socket tcp; getsockopt s SO_RCVBUFF", 1, "", "*SO_RCVBUF*" },
	{ "s = socket tcp; getsockopt s SOL_SOCKET", 2, "", "*" },
	{ "s = socket unix; getsockopt s TCP_NODELAY", 3, "", "*" },
	{ "s = socket tcp; setsockopt s SO_RCVBUF many", 2, "", "*" },
	{ "s = socket tcp; setsockopt s SO_RCVBUF 1 2", 2, "", "*" },
	{ "s = socket udp; setsockopt s SO_BROADCAST on; options s --changed", 0, "* SO_BROADCAST on*at first off\n", "" },
	{ "s = socket tcp; getsockopt s SO_ERROR => 0", 0, "0\n", "" },
	/* groups */
	{ "s = socket udp; join s 239.192.7.7 on 127.0.0.1; leave s 239.192.7.7 on lo", 0, "", "" },
	{ "s = socket udp; join-source s 127.0.0.1 232.1.2.3 on lo; leave-source s 127.0.0.1 232.1.2.3 on lo", 0, "", "" },
	{ "s = socket udp; leave s 239.192.7.7 on lo", 3, "", "*'s' has not joined 239.192.7.7 there*EADDRNOTAVAIL*" },
	{ "s = socket udp; join s 239.192.7.7 on lo; join s 239.192.7.7 on lo", 3, "", "*'s' has joined 239.192.7.7 there already*EADDRINUSE*" },
	{ "s = socket udp; join-source s 127.0.0.1 232.1.2.3 on lo; join-source s 127.0.0.1 232.1.2.3 on lo", 3, "", "*'s' has joined 232.1.2.3 there already*" },
	{ "s = socket udp; join s 239.192.7.7 on eth99", 3, "", "*no interface eth99 (there are: lo*ENODEV*" },
	{ "s = socket udp; join s 239.192.7.7 off lo", 2, "", "*here stands on INTERFACE*" },
	{ "s = socket udp; join s 127.0.0.1 on lo", 2, "", "*" },
	{ "a = socket udp; bind a 0.0.0.0:0; join a 239.192.7.7 on lo; setsockopt a IP_MULTICAST_IF 127.0.0.1; sendto a 239.192.7.7 ${a.port} hi; recvfrom a 9 => \"hi\"", 0, "*2 bytes (ttl 1, loop on)\n*", "" },
	/* looked at */
	{ TCP "sockets", 0, "*l: tcp listening tcp:127.0.0.1:*\ns: tcp connected tcp:127.0.0.1:* -> tcp:127.0.0.1:*\nc: tcp *", "" },
	{ TCP "info s => state == ESTABLISHED, value == connected", 0, "*", "" },
	{ "create_server any:0", 0, "s1: listening on 0.0.0.0:*", "" },
	{ "s = socket raw 1; sockets", 0, "s: raw new\n", "" },
	{ "s = socket udp; sockets", 0, "s: udp new\n", "" },
	{ "close nobody", 2, "", "*" },
	{ "a, b = socketpair; close a nobody b; sockets", 2, "*", "*" },
};
/* clang-format on */

START_TEST(a_script_says)
{
	struct session session = { .cancel_fd = -1 };
	unsigned before = count_descriptors();
	int code;

	if (geteuid() != 0 &&
	    (strstr(says[_i].script, "socket raw") || strstr(says[_i].script, "socket packet")))
		return; /* it takes a right */
	code = run_session(&session, says[_i].script);

	ck_assert_msg(code == says[_i].code, "%s: code %d, expected %d\n%s%s", says[_i].script,
		      code, says[_i].code, session.out, session.err);
	ck_assert_msg(is_like(session.out, says[_i].out), "%s: out is\n%s\nexpected\n%s",
		      says[_i].script, session.out, says[_i].out);
	ck_assert_msg(is_like(session.err, says[_i].err), "%s: err is\n%s\nexpected\n%s",
		      says[_i].script, session.err, says[_i].err);
	if (!strstr(says[_i].script, "detach"))
		ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

/* ---- stopped ------------------------------------------------------------------------------ */

/* Each would wait without end. */
static const char *const blocking[] = {
	UDP "set +e; recvfrom s 9; getsockname s",
	UDP "set +e; recv s 9; getsockname s",
	UDP "set +e; recvmsg s 9; getsockname s",
	"s, t = socketpair; set +e; recvall s; getsockname s",
	"s, t = socketpair; set +e; makefile s; getsockname s",
	"s, t = socketpair; set +e; recvfds s 9; getsockname s",
	UDP "set +e; poll s:in; getsockname s",
	"s = create_server tcp 127.0.0.1:0; set +e; accept s; getsockname s",
	"s, t = socketpair; set +e; repeat 1000 { setsockopt s SO_SNDBUF 1 }; "
	"try { repeat 1000 { send s \"0123456789012345678901234567890123456789\" } }; getsockname "
	"s",
	"l = socket unix; bind l unix:@check_workbench.full; listen l 0; a = create_connection "
	"unix:@check_workbench.full; s = socket unix; set +e; connect s "
	"unix:@check_workbench.full; "
	"getsockname s",
	"l = socket unix; bind l unix:@check_workbench.full; listen l 0; s = create_connection "
	"unix:@check_workbench.full; set +e; create_connection unix:@check_workbench.full; "
	"getsockname s",
};

/* It ends soon after the wish, without having waited for the five seconds of a script; and the
 * socket lives on. */
START_TEST(each_wait_can_be_stopped)
{
	struct itimerspec soon = { .it_value.tv_nsec = 30 * NS_PER_MS };
	struct session session = { .cancel_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) };

	ck_assert_int_eq(timerfd_settime(session.cancel_fd, 0, &soon, NULL), 0);
	run_session(&session, blocking[_i]);
	ck_assert_msg(strstr(session.err, "stopped"), "%s\n%.999s%.999s", blocking[_i], session.out,
		      session.err);
	ck_assert_msg(strchr(session.out, ':'), "%.999s", session.out);
	ck_assert_int_ge(session.took_ns, 25 * NS_PER_MS);
	ck_assert_int_lt(session.took_ns, (int64_t)3 * NS_PER_S);
	close(session.cancel_fd);
}
END_TEST

/* TCP whose SYN is dropped, as a full backlog does: connect and create_connection. */
START_TEST(a_silent_connect_can_be_stopped)
{
	struct itimerspec soon = { .it_value.tv_nsec = 30 * NS_PER_MS };
	struct session session = { .cancel_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) };
	struct sock_addr at;
	struct buf end = { 0 }, script = { 0 };
	int listener = listener_at("127.0.0.1", 0, &at), client[4];

	fill_backlog(&at, client, 4);
	sock_addr_format(&end, TRANSPORT_TCP, &at);
	buf_printf(&script, _i == 0 ? "s = socket tcp; connect s %s" : "create_connection %s",
		   buf_text(&end));
	ck_assert_int_eq(timerfd_settime(session.cancel_fd, 0, &soon, NULL), 0);
	ck_assert_int_eq(run_session(&session, buf_text(&script)), 3);
	ck_assert_msg(strstr(session.err, "stopped") && strstr(session.err, "EINTR"), "%s",
		      session.err);
	ck_assert_int_lt(session.took_ns, (int64_t)3 * NS_PER_S);
	buf_free(&end);
	buf_free(&script);
	for (int i = 0; i < 4; i++)
		close(client[i]);
	close(listener);
	close(session.cancel_fd);
}
END_TEST

/* ---- refused by the kernel, and by the allocator ------------------------------------------- */

static const char *const swept[] = {
	TCP "send s \"bye\"; shutdown s SHUT_WR; recvall c; sockets; info s; close s c l",
	UDP
	"setsockopt s IP_RECVTTL on; sendto s ${s.local} abc; recvmsg s 9; poll s:out; options s "
	"--changed; getsockopt s SO_ERROR",
	"a, b = socketpair; sendfds a 1 x; f = recvfds b 9; dup f; send a \"1\\n2\\n\"; makefile b "
	"2",
	"s = socket udp; join s 239.192.7.7 on lo; leave s 239.192.7.7 on lo; connect_ex s "
	"127.0.0.1:9; getpeername s; t = dup s; set_inheritable t on",
	"u = create_server unix:@check_workbench.swept; s = create_connection "
	"unix:@check_workbench.swept; c = accept u",
};
static int swept_script;
static bool has_memory, lied; /* Check itself needs memory: assertions wait until nothing fails */

/* Whatever failed is told, unless it was not needed. */
static void run_swept(void)
{
	static struct session session;
	int code;

	session = (struct session){ .cancel_fd = -1 };
	code = run_session(&session, swept[swept_script]);
	lied = lied || code < 0 || code > 4 || (has_memory && code && !session.err[0]);
}

START_TEST(refusals_are_told)
{
	static const struct {
		const char *call;
		int number;
	} rows[] = {
		{ "socket", EMFILE },       { "connect", ENETDOWN },     { "bind", EACCES },
		{ "listen", EADDRINUSE },   { "accept4", EMFILE },       { "shutdown", ENOTCONN },
		{ "getsockname", ENOBUFS }, { "getpeername", ENOTCONN }, { "getsockopt", ENOBUFS },
		{ "setsockopt", ENOMEM },   { "send", ENOBUFS },         { "sendmsg", ENOBUFS },
		{ "recvmsg", ENOMEM },      { "fcntl", EMFILE },         { "socketpair", EMFILE },
		{ "ioctl", EINVAL },
	};

	unsigned before = count_descriptors();

	swept_script = _i;
	for (int i = 0; i < ROWS(rows); i++) {
		has_memory = true;
		fault_sweep(rows[i].call, rows[i].number, run_swept);
		ck_assert_msg(!lied, "%s: a failure without a reason", rows[i].call);
		ck_assert_msg(count_descriptors() == before, "%s: leaked", rows[i].call);
	}
}
END_TEST

START_TEST(memory_may_be_out)
{
	static const char *const calls[] = { "malloc", "calloc", "realloc", "reallocarray" };
	unsigned before = count_descriptors();

	swept_script = _i;
	has_memory = false;
	for (int i = 0; i < ROWS(calls); i++) {
		fault_sweep(calls[i], ENOMEM, run_swept);
		ck_assert_msg(!lied, "%s: a code that is none", calls[i]);
		ck_assert_msg(count_descriptors() == before, "%s: leaked", calls[i]);
	}
}
END_TEST

Suite *workbench_suite(void)
{
	Suite *suite = suite_create("workbench");
	TCase *said = tcase_create("said"), *stopped = tcase_create("stopped"),
	      *refused = tcase_create("refused");

	tcase_add_loop_test(said, a_script_says, 0, ROWS(says));
	tcase_add_loop_test(stopped, each_wait_can_be_stopped, 0, ROWS(blocking));
	tcase_add_loop_test(stopped, a_silent_connect_can_be_stopped, 0, 2);
	tcase_add_loop_test(refused, refusals_are_told, 0, ROWS(swept));
	tcase_add_loop_test(refused, memory_may_be_out, 0, ROWS(swept));
	suite_add_tcase(suite, said);
	suite_add_tcase(suite, stopped);
	suite_add_tcase(suite, refused);
	return suite;
}
