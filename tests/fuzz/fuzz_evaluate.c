/* fuzz_evaluate -- any bytes as a script of commands that do no harm: whatever it is, the session
 * ends, in its time and with an exit code, and holds on to nothing. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "eval/eval.h"
#include "fuzz.h"

enum { TIME_MS = 30, SIZE_MAX_BYTES = 4096 };

/* No network but pairs, no child, no file, and nothing that other runs would see. */
static const char *const harmless[] = {
	"echo",     "assert", "socketpair", "send",        "sendall", "recv",    "recvall",
	"recvmsg",  "poll",   "shutdown",   "close",       "dup",     "pack",    "unpack",
	"calcsize", "htons",  "inet_pton",  "setblocking", "info",    "options", "settimeout",
	"sockets",  "set",    "format",     "calls",       "exit",    "help",    NULL,
};

static bool is_harmless(const struct stage *stage)
{
	struct word name = token_bare(stage->words);

	if (stage->is_bang || stage->next || stage->redirects)
		return false;
	for (const char *const *row = harmless; *row; row++)
		if (name.size == strlen(*row) && memcmp(name.at, *row, name.size) == 0)
			return true;
	return false;
}

static bool are_harmless(const struct node *node)
{
	for (; node; node = node->next)
		if (node->background ||
		    (node->stages && node->kind == NODE_PIPELINE && !is_harmless(node->stages)) ||
		    !are_harmless(node->body) || !are_harmless(node->left) ||
		    !are_harmless(node->right))
			return false;
	return true;
}

static bool is_script_harmless(const char *text, size_t size)
{
	struct source source = { text, size, 0, 1 };
	struct tree tree = { 0 };
	bool fine = true;

	while (fine && tree_read(&tree, &source) == TREE_WHOLE)
		fine = are_harmless(tree.first);
	tree_free(&tree);
	return fine && source.at == size;
}

/* What is said goes nowhere. */
struct quiet {
	int saved[2];
};

static struct quiet be_quiet(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct quiet quiet;

	for (int i = 0; i < 2; i++) {
		quiet.saved[i] = fcntl(STDOUT_FILENO + i, F_DUPFD_CLOEXEC, 3);
		dup2(null, STDOUT_FILENO + i);
	}
	close(null);
	return quiet;
}

static void speak(struct quiet quiet)
{
	for (int i = 0; i < 2; i++) {
		dup2(quiet.saved[i], STDOUT_FILENO + i);
		close(quiet.saved[i]);
	}
}

static int run(const char *text, size_t size)
{
	char *args[] = { (char[]){ "fuzz" }, (char[]){ "one" }, NULL };
	struct err err = { 0 };
	struct shell shell;
	int code;

	if (!shell_begin(&shell, args, false, &err))
		return shell_end(&shell, 0, eval_deferred);
	shell_confine(&shell, NULL);
	shell.file = "fuzz";
	shell.bench.until = deadline_in((int64_t)TIME_MS * NS_PER_MS);
	code = eval_code(&shell, eval_text(&shell, text, size, 1));
	return shell_end(&shell, code, eval_deferred);
}

int fuzz_evaluate(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct quiet quiet;
	int code;

	if (!text || size > SIZE_MAX_BYTES || !is_script_harmless(memcpy(text, data, size), size)) {
		free(text);
		return 0;
	}
	quiet = be_quiet();
	code = run(text, size);
	speak(quiet);
	FUZZ_HOLDS(code >= 0 && code <= 255);
	free(text);
	return 0;
}
