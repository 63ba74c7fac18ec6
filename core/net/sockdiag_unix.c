/* sockdiag_unix -- Unix sockets as messages of sock_diag(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockdiag.h"

#include <string.h>

#include <linux/sock_diag.h>
#include <linux/unix_diag.h>

void sockdiag_unix_request(struct nlmsg_request *request, const struct sockdiag_query *query)
{
	struct unix_diag_req fixed = {
		.sdiag_family = AF_UNIX,
		.udiag_states = query->states,
		.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_VFS | UDIAG_SHOW_PEER |
			      UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID,
	};

	nlmsg_begin(request, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &fixed, sizeof(fixed));
}

/* A path may come with its NUL; an abstract name begins with one, and all bytes count. */
static void read_name(struct sockdiag *sock, struct nlmsg_bytes value)
{
	size_t size = value.size < sizeof(sock->name) ? value.size : sizeof(sock->name);

	if (size > 0 && value.data[0] != '\0')
		size = strnlen((const char *)value.data, size);
	memcpy(sock->name, value.data, size);
	sock->name_size = size;
}

static void read_file(struct sockdiag *sock, struct nlmsg_bytes value)
{
	struct unix_diag_vfs file;

	if (!nlmsg_take(&file, sizeof(file), &value))
		return;
	sock->file_inode = file.udiag_vfs_ino;
	sock->device = file.udiag_vfs_dev;
	sock->has |= SOCKDIAG_HAS_FILE;
}

static void read_queues(struct sockdiag *sock, struct nlmsg_bytes value)
{
	struct unix_diag_rqlen queues;

	if (!nlmsg_take(&queues, sizeof(queues), &value))
		return;
	sock->recv_queue = queues.udiag_rqueue;
	sock->send_queue = queues.udiag_wqueue;
	sock->has |= SOCKDIAG_HAS_QUEUES;
	if (sock->state == SOCKSTATE_LISTEN)
		sock->has |= SOCKDIAG_HAS_BACKLOG;
}

static void read_attr(struct sockdiag *sock, const struct nlmsg_attr *attr)
{
	switch (attr->type) { /* any number may come */
	case UNIX_DIAG_NAME:
		read_name(sock, attr->value);
		break;
	case UNIX_DIAG_VFS:
		read_file(sock, attr->value);
		break;
	case UNIX_DIAG_PEER:
		nlmsg_u32(&sock->peer_inode, attr);
		break;
	case UNIX_DIAG_RQLEN:
		read_queues(sock, attr->value);
		break;
	case UNIX_DIAG_UID:
		if (nlmsg_u32(&sock->uid, attr) && sock->inode)
			sock->has |= SOCKDIAG_HAS_UID;
		break;
	}
}

bool sockdiag_unix_parse(struct sockdiag *sock, struct nlmsg_bytes body)
{
	struct sockdiag fresh = { .table = SOCKDIAG_UNIX, .family = AF_UNIX };
	struct unix_diag_msg fixed;
	struct nlmsg_attr attr;

	if (!nlmsg_take(&fixed, sizeof(fixed), &body) || fixed.udiag_family != AF_UNIX ||
	    fixed.udiag_state < SOCKSTATE_ESTABLISHED || fixed.udiag_state > SOCKSTATE_BOUND)
		return false;
	fresh.type = fixed.udiag_type;
	if (fresh.type != SOCK_STREAM && fresh.type != SOCK_DGRAM && fresh.type != SOCK_SEQPACKET)
		return false;
	fresh.state = (enum sockstate)fixed.udiag_state;
	fresh.inode = fixed.udiag_ino;
	fresh.cookie = (uint64_t)fixed.udiag_cookie[1] << 32 | fixed.udiag_cookie[0];
	fresh.has = SOCKDIAG_HAS_COOKIE;
	while (nlmsg_next_attr(&attr, &body))
		read_attr(&fresh, &attr);
	*sock = fresh;
	return true;
}
