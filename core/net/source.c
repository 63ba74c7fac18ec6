/* source -- the address that the kernel would send from; nothing is sent to find out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/source.h"

#include <errno.h>

#include "net/calls.h"

enum { PORT_DISCARD = 9 };

int source_find(struct addr *source, const struct addr *to)
{
	struct sockaddr_storage at;
	socklen_t size = addr_to_sockaddr(&at, to, PORT_DISCARD), found = sizeof(at);
	int fd = call_socket(to->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int number = 0;

	if (fd < 0)
		return errno;
	if (call_route(fd, (struct sockaddr *)&at, size) < 0 ||
	    call_getsockname(fd, (struct sockaddr *)&at, &found) < 0)
		number = errno;
	else if (!addr_from_sockaddr(source, NULL, (struct sockaddr *)&at, found))
		number = EAFNOSUPPORT;
	call_close(fd);
	return number;
}
