/* service_question -- what people ask of the services database: a word or a URL. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/service_question.h"

#include <string.h>

#include "base/num.h"
#include "net/protocol.h"
#include "net/scheme.h"

static bool parse_url(struct service_question *question, const char *text, struct err *err)
{
	struct url url;
	uint16_t port;

	if (!url_split(&url, text, err))
		return false;
	question->is_url = true;
	question->url_port = url.port;
	question->query.name = url.scheme;
	if (scheme_port(&port, url.scheme))
		question->query.port = port;
	return true;
}

/* No service is called by digits alone, or -1. */
static bool parse_service(struct service_query *query, struct word word, struct err *err)
{
	size_t sign = word.at[0] == '-';
	size_t digits = strspn(word.at + sign, "0123456789");
	uint64_t port;

	if (digits == 0 || digits < word.size - sign) {
		query->name = word;
		return true;
	}
	if (!num_digits(&port, word.at, word.size, UINT16_MAX))
		return err_set(err, STATUS_INVALID, "'%.*s' is no port from 0 to 65535",
			       (int)word.size, word.at);
	query->port = (int)port;
	return true;
}

static bool parse_words(struct service_question *question, const char *text, struct err *err)
{
	const char *slash = memrchr(text, '/', strlen(text));
	struct word service = { text, slash ? (size_t)(slash - text) : strlen(text) };

	if (service.size == 0)
		return err_set(err, STATUS_INVALID, "'%s' names no service or port", text);
	if (slash && !slash[1])
		return err_set(err, STATUS_INVALID, "'%s' names no transport behind '/'", text);
	if (slash)
		question->query.transport = word_of(slash + 1);
	return parse_service(&question->query, service, err);
}

bool service_question_parse(struct service_question *question, const char *text,
			    const char *transport, struct err *err)
{
	struct service_question fresh = { .query.port = -1, .url_port = -1 };
	struct word *own = &fresh.query.transport;

	if (text && !(url_looks(text) ? parse_url : parse_words)(&fresh, text, err))
		return false;
	if (transport && own->size > 0 && !word_is(*own, word_of(transport)))
		return err_set(err, STATUS_INVALID, "'%s' is not of the transport %s", text,
			       transport);
	if (transport)
		*own = word_of(transport);
	*question = fresh;
	return true;
}

size_t service_question_each(struct database *database, const struct service_question *question,
			     service_visit *visit, void *context)
{
	struct service_query query = question->query;
	size_t count = services_each(database, &query, visit, context);

	if (count > 0 || !question->is_url || query.port < 0)
		return count;
	query.name.size = 0; /* ws:// means port 80, but is no name of it */
	return services_each(database, &query, visit, context);
}

static void visit_nothing(void *context, const struct protocol *protocol)
{
	(void)context;
	(void)protocol;
}

static bool is_protocol(struct word name)
{
	const struct protocol_query query = { name, -1 };
	struct database protocols = { .path = PROTOCOLS_PATH };
	size_t count = protocols_each(&protocols, &query, visit_nothing, NULL);

	database_free(&protocols);
	return count > 0;
}

bool service_question_missing(struct database *database, const struct service_question *question,
			      struct err *err)
{
	struct word transport = question->query.transport;

	if (transport.size > 0 && !is_protocol(transport))
		return err_set(err, STATUS_INVALID, "'%.*s' is no transport", (int)transport.size,
			       transport.at);
	return service_missing(database, &question->query, err);
}
