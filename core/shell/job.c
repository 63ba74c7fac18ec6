/* job -- commands that run beside the session: which they are, where they listen, how they ended.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/job.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "cli/json_read.h"

struct job *job_add(struct jobs *jobs, struct spawn *spawn, struct word command, struct err *err)
{
	struct job *job = calloc(1, sizeof(*job) + command.size + 1);

	if (!job) {
		spawn_free(spawn);
		err_errno(err, ENOMEM, "no room for another job");
		return NULL;
	}
	job->number = ++jobs->last_number;
	job->spawn = *spawn;
	*spawn = (struct spawn)SPAWN_NONE;
	memcpy(job->command, command.at, command.size);
	job->port = -1;
	job->next = jobs->first;
	jobs->first = job;
	return job;
}

struct job *job_numbered(const struct jobs *jobs, int64_t number)
{
	struct job *job = jobs->first;

	while (job && job->number != number)
		job = job->next;
	return job;
}

struct job *job_find(const struct jobs *jobs, const char *word, struct err *err)
{
	const char *digits = word + (word[0] == '%');
	struct job *job = NULL;
	uint64_t number;

	if (num_digits(&number, digits, strlen(digits), UINT32_MAX))
		job = job_numbered(jobs, (int64_t)number);
	if (!job)
		err_set(err, STATUS_INVALID, "'%s' is no job%s", word,
			jobs->first ? "; 'jobs' lists them" : "; there is none yet");
	return job;
}

bool job_extend(struct job *job, struct spawn *const *rest, unsigned count)
{
	if (count == 0)
		return true;
	job->rest = calloc(count, sizeof(*job->rest));
	for (unsigned i = 0; job->rest && i < count; i++) {
		job->rest[i] = *rest[i];
		*rest[i] = (struct spawn)SPAWN_NONE;
		job->rest_count++;
	}
	return job->rest != NULL;
}

bool job_look(struct job *job)
{
	bool ended = spawn_look(&job->spawn);

	for (unsigned i = 0; i < job->rest_count; i++)
		ended = spawn_look(&job->rest[i]) && ended;
	return ended;
}

/* One that has ended before the others does not run either. */
int job_stopped(struct job *job)
{
	int number = 0;

	for (unsigned i = 0; i <= job->rest_count; i++) {
		struct spawn *spawn = i == 0 ? &job->spawn : &job->rest[i - 1];

		if (spawn_look(spawn))
			continue;
		if (!spawn_look_stopped(spawn))
			return 0;
		number = spawn->stopped;
	}
	return number;
}

/* That a reader had enough is no failure of the writer. */
int job_code(const struct job *job)
{
	int code = job->rest_count && job->spawn.signal == SIGPIPE ? 0 : spawn_code(&job->spawn);

	for (unsigned i = 0; i < job->rest_count; i++) {
		const struct spawn *spawn = &job->rest[i];
		bool had_reader = i + 1 < job->rest_count && spawn->signal == SIGPIPE;

		code = !had_reader && spawn_code(spawn) ? spawn_code(spawn) : code;
	}
	return code;
}

bool job_ready(struct job *job, struct word lines, struct err *err)
{
	const struct json *root = NULL;
	struct arena arena = { 0 };
	struct json_text endpoint;
	struct word line;
	bool fine;

	fine = line_take(&line, &lines) && json_read(&root, &arena, line.at, line.size, err) &&
	       json_string(&endpoint, json_member(root, "endpoint"));
	if (fine) {
		buf_put(&job->local, endpoint.data, endpoint.size);
		json_int(&job->port, json_member(root, "port"));
	}
	arena_free(&arena);
	return fine || err_set(err, STATUS_LACKING, "it does not say where it listens");
}

void jobs_drop(struct jobs *jobs, struct job *job)
{
	struct job **place = &jobs->first;

	while (*place != job)
		place = &(*place)->next;
	*place = job->next;
	spawn_free(&job->spawn);
	for (unsigned i = 0; i < job->rest_count; i++)
		spawn_free(&job->rest[i]);
	free(job->rest);
	buf_free(&job->local);
	free(job);
}

void jobs_free(struct jobs *jobs)
{
	while (jobs->first)
		jobs_drop(jobs, jobs->first);
	*jobs = (struct jobs){ 0 };
}
