/* payload -- bytes from a peer that go to stdout as they are. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/payload.h"

#include <errno.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out_state.h"

bool out_is_payload(const struct out *out)
{
	return out->writer == &writer_none && !out->common->quiet;
}

bool out_sees_records(const struct out *out)
{
	return out->writer != &writer_none || out->expect || out->common->first;
}

void out_use_records(struct out *out)
{
	if (out_is_payload(out))
		out->writer = &writer_text;
}

long out_payload(struct out *out, const void *data, size_t size)
{
	long done;

	if (out->write_errno)
		return -1;
	done = fd_write_some(STDOUT_FILENO, data, size);
	if (done < 0 && errno == EAGAIN)
		return 0;
	if (done < 0)
		out->write_errno = errno;
	return done;
}

static void raw_record(struct out *out, const struct record *record, const struct row *head)
{
	const struct field *fields = record->row->shape->fields;

	(void)head;
	if (!record->is_result || record->err)
		return;
	for (unsigned i = 0; *fields[i].key; i++) {
		const struct value *value = &record->row->values[i];

		if (fields[i].type == FIELD_DATA && value->state == VALUE_SET)
			buf_put(&out->text, value->as.text.data, value->as.text.size);
	}
}

const struct writer writer_raw = { .record = raw_record, .streams = true, .raw = true };

bool out_use_raw(struct out *out, struct err *err)
{
	if (out->common->quiet)
		return true;
	if (out->writer != &writer_text)
		return err_set(err, STATUS_INVALID,
			       "--raw prints bare bytes: it excludes --json, --format and --get");
	if (isatty(STDOUT_FILENO))
		return err_set(err, STATUS_INVALID,
			       "--raw is not for a terminal: bytes could act on it");
	out->writer = &writer_raw;
	return true;
}
