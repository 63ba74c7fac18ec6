/* expect_bytes -- payload against a byte pattern, part by part. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect_term.h"

bool bytes_prepare(struct bytes *bytes, struct arena *arena)
{
	const char *want = bytes->want.data;
	size_t size = bytes->want.size, known = 0;

	if (!bytes->open_front)
		return true;
	bytes->border = arena_take(arena, (size + 1) * sizeof(*bytes->border));
	if (!bytes->border)
		return false;
	bytes->border[0] = 0;
	if (size > 0)
		bytes->border[1] = 0;
	for (size_t i = 1; i < size; i++) {
		while (known > 0 && want[i] != want[known])
			known = bytes->border[known];
		known += want[i] == want[known];
		bytes->border[i + 1] = known;
	}
	return true;
}

/* Keep the bytes from the first difference on. */
static void keep_difference(struct bytes *bytes, const char *data, size_t size)
{
	bytes->got_at = bytes->state.matched;
	bytes->got_size = size < DUMP_SIZE ? (unsigned)size : DUMP_SIZE;
	memcpy(bytes->got, data, bytes->got_size);
}

/* The payload begins with the pattern, or is the pattern. */
static void feed_front(struct bytes *bytes, const char *data, size_t size)
{
	struct bytes_state *state = &bytes->state;
	size_t left = bytes->want.size - state->matched;
	size_t same = 0;

	while (same < size && same < left && data[same] == bytes->want.data[state->matched + same])
		same++;
	state->matched += same;
	if (same < size && (same < left || !bytes->open_back)) {
		state->missed = true;
		keep_difference(bytes, data + same, size - same);
	}
	state->met = !state->missed && state->matched == bytes->want.size;
}

/* Keep the last bytes that came: the pattern may begin anywhere. */
static void keep_last(struct bytes *bytes, const char *data, size_t size)
{
	size_t fresh = size < DUMP_SIZE ? size : DUMP_SIZE;
	size_t old = bytes->got_size < DUMP_SIZE - fresh ? bytes->got_size : DUMP_SIZE - fresh;

	memmove(bytes->got, bytes->got + bytes->got_size - old, old);
	memcpy(bytes->got + old, data + size - fresh, fresh);
	bytes->got_size = (unsigned)(old + fresh);
	bytes->got_at = bytes->state.total + size - bytes->got_size;
}

/* The payload holds the pattern, or ends with it. */
static void feed_anywhere(struct bytes *bytes, const char *data, size_t size)
{
	struct bytes_state *state = &bytes->state;
	struct slice want = bytes->want;

	keep_last(bytes, data, size);
	for (size_t i = 0; i < size && want.size > 0; i++) {
		if (state->matched == want.size && bytes->open_back)
			break;
		if (state->matched == want.size)
			state->matched = bytes->border[want.size];
		while (state->matched > 0 && data[i] != want.data[state->matched])
			state->matched = bytes->border[state->matched];
		state->matched += data[i] == want.data[state->matched];
	}
	state->met = state->matched == want.size;
}

/* What has come so far matches the pattern, or more has to come. */
static void feed_pattern(struct bytes *bytes, const char *data, size_t size)
{
	struct bytes_state *state = &bytes->state;
	struct buf *gathered = &bytes->gathered;
	bool broken = false;
	const char *text;
	size_t room;

	keep_last(bytes, data, size);
	if (state->total == 0)
		buf_clear(gathered);
	room = GATHERED_MAX - gathered->size;
	buf_put(gathered, data, size < room ? size : room);
	text = buf_text(gathered); /* which ends it with a NUL, for regexec(3) */
	if (!gathered->failed)
		state->met = pattern_matches(bytes->pattern, text, gathered->size, &broken);
	state->missed =
		!state->met && (gathered->failed || broken || gathered->size == GATHERED_MAX);
}

void bytes_feed(struct bytes *bytes, const void *data, size_t size)
{
	if (bytes->pattern)
		feed_pattern(bytes, data, size);
	else if (bytes->open_front)
		feed_anywhere(bytes, data, size);
	else
		feed_front(bytes, data, size);
	bytes->state.total += size;
}
