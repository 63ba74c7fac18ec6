/* own_end -- our side of a conversation: texts and standard input are said, what comes is stdout's.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/own_end.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/payload.h"

static struct own_end *own_of(struct pump_end *end)
{
	return OWNER(end, struct own_end, end);
}

static bool is_stdin(const struct texts *texts, unsigned long i)
{
	return i < texts->count && strcmp(texts->text[i], "-") == 0;
}

static bool reads_stdin(const struct texts *texts)
{
	for (unsigned long i = 0; i < texts->count; i++)
		if (is_stdin(texts, i))
			return true;
	return false;
}

bool own_end_check(const struct texts *texts, bool *reads, struct err *err)
{
	struct buf unused = { 0 };
	bool fine = true;
	unsigned times = 0;

	for (unsigned long i = 0; fine && i < texts->count; i++) {
		times += is_stdin(texts, i);
		fine = escape_read(&unused, texts->text[i], err) || err->kind != STATUS_INVALID;
	}
	buf_free(&unused);
	if (fine && times > 1)
		fine = err_set(err, STATUS_INVALID, "'-' is standard input, which is read once");
	*reads = times > 0;
	return fine;
}

/* ---- what is said --------------------------------------------------------------------------- */

static enum pump_answer say_stdin(struct own_end *own, char *data, size_t *size)
{
	switch (pieces_take(&own->input, data, size, &own->trouble)) {
	case PIECES_ONE:
		return PUMP_MOVED;
	case PIECES_LATER:
		return PUMP_LATER;
	case PIECES_ENDED:
		own->next++;
		return PUMP_ENDED;
	case PIECES_FAILED:
		break;
	}
	if (own->trouble.kind == STATUS_INVALID) /* there is no option here that would cut it */
		err_set(&own->trouble, STATUS_INVALID,
			"standard input: a line of more than %zu bytes is no message", *size);
	return PUMP_BROKEN;
}

/* No argument is longer than there is room. */
static enum pump_answer say_text(struct own_end *own, char *data, size_t *size)
{
	buf_clear(&own->text);
	if (!escape_read(&own->text, own->texts->text[own->next++], &own->trouble))
		return PUMP_BROKEN;
	*size = own->text.size;
	if (*size > 0)
		memcpy(data, own->text.data, *size);
	return PUMP_MOVED;
}

static enum pump_answer say(struct pump_end *end, char *data, size_t *size)
{
	struct own_end *own = own_of(end);
	enum pump_answer answer = PUMP_ENDED;

	if (is_stdin(own->texts, own->next))
		answer = say_stdin(own, data, size);
	if (answer == PUMP_ENDED && own->next < own->texts->count)
		answer = say_text(own, data, size);
	if (answer == PUMP_MOVED)
		own->said(own, data, *size);
	if (answer == PUMP_ENDED)
		own->ended(own);
	end->more = !is_stdin(own->texts, own->next) || pieces_has_more(&own->input);
	return answer;
}

/* ---- what came ------------------------------------------------------------------------------ */

static enum pump_answer hear_nothing(struct pump_end *end, const char *data, size_t *size)
{
	(void)end;
	(void)data;
	(void)size;
	return PUMP_MOVED;
}

static enum pump_answer hear(struct pump_end *end, const char *data, size_t *size)
{
	struct own_end *own = own_of(end);

	return display_give(&own->display, data, size, &own->trouble);
}

void own_end_show_rest(struct own_end *own)
{
	display_end(&own->display);
}

/* ---- the whole ------------------------------------------------------------------------------ */

void own_end_begin(struct own_end *own)
{
	bool is_payload = out_is_payload(own->out);

	own->input = (struct pieces){ .fd = STDIN_FILENO };
	if (own->messages) {
		own->input.unit = PIECES_LINES;
		own->input.chomp = true;
	}
	own->ops = (struct pump_ops){
		.take = say,
		.give = is_payload ? hear : hear_nothing,
	};
	own->display =
		(struct display){ .out = own->out, .escapes = is_payload && isatty(STDOUT_FILENO) };
	own->end = (struct pump_end){ .ops = &own->ops,
				      .in.fd = reads_stdin(own->texts) ? STDIN_FILENO : -1,
				      .out.fd = is_payload ? STDOUT_FILENO : -1,
				      .more = true };
}

void own_end_free(struct own_end *own)
{
	pieces_free(&own->input);
	buf_free(&own->text);
	display_free(&own->display);
}
