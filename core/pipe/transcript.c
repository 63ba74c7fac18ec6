/* transcript -- a conversation written down as JSON lines, for people, programs and --replay. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/transcript.h"

#include <errno.h>

#include "base/clock.h"
#include "base/fd.h"
#include "cli/json.h"

const struct name sides[] = {
	NAME("client", SIDE_CLIENT, "who connected, or sent first"),
	NAME("server", SIDE_SERVER, "who listened"),
	NAMES_END,
};

const struct name transcript_kinds[] = {
	NAME("transcript", TRANSCRIPT_HEAD, ""),
	NAME("open", TRANSCRIPT_OPEN, ""),
	NAME("data", TRANSCRIPT_DATA, ""),
	NAME("shut", TRANSCRIPT_SHUT, ""),
	NAME("reset", TRANSCRIPT_RESET, ""),
	NAME("close", TRANSCRIPT_CLOSE, ""),
	NAMES_END,
};

static void put_word(struct buf *text, const char *key, const char *word)
{
	buf_printf(text, ",\"%s\":\"%s\"", key, word);
}

static void put_at(struct buf *text, const char *key, enum transport transport,
		   const struct sock_addr *at)
{
	struct buf endpoint = { 0 };

	if (!at)
		return;
	sock_addr_format(&endpoint, transport, at);
	buf_printf(text, ",\"%s\":", key);
	json_put_text(text, endpoint.data, endpoint.size);
	buf_free_part(&endpoint, text);
}

static void put_data(struct buf *text, const struct transcript_line *line)
{
	buf_printf(text, ",\"size_bytes\":%zu", line->size);
	if (line->true_size > line->size)
		buf_printf(text, ",\"true_size_bytes\":%zu", line->true_size);
	buf_putc(text, ',');
	json_put_bytes(text, "data", line->data, line->size);
}

static void put_line(struct buf *text, const struct transcript_line *line)
{
	char stamp[CLOCK_STAMP_MAX];
	bool is_head = line->kind == TRANSCRIPT_HEAD;

	clock_stamp(stamp, clock_wall_ns());
	buf_printf(text, "{\"type\":\"%s\",\"time\":\"%s\"",
		   name_word(transcript_kinds, line->kind), stamp);
	if (is_head) {
		put_word(text, "role", name_word(sides, line->side));
		put_word(text, "transport", name_word(endpoint_transports, line->transport));
	} else {
		buf_printf(text, ",\"conn\":%llu", (unsigned long long)line->conn);
	}
	if (line->kind == TRANSCRIPT_DATA || line->kind == TRANSCRIPT_SHUT ||
	    line->kind == TRANSCRIPT_RESET)
		put_word(text, "from", name_word(sides, line->side));
	put_at(text, "local", line->transport, line->local);
	put_at(text, "peer", line->transport, line->peer);
	if (line->kind == TRANSCRIPT_DATA)
		put_data(text, line);
	if (line->reason)
		put_word(text, "reason", line->reason);
	buf_puts(text, "}\n");
}

void transcript_put(struct transcript *transcript, const struct transcript_line *line)
{
	struct buf *text = &transcript->text;

	if (transcript->fd < 0 || transcript->write_errno)
		return;
	buf_clear(text);
	put_line(text, line);
	if (text->failed)
		transcript->write_errno = ENOMEM;
	else if (!fd_write_unless(transcript->fd, text->data, text->size,
				  transcript->stop_fd ? *transcript->stop_fd : -1, -1))
		transcript->write_errno = errno;
}

void transcript_free(struct transcript *transcript)
{
	buf_free(&transcript->text);
	transcript->fd = -1;
}
