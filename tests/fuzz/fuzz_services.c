/* fuzz_services -- services files: every row is inside the text, and found again by its words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/service.h"

enum { ROWS_LOOKED_UP = 50 };

struct check {
	struct database *database;
	size_t rows;
};

static void count_row(void *context, const struct service *service)
{
	(void)service;
	++*(size_t *)context;
}

static void find_again(struct check *check, const struct service *service, struct word name)
{
	struct service_query query = { name, service->port, service->transport };
	size_t count = 0;

	services_each(check->database, &query, count_row, &count);
	FUZZ_HOLDS(count > 0);
}

static void check_row(void *context, const struct service *service)
{
	struct check *check = context;
	const struct buf *file = &check->database->file;
	struct service rest = *service;
	struct word alias;

	if (strcmp(service->source, "file") != 0)
		return; /* nothing in the file: what is compiled in answers */
	FUZZ_HOLDS(service->name.size > 0 && service->transport.size > 0);
	FUZZ_HOLDS(service->name.at >= file->data);
	FUZZ_HOLDS(service->rest.at + service->rest.size <= file->data + file->size);
	FUZZ_HOLDS(!memchr(service->name.at, '\n', service->name.size));
	FUZZ_HOLDS(!memchr(service->name.at, '\0', service->name.size));
	FUZZ_HOLDS(!memchr(service->rest.at, '\n', service->rest.size));
	if (++check->rows > ROWS_LOOKED_UP)
		return; /* a file of n rows would take n * n */
	find_again(check, service, service->name);
	while (service_alias(&alias, &rest))
		find_again(check, service, alias);
}

int fuzz_services(const uint8_t *data, size_t size)
{
	struct database database = { .path = "file", .is_read = true };
	struct service_query all = { .port = -1 };
	struct check check = { &database, 0 };
	struct err err = { 0 };
	uint16_t port = 0;

	database.file.data = malloc(size ? size : 1); /* exactly: what is behind must not be read */
	if (!database.file.data)
		return 0;
	memcpy(database.file.data, data, size);
	database.file.size = size;
	database.file.capacity = size ? size : 1;
	services_each(&database, &all, check_row, &check);
	/* A name that is missing is compared with all others: not each time. */
	if (size % 16 == 0 && !service_port(&port, &database, "no such name", "tcp", &err))
		FUZZ_HOLDS(err.kind == STATUS_NOT_FOUND && port == 0);
	database_free(&database);
	return 0;
}
