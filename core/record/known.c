/* known -- what is another one in every run: ports that the kernel gave, by the socket that has
 * them, and the variables that a script made of a session has. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/known.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct known_end *ends_of(const struct known *known, size_t *count)
{
	*count = known->ends.size / sizeof(struct known_end);
	return (void *)known->ends.data;
}

static bool copy(char *room, size_t size, struct word text)
{
	if (text.size >= size)
		return false;
	memcpy(room, text.at, text.size);
	room[text.size] = '\0';
	return true;
}

/* ---- what becomes known ------------------------------------------------------------------- */

/* The digits behind the last ':' of an address. */
static struct word port_of(struct word local)
{
	const char *colon = local.size > 0 ? memrchr(local.at, ':', local.size) : NULL;
	struct word port = { "", 0 };

	if (colon)
		port = word_behind(local, (size_t)(colon + 1 - local.at));
	for (size_t i = 0; i < port.size; i++)
		if (!is_digit(port.at[i]))
			return (struct word){ "", 0 };
	return port;
}

/* Whether it was asked for: then it is no surprise. */
static bool is_written(const struct journal_entry *entry, struct word text)
{
	size_t count;
	const struct journal_word *words = journal_words(entry, &count);

	for (size_t i = 0; i < count; i++) {
		struct word word = journal_word_of(entry, words[i].bytes);

		if (word.size >= text.size && memmem(word.at, word.size, text.at, text.size))
			return true;
	}
	return false;
}

static bool is_same(const char *text, struct word word)
{
	return text_equals(text, word.at, word.size);
}

static void forget(struct known *known, struct word name)
{
	size_t count;
	struct known_end *ends = ends_of(known, &count);

	for (size_t i = 0; i < count; i++)
		if (is_same(ends[i].name, name) && !ends[i].is_saved)
			ends[i].name[0] = '\0';
}

static void add_end(struct known *known, const struct journal_entry *entry, struct word name,
		    struct word local, bool is_job)
{
	struct known_end fresh = { .is_job = is_job };
	struct word port = port_of(local);
	struct word sought = port.size > 0 ? port : local;

	if (local.size == 0 || is_written(entry, sought) ||
	    !copy(fresh.name, sizeof(fresh.name), name) ||
	    !copy(fresh.local, sizeof(fresh.local), local) ||
	    !copy(fresh.port, sizeof(fresh.port), port))
		return;
	forget(known, name);
	buf_put(&known->ends, &fresh, sizeof(fresh));
}

/* What was accepted has the port of who listened. */
static bool has_port(const struct known *known, struct word port)
{
	size_t count;
	const struct known_end *ends = ends_of(known, &count);

	for (size_t i = 0; i < count; i++)
		if (port.size > 0 && ends[i].name[0] && is_same(ends[i].port, port))
			return true;
	return false;
}

/* Ends of Unix sockets without a name are none. */
static bool is_end(struct word local)
{
	return port_of(local).size > 0 || memmem(local.at, local.size, ":@", 2);
}

bool known_add(struct known *known, const struct journal_entry *entry)
{
	const struct journal_fact *local = journal_fact(entry, "local");
	const struct journal_fact *sock = journal_fact(entry, "socket");
	struct word at = local ? journal_word_of(entry, local->text) : (struct word){ "", 0 };

	for (unsigned i = 0; i < entry->name_count; i++) {
		struct word name = journal_word_of(entry, entry->name[i]);

		buf_put(&known->names, name.at, name.size);
		buf_putc(&known->names, ' ');
	}
	if (entry->name_count > 0 && entry->local.size > 0)
		add_end(known, entry, journal_word_of(entry, entry->name[0]),
			journal_word_of(entry, entry->local), true);
	else if (sock && entry->code == 0 && is_end(at) &&
		 !(word_is(journal_verb(entry), word_of("accept")) && has_port(known, port_of(at))))
		add_end(known, entry, journal_word_of(entry, sock->text), at, false);
	return !known->ends.failed && !known->names.failed;
}

const struct known_end *known_close(struct known *known, const struct journal_entry *entry)
{
	size_t words, count;
	const struct journal_word *word = journal_words(entry, &words);
	struct known_end *ends = ends_of(known, &count);

	if (words != 2 || !text_equals("close", journal_verb(entry).at, journal_verb(entry).size))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!ends[i].is_saved && ends[i].name[0] &&
		    is_same(ends[i].name, journal_word_of(entry, word[1].bytes))) {
			ends[i].is_saved = true;
			return &ends[i];
		}
	return NULL;
}

/* ---- what is known ------------------------------------------------------------------------ */

static bool has_name(struct word names, struct word name)
{
	struct word one;

	while (word_take(&one, &names))
		if (one.size == name.size && memcmp(one.at, name.at, name.size) == 0)
			return true;
	return false;
}

/* Those that the shell sets itself are there in any session, but the arguments. */
static bool is_own(struct word name)
{
	return name.size == 1 && strchr("?!", name.at[0]);
}

bool known_has(const struct known *known, const struct journal_entry *entry,
	       const struct journal_word *word)
{
	struct word needs = journal_word_of(entry, word->needs), name;
	struct word names = { known->names.data ? known->names.data : "", known->names.size };

	while (word_take(&name, &needs))
		if (!is_own(name) && !has_name(names, name))
			return false;
	return needs.size == 0;
}

/* Where PART stands in BYTES with no other digit beside it; NULL. */
static const char *find_apart(struct word bytes, const char *part)
{
	size_t size = strlen(part);
	const char *at = bytes.at, *end = bytes.at + bytes.size;

	while (size > 0 && (at = memmem(at, (size_t)(end - at), part, size)) != NULL) {
		bool is_apart = (at == bytes.at || !is_digit(at[-1])) &&
				(at + size == end || !is_digit(at[size]));

		if (is_apart)
			return at;
		at++;
	}
	return NULL;
}

/* The newest first: a port may be given twice. An address without its transport is the whole, too.
 */
const struct known_end *known_find(const struct known *known, struct word bytes, size_t *at,
				   size_t *size, bool *is_whole)
{
	const struct known_end *found = NULL;
	size_t count;
	const struct known_end *ends = ends_of(known, &count);

	while (count-- > 0) {
		const struct known_end *end = &ends[count];
		const char *bare = strchr(end->local, ':');
		const char *sought = end->port[0] ? end->port : end->local;
		const char *place = end->name[0] ? find_apart(bytes, sought) : NULL;

		if (!place || (found && (size_t)(place - bytes.at) >= *at))
			continue;
		found = end;
		*at = (size_t)(place - bytes.at);
		*size = strlen(sought);
		*is_whole = is_same(end->local, bytes) || (bare && is_same(bare + 1, bytes));
	}
	if (found && *is_whole) {
		*at = 0;
		*size = bytes.size;
	}
	return found;
}

void known_free(struct known *known)
{
	buf_free(&known->ends);
	buf_free(&known->names);
}
