/* sockopt -- socket options by name: asked for in words, set and read back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/num.h"
#include "net/calls.h"
#include "net/names.h"
#include "net/sockopt_parse.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"

enum { NAME_MAX_SIZE = 64 }; /* longer than any option's */

/* ---- words -------------------------------------------------------------------------------- */

static bool read_level(int *level, const char *word)
{
	static const struct name *const tables[] = { names_sol, names_protocol };
	uint64_t number;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct name *name = name_find(tables[i], word);

		if (name)
			*level = (int)name->value;
		if (name)
			return true;
	}
	if (!num_digits(&number, word, strlen(word), INT_MAX))
		return false;
	*level = (int)number;
	return true;
}

/* LEVEL:NUMBER, which any option has. */
static bool parse_numbered(struct sockopt_value *found, const char *name, const char *hex,
			   struct err *err)
{
	const char *mark = strchr(name, ':');
	char level[NAME_MAX_SIZE] = "";
	struct sockopt_value value = { 0 };
	uint64_t number;

	memcpy(level, name, (size_t)(mark - name));
	if (!read_level(&value.level, level))
		return err_set(err, STATUS_INVALID, "'%s': no level is called '%s'", name, level);
	if (!num_digits(&number, mark + 1, strlen(mark + 1), INT_MAX))
		return err_set(err, STATUS_INVALID, "'%s': '%s' is no number of an option", name,
			       mark + 1);
	value.number = (int)number;
	if (!hex)
		return err_set(err, STATUS_INVALID, "'%s' has no =HEX behind it", name);
	if (!sockopt_parse_hex(&value, hex, err))
		return false;
	*found = value;
	return true;
}

static bool parse_named(struct sockopt_value *value, const char *name, const char *text,
			struct err *err)
{
	const struct sockopt *row = sockopt_find(name, err);
	struct err reason = { 0 };
	const char *word;

	if (!row) {
		err->kind = STATUS_INVALID;
		return false;
	}
	word = sockopt_word(row->level, row->number);
	if (!(row->flags & SOCKOPT_SET))
		return err_set(err, STATUS_INVALID, "%s can only be read", word);
	if (!text && row->type != SOCKOPT_BOOL)
		return err_set(err, STATUS_INVALID, "%s takes a value: %s=VALUE", word, word);
	if (!sockopt_parse_value(value, row, text ? text : "on", &reason))
		return err_set(err, reason.kind, "%s: %s", word, reason.text);
	return true;
}

bool sockopt_parse(struct sockopt_set *set, const char *text, struct err *err)
{
	size_t size = strcspn(text, "=");
	const char *behind = text[size] ? text + size + 1 : NULL;
	char name[NAME_MAX_SIZE] = "";
	struct sockopt_value value;

	if (set->count == SOCKOPT_SET_MAX)
		return err_set(err, STATUS_INVALID, "more than %d socket options", SOCKOPT_SET_MAX);
	if (size == 0 || size >= sizeof(name))
		return err_set(err, STATUS_INVALID, "'%s' is not NAME=VALUE", text);
	memcpy(name, text, size);
	if (!(strchr(name, ':') ? parse_numbered : parse_named)(&value, name, behind, err))
		return false;
	set->item[set->count++] = value;
	return true;
}

/* ---- calls -------------------------------------------------------------------------------- */

bool sockopt_write(int fd, const struct sockopt_value *value, struct err *err)
{
	if (call_setsockopt(fd, value->level, value->number, value->as.byte, value->size) == 0)
		return true;
	return sockopt_refusal(fd, value, errno, err);
}

void sockopt_put_name(struct buf *text, int level, int number)
{
	const char *word = sockopt_word(level, number);

	if (word)
		buf_puts(text, word);
	else
		buf_printf(text, "%d:%d", level, number);
}

/* What was read, of SIZE bytes, fits. */
static bool fits(const struct sockopt *row, socklen_t size)
{
	return row->type == SOCKOPT_FILTER || size <= SOCKOPT_VALUE_MAX;
}

bool sockopt_read(int fd, const struct sockopt *row, struct sockopt_value *value, struct err *err)
{
	struct sockopt_value fresh = { .level = row->level, .number = row->number };
	socklen_t size = sockopt_type_size(row->type);
	int number = 0;

	if (call_getsockopt(fd, row->level, row->number, fresh.as.byte, &size) < 0)
		number = errno;
	else if (!fits(row, size))
		number = EOVERFLOW;
	if (number)
		return err_errno(err, number, "option %d:%d", row->level, row->number);
	fresh.size = size;
	*value = fresh;
	return true;
}

bool sockopt_is_known(int fd, const struct sockopt *row)
{
	const int nonsense = -1;
	struct sockopt_value unused_value;
	struct err err = { 0 };

	if (row->flags & SOCKOPT_GET)
		return sockopt_read(fd, row, &unused_value, &err) ||
		       !sockopt_is_unknown(err.number);
	return call_setsockopt(fd, row->level, row->number, &nonsense, sizeof(nonsense)) == 0 ||
	       !sockopt_is_unknown(errno);
}

bool sockopt_is_unknown(int number)
{
	return number == ENOPROTOOPT || number == EOPNOTSUPP;
}

/* SO_BUF_LOCK tells which buffers were set. */
static bool is_free_buffer(int fd, const struct sockopt *row)
{
	enum { BUF_LOCK = 72, SNDBUF_LOCK = 1, RCVBUF_LOCK = 2 };
	int locks, lock = row->number == SO_SNDBUF ? SNDBUF_LOCK : RCVBUF_LOCK;
	socklen_t size = sizeof(locks);

	return row->level == SOL_SOCKET && (row->number == SO_SNDBUF || row->number == SO_RCVBUF) &&
	       call_getsockopt(fd, SOL_SOCKET, BUF_LOCK, &locks, &size) == 0 && !(locks & lock);
}

bool sockopt_moves(int fd, const struct sockopt *row)
{
	return row->flags & SOCKOPT_MOVES || is_free_buffer(fd, row);
}

/* ---- all of a command line ------------------------------------------------------------------ */

static void put_effect(struct buf *text, int fd, const struct sockopt_value *asked)
{
	const struct sockopt *row = sockopt_row(asked->level, asked->number);
	struct sockopt_value effective;
	size_t before;
	struct err unused;

	sockopt_put_name(text, asked->level, asked->number);
	buf_putc(text, '=');
	sockopt_put_value(text, asked);
	if (!row || !(row->flags & SOCKOPT_GET) || !sockopt_read(fd, row, &effective, &unused))
		return;
	buf_puts(text, " is ");
	sockopt_put_value(text, &effective);
	before = text->size;
	buf_puts(text, ": ");
	sockopt_put_why(text, asked, &effective);
	if (!text->failed && text->size == before + 2)
		text->size = before;
}

bool sockopt_apply(int fd, const struct sockopt_set *set, struct buf *effective, struct err *err)
{
	for (unsigned i = 0; i < set->count; i++) {
		if (!sockopt_write(fd, &set->item[i], err))
			return false;
		if (!effective)
			continue;
		buf_puts(effective, effective->size > 0 ? ", " : "");
		put_effect(effective, fd, &set->item[i]);
	}
	return true;
}
