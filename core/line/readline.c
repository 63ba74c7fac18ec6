/* readline -- GNU readline, found when somebody is to edit a line and not before. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "line/readline.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/auxv.h>

#define LIBRARY "libreadline.so.8"

/* Names inside the rows: a pointer would be relocated at each start of each applet. */
static const struct {
	unsigned short offset;
	char name[38];
} symbols[] = {
#define FUNCTION(type, name, parameters) { offsetof(struct readline, name), #name },
#define VARIABLE(type, name) { offsetof(struct readline, name), #name },
	READLINE_FUNCTIONS(FUNCTION) READLINE_VARIABLES(VARIABLE)
};

#if SOCKBOX_STATIC

static void *open_library(struct err *err)
{
	err_set(err, STATUS_LACKING, "a static build has no dlopen(3)");
	return NULL;
}

static void *find_symbol(void *library, const char *name)
{
	(void)library;
	(void)name;
	return NULL;
}

#else

/* Each import is paid at each start of each applet: dlsym(3) finds the others too. */
static void *open_library(struct err *err)
{
	void *found[] = { dlsym(RTLD_DEFAULT, "dlopen"), dlsym(RTLD_DEFAULT, "dlerror") };
	void *(*open)(const char *, int);
	char *(*tell)(void);
	void *library;

	memcpy(&open, &found[0], sizeof(open));
	memcpy(&tell, &found[1], sizeof(tell));
	library = open && tell ? open(LIBRARY, RTLD_NOW | RTLD_LOCAL) : NULL;
	if (!library)
		err_set(err, STATUS_LACKING, "GNU readline cannot be loaded: %s",
			open && tell ? tell() : "there is no dlopen(3)");
	return library;
}

static void *find_symbol(void *library, const char *name)
{
	return dlsym(library, name);
}

#endif

bool readline_load(struct readline *readline, struct err *err)
{
	struct readline found;
	void *library;

	if (getauxval(AT_SECURE))
		return err_set(err, STATUS_LACKING,
			       "GNU readline is not for a program with more rights than its user");
	library = open_library(err);
	if (!library)
		return false;
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = find_symbol(library, symbols[i].name);

		if (!symbol)
			return err_set(err, STATUS_LACKING, LIBRARY " lacks %s", symbols[i].name);
		memcpy((char *)&found + symbols[i].offset, &symbol, sizeof(symbol));
	}
	*readline = found;
	return true;
}
