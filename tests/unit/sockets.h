/* sockets -- what tests of sockets share: addresses by text, descriptors counted. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SOCKETS_H
#define TESTS_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "net/sock_addr.h"

/* Whether this machine has ::1: many containers have not. */
bool has_inet6(void);

/* Address TEXT and PORT. */
struct sock_addr at_text(const char *text, uint16_t port);

/* A socket of TYPE (SOCK_*) bound to port 0 of TEXT; AT (may be NULL) becomes where. */
int socket_at(int type, const char *text, struct sock_addr *at);

/* The same, listening; a BACKLOG of 0 takes one connection, and then is silent: see fill_backlog.
 */
int listener_at(const char *text, int backlog, struct sock_addr *at);

/* Connect until the kernel drops what more comes: SIZE clients, which the caller closes. */
void fill_backlog(const struct sock_addr *at, int *client, unsigned size);

/* Run TRY(i) in a child that is root of a network of its own, with lo up and behind it what the
 * commands of SETUP (sh(1), may be NULL) made. It is 0 or fails the test; where this machine lets
 * nobody have such a network nothing is tried. */
void in_network(const char *setup, int (*try)(int i), int i);

/* Descriptors of this process that are open, below 1,024. */
unsigned count_descriptors(void);

#endif
