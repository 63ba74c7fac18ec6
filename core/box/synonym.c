/* synonym -- where to send people who type the name of another tool. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "box/synonym.h"

#include <stddef.h>
#include <string.h>

#include "cli/applet.h"

/* Sorted by what people type. A row whose applet is not in this build is passed over. */
static const struct {
	const char *word, *applet, *usage;
} synonyms[] = {
	{ "dig", "hostinfo", "sockbox hostinfo NAME" },
	{ "drill", "hostinfo", "sockbox hostinfo NAME" },
	{ "errno", "constlookup", "sockbox constlookup ECONNREFUSED" },
	{ "fuser", "socklist", "sockbox socklist -l :PORT" },
	{ "getaddrinfo", "addrinfo", "sockbox addrinfo HOST SERVICE" },
	{ "getent", "servlookup",
	  "sockbox hostinfo NAME, sockbox servlookup NAME or sockbox protolookup NAME" },
	{ "gethostbyname", "hostinfo", "sockbox hostinfo NAME" },
	{ "gethostip", "hostinfo", "sockbox hostinfo NAME" },
	{ "getnameinfo", "nameinfo", "sockbox nameinfo ADDR PORT" },
	{ "getservbyname", "servlookup", "sockbox servlookup NAME" },
	{ "getsockopt", "sockopts", "sockbox sockopts KIND OPTION" },
	{ "host", "hostinfo", "sockbox hostinfo NAME" },
	{ "hostname", "hostinfo", "sockbox hostinfo, sockbox hostinfo --fqdn" },
	{ "ifconfig", "ifinfo", "sockbox ifinfo" },
	{ "inet_aton", "ipconv", "sockbox ipconv --loose ADDRESS" },
	{ "ip", "ifinfo", "sockbox ifinfo, sockbox ifinfo --route ADDRESS" },
	{ "ipcalc", "ipconv", "sockbox ipconv NETWORK" },
	{ "irtt", "echo-client", "sockbox echo-client udp:HOST:PORT -c 100 -i 10ms" },
	{ "kdig", "hostinfo", "sockbox hostinfo NAME" },
	{ "lsof", "socklist", "sockbox socklist --all, sockbox socklist --process NAME" },
	{ "mcjoin", "mcast-listen", "sockbox mcast-listen GROUP:PORT" },
	{ "mreceive", "mcast-listen", "sockbox mcast-listen GROUP:PORT" },
	{ "msend", "mcast-send", "sockbox mcast-send GROUP:PORT MESSAGE" },
	{ "nc", "netpipe", "sockbox netpipe HOST PORT, sockbox netpipe -l PORT" },
	{ "ncat", "netpipe", "sockbox netpipe HOST PORT, sockbox netpipe -l PORT" },
	{ "netcat", "netpipe", "sockbox netpipe HOST PORT, sockbox netpipe -l PORT" },
	{ "netstat", "socklist",
	  "sockbox socklist, sockbox socklist -l; sockbox ifinfo for interfaces" },
	{ "nping", "echo-client", "sockbox echo-client HOST PORT, over UDP with -u" },
	{ "nslookup", "hostinfo", "sockbox hostinfo NAME" },
	{ "omping", "mcast-send",
	  "sockbox mcast-send GROUP:PORT, with sockbox mcast-listen --ack there" },
	{ "protocols", "protolookup", "sockbox protolookup --all" },
	{ "resolvectl", "hostinfo", "sockbox hostinfo NAME" },
	{ "resolveip", "hostinfo", "sockbox hostinfo NAME" },
	{ "route", "ifinfo", "sockbox ifinfo --route ADDRESS" },
	{ "services", "servlookup", "sockbox servlookup --all" },
	{ "setsockopt", "sockopts", "sockbox sockopts KIND --set OPTION=VALUE" },
	{ "sipcalc", "ipconv", "sockbox ipconv ADDRESS" },
	{ "socat", "netpipe", "sockbox netpipe ENDPOINT, sockbox netpipe -l ENDPOINT" },
	{ "sockperf", "echo-client", "sockbox echo-client HOST PORT --conns N --for 10" },
	{ "sockstat", "socklist", "sockbox socklist -l" },
	{ "ss", "socklist", "sockbox socklist, sockbox socklist -l" },
	{ "subnetcalc", "ipconv", "sockbox ipconv NETWORK" },
	{ "symbols", "constlookup", "sockbox constlookup SO_REUSEADDR" },
	{ "tcping", "echo-client", "sockbox echo-client HOST PORT" },
	{ "telnet", "netpipe", "sockbox netpipe HOST PORT" },
	{ "twping", "echo-client", "sockbox echo-client --stamp HOST" },
	{ "udping", "echo-client", "sockbox echo-client -u HOST PORT" },
};

const char *synonym_find(const char *word)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++)
		if (strcmp(synonyms[i].word, word) == 0 && applet_find(synonyms[i].applet))
			return synonyms[i].usage;
	return NULL;
}
