/* builtin_record -- `record`: the session, from now on, as a transcript or as a script that tests.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "record/keep.h"
#include "record/testscript.h"
#include "shell/builtin.h"

/* What was asked for. */
struct asked {
	const char *path; /* NULL: what is recorded is told */
	enum recording_how how;
	bool tests, all, ends;
};

static bool take_word(struct asked *asked, const char *word, struct err *err)
{
	if (strcmp(word, "--test") == 0)
		asked->tests = true;
	else if (strcmp(word, "--all") == 0)
		asked->all = true;
	else if (strcmp(word, "--append") == 0)
		asked->how = RECORDING_APPEND;
	else if (strcmp(word, "--replace") == 0)
		asked->how = RECORDING_REPLACE;
	else if (word[0] == '-')
		return err_set(err, STATUS_INVALID,
			       "'%s' is not one of --test --all --append --replace", word);
	else if (asked->path)
		return err_set(err, STATUS_INVALID, "one file takes it: '%s' or '%s'", asked->path,
			       word);
	else
		asked->path = word;
	return true;
}

static bool read_words(struct asked *asked, const struct words *words, struct err *err)
{
	for (size_t i = 1; i < words->count; i++)
		if (!take_word(asked, words->argv[i], err))
			return false;
	asked->ends = asked->path && strcmp(asked->path, "off") == 0;
	if (asked->all && !asked->tests)
		return err_set(err, STATUS_INVALID, "--all goes with --test");
	if (words->count > 1 && !asked->path)
		return err_set(err, STATUS_INVALID, "a file belongs behind it");
	if (asked->tests && asked->how == RECORDING_APPEND)
		return err_set(err, STATUS_INVALID,
			       "a test is one session: --replace, or another file");
	return true;
}

/* ---- what is there ------------------------------------------------------------------------ */

static void put_one(struct buf *text, const struct shell *shell, const struct recording *recording,
		    const char *what)
{
	if (recording->fd < 0)
		return;
	buf_puts(text, what);
	safe_put(text, recording->path.data, recording->path.size, shell->charset);
	buf_putc(text, '\n');
}

static struct outcome tell(struct shell *shell)
{
	struct keeper *keeper = shell->keeper;
	struct buf text = { 0 };
	int code;

	if (keeper) {
		put_one(&text, shell, &keeper->transcript, "transcript: ");
		put_one(&text, shell, &keeper->test, "test: ");
	}
	if (text.size == 0)
		buf_puts(&text, "nothing is recorded\n");
	code = shell_print(shell, &text);
	return outcome_of(code);
}

static bool end(struct shell *shell, struct err *err)
{
	struct keeper *keeper = shell->keeper;
	bool is_whole;

	if (!keeper || (keeper->transcript.fd < 0 && keeper->test.fd < 0))
		return err_set(err, STATUS_INVALID, "nothing is recorded");
	is_whole = recording_close(&keeper->transcript, err);
	return recording_close(&keeper->test, err) && is_whole;
}

/* ---- beginning ---------------------------------------------------------------------------- */

static bool is_free(const struct recording *recording, struct err *err)
{
	return recording->fd < 0 ||
	       err_set(err, STATUS_INVALID, "'%.*s' is being written: 'record off' ends that",
		       (int)recording->path.size, recording->path.data);
}

static bool has_past(const struct shell *shell)
{
	for (const struct bench_sock *sock = shell->bench.socks; sock; sock = sock->next)
		if (sock->fd >= 0)
			return true;
	for (const struct job *job = shell->jobs.first; job; job = job->next)
		if (!job->settled)
			return true;
	return false;
}

/* What is open was made by commands that belong to the test. */
static bool check_past(const struct shell *shell, bool *all, struct err *err)
{
	const struct journal *journal = &shell->keeper->journal;

	if (!*all && has_past(shell)) {
		if (!shell->bench.asks_first)
			return err_set(err, STATUS_INVALID,
				       "sockets or jobs are there already: it belongs before them");
		shell_say(shell,
			  "record: sockets are there already: what made them is in it (--all)");
		*all = true;
	}
	return !*all || journal->dropped == 0 ||
	       err_set(err, STATUS_LACKING, "the first %llu commands are no longer kept",
		       (unsigned long long)journal->dropped);
}

static bool write_past(struct buf *text, struct keeper *keeper, bool all)
{
	known_free(&keeper->known);
	testscript_begin(text);
	for (const struct journal_entry *entry = keeper->journal.first; all && entry;
	     entry = entry->next)
		testscript_put(text, &keeper->known, entry);
	return !text->failed;
}

static bool begin_test(struct shell *shell, struct asked *asked, struct err *err)
{
	struct keeper *keeper = shell->keeper;
	struct buf text = { 0 };

	if (!is_free(&keeper->test, err) || !check_past(shell, &asked->all, err) ||
	    !recording_open(&keeper->test, asked->path, asked->how, err))
		return false;
	write_past(&text, keeper, asked->all);
	return recording_write(&keeper->test, &text, err);
}

static bool begin_transcript(struct shell *shell, const struct asked *asked, struct err *err)
{
	struct keeper *keeper = shell->keeper;
	struct buf text = { 0 };

	if (!is_free(&keeper->transcript, err) ||
	    !recording_open(&keeper->transcript, asked->path, asked->how, err))
		return false;
	if (asked->how != RECORDING_APPEND)
		buf_puts(&text, "#!/usr/bin/env -S sockbox run\n");
	buf_puts(&text, "# A session of sockbox " SOCKBOX_VERSION ": what it printed stands behind "
			"each command.\nset +e\n");
	return recording_write(&keeper->transcript, &text, err);
}

static bool begin(struct shell *shell, struct asked *asked, struct err *err)
{
	bool is_kept = shell->keeper != NULL;

	if (!keep_start(shell, err))
		return false;
	if (!is_kept)
		shell->keeper->depth = 1; /* the list that this word stands in goes on */
	return asked->tests ? begin_test(shell, asked, err) : begin_transcript(shell, asked, err);
}

struct outcome builtin_record(struct shell *shell, const struct words *words)
{
	struct asked asked = { 0 };
	struct err err = { 0 };

	if (words->count == 1)
		return tell(shell);
	if (!read_words(&asked, words, &err))
		return builtin_outcome(shell, words, &err);
	if (asked.ends)
		end(shell, &err);
	else
		begin(shell, &asked, &err);
	return builtin_outcome(shell, words, &err);
}
