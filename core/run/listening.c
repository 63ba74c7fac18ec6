/* listening -- an intake on the endpoints of a command line: from words to bound, ready, stopped.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/listening.h"

#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "run/place.h"

enum { LOOKUP_S = 5 }; /* for the names of one endpoint */

bool listening_check(const struct run *run, const struct texts *endpoints, struct err *err)
{
	const struct common *common = run->common;
	struct endpoint endpoint;
	struct listen_plan plan;
	struct admission admission;
	bool paths = endpoints->count == 0;

	for (unsigned i = 0; i < endpoints->count; i++) {
		if (!place_read(&endpoint, endpoints->text[i], run, err))
			return false;
		paths |= transport_is_unix(endpoint.transport);
	}
	if (!paths && (common->listen.mode || common->listen.owner || common->listen.group ||
		       common->listen.replace))
		return err_set(err, STATUS_INVALID,
			       "--mode, --owner, --group and --replace are of Unix paths");
	if (common->socket.local_port >= 0 || common->socket.source)
		return err_set(err, STATUS_INVALID,
			       "--source and --local-port are a sender's: the ENDPOINT says where");
	return serve_check(run, err) && admission_make(&admission, &common->listen, err) &&
	       listen_plan_make(&plan, &common->socket, &common->listen, err);
}

static bool bind_one(struct listeners *listeners, unsigned number, const struct run *run,
		     const struct listening_plan *plan, struct err *err)
{
	struct deadline until =
		deadline_earlier(run->until, deadline_in((int64_t)LOOKUP_S * NS_PER_S));
	struct locations found = { 0 };
	struct listen_plan sockets;
	struct endpoint endpoint;
	bool fine = listen_plan_make(&sockets, &run->common->socket, &run->common->listen, err) &&
		    place_find(&found, &endpoint, plan->locator, plan->endpoints->text[number], run,
			       TO_BIND, until, err) &&
		    listeners_add(listeners, &found, number, &sockets, err);

	locations_free(&found);
	if (fine && endpoint.kind == ENDPOINT_HOST)
		ready_note_loopback(run->out, endpoint.name, listeners, number);
	return fine;
}

static bool bind_all(struct listening *listening, const struct run *run,
		     const struct listening_plan *plan, struct err *err)
{
	const char *subject = run->out->subject;

	for (unsigned i = 0; i < plan->endpoints->count; i++)
		if (!bind_one(&listening->listeners, i, run, plan, err))
			return false;
	out_about(run->out, subject);
	return true;
}

static bool serve_on(struct listening *listening, struct run *run,
		     const struct listening_plan *plan, struct deadline until, struct err *err)
{
	listening->intake = (struct intake){ .loop = &listening->serve.loop,
					     .listeners = &listening->listeners,
					     .admission = &listening->admission,
					     .calls = plan->calls,
					     .context = plan->context,
					     .idle_ns = plan->idle_ns };
	if (!intake_begin(&listening->intake, err))
		return false;
	ready_tell(run->out, plan->ready, &listening->listeners, run->common->listen.ready_fd);
	return serve_run(&listening->serve, until, err);
}

bool listening_run(struct listening *listening, struct run *run, const struct listening_plan *plan,
		   struct deadline until, struct err *err)
{
	bool fine = admission_make(&listening->admission, &run->common->listen, err) &&
		    serve_begin(&listening->serve, run, err) &&
		    bind_all(listening, run, plan, err) &&
		    serve_on(listening, run, plan, until, err);

	intake_free(&listening->intake);
	listeners_close(&listening->listeners);
	serve_end(&listening->serve);
	return fine;
}
