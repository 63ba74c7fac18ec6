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
	{ "dig", "hostinfo", "hostinfo NAME" },
	{ "drill", "hostinfo", "hostinfo NAME" },
	{ "errno", "constlookup", "constlookup ECONNREFUSED" },
	{ "getaddrinfo", "addrinfo", "addrinfo HOST SERVICE" },
	{ "getent", "servlookup", "hostinfo NAME, servlookup NAME or protolookup NAME" },
	{ "gethostbyname", "hostinfo", "hostinfo NAME" },
	{ "gethostip", "hostinfo", "hostinfo NAME" },
	{ "getnameinfo", "nameinfo", "nameinfo ADDR PORT" },
	{ "getservbyname", "servlookup", "servlookup NAME" },
	{ "host", "hostinfo", "hostinfo NAME" },
	{ "hostname", "hostinfo", "hostinfo, hostinfo --fqdn" },
	{ "ifconfig", "ifinfo", "ifinfo" },
	{ "inet_aton", "ipconv", "ipconv --loose ADDRESS" },
	{ "ip", "ifinfo", "ifinfo, ifinfo --route ADDRESS" },
	{ "ipcalc", "ipconv", "ipconv NETWORK" },
	{ "kdig", "hostinfo", "hostinfo NAME" },
	{ "nslookup", "hostinfo", "hostinfo NAME" },
	{ "protocols", "protolookup", "protolookup --all" },
	{ "resolvectl", "hostinfo", "hostinfo NAME" },
	{ "resolveip", "hostinfo", "hostinfo NAME" },
	{ "route", "ifinfo", "ifinfo --route ADDRESS" },
	{ "services", "servlookup", "servlookup --all" },
	{ "sipcalc", "ipconv", "ipconv ADDRESS" },
	{ "subnetcalc", "ipconv", "ipconv NETWORK" },
	{ "symbols", "constlookup", "constlookup SO_REUSEADDR" },
};

const char *synonym_find(const char *word)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++)
		if (strcmp(synonyms[i].word, word) == 0 && applet_find(synonyms[i].applet))
			return synonyms[i].usage;
	return NULL;
}
