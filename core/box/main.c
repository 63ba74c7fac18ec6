/* main -- which applet was meant: by the name of the program, or by its first word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/texts.h"
#include "box/emit.h"
#include "box/install.h"
#include "box/privilege.h"
#include "box/say.h"
#include "box/synonym.h"
#include "cli/describe.h"
#include "cli/help.h"
#include "line/line_edit.h"
#include "line/readline.h"
#include "prompt/entry.h"
#include "run/run.h"
#include "run/signals.h"

/* FD, the lowest that is free, becomes what cannot be used as it is. A root may have no /dev/null:
 * then an end of a pipe. */
static bool fill(int fd)
{
	bool is_input = fd == STDIN_FILENO;
	int ends[2];

	if ((is_input ? open("/dev/null", O_WRONLY) : open("/dev/null", O_RDONLY)) == fd)
		return true;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	if (is_input)
		dup2(ends[1], fd);
	for (int i = 0; i < 2; i++)
		if (ends[i] != fd)
			close(ends[i]);
	return ends[0] == fd;
}

/* A closed 0, 1 or 2 would be given to the next file or socket. /dev/null stands in, opened the
 * wrong way round, so that using it fails as using a closed one does. */
static bool fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && !fill(fd))
			return false;
	return true;
}

static int usage(const char *word, const char *why)
{
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID, "%s", why);
	say_error(word, &err);
	return EXIT_USAGE;
}

static int surplus(const char *word)
{
	return usage(word, "one word too many");
}

static int print(struct buf *text)
{
	return say(text) ? 0 : status_exit(STATUS_LACKING);
}

static int unknown(const char *word)
{
	struct nearest nearest = nearest_begin(word);
	const char *other = synonym_find(word);
	struct err err = { 0 };

	for (unsigned i = 0; i < applets_count; i++)
		nearest_try(&nearest, applets[i]->name);
	if (other)
		err_set(&err, STATUS_NOT_FOUND, "no such applet; try: %s", other);
	else if (nearest.best)
		err_set(&err, STATUS_NOT_FOUND, "no such applet; did you mean '%s'?", nearest.best);
	else
		err_set(&err, STATUS_NOT_FOUND, "no such applet; 'sockbox --list' shows all");
	say_error(word, &err);
	return EXIT_NO_PROGRAM;
}

/* ---- sockbox's own options -------------------------------------------------------------- */

static int list_main(char **argv)
{
	struct buf text = { 0 };

	if (argv[1])
		return surplus(argv[1]);
	if (strcmp(argv[0], "--list=json") == 0)
		describe_list(&text);
	else
		help_list(&text);
	return print(&text);
}

static int help_main(char **argv)
{
	struct buf text = { 0 };
	const struct applet *applet;

	if (!argv[1]) {
		help_starter(&text);
		return print(&text);
	}
	if (argv[2])
		return surplus(argv[2]);
	applet = applet_find(argv[1]);
	if (!applet)
		return unknown(argv[1]);
	help_applet(&text, applet, HELP_COLUMNS);
	return print(&text);
}

static void put_editing(struct buf *text)
{
	struct readline readline;
	struct err err = { 0 };

	buf_puts(text, "line editing: ");
	if (readline_load(&readline, &err))
		buf_printf(text, "GNU readline %s\n", *readline.rl_library_version);
	else
		buf_printf(text, "none; %s\n", err.text);
}

/* What this build has, and what a static one lacks. */
static void put_features(struct buf *text)
{
	buf_puts(text, "resolver: libc's, by its name service switch (nsswitch.conf(5))\n");
	buf_puts(text, SOCKBOX_STATIC
			       ? "static: yes; sources of nsswitch.conf beyond files and dns need "
				 "glibc's\n  modules of the very same version at run time\n"
			       : "static: no\n");
	put_editing(text);
	buf_puts(text, "applets:");
	for (unsigned i = 0; i < applets_count; i++) {
		buf_putc(text, ' ');
		buf_puts(text, applets[i]->name);
	}
	buf_putc(text, '\n');
}

static int version_main(char **argv)
{
	bool verbose = argv[1] && (strcmp(argv[1], "-v") == 0 || strcmp(argv[1], "--verbose") == 0);
	struct buf text = { 0 };

	if (argv[1] && !verbose)
		return surplus(argv[1]);
	buf_puts(&text, "sockbox " SOCKBOX_VERSION "\n");
	if (verbose)
		put_features(&text);
	return print(&text);
}

static const struct {
	const char *word;
	int (*main)(char **argv); /* with the word itself as argv[0] */
} words[] = {
	{ "--list", list_main },
	{ "--list=json", list_main },
	{ "--install", install_main },
	{ "--help", help_main },
	{ "-h", help_main },
	{ "--version", version_main },
	{ "-V", version_main },
	{ "help", help_main },
	{ "-c", shell_enter },
	{ "run", shell_enter },
	{ "--restricted", shell_enter },
	{ "--no-wait", shell_enter },
	{ "--no-rc", shell_enter },
	{ "--no-hints", shell_enter },
};

/* Whether WORD is an option of the applets, put in front of them. */
static bool is_common(const char *word)
{
	size_t size = strcspn(word, "=");

	for (const struct opt *row = common_options; *row->word; row++)
		if ((size > 2 && text_begins(word, "--") &&
		     text_equals(row->word, word + 2, size - 2)) ||
		    (size == 2 && row->letter && word[1] == row->letter))
			return true;
	return false;
}

static int unknown_option(const char *word)
{
	struct nearest nearest = nearest_begin(word);
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		nearest_try(&nearest, words[i].word);
	if (is_common(word))
		err_set(&err, STATUS_INVALID, "an option of applets: 'sockbox APPLET %s ...'",
			word);
	else if (nearest.best)
		err_set(&err, STATUS_INVALID, "unknown option; did you mean '%s'?", nearest.best);
	else
		err_set(&err, STATUS_INVALID, "unknown option; 'sockbox --help' shows all");
	say_error(word, &err);
	return EXIT_USAGE;
}

/* What ARGV asks of sockbox itself; false where it asks for something else. */
static bool own_word(int *status, char **argv)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(argv[0], words[i].word) == 0) {
			*status = words[i].main(argv);
			return true;
		}
	return emit_command(status, argv);
}

static int run(const struct applet *applet, char **argv)
{
	struct run_caller caller = { .editor = &line_edit };

	return run_applet_for(&caller, applet, argv);
}

static int dispatch(char **argv)
{
	const char *slash = argv[0] ? memrchr(argv[0], '/', strlen(argv[0])) : NULL;
	const char *name = slash ? slash + 1 : argv[0] ? argv[0] : "sockbox";
	const struct applet *applet = applet_find(name);
	int status;

	if (applet)
		return run(applet, argv + 1);
	if (!argv[0] || !argv[1])
		return shell_enter(argv + (argv[0] != NULL));
	applet = applet_find(argv[1]);
	if (applet)
		return run(applet, argv + 2);
	if (own_word(&status, argv + 1))
		return status;
	return argv[1][0] == '-' ? unknown_option(argv[1]) : unknown(argv[1]);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!fill_standard_descriptors() || !privilege_drop())
		return status_exit(STATUS_DENIED);
	/* Whoever started us may have ignored them. Without the second a child's number could be
	 * another process's by the time that it is killed. */
	signal_default(SIGPIPE);
	signal_default(SIGCHLD);
	return dispatch(argv);
}
