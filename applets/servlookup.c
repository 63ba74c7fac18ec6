/* servlookup -- services and their ports, both ways, and the URLs they have. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/applet.h"
#include "cli/out.h"
#include "net/port.h"
#include "net/scheme.h"
#include "net/service_question.h"

struct settings {
	bool all, builtin;
	const char *file, *transport, *url;
};

struct state {
	struct database database;
	struct port_span span; /* this kernel's ephemeral ports */
	bool has_span;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG_ALONE(struct settings, all, 0, "all", "list the whole database"),
	OPT_TEXT(struct settings, transport, 0, "transport", "NAME", OFFER_PROTOCOL,
	         "only services of this transport, such as udp"),
	OPT_TEXT(struct settings, url, 0, "url", "HOST", OFFER_HOST,
	         "print a URL for each port on this host"),
	OPT_TEXT(struct settings, file, 0, "file", "PATH", OFFER_FILE,
	         "read this file instead of " SERVICES_PATH),
	OPT_FLAG(struct settings, builtin, 0, "builtin",
	         "read no file, answer from what is compiled in"),
	OPT_END
};

static const struct operand operands[] = {
	{ "SERVICE", 1, MANY, OFFER_SERVICE,
	  "name, alias, nickname, port, NAME/TRANSPORT, PORT/TRANSPORT or URL" },
	{ 0 },
};

enum { QUERY, NAME, PORT, TRANSPORT, ALIASES, SOURCE, RANGE, NICKNAME, DESCRIPTION, URL, URL_PORT };

static const struct field fields[] = {
	[QUERY] = FIELD("query", FIELD_TEXT, FIELD_QUESTION, UNIT_NONE, "what was asked", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "the service", NULL),
	[PORT] = FIELD("port", FIELD_UINT, 0, UNIT_NONE, "its port", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, 0, UNIT_NONE, "such as tcp, udp, sctp", NULL),
	[ALIASES] = FIELD("aliases", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "other names of it", NULL),
	[SOURCE] = FIELD("source", FIELD_TEXT, 0, UNIT_NONE, "the file that has it, builtin (IANA's registry) or common use", NULL),
	[RANGE] = FIELD("range", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "of its port: system, user or dynamic; ephemeral where this kernel chooses from", NULL),
	[NICKNAME] = FIELD("nickname", FIELD_TEXT, 0, UNIT_NONE, "what was asked, where it is no registered name", NULL),
	[DESCRIPTION] = FIELD("description", FIELD_TEXT, 0, UNIT_NONE, "what the database says of it", NULL),
	[URL] = FIELD("url", FIELD_TEXT, 0, UNIT_NONE, "with --url: the URL", NULL),
	[URL_PORT] = FIELD("url_port", FIELD_UINT, 0, UNIT_NONE, "the port that the URL asked for says", NULL),
	{ 0 },
};

/* The same record twice: with --url the text is the URL alone. */
static const struct record_type records[] = {
	{ "result", "a service",
	  { fields, "[{name} ]{port}[/{transport}][ {aliases}]  #[ {description};] {range} port[, {source}]"
	            "[, nickname {nickname}][, the URL says port {url_port}]" } },
	{ "result", "the URL of a service", { fields, "{url}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("servlookup https", "which port is https?"),
	EXAMPLE("servlookup 53/udp", "what is port 53 of UDP?"),
	EXAMPLE("servlookup mongo --get name,port", "by nickname, for a script"),
	EXAMPLE("servlookup https://example.com:8443/",
	        "the port of a URL's scheme, and the one it says"),
	EXAMPLE("servlookup --url example.com 25 143", "ports back to URLs"),
	EXAMPLE("servlookup --all --transport sctp --builtin",
	        "all services of SCTP that IANA's list has"),
	{ 0 },
};
/* clang-format on */

/* ---- answers ------------------------------------------------------------------------------- */

/* What a visit needs beside the row. */
struct answer {
	struct run *run;
	const struct service_question *question;
	const char *subject;       /* NULL with --all */
	unsigned char shown[8192]; /* a bit for each port whose URL was printed */
};

static void put_word(struct row *row, unsigned field, struct word word)
{
	if (word.size > 0)
		row_bytes(row, field, word.at, word.size);
}

static void put_range(struct row *row, const struct state *state, uint16_t port)
{
	if (!row_wants(row, RANGE))
		return;
	row_text(row, RANGE, port_range(port));
	if (state->has_span && port >= state->span.first && port <= state->span.last)
		row_text(row, RANGE, "ephemeral");
}

static void put_url(struct row *row, const struct service *service, const struct answer *answer)
{
	const struct settings *set = answer->run->settings;
	int asked = answer->question->url_port;
	struct buf url = { 0 };

	if (!set->url)
		return;
	scheme_url(&url, service, set->url, asked < 0 ? service->port : (uint16_t)asked);
	row_part(row, URL, &url);
}

/* True the first time. */
static bool port_is_new(struct answer *answer, uint16_t port)
{
	unsigned char bit = (unsigned char)(1u << port % 8);
	bool is_new = !(answer->shown[port / 8] & bit);

	answer->shown[port / 8] |= bit;
	return is_new;
}

static void show(void *context, const struct service *service)
{
	struct answer *answer = context;
	const struct settings *set = answer->run->settings;
	struct service rest = *service;
	struct word alias;
	struct row *row;

	if (out_enough(answer->run->out) || (set->url && !port_is_new(answer, service->port)))
		return;
	row = out_record(answer->run->out, &records[set->url != NULL]);
	row_text(row, QUERY, answer->subject);
	put_word(row, NAME, service->name);
	row_uint(row, PORT, service->port);
	put_word(row, TRANSPORT, service->transport);
	row_empty(row, ALIASES);
	while (service_alias(&alias, &rest))
		put_word(row, ALIASES, alias);
	row_text(row, SOURCE, service->source);
	put_range(row, answer->run->state, service->port);
	put_word(row, NICKNAME, service->nickname);
	put_word(row, DESCRIPTION, service_comment(service));
	if (answer->question->url_port >= 0)
		row_uint(row, URL_PORT, (uint64_t)answer->question->url_port);
	put_url(row, service, answer);
	out_done(answer->run->out, STATUS_OK);
}

static void show_missing(struct answer *answer)
{
	const struct service_query *query = &answer->question->query;
	const struct settings *set = answer->run->settings;
	struct state *state = answer->run->state;
	struct row *row = out_record(answer->run->out, &records[set->url != NULL]);
	struct err err = { 0 };

	row_text(row, QUERY, answer->subject);
	service_question_missing(&state->database, answer->question, &err);
	if (query->port >= 0 && !set->url && err.kind == STATUS_NOT_FOUND) {
		row_uint(row, PORT, (uint64_t)query->port);
		put_word(row, TRANSPORT, query->transport);
		put_range(row, state, (uint16_t)query->port);
	}
	out_fail(answer->run->out, &err);
}

/* ---- the applet ---------------------------------------------------------------------------- */

static bool servlookup_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->builtin && set->file)
		return err_set(err, STATUS_INVALID, "--builtin and --file exclude each other");
	if (set->transport && !set->transport[0])
		return err_set(err, STATUS_INVALID, "--transport: an empty word is no transport");
	if (set->url && !scheme_host_fits(set->url))
		return err_set(err, STATUS_INVALID, "--url: '%s' is no host", set->url);
	return true;
}

/* Only a file that was asked for must be there. Without /proc no port is called ephemeral. */
static bool open_database(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	if (!state->database.is_read) {
		state->database.path = set->builtin ? NULL : set->file ? set->file : SERVICES_PATH;
		state->has_span = port_ephemeral(&state->span, err);
		if (!state->has_span && err->kind == STATUS_LACKING)
			return false;
	}
	return database_open(&state->database, set->file != NULL, err);
}

static void servlookup_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct service_question question;
	struct answer answer = { run, &question, run->operand[0], { 0 } };
	struct err err = { 0 };

	if (!open_database(run, &err) ||
	    !service_question_parse(&question, answer.subject, set->transport, &err)) {
		row_text(out_record(run->out, &records[0]), QUERY, answer.subject);
		out_fail(run->out, &err);
	} else if (service_question_each(&state->database, &question, show, &answer) == 0) {
		show_missing(&answer);
	}
}

static void servlookup_finish(struct run *run)
{
	struct state *state = run->state;

	if (state->database.trouble.kind != STATUS_OK)
		out_talk(run->out, "%s: answered from what is compiled in",
			 state->database.trouble.text);
	database_free(&state->database);
}

const struct applet applet_servlookup = {
	.name = "servlookup",
	.summary = "look up services by name, port or URL, and back",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.flags = APPLET_EACH | APPLET_OFFLINE,
	.begin = servlookup_begin,
	.run = servlookup_run,
	.finish = servlookup_finish,
};
