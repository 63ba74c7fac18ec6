/* plan_read -- check files, from their bytes to items and clauses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/below.h"
#include "base/fd.h"
#include "check/plan_read.h"
#include "check/plan_reading.h"
#include "check/plan_text.h"

bool reading_fail(struct reading *reading, const struct shell_word *word, const char *sentence)
{
	reading->at = word ? word->at : reading->line->at;
	return err_set(&reading->err, STATUS_INVALID, "%s", sentence);
}

bool reading_lacks(struct reading *reading)
{
	return err_errno(&reading->err, ENOMEM, "cannot read the plan");
}

const char *reading_text(struct reading *reading, const struct shell_word *word)
{
	struct plan_scope scope = { .plan = reading->plan };
	const char *text;

	reading->at = word->at;
	return plan_text(&text, &scope, word, false, &reading->err) ? text : NULL;
}

static bool read_line(struct reading *reading)
{
	struct shell_word *words = reading->line->words;
	int directive = reading_directive_of(words);

	if (reading->line->at.column > 1)
		return reading_clause(reading, words);
	return directive >= 0 ? reading_directive(reading, directive)
			      : reading_item(reading, words, false);
}

static void read_lines(struct reading *reading)
{
	struct plan *plan = reading->plan;
	struct word text = reading->file->text;
	struct cursor cursor = { .arena = &plan->arena,
				 .at = text.at,
				 .end = text.at + text.size,
				 .line_start = text.at,
				 .line = 1 };
	struct plan_line line;

	reading->line = &line;
	while (plan_line_read(&line, plan, reading->file, &cursor)) {
		reading->err = (struct err){ 0 };
		if (line.words && !read_line(reading))
			plan_fault(plan, reading->file, reading->at, &reading->err);
		else if (line.words)
			plan->hides = false;
		if (plan->fault_count >= PLAN_FAULTS_ENOUGH)
			cursor.at = cursor.end;
	}
}

struct word plan_behind_mark(struct word text)
{
	static const char mark[] = "\xef\xbb\xbf";

	return word_begins(text, mark) ? word_behind(text, sizeof(mark) - 1) : text;
}

static bool read_below(struct buf *bytes, const char *path, size_t folder, struct err *err)
{
	int fd = -1;
	bool fine = below_open(&fd, path, folder, err) &&
		    fd_read_open(bytes, fd, path, PLAN_FILE_MAX, err);

	fd_close(&fd);
	return fine;
}

/* FOLDER is NULL for a file that whoever runs the plan has named himself. */
static bool read_bytes(struct word *text, struct plan *plan, const char *name, const size_t *folder,
		       struct err *err)
{
	struct buf bytes = { 0 };
	bool fine;

	if (folder)
		fine = read_below(&bytes, name, *folder, err);
	else if (strcmp(name, "-") == 0)
		fine = fd_read_stdin_unless(&bytes, PLAN_FILE_MAX, plan->until,
					    plan->stop_fd ? *plan->stop_fd : -1, err);
	else
		fine = fd_read_file(&bytes, name, PLAN_FILE_MAX, err);
	text->at = arena_copy(&plan->arena, bytes.size ? bytes.data : "", bytes.size);
	text->size = bytes.size;
	buf_free(&bytes);
	if (fine && !text->at)
		return err_errno(err, ENOMEM, "cannot read the plan");
	if (!fine && err->number != ENOMEM && err->number != EINTR && err->kind != STATUS_TIMEOUT)
		err->kind = STATUS_INVALID; /* this says nothing of a network */
	plan->file_size += text->size;
	if (fine && plan->file_size > PLAN_SIZE_MAX)
		return err_set(err, STATUS_INVALID, "the files of a plan have %d MiB at most",
			       PLAN_SIZE_MAX >> 20);
	return fine;
}

bool plan_read_bytes(struct word *text, struct plan *plan, const char *name, struct err *err)
{
	return read_bytes(text, plan, name, NULL, err);
}

static struct plan_file *add_file(struct plan *plan, const char *name, struct err *err)
{
	struct plan_file *file;
	size_t count = 0;

	for (file = plan->files; file; file = file->next, count++)
		if (strcmp(file->name, name) == 0) {
			err_set(err, STATUS_INVALID, "'%.150s' is read already", name);
			return NULL;
		}
	if (count >= PLAN_FILES_MAX) {
		err_set(err, STATUS_INVALID, "a plan has %d files at most", PLAN_FILES_MAX);
		return NULL;
	}
	file = plan_take(plan, sizeof(*file));
	if (file)
		file->name = arena_copy(&plan->arena, name, strlen(name));
	if (!file || !file->name) {
		err_errno(err, ENOMEM, "cannot read the plan");
		return NULL;
	}
	return file;
}

/* It is read: what it includes may not be this one again. */
static bool read_file(struct plan *plan, struct plan_file *file)
{
	struct reading reading = { .plan = plan, .file = file, .outer_group = plan->group };

	if (!plan->last_file)
		plan->last_file = &plan->files;
	*plan->last_file = file;
	plan->last_file = &file->next;
	read_lines(&reading);
	plan->hides = false;
	if (reading.group.line) {
		err_set(&reading.err, STATUS_INVALID, "this group has no 'end'");
		plan_fault(plan, file, reading.group, &reading.err);
	}
	plan->group = reading.outer_group;
	return true;
}

static bool read_named(struct plan *plan, const char *name, const size_t *folder, struct err *err)
{
	struct plan_file *file = add_file(plan, name, err);

	if (!file || !read_bytes(&file->text, plan, name, folder, err))
		return false;
	file->text = plan_behind_mark(file->text);
	return read_file(plan, file);
}

bool plan_read(struct plan *plan, const char *name, struct err *err)
{
	return read_named(plan, name, NULL, err);
}

bool plan_read_below(struct plan *plan, const char *path, size_t folder, struct err *err)
{
	return read_named(plan, path, &folder, err);
}

bool plan_read_text(struct plan *plan, const char *name, struct word text, struct err *err)
{
	struct plan_file *file = add_file(plan, name, err);

	if (!file)
		return false;
	file->text = text;
	return read_file(plan, file);
}
