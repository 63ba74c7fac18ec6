/* echo_bed -- an echo server inside a test: its loop is turned by hand, its clients are here too.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "echo_bed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "serve/echo_state.h"

static const enum transport transports[] = {
	[BED_TCP] = TRANSPORT_TCP,          [BED_STREAM] = TRANSPORT_UNIX,
	[BED_PACKET] = TRANSPORT_SEQPACKET, [BED_UDP] = TRANSPORT_UDP,
	[BED_GRAM] = TRANSPORT_UNIXGRAM,
};

/* Not ck_assert, which allocates: tests let allocations fail. */
static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	abort();
}

/* Any name: port 0 of loopback, or what unix(7) calls autobind. */
static struct sock_addr any_name(enum transport transport)
{
	const struct addr loopback = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };
	struct sock_addr at = { .size = sizeof(at.at.any.sa_family) };

	at.at.any.sa_family = AF_UNIX;
	if (!transport_is_unix(transport))
		sock_addr_set(&at, &loopback, 0);
	return at;
}

static int open_socket(enum transport transport, bool bound)
{
	struct sock_addr at = any_name(transport);
	int type = sock_type(transport) | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int fd = socket(sock_addr_family(&at), type, 0);

	must(fd >= 0, "socket");
	must(!bound || bind(fd, &at.at.any, at.size) == 0, "bind");
	return fd;
}

void bed_open(struct bed *bed)
{
	struct err err = { 0 };

	*bed = (struct bed){ .loop = LOOP_CLOSED,
			     .admission = { .max_conns = 1000, .max_per_addr = 1000 } };
	must(loop_open(&bed->loop, &err), "loop");
	for (unsigned i = 0; i < BED_LISTENERS; i++) {
		struct listener *listener = &bed->item[i];

		listener->transport = transports[i];
		listener->fd = open_socket(transports[i], true);
		must(sock_type(transports[i]) == SOCK_DGRAM || listen(listener->fd, 128) == 0,
		     "listen");
		sock_addr_local(&listener->at, listener->fd);
	}
	bed->listeners = (struct listeners){ bed->item, BED_LISTENERS };
}

void bed_close(struct bed *bed)
{
	bed_end(bed);
	for (unsigned i = 0; i < BED_LISTENERS; i++)
		close(bed->item[i].fd);
	loop_close(&bed->loop);
}

/* ---- serving -------------------------------------------------------------------------------- */

static void tell(struct echo *echo, const struct echo_event *event)
{
	struct bed *bed = echo->context;
	struct bed_told *told = &bed->told;

	told->steps[event->step]++;
	if (event->step == STEP_ACCEPTED && bed->send_buffer &&
	    !sock_has_messages(event->listener->transport))
		setsockopt(echo->conns->watch.fd, SOL_SOCKET, SO_SNDBUF, &bed->send_buffer,
			   sizeof(bed->send_buffer));
	if (event->step == STEP_RECEIVED)
		told->received_bytes += event->true_size;
	if (event->step == STEP_SENT)
		told->sent_bytes += event->size;
	told->broken += event->step == STEP_CLOSED && strcmp(event->reason, "eof") != 0;
	if (event->reason)
		snprintf(told->reason, sizeof(told->reason), "%s", event->reason);
}

static void say(struct echo *echo, const struct err *err)
{
	struct bed *bed = echo->context;

	(void)err;
	bed->told.said++;
}

static void be_over(struct echo *echo)
{
	struct bed *bed = echo->context;

	bed->over++;
}

struct echo_plan bed_plan(void)
{
	return (struct echo_plan){ .recv_size = 1 << 16, .no_loop_guard = true, .watched = true };
}

bool bed_begin(struct bed *bed, const struct echo_plan *plan)
{
	struct err err = { 0 };

	bed->over = 0;
	bed->told = (struct bed_told){ .said = 0 };
	bed->echo = (struct echo){ .loop = &bed->loop,
				   .listeners = &bed->listeners,
				   .admission = &bed->admission,
				   .plan = *plan,
				   .context = bed,
				   .tell = tell,
				   .say = say,
				   .over = be_over };
	return echo_begin(&bed->echo, &err);
}

void bed_end(struct bed *bed)
{
	echo_free(&bed->echo);
}

void bed_turn(struct bed *bed)
{
	struct err unused = { 0 };

	loop_turn(&bed->loop, deadline_in(1), &unused);
}

int bed_connect(const struct bed *bed, unsigned which)
{
	const struct sock_addr *at = &bed->item[which].at;
	int fd = open_socket(transports[which], sock_type(transports[which]) == SOCK_DGRAM);

	if (connect(fd, &at->at.any, at->size) == 0 || errno == EINPROGRESS)
		return fd;
	close(fd);
	return -1;
}
