/* target -- where a socket of the workbench binds, connects or sends, from the words of a command.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/target.h"

#include "bench/adopt.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/otheraddr.h"

/* Raw and ping sockets have none. */
static bool has_ports(const struct bench_sock *sock)
{
	return !(adopt_kind(sock).on & (ON_RAW | ON_PING));
}

static bool fits(const struct bench_sock *sock, enum transport wanted,
		 const struct endpoint *endpoint, const char *word, struct err *err)
{
	struct sockkind kind = adopt_kind(sock);

	/* "unix:" in front of a path is said of any kind of Unix socket. */
	return endpoint->transport == wanted ||
	       (transport_is_unix(wanted) && endpoint->transport == TRANSPORT_UNIX) ||
	       err_set(err, STATUS_INVALID, "'%s' is %s, and '%s' is a %s socket", word,
		       name_word(endpoint_transports, endpoint->transport), sock->name,
		       sockkind_word(&kind));
}

/* Like endpoint_take, where the port may be left out. */
static bool take_endpoint(struct endpoint *endpoint, const struct bench_sock *sock,
			  enum transport transport, char *const **words, struct err *err)
{
	if (transport_is_unix(transport) || has_ports(sock))
		return endpoint_take(endpoint, words, transport, err);
	if (!endpoint_parse(endpoint, **words, transport, err))
		return false;
	++*words;
	endpoint->has_port = true;
	return true;
}

static bool look_up(struct sock_addr *target, struct run *run, const struct bench_sock *sock,
		    const struct endpoint *endpoint, enum purpose purpose, struct err *err)
{
	struct locator locator = LOCATOR_EMPTY;
	struct locations found = { 0 };
	struct deadline until =
		bench_deadline(verb_bench(run), sock->timeout_ns, verbrow_until(run));
	bool fine;

	locator.hosts.resolver.cancel_fd = &verb_bench(run)->cancel_fd;
	locator.family = sock->family == AF_UNIX ? AF_UNSPEC : sock->family;
	if (!has_ports(sock))
		purpose = TO_MATCH; /* port 0 is no fault */
	fine = locate(&found, &locator, endpoint, purpose, until, err);
	if (fine)
		*target = found.item[0];
	locations_free(&found);
	locator_free(&locator);
	return fine;
}

/* The words that were taken, which may not be all that follow: data may stand behind them. */
static bool are_texts(const struct run *run, char *const *from, char *const *to, struct err *err)
{
	for (; from < to; from++)
		if (!verbrow_is_text(run, *from, err))
			return false;
	return true;
}

bool target_take(struct sock_addr *target, struct run *run, const struct bench_sock *sock,
		 char *const **words, enum purpose purpose, struct err *err)
{
	char *const *first = *words;
	struct endpoint endpoint;
	enum transport transport;

	if (!*first)
		return err_set(err, STATUS_INVALID, "an address is missing");
	if (!adopt_transport(&transport, sock)) {
		++*words;
		return are_texts(run, first, *words, err) &&
		       otheraddr_parse(target, sock->family, *first, err);
	}
	return take_endpoint(&endpoint, sock, transport, words, err) &&
	       are_texts(run, first, *words, err) &&
	       fits(sock, transport, &endpoint, *first, err) &&
	       look_up(target, run, sock, &endpoint, purpose, err);
}
