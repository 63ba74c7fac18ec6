/* display -- what came, on stdout: as it is, or on a terminal so that it cannot act on it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/display.h"

#include <errno.h>

#include "cli/out_state.h"
#include "cli/payload.h"

static enum pump_answer give_bytes(const struct display *display, const char *data, size_t *size)
{
	long done = *size > 0 ? out_payload(display->out, data, *size) : 0;

	if (done < 0)
		return PUMP_BROKEN;
	if (done == 0 && *size > 0)
		return PUMP_LATER;
	*size = (size_t)done;
	return PUMP_MOVED;
}

/* Whether the terminal took all that it is to be shown. */
static enum pump_answer show(struct display *display, struct err *err)
{
	struct buf *showing = &display->showing;

	if (showing->failed) {
		err_errno(err, ENOMEM, "no room to show what came");
		return PUMP_BROKEN;
	}
	while (showing->size > 0) {
		long done = out_payload(display->out, showing->data, showing->size);

		if (done <= 0)
			return done < 0 ? PUMP_BROKEN : PUMP_LATER;
		buf_consume(showing, (size_t)done);
	}
	return PUMP_MOVED;
}

/* A piece is escaped once, and is given when the terminal took all of that. */
enum pump_answer display_give(struct display *display, const char *data, size_t *size,
			      struct err *err)
{
	enum pump_answer answer;

	if (!display->escapes)
		return give_bytes(display, data, size);
	if (!display->is_showing)
		shown_put(&display->shown, &display->showing, data, *size, display->out->charset);
	answer = show(display, err);
	display->is_showing = answer == PUMP_LATER;
	return answer;
}

void display_end(struct display *display)
{
	struct err err = { 0 };

	if (display->shown.size == 0)
		return;
	shown_end(&display->shown, &display->showing, display->out->charset);
	show(display, &err);
}

void display_free(struct display *display)
{
	buf_free(&display->showing);
}
