/* run -- words to call to verdict: one applet, from its command line to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/help.h"
#include "cli/out.h"
#include "net/calls.h"
#include "net/networks.h"
#include "run/line.h"
#include "run/session.h"
#include "run/signals.h"

static void put_call(void *context, const char *line, size_t size)
{
	struct session *session = context;
	struct out *out = &session->out;
	struct buf safe = { 0 };

	if (session->run.line)
		line_step_aside(session->run.line);
	safe_put(&safe, line, size > 0 ? size - 1 : 0, out->charset);
	buf_putc(&safe, '\n');
	safe_guard(&safe, 0, out->charset);
	out_write(out, STDERR_FILENO, safe.data, safe.size);
	buf_free(&safe);
}

/* What would go where the caller lets nothing go is no answer to anything. */
static bool forbids(void *context, const struct sockaddr *to, socklen_t size)
{
	struct session *session = context;
	struct addr addr;
	char text[ADDR_TEXT_MAX];
	struct err err = { 0 };

	if (!addr_from_sockaddr(&addr, NULL, to, size))
		return false;
	addr = addr_unmapped(&addr);
	if (networks_have(session->only, &addr))
		return false;
	addr_format(text, &addr);
	err_set(&err, STATUS_DENIED, "it is outside of the networks that may be reached");
	out_refuse(&session->out, text, &err);
	return true;
}

/* What works on something of its caller's is a verb: no word of the command line's. */
static int usage(struct out *out, const struct run_caller *caller, const struct err *err)
{
	struct buf line = { 0 };

	out->hold = false;
	out_complain(out, "", err);
	buf_printf(&line, caller->context ? "Try 'help %s'.\n" : "Try 'sockbox %s --help'.\n",
		   out->applet->name);
	out_say(out, &line);
	buf_free(&line);
	return EXIT_USAGE;
}

static int settle(struct session *session)
{
	bool met = session->words.command && out_is_met(&session->out);
	int code = out_finish(&session->out), fd = session->run.command_fd;

	if (!met || code != 0)
		return (code || session->run.reports) && session->run.exit ? session->run.exit
									   : code;
	if (fd >= 0) {
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
	}
	return run_command(session->applet, session->words.command);
}

static int run_session(struct session *session, const struct run_caller *caller)
{
	const struct applet *applet = session->applet;
	struct calls_sink sink = { .line = session->common.calls ? put_call : NULL,
				   .context = session,
				   .forbids = caller->only ? forbids : NULL };
	struct err err = { 0 };
	bool fine;
	int code;

	session->run = (struct run){
		.applet = applet,
		.common = &session->common,
		.settings = session->settings,
		.out = &session->out,
		.command = session->words.command,
		.command_fd = -1,
		.state = applet->state_size ? calloc(1, applet->state_size) : NULL,
		.context = caller->context,
		.editor = caller->editor,
	};
	if (applet->state_size && !session->run.state) {
		err_errno(&err, ENOMEM, "cannot start");
		out_complain(&session->out, "", &err);
		return status_exit(err.kind);
	}
	calls_sink = sink.line || sink.forbids ? &sink : NULL;
	fine = session_ask(session, &err);
	calls_sink = NULL;
	code = fine ? settle(session) : usage(&session->out, caller, &err);
	free(session->run.state);
	return code;
}

/* Whoever waits for us sees that we were stopped, and by what. */
static void die_of(int signal_number)
{
	signal_default(signal_number);
	kill(getpid(), signal_number);
}

/* Where there is no session. */
static void complain(const struct applet *applet, const char *subject, const struct err *err)
{
	struct out out = { .applet = applet, .charset = charset_get() };

	out_complain(&out, subject, err);
}

static void put_help(struct buf *buf, const struct applet *applet)
{
	help_applet(buf, applet, HELP_COLUMNS);
}

static int print(void (*describe)(struct buf *buf, const struct applet *applet),
		 const struct applet *applet)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	bool fine;

	describe(&text, applet);
	fine = !text.failed && fd_write(STDOUT_FILENO, text.data, text.size) &&
	       fd_settle(STDOUT_FILENO);
	if (!fine) {
		err_errno(&err, text.failed ? ENOMEM : errno, "cannot write to standard output");
		complain(applet, "", &err);
	}
	buf_free(&text);
	return fine ? 0 : status_exit(STATUS_LACKING);
}

static void put_version(struct buf *buf, const struct applet *applet)
{
	buf_printf(buf, "%s (sockbox) %s\n", applet->name, SOCKBOX_VERSION);
}

int run_applet_for(struct run_caller *caller, const struct applet *applet, char **argv)
{
	struct session session = { .applet = applet,
				   .manner = caller->manner,
				   .only = caller->only };
	struct err err = { 0 };
	bool fine = session_parse(&session, argv, &err);
	int code;

	if (fine && session.common.help)
		return print(put_help, applet);
	if (fine && session.common.fields)
		return print(help_fields, applet);
	if (fine && session.common.version)
		return print(put_version, applet);
	fine = fine && session_check(&session, &err);
	if (!fine) {
		session.out = (struct out){ .applet = applet,
					    .charset = charset_get(),
					    .where = caller->where,
					    .watcher = caller->watcher };
		return usage(&session.out, caller, &err);
	}
	fine = out_begin(&session.out, applet, &session.common, &err);
	session.out.where = caller->where;
	session.out.watcher = caller->watcher;
	session.out.calm = caller->manner.calm;
	if (fine && session.out.expect && caller->groups)
		expect_keep_groups(session.out.expect, caller->groups);
	session.out.stop_fd = caller->stop_fd;
	session.out.write_until = caller->until;
	code = fine ? run_session(&session, caller) : usage(&session.out, caller, &err);
	caller->number = session.out.number;
	out_close(&session.out);
	if (session.run.signal)
		die_of(session.run.signal);
	return code;
}

static bool runs_program(const struct session *session)
{
	const struct operand *operand = session->applet->operands;

	for (; operand && operand->value[0]; operand++)
		if (operand->offer == OFFER_PROGRAM)
			return true;
	return session->words.command != NULL;
}

/* No files and no programs, unless they are allowed. */
static bool check_inside(const struct run_check *check, const struct session *session,
			 struct err *err)
{
	const struct opt *outside = session->words.outside;

	if (check->allows_outside)
		return true;
	if (runs_program(session))
		return err_set(err, STATUS_INVALID, "it runs a program: only with --allow-exec");
	return !outside || !offer_is_outside(outside->offer) ||
	       err_set(err, STATUS_INVALID, "'--%s' names a file: only with --allow-exec",
		       outside->word);
}

/* The first word, where that says whom it is about. */
static const char *peer_of(const struct session *session)
{
	const struct operand *operand = session->applet->operands;
	bool is_peer = operand && session->words.count > 0 &&
		       (operand->offer == OFFER_HOST || operand->offer == OFFER_ENDPOINT);

	return is_peer ? session->words.word[0] : NULL;
}

bool run_check(struct run_check *check, const struct applet *applet, char **argv, struct err *err)
{
	struct session session = { .applet = applet };
	struct expect *expect = NULL;

	if (!session_parse(&session, argv, err) || !session_check(&session, err))
		return false;
	if (session.common.help || session.common.fields || session.common.version)
		return err_set(err, STATUS_INVALID, "this asks nothing");
	if (!check_inside(check, &session, err))
		return false;
	if (session_reads_lines(&session))
		return err_set(err, STATUS_INVALID, "'-' is standard input, which is empty here");
	if (session.common.expect && !expect_parse(&expect, session.common.expect, applet->records,
						   applet->statuses | STATUSES_COMMON, err))
		return false;
	check->is_endless = applet->flags & APPLET_WATCHES && session.common.timeout_ns < 0 &&
			    (!expect || expect_within_ns(expect) < 0);
	check->peer = peer_of(&session);
	expect_free(expect);
	return true;
}

int run_applet(const struct applet *applet, char **argv)
{
	struct run_caller nobody = { 0 };

	return run_applet_for(&nobody, applet, argv);
}

int run_command(const struct applet *applet, char **argv)
{
	struct err err = { 0 };

	execvp(argv[0], argv);
	err_errno(&err, errno, "cannot run it");
	complain(applet, argv[0], &err);
	return err.number == ENOENT ? EXIT_NO_PROGRAM : EXIT_NOT_RUNNABLE;
}
