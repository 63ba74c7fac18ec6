/* expect_peer -- `from ENDPOINT`: who sent what was received. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect_term.h"

static struct slice drop(struct slice text, size_t size)
{
	return (struct slice){ text.data + size, text.size - size };
}

/* Records write "udp:[::1]:53", people "[::1]:53". */
static struct slice without_transport(struct slice text)
{
	static const char *const transports[] = { "tcp:",      "udp:",       "unix:",
						  "unixgram:", "seqpacket:", "unixpacket:" };

	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		size_t size = strlen(transports[i]);

		if (text.size >= size && memcmp(text.data, transports[i], size) == 0)
			return drop(text, size);
	}
	return text;
}

static bool is_path(struct slice text)
{
	return text.size > 0 && memchr("/.@(", text.data[0], 4);
}

/* "[V6]" or "[V6]:PORT". */
static bool split_brackets(struct peer *peer, struct slice text)
{
	const char *close =
		text.size > 0 && text.data[0] == '[' ? memchr(text.data, ']', text.size) : NULL;
	size_t size = close ? (size_t)(close - text.data) : 0;
	struct slice behind = drop(text, close ? size + 1 : 0);

	if (!close || (behind.size > 0 && behind.data[0] != ':'))
		return false;
	peer->host = (struct slice){ text.data + 1, size - 1 };
	if (behind.size > 0)
		peer->port = drop(behind, 1);
	return true;
}

/* HOST:PORT at the last colon, unless that is inside an IPv6 address or a path. */
static void split(struct peer *peer, struct slice text)
{
	struct block whole;
	const char *colon;

	*peer = (struct peer){ text, { "", 0 } };
	if (is_path(text) || block_parse(&whole, text) || split_brackets(peer, text))
		return;
	colon = memrchr(text.data, ':', text.size);
	if (!colon)
		return;
	peer->host.size = (size_t)(colon - text.data);
	peer->port = drop(text, peer->host.size + 1);
}

static bool is_any(struct slice text)
{
	return text.size == 0 || slice_is(text, "*") || slice_is(text, "any");
}

static bool is_digits(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return true;
}

bool peer_parse(struct peer *peer, struct slice text)
{
	struct block block;
	struct peer fresh;

	split(&fresh, without_transport(text));
	if (is_any(fresh.host))
		fresh.host.size = 0;
	if (is_any(fresh.port))
		fresh.port.size = 0;
	if (text.size == 0 || !is_digits(fresh.port) ||
	    (fresh.host.size > 0 && !is_path(fresh.host) && !block_parse(&block, fresh.host)))
		return false;
	*peer = fresh;
	return true;
}

static bool same_host(struct slice a, struct slice b)
{
	struct block a_block, b_block;

	if (block_parse(&a_block, a) && block_parse(&b_block, b))
		return block_within(&b_block, &a_block);
	return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

bool peer_accepts(const struct peer *peer, struct slice text)
{
	struct peer found;

	split(&found, without_transport(text));
	return (peer->host.size == 0 || same_host(peer->host, found.host)) &&
	       (peer->port.size == 0 ||
		(peer->port.size == found.port.size &&
		 memcmp(peer->port.data, found.port.data, found.port.size) == 0));
}
