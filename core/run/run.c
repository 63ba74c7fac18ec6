/* run -- words to call to verdict: one applet, from its command line to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/help.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "net/calls.h"
#include "run/crew.h"
#include "run/question.h"

enum { SETTINGS_MAX = 1024, EXIT_USAGE = 2, TIMEOUT_DEFAULT_S = 5 };

/* Everything that one command line comes to. */
struct session {
	const struct applet *applet;
	struct common common;
	struct opt_words words;
	struct out out;
	struct run run;
	struct deadline until; /* of --eventually */
	max_align_t settings[SETTINGS_MAX / sizeof(max_align_t)];
};

/* ---- the command line ---------------------------------------------------------------------------
 */

static bool parse(struct session *session, char **argv, struct err *err)
{
	const struct applet *applet = session->applet;
	const struct opt_table tables[] = {
		{ applet->options, session->settings, 0 },
		{ common_options, &session->common,
		  (applet->flags & APPLET_FAMILY ? OPT_FAMILY : 0u) |
			  (applet->flags & APPLET_NUMERIC ? OPT_NUMERIC : 0u) },
		{ NULL, NULL, 0 },
	};

	session->common = common_defaults;
	if (applet->defaults)
		memcpy(session->settings, applet->defaults, applet->settings_size);
	if (!opt_parse(&session->words, argv, applet->options ? tables : tables + 1,
		       applet->flags & APPLET_STOP_AT_OPERAND, err))
		return false;
	if (!session->common.eventually_ns)
		opt_rejoin(&session->words);
	return true;
}

/* The operand that WORDS lack, or NULL; *SURPLUS is the first that there is no place for. */
static const struct operand *missing(const struct applet *applet, char **words, int count,
				     const char **surplus)
{
	int least = 0, most = 0;

	*surplus = NULL;
	for (const struct operand *row = applet->operands; row && row->value; row++) {
		least += row->min;
		most = row->max == MANY ? MANY : most + row->max;
		if (count < least)
			return row;
	}
	if (count > most)
		*surplus = words[most];
	return NULL;
}

static bool check_count(const struct session *session, char **words, int count, struct err *err)
{
	const char *surplus;
	const struct operand *row = missing(session->applet, words, count, &surplus);

	if (row && !session->words.alone)
		return err_set(err, STATUS_INVALID, "%s is missing", row->value);
	if (surplus)
		return err_set(err, STATUS_INVALID, "'%s' is one operand too many", surplus);
	return true;
}

static bool is_dash(const char *word)
{
	return strcmp(word, "-") == 0;
}

/* Operands as a whole, before any question is put. Lines of stdin are counted when they come. */
static bool check_operands(const struct session *session, struct err *err)
{
	char **words = session->words.word;
	int count = session->words.count, dashes = 0;

	for (int i = 0; i < count; i++)
		dashes += is_dash(words[i]);
	if (dashes > 0 && !session->applet->operands)
		return check_count(session, words, count, err);
	if (dashes > 0 && count > 1 && !(session->applet->flags & APPLET_EACH))
		return err_set(err, STATUS_INVALID,
			       "'-' stands alone: each line of standard input has all operands");
	if (dashes > 0 && session->common.eventually_ns)
		return err_set(err, STATUS_INVALID,
			       "--eventually cannot ask again what '-' has read");
	return dashes > 0 || check_count(session, words, count, err);
}

static bool check_common(const struct session *session, struct err *err)
{
	const struct common *common = &session->common;

	if (session->words.command && !session->words.command[0])
		return err_set(err, STATUS_INVALID, "there is no command behind '--'");
	if (common->every_ns != common_defaults.every_ns && !common->eventually_ns)
		return err_set(err, STATUS_INVALID, "--every goes with --eventually");
	if (common->get && common->format != FORMAT_TEXT)
		return err_set(err, STATUS_INVALID, "--get and --format exclude each other");
	return true;
}

/* ---- questions ----------------------------------------------------------------------------------
 */

static int64_t timeout_of(const struct run *run)
{
	if (run->common->timeout_ns >= 0)
		return run->common->timeout_ns;
	return run->applet->flags & APPLET_WATCHES ? 0 : (int64_t)TIMEOUT_DEFAULT_S * NS_PER_S;
}

static void answer(struct session *session, const struct question *question)
{
	struct run *run = &session->run;
	struct err err = { 0 };

	out_question(run->out, question->subject);
	run->operand = question->word;
	run->operand_count = question->count;
	run->until = deadline_earlier(deadline_in(timeout_of(run)), session->until);
	if (check_count(session, question->word, question->count, &err))
		run->applet->run(run);
	else
		out_fail(run->out, &err);
}

/* One after the other, in this process. What is ready is written before stdin is waited for. */
static void answer_in_turn(struct session *session, struct questions *questions)
{
	struct out *out = &session->out;

	while (!out->usage && !out->write_errno && !(out->expect && expect_decided(out->expect))) {
		struct question question;
		struct err err = { 0 };
		enum question_kind kind = questions_next(questions, &question, false, &err);

		if (kind == QUESTION_WAITING) {
			if (!out->hold && out->writer->streams)
				out_flush(out);
			kind = questions_next(questions, &question, true, &err);
		}
		out->batch = questions->reading;
		if (kind == QUESTION_NONE)
			break;
		if (kind == QUESTION_READY) {
			answer(session, &question);
			continue;
		}
		out_question(out, kind == QUESTION_BAD ? question.subject : "-");
		out_fail(out, &err);
		if (kind == QUESTION_FAILED)
			break;
	}
	out->batch = false;
}

static bool overlaps(const struct session *session)
{
	const struct opt_words *words = &session->words;
	bool several = words->count > 1 && session->applet->flags & APPLET_EACH;

	return session->applet->flags & APPLET_OVERLAPS &&
	       (several || (words->count == 1 && is_dash(words->word[0])));
}

/* Put all questions once. */
static void ask(struct session *session)
{
	struct run *run = &session->run;
	struct questions questions;

	questions_begin(&questions, session->words.word, session->applet->flags & APPLET_EACH);
	if (overlaps(session))
		crew_run(session, run, &questions, answer);
	else
		answer_in_turn(session, &questions);
	run->operand = NULL;
	run->operand_count = 0;
	out_question(run->out, "");
	if (session->applet->finish)
		session->applet->finish(run);
	questions_free(&questions);
}

/* Ask until it is met or the time is up. */
static void ask_eventually(struct session *session)
{
	struct out *out = &session->out;

	session->until = deadline_in(session->common.eventually_ns);
	for (;;) {
		struct deadline next = deadline_in(session->common.every_ns);

		ask(session);
		if (out->usage || out_is_met(out) ||
		    (session->until.at_ns && next.at_ns >= session->until.at_ns))
			return;
		deadline_sleep(next);
		out_retry(out);
		memset(session->run.state, 0, session->applet->state_size);
	}
}

/* ---- from start to end -------------------------------------------------------------------------
 */

static void put_call(void *context, const char *line, size_t size)
{
	struct out *out = context;
	struct buf safe = { 0 };

	safe_put(&safe, line, size > 0 ? size - 1 : 0, out->charset);
	buf_putc(&safe, '\n');
	fd_write(STDERR_FILENO, safe.data, safe.size);
	buf_free(&safe);
}

static int settle(struct session *session)
{
	bool met;
	int code;

	if (session->out.usage)
		return EXIT_USAGE;
	met = session->words.command && out_is_met(&session->out);
	code = out_finish(&session->out);
	if (met && code == 0)
		return run_command(session->applet->name, session->words.command);
	return code;
}

static int run_session(struct session *session)
{
	const struct applet *applet = session->applet;
	struct calls_sink sink = { put_call, &session->out };
	int code;

	session->run = (struct run){
		.applet = applet,
		.common = &session->common,
		.settings = session->settings,
		.out = &session->out,
		.state = applet->state_size ? calloc(1, applet->state_size) : NULL,
	};
	if (applet->state_size && !session->run.state) {
		struct err err = { 0 };

		err_errno(&err, ENOMEM, "cannot start");
		out_complain(&session->out, "", &err);
		return status_exit(err.kind);
	}
	calls_sink = session->common.calls ? &sink : NULL;
	if (session->common.eventually_ns)
		ask_eventually(session);
	else
		ask(session);
	calls_sink = NULL;
	code = settle(session);
	free(session->run.state);
	return code;
}

static void put_help(struct buf *buf, const struct applet *applet)
{
	help_applet(buf, applet, HELP_COLUMNS);
}

static int print(void (*describe)(struct buf *buf, const struct applet *applet),
		 const struct applet *applet)
{
	struct buf text = { 0 };
	bool fine;

	describe(&text, applet);
	fine = !text.failed && fd_write(STDOUT_FILENO, text.data, text.size);
	buf_free(&text);
	return fine ? 0 : status_exit(STATUS_LACKING);
}

static void put_version(struct buf *buf, const struct applet *applet)
{
	buf_printf(buf, "%s (sockbox) %s\n", applet->name, SOCKBOX_VERSION);
}

static int usage(struct out *out, const struct err *err)
{
	struct buf line = { 0 };

	out->hold = false;
	out_complain(out, "", err);
	buf_printf(&line, "Try 'sockbox %s --help'.\n", out->applet->name);
	fd_write(STDERR_FILENO, line.data, line.size);
	buf_free(&line);
	return EXIT_USAGE;
}

int run_applet(const struct applet *applet, char **argv)
{
	struct session session = { .applet = applet };
	struct err err = { 0 };
	bool fine = parse(&session, argv, &err);
	int code;

	if (fine && session.common.help)
		return print(put_help, applet);
	if (fine && session.common.fields)
		return print(help_fields, applet);
	if (fine && session.common.version)
		return print(put_version, applet);
	fine = fine && check_common(&session, &err) && check_operands(&session, &err);
	if (!fine) {
		session.out = (struct out){ .applet = applet, .charset = charset_get() };
		return usage(&session.out, &err);
	}
	if (out_begin(&session.out, applet, &session.common, &err))
		code = run_session(&session);
	else
		code = usage(&session.out, &err);
	out_close(&session.out);
	return code;
}

void run_usage(struct run *run, const char *format, ...)
{
	struct err err = { 0 };
	struct buf text = { 0 };
	va_list values;

	if (run->out->usage)
		return;
	va_start(values, format);
	buf_vprintf(&text, format, values);
	va_end(values);
	err_set(&err, STATUS_INVALID, "%s", buf_text(&text));
	usage(run->out, &err);
	run->out->usage = true;
	buf_free(&text);
}

int run_command(const char *applet, char **argv)
{
	struct buf line = { 0 };
	int number;

	execvp(argv[0], argv);
	number = errno;
	buf_printf(&line, "%s: '%s': cannot run it: %s (%s)\n", applet, argv[0], strerror(number),
		   err_name(number));
	fd_write(STDERR_FILENO, line.data, line.size);
	buf_free(&line);
	return number == ENOENT ? EXIT_NO_PROGRAM : EXIT_NOT_RUNNABLE;
}
