/* ability -- what `requires` can ask of the machine that runs a plan. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/ability.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/name.h"
#include "base/texts.h"
#include "check/ability_net.h"
#include "cli/applet.h"
#include "net/calls.h"

enum ability { DNS, ICMP, IPV4, IPV4_LOOPBACK, IPV6, IPV6_LOOPBACK, RAW, ROOT };

static const struct name abilities[] = {
	NAME("dns", DNS, "a name server answers"),
	NAME("icmp", ICMP, "ping sockets: net.ipv4.ping_group_range"),
	NAME("ipv4", IPV4, "a route to the world"),
	NAME("ipv4-loopback", IPV4_LOOPBACK, "127.0.0.1 can be bound"),
	NAME("ipv6", IPV6, "a route to the world"),
	NAME("ipv6-loopback", IPV6_LOOPBACK, "::1 can be bound"),
	NAME("raw", RAW, "raw sockets: CAP_NET_RAW"),
	NAME("root", ROOT, "the user is root"),
	NAMES_END,
};

/* One that was tried out. */
struct ability_known {
	struct ability_known *next;
	struct word word;
	bool has;
	const char *why;
};

/* Of something that is named behind it. */
enum front { FRONT_APPLET, FRONT_ENV, FRONT_MULTICAST, FRONT_COUNT };
static const char fronts[FRONT_COUNT][11] = { "applet:", "env:", "multicast:" };

static const struct name *find(struct word word)
{
	const struct name *row = abilities;

	while (row->word[0] && !text_equals(row->word, word.at, word.size))
		row++;
	return row->word[0] ? row : NULL;
}

static enum front front_of(struct word word)
{
	enum front front = 0;

	while (front < FRONT_COUNT &&
	       !(word_begins(word, fronts[front]) && word.size > strlen(fronts[front])))
		front++;
	return front;
}

bool ability_is(struct word word)
{
	return find(word) || front_of(word) < FRONT_COUNT;
}

static bool say_unless(bool has, struct buf *why, const char *sentence)
{
	if (!has)
		buf_puts(why, sentence);
	return has;
}

static bool try_named(struct word word, struct buf *why)
{
	enum front front = front_of(word);
	struct buf text = { 0 };
	bool fine = false;

	word = word_behind(word, strlen(fronts[front]));
	buf_put(&text, word.at, word.size);
	switch (front) {
	case FRONT_APPLET:
		fine = say_unless(applet_find(buf_text(&text)), why, "this build has it not");
		break;
	case FRONT_ENV:
		fine = say_unless(getenv(buf_text(&text)), why, "it is not set");
		break;
	case FRONT_MULTICAST:
		fine = ability_multicast(buf_text(&text), why);
		break;
	case FRONT_COUNT:
		break;
	}
	buf_free_part(&text, why);
	return fine;
}

static bool try_out(const struct abilities *known, struct word word, struct buf *why)
{
	const struct name *row = find(word);

	if (!row)
		return try_named(word, why);
	switch ((enum ability)row->value) {
	case DNS:
		return ability_names(known->cancel_fd, why);
	case ICMP:
		return ability_socket(SOCK_DGRAM, IPPROTO_ICMP, why);
	case IPV4:
		return ability_route(AF_INET, why);
	case IPV4_LOOPBACK:
		return ability_loopback(AF_INET, why);
	case IPV6:
		return ability_route(AF_INET6, why);
	case IPV6_LOOPBACK:
		return ability_loopback(AF_INET6, why);
	case RAW:
		return ability_socket(SOCK_RAW, IPPROTO_ICMP, why);
	case ROOT:
		break;
	}
	return say_unless(geteuid() == 0, why, "the user is not root");
}

bool ability_has(struct abilities *known, struct word word, struct buf *why)
{
	struct ability_known *one = known->first;
	struct buf text = { 0 };
	bool has;

	while (one && !word_equals(one->word, word))
		one = one->next;
	if (one) {
		buf_puts(why, one->why);
		return one->has;
	}
	has = try_out(known, word, &text);
	buf_put(why, text.data, text.size);
	one = arena_take(&known->arena, sizeof(*one));
	if (one) {
		*one = (struct ability_known){ .next = known->first, .word = word, .has = has };
		one->why = arena_copy(&known->arena, buf_text(&text), text.size);
		known->first = one->why ? one : known->first;
	}
	buf_free(&text);
	return has;
}

void abilities_free(struct abilities *known)
{
	arena_free(&known->arena);
	known->first = NULL;
}
