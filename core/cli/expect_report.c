/* expect_report -- what an expectation wanted and what came instead, in lines for people. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/expect_term.h"
#include "cli/safe.h"
#include "cli/value.h"

/* ---- samples ---------------------------------------------------------------------------- */

void sight_keep(struct sight *sight, const struct field *field, const struct value *value)
{
	struct sample *sample = &sight->sample[sight->samples];
	size_t size;

	sight->sampled++;
	if (sight->samples == SAMPLES)
		return;
	sight->samples++;
	sample->field = field;
	sample->value = *value;
	if (!field_is_text(field))
		return;
	size = value->as.text.size;
	sample->kept = size < sizeof(sample->text) ? size : sizeof(sample->text);
	memcpy(sample->text, value->as.text.data, sample->kept);
}

static void put_sample(struct buf *report, const struct sample *sample, struct charset charset)
{
	const char *quote = sample->field->type == FIELD_ADDRESS ? "" : "\"";

	if (sample->field->type == FIELD_OBJECT) {
		buf_puts(report, "an object");
		return;
	}
	if (!field_is_text(sample->field)) {
		value_put(report, sample->field, &sample->value, charset);
		return;
	}
	buf_puts(report, quote);
	safe_put(report, sample->text, sample->kept, charset);
	buf_puts(report, quote);
	if (sample->kept < sample->value.as.text.size)
		buf_printf(report, "... (%zu bytes)", sample->value.as.text.size);
}

static void put_samples(struct buf *report, const struct sight *sight, struct charset charset)
{
	for (unsigned i = 0; i < sight->samples; i++) {
		buf_puts(report, i == 0 ? "" : ", ");
		put_sample(report, &sight->sample[i], charset);
	}
	if (sight->sampled > sight->samples)
		buf_printf(report, " and %llu more",
			   (unsigned long long)(sight->sampled - sight->samples));
}

/* A part of the expression. Its own escapes stay as they were written. */
static void put_slice(struct buf *report, struct slice slice, struct charset charset)
{
	while (slice.size > 0) {
		const char *escape = memchr(slice.data, '\\', slice.size);
		size_t size = escape ? (size_t)(escape - slice.data) : slice.size;

		safe_put(report, slice.data, size, charset);
		if (escape)
			buf_putc(report, '\\');
		size += escape != NULL;
		slice = (struct slice){ slice.data + size, slice.size - size };
	}
}

/* ---- sets -------------------------------------------------------------------------------- */

static void put_missing(struct buf *report, const struct term *term, struct charset charset)
{
	bool first = true;

	for (const struct atom *atom = term->atoms; atom; atom = atom->next) {
		if (atom->seen)
			continue;
		buf_puts(report, first ? "" : ", ");
		first = false;
		put_slice(report, atom->place, charset);
	}
}

static bool any_missing(const struct term *term)
{
	for (const struct atom *atom = term->atoms; atom; atom = atom->next)
		if (!atom->seen)
			return true;
	return false;
}

/* `only`: the samples are the strangers. */
static void put_only(struct buf *report, const struct term *term, struct charset charset)
{
	if (term->sight.samples > 0) {
		put_samples(report, &term->sight, charset);
		buf_puts(report, " too");
	}
	if (any_missing(term)) {
		buf_puts(report, term->sight.samples > 0 ? ", and not " : "all but ");
		put_missing(report, term, charset);
	}
}

/* ---- bytes ------------------------------------------------------------------------------- */

enum { GOT_SHOWN = 48 };

static void put_dump(struct buf *report, const char *label, const void *data, size_t size,
		     uint64_t at)
{
	const unsigned char *byte = data;

	buf_printf(report, "\n  %s %08llx ", label, (unsigned long long)at);
	for (size_t i = 0; i < DUMP_SIZE; i++) {
		buf_puts(report, i == DUMP_SIZE / 2 ? "  " : " ");
		if (i < size)
			buf_puthex(report, byte + i, 1);
		else
			buf_puts(report, "  ");
	}
	buf_puts(report, "  ");
	for (size_t i = 0; i < size; i++)
		buf_putc(report, byte[i] >= 0x20 && byte[i] < 0x7f ? (char)byte[i] : '.');
}

/* What came, where all of it is known: up to the difference it is what was wanted. */
static void put_came(struct buf *report, const struct bytes *bytes, struct charset charset)
{
	uint64_t total = bytes->state.total;
	char text[GOT_SHOWN];

	if (total > sizeof(text) || bytes->got_at + bytes->got_size != total) {
		buf_printf(report, "%llu byte%s", (unsigned long long)total, num_plural(total));
		return;
	}
	memcpy(text, bytes->want.data, (size_t)bytes->got_at);
	memcpy(text + bytes->got_at, bytes->got, bytes->got_size);
	buf_putc(report, '"');
	safe_put(report, text, (size_t)total, charset);
	buf_putc(report, '"');
}

/* Both around the difference. */
static void put_difference(struct buf *report, const struct bytes *bytes)
{
	const struct slice *want = &bytes->want;
	size_t at = (size_t)bytes->got_at;
	size_t from = at > DUMP_SIZE / 2 ? at - DUMP_SIZE / 2 : 0;
	size_t left = want->size - from, same = at - from;
	size_t fresh = DUMP_SIZE - same;
	unsigned char got[DUMP_SIZE];

	if (fresh > bytes->got_size)
		fresh = bytes->got_size;
	memcpy(got, want->data + from, same);
	memcpy(got + same, bytes->got, fresh);
	put_dump(report, "want", want->data + from, left < DUMP_SIZE ? left : DUMP_SIZE, from);
	put_dump(report, "got ", got, same + fresh, from);
}

static void put_bytes(struct buf *report, const struct bytes *bytes, struct charset charset)
{
	const struct slice *want = &bytes->want;

	if (!bytes->state.missed && !bytes->open_front) {
		buf_printf(report, "only its first %zu of %zu byte%s", bytes->state.matched,
			   want->size, num_plural(want->size));
		return;
	}
	if (bytes->open_front) {
		buf_printf(report, "%llu byte%s %s it", (unsigned long long)bytes->state.total,
			   num_plural(bytes->state.total),
			   bytes->open_back ? "without" : "that do not end in");
		put_dump(report, "last", bytes->got, bytes->got_size, bytes->got_at);
		return;
	}
	put_came(report, bytes, charset);
	buf_printf(report, "; first difference at byte %llu", (unsigned long long)bytes->got_at);
	put_difference(report, bytes);
}

/* ---- a line ------------------------------------------------------------------------------ */

static void put_got(struct buf *report, const struct term *term, struct charset charset)
{
	const struct sight *sight = &term->sight;

	if (sight->broken)
		buf_puts(report, "no memory to match it");
	else if (term->kind == TERM_COUNT)
		buf_putu(report, sight->matched);
	else if (term->kind == TERM_BYTES && sight->strangers > 0)
		put_samples(report, sight, charset);
	else if (term->kind == TERM_BYTES && sight->seen > 0)
		put_bytes(report, &term->bytes, charset);
	else if (term->op == OP_ONLY && sight->seen > 0)
		put_only(report, term, charset);
	else if (sight->samples > 0)
		put_samples(report, sight, charset);
	else
		buf_puts(report, term->kind == TERM_ENDING ? "no such end" : "no value");
}

void report_term(struct buf *report, const struct term *term, enum status own)
{
	struct charset charset = charset_get();

	if (term->warn)
		buf_puts(report, "warning: ");
	buf_puts(report, "expected ");
	put_slice(report, term->text, charset);
	buf_puts(report, ", got ");
	put_got(report, term, charset);
	if (term->sight.seen == 0 && !status_is_success(own))
		buf_printf(report, " (%s)", status_word(own));
	buf_putc(report, '\n');
}
