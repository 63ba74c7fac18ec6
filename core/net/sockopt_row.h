/* sockopt_row -- the socket options of Linux as one table: what setsockopt(2) takes, from whom,
 * and on which sockets. Words and meanings stand in net/names. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_ROW_H
#define NET_SOCKOPT_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"

/* What the kernel takes and gives, and how people write it. */
enum sockopt_type {
	SOCKOPT_BOOL,          /* int: on, off */
	SOCKOPT_INT,           /* int, signed */
	SOCKOPT_UINT,          /* int, unsigned */
	SOCKOPT_HEX,           /* int, unsigned, written in hexadecimal */
	SOCKOPT_SIZE,          /* int, bytes: 64k */
	SOCKOPT_TIME,          /* int, a count of the row's unit: 30s, 500ms */
	SOCKOPT_WORD,          /* int, one of the row's words */
	SOCKOPT_BITS,          /* int, several of the row's words */
	SOCKOPT_ERRNO,         /* int */
	SOCKOPT_INTERFACE,     /* int, the index of an interface: by its name */
	SOCKOPT_INTERFACE_NET, /* the same in network byte order */
	SOCKOPT_PORTS,         /* uint32_t: 40000-49999 */
	SOCKOPT_RATE,          /* uint64_t, bytes a second */
	SOCKOPT_ID,            /* uint64_t, a number of the kernel's */
	SOCKOPT_TEXT,          /* bytes, a name */
	SOCKOPT_LINGER,        /* struct linger: off, 5s */
	SOCKOPT_TIMEVAL,       /* struct timeval: 1.5s */
	SOCKOPT_STAMPS,        /* struct so_timestamping: words and a clock's index */
	SOCKOPT_CREDENTIALS,   /* struct ucred */
	SOCKOPT_GROUPS,        /* gid_t after gid_t */
	SOCKOPT_MEMORY,        /* uint32_t after uint32_t, SK_MEMINFO_* */
	SOCKOPT_ADDRESS,       /* struct sockaddr */
	SOCKOPT_SENDER,        /* struct in_addr, set as struct ip_mreqn: address or interface */
	SOCKOPT_JOIN,    /* a multicast group, the kernel's struct by level: GROUP[%INTERFACE] */
	SOCKOPT_SOURCE,  /* the same and a source: SOURCE@GROUP[%INTERFACE] */
	SOCKOPT_FILTER,  /* a BPF program: not from text, read as its count of instructions */
	SOCKOPT_POINTER, /* a struct that points to memory: neither read nor set here */
	SOCKOPT_PIDFD,   /* int, a fresh descriptor */
	SOCKOPT_BYTES,   /* any other struct, in hexadecimal */
	SOCKOPT_TYPES
};

enum {
	SOCKOPT_GET = 1 << 0,
	SOCKOPT_SET = 1 << 1,
	SOCKOPT_ACTS = 1 << 2, /* reading changes the socket: it takes what it tells */
	SOCKOPT_MOVES = 1 << 3 /* the kernel changes it in time, whether it was set or not */
};

/* Which sockets have an option, beside what its level says. */
enum {
	ON_TCP = 1 << 0,
	ON_MPTCP = 1 << 1,
	ON_UDP = 1 << 2,
	ON_UDPLITE = 1 << 3,
	ON_RAW = 1 << 4,
	ON_PING = 1 << 5,
	ON_UNIX = 1 << 6,
	ON_NETLINK = 1 << 7,
	ON_PACKET = 1 << 8,
	ON_VSOCK = 1 << 9,
	ON_OTHER = 1 << 10,
	ON_INET = ON_TCP | ON_MPTCP | ON_UDP | ON_UDPLITE | ON_RAW | ON_PING,
	ON_ALL = ON_INET | ON_UNIX | ON_NETLINK | ON_PACKET | ON_VSOCK | ON_OTHER
};

/* The texts stand in the row: a table with pointers is relocated at every start. */
struct sockopt {
	int level, number; /* of setsockopt(2) */
	enum sockopt_type type : 8;
	unsigned flags : 8; /* SOCKOPT_GET, _SET, _ACTS, _MOVES */
	unsigned on : 16;   /* ON_* */
	char unit[8];       /* "bytes", "s", "ms", "us", "bytes/s"; "": none */
	char needs[56];     /* the capability that setting takes, or when; "": none */
	char sysctl[44];    /* what limits it or gives its default; "": nothing */
	char range[36];     /* what it may be set to, where that is not all of the type */
	char note[72];      /* why what is read back may differ from what was set */
};

/* Ends with a row without flags. */
extern const struct sockopt sockopt_rows[];

/* The words of an option's values. Ends with NULL names. */
struct sockopt_words {
	int level, number;
	const struct name *names;
};
extern const struct sockopt_words sockopt_words[];

/* A level, such as { IPPROTO_TCP, "IPPROTO_TCP", names_tcp }. Ends with a NULL word. */
struct sockopt_level {
	int level;
	const char *word;
	const struct name *names;
};
extern const struct sockopt_level sockopt_levels[];

/* "IPPROTO_TCP"; NULL for a level that is not in the table. */
const char *sockopt_level_word(int level);

/* The word of an option in net/names, and what it is for; NULL where there is none. */
const char *sockopt_word(int level, int number);
const char *sockopt_meaning(const struct sockopt *row);

/* The words of its values; NULL: none. */
const struct name *sockopt_values(const struct sockopt *row);

/* "bool", "size", "time": what stands for the type in an answer. */
const char *sockopt_type_word(enum sockopt_type type);

/* The row of an option; NULL when there is none. */
const struct sockopt *sockopt_row(int level, int number);

/* The row for WORD, in any case: "SO_RCVBUF", and "rcvbuf" where only one option has a prefix with
 * that behind it. A second name for an option finds it too. ERR is STATUS_NOT_FOUND with the
 * nearest word, or STATUS_AMBIGUOUS with the words that fit. */
const struct sockopt *sockopt_find(const char *word, struct err *err);

/* Let every word go by, and what stands behind its prefix. */
void sockopt_near(struct nearest *nearest);

#endif
