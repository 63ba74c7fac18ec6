/* adopt -- sockets that come to the workbench, and what is known of each. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_ADOPT_H
#define BENCH_ADOPT_H

#include "bench/bench.h"
#include "net/endpoint.h"
#include "net/sock_addr.h"
#include "net/sockkind.h"

/* Take FD as bench_add does, which it becomes the owner of also on failure, with its family, type
 * and protocol. From now on it does not block, and messages that could be taken for an end have a
 * time. ERR is as in sockkind_of. */
struct bench_sock *adopt(struct bench *bench, const char *prefix, int fd, struct err *err);

/* The same of a descriptor that is somewhere already: whether it is connected is the kernel's to
 * say. One that is no socket has a name all the same, to be closed or passed on by. */
struct bench_sock *adopt_found(struct bench *bench, const char *prefix, int fd, struct err *err);

/* The transport whose endpoints SOCK has: TRANSPORT_UDP for all of IP that is no stream. False
 * where it is of another family than IP and Unix. */
bool adopt_transport(enum transport *transport, const struct bench_sock *sock);

/* The kind of SOCK, without asking the kernel: see sockkind_word. */
struct sockkind adopt_kind(const struct bench_sock *sock);

bool adopt_is_stream(const struct bench_sock *sock);

/* Append END of SOCK: as an endpoint that can be connected to, or as the kernel's constant. */
void adopt_put_end(struct buf *text, const struct bench_sock *sock, const struct sock_addr *end);

/* The same as people say it: IP without its transport. */
void adopt_say_end(struct buf *text, const struct bench_sock *sock, const struct sock_addr *end);

#endif
