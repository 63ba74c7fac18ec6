/* eof_policy -- what the end of standard input leads to: --eof, in terms of a pump. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/eof_policy.h"

#include <string.h>

#include "base/name.h"
#include "base/num.h"

enum eof { EOF_SHUTDOWN, EOF_BOTH, EOF_EXIT, EOF_IGNORE, EOF_LINGER };

static const struct name words_of[] = {
	NAME("shutdown", EOF_SHUTDOWN, ""), NAME("both", EOF_BOTH, ""),
	NAME("exit", EOF_EXIT, ""),         NAME("ignore", EOF_IGNORE, ""),
	NAME("linger", EOF_LINGER, ""),     NAMES_END,
};

static const struct pump_policy policies[] = {
	[EOF_SHUTDOWN] = { .spoke_ends_all = true },
	[EOF_BOTH] = { .spoke_ends_all = false },
	[EOF_EXIT] = { .spoke_ends_all = true, .center_ends_all = true },
	[EOF_IGNORE] = { .spoke_ends_all = true, .keep_open = true },
	[EOF_LINGER] = { .spoke_ends_all = true, .center_ends_all = true, .linger_ns = NS_PER_S },
};

/* Datagrams have no end that could be passed on: a client waits a while for answers, a listener
 * goes on. */
static enum eof usual(const struct eof_words *words)
{
	if (words->replays)
		return EOF_BOTH;
	if (!words->datagrams)
		return EOF_SHUTDOWN;
	return words->listens ? EOF_IGNORE : EOF_LINGER;
}

static const struct name *find(const char *text, size_t size)
{
	const struct name *row = words_of;

	while (*row->word && !text_equals(row->word, text, size))
		row++;
	return *row->word ? row : NULL;
}

static bool parse(struct pump_policy *policy, const struct eof_words *words, struct err *err)
{
	size_t size = strcspn(words->text, ":");
	const char *time = words->text[size] ? words->text + size + 1 : NULL;
	const struct name *row = find(words->text, size);
	enum eof eof;

	if (!row)
		return err_set(err, STATUS_INVALID,
			       "--eof: '%s' is none of shutdown, both, exit, ignore, linger:TIME",
			       words->text);
	eof = (enum eof)row->value;
	if (words->datagrams && (eof == EOF_SHUTDOWN || eof == EOF_BOTH))
		return err_set(err, STATUS_INVALID,
			       "--eof: datagrams have no end that a peer could be told, or tell");
	*policy = policies[eof];
	if (eof != EOF_LINGER)
		return !time ||
		       err_set(err, STATUS_INVALID, "--eof: it is %s and no more", row->word);
	if (time && !num_duration(&policy->linger_ns, time, err))
		return false;
	return (time && policy->linger_ns > 0) ||
	       err_set(err, STATUS_INVALID, "--eof: it is linger:TIME, such as linger:2s");
}

bool eof_policy_make(struct pump_policy *policy, const struct eof_words *words, struct err *err)
{
	bool is_asked = words->text && !words->replays;
	struct pump_policy made = policies[usual(words)];

	if (is_asked && !parse(&made, words, err))
		return false;
	made.quiet_open = words->listens && !words->text && !words->replays;
	*policy = made;
	return true;
}
