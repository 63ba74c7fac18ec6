/* keep_entry -- a command that ran becomes an entry of the journal, and lines of what is recorded.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "record/keep.h"
#include "record/secret.h"
#include "record/testscript.h"

static struct word text_of(const struct buf *text)
{
	return (struct word){ text->size ? text->data : "", text->size };
}

/* What a command that is not written down assigned is not written down either. */
static void note_secrets(struct keeper *keeper)
{
	const struct journal_entry *entry = &keeper->open;

	keeper->is_secret = keeper->is_secret || entry->is_secret;
	for (unsigned i = 0; entry->is_secret && i < entry->name_count; i++) {
		struct word name = journal_word_of(entry, entry->name[i]);

		if (line_has(text_of(&keeper->secrets), name))
			continue;
		buf_put(&keeper->secrets, name.at, name.size);
		buf_putc(&keeper->secrets, ' ');
	}
}

enum { HIDDEN_MIN = 4 }; /* bytes: what is shorter stands in much that is none */

/* Once, however often a line hides it. */
static void hide(struct keeper *keeper, struct word secret)
{
	struct word hidden = text_of(&keeper->hidden), line;

	while (line_take(&line, &hidden))
		if (word_is(line, secret))
			return;
	buf_put(&keeper->hidden, secret.at, secret.size);
	buf_putc(&keeper->hidden, '\n');
}

/* Each secret of SOURCE: what stands between its quotes and escapes, which its bytes do not have.
 */
static void note_hidden(struct keeper *keeper, struct word source)
{
	static const char signs[] = "\"'\\\n";
	struct word secret;
	size_t at = 0;

	while (secret_find(&secret, source, at)) {
		at = (size_t)(secret.at - source.at) + secret.size + (secret.size == 0);
		for (size_t from = 0, i = 0; i <= secret.size; i++) {
			if (i < secret.size && !memchr(signs, secret.at[i], sizeof(signs) - 1))
				continue;
			if (i - from >= HIDDEN_MIN)
				hide(keeper, (struct word){ secret.at + from, i - from });
			from = i + 1;
		}
	}
}

/* What a command said may be secret, too: an echo of what was sent, or what a peer's client did. */
static bool says_secret(const struct keeper *keeper, const struct journal_entry *entry)
{
	struct word hidden = text_of(&keeper->hidden), secret;
	size_t count;
	const struct journal_fact *fact = journal_facts(entry, &count);

	if (journal_entry_failed(entry)) /* it is lost, and told so */
		return false;
	while (line_take(&secret, &hidden))
		if (entry->text.size > 0 &&
		    memmem(entry->text.data, entry->text.size, secret.at, secret.size))
			return true;
	for (size_t i = 0; i < count; i++)
		if (secret_find(&secret, journal_word_of(entry, fact[i].text), 0))
			return true;
	return false;
}

/* Whole entries only: what memory has no room for is told, and ends what is written from them. */
static void add(struct shell *shell)
{
	struct keeper *keeper = shell->keeper;
	struct journal *journal = &keeper->journal;
	struct buf text = { 0 };

	keeper->open.is_secret = keeper->open.is_secret || says_secret(keeper, &keeper->open);
	note_secrets(keeper);
	if (!journal_add(journal, &keeper->open)) {
		shell_say(shell, "no memory to keep this command: it is missing in records");
		journal->dropped++;
		text.failed = true;
	} else if (keeper->test.fd >= 0) {
		testscript_put(&text, &keeper->known, journal->last);
	}
	text.failed = text.failed || keeper->secrets.failed || keeper->hidden.failed;
	keep_write(shell, &keeper->test, &text);
	if (journal->dropped > 0 && !keeper->told_dropped) {
		shell_say(shell, "the oldest commands are no longer kept for 'record --test --all' "
				 "and 'export python'");
		keeper->told_dropped = true;
	}
}

/* SOURCE is what was written: as in the history, what holds a password is not kept. */
static struct journal_entry *begin(struct keeper *keeper, enum journal_kind kind,
				   struct word source)
{
	struct word secret;

	note_hidden(keeper, source);
	journal_entry_free(&keeper->open);
	keeper->open = (struct journal_entry){
		.kind = kind, .is_secret = keeper->is_secret || secret_find(&secret, source, 0)
	};
	return &keeper->open;
}

static void put_name(struct journal_entry *entry, const char *name)
{
	if (entry->name_count < TREE_NAMES_MAX)
		entry->name[entry->name_count++] = journal_put(entry, word_of(name));
}

void keep_command(struct shell *shell, const struct node *node)
{
	bool is_whole = !node->stages->next && !node->stages->redirects && !node->background &&
			!node->stages->is_bang;
	struct journal_entry *entry;

	if (shell->keeper)
		shell->keeper->is_elsewhere = node->stages->next || node->stages->redirects;
	if (!keep_is_on(shell))
		return;
	entry = begin(shell->keeper, JOURNAL_COMMAND, node->source);
	entry->is_whole = is_whole;
	entry->source = journal_put(entry, node->source);
	for (unsigned i = 0; node->names[i]; i++)
		put_name(entry, node->names[i]);
	entry->is_named = entry->name_count > 0;
	if (node->expect)
		entry->expect = journal_put(entry, node->expect->source);
	entry->is_job = node->background;
}

/* The word as it is written, its bytes, and the variables that it has. */
static void put_word(struct keeper *keeper, const struct shell_word *word, struct word bytes)
{
	struct word secrets = text_of(&keeper->secrets);
	struct journal_entry *entry = &keeper->open;
	struct journal_word fresh = { .source = journal_put(entry, word->source),
				      .bytes = journal_put(entry, bytes) };

	fresh.is_value = word->first && word->first->is_variable && !word->first->next;
	fresh.needs.at = entry->text.size;
	for (const struct part *part = word->first; part; part = part->next)
		if (part->is_variable) {
			entry->is_secret = entry->is_secret || line_has(secrets, part->text);
			buf_put(&entry->text, part->text.at, part->text.size);
			buf_putc(&entry->text, ' ');
		}
	fresh.needs.size = entry->text.size - fresh.needs.at;
	buf_put(&entry->words, &fresh, sizeof(fresh));
}

/* Options that were put in front are at the end of COMMAND's words by their number only: the words
 * of NODE are taken from the back, where a list was spread they are as many. */
void keep_words(struct shell *shell, const struct node *node, const struct command *command)
{
	const struct shell_word *word = node->stages->words;
	struct journal_entry *entry;
	size_t count = 0, at;

	if (!keep_is_on(shell) || node->stages->is_bang)
		return;
	entry = &shell->keeper->open;
	for (const struct shell_word *one = word; one; one = one->next)
		count++;
	at = command->words.count - count;
	entry->calls = command->kind;
	entry->applet = command->applet;
	entry->has_words = true;
	for (size_t i = 0; word; i++, word = word->next) {
		const struct bench_word *bytes = &command->words.word[i == 0 ? 0 : at + i];

		put_word(shell->keeper, word, (struct word){ bytes->at, bytes->size });
	}
}

/* Sockets and jobs that no variable took have names all the same. */
static void put_made(struct journal_entry *entry, const struct shell *shell,
		     const struct shell_value *value)
{
	const struct bench_sock *sock;
	char name[BENCH_NAME_MAX] = "job";

	if (value->kind == SHELL_SOCKET && !entry->is_named) {
		sock = bench_numbered(&shell->bench, value->number);
		if (sock)
			put_name(entry, sock->name);
	}
	if (value->kind == SHELL_JOB && !entry->is_named) {
		name[3 + num_format(name + 3, (uint64_t)value->number)] = '\0';
		put_name(entry, name);
	}
	for (size_t i = 0; value->kind == SHELL_LIST && i < value->count; i++)
		if (value->item[i].kind == SHELL_SOCKET)
			put_made(entry, shell, &value->item[i]);
}

static void put_job(struct journal_entry *entry, const struct shell *shell)
{
	const struct shell_value *value = &shell->bench.result;
	const struct job *job =
		value->kind == SHELL_JOB ? job_numbered(&shell->jobs, value->number) : NULL;

	entry->job_number = job ? job->number : 0;
	if (job)
		entry->local =
			journal_put(entry, (struct word){ job->local.data, job->local.size });
}

/* A `source` has become the commands of its file by then. */
void keep_command_done(struct shell *shell, struct outcome outcome)
{
	struct journal_entry *entry = shell->keeper ? &shell->keeper->open : NULL;

	if (!keep_is_on(shell) || entry->source.size == 0)
		return;
	entry->code = outcome.status;
	entry->number = entry->code ? (int)shell->scope.number.number : 0;
	entry->is_stopped = entry->number == EINTR || shell->signal != 0;
	entry->elapsed_ns = clock_now_ns() - shell->bench.began_ns;
	put_made(entry, shell, &shell->bench.result);
	put_job(entry, shell);
	add(shell);
}

void keep_value(struct shell *shell, const struct node *node, const char *name,
		const struct shell_value *value)
{
	struct journal_entry *entry;
	struct buf text = { 0 };
	struct word bytes;

	if (!keep_is_on(shell))
		return;
	entry = begin(shell->keeper, JOURNAL_VALUE, node ? node->source : (struct word){ "", 0 });
	put_name(entry, name);
	entry->is_number = value->kind == SHELL_NUMBER;
	shell_value_put(&text, value);
	bytes = (struct word){ buf_text(&text), text.size };
	if (node)
		put_word(shell->keeper, node->value, bytes);
	else
		put_word(shell->keeper, &(struct shell_word){ .source = { "", 0 } }, bytes);
	buf_free_part(&text, &entry->text);
	add(shell);
}

void keep_block(struct shell *shell, const struct node *node, struct outcome outcome)
{
	struct journal_entry *entry;

	if (!keep_is_on(shell))
		return;
	entry = begin(shell->keeper, JOURNAL_BLOCK, node->source);
	entry->source = journal_put(entry, node->source);
	entry->code = outcome.status;
	add(shell);
}
