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
#include "base/texts.h"

static bool drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	return syscall(SYS_capset, &head, none) == 0;
}

/* By system calls, as above: what libc does beside them is for threads, and each of its functions
 * would be paid at every start of every applet. */
static bool drop_ids(uid_t uid, uid_t euid, gid_t gid, gid_t egid)
{
	if (syscall(SYS_setresgid, gid, gid, gid) != 0 ||
	    syscall(SYS_setresuid, uid, uid, uid) != 0)
		return false;
	/* Trust nothing: what was dropped must not come back. */
	if (euid != uid && uid != 0 &&
	    (syscall(SYS_setresuid, -1, euid, -1) == 0 || syscall(SYS_geteuid) != (long)uid))
		return false;
	if (egid != gid && uid != 0 &&
	    (syscall(SYS_setresgid, -1, egid, -1) == 0 || syscall(SYS_getegid) != (long)gid))
		return false;
	return true;
}

static void keep_environment(void)
{
	static const char *const kept[] = { "TERM=", "LANG=" };
	char **to = environ;

	for (char **from = environ; *from; from++)
		if (text_begins(*from, kept[0]) || text_begins(*from, kept[1]))
			*to++ = *from;
	*to = NULL;
}

static void say(const char *sentence)
{
	fd_write(STDERR_FILENO, sentence, strlen(sentence));
}

bool privilege_drop(void)
{
	uid_t uid = (uid_t)getauxval(AT_UID), euid = (uid_t)getauxval(AT_EUID);
	gid_t gid = (gid_t)getauxval(AT_GID), egid = (gid_t)getauxval(AT_EGID);
	bool fine;

	if (!getauxval(AT_SECURE) && uid == euid && gid == egid)
		return true;
	fine = drop_ids(uid, euid, gid, egid) && (uid == 0 || drop_capabilities()) &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	keep_environment();
	say("sockbox: set-id bits and file capabilities are not supported; ");
	say(fine ? "all rights dropped\n" : "the rights cannot be dropped\n");
	return fine;
}
