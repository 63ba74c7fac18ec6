/* scope -- the variables of a session: those that were assigned, arguments, and what commands left.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/scope.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "lang/environ.h"

struct variable {
	struct variable *next;
	struct shell_value value;
	bool exported;
	char name[];
};

static bool is_same(struct word name, const char *text)
{
	return name.size == strlen(text) && memcmp(name.at, text, name.size) == 0;
}

static bool out_of_memory(struct err *err)
{
	return err_errno(err, ENOMEM, "no room for a variable");
}

/* ---- what the shell sets itself --------------------------------------------------------- */

static const struct {
	char name[6];
	size_t offset;
} specials[] = {
	{ "?", offsetof(struct scope, status) }, { "errno", offsetof(struct scope, number) },
	{ "!", offsetof(struct scope, job) },    { "_", offsetof(struct scope, last) },
	{ "#", offsetof(struct scope, count) },
};

static const struct shell_value *find_special(const struct scope *scope, struct word name)
{
	uint64_t index;

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (is_same(name, specials[i].name))
			return (const void *)((const char *)scope + specials[i].offset);
	if (scope->argument_count > 0 &&
	    num_digits(&index, name.at, name.size, scope->argument_count - 1))
		return &scope->argument[index];
	return NULL;
}

static void drop_arguments(struct scope *scope)
{
	for (size_t i = 0; i < scope->argument_count; i++)
		shell_value_free(&scope->argument[i]);
	free(scope->argument);
	scope->argument = NULL;
	scope->argument_count = 0;
}

bool scope_arguments(struct scope *scope, char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	drop_arguments(scope);
	shell_value_number(&scope->count, SHELL_NUMBER, count > 0 ? (int64_t)count - 1 : 0);
	shell_value_number(&scope->status, SHELL_NUMBER, 0);
	shell_value_number(&scope->number, SHELL_NUMBER, 0);
	scope->argument = calloc(count + 1, sizeof(*scope->argument));
	if (!scope->argument)
		return false;
	scope->argument_count = count;
	for (size_t i = 0; i < count; i++)
		if (!shell_value_bytes(&scope->argument[i], word_of(words[i])))
			return false;
	return true;
}

/* ---- what was assigned ------------------------------------------------------------------ */

static struct variable *find(const struct scope *scope, struct word name)
{
	struct variable *variable = scope->first;

	while (variable && !is_same(name, variable->name))
		variable = variable->next;
	return variable;
}

const struct shell_value *scope_assigned(const struct scope *scope, struct word name)
{
	const struct variable *variable = find(scope, name);

	return variable ? &variable->value : NULL;
}

static struct variable *add(struct scope *scope, struct word name)
{
	struct variable *fresh = calloc(1, sizeof(*fresh) + name.size + 1);

	if (!fresh)
		return NULL;
	memcpy(fresh->name, name.at, name.size);
	fresh->next = scope->first;
	scope->first = fresh;
	return fresh;
}

/* What the shell was started with is read when it is asked for. */
static struct variable *adopt(struct scope *scope, struct word name)
{
	struct variable *fresh = add(scope, name);
	const char *value = fresh ? getenv(fresh->name) : NULL;

	if (value && shell_value_bytes(&fresh->value, word_of(value))) {
		fresh->exported = true;
		return fresh;
	}
	if (fresh) {
		scope->first = fresh->next;
		free(fresh);
	}
	return NULL;
}

const struct shell_value *scope_find(struct scope *scope, struct word name, struct err *err)
{
	const struct shell_value *special = find_special(scope, name);
	struct variable *variable;

	if (special && special->kind != SHELL_NOTHING)
		return special;
	variable = special ? NULL : find(scope, name);
	if (!variable && !special)
		variable = adopt(scope, name);
	if (variable)
		return &variable->value;
	err_set(err, STATUS_INVALID, "$%.*s is not set", (int)(name.size < 64 ? name.size : 64),
		name.at);
	return NULL;
}

bool scope_set(struct scope *scope, const char *name, const struct shell_value *value,
	       struct err *err)
{
	struct word word = word_of(name);
	struct variable *variable;

	if (find_special(scope, word))
		return err_set(err, STATUS_INVALID, "$%s is set by the shell alone", name);
	variable = find(scope, word);
	if (!variable)
		variable = !scope->is_apart && getenv(name) ? adopt(scope, word) : add(scope, word);
	if (!variable || !shell_value_copy(&variable->value, value))
		return out_of_memory(err);
	return !variable->exported || environ_put(variable->name, &variable->value, err);
}

bool scope_export(struct scope *scope, const char *name, struct err *err)
{
	struct word word = word_of(name);
	struct variable *variable;

	if (!scope_find(scope, word, err))
		return false;
	variable = find(scope, word);
	if (!variable)
		return err_set(err, STATUS_INVALID, "$%s is set by the shell alone", name);
	if (variable->value.kind == SHELL_SOCKET || variable->value.kind == SHELL_JOB)
		return err_set(err, STATUS_INVALID,
			       "'%s' is a socket or a job: programs cannot have it", name);
	variable->exported = true;
	return environ_put(variable->name, &variable->value, err);
}

bool scope_unset(struct scope *scope, const char *name)
{
	struct variable **place = &scope->first;
	struct variable *variable;
	bool was = getenv(name) != NULL; /* what was not asked for yet */

	while (*place && strcmp((*place)->name, name) != 0)
		place = &(*place)->next;
	variable = *place;
	if (variable) {
		*place = variable->next;
		shell_value_free(&variable->value);
		was = true;
		free(variable);
	}
	environ_drop(name);
	return was;
}

const char *scope_next(const struct scope *scope, const char *before,
		       const struct shell_value **value)
{
	const struct variable *variable = scope->first;

	while (before && variable && variable->name != before)
		variable = variable->next;
	if (before && variable)
		variable = variable->next;
	if (variable)
		*value = &variable->value;
	return variable ? variable->name : NULL;
}

void scope_free(struct scope *scope)
{
	drop_arguments(scope);
	while (scope->first) {
		struct variable *variable = scope->first;

		scope->first = variable->next;
		shell_value_free(&variable->value);
		free(variable);
	}
	shell_value_free(&scope->last);
	*scope = (struct scope){ 0 };
}
