/* complete_value -- what an operand or the value of an option is: by its row's offer, and by what
 * help calls it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "net/endpoint.h"
#include "net/sockkind.h"
#include "prompt/complete.h"

void complete_durations(struct completion *completion)
{
	static const struct name samples[] = {
		NAME("200ms", 0, "milliseconds"),
		NAME("2s", 0, "seconds; so is a number alone"),
		NAME("1m", 0, "minutes"),
		NAMES_END,
	};

	for (const struct name *row = samples; *row->word; row++)
		offering_puts(&completion->offering, row->word, name_meaning(row));
}

void complete_sizes(struct completion *completion)
{
	offering_puts(&completion->offering, "64k", "bytes: 65536");
	offering_puts(&completion->offering, "1M", "bytes: 1048576");
}

static void put_switch(struct completion *completion)
{
	offering_puts(&completion->offering, "on", NULL);
	offering_puts(&completion->offering, "off", NULL);
}

static void put_pairs(struct completion *completion)
{
	for (const struct name *name = endpoint_transports; *name->word; name++)
		if (transport_is_unix((enum transport)name->value))
			offering_puts(&completion->offering, name->word, name_meaning(name));
}

/* What an operand whose offer says nothing is called. */
static void put_called(struct completion *completion, const char *value)
{
	if (text_begins(value, "SOCKET[:"))
		complete_polled(completion);
	else if (text_begins(value, "SOCKET"))
		complete_sockets(completion);
	else if (text_begins(value, "FD[,"))
		complete_polled(completion);
	else if (strcmp(value, "SWITCH") == 0)
		put_switch(completion);
	else if (strcmp(value, "DURATION") == 0)
		complete_durations(completion);
	else if (strcmp(value, "KIND") == 0)
		put_pairs(completion);
	else if (strcmp(value, "GROUP") == 0 && completion->row)
		complete_groups(completion, ' ');
	else if (strcmp(value, "ADDRESS") == 0 || strcmp(value, "SOURCE") == 0)
		complete_addresses(completion, ' ');
	else if (strcmp(value, "CIDR") == 0)
		complete_networks(completion);
	else if (strcmp(value, "VALUE") == 0 && completion_socket(completion))
		complete_option_value(completion);
}

static const char *operand_before(const struct completion *completion)
{
	return completion->operand_count > 0 ? completion->operand[completion->operand_count - 1]
					     : NULL;
}

/* The port of an endpoint that has none; nothing behind one that has. */
static void put_service(struct completion *completion)
{
	const struct operand *row = completion->row;
	bool is_port = row && row > completion->applet->operands && row[-1].offer == OFFER_ENDPOINT;

	if (!is_port || endpoint_pairs(operand_before(completion), "1"))
		complete_services(completion);
}

/* Behind the first of its two words an endpoint may need a port. */
static void put_endpoint(struct completion *completion, const char *value)
{
	const char *before = completion->row ? operand_before(completion) : NULL;
	bool is_first = !before || (int)completion->operand_count <= completion->least ||
			sockkind_find(before);

	if (!is_first && endpoint_pairs(before, "1"))
		complete_services(completion);
	else if (is_first || completion->row->max == MANY)
		complete_endpoints(completion, text_begins(value, "GROUP"));
}

void complete_value(struct completion *completion, enum offer offer, const char *value)
{
	struct offering *offering = &completion->offering;

	switch (offer) {
	case OFFER_NOTHING:
	case OFFER_AT_FILE:
	case OFFER_REPORT:
		put_called(completion, value);
		return;
	case OFFER_FILE:
		complete_files(completion, false);
		return;
	case OFFER_FOLDER:
		complete_files(completion, true);
		return;
	case OFFER_PROGRAM:
		complete_programs(completion);
		return;
	case OFFER_HOST:
		complete_hosts(completion, ' ');
		return;
	case OFFER_SERVICE:
		put_service(completion);
		return;
	case OFFER_INTERFACE:
		complete_interfaces(completion);
		return;
	case OFFER_CONSTANT:
		if (!complete_constant(completion, value))
			offering_lines(offering, offer, completion->applet);
		return;
	case OFFER_ENDPOINT:
		put_endpoint(completion, value);
		return;
	case OFFER_SOCKOPT:
		complete_option_names(completion, strchr(value, '=') ? '=' : ' ');
		return;
	case OFFER_SOCKKIND:
		complete_kinds(completion);
		return;
	case OFFER_PATH:
		offering_settle(offering, ",");
		offering_lines(offering, offer, completion->applet);
		return;
	case OFFER_EXPECT:
		complete_expectation(completion);
		return;
	case OFFER_PROTOCOL:
	case OFFER_APPLET:
		offering_lines(offering, offer, completion->applet);
		return;
	}
}
