/* specimen -- a socket whose options are looked at, beside others of its kind. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/specimen.h"

#include "net/calls.h"
#include "net/sockopt.h"

/* Where others cannot be had, what is at first stays unknown. */
static void open_others(struct specimen *specimen)
{
	struct err unused;

	specimen->fresh = sockkind_open(&specimen->kind, &unused);
	specimen->spare = sockkind_open(&specimen->kind, &unused);
}

bool specimen_make(struct specimen *specimen, const struct sockkind *kind, struct err *err)
{
	int fd = sockkind_open(kind, err);

	if (fd < 0)
		return false;
	*specimen = (struct specimen){ .kind = *kind, .fd = fd };
	open_others(specimen);
	return true;
}

bool specimen_take(struct specimen *specimen, int fd, struct err *err)
{
	struct sockkind kind;

	if (!sockkind_of(&kind, fd, err))
		return false;
	*specimen = (struct specimen){ .kind = kind, .fd = fd, .is_live = true };
	open_others(specimen);
	return true;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		call_close(*fd);
	*fd = -1;
}

void specimen_free(struct specimen *specimen)
{
	if (!specimen->is_live)
		close_one(&specimen->fd);
	close_one(&specimen->fresh);
	close_one(&specimen->spare);
}

/* ---- looking ------------------------------------------------------------------------------ */

static bool is_known(const struct specimen *specimen, const struct sockopt *option)
{
	return specimen->spare >= 0 ? sockopt_is_known(specimen->spare, option)
				    : sockkind_has(&specimen->kind, option);
}

/* There is no value to see: for what reason, or because there is no such option at all. */
static void miss(struct specimen_finding *finding, const struct specimen *specimen,
		 const struct sockopt *option, const char *reason)
{
	err_set(&finding->reason, STATUS_NO_DATA, "%s", reason);
	finding->is = is_known(specimen, option) ? FINDING_NONE : FINDING_UNKNOWN;
}

static void look(struct specimen_finding *finding, const struct specimen *specimen,
		 const struct sockopt *option)
{
	if (!(option->flags & SOCKOPT_GET) && !sockkind_has(&specimen->kind, option))
		finding->is = FINDING_UNKNOWN;
	else if (!(option->flags & SOCKOPT_GET))
		miss(finding, specimen, option, "set only");
	else if (specimen->is_live && option->flags & SOCKOPT_ACTS)
		miss(finding, specimen, option, "not read: that would take it");
	else if (sockopt_read(specimen->fd, option, &finding->value, &finding->reason))
		finding->is = FINDING_VALUE;
	else if (sockopt_is_unknown(finding->reason.number))
		finding->is = FINDING_UNKNOWN;
}

/* What cannot be set differs by nature. */
static void compare(struct specimen_finding *finding, const struct specimen *specimen,
		    const struct sockopt *option)
{
	finding->is_compared = finding->has_first && finding->is == FINDING_VALUE &&
			       specimen->is_live && sockkind_sets(&specimen->kind, option);
	finding->differs =
		finding->is_compared && !sockopt_value_is_same(&finding->value, &finding->first);
	finding->moves = finding->differs && sockopt_moves(specimen->fd, option);
}

struct specimen_finding specimen_look(const struct specimen *specimen, const struct sockopt *option)
{
	struct specimen_finding finding = { .is = FINDING_NONE };
	struct err unused;

	look(&finding, specimen, option);
	finding.has_first = finding.is != FINDING_UNKNOWN && option->flags & SOCKOPT_GET &&
			    specimen->fresh >= 0 &&
			    sockopt_read(specimen->fresh, option, &finding.first, &unused);
	compare(&finding, specimen, option);
	return finding;
}
