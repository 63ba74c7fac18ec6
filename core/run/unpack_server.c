/* unpack_server -- what clients send to the endpoints of a command line, unpacked and told. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/unpack_server.h"

#include "base/num.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/packrow.h"

enum { LOOKUP_S = 5 }; /* for the names of one endpoint */

/* ---- what comes -------------------------------------------------------------------------------
 */

static struct unpack_server *server_of(struct unpacking *unpacking)
{
	return OWNER(unpacking, struct unpack_server, unpacking);
}

static struct row *begin_record(const struct run *run, const struct intake_source *source)
{
	struct row *row = packrow_begin(run->out, PACKROW_UNPACKED, run->operand[0]);

	packrow_put_source(row, source->listener->transport, &source->listener->at, &source->peer);
	return row;
}

static void show(struct unpacking *unpacking, const struct message *message,
		 const struct intake_source *source)
{
	struct unpack_server *server = server_of(unpacking);
	struct out *out = server->run->out;

	packrow_put_message(begin_record(server->run, source), server->plan.format, message, false);
	out_done(out, STATUS_OK);
	server->messages++;
	if (out_enough(out) || server->messages == server->plan.count)
		intake_stop(&server->intake);
}

static void fail(struct unpacking *unpacking, const struct err *err,
		 const struct intake_source *source)
{
	const struct run *run = server_of(unpacking)->run;
	struct row *row = begin_record(run, source);
	struct buf peer = { 0 };
	struct err whole = { 0 };

	sock_addr_format(&peer, source->listener->transport, &source->peer);
	err_set(&whole, err->kind, "%s: %s", buf_text(&peer), err->text);
	whole.number = err->number;
	row_free_part(row, &peer);
	out_fail(run->out, &whole);
}

/* What becomes of a connection, for those who want to see it. */
static void tell(struct unpacking *unpacking, const char *step, const struct intake_source *source)
{
	const struct run *run = server_of(unpacking)->run;
	struct buf peer = { 0 };

	if (!run->common->verbose)
		return;
	sock_addr_format(&peer, source->listener->transport, &source->peer);
	out_talk(run->out, "%s %s, %llu bytes", buf_text(&peer), step,
		 (unsigned long long)source->received_bytes);
	buf_free(&peer);
}

static void say(struct unpacking *unpacking, const char *sentence)
{
	out_remark(server_of(unpacking)->run->out, "%s", sentence);
}

/* ---- listening --------------------------------------------------------------------------------
 */

bool unpack_server_begin(struct unpack_server *server, const struct run *run,
			 const struct texts *endpoints, struct err *err)
{
	enum transport fallback = (enum transport)run->common->socket.transport;
	struct endpoint endpoint;

	server->endpoints = endpoints;
	for (unsigned i = 0; i < endpoints->count; i++)
		if (!endpoint_read(&endpoint, endpoints->text[i], fallback, err))
			return false;
	return hosting_begin(&server->hosting, run, NULL, err);
}

/* All of them, so that each that fails is told. */
static void find_all(struct hosting *hosting, const struct run *run, const struct texts *endpoints)
{
	enum transport fallback = (enum transport)run->common->socket.transport;
	const char *question = run->out->subject;
	struct endpoint endpoint;
	struct err unused = { 0 };

	for (unsigned i = 0; i < endpoints->count; i++) {
		struct deadline until = deadline_in((int64_t)LOOKUP_S * NS_PER_S);

		out_question(run->out, endpoints->text[i]);
		if (endpoint_read(&endpoint, endpoints->text[i], fallback, &unused))
			hosting_add(hosting, run, &endpoint, TO_BIND,
				    deadline_earlier(run->until, until));
	}
	out_question(run->out, question);
}

static bool check_idle(const struct hosting *hosting, int64_t idle_ns, struct err *err)
{
	const struct hosting_use idle = { "idle", idle_ns > 0, HOSTING_CONNS, "connections" };

	return hosting->failed || hosting_check_use(hosting, &idle, 1, err);
}

static bool is_late(const struct unpack_server *server)
{
	return deadline_passed(server->run->until) && !server->intake.stopped &&
	       !server->serve.signal;
}

static bool serve_on(struct unpack_server *server, struct err *err)
{
	const struct unpack_plan *plan = &server->plan;
	struct deadline until = deadline_earlier(server->run->until, deadline_in(plan->for_ns));

	server->unpacking = (struct unpacking){ plan->format, plan->frame, show, fail, tell, say };
	server->intake = (struct intake){ .loop = &server->serve.loop,
					  .listeners = &server->hosting.listeners,
					  .admission = &server->hosting.admission,
					  .calls = &unpacking_calls,
					  .context = &server->unpacking,
					  .idle_ns = plan->idle_ns };
	if (!intake_begin(&server->intake, err))
		return false;
	hosting_tell_ready(&server->hosting, server->run, &packrow_records[PACKROW_READY]);
	if (!serve_run(&server->serve, until, err))
		return false;
	return !is_late(server) ||
	       err_set(err, STATUS_TIMEOUT, "%llu message%s came in time",
		       (unsigned long long)server->messages, num_plural(server->messages));
}

bool unpack_server_run(struct unpack_server *server, struct run *run,
		       const struct unpack_plan *plan, struct err *err)
{
	struct hosting *hosting = &server->hosting;
	bool fine;

	server->run = run;
	server->plan = *plan;
	find_all(hosting, run, server->endpoints);
	fine = check_idle(hosting, plan->idle_ns, err) && serve_begin(&server->serve, run, err) &&
	       hosting_bind(hosting, run) && serve_on(server, err);
	intake_free(&server->intake); /* connections that are still open are told of as left */
	return fine;
}

void unpack_server_free(struct unpack_server *server)
{
	intake_free(&server->intake);
	hosting_free(&server->hosting);
	serve_end(&server->serve);
}
