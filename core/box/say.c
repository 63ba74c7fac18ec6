/* say -- what sockbox itself prints, outside of any applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "box/say.h"

#include <errno.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out_state.h"

bool say(struct buf *text)
{
	struct err err = { 0 };

	if (text->failed)
		err_errno(&err, ENOMEM, "cannot write to standard output");
	else if (!fd_write(STDOUT_FILENO, text->data, text->size) || !fd_settle(STDOUT_FILENO))
		err_errno(&err, errno, "cannot write to standard output");
	buf_free(text);
	if (err.kind)
		say_error("", &err);
	return err.kind == STATUS_OK;
}

void say_error(const char *subject, const struct err *err)
{
	static const struct applet box = { .name = "sockbox" };
	struct out out = { .applet = &box, .charset = charset_get() };

	out_complain(&out, subject, err);
}
