/* ready -- says where a server really listens: to people, to programs, and to whoever started it.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/value.h"
#include "net/listen.h"

const struct field ready_fields[] = { READY_FIELDS, { 0 } };

bool ready_check(int64_t fd, struct err *err)
{
	int mode = fd < 0 ? O_WRONLY : fcntl((int)fd, F_GETFL);

	if (mode < 0)
		return err_set(err, STATUS_INVALID, "--ready-fd: descriptor %d is not open",
			       (int)fd);
	if ((mode & O_ACCMODE) == O_RDONLY)
		return err_set(err, STATUS_INVALID,
			       "--ready-fd: descriptor %d cannot be written to", (int)fd);
	return true;
}

struct row *ready_begin(struct out *out, const struct record_type *type)
{
	struct row *row = out_record(out, type);

	if (row)
		row->wanted = UINT64_MAX; /* whatever the format is, --ready-fd has it all */
	return row;
}

static void say_line(struct out *out, const struct row *row)
{
	struct buf line = { 0 };

	if (!out->common->quiet) {
		out_put_name(out, &line);
		value_put_template(&line, row, out->charset);
		buf_putc(&line, '\n');
		out_say(out, &line);
	}
	buf_free(&line);
}

/* Records of a table are results only, and of --get mostly: there people are told. */
void ready_end(struct out *out, struct ready *ready)
{
	struct record record = { .type = out->type, .row = out->row };
	struct row *head = out->row ? record_head(&record, &out->arena) : NULL;
	bool whole = head && !out->arena.failed;
	bool people = out->common->format != FORMAT_JSON || out->common->get;

	if (whole)
		json_put_record(&ready->lines, head, &record);
	if (whole && people)
		say_line(out, out->row);
	if (!whole || !people || out->common->get) {
		out_done(out, STATUS_OK);
		return;
	}
	out->begun = false;
	out->row = NULL;
	arena_reset(&out->arena);
}

void ready_send(struct out *out, struct ready *ready, int64_t ready_fd)
{
	struct err err = { 0 };
	int fd = (int)ready_fd;

	if (ready_fd >= 0) {
		if (ready->lines.failed ||
		    !out_write(out, fd, ready->lines.data, ready->lines.size)) {
			err_errno(&err, ready->lines.failed ? ENOMEM : errno,
				  "cannot write to --ready-fd %d", fd);
			err.kind = STATUS_LACKING;
			out_fail(out, &err);
		}
		if (fd > STDERR_FILENO) /* no socket shall ever be what others write records to */
			fd_close(&fd);
	}
	buf_free(&ready->lines);
}

void ready_put(struct row *row, enum transport transport, const struct sock_addr *at)
{
	struct buf path = { 0 };
	struct addr addr;
	uint16_t port;

	row_sock_addr(row, READY_ENDPOINT, transport, at);
	row_text(row, READY_TRANSPORT, name_word(endpoint_transports, transport));
	if (sock_addr_ip(&addr, &port, at)) {
		row_addr(row, READY_ADDRESS, &addr);
		row_uint(row, READY_PORT, port);
	}
	sock_addr_format_path(&path, at);
	row_part(row, READY_PATH, &path);
}

void ready_note_loopback(struct out *out, const char *name, const struct listeners *listeners,
			 unsigned endpoint)
{
	struct buf line = { 0 };
	struct addr addr;

	if (addr_read(&addr, name, strcspn(name, "%")))
		return;
	for (size_t i = 0; i < listeners->count; i++)
		if (listeners->item[i].endpoint == endpoint &&
		    !sock_addr_is_loopback(&listeners->item[i].at))
			return;
	if (!out->common->quiet) {
		buf_printf(&line, "%s: '", out->applet->name);
		safe_put(&line, name, strlen(name), out->charset);
		buf_puts(&line, "' is a loopback address here: no other machine can reach it\n");
		out_say(out, &line);
	}
	buf_free(&line);
}

void ready_tell(struct out *out, const struct record_type *type, const struct listeners *listeners,
		int64_t ready_fd)
{
	struct ready ready = { 0 };

	for (size_t i = 0; i < listeners->count; i++) {
		struct row *row = ready_begin(out, type);

		ready_put(row, listeners->item[i].transport, &listeners->item[i].at);
		row_uint(row, READY_INDEX, i + 1);
		row_uint(row, READY_TOTAL, listeners->count);
		ready_end(out, &ready);
	}
	out_flush(out);
	ready_send(out, &ready, ready_fd);
}
