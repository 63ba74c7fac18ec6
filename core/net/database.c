/* database -- a file of /etc that is read once, and what stands in for it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/database.h"

#include "net/calls.h"

struct word database_text(struct database *database)
{
	if (!database->is_read && database->path &&
	    !call_read_file(&database->file, database->path, DATABASE_MAX, &database->trouble))
		buf_clear(&database->file);
	database->is_read = true;
	return (struct word){ database->file.data, database->file.size };
}

bool database_open(struct database *database, bool required, struct err *err)
{
	const struct err *trouble = &database->trouble;

	database_text(database);
	if (trouble->kind == STATUS_OK || (trouble->kind == STATUS_NOT_FOUND && !required))
		return true;
	*err = *trouble;
	return err_lacks(err);
}

void database_free(struct database *database)
{
	buf_free(&database->file);
	*database = (struct database){ 0 };
}
