/* cmdline -- the words of a command line: options into settings, operands counted. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/common.h"
#include "run/question.h"
#include "run/session.h"

enum { FORMAT_UNTOLD = -1 };

/* What the command does not say itself is as its session has it. */
static void follow_manner(struct session *session)
{
	struct common *common = &session->common;

	if (session->manner.is_read) {
		common->format = session->manner.format;
		common->get = NULL;
		common->quiet = false;
	}
	common->calls = common->calls || session->manner.calls;
	if (common->format == FORMAT_UNTOLD)
		common->format = common->get ? FORMAT_TEXT : session->manner.format;
}

bool session_parse(struct session *session, char **argv, struct err *err)
{
	const struct applet *applet = session->applet;
	const struct opt_table tables[] = {
		{ applet->options, session->settings, 0, applet->habits },
		{ common_options, &session->common, applet_opt_flags(applet), applet->habits },
		{ NULL, NULL, 0, NULL },
	};

	session->common = common_defaults;
	session->common.format = FORMAT_UNTOLD;
	if (applet->defaults)
		memcpy(session->settings, applet->defaults, applet->settings_size);
	if (!opt_parse(&session->words, argv, applet->options ? tables : tables + 1,
		       applet->flags & APPLET_STOP_AT_OPERAND, err))
		return false;
	follow_manner(session);
	/* Where the first operand ends options, "--" in front of it does that too, and no more. */
	if ((!session->common.eventually_ns && !session->words.commands) ||
	    applet->flags & APPLET_STOP_AT_OPERAND)
		opt_rejoin(&session->words);
	return true;
}

/* The operand that WORDS lack, or NULL; *SURPLUS is the first that there is no place for. */
static const struct operand *missing(const struct applet *applet, char **words, int count,
				     const char **surplus)
{
	int least = 0, most = 0;

	*surplus = NULL;
	for (const struct operand *row = applet->operands; row && row->value[0]; row++) {
		least += row->min;
		most = row->max == MANY ? MANY : most + row->max;
		if (count < least)
			return row;
	}
	if (count > most)
		*surplus = words[most];
	return NULL;
}

bool session_check_count(const struct session *session, char **words, int count, struct err *err)
{
	const char *surplus;
	const struct operand *row = missing(session->applet, words, count, &surplus);

	if (row && !session->words.alone && session->common.socket.local_port >= 0)
		return err_set(err, STATUS_INVALID,
			       "%s is missing; --local-port is where to send from", row->value);
	if (row && !session->words.alone)
		return err_set(err, STATUS_INVALID, "%s is missing", row->value);
	if (surplus)
		return err_set(err, STATUS_INVALID, "'%s' is one operand too many", surplus);
	return true;
}

static int count_dashes(const struct session *session)
{
	int count = 0;

	if (session->applet->flags & APPLET_INPUT)
		return 0;
	if (session->applet->flags & (APPLET_STOP_AT_OPERAND | APPLET_DATA) &&
	    session->words.count > 1)
		return 0;
	for (int i = 0; i < session->words.count; i++)
		count += word_is_dash(session->words.word[i]);
	return count;
}

bool session_reads_lines(const struct session *session)
{
	return count_dashes(session) > 0;
}

/* Operands as a whole, before any question is put. Lines of stdin are counted when they come. */
static bool check_operands(const struct session *session, struct err *err)
{
	char **words = session->words.word;
	int count = session->words.count, dashes = count_dashes(session);

	if (session->words.alone && count > 0)
		return err_set(err, STATUS_INVALID, "'%s' is one operand too many with --%s",
			       words[0], session->words.alone->word);
	if (dashes > 0 && !session->applet->operands)
		return session_check_count(session, words, count, err);
	if (dashes > 0 && count > 1 && !(session->applet->flags & APPLET_EACH))
		return err_set(err, STATUS_INVALID,
			       "'-' stands alone: each line of standard input has all operands");
	if (dashes > 0 && session->common.eventually_ns)
		return err_set(err, STATUS_INVALID,
			       "--eventually cannot ask again what '-' has read");
	return dashes > 0 || session_check_count(session, words, count, err);
}

static bool check_common(const struct session *session, struct err *err)
{
	const struct common *common = &session->common;

	if (session->words.command && !session->words.command[0])
		return err_set(err, STATUS_INVALID, "there is no command behind '--'");
	if (common->every_ns != common_defaults.every_ns && !common->eventually_ns)
		return err_set(err, STATUS_INVALID, "--every goes with --eventually");
	if (common->get && common->format != FORMAT_TEXT)
		return err_set(err, STATUS_INVALID,
			       "--get prints bare values: it excludes --json and --format");
	return true;
}

/* Whether it stays inside: no files, no programs. */
static bool check_confined(const struct session *session, struct err *err)
{
	const struct opt *outside = session->words.outside;
	const struct operand *operand = session->applet->operands;

	if (!session->manner.confined)
		return true;
	if (session->applet->flags & APPLET_OUTSIDE)
		return err_set(err, STATUS_INVALID,
			       "who types into it can name files: a restricted session has none");
	if (outside)
		return err_set(err, STATUS_INVALID,
			       "--%s: a restricted session has no files and runs no programs",
			       outside->word);
	if (session->words.command)
		return err_set(
			err, STATUS_INVALID,
			"what stands behind '--' is a program: a restricted session has none");
	for (; operand && operand->value[0]; operand++)
		if (offer_is_outside(operand->offer))
			return err_set(err, STATUS_INVALID,
				       "%s is outside: a restricted session has no files and "
				       "runs no programs",
				       operand->value);
	return true;
}

bool session_check(const struct session *session, struct err *err)
{
	return check_confined(session, err) && check_common(session, err) &&
	       check_operands(session, err);
}
