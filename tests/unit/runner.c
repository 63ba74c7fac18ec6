/* runner -- runs Check suites in several processes at once, and adds up what they found. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "runner.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { JOBS_MAX = 64, LIMIT_S = 600, STRESS_FACTOR = 20, LOOK_MS = 1000 };

/* A process that runs one part after the other. */
struct worker {
	pid_t pid;
	int pid_fd;
	atomic_size_t at; /* the part, or the count of parts: none */
	atomic_llong since_s;
};

/* What all processes share. */
struct board {
	const struct part *part;
	size_t count;
	atomic_size_t next;
	atomic_int ran, failed;
	struct worker worker[JOBS_MAX];
};

static long long now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static long number_of(const char *variable, long otherwise)
{
	const char *text = getenv(variable);
	long number = text ? strtol(text, NULL, 10) : 0;

	return number > 0 ? number : otherwise;
}

/* Where tests have no process of their own, one may have left another standard input, or none: the
 * next file that is opened would be it, and be it Check's. */
static void begin_with_no_input(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd != STDIN_FILENO) {
		dup2(fd, STDIN_FILENO);
		close(fd);
	}
}

static void run_part(struct board *board, const struct part *part)
{
	SRunner *runner = srunner_create(part->suite);
	int failed;

	begin_with_no_input();
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	atomic_fetch_add(&board->ran, srunner_ntests_run(runner));
	atomic_fetch_add(&board->failed, failed);
	if (failed > 0 || getenv("CK_VERBOSITY"))
		srunner_print(runner, CK_ENV);
	srunner_free(runner);
	fflush(stdout);
}

/* Ends by exit(), where the sanitizers look for leaks. */
static _Noreturn void work(struct board *board, struct worker *worker)
{
	size_t at;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while ((at = atomic_fetch_add(&board->next, 1)) < board->count) {
		atomic_store(&worker->since_s, now_s());
		atomic_store(&worker->at, at);
		run_part(board, &board->part[at]);
		atomic_store(&worker->at, board->count);
	}
	exit(0);
}

static void worker_start(struct board *board, struct worker *worker)
{
	pid_t pid;

	fflush(stdout);
	atomic_store(&worker->at, board->count);
	pid = fork();
	if (pid == 0)
		work(board, worker);
	worker->pid = pid;
	worker->pid_fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0L) : -1;
	if (worker->pid_fd < 0) {
		perror("runner: no process to run the tests in");
		exit(3);
	}
}

/* How it ended. A part that it was at has failed, and another process goes on. */
static void worker_ended(struct board *board, struct worker *worker)
{
	size_t at = atomic_load(&worker->at);
	int status;

	close(worker->pid_fd);
	worker->pid_fd = -1;
	if (waitpid(worker->pid, &status, 0) == worker->pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return;
	printf("%s: its process ended by itself: %s %d\n",
	       at < board->count ? board->part[at].name : "the end of a process",
	       WIFSIGNALED(status) ? "signal" : "exit code",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	atomic_fetch_add(&board->ran, 1);
	atomic_fetch_add(&board->failed, 1);
	if (at < board->count)
		worker_start(board, worker);
}

/* Without a process for each test Check cannot end one that hangs. */
static void worker_limit(const struct board *board, struct worker *worker, long limit_s)
{
	size_t at = atomic_load(&worker->at);

	if (at == board->count || now_s() - atomic_load(&worker->since_s) < limit_s)
		return;
	printf("%s: still running after %ld s\n", board->part[at].name, limit_s);
	kill(worker->pid, SIGKILL);
}

/* Look after the workers until all have ended. */
static void watch(struct board *board, size_t jobs, long limit_s)
{
	struct pollfd fds[JOBS_MAX];
	size_t left;

	do {
		left = 0;
		for (size_t i = 0; i < jobs; i++) {
			fds[i] = (struct pollfd){ board->worker[i].pid_fd, POLLIN, 0 };
			left += fds[i].fd >= 0;
		}
		if (poll(fds, jobs, left ? LOOK_MS : 0) < 0)
			continue;
		for (size_t i = 0; i < jobs; i++) {
			if (fds[i].revents)
				worker_ended(board, &board->worker[i]);
			else if (fds[i].fd >= 0)
				worker_limit(board, &board->worker[i], limit_s);
		}
	} while (left > 0);
}

int parts_run(const char *name, const struct part *part, size_t count)
{
	struct board *board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t jobs = (size_t)number_of("SUITE_JOBS", sysconf(_SC_NPROCESSORS_ONLN));
	int ran, failed;

	if (board == MAP_FAILED)
		return 3;
	board->part = part;
	board->count = count;
	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	for (size_t i = 0; i < jobs; i++)
		worker_start(board, &board->worker[i]);
	watch(board, jobs, LIMIT_S * (getenv("STRESS") ? STRESS_FACTOR : 1));
	ran = atomic_load(&board->ran);
	failed = atomic_load(&board->failed);
	munmap(board, sizeof(*board));
	for (size_t i = 0; i < count; i++)
		srunner_free(srunner_create(part[i].suite));
	printf("%s: %d passed, %d failed, 0 skipped\n", name, ran - failed, failed);
	return failed > 0 || ran == 0;
}
