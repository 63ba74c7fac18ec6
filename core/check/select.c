/* select -- which checks of a plan are run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/num.h"
#include "base/wildcard.h"
#include "check/plan_need.h"
#include "cli/json_read.h"

enum { SHARDS_MAX = 10000 };

struct shard {
	uint64_t index, count; /* INDEX counts from 0 */
};

static bool has_id(const struct plan_case *one, const struct texts *ids)
{
	for (unsigned long i = 0; i < ids->count; i++)
		if (wildcard_matches(ids->text[i], one->id) ||
		    wildcard_matches(ids->text[i], one->item->id))
			return true;
	return ids->count == 0;
}

static bool has_tag(const struct plan_case *one, const struct texts *tags)
{
	for (unsigned long i = 0; i < tags->count; i++)
		for (const struct shell_word *word = one->tags; word; word = word->next)
			if (text_equals(tags->text[i], word->source.at, word->source.size))
				return true;
	return false;
}

static bool is_wanted(const struct plan_case *one, const struct selection *selection)
{
	return !one->item->is_fixture && has_id(one, &selection->ids) &&
	       (selection->tags.count == 0 || has_tag(one, &selection->tags)) &&
	       !has_tag(one, &selection->skip_tags);
}

/* ---- shards --------------------------------------------------------------------------------- */

/* What runs us in parts says which: GitLab counts from 1, pods of an indexed Job from 0. */
static bool read_environment(struct word *index, struct word *count, uint64_t *first,
			     struct err *err)
{
	const char *node = getenv("CI_NODE_INDEX"), *pod = getenv("JOB_COMPLETION_INDEX");
	const char *total = getenv("CI_NODE_TOTAL");

	if (!total || (!node && !pod))
		return err_set(err, STATUS_INVALID,
			       "--shard ci: CI_NODE_INDEX (or JOB_COMPLETION_INDEX) and "
			       "CI_NODE_TOTAL are not set");
	*index = word_of(node ? node : pod);
	*count = word_of(total);
	*first = node ? 1 : 0;
	return true;
}

static bool read_shard(struct shard *shard, const char *text, struct err *err)
{
	const char *slash = strchr(text, '/');
	struct word index = { text, slash ? (size_t)(slash - text) : 0 };
	struct word count = word_of(slash ? slash + 1 : "");
	uint64_t first = 1;

	if (strcmp(text, "ci") == 0 && !read_environment(&index, &count, &first, err))
		return false;
	if (!num_digits(&shard->index, index.at, index.size, SHARDS_MAX) ||
	    !num_digits(&shard->count, count.at, count.size, SHARDS_MAX) || shard->index < first ||
	    shard->index - first >= shard->count)
		return err_set(err, STATUS_INVALID, "--shard takes I/N, from 1/N to N/N, or ci");
	shard->index -= first;
	return true;
}

/* ---- what was red --------------------------------------------------------------------------- */

enum { REPORT_MAX = 256 << 20 };

/* Whether LINE is one of a report; then whether it is a check that was red, and which. */
static bool read_line(bool *is_red, struct json_text *id, struct arena *arena, struct word line)
{
	struct json_text verdict;
	const struct json *root;
	struct err ignored = { 0 };

	if (!json_read(&root, arena, line.at, line.size, &ignored) || !json_member(root, "type"))
		return false;
	*is_red = json_string(&verdict, json_member(root, "verdict")) &&
		  json_string(id, json_member(root, "id")) &&
		  (text_equals("fail", verdict.data, verdict.size) ||
		   text_equals("error", verdict.data, verdict.size));
	return true;
}

/* What is red and not asked again would be green. */
static bool select_red(struct plan *plan, struct json_text id, const char *path, struct err *err)
{
	for (struct plan_case *one = plan->cases; one; one = one->next)
		if (text_equals(one->id, id.data, id.size)) {
			one->selected = true;
			return true;
		}
	return err_set(err, STATUS_INVALID,
		       "'%.80s' was red in %.150s, and is no check of this plan", id.data, path);
}

static bool select_all_red(struct plan *plan, struct word rest, const char *path, struct err *err)
{
	struct arena arena = { 0 };
	struct json_text id;
	struct word line;
	size_t count = 0;
	bool fine = true, is_report = false, is_red = false;

	while (fine && line_take(&line, &rest)) {
		bool is_line = read_line(&is_red, &id, &arena, line);

		is_report |= is_line;
		if (is_line && is_red)
			fine = (count++ < plan->case_count ||
				err_set(err, STATUS_INVALID,
					"%.150s has more checks than this plan", path)) &&
			       select_red(plan, id, path, err);
		arena_reset(&arena);
	}
	arena_free(&arena);
	if (fine && !is_report)
		return err_set(err, STATUS_INVALID, "'%.150s' is no report of -o json", path);
	return fine;
}

static bool select_failed(struct plan *plan, const char *path, struct err *err)
{
	struct buf text = { 0 };
	bool fine = fd_read_file(&text, path, REPORT_MAX, err) || err_lacks(err);

	fine = fine && select_all_red(plan, (struct word){ text.data, text.size }, path, err);
	buf_free(&text);
	return fine;
}

bool plan_select(struct plan *plan, const struct selection *selection, size_t *count, size_t *all,
		 struct err *err)
{
	struct shard shard = { 0, 1 };

	if (selection->shard && !read_shard(&shard, selection->shard, err))
		return false;
	if (selection->failed && !select_failed(plan, selection->failed, err))
		return false;
	*all = *count = 0;
	for (struct plan_case *one = plan->cases; one; one = one->next) {
		bool wanted = is_wanted(one, selection) && (!selection->failed || one->selected);

		one->selected = wanted && (*all)++ % shard.count == shard.index;
	}
	plan_select_needed(plan);
	for (struct plan_case *one = plan->cases; one; one = one->next)
		*count += one->selected && !one->item->is_fixture;
	return true;
}
