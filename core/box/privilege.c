/* privilege -- started setuid, setgid or with file capabilities, everything is dropped first. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "box/privilege.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

static bool drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	return syscall(SYS_capset, &head, none) == 0;
}

static bool drop_ids(void)
{
	uid_t uid = getuid(), euid = geteuid();
	gid_t gid = getgid(), egid = getegid();

	if (setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
		return false;
	/* Trust nothing: what was dropped must not come back. */
	if (euid != uid && uid != 0 && (seteuid(euid) == 0 || geteuid() != uid))
		return false;
	if (egid != gid && uid != 0 && (setegid(egid) == 0 || getegid() != gid))
		return false;
	return true;
}

static void keep_environment(void)
{
	static const char *const kept[] = { "TERM", "LANG" };
	const char *value[] = { getenv(kept[0]), getenv(kept[1]) };

	clearenv();
	for (size_t i = 0; i < 2; i++)
		if (value[i])
			setenv(kept[i], value[i], 1);
}

static void say(const char *sentence)
{
	fd_write(STDERR_FILENO, sentence, strlen(sentence));
}

bool privilege_drop(void)
{
	bool fine;

	if (!getauxval(AT_SECURE) && getuid() == geteuid() && getgid() == getegid())
		return true;
	fine = drop_ids() && (getuid() == 0 || drop_capabilities()) &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	keep_environment();
	say("sockbox: set-id bits and file capabilities are not supported; ");
	say(fine ? "all rights dropped\n" : "the rights cannot be dropped\n");
	return fine;
}
