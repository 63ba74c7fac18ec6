/* probe -- whether somebody is there: a connection, or a datagram that is answered. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/probe.h"

#include "cli/out.h"
#include "net/calls.h"
#include "net/knock.h"
#include "pipe/pipe_state.h"
#include "pipe/piperow.h"

static void put_who(struct row *row, int fd)
{
	struct ucred who = { 0 };
	socklen_t size = sizeof(who);

	if (call_getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0)
		piperow_put_who(row, RESULT_PID, &who);
}

static void put_winner(struct row *row, enum transport transport, const struct race *race)
{
	piperow_put_kind(row, RESULT_FAMILY, transport, &race->peer);
	piperow_put_at(row, RESULT_LOCAL, transport, &race->local);
	piperow_put_at(row, RESULT_PEER, transport, &race->peer);
	if (race->connect_ns > 0)
		row_ms(row, RESULT_CONNECT, (double)race->connect_ns);
}

static bool ask(struct row *row, enum transport transport, int fd, const struct buf *say,
		struct deadline until, struct err *err)
{
	struct buf answer = { 0 };
	int64_t rtt_ns = 0;
	bool fine = knock(&answer, &rtt_ns, fd, transport, say->data, say->size, until, err);

	if (fine) {
		row_ms(row, RESULT_RTT, (double)rtt_ns);
		row_uint(row, RESULT_SIZE, answer.size);
		row_bytes(row, RESULT_DATA, answer.data, answer.size);
	}
	buf_free(&answer);
	return fine;
}

void probe_run(struct run *run, const struct pipe_plan *plan, const struct locations *locations,
	       const struct buf *say, struct deadline until)
{
	enum transport transport = locations->transport;
	bool is_datagram = sock_type(transport) == SOCK_DGRAM;
	struct err err = { 0 };
	struct race race;
	struct row *row;
	int fd = -1;
	bool fine = race_run(&fd, &race, locations, plan->sock, until, &err);

	pipe_tell_race(run, transport, &race, plan->tells_race);
	row = out_record(run->out, &pipe_records[PIPE_RESULT]);
	piperow_put_question(row, &plan->endpoint);
	if (fine && transport_is_unix(transport) && !is_datagram)
		put_who(row, fd);
	if (fine && is_datagram)
		fine = ask(row, transport, fd, say, until, &err);
	if (fine)
		put_winner(row, transport, &race);
	if (fd >= 0)
		call_close(fd);
	if (fine)
		out_done(run->out, is_datagram ? STATUS_ANSWERED : STATUS_OPEN);
	else
		out_fail(run->out, &err);
}
