/* draft_write -- where a draft goes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "check/draft.h"
#include "check/report_file.h"

bool draft_write(const struct draft *draft, int stop_fd, size_t *left, struct err *err)
{
	struct report_file file = REPORT_FILE_CLOSED;
	struct buf text = { 0 };
	bool fine;

	draft_put(&text, draft, draft->plan->files, left);
	fine = (!text.failed || err_errno(err, ENOMEM, "cannot write the checks")) &&
	       report_file_open(&file, NULL, stop_fd, err) &&
	       report_file_write(&file, text.data, text.size, err) &&
	       report_file_finish(&file, err);
	report_file_drop(&file);
	buf_free(&text);
	return fine;
}
