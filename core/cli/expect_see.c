/* expect_see -- records as they pass by: what each term makes of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect.h"
#include "cli/expect_term.h"

/* ---- looking at a record ----------------------------------------------------------------- */

struct look {
	struct term *term;
	struct expect *expect;
	const struct record *record;
};

static bool could_tell(const struct record *record)
{
	return !record->is_result || status_exit(record->status) != 3;
}

/* A value or record that the term wanted, or did not want. */
static void judge(struct term *term, bool matched, bool told)
{
	term->sight.seen++;
	if (matched)
		term->sight.matched++;
	else if (told)
		term->sight.missed++;
	else
		term->sight.untold++;
}

/* What a report should show: what was in the way. */
static bool is_in_the_way(const struct term *term, bool matched)
{
	if (term->op == OP_HAS && term->membership)
		return true;
	return (term->quantifier == NONE) == matched;
}

static void see_value(void *context, const struct field *field, const struct value *value)
{
	struct look *look = context;
	struct term *term = look->term;
	bool matched = term->membership ? term_mark(term, field, value)
					: term_accepts(term, field, value, &term->sight.broken);

	if (matched && term->op == OP_LIKE && look->expect->groups)
		pattern_keep(look->expect->groups, term->atoms->as.pattern, value->as.text.data,
			     value->as.text.size);
	/* A status of "could not tell" is no answer that contradicts an expected one. */
	look->expect->foresaw |= matched && term->on_outcome && term->quantifier != NONE;
	judge(term, matched, !term->on_outcome || could_tell(look->record));
	if (is_in_the_way(term, matched))
		sight_keep(&term->sight, field, value);
}

static void ignore_value(void *context, const struct field *field, const struct value *value)
{
	(void)context;
	(void)field;
	(void)value;
}

static void see_count(struct term *term, const struct record *record, const struct row *head)
{
	if (term->path.count > 0)
		term->sight.matched += path_each(&term->path, record, head, ignore_value, NULL);
	else if (record->is_result)
		term->sight.matched += status_is_success(record->status);
}

/* ---- payload ----------------------------------------------------------------------------- */

struct found {
	const struct field *field;
	struct slice text;
};

static void take_text(void *context, const struct field *field, const struct value *value)
{
	struct found *found = context;

	if (field_is_text(field))
		*found = (struct found){ field, { value->as.text.data, value->as.text.size } };
}

static struct found find_text(const struct path *path, const struct record *record)
{
	struct found found = { 0 };

	path_each(path, record, NULL, take_text, &found);
	return found;
}

/* Whether each record is a message of its own; on a stream they are parts of one payload. */
static bool is_message(const struct expect *expect, const struct record *record)
{
	static const char *const words[] = { "udp",        "unixgram", "seqpacket",      "udplite",
					     "SOCK_DGRAM", "SOCK_RAW", "SOCK_SEQPACKET", NULL };
	struct slice transport = find_text(&expect->transport_path, record).text;

	for (const char *const *word = words; *word; word++)
		if (slice_is(transport, *word))
			return true;
	return false;
}

static bool is_from_peer(struct term *term, const struct record *record)
{
	struct found peer;

	if (!term->wants_peer)
		return true;
	peer = find_text(&term->peer_path, record);
	if (peer.field && peer_accepts(&term->peer, peer.text))
		return true;
	if (peer.field) {
		struct value value = { .state = VALUE_SET,
				       .as.text = { peer.text.data, peer.text.size } };

		sight_keep(&term->sight, peer.field, &value);
	}
	term->sight.strangers++;
	return false;
}

static void feed(struct term *term, const struct expect *expect, struct slice part)
{
	const struct bytes *bytes = &term->bytes;

	bytes_feed(&term->bytes, part.data, part.size);
	if (bytes->pattern && bytes->state.met && expect->groups)
		pattern_keep(expect->groups, bytes->pattern, bytes->gathered.data,
			     bytes->gathered.size);
}

static void see_part(struct term *term, const struct expect *expect, struct slice part)
{
	struct bytes_state *state = &term->bytes.state;

	feed(term, expect, part);
	term->sight.seen++;
	term->sight.matched += state->met;
	term->sight.missed += state->missed;
	state->done = state->met;
}

static void see_message(struct term *term, const struct expect *expect, struct slice message)
{
	term->bytes.state = (struct bytes_state){ 0 };
	feed(term, expect, message);
	judge(term, term->bytes.state.met, true);
}

static void see_bytes(struct term *term, const struct expect *expect, const struct record *record)
{
	struct found payload = find_text(&term->path, record);

	if (!payload.field || term->sight.missed > 0 || term->bytes.state.done)
		return;
	if (!is_from_peer(term, record))
		judge(term, false, true);
	else if (is_message(expect, record))
		see_message(term, expect, payload.text);
	else
		see_part(term, expect, payload.text);
}

/* ---- endings ----------------------------------------------------------------------------- */

static void keep_status(struct term *term, const struct record *record)
{
	const char *word = record->err && err_name(record->err->number)
				   ? err_name(record->err->number)
				   : status_word(record->status);
	struct value value = { .state = VALUE_SET, .as.text = { word, strlen(word) } };

	sight_keep(&term->sight, &record_head_shape.fields[HEAD_ERROR].members->fields[0], &value);
}

/* A stream that ends well has no result that says so, but a summary whose reason does. */
static void see_last_words(struct term *term, const struct record *record)
{
	const struct field *field = record->row->shape->fields;
	const struct value *value = record->row->values;

	if (term->ending.status == STATUS_COUNT)
		return;
	for (; *field->key; field++, value++)
		if (strcmp(field->key, "reason") == 0 && value->state == VALUE_SET &&
		    strcmp(value->as.text.data, status_word(term->ending.status)) == 0)
			judge(term, true, true);
}

/* Calls that answer with an errno, such as connect_ex, have it in a field of that name. */
static bool answers_errno(const struct record *record, int number)
{
	const struct field *field = record->row->shape->fields;
	const struct value *value = record->row->values;
	const char *word = err_name(number);

	for (; word && *field->key; field++, value++)
		if (field->type == FIELD_TEXT && value->state == VALUE_SET &&
		    strcmp(field->key, "errno") == 0 && strcmp(value->as.text.data, word) == 0)
			return true;
	return false;
}

static bool ends_so(const struct ending *ending, const struct record *record)
{
	if (ending->status < STATUS_COUNT)
		return record->status == ending->status;
	return record->err ? record->err->number == ending->number
			   : answers_errno(record, ending->number);
}

static void see_ending(struct term *term, struct expect *expect, const struct record *record)
{
	const struct ending *ending = &term->ending;
	bool matched = ends_so(ending, record);

	if (!record->is_result) {
		see_last_words(term, record);
		return;
	}
	if (ending->last && status_is_success(record->status))
		return;
	if (!matched)
		keep_status(term, record);
	else
		matched = is_from_peer(term, record);
	expect->foresaw |= matched;
	judge(term, matched, could_tell(record));
}

/* ---- all terms --------------------------------------------------------------------------- */

static void see_term(struct term *term, struct expect *expect, const struct record *record,
		     const struct row *head)
{
	struct look look = { .term = term, .expect = expect, .record = record };

	switch (term->kind) {
	case TERM_VALUES:
		path_each(&term->path, record, head, see_value, &look);
		break;
	case TERM_COUNT:
		see_count(term, record, head);
		break;
	case TERM_BYTES:
		see_bytes(term, expect, record);
		break;
	case TERM_ENDING:
		see_ending(term, expect, record);
		break;
	}
}

void expect_see(struct expect *expect, const struct record *record, const struct row *head)
{
	if (!record->is_result && strcmp(record->type->type, "summary") != 0)
		return;
	expect->foresaw = false;
	if (!could_tell(record))
		expect->untold = record->status;
	for (struct term *term = expect->terms; term; term = term->next)
		see_term(term, expect, record, head);
}

bool expect_foresaw(const struct expect *expect)
{
	return expect->foresaw;
}
