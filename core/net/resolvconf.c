/* resolvconf -- what libc's DNS client is told: servers, search list, options. resolv.conf(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/resolvconf.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "net/addr.h"

enum { OPTIONS_MAX = 64, PROBLEMS_MAX = 16, WORD_SHOWN_MAX = 80 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Unlike elsewhere only blanks and tabs part the words. */
static bool next_word(struct word *word, struct word *line)
{
	while (line->size > 0 && is_blank(*line->at))
		word_skip(line, 1);
	word->at = line->at;
	while (line->size > 0 && !is_blank(*line->at))
		word_skip(line, 1);
	word->size = (size_t)(line->at - word->at);
	return word->size > 0;
}

/* ---- lists ------------------------------------------------------------------------------ */

static void problem(struct resolvconf *conf, unsigned line, struct word word, const char *text)
{
	struct buf sentence = { 0 };

	if (conf->problem_count == PROBLEMS_MAX)
		return;
	buf_printf(&sentence, "line %u: '", line);
	buf_put(&sentence, word.at, word.size > WORD_SHOWN_MAX ? WORD_SHOWN_MAX : word.size);
	buf_printf(&sentence, "' %s", text);
	conf->problems[conf->problem_count++] =
		arena_copy(&conf->arena, sentence.data, sentence.failed ? 0 : sentence.size);
	conf->arena.failed |= sentence.failed;
	buf_free(&sentence);
}

/* ---- lines ------------------------------------------------------------------------------ */

static bool is_server(struct word word)
{
	const char *zone = memchr(word.at, '%', word.size);
	size_t size = zone ? (size_t)(zone - word.at) : word.size;
	struct addr addr;

	return addr_read(&addr, word.at, size) && (!zone || addr.family == AF_INET6);
}

static void nameserver(struct resolvconf *conf, unsigned number, struct word line)
{
	struct word word;

	if (!next_word(&word, &line))
		problem(conf, number, word, "no address");
	else if (!is_server(word))
		problem(conf, number, word, "is no address: passed over");
	else if (conf->nameserver_count == RESOLVCONF_SERVERS)
		problem(conf, number, word, "is the fourth server or later: never asked");
	else
		conf->nameserver[conf->nameserver_count++] =
			arena_copy(&conf->arena, word.at, word.size);
}

static void search(struct resolvconf *conf, struct word line, bool only_first)
{
	struct word rest = line, word;
	size_t words = 0;
	char **list;

	while (next_word(&word, &rest) && !(only_first && words > 0))
		words++;
	if (words == 0)
		return;
	list = arena_take(&conf->arena, (words + 1) * sizeof(*list));
	if (!list)
		return;
	conf->search_count = 0;
	while (conf->search_count < words && next_word(&word, &line))
		list[conf->search_count++] = arena_copy(&conf->arena, word.at, word.size);
	list[words] = NULL;
	conf->search = list;
}

static void options(struct resolvconf *conf, unsigned number, struct word line)
{
	struct word word;

	while (next_word(&word, &line)) {
		if (conf->option_count == OPTIONS_MAX) {
			problem(conf, number, word, "is one option too many to show");
			return;
		}
		conf->options[conf->option_count++] = arena_copy(&conf->arena, word.at, word.size);
	}
}

static void parse_line(struct resolvconf *conf, unsigned number, struct word line)
{
	struct word keyword = { line.at, 0 };

	while (keyword.size < line.size && !is_blank(line.at[keyword.size]))
		keyword.size++;
	if (keyword.size == 0 || *line.at == '#' || *line.at == ';')
		return;
	word_skip(&line, keyword.size);
	if (word_is_exactly(keyword, "nameserver"))
		nameserver(conf, number, line);
	else if (word_is_exactly(keyword, "search") || word_is_exactly(keyword, "domain"))
		search(conf, line, word_is_exactly(keyword, "domain"));
	else if (word_is_exactly(keyword, "options"))
		options(conf, number, line);
	else if (!word_is_exactly(keyword, "sortlist"))
		problem(conf, number, keyword, "is no keyword");
}

/* An empty list with room for MAX texts. */
static char **empty_list(struct arena *arena, size_t max)
{
	char **list = arena_take(arena, (max + 1) * sizeof(*list));

	for (size_t i = 0; list && i <= max; i++)
		list[i] = NULL;
	return list;
}

bool resolvconf_parse(struct resolvconf *conf, struct word file, struct err *err)
{
	struct resolvconf fresh = { 0 };
	struct word line;

	fresh.search = empty_list(&fresh.arena, 0);
	fresh.options = empty_list(&fresh.arena, OPTIONS_MAX);
	fresh.problems = empty_list(&fresh.arena, PROBLEMS_MAX);
	for (unsigned number = 1; !fresh.arena.failed && line_next(&line, &file); number++)
		parse_line(&fresh, number, line);
	if (fresh.arena.failed) {
		resolvconf_free(&fresh);
		return err_errno(err, ENOMEM, "cannot keep resolv.conf");
	}
	*conf = fresh;
	return true;
}

void resolvconf_free(struct resolvconf *conf)
{
	arena_free(&conf->arena);
	*conf = (struct resolvconf){ 0 };
}
