/* check_unpacking -- what an intake is told, as messages and mistakes; no socket is needed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "serve/unpacking.h"
#include "suites.h"

/* An unpacking, and all that it tells, in words. */
struct told {
	struct unpacking unpacking;
	struct buf said;
};

static void message(struct unpacking *unpacking, const struct message *message,
		    const struct intake_source *source)
{
	struct told *told = OWNER(unpacking, struct told, unpacking);

	buf_printf(&told->said, "[%u@%u ", (unsigned)source->number, (unsigned)message->offset);
	buf_puthex(&told->said, message->data, unpacking->format->size);
	buf_putc(&told->said, ']');
}

static void failure(struct unpacking *unpacking, const struct err *err,
		    const struct intake_source *source)
{
	struct told *told = OWNER(unpacking, struct told, unpacking);

	buf_printf(&told->said, "!%u %s: %s!", (unsigned)source->number, status_word(err->kind),
		   err->text);
}

static void step(struct unpacking *unpacking, const char *step, const struct intake_source *source)
{
	struct told *told = OWNER(unpacking, struct told, unpacking);

	buf_printf(&told->said, "<%u %s>", (unsigned)source->number, step);
}

static struct pack_format format;
static struct told told;
static struct intake intake;
static struct listener stream = { .transport = TRANSPORT_TCP },
		       gram = { .transport = TRANSPORT_UDP };

static void begin(const char *text, enum frame frame)
{
	struct err err = { 0 };

	ck_assert(pack_format_read(&format, text, &err));
	told.unpacking = (struct unpacking){ &format, frame, message, failure, step, NULL };
	intake = (struct intake){ .context = &told.unpacking };
}

static void end(void)
{
	pack_format_free(&format);
	buf_free(&told.said);
}

static void feed(struct intake_source *source, const char *data, size_t size)
{
	source->received_bytes += size;
	unpacking_calls.piece(&intake, source, data, size);
}

static void finish(struct intake_source *source, enum status status, bool cut)
{
	struct err err = { .kind = status };

	if (status != STATUS_OK)
		err_set(&err, status, "broken off");
	unpacking_calls.ended(&intake, source, &err, cut);
}

START_TEST(two_streams_do_not_mix)
{
	struct intake_source one = { .listener = &stream, .number = 1 };
	struct intake_source two = { .listener = &stream, .number = 2 };

	begin(">h", FRAME_NONE);
	ck_assert(unpacking_calls.begun(&intake, &one) && unpacking_calls.begun(&intake, &two));
	feed(&one, "a", 1);
	feed(&two, "c", 1);
	feed(&one, "bx", 2);
	feed(&two, "d", 1);
	finish(&one, STATUS_OK, false);
	finish(&two, STATUS_OK, false);
	ck_assert_str_eq(
		buf_text(&told.said),
		"<1 connected><2 connected>[1@0 6162][2@0 6364]!1 invalid: byte 2 is surplus: "
		"it begins a message of which 1 of 2 bytes are there!<1 ended><2 ended>");
	end();
}
END_TEST

START_TEST(endings)
{
	static const struct {
		const char *data;
		enum status status;
		bool cut;
		const char *says;
	} rows[] = {
		{ "", STATUS_OK, false, "<1 connected><1 ended>" },
		{ "a", STATUS_OK, false,
		  "<1 connected>!1 invalid: item 1 (h): byte 1 is missing: the message has 1 of 2 "
		  "bytes!<1 ended>" },
		{ "a", STATUS_OK, true, "<1 connected><1 left as we end>" },
		{ "", STATUS_RESET, false, "<1 connected>!1 reset: broken off!<1 ended>" },
		{ "ab", STATUS_TIMEOUT, false,
		  "<1 connected>[1@0 6162]!1 timeout: broken off!<1 ended>" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct intake_source source = { .listener = &stream, .number = 1 };

		begin(">h", FRAME_NONE);
		ck_assert(unpacking_calls.begun(&intake, &source));
		feed(&source, rows[i].data, strlen(rows[i].data));
		finish(&source, rows[i].status, rows[i].cut);
		ck_assert_str_eq(buf_text(&told.said), rows[i].says);
		end();
	}
}
END_TEST

START_TEST(a_datagram_is_one_message)
{
	static const struct {
		const char *data;
		size_t size, true_size;
		enum frame frame;
		const char *says;
	} rows[] = {
		{ "ab", 2, 2, FRAME_NONE, "[0@0 6162]" },
		{ "a", 1, 1, FRAME_NONE,
		  "!0 invalid: item 1 (h): byte 1 is missing: the message has 1 of 2 bytes!" },
		{ "", 0, 0, FRAME_NONE,
		  "!0 invalid: item 1 (h): byte 0 is missing: the message has 0 of 2 bytes!" },
		{ "abc", 3, 3, FRAME_NONE,
		  "!0 invalid: byte 2 is surplus: a datagram of 3 bytes is one message!" },
		{ "abcd", 4, 4, FRAME_NONE,
		  "!0 invalid: byte 2 is surplus: a datagram of 4 bytes is one message!" },
		{ "ab", 2, 70000, FRAME_NONE, "!0 invalid: a message of 70000 bytes is too long!" },
		{ "\2ab", 3, 3, FRAME_U8, "[0@1 6162]" },
		{ "\3abc", 4, 4, FRAME_U8,
		  "!0 invalid: byte 0 begins a message of 3 bytes: the format takes 2!" },
		{ "\2ab\2cd", 6, 6, FRAME_U8,
		  "!0 invalid: byte 3 is surplus: a datagram of 6 bytes is one message!" },
		{ "\2a", 2, 2, FRAME_U8,
		  "!0 invalid: item 1 (h): byte 2 is missing: the message has 1 of 2 bytes!" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct intake_source source = { .listener = &gram };

		begin(">h", rows[i].frame);
		unpacking_calls.message(&intake, &source, rows[i].data, rows[i].size,
					rows[i].true_size);
		ck_assert_str_eq(buf_text(&told.said), rows[i].says);
		end();
	}
}
END_TEST

/* A stream after which no message is wanted gives none, however much is there. */
START_TEST(enough_is_enough)
{
	struct intake_source source = { .listener = &stream, .number = 1 };

	begin(">h", FRAME_NONE);
	ck_assert(unpacking_calls.begun(&intake, &source));
	intake.stopped = true;
	feed(&source, "abcd", 4);
	finish(&source, STATUS_OK, true);
	ck_assert_str_eq(buf_text(&told.said), "<1 connected><1 left as we end>");
	end();
}
END_TEST

static void take_once(void)
{
	struct intake_source source = { .listener = &stream, .number = 1 };
	struct intake_source other = { .listener = &gram };

	if (unpacking_calls.begun(&intake, &source))
		for (int i = 0; i < 40; i++)
			feed(&source, "0123456789012345678901234567890123456789", 40);
	finish(&source, STATUS_OK, false);
	unpacking_calls.message(&intake, &other, "ab", 2, 2);
	buf_free(&told.said);
}

START_TEST(survives_no_memory)
{
	begin(">1000s", FRAME_NONE);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, take_once), 4);
	end();
}
END_TEST

Suite *unpacking_suite(void)
{
	Suite *suite = suite_create("unpacking");
	TCase *tcase = tcase_create("unpacking");

	tcase_add_test(tcase, two_streams_do_not_mix);
	tcase_add_test(tcase, endings);
	tcase_add_test(tcase, a_datagram_is_one_message);
	tcase_add_test(tcase, enough_is_enough);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
