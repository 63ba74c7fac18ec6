/* party -- a chat as one who takes part in it sees it, whoever carries it: the host that he is, the
 * host that he is connected to, or a multicast group. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/party.h"

const struct name party_steps[] = {
	NAME("message", PARTY_MESSAGE, ""), NAME("action", PARTY_ACTION, ""),
	NAME("entered", PARTY_ENTERED, ""), NAME("joined", PARTY_JOINED, ""),
	NAME("left", PARTY_LEFT, ""),       NAME("renamed", PARTY_RENAMED, ""),
	NAME("here", PARTY_HERE, ""),       NAME("offered", PARTY_OFFERED, ""),
	NAME("sent", PARTY_SENT, ""),       NAME("received", PARTY_RECEIVED, ""),
	NAME("failed", PARTY_FAILED, ""),   NAME("refused", PARTY_REFUSED, ""),
	NAME("notice", PARTY_NOTICE, ""),   NAMES_END,
};

static void count(struct party_counts *counts, const struct party_event *event)
{
	switch (event->step) {
	case PARTY_MESSAGE:
	case PARTY_ACTION:
		counts->heard++;
		counts->heard_bytes += event->text.size;
		break;
	case PARTY_JOINED:
		counts->joined++;
		break;
	case PARTY_LEFT:
		counts->left++;
		break;
	case PARTY_SENT:
		counts->files_sent++;
		break;
	case PARTY_RECEIVED:
		counts->files_received++;
		break;
	case PARTY_FAILED:
		counts->files_failed += event->number > 0;
		break;
	case PARTY_REFUSED:
		counts->refused++;
		break;
	case PARTY_ENTERED:
	case PARTY_RENAMED:
	case PARTY_HERE:
	case PARTY_OFFERED:
	case PARTY_NOTICE:
		break;
	}
}

void party_tell(struct party *party, const struct party_event *event)
{
	count(&party->counts, event);
	party->tell(party, event);
}

void party_fail(struct party *party, uint64_t number, const char *name, const struct err *why)
{
	const struct party_event event = { .step = PARTY_FAILED,
					   .number = number,
					   .text = word_of(name),
					   .peer = "",
					   .why = why };

	party_tell(party, &event);
}

bool party_may_take(const struct party *party, uint64_t size, struct err *err)
{
	if (party->folder.fd < 0)
		return err_set(err, STATUS_DENIED,
			       "files are not taken: there is no --folder to keep them in");
	if (size > party->folder.size_max)
		return err_set(
			err, STATUS_DENIED, "it has %llu bytes, more than the %llu of --max-size",
			(unsigned long long)size, (unsigned long long)party->folder.size_max);
	return true;
}
