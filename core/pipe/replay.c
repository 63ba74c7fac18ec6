/* replay -- one side of a script being played: what to say when, and whether what comes is right.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/replay.h"

#include <string.h>

#include "base/num.h"
#include "cli/hexdump.h"

static bool is_step_of(const struct replay *replay, size_t i, bool ours)
{
	return (replay->script->step[i].side == replay->side) == ours;
}

/* An empty piece of a stream is nothing that could be said or heard. */
static bool is_nothing(const struct replay *replay, size_t i)
{
	const struct script_step *step = &replay->script->step[i];

	return !replay->messages && step->kind == TRANSCRIPT_DATA && step->size == 0;
}

/* The first step of ours, or of theirs, from I on; the count of steps where there is none. */
static size_t find(const struct replay *replay, size_t i, bool ours)
{
	while (i < replay->script->count && (!is_step_of(replay, i, ours) || is_nothing(replay, i)))
		i++;
	return i;
}

static const struct script_step *next_heard(struct replay *replay)
{
	replay->hear = find(replay, replay->hear, false);
	return replay->hear < replay->script->count ? &replay->script->step[replay->hear] : NULL;
}

static void pass_heard(struct replay *replay)
{
	replay->hear++;
	replay->heard = 0;
}

/* ---- saying --------------------------------------------------------------------------------- */

enum replay_turn replay_turn(struct replay *replay, const char **data, size_t *size)
{
	const struct script *script = replay->script;
	const struct script_step *heard = next_heard(replay), *step;

	replay->say = find(replay, replay->say, true);
	if (replay->say == script->count)
		return heard ? REPLAY_WAIT : REPLAY_DONE;
	if (replay->hear < replay->say)
		return REPLAY_WAIT;
	step = &script->step[replay->say];
	if (step->kind != TRANSCRIPT_DATA)
		return step->kind == TRANSCRIPT_SHUT ? REPLAY_SHUT : REPLAY_RESET;
	*data = script->data.data + step->at + replay->said;
	*size = step->size - replay->said;
	return REPLAY_SAY;
}

bool replay_is_done(const struct replay *replay)
{
	size_t count = replay->script->count;

	return find(replay, replay->say, true) == count &&
	       find(replay, replay->hear, false) == count;
}

void replay_said(struct replay *replay, size_t size)
{
	replay->said += size;
	if (replay->said < replay->script->step[replay->say].size)
		return;
	replay->say++;
	replay->said = 0;
}

/* ---- hearing -------------------------------------------------------------------------------- */

enum { SHOWN = 16 };

static void put_drawing(struct buf *text, const char *what, const char *data, size_t size,
			uint64_t offset)
{
	struct buf dump = { 0 };

	hexdump_put(&dump, data, size < SHOWN ? size : SHOWN, offset, 0, 0);
	buf_printf(text, "\n%s %s", what, dump.size ? "" : "nothing");
	buf_put(text, dump.data, dump.size ? dump.size - 1 : 0);
	buf_free_part(&dump, text);
}

/* A sentence, and what was expected and what came below it. */
static bool differ(const struct replay *replay, const char *expected, size_t expected_size,
		   const char *got, size_t got_size, struct err *err)
{
	struct buf text = { 0 };
	size_t sentence;

	buf_printf(&text, "the %s differs from the transcript at byte %llu",
		   name_word(sides, replay->side == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT),
		   (unsigned long long)replay->heard_bytes);
	sentence = text.size;
	put_drawing(&text, "expected", expected, expected_size, replay->heard_bytes);
	put_drawing(&text, "     got", got, got_size, replay->heard_bytes);
	err_set(err, STATUS_MISMATCH, "%s", buf_text(&text));
	err->lines_at = sentence;
	buf_free(&text);
	return false;
}

static size_t same_size(const char *a, const char *b, size_t size)
{
	size_t same = 0;

	while (same < size && a[same] == b[same])
		same++;
	return same;
}

static const char *word_of_end(const struct script_step *step)
{
	return step->kind == TRANSCRIPT_SHUT ? "the end of its direction" : "a reset";
}

static bool said_instead(const struct script_step *step, const char *data, size_t size,
			 struct err *err)
{
	struct buf text = { 0 };
	size_t sentence;

	buf_printf(&text, "%s was to come, not %zu bytes",
		   step ? word_of_end(step) : "nothing more", size);
	sentence = text.size;
	put_drawing(&text, "got", data, size, 0);
	err_set(err, STATUS_MISMATCH, "%s", buf_text(&text));
	err->lines_at = sentence;
	buf_free(&text);
	return false;
}

static bool hear_message(struct replay *replay, const char *data, size_t size, struct err *err)
{
	const struct script_step *step = next_heard(replay);
	const char *want;
	size_t same;

	if (!step || step->kind != TRANSCRIPT_DATA)
		return said_instead(step, data, size, err);
	want = replay->script->data.data + step->at;
	same = same_size(want, data, size < step->size ? size : step->size);
	replay->heard_bytes += same;
	if (same < size || same < step->size)
		return differ(replay, want + same, step->size - same, data + same, size - same,
			      err);
	pass_heard(replay);
	return true;
}

bool replay_hear(struct replay *replay, const char *data, size_t size, struct err *err)
{
	if (replay->messages)
		return hear_message(replay, data, size, err);
	while (size > 0) {
		const struct script_step *step = next_heard(replay);
		const char *want;
		size_t left, part, same;

		if (!step || step->kind != TRANSCRIPT_DATA)
			return said_instead(step, data, size, err);
		want = replay->script->data.data + step->at + replay->heard;
		left = step->size - replay->heard;
		part = size < left ? size : left;
		same = same_size(want, data, part);
		replay->heard_bytes += same;
		if (same < part)
			return differ(replay, want + same, left - same, data + same, size - same,
				      err);
		data += part;
		size -= part;
		replay->heard += part;
		if (replay->heard == step->size)
			pass_heard(replay);
	}
	return true;
}

uint64_t replay_lacks(const struct replay *replay)
{
	uint64_t bytes = 0;

	for (size_t i = replay->hear; i < replay->script->count; i++)
		if (is_step_of(replay, i, false) && replay->script->step[i].kind == TRANSCRIPT_DATA)
			bytes += replay->script->step[i].size -
				 (i == replay->hear ? replay->heard : 0);
	return bytes;
}

/* The peer ends while there is more of it, or another end, in the transcript. */
static bool ended_instead(const struct replay *replay, const struct script_step *step,
			  const char *how, struct err *err)
{
	if (step->kind != TRANSCRIPT_DATA)
		return err_set(err, STATUS_MISMATCH, "%s was to come, not %s", word_of_end(step),
			       how);
	return err_set(err, STATUS_MISMATCH,
		       "%s came at byte %llu, %llu byte%s before the transcript ends", how,
		       (unsigned long long)replay->heard_bytes,
		       (unsigned long long)replay_lacks(replay), num_plural(replay_lacks(replay)));
}

bool replay_hear_end(struct replay *replay, struct err *err)
{
	const struct script_step *step = next_heard(replay);

	if (step && step->kind != TRANSCRIPT_SHUT)
		return ended_instead(replay, step, "the end", err);
	if (step)
		pass_heard(replay);
	return true;
}

bool replay_hear_reset(struct replay *replay, struct err *err)
{
	const struct script_step *step = next_heard(replay);

	if (!step)
		return err_set(err, STATUS_MISMATCH, "a reset came, which the transcript has not");
	if (step->kind != TRANSCRIPT_RESET)
		return ended_instead(replay, step, "a reset", err);
	pass_heard(replay);
	return true;
}
