/* complete_file -- files and folders, and the programs of PATH. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prompt/complete.h"

/* ---- files -------------------------------------------------------------------------------- */

static bool is_folder(const char *parent, const struct dirent *entry)
{
	struct buf path = { 0 };
	struct stat status;
	bool is;

	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	buf_printf(&path, "%s/%s", parent, entry->d_name);
	is = fstatat(AT_FDCWD, buf_text(&path), &status, 0) == 0 && S_ISDIR(status.st_mode);
	buf_free(&path);
	return is;
}

static void put_entry(struct offering *offering, const char *parent, const struct dirent *entry,
		      bool folders_only)
{
	struct word name = word_of(entry->d_name);
	struct buf text = { 0 };

	if (is_folder(parent, entry)) {
		buf_printf(&text, "%s/", entry->d_name);
		offering_put_before(offering, word_of(buf_text(&text)), NULL, 0);
	} else if (!folders_only) {
		offering_put_before(offering, name, NULL, ' ');
	}
	offering_free_part(offering, &text);
}

static bool has_start(const char *name, struct word start)
{
	return strlen(name) >= start.size && memcmp(name, start.at, start.size) == 0 &&
	       (name[0] != '.' || start.size > 0) && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0;
}

/* In the folder that is typed; what begins with a dot only where one is typed. */
void complete_files(struct completion *completion, bool folders_only)
{
	struct offering *offering = &completion->offering;
	struct word rest = offering_rest(offering);
	const char *slash = rest.size > 0 ? memrchr(rest.at, '/', rest.size) : NULL;
	struct buf parent = { 0 };
	struct dirent *entry;
	unsigned looked = 0;
	struct word start;
	DIR *folder;

	buf_put(&parent, rest.at, slash ? (size_t)(slash + 1 - rest.at) : 0);
	start = word_behind(rest, parent.size);
	offering->stem += parent.size;
	folder = opendir(parent.size > 0 ? buf_text(&parent) : ".");
	while (folder && looked++ < OFFERING_MAX && (entry = readdir(folder)))
		if (has_start(entry->d_name, start))
			put_entry(offering, parent.size > 0 ? buf_text(&parent) : ".", entry,
				  folders_only);
	if (folder)
		closedir(folder);
	offering_free_part(offering, &parent);
	offering_sort(offering, 0);
}

/* ---- programs ----------------------------------------------------------------------------- */

static void put_programs_of(struct offering *offering, const char *path, unsigned *looked)
{
	struct word rest = offering_rest(offering);
	struct buf program = { 0 };
	DIR *folder = opendir(path);
	struct dirent *entry;

	while (folder && (*looked)++ < OFFERING_MAX && (entry = readdir(folder))) {
		if (!has_start(entry->d_name, rest) ||
		    (entry->d_type != DT_REG && entry->d_type != DT_LNK))
			continue;
		buf_clear(&program);
		buf_printf(&program, "%s/%s", path, entry->d_name);
		if (access(buf_text(&program), X_OK) == 0)
			offering_puts(offering, entry->d_name, NULL);
	}
	if (folder)
		closedir(folder);
	offering_free_part(offering, &program);
}

/* A path names one itself. */
void complete_programs(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	struct word typed = offering->typed;
	const char *path = getenv("PATH");
	struct buf one = { 0 };
	unsigned looked = 0;
	size_t first = offering->count;

	if (typed.size > 0 && memchr(typed.at, '/', typed.size)) {
		complete_files(completion, false);
		return;
	}
	while (path && *path) {
		size_t size = strcspn(path, ":");

		buf_clear(&one);
		buf_put(&one, path, size);
		if (size > 0)
			put_programs_of(offering, buf_text(&one), &looked);
		path += size + (path[size] == ':');
	}
	offering_free_part(offering, &one);
	offering_sort(offering, first);
}
