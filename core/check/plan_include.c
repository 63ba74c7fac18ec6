/* plan_include -- other check files, of the folder of the one that names them or below. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/below.h"
#include "base/fd.h"
#include "base/texts.h"
#include "base/wildcard.h"
#include "check/plan_reading.h"

/* What is named: a folder of the file system, and in it a file or a pattern. */
struct including {
	struct reading *reading;
	const struct shell_word *word;
	struct buf folder; /* "" or "tests/"; */
	size_t own;        /* so much of it is that of the file that includes */
	const char *pattern;
};

static bool is_read(const struct plan *plan, const char *path)
{
	const struct plan_file *file = plan->files;

	while (file && strcmp(file->name, path) != 0)
		file = file->next;
	return file != NULL;
}

static bool include_one(struct including *including, const char *name, bool again)
{
	struct reading *reading = including->reading;
	struct buf path = { 0 };
	bool fine;

	buf_puts(&path, buf_text(&including->folder));
	buf_puts(&path, name);
	fine = (again && is_read(reading->plan, buf_text(&path))) ||
	       plan_read_below(reading->plan, buf_text(&path), including->own, &reading->err);
	fine = !path.failed ? fine : reading_lacks(reading);
	buf_free(&path);
	return fine;
}

/* ---- several -------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Not even the names of what is outside are told. */
static bool is_below(const struct including *including, const char *folder)
{
	int fd = -1;
	bool fine = including->folder.size <= including->own + 1 ||
		    below_open(&fd, folder, including->own, &including->reading->err);

	fd_close(&fd);
	return fine;
}

/* The names that match, sorted, in the plan's arena. */
static bool find_names(struct including *including, char ***names, size_t *count)
{
	struct reading *reading = including->reading;
	const char *folder = including->folder.size > 0 ? buf_text(&including->folder) : ".";
	char *found[PLAN_FILES_MAX + 1];
	DIR *opened = is_below(including, folder) ? opendir(folder) : NULL;
	const struct dirent *entry;

	*count = 0;
	if (!opened)
		return reading->err.kind != STATUS_OK ? false
						      : fd_open_failed(folder, &reading->err);
	while (*count <= PLAN_FILES_MAX && (entry = readdir(opened))) {
		bool hidden = entry->d_name[0] == '.' && including->pattern[0] != '.';

		if (!hidden && wildcard_matches(including->pattern, entry->d_name))
			found[(*count)++] = arena_copy(&reading->plan->arena, entry->d_name,
						       strlen(entry->d_name));
	}
	closedir(opened);
	*names = plan_take(reading->plan, (*count + 1) * sizeof(**names));
	if (reading->plan->arena.failed)
		return reading_lacks(reading);
	if (*count > 0)
		memcpy(*names, found, *count * sizeof(*found));
	qsort(*names, *count, sizeof(**names), compare);
	return true;
}

/* In the order of their names; but this one, and what was read already. */
static bool include_all(struct including *including)
{
	struct reading *reading = including->reading;
	char **names;
	size_t count;

	if (!find_names(including, &names, &count))
		return false;
	if (count == 0)
		return reading_fail(reading, including->word, "no file here is called so");
	for (size_t i = 0; i < count; i++)
		if (!include_one(including, names[i], true))
			return false;
	return true;
}

/* ---- both ----------------------------------------------------------------------------------- */

bool reading_include(struct reading *reading, const struct shell_word *words)
{
	struct including including = { .reading = reading, .word = words };
	const char *own = reading->file->name, *name;
	size_t folder = text_folder_size(own), inner;
	bool fine;

	if (!words || words->next)
		return reading_fail(reading, words,
				    "takes one file or pattern, named from where this one is");
	name = reading_text(reading, words);
	if (!name)
		return false;
	if (name[0] == '/' || text_find(name, "..") || strcmp(name, "-") == 0)
		return reading_fail(reading, words,
				    "only a file of this folder or below it is included");
	inner = text_folder_size(name);
	if (memchr(name, '*', inner))
		return reading_fail(reading, words, "'*' can be in the name of the file alone");
	including.pattern = inner ? name + inner + 1 : name;
	including.own = folder == 0 && own[0] == '/' ? 1 : folder;
	buf_put(&including.folder, own, including.own);
	buf_puts(&including.folder, folder ? "/" : "");
	buf_put(&including.folder, name, inner);
	buf_puts(&including.folder, inner ? "/" : "");
	fine = strchr(including.pattern, '*') ? include_all(&including)
					      : include_one(&including, including.pattern, false);
	fine = !including.folder.failed ? fine : reading_lacks(reading);
	buf_free(&including.folder);
	return fine;
}
