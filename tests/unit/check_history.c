/* check_history -- the file of typed lines: where it is, who may have it, that nothing is lost of
 * two shells, that it is cut; and which lines are kept. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "prompt/history.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- a home ------------------------------------------------------------------------------- */

static char home[64];
static int kept_err;

static void set_up(void)
{
	int nowhere = open("/dev/null", O_WRONLY);

	strcpy(home, "/tmp/check_history.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("HOME", home, 1);
	unsetenv("XDG_STATE_HOME");
	unsetenv("SOCKBOX_HISTORY");
	kept_err = dup(2);
	dup2(nowhere, 2);
	close(nowhere);
}

static void tear_down(void)
{
	char command[128] = "rm -rf ";

	dup2(kept_err, 2);
	close(kept_err);
	strcat(command, home);
	ck_assert_int_eq(system(command), 0);
}

static const char *in_home(const char *name)
{
	static char path[128];

	strcpy(path, home);
	return strcat(path, name);
}

static const char *usual(void)
{
	return in_home("/.local/state/sockbox/history");
}

static void put_file(const char *path, const char *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
	close(fd);
}

static char *read_path(const char *path)
{
	static char text[1 << 20];
	int fd = open(path, O_RDONLY);
	ssize_t size = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[size > 0 ? size : 0] = '\0';
	return text;
}

static unsigned mode_of(const char *path)
{
	struct stat file;

	ck_assert_int_eq(stat(path, &file), 0);
	return file.st_mode & 07777;
}

/* ---- the file ----------------------------------------------------------------------------- */

static struct history_file find(void)
{
	struct history_file file = { .lines = 0 };
	struct err err = { 0 };

	ck_assert(history_file_find(&file, &err));
	return file;
}

static bool put_line(struct history_file *file, const char *line, struct err *err)
{
	*err = (struct err){ 0 };
	return history_file_append(file, word_of(line), err);
}

START_TEST(test_place)
{
	static const struct {
		const char *home, *state, *own, *path;
	} rows[] = {
		{ "/h", NULL, NULL, "/h/.local/state/sockbox/history" },
		{ "/h", "/s", NULL, "/s/sockbox/history" },
		{ "/h", "", NULL, "/h/.local/state/sockbox/history" },
		{ "/h", "rel", NULL, "/h/.local/state/sockbox/history" },
		{ "/h", "/s", "/f", "/f" },
		{ "/h", "/s", "", "" },
		{ NULL, NULL, NULL, "" },
		{ "rel", NULL, NULL, "" },
		{ NULL, "/s", NULL, "/s/sockbox/history" },
	};

	for (int i = 0; i < ROWS(rows); i++) {
		struct history_file file;

		unsetenv("HOME");
		unsetenv("XDG_STATE_HOME");
		unsetenv("SOCKBOX_HISTORY");
		if (rows[i].home)
			setenv("HOME", rows[i].home, 1);
		if (rows[i].state)
			setenv("XDG_STATE_HOME", rows[i].state, 1);
		if (rows[i].own)
			setenv("SOCKBOX_HISTORY", rows[i].own, 1);
		file = find();
		ck_assert_str_eq(buf_text(&file.path), rows[i].path);
		history_file_free(&file);
		history_file_free(&file);
	}
}
END_TEST

START_TEST(test_private)
{
	struct history_file file = find();
	struct buf text = { 0 };
	struct err err = { 0 };

	ck_assert(history_file_read(&text, &file, &err));
	ck_assert_uint_eq(text.size, 0);
	ck_assert(put_line(&file, "one\n", &err));
	ck_assert(put_line(&file, "two\n", &err));
	ck_assert_str_eq(read_path(usual()), "one\ntwo\n");
	ck_assert_uint_eq(mode_of(usual()), 0600);
	ck_assert_uint_eq(mode_of(in_home("/.local/state/sockbox")), 0700);
	chmod(usual(), 0644);
	ck_assert(put_line(&file, "three\n", &err));
	ck_assert_uint_eq(mode_of(usual()), 0600);
	ck_assert(history_file_read(&text, &file, &err));
	ck_assert_str_eq(buf_text(&text), "one\ntwo\nthree\n");
	buf_free(&text);
	history_file_free(&file);
}
END_TEST

/* A link, a pipe, a folder, a device. */
START_TEST(test_refused)
{
	struct history_file file = { .lines = 0 };
	struct buf text = { 0 };
	struct err err = { 0 };
	const char *path = in_home("/odd");

	switch (_i) {
	case 0:
		put_file(in_home("/target"), "x\n", 2);
		ck_assert_int_eq(symlink("target", in_home("/odd")), 0);
		break;
	case 1:
		ck_assert_int_eq(mkfifo(path, 0600), 0);
		break;
	case 2:
		ck_assert_int_eq(mkdir(path, 0700), 0);
		break;
	default:
		path = "/dev/null";
	}
	setenv("SOCKBOX_HISTORY", path, 1);
	file = find();
	ck_assert(!put_line(&file, "one\n", &err));
	ck_assert_int_ne(err.kind, STATUS_OK);
	ck_assert(!history_file_read(&text, &file, &err));
	ck_assert_uint_eq(text.size, 0);
	if (_i == 0)
		ck_assert_str_eq(read_path(in_home("/target")), "x\n");
	history_file_free(&file);
}
END_TEST

START_TEST(test_not_ours)
{
	struct history_file file;
	struct err err = { 0 };

	if (geteuid() != 0)
		return;
	put_file(in_home("/other"), "", 0);
	ck_assert_int_eq(chown(in_home("/other"), 65534, 65534), 0);
	setenv("SOCKBOX_HISTORY", in_home("/other"), 1);
	file = find();
	ck_assert(!put_line(&file, "one\n", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "belongs to user 65534"));
	history_file_free(&file);
	ck_assert_int_eq(mkdir(in_home("/state"), 0700), 0);
	ck_assert_int_eq(mkdir(in_home("/state/sockbox"), 0700), 0);
	ck_assert_int_eq(chown(in_home("/state/sockbox"), 65534, 65534), 0);
	unsetenv("SOCKBOX_HISTORY");
	setenv("XDG_STATE_HOME", in_home("/state"), 1);
	file = find();
	ck_assert(!put_line(&file, "one\n", &err));
	ck_assert_int_eq(access(in_home("/state/sockbox/history"), F_OK), -1);
	history_file_free(&file);
}
END_TEST

/* Half a line of somebody who was killed is not made whole by ours. */
START_TEST(test_half_a_line)
{
	struct history_file file;
	struct err err = { 0 };

	put_file(in_home("/own"), "half", 4);
	setenv("SOCKBOX_HISTORY", in_home("/own"), 1);
	file = find();
	ck_assert(put_line(&file, "one\n", &err));
	ck_assert_str_eq(read_path(in_home("/own")), "half\none\n");
	history_file_free(&file);
}
END_TEST

/* ---- two at once, and many lines ---------------------------------------------------------- */

enum { WRITERS = 4, LINES = 4000 };

static void write_many(int writer)
{
	struct history_file file = find();
	struct err err = { 0 };

	for (int i = 0; i < LINES / WRITERS; i++) {
		char line[32] = "";

		line[0] = (char)('a' + writer);
		for (int digit = 0, rest = i; digit < 4; digit++, rest /= 10)
			line[4 - digit] = (char)('0' + rest % 10);
		line[5] = '\n';
		while (!put_line(&file, line, &err))
			if (err.kind != STATUS_TEMP_FAIL)
				_exit(1);
	}
	_exit(0);
}

/* Each line of each shell is there once, in the order of its shell, though the file is written anew
 * beneath them. */
START_TEST(test_together)
{
	static char old[HISTORY_FILE_LINES * 2 - 4000];
	unsigned next[WRITERS] = { 0 }, failed = 0;
	char *line, *rest = NULL;

	for (size_t i = 0; i < sizeof(old); i += 2)
		memcpy(old + i, "x\n", 2);
	setenv("SOCKBOX_HISTORY", in_home("/own"), 1);
	put_file(in_home("/own"), old, sizeof(old));
	for (int writer = 0; writer < WRITERS; writer++)
		if (fork() == 0)
			write_many(writer);
	for (int writer = 0; writer < WRITERS; writer++) {
		int status = -1;

		wait(&status);
		failed += status != 0;
	}
	ck_assert_uint_eq(failed, 0);
	line = strtok_r(read_path(in_home("/own")), "\n", &rest);
	for (; line; line = strtok_r(NULL, "\n", &rest))
		if (*line != 'x') {
			ck_assert_uint_eq((unsigned)atoi(line + 1), next[*line - 'a']);
			next[*line - 'a']++;
		}
	for (int writer = 0; writer < WRITERS; writer++)
		ck_assert_uint_eq(next[writer], LINES / WRITERS);
	ck_assert_int_eq(access(in_home("/own.new"), F_OK), -1);
}
END_TEST

static size_t lines_in(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

START_TEST(test_cut)
{
	struct history_file file;
	struct err err = { 0 };

	setenv("SOCKBOX_HISTORY", in_home("/own"), 1);
	file = find();
	for (int i = 0; i < HISTORY_FILE_LINES; i++)
		ck_assert(put_line(&file, i % 2 ? "a\n" : "b\n", &err));
	ck_assert_uint_eq(lines_in(read_path(in_home("/own"))), HISTORY_FILE_LINES);
	put_file(in_home("/own.new"), "left", 4);
	ck_assert(put_line(&file, "newest\n", &err));
	ck_assert_uint_eq(lines_in(read_path(in_home("/own"))), HISTORY_FILE_KEEP_LINES + 1);
	ck_assert_ptr_nonnull(strstr(read_path(in_home("/own")), "\nnewest\n"));
	ck_assert_uint_eq(mode_of(in_home("/own")), 0600);
	ck_assert_int_eq(access(in_home("/own.new"), F_OK), -1);
	history_file_free(&file);
}
END_TEST

/* Of a file that is far too large only the end is read. */
START_TEST(test_huge)
{
	struct history_file file;
	struct buf text = { 0 };
	struct err err = { 0 };
	struct stat status;
	int fd;

	put_file(in_home("/own"), "", 0);
	fd = open(in_home("/own"), O_WRONLY);
	ck_assert_int_eq(ftruncate(fd, (off_t)8 << 30), 0);
	ck_assert_int_eq(pwrite(fd, "\nlast\n", 6, ((off_t)8 << 30) - 6), 6);
	close(fd);
	setenv("SOCKBOX_HISTORY", in_home("/own"), 1);
	file = find();
	ck_assert(history_file_read(&text, &file, &err));
	ck_assert_str_eq(buf_text(&text), "last\n");
	ck_assert(put_line(&file, "newest\n", &err));
	ck_assert_int_eq(stat(in_home("/own"), &status), 0);
	ck_assert_str_eq(read_path(in_home("/own")), "last\nnewest\n");
	buf_free(&text);
	history_file_free(&file);
}
END_TEST

/* ---- which lines -------------------------------------------------------------------------- */

struct desk {
	struct shell shell;
	struct line line;
	struct history history;
};

static void sit_down(struct desk *desk)
{
	*desk = (struct desk){ .shell.charset.utf8 = true };
	history_begin(&desk->history, &desk->shell, &desk->line);
}

static void type(struct desk *desk, const char *line)
{
	history_add(&desk->history, line, strlen(line), false);
}

static const char *lines_of(struct desk *desk)
{
	return buf_text(&desk->history.text);
}

START_TEST(test_kept)
{
	struct desk desk;

	sit_down(&desk);
	type(&desk, "one");
	type(&desk, "");
	type(&desk, "one");
	type(&desk, " two");
	type(&desk, "\ttwo");
	type(&desk, "x --password y");
	type(&desk, "\xc3\xa9");
	history_add(&desk.history, "a\0b", 3, false);
	type(&desk, "bell \a");
	type(&desk, "c1 \xc2\x9b");
	ck_assert_str_eq(lines_of(&desk), "one\n\xc3\xa9\n");
	ck_assert_str_eq(read_path(usual()), "one\n\xc3\xa9\n");
	history_end(&desk.history);
	history_end(&desk.history);
}
END_TEST

/* In a block the lines are indented, which says nothing; the blank in front of its first does. */
START_TEST(test_block)
{
	struct desk desk;

	sit_down(&desk);
	type(&desk, "try {");
	history_add(&desk.history, "  send s 1", 10, true);
	history_add(&desk.history, "  send s \"PASS x\"", 17, true);
	history_add(&desk.history, "}", 1, true);
	type(&desk, " try {");
	history_add(&desk.history, "send s 2", 8, true);
	history_add(&desk.history, "}", 1, true);
	type(&desk, "end");
	ck_assert_str_eq(lines_of(&desk), "try {\n  send s 1\n}\nend\n");
	ck_assert_str_eq(read_path(usual()), "try {\n  send s 1\n}\nend\n");
	history_end(&desk.history);
}
END_TEST

START_TEST(test_secrets)
{
	struct err err = { 0 };
	struct desk desk;

	sit_down(&desk);
	type(&desk, "a --password x");
	ck_assert(history_set_secrets(&desk.history, "redact", &err));
	type(&desk, "b --password x");
	ck_assert(history_set_secrets(&desk.history, "keep", &err));
	type(&desk, "c --password x");
	ck_assert(history_set_secrets(&desk.history, "remove", &err));
	type(&desk, "d --password x");
	ck_assert(!history_set_secrets(&desk.history, "forget", &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert(!history_set_secrets(NULL, "keep", &err));
	ck_assert_str_eq(lines_of(&desk), "b --password ***\nc --password x\n");
	ck_assert_str_eq(read_path(usual()), "b --password ***\nc --password x\n");
	history_end(&desk.history);
}
END_TEST

START_TEST(test_hostile)
{
	static const char lines[] = "one\n\0nul\nsecond\n\x1b[2J\n\n\xff\xfe\n\xc2\x9b"
				    "31m\nsafe \xe2\x80\xae bidi\nthree\nthree\n";
	struct buf text = { 0 };
	struct desk desk;

	ck_assert_int_eq(mkdir(in_home("/.local"), 0700), 0);
	ck_assert_int_eq(mkdir(in_home("/.local/state"), 0700), 0);
	ck_assert_int_eq(mkdir(in_home("/.local/state/sockbox"), 0700), 0);
	buf_put(&text, lines, sizeof(lines) - 1);
	buf_fill(&text, 'y', HISTORY_LINE_MAX + 1);
	buf_puts(&text, "\nhalf");
	put_file(usual(), text.data, text.size);
	sit_down(&desk);
	ck_assert_str_eq(lines_of(&desk), "one\nsecond\nthree\nhalf\n");
	history_end(&desk.history);
	buf_free(&text);
}
END_TEST

/* Somebody who is stopped holds the file: the lines come with a later one, or at the end. */
START_TEST(test_held)
{
	struct desk desk;
	int fd;

	sit_down(&desk);
	type(&desk, "one");
	fd = open(usual(), O_RDONLY);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	type(&desk, "two");
	ck_assert_str_eq(read_path(usual()), "one\n");
	close(fd);
	type(&desk, "three");
	ck_assert_str_eq(read_path(usual()), "one\ntwo\nthree\n");
	ck_assert(!desk.history.complained);
	history_end(&desk.history);
}
END_TEST

START_TEST(test_unwritable)
{
	struct desk desk;

	put_file(in_home("/file"), "", 0);
	setenv("XDG_STATE_HOME", in_home("/file/below"), 1);
	sit_down(&desk);
	ck_assert(!desk.history.complained);
	type(&desk, "one");
	ck_assert(desk.history.complained);
	type(&desk, "two");
	ck_assert_str_eq(lines_of(&desk), "one\ntwo\n");
	history_end(&desk.history);
}
END_TEST

START_TEST(test_many)
{
	struct desk desk;

	setenv("SOCKBOX_HISTORY", "", 1);
	sit_down(&desk);
	for (int i = 0; i < HISTORY_FILE_LINES + 5; i++)
		type(&desk, i % 2 ? "odd" : "even");
	ck_assert_uint_eq(desk.history.count, HISTORY_FILE_KEEP_LINES + 5);
	ck_assert_uint_eq(lines_in(lines_of(&desk)), HISTORY_FILE_KEEP_LINES + 5);
	type(&desk, "even");
	ck_assert_uint_eq(desk.history.count, HISTORY_FILE_KEEP_LINES + 5);
	history_end(&desk.history);
}
END_TEST

/* ---- faults ------------------------------------------------------------------------------- */

static void type_some(void)
{
	struct err unused = { 0 };
	struct desk desk;

	sit_down(&desk);
	type(&desk, "one");
	history_set_secrets(&desk.history, "redact", &unused);
	type(&desk, "b --password x");
	history_end(&desk.history);
}

START_TEST(test_faults)
{
	static const struct {
		const char *call;
		int number;
	} rows[] = {
		{ "malloc", ENOMEM },     { "open", EMFILE }, { "fstatat", EIO },
		{ "flock", EWOULDBLOCK }, { "flock", EIO },   { "syscall", EIO },
	};

	ck_assert_uint_gt(fault_sweep(rows[_i].call, rows[_i].number, type_some), 0);
}
END_TEST

static void write_one_more(void)
{
	struct history_file file = { .lines = 0 };
	struct err err = { 0 };

	if (history_file_find(&file, &err))
		put_line(&file, "one more\n", &err);
	history_file_free(&file);
}

/* Nothing of a file is lost where writing it anew fails. */
START_TEST(test_cut_faults)
{
	static const char *const calls[] = { "malloc", "open", "fstatat", "syscall", "unlinkat" };
	struct buf text = { 0 };

	for (int i = 0; i < HISTORY_FILE_LINES; i++)
		buf_puts(&text, "x\n");
	setenv("SOCKBOX_HISTORY", in_home("/own"), 1);
	put_file(in_home("/own"), text.data, text.size);
	fault_sweep(calls[_i], EIO, write_one_more);
	ck_assert_uint_ge(lines_in(read_path(in_home("/own"))), HISTORY_FILE_KEEP_LINES);
	buf_free(&text);
}
END_TEST

Suite *history_suite(void)
{
	Suite *suite = suite_create("history");
	TCase *tests = tcase_create("history");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, test_place);
	tcase_add_test(tests, test_private);
	tcase_add_loop_test(tests, test_refused, 0, 4);
	tcase_add_test(tests, test_not_ours);
	tcase_add_test(tests, test_half_a_line);
	tcase_add_test(tests, test_together);
	tcase_add_test(tests, test_cut);
	tcase_add_test(tests, test_huge);
	tcase_add_test(tests, test_kept);
	tcase_add_test(tests, test_block);
	tcase_add_test(tests, test_secrets);
	tcase_add_test(tests, test_hostile);
	tcase_add_test(tests, test_held);
	tcase_add_test(tests, test_unwritable);
	tcase_add_test(tests, test_many);
	tcase_add_loop_test(tests, test_faults, 0, 6);
	tcase_add_loop_test(tests, test_cut_faults, 0, 5);
	suite_add_tcase(suite, tests);
	return suite;
}
