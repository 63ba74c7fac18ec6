/* probe_verdict -- how a probe went, in one status and a sentence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/probe_state.h"

static bool say_wrong(const struct probe *probe, struct err *err)
{
	const struct probe_counts *counts = &probe->counts;
	uint64_t came = counts->received + counts->surplus + counts->duplicates + counts->late;

	*err = probe->wrong;
	if (came > 1)
		err_reword(err, "%s; wrong: %llu of %llu answers", err->text,
			   (unsigned long long)counts->mismatched, (unsigned long long)came);
	return false;
}

static bool say_failure(const struct probe *probe, struct err *err)
{
	*err = probe->failure;
	if (probe->plan.conns > 1)
		err_reword(err, "%s; failed: %llu of %u connections", err->text,
			   (unsigned long long)probe->counts.failed, probe->plan.conns);
	return false;
}

/* Who answered though he was not asked: a server that does not answer from where it was asked. */
static void put_strangers(struct buf *text, const struct probe *probe)
{
	if (probe->counts.strangers == 0)
		return;
	buf_printf(text, "; %llu came from ", (unsigned long long)probe->counts.strangers);
	sock_addr_format(text, probe->plan.transport, &probe->stranger);
	buf_puts(text, ", which was not asked");
}

static bool say_silence(const struct probe *probe, struct err *err)
{
	enum status kind = probe_is_stream(probe) ? STATUS_TIMEOUT : STATUS_SILENT;
	struct buf text = { 0 };

	if (probe->in_flight > 0) {
		buf_puts(&text, "no answer by the time it was stopped");
	} else {
		buf_puts(&text, "no answer within ");
		probe_put_span(&text, probe->plan.timeout_ns);
	}
	put_strangers(&text, probe);
	err_set(err, kind, "%s", buf_text(&text));
	buf_free(&text);
	return false;
}

static bool say_loss(const struct probe *probe, struct err *err)
{
	struct err trouble = { 0 };
	struct buf more = { 0 };

	put_strangers(&more, probe);
	if (probe->trouble.number) {
		trouble_say(&probe->trouble, &trouble);
		buf_printf(&more, "; %s", trouble.text);
	}
	err_set(err, STATUS_LOSS, "not answered: %llu of %llu messages%s",
		(unsigned long long)(probe->counts.lost + probe->in_flight),
		(unsigned long long)probe->counts.sent, buf_text(&more));
	buf_free(&more);
	return false;
}

bool probe_verdict(const struct probe *probe, enum status *status, struct err *err)
{
	const struct probe_counts *counts = &probe->counts;

	if (probe->wrong.kind != STATUS_OK)
		return say_wrong(probe, err);
	if (probe->failure.kind != STATUS_OK)
		return say_failure(probe, err);
	if (counts->received == 0 && probe->trouble.number)
		return trouble_say(&probe->trouble, err);
	if (counts->sent > 0 && counts->received == 0)
		return say_silence(probe, err);
	if (counts->lost + probe->in_flight > 0)
		return say_loss(probe, err);
	*status = counts->sent > 0 ? STATUS_ANSWERED : STATUS_OK;
	return true;
}
