/* escape -- text of a command line that stands for bytes: \n, \x00 and their kin. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/escape.h"

#include <errno.h>
#include <string.h>

#include "cli/expect_term.h"

bool escape_read(struct buf *bytes, const char *text, struct err *err)
{
	struct arena arena = { 0 };
	struct lexer lexer = { .text = text, .at = text, .arena = &arena, .err = err };
	struct slice meant;
	bool fine = string_mean(&meant, &lexer, (struct slice){ text, strlen(text) });

	if (fine)
		buf_put(bytes, meant.data, meant.size);
	arena_free(&arena);
	return fine && (!bytes->failed || err_errno(err, ENOMEM, "no room for the text"));
}
