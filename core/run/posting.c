/* posting -- messages sent to an endpoint of a command line, over one connection for all of them.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/posting.h"

#include "cli/out.h"
#include "run/place.h"

/* What bounds an endpoint's lookup, and a message's way. */
static struct deadline patience(const struct run *run)
{
	return run->common->timeout_ns > 0 ? run->until
					   : deadline_in((int64_t)POSTING_S * NS_PER_S);
}

bool posting_begin(struct posting *posting, const struct run *run, const char *word,
		   struct err *err)
{
	posting->word = word;
	return endpoint_read(&posting->endpoint, word,
			     (enum transport)run->common->socket.transport, err) &&
	       common_check_transport(run->common, posting->endpoint.transport, err) &&
	       sock_plan_make(&posting->plan, &run->common->socket, err);
}

static bool reach(struct posting *posting, const struct run *run, struct err *err)
{
	struct deadline until = patience(run);
	struct locations found = { 0 };
	bool fine = place_find(&found, &posting->endpoint, TO_CONNECT, &posting->plan, run, until,
			       err) &&
		    sender_open(&posting->sender, &found, &posting->plan, until, err);

	locations_free(&found);
	if (!fine)
		posting->broken = *err;
	return fine;
}

/* What follows half a message of a stream would be taken for its other half. */
static bool send_on(struct posting *posting, const struct run *run, const void *data, size_t size,
		    struct err *err)
{
	if (sender_send(&posting->sender, data, size, patience(run), err))
		return true;
	if (!sock_has_messages(posting->sender.transport))
		posting->broken = *err;
	return false;
}

bool posting_send(struct posting *posting, const struct run *run, const void *data, size_t size,
		  struct err *err)
{
	out_about(run->out, posting->word);
	if (posting->broken.kind != STATUS_OK) {
		*err = posting->broken;
		return false;
	}
	return (posting->sender.fd >= 0 || reach(posting, run, err)) &&
	       send_on(posting, run, data, size, err);
}

bool posting_end(struct posting *posting, const struct run *run, struct err *err)
{
	bool fine = posting->broken.kind != STATUS_OK ||
		    sender_finish(&posting->sender, patience(run), err);

	out_about(run->out, posting->word);

	sender_close(&posting->sender);
	return fine;
}
