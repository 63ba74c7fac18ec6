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

long out_payload(struct out *out, const void *data, size_t size)
{
	long done = out->write_errno ? -1 : fd_write_some(STDOUT_FILENO, data, size);

	if (done >= 0 || errno == EAGAIN)
		return done < 0 ? 0 : done;
	if (!out->write_errno)
		out->write_errno = errno;
	return -1;
}
