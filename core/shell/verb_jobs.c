/* verb_jobs -- what runs beside the session, and how it ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/verb.h"
#include "cli/out.h"
#include "shell/shell.h"

/* clang-format off */
enum { JOB, STATE, PID, CODE, LOCAL, PORT, COMMAND };
static const struct field fields[] = {
	[JOB] = FIELD("job", FIELD_TEXT, 0, 0, "its name: %1, %2 ...", NULL),
	[STATE] = FIELD("state", FIELD_TEXT, 0, 0, "running, stopped or ended", NULL),
	[PID] = FIELD("pid", FIELD_INT, 0, 0, "its process", NULL),
	[CODE] = FIELD("code", FIELD_INT, 0, 0, "once it has ended: its exit code", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, 0, 0, "of one that was started: where it listens", NULL),
	[PORT] = FIELD("port", FIELD_INT, 0, 0, "and the port", NULL),
	[COMMAND] = FIELD("command", FIELD_TEXT, 0, 0, "as it was written", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "a job", { fields, "{job} {state}[ {code}]  {command}[  on {local}]  pid {pid}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("jobs", "all of this session"),
	{ 0 },
};
/* clang-format on */

static void put_job(struct run *run, struct job *job)
{
	struct row *row = out_record(run->out, &records[0]);
	bool ended = job_look(job);
	struct buf name = { 0 };

	buf_printf(&name, "%%%u", job->number);
	row_part(row, JOB, &name);
	row_text(row, STATE, ended ? "ended" : job_stopped(job) ? "stopped" : "running");
	row_int(row, PID, job->spawn.pid);
	if (ended)
		row_int(row, CODE, job_code(job));
	if (job->local.size > 0)
		row_bytes(row, LOCAL, job->local.data, job->local.size);
	if (job->port >= 0)
		row_int(row, PORT, job->port);
	row_text(row, COMMAND, job->command);
	out_done(run->out, STATUS_OK);
}

static void jobs_run(struct run *run)
{
	struct shell *shell = shell_of(verb_bench(run));

	for (uint32_t number = 1; number <= shell->jobs.last_number; number++) {
		struct job *job = job_numbered(&shell->jobs, number);

		if (job)
			put_job(run, job);
	}
}

const struct applet verb_jobs = {
	.name = "jobs",
	.summary = "list what runs beside the session",
	.group = GROUP_SOCKET,
	.records = records,
	.examples = examples,
	.flags = APPLET_OFFLINE,
	.run = jobs_run,
};
