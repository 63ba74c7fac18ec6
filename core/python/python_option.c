/* python_option -- socket options as getsockopt and setsockopt of Python have them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/python_option.h"

#include <string.h>

#include "base/num.h"
#include "lang/literal.h"
#include "net/sockopt.h"

/* What Python's module calls as C does; any other is a number there. */
static const char known[] =
	"SO_REUSEADDR SO_KEEPALIVE SO_BROADCAST SO_LINGER SO_RCVBUF SO_SNDBUF SO_REUSEPORT "
	"SO_ERROR SO_TYPE SO_OOBINLINE SO_RCVLOWAT SO_SNDLOWAT SO_RCVTIMEO SO_SNDTIMEO "
	"SO_ACCEPTCONN SO_DONTROUTE SO_PASSCRED SO_PEERCRED SO_PRIORITY SO_MARK SO_BINDTODEVICE "
	"SO_DOMAIN SO_PROTOCOL TCP_NODELAY TCP_MAXSEG TCP_CORK TCP_KEEPIDLE TCP_KEEPINTVL "
	"TCP_KEEPCNT TCP_SYNCNT TCP_LINGER2 TCP_DEFER_ACCEPT TCP_WINDOW_CLAMP TCP_INFO "
	"TCP_QUICKACK TCP_FASTOPEN TCP_CONGESTION TCP_USER_TIMEOUT IP_TTL IP_TOS "
	"IP_MULTICAST_TTL IP_MULTICAST_LOOP IP_MULTICAST_IF IPV6_V6ONLY IPV6_UNICAST_HOPS "
	"IPV6_MULTICAST_HOPS IPV6_MULTICAST_LOOP IPV6_MULTICAST_IF IPV6_TCLASS SOL_SOCKET "
	"IPPROTO_IP IPPROTO_IPV6 IPPROTO_TCP IPPROTO_UDP";

static void put_constant(struct buf *text, const char *word, int number)
{
	struct word line = word_of(known), one;

	while (word && word_take(&one, &line))
		if (text_equals(word, one.at, one.size)) {
			buf_printf(text, "socket.%s", word);
			return;
		}
	buf_puti(text, number);
}

/* The option that a word is, "NAME=VALUE" too; NULL. */
static const struct sockopt *find(struct word word)
{
	const char *equals = memchr(word.at, '=', word.size);
	struct buf name = { 0 };
	struct err ignored = { 0 };
	const struct sockopt *row;

	buf_put(&name, word.at, equals ? (size_t)(equals - word.at) : word.size);
	row = sockopt_find(buf_text(&name), &ignored);
	buf_free(&name);
	return row;
}

static bool is_number(enum sockopt_type type)
{
	return type == SOCKOPT_INT || type == SOCKOPT_UINT || type == SOCKOPT_SIZE;
}

/* VALUE as the option's type has it. */
static bool put_value(struct buf *text, const struct sockopt *row, const char *value)
{
	struct err ignored = { 0 };
	uint64_t size;
	int64_t ns;
	bool flag = true;

	if (row->type == SOCKOPT_BOOL && (!*value || literal_switch(&flag, value, &ignored)))
		buf_puts(text, flag ? "1" : "0");
	else if (is_number(row->type) && num_size(&size, value, &ignored))
		buf_putu(text, size);
	else if (row->type == SOCKOPT_TIME && strcmp(row->unit, "s") == 0 &&
		 num_duration(&ns, value, &ignored))
		buf_puti(text, ns / NS_PER_S);
	else if (row->type == SOCKOPT_LINGER && strcmp(value, "off") == 0)
		buf_puts(text, "struct.pack('ii', 0, 0)");
	else if (row->type == SOCKOPT_LINGER && num_duration(&ns, value, &ignored))
		buf_printf(text, "struct.pack('ii', 1, %lld)", (long long)(ns / NS_PER_S));
	else if (row->type == SOCKOPT_SENDER && num_digit(value[0]) >= 0 && strchr(value, '.'))
		buf_printf(text, "socket.inet_aton('%s')", value);
	else if (row->type == SOCKOPT_TEXT && !strchr(value, '\'') && !strchr(value, '\\'))
		buf_printf(text, "b'%s'", value);
	else
		return false;
	return true;
}

bool python_put_option(struct buf *text, const struct journal_entry *entry)
{
	bool sets = word_is(journal_verb(entry), word_of("setsockopt"));
	const struct sockopt *row = NULL;
	struct word word = { "", 0 }, value = { "", 0 };
	struct buf copy = { 0 };
	size_t count, at;
	const struct journal_word *words = journal_words(entry, &count);
	bool fine = true;

	for (at = 2; at < count && !row; at++) {
		word = journal_word_of(entry, words[at].bytes);
		row = find(word);
	}
	if (!row)
		return false;
	put_constant(text, sockopt_level_word(row->level), row->level);
	buf_puts(text, ", ");
	put_constant(text, sockopt_word(row->level, row->number), row->number);
	if (sets) {
		const char *equals = memchr(word.at, '=', word.size);

		if (equals)
			value = word_behind(word, (size_t)(equals + 1 - word.at));
		else if (at < count)
			value = journal_word_of(entry, words[at++].bytes);
		buf_puts(text, ", ");
		buf_put(&copy, value.at, value.size);
		fine = put_value(text, row, buf_text(&copy));
		buf_free_part(&copy, text);
	}
	return fine && at == count;
}

bool python_put_option_value(struct buf *text, const struct journal_entry *entry)
{
	const struct journal_fact *name = journal_fact(entry, "name");
	const struct journal_fact *value = journal_fact(entry, "value");
	const struct sockopt *row = name ? find(journal_word_of(entry, name->text)) : NULL;
	struct buf copy = { 0 };
	struct word word;
	bool fine = false;

	if (!row || !value || row->flags & SOCKOPT_MOVES)
		return false;
	word = journal_word_of(entry, value->text);
	buf_put(&copy, word.at, word.size);
	if (row->type == SOCKOPT_ERRNO) {
		buf_printf(text, "%s%s", word.at[0] == 'E' ? "errno." : "", buf_text(&copy));
		fine = true;
	} else if (row->type == SOCKOPT_BOOL || is_number(row->type)) {
		fine = put_value(text, row, buf_text(&copy));
	}
	buf_free_part(&copy, text);
	return fine;
}
