/* entry -- the ways into the shell: a text, a file, standard input, or a person. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/entry.h"

#include <unistd.h>

#include "shell/prompt.h"
#include "shell/script.h"

int shell_text(const char *text, char *const *args)
{
	return script_text(text, args);
}

int shell_file(char *const *args)
{
	return script_file(args);
}

int shell_input(unsigned flags)
{
	char name[] = "sockbox";
	char *const args[] = { name, NULL };
	bool is_person = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

	return is_person ? prompt_run(args, flags) : script_input(args);
}
