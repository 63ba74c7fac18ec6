/* replay -- runs every fuzz target over its seeds, their prefixes and small changes of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

_Noreturn void fuzz_broken(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

enum { SEED_MAX = 1 << 16, CHANGES = 200 };

/* The same sequence every time: a seed that fails here fails everywhere. */
static uint32_t random_next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void run_seed(const struct fuzz_target *target, const uint8_t *seed, size_t size)
{
	static uint8_t changed[SEED_MAX];
	uint32_t state = 1;

	target->run(seed, size);
	for (size_t prefix = 0; prefix < size && prefix < 512; prefix++)
		target->run(seed, prefix);
	for (int i = 0; i < CHANGES && size > 0; i++) {
		memcpy(changed, seed, size);
		for (int j = 0; j <= i % 4; j++)
			changed[random_next(&state) % size] = (uint8_t)random_next(&state);
		target->run(changed, size);
	}
}

static int run_target(const struct fuzz_target *target, const char *folder)
{
	static uint8_t seed[SEED_MAX];
	char path[512];
	struct dirent *entry;
	DIR *dir;
	int seeds = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, target->name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		char file_path[1024];
		FILE *file;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(file_path, sizeof(file_path), "%s/%s", path, entry->d_name);
		file = fopen(file_path, "rb");
		if (!file)
			continue;
		run_seed(target, seed, fread(seed, 1, sizeof(seed), file));
		fclose(file);
		seeds++;
	}
	if (dir)
		closedir(dir);
	printf("%s: %s: %d seeds\n", seeds ? "ok" : "not ok", target->name, seeds);
	return seeds == 0;
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "tests/fuzz/seeds";
	int passed = 0, failed = 0;

	for (const struct fuzz_target *target = fuzz_targets; target->name; target++) {
		int missing = run_target(target, folder);

		failed += missing;
		passed += !missing;
	}
	printf("fuzz: %d passed, %d failed\n", passed, failed);
	return failed > 0;
}
