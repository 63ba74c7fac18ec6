/* synonym -- where to send people who type the name of another tool. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "box/synonym.h"

#include <stddef.h>
#include <string.h>

#include "base/texts.h"
#include "cli/applet.h"

/* A word, an applet and how to use it, in one literal: see text_behind. */
#define SYNONYM(word, applet, usage) word "\0" applet "\0" usage

/* Sorted by what people type. A row whose applet is not in this build is passed over. */
/* clang-format off */
static const char *const synonyms[] = {
	SYNONYM("dig", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("drill", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("errno", "constlookup", "sockbox constlookup ECONNREFUSED"),
	SYNONYM("fuser", "socklist", "sockbox socklist -l :PORT"),
	SYNONYM("getaddrinfo", "addrinfo", "sockbox addrinfo HOST SERVICE"),
	SYNONYM("getent", "servlookup",
	        "sockbox hostinfo NAME, sockbox servlookup NAME or sockbox protolookup NAME"),
	SYNONYM("gethostbyname", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("gethostip", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("getnameinfo", "nameinfo", "sockbox nameinfo ADDR PORT"),
	SYNONYM("getservbyname", "servlookup", "sockbox servlookup NAME"),
	SYNONYM("getsockopt", "sockopts", "sockbox sockopts KIND OPTION"),
	SYNONYM("host", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("hostname", "hostinfo", "sockbox hostinfo, sockbox hostinfo --fqdn"),
	SYNONYM("ifconfig", "ifinfo", "sockbox ifinfo"),
	SYNONYM("inet_aton", "ipconv", "sockbox ipconv --loose ADDRESS"),
	SYNONYM("ip", "ifinfo", "sockbox ifinfo, sockbox ifinfo --route ADDRESS"),
	SYNONYM("ipcalc", "ipconv", "sockbox ipconv NETWORK"),
	SYNONYM("irtt", "echo-client", "sockbox echo-client udp:HOST:PORT -c 100 -i 10ms"),
	SYNONYM("kdig", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("lsof", "socklist", "sockbox socklist --all, sockbox socklist --process NAME"),
	SYNONYM("mcjoin", "mcast-listen", "sockbox mcast-listen GROUP:PORT"),
	SYNONYM("mreceive", "mcast-listen", "sockbox mcast-listen GROUP:PORT"),
	SYNONYM("msend", "mcast-send", "sockbox mcast-send GROUP:PORT MESSAGE"),
	SYNONYM("nc", "netpipe", "sockbox netpipe HOST PORT, sockbox netpipe -l PORT; sockbox portcheck for nc -z"),
	SYNONYM("ncat", "netpipe", "sockbox netpipe HOST PORT, sockbox netpipe -l PORT"),
	SYNONYM("netcat", "netpipe", "sockbox netpipe HOST PORT, sockbox netpipe -l PORT"),
	SYNONYM("netstat", "socklist",
	        "sockbox socklist, sockbox socklist -l; sockbox ifinfo for interfaces"),
	SYNONYM("nmap", "portcheck", "sockbox portcheck HOST PORTS, over UDP with -u"),
	SYNONYM("nping", "echo-client", "sockbox echo-client HOST PORT, over UDP with -u"),
	SYNONYM("nslookup", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("omping", "mcast-send",
	        "sockbox mcast-send GROUP:PORT, with sockbox mcast-listen --ack there"),
	SYNONYM("protocols", "protolookup", "sockbox protolookup --all"),
	SYNONYM("resolvectl", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("resolveip", "hostinfo", "sockbox hostinfo NAME"),
	SYNONYM("route", "ifinfo", "sockbox ifinfo --route ADDRESS"),
	SYNONYM("services", "servlookup", "sockbox servlookup --all"),
	SYNONYM("setsockopt", "sockopts", "sockbox sockopts KIND --set OPTION=VALUE"),
	SYNONYM("sipcalc", "ipconv", "sockbox ipconv ADDRESS"),
	SYNONYM("socat", "netpipe", "sockbox netpipe ENDPOINT, sockbox netpipe -l ENDPOINT"),
	SYNONYM("sockperf", "echo-client", "sockbox echo-client HOST PORT --conns N --for 10"),
	SYNONYM("sockstat", "socklist", "sockbox socklist -l"),
	SYNONYM("ss", "socklist", "sockbox socklist, sockbox socklist -l"),
	SYNONYM("subnetcalc", "ipconv", "sockbox ipconv NETWORK"),
	SYNONYM("symbols", "constlookup", "sockbox constlookup SO_REUSEADDR"),
	SYNONYM("tcping", "echo-client", "sockbox echo-client HOST PORT"),
	SYNONYM("telnet", "netpipe", "sockbox netpipe HOST PORT"),
	SYNONYM("twping", "echo-client", "sockbox echo-client --stamp HOST"),
	SYNONYM("udping", "echo-client", "sockbox echo-client -u HOST PORT"),
};
/* clang-format on */

const char *synonym_find(const char *word)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++) {
		const char *applet = text_behind(synonyms[i]);

		if (strcmp(synonyms[i], word) == 0 && applet_find(applet))
			return text_behind(applet);
	}
	return NULL;
}
