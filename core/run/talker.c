/* talker -- somebody who takes part in a chat: what he types is said, what happens is shown. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/talker.h"

#include "cli/chatrow.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "proto/chatorder.h"
#include "run/choices.h"

enum { LEAVE_S = 5 }; /* more than any kind of party takes to leave at once */

/* ---- records -------------------------------------------------------------------------------- */

/* Soon, when this turn of the loop is over, all of it is written above the prompt. */
static void begin_talk(struct talker *talker)
{
	line_hide(&talker->line);
	timer_set(&talker->serve.loop, &talker->print, (struct deadline){ 1 });
}

static struct row *begin_record(struct talker *talker, const struct record_type *type)
{
	begin_talk(talker);
	return out_record(talker->run->out, type);
}

static void print(struct timer *timer)
{
	struct talker *talker = OWNER(timer, struct talker, print);
	struct out *out = talker->run->out;

	line_hide(&talker->line);
	if (!out->hold && out->writer->streams)
		out_flush(out);
	line_show(&talker->line);
}

static void show_said(struct talker *talker, const struct party_event *event)
{
	chatrow_put_said(begin_record(talker, talker->plan.result), event);
	out_done(talker->run->out, STATUS_OK);
}

static void show_received(struct talker *talker, const struct party_event *event)
{
	chatrow_put_received(begin_record(talker, talker->plan.result), event);
	out_done(talker->run->out, STATUS_OK);
}

/* A table, CSV and --get show one type of record: results. */
static bool tells_events(const struct talker *talker)
{
	const struct common *common = talker->run->common;

	return !common->get && (common->format == FORMAT_TEXT || common->format == FORMAT_JSON);
}

static void show_event(struct talker *talker, const struct party_event *event)
{
	if (!tells_events(talker))
		return;
	chatrow_put_event(begin_record(talker, talker->plan.event), event);
	out_done(talker->run->out, STATUS_OK);
}

/* What a person can do again is only said; a script has failed. */
static void show_failed(struct talker *talker, const struct party_event *event)
{
	struct out *out = talker->run->out;

	begin_talk(talker);
	if (event->number == 0 && talker->line.is_terminal) {
		out_complain(out, "", event->why);
		return;
	}
	chatrow_put_failed(out_record(out, talker->plan.result), event);
	out_question(out, event->text.size ? event->text.at : "");
	out_fail(out, event->why);
	out_question(out, "");
}

void talker_summary(struct talker *talker)
{
	const struct party *party = talker->party;
	struct row *row = begin_record(talker, talker->plan.summary);

	chatrow_put_counts(row, party->kind->role, party->nick, &party->counts);
	if (talker->race)
		chatrow_put_connection(row, talker->race, party->transport);
	out_done(talker->run->out, STATUS_OK);
}

void talker_complain(struct talker *talker, const struct err *err)
{
	begin_talk(talker);
	out_complain(talker->run->out, "", err);
}

/* Of --count no more is shown, even where more came at once. */
static void show_counted(struct talker *talker, const struct party_event *event)
{
	struct party *party = talker->party;
	uint64_t most = talker->plan.count;

	if (most == 0 || party->counts.heard <= most)
		show_said(talker, event);
	if (most > 0 && party->counts.heard == most)
		party->kind->leave(party, false);
}

static void tell(struct party *party, const struct party_event *event)
{
	struct talker *talker = party->context;

	switch (event->step) {
	case PARTY_MESSAGE:
	case PARTY_ACTION:
		show_counted(talker, event);
		break;
	case PARTY_RECEIVED:
		show_received(talker, event);
		break;
	case PARTY_FAILED:
		show_failed(talker, event);
		break;
	case PARTY_ENTERED:
	case PARTY_JOINED:
	case PARTY_LEFT:
	case PARTY_RENAMED:
	case PARTY_HERE:
	case PARTY_OFFERED:
	case PARTY_SENT:
	case PARTY_REFUSED:
	case PARTY_NOTICE:
		show_event(talker, event);
		break;
	}
}

/* ---- what we type --------------------------------------------------------------------------- */

static void complain(struct talker *talker, const char *what, struct word word)
{
	struct err err = { 0 };
	const struct party_event event = { .step = PARTY_FAILED, .peer = "", .why = &err };

	err_set(&err, STATUS_INVALID, "%s%.*s", what, (int)word.size, word.size ? word.at : "");
	show_failed(talker, &event);
}

static void show_notice(struct talker *talker, const char *text)
{
	const struct party_event event = { .step = PARTY_NOTICE,
					   .text = word_of(text),
					   .peer = "" };

	show_event(talker, &event);
}

static void show_help(struct talker *talker)
{
	static const char *const lines[] = {
		"/nick NAME calls you NAME, /who lists who is here, /quit or quit leaves",
		"/me TEXT says what you do; // in front says a line that begins with /",
		"/send FILE offers a file, /get N [NAME] takes the one of offer N",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		show_notice(talker, lines[i]);
}

/* For programs: a person has it on the terminal. */
static void show_own(struct talker *talker, const struct chat_order *order)
{
	if (talker->run->common->format != FORMAT_JSON || talker->run->common->get)
		return;
	chatrow_put_own(begin_record(talker, talker->plan.event), talker->party->nick, order);
	out_done(talker->run->out, STATUS_OK);
}

static void obey(struct talker *talker, const struct chat_order *order)
{
	struct party *party = talker->party;

	switch (order->verb) {
	case CHAT_NOTHING:
		break;
	case CHAT_HELP:
		show_help(talker);
		break;
	case CHAT_QUIT:
		line_end(&talker->line);
		party->kind->leave(party, false);
		break;
	case CHAT_OFFER:
	case CHAT_FILE:
	case CHAT_UNKNOWN:
		complain(talker,
			 "there is no such command; /help lists them, // in front says it: ",
			 order->text);
		break;
	case CHAT_SAY:
	case CHAT_ME:
	case CHAT_NICK:
	case CHAT_SEND:
	case CHAT_GET:
		if (order->text.size == 0 && order->verb != CHAT_GET) {
			complain(talker, "there is something missing behind the command",
				 order->text);
			break;
		}
		if (order->verb == CHAT_SAY || order->verb == CHAT_ME)
			show_own(talker, order);
		party->kind->order(party, order);
		break;
	case CHAT_WHO:
		party->kind->order(party, order);
		break;
	}
}

static void take_line(struct line *line, const struct textpiece *piece)
{
	struct talker *talker = OWNER(line, struct talker, line);
	struct chat_order order;

	begin_talk(talker);
	line_remember(line, piece->data, piece->size);
	if (piece->cut) {
		complain(talker, "a line of more than 4096 bytes was not sent",
			 (struct word){ "", 0 });
		return;
	}
	chat_read_order(&order, piece->data, piece->size);
	obey(talker, &order);
	if (talker->party->kind->is_full(talker->party))
		line_pause(line);
}

/* Commands, of which there is one at the start of a line. */
static void complete(struct line *line, const char *text, size_t cursor, struct choices *to)
{
	const struct word typed = { text, cursor };
	struct buf word = { 0 };

	(void)line;
	to->start = 0;
	for (const struct name *row = chat_commands; *row->word; row++) {
		buf_clear(&word);
		buf_putc(&word, '/');
		buf_puts(&word, row->word);
		if (name_meaning(row) && cursor > 0 && cursor <= word.size &&
		    word_is(typed, (struct word){ word.data, cursor }))
			choices_add(to, buf_text(&word), name_meaning(row));
	}
	buf_free(&word);
}

/* At a terminal the end means to leave. Where nobody can type, a host stays, and who is to stay for
 * some time or until something comes does so too. */
static void lines_ended(struct line *line, const struct err *err)
{
	struct talker *talker = OWNER(line, struct talker, line);
	bool stays =
		talker->party->kind->outlives_input || talker->plan.for_ns || talker->plan.count;

	if (err->kind != STATUS_OK)
		out_fail(talker->run->out, err);
	if (line->is_terminal || !stays)
		talker->party->kind->leave(talker->party, false);
}

static void relieved(struct party *party)
{
	struct talker *talker = party->context;

	line_resume(&talker->line);
}

/* ---- signals and the end -------------------------------------------------------------------- */

static void over(struct party *party, const struct err *why)
{
	struct talker *talker = party->context;

	talker->why = *why;
	talker->is_over = true;
	loop_stop(&talker->serve.loop);
}

/* The next signal kills: the terminal must have its own modes by then. */
static void stop(struct serve *serve)
{
	struct talker *talker = OWNER(serve, struct talker, serve);

	line_end(&talker->line);
	talker->party->kind->leave(talker->party, true);
}

static bool interrupt(struct serve *serve)
{
	struct talker *talker = OWNER(serve, struct talker, serve);
	bool typing = line_holds(&talker->line);

	if (typing)
		line_drop(&talker->line);
	return typing;
}

static void report(struct serve *serve)
{
	talker_summary(OWNER(serve, struct talker, serve));
}

static bool begin_typing(struct talker *talker, struct err *err)
{
	struct line *line = &talker->line;

	if (!line_begin(line, err))
		return false;
	talker->run->line = line;
	if (line->is_terminal && line->lacks.kind) {
		line_hide(line);
		out_talk(talker->run->out, "lines cannot be edited: %s", line->lacks.text);
		line_show(line);
	}
	return true;
}

/* It may be over before this returns: then nothing is waited for. */
static bool leave_at_once(struct talker *talker, struct err *err)
{
	struct loop *loop = &talker->serve.loop;

	talker->party->kind->leave(talker->party, true);
	if (!talker->is_over && !loop_run(loop, deadline_in(LEAVE_S * (int64_t)NS_PER_S), err))
		return false;
	return talker->is_over || err_set(err, STATUS_TIMEOUT, "leaving took too long");
}

bool talker_talk(struct talker *talker, struct err *err)
{
	bool fine;

	talker->was_there = true;
	talker->serve.stop = stop;
	talker->serve.report = report;
	talker->serve.interrupt = interrupt;
	fine = begin_typing(talker, err) &&
	       serve_run(&talker->serve, deadline_in(talker->plan.for_ns), err) &&
	       (talker->is_over || leave_at_once(talker, err));
	line_end(&talker->line);
	if (!fine)
		return false;
	if (talker->why.kind != STATUS_OK)
		*err = talker->why;
	return talker->why.kind == STATUS_OK;
}

void talker_prepare(struct talker *talker, struct party *party)
{
	*party = (struct party){ .loop = &talker->serve.loop,
				 .context = talker,
				 .folder = talker->plan.folder,
				 .tell = tell,
				 .relieved = relieved,
				 .over = over };
	talker->party = party;
	talker->print.due = print;
	talker->line = (struct line){ .kind = talker->run->editor,
				      .loop = &talker->serve.loop,
				      .prompt = "> ",
				      .max = CHAT_LINE_MAX,
				      .take = take_line,
				      .ended = lines_ended,
				      .complete = complete };
}

bool talker_begin(struct talker *talker, struct err *err)
{
	return serve_begin(&talker->serve, talker->run, err);
}

void talker_free(struct talker *talker)
{
	if (talker->run)
		talker->run->line = NULL;
	line_end(&talker->line);
	serve_end(&talker->serve);
}
