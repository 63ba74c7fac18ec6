/* complete_constant -- constants by what the operand is called; socket options, and their values.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/fd.h"
#include "bench/adopt.h"
#include "net/names.h"
#include "net/sockopt_row.h"
#include "prompt/complete.h"

/* ---- families, types, levels, flags ------------------------------------------------------- */

static void put_levels(struct completion *completion)
{
	completion->offering.any_case = true;
	for (const struct sockopt_level *level = sockopt_levels; level->word; level++)
		offering_puts(&completion->offering, level->word, "a level of options");
}

/* The flags of the call that the command is called like. */
static const struct name *flags_of(const struct completion *completion)
{
	return text_begins(completion->name, "getaddr")   ? names_ai_flags
	       : text_begins(completion->name, "getname") ? names_ni_flags
							  : names_msg_flags;
}

bool complete_constant(struct completion *completion, const char *value)
{
	const struct name *table = strcmp(value, "FAMILY") == 0  ? names_family
				   : strcmp(value, "TYPE") == 0  ? names_socktype
				   : strcmp(value, "PROTO") == 0 ? names_protocol
				   : strcmp(value, "HOW") == 0   ? names_shut
								 : NULL;

	if (strcmp(value, "LEVEL") == 0) {
		put_levels(completion);
		return true;
	}
	if (strcmp(value, "FLAGS") == 0) {
		offering_settle(&completion->offering, ",|");
		table = flags_of(completion);
	}
	if (table)
		offering_names(&completion->offering, table);
	return table != NULL;
}

/* "udp6", or AF_INET6 SOCK_DGRAM 0. */
void complete_kinds(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	bool is_socket = strcmp(completion->name, "socket") == 0;

	bool is_pair = strcmp(completion->name, "socketpair") == 0;

	if (!text_begins(completion->name, "create_") && !is_socket && !is_pair) {
		offering_lines(offering, OFFER_SOCKKIND, completion->applet);
		return;
	}
	if (completion->operand_count > 0 && is_socket &&
	    !name_find_short(names_family, completion->operand[0]))
		return;
	if (completion->operand_count == 0)
		for (const struct sockkind *kind = sockkinds; kind->word; kind++)
			if (!is_pair || kind->family == AF_UNIX)
				offering_puts(offering, kind->word, kind->meaning);
	if (is_socket)
		offering_names(offering, completion->operand_count == 0   ? names_family
					 : completion->operand_count == 1 ? names_socktype
									  : names_protocol);
}

/* ---- socket options ----------------------------------------------------------------------- */

static const struct sockopt_level *level_called(const char *word)
{
	for (const struct sockopt_level *level = sockopt_levels; word && level->word; level++)
		if (text_is(level->word, word))
			return level;
	return NULL;
}

/* Whether a row belongs here: of the level that is named, on the socket that is, for this verb. */
static bool fits(const struct completion *completion, const struct sockopt *row,
		 const struct sockopt_level *level)
{
	const struct bench_sock *sock = completion_socket(completion);
	struct sockkind kind;
	bool reads = strcmp(completion->name, "getsockopt") == 0;

	if (!(row->flags & (reads ? SOCKOPT_GET : SOCKOPT_SET)))
		return false;
	if (level && row->level != level->level)
		return false;
	if (!sock)
		return true;
	kind = adopt_kind(sock);
	return reads ? sockkind_has(&kind, row) : sockkind_sets(&kind, row);
}

/* Where an option's name stands: NAME, or LEVEL NAME. */
static bool is_name_next(const struct completion *completion, const struct sockopt_level **level)
{
	size_t count = completion->operand_count;

	*level = NULL;
	if (!completion->row || count < 2)
		return true;
	*level = level_called(completion->operand[1]);
	return count == 2 && *level;
}

void complete_option_names(struct completion *completion, char after)
{
	struct offering *offering = &completion->offering;
	const struct sockopt_level *only;
	struct word rest = offering_rest(offering);

	if (after == '=' && rest.size > 0 && memchr(rest.at, '=', rest.size)) {
		complete_option_value(completion);
		return;
	}
	if (!is_name_next(completion, &only))
		return;
	offering->any_case = true;
	for (const struct sockopt_level *level = sockopt_levels; level->word; level++)
		for (const struct name *name = level->names; *name->word; name++) {
			const struct sockopt *row = sockopt_row(level->level, (int)name->value);

			if (row && fits(completion, row, only))
				offering_put_before(offering, word_of(name->word),
						    name_meaning(name), after);
		}
}

/* ---- their values ------------------------------------------------------------------------- */

/* The congestion controls that may be used, as the kernel lists them. */
static void put_congestion(struct offering *offering)
{
	static const char path[] = "/proc/sys/net/ipv4/tcp_available_congestion_control";
	struct word rest, word;
	struct buf file = { 0 };
	struct err ignored = { 0 };

	if (fd_read_file(&file, path, 1 << 12, &ignored)) {
		rest = word_trim((struct word){ file.data, file.size });
		while (word_take(&word, &rest)) {
			if (word_ends(word, "\n"))
				word.size--;
			offering_put(offering, word, "congestion control");
		}
	}
	offering_free_part(offering, &file);
}

static void put_values(struct completion *completion, const struct sockopt *row)
{
	struct offering *offering = &completion->offering;

	if (sockopt_values(row)) {
		if (row->type == SOCKOPT_BITS)
			offering_settle(offering, ",|");
		offering_names(offering, sockopt_values(row));
	} else if (row->type == SOCKOPT_BOOL || row->type == SOCKOPT_LINGER) {
		offering_puts(offering, row->type == SOCKOPT_BOOL ? "1" : "5s", "on");
		offering_puts(offering, row->type == SOCKOPT_BOOL ? "0" : "off", "off");
	} else if (row->type == SOCKOPT_INTERFACE || row->type == SOCKOPT_SENDER) {
		complete_interfaces(completion);
	} else if (row->type == SOCKOPT_TIME || row->type == SOCKOPT_TIMEVAL) {
		complete_durations(completion);
	} else if (row->type == SOCKOPT_SIZE) {
		complete_sizes(completion);
	} else if (strcmp(sockopt_word(row->level, row->number), "TCP_CONGESTION") == 0) {
		put_congestion(offering);
	}
}

/* The option is the operand before, or what stands before the '=' of the word itself. */
void complete_option_value(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	struct word rest = offering_rest(offering);
	const char *equals = rest.size > 0 ? memchr(rest.at, '=', rest.size) : NULL;
	const struct sockopt_level *level;
	struct err ignored = { 0 };
	const struct sockopt *row = NULL;
	struct buf name = { 0 };

	if (equals) {
		buf_put(&name, rest.at, (size_t)(equals - rest.at));
		offering->stem += name.size + 1;
		row = sockopt_find(buf_text(&name), &ignored);
	} else if (completion->operand_count >= 2 && !is_name_next(completion, &level)) {
		row = sockopt_find(completion->operand[completion->operand_count - 1], &ignored);
	}
	if (row)
		put_values(completion, row);
	offering_free_part(offering, &name);
}
