/* chathost_errand -- files on their way by the host, whom both ends can reach. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "serve/chathost_state.h"

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

struct chathost_errand *chathost_begin_errand(struct chathost *host, const struct room_offer *offer)
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
	timer_set(host->party.loop, &errand->call,
		  deadline_in(CHATHOST_CALL_S * (int64_t)NS_PER_S));
	if (make_ticket(errand->give) && make_ticket(errand->take))
		return errand;
	end_errand(errand);
	return NULL;
}

static void carry(struct chathost_errand *errand)
{
	timer_clear(errand->host->party.loop, &errand->call);
	errand->carries = true;
	courier_begin(&errand->courier);
}

void chathost_call_giver(struct chathost_errand *errand)
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

/* A line may hold NULs, and what is left of a ticket that was used begins with one. */
static bool is_ticket(const char *ticket, struct word shown)
{
	return ticket[0] && memcmp(ticket, shown.at, shown.size) == 0;
}

bool chathost_attach(struct chathost_guest *guest, struct word ticket)
{
	struct chathost_errand *errand = guest->host->errands;

	if (ticket.size != CHAT_TICKET_SIZE)
		return false;
	for (; errand; errand = errand->next) {
		if (is_ticket(errand->give, ticket)) {
			errand->give[0] = '\0';
			errand->courier.from.fd =
				textconn_detach(&guest->conn, &errand->courier.buf);
			carry(errand);
			return true;
		}
		if (is_ticket(errand->take, ticket)) {
			struct buf unused = { 0 };

			errand->take[0] = '\0';
			errand->courier.to.fd = textconn_detach(&guest->conn, &unused);
			buf_free(&unused);
			chathost_call_giver(errand);
			return true;
		}
	}
	return false;
}
