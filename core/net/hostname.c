/* hostname -- this host's own name. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/hostname.h"

#include <errno.h>
#include <string.h>

#include "net/calls.h"
#include "net/query.h"

bool hostname_get(char name[static HOST_NAME_SIZE], struct err *err)
{
	if (call_gethostname(name, HOST_NAME_SIZE) < 0)
		return err_errno(err, errno, "cannot tell this host's name");
	name[HOST_NAME_SIZE - 1] = '\0';
	return true;
}

/* Letters, digits and hyphens in labels that neither begin nor end with one: RFC 1123. */
static bool hostname_check(const char *name, struct err *err)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	const char *label = name;

	if (strlen(name) >= HOST_NAME_SIZE)
		return err_set(err, STATUS_INVALID, "a hostname of %zu bytes: 64 at most",
			       strlen(name));
	if (!query_name(name, false, err))
		return false;
	while (*label) {
		size_t size = strspn(label, allowed);

		if (size == 0 || label[0] == '-' || label[size - 1] == '-' ||
		    (label[size] != '.' && label[size] != '\0') ||
		    (label[size] && !label[size + 1]))
			return err_set(err, STATUS_INVALID,
				       "'%s' is no hostname: letters, digits and inner hyphens",
				       name);
		label += size + (label[size] == '.');
	}
	return true;
}

bool hostname_set(const char *name, struct err *err)
{
	if (!hostname_check(name, err))
		return false;
	if (call_sethostname(name, strlen(name)) == 0)
		return true;
	if (errno == EPERM)
		return err_errno(err, errno,
				 "only root (CAP_SYS_ADMIN in this UTS namespace) may name this "
				 "host");
	return err_errno(err, errno, "cannot name this host '%s'", name);
}
