/* field -- what is known of a value beside itself: ${socket.port}, ${job.pid}, ${bytes.size}. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/field.h"

#include <errno.h>
#include <string.h>

#include "base/name.h"
#include "net/names.h"
#include "net/sockstate.h"
#include "net/sockview.h"

/* What a field is read from, and where it goes: TEXT, or NUMBER where it is one. */
struct reading {
	const struct shell_value *of;
	const struct bench_sock *sock;
	const struct job *job;
	struct sockview view;
	struct buf text;
	int64_t number;
	bool is_number;
};

static bool give(struct reading *reading, int64_t number)
{
	reading->number = number;
	reading->is_number = true;
	return true;
}

/* Whether there was any text to give. */
static bool gave(const struct reading *reading)
{
	return reading->text.size > 0;
}

/* ---- sockets ---------------------------------------------------------------------------- */

static bool put_fd(struct reading *reading)
{
	return give(reading, reading->sock->fd);
}

/* The constant's name, or its number where it has none. */
static bool give_name(struct reading *reading, const struct name *table, int value)
{
	const char *word = name_word(table, value);

	if (!word)
		return give(reading, value);
	buf_puts(&reading->text, word);
	return true;
}

static bool put_family(struct reading *reading)
{
	return give_name(reading, names_family, reading->view.kind.family);
}

static bool put_type(struct reading *reading)
{
	return give_name(reading, names_socktype, reading->view.kind.type);
}

static bool put_proto(struct reading *reading)
{
	return give(reading, reading->view.kind.protocol);
}

static bool put_local(struct reading *reading)
{
	sockview_put_end(&reading->text, &reading->view.kind, &reading->view.local);
	return gave(reading);
}

static bool put_peer(struct reading *reading)
{
	sockview_put_end(&reading->text, &reading->view.kind, &reading->view.peer);
	return gave(reading);
}

static bool put_port(struct reading *reading)
{
	struct addr addr;
	uint16_t port;

	return sock_addr_ip(&addr, &port, &reading->view.local) && give(reading, port);
}

static bool put_state(struct reading *reading)
{
	const struct sockview *view = &reading->view;
	uint64_t state = 0;
	bool has = view->has_tcp && tcpinfo_get(&state, &view->tcp, TCPINFO_STATE);
	const char *word = has ? name_word(sockstate_words, (long)state) : NULL;

	buf_puts(&reading->text, word                  ? word
				 : view->listens       ? "LISTEN"
				 : view->peer.size > 0 ? "ESTABLISHED"
						       : "UNCONNECTED");
	return true;
}

static bool put_timeout(struct reading *reading)
{
	int64_t ns = reading->sock->timeout_ns;

	if (ns >= 0)
		buf_printf(&reading->text, "%.9gs", (double)ns / NS_PER_S);
	return gave(reading);
}

static bool put_rcvq(struct reading *reading)
{
	return reading->view.recv_queue_bytes >= 0 && give(reading, reading->view.recv_queue_bytes);
}

static bool put_sndq(struct reading *reading)
{
	return reading->view.send_queue_bytes >= 0 && give(reading, reading->view.send_queue_bytes);
}

/* ---- jobs and other values -------------------------------------------------------------- */

static bool put_job_local(struct reading *reading)
{
	buf_put(&reading->text, reading->job->local.data, reading->job->local.size);
	return gave(reading);
}

static bool put_job_port(struct reading *reading)
{
	return reading->job->port >= 0 && give(reading, reading->job->port);
}

static bool put_job_pid(struct reading *reading)
{
	return give(reading, reading->job->spawn.pid);
}

static bool put_job_status(struct reading *reading)
{
	return reading->job->spawn.ended && give(reading, job_code(reading->job));
}

static bool put_size(struct reading *reading)
{
	return give(reading, (int64_t)reading->of->data.size);
}

static bool put_count(struct reading *reading)
{
	return give(reading, (int64_t)reading->of->count);
}

static const struct field_row {
	enum shell_kind kind;
	char name[8];
	bool (*put)(struct reading *reading); /* false: it has none now */
} rows[] = {
	{ SHELL_BYTES, "size", put_size },      { SHELL_SOCKET, "fd", put_fd },
	{ SHELL_SOCKET, "family", put_family }, { SHELL_SOCKET, "type", put_type },
	{ SHELL_SOCKET, "proto", put_proto },   { SHELL_SOCKET, "local", put_local },
	{ SHELL_SOCKET, "port", put_port },     { SHELL_SOCKET, "peer", put_peer },
	{ SHELL_SOCKET, "state", put_state },   { SHELL_SOCKET, "timeout", put_timeout },
	{ SHELL_SOCKET, "rcvq", put_rcvq },     { SHELL_SOCKET, "sndq", put_sndq },
	{ SHELL_JOB, "local", put_job_local },  { SHELL_JOB, "port", put_job_port },
	{ SHELL_JOB, "pid", put_job_pid },      { SHELL_JOB, "status", put_job_status },
	{ SHELL_LIST, "count", put_count },
};

static const struct field_row *find(enum shell_kind kind, struct word field, struct err *err)
{
	char best[WORD_NEAR_MAX], text[WORD_NEAR_MAX] = "";
	struct nearest nearest;

	if (field.size < sizeof(text))
		memcpy(text, field.at, field.size);
	nearest = nearest_begin(text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].kind != kind)
			continue;
		if (strcmp(rows[i].name, text) == 0)
			return &rows[i];
		word_near(&nearest, best, word_of(rows[i].name));
	}
	if (nearest.best)
		err_set(err, STATUS_INVALID, "there is no field .%s; did you mean .%s?", text,
			nearest.best);
	else
		err_set(err, STATUS_INVALID, "there is no field .%s", text);
	return NULL;
}

const char *field_name(enum shell_kind kind, size_t index)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].kind == kind && index-- == 0)
			return rows[i].name;
	return NULL;
}

static bool look(struct reading *reading, const struct bench *bench, const struct jobs *jobs,
		 struct err *err)
{
	if (reading->of->kind == SHELL_JOB) {
		struct job *job = job_numbered(jobs, reading->of->number);

		reading->job = job;
		if (job)
			job_look(job);
		return job || err_set(err, STATUS_INVALID, "this job is no more");
	}
	if (reading->of->kind != SHELL_SOCKET)
		return true;
	reading->sock = bench_numbered(bench, reading->of->number);
	if (!reading->sock || reading->sock->fd < 0)
		return err_set(err, STATUS_INVALID, "this socket is closed");
	return sockview_read(&reading->view, reading->sock->fd, err);
}

bool field_read(struct shell_value *value, const struct shell_value *of, struct word field,
		const struct bench *bench, const struct jobs *jobs, struct err *err)
{
	const struct field_row *row = find(of->kind, field, err);
	struct reading reading = { .of = of };
	bool fine = row && look(&reading, bench, jobs, err);

	if (fine && !row->put(&reading))
		fine = err_set(err, STATUS_NO_DATA, "it has no .%s", row->name);
	if (fine && reading.is_number)
		shell_value_number(value, SHELL_NUMBER, reading.number);
	else if (fine &&
		 (reading.text.failed ||
		  !shell_value_bytes(value, (struct word){ reading.text.data, reading.text.size })))
		fine = err_errno(err, ENOMEM, "no room for a value");
	buf_free(&reading.text);
	return fine;
}
