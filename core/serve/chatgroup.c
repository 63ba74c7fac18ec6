/* chatgroup -- a chat on a multicast group: everybody sends to all, and nobody keeps order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/chatgroup.h"

#include <errno.h>
#include <string.h>

#include "base/utf8.h"
#include "net/calls.h"
#include "net/group.h"
#include "proto/chatnews.h"

enum { AT_ONCE = 16, TTL = 1 /* as everywhere: not beyond the link */ };

static struct chatgroup *group_of(struct party *party)
{
	return OWNER(party, struct chatgroup, party);
}

/* ---- what comes ----------------------------------------------------------------------------- */

/* One datagram is one line, with or without its end. Whoever is no sockbox may send any text: he is
 * called by his address. */
static void read_line(struct chat_news *news, const struct datagram *datagram)
{
	struct word text = { datagram->data, datagram->size };

	text.size -= text.size > 0 && text.at[text.size - 1] == '\n';
	text.size -= text.size > 0 && text.at[text.size - 1] == '\r';
	chat_read_news(news, text.at, text.size);
	if ((news->topic != NEWS_MESSAGE && news->topic != NEWS_ACTION) ||
	    !chat_is_nick(news->nick))
		*news = (struct chat_news){ .topic = NEWS_MESSAGE, .text = text };
	if (news->text.size <= CHAT_LINE_MAX)
		return;
	news->text.size = CHAT_LINE_MAX - utf8_open_tail(news->text.at, CHAT_LINE_MAX);
	news->cut = true;
}

static void take(struct chatgroup *group, const struct datagram *datagram)
{
	struct party_event event = { .step = PARTY_MESSAGE };
	struct buf peer = { 0 };
	struct chat_news news;

	if (sock_addr_equal(&datagram->from, &group->own))
		return;
	sock_addr_format(&peer, TRANSPORT_UDP, &datagram->from);
	read_line(&news, datagram);
	event.peer = buf_text(&peer);
	event.step = news.topic == NEWS_ACTION ? PARTY_ACTION : PARTY_MESSAGE;
	event.nick = news.nick.size ? news.nick : word_behind(word_of(event.peer), strlen("udp:"));
	event.text = news.text;
	event.cut = news.cut || datagram->truncated;
	if (!peer.failed)
		party_tell(&group->party, &event);
	buf_free(&peer);
}

static void be_ready(struct watch *watch, uint32_t events)
{
	struct chatgroup *group = OWNER(watch, struct chatgroup, watch);
	int count = datagrams_receive(&group->batch, watch->fd);

	(void)events;
	for (int i = 0; i < count; i++) {
		struct datagram datagram;

		datagrams_get(&datagram, &group->batch, (unsigned)i);
		take(group, &datagram);
	}
}

/* ---- what we say ---------------------------------------------------------------------------- */

static void refuse(struct chatgroup *group, const char *why)
{
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID, "%s", why);
	party_fail(&group->party, 0, "", &err);
}

static void say(struct chatgroup *group, const struct chat_order *order)
{
	const struct chat_news news = { .topic =
						order->verb == CHAT_ME ? NEWS_ACTION : NEWS_MESSAGE,
					.nick = word_of(group->nick),
					.text = order->text };
	struct buf line = { 0 };
	struct err err = { 0 };

	chat_put_news(&line, &news);
	if (line.failed)
		err_errno(&err, ENOMEM, "cannot say it");
	else if (!datagram_send(group->sender, line.data, line.size, NULL, NULL, 0))
		datagram_send_failed(line.size, &group->at, errno, &err);
	if (err.kind == STATUS_OK)
		group->party.counts.said++;
	else
		party_fail(&group->party, 0, "", &err);
	buf_free(&line);
}

static void rename_own(struct chatgroup *group, struct word wish)
{
	struct party_event event = { .step = PARTY_ENTERED, .peer = "" };

	if (!chat_make_nick(group->nick, wish))
		event.text = word_of("that is no nick");
	event.nick = word_of(group->nick);
	party_tell(&group->party, &event);
}

static void order_group(struct party *party, const struct chat_order *order)
{
	struct chatgroup *group = group_of(party);

	switch (order->verb) {
	case CHAT_SAY:
	case CHAT_ME:
		say(group, order);
		break;
	case CHAT_NICK:
		rename_own(group, order->text);
		break;
	case CHAT_WHO:
		refuse(group, "in a group nobody knows who is there");
		break;
	case CHAT_SEND:
	case CHAT_GET:
		refuse(group, "in a group there are no files: they take a host");
		break;
	case CHAT_NOTHING:
	case CHAT_HELP:
	case CHAT_QUIT:
	case CHAT_OFFER:
	case CHAT_FILE:
	case CHAT_UNKNOWN:
		break;
	}
}

static bool is_never_full(struct party *party)
{
	(void)party;
	return false;
}

static void be_gone(struct timer *timer)
{
	struct chatgroup *group = OWNER(timer, struct chatgroup, going);
	const struct err fine = { .kind = STATUS_OK };

	group->party.over(&group->party, &fine);
}

/* What was said is on its way: there is nobody to ask whether it arrived. */
static void leave_group(struct party *party, bool at_once)
{
	struct chatgroup *group = group_of(party);

	(void)at_once;
	timer_set(party->loop, &group->going, (struct deadline){ 1 });
}

static const struct party_kind group_kind = { "group", false, order_group, is_never_full,
					      leave_group };

/* ---- joining -------------------------------------------------------------------------------- */

static bool choose_interface(unsigned *index, const struct chatgroup *group,
			     const struct addr *addr, struct err *err)
{
	if (!sock_plan_interface(index, group->plan, err))
		return false;
	if (*index == 0)
		*index = addr->scope_id;
	return *index != 0 || group_route(index, addr, err);
}

/* A member of the group among others of this machine; nothing else that comes to the port. */
static bool open_member(struct chatgroup *group, const struct addr *addr, unsigned index,
			struct err *err)
{
	static const struct group_sources everybody = { .include = false };

	if (!sock_open(&group->watch.fd, group->plan, TRANSPORT_UDP, addr->family, err) ||
	    !group_only_joined(group->watch.fd, addr->family, err))
		return false;
	if (!sock_set(group->watch.fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return err_errno(err, errno, "cannot share the port");
	if (call_bind(group->watch.fd, &group->at.at.any, group->at.size) < 0)
		return sock_bind_failed(&group->at, TRANSPORT_UDP, errno, err);
	sock_addr_local(&group->at, group->watch.fd); /* port 0 was a free one */
	return group_join(group->watch.fd, addr, index, &everybody, err);
}

static bool open_sender(struct chatgroup *group, const struct addr *addr, unsigned index,
			struct err *err)
{
	int64_t ttl = group->plan->words->ttl;
	const struct group_sender how = { .index = index,
					  .ttl = ttl < 0 ? TTL : (int)ttl,
					  .loop = true };

	if (!sock_open(&group->sender, group->plan, TRANSPORT_UDP, addr->family, err) ||
	    !group_sender_set(group->sender, addr->family, &how, err) ||
	    !sock_bind_client(group->sender, group->plan, TRANSPORT_UDP, addr->family, err))
		return false;
	if (call_connect(group->sender, &group->at.at.any, group->at.size) < 0)
		return err_errno(err, errno, "cannot send to the group");
	sock_addr_local(&group->own, group->sender);
	return true;
}

bool chatgroup_begin(struct chatgroup *group, const char *nick, struct err *err)
{
	unsigned index = 0;
	struct addr addr;

	group->party.kind = &group_kind;
	group->party.nick = group->nick;
	group->going.due = be_gone;
	group->watch.ready = be_ready;
	if (!chat_make_nick(group->nick, word_of(nick)))
		return err_set(err, STATUS_INVALID, "'%s' is no nick", nick);
	if (!sock_addr_is_multicast(&group->at) || !sock_addr_ip(&addr, NULL, &group->at))
		return err_set(err, STATUS_INVALID,
			       "over UDP a chat takes a multicast group, such as "
			       "udp:239.1.2.3:5000");
	return choose_interface(&index, group, &addr, err) &&
	       open_member(group, &addr, index, err) && open_sender(group, &addr, index, err) &&
	       datagrams_init(&group->batch, AT_ONCE, err) &&
	       loop_watch(group->party.loop, &group->watch, EPOLLIN, err);
}

void chatgroup_free(struct chatgroup *group)
{
	if (!group->party.loop)
		return;
	loop_forget(group->party.loop, &group->watch);
	timer_clear(group->party.loop, &group->going);
	if (group->watch.fd >= 0)
		call_close(group->watch.fd);
	if (group->sender >= 0)
		call_close(group->sender);
	datagrams_free(&group->batch);
	*group = (struct chatgroup)CHATGROUP_CLOSED;
}
