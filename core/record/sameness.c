/* sameness -- how much of what a command came to is the same in every run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/sameness.h"

#include <string.h>

static const struct name samenesses[] = {
	NAME("accept", SAME_STATUS, ""),        NAME("apropos", SAME_NOTHING, ""),
	NAME("bind", SAME_STATUS, ""),          NAME("calls", SAME_NOTHING, ""),
	NAME("close", SAME_STATUS, ""),         NAME("complete", SAME_NOTHING, ""),
	NAME("connect", SAME_STATUS, ""),       NAME("create_connection", SAME_STATUS, ""),
	NAME("create_server", SAME_STATUS, ""), NAME("detach", SAME_STATUS, ""),
	NAME("dup", SAME_STATUS, ""),           NAME("events", SAME_NOTHING, ""),
	NAME("exit", SAME_NOTHING, ""),         NAME("fileno", SAME_STATUS, ""),
	NAME("format", SAME_NOTHING, ""),       NAME("fromfd", SAME_STATUS, ""),
	NAME("help", SAME_NOTHING, ""),         NAME("history", SAME_NOTHING, ""),
	NAME("info", SAME_NOTHING, ""),         NAME("jobs", SAME_NOTHING, ""),
	NAME("join", SAME_STATUS, ""),          NAME("join-source", SAME_STATUS, ""),
	NAME("leave", SAME_STATUS, ""),         NAME("leave-source", SAME_STATUS, ""),
	NAME("listen", SAME_STATUS, ""),        NAME("options", SAME_NOTHING, ""),
	NAME("set", SAME_NOTHING, ""),          NAME("set_inheritable", SAME_STATUS, ""),
	NAME("setblocking", SAME_STATUS, ""),   NAME("setdefaulttimeout", SAME_STATUS, ""),
	NAME("settimeout", SAME_STATUS, ""),    NAME("shutdown", SAME_STATUS, ""),
	NAME("socket", SAME_STATUS, ""),        NAME("socketpair", SAME_STATUS, ""),
	NAME("sockets", SAME_NOTHING, ""),      NAMES_END,
};

/* Options that tell of processes and of moments. */
static const struct name options_of_a_moment[] = {
	NAME("SO_COOKIE", 0, ""),   NAME("SO_INCOMING_CPU", 0, ""), NAME("SO_MEMINFO", 0, ""),
	NAME("SO_PEERCRED", 0, ""), NAME("SO_PEERPIDFD", 0, ""),    NAME("TCP_INFO", 0, ""),
	NAME("SIOCINQ", 0, ""),     NAME("SIOCOUTQ", 0, ""),        NAMES_END,
};

static bool table_has(const struct name *table, struct word word, long *value)
{
	for (; *table->word; table++)
		if (text_equals(table->word, word.at, word.size)) {
			*value = table->value;
			return true;
		}
	return false;
}

enum sameness sameness_of(const struct journal_entry *entry)
{
	const struct journal_fact *name = journal_fact(entry, "name");
	long sameness = SAME_ALL, ignored;

	if (table_has(samenesses, journal_verb(entry), &sameness))
		return (enum sameness)sameness;
	if (name && table_has(options_of_a_moment, journal_word_of(entry, name->text), &ignored))
		return SAME_STATUS;
	return SAME_ALL;
}

const char *sameness_reason(const struct journal_entry *entry)
{
	struct word source = journal_word_of(entry, entry->source);

	if (entry->is_stopped)
		return "stopped by Ctrl-C";
	if (!entry->has_words && source.size > 0 && source.at[0] != '!')
		return entry->code == EXIT_USAGE ? "malformed" : "could not be run";
	if (entry->calls == COMMAND_VERB && entry->code == EXIT_USAGE && entry->results == 0)
		return "malformed";
	if (entry->calls == COMMAND_BUILTIN && entry->code == EXIT_USAGE)
		return "malformed";
	if (entry->code == EXIT_NO_PROGRAM)
		return "no such command";
	if (sameness_of(entry) == SAME_NOTHING)
		return "left out";
	return NULL;
}
