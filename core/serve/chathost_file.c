/* chathost_file -- which files guests and the host itself offer and ask for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "serve/chathost_state.h"

static void refuse(struct chathost_guest *guest, uint64_t number, const char *why)
{
	const struct chat_news news = { .topic = NEWS_NO_FILE,
					.number = number,
					.text = word_of(why) };

	chathost_send(guest, &news);
}

static void refuse_us(struct chathost *host, uint64_t number, const char *why)
{
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID, "%s", why);
	party_fail(&host->party, number, "", &err);
}

/* ---- what guests want ----------------------------------------------------------------------- */

static void announce(struct chathost *host, const struct room_offer *offer, bool is_ours)
{
	const struct chat_news news = { .topic = NEWS_OFFER,
					.nick = word_of(offer->owner->nick),
					.number = offer->number,
					.size = offer->size,
					.text = word_of(offer->name) };
	const struct chathost_guest *guest = chathost_guest_of(host, offer->owner);
	const struct party_event event = { .step = PARTY_OFFERED,
					   .nick = news.nick,
					   .text = news.text,
					   .peer = is_ours ? "" : guest->address,
					   .number = news.number,
					   .size = news.size };

	chathost_send_all(host, NULL, &news);
	party_tell(&host->party, &event);
}

static void take_offer(struct chathost_guest *guest, const struct chat_order *order)
{
	struct room_offer *offer;

	if (order->text.size == 0) {
		refuse(guest, 0, "an offer is of a size and a name");
		return;
	}
	offer = room_offer(&guest->host->room, &guest->member, order->text, order->size);
	if (offer)
		announce(guest->host, offer, false);
	else
		refuse(guest, 0, "there are enough offers already");
}

static void give_to_guest(struct chathost_guest *guest, uint64_t number)
{
	struct chathost *host = guest->host;
	struct room_offer *offer = room_find_offer(&host->room, number);
	struct chathost_errand *errand;
	struct chat_news news = { .topic = NEWS_TAKE };

	if (!offer || offer->owner == &guest->member) {
		refuse(guest, number,
		       offer ? "that one is yours" : "there is no offer of that number");
		return;
	}
	errand = chathost_begin_errand(host, offer);
	if (!errand) {
		refuse(guest, number, "too many files are on their way");
		return;
	}
	if (offer->owner == &host->me) {
		const struct shelf_file *file = shelf_find(&host->shelf, number);

		errand->is_ours_to_give = true;
		errand->give[0] = '\0';
		errand->courier.from_file = file ? file->fd : -1;
	}
	news.ticket = word_of(errand->take);
	news.number = number;
	news.size = offer->size;
	news.text = word_of(offer->name);
	chathost_send(guest, &news);
}

void chathost_guest_file(struct chathost_guest *guest, const struct chat_order *order)
{
	if (!guest->is_sockbox)
		refuse(guest, order->number, "files go between those who run sockbox chat");
	else if (order->verb == CHAT_OFFER)
		take_offer(guest, order);
	else if (order->verb == CHAT_GET)
		give_to_guest(guest, order->number);
	else
		refuse(guest, order->number, "a guest says /offer SIZE NAME");
}

/* ---- what we want --------------------------------------------------------------------------- */

static void offer_own(struct chathost *host, struct word path)
{
	struct err err = { 0 };
	struct shelf_file *file = shelf_add(&host->shelf, path, &err);
	struct room_offer *offer;

	if (!file) {
		party_fail(&host->party, 0, "", &err);
		return;
	}
	offer = room_offer(&host->room, &host->me, word_of(file->name), file->size);
	if (offer) {
		file->number = offer->number;
		announce(host, offer, true);
	} else {
		shelf_drop(&host->shelf, file);
		refuse_us(host, 0, "there are enough offers already");
	}
}

/* Make the file, and have the giver connect. */
static void fetch(struct chathost *host, const struct room_offer *offer, const char *name)
{
	struct newfile file = NEWFILE_CLOSED;
	struct chathost_errand *errand;
	struct err err = { 0 };

	if (!newfile_open(&file, host->party.folder.fd, name, &err)) {
		party_fail(&host->party, offer->number, name, &err);
		return;
	}
	errand = chathost_begin_errand(host, offer);
	if (!errand) {
		newfile_drop(&file);
		refuse_us(host, offer->number, "too many files are on their way");
		return;
	}
	errand->is_ours_to_take = true;
	errand->take[0] = '\0';
	errand->courier.to_file = file;
	memcpy(errand->kept, name, strlen(name) + 1);
	chathost_call_giver(errand);
}

static void get_own(struct chathost *host, const struct chat_order *order)
{
	struct room_offer *offer = room_find_offer(&host->room, order->number);
	char name[CHAT_NAME_ROOM];
	struct err err = { 0 };

	if (!offer || offer->owner == &host->me) {
		refuse_us(host, order->number,
			  offer ? "that one is yours" : "there is no offer of that number");
		return;
	}
	chat_make_name(name, order->text.size ? order->text : word_of(offer->name));
	if (party_may_take(&host->party, offer->size, &err))
		fetch(host, offer, name);
	else
		party_fail(&host->party, offer->number, name, &err);
}

void chathost_own_file(struct chathost *host, const struct chat_order *order)
{
	if (order->verb == CHAT_SEND)
		offer_own(host, order->text);
	else
		get_own(host, order);
}
