/* fuzz_sock_addr -- socket addresses of any family and length: text that is read back as the same.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "net/sock_addr.h"

/* What TEXT says, looked up nowhere; false where it is no address that could be. */
static bool read_back(struct sock_addr *sa, const char *text)
{
	struct endpoint endpoint;
	struct addr addr;
	struct err err = { 0 };

	if (!endpoint_parse(&endpoint, text, TRANSPORT_TCP, &err))
		return false;
	if (transport_is_unix(endpoint.transport)) {
		sock_addr_set_unix(sa, &endpoint);
		return true;
	}
	if (!addr_parse(&addr, endpoint.name, &err))
		return false;
	sock_addr_set(sa, &addr, endpoint.port);
	return true;
}

/* Text cannot hold a NUL; a zone is text only where it belongs to the address. */
static bool is_text(const struct buf *text, const struct sock_addr *sa)
{
	struct addr addr;

	if (memchr(text->data, '\0', text->size))
		return false;
	return !sock_addr_ip(&addr, NULL, sa) || addr.scope_id == 0;
}

int fuzz_sock_addr(const uint8_t *data, size_t size)
{
	struct sock_addr sa = { 0 }, back, moved;
	struct buf text = { 0 };
	bool is_unix;

	sa.size = (socklen_t)(size < sizeof(sa.at) ? size : sizeof(sa.at));
	memcpy(&sa.at, data, sa.size);
	is_unix = sock_addr_family(&sa) == AF_UNIX;
	sock_addr_format(&text, is_unix ? TRANSPORT_UNIX : TRANSPORT_UDP, &sa);
	FUZZ_HOLDS(sock_addr_equal(&sa, &sa));
	FUZZ_HOLDS(!sock_addr_is_multicast(&sa) || !sock_addr_is_loopback(&sa));
	if (!memmem(text.data, text.size, "(unnamed)", 9) && is_text(&text, &sa)) {
		bool same = read_back(&back, buf_text(&text)) && sock_addr_equal(&sa, &back);

		/* What stands behind the NUL of a path, or is missing there, is not in its text. */
		FUZZ_HOLDS(same || is_unix);
	}
	moved = sa;
	sock_addr_set_port(&moved, 4711);
	FUZZ_HOLDS(sock_addr_port(&moved) ==
		   (sock_addr_ip(&(struct addr){ 0 }, NULL, &sa) ? 4711 : 0));
	buf_free(&text);
	return 0;
}
