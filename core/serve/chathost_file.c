/* chathost_file -- files between those who are in a chat, all by way of the host: whom both ends
 * can reach. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "net/calls.h"
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

/* ---- errands -------------------------------------------------------------------------------- */

static void end_errand(struct chathost_errand *errand)
{
	struct chathost *host = errand->host;

	timer_clear(host->party.loop, &errand->call);
	courier_close(&errand->courier);
	*errand->link = errand->next;
	if (errand->next)
		errand->next->link = errand->link;
	host->errand_count--;
	free(errand);
}

bool chathost_has_errands(const struct chathost *host)
{
	for (const struct chathost_errand *errand = host->errands; errand; errand = errand->next)
		if (errand->is_ours_to_give || errand->is_ours_to_take)
			return true;
	return false;
}

/* He will not come any more. */
static void give_up(struct chathost_errand *errand)
{
	timer_set(errand->host->party.loop, &errand->call, (struct deadline){ 1 });
}

void chathost_forget_giver(struct chathost *host, const struct room_member *member)
{
	for (struct chathost_errand *errand = host->errands; errand; errand = errand->next)
		if (errand->giver == member) {
			errand->giver = NULL;
			if (!errand->carries)
				give_up(errand);
		}
}

/* What became of it; of files that we neither give nor take nothing is told. */
static void tell_end(struct chathost_errand *errand, const struct err *why)
{
	struct party *party = &errand->host->party;
	const char *name = errand->is_ours_to_take ? errand->kept : errand->name;
	const struct party_event event = {
		.step = errand->is_ours_to_take ? PARTY_RECEIVED : PARTY_SENT,
		.number = errand->number,
		.size = errand->courier.size,
		.text = word_of(name),
		.peer = "",
	};

	if (!errand->is_ours_to_give && !errand->is_ours_to_take)
		return;
	if (why->kind == STATUS_OK)
		party_tell(party, &event);
	else
		party_fail(party, errand->number, name, why);
}

void chathost_drop_errands(struct chathost *host, const struct err *why)
{
	while (host->errands) {
		const struct err *known = courier_outcome(&host->errands->courier);

		if (why)
			tell_end(host->errands, known ? known : why);
		end_errand(host->errands);
	}
}

/* It is over, for whatever reason. */
static void finish(struct chathost_errand *errand, const struct err *why)
{
	struct chathost *host = errand->host;

	tell_end(errand, why);
	end_errand(errand);
	chathost_check_leave(host);
}

static void errand_over(struct courier *courier, const struct err *why)
{
	struct chathost_errand *errand = OWNER(courier, struct chathost_errand, courier);

	finish(errand, why);
}

static void nobody_came(struct timer *timer)
{
	struct chathost_errand *errand = OWNER(timer, struct chathost_errand, call);
	struct err why = { 0 };

	err_set(&why, STATUS_TIMEOUT, "the other side did not connect for the file");
	finish(errand, &why);
}

static bool make_ticket(char ticket[static TICKET_ROOM])
{
	unsigned char bytes[CHAT_TICKET_SIZE / 2];
	struct buf text = { 0 };
	bool fine = getrandom(bytes, sizeof(bytes), 0) == (ssize_t)sizeof(bytes);

	buf_puthex(&text, bytes, sizeof(bytes));
	fine = fine && text.size == CHAT_TICKET_SIZE;
	if (fine)
		memcpy(ticket, buf_text(&text), TICKET_ROOM);
	buf_free(&text);
	return fine;
}

static struct chathost_errand *begin_errand(struct chathost *host, const struct room_offer *offer)
{
	struct chathost_errand *errand =
		host->errand_count < CHATHOST_FILES_MAX ? calloc(1, sizeof(*errand)) : NULL;

	if (!errand)
		return NULL;
	errand->host = host;
	errand->courier = (struct courier)COURIER_IDLE;
	errand->courier.loop = host->party.loop;
	errand->courier.size = offer->size;
	errand->courier.over = errand_over;
	errand->number = offer->number;
	memcpy(errand->name, offer->name, sizeof(errand->name));
	errand->giver = offer->owner;
	errand->call.due = nobody_came;
	errand->next = host->errands;
	errand->link = &host->errands;
	if (errand->next)
		errand->next->link = &errand->next;
	host->errands = errand;
	host->errand_count++;
	if (make_ticket(errand->give) && make_ticket(errand->take) &&
	    timer_set(host->party.loop, &errand->call,
		      deadline_in(CHATHOST_CALL_S * (int64_t)NS_PER_S)))
		return errand;
	end_errand(errand);
	return NULL;
}

static void carry(struct chathost_errand *errand)
{
	struct err err = { 0 };

	timer_clear(errand->host->party.loop, &errand->call);
	errand->carries = true;
	if (!courier_begin(&errand->courier, &err))
		finish(errand, &err);
}

/* The taker is there: now the giver shall come. */
static void call_giver(struct chathost_errand *errand)
{
	const struct chat_news news = { .topic = NEWS_GIVE,
					.number = errand->number,
					.ticket = word_of(errand->give) };

	if (errand->is_ours_to_give)
		carry(errand);
	else if (errand->giver)
		chathost_send(chathost_guest_of(errand->host, errand->giver), &news);
	else
		give_up(errand);
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
	errand = begin_errand(host, offer);
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

bool chathost_attach(struct chathost_guest *guest, struct word ticket)
{
	struct chathost_errand *errand = guest->host->errands;

	if (ticket.size != CHAT_TICKET_SIZE)
		return false;
	for (; errand; errand = errand->next) {
		if (memcmp(errand->give, ticket.at, ticket.size) == 0) {
			errand->give[0] = '\0';
			errand->courier.from.fd =
				textconn_detach(&guest->conn, &errand->courier.buf);
			carry(errand);
			return true;
		}
		if (memcmp(errand->take, ticket.at, ticket.size) == 0) {
			struct buf unused = { 0 };

			errand->take[0] = '\0';
			errand->courier.to.fd = textconn_detach(&guest->conn, &unused);
			buf_free(&unused);
			call_giver(errand);
			return true;
		}
	}
	return false;
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
	errand = begin_errand(host, offer);
	if (!errand) {
		newfile_drop(&file);
		refuse_us(host, offer->number, "too many files are on their way");
		return;
	}
	errand->is_ours_to_take = true;
	errand->take[0] = '\0';
	errand->courier.to_file = file;
	memcpy(errand->kept, name, strlen(name) + 1);
	call_giver(errand);
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
