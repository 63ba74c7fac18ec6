/* counters -- what IP and UDP of this network namespace have counted of multicast: proc(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/counters.h"

#include <errno.h>

#include "base/buf.h"
#include "base/num.h"
#include "net/calls.h"
#include "net/lines.h"

enum { FILE_MAX = 1 << 20 };

/* Where each stands: under LINE in files of line pairs, alone where that is NULL. */
static const struct {
	const char *line, *name;
} places[COUNTERS] = {
	[COUNTER_IN_INET] = { "IpExt:", "InMcastPkts" },
	[COUNTER_IGNORED_INET] = { "Udp:", "IgnoredMulti" },
	[COUNTER_REVERSE_PATH] = { "TcpExt:", "IPReversePathFilter" },
	[COUNTER_IN_INET6] = { NULL, "Ip6InMcastPkts" },
	[COUNTER_IGNORED_INET6] = { NULL, "Udp6IgnoredMulti" },
};

static void take(struct counters *counters, const char *line, struct word name, struct word value)
{
	for (int i = 0; i < COUNTERS; i++) {
		bool same_line = line ? places[i].line == line : !places[i].line;

		if (same_line && word_is_exactly(name, places[i].name))
			counters->told[i] =
				num_digits(&counters->value[i], value.at, value.size, UINT64_MAX);
	}
}

/* The entry of the table above, or NULL. */
static const char *known_line(struct word front)
{
	for (int i = 0; i < COUNTERS; i++)
		if (places[i].line && word_is_exactly(front, places[i].line))
			return places[i].line;
	return NULL;
}

/* Two lines that begin alike: names, and their values. */
static void parse_pair(struct counters *counters, struct word names, struct word values)
{
	struct word name, value, front;
	const char *line;

	if (!word_next(&name, &names) || !word_next(&front, &values) ||
	    !(line = known_line(name)) || known_line(front) != line)
		return;
	while (word_next(&name, &names) && word_next(&value, &values))
		take(counters, line, name, value);
}

static void parse_pairs(struct counters *counters, struct word text)
{
	struct word names, values;

	while (line_next(&names, &text) && line_next(&values, &text))
		parse_pair(counters, names, values);
}

static void parse_lines(struct counters *counters, struct word text)
{
	struct word line, name, value;

	while (line_next(&line, &text))
		if (word_next(&name, &line) && word_next(&value, &line))
			take(counters, NULL, name, value);
}

void counters_parse(struct counters *counters, const struct counter_files *files)
{
	*counters = (struct counters){ 0 };
	parse_pairs(counters, files->snmp);
	parse_pairs(counters, files->netstat);
	parse_lines(counters, files->snmp6);
}

bool counters_read(struct counters *counters, struct err *err)
{
	static const char *const path[] = { "/proc/net/snmp", "/proc/net/netstat",
					    "/proc/net/snmp6" };
	enum { FILES = sizeof(path) / sizeof(path[0]) };
	struct counter_files files = { 0 };
	struct word *text[FILES] = { &files.snmp, &files.netstat, &files.snmp6 };
	struct buf buf[FILES] = { 0 };
	bool fine = true;

	for (int i = 0; i < FILES && fine; i++) {
		fine = call_read_file(&buf[i], path[i], FILE_MAX, err) ||
		       err->kind == STATUS_NOT_FOUND;
		*text[i] = (struct word){ buf[i].data, buf[i].size };
	}
	if (fine)
		counters_parse(counters, &files);
	for (int i = 0; i < FILES; i++)
		buf_free(&buf[i]);
	return fine;
}

bool counters_grew(uint64_t *by, const struct counters *before, const struct counters *after,
		   enum counter counter)
{
	if (!before->told[counter] || !after->told[counter])
		return false;
	*by = after->value[counter] - before->value[counter];
	return true;
}
