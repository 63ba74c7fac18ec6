/* creating -- where a socket that is not there yet shall connect or listen, from the words of a
 * command. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/creating.h"

#include <string.h>

#include "bench/adopt.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "cli/out.h"

const struct operand creating_operands[] = {
	{ "KIND", 0, 1, OFFER_SOCKKIND, "tcp, tcp6, udp, unix ...; else the address says" },
	{ "ADDRESS", 1, 2, OFFER_ENDPOINT, "HOST:PORT, HOST PORT, a path, or @NAME" },
	{ 0 },
};

/* A kind in front says which family, too. */
static bool take_kind(struct creating *creating, enum transport *transport, struct run *run,
		      char *const **words, struct err *err)
{
	const struct sockkind *kind = run->operand_count > 1 ? sockkind_find(**words) : NULL;
	struct bench_sock like = { .name = "" };

	*transport = (enum transport)run->common->socket.transport;
	creating->locator.family = (int)run->common->family;
	if (!kind)
		return true;
	like.family = kind->family;
	like.type = kind->type;
	if (!adopt_transport(transport, &like) || !(kind->on & (ON_TCP | ON_UDP | ON_UNIX)))
		return err_set(err, STATUS_INVALID,
			       "'%s' needs steps: socket, bind, listen, connect", **words);
	if (kind->family != AF_UNIX)
		creating->locator.family = kind->family;
	++*words;
	return true;
}

/* One socket is made, and Python's hears IPv4 where nothing else is said: "tcp" before an address
 * of IPv6 is what it says. */
static bool choose_family(struct creating *creating, const struct run *run, enum purpose purpose,
			  struct err *err)
{
	const struct endpoint *endpoint = &creating->endpoint;
	int *family = &creating->locator.family;

	if (*family == AF_INET && run->common->family != AF_INET && strchr(endpoint->name, ':'))
		*family = AF_INET6;
	if (creating->dualstack && (*family == AF_INET || transport_is_unix(endpoint->transport)))
		return err_set(err, STATUS_INVALID, "--dualstack is of IPv6, which hears IPv4 too");
	if (creating->dualstack)
		*family = AF_INET6;
	if (purpose == TO_BIND && !*family &&
	    (endpoint->kind == ENDPOINT_ANY || endpoint->kind == ENDPOINT_LOOPBACK))
		*family = AF_INET;
	return true;
}

bool creating_find(struct creating *creating, struct run *run, enum purpose purpose,
		   struct err *err)
{
	const struct bench *bench = verb_bench(run);
	struct deadline until =
		bench_deadline(bench, bench->default_timeout_ns, verbrow_until(run));
	char *const *words = run->operand;
	enum transport transport;

	creating->locator.hosts.resolver.cancel_fd = &bench->cancel_fd;
	if (!take_kind(creating, &transport, run, &words, err) ||
	    !endpoint_take(&creating->endpoint, &words, transport, err) ||
	    !choose_family(creating, run, purpose, err))
		return false;
	if (*words)
		return err_set(err, STATUS_INVALID, "'%s' is one word too many", *words);
	return locate(&creating->found, &creating->locator, &creating->endpoint, purpose, until,
		      err);
}

void creating_tell_options(struct run *run, struct buf *effective)
{
	if (effective->size > 0)
		out_talk(run->out, "%s", buf_text(effective));
	buf_free(effective);
}

void creating_free(struct creating *creating)
{
	locations_free(&creating->found);
	locator_free(&creating->locator);
}
