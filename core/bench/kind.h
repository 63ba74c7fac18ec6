/* kind -- which kind of socket words mean: one of ours, or the constants of socket(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_KIND_H
#define BENCH_KIND_H

#include "base/err.h"
#include "net/sockkind.h"

/* Read WORDS, NULL-terminated, at most three: udp6, raw IPPROTO_UDP, AF_INET6 SOCK_DGRAM 0, a
 * number for each of these. ERR is STATUS_INVALID and names the nearest. On failure KIND is
 * untouched. */
bool kind_read(struct sockkind *kind, char *const *words, struct err *err);

/* Add to ERR that the kernel makes none of KIND, in the words of socket(2) where it has no other.
 * Returns false. */
bool kind_refused(const struct sockkind *kind, struct err *err);

#endif
