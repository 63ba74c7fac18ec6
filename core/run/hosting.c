/* hosting -- the endpoints of a server's command line: looked up, bound together, told, closed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/hosting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "run/serve.h"

enum { FIRST_PASSED = 3 }; /* SD_LISTEN_FDS_START */

/* ---- descriptors from others ---------------------------------------------------------------- */

static bool is_adopted(const struct listeners *listeners, int fd)
{
	for (size_t i = 0; i < listeners->count; i++)
		if (listeners->item[i].fd == fd)
			return true;
	return false;
}

static bool adopt(struct hosting *hosting, int fd, struct err *err)
{
	struct listeners *listeners = &hosting->listeners;

	return listeners_adopt(listeners, fd, (unsigned)listeners->count, err);
}

static bool adopt_named(struct hosting *hosting, const char *text, struct err *err)
{
	int64_t fd;

	if (!num_parse(&fd, text, 0, INT32_MAX, err))
		return false;
	if (is_adopted(&hosting->listeners, (int)fd))
		return err_set(err, STATUS_INVALID, "descriptor %d is named twice", (int)fd);
	return adopt(hosting, (int)fd, err);
}

static bool adopt_all(struct hosting *hosting, const struct texts *fds, struct err *err)
{
	int last = FIRST_PASSED + (int)listen_fds();

	for (size_t i = 0; i < fds->count; i++)
		if (!adopt_named(hosting, fds->text[i], err))
			return false;
	for (int fd = FIRST_PASSED; fd < last; fd++)
		if (!is_adopted(&hosting->listeners, fd) && !adopt(hosting, fd, err))
			return false;
	return true;
}

/* ---- before anything is looked up ----------------------------------------------------------- */

static bool check_words(const struct run *run, const struct texts *fds, struct err *err)
{
	const struct common *common = run->common;

	if (common->socket.local_port >= 0 || common->socket.source)
		return err_set(err, STATUS_INVALID,
			       "--source and --local-port are a client's: the ENDPOINT says where");
	if (run->operand_count == 0 && (!fds || (fds->count == 0 && listen_fds() == 0)))
		return err_set(err, STATUS_INVALID,
			       "ENDPOINT is missing, such as 7777 or udp:any:7777");
	return serve_check(run, err);
}

bool hosting_begin(struct hosting *hosting, const struct run *run, const struct texts *fds,
		   struct err *err)
{
	const struct common *common = run->common;

	*hosting = (struct hosting){ .locator = LOCATOR_EMPTY };
	hosting->locator.family = (int)common->family;
	hosting->locator.numeric = common->numeric;
	if (check_words(run, fds, err) &&
	    admission_make(&hosting->admission, &common->listen, err) &&
	    listen_plan_make(&hosting->plan, &common->socket, &common->listen, err) &&
	    (!fds || adopt_all(hosting, fds, err)))
		return true;
	hosting_free(hosting);
	return false;
}

/* ---- failing -------------------------------------------------------------------------------- */

static bool is_question(const struct field *field, const char *key)
{
	return field->flags & FIELD_QUESTION && strcmp(field->key, key) == 0;
}

static void put_question(struct row *row, const struct field *fields,
			 const struct endpoint *endpoint)
{
	for (unsigned i = 0; *fields[i].key; i++) {
		struct buf text = { 0 };

		if (is_question(&fields[i], "endpoint"))
			endpoint_format(&text, endpoint);
		else if (is_question(&fields[i], "transport"))
			buf_puts(&text, name_word(endpoint_transports, endpoint->transport));
		row_part(row, i, &text);
	}
}

static void fail(const struct run *run, const struct endpoint *endpoint, const struct err *err)
{
	const struct record_type *type = &run->applet->records[0];

	put_question(out_record(run->out, type), type->shape.fields, endpoint);
	out_fail(run->out, err);
}

/* ---- looking up ----------------------------------------------------------------------------- */

static void place_free(struct hosting_place *place)
{
	locations_free(&place->found);
	free(place->words);
}

static bool keep(struct hosting *hosting, struct hosting_place *place, const struct run *run,
		 struct err *err)
{
	struct hosting_place *grown =
		reallocarray(hosting->place, hosting->count + 1, sizeof(*grown));

	if (!grown)
		return err_errno(err, ENOMEM, "cannot keep so many endpoints");
	hosting->place = grown;
	if (!(place->words = strdup(run->out->subject)))
		return err_errno(err, ENOMEM, "cannot keep an endpoint");
	hosting->place[hosting->count++] = *place;
	return true;
}

bool hosting_add(struct hosting *hosting, const struct run *run, const struct endpoint *endpoint,
		 enum purpose purpose, struct deadline until)
{
	struct hosting_place place = { .endpoint = *endpoint };
	struct err err = { 0 };

	if (sock_plan_interface(&hosting->locator.zone, &hosting->plan.sock, &err) &&
	    locate(&place.found, &hosting->locator, endpoint, purpose, until, &err) &&
	    keep(hosting, &place, run, &err)) {
		if (place.found.partial.kind != STATUS_OK)
			fail(run, endpoint, &place.found.partial);
		return true;
	}
	place_free(&place);
	hosting->failed = true;
	fail(run, endpoint, &err);
	return false;
}

/* ---- binding -------------------------------------------------------------------------------- */

bool hosting_has(const struct hosting *hosting, unsigned transports)
{
	unsigned all = 0;

	for (size_t i = 0; i < hosting->listeners.count; i++)
		all |= 1U << hosting->listeners.item[i].transport;
	for (size_t i = 0; i < hosting->count; i++)
		all |= 1U << hosting->place[i].endpoint.transport;
	return all & transports;
}

static bool is_useless(const char *option, const char *needs, struct err *err)
{
	return err_set(err, STATUS_INVALID, "--%s is of %s, and no ENDPOINT has them", option,
		       needs);
}

bool hosting_check_use(const struct hosting *hosting, const struct hosting_use *rows, size_t count,
		       struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].given && !hosting_has(hosting, rows[i].transports))
			return is_useless(rows[i].option, rows[i].needs, err);
	return true;
}

static const struct hosting_place *find_kind(const struct hosting *hosting, enum endpoint_kind kind)
{
	for (size_t i = 0; i < hosting->count; i++)
		if (hosting->place[i].endpoint.kind == kind)
			return &hosting->place[i];
	return NULL;
}

/* Files are made by us only. Who protects one endpoint shall not believe that another one is. */
static bool check_paths(const struct hosting *hosting, const struct listen_words *words,
			struct err *err)
{
	const struct hosting_place *abstract = find_kind(hosting, ENDPOINT_ABSTRACT);
	const char *right = words->mode    ? "mode"
			    : words->owner ? "owner"
			    : words->group ? "group"
					   : NULL;

	if (right && abstract)
		return err_set(err, STATUS_INVALID,
			       "--%s: '@%s' is an abstract name, which has no permissions: whoever "
			       "knows it can connect",
			       right, abstract->endpoint.name);
	if ((!right && !words->replace) || find_kind(hosting, ENDPOINT_PATH))
		return true;
	return is_useless(right ? right : "replace", "Unix paths", err);
}

static bool check_all(const struct hosting *hosting, const struct run *run, struct err *err)
{
	const struct listen_words *words = &run->common->listen, *usual = &common_defaults.listen;
	const struct sock_words *socket = &run->common->socket;
	const char *conns = "connections", *ip = "IP sockets";
	const struct hosting_use rows[] = {
		{ "ipv4", run->common->family == AF_INET, HOSTING_IP, ip },
		{ "ipv6", run->common->family == AF_INET6, HOSTING_IP, ip },
		{ "interface", socket->interface != NULL, HOSTING_IP, ip },
		{ "ttl", socket->ttl >= 0, HOSTING_IP, ip },
		{ "tos", socket->tos >= 0, HOSTING_IP, ip },
		{ "broadcast", socket->broadcast, HOSTING_UDP, "UDP sockets" },
		{ "backlog", words->backlog != usual->backlog, HOSTING_CONNS, conns },
		{ "max-conns", words->max_conns != usual->max_conns, HOSTING_CONNS, conns },
		{ "max-per-addr", words->max_per_addr != usual->max_per_addr, HOSTING_CONNS,
		  conns },
	};

	if (hosting->count == 0 && hosting->listeners.count == 0)
		return err_set(err, STATUS_INVALID, "there is no endpoint to serve");
	return check_paths(hosting, words, err) &&
	       hosting_check_use(hosting, rows, sizeof(rows) / sizeof(rows[0]), err);
}

static bool bind_one(struct hosting *hosting, const struct hosting_place *place, unsigned number,
		     const struct run *run)
{
	const char *before = run->out->subject;
	struct err err = { 0 };
	bool fine;

	out_about(run->out, place->words);
	fine = listeners_add(&hosting->listeners, &place->found, number, &hosting->plan, &err);
	if (!fine)
		fail(run, &place->endpoint, &err);
	else if (place->endpoint.kind == ENDPOINT_HOST)
		ready_note_loopback(run->out, place->endpoint.name, &hosting->listeners, number);
	out_about(run->out, before);
	return fine;
}

bool hosting_bind(struct hosting *hosting, const struct run *run)
{
	unsigned number = (unsigned)hosting->listeners.count;
	struct err err = { 0 };

	if (hosting->failed)
		return false;
	if (!check_all(hosting, run, &err)) {
		hosting->failed = true;
		out_fail(run->out, &err);
	}
	for (size_t i = 0; !hosting->failed && i < hosting->count; i++)
		hosting->failed = !bind_one(hosting, &hosting->place[i], number++, run);
	return !hosting->failed;
}

void hosting_tell_ready(const struct hosting *hosting, const struct run *run,
			const struct record_type *type)
{
	ready_tell(run->out, type, &hosting->listeners, run->common->listen.ready_fd);
}

/* ---- the end -------------------------------------------------------------------------------- */

void hosting_free(struct hosting *hosting)
{
	locator_free(&hosting->locator);
	listeners_close(&hosting->listeners);
	for (size_t i = 0; i < hosting->count; i++)
		place_free(&hosting->place[i]);
	free(hosting->place);
	*hosting = (struct hosting){ .locator = LOCATOR_EMPTY };
}
