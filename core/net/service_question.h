/* service_question -- what people ask of the services database: a word or a URL. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SERVICE_QUESTION_H
#define NET_SERVICE_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "net/database.h"
#include "net/service.h"

/* A value; borrows the text it was read from. */
struct service_question {
	struct service_query query;
	bool is_url;
	int url_port; /* that the URL says; -1: none */
};

/* Read NAME, PORT, NAME/TRANSPORT, PORT/TRANSPORT or a URL; NULL asks for all. TRANSPORT, which
 * may be NULL, limits it too. ERR is STATUS_INVALID and quotes what is wrong. */
bool service_question_parse(struct service_question *question, const char *text,
			    const char *transport, struct err *err);

/* services_each for a question: a URL asks for the service of its scheme's port, by the scheme's
 * name where it has that one. */
size_t service_question_each(struct database *database, const struct service_question *question,
			     service_visit *visit, void *context);

/* service_missing for a question; STATUS_INVALID where its transport is no protocol at all. */
bool service_question_missing(struct database *database, const struct service_question *question,
			      struct err *err);

#endif
