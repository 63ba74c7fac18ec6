/* expand -- words to bytes: variables, their fields and slices put in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/expand.h"

#include <errno.h>
#include <string.h>

#include "shell/field.h"

static bool out_of_memory(struct err *err)
{
	return err_errno(err, ENOMEM, "no room for the words of a command");
}

/* ---- variables -------------------------------------------------------------------------- */

/* Where a slice begins and ends among SIZE things, as Python counts. */
static void bounds(size_t *from, size_t *to, const struct part *part, size_t size)
{
	int64_t whole = (int64_t)size;
	int64_t first = part->has_from ? part->from : 0, last = part->has_to ? part->to : whole;

	first += first < 0 ? whole : 0;
	last = part->is_item ? first + 1 : last + (last < 0 ? whole : 0);
	first = first < 0 ? 0 : first > whole ? whole : first;
	last = last < first ? first : last > whole ? whole : last;
	*from = (size_t)first;
	*to = (size_t)last;
}

static bool slice_list(struct shell_value *value, const struct part *part, size_t from, size_t to)
{
	struct shell_value fresh = { .kind = SHELL_LIST };
	bool fine = true;

	if (part->is_item)
		fine = shell_value_copy(&fresh, &value->item[from]);
	for (size_t i = from; fine && !part->is_item && i < to; i++) {
		struct shell_value *item = shell_value_append(&fresh);

		fine = item && shell_value_copy(item, &value->item[i]);
	}
	shell_value_free(value);
	if (fine)
		*value = fresh;
	else
		shell_value_free(&fresh);
	return fine;
}

/* Make VALUE the part of it that ${name[..]} asks for. */
static bool slice(struct shell_value *value, const struct part *part, struct err *err)
{
	bool is_list = value->kind == SHELL_LIST;
	size_t size = is_list ? value->count : value->data.size, from, to;

	if (!is_list && value->kind != SHELL_BYTES)
		return err_set(err, STATUS_INVALID,
			       "$%.*s is neither bytes nor a list: it has no parts",
			       (int)part->text.size, part->text.at);
	bounds(&from, &to, part, size);
	if (part->is_item && (to == from || part->from < -(int64_t)size))
		return err_set(err, STATUS_INVALID, "$%.*s has no item %d: there are %zu",
			       (int)part->text.size, part->text.at, (int)part->from, size);
	if (is_list)
		return slice_list(value, part, from, to) || out_of_memory(err);
	buf_consume(&value->data, from);
	value->data.size = to - from;
	return true;
}

static bool read_field(struct shell_value *value, const struct shell_value *of,
		       const struct expand *expand, const struct part *part, struct err *err)
{
	struct err why = { 0 };

	if (field_read(value, of, part->field, expand->bench, expand->jobs, &why))
		return true;
	err_set(err, why.kind, "${%.*s.%.*s}: %s", (int)part->text.size, part->text.at,
		(int)part->field.size, part->field.at, why.text);
	err->number = why.number;
	return false;
}

/* FOUND is what the variable itself is; VALUE what comes of field and slice, where there are any.
 */
static const struct shell_value *read_variable(struct shell_value *value,
					       const struct expand *expand, const struct part *part,
					       struct err *err)
{
	const struct shell_value *found = scope_find(expand->scope, part->text, err);

	if (!found || (part->field.size == 0 && !part->is_item && !part->is_slice))
		return found;
	if (part->field.size > 0) {
		if (!read_field(value, found, expand, part, err))
			return NULL;
	} else if (!shell_value_copy(value, found)) {
		out_of_memory(err);
		return NULL;
	}
	return (!part->is_item && !part->is_slice) || slice(value, part, err) ? value : NULL;
}

static bool put_value(struct buf *text, const struct expand *expand,
		      const struct shell_value *value, struct err *err)
{
	struct bench_sock *sock;

	if (value->kind == SHELL_LIST) {
		for (size_t i = 0; i < value->count; i++) {
			buf_puts(text, i > 0 ? " " : "");
			if (!put_value(text, expand, &value->item[i], err))
				return false;
		}
		return true;
	}
	if (value->kind == SHELL_SOCKET) {
		sock = bench_numbered(expand->bench, value->number);
		if (!sock)
			return err_set(err, STATUS_INVALID, "this socket is closed");
		buf_puts(text, sock->name);
		return true;
	}
	if (value->kind == SHELL_JOB)
		buf_putc(text, '%');
	shell_value_put(text, value);
	return true;
}

static bool put_part(struct buf *text, const struct expand *expand, const struct part *part,
		     struct err *err)
{
	struct shell_value room = { 0 };
	const struct shell_value *value;
	bool fine;

	if (!part->is_variable) {
		buf_put(text, part->text.at, part->text.size);
		return true;
	}
	value = read_variable(&room, expand, part, err);
	fine = value && put_value(text, expand, value, err);
	shell_value_free(&room);
	return fine;
}

/* ---- words ------------------------------------------------------------------------------ */

static bool is_variable_alone(const struct shell_word *word)
{
	return word->first && !word->first->next && word->first->is_variable &&
	       !word->first->quoted;
}

static bool put_word(struct buf *text, const struct expand *expand, const struct shell_word *word,
		     struct err *err)
{
	for (const struct part *part = word->first; part; part = part->next)
		if (!put_part(text, expand, part, err))
			return false;
	return !text->failed || out_of_memory(err);
}

bool expand_value(struct shell_value *value, const struct expand *expand,
		  const struct shell_word *word, struct err *err)
{
	struct shell_value room = { 0 };
	const struct shell_value *found;
	struct buf text = { 0 };
	bool fine;

	if (is_variable_alone(word)) {
		found = read_variable(&room, expand, word->first, err);
		fine = found && (shell_value_copy(value, found) || out_of_memory(err));
	} else {
		fine = put_word(&text, expand, word, err) &&
		       (shell_value_bytes(value, (struct word){ text.data, text.size }) ||
			out_of_memory(err));
	}
	shell_value_free(&room);
	buf_free(&text);
	return fine;
}

/* One more word, which is TEXT; VALUE is the variable that it is, or NULL. TEXT is released. */
static bool add_word(struct words *words, struct arena *arena, struct buf *text,
		     const struct shell_value *value, struct err *err)
{
	char *copy = text->failed ? NULL : arena_copy(arena, text->data, text->size);

	if (copy) {
		words->word[words->count] = (struct bench_word){ copy, text->size, value };
		words->argv[words->count++] = copy;
		words->argv[words->count] = NULL;
	}
	buf_free(text);
	return copy || out_of_memory(err);
}

/* The list that WORD is alone; NULL where it is something else. */
static const struct shell_value *list_alone(const struct expand *expand,
					    const struct shell_word *word)
{
	const struct part *part = is_variable_alone(word) ? word->first : NULL;
	const struct shell_value *value;
	struct err ignored = { 0 };

	if (!part || part->field.size > 0 || part->is_item || part->is_slice)
		return NULL;
	value = scope_find(expand->scope, part->text, &ignored);
	return value && value->kind == SHELL_LIST ? value : NULL;
}

static size_t count_words(const struct expand *expand, const struct shell_word *list, bool spread)
{
	size_t count = 0;

	for (; list; list = list->next) {
		const struct shell_value *value = spread ? list_alone(expand, list) : NULL;

		count += value ? value->count : 1;
	}
	return count;
}

static bool add_items(struct words *words, const struct expand *expand,
		      const struct shell_value *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		struct buf text = { 0 };

		if (!put_value(&text, expand, &list->item[i], err)) {
			buf_free(&text);
			return false;
		}
		if (!add_word(words, expand->arena, &text, &list->item[i], err))
			return false;
	}
	return true;
}

static bool add_expanded(struct words *words, const struct expand *expand,
			 const struct shell_word *word, struct err *err)
{
	const struct shell_value *value = NULL;
	struct err ignored = { 0 };
	struct buf text = { 0 };

	if (!put_word(&text, expand, word, err)) {
		buf_free(&text);
		return false;
	}
	if (is_variable_alone(word) && word->first->field.size == 0 && !word->first->is_item &&
	    !word->first->is_slice)
		value = scope_find(expand->scope, word->first->text, &ignored);
	return add_word(words, expand->arena, &text, value, err);
}

bool expand_words(struct words *words, const struct expand *expand, const struct shell_word *list,
		  bool spread, struct err *err)
{
	size_t count = count_words(expand, list, spread);
	struct words fresh = {
		.argv = arena_take(expand->arena, (count + 1) * sizeof(*fresh.argv)),
		.word = arena_take(expand->arena, (count + 1) * sizeof(*fresh.word)),
	};

	if (!fresh.argv || !fresh.word)
		return out_of_memory(err);
	fresh.argv[0] = NULL;
	for (; list; list = list->next) {
		const struct shell_value *items = spread ? list_alone(expand, list) : NULL;

		if (!(items ? add_items(&fresh, expand, items, err)
			    : add_expanded(&fresh, expand, list, err)))
			return false;
	}
	*words = fresh;
	return true;
}

/* ---- expectations ----------------------------------------------------------------------- */

/* Letters that a bare word of the expectation language may have, whatever stands around them. */
static bool is_plain(const struct buf *text)
{
	for (size_t i = 0; i < text->size; i++) {
		char c = text->data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    (c == '\0' || !strchr("_.:/@%+-[]*", c)))
			return false;
	}
	return text->size > 0 && text->data[0] != '/';
}

static void put_escaped(struct buf *to, const struct buf *text)
{
	for (size_t i = 0; i < text->size; i++) {
		char c = text->data[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			buf_printf(to, "\\x%02x", (unsigned)(unsigned char)c);
		else
			buf_putc(to, c);
	}
}

static bool put_expected(struct buf *to, const struct expand *expand, const struct part *part,
			 struct err *err)
{
	struct buf text = { 0 };
	bool fine = put_part(&text, expand, part, err), bare;

	bare = !part->is_variable || (!part->quoted && is_plain(&text));
	if (fine && bare) {
		buf_put(to, text.data, text.size);
	} else if (fine) {
		buf_puts(to, part->quoted ? "" : "\"");
		put_escaped(to, &text);
		buf_puts(to, part->quoted ? "" : "\"");
	}
	buf_free_part(&text, to);
	return fine;
}

bool expand_expect(char **text, const struct expand *expand, const struct shell_word *word,
		   struct err *err)
{
	struct buf whole = { 0 };
	bool fine = true;
	char *copy;

	for (const struct part *part = word->first; fine && part; part = part->next)
		fine = put_expected(&whole, expand, part, err);
	copy = fine && !whole.failed ? arena_copy(expand->arena, whole.data, whole.size) : NULL;
	buf_free(&whole);
	if (!copy)
		return fine ? out_of_memory(err) : false;
	*text = copy;
	return true;
}
