/* membership -- the multicast groups that this host's interfaces have joined, and the sources
 * that they are limited to: what /proc/net tells of IGMP and MLD. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/membership.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "net/calls.h"

enum { FILE_MAX = 1 << 26 };

/* ---- words of a line -------------------------------------------------------------------- */

enum { WORDS_MAX = 8 };

struct words {
	struct word word[WORDS_MAX];
	unsigned count;
	bool indented;
};

static bool next_line(struct words *words, struct word *rest)
{
	struct word line;

	*words = (struct words){ 0 };
	if (!line_next(&line, rest))
		return false;
	words->indented = line.size > 0 && line.at[0] == '\t';
	while (words->count < WORDS_MAX && word_next(&words->word[words->count], &line))
		words->count++;
	return true;
}

static bool read_number(uint64_t *number, struct word word)
{
	return num_digits(number, word.at, word.size, UINT64_MAX);
}

static bool read_index(unsigned *index, struct word word)
{
	uint64_t number;

	if (!num_digits(&number, word.at, word.size, INT32_MAX))
		return false;
	*index = (unsigned)number;
	return true;
}

/* SIZE bytes of two digits each, all of WORD. */
static bool read_hex(unsigned char *bytes, size_t size, struct word word)
{
	if (word.size != 2 * size)
		return false;
	for (size_t i = 0; i < size; i++) {
		int high = num_digit(word.at[2 * i]), low = num_digit(word.at[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static bool read_inet6(struct addr *addr, struct word word)
{
	*addr = (struct addr){ .family = AF_INET6 };
	return read_hex(addr->byte, sizeof(addr->byte), word);
}

/* Eight digits: the address as a number in host byte order. */
static bool read_inet(struct addr *addr, struct word word)
{
	*addr = (struct addr){ .family = AF_INET };
	return read_hex(addr->byte, addr_size(AF_INET), word);
}

/* Eight digits: the four bytes in network order, read as a number of this machine. */
static bool read_inet_raw(struct addr *addr, struct word word)
{
	uint32_t number;

	if (!read_inet(addr, word))
		return false;
	memcpy(&number, addr->byte, sizeof(number));
	number = ntohl(number);
	memcpy(addr->byte, &number, sizeof(number));
	return true;
}

/* ---- the files, line by line ------------------------------------------------------------ */

struct reading {
	struct buf item, source, mac, igmp; /* arrays of the structs of those names */
	unsigned index;                     /* of the interface whose groups follow */
};

typedef void read_line(struct reading *reading, const struct words *words);

static void put_group(struct reading *reading, unsigned index, const struct addr *group,
		      struct word users)
{
	struct membership fresh = { .index = index, .group = *group };

	if (read_number(&fresh.users, users))
		buf_put(&reading->item, &fresh, sizeof(fresh));
}

/* 2	eth0      :     1      V3 */
static void igmp_interface(struct reading *reading, const struct words *words)
{
	struct word last = words->word[words->count ? words->count - 1 : 0];
	struct membership_igmp fresh = { 0 };

	reading->index = 0;
	if (words->count < 4 || !read_index(&reading->index, words->word[0]))
		return;
	if (last.size != 2 || last.at[0] != 'V' || last.at[1] < '1' || last.at[1] > '3')
		return;
	fresh.index = reading->index;
	fresh.version = (unsigned)(last.at[1] - '0');
	buf_put(&reading->igmp, &fresh, sizeof(fresh));
}

/* 				010000E0     1 0:00000000		0 */
static void igmp_line(struct reading *reading, const struct words *words)
{
	struct addr group;

	if (!words->indented)
		igmp_interface(reading, words);
	else if (reading->index && words->count >= 2 && read_inet_raw(&group, words->word[0]))
		put_group(reading, reading->index, &group, words->word[1]);
}

/* 2    eth0            ff020000000000000000000000000001     1 0000000C 0 */
static void igmp6_line(struct reading *reading, const struct words *words)
{
	struct addr group;
	unsigned index;

	if (words->count >= 4 && read_index(&index, words->word[0]) &&
	    read_inet6(&group, words->word[2]))
		put_group(reading, index, &group, words->word[3]);
}

static void put_source(struct reading *reading, struct membership_source *fresh,
		       const struct words *words)
{
	if (read_index(&fresh->index, words->word[0]) &&
	    read_number(&fresh->included, words->word[4]) &&
	    read_number(&fresh->excluded, words->word[5]))
		buf_put(&reading->source, fresh, sizeof(*fresh));
}

/* "0xe8010101", eight digits behind the prefix. */
static struct word without_prefix(struct word word)
{
	if (word.size < 2 || word.at[0] != '0' || word.at[1] != 'x')
		return (struct word){ word.at, 0 };
	return (struct word){ word.at + 2, word.size - 2 };
}

/*   2   eth0 0xe8010101 0x0a000001      1      0 */
static void mcfilter_line(struct reading *reading, const struct words *words)
{
	struct membership_source fresh = { 0 };

	if (words->count >= 6 && read_inet(&fresh.group, without_prefix(words->word[2])) &&
	    read_inet(&fresh.addr, without_prefix(words->word[3])))
		put_source(reading, &fresh, words);
}

/*   2   eth0 ff3e0000000000000000000000008000 20010db8000000000000000000000001      1      0 */
static void mcfilter6_line(struct reading *reading, const struct words *words)
{
	struct membership_source fresh = { 0 };

	if (words->count >= 6 && read_inet6(&fresh.group, words->word[2]) &&
	    read_inet6(&fresh.addr, words->word[3]))
		put_source(reading, &fresh, words);
}

/* 2    eth0            1     0     333300000001 */
static void dev_mcast_line(struct reading *reading, const struct words *words)
{
	struct membership_mac fresh = { 0 };
	size_t size = words->count >= 5 ? words->word[4].size / 2 : 0;

	if (size == 0 || size > sizeof(fresh.mac) || !read_index(&fresh.index, words->word[0]) ||
	    !read_hex(fresh.mac, size, words->word[4]))
		return;
	fresh.mac_size = size;
	buf_put(&reading->mac, &fresh, sizeof(fresh));
}

static void read_lines(struct reading *reading, struct word text, read_line *line)
{
	struct words words;

	reading->index = 0;
	while (next_line(&words, &text))
		line(reading, &words);
}

/* ---- put together ----------------------------------------------------------------------- */

static int compare_group(unsigned a_index, const struct addr *a, unsigned b_index,
			 const struct addr *b)
{
	return a_index != b_index ? (a_index < b_index ? -1 : 1) : addr_compare(a, b);
}

static int compare_items(const void *left, const void *right)
{
	const struct membership *a = left, *b = right;

	return compare_group(a->index, &a->group, b->index, &b->group);
}

static int compare_sources(const void *left, const void *right)
{
	const struct membership_source *a = left, *b = right;
	int order = compare_group(a->index, &a->group, b->index, &b->group);

	return order ? order : addr_compare(&a->addr, &b->addr);
}

/* Both arrays are in the same order: each group's sources lie side by side. */
static void join_sources(struct memberships *memberships)
{
	size_t next = 0;

	for (size_t i = 0; i < memberships->count; i++) {
		struct membership *item = &memberships->item[i];
		int order = -1;

		while (next < memberships->source_count) {
			const struct membership_source *source = &memberships->source[next];

			order = compare_group(source->index, &source->group, item->index,
					      &item->group);
			if (order > 0)
				break;
			if (order == 0 && item->source_count++ == 0)
				item->sources = source;
			next++;
		}
	}
}

bool memberships_parse(struct memberships *memberships, const struct membership_files *files,
		       struct err *err)
{
	struct reading reading = { 0 };
	struct memberships fresh = { 0 };
	bool fine;

	read_lines(&reading, files->igmp, igmp_line);
	read_lines(&reading, files->igmp6, igmp6_line);
	read_lines(&reading, files->mcfilter, mcfilter_line);
	read_lines(&reading, files->mcfilter6, mcfilter6_line);
	read_lines(&reading, files->dev_mcast, dev_mcast_line);
	fine = !reading.item.failed && !reading.source.failed && !reading.mac.failed &&
	       !reading.igmp.failed;
	fresh.item = buf_take_array(&reading.item, &fresh.count, sizeof(*fresh.item));
	fresh.source = buf_take_array(&reading.source, &fresh.source_count, sizeof(*fresh.source));
	fresh.mac = buf_take_array(&reading.mac, &fresh.mac_count, sizeof(*fresh.mac));
	fresh.igmp = buf_take_array(&reading.igmp, &fresh.igmp_count, sizeof(*fresh.igmp));
	if (!fine) {
		memberships_free(&fresh);
		return err_errno(err, ENOMEM, "cannot list the groups");
	}
	if (fresh.count)
		qsort(fresh.item, fresh.count, sizeof(*fresh.item), compare_items);
	if (fresh.source_count)
		qsort(fresh.source, fresh.source_count, sizeof(*fresh.source), compare_sources);
	join_sources(&fresh);
	*memberships = fresh;
	return true;
}

bool memberships_read(struct memberships *memberships, struct err *err)
{
	static const char *const path[] = { "/proc/net/igmp", "/proc/net/igmp6",
					    "/proc/net/mcfilter", "/proc/net/mcfilter6",
					    "/proc/net/dev_mcast" };
	struct membership_files files = { 0 };
	struct word *text[] = { &files.igmp, &files.igmp6, &files.mcfilter, &files.mcfilter6,
				&files.dev_mcast };
	enum { FILES = sizeof(path) / sizeof(path[0]) };
	struct buf buf[FILES] = { 0 };
	bool fine = true;

	for (int i = 0; i < FILES && fine; i++) {
		struct err failure = { 0 };

		/* A kernel without IPv6 or multicast lacks the file: nothing is joined there. */
		if (!call_read_file(&buf[i], path[i], FILE_MAX, &failure) &&
		    failure.kind != STATUS_NOT_FOUND) {
			*err = failure;
			fine = false;
		}
		*text[i] = (struct word){ buf[i].data, buf[i].size };
	}
	fine = fine && memberships_parse(memberships, &files, err);
	for (int i = 0; i < FILES; i++)
		buf_free(&buf[i]);
	return fine;
}

void memberships_free(struct memberships *memberships)
{
	free(memberships->item);
	free(memberships->source);
	free(memberships->mac);
	free(memberships->igmp);
	*memberships = (struct memberships){ 0 };
}
