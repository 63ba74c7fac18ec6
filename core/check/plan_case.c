/* plan_case -- one check to be run: its command line, checked before anything is asked. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan_case.h"

#include <errno.h>
#include <string.h>

#include "base/texts.h"
#include "cli/path.h"
#include "lang/token.h"
#include "net/sock_addr.h"
#include "run/run.h"

enum { WORDS_ADDED = 4 };

static char *copy_of(struct plan *plan, const char *text)
{
	return arena_copy(&plan->arena, text, strlen(text));
}

static char *duration_text(struct plan *plan, int64_t ns)
{
	struct buf text = { 0 };
	char *copy;

	if (ns % NS_PER_S == 0)
		buf_printf(&text, "%llds", (long long)(ns / NS_PER_S));
	else
		buf_printf(&text, "%lldus", (long long)(ns / NS_PER_US));
	copy = text.failed ? NULL : copy_of(plan, buf_text(&text));
	buf_free(&text);
	return copy;
}

/* In front, so that what the line itself says holds. */
static bool add_timeout(char **argv, size_t *count, const struct plan_case *one, struct plan *plan)
{
	if (!one->timeout_ns || one->item->is_fixture)
		return true;
	memmove(argv + 2, argv, *count * sizeof(*argv));
	argv[0] = copy_of(plan, "--timeout");
	argv[1] = duration_text(plan, one->timeout_ns);
	*count += 2;
	return argv[0] && argv[1];
}

static bool add_expect(char **argv, size_t *count, const struct plan_case *one,
		       struct plan_scope *scope, struct err *err)
{
	struct buf whole = { 0 };
	const char *text;

	if (!one->item->expect)
		return true;
	if (!plan_text(&text, scope, one->item->expect, true, err))
		return false;
	buf_puts(&whole, text);
	if (one->is_endless)
		buf_puts(&whole, " within 5s"); /* as at the prompt */
	memmove(argv + 2, argv, *count * sizeof(*argv));
	argv[0] = copy_of(scope->plan, "--expect");
	argv[1] = copy_of(scope->plan, buf_text(&whole));
	buf_free(&whole);
	*count += 2;
	return (argv[0] && argv[1]) || err_errno(err, ENOMEM, "no room for an expectation");
}

bool plan_item_is_program(const struct plan_item *item)
{
	struct word bare = token_bare(item->words);

	return text_equals("exec", bare.at, bare.size);
}

/* The words of a program, behind `exec` and maybe `--`. */
static const struct shell_word *program_of(const struct plan_item *item)
{
	const struct shell_word *word = item->words->next;
	struct word bare = word ? token_bare(word) : (struct word){ "", 0 };

	return text_equals("--", bare.at, bare.size) ? word->next : word;
}

bool plan_case_words(char ***argv, struct plan_case *one, struct plan_scope *scope, struct err *err)
{
	size_t count;
	char **words;
	bool fine;

	if (!one->applet)
		fine = plan_words(&words, &count, scope, program_of(one->item), 0, err);
	else
		fine = plan_words(&words, &count, scope, one->item->words->next, WORDS_ADDED,
				  err) &&
		       (add_timeout(words, &count, one, scope->plan) ||
			err_errno(err, ENOMEM, "no room for the words of a check")) &&
		       add_expect(words, &count, one, scope, err);
	if (fine)
		*argv = words;
	return fine;
}

/* What a peer has said stands in them: it may have made an option of what was none. */
bool plan_case_words_now(char ***argv, struct plan_case *one, struct plan_scope *scope,
			 struct err *err)
{
	struct run_check check = { .allows_outside = scope->plan->allows_outside };
	char **checked;

	if (one->is_late && one->applet &&
	    (!plan_case_words(&checked, one, scope, err) ||
	     !run_check(&check, one->applet, checked, err)))
		return false;
	return plan_case_words(argv, one, scope, err);
}

static bool unknown_applet(const char *name, struct err *err)
{
	struct nearest nearest = nearest_begin(name);

	for (unsigned i = 0; i < applets_count; i++)
		nearest_try(&nearest, applets[i]->name);
	return err_set(err, STATUS_INVALID,
		       nearest.best ? "no applet is called '%.80s', did you mean '%s'?"
				    : "no applet is called '%.80s'",
		       name, nearest.best);
}

/* `exec PROGRAM WORD...` */
static bool check_program(const struct plan_case *one, const struct plan *plan, struct err *err)
{
	if (!one->item->is_fixture)
		return err_set(err, STATUS_INVALID,
			       "'exec' is a fixture's: start NAME: exec -- PROGRAM WORD...");
	if (!plan->allows_outside)
		return err_set(err, STATUS_INVALID, "it runs a program: only with --allow-exec");
	return program_of(one->item) || err_set(err, STATUS_INVALID, "PROGRAM is missing");
}

static bool find_applet(struct plan_case *one, struct plan_scope *scope, struct err *err)
{
	const char *name;

	if (!plan_text(&name, scope, one->item->words, false, err))
		return false;
	one->applet = scope->is_late ? NULL : applet_find(name);
	if (!one->applet && text_equals("exec", name, strlen(name)))
		return check_program(one, scope->plan, err);
	if (!one->applet)
		return unknown_applet(name, err);
	if (one->ready || one->grace_ns)
		return err_set(err, STATUS_INVALID,
			       "'%s' says itself when it is ready, and ends at once: 'ready' and "
			       "'grace' are for 'exec'",
			       name);
	if (text_is(name, "netcheck") || text_is(name, "doctor"))
		return err_set(err, STATUS_INVALID, "a plan runs no plan: include FILE");
	if (one->item->is_fixture && !(one->applet->flags & APPLET_READY))
		return err_set(err, STATUS_INVALID,
			       "'%s' never says that it is ready: it can be no fixture", name);
	return true;
}

static bool is_quoted(const char *text, struct word word)
{
	const char *at = text, *end = text + strlen(text);

	while (word.size > 0 && (at = memmem(at, (size_t)(end - at), word.at, word.size)) != NULL) {
		if (at > text && at[-1] == '\'' && at[word.size] == '\'')
			return true;
		at++;
	}
	return false;
}

/* Where the sentence quotes a word of the line, that is the place. */
static struct spot place_of(const struct plan_item *item, const struct err *err)
{
	for (const struct shell_word *word = item->words->next; word; word = word->next)
		if (is_quoted(err->text, word->source))
			return word->at;
	return item->words->at;
}

/* The expectation's sentence shows its place itself; the line's own caret shows it in the file. */
static struct spot place_in_expect(const struct plan_item *item, struct err *err)
{
	struct spot at = item->expect->at;

	if (err->lines_at) {
		err->text[err->lines_at] = '\0';
		err->lines_at = 0;
	}
	for (size_t size = strlen(err->text), i = 0; i + 1 < size; i++) {
		const char *quote = err->text[i] == '\'' ? strchr(err->text + i + 1, '\'') : NULL;
		size_t length = quote ? (size_t)(quote - err->text) - i - 1 : 0;
		const char *found =
			length ? memmem(item->expect->source.at, item->expect->source.size,
					err->text + i + 1, length)
			       : NULL;

		if (found) {
			at.column = item->expect->at.column +
				    (unsigned)(found - item->expect->source.at) + 3;
			return at;
		}
	}
	return at;
}

/* Whether the expectation needs what only the run gives. */
static bool expects_late(const struct plan_case *one, struct plan_scope *scope, struct err *err)
{
	struct plan_scope alone = { .plan = scope->plan, .chosen = scope->chosen };
	const char *text;

	return !plan_text(&text, &alone, one->item->expect, true, err) || alone.is_late;
}

/* Whom the word PEER is about: a host that is not this one. */
static bool find_host(struct plan_case *one, struct plan *plan, const char *peer)
{
	struct endpoint endpoint;
	struct sock_addr at;
	struct addr addr;
	struct err unused = { 0 };

	if (!peer || one->is_late || !endpoint_parse(&endpoint, peer, TRANSPORT_TCP, &unused) ||
	    endpoint.kind != ENDPOINT_HOST || text_is(endpoint.name, "localhost"))
		return true;
	if (addr_read(&addr, endpoint.name, strlen(endpoint.name))) {
		sock_addr_set(&at, &addr, 0);
		if (sock_addr_is_loopback(&at))
			return true;
	}
	one->host = copy_of(plan, endpoint.name);
	return one->host != NULL;
}

/* First without its expectation, so that what is wrong is known to be in the one or the other.
 * Checking reorders words, so each time they are fresh. */
static bool check_words(struct plan_case *one, struct plan_scope *scope, struct spot *at,
			struct err *err)
{
	struct run_check check = { .allows_outside = scope->plan->allows_outside };
	char **argv;

	if (!plan_case_words(&argv, one, scope, err))
		return false;
	if (!one->applet)
		return true;
	if (!run_check(&check, one->applet, one->item->expect ? argv + 2 : argv, err)) {
		*at = place_of(one->item, err);
		return false;
	}
	one->is_late = scope->is_late;
	if (one->item->expect && !expects_late(one, scope, err)) {
		if (!plan_case_words(&argv, one, scope, err))
			return false;
		if (!run_check(&check, one->applet, argv, err)) {
			*at = place_in_expect(one->item, err);
			return false;
		}
	}
	one->is_endless = check.is_endless;
	return find_host(one, scope->plan, check.peer) ||
	       err_errno(err, ENOMEM, "cannot check the plan");
}

/* A key whose value could be captured: of text or a number, and one alone. */
static bool check_capture(const struct plan_case *one, struct spot *at, struct err *err)
{
	const struct plan_clause *clause = one->item->clauses;
	const struct field *field;
	struct path path;

	if (!one->capture)
		return true;
	while (clause && clause->kind != CLAUSE_CAPTURE)
		clause = clause->next;
	*at = clause ? clause->at : *at;
	if (!path_parse(&path, one->capture, strlen(one->capture), one->applet->records, err))
		return false;
	field = path_field(&path, one->applet->records);
	return (path.count == 1 && !path_is_many(&path) && field->type != FIELD_OBJECT &&
		field->type != FIELD_BOOL) ||
	       err_set(err, STATUS_INVALID, "'%.80s' is no single text or number", one->capture);
}

bool plan_case_check(struct plan_case *one, struct plan *plan, struct spot *at, struct err *err)
{
	struct plan_scope scope = { .plan = plan, .chosen = one->chosen };

	*at = one->item->words->at;
	if (find_applet(one, &scope, err) && check_words(one, &scope, at, err) &&
	    check_capture(one, at, err))
		return true;
	*at = scope.at.line ? scope.at : *at;
	return false;
}
