/* listening -- an intake on the endpoints of a command line: from words to bound, ready, stopped.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/listening.h"

#include "cli/out_state.h"
#include "run/place.h"

enum { LOOKUP_S = 5 }; /* for the names of one endpoint */

bool listening_begin(struct listening *listening, const struct run *run,
		     const struct texts *endpoints, struct err *err)
{
	struct endpoint endpoint;

	for (unsigned i = 0; i < endpoints->count; i++)
		if (!place_read(&endpoint, endpoints->text[i], run, err))
			return false;
	return hosting_begin(&listening->hosting, run, NULL, err);
}

/* All of them, so that each that fails is told. */
static void find_all(struct hosting *hosting, const struct run *run, const struct texts *endpoints)
{
	const char *question = run->out->subject;
	struct endpoint endpoint;
	struct err unused = { 0 };

	for (unsigned i = 0; i < endpoints->count; i++) {
		struct deadline until = deadline_in((int64_t)LOOKUP_S * NS_PER_S);

		out_question(run->out, endpoints->text[i]);
		if (place_read(&endpoint, endpoints->text[i], run, &unused))
			hosting_add(hosting, run, &endpoint, TO_BIND,
				    deadline_earlier(run->until, until));
	}
	out_question(run->out, question);
	hosting_free_locator(hosting);
}

static bool check_idle(const struct hosting *hosting, int64_t idle_ns, struct err *err)
{
	const struct hosting_use idle = { "idle", idle_ns > 0, HOSTING_CONNS, "connections" };

	return hosting->failed || hosting_check_use(hosting, &idle, 1, err);
}

static bool serve_on(struct listening *listening, struct run *run,
		     const struct listening_plan *plan, struct deadline until, struct err *err)
{
	listening->intake = (struct intake){ .loop = &listening->serve.loop,
					     .listeners = &listening->hosting.listeners,
					     .admission = &listening->hosting.admission,
					     .calls = plan->calls,
					     .context = plan->context,
					     .idle_ns = plan->idle_ns };
	if (!intake_begin(&listening->intake, err))
		return false;
	hosting_tell_ready(&listening->hosting, run, plan->ready);
	return serve_run(&listening->serve, until, err);
}

bool listening_run(struct listening *listening, struct run *run, const struct listening_plan *plan,
		   struct deadline until, struct err *err)
{
	bool fine;

	find_all(&listening->hosting, run, plan->endpoints);
	fine = check_idle(&listening->hosting, plan->idle_ns, err) &&
	       serve_begin(&listening->serve, run, err) && hosting_bind(&listening->hosting, run) &&
	       serve_on(listening, run, plan, until, err);
	intake_free(&listening->intake);
	return fine;
}

void listening_free(struct listening *listening)
{
	intake_free(&listening->intake);
	hosting_free(&listening->hosting);
	serve_end(&listening->serve);
}
