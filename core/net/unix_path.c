/* unix_path -- a Unix socket's file: bound privately, taken over only when stale, removed if ours.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/unix_path.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/num.h"
#include "net/calls.h"
#include "net/holder.h"

/* ---- the plan ----------------------------------------------------------------------------- */

static bool parse_mode(mode_t *mode, const char *text, struct err *err)
{
	mode_t found = 0;
	size_t size = strlen(text);

	if (size == 0 || size > 4 || text[strspn(text, "01234567")])
		return err_set(err, STATUS_INVALID, "--mode: '%s' is no octal mode up to 0777",
			       text);
	for (; *text; text++)
		found = found * 8 + (mode_t)num_digit(*text);
	if (found > 0777)
		return err_set(err, STATUS_INVALID, "--mode: %04o is above 0777", found);
	*mode = found;
	return true;
}

/* A number, or -1 where TEXT is none. */
static int64_t parse_id(const char *text)
{
	uint64_t id;

	return num_digits(&id, text, strlen(text), UINT32_MAX - 1) ? (int64_t)id : -1;
}

static bool find_owner(uid_t *owner, const char *text, struct err *err)
{
	int64_t id = parse_id(text);
	const struct passwd *user = id < 0 ? getpwnam(text) : NULL;

	if (id < 0 && !user)
		return err_set(err, STATUS_NOT_FOUND, "--owner: there is no user '%s'", text);
	*owner = id < 0 ? user->pw_uid : (uid_t)id;
	return true;
}

static bool find_group(gid_t *group, const char *text, struct err *err)
{
	int64_t id = parse_id(text);
	const struct group *found = id < 0 ? getgrnam(text) : NULL;

	if (id < 0 && !found)
		return err_set(err, STATUS_NOT_FOUND, "--group: there is no group '%s'", text);
	*group = id < 0 ? found->gr_gid : (gid_t)id;
	return true;
}

bool unix_path_plan_make(struct unix_path_plan *plan, const char *mode, const char *owner,
			 const char *group, bool replace, struct err *err)
{
	struct unix_path_plan fresh = { UNIX_PATH_MODE, (uid_t)UNIX_PATH_SAME,
					(gid_t)UNIX_PATH_SAME, replace, NS_PER_S };

	if ((mode && !parse_mode(&fresh.mode, mode, err)) ||
	    (owner && !find_owner(&fresh.owner, owner, err)) ||
	    (group && !find_group(&fresh.group, group, err)))
		return false;
	*plan = fresh;
	return true;
}

/* ---- who is there already ----------------------------------------------------------------- */

/* A path split into its folder, held open, and the name in it. */
struct place {
	int folder;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
	const char *name;
};

static bool place_open(struct place *place, const struct sock_addr *at, struct err *err)
{
	size_t size = at->size - offsetof(struct sockaddr_un, sun_path);
	char *slash;

	size = strnlen(at->at.unix_name.sun_path, size);
	memcpy(place->path, at->at.unix_name.sun_path, size);
	place->path[size] = '\0';
	slash = memrchr(place->path, '/', size);
	place->name = slash ? slash + 1 : place->path;
	if (slash)
		*slash = '\0';
	place->folder = open(slash == place->path ? "/"
			     : slash              ? place->path
						  : ".",
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->folder >= 0)
		return true;
	return err_errno(err, errno, "cannot open the folder of the socket");
}

/* Whether somebody answers at AT: 0, or the errno of connect(2). */
static int knock(const struct sock_addr *at, int type, pid_t *pid)
{
	int fd = call_socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);
	int number = 0;

	if (fd < 0)
		return errno;
	if (call_connect(fd, &at->at.any, at->size) < 0)
		number = errno;
	else if (call_getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
		*pid = peer.pid;
	call_close(fd);
	return number;
}

/* One that is bound but does not listen yet refuses like a stale one: ask twice. */
static bool is_stale(const struct sock_addr *at, int type, pid_t *pid, int *number)
{
	*number = knock(at, type, pid);
	if (*number != ECONNREFUSED)
		return false;
	deadline_sleep(deadline_in(50 * NS_PER_MS));
	*number = knock(at, type, pid);
	return *number == ECONNREFUSED;
}

/* Datagram sockets do not tell whose they are: then the kernel's table is looked at. */
static bool is_held(const struct sock_addr *at, int type, struct err *err)
{
	struct buf text = { 0 };
	struct holder holder;
	bool found = holder_find(&holder, type, &at->at.any, at->size, false);

	if (found) {
		holder_put(&text, &holder);
		err_errno(err, EADDRINUSE, "it is %s", buf_text(&text));
	}
	buf_free(&text);
	return found;
}

static bool is_alive(const struct sock_addr *at, int type, const struct stat *file, pid_t pid,
		     int number, struct err *err)
{
	if (number == EPROTOTYPE)
		err_errno(err, EADDRINUSE, "a socket of another type is there");
	else if (number == EACCES)
		err_errno(err, EADDRINUSE, "the socket that is there is user %u's (mode %04o)",
			  (unsigned)file->st_uid, (unsigned)file->st_mode & 07777);
	else if (pid > 0)
		err_errno(err, EADDRINUSE, "it is in use by pid %d", (int)pid);
	else if (!is_held(at, type, err))
		err_errno(err, EADDRINUSE, "it is in use (%s)",
			  number ? err_name(number) : "somebody answers");
	return false;
}

/* Make way where that is right. Called with the folder locked, where that can be. */
static bool clear_way(const struct place *place, const struct sock_addr *at, int type, bool replace,
		      struct err *err)
{
	struct stat file;
	pid_t pid = 0;
	int number;

	if (fstatat(place->folder, place->name, &file, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || err_errno(err, errno, "cannot look at the path");
	if (!S_ISSOCK(file.st_mode))
		return err_errno(err, EADDRINUSE, "%s is there, which is no socket",
				 S_ISDIR(file.st_mode)   ? "a folder"
				 : S_ISLNK(file.st_mode) ? "a symbolic link"
							 : "a file");
	if (!is_stale(at, type, &pid, &number)) /* somebody may have removed it meanwhile */
		return number == ENOENT || is_alive(at, type, &file, pid, number, err);
	if (file.st_uid != geteuid())
		return err_errno(err, EPERM,
				 "nobody listens on the socket that is there, but it is user %u's",
				 (unsigned)file.st_uid);
	if (!replace)
		return err_errno(err, EADDRINUSE,
				 "nobody listens on the socket that is there; --replace takes it");
	return unlinkat(place->folder, place->name, 0) == 0 ||
	       err_errno(err, errno, "cannot remove the stale socket");
}

/* ---- binding ------------------------------------------------------------------------------ */

/* The kernel gives the file the mode that umask leaves: there is no moment at which it has more. */
static bool bind_private(int fd, const struct sock_addr *at, mode_t mode, struct err *err)
{
	mode_t before = umask(0777 & ~mode);
	int failed = call_bind(fd, &at->at.any, at->size) < 0 ? errno : 0;

	umask(before);
	return !failed || err_errno(err, failed, "cannot bind");
}

/* By a descriptor of the very file: where others may write to the folder, its name can become
 * another file at any time. */
static bool give_away(const struct place *place, const struct unix_path_plan *plan, struct err *err)
{
	bool same = plan->owner == (uid_t)UNIX_PATH_SAME && plan->group == (gid_t)UNIX_PATH_SAME;
	struct stat status;
	bool fine;
	int file;

	if (same)
		return true;
	file = openat(place->folder, place->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0 || fstatat(file, "", &status, AT_EMPTY_PATH) < 0)
		fine = err_errno(err, errno, "cannot look at the socket that was bound");
	else if (!S_ISSOCK(status.st_mode) || status.st_uid != geteuid())
		fine = err_set(err, STATUS_DENIED, "somebody has put another file in its place");
	else
		fine = fchownat(file, "", plan->owner, plan->group, AT_EMPTY_PATH) == 0 ||
		       err_errno(err, errno, "cannot give the socket to another owner or group");
	fd_close(&file);
	return fine;
}

static bool bind_in(struct unix_path *bound, const struct place *place, int fd, int type,
		    const struct sock_addr *at, const struct unix_path_plan *plan, int backlog,
		    struct err *err)
{
	struct stat file;

	if (!clear_way(place, at, type, plan->replace, err) ||
	    !bind_private(fd, at, plan->mode, err))
		return false;
	if (fstatat(place->folder, place->name, &file, AT_SYMLINK_NOFOLLOW) == 0)
		*bound = (struct unix_path){ *at, file.st_dev, file.st_ino, file.st_mtim };
	if (!give_away(place, plan, err))
		return false;
	return backlog < 0 || call_listen(fd, backlog) == 0 ||
	       err_errno(err, errno, "cannot listen");
}

/* Whoever else binds a path of this folder holds the lock for a moment only; anyone who can read
 * the folder could hold it for long. */
static bool lock(int folder, int64_t patience_ns, struct err *err)
{
	struct deadline until = deadline_in(patience_ns);

	while (flock(folder, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_errno(err, errno, "cannot lock the folder of the socket");
		if (deadline_passed(until))
			return err_errno(err, EWOULDBLOCK,
					 "somebody keeps the folder of the socket locked");
		deadline_sleep(deadline_in(10 * NS_PER_MS));
	}
	return true;
}

bool unix_path_bind(struct unix_path *bound, int fd, int type, const struct sock_addr *at,
		    const struct unix_path_plan *plan, int backlog, struct err *err)
{
	struct place place;
	bool fine;

	if (!place_open(&place, at, err))
		return false;
	/* Without the lock nothing is replaced: bind(2) itself lets one of two win. */
	fine = (lock(place.folder, plan->patience_ns, err) || !plan->replace) &&
	       bind_in(bound, &place, fd, type, at, plan, backlog, err);
	if (!fine)
		unix_path_remove(bound);
	fd_close(&place.folder);
	return fine;
}

/* The number of a file that is gone is soon another's; no one writes to a socket's file. */
static bool is_same(const struct unix_path *bound, const struct stat *file)
{
	return file->st_dev == bound->device && file->st_ino == bound->inode &&
	       file->st_mtim.tv_sec == bound->made.tv_sec &&
	       file->st_mtim.tv_nsec == bound->made.tv_nsec;
}

void unix_path_remove(struct unix_path *bound)
{
	struct place place;
	struct err unused = { 0 };
	struct stat file;

	if (!bound->inode || !place_open(&place, &bound->at, &unused))
		return;
	if (fstatat(place.folder, place.name, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	    is_same(bound, &file))
		unlinkat(place.folder, place.name, 0);
	fd_close(&place.folder);
	*bound = (struct unix_path){ 0 };
}
