/* environ -- the environment that programs of the session are started with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/environ.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if SOCKBOX_STATIC

void environ_drop(const char *name)
{
	unsetenv(name);
}

#else

/* Each import is paid at each start of each applet: dlsym(3) finds it for those who want it. */
void environ_drop(const char *name)
{
	void *found = dlsym(RTLD_DEFAULT, "unsetenv");
	int (*drop)(const char *name);

	memcpy(&drop, &found, sizeof(drop));
	if (drop)
		drop(name);
}

#endif

bool environ_put(const char *name, const struct shell_value *value, struct err *err)
{
	struct buf text = { 0 };
	bool fine;

	shell_value_put(&text, value);
	fine = text.size == 0 || !memchr(text.data, '\0', text.size);
	if (!fine)
		err_set(err, STATUS_INVALID, "'%s' holds a NUL byte: no environment can", name);
	else if (text.failed || setenv(name, buf_text(&text), 1) != 0 || text.failed)
		fine = err_errno(err, ENOMEM, "no room for a variable");
	buf_free(&text);
	return fine;
}
