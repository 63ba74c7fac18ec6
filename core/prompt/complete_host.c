/* complete_host -- names of hosts: files of hosts, what ssh knows, and the lines of the history. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verb.h"
#include "lang/lines_of.h"
#include "net/endpoint.h"
#include "prompt/complete.h"

enum { INCLUDES_MAX = 16, HISTORY_LINES_MAX = 2000 };

struct hosts {
	struct offering *offering;
	char after;
	unsigned includes; /* files of ssh's configuration that were read */
};

/* Whether it may be a name: what else a file of hosts holds is not offered. */
static bool is_host(struct word word)
{
	bool letter = false;

	for (size_t i = 0; i < word.size; i++) {
		char c = word.at[i];

		if (!cursor_is_name((unsigned char)c) && c != '.' && c != '-' && !(c & 0x80))
			return false;
		letter = letter || !(cursor_is_digit((unsigned char)c) || c == '.');
	}
	return letter && word.at[0] != '-' && word.at[0] != '.';
}

static bool put(struct hosts *hosts, struct word word, const char *where)
{
	if (is_host(word))
		offering_put_before(hosts->offering, word, where, hosts->after);
	return !offering_full(hosts->offering);
}

/* ---- /etc/hosts, $HOSTFILE ---------------------------------------------------------------- */

static bool take_hosts_line(void *context, struct word line)
{
	struct hosts *hosts = context;
	struct word address, name;
	struct buf shown = { 0 };
	bool more = true;

	if (!word_take(&address, &line))
		return true;
	buf_put(&shown, address.at, address.size);
	while (more && word_take(&name, &line))
		more = put(hosts, name, buf_text(&shown));
	offering_free_part(hosts->offering, &shown);
	return more;
}

/* ---- ssh ---------------------------------------------------------------------------------- */

/* "name,alias key ...", "[name]:port key ...", "@cert-authority *.name ...", "|1|hash| key". */
static bool take_known(void *context, struct word line)
{
	struct hosts *hosts = context;
	struct word names;

	if (!word_take(&names, &line) || (word_begins(names, "@") && !word_take(&names, &line)) ||
	    word_begins(names, "|"))
		return true;
	while (names.size > 0) {
		const char *comma = memchr(names.at, ',', names.size);
		struct word name = { names.at, comma ? (size_t)(comma - names.at) : names.size };
		const char *bracket;

		names = word_behind(names, name.size + (comma != NULL));
		if (word_begins(name, "[")) {
			name = word_behind(name, 1);
			bracket = memchr(name.at, ']', name.size);
			name.size = bracket ? (size_t)(bracket - name.at) : 0;
		}
		if (!put(hosts, name, "known_hosts"))
			return false;
	}
	return true;
}

/* Whether NAME is like PATTERN, in which '*' is any text and '?' any letter. */
static bool is_like(const char *name, const char *pattern)
{
	const char *star = NULL, *again = NULL;

	while (*name) {
		if (*pattern == '*') {
			star = ++pattern;
			again = name;
		} else if (*pattern == '?' || *pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star;
			name = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static bool take_config(void *context, struct word line);

static void read_config(struct hosts *hosts, const char *path)
{
	if (hosts->includes++ < INCLUDES_MAX)
		lines_of(path, take_config, hosts);
}

/* The files of a folder that are like the last part of PATH. */
static void read_like(struct hosts *hosts, char *path)
{
	char *slash = memrchr(path, '/', strlen(path));
	struct buf one = { 0 };
	struct dirent *entry;
	DIR *folder;

	if (!slash)
		return;
	*slash = '\0';
	folder = opendir(*path ? path : "/");
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' && is_like(entry->d_name, slash + 1)) {
			buf_clear(&one);
			buf_printf(&one, "%s/%s", path, entry->d_name);
			read_config(hosts, buf_text(&one));
		}
	if (folder)
		closedir(folder);
	offering_free_part(hosts->offering, &one);
}

/* ssh_config(5): without a '/' in front, of ~/.ssh. */
static void include(struct hosts *hosts, struct word pattern)
{
	const char *home = getenv("HOME");
	struct buf path = { 0 };
	char *text;

	if (word_begins(pattern, "~/")) {
		buf_puts(&path, home ? home : "");
		pattern = word_behind(pattern, 1);
	} else if (!word_begins(pattern, "/")) {
		buf_printf(&path, "%s/.ssh/", home ? home : "");
	}
	buf_put(&path, pattern.at, pattern.size);
	text = path.failed ? NULL : strdup(buf_text(&path));
	if (text && (strchr(text, '*') || strchr(text, '?')))
		read_like(hosts, text);
	else if (text)
		read_config(hosts, text);
	free(text);
	offering_free_part(hosts->offering, &path);
}

/* The next word of a line in which words may be quoted, and '=' may stand behind the first. */
static bool take_config_word(struct word *word, struct word *line)
{
	while (line->size > 0 && strchr(" \t\"=", line->at[0]) && line->at[0])
		*line = word_behind(*line, 1);
	for (word->at = line->at, word->size = 0; word->size < line->size; word->size++)
		if (line->at[word->size] && strchr(" \t\"=\r", line->at[word->size]))
			break;
	*line = word_behind(*line, word->size);
	return word->size > 0;
}

static bool take_config(void *context, struct word line)
{
	struct hosts *hosts = context;
	struct word key, word;
	bool names, includes;

	if (!take_config_word(&key, &line))
		return true;
	names = word_is(key, word_of("Host"));
	includes = word_is(key, word_of("Include"));
	while ((names || includes) && take_config_word(&word, &line)) {
		if (includes)
			include(hosts, word);
		else if (!put(hosts, word, "ssh config"))
			return false;
	}
	return true;
}

static void read_ssh(struct hosts *hosts)
{
	const char *home = getenv("HOME");
	struct buf path = { 0 };

	if (!home || !*home)
		return;
	buf_printf(&path, "%s/.ssh/config", home);
	read_config(hosts, buf_text(&path));
	buf_clear(&path);
	buf_printf(&path, "%s/.ssh/known_hosts", home);
	lines_of(buf_text(&path), take_known, hosts);
	offering_free_part(hosts->offering, &path);
}

/* ---- the history -------------------------------------------------------------------------- */

/* Whether the command called NAME takes hosts or endpoints. */
static bool takes_hosts(struct word name)
{
	const struct operand *row;
	const struct applet *applet;
	char text[WORD_NEAR_MAX] = "";

	if (name.size >= sizeof(text))
		return false;
	memcpy(text, name.at, name.size);
	applet = verb_find(text) ? verb_find(text) : applet_find(text);
	for (row = applet ? applet->operands : NULL; row && row->value[0]; row++)
		if (row->offer == OFFER_HOST || row->offer == OFFER_ENDPOINT)
			return true;
	return false;
}

/* "tcp:example.org:80" without what is around the host. */
static struct word host_in(struct word word)
{
	const char *colon;

	for (const struct name *row = endpoint_transports; *row->word; row++)
		if (word_begins(word, row->word) && word.size > strlen(row->word) &&
		    word.at[strlen(row->word)] == ':')
			word = word_behind(word, strlen(row->word) + 1);
	colon = memchr(word.at, ':', word.size);
	return (struct word){ word.at, colon ? (size_t)(colon - word.at) : word.size };
}

/* Of words behind the name of a command that takes hosts, those that have a dot, or a port. */
static bool take_history(struct hosts *hosts, struct word line)
{
	struct word word;
	bool takes = false;

	while (word_take(&word, &line)) {
		struct word host = host_in(word);
		bool marked = host.size < word.size || memchr(host.at, '.', host.size);

		if (takes && marked && !put(hosts, host, "history"))
			return false;
		takes = takes || takes_hosts(word);
		if (word_ends(word, ";"))
			takes = false;
	}
	return true;
}

static void read_history(struct hosts *hosts, const struct line *line)
{
	size_t count = 0, from;
	bool more = true;

	if (!line || !line->kind || !line->kind->recall)
		return;
	while (line_recall(line, count))
		count++;
	from = count > HISTORY_LINES_MAX ? count - HISTORY_LINES_MAX : 0;
	for (size_t i = from; more && i < count; i++)
		more = take_history(hosts, word_of(line_recall(line, i)));
}

/* ---- all ---------------------------------------------------------------------------------- */

void complete_hosts(struct completion *completion, char after)
{
	struct hosts hosts = { .offering = &completion->offering, .after = after };
	size_t first = completion->offering.count;
	const char *extra = getenv("HOSTFILE");

	completion->offering.any_case = true;
	lines_of("/etc/hosts", take_hosts_line, &hosts);
	if (extra && *extra)
		lines_of(extra, take_hosts_line, &hosts);
	read_history(&hosts, completion->line);
	read_ssh(&hosts);
	offering_sort(&completion->offering, first < completion->offering.count ? first : 0);
}
