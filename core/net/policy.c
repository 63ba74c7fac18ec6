/* policy -- the policy table of RFC 6724 section 2.1, and what gai.conf(5) makes of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/policy.h"

#include <string.h>

#include "base/num.h"

enum { SCOPE_LINK = 2, SCOPE_SITE = 5, SCOPE_GLOBAL = 14 };
enum { MAPPED_BITS = 96 };

static const struct {
	const char *prefix;
	unsigned bits, precedence, label;
} defaults[] = {
	{ "::1", 128, 50, 0 },   { "::", 0, 40, 1 },      { "::ffff:0:0", 96, 35, 4 },
	{ "2002::", 16, 30, 2 }, { "2001::", 32, 5, 5 },  { "fc00::", 7, 3, 13 },
	{ "::", 96, 1, 3 },      { "fec0::", 10, 1, 11 }, { "3ffe::", 16, 1, 12 },
};

/* RFC 6724 section 3.2. */
static const struct {
	const char *prefix;
	unsigned bits, scope;
} scope_defaults[] = {
	{ "::ffff:169.254.0.0", 112, SCOPE_LINK },
	{ "::ffff:127.0.0.0", 104, SCOPE_LINK },
	{ "::ffff:0.0.0.0", 96, SCOPE_GLOBAL },
};

static void add(struct policy_table *table, const struct addr *prefix, unsigned bits,
		unsigned value)
{
	if (table->count < POLICY_ROWS)
		table->row[table->count++] =
			(struct policy_row){ .prefix = *prefix, .bits = bits, .value = value };
}

static void add_text(struct policy_table *table, const char *text, unsigned bits, unsigned value)
{
	struct addr prefix = { 0 };

	addr_read(&prefix, text, strlen(text));
	add(table, &prefix, bits, value);
}

/* What the file left empty. */
static void fill(struct policy *policy)
{
	bool precedence = policy->precedence.count == 0, label = policy->label.count == 0;

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		if (precedence)
			add_text(&policy->precedence, defaults[i].prefix, defaults[i].bits,
				 defaults[i].precedence);
		if (label)
			add_text(&policy->label, defaults[i].prefix, defaults[i].bits,
				 defaults[i].label);
	}
	if (policy->scope.count > 0)
		return;
	for (size_t i = 0; i < sizeof(scope_defaults) / sizeof(scope_defaults[0]); i++)
		add_text(&policy->scope, scope_defaults[i].prefix, scope_defaults[i].bits,
			 scope_defaults[i].scope);
}

/* ---- gai.conf --------------------------------------------------------------------------- */

static void map(struct addr *mapped, const struct addr *addr)
{
	*mapped = *addr;
	if (addr->family != AF_INET)
		return;
	*mapped = (struct addr){ .family = AF_INET6, .byte = { [10] = 0xff, [11] = 0xff } };
	memcpy(mapped->byte + 12, addr->byte, 4);
}

/* "PREFIX/BITS"; an IPv4 one only where tables are of IPv4. */
static bool read_prefix(struct addr *prefix, unsigned *bits, struct word word, bool inet)
{
	const char *slash = memchr(word.at, '/', word.size);
	size_t size = slash ? (size_t)(slash - word.at) : word.size;
	struct addr addr;
	uint64_t given;

	if (!addr_read(&addr, word.at, size) || (addr.family == AF_INET && !inet))
		return false;
	given = 8 * addr_size(addr.family);
	if (slash && !num_digits(&given, slash + 1, word.size - size - 1, given))
		return false;
	*bits = (unsigned)given + (addr.family == AF_INET ? MAPPED_BITS : 0);
	map(prefix, &addr);
	return true;
}

static struct policy_table *table_of(struct policy *policy, struct word keyword)
{
	if (word_is(keyword, word_of("label")))
		return &policy->label;
	if (word_is(keyword, word_of("precedence")))
		return &policy->precedence;
	return word_is(keyword, word_of("scopev4")) ? &policy->scope : NULL;
}

static void read_line(struct policy *policy, struct word line)
{
	struct word keyword, prefix_word, value_word;
	struct policy_table *table;
	struct addr prefix;
	unsigned bits;
	uint64_t value;

	if (!word_next(&keyword, &line) || !word_next(&prefix_word, &line) ||
	    !word_next(&value_word, &line))
		return;
	table = table_of(policy, keyword);
	if (!table || !read_prefix(&prefix, &bits, prefix_word, table == &policy->scope) ||
	    !num_digits(&value, value_word.at, value_word.size, INT32_MAX))
		return;
	add(table, &prefix, bits, (unsigned)value);
	policy->active++;
}

void policy_read(struct policy *policy, struct word file)
{
	struct policy fresh = { 0 };
	struct word line;

	while (line_next(&line, &file)) {
		line_cut(&line, '#');
		read_line(&fresh, line);
	}
	fill(&fresh);
	*policy = fresh;
}

/* ---- values of an address --------------------------------------------------------------- */

/* The row for ADDR; NULL when none holds it. */
static const struct policy_row *policy_find(const struct policy_table *table,
					    const struct addr *addr)
{
	const struct policy_row *best = NULL;
	struct addr mapped;

	map(&mapped, addr);
	for (size_t i = 0; i < table->count; i++) {
		const struct policy_row *row = &table->row[i];

		if ((!best || row->bits > best->bits) && addr_in(&mapped, &row->prefix, row->bits))
			best = row;
	}
	return best;
}

static unsigned value_of(const struct policy_table *table, const struct addr *addr)
{
	const struct policy_row *row = policy_find(table, addr);

	return row ? row->value : 0;
}

unsigned policy_precedence(const struct policy *policy, const struct addr *addr)
{
	return value_of(&policy->precedence, addr);
}

unsigned policy_label(const struct policy *policy, const struct addr *addr)
{
	return value_of(&policy->label, addr);
}

unsigned policy_scope(const struct policy *policy, const struct addr *addr)
{
	static const struct addr loopback = { .family = AF_INET6, .byte = { [15] = 1 } };
	static const struct addr mapped = { .family = AF_INET6,
					    .byte = { [10] = 0xff, [11] = 0xff } };
	static const struct addr link = { .family = AF_INET6, .byte = { 0xfe, 0x80 } };
	static const struct addr site = { .family = AF_INET6, .byte = { 0xfe, 0xc0 } };

	if (addr->family == AF_INET || addr_in(addr, &mapped, MAPPED_BITS))
		return value_of(&policy->scope, addr);
	if (addr->byte[0] == 0xff)
		return addr->byte[1] & 0xf;
	if (addr_in(addr, &link, 10) || addr_in(addr, &loopback, ADDR_INET6_BITS))
		return SCOPE_LINK;
	return addr_in(addr, &site, 10) ? SCOPE_SITE : SCOPE_GLOBAL;
}
