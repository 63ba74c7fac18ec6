/* check_record -- what is kept of a session, within its limits, and what is written down: whole, or
 * told that it is not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "eval/script.h"
#include "fault.h"
#include "record/known.h"
#include "record/recording.h"
#include "roundtrip.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- bytes -------------------------------------------------------------------------------- */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Letters that mean something to one language or the other come more often. */
START_TEST(random_bytes_are_the_same_again)
{
	static const char letters[] = "\"'\\${}#;&|=>x0n \n\r\t\0/.";
	uint64_t state = 88172645463325252u;

	for (int round = 0; round < rounds(40000); round++) {
		char bytes[48];
		size_t size = next_random(&state) % sizeof(bytes);

		for (size_t i = 0; i < size; i++) {
			uint64_t number = next_random(&state);

			bytes[i] = number & 1 ? (char)(number >> 8)
					      : letters[(number >> 8) % sizeof(letters)];
		}
		ck_assert_msg(roundtrip_holds((struct word){ bytes, size }), "round %d", round);
	}
}
END_TEST

START_TEST(long_bytes_are_the_same_again)
{
	static char bytes[JOURNAL_VALUE_MAX];

	memset(bytes, 0xff, sizeof(bytes));
	ck_assert(roundtrip_holds((struct word){ bytes, sizeof(bytes) }) ||
		  sizeof(bytes) * 4 >= 1 << 16);
	ck_assert(roundtrip_holds((struct word){ bytes, sizeof(bytes) - 16 }));
}
END_TEST

/* ---- ends --------------------------------------------------------------------------------- */

static const struct {
	const char *bytes, *written;
} ends[] = {
	{ "127.0.0.1:43817", "\"${l.local}\"" },
	{ "tcp:127.0.0.1:43817", "\"${l.local}\"" },
	{ "43817", "\"${l.port}\"" },
	{ "10.0.0.1:43817", "\"10.0.0.1:${l.port}\"" },
	{ "143817 438170 43817", "\"143817 438170 ${l.port}\"" },
	{ "43817,43817", "\"${l.port},${l.port}\"" },
	{ "4381", "\"4381\"" },
	{ "$43817$", "\"\\x24${l.port}\\x24\"" },
};

static struct journal_piece put(struct journal_entry *entry, const char *text)
{
	return journal_put(entry, word_of(text));
}

/* l = start ..., which listens at LOCAL. */
static void know(struct known *known, const char *local)
{
	struct journal_entry entry = { .name_count = 1 };

	entry.name[0] = put(&entry, "l");
	entry.local = put(&entry, local);
	ck_assert(known_add(known, &entry));
	journal_entry_free(&entry);
}

START_TEST(ends_become_variables)
{
	struct known known = { 0 };
	struct buf text = { 0 };

	know(&known, "tcp:127.0.0.1:43817");
	scriptword_put(&text, &known, word_of(ends[_i].bytes));
	/* A job has the same fields as a socket. */
	ck_assert_str_eq(buf_text(&text), ends[_i].written);
	buf_free(&text);
	known_free(&known);
}
END_TEST

/* ---- limits ------------------------------------------------------------------------------- */

START_TEST(the_oldest_make_room)
{
	static char bytes[64 << 10];
	struct journal journal = { 0 };
	struct journal_entry entry = { 0 };

	for (int i = 0; i < 600; i++) {
		entry.number = i;
		journal_put(&entry, (struct word){ bytes, sizeof(bytes) });
		ck_assert(journal_add(&journal, &entry));
	}
	ck_assert_uint_le(journal.bytes, JOURNAL_BYTES_MAX);
	ck_assert_uint_eq(journal.count + journal.dropped, 600);
	ck_assert_uint_gt(journal.dropped, 0);
	ck_assert_int_eq(journal.first->number, (int)journal.dropped);
	ck_assert_int_eq(journal.last->number, 599);
	journal_free(&journal);
}
END_TEST

START_TEST(there_are_so_many_at_most)
{
	struct journal journal = { 0 };
	struct journal_entry entry = { 0 };

	for (int i = 0; i < JOURNAL_ENTRIES_MAX + 10; i++)
		ck_assert(journal_add(&journal, &entry));
	ck_assert_uint_le(journal.count, JOURNAL_ENTRIES_MAX);
	ck_assert_uint_ge(journal.dropped, 10);
	journal_free(&journal);
	journal_free(&journal);
}
END_TEST

START_TEST(what_is_larger_than_all_is_kept_alone)
{
	static char bytes[JOURNAL_BYTES_MAX + 1];
	struct journal journal = { 0 };
	struct journal_entry entry = { 0 };

	ck_assert(journal_add(&journal, &entry));
	journal_put(&entry, (struct word){ bytes, sizeof(bytes) });
	ck_assert(journal_add(&journal, &entry));
	ck_assert_uint_eq(journal.count, 1);
	journal_free(&journal);
}
END_TEST

/* ---- files -------------------------------------------------------------------------------- */

START_TEST(a_full_device_ends_it)
{
	struct recording recording = { .fd = open("/dev/full", O_WRONLY) };
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_puts(&text, "echo a\n");
	ck_assert(!recording_write(&recording, &text, &err));
	ck_assert_int_eq(err.number, ENOSPC);
	ck_assert_int_eq(recording.fd, -1);
	ck_assert_uint_eq(text.size, 0);
	ck_assert(recording_close(&recording, &err));
}
END_TEST

/* ---- the n-th allocation fails ------------------------------------------------------------- */

static char place[] = "/tmp/check-record-XXXXXX", test_file[64], python_file[64], transcript[64];
static unsigned lost;

/* What a file holds, without memory that could fail. */
struct content {
	char bytes[1 << 14];
	ssize_t size;
};
static struct content whole[3], again;

static const char *const files[] = { test_file, python_file, transcript };

static void read_file(struct content *content, const char *file)
{
	int fd = open(file, O_RDONLY);

	content->size = fd < 0 ? -1 : read(fd, content->bytes, sizeof(content->bytes));
	close(fd);
}

static int run_session(void)
{
	char script[512], name[] = "sockbox";
	char *const args[] = { name, NULL };
	int saved[2], nowhere = open("/dev/null", O_WRONLY), code;

	for (int i = 0; i < 3; i++)
		unlink(files[i]);
	snprintf(script, sizeof(script),
		 "record --test %s\nrecord %s\na, b = socketpair\nx = \"one\\ntwo\"\n"
		 "send a \"$x ${x}\"\nrecv b 100\n"
		 "foreach y in p q { echo $y }\nclose a\nrecv b 1 => EOF\nexport python %s\n",
		 test_file, transcript, python_file);
	for (int i = 0; i < 2; i++) {
		saved[i] = dup(i + 1);
		dup2(nowhere, i + 1);
	}
	code = script_text(script, args, &(struct script_manner){ 0 });
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], i + 1);
		close(saved[i]);
	}
	close(nowhere);
	return code;
}

static unsigned lines_of(const struct content *content)
{
	unsigned lines = 0;

	for (ssize_t i = 0; i < content->size; i++)
		lines += content->bytes[i] == '\n';
	return lines;
}

/* What is said in shortage may be said in fewer words: the transcript has all of it. */
static bool is_same(const struct content *content, int file)
{
	if (files[file] == transcript)
		return lines_of(content) >= lines_of(&whole[file]);
	return content->size == whole[file].size &&
	       memcmp(content->bytes, whole[file].bytes, (size_t)content->size) == 0;
}

/* A session that says it went well has written all of it. */
static void session_once(void)
{
	int code = run_session();

	for (int i = 0; i < 3 && code == 0; i++) {
		read_file(&again, files[i]);
		if (!is_same(&again, i))
			ck_abort_msg("%s is not whole: %.*s", files[i], (int)again.size,
				     again.bytes);
	}
	lost += code != 0;
}

START_TEST(nothing_is_lost_silently)
{
	ck_assert_ptr_nonnull(mkdtemp(place));
	snprintf(test_file, sizeof(test_file), "%s/test", place);
	snprintf(python_file, sizeof(python_file), "%s/python", place);
	snprintf(transcript, sizeof(transcript), "%s/transcript", place);
	ck_assert_int_eq(run_session(), 0);
	for (int i = 0; i < 3; i++) {
		read_file(&whole[i], files[i]);
		ck_assert_int_gt(whole[i].size, 100);
	}
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, session_once), 100);
	ck_assert_uint_gt(lost, 50);
	for (int i = 0; i < 3; i++)
		unlink(files[i]);
	rmdir(place);
}
END_TEST

Suite *record_suite(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_test(tcase, random_bytes_are_the_same_again);
	tcase_add_test(tcase, long_bytes_are_the_same_again);
	tcase_add_loop_test(tcase, ends_become_variables, 0, ROWS(ends));
	tcase_add_test(tcase, the_oldest_make_room);
	tcase_add_test(tcase, there_are_so_many_at_most);
	tcase_add_test(tcase, what_is_larger_than_all_is_kept_alone);
	tcase_add_test(tcase, a_full_device_ends_it);
	tcase_add_test(tcase, nothing_is_lost_silently);
	suite_add_tcase(suite, tcase);
	return suite;
}
