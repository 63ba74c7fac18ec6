/* port -- the ranges of port numbers: IANA's, and the one this kernel chooses from. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/port.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/word.h"
#include "net/calls.h"

const char *port_range(uint16_t port)
{
	return port < 1024 ? "system" : port < 49152 ? "user" : "dynamic";
}

static bool parse(struct port_span *span, struct word text)
{
	struct word first, last;
	uint64_t from, to;

	if (!word_take(&first, &text) || !word_take(&last, &text) ||
	    !num_digits(&from, first.at, first.size, UINT16_MAX) ||
	    !num_digits(&to, last.at, last.size, UINT16_MAX))
		return false;
	*span = (struct port_span){ (uint16_t)from, (uint16_t)to };
	return true;
}

bool port_ephemeral(struct port_span *span, struct err *err)
{
	static const char path[] = "/proc/sys/net/ipv4/ip_local_port_range";
	struct buf file = { 0 };
	bool fine = call_read_file(&file, path, 4096, err);

	if (fine && !parse(span, (struct word){ file.data, file.size }))
		fine = err_set(err, STATUS_LACKING, "%s does not hold two ports", path);
	buf_free(&file);
	return fine;
}
