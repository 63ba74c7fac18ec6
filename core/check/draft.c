/* draft -- a plan as it is written, with the expectations that what its checks came to meets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/draft.h"

#include <string.h>

#include "base/texts.h"
#include "cli/json_read.h"
#include "lang/literal.h"

enum { VALUE_MAX = 120 /* bytes: who would read more? */, GIVEN_MIN = 2 };

/* One of what holds: a status, or "port == 443". */
struct term {
	struct term *next;
	const char *text;
};

struct drafted {
	struct drafted *next;
	const struct plan_item *item;
	struct term *statuses, *terms;
	bool has_terms; /* TERMS are those of an earlier result */
	bool is_lost;   /* it could not be told once */
	unsigned asked;
};

/* ---- lists of terms ------------------------------------------------------------------------- */

static bool has(const struct term *list, const char *text)
{
	while (list && strcmp(list->text, text) != 0)
		list = list->next;
	return list != NULL;
}

/* Behind the others; TEXT is copied. */
static void add(struct draft *draft, struct term **list, const char *text)
{
	struct term *term = arena_take(&draft->arena, sizeof(*term));

	while (*list)
		list = &(*list)->next;
	if (!term)
		return;
	*term = (struct term){ .text = arena_copy(&draft->arena, text, strlen(text)) };
	*list = term->text ? term : NULL;
}

/* Those that KEPT has too stay. */
static void keep_common(struct term **list, const struct term *fresh)
{
	while (*list)
		if (has(fresh, (*list)->text))
			list = &(*list)->next;
		else
			*list = (*list)->next;
}

/* ---- what a result says --------------------------------------------------------------------- */

/* The keys that its text shows are those that it is about; where there is no template, all but the
 * question and details. What is measured is another value the next time. */
static bool is_telling(const struct record_type *type, const struct field *field)
{
	char name[FIELD_SIZE + 2];
	size_t size = strlen(field->key);

	if (field->flags & (FIELD_QUESTION | FIELD_DETAIL) || field->type == FIELD_REAL ||
	    field->type == FIELD_DATA || field->type == FIELD_JSON || field->type == FIELD_OBJECT ||
	    (field->unit != UNIT_NONE && field->unit != UNIT_BYTES))
		return false;
	name[0] = '{';
	memcpy(name + 1, field->key, size);
	memcpy(name + 1 + size, "}", 2);
	return !type->shape.text || text_find(type->shape.text, name);
}

/* Whether GIVEN is a fixture's, and another one in the next run: its address is not. */
static bool is_of_this_run(const struct plan_value *given)
{
	const char *dot = memchr(given->name.at, '.', given->name.size);
	struct word key = { dot, dot ? (size_t)(given->name.at + given->name.size - dot) : 0 };

	return dot && given->text.size >= GIVEN_MIN && !text_equals(".address", key.at, key.size);
}

/* Whether it may be written down: no secret, and nothing of this run alone. */
static bool is_public(const struct draft *draft, struct word text)
{
	struct buf safe = { 0 };
	bool fine = text.size <= VALUE_MAX && literal_is_text(text);

	redact_put(&safe, text.at, text.size, draft->secrets, false);
	fine = fine && !safe.failed && safe.size == text.size &&
	       (text.size == 0 || memcmp(safe.data, text.at, text.size) == 0);
	buf_free(&safe);
	for (const struct plan_value *given = draft->plan->values; fine && given;
	     given = given->next)
		fine = !is_of_this_run(given) ||
		       !memmem(text.at, text.size, given->text.at, given->text.size);
	return fine;
}

static bool put_value(struct buf *text, const struct draft *draft, const struct field *field,
		      const struct json *json)
{
	struct word value;

	if (json->kind == JSON_BOOL) {
		buf_puts(text, json->as.flag ? "true" : "false");
		return true;
	}
	if (json->kind != JSON_STRING && json->kind != JSON_NUMBER)
		return false;
	value = (struct word){ json->as.text.data, json->as.text.size };
	if (!is_public(draft, value))
		return false;
	if (json->kind == JSON_NUMBER || field->type == FIELD_ADDRESS)
		buf_put(text, value.at, value.size);
	else
		literal_put(text, value);
	return true;
}

static bool put_list(struct buf *text, const struct draft *draft, const struct field *field,
		     const struct json *json)
{
	bool fine = json->as.list.first != NULL;

	buf_printf(text, "%s only {", field->key);
	for (const struct json *item = json->as.list.first; fine && item; item = item->next) {
		fine = put_value(text, draft, field, item);
		buf_puts(text, item->next ? ", " : "}");
	}
	return fine;
}

static void add_term(struct draft *draft, struct term **terms, const struct field *field,
		     const struct json *json)
{
	struct buf text = { 0 };
	bool fine;

	if (json && json->kind == JSON_ARRAY) {
		fine = put_list(&text, draft, field, json);
	} else {
		buf_printf(&text, "%s == ", field->key);
		fine = json && put_value(&text, draft, field, json);
	}
	if (fine && !text.failed)
		add(draft, terms, buf_text(&text));
	draft->arena.failed |= text.failed;
	buf_free(&text);
}

static void see_result(struct draft *draft, struct drafted *check, struct word line)
{
	const struct record_type *type = &check->item->cases->applet->records[0];
	const struct json *root;
	struct json_text status;
	struct term *fresh = NULL;
	struct err unused = { 0 };

	arena_reset(&draft->scratch);
	if (!json_read(&root, &draft->scratch, line.at, line.size, &unused) ||
	    !json_string(&status, json_member(root, "status")))
		return;
	if (!has(check->statuses, status.data))
		add(draft, &check->statuses, status.data);
	for (const struct field *field = type->shape.fields; *field->key; field++)
		if (is_telling(type, field))
			add_term(draft, &fresh, field, json_member(root, field->key));
	if (check->has_terms)
		keep_common(&check->terms, fresh);
	else
		check->terms = fresh;
	check->has_terms = true;
}

/* ---- checks --------------------------------------------------------------------------------- */

static const struct plan_item *item_of(const struct draft *draft, const struct outcome *outcome)
{
	const struct plan_item *item = draft->plan->items;

	while (item && item->source.at != outcome->command.at)
		item = item->next;
	return item;
}

static struct drafted *find(const struct draft *draft, const struct plan_item *item)
{
	struct drafted *check = draft->checks;

	while (check && check->item != item)
		check = check->next;
	return check;
}

static struct drafted *find_or_add(struct draft *draft, const struct plan_item *item)
{
	struct drafted *check = find(draft, item);

	if (check)
		return check;
	check = arena_take(&draft->arena, sizeof(*check));
	if (check) {
		*check = (struct drafted){ .item = item, .next = draft->checks };
		draft->checks = check;
	}
	return check;
}

bool draft_see(struct draft *draft, const struct outcome *outcome)
{
	const struct plan_item *item = item_of(draft, outcome);
	struct word rest = outcome->results, line;
	struct drafted *check;

	if (!item || item->expect || outcome->verdict == VERDICT_SKIP)
		return true;
	check = find_or_add(draft, item);
	if (!check)
		return false;
	check->asked++;
	check->is_lost |= outcome->verdict == VERDICT_ERROR;
	while (line_take(&line, &rest))
		if (word_begins(line, "{\"type\":\"result\""))
			see_result(draft, check, line);
	return !draft->arena.failed && !draft->scratch.failed;
}

/* ---- the text ------------------------------------------------------------------------------- */

static void put_statuses(struct buf *text, const struct term *statuses)
{
	const char *between = "";

	if (!statuses->next) {
		buf_puts(text, statuses->text);
		return;
	}
	buf_puts(text, "status in {");
	for (; statuses; statuses = statuses->next) {
		buf_printf(text, "%s%s", between, statuses->text);
		between = ", ";
	}
	buf_putc(text, '}');
}

static void put_expectation(struct buf *text, const struct drafted *check)
{
	const struct term *term = check->asked > 1 ? check->terms : NULL;

	buf_puts(text, " => ");
	put_statuses(text, check->statuses);
	for (; term; term = term->next)
		buf_printf(text, ", %s", term->text);
}

void draft_put(struct buf *text, const struct draft *draft, const struct plan_file *file,
	       size_t *left)
{
	const char *at = file->text.at, *end = at + file->text.size;

	for (const struct plan_item *item = draft->plan->items; item; item = item->next) {
		const char *behind = item->source.at + item->source.size;
		const struct drafted *check = find(draft, item);

		if (item->file != file || item->expect || item->is_fixture)
			continue;
		if (!check || check->is_lost || !check->statuses) {
			++*left;
			continue;
		}
		buf_put(text, at, (size_t)(behind - at));
		put_expectation(text, check);
		at = behind;
	}
	buf_put(text, at, (size_t)(end - at));
}

void draft_free(struct draft *draft)
{
	arena_free(&draft->arena);
	arena_free(&draft->scratch);
	draft->checks = NULL;
}
