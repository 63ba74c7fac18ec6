/* spawn -- times commands against each other, in turns, so that a busy machine slows all alike:
 * spawn ROUNDS INPUT COMMAND... (each command is one word, split at blanks).
 * Prints for each: median microseconds, largest resident size in KiB, exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 32, COMMANDS_MAX = 64, ROUNDS_MAX = 10000 };

extern char **environ;

struct command {
	char *word[WORDS_MAX];
	double *took_us; /* one a round */
	long resident_kib;
	int code;
};

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void command_split(struct command *command, char *text, size_t rounds)
{
	size_t count = 0;

	for (char *rest = NULL, *word = strtok_r(text, " ", &rest); word && count < WORDS_MAX - 1;
	     word = strtok_r(NULL, " ", &rest))
		command->word[count++] = word;
	command->took_us = calloc(rounds, sizeof(double));
	if (!count || !command->took_us)
		die("spawn");
}

static void command_time(struct command *command, size_t round,
			 const posix_spawn_file_actions_t *actions)
{
	struct rusage usage;
	double start = now_us();
	pid_t pid;
	int status;

	errno = posix_spawnp(&pid, command->word[0], actions, NULL, command->word, environ);
	if (errno || wait4(pid, &status, 0, &usage) != pid)
		die(command->word[0]);
	command->took_us[round] = now_us() - start;
	if (usage.ru_maxrss > command->resident_kib)
		command->resident_kib = usage.ru_maxrss;
	command->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int by_value(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

int main(int argc, char **argv)
{
	static struct command commands[COMMANDS_MAX];
	size_t rounds = argc > 3 ? strtoul(argv[1], NULL, 10) : 0, count = (size_t)argc - 3;
	posix_spawn_file_actions_t actions;

	if (rounds < 1 || rounds > ROUNDS_MAX || count > COMMANDS_MAX) {
		fprintf(stderr, "usage: spawn ROUNDS INPUT COMMAND...\n");
		return 2;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, argv[2], O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	for (size_t i = 0; i < count; i++)
		command_split(&commands[i], argv[i + 3], rounds);
	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < count; i++)
			command_time(&commands[i], round, &actions);
	}
	for (size_t i = 0; i < count; i++) {
		qsort(commands[i].took_us, rounds, sizeof(double), by_value);
		printf("%.0f %ld %d\n", commands[i].took_us[rounds / 2], commands[i].resident_kib,
		       commands[i].code);
		free(commands[i].took_us);
	}
	posix_spawn_file_actions_destroy(&actions);
	return 0;
}
