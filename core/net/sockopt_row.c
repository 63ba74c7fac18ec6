/* sockopt_row -- finds socket options by number, by word and by a word without its prefix. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt_row.h"

#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/texts.h"
#include "net/names.h"

const struct sockopt_level sockopt_levels[] = {
	{ SOL_SOCKET, "SOL_SOCKET", names_so },
	{ IPPROTO_TCP, "IPPROTO_TCP", names_tcp },
	{ IPPROTO_UDP, "IPPROTO_UDP", names_udp },
	{ IPPROTO_UDPLITE, "IPPROTO_UDPLITE", names_udplite },
	{ IPPROTO_IP, "IPPROTO_IP", names_ip },
	{ IPPROTO_IP, "IPPROTO_IP", names_mcast },
	{ IPPROTO_IPV6, "IPPROTO_IPV6", names_ipv6 },
	{ IPPROTO_IPV6, "IPPROTO_IPV6", names_mcast },
	{ SOL_RAW, "SOL_RAW", names_raw },
	{ IPPROTO_ICMPV6, "IPPROTO_ICMPV6", names_icmpv6 },
	{ SOL_NETLINK, "SOL_NETLINK", names_netlink },
	{ SOL_PACKET, "SOL_PACKET", names_packet },
	{ 284, "SOL_MPTCP", names_mptcp },
	{ AF_VSOCK, "AF_VSOCK", names_vsock },
	{ 0, NULL, NULL },
};

const char *sockopt_level_word(int level)
{
	for (const struct sockopt_level *one = sockopt_levels; one->word; one++)
		if (one->level == level)
			return one->word;
	return NULL;
}

static const struct name *name_of(int level, int number)
{
	for (const struct sockopt_level *one = sockopt_levels; one->word; one++)
		for (const struct name *name = one->names; one->level == level && *name->word;
		     name++)
			if (name->value == number)
				return name;
	return NULL;
}

const char *sockopt_word(int level, int number)
{
	const struct name *name = name_of(level, number);

	return name ? name->word : NULL;
}

const char *sockopt_meaning(const struct sockopt *row)
{
	const struct name *name = name_of(row->level, row->number);

	return name ? name_meaning(name) : NULL;
}

const struct name *sockopt_values(const struct sockopt *row)
{
	for (const struct sockopt_words *words = sockopt_words; words->names; words++)
		if (words->level == row->level && words->number == row->number)
			return words->names;
	return NULL;
}

const char *sockopt_type_word(enum sockopt_type type)
{
	static const char *const words[SOCKOPT_TYPES] = {
		[SOCKOPT_BOOL] = "bool",
		[SOCKOPT_INT] = "int",
		[SOCKOPT_UINT] = "uint",
		[SOCKOPT_HEX] = "hex",
		[SOCKOPT_SIZE] = "size",
		[SOCKOPT_TIME] = "time",
		[SOCKOPT_WORD] = "word",
		[SOCKOPT_BITS] = "bits",
		[SOCKOPT_ERRNO] = "errno",
		[SOCKOPT_INTERFACE] = "interface",
		[SOCKOPT_INTERFACE_NET] = "interface",
		[SOCKOPT_PORTS] = "ports",
		[SOCKOPT_RATE] = "rate",
		[SOCKOPT_ID] = "id",
		[SOCKOPT_TEXT] = "text",
		[SOCKOPT_LINGER] = "linger",
		[SOCKOPT_TIMEVAL] = "time",
		[SOCKOPT_STAMPS] = "bits",
		[SOCKOPT_CREDENTIALS] = "credentials",
		[SOCKOPT_GROUPS] = "gids",
		[SOCKOPT_MEMORY] = "memory",
		[SOCKOPT_ADDRESS] = "address",
		[SOCKOPT_SENDER] = "interface",
		[SOCKOPT_JOIN] = "group",
		[SOCKOPT_SOURCE] = "source",
		[SOCKOPT_FILTER] = "filter",
		[SOCKOPT_POINTER] = "pointer",
		[SOCKOPT_PIDFD] = "pidfd",
		[SOCKOPT_BYTES] = "bytes",
	};

	return words[type];
}

const struct sockopt *sockopt_row(int level, int number)
{
	for (const struct sockopt *row = sockopt_rows; row->flags; row++)
		if (row->level == level && row->number == number)
			return row;
	return NULL;
}

/* ---- by word ------------------------------------------------------------------------------ */

typedef bool fits_function(const char *name, const char *word);

static bool is_whole(const char *name, const char *word)
{
	return text_is(name, word);
}

static bool is_behind_prefix(const char *name, const char *word)
{
	const char *mark = strchr(name, '_');

	return mark && text_is(mark + 1, word);
}

/* What fits a word: the first option, and how many different words there are. */
struct match {
	const struct sockopt *row;
	const char *word, *other;
};

static struct match match(const char *word, fits_function *fits)
{
	struct match match = { 0 };

	for (const struct sockopt_level *level = sockopt_levels; level->word; level++)
		for (const struct name *name = level->names; *name->word; name++) {
			const struct sockopt *row = sockopt_row(level->level, (int)name->value);

			if (!row || !fits(name->word, word))
				continue;
			if (!match.row)
				match = (struct match){ row, name->word, NULL };
			else if (!match.other && row != match.row && name->word != match.word)
				match.other = name->word;
		}
	return match;
}

void sockopt_near(struct nearest *nearest)
{
	for (const struct sockopt_level *level = sockopt_levels; level->word; level++)
		for (const struct name *name = level->names; *name->word; name++) {
			nearest_try(nearest, name->word);
			nearest_try(nearest, strchr(name->word, '_') + 1);
		}
}

static bool refuse(const char *word, struct err *err)
{
	struct nearest nearest = nearest_begin(word);

	sockopt_near(&nearest);
	if (nearest.best)
		return err_set(err, STATUS_NOT_FOUND,
			       "no socket option is called '%s'; did you mean %s?", word,
			       nearest.best);
	return err_set(err, STATUS_NOT_FOUND, "no socket option is called '%s'", word);
}

const struct sockopt *sockopt_find(const char *word, struct err *err)
{
	struct match found = match(word, is_whole);

	if (!found.row)
		found = match(word, is_behind_prefix);
	if (!found.row)
		refuse(word, err);
	else if (found.other)
		err_set(err, STATUS_AMBIGUOUS, "'%s' is %s or %s", word, found.word, found.other);
	return found.other ? NULL : found.row;
}
