/* pipe_center -- this side of a pipe: where what is said comes from, and where what came goes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/payload.h"
#include "pipe/pipe_state.h"

enum { PATIENCE_MS = 2000 };

static struct pipe *pipe_of(struct pump_end *end)
{
	return OWNER(end, struct pipe, center);
}

/* ---- what is said --------------------------------------------------------------------------- */

static enum pump_answer take_input(struct pump_end *end, char *data, size_t *size)
{
	struct pipe *pipe = pipe_of(end);
	struct err err = { 0 };

	switch (pieces_take(&pipe->pieces, data, size, &err)) {
	case PIECES_ONE:
		end->more = pieces_has_more(&pipe->pieces);
		return PUMP_MOVED;
	case PIECES_LATER:
		return PUMP_LATER;
	case PIECES_ENDED:
		return PUMP_ENDED;
	case PIECES_FAILED:
		pipe_fail(pipe, &err);
		break;
	}
	return PUMP_BROKEN;
}

/* In place of standard input. After its last word the script is over. */
static enum pump_answer take_script(struct pump_end *end, char *data, size_t *size)
{
	struct pipe *pipe = pipe_of(end);
	struct replay *replay = &pipe->replay;
	const char *said;
	size_t left;

	switch (replay_turn(replay, &said, &left)) {
	case REPLAY_SAY:
		*size = left < *size ? left : *size;
		memcpy(data, said, *size);
		replay_said(replay, *size);
		end->more = true;
		return PUMP_MOVED;
	case REPLAY_WAIT:
		return PUMP_LATER;
	case REPLAY_SHUT:
		replay_said(replay, 0);
		return PUMP_ENDED;
	case REPLAY_RESET:
		replay_said(replay, 0);
		peers_break_off(&pipe->peers);
		pipe_end(pipe, "reset");
		return PUMP_LATER; /* an end would be passed on first */
	case REPLAY_DONE:
		pipe_end(pipe, "replayed");
		return PUMP_LATER;
	}
	return PUMP_LATER;
}

/* ---- what came ------------------------------------------------------------------------------ */

static void gave_all(struct pipe *pipe)
{
	if (pipe->enough)
		pipe_end(pipe, pipe->replay.script ? "replayed" : "enough");
}

/* Records of it were made when it came. */
static enum pump_answer give_nowhere(struct pump_end *end, const char *data, size_t *size)
{
	(void)data;
	(void)size;
	gave_all(pipe_of(end));
	return PUMP_MOVED;
}

static enum pump_answer give_file(struct pump_end *end, const char *data, size_t *size)
{
	struct pipe *pipe = pipe_of(end);
	struct err err = { 0 };
	long done = fd_write_some(pipe->plan->output_fd, data, *size);

	if (done < 0 && errno == EAGAIN)
		return PUMP_LATER;
	if (done < 0) {
		err_errno(&err, errno, "cannot write to %s", pipe->plan->output);
		pipe_fail(pipe, &err);
		return PUMP_BROKEN;
	}
	if ((size_t)done == *size)
		gave_all(pipe);
	*size = (size_t)done;
	return PUMP_MOVED;
}

static enum pump_answer give_display(struct pump_end *end, const char *data, size_t *size)
{
	struct pipe *pipe = pipe_of(end);
	struct err err = { 0 };
	size_t whole = *size;
	enum pump_answer answer = display_give(&pipe->display, data, size, &err);

	if (err.kind != STATUS_OK)
		pipe_fail(pipe, &err);
	if (answer == PUMP_MOVED && *size == whole)
		gave_all(pipe);
	if (answer == PUMP_MOVED && pipe->display.shown.size > 0)
		timer_set(&pipe->serve.loop, &pipe->tail,
			  deadline_in((int64_t)PIPE_TAIL_MS * NS_PER_MS));
	return answer;
}

void pipe_show_tails(struct pipe *pipe)
{
	for (struct peer *peer = pipe->peers.first; peer; peer = peer->next)
		pipe_tell_tail(pipe, peer);
	display_end(&pipe->display);
}

static bool write_rest(const struct pipe *pipe, int fd, const char *data, size_t size)
{
	return fd_write_unless(fd, data, size, pipe->serve.stop_fd,
			       pipe->hurried ? PATIENCE_MS : -1);
}

void pipe_center_flush(struct pipe *pipe)
{
	const struct pump_piece *outlet = &pipe->pump.outlet;
	const struct buf *showing = &pipe->display.showing;
	struct out *out = pipe->run->out;
	struct err err = { 0 };
	bool fine = true;

	if (out->write_errno || pipe->center.out.fd < 0)
		return;
	if (pipe->display.escapes)
		fine = write_rest(pipe, STDOUT_FILENO, showing->data, showing->size);
	else if (outlet->full)
		fine = write_rest(pipe, pipe->center.out.fd, outlet->data + outlet->at,
				  outlet->size - outlet->at);
	if (!fine && pipe->center.out.fd == STDOUT_FILENO) {
		out->write_errno = errno;
	} else if (!fine) {
		err_errno(&err, errno, "cannot write to %s", pipe->plan->output);
		pipe_fail(pipe, &err);
	}
}

/* ---- which it is ---------------------------------------------------------------------------- */

static void choose_sink(struct pipe *pipe)
{
	const struct pipe_plan *plan = pipe->plan;
	struct out *out = pipe->run->out;
	bool is_payload = out_is_payload(out) && !plan->receive_fd;
	bool to_terminal = is_payload && isatty(STDOUT_FILENO);

	pipe->center.out.fd = STDOUT_FILENO;
	if (plan->output_fd >= 0) {
		pipe->ops.give = give_file;
		pipe->center.out.fd = plan->output_fd;
	} else if (is_payload && !(to_terminal && plan->hexdump)) {
		pipe->ops.give = give_display;
		pipe->display = (struct display){ .out = out, .escapes = to_terminal };
	} else {
		pipe->ops.give = give_nowhere; /* records tell it, or the hexdump */
		pipe->center.out.fd = -1;
	}
}

void pipe_center_make(struct pipe *pipe)
{
	bool plays = pipe->plan->script;

	choose_sink(pipe);
	pipe->ops.take = plays ? take_script : take_input;
	pipe->center.ops = &pipe->ops;
	pipe->center.in.fd = plays ? -1 : pipe->pieces.fd;
	pipe->center.more = plays;
}
