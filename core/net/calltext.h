/* calltext -- what a call was given and what it answered, in the words of strace(1). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_CALLTEXT_H
#define NET_CALLTEXT_H

#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/name.h"

/* Each puts one value behind what TEXT holds. */

/* The word for a value, or the number. */
void calltext_word(struct buf *text, const struct name *table, long value);

/* The words for the bits of FLAGS, A|B|0x40; 0 for none. */
void calltext_flags(struct buf *text, const struct name *table, unsigned flags);

/* "text", or NULL. What a terminal must not see is escaped by whoever prints it. */
void calltext_quoted(struct buf *text, const char *word);

/* The address that getaddrinfo(3) and its kin deal in: 127.0.0.1, or ? for another family. */
void calltext_address(struct buf *text, int family, const void *bytes);

/* 127.0.0.1:80, [::1%2]:80, unix:/path, unix:@name, {AF_NETLINK, groups 0x1}, NULL. */
void calltext_sockaddr(struct buf *text, const struct sockaddr *at, socklen_t size);

/* "SOCK_STREAM|SOCK_CLOEXEC" */
void calltext_socktype(struct buf *text, int type);

/* "SOL_SOCKET, SO_RCVBUF, [4096]", or the value in hex where it is no int. */
void calltext_option(struct buf *text, int level, int name, const void *value, socklen_t size);

/* "[{3, POLLIN}]" */
void calltext_poll(struct buf *text, const struct pollfd *fds, nfds_t count);

/* "EPOLLIN|EPOLLOUT" */
void calltext_epoll(struct buf *text, uint32_t events);

/* "{AF_INET, SOCK_STREAM, 0, AI_PASSIVE}", or NULL. */
void calltext_hints(struct buf *text, const struct addrinfo *hints);

/* " {127.0.0.1:80, [::1]:80}" */
void calltext_found(struct buf *text, const struct addrinfo *found);

/* " "localhost" {127.0.0.1}", or nothing where HOST is NULL. */
void calltext_host(struct buf *text, const struct hostent *host);

/* "EAI_NONAME", "HOST_NOT_FOUND"; NULL for no error. */
const char *calltext_eai(int code);
const char *calltext_h_errno(int code);

#endif
