/* origin -- which of libc's sources gave an answer, as far as the configuration proves it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/origin.h"

#include <string.h>
#include <strings.h>

#include "base/texts.h"
#include "net/hostsfile.h"
#include "net/nsswitch.h"

/* What is looked for: a name and a family, or an address. */
struct subject {
	const char *name;
	int family;
	const struct addr *addr;
};

/* ---- what the modules know -------------------------------------------------------------- */

static bool ends_in(const char *name, const char *end)
{
	size_t size = strlen(name), end_size = strlen(end);

	if (size > 0 && name[size - 1] == '.')
		size--;
	return size >= end_size && strncasecmp(name + size - end_size, end, end_size) == 0;
}

/* nss-myhostname(8). */
static bool myhostname_may(const struct origin_files *files, const struct subject *subject)
{
	const char *name = subject->name;

	return !name || ends_in(name, "localhost") || ends_in(name, "localhost.localdomain") ||
	       name[0] == '_' || (files->hostname && text_is(name, files->hostname));
}

/* mdns4_minimal, mdns6_minimal, mdns_minimal: .local and link-local addresses only. */
static bool mdns_minimal_may(const struct subject *subject)
{
	static const struct addr link = { .family = AF_INET, .byte = { 169, 254 } };

	if (subject->name)
		return ends_in(subject->name, ".local");
	return addr_in(subject->addr, &link, 16) || addr_is_link_local(subject->addr);
}

static bool is_minimal(struct word module)
{
	static const char *const names[] = { "mdns_minimal", "mdns4_minimal", "mdns6_minimal" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (word_is_exactly(module, names[i]))
			return true;
	return false;
}

static bool hosts_knows(const struct origin_files *files, const struct subject *subject)
{
	return subject->name ? hosts_has(files->hosts, subject->name, subject->family)
			     : hosts_has_addr(files->hosts, subject->addr);
}

static bool may_answer(const struct origin_files *files, struct word module,
		       const struct subject *subject)
{
	if (word_is_exactly(module, "files"))
		return hosts_knows(files, subject);
	if (word_is_exactly(module, "myhostname"))
		return myhostname_may(files, subject);
	return !is_minimal(module) || mdns_minimal_may(subject);
}

/* ---- the order -------------------------------------------------------------------------- */

/* [SUCCESS=continue] and [SUCCESS=merge] let more than one module answer. */
static bool mixes(struct word actions)
{
	return memmem(actions.at, actions.size, "SUCCESS", strlen("SUCCESS")) ||
	       memmem(actions.at, actions.size, "success", strlen("success"));
}

static void find(struct origin *origin, const struct origin_files *files,
		 const struct subject *subject)
{
	struct word order = files->order;
	struct nsswitch_module module;

	*origin = (struct origin){ .unsure = files->unsure };
	while (origin->count < ORIGIN_MODULES && nsswitch_next(&module, &order)) {
		if (!may_answer(files, module.name, subject))
			continue;
		origin->module[origin->count++] = module.name;
		origin->unsure |= mixes(module.actions);
		if (word_is_exactly(module.name, "files"))
			return;
	}
}

void origin_of_name(struct origin *origin, const struct origin_files *files, const char *name,
		    int family)
{
	find(origin, files, &(struct subject){ .name = name, .family = family });
}

void origin_of_addr(struct origin *origin, const struct origin_files *files,
		    const struct addr *addr)
{
	find(origin, files, &(struct subject){ .addr = addr });
}

static bool has(const struct origin *origin, struct word module)
{
	for (size_t i = 0; i < origin->count; i++)
		if (origin->module[i].size == module.size &&
		    memcmp(origin->module[i].at, module.at, module.size) == 0)
			return true;
	return false;
}

void origin_add(struct origin *origin, const struct origin *other)
{
	for (size_t i = 0; i < other->count && origin->count < ORIGIN_MODULES; i++)
		if (!has(origin, other->module[i]))
			origin->module[origin->count++] = other->module[i];
	origin->unsure |= other->unsure;
}

static const char *source_of(struct word module)
{
	if (word_is_exactly(module, "files"))
		return "hosts file";
	return word_is_exactly(module, "dns") ? "dns" : "other";
}

const char *origin_word(const struct origin *origin)
{
	const char *word = origin->count > 0 ? source_of(origin->module[0]) : NULL;

	for (size_t i = 1; i < origin->count; i++)
		if (strcmp(word, source_of(origin->module[i])) != 0)
			return NULL;
	return origin->unsure ? NULL : word;
}

bool origin_files_first(const struct origin_files *files)
{
	struct word order = files->order;
	struct nsswitch_module module;

	return !files->unsure && nsswitch_next(&module, &order) &&
	       word_is_exactly(module.name, "files") && !mixes(module.actions);
}
