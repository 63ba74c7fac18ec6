/* check_unix_path -- files of Unix sockets: whose they are, who wins them, what is left alone. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "fault.h"
#include "net/unix_path.h"
#include "sockets.h"
#include "suites.h"

enum { PATH_SIZE = 128, BACKLOG = 8, NOBODY = 65534 };

static char folder[PATH_SIZE], path[PATH_SIZE + 16];
static struct unix_path_plan plan;
static struct unix_path bound;
static struct err err;
static unsigned descriptors;

static void set_up(void)
{
	strcpy(folder, "/tmp/check-unix-path-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/s", folder);
	err = (struct err){ 0 };
	bound = (struct unix_path){ 0 };
	ck_assert(unix_path_plan_make(&plan, NULL, NULL, NULL, false, &err));
	descriptors = count_descriptors();
}

static void tear_down(void)
{
	chmod(folder, 0700);
	unlink(path);
	rmdir(path);
	rmdir(folder);
}

static struct sock_addr at_path(const char *text)
{
	struct endpoint endpoint;
	struct sock_addr at;
	struct err ignored = { 0 };

	if (!endpoint_parse(&endpoint, text, TRANSPORT_UNIX, &ignored))
		abort();
	sock_addr_set_unix(&at, &endpoint);
	return at;
}

/* A socket that is bound to PATH by unix_path_bind, or -1 with ERR. */
static int bind_path(int type)
{
	struct sock_addr at = at_path(path);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (unix_path_bind(&bound, fd, type, &at, &plan, type == SOCK_DGRAM ? -1 : BACKLOG, &err))
		return fd;
	close(fd);
	return -1;
}

/* One that somebody else bound, as programs do: left behind when FD is closed. */
static int bind_plainly(int type)
{
	struct sock_addr at = at_path(path);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, &at.at.any, at.size), 0);
	return fd;
}

static void ck_refused(int number, const char *says)
{
	ck_assert_int_eq(bind_path(SOCK_STREAM), -1);
	ck_assert_msg(err.number == number && strstr(err.text, says) != NULL, "%s", err.text);
	ck_assert_uint_eq(bound.inode, 0);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static bool is_there(void)
{
	struct stat file;

	return lstat(path, &file) == 0;
}

/* ---- binding
 * ---------------------------------------------------------------------------------------- */

static const int types[] = { SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM };

START_TEST(binds_and_removes)
{
	struct sock_addr at = at_path(path);
	int fd, client = socket(AF_UNIX, types[_i] | SOCK_CLOEXEC, 0);
	mode_t mask = umask(0);
	struct stat file;

	fd = bind_path(types[_i]);
	ck_assert_msg(fd >= 0, "%s", err.text);
	ck_assert_int_eq(umask(mask), 0); /* as it was */
	ck_assert_int_eq(lstat(path, &file), 0);
	ck_assert_uint_eq(file.st_mode & 07777, 0700);
	ck_assert_int_eq(connect(client, &at.at.any, at.size), 0);
	close(client);
	close(fd);
	unix_path_remove(&bound);
	unix_path_remove(&bound);
	ck_assert(!is_there());
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

START_TEST(has_the_mode_it_is_told)
{
	static const struct {
		const char *text;
		mode_t mode;
	} modes[] = { { "0", 0 }, { "600", 0600 }, { "0666", 0666 }, { "777", 0777 } };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		struct stat file;
		int fd;

		ck_assert(unix_path_plan_make(&plan, modes[i].text, NULL, NULL, false, &err));
		fd = bind_path(SOCK_STREAM);
		ck_assert_int_ge(fd, 0);
		ck_assert_int_eq(lstat(path, &file), 0);
		ck_assert_uint_eq(file.st_mode & 07777, modes[i].mode);
		close(fd);
		unix_path_remove(&bound);
	}
}
END_TEST

static const struct {
	const char *mode, *owner, *group;
	enum status kind;
} bad_plans[] = {
	{ "", NULL, NULL, STATUS_INVALID },
	{ "8", NULL, NULL, STATUS_INVALID },
	{ "1000", NULL, NULL, STATUS_INVALID },
	{ "00777", NULL, NULL, STATUS_INVALID },
	{ "-1", NULL, NULL, STATUS_INVALID },
	{ "rwx", NULL, NULL, STATUS_INVALID },
	{ NULL, "no-such", NULL, STATUS_NOT_FOUND },
	{ NULL, NULL, "no-such", STATUS_NOT_FOUND },
	{ NULL, "", NULL, STATUS_NOT_FOUND },
	{ NULL, "-1", NULL, STATUS_NOT_FOUND },
	{ NULL, "4294967295", NULL, STATUS_NOT_FOUND },
};

START_TEST(plans_are_checked)
{
	struct unix_path_plan before = plan;

	ck_assert(!unix_path_plan_make(&plan, bad_plans[_i].mode, bad_plans[_i].owner,
				       bad_plans[_i].group, true, &err));
	ck_assert_int_eq(err.kind, bad_plans[_i].kind);
	ck_assert_mem_eq(&plan, &before, sizeof(plan));
}
END_TEST

START_TEST(is_given_away)
{
	struct stat file;
	int fd;

	ck_assert(unix_path_plan_make(&plan, "660", "65534", "root", false, &err));
	ck_assert_uint_eq(plan.owner, 65534);
	ck_assert_uint_eq(plan.group, 0);
	fd = bind_path(SOCK_STREAM);
	if (geteuid() != 0) {
		ck_assert_int_eq(fd, -1);
		ck_assert_int_eq(err.kind, STATUS_DENIED);
		ck_assert(!is_there()); /* nothing half done is left */
		return;
	}
	ck_assert_int_eq(lstat(path, &file), 0);
	ck_assert_uint_eq(file.st_uid, 65534);
	ck_assert_uint_eq(file.st_gid, 0);
	close(fd);
	unix_path_remove(&bound);
	ck_assert(!is_there());
}
END_TEST

/* Every length up to the last; the file has that very name. */
START_TEST(of_any_length)
{
	char name[PATH_SIZE] = "";
	int fd;

	memset(name, 'n', sizeof(name) - 1);
	name[(size_t)_i - strlen(folder) - 1] = '\0';
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ck_assert_uint_eq(strlen(path), (size_t)_i);
	fd = bind_path(SOCK_STREAM);
	ck_assert_msg(fd >= 0, "%s", err.text);
	ck_assert(is_there());
	close(fd);
	unix_path_remove(&bound);
	ck_assert(!is_there());
}
END_TEST

START_TEST(with_strange_names)
{
	static const char *const names[] = { "a\nb", "\033[31m", "\xff\xfe", "a b", "@x", "-x" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int fd;

		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		fd = bind_path(SOCK_STREAM);
		ck_assert_msg(fd >= 0, "%s", err.text);
		ck_assert(is_there());
		close(fd);
		unix_path_remove(&bound);
		ck_assert(!is_there());
	}
}
END_TEST

START_TEST(relative_to_where_we_are)
{
	char before[PATH_SIZE * 4];
	int fd;

	ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
	ck_assert_int_eq(chdir(folder), 0);
	strcpy(path, "s");
	fd = bind_path(SOCK_STREAM);
	ck_assert_msg(fd >= 0, "%s", err.text);
	unix_path_remove(&bound);
	ck_assert(!is_there());
	close(fd);
	ck_assert_int_eq(chdir(before), 0);
}
END_TEST

/* ---- what is there already
 * ---------------------------------------------------------------------------- */

static void make_file(void)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	ck_assert_int_eq(write(fd, "kept", 4), 4);
	close(fd);
}

static void make_directory(void)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void make_dangling(void)
{
	ck_assert_int_eq(symlink("/nosuch/target", path), 0);
}

/* A link to a stale socket of ours is no socket either. */
static void make_link(void)
{
	char target[PATH_SIZE + 16], link_path[PATH_SIZE + 16];

	strcpy(link_path, path);
	snprintf(target, sizeof(target), "%s/target", folder);
	strcpy(path, target);
	close(bind_plainly(SOCK_STREAM));
	strcpy(path, link_path);
	ck_assert_int_eq(symlink(target, path), 0);
}

static void make_pipe(void)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static const struct {
	void (*make)(void);
	const char *says;
} others[] = {
	{ make_file, "a file is there, which is no socket" },
	{ make_directory, "a folder is there, which is no socket" },
	{ make_dangling, "a symbolic link is there, which is no socket" },
	{ make_link, "a symbolic link is there, which is no socket" },
	{ make_pipe, "a file is there, which is no socket" },
};

/* With --replace too. */
START_TEST(what_is_no_socket_is_left_alone)
{
	char target[PATH_SIZE + 16];
	struct stat before, after;

	others[_i].make();
	ck_assert_int_eq(lstat(path, &before), 0);
	for (int replace = 0; replace < 2; replace++) {
		plan.replace = replace;
		ck_refused(EADDRINUSE, others[_i].says);
	}
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert(before.st_ino == after.st_ino && before.st_mode == after.st_mode &&
		  before.st_size == after.st_size);
	snprintf(target, sizeof(target), "%s/target", folder);
	unlink(target);
}
END_TEST

START_TEST(a_live_one_is_left_alone)
{
	int live = bind_plainly(types[_i]);
	bool is_stream = types[_i] == SOCK_STREAM;
	char pid[32];

	snprintf(pid, sizeof(pid), "pid %d", (int)getpid());
	ck_assert(types[_i] == SOCK_DGRAM || listen(live, BACKLOG) == 0);
	descriptors = count_descriptors();
	plan.replace = true;
	ck_refused(EADDRINUSE, is_stream ? pid : "a socket of another type is there");
	ck_assert_int_eq(bind_path(types[_i]), -1); /* of its own type: who has it */
	ck_assert_msg(strstr(err.text, pid) != NULL, "%s", err.text);
	ck_assert(is_there());
	close(live);
}
END_TEST

/* A full backlog refuses nobody for good: alive. */
START_TEST(a_busy_one_is_left_alone)
{
	struct sock_addr at = at_path(path);
	int live = bind_plainly(SOCK_STREAM),
	    client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(listen(live, 0), 0);
	ck_assert_int_eq(connect(client, &at.at.any, at.size), 0);
	descriptors = count_descriptors();
	plan.replace = true;
	ck_refused(EADDRINUSE, "it is ");
	ck_assert(is_there());
	close(client);
	close(live);
}
END_TEST

START_TEST(a_stale_one_is_replaced_when_told)
{
	struct stat before, after;
	int fd;

	close(bind_plainly(types[_i]));
	ck_assert_int_eq(lstat(path, &before), 0);
	ck_refused(EADDRINUSE, types[_i] == SOCK_STREAM ? "--replace takes it" : "");
	plan.replace = true;
	fd = bind_path(types[_i]);
	ck_assert_msg(fd >= 0, "%s", err.text);
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert_uint_eq(after.st_mode & 0777, 0700);
	close(fd);
	unix_path_remove(&bound);
	ck_assert(!is_there());
}
END_TEST

/* Only root can make another user's, and not even root takes it. */
START_TEST(another_users_is_left_alone)
{
	if (geteuid() != 0)
		return;
	close(bind_plainly(SOCK_STREAM));
	ck_assert_int_eq(lchown(path, NOBODY, NOBODY), 0);
	plan.replace = true;
	ck_refused(EPERM, "it is user 65534's");
	ck_assert(is_there());
}
END_TEST

/* We may not even ask whether it is alive. */
START_TEST(one_that_may_not_be_asked)
{
	int live;

	if (geteuid() != 0)
		return;
	live = bind_plainly(SOCK_STREAM);
	ck_assert_int_eq(listen(live, BACKLOG) | chmod(path, 0700) | chmod(folder, 0777), 0);
	descriptors = count_descriptors();
	ck_assert_int_eq(seteuid(NOBODY), 0);
	plan.replace = true;
	ck_refused(EADDRINUSE, "the socket that is there is user 0's (mode 0700)");
	ck_assert_int_eq(seteuid(0), 0);
	close(live);
}
END_TEST

START_TEST(folders_that_do_not_do)
{
	snprintf(path, sizeof(path), "%s/no/s", folder);
	ck_refused(ENOENT, "cannot open the folder of the socket");
	snprintf(path, sizeof(path), "%s/", folder);
	ck_refused(EADDRINUSE, "cannot bind");
	if (geteuid() != 0)
		return;
	snprintf(path, sizeof(path), "%s/s", folder);
	ck_assert_int_eq(chmod(folder, 0755) | seteuid(NOBODY), 0);
	ck_refused(EACCES, "cannot bind");
	ck_assert_int_eq(err.kind, STATUS_DENIED);
	ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

/* ---- at the end
 * ------------------------------------------------------------------------------------------ */

/* The path was given to another in between: its file may even have the number that ours had. */
START_TEST(only_what_was_bound_is_removed)
{
	int fd = bind_path(SOCK_STREAM), other;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink(path), 0);
	close(fd);
	other = _i ? bind_plainly(SOCK_STREAM) : open(path, O_CREAT | O_CLOEXEC | O_EXCL, 0600);
	ck_assert_int_ge(other, 0);
	unix_path_remove(&bound);
	ck_assert(is_there());
	close(other);
}
END_TEST

/* Whoever can read the folder can hold its lock. That keeps nobody from starting, only from taking
 * another's place. */
START_TEST(a_lock_that_somebody_keeps)
{
	int held = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

	ck_assert_int_eq(plan.patience_ns, NS_PER_S);
	plan.patience_ns = 50 * NS_PER_MS;
	ck_assert_int_eq(flock(held, LOCK_EX), 0);
	descriptors = count_descriptors();
	fd = bind_path(SOCK_STREAM);
	ck_assert_msg(fd >= 0, "%s", err.text);
	close(fd); /* stale now */
	plan.replace = true;
	bound = (struct unix_path){ 0 };
	ck_refused(EWOULDBLOCK, "somebody keeps the folder of the socket locked");
	ck_assert(is_there());
	close(held);
}
END_TEST

/* ---- races
 * ----------------------------------------------------------------------------------------------------
 */

enum { STARTERS_MAX = 20 };
enum { WON, LOST, STRANGE, ENDED, OUTCOMES };

/* What starters wait for and answer: a write of N to GO or END lets N of them pass. */
struct track {
	int folders, starters; /* and how many of these there are for each folder */
	int go, end, says[2];
	pid_t pid[STARTERS_MAX];
	atomic_uint *arrived; /* in memory that all share: who has passed GO, ever */
};

static void choose_folder(int i)
{
	snprintf(path, sizeof(path), "%s/%d/s", folder, i);
}

static bool await(int event)
{
	uint64_t one;

	return fd_read(event, &one, sizeof(one)) == sizeof(one);
}

static void let_go(const struct track *track, int event)
{
	const uint64_t all = (uint64_t)(track->folders * track->starters);

	fd_write(event, &all, sizeof(all));
}

/* Woken one by one they would miss each other: all run before the first goes on. */
static void line_up(const struct track *track, unsigned round)
{
	unsigned all = (unsigned)(track->folders * track->starters) * round;

	atomic_fetch_add(track->arrived, 1);
	while (atomic_load(track->arrived) < all)
		if (track->starters > 2) /* more than there are processors */
			sched_yield();
}

/* In a child, each round: bind, say how it went, and live until told to end. */
static void start_again(const struct track *track)
{
	for (unsigned round = 1; await(track->go); round++) {
		unsigned char outcome;
		int fd;

		line_up(track, round);
		fd = bind_path(SOCK_STREAM);
		outcome = fd >= 0 ? WON : strstr(err.text, "in use by pid") ? LOST : STRANGE;
		if (outcome == STRANGE)
			fprintf(stderr, "strange: %s\n", err.text);
		fd_write(track->says[1], &outcome, 1);
		await(track->end);
		if (fd >= 0)
			close(fd);
		unix_path_remove(&bound);
		outcome = ENDED;
		fd_write(track->says[1], &outcome, 1);
	}
	_exit(0);
}

/* An answer of each, counted. */
static void hear(const struct track *track, unsigned *outcomes)
{
	unsigned char outcome;

	for (int i = 0; i < track->folders * track->starters; i++)
		if (fd_read(track->says[0], &outcome, 1) == 1)
			outcomes[outcome]++;
}

static void open_track(struct track *track)
{
	track->go = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC);
	track->end = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC);
	track->arrived = mmap(NULL, sizeof(*track->arrived), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (track->go < 0 || track->end < 0 || pipe2(track->says, O_CLOEXEC) < 0 ||
	    track->arrived == MAP_FAILED)
		abort();
	for (int i = 0; i < track->folders; i++) {
		choose_folder(i);
		*strrchr(path, '/') = '\0';
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	for (int i = 0; i < track->folders * track->starters; i++) {
		choose_folder(i / track->starters);
		track->pid[i] = fork();
		if (track->pid[i] == 0)
			start_again(track);
	}
}

static void close_track(const struct track *track)
{
	for (int i = 0; i < track->folders * track->starters; i++) {
		kill(track->pid[i], SIGKILL);
		waitpid(track->pid[i], NULL, 0);
	}
	for (int i = 0; i < track->folders; i++) {
		choose_folder(i);
		*strrchr(path, '/') = '\0';
		rmdir(path);
	}
	munmap(track->arrived, sizeof(*track->arrived));
	close(track->go);
	close(track->end);
	close(track->says[0]);
	close(track->says[1]);
}

static void race(const struct track *track, unsigned *outcomes, unsigned *left)
{
	for (int i = 0; plan.replace && i < track->folders; i++) {
		choose_folder(i);
		close(bind_plainly(SOCK_STREAM));
	}
	let_go(track, track->go);
	hear(track, outcomes);
	let_go(track, track->end);
	hear(track, outcomes);
	for (int i = 0; i < track->folders; i++) {
		choose_folder(i);
		*left += is_there();
		unlink(path);
	}
}

/* Where no stale path is in the way, and where one is: a race then is mostly a pause, so that many
 * run side by side. */
START_TEST(one_of_several_wins)
{
	struct track track = { .folders = _i ? 5 : 1, .starters = _i ? 4 : 2 };
	const unsigned count = (unsigned)rounds(1000), all = count * (unsigned)track.starters;
	unsigned outcomes[OUTCOMES] = { 0 }, left = 0;

	plan.replace = _i;
	open_track(&track);
	while (outcomes[ENDED] < all)
		race(&track, outcomes, &left);
	close_track(&track);
	ck_assert_uint_eq(outcomes[WON], count);
	ck_assert_uint_eq(outcomes[LOST], all - count);
	ck_assert_uint_eq(left, 0); /* every winner has removed its own */
}
END_TEST

/* ---- failures
 * -------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *call;
	int number;
	unsigned least; /* how often it is called, with and without a stale path */
} faults[] = {
	{ "open", EMFILE, 1 },    { "flock", ENOLCK, 1 },  { "fstatat", EIO, 1 },
	{ "unlinkat", EPERM, 1 }, { "socket", EMFILE, 1 }, { "connect", EPERM, 1 },
	{ "bind", ENOSPC, 1 },    { "listen", EINVAL, 1 },
};

/* It is bound whole, or what was there stays and nothing of ours does. */
START_TEST(calls_may_fail)
{
	unsigned n = 1;
	bool reached = true;

	for (; reached; n++) {
		struct stat before, after;
		int fd;

		close(bind_plainly(SOCK_STREAM));
		plan.replace = true;
		ck_assert_int_eq(lstat(path, &before), 0);
		fault_arm(faults[_i].call, n, faults[_i].number, false);
		fd = bind_path(SOCK_STREAM);
		reached = fault_disarm();
		if (fd < 0) {
			ck_assert(reached);
			ck_assert_int_ne(err.kind, STATUS_OK);
			ck_assert(lstat(path, &after) < 0 || after.st_ino == before.st_ino);
		}
		close(fd);
		unix_path_remove(&bound);
		unlink(path);
		ck_assert_uint_eq(count_descriptors(), descriptors);
	}
	ck_assert_uint_gt(n - 1, faults[_i].least);
}
END_TEST

START_TEST(giving_away_may_fail)
{
	ck_assert(unix_path_plan_make(&plan, NULL, "65534", NULL, false, &err));
	fault_arm("fchownat", 1, EPERM, false);
	ck_refused(EPERM, "cannot give the socket to another owner or group");
	ck_assert(fault_disarm());
	ck_assert(!is_there());
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *unix_path_suite(void);
Suite *unix_path_suite(void)
{
	Suite *suite = suite_create("unix_path");
	TCase *tcase = tcase_create("unix_path"), *races = tcase_create("races");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, binds_and_removes, 0, ROWS(types));
	tcase_add_test(tcase, has_the_mode_it_is_told);
	tcase_add_loop_test(tcase, plans_are_checked, 0, ROWS(bad_plans));
	tcase_add_test(tcase, is_given_away);
	tcase_add_loop_test(tcase, of_any_length, 106, 109);
	tcase_add_test(tcase, with_strange_names);
	tcase_add_test(tcase, relative_to_where_we_are);
	tcase_add_loop_test(tcase, what_is_no_socket_is_left_alone, 0, ROWS(others));
	tcase_add_loop_test(tcase, a_live_one_is_left_alone, 0, ROWS(types));
	tcase_add_test(tcase, a_busy_one_is_left_alone);
	tcase_add_loop_test(tcase, a_stale_one_is_replaced_when_told, 0, ROWS(types));
	tcase_add_test(tcase, another_users_is_left_alone);
	tcase_add_test(tcase, one_that_may_not_be_asked);
	tcase_add_test(tcase, folders_that_do_not_do);
	tcase_add_loop_test(tcase, only_what_was_bound_is_removed, 0, 2);
	tcase_add_test(tcase, a_lock_that_somebody_keeps);
	tcase_add_loop_test(tcase, calls_may_fail, 0, ROWS(faults));
	tcase_add_test(tcase, giving_away_may_fail);
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(races, 600);
	tcase_add_checked_fixture(races, set_up, tear_down);
	tcase_add_loop_test(races, one_of_several_wins, 0, 2);
	suite_add_tcase(suite, races);
	return suite;
}
