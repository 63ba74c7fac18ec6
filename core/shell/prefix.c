/* prefix -- the one word of several that begins so, or which ones do. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/prefix.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/verb.h"
#include "lang/tree.h"
#include "shell/builtin.h"

enum { LISTED_MAX = 12 };

void prefix_try(struct prefix *prefix, const char *candidate)
{
	size_t size = prefix->word.size;

	if (prefix->is_exact || strlen(candidate) < size ||
	    memcmp(candidate, prefix->word.at, size) != 0)
		return;
	if (prefix->found && strcmp(prefix->found, candidate) == 0)
		return; /* -4 and -6 are rows of two words, --json and --format are not */
	prefix->found = candidate;
	prefix->is_exact = candidate[size] == '\0';
	if (prefix->count++ < LISTED_MAX)
		buf_printf(&prefix->list, "%s%s", prefix->count > 1 ? ", " : "", candidate);
}

void prefix_try_commands(struct prefix *prefix, bool is_piped)
{
	for (unsigned i = 0; i < applets_count; i++)
		prefix_try(prefix, applets[i]->name);
	if (is_piped)
		return;
	for (const struct builtin *row = builtins; row->name; row++)
		prefix_try(prefix, row->name);
	for (const struct name *row = tree_blocks; *row->word; row++)
		prefix_try(prefix, row->word);
	for (unsigned i = 0; i < verbs_count; i++)
		prefix_try(prefix, verbs[i]->name);
}

const struct opt *prefix_try_options(struct prefix *prefix, const struct applet *applet)
{
	const struct opt *tables[] = { applet->options, common_options };
	const struct opt *found = NULL;

	for (size_t i = 0; i < 2; i++)
		for (const struct opt *row = tables[i]; row && *row->word; row++) {
			const char *before = prefix->found;

			if (opt_applies(row, applet_opt_flags(applet)))
				prefix_try(prefix, row->word);
			found = prefix->found != before ? row : found;
		}
	return found;
}

bool prefix_settle(const char **full, struct prefix *prefix, struct err *err)
{
	unsigned more = prefix->count > LISTED_MAX ? prefix->count - LISTED_MAX : 0;

	*full = NULL;
	if (prefix->is_exact || prefix->count == 0)
		return true;
	if (prefix->count == 1) {
		*full = prefix->found;
		return true;
	}
	err_set(err, STATUS_INVALID, "'%.*s' may be %s", (int)prefix->word.size, prefix->word.at,
		buf_text(&prefix->list));
	if (more > 0) {
		buf_printf(&prefix->list, " and %u more", more);
		err_set(err, STATUS_INVALID, "'%.*s' may be %s", (int)prefix->word.size,
			prefix->word.at, buf_text(&prefix->list));
	}
	return false;
}

void prefix_free(struct prefix *prefix)
{
	buf_free(&prefix->list);
}

bool prefix_is_program(struct word name)
{
	const char *folders = getenv("PATH");
	struct buf path = { 0 };
	bool found = false;

	while (folders && *folders && !found) {
		size_t size = strcspn(folders, ":");

		buf_clear(&path);
		buf_put(&path, size ? folders : ".", size ? size : 1);
		buf_putc(&path, '/');
		buf_put(&path, name.at, name.size);
		found = access(buf_text(&path), X_OK) == 0;
		folders += size + (folders[size] == ':');
	}
	buf_free(&path);
	return found;
}
