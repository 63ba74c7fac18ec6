/* ask -- puts the questions of a command line: in turn or side by side, once or until met. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/out.h"
#include "run/crew.h"
#include "run/question.h"
#include "run/session.h"

enum { TIMEOUT_DEFAULT_S = 5 };

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
	if (session_check_count(session, question->word, question->count, &err))
		run->applet->run(run);
	else
		out_fail(run->out, &err);
	out_about(run->out, question->subject); /* what it said it is about is gone, maybe */
}

/* One after the other, in this process. What is ready is written before stdin is waited for. */
static void answer_in_turn(struct session *session, struct questions *questions)
{
	struct out *out = &session->out;

	while (!out_is_over(out) && !session->run.signal) {
		struct question question;
		struct err err = { 0 };
		enum question_kind kind = questions_next(questions, &question, false, &err);

		if (kind == QUESTION_WAITING) {
			if (!out->hold && out->writer->streams)
				out_flush(out);
			kind = questions_next(questions, &question, true, &err);
		}
		out->batch = questions->reading;
		if (kind == QUESTION_WAITING)
			continue;
		if (kind == QUESTION_NONE)
			break;
		if (questions->subject.failed) /* what it is about is lost */
			out_about_buf(out, &questions->subject);
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
	       (several || (words->count == 1 && word_is_dash(words->word[0])));
}

/* Whether answers may come without end: the applet watches, or stdin asks. */
static bool is_endless(const struct session *session)
{
	return session_reads_lines(session) || session->applet->flags & APPLET_WATCHES;
}

/* The applet's own look at the whole command line. */
static bool begin(struct session *session, struct err *err)
{
	struct run *run = &session->run;

	run->operand = session->words.word;
	run->operand_count = session->words.count;
	return !session->applet->begin || session->applet->begin(run, err);
}

/* Put all questions once. */
static bool ask(struct session *session, struct err *err)
{
	struct run *run = &session->run;
	struct questions questions;

	if (!begin(session, err)) {
		if (status_exit(err->kind) != status_exit(STATUS_LACKING))
			return false;
		out_fail(run->out, err);
		return true;
	}
	session->out.endless = is_endless(session);
	questions_begin(&questions, session->words.word, session->applet->flags & APPLET_EACH);
	questions.pairs = session->applet->pairs;
	questions.plain = session->applet->flags & APPLET_INPUT;
	if (overlaps(session))
		crew_run(session, run, &questions, answer);
	else
		answer_in_turn(session, &questions);
	run->operand = NULL;
	run->operand_count = 0;
	out_question(run->out, "");
	run->end = session->until;
	if (session->applet->finish)
		session->applet->finish(run);
	out_about(run->out, "");
	questions_free(&questions);
	return true;
}

/* Ask until it is met or the time is up: no try begins behind it. */
static bool ask_eventually(struct session *session, struct err *err)
{
	struct out *out = &session->out;

	session->until = deadline_in(session->common.eventually_ns);
	for (;;) {
		struct deadline next = deadline_in(session->common.every_ns);

		if (!ask(session, err))
			return false;
		if (out_is_met(out) || session->run.signal || out->refused ||
		    deadline_passed(session->until) || next.at_ns >= session->until.at_ns)
			return true;
		deadline_sleep(next);
		out_retry(out);
		if (session->run.state)
			memset(session->run.state, 0, session->applet->state_size);
	}
}

bool session_ask(struct session *session, struct err *err)
{
	return (session->common.eventually_ns ? ask_eventually : ask)(session, err);
}
