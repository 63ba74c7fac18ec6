/* chatguest_file -- files that a guest gives and takes, over a second connection to the host. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "serve/chatguest_state.h"

/* A file on its way. */
struct chatguest_errand {
	struct chatguest *guest;
	struct courier courier;
	uint64_t number;
	char name[CHAT_NAME_ROOM];
	bool is_given;
	struct chatguest_errand *next, **link;
};

static void fail(struct chatguest *guest, uint64_t number, const char *name, enum status kind,
		 const char *text)
{
	struct err err = { 0 };

	err_set(&err, kind, "%s", text);
	party_fail(&guest->party, number, name, &err);
}

/* ---- errands -------------------------------------------------------------------------------- */

static void end_errand(struct chatguest_errand *errand)
{
	courier_close(&errand->courier);
	*errand->link = errand->next;
	if (errand->next)
		errand->next->link = errand->link;
	errand->guest->errand_count--;
	free(errand);
}

bool chatguest_has_errands(const struct chatguest *guest)
{
	return guest->errand_count > 0;
}

bool chatguest_has_wishes(const struct chatguest *guest)
{
	for (size_t i = 0; i < CHATGUEST_WISHES_MAX; i++)
		if (guest->wish[i].number)
			return true;
	return false;
}

static void tell_end(struct chatguest_errand *errand, const struct err *why)
{
	struct party *party = &errand->guest->party;
	const struct party_event event = { .step = errand->is_given ? PARTY_SENT : PARTY_RECEIVED,
					   .number = errand->number,
					   .size = errand->courier.size,
					   .text = word_of(errand->name),
					   .peer = "" };

	if (why->kind == STATUS_OK)
		party_tell(party, &event);
	else
		party_fail(party, errand->number, errand->name, why);
}

void chatguest_drop_errands(struct chatguest *guest, const struct err *why)
{
	while (guest->errands) {
		const struct err *known = courier_outcome(&guest->errands->courier);

		if (why)
			tell_end(guest->errands, known ? known : why);
		end_errand(guest->errands);
	}
}

static void errand_over(struct courier *courier, const struct err *why)
{
	struct chatguest_errand *errand = OWNER(courier, struct chatguest_errand, courier);
	struct chatguest *guest = errand->guest;

	tell_end(errand, why);
	end_errand(errand);
	chatguest_check_leave(guest);
}

static struct chatguest_errand *begin_errand(struct chatguest *guest, uint64_t number,
					     uint64_t size, const char *name)
{
	struct chatguest_errand *errand =
		guest->errand_count < CHATGUEST_FILES_MAX ? calloc(1, sizeof(*errand)) : NULL;

	if (!errand) {
		fail(guest, number, name, STATUS_LACKING, "too many files are on their way");
		return NULL;
	}
	errand->guest = guest;
	errand->courier = (struct courier)COURIER_IDLE;
	errand->courier.loop = guest->party.loop;
	errand->courier.size = size;
	errand->courier.over = errand_over;
	errand->number = number;
	memcpy(errand->name, name, strlen(name) + 1);
	errand->next = guest->errands;
	errand->link = &guest->errands;
	if (errand->next)
		errand->next->link = &errand->next;
	guest->errands = errand;
	guest->errand_count++;
	return errand;
}

/* A second connection has a port of its own: --local-port is the first one's. */
static void dial(struct chatguest_errand *errand, struct word ticket)
{
	struct chatguest *guest = errand->guest;
	struct sock_words words = *guest->plan->words;
	struct sock_plan plan = *guest->plan;
	const struct chat_order order = { .verb = CHAT_FILE, .text = ticket };
	struct buf greeting = { 0 };
	struct err err = { 0 };

	words.local_port = -1;
	plan.words = &words;
	chat_put_order(&greeting, &order);
	if (!courier_dial(&errand->courier, &guest->at, guest->transport, &plan,
			  buf_text(&greeting), &err)) {
		party_fail(&guest->party, errand->number, errand->name, &err);
		end_errand(errand);
	}
	buf_free(&greeting);
}

/* ---- giving --------------------------------------------------------------------------------- */

static void offer(struct chatguest *guest, struct word path)
{
	struct err err = { 0 };
	struct shelf_file *file = shelf_add(&guest->shelf, path, &err);
	struct chat_order order = { .verb = CHAT_OFFER };

	if (!file) {
		party_fail(&guest->party, 0, "", &err);
		return;
	}
	order.size = file->size;
	order.text = word_of(file->name);
	chatguest_send(guest, &order);
}

static bool is_ours(const struct shelf_file *file, const struct chat_news *news)
{
	return file && file->size == news->size && word_of(file->name).size == news->text.size &&
	       memcmp(file->name, news->text.at, news->text.size) == 0;
}

void chatguest_see_offer(struct chatguest *guest, const struct chat_news *news)
{
	struct shelf_file *file = shelf_waiting(&guest->shelf);
	const struct party_event event = { .step = PARTY_OFFERED,
					   .nick = news->nick,
					   .text = news->text,
					   .peer = "",
					   .number = news->number,
					   .size = news->size };

	if (word_is(news->nick, word_of(guest->nick)) && is_ours(file, news))
		file->number = news->number;
	party_tell(&guest->party, &event);
}

static void give(struct chatguest *guest, const struct chat_news *news)
{
	struct shelf_file *file = news->number ? shelf_find(&guest->shelf, news->number) : NULL;
	struct chatguest_errand *errand;

	if (!file)
		return;
	errand = begin_errand(guest, file->number, file->size, file->name);
	if (!errand)
		return;
	errand->is_given = true;
	errand->courier.from_file = file->fd;
	dial(errand, news->ticket);
}

/* ---- taking --------------------------------------------------------------------------------- */

static struct chatguest_wish *find_wish(struct chatguest *guest, uint64_t number)
{
	for (size_t i = 0; i < CHATGUEST_WISHES_MAX; i++)
		if (guest->wish[i].number == number)
			return &guest->wish[i];
	return NULL;
}

static void wish(struct chatguest *guest, const struct chat_order *order)
{
	const struct chat_order get = { .verb = CHAT_GET, .number = order->number };
	struct chatguest_wish *place = find_wish(guest, 0);
	struct err err = { 0 };

	if (order->number == 0) {
		fail(guest, 0, "", STATUS_INVALID, "/get takes the number of an offer");
	} else if (!party_may_take(&guest->party, 0, &err)) {
		party_fail(&guest->party, order->number, "", &err);
	} else if (!place || find_wish(guest, order->number)) {
		fail(guest, order->number, "", STATUS_INVALID,
		     "that one, or too many, were asked for already");
	} else {
		*place = (struct chatguest_wish){ .number = order->number };
		if (order->text.size > 0)
			chat_make_name(place->name, order->text);
		chatguest_send(guest, &get);
	}
}

static void take(struct chatguest *guest, const struct chat_news *news)
{
	struct chatguest_wish *place = news->number ? find_wish(guest, news->number) : NULL;
	struct newfile file = NEWFILE_CLOSED;
	struct chatguest_errand *errand;
	char name[CHAT_NAME_ROOM];
	struct err err = { 0 };

	if (!place)
		return;
	memcpy(name, place->name, sizeof(name));
	if (!name[0])
		chat_make_name(name, news->text);
	place->number = 0;
	if (!party_may_take(&guest->party, news->size, &err) ||
	    !newfile_open(&file, guest->party.folder.fd, name, &err)) {
		party_fail(&guest->party, news->number, name, &err);
		return;
	}
	errand = begin_errand(guest, news->number, news->size, name);
	if (!errand) {
		newfile_drop(&file);
		return;
	}
	errand->courier.to_file = file;
	dial(errand, news->ticket);
}

static void be_refused(struct chatguest *guest, const struct chat_news *news)
{
	struct chatguest_wish *place = news->number ? find_wish(guest, news->number) : NULL;
	struct shelf_file *file = news->number ? NULL : shelf_waiting(&guest->shelf);
	struct err err = { 0 };

	if (place)
		place->number = 0;
	if (file)
		shelf_drop(&guest->shelf, file);
	err_set(&err, STATUS_NOT_FOUND, "%.*s", (int)news->text.size, news->text.at);
	party_fail(&guest->party, news->number, "", &err);
}

/* ---- both ----------------------------------------------------------------------------------- */

void chatguest_file_news(struct chatguest *guest, const struct chat_news *news)
{
	if (news->topic == NEWS_GIVE)
		give(guest, news);
	else if (news->topic == NEWS_TAKE)
		take(guest, news);
	else
		be_refused(guest, news);
	chatguest_check_leave(guest);
}

void chatguest_own_file(struct chatguest *guest, const struct chat_order *order)
{
	if (guest->host == HOST_PLAIN)
		fail(guest, 0, "", STATUS_INVALID,
		     "the other side is no sockbox chat: it takes no files");
	else if (order->verb == CHAT_SEND)
		offer(guest, order->text);
	else
		wish(guest, order);
}
