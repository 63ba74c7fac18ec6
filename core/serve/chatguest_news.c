/* chatguest_news -- what a guest hears from the host. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "serve/chatguest_state.h"

/* Where others are the host says, or not. */
static void tell(struct chatguest *guest, enum party_step step, struct word nick, struct word text)
{
	bool is_host = step == PARTY_ENTERED || step == PARTY_NOTICE;
	const struct party_event event = { .step = step,
					   .nick = nick,
					   .text = text,
					   .peer = is_host ? buf_text(&guest->address) : "" };

	party_tell(&guest->party, &event);
}

/* Somebody has said something; of what is no chat the host itself. */
static void tell_said(struct chatguest *guest, const struct chat_news *news,
		      const struct textpiece *piece)
{
	const char *address = buf_text(&guest->address), *colon = strchr(address, ':');
	bool is_old = guest->old_lines > 0;
	const struct party_event event = {
		.step = news->topic == NEWS_ACTION ? PARTY_ACTION : PARTY_MESSAGE,
		.nick = news->nick.size ? news->nick : word_of(colon ? colon + 1 : address),
		.text = news->text,
		.peer = address,
		.cut = news->cut || piece->cut,
		.partial = piece->partial,
		.continued = piece->continued,
		.old = is_old,
	};

	guest->old_lines -= is_old;
	party_tell(&guest->party, &event);
}

static void be_called(struct chatguest *guest, const struct chat_news *news)
{
	if (news->nick.size < CHAT_NICK_ROOM) {
		memcpy(guest->nick, news->nick.at, news->nick.size);
		guest->nick[news->nick.size] = '\0';
	}
	tell(guest, PARTY_ENTERED, news->nick, news->text);
}

static void announce_history(struct chatguest *guest, uint64_t lines)
{
	struct buf text = { 0 };

	buf_puts(&text, "lines said before: ");
	buf_putu(&text, lines);
	guest->old_lines = lines;
	tell(guest, PARTY_NOTICE, (struct word){ "", 0 }, word_of(buf_text(&text)));
	buf_free(&text);
}

static void take_news(struct chatguest *guest, const struct chat_news *news,
		      const struct textpiece *piece)
{
	switch (news->topic) {
	case NEWS_BANNER:
		break;
	case NEWS_MESSAGE:
	case NEWS_ACTION:
		tell_said(guest, news, piece);
		break;
	case NEWS_JOINED:
		tell(guest, PARTY_JOINED, news->nick, news->text);
		break;
	case NEWS_LEFT:
		tell(guest, PARTY_LEFT, news->nick, news->text);
		break;
	case NEWS_RENAMED:
		tell(guest, PARTY_RENAMED, news->nick, news->text);
		break;
	case NEWS_HERE:
		tell(guest, PARTY_HERE, news->nick, news->text);
		break;
	case NEWS_YOU:
	case NEWS_YOU_BUT:
		be_called(guest, news);
		break;
	case NEWS_HISTORY:
		announce_history(guest, news->number);
		break;
	case NEWS_OFFER:
		chatguest_see_offer(guest, news);
		break;
	case NEWS_NO_FILE:
	case NEWS_GIVE:
	case NEWS_TAKE:
		chatguest_file_news(guest, news);
		break;
	case NEWS_FAREWELL:
		guest->farewell = true;
		break;
	case NEWS_NOTICE:
		tell(guest, PARTY_NOTICE, (struct word){ "", 0 }, news->text);
		break;
	}
}

/* Whoever does not say at once that he is a sockbox is taken for none, until he does. */
static void know_host(struct chatguest *guest, enum chatguest_host host)
{
	bool was_unknown = guest->host == HOST_UNKNOWN;

	timer_clear(guest->party.loop, &guest->unknown);
	guest->host = host;
	if (was_unknown)
		guest->party.relieved(&guest->party);
}

void chatguest_be_unknown(struct timer *timer)
{
	know_host(OWNER(timer, struct chatguest, unknown), HOST_PLAIN);
}

void chatguest_take_piece(struct textconn *conn, const struct textpiece *piece)
{
	struct chatguest *guest = OWNER(conn, struct chatguest, conn);
	struct chat_news news;

	chat_read_news(&news, piece->data, piece->size);
	if (!guest->heard)
		know_host(guest, news.topic == NEWS_BANNER ? HOST_SOCKBOX : HOST_PLAIN);
	guest->heard = true;
	if (guest->host == HOST_PLAIN || piece->continued)
		news = (struct chat_news){ .topic = NEWS_MESSAGE,
					   .text = { piece->data, piece->size } };
	take_news(guest, &news, piece);
}
