/* emit -- what is generated from the tables for files: pages, completions, descriptions. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "box/emit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "box/say.h"
#include "cli/applet.h"
#include "cli/complete.h"
#include "cli/describe.h"
#include "cli/roff.h"
#include "cli/shells.h"

enum { PROSE_MAX = 1 << 20, READ_SIZE = 1 << 14 };

static bool usage(struct err *err)
{
	return err_set(
		err, STATUS_INVALID,
		"takes man NAME, bash, zsh, fish, or json [NAME]; the prose of a page is read "
		"from standard input");
}

static bool read_prose(struct buf *prose, struct err *err)
{
	long got = 1;

	while (got > 0 && prose->size <= PROSE_MAX && buf_reserve(prose, READ_SIZE)) {
		got = fd_read(STDIN_FILENO, prose->data + prose->size, READ_SIZE);
		prose->size += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		return err_errno(err, errno, "cannot read standard input");
	if (prose->failed)
		return err_errno(err, ENOMEM, "cannot read standard input");
	return prose->size <= PROSE_MAX ||
	       err_set(err, STATUS_INVALID, "standard input is longer than 1 MiB");
}

static bool put_page(struct buf *text, const char *name, struct err *err)
{
	static const struct {
		const char *name, *section;
	} pages[] = { { "sockbox", "1" },
		      { "sockbox-exit", "7" },
		      { "sockbox-expect", "7" },
		      { "sockbox-shell", "7" } };
	const struct applet *applet = applet_find(name);
	const char *section = NULL;
	struct buf prose = { 0 };
	bool fine;

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(name, pages[i].name) == 0)
			section = pages[i].section;
	if (!applet && !section)
		return err_set(err, STATUS_INVALID, "there is no page '%s'", name);
	fine = read_prose(&prose, err);
	if (fine && applet)
		roff_page(text, applet, prose.data, prose.size);
	else if (fine)
		roff_prose_page(text, name, section, prose.data, prose.size);
	buf_free(&prose);
	return fine;
}

static bool put_json(struct buf *text, const char *name, struct err *err)
{
	const struct applet *applet = name ? applet_find(name) : NULL;

	if (name && !applet)
		return err_set(err, STATUS_INVALID, "there is no applet '%s'", name);
	if (applet)
		describe_applet(text, applet);
	else
		describe_list(text);
	return true;
}

static bool emit(struct buf *text, char **argv, struct err *err)
{
	const char *what = argv[1], *name = what ? argv[2] : NULL;

	if (!what || (name && argv[3]))
		return usage(err);
	if (strcmp(what, "man") == 0)
		return name ? put_page(text, name, err) : usage(err);
	if (strcmp(what, "json") == 0)
		return put_json(text, name, err);
	return (!name && shells_script(text, what)) || usage(err);
}

static bool complete(struct buf *text, char **argv, struct err *err)
{
	char nothing[] = "";
	size_t count = 0;
	uint64_t index;
	char **words = argv + 2;

	if (!argv[1] || !num_digits(&index, argv[1], strlen(argv[1]), INT32_MAX))
		return err_set(err, STATUS_INVALID, "takes the index of a word, and the words");
	while (words[count] && count <= index)
		count++;
	if (count == index) /* the cursor stands behind the last word */
		words[count++] = nothing;
	if (count != index + 1)
		return err_set(err, STATUS_INVALID, "there is no word %s", argv[1]);
	complete_line(text, words, count);
	return true;
}

bool emit_command(int *status, char **argv)
{
	bool completes = strcmp(argv[0], "--complete") == 0;
	struct buf text = { 0 };
	struct err err = { 0 };

	if (!completes && strcmp(argv[0], "--emit") != 0)
		return false;
	if (completes ? complete(&text, argv, &err) : emit(&text, argv, &err)) {
		*status = say(&text) ? 0 : status_exit(STATUS_LACKING);
		return true;
	}
	say_error(argv[0], &err);
	buf_free(&text);
	*status = status_exit(err.kind);
	return true;
}
